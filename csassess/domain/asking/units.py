"""What would be asked about one unit: of what its decision rests on, and of the decision itself."""

import re
from collections.abc import Iterator

from csassess.catalogue import plural, text
from csassess.domain.asking.items import is_question_answered
from csassess.domain.asking.lines import Kind, Line, Surroundings
from csassess.domain.assessment.coverage import count_occasions
from csassess.domain.assessment.decisions import DecisionState, basis_of, decision_state, last_decision
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.codes.schemes import decision_code
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Decision, EvidenceItem, Method
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import ActionState, SampleSignature
from csassess.domain.signing.paper_signatures import sheet_not_here, sheets_to_follow
from csassess.domain.units.rules import ConfirmationRule
from csassess.domain.units.units import Kind as CriterionKind
from csassess.domain.units.units import Unit
from csassess.domain.verification.sampling import (
    action_state,
    open_actions,
    plain_name,
    unread_samples,
)

_FEWEST_WORDS = 3
_CONSISTENTLY = re.compile("consistently", re.IGNORECASE)  # in an outcome's lead
_SEEN_BY_ANOTHER = (Method.OBSERVATION, Method.EXPERT_WITNESS)
_DECLARATION = (Signer.CANDIDATE, Signer.ASSESSOR)


def lines_of_unit(unit_standing: UnitStanding, portfolio: Portfolio, around: Surroundings) -> Iterator[Line]:
    """Yield what would be asked about a unit.

    What is asked of its evidence is asked once the unit is ready to be decided.
    """
    unit = unit_standing.unit
    decision = last_decision(unit.id, portfolio)
    missing = _not_shown(unit, decision, portfolio) if decision else []
    if decision or unit_standing.ready:
        basis = decision.basis if decision and not missing else basis_of(unit, portfolio)
        items = [item for item in portfolio.evidence if item.id in basis]
        yield from _evidence(unit, items, portfolio)
        yield from _reasons(unit, items, decision, portfolio)
    yield from _sheets(unit.id, portfolio)
    actions = open_actions(portfolio, unit.id)
    if actions:
        is_answered = all(action_state(action, portfolio) is ActionState.ANSWERED for action in actions)
        words = (
            plural(
                "{count} action of the internal verifier is answered and not closed yet",
                "{count} actions of the internal verifier are answered and not closed yet",
                len(actions),
            )
            if is_answered
            else plural(
                "{count} action of the internal verifier is not closed",
                "{count} actions of the internal verifier are not closed",
                len(actions),
            )
        )
        facts = tuple(sorted(action.id for action in actions))
        yield Line(Kind.ACTION_OPEN, words, actions[0].evidence, unit.id, actions[0].note, facts)
    yield from _feedback(unit.id, portfolio)
    if decision and missing:
        words = text("what it was decided on does not show: {criteria}", criteria=", ".join(missing))
        yield Line(Kind.NOT_SHOWN, words, unit=unit.id, facts=(decision.id, *missing))
    if decision:
        yield from _decision(unit_standing, decision, portfolio)
        yield from _staff(unit, decision, portfolio, around)


def _feedback(unit_id: str, portfolio: Portfolio) -> Iterator[Line]:
    """Yield a line for each signed sample whose feedback the assessor has not acknowledged."""
    for sample in unread_samples(portfolio):
        if sample.unit == unit_id:
            words = text("the verifier’s feedback of {day} is not acknowledged", day=long_date(sample.on))
            yield Line(Kind.FEEDBACK_NOT_READ, words, unit=unit_id, facts=(sample.id,))


def _not_shown(unit: Unit, decision: Decision, portfolio: Portfolio) -> list[str]:
    """Return the criteria that no item shows on which a decision rests."""
    shown = {
        reference.criterion for item in decision.basis for reference in portfolio.references_of(item, unit.id)
    }
    return [criterion for criterion in unit.labels() if criterion not in shown]


def _evidence(unit: Unit, items: list[EvidenceItem], portfolio: Portfolio) -> Iterator[Line]:
    if not items:
        return
    facts = tuple(sorted(item.id for item in items))
    if _asks_for_several_occasions(unit) and count_occasions(items) == 1:
        words = text("all of it is of one occasion, {day}", day=long_date(items[0].on))
        yield Line(Kind.ONE_OCCASION, words, unit=unit.id, facts=facts)
    once = list(_shown_once(unit, items, portfolio))
    if once and count_occasions(items) > 1:
        words = text("“consistently”, and shown on one occasion: {criteria}", criteria=", ".join(once))
        yield Line(Kind.SHOWN_ONCE, words, unit=unit.id, facts=tuple(once))
    methods = {item.method for item in items}
    if any(is_question_answered(portfolio, item.id) for item in items):
        methods.add(Method.ORAL_QUESTIONS)
    if len(methods) == 1:
        words = text("all of it is by one method: {method}", method=next(iter(methods)))
        yield Line(Kind.ONE_METHOD, words, unit=unit.id, facts=facts)
    performance = [item for item in items if _shows(item, unit, CriterionKind.PERFORMANCE, portfolio)]
    if performance and not any(item.method in _SEEN_BY_ANOTHER for item in performance):
        words = text("nobody observed what the candidate did")
        yield Line(Kind.NO_OBSERVATION, words, unit=unit.id, facts=facts)


