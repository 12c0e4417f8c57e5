"""Rules for entries of a received file that would speak for someone else, or change their word."""

from collections.abc import Collection, Mapping
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.merge import Ruling, Verdict
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Change, Event
from csassess.data.removal.redaction import earlier_values, redacted_fields
from csassess.data.units.formats import is_newer
from csassess.domain.exchange.authority import JUDGEMENTS
from csassess.domain.records.evidence import derived_id
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.write_rules import is_verifiers_word


def changes_another_s_word(caseload: Caseload, event: Event) -> Ruling | None:
    """Return a ruling if an entry changes what another person judged, decided or signed.

    An assessor's judgement may be replaced by another's, under the name of the one who judges now.
    """
    for entity, record_id in {(c.entity, c.id) for c in event.changes if c.entity in JUDGEMENTS}:
        row = caseload.row(entity, event.stream, record_id)
        if row is None or _is_by(caseload, row, entity, record_id, event):
            continue
        fields = {c.field: c.value for c in event.changes if (c.entity, c.id) == (entity, record_id)}
        if entity == "signature" and fields.keys() == {"opened"} and str(fields["opened"]).strip():
            continue  # anyone working on the record may open a signed account, and says why
        if fields.get("by") != event.author or entity not in ("judgement", "confirmation"):
            return Ruling.not_allowed(text("it changes what another person judged or signed"))
    return None


def _is_by(caseload: Caseload, row: dict[str, Any], entity: str, record_id: str, event: Event) -> bool:
    """Return whether a record is the word of the author of an entry."""
    if KINDS[entity].has("by") and not KINDS[entity].typed_from_paper:
        return bool(row["by"] == event.author)
    heads = caseload.heads(event.stream, entity, record_id).values()
    writers = {caseload.history.event(head).author for events in heads for head in events}
    return writers == {event.author}


def changes_another_s_hand_over(caseload: Caseload, event: Event) -> Ruling | None:
    """Return a ruling if an entry changes a hand-over that another person or machine made."""
    for record_id in {c.id for c in event.changes if c.entity == "hand-over"}:
        row = caseload.row("hand-over", event.stream, record_id)
        if row and row["from_device"] != event.device and row["by"] != event.author:
            return Ruling.not_allowed(text("it changes the hand-over of another machine"))
    return None


def changes_another_s_hold(caseload: Caseload, event: Event, hold: str) -> bool:
    """Return whether an entry changes or lifts a hold that another person placed."""
    row = caseload.row("hold", event.stream, hold)
    return row is not None and not _is_by(caseload, row, "hold", hold, event)


def answers_for_another(caseload: Caseload, event: Event) -> Ruling | None:
    """Return a ruling if an entry answers a request in another person's place.

    The id of an answer is derived from the request and from the person who gives it.
    """
    for record_id in {c.id for c in event.changes if c.entity == "agreement"}:
        row = caseload.row("agreement", event.stream, record_id) or {}
        new = {c.field: c.value for c in event.changes if (c.entity, c.id) == ("agreement", record_id)}
        answer = {**row, **new}
        expected = derived_id(str(answer.get("request")), event.author)
        if record_id != expected or answer.get("by") != event.author:
            return Ruling.not_allowed(text("it answers a request in the place of another person"))
    return None


def rests_on_a_word_taken_back(caseload: Caseload, event: Event) -> Ruling | None:
    """Return a ruling if an entry rests on a verifier's word that another person took back.

    Otherwise it would bring that word back, and change what its author has signed since.
    """
    for change in event.changes:
        for field, target in KINDS[change.entity].rests_on:
            named = change.id if field == "id" else change.value if field == change.field else None
            if not is_verifiers_word(target) or not isinstance(named, str):
                continue
            row = caseload.row(target, event.stream, named)
            if row and row["deleted"]:
                heads = caseload.heads(event.stream, target, named).get("deleted", ())
                if {caseload.history.event(head).author for head in heads} != {event.author}:
                    return Ruling(Verdict.WAITS, text("it rests on what another person took back"))
    return None


def signs_for_another(event: Event, allowed: list[Role]) -> Ruling | None:
    """Return a ruling if an entry signs a unit on screen for a person in another role."""
    values: dict[str, dict[str, Any]] = {}
    for change in event.changes:
        if change.entity == "unit-signature":
            values.setdefault(change.id, {})[change.field] = change.value
    own = {Signer.VERIFIER: Role.VERIFIER, Signer.COUNTERSIGNER: Role.COUNTERSIGNER}
    for fields in values.values():
        role = own.get(fields.get("signer", ""))
        if role and role not in allowed and not fields.get("on_paper"):
            return Ruling.not_allowed(text("it signs for a person in another role"))
    return None


def redacts_unsaid(event: Event) -> Ruling | None:
    """Return a ruling if a redaction removes more than it says in its record."""
    if event.action != UserAction.REDACT:
        return None
    said = redacted_fields(event)
    for change in event.changes:
        if change.entity != "taken-out" and (change.entity, change.id, change.field) not in said:
            return Ruling.not_allowed(text("it removes words without saying which"))
    return None


def redacts_another_s_words(caseload: Caseload, event: Event) -> bool:
    """Return whether a redaction replaces words that another person wrote."""
    return any(
        _author(caseload, entry) not in (None, event.author)
        for entry, *_ in earlier_values(caseload.db, event)
    )


def _author(caseload: Caseload, entry: str) -> str | None:
    try:
        return caseload.history.event(entry).author
    except KeyError:  # it is quarantined
        return None


def names_missing_wording(caseload: Caseload, change: Change, coming: Collection[str]) -> bool:
    """Return whether a change names a wording of a unit that is neither here nor among those coming."""
    if (change.entity, change.field) != ("enrolment", "digest") or change.value in coming:
        return False
    try:
        caseload.wording(change.value)
    except KeyError:
        return True
    return False


def names_newer_wording(caseload: Caseload, change: Change, coming: Mapping[str, Any]) -> bool:
    """Return whether a change names a wording of a unit in a format that this program does not know yet."""
    if (change.entity, change.field) != ("enrolment", "digest"):
        return False
    try:
        return is_newer(coming[change.value] if change.value in coming else caseload.wording(change.value))
    except KeyError:
        return False


def names_wording_of_another_unit(caseload: Caseload, change: Change, coming: Mapping[str, Any]) -> bool:
    """Return whether a change enrols on a wording, which is here or coming, of a unit with another id."""
    if (change.entity, change.field) != ("enrolment", "digest"):
        return False
    content = coming[change.value] if change.value in coming else caseload.wording(change.value)
    return not isinstance(content, dict) or content.get("id") != change.id


def without_wording(caseload: Caseload, event: Event, coming: Mapping[str, Any]) -> Ruling | None:
    """Return a ruling if an entry names a wording that no one sent, of another unit, or that is too new."""
    if any(names_missing_wording(caseload, change, coming) for change in event.changes):
        return Ruling(Verdict.WAITS, text("it names a wording of a unit that is not here"))
    if any(names_wording_of_another_unit(caseload, change, coming) for change in event.changes):
        return Ruling.not_allowed(text("it enrols on a unit in the wording of another one"))
    if any(names_newer_wording(caseload, change, coming) for change in event.changes):
        return Ruling(
            Verdict.WAITS,
            text("it names a unit in a newer format: it counts once this machine has a newer csassess"),
        )
    return None
