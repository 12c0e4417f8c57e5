"""The units of one document: where each begins, and which are stated twice, as in forms behind them."""

from collections.abc import Iterator, Sequence

from csassess.catalogue import text
from csassess.exchange.reading.content import Column, Line
from csassess.exchange.reading.draft import Criterion, LeftOver, UnitDraft
from csassess.exchange.reading.identity import stated
from csassess.exchange.reading.labels import label_of
from csassess.exchange.reading.sections import divide


def units_in(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of each unit: parts of a document with criteria, from title to title."""
    divide(lines)
    cues: dict[int, dict[str, str]] = {}
    for one in stated(lines, next_unit=True):
        if one.field in ("title", "number", "reference"):
            cues.setdefault(one.index, {})[one.field] = one.value.lower()
    starts = [0]
    known: dict[str, str] = {}
    criteria = 0
    for index, line in enumerate(lines):
        criteria += _is_criterion(line)
        here = cues.get(index)
        if not here:
            continue
        again = any(field in known and known[field] != value for field, value in here.items())
        if again and (criteria >= 2 or not set(here) - set(known)):
            starts.append(_back(lines, index, starts[-1], cues))
            known, criteria = {}, 0
        known |= here
    starts = sorted({*starts, *_begun_again(lines, starts)})
    parts = [list(lines[low:high]) for low, high in zip(starts, [*starts[1:], len(lines)], strict=True)]
    for part in parts:
        divide(part)
    whole = [part for part in parts if sum(map(_is_criterion, part)) >= 1 or _has_table(part)]
    if len(whole) < 2:
        return [_from_first(lines, parts, whole)] if whole or lines else []
    return whole


def _begun_again(lines: Sequence[Line], starts: Sequence[int]) -> list[int]:
    """Return where units begin without a title that is known: criteria count from 1.1 again."""
    found: list[int] = []
    seen: dict[tuple[str, tuple[int, int]], str] = {}
    for index, line in enumerate(lines):
        if index in starts:
            seen.clear()
        if line.column in (Column.GUIDANCE, Column.HEADING) or line.section in (
            "requirements",
            "other",
            "guidance",
        ):
            continue
        label = label_of(f"{line.label} {line.text}" if line.label else line.text)
        if label is None or not label.family.startswith("dot:") or len(label.rest.split()) < 3:
            continue
        key = (label.family, label.number)
        if label.number == (1, 1) and seen.get(key, label.rest) != label.rest and len(seen) >= 3:
            heading = _heading_above(lines, index, max(found, default=0))
            if heading is not None:
                found.append(heading)
                seen.clear()
        seen.setdefault(key, label.rest)
    return found


def _heading_above(lines: Sequence[Line], index: int, least: int) -> int | None:
    """Return the nearest large heading above a first criterion, or the line at which its page begins."""
    usual = sorted(line.size for line in lines)[len(lines) // 2]
    for above in range(index - 1, max(least, index - 40), -1):
        line = lines[above]
        if line.column is not Column.FULL or _is_criterion(line):
            continue
        if line.title or line.size > usual + 1.5:
            return above
        if lines[above - 1].page != line.page:
            return above
    return None


def _from_first(lines: Sequence[Line], parts: list[list[Line]], whole: list[list[Line]]) -> list[Line]:
    """Return the one unit of a document; what follows it, as its requirements, belongs to it."""
    if not whole:
        return list(lines)
    first = next(number for number, part in enumerate(parts) if part is whole[0])
    return [line for part in parts[first:] for line in part]


def _is_criterion(line: Line) -> bool:
    if line.column is Column.CRITERIA:
        return True
    if line.column in (Column.GUIDANCE, Column.HEADING):
        return False
    label = label_of(f"{line.label} {line.text}" if line.label else line.text)
    return label is not None and label.family not in ("outcome", "int") and label.number[1] > 0


def _has_table(part: Sequence[Line]) -> bool:
    return any(line.column is Column.CRITERIA for line in part)


def _back(lines: Sequence[Line], index: int, least: int, cues: dict[int, dict[str, str]]) -> int:
    """Return the first line of the heading that contains a unit's title."""
    start = index
    for before in range(index - 1, max(least, index - 6), -1):
        line = lines[before]
        if line.page != lines[index].page or _is_criterion(line):
            break
        if before in cues or ((line.bold or line.title) and line.column is Column.FULL and not line.opens):
            start = before
    return start


_SAME = 0.7  # part of the criteria of a form that are those of a unit, word for word


def without_repeats(drafts: Sequence[UnitDraft]) -> list[UnitDraft]:
    """Return the drafts without those that repeat one before them, and doubt what differs there."""
    kept: list[UnitDraft] = []
    for draft in drafts:
        first = next((one for one in kept if _repeats(draft, one)), None)
        if first is None:
            kept.append(draft)
            continue
        known = {_key(criterion) for criterion in _criteria(first)}
        for criterion in _criteria(draft):
            if _key(criterion) not in known:
                page, box = criterion.places[0]
                first.left_over.append(
                    LeftOver(page, f"{criterion.label or ''} {criterion.text}".strip(), box)
                )
                reason = text("page {page} states it a second time, in other words", page=page)
                first.doubt(criterion.label or criterion.text[:60], page, reason)
    return kept


def _repeats(draft: UnitDraft, first: UnitDraft) -> bool:
    """Return whether most criteria of a draft are those of one before it, and nothing says it is another."""
    for name in ("number", "reference"):
        if draft.identity[name] and first.identity[name] and draft.identity[name] != first.identity[name]:
            return False
    known = {_key(criterion) for criterion in _criteria(first)}
    own = [_key(criterion) for criterion in _criteria(draft)]
    return sum(key in known for key in own) >= _SAME * len(own)


def _criteria(draft: UnitDraft) -> Iterator[Criterion]:
    return (criterion for outcome in draft.outcomes for criterion in outcome.criteria)


def _key(criterion: Criterion) -> tuple[str | None, str]:
    return criterion.label, " ".join(criterion.text.split()).casefold().rstrip(".;")
