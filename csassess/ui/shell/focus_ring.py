"""The ring around the control that has the keyboard, the same in every palette (WCAG 2.4.7, 1.4.11)."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from csassess.ui.widgets import theme

_LINE, _GAP = 2, 2  # pixels
_RINGED = (QAbstractButton, QComboBox, QTabBar)


class _Margins(QProxyStyle):
    """A style that keeps the ring outside of its control."""

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return _LINE + _GAP
        return super().pixelMetric(metric, option, widget)


class FocusRing(QObject):
    """A ring of the text's colour, with a gap, around the button, choice or tabs reached by keyboard.

    Fields and lists mark the focus by their own border; a press of the mouse needs no ring.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.frame = _Frame()
        app.focusChanged.connect(self._follow)

    def _follow(self, _: QWidget | None, focused: QWidget | None) -> None:
        if not isValid(self.frame):  # it lies in the window that it was last shown in, and went with it
            self.frame = _Frame()
        by_mouse = bool(QApplication.mouseButtons().value)
        is_ringed = isinstance(focused, _RINGED) and not by_mouse
        ringed = focused if is_ringed else None
        self.frame.setWidget(ringed)  # type: ignore[arg-type]  # Qt takes none as well
        self.frame.setVisible(is_ringed)


class _Frame(QFocusFrame):
    def __init__(self) -> None:
        super().__init__()
        self._margins = _Margins("Fusion")
        self.setStyle(self._margins)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().colours.ink), _LINE))
        half = _LINE // 2
        painter.drawRoundedRect(self.rect().adjusted(half, half, -half, -half), 8, 8)
