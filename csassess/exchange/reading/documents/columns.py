"""The columns of a table of criteria on a page: found by the heading row, bounded by rules or white space."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from csassess.exchange.reading.chain import is_measure
from csassess.exchange.reading.content import Box, Column
from csassess.exchange.reading.documents.pdf_words import Word
from csassess.exchange.reading.documents.rows import Row
from csassess.exchange.reading.headings import is_lead, role_of_head, section_of
from csassess.exchange.reading.labels import label_of

LABEL = re.compile(r"\(?[A-Za-z]{0,3}\d{1,3}(\.\d{1,2})*[a-z]?[.):]?|\(?[a-z][.)]|[•●▪o\-–]")
CRITERION = re.compile(
    r"[A-Z]{0,3}\d{1,2}\.\d{1,2}(\.\d{1,2})?\.?|[PKMDC]\d{1,2}[.:]?|[A-Z]{2,3}\d{1,2}[.:]?"
)


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of a heading row."""

    text: str
    box: Box
    column: Column

    @property
    def middle(self) -> float:
        """The middle of the words from left to right."""
        return (self.box.left + self.box.right) / 2


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table: their heads, and the left edges of all but the first."""

    heads: tuple[Head, ...]
    edges: tuple[float, ...]

    def column_at(self, x: float) -> int:
        """Return the number of the column in which a word begins."""
        return sum(edge <= x + 1.5 for edge in self.edges)

    def moved(self, distance: float) -> "Table":
        """Return the table moved to the right, as on pages with another margin."""
        return replace(self, edges=tuple(edge + distance for edge in self.edges))


def heading_row(rows: Sequence[Row], start: int) -> tuple[tuple[Head, ...], int] | None:
    """Return the heads of a table whose heading begins at a row, and how many rows it takes; None if none."""
    words = rows[start].text.lower()
    if not re.search(
        r"outcome|criteri|learning|assessment|performance|\blos?\b|\bacs?\b|pass|learner|what you", words
    ):
        return None
    if _is_above_heads(rows, start):
        return None
    clusters: list[list[Row]] = []
    best: tuple[tuple[Head, ...], int] | None = None
    for taken, row in enumerate(rows[start : start + 4], start=1):
        if taken > 1:
            before = rows[start + taken - 2]
            if row.baseline - before.baseline > 1.9 * max(row.size, before.size):
                break
        segments = [part for segment in row.segments(0.6) for part in _cells(segment)]
        if taken > 1 and any(LABEL.fullmatch(segment.words[0].text) for segment in segments):
            break
        if best and (_leads(segments) or not _goes_on(best[0], segments, row, rows[start + taken - 2])):
            break
        for segment in segments:
            place = next((cluster for cluster in clusters if _over(cluster, segment)), None)
            if place is None:
                clusters.append([segment])
            else:
                place.append(segment)
        heads = _heads(clusters)
        if heads:
            best = (heads, taken)
    return best


def _is_above_heads(rows: Sequence[Row], start: int) -> bool:
    """Return whether a row is the heading of a whole table, above the row with the heads of its columns."""
    row, below = rows[start], rows[start + 1 : start + 2]
    alone = below and len(row.segments(0.6)) == 1 and section_of(row.text) is not None
    if not alone or row.box.left > below[0].box.left + 8 or len(below[0].segments(0.6)) < 3:
        return False
    return heading_row(rows, start + 1) is not None


def _cells(segment: Row) -> list[Row]:
    """Return the heads of narrow columns separated only by a space: "Assessment criteria Guidance"."""
    words = [word.text for word in segment.words]
    for number in range(1, len(words)):
        before, after = " ".join(words[:number]), " ".join(words[number:])
        first, second = role_of_head(before), role_of_head(after)
        ends = re.search(r"(outcomes?|criteri(a|on))$", before, re.IGNORECASE)
        if ends and first and second and (first[0] != second[0] or second[0] is Column.GUIDANCE):
            return [Row(segment.words[:number]), *_cells(Row(segment.words[number:]))]
    return [segment]


def _leads(segments: list[Row]) -> bool:
    return any(is_lead(segment.text) for segment in segments)


def _goes_on(heads: tuple[Head, ...], segments: list[Row], row: Row, before: Row) -> bool:
    """Return whether a row below complete heads still belongs to them."""
    if not row.bold or label_of(row.text) or row.baseline - before.baseline > 1.45 * row.size:
        return False
    return all(sum(_across(head.box, segment.box) for head in heads) == 1 for segment in segments)


def _across(one: Box, other: Box) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0


def _over(cluster: list[Row], segment: Row) -> bool:
    return any(_across(row.box, segment.box) for row in cluster)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def _heads(clusters: list[list[Row]]) -> tuple[Head, ...]:
    """Return the heads that clusters of words make; empty if they head no table of criteria."""
    found: list[tuple[Head, bool]] = []
    for cluster in sorted(clusters, key=lambda cluster: min(row.box.left for row in cluster)):
        words = " ".join(row.text for row in cluster)
        role = role_of_head(words)
        if role is None:
            return ()
        box = cluster[0].box
        for row in cluster[1:]:
            box = _around(box, row.box)
        found.append((Head(words, box, role[0]), role[1]))
    heads: list[Head] = []
    waiting: Box | None = None  # a column of labels belongs to the column right of it
    for number, (head, labels_only) in enumerate(found):
        following = found[number + 1][0] if number + 1 < len(found) else None
        if labels_only and following and following.column in (Column.OUTCOME, Column.CRITERIA):
            waiting = head.box if waiting is None else _around(waiting, head.box)
            continue
        heads.append(replace(head, box=_around(head.box, waiting)) if waiting else head)
        waiting = None
    columns = [head.column for head in heads]
    if len({head.text.lower() for head in heads}) < len(heads):  # the same heading in two columns of a page
        return ()
    if len(heads) < 2 or Column.CRITERIA not in columns:
        return ()
    return tuple(heads)


def table_below(heads: tuple[Head, ...], rows: Sequence[Row], verticals: Sequence[Box]) -> Table:
    """Return the columns of a table from its heads, the rows below them and the rules drawn on the page."""
    inside = _rows_inside(heads, rows)
    edges = [_edge(left, right, inside, verticals) for left, right in itertools.pairwise(heads)]
    return Table(heads, tuple(edges))


def _rows_inside(heads: tuple[Head, ...], rows: Sequence[Row]) -> list[Row]:
    """Return the rows up to the first that runs across all columns."""
    inside: list[Row] = []
    for row in rows:
        for segment in row.segments(0.6):
            box = segment.box
            if section_of(row.text) and row.bold:
                return inside
            crossed = [h for h in heads if box.left < h.box.left - 3 and box.right > h.box.left + 12]
            if crossed and len(segment.words) > 4:
                return inside
        inside.append(row)
    return inside


def _edge(left: Head, right: Head, rows: Sequence[Row], verticals: Sequence[Box]) -> float:
    """Return where the right one of two columns begins."""
    low, high = left.box.left + 4, max(right.middle, right.box.left + 8)
    top = min(left.box.top, right.box.top)
    drawn = sorted(
        {
            round(rule.left)
            for rule in verticals
            if low < rule.left < right.box.left + 4
            and rule.bottom > top + 12
            and rule.left > left.box.right - 4
        }
    )
    if drawn:
        return (
            drawn[-1] + 1.0 if right.box.left - drawn[-1] < 40 or len(drawn) == 1 else float(drawn[0]) + 1.0
        )
    starts: list[Row] = [segment for row in rows for segment in row.segments(0.6)]
    free = _free_strips(left.box.left, high, starts, left.box.right)
    if not free:
        return right.box.left - 2
    labelled = [(sum(_begins_label(start, strip) for start in starts), strip) for strip in free]
    most = max(count for count, _ in labelled)
    if right.column is Column.CRITERIA and most >= 2:
        return next(strip for count, strip in labelled if count == most)[1] - 1.5
    return min(free, key=lambda strip: (abs(strip[1] - right.box.left), strip[0] - strip[1]))[1] - 1.5


def _begins_label(start: Row, strip: tuple[float, float]) -> bool:
    return abs(start.box.left - strip[1]) < 9 and bool(CRITERION.match(start.words[0].text))


def _free_strips(
    low: float, high: float, segments: Sequence[Row], covered: float
) -> list[tuple[float, float]]:
    """Return the strips between two places that no words cover, each at least 4 points wide.

    The head of the left column covers its own place up to `covered`.
    """
    spans = sorted((s.box.left, s.box.right) for s in segments if s.box.right > low and s.box.left < high)
    free: list[tuple[float, float]] = []
    at = min(covered, high)
    for left, right in spans:
        if left - at >= 4:
            free.append((at, left))
        at = max(at, right)
    return free


def straddles(row: Row, table: Table) -> bool:
    """Return whether words run across an edge between columns without a gap."""
    for edge in table.edges:
        for number, word in enumerate(row.words):
            if word.box.left < edge - 2 and word.box.right > edge + 3:
                return True
            before = row.words[number - 1] if number else None
            if (
                before
                and before.box.left < edge - 2 <= word.box.left + 1
                and word.box.left - before.box.right < 0.45 * word.size
                and before.box.right > edge - 0.7 * word.size
            ):
                return True
    return False


def holds_labels_beside(table: Table, rows: Sequence[Row]) -> bool:
    """Return whether what seems a column of guidance holds criteria: then these are two columns of text."""
    guidance = [n for n, head in enumerate(table.heads) if head.column is Column.GUIDANCE]
    for number in guidance:
        left = table.edges[number - 1] if number else 0.0
        labels = sum(
            bool(CRITERION.fullmatch(word.text)) and word is not row.words[-1]
            for row in rows[:_ROWS_LOOKED_AT]
            for word in row.words
            if left - 2 <= word.box.left < left + _NEAR_EDGE
        )
        if labels >= _LABELS_OF_CRITERIA:
            return True
    return False


_ROWS_LOOKED_AT = 60
_NEAR_EDGE = 20.0  # points from the edge of a column within which its labels begin
_LABELS_OF_CRITERIA = 3


def guessed_table(rows: Sequence[Row], before: float | None = None) -> tuple[Table, int, int] | None:
    """Return the columns of a table without heading row; None if there is none.

    With them come its first row and the row after its last. `before` is where criteria began in such a table
    on an earlier page.

    Criteria with labels are in one column, outcomes with a number in a column left of it, on the same lines
    or level with the middle of their criteria. What is right of them, separated by a gap on every line, is
    guidance.
    """
    starts: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for segment in row.segments(0.6):
            is_label = re.match(r"[A-Z]{0,4}\d{0,2}\.?\d{1,2}\.\d{1,2}\b", segment.words[0].text)
            if is_label and segment.words[0] is not row.words[-1]:
                starts.setdefault(round(segment.box.left / 4), []).append(number)
    if not starts:
        return None
    place, labelled = max(starts.items(), key=lambda entry: len(entry[1]))
    edge = place * 4.0 - 3
    beside = [number for number in range(len(rows)) if _outcome_left_of(rows[number], edge)]
    level = set(beside) & set(labelled)
    goes_on = before is not None and abs(before - edge) < 2 * _BESIDE
    if len(labelled) < 2 or not beside or not (level or goes_on or len(beside) > 1):
        return None
    first, last = min(*beside, *labelled), len(rows)
    left = min(rows[number].box.left for number in beside)
    heads = (
        Head("", Box(left, 0, left + 10, 0), Column.OUTCOME),
        Head("", Box(edge + 1, 0, edge + 10, 0), Column.CRITERIA),
    )
    table = Table(heads, (edge,))
    for number in range(first, len(rows)):
        if straddles(rows[number], table) or (section_of(rows[number].text) and rows[number].bold):
            last = number
            break
    return _with_guidance(table, rows[first:last]), first, last


_LEAST_WIDE = 60  # points of a column of outcomes
_BESIDE = 4.0  # points within which words begin at the same place


def _outcome_left_of(row: Row, edge: float) -> bool:
    """Return whether a row has the number and title of an outcome in a column left of the criteria."""
    words = [word for word in row.words if word.box.left < edge - 4]
    if not words or words[0].box.left > edge - _LEAST_WIDE or words[-1].box.right > edge + 2:
        return False
    label = label_of(Row(words).text)
    return label is not None and label.family in ("int", "outcome") and bool(label.rest)


def _is_quantity(words: Sequence[Word]) -> bool:
    return is_measure(" ".join(word.text for word in words[1:3]))


_BROAD = 80  # points of a column of criteria


def _with_guidance(table: Table, rows: Sequence[Row]) -> Table:
    """Return a table with a column of guidance right of the criteria if all rows leave a strip free there."""
    (start,) = table.edges
    words = [word for row in rows for word in row.words if word.box.left >= start]
    strips = []
    at = start + _BROAD
    for word in sorted(words, key=lambda word: word.box.left):
        if word.box.left - at >= 4:
            strips.append((at, word.box.left))
        at = max(at, word.box.right)
    for low, high in strips:
        both = sum(
            any(start <= word.box.left < low for word in row.words)
            and any(word.box.left >= high for word in row.words)
            for row in rows
        )
        rest = [words for row in rows if (words := [w for w in row.words if w.box.left >= high])]
        labels = sum(bool(CRITERION.fullmatch(w[0].text)) and not _is_quantity(w) for w in rest)
        aligned = sum(abs(words[0].box.left - high) < 2 for words in rest)
        if both >= 3 and labels < 2 and aligned >= 3:
            guidance = Head("", Box(high, 0, high + 10, 0), Column.GUIDANCE)
            return Table((*table.heads, guidance), (start, high - 1.5))
    return table
