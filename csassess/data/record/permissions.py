"""Which changes to a portfolio are allowed here: by role, by paper, and while it is not handed over."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from csassess.catalogue import text
from csassess.data.record.centre import reason_against_changing
from csassess.data.record.events import Change
from csassess.data.record.reader import RecordReader
from csassess.data.record.records import entity_name
from csassess.domain.dates import long_date
from csassess.domain.errors import refuse
from csassess.domain.labels import label
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.people import Assessor, Cover, Device, Drafts, HandOver, cover_in_force
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.write_rules import is_verifiers_word, may_write, names_a_signed_sheet

_COVER_ACTIONS = (UserAction.COVER_LEND, UserAction.COVER_END)
_HANDOVER_ACTIONS = (UserAction.CANDIDATE_HAND_OVER, UserAction.CANDIDATE_TAKE_BACK)
_FIRST_OF_CENTRE = (UserAction.CASELOAD_SET_UP, UserAction.CENTRE_MOVE)
_Values = dict[tuple[str, str], dict[str, Any]]


class Permissions:
    """The permissions in one caseload."""

    def __init__(self, reader: RecordReader, today: Callable[[], date]) -> None:
        self._reader, self._today = reader, today
        self._is_by_itself = False

    @contextmanager
    def by_itself(self) -> Iterator[None]:
        """Let the program write into the caseload's own stream during the block, no matter who works here.

        For what follows from a received file, or from opening; a reader does none of this.
        """
        before, self._is_by_itself = self._is_by_itself, True
        try:
            yield
        finally:
            self._is_by_itself = before

    def check(self, author: str, stream: str, action: str, changes: Sequence[Change]) -> None:
        """Raise UserError if a portfolio was handed over, or the author's role may not make the changes."""
        if action not in _HANDOVER_ACTIONS:
            refuse(self.reason_handed_over(stream))
        if action not in _COVER_ACTIONS and any(change.entity != "cover" for change in changes):
            refuse(self.reason_lent(author, stream) or self._reason_of_draft(author, stream, changes))
        person = self._reader.one(Assessor, Stream.CASELOAD, author)
        if person and stream == Stream.CENTRE:
            refuse("" if action in _FIRST_OF_CENTRE else reason_against_changing(self._reader, person))
        elif person and not (_may_write_shared(person.role, stream) or self._is_of_program(stream)):
            refuse("" if self.may_write(person.role, stream, changes) else _reason_of_role(person.role))

    def _is_of_program(self, stream: str) -> bool:
        return self._is_by_itself and stream == Stream.CASELOAD

    def reason_against(self, author: str, stream: str, entity: str, values: dict[str, Any]) -> str:
        """Return why an author may not write a record of a kind, with these values; empty if they may.

        An empty stream means a portfolio that was not handed over.
        """
        person = self._reader.one(Assessor, Stream.CASELOAD, author)
        if person and stream == Stream.CENTRE:
            return reason_against_changing(self._reader, person)
        if entity != entity_name(HandOver) and self.reason_handed_over(stream):
            return self.reason_handed_over(stream)
        if entity != entity_name(Cover) and stream and self.reason_lent(author, stream):
            return self.reason_lent(author, stream)
        changes = [
            Change(entity, str(values.get("id", "")), name, value, ()) for name, value in values.items()
        ]
        if stream and changes and self._reason_of_draft(author, stream, changes):
            return self._reason_of_draft(author, stream, changes)
        if not person or _may_write_shared(person.role, stream) or may_write(person.role, entity, values):
            return ""
        return _reason_of_role(person.role)

    def reason_handed_over(self, stream: str) -> str:
        """Return that a portfolio was handed over from here, in words; empty if it was not."""
        handover = self.handover_from_here(stream) if stream else None
        if handover is None:
            return ""
        return text(
            "This portfolio was handed over to {name} on {day}. You can read it here but "
            "no longer change it.",
            name=handover.to,
            day=long_date(handover.on),
        )

    def handover_from_here(self, stream: str) -> HandOver | None:
        """Return the handover by which this machine gave a portfolio away; None if it may write to it."""
        handovers = self._reader.all(HandOver, stream)
        if not handovers:
            return None
        # Every device that this caseload has ever been, also before it was restored.
        own_devices = {device.id for device in self._reader.all(Device, Stream.CASELOAD)}
        later = [
            *handovers,
            *(
                handover
                for handover in self._reader.removed(HandOver, stream)
                if self._was_written_since(stream, handover, own_devices)
            ),
        ]
        return next(
            (
                handover
                for handover in handovers
                if handover.from_device in own_devices
                and not any(self._overtakes(other, handover, own_devices) for other in later)
            ),
            None,
        )

    def _overtakes(self, later: HandOver, earlier: HandOver, own_devices: Collection[str]) -> bool:
        """Return whether a hand-over comes from the person who received an earlier one, or who gave it."""
        if later.after != earlier.id:
            return False
        people = {
            machine.id: machine.person for machine in self._reader.all(AcceptedMachine, Stream.CASELOAD)
        }
        people |= dict.fromkeys(own_devices, "")
        giver = people.get(later.from_device, later.from_device)
        parties = (earlier.from_device, earlier.to_device)
        return not earlier.to_device or giver in {people.get(device, device) for device in parties}

    def _was_written_since(self, stream: str, handover: HandOver, own_devices: Collection[str]) -> bool:
        """Return whether this machine wrote in a portfolio after a hand-over came: it had been received."""
        heads = self._reader.heads(stream, entity_name(HandOver), handover.id)
        devices = ", ".join("?" * len(own_devices))
        row = self._reader.db.execute(
            f"SELECT 1 FROM events WHERE stream = ? AND device IN ({devices}) AND rowid > (SELECT MIN(rowid)"
            " FROM events WHERE id IN (SELECT value FROM json_each(?))) LIMIT 1",
            (stream, *own_devices, json.dumps([event for events in heads.values() for event in events])),
        ).fetchone()
        return row is not None

    def reason_lent(self, author: str, stream: str) -> str:
        """Return why an author may not write in a portfolio that is or was lent; empty if they may."""
        covers = self._covers(stream)
        if not covers:
            return ""
        today, last = self._today(), covers[-1]
        lent = cover_in_force(covers, today)
        if lent and lent.of == author:
            return lent_words(lent)
        is_over = not lent and last.to == author and last.since <= today
        later = (handover.on for handover in self._reader.all(HandOver, stream))
        if not is_over or any(on >= last.since for on in later):
            return ""
        return text(
            "Your cover for {name} is over. You can read this portfolio, but no longer change it. Send it "
            "to them, if you have not yet.",
            name=last.of_name,
        )

    def _covers(self, stream: str) -> list[Cover]:
        return sorted(self._reader.all(Cover, stream), key=lambda cover: (cover.since, cover.id))

    def _reason_of_draft(self, author: str, stream: str, changes: Sequence[Change]) -> str:
        """Return that changes touch a draft of the assessor who is covered; empty if they touch none."""
        lent = cover_in_force(self._covers(stream), self._today())
        if lent is None or lent.to != author or lent.drafts is not Drafts.THEIRS:
            return ""
        if not self.touches_draft_of(lent.of, stream, changes):
            return ""
        return text(
            "This is a draft of {name}, who is away: it can be read, and stays theirs. Record what you see "
            "as new evidence.",
            name=lent.of_name,
        )

    def touches_draft_of(self, person: str, stream: str, changes: Iterable[Change]) -> bool:
        """Return whether changes touch an item of a person that no one has judged or withdrawn."""
        items = {self._item_of(stream, change) for change in changes} - {""}
        return any(self.is_draft_of(person, stream, item) for item in sorted(items))

    def is_draft_of(self, person: str, stream: str, item: str) -> bool:
        """Return whether a person made an item that no one has judged or withdrawn."""
        row = self._reader.row("evidence", stream, item)
        judged = self._reader.row("judgement", stream, item)
        if row is None or row["withdrawn"] or (judged and not judged["reopened"] and not judged["deleted"]):
            return False
        made = self._reader.db.execute(
            "SELECT json_extract(CAST(body AS TEXT), '$.author') FROM events WHERE stream = ?"
            " AND INSTR(CAST(body AS TEXT), ?) ORDER BY rowid LIMIT 1",
            (stream, f'"id":"{item}"'),
        ).fetchone()
        return bool(made and made[0] == person)

    def _item_of(self, stream: str, change: Change) -> str:
        """Return the item that a changed record is or belongs to; empty if to none."""
        if change.entity == "evidence":
            return change.id
        owner = KINDS[change.entity].owner
        if owner is None or owner == "id":
            return change.id if owner else ""
        if change.field == owner:
            return str(change.value)
        row = self._reader.row(change.entity, stream, change.id)
        return str(row[owner] or "") if row else ""

    def may_write(self, role: Role, stream: str, changes: Sequence[Change]) -> bool:
        """Return whether a role may make changes to the present record."""
        values: _Values = {}
        for change in changes:
            values.setdefault((change.entity, change.id), {})[change.field] = change.value
        return all(
            self._may_write_record(role, stream, entity, record_id, values) for entity, record_id in values
        )

    def _may_write_record(
        self, role: Role, stream: str, entity: str, record_id: str, values: _Values
    ) -> bool:
        new = values[entity, record_id]
        if role is Role.ASSESSOR and not is_verifiers_word(entity):
            return may_write(role, entity, new)  # spares a look at the record for each tick
        if role is Role.VERIFIER and (entity, new) == ("evidence", {"withdrawn": True}):
            return self._may_be_withdrawn(stream, record_id)
        present = self._reader.row(entity, stream, record_id)
        if not all(
            may_write(role, entity, values) for values in (present or new, {**(present or {}), **new})
        ):
            return False
        return role is not Role.ASSESSOR or self._is_from_paper(stream, entity, record_id, values)

    def _may_be_withdrawn(self, stream: str, item: str) -> bool:
        """Return whether an item is a draft of an assessor who has left, whose drafts are withdrawn."""
        return any(
            cover.drafts is Drafts.WITHDRAWN and not cover.ended and self.is_draft_of(cover.of, stream, item)
            for cover in self._reader.all(Cover, stream)
        )

    def _is_from_paper(self, stream: str, entity: str, record_id: str, values: _Values) -> bool:
        """Return whether the signed sheet of a verifier's word is in the record or among the changes.

        What belongs to a sample must come with a sample that was typed in.
        """

        def row_of(kind: str, row_id: str) -> dict[str, Any]:
            return self._reader.row(kind, stream, row_id) or values.get((kind, row_id), {})

        record = row_of(entity, record_id)
        typed = [record] if names_a_signed_sheet(entity) else []
        typed += [
            row_of("sample", record_id if field == "id" else str(record.get(field)))
            for field, kind in KINDS[entity].rests_on
            if kind == "sample"
        ]
        rows = self._reader.db.execute(
            'SELECT sha256 FROM "signed-sheet" WHERE stream = ? AND NOT COALESCE(deleted, 0)', (stream,)
        )
        sheets = {row[0] for row in rows.fetchall()}
        sheets |= {new.get("sha256") for (kind, _), new in values.items() if kind == "signed-sheet"}
        return all(record.get("sheet") in sheets for record in typed)


def lent_words(cover: Cover) -> str:
    """Return to whom a portfolio is lent and until when, for the assessor who is away."""
    if cover.until is None:
        return text(
            "{name} assesses this candidate since {day}. You can read the portfolio here but no longer "
            "change it.",
            name=cover.to_name,
            day=long_date(cover.since),
        )
    return text(
        "Lent to {name} until {day}. Your drafts are kept as they are. To work on it again before, choose "
        "Take back.",
        name=cover.to_name,
        day=long_date(cover.until),
    )


def _may_write_shared(role: Role, stream: str) -> bool:
    """Return whether a stream is the one shared by all candidates, to which everyone but a reader writes."""
    return stream == Stream.CASELOAD and role is not Role.READER


def _reason_of_role(role: Role) -> str:
    return text(
        "Your role here is {role}, which may not make this change. To check your "
        "role, choose File, About me.",
        role=label(role),
    )
