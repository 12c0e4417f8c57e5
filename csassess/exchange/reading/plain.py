"""A reading as plain data, as `csassess units read --json` prints it."""

from typing import Any

from csassess.exchange.reading.draft import Reading, UnitDraft


def plain(reading: Reading) -> dict[str, Any]:
    """Return units, doubts and what was left over; values that the document does not state are None."""
    return {
        "units": [_unit(draft) for draft in reading.units],
        "doubts": [
            {"unit": draft.name, "where": doubt.where, "page": doubt.page, "why": doubt.why}
            for draft in reading.units
            for doubt in draft.doubts
        ]
        + [
            {"unit": None, "where": doubt.where, "page": doubt.page, "why": doubt.why}
            for doubt in reading.doubts
        ],
        "left_over": [
            {"page": words.page, "text": words.text} for draft in reading.units for words in draft.left_over
        ],
    }


def _unit(draft: UnitDraft) -> dict[str, Any]:
    return {
        "id": draft.id,
        **draft.identity,
        "outcomes": [
            {
                "label": outcome.label,
                "title": outcome.title,
                "kind": outcome.kind,
                "criteria": [
                    {"label": criterion.label, "text": criterion.text, "kind": criterion.kind}
                    for criterion in outcome.criteria
                ],
            }
            for outcome in draft.outcomes
        ],
        "evidence_requirements": [
            {
                "label": requirement.label,
                "text": requirement.text,
                "items": [{"label": label, "text": words} for label, words in requirement.items],
                "proposed_rules": requirement.proposed_rules,
            }
            for requirement in draft.requirements
        ],
    }
