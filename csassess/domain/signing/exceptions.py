"""The exceptions and qualifications that stand in what is signed."""

from collections.abc import Collection

from csassess.catalogue import text
from csassess.domain.assessment.qualities import exceptions_in_words
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.verification import Verdict
from csassess.domain.verification.sampling import signature_of


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
    """Return what the verifier found in the signed samples of a unit: exceptions, comments, actions."""
    words = []
    for sample in portfolio.samples:
        is_qualified = sample.exceptions or sample.comment.strip() or sample.verdict is Verdict.ACTION_NEEDED
        if sample.unit == unit_id and is_qualified and signature_of(sample, portfolio):
            verdict = label(sample.verdict) if sample.verdict else ""
            found = (verdict, exceptions_in_words(sample.exceptions), sample.comment)
            words.append(
                text(
                    "Sampled on {day} by {name}: {found}",
                    day=long_date(sample.on),
                    name=sample.name,
                    found="; ".join(part for part in found if part),
                )
            )
    return tuple(words)


def left_out_words(unit_id: str, portfolio: Portfolio) -> str:
    """Return why a unit is not sampled, as its papers say; empty if that is not on record."""
    reason = next((entry.reason for entry in portfolio.not_sampled if entry.id == unit_id), "")
    return text("not sampled: {reason}", reason=reason) if reason else ""
