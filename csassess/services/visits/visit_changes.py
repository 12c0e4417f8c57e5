"""Change a visit: its place and rules, and its date and times with everything that follows from them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.dates import moved_days, written_later
from csassess.domain.errors import UserError
from csassess.domain.names import name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Note
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import Visit
from csassess.domain.signing.accounts import still_applies
from csassess.services.evidence.event_times import reason_for_later
from csassess.services.evidence.evidence import dated
from csassess.services.signing.signing import signed_account_kept

_LONGEST = timedelta(hours=16)
_RULES = ("camera_allowed", "recording_allowed", "devices_allowed")
_SIGNED = ("on", "started", "place", "informed", "later_because")  # what the code of an account covers
_SHOWN = (*_SIGNED, "ended")
_SAID = (*_RULES, "place", "informed", "later_because")  # the same for everybody


def check_times(
    started: datetime | None, ended: datetime | None, now: datetime, later_because: str = ""
) -> str:
    """Return why a visit lies in the future; empty if it does not.

    Raises UserError if nothing says why, if the visit ends before it starts, or if it is very long.
    """
    because = reason_for_later(later_because, now, started, ended)
    if ended and (started is None or not timedelta() < ended - started <= _LONGEST):
        raise UserError(
            text(
                "The visit would end before it starts, or last more than {hours} hours. Check the times.",
                hours=_LONGEST // timedelta(hours=1),
            )
        )
    return because


@dataclass(frozen=True)
class SignedByOthers:
    """What a changed visit did to the signed accounts of the other candidates, by their names."""

    kept: tuple[str, ...]  # closed accounts, which keep the visit as it was signed
    overtaken: tuple[str, ...]  # accounts opened for changes, whose signature no longer applies


def change_visit(caseload: Caseload, candidate_id: str, visit: Visit) -> SignedByOthers:
    """Change a visit in every portfolio: its place, site rules, how people were informed, its times.

    Its items, and the times of their notes, move with its date; an item described by the place, as it
    is when an observation starts, follows that too. Each candidate is observed at their
    own times: a start or end changes for those only for whom it was the same.
    Raises UserError for times that `check_times` refuses, if what an accepted item or this candidate's
    signed account shows would change.
    """
    kept, overtaken = [], []
    with caseload.together():
        own = caseload.one(Visit, candidate_id, visit.id) or visit
        if (own.on, own.started, own.ended) != (visit.on, visit.started, visit.ended):
            because = check_times(visit.started, visit.ended, caseload.clock(), visit.later_because)
            visit = replace(visit, later_because=because)
        others = {stream for stream, _ in caseload.where(EvidenceItem, "visit", visit.id)} - {candidate_id}
        for stream in (candidate_id, *sorted(others)):
            present = caseload.one(Visit, stream, visit.id) or own
            changed = _changed(present, own, visit)
            portfolio = load_portfolio(caseload, stream)
            if stream != candidate_id and _signed_items(portfolio, present, changed):
                kept.append(portfolio.candidate.name)
                changed = _with_rules_only(present, changed)
            _save(caseload, portfolio, present, changed)
            after = load_portfolio(caseload, stream)
            if stream != candidate_id and _applying(portfolio, visit) - _applying(after, visit):
                overtaken.append(portfolio.candidate.name)
    return SignedByOthers(*(tuple(sorted(names, key=name_key)) for names in (kept, overtaken)))


def _applying(portfolio: Portfolio, visit: Visit) -> set[str]:
    """Return the ids of the signatures under a visit's accounts that say what the record says."""
    signatures = (s for item in _items_of(portfolio, visit) for s in portfolio.signatures_of(item.id))
    return {signature.id for signature in signatures if still_applies(signature, portfolio)}


def _changed(present: Visit, own: Visit, visit: Visit) -> Visit:
    """Return one candidate's visit as `visit` changes it, which is known to another as `own`."""
    on = visit.started.date() if visit.started else visit.on
    days = (on - own.on).days

    def time_instead(time: datetime | None, before: datetime | None, now: datetime | None) -> datetime | None:
        if time == before:
            return now
        return moved_days(time, days) if time else None

    started = time_instead(present.started, own.started, visit.started)
    ended = time_instead(present.ended, own.ended, visit.ended)
    written = present.written
    if written is None and started and present.started and written_later(started, present.started, ended):
        written = present.started  # it was entered when it was thought to start
    return replace(
        present,
        on=present.on + timedelta(days),
        started=started,
        ended=ended,
        written=written,
        typing_up=ended is not None and (present.typing_up or present.is_open),
        **{field: getattr(visit, field) for field in _SAID if getattr(visit, field) != getattr(own, field)},
    )


