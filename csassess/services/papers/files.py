"""Papers as files: drawn, named without personal data, written whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.storage.canonical import digest
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.records.signatures import Signature, UnitSignature
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.forms.content import Paper, RecordingFormContent
from csassess.services.files import write_pdf
from csassess.services.papers.common import describe, facts_about, identified, record_code
from csassess.services.papers.observation import feedback_paper, item_record
from csassess.services.papers.recording import recording_form_content
from csassess.services.papers.unit import requirement_check, unit_declaration
from csassess.services.papers.verification import empty_sampling_record, sampling_record
from csassess.services.papers.visits import visit_plan, visit_sheet
from csassess.services.papers.whole import cumulative_record, evidence_index, witness_list
from csassess.services.progress.portfolio_view import PortfolioView

FORM_NAMES = (
    "recording",
    "requirements",
    "declaration",
    "index",
    "cumulative",
    "witnesses",
    "verification",
    "verification-empty",
    "visit-plan",
    "visit-sheet",
    "record",
    "copy",
    "feedback",
    "as-signed",
    "signed-sheet",
    "portfolio",
)


def draw(content: RecordingFormContent | Paper | bytes) -> bytes:
    """Return a paper as a PDF: the same content gives the same bytes; one kept as it was signed is a PDF already. Touches no record, so it may run on any thread."""
    if isinstance(content, bytes):
        return content
    from csassess.forms import paper, recording_form

    return recording_form.draw(content) if isinstance(content, RecordingFormContent) else paper.draw(content)


_IN_PORTFOLIO = ("recording", "requirements", "declaration", "index", "cumulative", "witnesses", "record")
_FOR_EMAIL = 900  # pixels: a photograph that still shows what its caption says


@dataclass(frozen=True, slots=True)
class Choice:
    """A paper that a record can print: which form of what, its name in words, its file's name, and what it shows."""

    form: str
    about: str
    words: str
    file_name: str
    content: Callable[[], RecordingFormContent | Paper | bytes]


def choices(caseload: Caseload, view: PortfolioView) -> list[Choice]:
    """Return every paper that a candidate's record can print now, in the order of the work."""
    found: list[tuple[str, str, str, Callable[[], RecordingFormContent | Paper | bytes]]] = []
    for stand in view.standings:
        unit, name = stand.unit.id, stand.unit.full_name
        found += [
            (
                "recording",
                unit,
                text("Recording form: {unit}", unit=name),
                partial(recording_form_content, caseload, view, unit),
            ),
            (
                "requirements",
                unit,
                text("Check of evidence requirements: {unit}", unit=name),
                partial(requirement_check, caseload, view, unit),
            ),
            (
                "declaration",
                unit,
                text("Unit declaration: {unit}", unit=name),
                partial(unit_declaration, caseload, view, unit),
            ),
        ]
    found += [
        ("index", "all", text("Evidence index"), partial(evidence_index, caseload, view)),
        (
            "cumulative",
            "all",
            text("Cumulative assessment record"),
            partial(cumulative_record, caseload, view),
        ),
        ("witnesses", "all", text("Witness status list"), partial(witness_list, caseload, view)),
        (
            "verification",
            "all",
            text("Verification sampling record"),
            partial(sampling_record, caseload, view),
        ),
    ]
    if view.portfolio.samples:
        words = text("Verification sampling record to fill in")
        found.append(("verification-empty", "all", words, partial(empty_sampling_record, caseload, view)))
    for plan in view.portfolio.plans:
        words = text("Visit plan, {day}", day=long_date(plan.on))
        found.append(("visit-plan", plan.id, words, partial(visit_plan, caseload, view, plan)))
    found.append(
        ("visit-sheet", "all", text("Visit sheet to write on"), partial(visit_sheet, caseload, view))
    )
    for item in view.portfolio.standing_items():
        words = text("Record of item {number}: {what}", number=item.number, what=describe(item))
        found.append(("record", item.id, words, partial(item_record, caseload, view, item)))
        if item.visit:
            words = text("Copy for the candidate, item {number}", number=item.number)
            copied = partial(item_record, caseload, view, item, criteria=False)
            found.append(("copy", item.id, words, copied))
        if view.portfolio.feedback_to_candidate(item.id):
            words = text("Feedback to the candidate, item {number}", number=item.number)
            found.append(("feedback", item.id, words, partial(feedback_paper, caseload, view, item)))
    found += [*_as_signed(caseload, view), *_sheets(caseload, view, found)]
    units = {stand.unit.id for stand in view.standings}
    whose = digest(view.portfolio.candidate.id)[:6]
    return [
        Choice(form, about, words, f"{form}-{about if about in units else about[:8]}-{whose}.pdf", content)
        for form, about, words, content in found
    ]


