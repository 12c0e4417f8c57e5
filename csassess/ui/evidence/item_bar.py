"""A tool bar of actions on one item of evidence."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from csassess.domain.records.evidence import EvidenceItem
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import set_tip
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.shortcuts import ShortcutAction

_ALL_BUTTONS_FIT = 820  # pixels of the page at 100 % text


class ItemBar(QToolBar):
    """Actions on the item of a page, with shortcuts that work anywhere on the page.

    `ready` saves what is being typed and returns whether that succeeded. Actions that do not fit a narrow
    page are in the menu “More”: `under_more` holds them.
    """

    def __init__(self, name: str, page: QWidget, session: Session, ready: Callable[[], bool]) -> None:
        super().__init__()
        self._page, self._session, self._ready = page, session, ready
        self._candidate = self._item = ""
        self._offered: list[QAction] = []  # all actions, in their order
        self._roles: dict[QAction, str] = {}
        self.under_more: list[QAction] = []
        self._measured = QToolButton(self)  # never shown
        self._measured.hide()
        self._measured.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        size = theme.current().px(18)
        self.setIconSize(QSize(size, size))
        self._measured.setIconSize(QSize(size, size))
        self.setAccessibleName(name)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def set_item(self, candidate_id: str, item_id: str) -> None:
        """Set the item that the actions are for; an empty id means none."""
        self._candidate, self._item = candidate_id, item_id

    @staticmethod
    def is_narrow(width: int) -> bool:
        """Return whether a page of this width has no room for all buttons."""
        return width < theme.current().px(_ALL_BUTTONS_FIT)

    def fit(self, width: int) -> None:
        """Choose the buttons and words that a page of this width has room for."""
        raise NotImplementedError

    def _add(
        self, words: str, icon_name: str, act: Callable[[], object], keys: str = "", role: str = ""
    ) -> QAction:
        """Add an action; role `main` highlights its button."""
        colours = theme.current().colours
        colour = colours.on_accent if role == "main" else colours.ink
        action = ShortcutAction(icon(icon_name, colour), words, self)
        action.setIconText(f" {words}")  # Qt places the icon too close to the words
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        set_tip(action, f"{words}  ({keys})" if keys else words)
        action.setIconVisibleInMenu(False)  # its colour suits the bar, not a menu
        action.triggered.connect(lambda *_: act())
        self._offered.append(action)
        self._roles[action] = role
        self._place(action)
        self._page.addAction(action)
        return action

    def _place(self, action: QAction, before: QAction | None = None) -> None:
        """Give an action its button, at the end of the bar or before another."""
        if before:
            self.insertAction(before, action)
        else:
            self.addAction(action)
        widget = self.widgetForAction(action)
        widget.setProperty("role", self._roles[action])
        widget.setAccessibleName(action.text())
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _leave_to_menu(self, actions: Sequence[QAction]) -> None:
        """Keep these actions out of the bar, and give all others their buttons, in their order."""
        if self.under_more == list(actions):
            return
        self.under_more = list(actions)
        following = next((action for action in self.actions() if action not in self._offered), None)
        for action in reversed(self._offered):
            if action in self.under_more:
                self.removeAction(action)
                continue
            if self.widgetForAction(action) is None:
                self._place(action, following)
            following = action

    def _width_with_words(self, action: QAction) -> int:
        """Return the pixels that the button of an action takes with its words."""
        self._measured.setIcon(action.icon())
        self._measured.setText(action.iconText())
        self._measured.ensurePolished()
        return self._measured.sizeHint().width() + theme.STEP  # at most the space between two buttons

    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._candidate)

    def _current(self) -> EvidenceItem | None:
        """Return the item as recorded now, or None if none is set or it was undone."""
        if not self._item:
            return None
        return next((item for item in self._view().portfolio.evidence if item.id == self._item), None)
