"""Papers from the record: what each form shows, and writing it to a folder."""

from dataclasses import asdict
from pathlib import Path

from csassess.catalogue import text
from csassess.data.canonical import digest
from csassess.data.caseload import CASELOAD_STREAM, Caseload
from csassess.data.files import write_whole
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.evidence import EvidenceItem, Method
from csassess.domain.labels import label
from csassess.domain.people import AssessorStatus, Qualification
from csassess.domain.permission import reason_not_allowed
from csassess.domain.recording_forms import recording_form
from csassess.domain.standing import UnitStanding
from csassess.forms.content import FormHeading, FormRow, Identification, Mark, RecordingFormContent
from csassess.services.caseloads import assessor_of, centre_of
from csassess.services.overview import Overview

FORM_NAMES = ("recording",)
_VERSION = "1"


def recording_form_content(caseload: Caseload, view: Overview, unit_id: str) -> RecordingFormContent:
    """Return everything the recording form of one unit shows; raises KeyError where the candidate is not enrolled on it."""
    stand = view.of(unit_id)
    layout = recording_form(stand.unit)
    heading = FormHeading(text("Unit {unit}", unit=stand.unit.full_name), _heading_facts(caseload, view, stand))
    rows = tuple(_form_row(item, stand, view) for item in view.portfolio.items_for(unit_id))
    record_code = digest([asdict(heading), asdict(layout), [asdict(row) for row in rows]])[:12]
    subject = f"{view.portfolio.candidate.name}, {stand.unit.name}"
    identification = Identification(layout.title, f"CRF-{unit_id}", _VERSION, record_code, subject)
    countersigned = assessor_of(caseload).status is AssessorStatus.WORKING_TOWARDS
    return RecordingFormContent(identification, heading, layout, rows, countersigned=countersigned)


def draw_form(content: RecordingFormContent) -> bytes:
    """Return the form as a PDF: the same content gives the same bytes. Touches no record, so it may run on any thread."""
    from csassess.forms.recording_form import draw

    return draw(content)


def _heading_facts(caseload: Caseload, view: Overview, stand: UnitStanding) -> tuple[tuple[str, str], ...]:
    centre, assessor, portfolio = centre_of(caseload), assessor_of(caseload), view.portfolio
    identity, unstated = stand.unit.identity, text("not stated")
    registration = portfolio.latest_registration
    qualification = caseload.one(Qualification, CASELOAD_STREAM, registration.qualification) if registration else None
    registered = unstated
    if registration:
        parts = (registration.number, long_date(registration.on) if registration.on else "")
        registered = ", ".join(part for part in parts if part) or unstated
    return (
        (text("Candidate"), portfolio.candidate.name),
        (text("Candidate number"), portfolio.candidate.number or unstated),
        (text("Registration"), registered),
        (text("Qualification"), qualification.title if qualification else unstated),
        (text("Centre"), centre.name),
        (text("Centre number"), centre.number or unstated),
        (text("Assessor"), f"{assessor.name}, {label(assessor.status)}"),
        (text("Unit reference"), identity.reference or unstated),
        (text("Level"), str(identity.level or unstated)),
        (text("Credit value"), str(identity.credit or unstated)),
    )


def _form_row(item: EvidenceItem, stand: UnitStanding, view: Overview) -> FormRow:
    marks, remarks = {}, []
    accepted = view.portfolio.is_accepted(item)
    for reference in view.portfolio.references_of(item.id, stand.unit.id):
        reason = reason_not_allowed(stand.unit, item, stand.unit.kind_of(reference.criterion))
        if reason:
            marks[reference.criterion] = Mark.NOT_ALLOWED
            remarks.append(text("Not allowed for this unit: {reason}", reason=reason))
        else:
            marks[reference.criterion] = Mark.ACCEPTED if accepted else Mark.DRAFT
    if Mark.DRAFT in marks.values():
        remarks.append(text("Draft, not yet accepted"))
    return FormRow(item.number, describe(item), marks, ". ".join(dict.fromkeys(remarks)))


def describe(item: EvidenceItem) -> str:
    """Return an item as one line: method, date, description, where it is held."""
    method = label(Method(item.method)) if item.method in list(Method) else item.method
    parts = [f"{method[:1].upper()}{method[1:]}, {long_date(item.on)}", item.description, item.location]
    return ": ".join(part for part in (parts[0], ", ".join(part for part in parts[1:] if part)) if part)


def file_name(unit_id: str, view: Overview) -> str:
    """Return the file name of a unit's form: no personal data stands in it."""
    return f"recording-form-{unit_id}-{digest(view.portfolio.candidate.id)[:6]}.pdf"


def write_forms(caseload: Caseload, view: Overview, folder: Path, unit_id: str | None = None) -> list[Path]:
    """Write the recording forms of one unit, or of all, to a folder; raises UserError, leaving no half-written file."""
    enrolled = [stand.unit.id for stand in view.standings]
    if unit_id and unit_id not in enrolled:
        raise UserError(text("The candidate is not enrolled on “{unit}”.", unit=unit_id))
    written = []
    for each in [unit_id] if unit_id else enrolled:
        path = folder / file_name(each, view)
        write_pdf(path, draw_form(recording_form_content(caseload, view, each)))
        written.append(path)
    return written


def write_pdf(path: Path, pdf: bytes) -> None:
    """Write a PDF, whole or not at all; raises UserError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, pdf)
    except OSError as error:
        raise UserError(
            text("The form could not be written to “{folder}”: {reason}.", folder=path.parent, reason=error.strerror)
        ) from None
