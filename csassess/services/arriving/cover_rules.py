"""Who may lend a candidate, and what the covering assessor may not touch."""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.merge import Ruling
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.records import from_row
from csassess.domain.records.people import Cover, Drafts
from csassess.domain.records.roles import Role
from csassess.services.access.caseloads import owner_of
from csassess.services.arriving.chain_times import ChainTimes

_ENDING = {"ended", "ended_by"}
_Values = dict[str, Any]


class CoverRules:
    """Judges entries about cover, and those of the covering assessor.

    `is_lead` says whether an entry was written by the centre's lead verifier.
    """

    def __init__(self, caseload: Caseload, is_lead: Callable[[Event], bool]) -> None:
        self._caseload, self._is_lead = caseload, is_lead
        self._times = ChainTimes(caseload)
        self._covered: dict[str, bool] = {}  # by portfolio: whether it was ever lent

    def ruling(self, event: Event, roles: Collection[Role], written: Callable[[], None]) -> Ruling | None:
        """Return why an entry of another person is set aside, or None if nothing here is against it."""
        records = {change.id for change in event.changes if change.entity == "cover"}
        if event.stream not in self._covered:
            self._covered[event.stream] = next(self._caseload.rows("cover", event.stream), None) is not None
        self._covered[event.stream] |= bool(records)
        if not self._covered[event.stream]:
            return None
        written()
        if any(not self._may_lend(event, record, roles) for record in sorted(records)):
            return Ruling.not_allowed(text("it lends a candidate in the name of another person"))
        is_of_assessor = Role.ASSESSOR in roles or not any(c.entity == "evidence" for c in event.changes)
        if not is_of_assessor and not self._is_lead(event):
            return Ruling.not_allowed(text("only the lead verifier withdraws the drafts of another person"))
        if self._touches_draft(event):
            return Ruling.not_allowed(text("it changes a draft of the assessor who is away"))
        if self._is_of_who_is_away(event):
            return Ruling.not_allowed(text("its author has lent the candidate, and is away"))
        return None

    def _may_lend(self, event: Event, record: str, roles: Collection[Role]) -> bool:
        """Return whether the author of an entry may lend, or end what they lent or were lent."""
        row = self._caseload.row("cover", event.stream, record)
        new = {c.field: c.value for c in event.changes if (c.entity, c.id) == ("cover", record)}
        values: _Values = {**(row or {}), **new}
        if row is None and values.get("by") != event.author:
            return False
        if row is not None and set(new) & {"of", "to", "by", "since"}:
            return False  # what it is about never changes
        if values.get("of") == values.get("to") or not _is_ended_as_said(event, row or {}, new, values):
            return False
        if Role.ASSESSOR in roles and values.get("of") == event.author:
            return row is not None or self._lends_own(event, values)
        if Role.VERIFIER in roles and self._is_lead(event):
            return True
        return row is not None and values.get("to") == event.author and set(new) <= _ENDING

    def _lends_own(self, event: Event, values: _Values) -> bool:
        """Return whether an assessor lends their own candidate, until a day."""
        if values.get("until") is None or values.get("drafts", Drafts.THEIRS) != Drafts.THEIRS:
            return False
        return owner_of(self._caseload, load_portfolio(self._caseload, event.stream)).id == event.author

    def _touches_draft(self, event: Event) -> bool:
        """Return whether an entry of the covering assessor changes a draft of the one who is away."""
        day = self._latest(event).date()
        return any(
            cover.to == event.author
            and cover.drafts is Drafts.THEIRS
            and (cover.was_in_force(event.at.date()) or cover.was_in_force(day))
            and self._caseload.permissions.touches_draft_of(cover.of, event.stream, event.changes)
            for cover in self._covers(event.stream)
        )

    def _is_of_who_is_away(self, event: Event) -> bool:
        """Return whether a lender of their own candidate writes more than about the cover while it holds.

        Only the machine that lent the candidate counts. Another machine of the lender's, or the machine of an
        assessor whose candidate the lead verifier lent, may not know of the cover yet.
        """
        if all(change.entity == "cover" for change in event.changes):
            return False
        day = self._times.up_to(event).date()
        return any(
            cover.of == event.author
            and cover.was_in_force(day)
            and (cover.ended is None or day < cover.ended)
            and self._was_lent_before(event, cover)
            for cover in self._covers(event.stream)
        )

    def _was_lent_before(self, event: Event, cover: Cover) -> bool:
        """Return whether an entry comes after the one that lent the candidate, in the same chain."""
        heads = self._caseload.heads(event.stream, "cover", cover.id).get("of", ())
        lending = (self._caseload.history.event(head) for head in heads)
        return any(lent.device == event.device and lent.sequence < event.sequence for lent in lending)

    def _latest(self, event: Event) -> datetime:
        """Return the latest time of an entry and of those that it follows."""
        latest = self._times.up_to(event)
        for parent in {parent for change in event.changes for parent in change.parents}:
            with suppress(KeyError):  # it is quarantined
                latest = max(latest, self._caseload.history.event(parent).at)
        return latest

    def _covers(self, stream: str) -> list[Cover]:
        return [from_row(Cover, row) for row in self._caseload.rows("cover", stream)]


def _is_ended_as_said(event: Event, row: _Values, new: _Values, values: _Values) -> bool:
    """Return whether an entry ends a cover on its own day and by its author, if it ends one.

    The person who ended it may take that back.
    """
    if not set(new) & _ENDING:
        return True
    if values.get("ended") is None:
        return not row.get("ended") or row.get("ended_by") == event.author
    ended = date.fromisoformat(str(values["ended"]))
    is_of_the_day = abs(ended - event.at.date()) <= timedelta(days=1)  # the day at the place of writing
    is_after_it_began = ended >= date.fromisoformat(str(values["since"]))
    return is_of_the_day and is_after_it_began and values.get("ended_by") == event.author
