"""What the user still has to finish."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from csassess.catalogue import plural, text
from csassess.domain.assessment.acceptance import open_moments, reasons_against_accepting
from csassess.domain.assessment.candidate_row import CandidateRow, DraftItem
from csassess.domain.assessment.integrity import holds
from csassess.domain.assessment.item_state import ItemState
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.milestones import ENDS
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import ActionState, Sample
from csassess.domain.verification.sampling import (
    action_state,
    is_asked,
    is_overdue,
    unread_samples,
    unsigned_samples,
)
from csassess.services.progress.portfolio_view import PortfolioView


@dataclass(frozen=True, slots=True)
class ToFinish:
    """Something to finish.

    `item` is "" if it concerns the whole portfolio. `page` is the page on which it is done, with the
    `note`, `unit` and `form` to show there; if empty, it is done on the item or in the portfolio.
    `state` is the state of an item that awaits its judgement, None of anything else.
    """

    candidate: str
    item: str
    who: str
    what: str
    page: str = ""
    note: str = ""
    unit: str = ""
    form: str = ""
    state: ItemState | None = None


def for_role(role: Role, rows: Iterable[CandidateRow], today: date) -> list[ToFinish]:
    """Return what a person in a role has to finish.

    - Assessor: drafts, what others ask, and decisions to sign.
    - Verifier: answers to close or keep open, samples to finish, declarations to sign.
    - Countersigner: decisions to sign.
    - Centre: registrations that are missing, and qualifications to claim.
    - Reader: nothing.
    """
    match role:
        case Role.ASSESSOR:
            return to_finish(rows, today)
        case Role.VERIFIER:
            return [entry for row in rows for entry in _to_verify(row)]
        case Role.COUNTERSIGNER:
            return [entry for row in rows for entry in _to_sign(row, Signer.COUNTERSIGNER)]
        case Role.CENTRE:
            return [entry for row in rows for entry in _for_the_office(row)]
    return []


def _for_the_office(row: CandidateRow) -> Iterator[ToFinish]:
    candidate = row.portfolio.candidate
    if not row.portfolio.registrations:
        yield ToFinish(candidate.id, "", candidate.name, text("Not registered yet"))
    yield from _to_claim(row)


def _to_claim(row: CandidateRow) -> Iterator[ToFinish]:
    if row.qualification.is_complete and not _is_claimed(row.portfolio):
        candidate = row.portfolio.candidate
        words = text("Everything for “{title}” is decided: claim it", title=row.qualification.title)
        yield ToFinish(candidate.id, "", candidate.name, words)


def _to_verify(row: CandidateRow) -> Iterator[ToFinish]:
    portfolio = row.portfolio
    for action in portfolio.actions:
        if action_state(action, portfolio) is ActionState.ANSWERED:
            number = portfolio.item(action.evidence).number
            who = text("{name}, item {number}", name=portfolio.candidate.name, number=number)
            words = text("Answered; close it or keep it open: {what}", what=action.what)
            yield ToFinish(portfolio.candidate.id, action.evidence, who, words)
    for sample in unsigned_samples(portfolio):
        words = unsigned_words(sample, portfolio)
        who, unit, form = portfolio.candidate.name, sample.unit, sample.id
        yield ToFinish(portfolio.candidate.id, "", who, words, "sample", unit=unit, form=form)
    yield from _to_sign(row, Signer.VERIFIER)


def unsigned_words(sample: Sample, portfolio: Portfolio) -> str:
    """Return in words that a sample is not signed, and that its actions therefore reach no one."""
    waiting = sum(action.sample == sample.id for action in portfolio.actions)
    if waiting:
        return plural(
            "{count} action is not sent: sign the sample of {day}",
            "{count} actions are not sent: sign the sample of {day}",
            waiting,
            day=long_date(sample.on),
        )
    return text("Sample started on {day}: finish and sign it", day=long_date(sample.on))


def _to_sign(row: CandidateRow, signer: Signer) -> Iterator[ToFinish]:
    candidate = row.portfolio.candidate
    for unit in row.units:
        if unit.signer == label(signer) and not unit.needed:
            yield ToFinish(
                candidate.id, "", candidate.name, text("{unit} is decided: sign it", unit=unit.name)
            )


def to_finish(rows: Iterable[CandidateRow], today: date) -> list[ToFinish]:
    """Return what the assessor has to finish.

    First the verifier's open actions, those due first. Then, by candidate, what else others ask, and
    conflicts between devices. Then the drafts of all candidates, oldest first, with what each
    needs.
    """
    rows = tuple(rows)
    asked = sorted((pair for row in rows for pair in _open_actions(row, today)), key=lambda pair: pair[0])
    tasks = []
    for row in rows:
        candidate = row.portfolio.candidate
        tasks += [(date.min, task) for task in _asked_by_others(row)]
        if row.differing:
            words = plural(
                "{count} value was set differently on two machines: choose one",
                "{count} values were set differently on two machines: choose one for each",
                row.differing,
            )
            tasks.append((date.min, ToFinish(candidate.id, "", candidate.name, words, "exchange")))
        tasks += [(date.min, task) for task in (*_to_sign(row, Signer.ASSESSOR), *_to_claim(row))]
        for draft in row.drafts:
            who = text("{name}, item {number}", name=candidate.name, number=draft.number)
            tasks.append((draft.on, ToFinish(candidate.id, draft.item, who, draft.needs, state=draft.state)))
    return [entry for _, entry in (*asked, *sorted(tasks, key=lambda pair: pair[0]))]


def _is_claimed(portfolio: Portfolio) -> bool:
    """Return whether the qualification was put forward or claimed, or the candidate has left."""
    return any(point.kind in ENDS for point in portfolio.milestones) or any(
        not claim.units_only for claim in portfolio.claims
    )


def _open_actions(row: CandidateRow, today: date) -> Iterator[tuple[date, ToFinish]]:
    """Yield the verifier's actions to answer, each with the day on which it is due."""
    portfolio = row.portfolio
    who, candidate = portfolio.candidate.name, portfolio.candidate.id
    for action in portfolio.actions:
        if is_asked(action, portfolio) and action_state(action, portfolio) is ActionState.OPEN:
            due = text(
                "Internal verifier’s action, due {day}: {what}",
                day=long_date(action.due),
                what=action.what,
            )
            late = text("Overdue.") if is_overdue(action, portfolio, today) else ""
            item_name = text("{name}, item {number}", name=who, number=portfolio.item(action.evidence).number)
            yield action.due, ToFinish(candidate, action.evidence, item_name, f"{late} {due}".strip())


