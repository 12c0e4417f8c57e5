"""The content of a unit's candidate recording form."""

from dataclasses import asdict

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.eligibility import reason_not_allowed
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.exceptions import exceptions_to_items
from csassess.domain.units.recording_forms import recording_form
from csassess.domain.units.units import RecordingForm
from csassess.forms.content import FormHeading, FormRow, Mark, RecordingFormContent
from csassess.services.access.caseloads import centre_of
from csassess.services.papers.common import (
    AboutRecord,
    awaits_countersigner,
    describe,
    facts_about,
    identification_of,
    record_code,
    signature_lines_of,
    unstated,
)
from csassess.services.papers.verification import action_notes
from csassess.services.progress.portfolio_view import PortfolioView


def recording_form_content(caseload: Caseload, view: PortfolioView, unit_id: str) -> RecordingFormContent:
    """Return everything that the recording form of a unit shows.

    Raises KeyError if the candidate is not enrolled on the unit.
    """
    unit_standing = view.of(unit_id)
    layout = recording_form(unit_standing.unit)
    heading = FormHeading(
        text("Unit {unit}", unit=unit_standing.unit.full_name), _heading_facts(caseload, view, unit_standing)
    )
    items = view.portfolio.items_for(unit_id)
    rows = tuple(_form_row(item, unit_standing, view) for item in items)
    exceptions = exceptions_to_items([item.id for item in items], view.portfolio)
    notes = action_notes(view, unit_id)
    code_content = [asdict(heading), asdict(layout), [asdict(row) for row in rows]]
    code = record_code([*code_content, list(notes)] if notes else code_content)
    subject = f"{view.portfolio.candidate.name}, {view.name_of(unit_standing.unit)}"
    identification = identification_of(
        caseload, layout.title, f"CRF-{unit_id}", code, subject, AboutRecord(view.portfolio, unit_id)
    )
    countersigned = awaits_countersigner(caseload, view.portfolio, unit_id)
    signature_lines = signature_lines_of(caseload, unit_standing, view.portfolio, names=_signer_names(layout))
    return RecordingFormContent(
        identification,
        heading,
        layout,
        rows,
        notes=(*exceptions, *notes),
        countersigned=countersigned,
        signed=signature_lines,
        by_method=centre_of(caseload).cells_by_method,
    )


def _signer_names(layout: RecordingForm) -> dict[Signer, str]:
    """Return the label of each signature line.

    The source form's three labels in their order, and one for the countersigner.
    """
    source_names = dict(
        zip((Signer.CANDIDATE, Signer.ASSESSOR, Signer.VERIFIER), layout.signatures, strict=True)
    )
    return {**source_names, Signer.COUNTERSIGNER: text("Countersigner's signature")}


def _heading_facts(
    caseload: Caseload, view: PortfolioView, unit_standing: UnitStanding
) -> tuple[tuple[str, str], ...]:
    identity = unit_standing.unit.identity
    return (
        *facts_about(caseload, view),
        (text("Unit reference"), identity.reference or unstated()),
        (text("Level"), str(identity.level or unstated())),
        (text("Credit value"), str(identity.credit or unstated())),
    )


def _form_row(item: EvidenceItem, unit_standing: UnitStanding, view: PortfolioView) -> FormRow:
    marks, remarks = {}, []
    accepted = view.portfolio.is_accepted(item)
    for reference in view.portfolio.references_of(item.id, unit_standing.unit.id):
        reason = reason_not_allowed(unit_standing.unit, item, reference.criterion, view.portfolio)
        if reason:
            marks[reference.criterion] = Mark.NOT_ALLOWED
            remarks.append(text("Not allowed for this unit: {reason}", reason=reason))
        else:
            marks[reference.criterion] = Mark.ACCEPTED if accepted else Mark.DRAFT
    locations = [
        f"{unit_standing.unit.short(reference.criterion)} {reference.location}"
        for reference in view.portfolio.references_of(item.id, unit_standing.unit.id)
        if reference.location
    ]
    if locations:
        remarks.append(text("Located at: {places}", places=", ".join(dict.fromkeys(locations))))
    if Mark.DRAFT in marks.values():
        remarks.append(text("Draft, not yet accepted"))
    return FormRow(
        view.portfolio.number_of(item),
        describe(item, view.portfolio),
        marks,
        ". ".join(dict.fromkeys(remarks)),
        item.method,
    )
