"""Doubts about a unit that was put together: gaps, equal labels, odd sentences, kinds."""

import re
from collections import Counter
from statistics import median

from csassess.catalogue import text
from csassess.exchange.reading.chain import is_measure
from csassess.exchange.reading.draft import Criterion, Outcome, UnitDraft
from csassess.exchange.reading.labels import Label, label_of
from csassess.exchange.reading.wording import Vocabulary, oddities

_KNOWING = re.compile(
    r"(?:be able to )?(analyse|assess|classify|compare|contrast|critically|define|describe"
    r"|differentiate|discuss"
    r"|distinguish|evaluate|examine|explain|explore|give (?:an )?examples?|identify|illustrate"
    r"|interpret|justify|know"
    r"|list|name|outline|recall|recogni[sz]e|state|suggest|summari[sz]e|understand|what|why|how"
    r"|when|the|which|say)\b",
    re.IGNORECASE,
)
_PERFORMING = re.compile(
    r"be able to|use |carry|work |maintain|plan |prepare |do |apply |produce ", re.IGNORECASE
)
_TITLE_KNOWING = re.compile(
    r"(?:the learner will )?(?:be able to )?(know|understand|be aware|recogni[sz]e the|learn about)"
    r"|knowledge|understanding|deall|gwybod",
    re.IGNORECASE,
)


def settle_kinds(draft: UnitDraft) -> None:
    """Set the kind of each outcome by its title, its labels, or, with a doubt, its verbs."""
    for outcome in draft.outcomes:
        outcome.kind = outcome.kind or _kind(outcome, draft)
        for criterion in outcome.criteria:
            criterion.kind = outcome.kind


def _kind(outcome: Outcome, draft: UnitDraft) -> str:
    prefixes = {criterion.label[:1] for criterion in outcome.criteria if criterion.label}
    if prefixes == {"K"}:
        return "knowledge"
    if _TITLE_KNOWING.match(outcome.title):
        return "knowledge"
    if re.match(r"be able to|do |carry out|gallu ", outcome.title, re.IGNORECASE) or prefixes == {"P"}:
        return "performance"
    if (
        outcome.label is None
        and all(re.search(r"\d[a-z]$", c.label or "") for c in outcome.criteria)
        and outcome.criteria
    ):
        return "knowledge"
    knowing = sum(bool(_KNOWING.match(criterion.text)) for criterion in outcome.criteria)
    share = knowing / max(len(outcome.criteria), 1)
    if share >= 0.3:
        page = outcome.places[0][0] if outcome.places else None
        draft.doubt(outcome.name, page, text("the kind is taken from the verbs of its criteria only"))
    return "knowledge" if share > 0.6 else "performance"


def check(draft: UnitDraft, refused: list[tuple[int, Label, str]], vocabulary: Vocabulary) -> None:
    """Add what is doubtful about the criteria of a draft."""
    criteria = [(outcome, criterion) for outcome in draft.outcomes for criterion in outcome.criteria]
    for outcome in draft.outcomes:
        _numbering(draft, outcome)
        if not outcome.criteria:
            page = outcome.places[0][0] if outcome.places else None
            draft.doubt(outcome.name, page, text("the outcome has no criteria"))
        elif outcome.label and not outcome.title:
            draft.doubt(outcome.name, _page(outcome.criteria[0]), text("the outcome has no title"))
    _outcome_numbers(draft)
    _equal(draft, criteria)
    usual = _Usual([criterion for _, criterion in criteria])
    for _, criterion in criteria:
        name = criterion.label or criterion.text[:60]
        for reason in (*oddities(criterion.text, vocabulary), *usual.departures(criterion)):
            draft.doubt(name, _page(criterion), reason)
    _unlabelled(draft, criteria)
    _refused(draft, refused)


def _page(criterion: Criterion) -> int | None:
    return criterion.places[0][0] if criterion.places else None


