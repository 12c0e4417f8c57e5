"""From registration to certificate: dates with numbers, the order they run in, and reminders the centre sets."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import Milestone, MilestoneKind, Point, Reminder
from csassess.domain.records.signatures import Signer

__all__ = ["broken_order", "dates_of", "due_reminders", "milestone"]


def milestone(kind: MilestoneKind, portfolio: Portfolio) -> Milestone | None:
    """Return the latest milestone of a kind, or None where there is none."""
    return max((m for m in portfolio.milestones if m.kind is kind), key=lambda m: m.on, default=None)


def broken_order(portfolio: Portfolio) -> tuple[str, ...]:
    """Return, in sentences, where dates do not run registration ≤ evidence ≤ assessor ≤ countersigner ≤ verifier ≤ claim ≤ certificate.

    Prior learning is not held to the registration.
    """
    found = [*_before_registration(portfolio), *_signatures_out_of_order(portfolio)]
    found += [
        text(
            "Item {number} is of {day}, after the decision it counts for.",
            number=item.number,
            day=long_date(item.on),
        )
        for item in portfolio.standing_items()
        if any(item.id in decision.basis and item.on > decision.on for decision in portfolio.decisions)
    ]
    signed = max(
        (s for s in portfolio.unit_signatures if s.signer in _ORDER), key=lambda s: s.at, default=None
    )
    last = text("the {signer}’s signature", signer=label(signed.signer)) if signed else ""
    dated = [
        (last, signed.at.date() if signed else None),
        *(
            (words, each.on if each else None)
            for words, each in (
                (text("the claim"), milestone(MilestoneKind.CLAIMED, portfolio)),
                (text("the certificate"), milestone(MilestoneKind.CERTIFICATED, portfolio)),
            )
        ),
    ]
    known = [(words, on) for words, on in dated if on]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            found.append(
                text(
                    "{later} ({second}) is earlier than {earlier} ({first}).",
                    later=later[:1].upper() + later[1:],
                    second=long_date(second),
                    earlier=earlier,
                    first=long_date(first),
                )
            )
    return tuple(found)


def _before_registration(portfolio: Portfolio) -> list[str]:
    registered = min((each.on for each in portfolio.registrations if each.on), default=None)
    if registered is None:
        return []
    found = [
        text(
            "Item {number} is of {day}, before the registration on {registered}.",
            number=item.number,
            day=long_date(item.on),
            registered=long_date(registered),
        )
        for item in portfolio.standing_items()
        if item.on < registered and item.method != Method.PRIOR_LEARNING
    ]
    found += [
        text(
            "The {kind} ({day}) is earlier than the registration on {registered}.",
            kind=each.kind.words,
            day=long_date(each.on),
            registered=long_date(registered),
        )
        for each in portfolio.milestones
        if each.on < registered
    ]
    return found


_ORDER = (Signer.ASSESSOR, Signer.COUNTERSIGNER, Signer.VERIFIER)


def _signatures_out_of_order(portfolio: Portfolio) -> list[str]:
    found = []
    for unit, code in dict.fromkeys((s.unit, s.code) for s in portfolio.unit_signatures):
        signed = {s.signer: s for s in portfolio.unit_signatures if (s.unit, s.code) == (unit, code)}
        present = [signed[signer] for signer in _ORDER if signer in signed]
        for earlier, later in pairwise(present):
            if later.at < earlier.at:
                found.append(
                    text(
                        "The {later}’s signature is earlier than the {earlier}’s.",
                        later=label(later.signer),
                        earlier=label(earlier.signer),
                    )
                )
        if Signer.VERIFIER in signed and Signer.ASSESSOR not in signed:
            found.append(text("The internal verifier has signed what the assessor has not."))
    for signature in portfolio.sample_signatures:
        sample = next((each for each in portfolio.samples if each.id == signature.id), None)
        items = [item for item in portfolio.evidence if sample and item.id in sample.evidence]
        if any(item.on > signature.at.date() for item in items):
            found.append(text("A sample was signed before the evidence it looked at was made."))
    return found


def dates_of(point: Point, portfolio: Portfolio) -> list[date]:
    """Return the dates on which a point was reached, in order."""
    match point:
        case Point.REGISTERED:
            found = [each.on for each in portfolio.registrations if each.on]
        case Point.VISITED:
            found = [visit.on for visit in portfolio.visits]
        case Point.DECIDED:
            found = [decision.on for decision in portfolio.decisions]
        case Point.SAMPLED:
            signed = {each.id for each in portfolio.sample_signatures}
            found = [sample.on for sample in portfolio.samples if sample.id in signed]
        case _:
            found = [each.on for each in portfolio.milestones if each.kind == point.value]
    return sorted(found)


def due_reminders(portfolio: Portfolio, reminders: Iterable[Reminder], today: date) -> tuple[Reminder, ...]:
    """Return the reminders that are due: so many weeks since one point with the other not reached after it.

    A candidate who was withdrawn, transferred or certificated is reminded of no more.
    """
    ended = (MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED, MilestoneKind.CERTIFICATED)
    if any(milestone(kind, portfolio) for kind in ended):
        return ()
    due = []
    for reminder in reminders:
        since = dates_of(reminder.since, portfolio)
        if not since or since[-1] + timedelta(weeks=reminder.weeks) > today:
            continue
        if not any(on >= since[-1] for on in dates_of(reminder.until, portfolio)):
            due.append(reminder)
    return tuple(due)
