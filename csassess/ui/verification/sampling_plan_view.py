"""The sampling plan as a table: candidates in rows, units in columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from csassess.catalogue import plural, text
from csassess.domain.assessment.portfolio_status import UnitStatus
from csassess.domain.dates import long_date
from csassess.domain.records.verification import Verdict
from csassess.domain.verification.sampling_plan import PlanRow, history_words, unit_names
from csassess.ui.widgets import theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def cell(unit: UnitStatus, *, formative: bool = False) -> tuple[str, str]:
    """Return a unit's sampling state as short text, with its tone: every sample, the last one first."""
    lines = list(reversed(history_words(unit, formative=formative)))
    urgent = _urgent(unit)
    if urgent:
        return "\n".join([urgent, *lines]), "bad"
    if lines:
        seen = [", ".join(unit.looked.methods)] if unit.looked.methods else []
        tone = "good" if unit.looked.verdict is Verdict.AGREE else "warn"
        return "\n".join([*lines, *seen]), tone
    if unit.not_sampled:
        return text("Not sampled: {reason}", reason=unit.not_sampled), "quiet"
    if unit.begun:
        return text("Being sampled"), "warn"
    return text("Never looked at\n{done} of {total} accepted", done=unit.done, total=unit.total), ""


def _urgent(unit: UnitStatus) -> str:
    """Return which actions of a unit wait, or were never sent; empty if none."""
    if unit.unsent:
        return plural("! {count} action not sent", "! {count} actions not sent", unit.unsent)
    if unit.open_actions:
        waiting = text("answered") if unit.answered else text("open")
        return plural("! {count} action", "! {count} actions", unit.open_actions) + f", {waiting}"
    return ""


class SamplingPlanModel(QAbstractTableModel):
    """The table model of the sampling plan's rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PlanRow] = []
        self.formative = False
        self._cells: dict[tuple[int, int], tuple[str, str]] = {}  # words and tone, once asked for
        self.planned: Mapping[tuple[str, str], list[str]] = {}
        self.units: list[tuple[str, str]] = []  # id and distinct name of each column's unit

    def show(self, rows: Sequence[PlanRow]) -> None:
        """Show rows, with a column for each unit that occurs in them."""
        self.beginResetModel()
        self.rows = list(rows)
        self._cells.clear()
        self.units = list(unit_names(rows).items())
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.units) + 1

    def unit_at(self, row: int, column: int) -> UnitStatus | None:
        """Return the unit of a cell, or None."""
        units = self.rows[row].summary.units
        return next((unit for unit in units if column and unit.unit == self.units[column - 1][0]), None)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.units[section - 1][1] if section else text("Candidate (all registered)")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, place = self.rows[index.row()], (index.row(), index.column())
        if place not in self._cells:
            unit = self.unit_at(*place)
            self._cells[place] = self._words(row, unit) if index.column() else self._candidate(row)
        words, tone = self._cells[place]
        colours = theme.current().colours
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words
            case Qt.ItemDataRole.AccessibleTextRole:
                about = f"{row.summary.name}, {self.units[index.column() - 1][1]}: " if index.column() else ""
                return f"{about}{words}"
            case Qt.ItemDataRole.ForegroundRole:
                colour_of = {
                    "good": colours.good,
                    "warn": colours.warn,
                    "bad": colours.bad,
                    "quiet": colours.quiet,
                }
                return QColor(colour_of.get(tone, colours.ink))
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _words(self, row: PlanRow, unit: UnitStatus | None) -> tuple[str, str]:
        """Return what a cell says of a unit, with its tone: how far it was sampled, and what is planned."""
        if unit is None:
            return "–", "quiet"
        words, tone = cell(unit, formative=self.formative)
        planned = self.planned.get((row.summary.candidate, unit.unit), [])
        return "\n".join([words, *planned]), tone

    @staticmethod
    def _candidate(row: PlanRow) -> tuple[str, str]:
        reported = (
            text("no file here; reported {day}", day=long_date(row.reported_on)) if row.reported_on else ""
        )
        own = text("own assessment") if row.own else ""
        return "\n".join(part for part in (row.summary.name, reported, own, row.summary.ended) if part), ""


class SamplingPlanView(QTableView):
    """The plan's table; emits `picked` when the chosen cell changes."""

    picked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.plan = SamplingPlanModel(self)
        self.setModel(self.plan)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls it and moves no focus
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        wrapped = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(
            Qt.TextFlag.TextWordWrap
        )
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag(wrapped))
        self.horizontalHeader().setMinimumSectionSize(theme.current().px(130))
        two_lines = self.horizontalHeader().fontMetrics().lineSpacing() * 2
        self.horizontalHeader().setFixedHeight(two_lines + theme.current().px(12))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(lambda *_: self.picked.emit())

    def show_rows(
        self,
        rows: Sequence[PlanRow],
        planned: Mapping[tuple[str, str], list[str]] | None = None,
        *,
        formative: bool = False,
    ) -> None:
        """Show rows; keep the chosen cell if it still exists.

        `planned` says in words what is planned of a unit, by candidate and unit.
        """
        chosen = self.current()
        self.plan.planned, self.plan.formative = planned or {}, formative
        self.plan.show(rows)
        if chosen:
            self.choose(chosen[0].summary.candidate, chosen[1].unit)
        self.resizeRowsToContents()
        for n in range(len(self.plan.rows)):
            self.setRowHeight(
                n, max(self.rowHeight(n) + theme.current().px(10), theme.current().px(theme.TARGET))
            )

    def choose(self, candidate: str, unit: str) -> None:
        """Choose the cell of a candidate's unit, if the plan has it."""
        columns = [unit_id for unit_id, _ in self.plan.units]
        for number, row in enumerate(self.plan.rows):
            if row.summary.candidate == candidate and unit in columns:
                self.setCurrentIndex(self.plan.index(number, columns.index(unit) + 1))

    def name_of(self, unit: str) -> str:
        """Return the name of a unit in the plan, as its column says it."""
        return dict(self.plan.units)[unit]

    def current(self) -> tuple[PlanRow, UnitStatus] | None:
        """Return the candidate and unit of the chosen cell, or None."""
        at = self.currentIndex()
        if not at.isValid() or at.row() >= len(self.plan.rows):
            return None
        unit = self.plan.unit_at(at.row(), at.column())
        return (self.plan.rows[at.row()], unit) if unit else None
