"""The order of a portfolio's dates, from registration to certificate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.labels import label, with_capital
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import Stage
from csassess.domain.retention.milestone_rules import milestone

_ORDER = (Signer.CANDIDATE, Signer.ASSESSOR, Signer.COUNTERSIGNER, Signer.VERIFIER)


@dataclass(frozen=True, slots=True)
class Break:
    """Two dates of a portfolio that are in the wrong order, in words.

    `facts` holds the ids of both with their dates, in a form that no language changes. `item` and `unit` say
    where to put the later one right; both are empty if it is a date of the candidate.
    """

    words: str
    facts: tuple[str, ...]
    item: str = ""
    unit: str = ""


def broken_order(portfolio: Portfolio) -> tuple[str, ...]:
    """Return the breaks in the order of a portfolio's dates, in words."""
    return tuple(dict.fromkeys(broken.words for broken in breaks_of(portfolio)))


def breaks_of(portfolio: Portfolio) -> tuple[Break, ...]:
    """Return the breaks in the order of a portfolio's dates.

    The order is registration ≤ observation ≤ judgement ≤ decision ≤ candidate ≤ assessor ≤
    countersigner ≤ verifier ≤ claim ≤ certificate; nothing follows a withdrawal. Earlier work products
    may be current, so only observations must not precede the registration.
    """
    found = (
        *observed_before_registration(portfolio),
        *_before_registration(portfolio),
        *_signatures_out_of_order(portfolio),
        *_samples_signed_early(portfolio),
        *_judged_early(portfolio),
        *_after_their_decision(portfolio),
        *_signed_before_decision(portfolio),
        *_sampled_before_decision(portfolio),
        *_after_withdrawal(portfolio),
        *_end_out_of_order(portfolio),
    )
    return tuple(dict.fromkeys(found))


def observed_before_registration(portfolio: Portfolio) -> Iterator[Break]:
    """Yield the observations that precede the registration."""
    registered = _registered(portfolio)
    for item in portfolio.items_not_withdrawn():
        if registered and item.on < registered and item.method == Method.OBSERVATION:
            yield Break(
                text(
                    "Item {number} is of {day}, before the registration on {registered}.",
                    number=item.number,
                    day=long_date(item.on),
                    registered=long_date(registered),
                ),
                _facts(item.id, item.on, "registered", registered),
                item.id,
            )


def _registered(portfolio: Portfolio) -> date | None:
    return min((registration.on for registration in portfolio.registrations if registration.on), default=None)


def _facts(later: str, second: date, earlier: str, first: date) -> tuple[str, ...]:
    """Return the ids or names of two dates with the dates."""
    return later, second.isoformat(), earlier, first.isoformat()


def _dated(portfolio: Portfolio) -> Iterator[tuple[str, str, date, str]]:
    """Yield the name, words, date and unit of milestones and decisions."""
    for reached in portfolio.milestones:
        yield reached.id, reached.kind.words, reached.on, ""
    for decision in portfolio.decisions:
        yield decision.id, text("decision"), decision.on, decision.unit


def _before_registration(portfolio: Portfolio) -> Iterator[Break]:
    registered = _registered(portfolio)
    samples = ((sample.id, text("sample"), sample.on, sample.unit) for sample in portfolio.samples)
    for name, kind, on, unit in (*_dated(portfolio), *samples):
        if registered and on < registered:
            yield Break(
                text(
                    "The {kind} ({day}) is earlier than the registration on {registered}.",
                    kind=kind,
                    day=long_date(on),
                    registered=long_date(registered),
                ),
                _facts(name, on, "registered", registered),
                unit=unit,
            )


def _after_withdrawal(portfolio: Portfolio) -> Iterator[Break]:
    """Yield what is dated after the candidate was withdrawn."""
    withdrawn = milestone(MilestoneKind.WITHDRAWN, portfolio)
    if withdrawn is None:
        return
    observed = (
        (item.id, text("observation of item {number}", number=item.number), item.on, "")
        for item in portfolio.items_not_withdrawn()
        if item.method == Method.OBSERVATION
    )
    for name, kind, on, unit in (*_dated(portfolio), *observed):
        if on > withdrawn.on:
            yield Break(
                text(
                    "The {kind} ({day}) is later than the withdrawal on {withdrawn}.",
                    kind=kind,
                    day=long_date(on),
                    withdrawn=long_date(withdrawn.on),
                ),
                _facts(name, on, "withdrawn", withdrawn.on),
                unit=unit,
            )


def _judged_early(portfolio: Portfolio) -> Iterator[Break]:
    for item in portfolio.items_not_withdrawn():
        judgement = portfolio.judgement_of(item.id)
        if judgement and judgement.on < item.on:
            yield Break(
                text(
                    "Item {number} of {day} was judged before, on {judged}.",
                    number=item.number,
                    day=long_date(item.on),
                    judged=long_date(judgement.on),
                ),
                _facts(item.id, item.on, "judged", judgement.on),
                item.id,
            )


