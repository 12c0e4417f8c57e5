"""Rules for signatures in a received file: the right person on each line, no one twice, the first counts."""

from collections.abc import Callable, Sequence
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.assessors import assessors_of
from csassess.data.exchange.devices import people
from csassess.data.exchange.merge import Ruling, Verdict
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Decision
from csassess.domain.records.people import Candidate
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signature, Signer, UnitSignature
from csassess.domain.records.witnesses import Testimony, Witness
from csassess.domain.signing.names import OnRecord, on_record
from csassess.domain.verification.sampling import open_actions, plain_name
from csassess.services.signing.signers import candidate_on_record, is_name_of_another, worker_on_record

_Values = dict[str, Any]
_OF_ACCOUNT = (Signer.CANDIDATE, Signer.WITNESS, Signer.ASSESSOR)


def reason_against_signing(caseload: Caseload, event: Event) -> Ruling | None:
    """Return a ruling if an entry signs an account or a unit for somebody who may not sign that line.

    Whom the centre lists as countersigners and verifiers is not known everywhere: their names are not
    compared with it.
    """
    for entity, record_id in {(change.entity, change.id) for change in event.changes}:
        if entity not in _JUDGES:
            continue
        new = {c.field: c.value for c in event.changes if (c.entity, c.id) == (entity, record_id)}
        if new.keys() <= {"opened", "deleted"}:
            continue
        values = {**(caseload.row(entity, event.stream, record_id) or {}), **new, "id": record_id}
        reason = _JUDGES[entity](caseload, event, values)
        if reason:
            return Ruling.not_allowed(reason)
    return None


def waits_for_actions(caseload: Caseload, event: Event) -> Ruling | None:
    """Return a ruling if an entry signs a unit as verifier while an action on it is open."""
    for change in event.changes:
        if (change.entity, change.field, change.value) == ("unit-signature", "signer", Signer.VERIFIER):
            unit = next(
                (str(c.value) for c in event.changes if (c.id, c.field) == (change.id, "unit")),
                str((caseload.row("unit-signature", event.stream, change.id) or {}).get("unit")),
            )
            if open_actions(load_portfolio(caseload, event.stream), unit):
                return Ruling(Verdict.WAITS, text("it signs while an action is open"))
    return None


def _of_unit(caseload: Caseload, event: Event, values: _Values) -> str:
    unit, code, signer = values.get("unit"), values.get("code"), values.get("signer")
    decisions = [d for d in caseload.all(Decision, event.stream) if (d.unit, d.code) == (unit, code)]
    decision = decisions[-1] if decisions else None
    others = [
        s
        for s in caseload.all(UnitSignature, event.stream)
        if (s.unit, s.code) == (unit, code) and s.id != values["id"]
    ]
    if any(s.signer == signer for s in others):
        return text("this line is signed already")
    if signer == Signer.COUNTERSIGNER and decision:
        is_decider = event.author == decision.by
        if is_decider and not values.get("on_paper"):
            return text("nobody countersigns their own decision")
        if values.get("on_paper") and not is_decider and not decision.awaits_countersigner:
            return text("the decision asks for no countersigner")
    is_by_role = signer in (Signer.VERIFIER, Signer.COUNTERSIGNER) and not values.get("on_paper")
    if is_by_role and is_name_of_another(caseload, event.author, str(values.get("name"))):
        return text("on screen, its author signs under their own name")
    owners = {Signer.ASSESSOR: worker_on_record(caseload, decision.by)} if decision else {}
    return _reason(caseload, event.stream, values, others, owners)


def _of_account(caseload: Caseload, event: Event, values: _Values) -> str:
    signer, item = values.get("signer"), str(values.get("evidence"))
    testimony = caseload.one(Testimony, event.stream, item)
    witness = caseload.one(Witness, event.stream, testimony.witness) if testimony else None
    if signer not in _OF_ACCOUNT or (signer == Signer.WITNESS and not witness):
        return text("nobody signs this account in that role")
    others = [
        s
        for s in caseload.all(Signature, event.stream)
        if s.evidence == item and s.signer != signer and not s.opened
    ]
    if witness:
        owner = on_record(witness.id, witness.name, known_as=[witness.known_as])
        return _reason(caseload, event.stream, values, others, {Signer.WITNESS: owner})
    return _reason(caseload, event.stream, values, others, {})


def _of_declaration(caseload: Caseload, event: Event, values: _Values) -> str:
    return _reason(caseload, event.stream, {**values, "signer": Signer.CANDIDATE}, [], {})


_JUDGES: dict[str, Callable[[Caseload, Event, _Values], str]] = {
    "signature": _of_account,
    "unit-signature": _of_unit,
    "authenticity": _of_declaration,
}
"""What judges a signature, by its kind of record."""


def _reason(
    caseload: Caseload,
    stream: str,
    values: _Values,
    others: Sequence[Signature | UnitSignature],
    owners: dict[Signer, OnRecord],
) -> str:
    """Return why a person may not sign a line; empty if they may.

    `owners` are the people of the record who alone sign a line, besides the candidate.
    """
    candidate = caseload.one(Candidate, stream, stream)
    if candidate:
        owners = {Signer.CANDIDATE: candidate_on_record(caseload, candidate), **owners}
    name, person, signer = str(values.get("name")), str(values.get("person") or ""), values.get("signer")
    own = next((owner for line, owner in owners.items() if line == signer), None)
    if any(plain_name(s.name) == plain_name(name) or (person and s.person == person) for s in others):
        return text("its person signs another line")
    if person and any((person == owner.id) != (signer == line) for line, owner in owners.items()):
        return text("it names another person of the record on this line")
    if own and own.is_called(name):
        return ""
    named = {plain_name(owner.names[0]) for owner in owners.values() if owner is not own and owner.names}
    if signer in (Signer.CANDIDATE, Signer.WITNESS):
        named |= _who_signs_as_staff(caseload, stream, is_person_of_line=bool(person))
    if plain_name(name) in named:
        return text("its person signs another line")
    if own and not person and not str(values.get("because") or "").strip():
        return text("it is of nobody on record, without a reason")
    return ""


def _who_signs_as_staff(caseload: Caseload, stream: str, *, is_person_of_line: bool) -> set[str]:
    """Return the names of those who would sign another line than the candidate's or a witness's.

    An assessor who has assessed nothing here may deputise for somebody, but is not that person.
    """
    assessors = assessors_of(caseload, stream)
    return {
        plain_name(worker.name)
        for worker in people(caseload).values()
        if is_person_of_line or worker.role is not Role.ASSESSOR or worker.id in assessors
    }
