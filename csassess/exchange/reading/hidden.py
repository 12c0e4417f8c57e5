"""Labels in unexpected places: inside the words of a criterion, in a title, in words left over.

Columns that were read as one, or words that were left out, would otherwise hide a criterion without a trace.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from csassess.catalogue import plural, text
from csassess.exchange.reading.chain import is_measure
from csassess.exchange.reading.content import Line
from csassess.exchange.reading.draft import UnitDraft
from csassess.exchange.reading.headings import Section, is_lead
from csassess.exchange.reading.labels import Label, label_of, letter_of, without_bullet
from csassess.exchange.reading.marks import Marks
from csassess.exchange.reading.sections import spans_of
from csassess.exchange.reading.wording import clean

_REFERS = re.compile(  # words after which a number only refers to something
    r"(units?|outcomes?|criteri(a|on)|sections?|see|and|or|to|of|in|paragraphs?|version|table|figure|page"
    r"|clauses?|regulations?|part|step|annex|appendix|chapter|also|from|like|with|under|&|,)$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"[0-9]")
_GRADED = frozenset("PKMD")  # if one of them is used, the others may be too
_LOOK_AHEAD = 4  # words by which a label is recognised


def doubt_hidden_labels(draft: UnitDraft, lines: Sequence[Line], marks: Marks) -> None:
    """Point to criteria and titles that may hold another criterion, and to labels that were left over."""
    criteria = [criterion for outcome in draft.outcomes for criterion in outcome.criteria]
    known = {criterion.label for criterion in criteria if criterion.label}
    families = _families(known)
    if not families:
        return
    beside = families | _GRADED if families & _GRADED else families
    is_upper = sum(c.text[:1].isupper() for c in criteria) > 0.5 * len(criteria)
    for criterion in criteria:
        page = criterion.places[0][0] if criterion.places else None
        for label in _inside(criterion.text, families, is_upper=is_upper):
            reason = text("its words hold the number {number}, which might be a label", number=label.written)
            draft.doubt(criterion.label or criterion.text[:60], page, reason)
            _doubt_missing(draft, label, known, page)
    for outcome in draft.outcomes:
        page = outcome.places[0][0] if outcome.places else None
        for label in _inside(outcome.title, families | {"int"}, is_upper=True):
            reason = text("its title holds the number {number}, which might be a label", number=label.written)
            draft.doubt(outcome.name, page, reason)
            if label.family != "int":
                _doubt_missing(draft, label, known, page)
        for words in outcome.guidance:
            for label in _inside(words, beside, is_upper=is_upper, also_first=True):
                _doubt_missing(draft, label, known, page)
    unused = [(left.page, left.text) for left in draft.left_over]
    unused += [
        (line.page, line.text)
        for index, line in enumerate(lines)
        if index not in marks.at and line.section in (Section.IDENTITY, Section.PURPOSE)
    ]
    for page, words in unused:
        for label in _inside(words, beside, is_upper=is_upper, also_first=True):
            _doubt_missing(draft, label, known, page)


_MANY = 5  # lines left over that are worth a look though none begins with a label


def doubt_left_over(draft: UnitDraft, lines: Sequence[Line], marks: Marks) -> None:
    """Point to words left over that look like criteria, and to sections from which no criterion was read."""
    labelled = [left for left in draft.left_over if _looks_labelled(left.text)]
    if labelled or len(draft.left_over) >= _MANY:
        reason = plural(
            "{count} line was not used; it may hold a criterion",
            "{count} lines were not used; one may hold a criterion",
            len(draft.left_over),
        )
        draft.doubt(text("words left over"), (labelled or draft.left_over)[0].page, reason)
    read = " ".join(criterion.text for outcome in draft.outcomes for criterion in outcome.criteria)
    for low, high in spans_of(lines):
        below = [
            line
            for line in lines[low:high]
            if not line.opens and line.text.strip() and not is_lead(line.text)
        ]
        begun = any(low <= index < high and not mark.outcome for index, mark in marks.at.items())
        if below and not begun and not any(_is_in(line, read) for line in below):
            reason = text("no criterion was read below this heading")
            draft.doubt(clean(lines[low].text).rstrip(":"), lines[low].page, reason)


def _looks_labelled(words: str) -> bool:
    label = label_of(words) or letter_of(words)
    if label is None or len(label.rest.split()) < 2:
        return False
    return not is_measure(label.rest, whole=label.family == "int")


def _is_in(line: Line, read: str) -> bool:
    return clean(without_bullet(line.text)[0]) in read


def _doubt_missing(draft: UnitDraft, label: Label, known: set[str], page: int | None) -> None:
    if label.written not in known:
        draft.doubt(label.written, page, text("this label stands inside other words: look for its criterion"))


def _families(labels: set[str]) -> set[str]:
    """Return the kinds of label that a unit uses, without mere numbers and letters: these are too common."""
    found = Counter(label.family for words in labels if (label := label_of(words)))
    return {family for family, count in found.items() if count >= 2 and family not in ("int", "letter")}


def _inside(words: str, families: set[str], *, is_upper: bool, also_first: bool = False) -> Iterator[Label]:
    """Yield the labels of some kinds in the middle of words, each before words of its own."""
    parts = words.split() if _DIGIT.search(words) else []
    for number, part in enumerate(parts):
        if (number == 0 and not also_first) or not _DIGIT.search(part):
            continue
        if number and _REFERS.search(parts[number - 1]):
            continue
        label = label_of(" ".join(parts[number : number + _LOOK_AHEAD]))
        if label is None or label.family not in families or label.is_outcome is not (label.family == "int"):
            continue
        first = label.rest[:1]
        if not first.isalpha() or (is_upper and not first.isupper()) or is_measure(label.rest, whole=False):
            continue
        if label.family == "int" and label.glued:
            continue
        yield label
