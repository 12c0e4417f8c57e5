"""A tool bar of actions on one item of evidence."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolBar, QWidget

from csassess.domain.records.evidence import EvidenceItem
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import set_tip
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.shortcuts import ShortcutAction

_WORDS_FIT = 820  # pixels of the page at 100 % text


class ItemBar(QToolBar):
    """Actions on the item of a page, with shortcuts that work anywhere on the page.

    `ready` saves what is being typed and returns whether that succeeded.
    """

    def __init__(self, name: str, page: QWidget, session: Session, ready: Callable[[], bool]) -> None:
        super().__init__()
        self._page, self._session, self._ready = page, session, ready
        self._candidate = self._item = ""
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        size = theme.current().px(18)
        self.setIconSize(QSize(size, size))
        self.setAccessibleName(name)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def set_item(self, candidate_id: str, item_id: str) -> None:
        """Set the item that the actions are for; an empty id means none."""
        self._candidate, self._item = candidate_id, item_id

    def fit(self, width: int) -> None:
        """Show only icons if a page of this width has no room for words."""
        is_narrow = width < theme.current().px(_WORDS_FIT)
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if is_narrow
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )

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
        self.addAction(action)
        widget = self.widgetForAction(action)
        widget.setProperty("role", role)
        widget.setAccessibleName(words)
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._page.addAction(action)
        return action

    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._candidate)

    def _current(self) -> EvidenceItem | None:
        """Return the item as recorded now, or None if none is set or it was undone."""
        if not self._item:
            return None
        return next((item for item in self._view().portfolio.evidence if item.id == self._item), None)
