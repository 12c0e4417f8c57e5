"""The history of a record in words; undoing and redoing actions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, own_devices
from csassess.data.exchange.devices import peers, people
from csassess.data.qualifications.kept import kept_qualification
from csassess.data.record.caseload import CASELOAD_STREAM, SHARED_STREAMS, Caseload
from csassess.data.record.events import Event
from csassess.data.record.portfolios import enrolled_units, load_portfolio
from csassess.data.record.records import default_values
from csassess.data.record.undo import undo as undo_event
from csassess.domain.assessment.acceptance import reasons_against_accepting
from csassess.domain.assessment.integrity import content_of, dangling_references
from csassess.domain.changes import EVERYTHING, Changes
from csassess.domain.errors import UserError, refuse
from csassess.domain.portfolio import Portfolio
from csassess.domain.record_words import field_words, kind_words, value_words
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import Assessor
from csassess.domain.records.user_actions import UNDO, UserAction, action_words
from csassess.domain.signing.accounts import still_applies
from csassess.domain.verification.sampling import plain_name

_IRREVERSIBLE = (UserAction.PHOTOGRAPH_COVER, UserAction.REDACT)  # what was covered or redacted is deleted
_FINAL = (UserAction.PORTFOLIO_RESTORE, UserAction.COPY_DELETE)  # files went with it
_FIRST = (UserAction.CANDIDATE_ADD, UserAction.CASELOAD_SET_UP)  # what a record begins with
_MOST_EVENTS_TO_NAME = 200
_SIGNATURES = ("signature", "unit-signature", "sample-signature")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that an action set, with the value that it replaced.

    `is_new` says that the action also made the record, so that nothing was replaced.
    """

    entity: str
    id: str
    field: str
    before: Any
    value: Any
    is_new: bool


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An action in a record: when, by whom, what, and the fields it set."""

    id: str
    at: datetime
    author: str
    action: str
    words: str
    changes: tuple[FieldChange, ...]


def history(caseload: Caseload, stream: str) -> list[HistoryEntry]:
    """Return the actions in a record, oldest first."""
    name_of = _author_names(caseload)
    undoing = {event.id for event in caseload.history.of(stream) if event.action.startswith(UNDO)}
    values = dict[_Field, dict[str, Any]]()
    return [
        HistoryEntry(
            event.id,
            event.at,
            name_of(event),
            event.action,
            text("redone") if event.action.removeprefix(UNDO) in undoing else action_words(event.action),
            _field_changes(event, values),
        )
        for event in caseload.history.of(stream)
    ]


def _author_names(caseload: Caseload) -> Callable[[Event], str]:
    """Return a function that gives the name of the person who wrote an entry.

    A machine that is not accepted writes in its own card's name, not in that of a person known here.
    """
    persons, cards = people(caseload), peers(caseload)
    confirmed = own_devices(caseload) | accepted_machines(caseload).keys()
    known = {accepted.person for accepted in accepted_machines(caseload).values()}
    known |= {person.id for person in caseload.all(Assessor, CASELOAD_STREAM)}
    taken = {plain_name(persons[person].name) for person in known if person in persons}

    def name_of(event: Event) -> str:
        if event.device in confirmed or event.device not in cards:
            return persons[event.author].name if event.author in persons else event.author
        card = cards[event.device]
        is_taken = plain_name(card.name) in taken
        return text("{name}, machine {code}", name=card.name, code=card.code) if is_taken else card.name

    return name_of


_Field = tuple[str, str, str]  # entity, record id, field


def _field_changes(event: Event, values: dict[_Field, dict[str, Any]]) -> tuple[FieldChange, ...]:
    """Return what an event changed; add its values to those of earlier events, by field and event."""
    made = {(c.entity, c.id) for c in event.changes if c.field in KINDS[c.entity].required and not c.parents}
    changes = []
    for change in event.changes:
        earlier = values.setdefault((change.entity, change.id, change.field), {})
        default = default_values(KINDS[change.entity].record_type).get(change.field)
        before = next((earlier[parent] for parent in change.parents if parent in earlier), default)
        is_new = (change.entity, change.id) in made
        changes.append(FieldChange(change.entity, change.id, change.field, before, change.value, is_new))
        earlier[event.id] = change.value
    return tuple(changes)


def changes_in_words(caseload: Caseload, stream: str, entry: HistoryEntry) -> list[str]:
    """Return what an action replaced, as "job, employer: Harbor → Harbour"."""
    lines = []
    for change in entry.changes:
        name = field_words(change.entity, change.field)
        if change.is_new or not name or change.before == change.value:
            continue
        before, now = (_value(caseload, stream, change, value) for value in (change.before, change.value))
        what = text("{kind}, {field}", kind=kind_words(change.entity), field=name)
        if change.before in (None, "", [], ()):
            lines.append(text("{what}: {value}", what=what, value=now))
        else:
            lines.append(text("{what}: {before} → {now}", what=what, before=before, now=now))
    return lines


def about_in_words(caseload: Caseload, stream: str, entries: Iterable[HistoryEntry]) -> list[str]:
    """Return what each action was about: criterion and item, as far as it names one; else empty."""

    @cache
    def item_of(entity: str, record: str) -> str:
        """Return the item that a record belongs to, or is; empty for any other."""
        kind = KINDS.get(entity)
        if entity == "evidence" or kind is None or kind.owner is None:
            return record if entity == "evidence" else ""
        row = caseload.row(entity, stream, record)
        return str(row[kind.owner]) if row else ""

    @cache
    def number_of(item: str) -> str:
        row = caseload.row("evidence", stream, item)
        return str(row["number"]) if row else ""

    @cache
    def signer_of(entity: str, signature: str) -> str:
        row = caseload.row(entity, stream, signature)
        return str(row["name"]) if row else ""

    def about(entry: HistoryEntry) -> str:
        named = {change.field: change.value for change in entry.changes if isinstance(change.value, str)}
        items = dict.fromkeys(
            named.get("evidence") or item_of(change.entity, change.id) for change in entry.changes
        )
        numbers = ", ".join(filter(None, (number_of(item) for item in items if item)))
        words = text("item {number}", number=numbers) if numbers else ""
        signed = dict.fromkeys((c.entity, c.id) for c in entry.changes if c.entity in _SIGNATURES)
        signers = (signer_of(*signature) for signature in signed)
        return ", ".join(filter(None, (named.get("criterion", ""), words, *signers)))

    return [about(entry) for entry in entries]


def _value(caseload: Caseload, stream: str, change: FieldChange, value: Any) -> str:
    """Return a value in words; a qualification, its units and a witness by name."""
    match change.entity, change.field:
        case "registration", "qualification":
            named = caseload.row("qualification", CASELOAD_STREAM, str(value))
            return str(named["title"]) if named else str(value)
        case "registration", "units":
            return _units_in_words(caseload, stream, change.id, value)
        case "testimony", "witness":
            named = caseload.row("witness", stream, str(value))
            return str(named["name"]) if named else str(value)
    return value_words(change.entity, change.field, value)


def _units_in_words(caseload: Caseload, stream: str, registration: str, value: Any) -> str:
    """Return the units chosen for a qualification by name, as far as they are known."""
    row = caseload.row("registration", stream, registration)
    stated = kept_qualification(caseload, str(row["digest"] or "")) if row else None
    names = {entry.id: entry.name for entry in stated.entries()} if stated else {}
    chosen = [names.get(unit, unit) for unit in value or ()]
    return "; ".join(chosen) or value_words("registration", "units", value)


def position(caseload: Caseload) -> int:
    """Return the present position in the history, for `changes_since`."""
    return caseload.history.last_row()


def has_changed_elsewhere(caseload: Caseload, since: int) -> bool:
    """Return whether another device's events came after a position."""
    return caseload.history.has_events_from_elsewhere(since, caseload.device)


