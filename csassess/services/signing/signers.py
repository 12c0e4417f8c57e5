"""Who of the record signs an account or a unit, and under which names."""

from collections.abc import Iterable, Mapping

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, own_machines
from csassess.data.exchange.assessors import assessors_of
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.centre import centre_records
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.errors import MissingError, UserError
from csassess.domain.labels import label
from csassess.domain.names import name_key
from csassess.domain.records.people import Assessor, Candidate
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signature, Signer, UnitSignature
from csassess.domain.records.staff import StaffMember
from csassess.domain.signing.accounts import still_applies
from csassess.domain.signing.names import OnRecord, on_record
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_view import PortfolioView

Signers = Mapping[Signer, tuple[OnRecord, ...]]
_ROLE_WORDS = {  # in the words of a staff entry's roles, which are the centre's own
    Signer.COUNTERSIGNER: ("countersign",),
    Signer.VERIFIER: ("verif", "iqa"),
}


def signers_of_unit(caseload: Caseload, view: PortfolioView, unit_id: str) -> Signers:
    """Return the people of the record who may sign a unit, by the line they sign."""
    portfolio, decision = view.portfolio, last_decision(unit_id, view.portfolio)
    decider = (worker_on_record(caseload, decision.by),) if decision else ()
    sampled = (
        on_record(sample.by, sample.name) for sample in reversed(portfolio.samples) if sample.unit == unit_id
    )
    known = {person.id for person in decider}
    verifiers = (*sampled, *_in_role(caseload, Signer.VERIFIER, Role.VERIFIER))
    return {
        Signer.CANDIDATE: (candidate_on_record(caseload, portfolio.candidate),),
        Signer.ASSESSOR: decider,
        Signer.COUNTERSIGNER: tuple(
            p for p in _in_role(caseload, Signer.COUNTERSIGNER, Role.COUNTERSIGNER) if p.id not in known
        ),
        Signer.VERIFIER: _once(verifiers),
    }


def signers_of_item(caseload: Caseload, view: PortfolioView, item_id: str) -> Signers:
    """Return the people of the record who may sign the account of an item, by the line they sign."""
    portfolio, testimony = view.portfolio, view.portfolio.testimony_of(item_id)
    present = assessor_of(caseload)
    assessors = (present.id, *sorted(assessors_of(caseload, portfolio.candidate.id) - {present.id, ""}))
    witness = testimony[1] if testimony else None
    return {
        Signer.CANDIDATE: () if witness else (candidate_on_record(caseload, portfolio.candidate),),
        Signer.WITNESS: (
            (on_record(witness.id, witness.name, known_as=[witness.known_as]),) if witness else ()
        ),
        Signer.ASSESSOR: tuple(worker_on_record(caseload, person) for person in assessors),
    }


def person_signing_unit(
    caseload: Caseload, view: PortfolioView, unit_id: str, signer: Signer, name: str, because: str
) -> str:
    """Return the id of the person of the record who signs a unit under a name; empty if not on record.

    Raises UserError without a name, if the name is that of a person on another line, or if the person is not
    on record and no reason is given.
    """
    signers = signers_of_unit(caseload, view, unit_id)
    signed = valid_signatures(view.of(unit_id), view.portfolio)
    return _person(signers, signed, signer, name, because)


def person_signing_item(
    caseload: Caseload, view: PortfolioView, item_id: str, signer: Signer, name: str, because: str
) -> str:
    """Return the id of the person of the record who signs an account, as `person_signing_unit` does."""
    portfolio = view.portfolio
    signatures = portfolio.signatures_of(item_id)
    signed = {s.signer: s for s in signatures if s.signer is not signer and still_applies(s, portfolio)}
    return _person(signers_of_item(caseload, view, item_id), signed, signer, name, because)


