"""What can be found by words from anywhere in the window."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction

from csassess.catalogue import text
from csassess.domain.names import finder, folded
from csassess.services.candidates import candidates
from csassess.services.papers.common import describe
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.units import wording
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session

_MOST = 40  # rows; whoever wants more types another letter
_MOST_CRITERIA = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Something found: its words, what it is, and what choosing it does."""

    words: str
    kind: str
    choose: Callable[[], object]


class Finder:
    """Finds among candidates, what the present one has, and what the menus offer, read once for a search."""

    def __init__(
        self,
        session: Session,
        candidate_id: str,
        actions: Iterable[QAction],
        go: Callable[[Location], object],
    ) -> None:
        self._view, self._go = session.portfolio_view(candidate_id) if candidate_id else None, go
        self._offered = [
            *_candidates(session, go),
            *(_of_portfolio(self._view, go) if self._view else ()),
            *_actions(actions),
        ]

    def find(self, typed: str) -> list[Found]:
        """Return what the typed words find, what begins with them first; empty if nothing is typed."""
        if not typed.strip():
            return []
        holds_it, beginning = finder(typed), folded(typed)
        found = [each for each in self._offered if holds_it(each.words)]
        if self._view:
            found += _criteria(typed, self._view, self._go)
        return sorted(found, key=lambda each: not folded(each.words).startswith(beginning))[:_MOST]


def _candidates(session: Session, go: Callable[[Location], object]) -> Iterator[Found]:
    for candidate in session.read(candidates.list_candidates):
        place = Location(Page.PORTFOLIO, candidate.id)
        words = "  ".join(filter(None, (candidate.name, candidate.number)))
        yield Found(words, text("Candidate"), partial(go, place))


def _of_portfolio(view: PortfolioView, go: Callable[[Location], object]) -> Iterator[Found]:
    name, candidate_id = view.portfolio.candidate.name, view.portfolio.candidate.id
    items = (
        Found(
            text(
                "Item {number}  {words}",
                number=view.portfolio.number_of(item),
                words=describe(item, view.portfolio),
            ),
            text("Item of {name}", name=name),
            partial(go, Location(Page.EVIDENCE, candidate_id, item.id)),
        )
        for item in view.portfolio.evidence
    )
    units = (
        Found(
            unit.full_name,
            text("Unit of {name}", name=name),
            partial(go, Location(Page.MATRIX, candidate_id, unit=unit.id)),
        )
        for unit in view.units
    )
    yield from items
    yield from units


def _criteria(typed: str, view: PortfolioView, go: Callable[[Location], object]) -> Iterator[Found]:
    for unit_id, label in wording.find(view, typed)[:_MOST_CRITERIA]:
        unit = view.of(unit_id).unit
        yield Found(
            f"{view.name_of(unit)} {unit.short(label)}  {unit.wording(label)}",
            text("Criterion"),
            partial(go, Location(Page.MATRIX, view.portfolio.candidate.id, unit=unit_id)),
        )


def _actions(actions: Iterable[QAction]) -> Iterator[Found]:
    for action in actions:
        if action.isEnabled() and action.text() and action.menu() is None:
            shortcut = action.shortcut().toString()
            kind = "  ".join(filter(None, (text("Action"), shortcut)))
            yield Found(action.text().replace("&", "").rstrip("…"), kind, action.trigger)