def changes_since(caseload: Caseload, since: int) -> Changes:
    """Return what the events after a position changed.

    Without such events, or with very many, everything may have changed: some changes, as an
    erasure, write none.
    """
    events = caseload.history.all_after(since, _MOST_EVENTS_TO_NAME + 1)
    if not 0 < len(events) <= _MOST_EVENTS_TO_NAME:
        return EVERYTHING
    changes = [(event.stream, change) for event in events for change in event.changes]
    return Changes(
        frozenset(stream for stream, _ in changes),
        frozenset(change.entity for _, change in changes),
        frozenset(c.value for _, c in changes if (c.entity, c.field) == ("reference", "unit")),
    )


def last_action(caseload: Caseload, stream: str) -> Event | None:
    """Return this device's last action in a record, or None.

    An action that was undone does not count.
    """
    undone: set[str] = set()
    for event in caseload.history.by_device(stream, caseload.device):
        if event.id in undone:
            continue
        if not event.action.startswith(UNDO):
            return event
        undone.add(event.action.removeprefix(UNDO))
    return None


def reason_against_undoing(caseload: Caseload, stream: str) -> str:
    """Return why this device's last action in a record cannot be undone; empty if it can."""
    event = last_action(caseload, stream)
    if event is None or event.action in (*_FIRST, *_FINAL):
        return text("There is nothing to undo.")
    if event.action in _IRREVERSIBLE:
        return text(
            "Covered and redacted content cannot be restored. Earlier actions can be undone from the history."
        )
    return caseload.permissions.reason_handed_over(stream)


def reason_against_undoing_action(caseload: Caseload, stream: str, action: str) -> str:
    """Return why no action of this kind can be undone in a record here; empty if it can."""
    if action in (*_IRREVERSIBLE, *_FIRST, *_FINAL):
        return text("This cannot be undone.")
    return caseload.permissions.reason_handed_over(stream)


def undo(caseload: Caseload, stream: str) -> str:
    """Undo this device's last action in a record; return the action in words.

    Raises UserError if there is nothing to undo, if the last action cannot be undone, or for the
    reasons given in `bring_back`.
    """
    refuse(reason_against_undoing(caseload, stream))
    event = last_action(caseload, stream)
    assert event is not None
    _undo_everywhere(caseload, event.id)
    return action_words(event.action)


