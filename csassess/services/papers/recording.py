"""What the candidate recording form of one unit shows."""

from dataclasses import asdict

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.eligibility import reason_not_allowed
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.signatures import Signer
from csassess.domain.units.recording_forms import recording_form
from csassess.domain.units.units import RecordingForm
from csassess.forms.content import FormHeading, FormRow, Mark, RecordingFormContent
from csassess.services.access.caseloads import assessor_for, centre_of
from csassess.services.papers.common import (
    describe,
    facts_about,
    identified,
    record_code,
    signature_lines_of,
    unstated,
)
from csassess.services.papers.verification import action_notes
from csassess.services.progress.portfolio_view import PortfolioView


def recording_form_content(caseload: Caseload, view: PortfolioView, unit_id: str) -> RecordingFormContent:
    """Return everything the recording form of one unit shows; raises KeyError where the candidate is not enrolled on it."""
    stand = view.of(unit_id)
    layout = recording_form(stand.unit)
    heading = FormHeading(
        text("Unit {unit}", unit=stand.unit.full_name), _heading_facts(caseload, view, stand)
    )
    rows = tuple(_form_row(item, stand, view) for item in view.portfolio.items_for(unit_id))
    notes = action_notes(view, unit_id)
    shown = [asdict(heading), asdict(layout), [asdict(row) for row in rows]]
    code = record_code([*shown, list(notes)] if notes else shown)
    subject = f"{view.portfolio.candidate.name}, {stand.unit.name}"
    identification = identified(caseload, layout.title, f"CRF-{unit_id}", code, subject)
    countersigned = assessor_for(caseload, view.portfolio).status is AssessorStatus.WORKING_TOWARDS
    signed = signature_lines_of(stand, view.portfolio, names=_names(layout))
    return RecordingFormContent(
        identification,
        heading,
        layout,
        rows,
        notes=notes,
        countersigned=countersigned,
        signed=signed,
        by_method=centre_of(caseload).cells_by_method,
    )


def _names(layout: RecordingForm) -> dict[Signer, str]:
    """Return whose signature each line of the form is: the source's own three in their order, and the countersigner's."""
    own = dict(zip((Signer.CANDIDATE, Signer.ASSESSOR, Signer.VERIFIER), layout.signatures, strict=True))
    return {**own, Signer.COUNTERSIGNER: text("Countersigner's signature")}


def _heading_facts(
    caseload: Caseload, view: PortfolioView, stand: UnitStanding
) -> tuple[tuple[str, str], ...]:
    identity = stand.unit.identity
    return (
        *facts_about(caseload, view),
        (text("Unit reference"), identity.reference or unstated()),
        (text("Level"), str(identity.level or unstated())),
        (text("Credit value"), str(identity.credit or unstated())),
    )


def _form_row(item: EvidenceItem, stand: UnitStanding, view: PortfolioView) -> FormRow:
    marks, remarks = {}, []
    accepted = view.portfolio.is_accepted(item)
    for reference in view.portfolio.references_of(item.id, stand.unit.id):
        reason = reason_not_allowed(stand.unit, item, stand.unit.kind_of(reference.criterion))
        if reason:
            marks[reference.criterion] = Mark.NOT_ALLOWED
            remarks.append(text("Not allowed for this unit: {reason}", reason=reason))
        else:
            marks[reference.criterion] = Mark.ACCEPTED if accepted else Mark.DRAFT
    located = [
        f"{stand.unit.short(reference.criterion)} {reference.location}"
        for reference in view.portfolio.references_of(item.id, stand.unit.id)
        if reference.location
    ]
    if located:
        remarks.append(text("Located at: {places}", places=", ".join(dict.fromkeys(located))))
    if Mark.DRAFT in marks.values():
        remarks.append(text("Draft, not yet accepted"))
    return FormRow(item.number, describe(item), marks, ". ".join(dict.fromkeys(remarks)), item.method)
