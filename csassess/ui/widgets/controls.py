"""Labels, buttons and other controls, styled by their role.

Words from other people are shown as they are: Qt would otherwise take some for markup, and load what
that names.
"""

import html
from collections.abc import Callable
from typing import Any

from PySide6 import QtGui
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from csassess.ui.widgets import theme
from csassess.ui.widgets.icons import icon

_HIGH = 10_000  # pixels: no words need more
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def label(words: str, role: str = "") -> QLabel:
    """Return a label that wraps; roles: title, heading, eyebrow, quiet, problem, code."""
    new = QLabel(words)
    new.setWordWrap(True)
    new.setTextFormat(Qt.TextFormat.PlainText)
    new.setProperty("role", role)
    return new


def plain_tip(words: str) -> str:
    """Return words for a tool tip that shows them as they are; Qt takes what looks like markup for that."""
    if not QtGui.Qt.mightBeRichText(words):
        return words
    return f"<qt>{html.escape(words).replace(chr(10), '<br>')}</qt>"


def set_tip(target: QWidget | QAction, words: str) -> None:
    """Set the tool tip of a widget or an action, as plain words."""
    target.setToolTip(plain_tip(words))


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet uses; style the widget again if it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class PassesWheel:
    """A field that the mouse wheel scrolls past: it changes no value there and moves no focus."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # type: ignore[attr-defined]  # of the widget

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass the wheel on to the page."""
        event.ignore()


class OneLine(QLabel):
    """A label of one line, shortened with … if too long; the tool tip holds all of it."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setMinimumWidth(theme.current().px(120))

    def setText(self, words: str) -> None:
        super().setText(words)
        set_tip(self, words)
        self.setAccessibleName(words)

    def paintEvent(self, _: QPaintEvent) -> None:
        elided = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.style().drawItemText(
            QPainter(self),
            self.rect(),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.palette(),
            True,
            elided,
            self.foregroundRole(),
        )


def shortened(words: str, most: int) -> str:
    """Return words of at most `most` characters, shortened with … if longer."""
    return words if len(words) <= most else words[: most - 1] + "…"


def offer(control: QWidget | QAction, reason: str = "") -> None:
    """Enable a control, or disable it and say in its tool tip why."""
    own_tip = control.property("ownTip")
    if own_tip is None:
        tip = control.toolTip()
        own_tip = "" if isinstance(control, QAction) and tip == control.text().replace("…", "") else tip
        control.setProperty("ownTip", own_tip)
    control.setEnabled(not reason)
    control.setToolTip(plain_tip(reason) if reason else own_tip)


def caption(words: str) -> str:
    """Return words for a tab or a menu, which show them as they are; Qt takes an & for an underline."""
    return words.replace("&", "&&")


class Button(QPushButton):
    """A button whose words are shown as they are."""

    def __init__(self, words: str) -> None:
        super().__init__(caption(words))

    def setText(self, words: str) -> None:
        super().setText(caption(words))

    def text(self) -> str:
        """Return the words as they are shown."""
        return super().text().replace("&&", "&")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button with Enter, as with Space; Enter ticks nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isCheckable():
            self.click()
        else:
            super().keyPressEvent(event)


class Link(Button):
    """A button that looks like a link; words that are too long for one line go on in the next."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._is_wrapped = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._extra().height() + self._needed(width - self._extra().width()).height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words are in this width."""
        super().resizeEvent(event)
        was_wrapped, self._is_wrapped = self._is_wrapped, self.width() < self.sizeHint().width()
        if self._is_wrapped:
            self.setMinimumHeight(self.heightForWidth(self.width()))
        elif was_wrapped:
            self.setMinimumHeight(0)

    def minimumSizeHint(self) -> QSize:
        whole, longest = self.sizeHint(), max(map(self.fontMetrics().horizontalAdvance, self._words()))
        return QSize(min(whole.width(), longest + self._extra().width()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)
            return
        option, painter = QStyleOptionButton(), QPainter(self)
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        colours, extra = theme.current().colours, self._extra().width()
        painter.setPen(QColor(colours.accent if self.isEnabled() else colours.quiet))
        painter.drawText(self.rect().adjusted(extra // 2, 0, -(extra // 2), 0), _WRAPPED, self.text())

    def _words(self) -> list[str]:
        return self.text().split() or [""]

    def _needed(self, width: int) -> QSize:
        """Return the room that the words need in a width."""
        return self.fontMetrics().boundingRect(QRect(0, 0, width, _HIGH), _WRAPPED, self.text()).size()

    def _extra(self) -> QSize:
        """Return the room around the words."""
        return self.sizeHint() - self._needed(_HIGH)


def button(words: str, clicked: Callable[[], object], role: str = "", icon_name: str = "") -> QPushButton:
    """Return a button of at least finger size; roles: main, link, chip, nav, finding."""
    if role == "link" and not icon_name:
        new: Button = Link(words)
    else:
        new = Button(f" {words}" if icon_name else words)  # a space, since Qt puts the icon too close
    new.setAutoDefault(False)  # Enter in a dialog saves it, and presses no button without the focus
    new.setProperty("role", role)
    new.setAccessibleName(words)
    if icon_name:
        colours = theme.current().colours
        ink = {"main": colours.on_accent, "link": colours.accent}.get(role, colours.ink)
        new.setIcon(icon(icon_name, ink))
        size = theme.current().px(18)
        new.setIconSize(QSize(size, size))
    new.clicked.connect(lambda *_: clicked())
    return new


def menu_button(words: str, menu: QMenu) -> QPushButton:
    """Return a button of three dots that opens a menu; a screen reader says the words."""
    new = button("", lambda: None, icon_name="ellipsis")
    new.setText("")
    new.setAccessibleName(words)
    set_tip(new, words)
    new.setMenu(menu)
    new.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return new


def rename(control: QPushButton, words: str) -> None:
    """Give a button other words, which a screen reader says too."""
    control.setText(words if control.icon().isNull() else f" {words}")
    control.setAccessibleName(words)


def only_icon_if_large(control: QPushButton) -> None:
    """Move the words of a button with an icon to its tool tip if text is large."""
    if theme.current().is_large:
        set_tip(control, control.accessibleName())
        control.setText("")


def chip(words: str, clicked: Callable[[], object]) -> QPushButton:
    """Return a rounded button that can be checked."""
    new = button(words, clicked, "chip")
    new.setCheckable(True)
    new.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return new
