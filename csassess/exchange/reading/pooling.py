"""Pairs the labels and sentences that copying a table separated, one by one, each with a doubt."""

import re

from csassess.catalogue import text
from csassess.exchange.reading.draft import Criterion, Outcome, UnitDraft
from csassess.exchange.reading.labels import Label, label_of

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def pair_sentences(draft: UnitDraft) -> None:
    """Divide the words of an outcome at full stops if there are as many sentences as labels."""
    criteria = [criterion for outcome in draft.outcomes for criterion in outcome.criteria]
    stops = sum(criterion.text.endswith(".") for criterion in criteria)
    if len(criteria) < 3 or stops < 0.4 * len(criteria):
        return
    for outcome in draft.outcomes:
        if any(_is_broken(criterion.text) for criterion in outcome.criteria):
            _pair(draft, outcome)


def _is_broken(words: str) -> bool:
    return not words or not words[:1].isupper() or not words.endswith(".") or label_of(words) is not None


def _pair(draft: UnitDraft, outcome: Outcome) -> None:
    labels: list[Label] = []
    words = ""
    for criterion in outcome.criteria:
        label = label_of(criterion.label or "")
        if label is None or "\n" in criterion.text:
            return
        labels.append(label)
        rest = criterion.text
        while (inner := label_of(rest)) and inner.family == label.family:
            labels.append(inner)
            rest = inner.rest
        words += " " + rest
    stem = labels[0].written[: len(labels[0].written) - len(str(labels[0].number[1]))] if labels else ""
    inside = re.compile(rf"(?<!\S){re.escape(stem)}(\d{{1,2}})(?!\S)")
    also = [int(number) for number in inside.findall(words)]
    words = inside.sub(" ", words)
    sentences = [part.strip() for part in _SENTENCE.split(" ".join(words.split()))]
    numbers = sorted({*(label.number[1] for label in labels), *also})
    if not labels or not stem.endswith(".") or len(sentences) != numbers[-1] - numbers[0] + 1:
        return
    kept = {criterion.label: criterion for criterion in outcome.criteria}
    before = outcome.criteria[0]
    paired = []
    for number, sentence in zip(range(numbers[0], numbers[-1] + 1), sentences, strict=True):
        name = f"{stem}{number}"
        known = kept.get(name)
        if known is None or known.text != sentence:
            draft.doubt(
                name, before.places[0][0], text("label and words came apart and were paired in their order")
            )
        before = Criterion(name, sentence, "", known.places if known else before.places, before.grade)
        paired.append(before)
    outcome.criteria = paired
