"""The chosen row of a review: its label, its words, its kind, and what can be done with it."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from csassess.catalogue import text
from csassess.domain.labels import label as words_for
from csassess.domain.labels import with_capital
from csassess.domain.units.review import FACTS, WORDED, Part, Review, ReviewRow, above_in_words
from csassess.domain.units.units import grade_words
from csassess.domain.units.values import LONGEST_LABEL, Grade, Kind
from csassess.ui.units.review_words import row_name
from csassess.ui.units.rule_editor import names_of
from csassess.ui.units.rules_panel import RulesPanel
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, chip, label, offer, rename
from csassess.ui.widgets.fields import choice, line, lines
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, holder, row, spaced

_ONE_LINE = (Part.FACT, Part.LEFT_OVER)


class RowEditor(QWidget):
    """Edits one row.

    `edited` gives the values changed; the other signals what was pressed.
    """

    edited = Signal(object)
    right = Signal()
    below = Signal(object)  # the part of a new row
    joined = Signal()
    divided = Signal(int)
    put_aside = Signal()
    used = Signal(str)  # the row that left-over words are added to
    made = Signal(object)  # the part that left-over words become
    version_said = Signal(object)  # the unit of which this is a new version; empty for a new unit

    def __init__(self) -> None:
        super().__init__()
        self._row: ReviewRow | None = None
        self._target = ""
        self.name, self.doubts = label("", "heading"), label("", "problem")
        self.label = line("", text("label"), longest=LONGEST_LABEL)
        self.label.setAccessibleName(text("Label"))
        self.label.setFixedWidth(theme.current().px(90))

        self.words = lines()
        self.words.setAccessibleName(text("Words"))
        self.kind = choice([(words_for(kind), kind) for kind in Kind])
        self.kind.setAccessibleName(text("Kind"))
        self.kind.setMinimumContentsLength(11)
        self.grade = choice([(text("no grade"), None), *((grade_words(grade), grade) for grade in Grade)])
        self.grade.setAccessibleName(text("Grade"))
        self.grade.setMinimumContentsLength(10)
        self.version = choice([])
        self.version.setAccessibleName(text("New unit or new version"))
        self.version.activated.connect(lambda _: self.version_said.emit(self.version.currentData()))
        self._versions: list[tuple[str, Any]] = []
        self.not_stated = chip(text("Not stated"), self._state_nothing)
        self.apart = chip(text("Tick each line of the list on its own"), self._tick_apart)
        self._make_buttons()
        self.rules = RulesPanel()
        self.hint = label(text("Enter: right, next. Shift+Enter: a new line."), "quiet")
        top = row(self.name, self.label, self.kind, self.grade)
        top.setStretch(0, 1)
        layout = column(
            top,
            self.doubts,
            self.words,
            holder(FlowLayout(self.not_stated, self.apart)),
            self.version,
            holder(
                FlowLayout(
                    self.right_button,
                    self.use_button,
                    self.make_button,
                    self.below_button,
                    self.aside_button,
                    self.row_menu,
                )
            ),
            self.rules,
            self.hint,
            0,
        )
        self.setLayout(spaced(layout))
        self.label.textChanged.connect(lambda words: self.edited.emit({"label": words.strip()}))
        self.words.textChanged.connect(self._type)
        self.kind.activated.connect(lambda _: self.edited.emit({"kind": self.kind.currentData()}))
        self.grade.activated.connect(lambda _: self.edited.emit({"grade": self.grade.currentData()}))
        for field in (self.label, self.words):
            field.installEventFilter(self)

    def _make_buttons(self) -> None:
        self.right_button = button(text("Right, next"), self.right.emit, "main", "check")
        self.below_button = button(text("Add below"), self._add_below)
        self.aside_button = button(text("Put aside"), self.put_aside.emit)
        self.use_button = button(text("Add to the row"), lambda: self.used.emit(self._target))
        self.make_button = button(text("Make a criterion of it"), lambda: self.made.emit(Part.CRITERION))
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.join = menu.addAction(text("Join with the row above"), self.joined.emit)
        self.divide = menu.addAction(
            text("Divide at the cursor"), lambda: self.divided.emit(self.words.textCursor().position())
        )
        self.add_item = menu.addAction(text("Add a lettered item"), lambda: self.below.emit(Part.ITEM))
        self.row_menu = button(text("Row"), lambda: None, icon_name="ellipsis")
        self.row_menu.setMenu(menu)

    def show_row(
        self, review: Review, row: ReviewRow, target: ReviewRow | None, known: dict[str, str]
    ) -> None:
        """Show a row; `target` is the row that left-over words can be added to, `known` the units here.

        A field that holds the words already keeps its cursor.
        """
        is_other = self._row is None or self._row.id != row.id
        self._row, self._target = row, target.id if target else ""
        where = text("page {page}", page=row.page) if row.page and not review.lines else ""
        self.name.setText(", ".join(filter(None, (row_name(row), where))))
        self.doubts.setText("\n".join(with_capital(doubt) + "." for doubt in row.doubts))
        self.doubts.setVisible(bool(row.doubts) and not row.settled)
        with QSignalBlocker(self.label), QSignalBlocker(self.words):
            if is_other or self.label.text().strip() != row.label:
                self.label.setText(row.label)
            if is_other or self.words.toPlainText().strip() != row.text.strip():
                self.words.setPlainText(row.text)
        self._show_fields(review, row)
        self.version.setVisible(bool(known) and row.part is Part.FACT and row.label == FACTS[0])
        self._show_version(review, known)
        self._show_buttons(review, row, target)
        has_rules = row.part in (Part.REQUIREMENT, Part.ITEM)
        self.rules.setVisible(has_rules)
        if has_rules:
            letters = [item.label for item in review.items_of(row.id)]
            self.rules.show_row(row, _names(review), letters, review.rules_leave(row.id))

    def _show_fields(self, review: Review, row: ReviewRow) -> None:
        has_label = row.part in (Part.OUTCOME, Part.CRITERION, Part.REQUIREMENT, Part.ITEM)
        has_kind = row.part in (Part.OUTCOME, Part.CRITERION)
        is_graded = row.part is Part.CRITERION and any(other.grade for other in review.rows)
        self.label.setVisible(has_label)
        self.kind.setVisible(has_kind)
        self.grade.setVisible(is_graded)
        holder = review.holder_of(row.id)
        self.kind.setCurrentIndex(
            self.kind.findData(row.kind or (holder.kind if holder else None) or Kind.PERFORMANCE)
        )
        self.grade.setCurrentIndex(self.grade.findData(row.grade))
        self.words.setVisible(row.part is not Part.REMARK)
        height = theme.current().px(46 if row.part in _ONE_LINE else 74)
        self.words.setMinimumHeight(height)
        self.words.setMaximumHeight(height)
        self.words.setReadOnly(row.part in (Part.REMARK, Part.LEFT_OVER))
        self.words.setPlaceholderText(text("not stated") if row.part is Part.FACT else "")
        self.not_stated.setVisible(row.part is Part.FACT)
        self.not_stated.setChecked(not row.text)
        self.apart.setVisible(row.part is Part.CRITERION and bool(row.list_lines))
        self.apart.setChecked(row.items_apart)

    def _show_version(self, review: Review, known: dict[str, str]) -> None:
        """Offer to say that this is a new version of a unit that is here."""
        wanted: list[tuple[str, Any]] = [(text("It is a new unit"), "")]
        if review.replaces is None:
            wanted.insert(0, (text("A new unit, or a new version of one?"), None))
        like_it_first = sorted(known.items(), key=lambda unit: unit[0] != review.resembles)
        wanted += [(text("It is a new version of {unit}", unit=name), unit) for unit, name in like_it_first]
        if wanted != self._versions:
            self._versions = wanted
            self.version.offer(wanted)
        values = [value for _, value in wanted]
        self.version.setCurrentIndex(values.index(review.replaces) if review.replaces in values else 0)

    def _show_buttons(self, review: Review, row: ReviewRow, target: ReviewRow | None) -> None:
        is_worded = row.part in WORDED
        is_left = row.part is Part.LEFT_OVER
        words = {Part.LEFT_OVER: text("Not needed, next"), Part.REMARK: text("Seen, next")}
        rename(self.right_button, words.get(row.part, text("Right, next")))
        for control in (self.below_button, self.aside_button, self.row_menu):
            control.setVisible(is_worded)
        self.divide.setVisible(row.part not in (Part.OUTCOME, Part.GUIDANCE))
        self.add_item.setVisible(row.part is Part.REQUIREMENT)
        offer(self.join, "" if above_in_words(review, row.id) else text("No row stands above it."))
        self.use_button.setVisible(is_left and target is not None)
        self.make_button.setVisible(is_left)
        if target:
            rename(self.use_button, text("Add to: {row}", row=row_name(target)))

    def _type(self) -> None:
        if self._row and self._row.part not in (Part.REMARK, Part.LEFT_OVER):
            self.edited.emit({"text": self.words.toPlainText()})

    def _state_nothing(self) -> None:
        if self.not_stated.isChecked():
            self.words.clear()
        else:
            self.words.setFocus()

    def _tick_apart(self) -> None:
        self.edited.emit({"items_apart": self.apart.isChecked()})

    def _add_below(self) -> None:
        if self._row:
            parts = {Part.OUTCOME: Part.CRITERION, Part.GUIDANCE: Part.CRITERION}
            self.below.emit(parts.get(self._row.part, self._row.part))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter in a field for “right, next”; with Shift it begins a new line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.right.emit()
                return True
        return super().eventFilter(watched, event)


def _names(review: Review) -> list[tuple[str, str]]:
    criteria = [(row.label, row.text) for row in review.of(Part.CRITERION)]
    outcomes = [(row.label, text("outcome: {title}", title=row.text)) for row in review.of(Part.OUTCOME)]
    return list(names_of(criteria, outcomes))