def _numbering(draft: UnitDraft, outcome: Outcome) -> None:
    """Point to numbers left out: the criterion before them may have swallowed the words."""
    before: tuple[Label, Criterion] | None = None
    seen: dict[str, tuple[Label, Criterion]] = {}
    for criterion in outcome.criteria:
        label = label_of(criterion.label or "")
        if label is None:
            continue
        before = seen.get(label.family)
        seen[label.family] = (label, criterion)
        number = label.number[1] or label.number[0]
        last = (before[0].number[1] or before[0].number[0]) if before else 0
        if before is None and (label.family == "int" or not label.number[0]):
            continue
        if number > last + 1:
            stem = re.sub(r"(\d+|[a-z])$", "", label.written)
            for missing in range(last + 1, number):
                name = f"{stem}{missing}" if label.written[-1:].isdigit() else f"{stem}{chr(96 + missing)}"
                draft.doubt(name, _page(criterion), text("the number is missing"))
            if before:
                reason = text("the number after it is missing: its words may hold the next criterion")
                draft.doubt(before[1].label, _page(before[1]), reason)
            else:
                draft.doubt(criterion.label, _page(criterion), text("the numbers before it are missing"))


def _outcome_numbers(draft: UnitDraft) -> None:
    numbers = [int(o.label) for o in draft.outcomes if o.label and o.label.isdigit()]
    for number in range(1, max(numbers, default=0)):
        if number not in numbers:
            draft.doubt(text("outcome {label}", label=number), None, text("the number is missing"))


def _equal(draft: UnitDraft, criteria: list[tuple[Outcome, Criterion]]) -> None:
    labels = Counter((id(outcome), c.label) for outcome, c in criteria if c.label)
    texts = Counter(c.text for _, c in criteria)
    for outcome, criterion in criteria:
        if criterion.label and labels[id(outcome), criterion.label] > 1:
            draft.doubt(criterion.label, _page(criterion), text("two criteria have this label"))
        if not criterion.text:
            draft.doubt(criterion.label, _page(criterion), text("no words stand beside this label"))
        elif texts[criterion.text] > 1:
            draft.doubt(
                criterion.label or criterion.text[:60],
                _page(criterion),
                text("two criteria have the same words"),
            )


class _Usual:
    """How most criteria of a unit are written, and what departs from that."""

    def __init__(self, criteria: list[Criterion]) -> None:
        texts = [c.text for c in criteria if c.text]
        self._many = len(texts) >= 5
        self._length = median([len(words) for words in texts]) if texts else 0
        upper = sum(words[:1].isupper() for words in texts)
        stops = sum(words.endswith(".") for words in texts)
        self._upper = upper >= 0.8 * len(texts)
        self._lower = upper <= 0.2 * len(texts)
        self._stops = stops >= 0.8 * len(texts)
        self._no_stops = stops <= 0.2 * len(texts)
        seconds = sum(bool(_SECOND.search(words)) for words in texts)
        self._seconds = seconds > 0.25 * len(texts)

    def departures(self, criterion: Criterion) -> list[str]:
        """Return how a criterion departs from the others."""
        words, found = criterion.text, []
        if not words:
            return []
        first = words.split("\n")[0]
        if len(words.split()) < 2:
            found.append(text("it is very short"))
        if len(first) > max(350, 4 * self._length) or len(words) > max(900, 8 * self._length):
            found.append(text("it is very long"))
        if _SECOND.search(first) and not self._seconds:
            found.append(text("a second sentence begins inside it"))
        if self._many and "\n" not in words:
            if self._upper and words[:1].islower():
                found.append(text("it begins with a small letter, unlike the others"))
            if self._stops and not words.endswith((".", ":", "?")):
                found.append(text("it ends without a full stop, unlike the others"))
        return found


_SECOND = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bNo)(?<![A-Z])[.!?]\s+[A-Z][a-z]*\s")


def _unlabelled(draft: UnitDraft, criteria: list[tuple[Outcome, Criterion]]) -> None:
    if criteria and all(criterion.label is None for _, criterion in criteria):
        draft.doubt(text("labels"), _page(criteria[0][1]), text("the document gives the criteria no labels"))


def _refused(draft: UnitDraft, refused: list[tuple[int, Label, str]]) -> None:
    """Point to numbers at the start of lines that were taken for words, not for labels."""
    known = {criterion.label for outcome in draft.outcomes for criterion in outcome.criteria}
    for page, label, holder in refused:
        if is_measure(label.rest) or not label.number[1]:
            continue
        if label.written in known:
            if len(label.rest.split()) >= 4:
                draft.doubt(label.written, page, text("the label stands a second time, before other words"))
            continue
        if holder:
            reason = text("its words hold the number {number}, which might be a label", number=label.written)
            draft.doubt(holder, page, reason)
        if len(label.rest.split()) >= 3:
            draft.doubt(label.written, page, text("the number begins a line, but out of its order"))
