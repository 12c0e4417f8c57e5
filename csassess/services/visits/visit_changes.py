"""Change a visit: its place and rules, and its date and times with everything that follows from them."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.dates import written_later
from csassess.domain.errors import UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Note
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import Visit
from csassess.domain.signing.accounts import still_applies
from csassess.services.evidence.evidence import dated
from csassess.services.signing.signing import signed_account_kept

_LONGEST = timedelta(hours=16)


def check_times(started: datetime | None, ended: datetime | None, now: datetime) -> None:
    """Raise UserError if a visit lies in the future, ends before it starts, or is very long."""
    if max(started or now, ended or now) > now:
        raise UserError(text("This time is in the future. Check the date and time."))
    if ended and (started is None or not timedelta() < ended - started <= _LONGEST):
        raise UserError(
            text(
                "The visit would end before it starts, or last more than {hours} hours. Check the times.",
                hours=_LONGEST // timedelta(hours=1),
            )
        )


def change_visit(caseload: Caseload, candidate_id: str, visit: Visit) -> None:
    """Change a visit in every portfolio: its place, site rules, how people were informed, its times.

    Its items, and the times of their notes, move with its date. Each candidate is observed at their
    own times: a start or end changes for those only for whom it was the same.
    Raises UserError for times that `check_times` refuses, if an item whose date or times would
    change is accepted, or if the change would void a signature.
    """
    with caseload.together():
        own = caseload.one(Visit, candidate_id, visit.id) or visit
        if (own.on, own.started, own.ended) != (visit.on, visit.started, visit.ended):
            check_times(visit.started, visit.ended, caseload.clock())
        items = list(caseload.where(EvidenceItem, "visit", visit.id))
        for stream in {candidate_id, *(stream for stream, _ in items)}:
            present = caseload.one(Visit, stream, visit.id) or own
            changed = _changed(present, own, visit)
            _save(caseload, stream, present, changed)


def _changed(present: Visit, own: Visit, visit: Visit) -> Visit:
    """Return one candidate's visit as `visit` changes it, which is known to another as `own`."""
    on = visit.started.date() if visit.started else visit.on
    moved_by = on - own.on

    def time_instead(time: datetime | None, before: datetime | None, now: datetime | None) -> datetime | None:
        if time == before:
            return now
        return time + moved_by if time else None

    started = time_instead(present.started, own.started, visit.started)
    ended = time_instead(present.ended, own.ended, visit.ended)
    written = present.written
    if written is None and started and present.started and written_later(started, present.started, ended):
        written = present.started  # it was entered when it was thought to start
    return replace(visit, on=present.on + moved_by, started=started, ended=ended, written=written)


def _save(caseload: Caseload, stream: str, present: Visit, changed: Visit) -> None:
    portfolio = load_portfolio(caseload, stream)
    items = [item for item in portfolio.evidence if item.visit == present.id]
    if (present.on, present.started, present.ended) != (changed.on, changed.started, changed.ended):
        _check_changeable(items, portfolio)
        _check_end(items, portfolio, present, changed)
    with ExitStack() as unchanged_accounts:
        for item in items:
            unchanged_accounts.enter_context(signed_account_kept(caseload, stream, item.id))
        moved = _moved(items, portfolio, present, changed) if changed.on != present.on else []
        times = [note.until or note.at for note in moved if isinstance(note, Note)]
        check_times(max(times, default=None), None, caseload.clock())
        caseload.save(stream, UserAction.VISIT_CHANGE, changed, *moved)


def _check_changeable(items: list[EvidenceItem], portfolio: Portfolio) -> None:
    """Raise UserError if an item of a visit is accepted."""
    for item in items:
        if portfolio.is_accepted(item):
            raise UserError(
                text(
                    "Item {number} of {name} belongs to this visit and is accepted. Reopen it before you "
                    "change the date or times of the visit.",
                    number=item.number,
                    name=portfolio.candidate.name,
                )
            )


def _check_end(items: list[EvidenceItem], portfolio: Portfolio, present: Visit, changed: Visit) -> None:
    """Raise UserError if a signed account shows the end of a visit, which its code does not cover."""
    if present.ended is None or changed.ended == present.ended:
        return
    signatures = [signature for item in items for signature in portfolio.signatures_of(item.id)]
    if any(s.at >= present.ended and still_applies(s, portfolio) for s in signatures):
        raise UserError(
            text("The end of this visit is part of a signed account. Say in an addendum when it ended.")
        )


def _moved(items: list[EvidenceItem], portfolio: Portfolio, present: Visit, changed: Visit) -> list[Any]:
    """Return the items and notes of a visit as they are on its new date."""
    by = changed.on - present.on
    return [
        *(dated(item, changed.on, portfolio) for item in items),
        *(_note_moved(note, by) for item in items for note in portfolio.notes_of(item.id)),
    ]


def _note_moved(note: Note, by: timedelta) -> Note:
    return replace(note, at=note.at + by, until=note.until + by if note.until else None)
