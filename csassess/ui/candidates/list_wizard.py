"""The dialog that takes in a list of candidates: columns on one side, who would be added on the other."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.exchange.lists import (
    SEPARATORS,
    CandidateList,
    DateOrder,
    Encoding,
    ListedCandidate,
    Reading,
    Table,
)
from csassess.services.lists import spreadsheets
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label, shortened
from csassess.ui.widgets.fields import ChoiceBox, choice
from csassess.ui.widgets.layouts import SIDE_BY_SIDE, column, frame, holder, row, scrolled, spaced
from csassess.ui.widgets.row_list import Row, RowList

_EXAMPLES, _LONGEST_EXAMPLE = 3, 24  # values shown of a column, characters of each
_MOST_WRONG, _MOST_RIGHT = 200, 50  # rows shown


def field_names() -> dict[str, str]:
    """Return what each field of a list is called on screen, in the order in which they are offered."""
    return {
        "name": text("Whole name"),
        "first_name": text("First name"),
        "middle_name": text("Middle name"),
        "surname": text("Surname"),
        "number": text("Candidate number"),
        "employer": text("Employer"),
        "job": text("Job"),
        "setting": text("Setting"),
        "sector": text("Sector"),
        "qualification": text("Qualification"),
        "registration": text("Registration number"),
        "registered": text("Registered on (date)"),
        "units": text("Units"),
        "uln": text("ULN (ten digits)"),
        "scn": text("Scottish Candidate Number (nine digits)"),
        "born": text("Date of birth (date)"),
        "planned_end": text("Planned end (date)"),
        "expires": text("Registration expires (date)"),
        "phone": text("Phone"),
        "email": text("E-mail"),
        "employer_phone": text("Employer’s phone"),
        "employer_email": text("Employer’s e-mail"),
    }


class ListWizard(QDialog):
    """Shows a list as it is read and who would be added; nobody is added before the button is pressed.

    Every change of a choice reads and checks again in the background, and the last one asked for is shown.
    """

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        content: bytes,
        listed: CandidateList | Table,
        *,
        enrols: bool,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("Import candidates from a list"))
        self._session, self._content, self._enrols = session, content, enrols
        self._asked, self._is_closed = 0, False
        self._order: DateOrder | None = None  # of dates, once it was chosen; until then as detected
        self._listed: CandidateList | None = None
        self._task: tasks.Task | None = None
        self.finished.connect(self._close)
        table = listed if isinstance(listed, Table) else listed.table
        self._table = table
        self.sheet, self.encoding, self.separator, self.dates = self._reading_choices(table)
        self.columns: dict[str, ChoiceBox] = {}
        self._column_rows, self._column_parts = column(), list[QWidget]()
        self.preview = RowList(text("Who would be added"))
        self.preview.setMinimumHeight(theme.current().px(260))
        self.summary, self.problem = label("", "eyebrow"), label("", "problem")
        self.wrong = choice([(text("add nobody"), False), (text("skip these rows"), True)], False)
        self.wrong.setAccessibleName(text("Rows with errors"))
        self.doing, self.progress = label("", "quiet"), QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.add = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.add.setText(text("Add candidates"))
        self.add.setProperty("role", "main")
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(text("Cancel"))
        self.buttons.accepted.connect(self._add)
        self.buttons.rejected.connect(self.reject)
        self._window = parent.window()
        self._lay_out()
        self.resize(self._width(), self._window.height() - 4 * theme.STEP)
        self._show_columns(table)
        if isinstance(listed, CandidateList):
            self._show(listed)
        else:
            self._check()

    def _lay_out(self) -> None:
        left = column(label(text("How the file is read"), "heading"), self._reading_row())
        left.addWidget(label(text("What each column holds"), "heading"))
        if not self._enrols:
            left.addWidget(label(text("The assessor enrols the candidates on their units."), "quiet"))
        left.addLayout(self._column_rows)
        left.addStretch(1)
        right = column(label(text("Who would be added"), "heading"), self.preview)
        right.setStretch(1, 1)
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(self.windowTitle(), "heading"))
        layout.addWidget(self._panes(left, right), 1)
        wrong = label(text("Rows with errors"), "eyebrow")
        wrong.setWordWrap(False)
        wrong.setBuddy(self.wrong)
        self._wrong_row = holder(row(wrong, self.wrong))
        end = row(self.summary, self._wrong_row)
        end.setStretch(0, 1)
        layout.addLayout(end)
        layout.addWidget(self.buttons)
        for below in (self.problem, self.doing, self.progress):
            layout.addWidget(below)
            below.hide()

    def _panes(self, left: QVBoxLayout, right: QVBoxLayout) -> QWidget:
        """Return the two sides, which scroll by themselves, or below each other if there is little room."""
        if self._width() < theme.current().px(SIDE_BY_SIDE):
            return scrolled(holder(column(holder(left), holder(right))))
        spaced(left)
        left.setContentsMargins(0, 0, theme.STEP, 0)
        columns = QWidget()
        columns.setLayout(left)
        sides = row(scrolled(columns), holder(right))
        sides.setSpacing(2 * theme.STEP)
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        return holder(sides)

    def _width(self) -> int:
        most = theme.current().px(1120)
        return min(most, self._window.width() - 4 * theme.STEP)

    def _reading_choices(self, table: Table) -> tuple[ChoiceBox, ChoiceBox, ChoiceBox, ChoiceBox]:
        """Return the choices of sheet, encoding, separator and order of dates, as they were detected."""
        marks = {
            ",": text("Comma ,"),
            ";": text("Semicolon ;"),
            "\t": text("Tab"),
            "|": text("Vertical bar |"),
        }
        reading = table.reading
        return (
            self._choice(text("Sheet"), [(each, each) for each in table.sheets], reading.sheet, self._read),
            self._choice(
                text("Character set"), [(each.words, each) for each in Encoding], reading.encoding, self._read
            ),
            self._choice(
                text("Separator"), [(marks[each], each) for each in SEPARATORS], reading.separator, self._read
            ),
            self._choice(text("Dates"), [(each.words, each) for each in DateOrder], None, self._choose_order),
        )

    def _choice(
        self, name: str, offered: list[tuple[str, Any]], present: Any, changed: Callable[[], None]
    ) -> ChoiceBox:
        field = choice(offered, present)
        field.setAccessibleName(name)
        field.activated.connect(lambda _: changed())
        return field

    def _reading_row(self) -> QWidget:
        is_workbook = bool(self._table.sheets)
        asked = [(self.sheet, len(self._table.sheets) > 1)]
        asked += [(self.encoding, not is_workbook), (self.separator, not is_workbook), (self.dates, True)]
        rows = column()
        for field, is_asked in asked:
            name = label(field.accessibleName(), "eyebrow")
            name.setWordWrap(False)
            name.setBuddy(field)
            pair = row(name, field)
            pair.setStretch(0, 2)
            pair.setStretch(1, 3)
            part = holder(pair)
            part.setVisible(is_asked)
            rows.addWidget(part)
        return holder(rows)

    def _show_columns(self, table: Table) -> None:
        """Show each column with its first values and a choice of what it holds."""
        recognised = spreadsheets.recognised(table.heads, table.repeated)
        held = {head: name for name, head in recognised.items()}
        for part in self._column_parts:
            self._column_rows.removeWidget(part)
            part.deleteLater()
        self._column_parts = []
        offered = [(text("(left out)"), "")]
        offered += [(words, n) for n, words in field_names().items() if self._enrols or n != "units"]
        self.columns = {}
        for place, head in enumerate(table.heads):
            values = (each.cells[place] for each in table.rows[:50] if not each.fault)
            different = [value for value in dict.fromkeys(values) if value][:_EXAMPLES]
            examples = [shortened(value, _LONGEST_EXAMPLE) for value in different]
            field = choice(offered, held.get(head, ""))
            field.setAccessibleName(text("Column “{head}” holds", head=head))
            field.activated.connect(partial(self._choose_column, head))
            self.columns[head] = field
            name = label(head)
            name.setBuddy(field)
            words = column(name, label("  ·  ".join(examples) or text("empty"), "quiet"))
            self._column_parts.append(frame("card", _halves(words, field), 1))
            self._column_rows.addWidget(self._column_parts[-1])

    def _choose_order(self) -> None:
        self._order = self.dates.currentData()
        self._check()

    def _choose_column(self, head: str, _: int) -> None:
        """Let a column hold what was chosen; another that held it is left out."""
        chosen = self.columns[head].currentData()
        for other, field in self.columns.items():
            if chosen and other != head and field.currentData() == chosen:
                field.setCurrentIndex(0)
        self._check()

    def _read(self) -> None:
        """Read the file again as chosen; what its columns hold is recognised again."""
        reading = Reading(
            self.encoding.currentData() if not self._table.sheets else None,
            self.separator.currentData() if not self._table.sheets else "",
            self.sheet.currentData() or "",
        )

        def done(table: Table) -> None:
            if table.heads != self._table.heads:
                self._table = table
                self._show_columns(table)
            self._table = table
            self._check()

        self._start(lambda _: spreadsheets.read_table(self._content, reading), done)

    def chosen_columns(self) -> Mapping[str, str]:
        """Return the column of each field, empty for those that none holds."""
        held = {field.currentData(): head for head, field in self.columns.items()}
        return {name: held.get(name, "") for name in spreadsheets.FIELDS}

    def _check(self) -> None:
        table, columns, order = self._table, self.chosen_columns(), self._order
        self._start(
            lambda caseload: spreadsheets.check_candidates(caseload, table, columns, order), self._show
        )

    def _start(self, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        """Work in the background; what was asked for before is not shown any more."""
        self._asked += 1
        asked = self._asked

        def show(result: Any) -> None:
            if asked == self._asked and not self._is_closed:
                self._task = None
                done(result)

        def refused(sentence: str) -> None:
            if asked == self._asked and not self._is_closed:
                self._task, self._listed = None, None
                self.preview.show_rows([])
                self.summary.setText("")
                self._wrong_row.hide()
                self._say(sentence)

        self._task = self._session.run_in_background(work, show, refused)

    @property
    def is_busy(self) -> bool:
        """Return whether something is being read, checked or added."""
        return self._task is not None

    def _show(self, listed: CandidateList) -> None:
        self._listed = listed
        self.problem.hide()
        self.dates.setCurrentIndex(self.dates.findData(listed.date_order))
        wrong = [each for each in listed.rows if each.errors]
        looked_at = [each for each in listed.rows if each.remarks and not each.errors]
        right = [each for each in listed.rows if not each.errors and not each.remarks]
        shown = [*wrong[:_MOST_WRONG], *looked_at[:_MOST_WRONG], *right[:_MOST_RIGHT]]
        rows = [_row(each) for each in shown]
        left = len(listed.rows) - len(shown)
        if left:
            rows.append(Row("more", plural("and {count} more row", "and {count} more rows", left)))
        self.preview.show_rows(rows)
        self._wrong_row.setVisible(bool(wrong))
        can_be = plural(
            "{count} candidate can be added", "{count} candidates can be added", len(listed.rows) - len(wrong)
        )
        errors = plural("{count} row has errors", "{count} rows have errors", len(wrong))
        self.summary.setText(f"{can_be}, {errors}." if wrong else f"{can_be}.")

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _add(self) -> None:
        """Add the candidates in the background, and close once they are added."""
        listed, skips = self._listed, bool(self.wrong.currentData())
        if self.is_busy:
            self._say(text("The list is still being checked. Try again in a moment."))
            return
        if listed is None:  # why not is shown already
            return

        def done(count: int) -> None:
            self._session.notify_changed()
            self._session.message.emit(
                plural("{count} candidate was added.", "{count} candidates were added.", count)
            )
            self._task = None
            self.accept()

        def refused(sentence: str) -> None:
            self._task = None
            self.setEnabled(True)
            for part in (self.doing, self.progress):
                part.hide()
            self._say(sentence)

        self.problem.hide()
        self.doing.setText(text("Adding the candidates …"))
        for part in (self.doing, self.progress):
            part.show()
        self.setEnabled(False)
        self._task = self._session.run_in_background(
            lambda caseload: spreadsheets.import_candidates(caseload, listed, without_wrong=skips),
            done,
            refused,
            text("The candidates of the list are still being added. Wait a moment."),
        )

    def reject(self) -> None:
        """Close, unless candidates are being added."""
        if self.isEnabled():
            super().reject()

    def _close(self) -> None:
        self._is_closed = True
        self.deleteLater()


def _halves(words: QVBoxLayout, field: QWidget) -> QHBoxLayout:
    halves = row(words, field)
    halves.setStretch(0, 1)
    halves.setStretch(1, 1)
    return halves


def _row(listed: ListedCandidate) -> Row:
    """Return a row of the preview: how the values were understood, and what is wrong with them."""
    names = field_names()
    values = [
        long_date(listed.days[name]) if name in listed.days else value
        for name, value in listed.values.items()
        if name in names and value and name not in ("name", "first_name", "middle_name", "surname")
    ]
    said = [sentence[:1].upper() + sentence[1:] + "." for sentence in listed.errors or listed.remarks]
    in_words = "  ·  ".join(shortened(value, 60) for value in values)
    return Row(
        listed.line,
        shortened(listed.values["name"], 120) or text("(no name)"),
        " ".join(said) or in_words,
        in_words if said else "",
        state=text("Line {line}", line=listed.line),
        tone="bad" if listed.errors else "warn" if listed.remarks else "quiet",
    )
