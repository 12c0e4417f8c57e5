"""What the rows of a review are called, and how they are shown in the list."""

from collections.abc import Iterable

from csassess.catalogue import plural, text
from csassess.domain.labels import label as words_for
from csassess.domain.units.review import PURPOSE, Part, Review, ReviewRow
from csassess.ui.widgets.row_list import Row


def fact_words(name: str) -> str:
    """Return what a fact of a unit is called."""
    return {
        "title": text("Title"),
        "number": text("Number"),
        "reference": text("Reference"),
        "level": text("Level"),
        "credit": text("Credit"),
        "guided_learning_hours": text("Guided learning hours"),
        "awarding_body": text("Awarding body"),
        PURPOSE: text("Purpose"),
    }[name]


def row_name(row: ReviewRow) -> str:
    """Return what a row is, with its label."""
    if row.part is Part.FACT:
        return fact_words(row.label)
    words = {
        Part.OUTCOME: text("Outcome {label}", label=row.label),
        Part.GUIDANCE: text("Guidance on the outcome"),
        Part.CRITERION: text("Criterion {label}", label=row.label),
        Part.REQUIREMENT: text("Evidence requirement {label}", label=row.label),
        Part.ITEM: text("Item {label}", label=row.label),
        Part.REMARK: text("About the document"),
        Part.LEFT_OVER: text("Left over: part of no row"),
    }
    return words[row.part].strip()


def list_rows(review: Review, shown: Iterable[ReviewRow], problems: dict[str, str]) -> list[Row]:
    """Return the rows of the list; `problems` are what prevents approval, by row."""
    return [_row(review, row, problems.get(row.id, "")) for row in shown]


def _row(review: Review, row: ReviewRow, problem: str) -> Row:
    head = row.label
    body = row.text
    match row.part:
        case Part.FACT:
            head, body = fact_words(row.label), row.text or text("not stated")
        case Part.OUTCOME:
            head = text("Outcome {label}", label=row.label).strip()
            body = row.text or text("no title")
        case Part.REQUIREMENT:
            head = text("Evidence {label}", label=row.label).strip()
        case Part.ITEM:
            head = f"   {row.label}"
        case Part.GUIDANCE:
            head = text("Guidance")
        case Part.REMARK:
            return Row(row.id, text("Document"), body, "", *_state(review, row, problem))
        case Part.LEFT_OVER:
            head = text("Left over")
        case Part.CRITERION:
            head = row.label or "–"
    foot = problem or "; ".join(row.doubts if row.is_doubtful else ())
    foot = foot or review.rules_leave(row.id)
    if not foot and row.proposed:
        foot = plural("{count} rule is proposed", "{count} rules are proposed", len(row.proposed))
    return Row(row.id, head, body, foot, *_state(review, row, problem))


def _state(review: Review, row: ReviewRow, problem: str) -> tuple[str, str]:
    if problem:
        return text("to do"), "bad"
    if review.is_to_look_at(row):
        return text("look"), "warn"
    if kind := _kind(review, row):
        return (f"{kind} ✓", "good") if row.settled else (kind, "quiet")
    if row.rules:
        return plural("{count} rule", "{count} rules", len(row.rules)), "quiet"
    seen = text("seen") if row.part in (Part.REMARK, Part.LEFT_OVER) else text("right")
    return (seen, "good") if row.settled else ("", "")


def _kind(review: Review, row: ReviewRow) -> str:
    """Return the kind of an outcome, and of a criterion that differs from its outcome's."""
    if row.kind is None or row.part not in (Part.OUTCOME, Part.CRITERION):
        return ""
    holder = review.holder_of(row.id)
    return "" if holder and holder.kind is row.kind else words_for(row.kind)
