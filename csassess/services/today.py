"""What is left for the assessor to finish."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from csassess.catalogue import plural, text
from csassess.domain.acceptance import reasons_against_accepting
from csassess.domain.evidence import EvidenceItem, NoteKind
from csassess.domain.portfolio import Portfolio
from csassess.services.overview import Overview


@dataclass(frozen=True, slots=True)
class ToFinish:
    """Something of the assessor's own to finish: whose, which item (none where it is of the portfolio as a whole), and what."""

    candidate: str
    item: str
    who: str
    what: str


def to_finish(views: Iterable[Overview]) -> list[ToFinish]:
    """Return the drafts of all candidates with what each still needs, the oldest first; before them what two machines set differently."""
    found = []
    for view in views:
        differing = len(view.portfolio.conflicts)
        if differing:
            words = plural(
                "{count} value was set differently on two machines: choose",
                "{count} values were set differently on two machines: choose",
                differing,
            )
            found.append((date.min, ToFinish(view.portfolio.candidate.id, "", view.portfolio.candidate.name, words)))
        for item in view.portfolio.standing_items():
            if not view.portfolio.is_accepted(item):
                who = text("{name}, item {number}", name=view.portfolio.candidate.name, number=item.number)
                found.append((item.on, ToFinish(view.portfolio.candidate.id, item.id, who, _needs(item, view))))
    return [waiting for _, waiting in sorted(found, key=lambda pair: pair[0])]


def _needs(item: EvidenceItem, view: Overview) -> str:
    if item.id in view.portfolio.doubted:
        return text("Changed on another machine since it was accepted. Judge it again.")
    moments = _moments(item, view.portfolio)
    if moments:
        return plural("{count} moment to write up", "{count} moments to write up", moments)
    reasons = reasons_against_accepting(item, view.portfolio, [stand.unit for stand in view.standings])
    return " ".join(reason.words for reason in reasons) or text("Ready for you to accept.")


def _moments(item: EvidenceItem, portfolio: Portfolio) -> int:
    return sum(note.kind is NoteKind.MOMENT and not note.text.strip() for note in portfolio.notes_of(item.id))