def undo_earlier_action(caseload: Caseload, event_id: str) -> str:
    """Undo one action of a record, however old; return it in words.

    Raises UserError if this kind of action cannot be undone, if what it set was changed since, or
    if undoing it would leave the record inconsistent.
    """
    event = caseload.history.event(event_id)
    refuse(reason_against_undoing_action(caseload, event.stream, event.action))
    _undo_everywhere(caseload, event_id)
    return action_words(event.action)


def _undo_everywhere(caseload: Caseload, event_id: str) -> None:
    """Undo an action in every record it was written to, or in none.

    Raises UserError if what it set was changed since, or if a record would become inconsistent.
    """
    with caseload.together():
        event_ids = caseload.history.of_action(event_id)
        streams = {caseload.history.event(undone_id).stream for undone_id in event_ids} - set(SHARED_STREAMS)
        before = {stream: _portfolio(caseload, stream) for stream in streams}
        for undone_id in event_ids:
            _check_removed(caseload, undo_event(caseload, undone_id))
        for stream in streams:
            after = _portfolio(caseload, stream)
            if after is not None:
                _check_consistent(caseload, before[stream], after)


def _depended_on() -> UserError:
    return UserError(text("Other parts of the record depend on this. Undo or remove those first."))


def _check_removed(caseload: Caseload, undoing: Event) -> None:
    """Raise UserError if a record that undoing would remove is shown still, as others rest on it."""
    removed = {(c.entity, c.id) for c in undoing.changes if c.field == "deleted" and c.value}
    if any(caseload.one(KINDS[kind].record_type, undoing.stream, gone) for kind, gone in removed):
        raise _depended_on()


def _portfolio(caseload: Caseload, stream: str) -> Portfolio | None:
    try:
        return load_portfolio(caseload, stream)
    except KeyError:
        return None


def _check_consistent(caseload: Caseload, before: Portfolio | None, after: Portfolio) -> None:
    """Raise UserError if undoing leaves a record inconsistent.

    That is: a reference to something missing, a photograph without its picture, a change in an
    accepted item or a signed account, or an accepted item that could not be accepted now.
    """
    dangling = dangling_references(after)
    if dangling:
        raise _depended_on()
    if any(not caseload.attached.has(photograph.sha256) for photograph in after.photographs):
        raise UserError(text("Part of the picture has been covered since, so this cannot be undone."))
    units = enrolled_units(caseload, after)
    for item in after.evidence:
        existed = before is not None and item.id in {earlier.id for earlier in before.evidence}
        was_closed = before is not None and existed and before.is_accepted(before.item(item.id))
        if (
            was_closed
            and before is not None
            and after.is_accepted(item)
            and content_of(item.id, before) != content_of(item.id, after)
        ):
            raise UserError(
                text("Item {number} is accepted. Reopen it before you change it.", number=item.number)
            )
        if after.is_accepted(item) and not was_closed and reasons_against_accepting(item, after, units):
            raise UserError(
                text("Item {number} could not be accepted in its current state.", number=item.number)
            )
    if before is not None:
        gone = _decided(before) - _decided(after)
        if any((s.unit, s.code) in gone for s in after.unit_signatures):
            raise UserError(
                text(
                    "The decision on this unit is signed. To take it back, reopen an item with a reason, then"
                    " decide again."
                )
            )
    signatures = [
        signature
        for signature in after.signatures
        if not signature.opened and before is not None and signature in before.signatures
    ]
    if any(
        still_applies(signature, before) and not still_applies(signature, after)
        for signature in signatures
        if before is not None
    ):
        raise UserError(
            text("The account of this item is signed. First open the signed account and give a reason.")
        )


def _decided(portfolio: Portfolio) -> set[tuple[str, str]]:
    """Return each decision by its unit and record code."""
    return {(decision.unit, decision.code) for decision in portfolio.decisions}


def can_redo(caseload: Caseload, stream: str) -> bool:
    """Return whether this device undid an action in a record that `redo` would do again."""
    return _last_undone(caseload, stream) is not None and not caseload.permissions.reason_handed_over(stream)


def redo(caseload: Caseload, stream: str) -> str:
    """Redo the last action that was undone; return it in words.

    Raises UserError if there is nothing to redo: nothing was undone, or another action followed.
    """
    undoing = _last_undone(caseload, stream)
    if undoing is None:
        raise UserError(text("There is nothing to redo."))
    _undo_everywhere(caseload, undoing.id)
    return action_words(caseload.history.event(undoing.action.removeprefix(UNDO)).action)


def _last_undone(caseload: Caseload, stream: str) -> Event | None:
    """Return the event with which this device undid an action last, if no other action followed."""
    undone: set[str] = set()
    for event in caseload.history.by_device(stream, caseload.device):
        if not event.action.startswith(UNDO):
            break
        undone_event = caseload.history.event(event.action.removeprefix(UNDO))
        if event.id not in undone and not undone_event.action.startswith(UNDO):
            return event
        undone.add(undone_event.id)
    return None