def _shown_once(unit: Unit, items: list[EvidenceItem], portfolio: Portfolio) -> Iterator[str]:
    """Yield the criteria that the unit asks for consistently and that one occasion shows."""
    for outcome in unit.outcomes:
        if not _CONSISTENTLY.search(outcome.lead):
            continue
        for criterion in outcome.criteria:
            showing = [item for item in items if _references(item, unit, criterion.label, portfolio)]
            if count_occasions(showing) == 1:
                yield criterion.label


def _references(item: EvidenceItem, unit: Unit, criterion: str, portfolio: Portfolio) -> bool:
    return any(r.criterion == criterion for r in portfolio.references_of(item.id, unit.id))


def _asks_for_several_occasions(unit: Unit) -> bool:
    return any(
        isinstance(rule, ConfirmationRule) and rule.about == "sufficient-period"
        for requirement in unit.evidence_requirements
        for rule in requirement.rules
    )


def _shows(item: EvidenceItem, unit: Unit, kind: CriterionKind, portfolio: Portfolio) -> bool:
    references = portfolio.references_of(item.id, unit.id)
    return any(unit.has(r.criterion) and unit.kind_of(r.criterion) is kind for r in references)


def _reasons(
    unit: Unit, items: list[EvidenceItem], decision: Decision | None, portfolio: Portfolio
) -> Iterator[Line]:
    """Yield a line for the reasons and improvements that say next to nothing."""
    given = [
        *(confirmation.reason for confirmation in portfolio.confirmations if confirmation.unit == unit.id),
        *([decision.reason] if decision and decision.reason else []),
        *(f.improvement for item in items for f in portfolio.feedback_of(item.id) if f.improvement),
    ]
    short = [reason for reason in given if len(reason.split()) < _FEWEST_WORDS]
    if short:
        quoted = ", ".join(text("“{words}”", words=reason) for reason in short)
        words = text("reasons of a word or two: {reasons}", reasons=quoted)
        yield Line(Kind.SHORT_REASON, words, unit=unit.id, facts=tuple(sorted(short)))


def _sheets(unit_id: str, portfolio: Portfolio) -> Iterator[Line]:
    """Yield a line for each signature on paper of a unit's decision or sample whose sheet is not here."""
    samples = {sample.id for sample in portfolio.samples if sample.unit == unit_id}
    for signature in sheets_to_follow(portfolio):
        if isinstance(signature, UnitSignature) and signature.unit == unit_id:
            role = label(signature.signer)
        elif isinstance(signature, SampleSignature) and signature.id in samples:
            role = label(Signer.VERIFIER)
        else:
            continue
        words = sheet_not_here(role, signature.day)
        yield Line(Kind.SHEET_MISSING, words, unit=unit_id, facts=(signature.id,))


def _decision(unit_standing: UnitStanding, decision: Decision, portfolio: Portfolio) -> Iterator[Line]:
    unit, state = unit_standing.unit.id, decision_state(unit_standing, portfolio)
    if state is DecisionState.CHANGED:
        words = text("changed since it was decided on {day}", day=long_date(decision.on))
        now = decision_code(unit, portfolio, decision.basis)
        yield Line(Kind.CHANGED_SINCE_DECIDED, words, unit=unit, facts=(decision.id, now))
    signed = {s.signer for s in portfolio.unit_signatures if (s.unit, s.code) == (unit, decision.code)}
    missing = [signer for signer in _DECLARATION if signer not in signed]
    if missing:
        words = text(
            "the declaration is not signed by: {signers}", signers=", ".join(label(s) for s in missing)
        )
        yield Line(Kind.DECLARATION_UNSIGNED, words, unit=unit, facts=(decision.id, *missing))
    if decision.awaits_countersigner and Signer.COUNTERSIGNER not in signed:
        words = text("the decision is not countersigned")
        yield Line(Kind.COUNTERSIGNER_MISSING, words, unit=unit, facts=(decision.id,))


def _staff(unit: Unit, decision: Decision, portfolio: Portfolio, around: Surroundings) -> Iterator[Line]:
    """Yield what would be asked about those who judged and decided, if the centre keeps a staff list."""
    if not around.staff:
        return
    dated = {decision.by: decision.on}
    dated |= {j.by: j.on for j in portfolio.judgements if j.id in decision.basis and j.by != decision.by}
    for person_id, on in dated.items():
        name = around.people[person_id].name if person_id in around.people else person_id
        entries = [member for member in around.staff if plain_name(member.name) == plain_name(name)]
        if not entries:
            words = text("{name}, who assessed it, is not on the staff list", name=name)
            yield Line(Kind.NOT_ON_STAFF_LIST, words, unit=unit.id, facts=(person_id,))
            continue
        facts, then = (person_id, on.isoformat()), [member for member in entries if member.is_in_post(on)]
        if not then:
            words = text("{name} was not in post on {day}", name=name, day=long_date(on))
            yield Line(Kind.NOT_IN_POST, words, unit=unit.id, facts=(decision.id, *facts))
        stated = {unit_id for member in then for unit_id in member.competent_in}
        if stated and unit.id not in stated:
            words = text("{name} was not competent in this unit on {day}", name=name, day=long_date(on))
            yield Line(Kind.NOT_COMPETENT, words, unit=unit.id, facts=(decision.id, *facts))
        if any(portfolio.candidate.id in member.conflicts for member in then):
            words = text("{name} has a conflict of interest with the candidate", name=name)
            yield Line(Kind.CONFLICT_OF_INTEREST, words, unit=unit.id, facts=(decision.id, *facts))
