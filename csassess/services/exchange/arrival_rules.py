"""What an entry of a received file may do: the authority table applied to one entry after another."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, own_devices
from csassess.data.exchange.assessors import has_assessed
from csassess.data.exchange.device_card import Card, Claims, roles_from
from csassess.data.exchange.devices import cards_by_device, claims_of
from csassess.data.exchange.merge import Merged, Ruling, Verdict
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.conflicts import numbers_given
from csassess.data.record.events import Change, Event
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.redaction import redacted_fields, removes_words
from csassess.domain.exchange.authority import JUDGEMENTS, Act, Effect, Writer, effect
from csassess.domain.labels import label
from csassess.domain.records.declaration import ASSESSOR
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import Assessor, Enrolment
from csassess.domain.records.retention import Agreement
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Sample, Stage
from csassess.domain.records.write_rules import is_verifiers_word
from csassess.domain.verification.sampling import is_too_early

_Written = Callable[[], None]
_SET_ASIDE = {
    Effect.ASKED: Verdict.ASKED,
    Effect.QUARANTINED: Verdict.NOT_ACCEPTED,
    Effect.REFUSED: Verdict.NOT_ALLOWED,
}


class ArrivalRules:
    """Judges the entries of one file whose cards were kept, or the quarantined ones again."""

    def __init__(self, caseload: Caseload) -> None:
        self._caseload = caseload
        self._cards, self._claims = cards_by_device(caseload), claims_of(caseload)
        self._own, self._accepted = own_devices(caseload), accepted_machines(caseload)
        self._people = {person.id for person in caseload.all(Assessor, CASELOAD_STREAM)}
        self._people |= {machine.person for machine in self._accepted.values()}
        self._agreed: set[str] = set()  # entries that remove what is here, as agreed to
        self._known: dict[str, bool] = {}  # by portfolio: whether an accepted person assesses it
        self._wordings: dict[str, dict[str, str]] = {}  # by portfolio and unit, before the file
        self._numbers: dict[str, dict[tuple[str, str], str]] = {}  # items by portfolio, machine and number

    def __call__(self, event: Event, written: _Written) -> Ruling | None:
        """Return the ruling on an entry that must be quarantined, or None if it counts."""
        if event.stream not in self._wordings:
            enrolments = self._caseload.all(Enrolment, event.stream)
            self._wordings[event.stream] = {enrolment.id: enrolment.digest for enrolment in enrolments}
            self._numbers[event.stream] = numbers_given(self._caseload, event.stream)
        ruling = self._ruling(event, written)
        if ruling is None and self._is_confirmed(event.device) and _assesses(event):
            self._known[event.stream] = True
        if ruling is None:
            self._numbers[event.stream].update(
                {(event.device, str(c.value)): c.id for c in event.changes if _is_number(c)}
            )
        return ruling

    def note_who_assesses(self, events: Iterable[Event]) -> None:
        """Note in which portfolios of a file accepted people assess, before any of it is judged."""
        for event in events:
            if self._is_confirmed(event.device) and _assesses(event):
                self._known[event.stream] = True

    def agreed_among(self, merged: Merged) -> list[Event]:
        """Return the new events that remove what is here and were agreed to."""
        return [event for events in merged.new.values() for event in events if event.id in self._agreed]

    def _ruling(self, event: Event, written: _Written) -> Ruling | None:
        card = self._cards.get(event.device)
        if card is None:
            return _not_allowed(text("the machine that wrote it is not known"))
        stranger = self._stranger(event, card)
        if stranger:
            return stranger
        if not set(self._roles(event, card)) <= {Role.ASSESSOR} or any(
            is_verifiers_word(c.entity) or _is_verifiers(c) for c in event.changes
        ):
            written()  # what these may write depends on the record
        allowed = [
            role
            for role in self._roles(event, card)
            if self._caseload.permissions.may_write(role, event.stream, event.changes)
        ]
        if not allowed:
            return _not_allowed(text("the {role} may not make this change", role=label(card.role)))
        return (
            self._in_another_s_name(event, allowed, written)
            or self._another_s_word(event, written)
            or _signed_for_another(event, allowed)
            or self._number_again(event)
            or _unsaid_redaction(event)
            or self._by_the_table(event, self._writer(event, allowed, written), written)
            or self._reason_against_verifying(card, event)
        )

    def _is_confirmed(self, device: str) -> bool:
        return device in self._own or device in self._accepted

    def _roles(self, event: Event, card: Card) -> tuple[Role, ...]:
        """Return the roles in which an entry may have been written, the present one first."""
        device = event.device
        if device in self._own:
            return tuple(Role)
        machine, claims = self._accepted.get(device), self._claims.get(device, Claims())
        roles = machine.roles if machine else (card.role,)
        if machine and machine.is_own:
            roles = (card.role, *roles)
        ended = [words.split(" ", 1) for words in machine.earlier] if machine else []
        before = roles_from(ended) if machine else claims.roles
        earlier = (role for role, until in before if event.at < until)
        return tuple(dict.fromkeys((*roles, *earlier)))

    def _stranger(self, event: Event, card: Card) -> Ruling | None:
        """Return a ruling if an entry's author is not the person who works on its machine."""
        if event.device in self._own:
            return None
        machine = self._accepted.get(event.device)
        if event.author != (machine.person if machine else card.person):
            return _not_allowed(text("its author is not the person who works on that machine"))
        if machine is None and event.author in self._people:
            return Ruling(
                Verdict.NOT_ACCEPTED,
                text("its machine is named as that of a person known here, but is not accepted"),
            )
        return None

    def _writer(self, event: Event, allowed: list[Role], written: _Written) -> Writer:
        if event.device in self._own:
            return Writer.OWN
        machine = self._accepted.get(event.device)
        if machine:
            if machine.is_own:
                return Writer.OWN
            return Writer.OFFICE if allowed == [Role.CENTRE] else Writer.IN_ROLE
        if self._is_known(event.stream, written):
            return Writer.OTHER
        return Writer.OTHER if self._changes_confirmed(event, written) else Writer.UNKNOWN_HERE

    def _is_known(self, stream: str, written: _Written) -> bool:
        """Return whether an accepted person, or a person here, assesses a portfolio."""
        if stream not in self._known:
            written()
            self._known[stream] = any(
                _assesses(event)
                for device in sorted(self._own | self._accepted.keys())
                for event in self._caseload.history.by_device(stream, device)
            )
        return self._known[stream]

    def _changes_confirmed(self, event: Event, written: _Written) -> bool:
        """Return whether an entry changes a record that an accepted person, or one here, wrote."""
        written()
        for entity, record_id in {(change.entity, change.id) for change in event.changes}:
            heads = self._caseload.heads(event.stream, entity, record_id)
            for head in {head for events in heads.values() for head in events}:
                if self._is_confirmed(self._caseload.history.event(head).device):
                    return True
        return False

    def _in_another_s_name(self, event: Event, allowed: list[Role], written: _Written) -> Ruling | None:
        """Return a ruling if an entry hands over for another machine, or judges as another person."""
        if event.device in self._own:
            return None
        for change in event.changes:
            if (change.entity, change.field) == ("hand-over", "from_device") and change.value != event.device:
                return _not_allowed(text("it hands a candidate over in the name of another machine"))
            if change.entity in JUDGEMENTS and change.field == "by" and change.value != event.author:
                is_typed = KINDS[change.entity].typed_from_paper and Role.ASSESSOR in allowed
                is_joined = event.action == UserAction.CANDIDATE_JOIN and not self._is_known(
                    event.stream, written
                )
                if not (is_typed or is_joined):
                    return _not_allowed(text("it judges in the name of another person"))
        return None

    def _number_again(self, event: Event) -> Ruling | None:
        """Return a ruling if an entry gives a number that its machine gave to another item before."""
        given = dict(self._numbers[event.stream])
        for change in event.changes:
            name = (event.device, str(change.value))
            if _is_number(change) and given.setdefault(name, change.id) != change.id:
                return _not_allowed(text("it gives the number of another item again"))
        return None

    def _another_s_word(self, event: Event, written: _Written) -> Ruling | None:
        """Return a ruling if an entry changes what another person judged, decided or signed.

        An assessor's judgement may be replaced by another's, under the name of the one who judges now.
        """
        machine = self._accepted.get(event.device)
        if event.device in self._own or (machine and machine.is_own):
            return None
        for entity, record_id in {(c.entity, c.id) for c in event.changes if c.entity in JUDGEMENTS}:
            written()
            row = self._caseload.row(entity, event.stream, record_id)
            if row is None or self._is_by(row, entity, record_id, event):
                continue
            fields = {c.field: c.value for c in event.changes if (c.entity, c.id) == (entity, record_id)}
            if fields.get("by") != event.author or entity not in ("judgement", "confirmation"):
                return _not_allowed(text("it changes what another person judged or signed"))
        return None

    def _is_by(self, row: dict[str, Any], entity: str, record_id: str, event: Event) -> bool:
        """Return whether a record is the word of the author of an entry."""
        if KINDS[entity].has("by") and not KINDS[entity].typed_from_paper:
            return bool(row["by"] == event.author)
        heads = self._caseload.heads(event.stream, entity, record_id).values()
        writers = {self._caseload.history.event(head).author for events in heads for head in events}
        return writers == {event.author}

    def _by_the_table(self, event: Event, writer: Writer, written: _Written) -> Ruling | None:
        """Return a ruling if the authority table gives an entry no effect, or not yet."""
        for change in event.changes:
            act = self._act(event, change, written)
            result = effect(change.entity, act, writer)
            if result in (Effect.COUNTS, Effect.NOT_CONFIRMED):
                continue
            if result is Effect.ASKED and self._is_agreed(event):
                self._agreed.add(event.id)
                continue
            return Ruling(_SET_ASIDE[result], self._reason(result, event))
        return None

    def _act(self, event: Event, change: Change, written: _Written) -> Act:
        is_redaction = change.entity == "taken-out" and event.action == UserAction.REDACT
        if is_redaction:
            written()
            return Act.DESTROY if removes_words(self._caseload.db, event) else Act.WRITE
        if (change.entity, change.field, change.value) == ("photograph", "covered", True):
            written()
            row = self._caseload.row("photograph", event.stream, change.id)
            if row and self._caseload.attached.has(row["sha256"]):
                return Act.DESTROY
        if (change.entity, change.field, change.value) == ("candidate", "deleted", True):
            return Act.DESTROY
        if (change.entity, change.field) == ("enrolment", "digest"):
            present = self._wordings[event.stream].get(change.id)
            if present not in (None, change.value):
                return Act.REPLACE
        return Act.WRITE

    def _is_agreed(self, event: Event) -> bool:
        """Return whether the person here agreed to an entry, on this machine or another of theirs."""
        return bool(answer_to(self._caseload, event))

    def _reason(self, result: Effect, event: Event) -> str:
        if result is Effect.ASKED:
            return text("it waits for your agreement")
        if self._is_confirmed(event.device):
            return text("a file may not make this change")
        return text("the person who wrote it is not accepted here")

    def _reason_against_verifying(self, card: Card, event: Event) -> Ruling | None:
        """Return a ruling if a verifier verifies what they assessed, or signs before the assessor."""
        signing = {c.id for c in event.changes if _is_verifiers(c)}
        words = [c for c in event.changes if is_verifiers_word(c.entity) or c.id in signing]
        if not words:
            return None
        names = [str(change.value) for change in words if change.field == "name"]
        if Role.VERIFIER in self._roles(event, card):
            is_own_assessment = has_assessed(
                self._caseload, event.stream, card.name, *names, person=event.author
            )
        else:
            is_own_assessment = has_assessed(self._caseload, event.stream, *names)
        if is_own_assessment:
            return _not_allowed(text("an internal verifier may not verify their own assessments"))
        if self._comes_too_early(event, signing):
            return _not_allowed(text("the internal verifier signed before the assessor"))
        return None

    def _comes_too_early(self, event: Event, signing: set[str]) -> bool:
        """Return whether a verifier's signature predates the assessor's signature of the unit.

        Applies to signatures of a unit and of a final sample.
        """
        values: dict[tuple[str, str], dict[str, Any]] = {}
        for change in event.changes:
            values.setdefault((change.entity, change.id), {})[change.field] = change.value
        for (entity, record_id), fields in values.items():
            unit = fields.get("unit") if record_id in signing else None
            if entity == "sample-signature":
                sample = self._caseload.one(Sample, event.stream, record_id)
                sample_fields = values.get(("sample", record_id), {})
                stage = sample_fields.get("stage", sample.stage if sample else "")
                of_sample = sample_fields.get("unit", sample.unit if sample else "")
                unit = of_sample if stage == Stage.FINAL else None
            if unit and "at" in fields:
                at, on_paper = datetime.fromisoformat(fields["at"]), bool(fields.get("on_paper"))
                portfolio = load_portfolio(self._caseload, event.stream)
                if is_too_early(unit, at, portfolio, on_paper=on_paper):
                    return True
        return False