def _person(
    signers: Signers,
    signed: Mapping[Signer, Signature | UnitSignature],
    signer: Signer,
    name: str,
    because: str,
) -> str:
    if not name.strip():
        raise MissingError(text("the name of the person signing"), "name")
    own = next((person for person in signers.get(signer, ()) if person.is_called(name)), None)
    for other, signature in signed.items():
        if plain_name(signature.name) == plain_name(name) or (own and own.id and own.id == signature.person):
            raise _twice(name, other)
    for other in (Signer.CANDIDATE, Signer.WITNESS, Signer.ASSESSOR):
        if other is signer or (own and own.id):
            continue
        first = signers.get(other, ())[:1]
        # A person on the staff list for this line gives way only to the present name of another person.
        if any(_is_now_called(p, name) if own else p.is_called(name) for p in first):
            raise _twice(name, other)
    if own is None and not because.strip():
        raise MissingError(text("the reason why somebody who is not on record signs"), "because")
    return own.id if own else ""


def _is_now_called(person: OnRecord, name: str) -> bool:
    return plain_name(name) in {plain_name(present) for present in person.names[:1]}


def _twice(name: str, line: Signer) -> UserError:
    return UserError(
        text(
            "{name} signs as the {role}. Nobody signs twice on one declaration.",
            name=name.strip(),
            role=label(line),
        )
    )


def candidate_on_record(caseload: Caseload, candidate: Candidate) -> OnRecord:
    """Return the candidate with the names they had on record, as before a marriage.

    A name that others gave counts only as long as it is the present one.
    """
    own = own_machines(caseload)
    earlier = [
        str(change.value)
        for _, event in reversed(caseload.history.changing(candidate.id, "candidate"))
        for change in event.changes
        if (change.entity, change.field) == ("candidate", "name")
        and isinstance(change.value, str)
        and event.device in own
    ]
    return on_record(candidate.id, candidate.name, *earlier, known_as=[candidate.known_as])


def worker_on_record(caseload: Caseload, person_id: str) -> OnRecord:
    """Return a person who works with the caseload, with the names on the staff list."""
    person = people(caseload).get(person_id) or Assessor(person_id, person_id)
    earlier = [
        str(change.value)
        for _, event in reversed(caseload.history.changing(CASELOAD_STREAM, "assessor"))
        for change in event.changes
        if (change.entity, change.id, change.field) == ("assessor", person_id, "name")
    ]
    staff = [
        m for m in centre_records(caseload, StaffMember) if plain_name(m.name) == plain_name(person.name)
    ]
    known_as = [person.known_as, *(member.known_as for member in staff)]
    return on_record(person_id, person.name, *earlier, known_as=known_as)


def is_name_of_another(caseload: Caseload, person_id: str, name: str) -> bool:
    """Return whether a name is not a person's own, but that of another one who works here or is accepted."""
    known = {machine.person for machine in accepted_machines(caseload).values()}
    known |= {person.id for person in caseload.all(Assessor, CASELOAD_STREAM)}
    others = (person for person in people(caseload).values() if person.id in known - {person_id})
    if plain_name(name) not in {plain_name(person.name) for person in others}:
        return False
    return not worker_on_record(caseload, person_id).is_called(name)


def _in_role(caseload: Caseload, signer: Signer, role: Role) -> tuple[OnRecord, ...]:
    """Return the people who work in a role, the one at this machine first, then those of the staff list."""
    at_work = [person for person in people(caseload).values() if person.role is role]
    at_work.sort(key=lambda person: (person.id != caseload.author, name_key(person.name)))
    staff = (
        on_record("", member.name, known_as=[member.known_as])
        for member in centre_records(caseload, StaffMember)
        if any(words in member.roles.casefold() for words in _ROLE_WORDS[signer])
    )
    return _once((*(worker_on_record(caseload, person.id) for person in at_work), *staff))


def _once(persons: Iterable[OnRecord]) -> tuple[OnRecord, ...]:
    """Return people without those whose name is there before them."""
    kept: list[OnRecord] = []
    for person in persons:
        if not any(before.is_called(person.names[0]) for before in kept if person.names):
            kept.append(person)
    return tuple(person for person in kept if person.names)