def _after_their_decision(portfolio: Portfolio) -> Iterator[Break]:
    """Yield the items that happened or were judged after a decision that they count for."""
    last = {decision.unit: decision for decision in portfolio.decisions}
    for item in portfolio.items_not_withdrawn():
        judgement = portfolio.judgement_of(item.id)
        for decision in last.values():
            if item.id in decision.basis and judgement and judgement.on > decision.on:
                yield Break(
                    text(
                        "Item {number} was judged on {judged}, after the decision it counts for, "
                        "of {decided}.",
                        number=item.number,
                        judged=long_date(judgement.on),
                        decided=long_date(decision.on),
                    ),
                    _facts(f"{item.id} judged", judgement.on, decision.id, decision.on),
                    item.id,
                )
    for item in portfolio.items_not_withdrawn():
        for decision in portfolio.decisions:
            if item.id in decision.basis and item.on > decision.on:
                yield Break(
                    text(
                        "Item {number} is of {day}, after the decision it counts for.",
                        number=item.number,
                        day=long_date(item.on),
                    ),
                    _facts(item.id, item.on, decision.id, decision.on),
                    item.id,
                )


def _signed_before_decision(portfolio: Portfolio) -> Iterator[Break]:
    for decision in portfolio.decisions:
        for signature in portfolio.unit_signatures:
            signed = signature.at.date()
            is_of_it = (signature.unit, signature.code) == (decision.unit, decision.code)
            if is_of_it and signed < decision.on:
                yield Break(
                    text(
                        "The {signer}’s signature ({day}) is earlier than the decision ({decided}).",
                        signer=label(signature.signer),
                        day=long_date(signed),
                        decided=long_date(decision.on),
                    ),
                    _facts(signature.id, signed, decision.id, decision.on),
                    unit=decision.unit,
                )


def _sampled_before_decision(portfolio: Portfolio) -> Iterator[Break]:
    for sample in portfolio.samples:
        decided = [decision.on for decision in portfolio.decisions if decision.unit == sample.unit]
        if sample.stage is Stage.FINAL and decided and sample.on < min(decided):
            yield Break(
                text("The final sample ({day}) is earlier than the decision.", day=long_date(sample.on)),
                _facts(sample.id, sample.on, "decided", min(decided)),
                unit=sample.unit,
            )


def _signatures_out_of_order(portfolio: Portfolio) -> Iterator[Break]:
    for unit, code in dict.fromkeys((s.unit, s.code) for s in portfolio.unit_signatures):
        signed = {s.signer: s for s in portfolio.unit_signatures if (s.unit, s.code) == (unit, code)}
        present = [signed[signer] for signer in _ORDER if signer in signed]
        for earlier, later in pairwise(present):
            on_screen = not later.on_paper and not earlier.on_paper
            if later.day < earlier.day or (on_screen and later.at < earlier.at):
                yield Break(
                    text(
                        "The {later}’s signature is earlier than the {earlier}’s.",
                        later=label(later.signer),
                        earlier=label(earlier.signer),
                    ),
                    (*_of_signature(later), *_of_signature(earlier)),
                    unit=unit,
                )
        if Signer.VERIFIER in signed and Signer.ASSESSOR not in signed:
            yield Break(
                text("The internal verifier has signed what the assessor has not."),
                (*_of_signature(signed[Signer.VERIFIER]), "unsigned"),
                unit=unit,
            )


def _of_signature(signature: UnitSignature) -> tuple[str, ...]:
    return signature.id, signature.day.isoformat(), signature.at.isoformat()


def _samples_signed_early(portfolio: Portfolio) -> Iterator[Break]:
    samples = {sample.id: sample for sample in portfolio.samples}
    for signature in portfolio.sample_signatures:
        sample = samples.get(signature.id)
        items = [item for item in portfolio.evidence if sample and item.id in sample.evidence]
        later = [item for item in items if item.on > signature.day]
        if sample and later:
            yield Break(
                text("A sample was signed before the evidence it looked at was made."),
                _facts(signature.id, signature.day, later[0].id, later[0].on),
                unit=sample.unit,
            )


def _end_out_of_order(portfolio: Portfolio) -> Iterator[Break]:
    """Yield a claim before the last signature and a certificate before the claim."""
    signatures = (signature for signature in portfolio.unit_signatures if signature.signer in _ORDER)
    signed = max(signatures, key=lambda s: (s.day, s.at), default=None)
    reached: list[tuple[str, str, date]] = []
    if signed:
        words = text("the {signer}’s signature", signer=label(signed.signer))
        reached.append((signed.id, words, signed.day))
    for kind, words in (
        (MilestoneKind.CLAIMED, text("the claim")),
        (MilestoneKind.CERTIFICATED, text("the certificate")),
    ):
        last: Milestone | None = milestone(kind, portfolio)
        if last:
            reached.append((last.id, words, last.on))
    for (name, earlier, first), (later_name, later, second) in pairwise(reached):
        if second < first:
            yield Break(
                text(
                    "{later} ({second}) is earlier than {earlier} ({first}).",
                    later=with_capital(later),
                    second=long_date(second),
                    earlier=earlier,
                    first=long_date(first),
                ),
                _facts(later_name, second, name, first),
            )
