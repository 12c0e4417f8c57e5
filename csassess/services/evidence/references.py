"""Criterion references: a tick beside the note that shows the criterion, or at a place inside an item."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import kept_unit
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import Note, NoteKind, Reference, derived_id
from csassess.domain.records.people import Enrolment
from csassess.domain.records.user_actions import UserAction
from csassess.services.evidence.evidence import changeable_item


def reference(
    evidence_id: str, unit_id: str, criterion: str, note: str | None = None, location: str = ""
) -> Reference:
    """Return the reference of a criterion by a note, or by an item as a whole: the same tick is the same reference."""
    return Reference(
        derived_id(note or evidence_id, unit_id, criterion), evidence_id, unit_id, criterion, note, location
    )


def tick(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    unit_id: str,
    criterion: str,
    note: str | None = None,
    location: str = "",
) -> Reference:
    """Reference a criterion; ticking twice changes nothing. Raises UserError once accepted, where not
    enrolled on the unit, or where the unit has no such criterion."""
    _check(caseload, candidate_id, evidence_id, unit_id, criterion)
    shown_by = (
        (caseload.one(Note, candidate_id, note) or caseload.one(Photograph, candidate_id, note))
        if note
        else None
    )
    if note and getattr(shown_by, "evidence", None) != evidence_id:
        raise UserError(text("That note belongs to another item. Choose a note of this one."))
    ticked = reference(evidence_id, unit_id, criterion, note, location)
    loose = reference(
        evidence_id, unit_id, criterion
    )  # the item's own reference, which a note now takes over
    caseload.save(candidate_id, UserAction.REFERENCE_TICK, ticked, remove=(loose,) if note else ())
    return ticked


def tick_moment(
    caseload: Caseload, candidate_id: str, evidence_id: str, unit_id: str, criterion: str
) -> Note:
    """Reference a criterion seen just now, with no note to hang on yet: it makes a moment to write up, in one action."""
    with caseload.together():
        _check(caseload, candidate_id, evidence_id, unit_id, criterion)
        now = caseload.clock()
        moment = Note(caseload.new_id(), evidence_id, now, now, NoteKind.MOMENT)
        caseload.save(
            candidate_id,
            UserAction.REFERENCE_TICK,
            moment,
            reference(evidence_id, unit_id, criterion, moment.id),
        )
    return moment


def locate(caseload: Caseload, candidate_id: str, ticked: Reference, location: str) -> Reference:
    """Say where inside its item a reference is shown ("p. 4", "12:40"); blank says it no more. Refused once accepted."""
    changeable_item(caseload, candidate_id, ticked.evidence)
    located = replace(ticked, location=location.strip())
    caseload.save(candidate_id, UserAction.REFERENCE_LOCATE, located)
    return located


def _check(caseload: Caseload, candidate_id: str, evidence_id: str, unit_id: str, criterion: str) -> None:
    """Raise UserError where the item is closed, the candidate not enrolled, or the unit without such a criterion."""
    changeable_item(caseload, candidate_id, evidence_id)
    enrolment = caseload.one(Enrolment, candidate_id, unit_id)
    if enrolment is None:
        raise UserError(text("The candidate is not enrolled on this unit. Enrol them first."))
    unit = kept_unit(caseload, enrolment.digest)
    if criterion not in unit.labels():
        raise UserError(text("{unit} has no criterion {criterion}.", unit=unit.name, criterion=criterion))


def untick(caseload: Caseload, candidate_id: str, *references: Reference) -> None:
    """Take references away; undo brings them back. Refused once accepted."""
    for evidence_id in {ticked.evidence for ticked in references}:
        changeable_item(caseload, candidate_id, evidence_id)
    caseload.save(candidate_id, UserAction.REFERENCE_UNTICK, remove=references)