def _as_signed(caseload: Caseload, view: PortfolioView) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    """Return the papers kept as they were signed."""
    found: list[tuple[str, str, str, Callable[[], bytes]]] = []
    signatures: tuple[Signature | UnitSignature, ...] = (
        *view.portfolio.signatures,
        *view.portfolio.unit_signatures,
    )
    for signature in signatures:
        if signature.paper and caseload.attached.has(signature.paper):
            what = (
                text("unit {unit}", unit=view.of(signature.unit).unit.name)
                if isinstance(signature, UnitSignature)
                else text("item {number}", number=view.portfolio.item(signature.evidence).number)
            )
            words = text(
                "As signed by the {role} on {day}: {what}",
                role=label(signature.signer),
                day=long_date(signature.at.date()),
                what=what,
            )
            found.append(
                ("as-signed", signature.id, words, partial(caseload.attached.content, signature.paper))
            )
    return found


def _sheets(
    caseload: Caseload,
    view: PortfolioView,
    papers: list[tuple[str, str, str, Callable[[], RecordingFormContent | Paper | bytes]]],
) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    """Return the sheets signed on paper, and each paper as it was when its sheet was attached."""
    names = {(form, about): words for form, about, words, _ in papers}
    found: list[tuple[str, str, str, Callable[[], bytes]]] = []
    for sheet in view.portfolio.signed_sheets:
        day, name = long_date(sheet.at.date()), names.get((sheet.form, sheet.about), sheet.form)
        if caseload.attached.has(sheet.sha256):
            words = text("Signed sheet of {day}: {form}", day=day, form=name)
            found.append(("signed-sheet", sheet.id, words, partial(_scan, caseload, sheet, words)))
        if sheet.paper and caseload.attached.has(sheet.paper):
            words = text("As printed for the signed sheet of {day}: {form}", day=day, form=name)
            found.append(("as-signed", sheet.id, words, partial(caseload.attached.content, sheet.paper)))
    return found


def _scan(caseload: Caseload, sheet: SignedSheet, title: str) -> bytes:
    content = caseload.attached.content(sheet.sha256)
    if sheet.media_type == "application/pdf":
        return content
    from csassess.forms import scanned_page as drawn

    return drawn.draw(content, title)


def whole_portfolio(
    caseload: Caseload, view: PortfolioView
) -> tuple[Paper, list[RecordingFormContent | Paper]]:
    """Return the cover of a candidate's portfolio and its papers in order: what is left to fill in by hand is left out."""
    contents = [choice.content() for choice in choices(caseload, view) if choice.form in _IN_PORTFOLIO]
    papers = [content for content in contents if not isinstance(content, bytes)]
    codes = [content.identification.record_code for content in papers]
    name = view.portfolio.candidate.name
    identification = identified(caseload, text("Portfolio"), "PFL", record_code(codes), name)
    return Paper(identification, name, facts_about(caseload, view), ()), papers


def draw_whole(
    cover: Paper, papers: list[RecordingFormContent | Paper], password: str = "", *, small: bool = False
) -> bytes:
    """Return a whole portfolio as one PDF, smaller for e-mail or opening with a password only where that is asked."""
    from csassess.forms import portfolio

    pdf = portfolio.draw(cover, papers)
    pdf = portfolio.smaller(pdf, _FOR_EMAIL) if small else pdf
    return portfolio.locked(pdf, password) if password else pdf


def write_forms(
    caseload: Caseload,
    view: PortfolioView,
    folder: Path,
    unit_id: str | None = None,
    form: str | None = None,
    password: str = "",
) -> list[Path]:
    """Write a candidate's papers to a folder: all, those of one unit, those of one form, or all of them as one PDF
    ("portfolio", with a password where one is given); raises UserError, leaving no half-written file.
    """
    if unit_id and unit_id not in [stand.unit.id for stand in view.standings]:
        raise UserError(text("The candidate is not enrolled on “{unit}”.", unit=unit_id))
    written = []
    if form == "portfolio":
        whose = digest(view.portfolio.candidate.id)[:6]
        path = folder / f"portfolio-{whose}.pdf"
        write_pdf(path, draw_whole(*whole_portfolio(caseload, view), password))
        return [path]
    for choice in choices(caseload, view):
        if form in (None, choice.form) and unit_id in (None, choice.about):
            path = folder / choice.file_name
            write_pdf(path, draw(choice.content()))
            written.append(path)
    return written
