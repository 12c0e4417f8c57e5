"""Who may lend a candidate, and what whoever covers may not touch."""

from collections.abc import Callable, Collection
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.merge import Ruling, Verdict
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.records import from_row
from csassess.domain.records.people import Cover, Drafts
from csassess.domain.records.roles import Role
from csassess.services.access.caseloads import owner_of

_ENDING = {"ended", "ended_by"}


class CoverRules:
    """Judges entries about cover, and those of whoever covers.

    `is_lead` says whether an entry was written by the centre's lead verifier.
    """

    def __init__(self, caseload: Caseload, is_lead: Callable[[Event], bool]) -> None:
        self._caseload, self._is_lead = caseload, is_lead
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
            return _not_allowed(text("it lends a candidate in the name of another person"))
        is_of_assessor = Role.ASSESSOR in roles or not any(c.entity == "evidence" for c in event.changes)
        if not is_of_assessor and not self._is_lead(event):
            return _not_allowed(text("only the lead verifier withdraws the drafts of another person"))
        if self._touches_draft(event):
            return _not_allowed(text("it changes a draft of the assessor who is away"))
        return None

    def _may_lend(self, event: Event, record: str, roles: Collection[Role]) -> bool:
        """Return whether the author of an entry may lend, or end what they lent or were lent."""
        row = self._caseload.row("cover", event.stream, record)
        new = {c.field: c.value for c in event.changes if (c.entity, c.id) == ("cover", record)}
        values: dict[str, Any] = {**(row or {}), **new}
        if row is None and values.get("by") != event.author:
            return False
        if row is not None and set(new) & {"of", "to", "by", "since"}:
            return False  # what it is about never changes
        if values.get("of") == values.get("to"):
            return False
        if Role.ASSESSOR in roles and values.get("of") == event.author:
            return row is not None or self._lends_own(event, values)
        if Role.VERIFIER in roles and self._is_lead(event):
            return True
        return row is not None and values.get("to") == event.author and set(new) <= _ENDING

    def _lends_own(self, event: Event, values: dict[str, Any]) -> bool:
        """Return whether an assessor lends their own candidate, until a day."""
        if values.get("until") is None or values.get("drafts", Drafts.THEIRS) != Drafts.THEIRS:
            return False
        return owner_of(self._caseload, load_portfolio(self._caseload, event.stream)).id == event.author

    def _touches_draft(self, event: Event) -> bool:
        """Return whether an entry of whoever covers changes a draft of the assessor who is away."""
        rows = self._caseload.rows("cover", event.stream)
        day = event.at.date()
        return any(
            cover.to == event.author
            and cover.drafts is Drafts.THEIRS
            and cover.was_in_force(day)
            and self._caseload.permissions.touches_draft_of(cover.of, event.stream, event.changes)
            for cover in (from_row(Cover, row) for row in rows)
        )


def _not_allowed(reason: str) -> Ruling:
    return Ruling(Verdict.NOT_ALLOWED, reason)
