"""The matrix of one unit as a table model: items in rows, criteria in columns."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from csassess.catalogue import text
from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.assessment.eligibility import reason_not_allowed
from csassess.domain.assessment.item_actions import reason_against_changing
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import short_date
from csassess.domain.records.evidence import EvidenceItem, Reference
from csassess.services.papers.common import describe
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import plain_tip
from csassess.ui.widgets.status_text import criterion_in_words

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.BackgroundRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
    }
)
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
FIXED = 2  # columns before the criteria: number, evidence


class MatrixModel(QAbstractTableModel):
    """The references of one candidate's items to a unit's criteria.

    Editing a cell sets the location inside the item ("p. 4").
    """

    ticked = Signal(str, str, bool)  # item, criterion, whether it is to be ticked
    located = Signal(str, str, str)  # item, criterion, location

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[EvidenceItem, ...] = ()
        self.labels: tuple[str, ...] = ()
        self._unit_standing: UnitStanding | None = None
        self._view: PortfolioView | None = None
        self.barred = ""  # why no one here may reference criteria in this portfolio
        self._cells: dict[tuple[str, str], list[Reference]] = {}
        self._words: dict[tuple[int, int], str] = {}

    def show(self, view: PortfolioView, unit_standing: UnitStanding, labels: tuple[str, ...]) -> None:
        """Show the items of a portfolio against these criteria of a unit."""
        items = tuple(view.portfolio.items_not_withdrawn())
        same = (
            items == self.items
            and labels == self.labels
            and self._unit_standing
            and self._unit_standing.unit == unit_standing.unit
        )
        if not same:
            self.beginResetModel()
        before, cells_before, view_before = self._unit_standing, self._cells, self._view
        self.items, self.labels, self._unit_standing, self._view = items, labels, unit_standing, view
        self._cells, self._words = {}, {}
        for reference in view.portfolio.references:
            if reference.unit == unit_standing.unit.id:
                self._cells.setdefault((reference.evidence, reference.criterion), []).append(reference)
        if not same:
            self.endResetModel()
        elif before and view_before:
            for column in self._columns_that_differ(before, cells_before, view_before):
                self.dataChanged.emit(self.index(0, column), self.index(self.rowCount() - 1, column))

    def _columns_that_differ(
        self, before: UnitStanding, cells: dict[tuple[str, str], list[Reference]], view: PortfolioView
    ) -> list[int]:
        """Return the columns to show again: all criteria if an item was accepted or reopened."""
        assert self._unit_standing is not None
        assert self._view is not None
        accepted, now = view.portfolio.is_accepted, self._view.portfolio.is_accepted
        coverage = self._unit_standing.coverage
        judged = any(accepted(item) != now(item) for item in self.items)
        changed = {
            key[1] for key in cells.keys() | self._cells.keys() if cells.get(key) != self._cells.get(key)
        }
        return [
            column
            for column, label in enumerate(self.labels, start=FIXED)
            if judged or label in changed or before.coverage.of(label) != coverage.of(label)
        ]

    def references_at(self, index: Index) -> list[Reference]:
        """Return the references of a cell."""
        if not self._is_cell(index):
            return []
        return self._cells.get((self.items[index.row()].id, self.labels[index.column() - FIXED]), [])

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.items) + 2  # below the items: occasions, and methods

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.labels) + FIXED

    def _is_cell(self, index: Index) -> bool:
        return index.row() < len(self.items) and index.column() >= FIXED

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        can_change = self._is_cell(index) and not self._reason_against(self.items[index.row()])
        return _EDITABLE if can_change else _READABLE

    def _reason_against(self, item: EvidenceItem) -> str:
        judgement = self._view.portfolio.judgement_of(item.id) if self._view else None
        return self.barred or reason_against_changing(item, judgement)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return [text("No"), text("Evidence"), *self._short_labels()][section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 1:
            return _LEFT
        if role == Qt.ItemDataRole.ToolTipRole and section >= FIXED and self._unit_standing:
            return plain_tip(self._unit_standing.unit.wording(self.labels[section - FIXED]))
        return None

    def _short_labels(self) -> list[str]:
        """Return the labels without the unit's number, which the tab shows."""
        return [self._unit_standing.unit.short(label) for label in self.labels] if self._unit_standing else []

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: PLR0911
        if role not in _ROLES or not index.isValid():
            return None
        is_total = self.is_total(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.words(index.row(), index.column())
            case Qt.ItemDataRole.EditRole:
                return next((r.location for r in self.references_at(index) if r.location), "")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if index.column() == 1 else Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.FontRole if self.is_bold(index.row(), index.column()):
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(self.colour(index.row(), index.column()))
            case Qt.ItemDataRole.BackgroundRole if is_total:
                return QColor(theme.current().colours.ground)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index.row(), index.column())
            case Qt.ItemDataRole.ToolTipRole if self._view and not is_total and index.column() == 1:
                return plain_tip(describe(self.items[index.row()], self._view.portfolio))
        return None

    def is_total(self, row: int) -> bool:
        """Return whether a row is the total below the items."""
        return row >= len(self.items)

    def is_bold(self, row: int, column: int) -> bool:
        """Return whether a cell is written in bold."""
        return column == 0 or self.is_total(row)

    def words(self, row: int, column: int) -> str:
        """Return the text of a cell; cached until the record is shown again."""
        words = self._words.get((row, column))
        if words is None:
            words = self._words[row, column] = (
                self._total(row, column) if self.is_total(row) else self._in_words(row, column)
            )
        return words

    def colour(self, row: int, column: int) -> str:
        """Return the text colour of a cell."""
        colours = theme.current().colours
        if column < FIXED or self.is_total(row):
            return colours.ink
        return {"A": colours.good, "n": colours.bad}.get(self.words(row, column)[:1], colours.warn)

    def _in_words(self, row: int, column: int) -> str:
        item = self.items[row]
        if column == 0:
            return item.number
        if column == 1:
            return f"{item.method}  {short_date(item.on)}  {item.description}"
        references = self._cells.get((item.id, self.labels[column - FIXED]))
        if not references:
            return ""
        location = next((r.location for r in references if r.location), "")
        return f"{self._letter(item, references[0])}{' ' + location if location else ''}"

    def _letter(self, item: EvidenceItem, reference: Reference) -> str:
        """Return A for accepted, d for draft, n for not allowed, so that colour is not the only sign."""
        assert self._unit_standing is not None
        assert self._view is not None
        unit = self._unit_standing.unit
        if reason_not_allowed(unit, item, reference.criterion, self._view.portfolio):
            return "n"
        return "A" if self._view.portfolio.is_accepted(item) else "d"

    def _total(self, row: int, column: int) -> str:
        """Return a criterion's accepted occasions, or in the last row the methods that showed it."""
        methods = row > len(self.items)
        if column < FIXED or self._unit_standing is None:
            name = text("by which methods") if methods else text("occasions accepted")
            return name if column == 1 else ""
        criterion = self._unit_standing.coverage.of(self.labels[column - FIXED])
        if criterion.state is not CriterionState.ACCEPTED:
            return "–"
        return "\n".join(criterion.methods) if methods else str(criterion.occasions)

    def _spoken(self, row: int, column: int) -> str:
        if column < FIXED:
            return self.words(row, column)
        criterion = self.labels[column - FIXED]
        if self.is_total(row) and self._unit_standing:
            return criterion_in_words(self._unit_standing.coverage.of(criterion))
        item, letter = self.items[row], self.words(row, column)[:1]
        if not letter:
            state = text("not referenced")
        elif letter == "n" or self._view is None:
            state = text("not allowed for this unit")
        else:
            state = self._view.state_of(item).words
        words = text("item {number}, {criterion}: {state}")
        return words.format(number=item.number, criterion=criterion, state=state)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for a reference with the location typed into a cell.

        The cell changes when the record has changed.
        """
        if role != Qt.ItemDataRole.EditRole or not self._is_cell(index) or value == self.data(index, role):
            return False
        self.located.emit(self.items[index.row()].id, self.labels[index.column() - FIXED], str(value).strip())
        return True

    def toggle(self, index: Index) -> None:
        """Ask to tick a cell, or to remove its references if it is ticked."""
        if self._is_cell(index):
            criterion = self.labels[index.column() - FIXED]
            self.ticked.emit(self.items[index.row()].id, criterion, not self.references_at(index))