def _asked_by_others(row: CandidateRow) -> list[ToFinish]:
    portfolio = row.portfolio
    who, candidate = portfolio.candidate.name, portfolio.candidate.id
    tasks = []
    for sample in unread_samples(portfolio):
        words = text(
            "Feedback of the internal verifier, {day}: read and acknowledge it",
            day=long_date(sample.on),
        )
        tasks.append(ToFinish(candidate, "", who, words, "sample", unit=sample.unit, form=sample.id))
    for action in portfolio.actions:
        if not is_asked(action, portfolio):
            words = text(
                "{verifier} wrote an action in a sample that is not signed, so it cannot be answered yet: "
                "{what} Ask for the signed sample.",
                verifier=action.name,
                what=action.what,
            )
            item_name = text("{name}, item {number}", name=who, number=portfolio.item(action.evidence).number)
            tasks.append(ToFinish(candidate, action.evidence, item_name, words))
    for unit in row.units:
        if unit.needed:
            words = text(
                "The countersigner needs something for {unit}: {what}", unit=unit.name, what=unit.needed
            )
            tasks.append(ToFinish(candidate, "", who, words))
    return tasks


def drafts(view: PortfolioView) -> Iterator[DraftItem]:
    """Yield the items not withdrawn and not accepted, each with its state and what it still needs."""
    for item in view.portfolio.items_not_withdrawn():
        state = view.state_of(item)
        if state is not ItemState.ACCEPTED:
            yield DraftItem(
                item.id, view.portfolio.number_of(item), item.on, state, _needs(item, state, view)
            )


def _needs(item: EvidenceItem, state: ItemState, view: PortfolioView) -> str:
    portfolio = view.portfolio
    match state:
        case ItemState.CHANGED:
            return text("Changed on another machine after acceptance. Judge it again.")
        case ItemState.MORE_EVIDENCE_NEEDED:
            return _more_needed(item, portfolio)
        case ItemState.READY:
            return text("Ready for you to accept.")
    moments = open_moments(item, portfolio)
    if moments:
        return plural("{count} moment to write up", "{count} moments to write up", len(moments))
    reasons = reasons_against_accepting(item, portfolio, view.units)
    return " ".join(reason.words for reason in reasons) or text("Finish visit, then accept it.")


def _more_needed(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return what more the assessor asked for, and whether the item has changed since."""
    judgement = portfolio.judgement_of(item.id)
    words = text("More evidence needed: {what}", what=judgement.comment if judgement else "")
    if judgement and judgement.judged and not holds(judgement, portfolio):
        return text("{what} (changed since: judge it again)", what=words)
    return words
