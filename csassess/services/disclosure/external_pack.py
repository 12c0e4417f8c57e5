"""The record for the external verifier, who does not have this program.

PDF files that open with a password; each is checked before it is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.storage.canonical import digest
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.forms.content import Paper, RecordingFormContent
from csassess.platform.files import delete_if_free
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.candidates.candidates import list_candidates
from csassess.services.disclosure.external_visits import visits
from csassess.services.files import write_pdf
from csassess.services.papers.centre import (
    approvals_paper,
    centre_facts,
    registrations_paper,
    staff_paper,
)
from csassess.services.papers.common import identification_of, record_code
from csassess.services.papers.files import bind_sheets, draw_whole, signed_sheets, whole_portfolio
from csassess.services.papers.programme import is_anything_kept, programme_record
from csassess.services.papers.quality import external_visits_paper
from csassess.services.papers.verification import sampling_record, talks_paper
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification import standardisation_papers
from csassess.services.verification.plan_papers import whole_plan

SHORTEST_PASSWORD = 12  # the password is the only protection of copied files
_Papers = list[RecordingFormContent | Paper]


@dataclass(frozen=True, slots=True)
class Pack:
    """The files for the external verifier: for each, its name, a cover and its papers.

    `sheets` are further files: for each, its name and the scans of papers that were signed by hand.
    """

    files: tuple[tuple[str, Paper, _Papers], ...]
    sheets: tuple[tuple[str, tuple[bytes, ...]], ...] = ()


def gather_pack(caseload: Caseload, candidate_ids: Sequence[str]) -> Pack:
    """Return the pack for some candidates.

    The centre's lists and the whole plan come first, then each portfolio with its sampling record.
    Raises UserError if no candidate is given.
    """
    if not candidate_ids:
        raise UserError(text("Please tick at least one candidate."))
    views = [portfolio_view(caseload, candidate_id) for candidate_id in candidate_ids]
    centre_papers: _Papers = [
        staff_paper(caseload),
        approvals_paper(caseload),
        registrations_paper(caseload, views, of_whole_centre=len(views) == len(list_candidates(caseload))),
        whole_plan(caseload),
        standardisation_papers.record(caseload),
        external_visits_paper(caseload, visits(caseload)),
    ]
    title, person = text("Record for the external verifier"), assessor_of(caseload)
    code = record_code([content.identification.record_code for content in centre_papers])
    identification = identification_of(caseload, title, "EVP", code, centre_of(caseload).name)
    facts = (*centre_facts(caseload), (text("Put together by"), f"{person.name}, {label(person.role)}"))
    files = [("1-centre.pdf", Paper(identification, centre_of(caseload).name, facts, ()), centre_papers)]
    sheets = []
    for number, view in enumerate(views, start=2):
        cover, papers = whole_portfolio(caseload, view)
        code = digest(view.portfolio.candidate.id)[:6]
        name = f"{number}-portfolio-{code}.pdf"
        scans = tuple(signed_sheets(caseload, view))
        sheets += [(f"{number}-signed-sheets-{code}.pdf", scans)] if scans else []
        talks = [talks_paper(caseload, view)] if view.portfolio.verifier_talks else []
        kept = (
            [programme_record(caseload, view, leaves_centre=True)] if is_anything_kept(view.portfolio) else []
        )
        files.append((name, cover, [*papers, sampling_record(caseload, view), *talks, *kept]))
    return Pack(tuple(files), tuple(sheets))


def write_pack(
    pack: Pack,
    folder: Path,
    password: str,
    progress: Callable[[int], object] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """Write a pack to a folder, every file encrypted with the password.

    Each file is opened once more to check that it needs the password. Touches no record, so it may
    run on any thread.
    Raises UserError if the password is too short, if it is cancelled, or if a file exists already
    or cannot be written. Whatever the failure, the files written so far are deleted.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise UserError(text("Choose a password of at least {count} characters.", count=SHORTEST_PASSWORD))
    names = [*(name for name, _, _ in pack.files), *(name for name, _ in pack.sheets)]
    existing = [name for name in names if (folder / name).exists()]
    if existing:
        raise UserError(text("“{name}” is there already. Choose an empty folder.", name=existing[0]))
    written: list[Path] = []
    try:
        for number, (name, drawn) in enumerate(_drawn(pack, password), start=1):
            if cancelled():
                raise UserError(text("Stopped. Nothing was written."))
            pdf = drawn()
            _check_locked(pdf, password)
            write_pdf(folder / name, pdf)
            written.append(folder / name)
            progress(number)
    except BaseException:
        for path in written:
            delete_if_free(path)
        raise
    return written


def _drawn(pack: Pack, password: str) -> list[tuple[str, Callable[[], bytes]]]:
    """Return the files of a pack by name, each with the function that draws it."""
    return [
        *((name, partial(draw_whole, cover, papers, password)) for name, cover, papers in pack.files),
        *((name, partial(bind_sheets, scans, password)) for name, scans in pack.sheets),
    ]


def _check_locked(pdf: bytes, password: str) -> None:
    """Raise RuntimeError unless the PDF opens with the password and not without it."""
    import pikepdf

    pikepdf.open(BytesIO(pdf), password=password).close()
    try:
        pikepdf.open(BytesIO(pdf)).close()
    except pikepdf.PasswordError:
        return
    raise RuntimeError("a file of the pack opens without its password")
