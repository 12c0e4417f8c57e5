"""The header of an item: its number, method, date and state, and what its site does not allow."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.assessment.item_state import ItemState
from csassess.domain.assessment.qualities import exceptions_in_words
from csassess.domain.dates import clock_time, long_date
from csassess.domain.labels import label as words_for
from csassess.domain.records.evidence import EvidenceItem, Judgement, Method
from csassess.domain.records.visits import Visit
from csassess.domain.written_up import item_written_up
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import OneLine, button, label, shortened
from csassess.ui.widgets.layouts import column, row
from csassess.ui.widgets.status_text import account_in_words, item_state_words, site_rules_in_words


class ItemHeader(QWidget):
    """An item's title and state, with a link back to the candidate's portfolio."""

    go = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._candidate = ""
        self.back = button("", self._go_back, "link", "arrow-left")
        self.title, self.subtitle = OneLine("heading"), OneLine()
        self.state = OneLine("eyebrow")
        self.rules = label("", "problem")  # never cut: people on site rely on them
        self.rules.setWordWrap(False)
        second = row(self.state, self.rules, self.subtitle)
        second.setStretch(2, 1)
        second.setSpacing(3 * theme.STEP)  # else the state runs into the place
        titles = column(self.title, second)
        titles.setSpacing(0)
        layout = row(self.back, titles)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_item(self, view: PortfolioView, item: EvidenceItem) -> None:
        """Show an item of a portfolio."""
        portfolio = view.portfolio
        self._candidate = portfolio.candidate.id
        method = words_for(Method(item.method)) if item.method in list(Method) else item.method
        self.back.setText(f" {shortened(portfolio.candidate.name, 24)}")
        self.title.setText(f"{portfolio.number_of(item)}  {method.capitalize()}, {long_date(item.on)}")
        state, judgement = view.state_of(item), portfolio.judgement_of(item.id)
        visit = portfolio.visit_of(item)
        if visit and visit.typing_up and not state.is_locked:
            words = typing_up_in_words(visit), account_in_words(portfolio, item)
        else:
            words = item_state_words(state)[0], account_in_words(portfolio, item)
        self.state.setText("   ".join(filter(None, words)))
        parts = (
            item_written_up(item, portfolio),
            exceptions_in_words(judgement.exceptions) if judgement else "",
            _reason(judgement) if judgement and state is not ItemState.ACCEPTED else "",
            item.description,
        )
        self.subtitle.setText("  ·  ".join(part for part in parts if part))
        self.rules.setText("  ·  ".join(site_rules_in_words(visit)))
        self.rules.setVisible(bool(self.rules.text()))
        for other in (self.state, self.subtitle):  # large text has no room for both
            other.setVisible(not (self.rules.text() and theme.current().is_large))

    def _go_back(self) -> None:
        self.go.emit(Location(Page.PORTFOLIO, self._candidate))


def _reason(judgement: Judgement) -> str:
    """Return why an item is not accepted, as its judgement says it."""
    if judgement.reopened:
        return text("Reopened: {reason}", reason=judgement.comment)
    return judgement.comment


def typing_up_in_words(visit: Visit) -> str:
    """Return which visit is being typed up: its day, and from when to when it went on."""
    return text(
        "Typing up the visit of {day}, {from_}–{to}",
        day=long_date(visit.on),
        from_=clock_time(visit.started, visit.ended) if visit.started else "",
        to=clock_time(visit.ended, visit.started) if visit.ended else "",
    )
