"""What a unit still needs: one line per requirement, each a link to the place to meet it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.assessment.findings import Finding, FindingState
from csassess.domain.assessment.planning import requirements_left
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.labels import with_capital
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label, set_tip, shortened
from csassess.ui.widgets.layouts import ANY_HEIGHT, spaced
from csassess.ui.widgets.row_list import Row, RowList

_AROUND_WORDS = 64  # pixels at 100 % text, of the heading's icon and padding
_FEWEST_LINES = 3  # shown of an unfolded list, however low the window


class FindingsPanel(QWidget):
    """The evidence requirements of one unit: what is still needed in the heading, all of them below it."""

    chosen = Signal(object)  # the finding
    unfolded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = button("", self._fold, "finding", "chevron-down")
        self.heading.setMinimumWidth(1)  # its words are cut to the width there is
        self._summary_words = ""
        self.leaving = label("")  # never cut: it is what is looked at on the site
        self.list = RowList(text("Evidence requirements"), head_width=40)
        self.list.chosen.connect(self.chosen.emit)
        self.warnings = label("", "quiet")
        self.leaving.setMargin(theme.STEP)
        self.leaving.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        spaced(layout, 0, 0)
        layout.addWidget(self.leaving)
        layout.addWidget(self.heading)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.warnings)
        self._foldable = False

    def show_unit(self, view: PortfolioView, unit_id: str, to_leave_with: Sequence[str] = ()) -> None:
        """Show the findings of one unit, under the name that tells it from the candidate's others.

        `to_leave_with` is what to look for, over all units, before the site of an open visit is left.
        """
        self.heading.setVisible(bool(unit_id))
        if not unit_id:
            self.leaving.hide()
            self.list.hide()
            self.warnings.hide()
            return
        if not self._foldable:
            self.list.show()
        unit_standing = view.of(unit_id)
        self.leaving.setText(text("Leave the site with: {what}", what="  ·  ".join(to_leave_with)))
        self.leaving.setVisible(bool(to_leave_with))
        summary = self._summary(unit_standing, shortened(view.name_of(unit_standing.unit), 24))
        self._summary_words = summary
        self.heading.setAccessibleName(summary)
        set_tip(self.heading, summary)
        self._show_summary()
        self.list.show_rows([_row(finding, unit_standing) for finding in unit_standing.findings])
        self._fit_list()
        self.warnings.setText("\n".join(unit_standing.warnings))
        self.warnings.setVisible(bool(unit_standing.warnings) and not self.list.isHidden())

    def set_foldable(self, foldable: bool) -> None:
        """Set whether the heading folds the list away; a foldable list starts folded."""
        if foldable != self._foldable:
            self._foldable = foldable
            self.list.setVisible(not foldable)
            self.warnings.setVisible(not foldable and bool(self.warnings.text()))
        self._fit_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_summary()

    def _show_summary(self) -> None:
        """Show as much of the summary as fits in a line; the tool tip holds all of it."""
        room = self.width() - theme.current().px(_AROUND_WORDS)
        words = self.heading.fontMetrics().elidedText(self._summary_words, Qt.TextElideMode.ElideRight, room)
        self.heading.setText(f" {words}")

    def _fit_list(self) -> None:
        """Keep a list below the criteria low, but high enough for its first lines."""
        highest = theme.current().px(220)
        fewest = min(self.list.height_of(_FEWEST_LINES), highest)
        self.list.setMinimumHeight(fewest if self._foldable else 0)
        self.list.setMaximumHeight(highest if self._foldable else ANY_HEIGHT)

    def _fold(self) -> None:
        if self._foldable:
            self.list.setVisible(self.list.isHidden())
            if not self.list.isHidden():
                self.unfolded.emit()
            self.warnings.setVisible(not self.list.isHidden() and bool(self.warnings.text()))

    def _summary(self, unit_standing: UnitStanding, name: str) -> str:
        if unit_standing.findings[0].state is FindingState.NONE_STATED:
            return text("{unit}: the unit states no evidence requirements", unit=name)
        left = requirements_left(unit_standing)
        if not left:
            return text("{unit}: all evidence requirements met", unit=name)
        return text("{unit} still needs: {unmet}", unit=name, unmet="  ·  ".join(left))


def _row(finding: Finding, unit_standing: UnitStanding) -> Row:
    tones = {FindingState.MET: "good", FindingState.OPEN: "warn", FindingState.NOT_ALLOWED: "bad"}
    detail = with_capital(finding.detail)
    item_text = unit_standing.unit.item_text(finding.requirement, finding.item)
    return Row(
        finding,
        finding.name,
        item_text or detail,
        detail if item_text else "",
        finding.state.words,
        tones.get(finding.state, "quiet"),
    )
