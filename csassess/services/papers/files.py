"""Papers as PDF files, with file names that contain no personal data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

from csassess import logs
from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.controlled_forms import VERSION
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.forms.content import Identification, Paper, RecordingFormContent
from csassess.services.files import write_pdf
from csassess.services.papers.asked import asked_paper, lines_once
from csassess.services.papers.attached import with_attached_pages
from csassess.services.papers.common import (
    File,
    candidate_code,
    describe,
    facts_about,
    identification_of,
    record_code,
)
from csassess.services.papers.fillable import FILLABLE, fillable_papers
from csassess.services.papers.observation import feedback_paper, item_record
from csassess.services.papers.programme import programme_papers
from csassess.services.papers.recording import recording_form_content
from csassess.services.papers.stored import papers_as_signed, scans_of_sheets
from csassess.services.papers.unit import requirement_check, unit_declaration
from csassess.services.papers.verification import empty_sampling_record, sampling_record, talks_paper
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
    "verifier-talks",
    "asked",
    "visit-plan",
    "visit-sheet",
    "record",
    "copy",
    "feedback",
    *FILLABLE.values(),
    "induction",
    "unit-plan",
    "review",
    "authenticity",
    "prior-learning",
    "programme",
    "as-signed",
    "signed-sheet",
    "portfolio",
)


def load_drawing() -> None:
    """Load the libraries that draw papers, if they are not loaded yet.

    Call it before Qt looks for cameras: that loads libraries too, and if another thread loads these
    meanwhile, both may wait for each other for ever.
    """
    from csassess.forms import paper, portfolio, recording_form  # noqa: F401


def draw(content: RecordingFormContent | Paper | bytes) -> bytes:
    """Return a paper as a PDF; the same content always gives the same bytes.

    A paper stored as it was signed is a PDF already and is returned unchanged. Touches no record,
    so it may run on any thread.
    """
    if isinstance(content, bytes):
        return content
    from csassess.forms import paper, recording_form

    return recording_form.draw(content) if isinstance(content, RecordingFormContent) else paper.draw(content)


_IN_PORTFOLIO = (
    "recording",
    "requirements",
    "declaration",
    "index",
    "cumulative",
    "witnesses",
    "record",
    "induction",
    "unit-plan",
    "review",
    "authenticity",
    "prior-learning",
)  # not what the centre keeps for itself: contacts, breaks, complaints, phone numbers
_OF_A_UNIT = ("recording", "requirements", "declaration")
_FOR_EMAIL = 900  # pixels: large enough to show what the caption says


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A paper that can be printed from a record.

    The form, the id it is about, its name in words, its file name, and a function that returns its
    content.
    """

    form: str
    about: str
    words: str
    file_name: str
    content: Callable[[], RecordingFormContent | Paper | bytes]


def suggested_name(paper: PaperChoice, on: date) -> str:
    """Return a file name that says form, unit and date, and nothing about a person."""
    code = paper.file_name.removesuffix(".pdf").rpartition("-")[2]
    what = paper.words.partition(":")[0]
    about = paper.about if paper.form in _OF_A_UNIT else ""
    return f"{' '.join(filter(None, (what, about, on.isoformat(), code)))}.pdf"


