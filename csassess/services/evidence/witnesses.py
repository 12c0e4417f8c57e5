"""The witness status list, and testimonies."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.witnesses import Testimony, Witness
from csassess.services.evidence.evidence import add_item


def add_witness(
    caseload: Caseload, candidate_id: str, name: str, role: str, relation: str = "", contact: str = ""
) -> Witness:
    """Add a witness to a candidate's witness status list.

    Raises UserError if the name or role is missing.
    """
    for value, what in ((name, text("the witness’s name")), (role, text("the witness’s role"))):
        if not value.strip():
            raise UserError(text("Please fill in {name}.", name=what))
    witness = Witness(caseload.new_id(), name.strip(), role.strip(), relation.strip(), contact.strip())
    caseload.save(candidate_id, UserAction.WITNESS_ADD, witness)
    return witness


def witnesses(caseload: Caseload, candidate_id: str) -> list[Witness]:
    """Return a candidate's witnesses by name."""
    return sorted(caseload.all(Witness, candidate_id), key=lambda witness: witness.name.casefold())


def add_testimony(
    caseload: Caseload,
    candidate_id: str,
    witness: Witness,
    on: date,
    *,
    typed_by: str = "",
    on_paper: bool = False,
    expert: bool = False,
) -> EvidenceItem:
    """Add a witness's testimony as a numbered item.

    Its words are the item's notes, or a paper attached to it.
    """
    description = text("Testimony of {name}, {role}", name=witness.name, role=witness.role)
    with caseload.together():
        method = Method.EXPERT_WITNESS if expert else Method.WITNESS_TESTIMONY
        item = add_item(caseload, candidate_id, method, description, on)
        caseload.save(
            candidate_id, UserAction.TESTIMONY_ADD, Testimony(item.id, witness.id, typed_by.strip(), on_paper)
        )
    return item


def confirm_testimony(caseload: Caseload, candidate_id: str, testimony: Testimony, on: date) -> None:
    """Record the day on which a testimony on paper was confirmed with the witness.

    Raises UserError if the day is in the future.
    """
    if on > caseload.clock().date():
        raise UserError(text("Choose the date you spoke to the witness."))
    caseload.save(candidate_id, UserAction.TESTIMONY_CONFIRM, replace(testimony, confirmed_on=on))
