"""The exceptions and qualifications stated in what is signed."""

from collections.abc import Collection

from csassess.catalogue import text
from csassess.domain.assessment.qualities import exceptions_in_words
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.verification import Action
from csassess.domain.verification.sampling import closings_of, signature_of, state_words


def exceptions_to_items(items: Collection[str], portfolio: Portfolio) -> tuple[str, ...]:
    """Return, for each accepted item with exceptions, what it was not found to be, with the comment."""
    words = []
    for item in portfolio.evidence:
        judgement = portfolio.judgement_of(item.id)
        if judgement and judgement.exceptions and item.id in items and portfolio.is_accepted(item):
            words.append(
                text(
                    "Evidence {number} was accepted, but {exceptions}: {comment}",
                    number=portfolio.number_of(item),
                    exceptions=exceptions_in_words(judgement.exceptions),
                    comment=judgement.comment or text("no comment"),
                )
            )
    return tuple(words)


def findings_of_samples(unit_id: str, portfolio: Portfolio) -> tuple[str, ...]:
    """Return what the verifier found in the signed samples of a unit, and what became of the actions."""
    samples = [s for s in portfolio.samples if s.unit == unit_id and signature_of(s, portfolio)]
    words = []
    for sample in samples:
        verdict = label(sample.verdict) if sample.verdict else ""
        actions = [_action_words(a, portfolio) for a in portfolio.actions if a.sample == sample.id]
        found = (verdict, exceptions_in_words(sample.exceptions), sample.comment, *actions)
        words.append(
            text(
                "Sampled on {day} by {name}: {found}",
                day=long_date(sample.on),
                name=sample.name,
                found="; ".join(part.strip(" .") for part in found if part),
            )
        )
    return tuple(words)


def _action_words(action: Action, portfolio: Portfolio) -> str:
    """Return whether an action is closed, and on which day."""
    closed = next((c for c in closings_of(action, portfolio) if c.closed), None)
    if closed:
        return text("action closed on {day}", day=long_date(closed.at.date()))
    return text("action {state}", state=state_words(action, portfolio))


def left_out_words(unit_id: str, portfolio: Portfolio) -> str:
    """Return why a unit is not sampled, as its papers say; empty if that is not on record."""
    reason = next((entry.reason for entry in portfolio.not_sampled if entry.id == unit_id), "")
    return text("not sampled: {reason}", reason=reason) if reason else ""
