"""The witness status list, and testimonies."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.names import name_key
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.witnesses import Testimony, Witness
from csassess.services.evidence.evidence import add_item, changeable_item
from csassess.services.signing.signing import signed_account_kept


def add_witness(
    caseload: Caseload, candidate_id: str, name: str, role: str, relation: str = "", contact: str = ""
) -> Witness:
    """Add a witness to a candidate's witness status list.

    Raises UserError if the name or role is missing.
    """
    witness = _checked(Witness(caseload.new_id(), name, role, relation, contact))
    caseload.save(candidate_id, UserAction.WITNESS_ADD, witness)
    return witness


def _checked(witness: Witness) -> Witness:
    """Return a witness without blanks around the entries; raises UserError without a name or role."""
    for value, what, field in (
        (witness.name, text("the witness’s name"), "name"),
        (witness.role, text("the witness’s role"), "role"),
    ):
        if not value.strip():
            raise MissingError(what, field)
    return replace(
        witness,
        name=witness.name.strip(),
        role=witness.role.strip(),
        relation=witness.relation.strip(),
        contact=witness.contact.strip(),
        known_as=witness.known_as.strip(),
    )


def change_witness(caseload: Caseload, candidate_id: str, witness: Witness) -> None:
    """Correct a witness's entry; the descriptions of their testimonies follow.

    Raises UserError if the name or role is missing, if something other than the contact and the other names
    changes and a testimony of theirs is accepted, or if the change would void a signature.
    """
    witness = _checked(witness)
    with caseload.together(), ExitStack() as unchanged_accounts:
        portfolio = load_portfolio(caseload, candidate_id)
        present = next(entry for entry in portfolio.witnesses if entry.id == witness.id)
        items = [portfolio.item(entry.id) for entry in portfolio.testimonies if entry.witness == witness.id]
        accepted = [item.number for item in items if portfolio.is_accepted(item)]
        may_change = replace(witness, contact=present.contact, known_as=present.known_as)
        if accepted and may_change != present:
            raise UserError(
                text(
                    "Testimony of this witness is accepted: items {numbers}. Reopen these items before "
                    "you change more than the contact.",
                    numbers=", ".join(accepted),
                )
            )
        for item in items:
            unchanged_accounts.enter_context(signed_account_kept(caseload, candidate_id, item.id))
        described = [_described(item, present, witness) for item in items]
        caseload.save(candidate_id, UserAction.WITNESS_CHANGE, witness, *described)


def _description(witness: Witness) -> str:
    return text("Testimony of {name}, {role}", name=witness.name, role=witness.role)


def _described(item: EvidenceItem, before: Witness, now: Witness) -> EvidenceItem:
    """Return an item described by another entry, unless it was described in other words."""
    return replace(item, description=_description(now)) if item.description == _description(before) else item


def remove_witness(caseload: Caseload, candidate_id: str, witness: Witness) -> None:
    """Remove a witness who was entered by mistake; can be undone.

    Raises UserError if the witness gave testimony.
    """
    if any(entry.witness == witness.id for entry in caseload.all(Testimony, candidate_id)):
        raise UserError(
            text(
                "{name} gave testimony, so the entry stays. Choose another witness for the testimony "
                "first, in the details of the item.",
                name=witness.name,
            )
        )
    caseload.save(candidate_id, UserAction.WITNESS_REMOVE, remove=(witness,))


def witnesses(caseload: Caseload, candidate_id: str) -> list[Witness]:
    """Return a candidate's witnesses by name."""
    return sorted(caseload.all(Witness, candidate_id), key=lambda witness: name_key(witness.name))


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
    with caseload.together():
        method = Method.EXPERT_WITNESS if expert else Method.WITNESS_TESTIMONY
        item = add_item(caseload, candidate_id, method, _description(witness), on)
        caseload.save(
            candidate_id, UserAction.TESTIMONY_ADD, Testimony(item.id, witness.id, typed_by.strip(), on_paper)
        )
    return item


def change_testimony(caseload: Caseload, candidate_id: str, testimony: Testimony) -> None:
    """Correct who gave a testimony, how it was given and who typed it.

    Raises UserError if the item is accepted or withdrawn, or if the change would void a signature.
    """
    item = changeable_item(caseload, candidate_id, testimony.id)
    portfolio = load_portfolio(caseload, candidate_id)
    entries = {entry.id: entry for entry in portfolio.witnesses}
    before = next(entry for entry in portfolio.testimonies if entry.id == testimony.id)
    item = _described(item, entries[before.witness], entries[testimony.witness])
    changed = replace(testimony, typed_by=testimony.typed_by.strip())
    with signed_account_kept(caseload, candidate_id, item.id):
        caseload.save(candidate_id, UserAction.TESTIMONY_CHANGE, changed, item)


def confirm_testimony(caseload: Caseload, candidate_id: str, testimony: Testimony, on: date) -> None:
    """Record the day on which a testimony on paper was confirmed with the witness.

    Raises UserError if the day is in the future.
    """
    if on > caseload.clock().date():
        raise UserError(text("Choose the date you spoke to the witness."))
    caseload.save(candidate_id, UserAction.TESTIMONY_CONFIRM, replace(testimony, confirmed_on=on))
