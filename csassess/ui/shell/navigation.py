"""The pages that are always one step away: the bar at the top and the Go menu."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from csassess.catalogue import text
from csassess.ui.base.location import Page
from csassess.ui.shell.actions import new_action
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, restyle, set_tip
from csassess.ui.widgets.layouts import row
from csassess.ui.widgets.theme import STEP

_WIDE, _TIGHT, _ICON = 16, 3, 22  # pixels at 100 % text: padding of the buttons, width of an icon
_TIGHT_TEXT = 12 / 14  # of the text's size, for words without icons


@dataclass(frozen=True, slots=True)
class Destination:
    """A page of the Go menu; those with an icon are in the bar as well."""

    page: Page
    words: Callable[[], str]
    icon_name: str = ""


_DESTINATIONS = (
    Destination(Page.TODAY, lambda: text("Today"), "house"),
    Destination(Page.CANDIDATES, lambda: text("Candidates"), "users"),
    Destination(Page.FORMS, lambda: text("Forms"), "file-text"),
    Destination(Page.EXCHANGE, lambda: text("Send and receive"), "send"),
    Destination(Page.VERIFICATION, lambda: text("Verification"), "shield-check"),
    Destination(Page.CENTRE, lambda: text("Centre"), "landmark"),
    Destination(Page.QUESTIONS, lambda: text("Question bank")),
    Destination(Page.UNITS, lambda: text("Units")),
    Destination(Page.PAIRS, lambda: text("Criteria in two units")),
)


def page_actions(parent: QObject, go_to: Callable[[Page], object]) -> list[QAction]:
    """Return an action for each destination, with Ctrl and its number as shortcut."""
    return [
        new_action(parent, destination.words(), partial(go_to, destination.page), f"Ctrl+{number}")
        for number, destination in enumerate(_DESTINATIONS, start=1)
    ]


class NavigationBar(QFrame):
    """A button for each destination; the trailing widgets are on the right."""

    def __init__(self, go_to: Callable[[Page], object], *trailing: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._group = QButtonGroup(self)
        self.buttons = {
            destination.page: button(
                destination.words(), partial(go_to, destination.page), "nav", destination.icon_name
            )
            for destination in _DESTINATIONS
            if destination.icon_name
        }
        for nav_button in self.buttons.values():
            nav_button.setCheckable(True)
            nav_button.setAutoExclusive(True)  # for a screen reader, one of several
            self._group.addButton(nav_button)
        self._words = {page: nav_button.text() for page, nav_button in self.buttons.items()}
        self._icons = {page: nav_button.icon() for page, nav_button in self.buttons.items()}
        self._trailing = trailing
        layout = row(*self.buttons.values(), 0, *trailing)
        layout.setContentsMargins(8, 4, 8, 4)  # room for the ring of a button that has the focus
        self.setLayout(layout)
        self._fit(self.sizeHint().width())

    def minimumSizeHint(self) -> QSize:
        """Ask for no width of its own: a narrow bar shows icons only."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        """Show icons and words if there is room, else words only, else only icons but for Today."""
        room = width - sum(widget.sizeHint().width() + 2 * STEP for widget in self._trailing) - 2 * STEP
        has_icons = self._needed(_WIDE, icon_width=_ICON) <= room
        has_words = has_icons or self._needed(_TIGHT) * _TIGHT_TEXT <= room
        for page, nav_button in self.buttons.items():
            words = self._words[page] if has_words or page is Page.TODAY else ""
            if nav_button.text() != words:
                nav_button.setText(words)
                set_tip(nav_button, "" if words else self._words[page].strip())
            nav_button.setIcon(self._icons[page] if has_icons or not has_words else QIcon())
            restyle(nav_button, "tight", "" if has_icons or not has_words else "true")

    def _needed(self, padding: int, icon_width: int = 0) -> int:
        """Return the width of all buttons with their words, in pixels."""
        measure, px = self.fontMetrics(), theme.current().px
        around = 2 * px(padding) + px(icon_width) + STEP
        return sum(measure.horizontalAdvance(words) + around for words in self._words.values())

    def show_page(self, shown: Page) -> None:
        """Check the button of the page shown; none if it has no button."""
        self._group.setExclusive(False)
        for page, nav_button in self.buttons.items():
            nav_button.setChecked(page is shown)
        self._group.setExclusive(True)
