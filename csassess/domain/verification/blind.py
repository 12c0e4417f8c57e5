"""An item without names, for people to judge who do not know whose it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from csassess.catalogue import text
from csassess.domain.assessment.qualities import exceptions_in_words
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.quality.standardisation import BlindJudgement

_SHORTEST_PART = 2  # letters of a name that is looked for on its own


def without_names(words: str, portfolio: Portfolio, assessors: Iterable[str]) -> str:
    """Return words in which the names of candidate, assessors, witnesses and employers are replaced.

    Whole names are found in either case, first names and surnames as they are written.
    """
    candidate = portfolio.candidate
    people = [
        *((name, text("[candidate]")) for name in _names(candidate.name, candidate.known_as)),
        *((name, text("[assessor]")) for assessor in assessors for name in _names(assessor)),
        *((n, text("[witness]")) for w in portfolio.witnesses for n in _names(w.name, w.known_as)),
    ]
    places = [(job.employer, text("[employer]")) for job in portfolio.employments]
    places += [(visit.place, text("[site]")) for visit in portfolio.visits]
    for name, instead in sorted((*people, *places), key=lambda pair: -len(pair[0])):
        if name.strip():
            words = re.sub(rf"\b{re.escape(name)}\b", instead, words, flags=re.IGNORECASE)
    for name, instead in people:
        for part in name.split():
            if len(part) >= _SHORTEST_PART:
                words = re.sub(rf"\b{re.escape(part)}\b", instead, words)
    return words


def _names(*named: str) -> list[str]:
    return [name.strip() for words in named for name in words.split(",") if name.strip()]


def entries_without_names(portfolio: Portfolio, item_id: str, assessors: Iterable[str]) -> list[str]:
    """Return what an item says, in order, without names: description, notes, captions and feedback.

    Pictures and files are left out: they may show who it is.
    """
    item, assessors = portfolio.item(item_id), tuple(assessors)
    parts = [item.description]
    for note in portfolio.notes_of(item_id):
        parts += [note.question, note.text]
    parts += [photograph.caption for photograph in portfolio.photographs_of(item_id)]
    parts += [f"{entry.received} {entry.improvement}" for entry in portfolio.feedback_of(item_id)]
    return [without_names(part, portfolio, assessors) for part in parts if part.strip()]


@dataclass(frozen=True, slots=True)
class Compared:
    """How one criterion was judged: who found it shown, and who did not."""

    criterion: str
    shown: tuple[str, ...]
    not_shown: tuple[str, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether everyone judged it alike."""
        return not (self.shown and self.not_shown)


def compared(criteria: Iterable[str], judgements: Iterable[BlindJudgement]) -> list[Compared]:
    """Return how each criterion was judged, in the unit's order."""
    judgements = tuple(judgements)
    return [
        Compared(
            criterion,
            tuple(j.name for j in judgements if criterion in j.met),
            tuple(j.name for j in judgements if criterion not in j.met),
        )
        for criterion in criteria
    ]


def judged_words(judgement: BlindJudgement) -> str:
    """Return in words what a person found besides the criteria: qualities the item lacks, and reasons."""
    lacking = exceptions_in_words(judgement.exceptions).capitalize() + "." if judgement.exceptions else ""
    return " ".join(part for part in (lacking, judgement.words) if part)


def method_words(portfolio: Portfolio, item_id: str) -> str:
    """Return the method of an item in words."""
    method = portfolio.item(item_id).method
    try:
        return label(method)  # type: ignore[arg-type]
    except KeyError:  # a code of the centre's own
        return str(method)
