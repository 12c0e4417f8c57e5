"""What becomes of a candidate's evidence if their enrolment moves to another wording of the unit."""

from dataclasses import dataclass, replace

from csassess.catalogue import text
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Confirmation, EvidenceItem, Reference, is_of_earlier
from csassess.domain.units.comparison import Comparison, compare
from csassess.domain.units.marks import marks_of
from csassess.domain.units.units import Unit


@dataclass(frozen=True)
class Move:
    """What a move does.

    References follow criteria whose wording is the same. `stays` counts the references that need no change;
    `follows` are those whose criterion has another label now, with that label; `waits` those whose criterion
    is reworded or gone: they are kept with the item and count for nothing. `to_confirm` are confirmations of
    requirements whose wording is different now. `reopens` are accepted items of which references change: they
    are accepted again. `refusal` is why the candidate cannot be moved, if so.
    """

    before: Unit
    after: Unit
    comparison: Comparison
    stays: int = 0
    follows: tuple[tuple[Reference, str], ...] = ()
    waits: tuple[Reference, ...] = ()
    to_confirm: tuple[Confirmation, ...] = ()
    reopens: tuple[EvidenceItem, ...] = ()
    refusal: str = ""


def move_of(portfolio: Portfolio, before: Unit, after: Unit) -> Move:
    """Return what a candidate's move to another wording does to their references."""
    comparison = compare(before, after)
    references = [reference for reference in portfolio.references if reference.unit == before.id]
    stays = [r for r in references if comparison.follows.get(r.criterion) == r.criterion]
    follows = tuple(
        (r, comparison.follows[r.criterion])
        for r in references
        if comparison.follows.get(r.criterion, r.criterion) != r.criterion
    )
    waits = tuple(
        r for r in references if r.criterion not in comparison.follows and not is_of_earlier(r.criterion)
    )
    touched = {r.evidence for r in (*(reference for reference, _ in follows), *waits)}
    return Move(
        before,
        after,
        comparison,
        len(stays),
        follows,
        waits,
        tuple(c for c in portfolio.confirmations if c.unit == before.id and _reads_otherwise(c, comparison)),
        tuple(item for item in portfolio.evidence if item.id in touched and portfolio.is_accepted(item)),
        _refusal(portfolio, before, after),
    )


def _reads_otherwise(confirmation: Confirmation, comparison: Comparison) -> bool:
    same = comparison.requirements_follow
    return not any(
        confirmation.requirement in (label, f"{label} {confirmation.requirement.rpartition(' ')[2]}")
        for label, later in same.items()
        if label == later
    )


def _refusal(portfolio: Portfolio, before: Unit, after: Unit) -> str:
    if any(decision.unit == before.id for decision in portfolio.decisions):
        return text("The unit is decided, so the candidate stays on the wording it was decided on.")
    earlier = {mark.key: mark.words for mark in marks_of(before)}
    changed = {m.key for m in marks_of(after) if earlier.get(m.key, m.words) != m.words}
    if any(changed.intersection(note.shows) for note in portfolio.notes):
        return text(
            "Notes are marked with an item of a requirement that reads otherwise now. Remove the marks, then"
            " move the candidate."
        )
    return ""


def moved(reference: Reference, label: str, new_id: str) -> Reference:
    """Return a reference to a criterion under another label."""
    return replace(reference, id=new_id, criterion=label)
