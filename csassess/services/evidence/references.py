"""Criterion references: from a note that shows a criterion, or from an item as a whole."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import kept_unit
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import EvidenceItem, Note, NoteKind, Reference, derived_id
from csassess.domain.records.people import Enrolment
from csassess.domain.records.user_actions import UserAction
from csassess.services.evidence.event_times import time_of_event
from csassess.services.evidence.evidence import changeable_item


def reference(
    evidence_id: str, unit_id: str, criterion: str, note: str | None = None, location: str = ""
) -> Reference:
    """Return a reference to a criterion, by a note or by an item as a whole.

    Its id is derived from these, so the same tick is always the same reference.
    """
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
    """Save a reference to a criterion; ticking it again changes nothing.

    A reference by a note replaces the item's own reference to the criterion.
    Raises UserError if the item is accepted or withdrawn, if the candidate is not enrolled on the
    unit, if the unit has no such criterion, or if the note belongs to another item.
    """
    _check(caseload, candidate_id, evidence_id, unit_id, criterion)
    shown_by = (
        (caseload.one(Note, candidate_id, note) or caseload.one(Photograph, candidate_id, note))
        if note
        else None
    )
    if note and getattr(shown_by, "evidence", None) != evidence_id:
        raise UserError(text("That note belongs to another item. Choose a note from this item."))
    ticked = reference(evidence_id, unit_id, criterion, note, location)
    # The item's own reference, which the reference by a note replaces.
    item_reference = reference(evidence_id, unit_id, criterion)
    caseload.save(candidate_id, UserAction.REFERENCE_TICK, ticked, remove=(item_reference,) if note else ())
    return ticked


def tick_moment(
    caseload: Caseload, candidate_id: str, evidence_id: str, unit_id: str, criterion: str
) -> Note:
    """Save a reference to a criterion seen just now, before any note is written.

    Adds a moment, to be written up later, in the same action. Raises UserError as `tick` does.
    """
    with caseload.together():
        item = _check(caseload, candidate_id, evidence_id, unit_id, criterion)
        at, now = time_of_event(caseload, candidate_id, item), caseload.clock()
        moment = Note(caseload.new_id(), evidence_id, at, now, NoteKind.MOMENT)
        caseload.save(
            candidate_id,
            UserAction.REFERENCE_TICK,
            moment,
            reference(evidence_id, unit_id, criterion, moment.id),
        )
    return moment


def locate(caseload: Caseload, candidate_id: str, ticked: Reference, location: str) -> Reference:
    """Set where in its item a reference is shown ("p. 4", "12:40"); blank clears it.

    Raises UserError if the item is accepted or withdrawn.
    """
    changeable_item(caseload, candidate_id, ticked.evidence)
    located = replace(ticked, location=location.strip())
    caseload.save(candidate_id, UserAction.REFERENCE_LOCATE, located)
    return located


def _check(
    caseload: Caseload, candidate_id: str, evidence_id: str, unit_id: str, criterion: str
) -> EvidenceItem:
    """Return the item in which a criterion is to be referenced.

    Raises UserError if the item is closed, the candidate is not enrolled, or the unit has no such
    criterion.
    """
    item = changeable_item(caseload, candidate_id, evidence_id)
    enrolment = caseload.one(Enrolment, candidate_id, unit_id)
    if enrolment is None:
        raise UserError(text("The candidate is not enrolled on this unit. Enrol them first."))
    unit = kept_unit(caseload, enrolment.digest)
    if criterion not in unit.labels():
        raise UserError(
            text(
                "{unit} has no criterion {criterion}. Check the number.", unit=unit.name, criterion=criterion
            )
        )
    return item


def untick(caseload: Caseload, candidate_id: str, *references: Reference) -> None:
    """Remove references; can be undone.

    Raises UserError if the item is accepted or withdrawn.
    """
    for evidence_id in {ticked.evidence for ticked in references}:
        changeable_item(caseload, candidate_id, evidence_id)
    caseload.save(candidate_id, UserAction.REFERENCE_UNTICK, remove=references)
