"""What an offer of a page is: its controls, and the service that carries it out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QApplication, QToolBar

from csassess.services.progress.portfolio_view import portfolio_view
from csassess.ui.base.location import Page
from tests.support.verifying import UNIT


@dataclass
class Case:
    """A window on a caseload at one candidate, and perhaps one item."""

    window: Any
    caseload: Any
    id: str
    item_id: str = ""
    spare: str = ""  # another candidate, about whom nothing is recorded

    @cached_property
    def view(self):
        return portfolio_view(self.caseload, self.id)

    @property
    def portfolio(self):
        return self.view.portfolio

    @property
    def item(self):
        return self.portfolio.item(self.item_id)

    @property
    def visit(self):
        return self.portfolio.visit_of(self.item) if self.item_id else None

    @property
    def note(self):
        notes = self.portfolio.notes_of(self.item_id)
        return next((note for note in notes if note.id == self.window.evidence.notes.note), None)

    @property
    def photograph(self):
        return next(iter(self.portfolio.photographs_of(self.item_id)), None)

    @property
    def testimony(self):
        return self.portfolio.testimony_of(self.item_id)

    @property
    def unit(self):
        return self.view.standings[0].unit if self.view.standings else None

    @property
    def unit_id(self):
        return self.unit.id if self.unit else UNIT

    @property
    def sample(self):
        return next(s for s in self.portfolio.samples if s.id == self.window.place.form)

    @property
    def today(self):
        return self.caseload.clock().date()

    @property
    def is_observing(self):
        return self.visit is not None and self.visit.is_open

    def run(self, service, *arguments, **named):
        return service(self.caseload, self.id, *arguments, **named)

    def of_item(self, service, *arguments, **named):
        return service(self.caseload, self.id, self.item_id, *arguments, **named)


@dataclass(frozen=True)
class Offer:
    """One offer of a page. It is open if one of its controls can be pressed.

    `service` carries it out with the smallest valid input. `content` matches refusals that are about
    what is written, which the page can only say on trying. `applies` tells whether the input exists.
    `waits` tells that the page asks for another step first, although the service does not insist.
    """

    page: Page
    controls: Callable[[Any], list[Any]]
    service: Callable[[Case], object]
    content: str = "$^"
    applies: Callable[[Case], object] = lambda case: True
    waits: Callable[[Case], object] = lambda case: False


def buttons_with(page: str, words: str) -> Callable[[Any], list[Any]]:
    return lambda w: [c for c in controls_of(getattr(w, page)) if words_of(c).startswith(words)]


def controls_of(page: Any) -> list[Any]:
    """Return every button and action that a page shows, also those in the menus of its buttons."""
    QApplication.processEvents()  # lay out new cards
    buttons = [b for b in page.findChildren(QAbstractButton) if b.isVisible()]
    menus = [b.menu() for b in buttons if hasattr(b, "menu") and b.menu()]
    bars = [bar for bar in page.findChildren(QToolBar) if bar.isVisible()]
    actions = [a for part in (*menus, *bars) for a in part.actions() if a.isVisible() and a.text()]
    shown_in_bars = {bar.widgetForAction(a) for bar in bars for a in bar.actions()}
    return [*(b for b in buttons if b not in shown_in_bars), *actions]


def words_of(control: Any) -> str:
    """Return the words of a button or action."""
    return (control.text() or control.toolTip()).strip()
