"""Text that is side by side on a page without being a table: two columns of text, notes in the margin."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from statistics import median

from csassess.exchange.reading.documents.columns import CRITERION
from csassess.exchange.reading.documents.pdf_words import Word
from csassess.exchange.reading.documents.rows import Row
from csassess.exchange.reading.headings import Section, section_of

_SMALLER = 0.9  # points by which the type of notes is smaller than that of the text
_APART = 4.0  # points between notes and text
_LABELS = 40.0  # points left of words in which their labels are
_FREE = 9.0  # points left free between text and notes of the same size


def without_notes(rows: Sequence[Row]) -> tuple[list[Row], list[Word]]:
    """Return rows without the notes in their margin, and the words of these notes.

    Notes are in smaller type left or right of all the text, at least twice on a line with it; or right of a
    strip that every line below the first label leaves free.
    """
    words = [word for row in rows for word in row.words]
    if len(words) < 40:
        return list(rows), []
    usual = median(word.size for word in words)
    text = [word for word in words if word.size > usual - _SMALLER]
    starts = Counter(
        round(first.box.left)
        for row in rows
        for first in [next((word for word in row.words if word.size > usual - _SMALLER), None)]
        if first
    )
    left = starts.most_common(1)[0][0]
    right = max(word.box.right for word in text)
    labels = sum(bool(CRITERION.match(word.text)) for word in text if abs(word.box.left - left) < 2 * _APART)
    notes = {
        id(word): word
        for word in words
        if word.size <= usual - _SMALLER
        and (word.box.right < left - _APART or word.box.left > right + _APART)
    }
    beside = sum(
        any(id(word) in notes for word in row.words) and any(id(word) not in notes for word in row.words)
        for row in rows
    )
    if labels < 3:
        return list(rows), []
    if beside < 2 or len(notes) > 0.4 * len(words) or _cuts_lines(rows, notes.keys()):
        notes = _on_the_right(rows)
    kept = [[word for word in row.words if id(word) not in notes] for row in rows]
    return [Row(rest) for rest in kept if rest], list(notes.values())


def _cuts_lines(rows: Sequence[Row], notes: Collection[int]) -> bool:
    """Return whether words taken for notes, by their identity, go on a line of a column in small type."""
    return any(
        (id(before) in notes) != (id(after) in notes) and after.box.left - before.box.right < after.size
        for row in rows
        for before, after in pairwise(row.words)
    )


def _on_the_right(rows: Sequence[Row]) -> dict[int, Word]:
    """Return the words of few, short notes right of all criteria, by their identity; empty if none."""
    first = next((n for n, row in enumerate(rows) if CRITERION.fullmatch(row.words[0].text)), len(rows))
    below = rows[first:]
    words = sorted((word for row in below for word in row.words), key=lambda word: word.box.left)
    if len(words) < 40:
        return {}
    far = words[0].box.left + 0.6 * (max(word.box.right for word in words) - words[0].box.left)
    at = words[0].box.right
    for number, word in enumerate(words):
        if word.box.left - at >= _FREE and at > far:
            notes = words[number:]
            beside = sum(row.box.left < at and row.box.right > at for row in below)
            labelled = any(CRITERION.fullmatch(word.text) for word in words if word.box.right > at - _LABELS)
            if beside >= 2 and len(notes) <= 0.25 * len(words) and not labelled:
                return {id(note): note for note in notes}
        at = max(at, word.box.right)
    return {}


def in_two_columns(rows: Sequence[Row], width: float) -> list[tuple[list[Row], float | None]]:
    """Divide rows into stretches, each with the place of the gutter if it is set in two columns."""
    best = (0, 0, 0, 0, 0.0)  # score, length, first row, end, gutter
    for middle in range(round(width * 0.42), round(width * 0.6), max(4, round(width / 150))):
        start = None
        for number, row in enumerate([*rows, None]):
            crossed = row is None or any(
                w.box.left < middle + 1 and w.box.right > middle - 1 for w in row.words
            )
            if not crossed and row is not None:
                gap = _gap_at(row, middle)
                crossed = gap is not None and gap < 0.7 * row.size
            if not crossed and start is None:
                start = number
            if crossed and start is not None:
                score = _sides(rows[start:number], middle)
                if (score, number - start) > best[:2]:
                    end = _last_beside(rows, start, number, middle)
                    best = (score, number - start, start, end, float(middle))
                start = None
    score, _, first, end, gutter = best
    if score < 4:
        return [(list(rows), None)]
    parts = [(list(rows[:first]), None), (list(rows[first:end]), gutter), (list(rows[end:]), None)]
    return [(part, place) for part, place in parts if part]


def _last_beside(rows: Sequence[Row], start: int, end: int, middle: float) -> int:
    """Return where two columns end: before a heading with nothing to its right from there on.

    A heading of criteria ends them if words run across the page further below.
    """
    for number in range(start + 1, end):
        right = any(word.box.left >= middle for row in rows[number:end] for word in row.words)
        section = section_of(rows[number].text)
        if right or section is None:
            continue
        if section in (Section.REQUIREMENTS, Section.OTHER) or (rows[number].bold and end < len(rows)):
            return number
    return end


def _gap_at(row: Row, x: float) -> float | None:
    left = [word.box.right for word in row.words if word.box.right <= x]
    right = [word.box.left for word in row.words if word.box.left >= x]
    return min(right) - max(left) if left and right else None


def _sides(rows: Sequence[Row], middle: float) -> int:
    """Return how many rows have sentences on both sides of a gutter; 0 if that is by chance.

    If both sides have criteria with labels, the lines of the columns need not be level.
    """
    lefts = [sum(word.box.right <= middle for word in row.words) >= 2 for row in rows]
    rights = [sum(word.box.left >= middle for word in row.words) >= 2 for row in rows]
    both = sum(left and right for left, right in zip(lefts, rights, strict=True))
    if len(rows) < 6:
        return 0
    labels = _labels_beside(rows, middle)
    if (
        both >= 0.4 * len(rows)
        and bool(labels[0]) == bool(labels[1])
        and (bool(labels[0]) or len(rows) >= 10)
    ):
        return both
    fewer = min(sum(lefts), sum(rights))
    uneven = labels[0] >= 3 and fewer >= 10 and _is_column(rows, middle)
    return fewer if min(labels) >= 2 or uneven else 0


def _is_column(rows: Sequence[Row], middle: float) -> bool:
    """Return whether the words right of a gutter are a column of text: their lines begin below each other."""
    firsts = [next((word for word in row.words if word.box.left >= middle), None) for row in rows]
    starts = Counter(round(word.box.left) for word in firsts if word)
    return starts.most_common(1)[0][1] >= 0.6 * starts.total()


def _labels_beside(rows: Sequence[Row], middle: float) -> tuple[int, int]:
    """Return how many labels of criteria begin the words left and right of a gutter."""
    counts = []
    for side in (False, True):
        starts = [next((w for w in row.words if (w.box.left >= middle) is side), None) for row in rows]
        counts.append(sum(bool(word and CRITERION.fullmatch(word.text)) for word in starts))
    return counts[0], counts[1]
