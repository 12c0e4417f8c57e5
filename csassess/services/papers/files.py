"""Papers as files: drawn, named without personal data, written whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from csassess.catalogue import text
from csassess.data.canonical import digest
from csassess.data.caseload import Caseload
from csassess.data.files import write_whole
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.forms.content import Paper, RecordingFormContent
from csassess.services.overview import Overview
from csassess.services.papers.common import describe
from csassess.services.papers.observation import item_record
from csassess.services.papers.recording import recording_form_content
from csassess.services.papers.visits import visit_plan, visit_sheet

FORM_NAMES = ("recording", "visit-plan", "visit-sheet", "record", "copy")


def draw(content: RecordingFormContent | Paper) -> bytes:
    """Return a paper as a PDF: the same content gives the same bytes. Touches no record, so it may run on any thread."""
    from csassess.forms import paper, recording_form

    return recording_form.draw(content) if isinstance(content, RecordingFormContent) else paper.draw(content)


@dataclass(frozen=True, slots=True)
class Choice:
    """A paper that a record can print: which form of what, its name in words, its file's name, and what it shows."""

    form: str
    about: str
    words: str
    file_name: str
    content: Callable[[], RecordingFormContent | Paper]


def choices(caseload: Caseload, view: Overview) -> list[Choice]:
    """Return every paper that a candidate's record can print now, in the order of the work."""
    found: list[tuple[str, str, str, Callable[[], RecordingFormContent | Paper]]] = []
    for stand in view.standings:
        words = text("Recording form: {unit}", unit=stand.unit.full_name)
        found.append(
            ("recording", stand.unit.id, words, partial(recording_form_content, caseload, view, stand.unit.id))
        )
    for plan in view.portfolio.plans:
        words = text("Visit plan, {day}", day=long_date(plan.on))
        found.append(("visit-plan", plan.id, words, partial(visit_plan, caseload, view, plan)))
    found.append(("visit-sheet", "blank", text("Visit sheet to write on"), partial(visit_sheet, caseload, view)))
    for item in view.portfolio.standing_items():
        words = text("Record of item {number}: {what}", number=item.number, what=describe(item))
        found.append(("record", item.id, words, partial(item_record, caseload, view, item)))
        if item.visit:
            words = text("Copy for the candidate, item {number}", number=item.number)
            copied = partial(item_record, caseload, view, item, criteria=False)
            found.append(("copy", item.id, words, copied))
    whose = digest(view.portfolio.candidate.id)[:6]
    return [
        Choice(form, about, words, f"{form}-{about if form == 'recording' else about[:6]}-{whose}.pdf", content)
        for form, about, words, content in found
    ]


def write_forms(
    caseload: Caseload, view: Overview, folder: Path, unit_id: str | None = None, form: str | None = None
) -> list[Path]:
    """Write a candidate's papers to a folder: all, those of one unit, or those of one form; raises UserError, leaving no half-written file."""
    if unit_id and unit_id not in [stand.unit.id for stand in view.standings]:
        raise UserError(text("The candidate is not enrolled on “{unit}”.", unit=unit_id))
    written = []
    for choice in choices(caseload, view):
        if form in (None, choice.form) and unit_id in (None, choice.about):
            path = folder / choice.file_name
            write_pdf(path, draw(choice.content()))
            written.append(path)
    return written


def write_copy(path: Path, content: bytes) -> None:
    """Write a copy of an attached file, whole or not at all; raises UserError where it cannot be written."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise UserError(
            text("The file could not be written to “{folder}”: {reason}.", folder=path.parent, reason=error.strerror)
        ) from None


def write_pdf(path: Path, pdf: bytes) -> None:
    """Write a PDF, whole or not at all; raises UserError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, pdf)
    except OSError as error:
        raise UserError(
            text("The form could not be written to “{folder}”: {reason}.", folder=path.parent, reason=error.strerror)
        ) from None
