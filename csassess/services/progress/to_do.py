"""What is left for the assessor to finish, and what waits for others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from csassess.catalogue import plural, text
from csassess.domain.assessment.acceptance import reasons_against_accepting
from csassess.domain.assessment.candidate_row import CandidateRow, DraftItem
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, NoteKind
from csassess.domain.records.milestones import Reminder
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import ActionState
from csassess.domain.retention.milestone_rules import due_reminders
from csassess.domain.verification.sampling import action_state, is_asked, is_overdue, signature_of
from csassess.services.progress.portfolio_view import PortfolioView


@dataclass(frozen=True, slots=True)
class ToFinish:
    """Something to finish: whose, which item (none where it is of the portfolio as a whole), what, and the page it is done on
    where it is of no item."""

    candidate: str
    item: str
    who: str
    what: str
    page: str = "portfolio"


def for_role(role: Role, outlines: Iterable[CandidateRow], today: date) -> list[ToFinish]:
    """Return what is to be finished by whoever works in a role: the assessor's drafts and actions, the verifier's answers to weigh and
    declarations to sign, the countersigner's decisions; nothing for the centre's office and who only reads.
    """
    match role:
        case Role.ASSESSOR:
            return to_finish(outlines, today)
        case Role.VERIFIER:
            return [each for outline in outlines for each in _to_verify(outline)]
        case Role.COUNTERSIGNER:
            return [each for outline in outlines for each in _to_sign(outline, Signer.COUNTERSIGNER)]
    return []


def _to_verify(outline: CandidateRow) -> Iterator[ToFinish]:
    portfolio = outline.portfolio
    for action in portfolio.actions:
        if action_state(action, portfolio) is ActionState.ANSWERED:
            number = portfolio.item(action.evidence).number
            who = text("{name}, item {number}", name=portfolio.candidate.name, number=number)
            words = text("Answered, for you to close or keep open: {what}", what=action.what)
            yield ToFinish(portfolio.candidate.id, action.evidence, who, words)
    for sample in portfolio.samples:
        if sample.sheet == "" and signature_of(sample, portfolio) is None:
            words = text("A sample was begun on {day}: finish and sign it", day=long_date(sample.on))
            yield ToFinish(portfolio.candidate.id, "", portfolio.candidate.name, words, "verification")
    yield from _to_sign(outline, Signer.VERIFIER)


def _to_sign(outline: CandidateRow, signer: Signer) -> Iterator[ToFinish]:
    candidate = outline.portfolio.candidate
    for unit in outline.units:
        if unit.signer == label(signer) and not unit.needed:
            yield ToFinish(
                candidate.id, "", candidate.name, text("{unit}: decided, for you to sign", unit=unit.name)
            )


def to_finish(outlines: Iterable[CandidateRow], today: date) -> list[ToFinish]:
    """Return the drafts of all candidates with what each still needs, the oldest first; before them what two machines set
    differently, then the verifier's actions by their due dates and what a countersigner needs."""
    found = []
    for each in outlines:
        candidate = each.portfolio.candidate
        found += [(date.min, asked) for asked in _asked_by_others(each, today)]
        if each.differing:
            words = plural(
                "{count} value was set differently on two machines: choose",
                "{count} values were set differently on two machines: choose",
                each.differing,
            )
            found.append((date.min, ToFinish(candidate.id, "", candidate.name, words, "exchange")))
        for draft in each.drafts:
            who = text("{name}, item {number}", name=candidate.name, number=draft.number)
            found.append((draft.on, ToFinish(candidate.id, draft.item, who, draft.needs)))
    return [waiting for _, waiting in sorted(found, key=lambda pair: pair[0])]


def _asked_by_others(outline: CandidateRow, today: date) -> list[ToFinish]:
    portfolio = outline.portfolio
    who, candidate = portfolio.candidate.name, portfolio.candidate.id
    found = []
    for action in sorted(portfolio.actions, key=lambda action: action.due):
        if is_asked(action, portfolio) and action_state(action, portfolio) is ActionState.OPEN:
            due = text(
                "Action of the internal verifier, due {day}: {what}",
                day=long_date(action.due),
                what=action.what,
            )
            late = text("Overdue.") if is_overdue(action, portfolio, today) else ""
            whose = text("{name}, item {number}", name=who, number=portfolio.item(action.evidence).number)
            found.append(ToFinish(candidate, action.evidence, whose, f"{late} {due}".strip()))
    for unit in outline.units:
        if unit.needed:
            words = text("The countersigner needs, for {unit}: {what}", unit=unit.name, what=unit.needed)
            found.append(ToFinish(candidate, "", who, words))
    return found


def waiting_for_others(
    outlines: Iterable[CandidateRow], reminders: Iterable[Reminder], today: date, role: Role = Role.ASSESSOR
) -> list[ToFinish]:
    """Return what waits for others than whoever works in a role: answered actions, signatures, registrations; and the reminders
    that are due."""
    reminders = tuple(reminders)
    return [
        ToFinish(each.portfolio.candidate.id, "", each.portfolio.candidate.name, words)
        for each in outlines
        for words in _waits(each, reminders, today, role)
    ]


def _waits(outline: CandidateRow, reminders: tuple[Reminder, ...], today: date, role: Role) -> Iterator[str]:
    portfolio = outline.portfolio
    own = {Role.VERIFIER: label(Signer.VERIFIER), Role.COUNTERSIGNER: label(Signer.COUNTERSIGNER)}.get(
        role, ""
    )
    if not portfolio.registrations:
        yield text("Not registered yet")
    for unit in outline.units:
        if unit.signer and unit.signer != own and not unit.needed:
            yield text("{unit}: to be signed by the {role}", unit=unit.name, role=unit.signer)
    answered = sum(action_state(action, portfolio) is ActionState.ANSWERED for action in portfolio.actions)
    if answered and role is not Role.VERIFIER:
        yield plural(
            "Internal verifier: {count} answered action",
            "Internal verifier: {count} answered actions",
            answered,
        )
    for reminder in due_reminders(portfolio, reminders, today):
        yield reminder.words


def reminded(outlines: Iterable[CandidateRow], reminders: Iterable[Reminder], today: date) -> list[ToFinish]:
    """Return the centre's reminders that are due, by candidate."""
    reminders = tuple(reminders)
    return [
        ToFinish(each.portfolio.candidate.id, "", each.portfolio.candidate.name, reminder.words)
        for each in outlines
        for reminder in due_reminders(each.portfolio, reminders, today)
    ]


def drafts(view: PortfolioView) -> Iterator[DraftItem]:
    """Yield the standing items that are not accepted, each with what it still needs."""
    for item in view.portfolio.standing_items():
        if not view.portfolio.is_accepted(item):
            yield DraftItem(item.id, item.number, item.on, _needs(item, view))


def _needs(item: EvidenceItem, view: PortfolioView) -> str:
    if item.id in view.portfolio.doubted:
        return text("Changed on another machine since it was accepted. Judge it again.")
    moments = _moments(item, view.portfolio)
    if moments:
        return plural("{count} moment to write up", "{count} moments to write up", moments)
    reasons = reasons_against_accepting(item, view.portfolio, [stand.unit for stand in view.standings])
    return " ".join(reason.words for reason in reasons) or text("Ready for you to accept.")


def _moments(item: EvidenceItem, portfolio: Portfolio) -> int:
    return sum(note.kind is NoteKind.MOMENT and not note.text.strip() for note in portfolio.notes_of(item.id))
