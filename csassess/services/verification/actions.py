"""Actions that an internal verifier asks of an assessor.

The assessor answers with an addendum; only the verifier closes an action or keeps it open.
"""

from datetime import UTC, datetime

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Addendum
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import (
    Action,
    ActionAnswer,
    ActionClosing,
    ActionState,
    ActionWithdrawal,
)
from csassess.domain.verification.sampling import action_state, answers_of, is_asked
from csassess.services.access.caseloads import assessor_of
from csassess.services.signing.eligibility import check_not_own


def find_action(portfolio: Portfolio, action_id: str) -> Action:
    """Return an action.

    Raises KeyError if missing.
    """
    for action in portfolio.actions:
        if action.id == action_id:
            return action
    raise KeyError(action_id)


def answer(caseload: Caseload, candidate_id: str, action_id: str, words: str) -> ActionAnswer:
    """Answer an action by an addendum to its item, so that nothing signed or decided changes.

    Raises UserError without words, if the action is already answered or closed, or if its sample is
    not signed yet.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    action = find_action(portfolio, action_id)
    if not words.strip():
        raise MissingError(text("what was done"), "words")
    if not is_asked(action, portfolio):
        raise UserError(
            text("The internal verifier has not signed this sample yet: the action may still change.")
        )
    if action_state(action, portfolio) is not ActionState.OPEN:
        raise UserError(text("This action waits for the internal verifier, or is closed."))
    at, person = caseload.clock(), assessor_of(caseload)
    addendum = Addendum(caseload.new_id(), action.evidence, words.strip(), at, person.id)
    action_answer = ActionAnswer(
        caseload.new_id(), action.id, words.strip(), person.id, person.name, at, addendum.id
    )
    caseload.save(candidate_id, UserAction.ACTION_ANSWER, addendum, action_answer)
    return action_answer


def weigh(
    caseload: Caseload,
    candidate_id: str,
    action_id: str,
    *,
    closed: bool,
    words: str = "",
    sheet: str = "",
    name: str = "",
) -> ActionClosing:
    """Close an action, or keep it open with a reason.

    This is the verifier's decision alone, made here or typed in from a signed `sheet`.
    Raises UserError if the role is not allowed, it is the verifier's own assessment, the action is
    not answered or already closed, or it is kept open without a reason.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    action = find_action(portfolio, action_id)
    if action_state(action, portfolio) is not ActionState.ANSWERED:
        raise UserError(text("There is no answer to weigh yet, or the action is closed."))
    if not closed and not words.strip():
        raise MissingError(text("why it stays open"), "words")
    if not sheet:
        check_not_own(caseload, candidate_id)
    check_not_own(caseload, candidate_id, name or action.name)
    person = assessor_of(caseload)
    last = answers_of(action, portfolio)[-1]
    closing = ActionClosing(
        caseload.new_id(),
        action.id,
        last.id,
        closed,
        words.strip(),
        person.id,
        name.strip() or (action.name if sheet else person.name),
        caseload.clock(),
        sheet,
    )
    caseload.save(candidate_id, UserAction.ACTION_CLOSE if closed else UserAction.ACTION_KEEP_OPEN, closing)
    return closing


def withdraw(caseload: Caseload, candidate_id: str, action_id: str, words: str) -> ActionWithdrawal:
    """Withdraw an action that was asked in error, with the reason, before it is answered.

    It stays in the record, and the signature of its sample stays valid.
    Raises UserError without a reason, if the action was answered or closed, or if its sample is not
    signed.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    action = find_action(portfolio, action_id)
    if not is_asked(action, portfolio):
        raise UserError(text("The sample is not signed yet. Withdraw the action in the sample."))
    if action_state(action, portfolio) is not ActionState.OPEN or answers_of(action, portfolio):
        raise UserError(text("This action was answered already. Close it instead."))
    if not words.strip():
        raise MissingError(text("why it is withdrawn"), "words")
    check_not_own(caseload, candidate_id)
    person = assessor_of(caseload)
    withdrawal = ActionWithdrawal(action.id, words.strip(), person.id, person.name, caseload.clock())
    caseload.save(candidate_id, UserAction.ACTION_WITHDRAW, withdrawal)
    return withdrawal


def first_version(caseload: Caseload, candidate_id: str, action: Action) -> list[str]:
    """Return an action's item as the verifier saw it: its notes and addenda, in order of time."""
    sample = next(s for s in load_portfolio(caseload, candidate_id).samples if s.id == action.sample)
    last_sequences = {
        device: int(sequence) for device, _, sequence in (entry.partition(":") for entry in sample.seen)
    }
    seen_events = [
        event
        for event in caseload.history.of(candidate_id)
        if event.sequence <= last_sequences.get(event.device, 0)
    ]
    return _notes_and_addenda(seen_events, action.evidence)


def version_now(caseload: Caseload, candidate_id: str, action: Action) -> list[str]:
    """Return an action's item in its present version, in the form of `first_version`."""
    return _notes_and_addenda(caseload.history.of(candidate_id), action.evidence)


def _time_of(entry: dict[str, object]) -> datetime:
    """Return when an entry happened; times of different offsets from UTC do not sort as text."""
    at = entry.get("at")
    return datetime.fromisoformat(at) if isinstance(at, str) else datetime.min.replace(tzinfo=UTC)


def _notes_and_addenda(events: list[Event], evidence_id: str) -> list[str]:
    values: dict[tuple[str, str], dict[str, object]] = {}
    for event in events:
        for change in event.changes:
            if change.entity in ("note", "addendum"):
                values.setdefault((change.entity, change.id), {})[change.field] = change.value
    entries = [
        entry
        for entry in values.values()
        if entry.get("evidence") == evidence_id and not entry.get("deleted")
    ]
    entries.sort(key=_time_of)
    words = (
        f"{entry.get('question', '')} {entry.get('text') or entry.get('words') or ''}".strip()
        for entry in entries
    )
    return [entry for entry in words if entry]