def answer_to(caseload: Caseload, event: Event) -> bool | None:
    """Return whether the person here agreed to a request, on this machine or another of theirs.

    Return None if they have not answered.
    """
    own = own_devices(caseload) | {m.id for m in accepted_machines(caseload).values() if m.is_own}
    for stream, agreement in caseload.where(Agreement, "request", event.id):
        heads = caseload.heads(stream, "agreement", agreement.id).values()
        writers = {caseload.history.event(head).device for events in heads for head in events}
        if stream == event.stream and writers <= own:
            return agreement.agreed
    return None


def _signed_for_another(event: Event, allowed: list[Role]) -> Ruling | None:
    """Return a ruling if an entry signs a unit on screen for a person in another role."""
    values: dict[str, dict[str, Any]] = {}
    for change in event.changes:
        if change.entity == "unit-signature":
            values.setdefault(change.id, {})[change.field] = change.value
    own = {Signer.VERIFIER: Role.VERIFIER, Signer.COUNTERSIGNER: Role.COUNTERSIGNER}
    for fields in values.values():
        role = own.get(fields.get("signer", ""))
        if role and role not in allowed and not fields.get("on_paper"):
            return _not_allowed(text("it signs for a person in another role"))
    return None


def _unsaid_redaction(event: Event) -> Ruling | None:
    """Return a ruling if a redaction removes more than it says in its record."""
    if event.action != UserAction.REDACT:
        return None
    said = redacted_fields(event)
    for change in event.changes:
        if change.entity != "taken-out" and (change.entity, change.id, change.field) not in said:
            return _not_allowed(text("it removes words without saying which"))
    return None


def _is_number(change: Change) -> bool:
    return (change.entity, change.field) == ("evidence", "number")


def _assesses(event: Event) -> bool:
    """Return whether an entry records evidence or a judgement, which only assessors do."""
    return any(KINDS[change.entity].writers == ASSESSOR for change in event.changes)


def _is_verifiers(change: Change) -> bool:
    """Return whether a change makes a unit signature the verifier's."""
    return (change.entity, change.field, change.value) == ("unit-signature", "signer", Signer.VERIFIER)


def _not_allowed(reason: str) -> Ruling:
    return Ruling(Verdict.NOT_ALLOWED, reason)
