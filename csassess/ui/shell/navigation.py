"""The pages that are always one step away: the bar at the top and the Go menu."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from csassess.catalogue import text
from csassess.ui.base.location import Page
from csassess.ui.shell.actions import new_action
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button
from csassess.ui.widgets.layouts import row


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
        for page, nav_button in self.buttons.items():
            nav_button.setCheckable(True)
            self._group.addButton(nav_button)
            if theme.current().is_large and page is not Page.TODAY:  # icons only, to fit a small screen
                nav_button.setToolTip(nav_button.text())
                nav_button.setText("")
        layout = row(*self.buttons.values(), 0, *trailing)
        layout.setContentsMargins(8, 2, 8, 2)
        self.setLayout(layout)

    def show_page(self, shown: Page) -> None:
        """Check the button of the page shown; none if it has no button."""
        self._group.setExclusive(False)
        for page, nav_button in self.buttons.items():
            nav_button.setChecked(page is shown)
        self._group.setExclusive(True)
