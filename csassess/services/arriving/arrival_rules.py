"""What an entry of a received file may do: the authority table applied to one entry after another."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, own_devices, own_machines
from csassess.data.exchange.device_card import Card, Claims, roles_from
from csassess.data.exchange.devices import CLOCKS_DIFFER, cards_by_device, claims_of
from csassess.data.exchange.merge import Merged, Ruling, Verdict
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.conflicts import numbers_given
from csassess.data.record.events import Change, Event
from csassess.data.record.fold import has_records
from csassess.data.removal.redaction import removes_words
from csassess.domain.exchange.authority import JUDGEMENTS, Act, Effect, Writer, effect
from csassess.domain.labels import label
from csassess.domain.records.declaration import ASSESSOR
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import Assessor, Enrolment
from csassess.domain.records.retention import Agreement
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.write_rules import is_verifiers_word
from csassess.services.arriving.centre_rules import CentreRules
from csassess.services.arriving.chain_times import ChainTimes
from csassess.services.arriving.cover_rules import CoverRules
from csassess.services.arriving.naming_rules import hands_over_for_another, speaks_as_another
from csassess.services.arriving.signing_rules import reason_against_signing, waits_for_actions
from csassess.services.arriving.verifying_rules import (
    adds_to_another_s_sample,
    is_verifiers,
    reason_against_verifying,
)
from csassess.services.arriving.word_rules import (
    answers_for_another,
    changes_another_s_hand_over,
    changes_another_s_hold,
    changes_another_s_word,
    redacts_another_s_words,
    redacts_unsaid,
    rests_on_a_word_taken_back,
    signs_for_another,
    without_wording,
)

_Written = Callable[[], None]
_SET_ASIDE = {
    Effect.ASKED: Verdict.ASKED,
    Effect.QUARANTINED: Verdict.NOT_ACCEPTED,
    Effect.REFUSED: Verdict.NOT_ALLOWED,
}
_SIGNATURES = ("signature", "unit-signature", "authenticity")


class ArrivalRules:
    """Judges the entries of one file whose cards were kept, or the quarantined ones again.

    `wordings` are the wordings of units that come with the file, by digest.
    """

    def __init__(self, caseload: Caseload, wordings: Mapping[str, Any] | None = None) -> None:
        self._caseload, self._coming = caseload, wordings or {}
        self._cards, self._claims = cards_by_device(caseload), claims_of(caseload)
        self._own, self._accepted = own_devices(caseload), accepted_machines(caseload)
        self._people = {person.id for person in caseload.all(Assessor, CASELOAD_STREAM)}
        self._people |= {machine.person for machine in self._accepted.values()}
        self._centre = CentreRules(caseload)
        self._cover = CoverRules(caseload, self._centre.is_by_lead)
        self._agreed: set[str] = set()  # entries that remove what is here, as agreed to
        self._known: dict[str, bool] = {}  # by portfolio: whether an accepted person assesses it
        self._wordings: dict[str, dict[str, str]] = {}  # by portfolio and unit, before the file
        self._numbers: dict[str, dict[tuple[str, str], str]] = {}  # items by portfolio, machine and number
        self._times = ChainTimes(caseload)
        self._were_here: set[str] = set()  # portfolios that were here before the file
        last = caseload.history.last_written(caseload.device)
        self._now = max(caseload.clock(), last) if last else caseload.clock()  # the clock may have stopped

    def __call__(self, event: Event, written: _Written) -> Ruling | None:
        """Return the ruling on an entry that must be quarantined, or None if it counts."""
        if event.stream == CENTRE_STREAM:
            return self._of_centre(event, written)
        if event.stream not in self._wordings:
            removed = self._caseload.removed(Enrolment, event.stream)
            enrolments = [*removed, *self._caseload.all(Enrolment, event.stream)]
            if has_records(self._caseload.db, event.stream):
                self._were_here.add(event.stream)
            self._wordings[event.stream] = {enrolment.id: enrolment.digest for enrolment in enrolments}
            self._numbers[event.stream] = numbers_given(self._caseload, event.stream)
        ruling = self._ruling(event, written)
        if ruling is None:
            self.note_who_assesses([event])
            self._numbers[event.stream].update(
                {(event.device, str(c.value)): c.id for c in event.changes if _is_number(c)}
            )
        return ruling

    def note_who_assesses(self, events: Iterable[Event]) -> None:
        """Note in which portfolios of a file accepted people assess, before any of it is judged."""
        for event in events:
            if self._is_confirmed(event.device) and self._assesses(event):
                self._known[event.stream] = True

    def is_assessed(self, stream: str) -> bool:
        """Return whether an accepted person, or a person here, assesses a portfolio."""
        return self._is_known(stream, lambda: None)

    def is_assessed_here(self, stream: str) -> bool:
        """Return whether a person assesses a portfolio on a machine that this caseload is or was."""
        return any(
            self._assesses(event)
            for device in sorted(self._own)
            for event in self._caseload.history.by_device(stream, device)
        )

    def is_written_here(self, event: Event) -> bool:
        """Return whether an entry was written on a machine that this caseload is or was."""
        return event.device in self._own

    def is_of_known_person(self, event: Event) -> bool:
        """Return whether an entry names as its author a person known here by other machines."""
        return event.author in self._people

    def agreed_among(self, merged: Merged) -> list[Event]:
        """Return the new events that remove what is here and were agreed to."""
        return [event for events in merged.new.values() for event in events if event.id in self._agreed]

    def _ruling(self, event: Event, written: _Written) -> Ruling | None:
        card = self._cards.get(event.device)
        if card is None:
            return Ruling.not_allowed(text("the machine that wrote it is not known"))
        stranger = self._stranger(event, card)
        if stranger:
            return stranger
        if not set(self._roles(event, card)) <= {Role.ASSESSOR} or any(
            is_verifiers_word(c.entity) or is_verifiers(c) for c in event.changes
        ):
            written()  # what these may write depends on the record
        allowed = [
            role
            for role in self._roles(event, card)
            if self._caseload.permissions.may_write(role, event.stream, event.changes)
        ]
        if not allowed:
            return Ruling.not_allowed(text("the {role} may not make this change", role=label(card.role)))
        verifier = card.name if Role.VERIFIER in self._roles(event, card) else None
        return (
            self._ahead(event)
            or self._in_another_s_name(event, allowed, written)
            or self._another_s_word(event, allowed, written)
            or signs_for_another(event, allowed)
            or self._number_again(event)
            or (None if event.device in self._own else self._cover.ruling(event, allowed, written))
            or redacts_unsaid(event)
            or without_wording(self._caseload, event, self._coming)
            or self._by_the_table(event, self._writer(event, allowed, written), written)
            or reason_against_verifying(self._caseload, event, verifier)
            or self._signing(event, written)
        )

    def _of_centre(self, event: Event, written: _Written) -> Ruling | None:
        card = self._cards.get(event.device)
        if card is None:
            return Ruling.not_allowed(text("the machine that wrote it is not known"))
        written()  # who keeps it depends on the staff list
        return self._stranger(event, card) or self._centre.ruling(event)

    def _ahead(self, event: Event) -> Ruling | None:
        """Return a ruling if an entry is dated ahead of now, and so would come last."""
        if self._is_own(event.device) or event.at <= self._now + CLOCKS_DIFFER:
            return None
        return Ruling(Verdict.WAITS, text("its time has not come: the clock of its machine is wrong"))

    def _is_own(self, device: str) -> bool:
        """Return whether a device is this caseload's, or another machine of the person here."""
        machine = self._accepted.get(device)
        return device in self._own or bool(machine and machine.is_own)

    def _assesses(self, event: Event) -> bool:
        """Return whether an entry records evidence or a judgement, or adds a candidate.

        A machine of others must add it as an assessor's.
        """
        if any(KINDS[change.entity].writers == ASSESSOR for change in event.changes):
            return True
        is_added = any((c.entity, c.field) == ("candidate", "name") and not c.parents for c in event.changes)
        card = self._cards.get(event.device)
        is_here = event.device in self._own  # in any role: the centre's office adds candidates too
        return bool(is_added and (is_here or (card and card.role is Role.ASSESSOR)))

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
        at = self._times.up_to(event) if before else event.at
        earlier = (role for role, until in before if at < until)
        return tuple(dict.fromkeys((*roles, *earlier)))

    def _stranger(self, event: Event, card: Card) -> Ruling | None:
        """Return a ruling if an entry's author is not the person who works on its machine."""
        if event.device in self._own:
            return None
        machine = self._accepted.get(event.device)
        if event.author != (machine.person if machine else card.person):
            return Ruling.not_allowed(text("its author is not the person who works on that machine"))
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
                self._assesses(event)
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
        """Return a ruling if an entry hands over for another machine, or speaks as another person."""
        if event.device in self._own:
            return None
        if hands_over_for_another(event):
            return Ruling.not_allowed(text("it hands a candidate over in the name of another machine"))
        is_of_stranger = event.action == UserAction.CANDIDATE_JOIN and not self._is_known(
            event.stream, written
        )
        return None if is_of_stranger else speaks_as_another(self._caseload, event, allowed, written)

    def _signing(self, event: Event, written: _Written) -> Ruling | None:
        """Return a ruling if an entry signs for somebody who may not sign, or not yet."""
        if self._is_own(event.device) or not any(c.entity in _SIGNATURES for c in event.changes):
            return None
        written()
        return reason_against_signing(self._caseload, event) or waits_for_actions(self._caseload, event)

    def _number_again(self, event: Event) -> Ruling | None:
        """Return a ruling if an entry numbers an item again, or gives a number of another item."""
        given = dict(self._numbers[event.stream])
        numbers = {item: number for (_, number), item in given.items()}
        for change in event.changes:
            name = (event.device, str(change.value))
            if _is_number(change) and numbers.get(change.id, change.value) != change.value:
                return Ruling.not_allowed(text("it changes the number of an item, which never changes"))
            if _is_number(change) and given.setdefault(name, change.id) != change.id:
                return Ruling.not_allowed(text("it gives the number of another item again"))
        return None

    def _another_s_word(self, event: Event, allowed: list[Role], written: _Written) -> Ruling | None:
        """Return a ruling if an entry changes another person's word, or gives it in their place."""
        if self._is_own(event.device):
            return None
        entities = {change.entity for change in event.changes}
        if not entities & (JUDGEMENTS | {"hand-over", "agreement"}):
            return None
        written()
        return (
            changes_another_s_word(self._caseload, event)
            or changes_another_s_hand_over(self._caseload, event)
            or answers_for_another(self._caseload, event)
            or rests_on_a_word_taken_back(self._caseload, event)
            or adds_to_another_s_sample(self._caseload, event, allowed)
        )

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
            is_destroying = removes_words(self._caseload.db, event) or (
                not self._is_own(event.device)
                and event.stream in self._were_here
                and redacts_another_s_words(self._caseload, event)
            )
            return Act.DESTROY if is_destroying else Act.WRITE
        if (change.entity, change.field, change.value) == ("photograph", "covered", True):
            written()
            row = self._caseload.row("photograph", event.stream, change.id)
            if row and self._caseload.attached.has(row["sha256"]):
                return Act.DESTROY
        if (change.entity, change.field, change.value) == ("candidate", "deleted", True):
            return Act.DESTROY
        if change.entity == "hold":
            written()
            if changes_another_s_hold(self._caseload, event, change.id):
                return Act.REPLACE
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


def answer_to(caseload: Caseload, event: Event) -> bool | None:
    """Return whether the person here agreed to a request, on this machine or another of theirs.

    Answers of a lost machine do not count. Return None if there is no answer.
    """
    own = own_machines(caseload)
    for stream, agreement in caseload.where(Agreement, "request", event.id):
        heads = caseload.heads(stream, "agreement", agreement.id).values()
        writers = {caseload.history.event(head).device for events in heads for head in events}
        if stream == event.stream and writers <= own:
            return agreement.agreed
    return None


def _is_number(change: Change) -> bool:
    return (change.entity, change.field) == ("evidence", "number")