def paper_choices(caseload: Caseload, view: PortfolioView) -> list[PaperChoice]:
    """Return every paper that a candidate's record can print now, in the order of the work."""
    asked = lines_once(caseload, view)
    papers: list[tuple[str, str, str, Callable[[], RecordingFormContent | Paper | bytes]]] = []
    for unit_standing in view.standings:
        unit, name = unit_standing.unit.id, unit_standing.unit.full_name
        papers += [
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
    papers += [
        (
            "asked",
            "all",
            text("What an external verifier would ask"),
            partial(asked_paper, caseload, view, asked),
        ),
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
    if view.portfolio.verifier_talks:
        words = text("Observation or interview by the internal verifier")
        papers.append(("verifier-talks", "all", words, partial(talks_paper, caseload, view)))
    if view.portfolio.samples:
        words = text("Verification sampling record to fill in")
        papers.append(("verification-empty", "all", words, partial(empty_sampling_record, caseload, view)))
    for plan in view.portfolio.plans:
        words = text("Visit plan, {day}", day=long_date(plan.on))
        papers.append(("visit-plan", plan.id, words, partial(visit_plan, caseload, view, plan)))
    papers.append(
        ("visit-sheet", "all", text("Visit sheet to write on"), partial(visit_sheet, caseload, view))
    )
    for item in view.portfolio.items_not_withdrawn():
        words = text(
            "Record of item {number}: {what}",
            number=view.portfolio.number_of(item),
            what=describe(item, view.portfolio),
        )
        papers.append(("record", item.id, words, partial(item_record, caseload, view, item, asked=asked)))
        if item.visit:
            words = text("Copy for the candidate, item {number}", number=view.portfolio.number_of(item))
            copy_content = partial(item_record, caseload, view, item, criteria=False)
            papers.append(("copy", item.id, words, copy_content))
        if view.portfolio.feedback_to_candidate(item.id):
            words = text("Feedback to the candidate, item {number}", number=view.portfolio.number_of(item))
            papers.append(("feedback", item.id, words, partial(feedback_paper, caseload, view, item)))
    papers += [*fillable_papers(caseload, view), *programme_papers(caseload, view)]
    names = {(form, about): words for form, about, words, _ in papers}
    papers += [*papers_as_signed(caseload, view), *scans_of_sheets(caseload, view, names)]
    units = {unit_standing.unit.id for unit_standing in view.standings}
    code = candidate_code(view.portfolio)
    return [
        PaperChoice(
            form,
            about,
            words,
            f"{form}-{about if about in units else about[:8]}-{code}.pdf",
            content,
        )
        for form, about, words, content in papers
    ]


def whole_portfolio(
    caseload: Caseload, view: PortfolioView, *, attached: bool = True
) -> tuple[Paper, list[RecordingFormContent | Paper]]:
    """Return the cover of a candidate's portfolio, and its papers in order.

    Only the forms listed in `_IN_PORTFOLIO` are included; none of them is filled in by hand. `attached` adds
    the pages of attached PDFs, for who does not get the files themselves.
    """
    choices = [choice for choice in paper_choices(caseload, view) if choice.form in _IN_PORTFOLIO]
    papers = [_in_portfolio(caseload, view, choice, attached=attached) for choice in choices]
    codes = [content.identification.record_code for content in papers]
    name = view.portfolio.candidate.name
    identification = identification_of(
        caseload, text("Portfolio"), "PFL", record_code(codes), name, file=File(view.portfolio)
    )
    return Paper(identification, name, facts_about(caseload, view), ()), papers


def signed_sheets(caseload: Caseload, view: PortfolioView) -> list[bytes]:
    """Return the scans of a candidate's signed sheets as PDFs, in the order in which they were attached."""
    choices = paper_choices(caseload, view)
    contents = [choice.content() for choice in choices if choice.form == "signed-sheet"]
    return [content for content in contents if isinstance(content, bytes)]


def bind_sheets(scans: Iterable[bytes], password: str) -> bytes:
    """Return scans of signed sheets as one PDF that opens only with a password.

    A scan that cannot be read has a page that says so.
    """
    import pikepdf

    from csassess.forms import portfolio, scanned_page

    with pikepdf.new() as bound:
        for scan in scans:
            try:
                opened = pikepdf.open(BytesIO(scan))
            except (pikepdf.PdfError, pikepdf.PasswordError):
                words = text("The scan is damaged and cannot be shown.")
                opened = pikepdf.open(BytesIO(scanned_page.draw_without_picture(text("Signed sheet"), words)))
            with opened:
                bound.pages.extend(opened.pages)
        target = BytesIO()
        bound.save(target)
    return portfolio.locked(target.getvalue(), password)


def _in_portfolio(
    caseload: Caseload, view: PortfolioView, choice: PaperChoice, *, attached: bool
) -> RecordingFormContent | Paper:
    """Return a paper as the whole portfolio holds it.

    If it cannot be put together, for whatever reason, one that says so takes its place.
    """
    from csassess.forms.undrawn import in_place_of

    try:
        content = choice.content()
        assert not isinstance(content, bytes)
        if attached and isinstance(content, Paper) and choice.form == "record":
            return with_attached_pages(caseload, view, view.portfolio.item(choice.about), content)
    except Exception as error:  # the others are printed all the same
        return in_place_of(Identification(choice.words, "PFL", VERSION, "0" * 12), error, logs.note)
    return content


def draw_whole(
    cover: Paper, papers: list[RecordingFormContent | Paper], password: str = "", *, small: bool = False
) -> bytes:
    """Return a whole portfolio as one PDF.

    `small` reduces its photographs for e-mail; `password` encrypts it.
    """
    from csassess.forms import portfolio

    pdf = portfolio.draw(cover, papers, logs.note)
    pdf = portfolio.with_smaller_photographs(pdf, _FOR_EMAIL) if small else pdf
    return portfolio.locked(pdf, password) if password else pdf


def _drawn_or_excused(choice: PaperChoice) -> bytes:
    """Return a paper as a PDF or, if it cannot be drawn, a page that says so."""
    from csassess.forms.undrawn import in_place_of

    try:
        return draw(choice.content())
    except Exception as error:  # the others are written all the same
        return draw(in_place_of(Identification(choice.words, "PFL", VERSION, "0" * 12), error, logs.note))


def write_forms(
    caseload: Caseload,
    view: PortfolioView,
    folder: Path,
    unit_id: str | None = None,
    form: str | None = None,
    password: str = "",
) -> list[Path]:
    """Write a candidate's papers to a folder and return the paths.

    By default all papers; `unit_id` and `form` select. The form "portfolio" is all of them in one
    PDF, which `password` encrypts.
    Raises UserError if the candidate is not enrolled on the unit, or if a file cannot be written; a
    file is never left half written.
    """
    if unit_id and unit_id not in [unit_standing.unit.id for unit_standing in view.standings]:
        raise UserError(text("The candidate is not enrolled on “{unit}”.", unit=unit_id))
    written = []
    if form == "portfolio":
        path = folder / f"portfolio-{candidate_code(view.portfolio)}.pdf"
        write_pdf(path, draw_whole(*whole_portfolio(caseload, view), password))
        return [path]
    for choice in paper_choices(caseload, view):
        if form in (None, choice.form) and unit_id in (None, choice.about):
            path = folder / choice.file_name
            write_pdf(path, _drawn_or_excused(choice))
            written.append(path)
    return written