def _with_rules_only(present: Visit, changed: Visit) -> Visit:
    """Return a visit with the site rules of `changed`, which no account shows."""
    return replace(present, **{field: getattr(changed, field) for field in _RULES})


def _items_of(portfolio: Portfolio, visit: Visit) -> list[EvidenceItem]:
    return [item for item in portfolio.evidence if item.visit == visit.id]


def _signed_items(portfolio: Portfolio, present: Visit, changed: Visit) -> list[EvidenceItem]:
    """Return the items of a visit whose signed account shows what would change."""
    is_end_changed = present.ended is not None and changed.ended != present.ended
    is_rest_changed = any(getattr(present, field) != getattr(changed, field) for field in _SIGNED)
    return [
        item
        for item in _items_of(portfolio, present)
        for signature in portfolio.signatures_of(item.id)
        if still_applies(signature, portfolio)
        and (
            (is_rest_changed and not signature.opened)
            or (is_end_changed and present.ended is not None and signature.at >= present.ended)
        )
    ]


def _save(caseload: Caseload, portfolio: Portfolio, present: Visit, changed: Visit) -> None:
    items, stream = _items_of(portfolio, present), portfolio.candidate.id
    if any(getattr(present, field) != getattr(changed, field) for field in _SHOWN):
        _check_end(items, portfolio, present, changed)
        _check_not_signed(portfolio, present, changed)
        _check_changeable(items, portfolio)
    with ExitStack() as unchanged_accounts:
        for item in items:
            unchanged_accounts.enter_context(signed_account_kept(caseload, stream, item.id))
        following = [
            *_items_following(items, portfolio, present, changed),
            *_notes_moved(items, portfolio, present, changed, caseload.clock()),
        ]
        caseload.save(stream, UserAction.VISIT_CHANGE, changed, *following)


def _check_not_signed(portfolio: Portfolio, present: Visit, changed: Visit) -> None:
    """Raise UserError if a signed account shows what would change."""
    for item in _signed_items(portfolio, present, changed):
        raise UserError(
            text(
                "The account of item {number} of {name} is signed, and shows the date, start and place of "
                "the visit and how people were informed. They stay as they were signed. Say what "
                "was wrong in an addendum: choose More (…), Add an addendum.",
                number=item.number,
                name=portfolio.candidate.name,
            )
        )


def _check_changeable(items: list[EvidenceItem], portfolio: Portfolio) -> None:
    """Raise UserError if an item of a visit is accepted."""
    for item in items:
        if portfolio.is_accepted(item):
            raise UserError(
                text(
                    "Item {number} of {name} belongs to this visit and is accepted. Reopen it before you "
                    "change what its record shows of the visit, or say what was wrong in an addendum.",
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


def _items_following(
    items: list[EvidenceItem], portfolio: Portfolio, present: Visit, changed: Visit
) -> Iterator[EvidenceItem]:
    """Yield the items of a visit that change with it: on a new date, or described by its place."""
    for item in items:
        follows = dated(item, changed.on, portfolio) if changed.on != present.on else item
        if item.description == present.place:
            follows = replace(follows, description=changed.place)
        if follows != item:
            yield follows


def _notes_moved(
    items: list[EvidenceItem], portfolio: Portfolio, present: Visit, changed: Visit, now: datetime
) -> Iterator[Note]:
    """Yield the notes of a visit as they are on its new date.

    Raises UserError if one would lie in the future, unless something says why the visit does.
    """
    days = (changed.on - present.on).days
    for note in (note for item in items for note in portfolio.notes_of(item.id)):
        if days:
            yield _note_moved(note, days, now, changed.later_because)


def _note_moved(note: Note, days: int, now: datetime, later_because: str) -> Note:
    at, until = moved_days(note.at, days), moved_days(note.until, days) if note.until else None
    return replace(note, at=at, until=until, later_because=reason_for_later(later_because, now, at, until))
