"""Milestones from registration to certificate: their order, and due reminders."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.labels import label, with_capital
from csassess.domain.portfolio import Portfolio
from csassess.domain.programme.pauses import break_on, due_after
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import Milestone, MilestoneKind, Point, Reminder
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage

__all__ = ["broken_order", "dates_of", "due_reminders", "milestone"]


def milestone(kind: MilestoneKind, portfolio: Portfolio) -> Milestone | None:
    """Return the latest milestone of a kind, or None if there is none."""
    return max((m for m in portfolio.milestones if m.kind is kind), key=lambda m: m.on, default=None)


def broken_order(portfolio: Portfolio) -> tuple[str, ...]:
    """Return, as sentences, the breaks in the order of a portfolio's dates.

    The order is registration ≤ observation ≤ judgement ≤ decision ≤ candidate ≤ assessor ≤
    countersigner ≤ verifier ≤ claim ≤ certificate; nothing follows a withdrawal. Earlier work products
    may be current, so only observations must not precede the registration.
    """
    breaks = [
        *_before_registration(portfolio),
        *_signatures_out_of_order(portfolio),
        *_decisions_out_of_order(portfolio),
        *_after_withdrawal(portfolio),
    ]
    breaks += [
        text(
            "Item {number} is of {day}, after the decision it counts for.",
            number=item.number,
            day=long_date(item.on),
        )
        for item in portfolio.items_not_withdrawn()
        if any(item.id in decision.basis and item.on > decision.on for decision in portfolio.decisions)
    ]
    signed = max(
        (s for s in portfolio.unit_signatures if s.signer in _ORDER),
        key=lambda s: (s.day, s.at),
        default=None,
    )
    last = text("the {signer}’s signature", signer=label(signed.signer)) if signed else ""
    dated = [
        (last, signed.day if signed else None),
        *(
            (words, reached.on if reached else None)
            for words, reached in (
                (text("the claim"), milestone(MilestoneKind.CLAIMED, portfolio)),
                (text("the certificate"), milestone(MilestoneKind.CERTIFICATED, portfolio)),
            )
        ),
    ]
    dated_points = [(words, on) for words, on in dated if on]
    for (earlier, first), (later, second) in pairwise(dated_points):
        if second < first:
            breaks.append(
                text(
                    "{later} ({second}) is earlier than {earlier} ({first}).",
                    later=with_capital(later),
                    second=long_date(second),
                    earlier=earlier,
                    first=long_date(first),
                )
            )
    return tuple(breaks)


def _before_registration(portfolio: Portfolio) -> list[str]:
    registered = min(
        (registration.on for registration in portfolio.registrations if registration.on), default=None
    )
    if registered is None:
        return []
    breaks = [
        text(
            "Item {number} is of {day}, before the registration on {registered}.",
            number=item.number,
            day=long_date(item.on),
            registered=long_date(registered),
        )
        for item in portfolio.items_not_withdrawn()
        if item.on < registered and item.method == Method.OBSERVATION
    ]
    dated = [(reached.kind.words, reached.on) for reached in portfolio.milestones]
    dated += [(text("decision"), decision.on) for decision in portfolio.decisions]
    dated += [(text("sample"), sample.on) for sample in portfolio.samples]
    breaks += [
        text(
            "The {kind} ({day}) is earlier than the registration on {registered}.",
            kind=kind,
            day=long_date(on),
            registered=long_date(registered),
        )
        for kind, on in dict.fromkeys(dated)
        if on < registered
    ]
    return breaks


def _decisions_out_of_order(portfolio: Portfolio) -> list[str]:
    """Return what was judged before it happened, or signed or sampled before it was decided."""
    breaks = [
        text(
            "Item {number} of {day} was judged before, on {judged}.",
            number=item.number,
            day=long_date(item.on),
            judged=long_date(judgement.on),
        )
        for item in portfolio.items_not_withdrawn()
        if (judgement := portfolio.judgement_of(item.id)) and judgement.on < item.on
    ]
    last = {decision.unit: decision for decision in portfolio.decisions}
    breaks += [
        text(
            "Item {number} was judged on {judged}, after the decision it counts for, of {decided}.",
            number=item.number,
            judged=long_date(judgement.on),
            decided=long_date(decision.on),
        )
        for item in portfolio.items_not_withdrawn()
        for decision in last.values()
        if item.id in decision.basis
        and (judgement := portfolio.judgement_of(item.id))
        and judgement.on > decision.on
    ]
    for decision in portfolio.decisions:
        breaks += [
            text(
                "The {signer}’s signature ({day}) is earlier than the decision ({decided}).",
                signer=label(signature.signer),
                day=long_date(signature.at.date()),
                decided=long_date(decision.on),
            )
            for signature in portfolio.unit_signatures
            if (signature.unit, signature.code) == (decision.unit, decision.code)
            and signature.at.date() < decision.on
        ]
    for sample in portfolio.samples:
        decided = [decision.on for decision in portfolio.decisions if decision.unit == sample.unit]
        if sample.stage is Stage.FINAL and decided and sample.on < min(decided):
            breaks.append(
                text("The final sample ({day}) is earlier than the decision.", day=long_date(sample.on))
            )
    return breaks


def _after_withdrawal(portfolio: Portfolio) -> list[str]:
    """Return what is dated after the candidate was withdrawn."""
    withdrawn = milestone(MilestoneKind.WITHDRAWN, portfolio)
    if withdrawn is None:
        return []
    dated = [(reached.kind.words, reached.on) for reached in portfolio.milestones]
    dated += [(text("decision"), decision.on) for decision in portfolio.decisions]
    dated += [
        (text("observation of item {number}", number=item.number), item.on)
        for item in portfolio.items_not_withdrawn()
        if item.method == Method.OBSERVATION
    ]
    return [
        text(
            "The {kind} ({day}) is later than the withdrawal on {withdrawn}.",
            kind=kind,
            day=long_date(on),
            withdrawn=long_date(withdrawn.on),
        )
        for kind, on in dict.fromkeys(dated)
        if on > withdrawn.on
    ]


_ORDER = (Signer.CANDIDATE, Signer.ASSESSOR, Signer.COUNTERSIGNER, Signer.VERIFIER)


def _signatures_out_of_order(portfolio: Portfolio) -> list[str]:
    breaks = []
    for unit, code in dict.fromkeys((s.unit, s.code) for s in portfolio.unit_signatures):
        signed = {s.signer: s for s in portfolio.unit_signatures if (s.unit, s.code) == (unit, code)}
        present = [signed[signer] for signer in _ORDER if signer in signed]
        for earlier, later in pairwise(present):
            on_screen = not later.on_paper and not earlier.on_paper
            if later.day < earlier.day or (on_screen and later.at < earlier.at):
                breaks.append(
                    text(
                        "The {later}’s signature is earlier than the {earlier}’s.",
                        later=label(later.signer),
                        earlier=label(earlier.signer),
                    )
                )
        if Signer.VERIFIER in signed and Signer.ASSESSOR not in signed:
            breaks.append(text("The internal verifier has signed what the assessor has not."))
    for signature in portfolio.sample_signatures:
        sample = next((sampled for sampled in portfolio.samples if sampled.id == signature.id), None)
        items = [item for item in portfolio.evidence if sample and item.id in sample.evidence]
        if any(item.on > signature.day for item in items):
            breaks.append(text("A sample was signed before the evidence it looked at was made."))
    return breaks


def dates_of(point: Point, portfolio: Portfolio) -> list[date]:
    """Return the dates on which a point was reached, in order."""
    match point:
        case Point.REGISTERED:
            days = [registration.on for registration in portfolio.registrations if registration.on]
        case Point.VISITED:
            days = [visit.on for visit in portfolio.visits]
        case Point.DECIDED:
            days = [decision.on for decision in portfolio.decisions]
        case Point.SAMPLED:
            signed = {signature.id for signature in portfolio.sample_signatures}
            days = [sample.on for sample in portfolio.samples if sample.id in signed]
        case _:
            days = [reached.on for reached in portfolio.milestones if reached.kind == point.value]
    return sorted(days)


def due_reminders(portfolio: Portfolio, reminders: Iterable[Reminder], today: date) -> tuple[Reminder, ...]:
    """Return the reminders that are due.

    A reminder is due if its weeks have passed since one point and the other was not reached after
    it. None is due once the candidate was withdrawn, transferred or certificated, or
    during a break in learning; the days of breaks do not count.
    """
    ended = (MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED, MilestoneKind.CERTIFICATED)
    if any(milestone(kind, portfolio) for kind in ended) or break_on(portfolio, today):
        return ()
    due = []
    for reminder in reminders:
        since = dates_of(reminder.since, portfolio)
        if not since or due_after(portfolio, since[-1], reminder.weeks, today) > today:
            continue
        if not any(on >= since[-1] for on in dates_of(reminder.until, portfolio)):
            due.append(reminder)
    return tuple(due)
