"""A strip with one shape for each criterion of a unit, in the unit's order."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import plain_tip
from csassess.ui.widgets.status_text import coverage_in_words, criterion_in_words

# Pixels at 100 % text size: pitch of the shapes, diameter of one, gap between outcomes.
_STEP, _SHAPE, _GAP = 18, 12, 10


class CoverageStrip(QWidget):
    """A unit's coverage: filled is accepted, half is draft, hollow is no evidence yet.

    A gap separates outcomes. The tool tip of a shape describes its criterion.
    """

    def __init__(self, unit_standing: UnitStanding) -> None:
        super().__init__()
        self._unit_standing = unit_standing
        self.setAccessibleName(coverage_in_words(unit_standing.coverage.counts))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(_STEP) * 8, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return round(places[-1][1].bottom()) + theme.current().px(3) if places else 0

    def _places(self, width: int) -> list[tuple[str, QRectF]]:
        """Return each criterion's label and shape; an outcome that does not fit starts a new line."""
        px = theme.current().px
        left, top, places = 0, 0, []
        for outcome in self._unit_standing.unit.outcomes:
            needed = len(outcome.criteria) * px(_STEP)
            if left and left + needed > width:
                left, top = 0, top + px(_STEP)
            for criterion in outcome.criteria:
                if left + px(_STEP) > width and left:
                    left, top = 0, top + px(_STEP)
                places.append((criterion.label, QRectF(left + 1, top + px(3), px(_SHAPE), px(_SHAPE))))
                left += px(_STEP)
            left += px(_GAP)
        return places

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for label, place in self._places(self.width()):
            state = self._unit_standing.coverage.of(label).state
            tone = {CriterionState.ACCEPTED: colours.good, CriterionState.DRAFT: colours.warn}.get(
                state, colours.quiet
            )
            painter.setPen(QPen(QColor(tone), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if state is CriterionState.ACCEPTED:
                painter.setBrush(QColor(tone))
            painter.drawEllipse(place)
            if state is CriterionState.DRAFT:
                painter.setBrush(QColor(tone))
                painter.drawPie(place, 90 * 16, 180 * 16)

    def event(self, event: QEvent) -> bool:
        """Show the tool tip of the shape under the pointer."""
        if isinstance(event, QHelpEvent):
            at = QPointF(event.pos())
            label = next(
                (
                    name
                    for name, place in self._places(self.width())
                    if place.adjusted(-3, -3, 3, 3).contains(at)
                ),
                "",
            )
            words = criterion_in_words(self._unit_standing.coverage.of(label)) if label else ""
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)
