"""The cards of the plan: all assessors, planned samples, proposals and coverage."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.labels import stage_label
from csassess.domain.verification.camera import Coverage
from csassess.domain.verification.planning import (
    PlannedLine,
    PlannedState,
    Proposal,
    look_at_words,
    reason_words,
)
from csassess.services.verification.planning import AssessorPlan, may_be_sampled
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, chip, label
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, holder, row, spaced
from csassess.ui.widgets.row_list import Row, RowList

_TONES = {PlannedState.OVERDUE: "bad", PlannedState.DUE: "warn", PlannedState.DONE: "good"}
_MOST_HEIGHT, _FEW = 360, 8  # of a list, which scrolls beyond


class Shown(StrEnum):
    """Which planned samples, or assessors with such, are shown."""

    ALL = "all"
    DUE = "due"
    OVERDUE = "overdue"


def _fit(rows: RowList) -> None:
    """Make a list as high as its rows, up to a limit."""
    limit = theme.current().px(_MOST_HEIGHT)
    if len(rows.rows.rows) <= _FEW:
        rows.fit()
    if len(rows.rows.rows) > _FEW or rows.minimumHeight() > limit:
        rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        rows.setFixedHeight(limit)


class PlannedCard(QFrame):
    """Planned samples, with a filter, and the button that begins the next one."""

    opening = Signal(object)  # the line
    sampling = Signal(object)  # the line
    filtered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._lines: tuple[PlannedLine, ...] = ()
        self.shown = Shown.ALL
        self.filters = {shown: chip("", partial(self._filter, shown)) for shown in Shown}
        group = QButtonGroup(self)
        for filter_chip in self.filters.values():
            group.addButton(filter_chip)
        self.filters[Shown.ALL].setChecked(True)
        self.next_button = button(text("Sample the next one"), self._next, "main", "play")
        self.nothing = label("", "quiet")
        self.list = RowList(text("Planned samples"))
        self.list.chosen.connect(self._open)
        self._formative = False
        self.setLayout(
            spaced(
                column(
                    label(text("Planned samples"), "heading"),
                    holder(FlowLayout(*self.filters.values(), self.next_button)),
                    self.nothing,
                    self.list,
                ),
                2,
            )
        )

    def show_lines(
        self,
        planned: Sequence[PlannedLine],
        *,
        most: int,
        formative: bool,
        names_assessor: bool,
        is_verifier: bool,
    ) -> None:
        """Show planned samples, at most `most` of them; `names_assessor` says whose each is."""
        self._lines, self._formative = tuple(planned), formative
        counts = {
            Shown.ALL: len(self._lines),
            Shown.DUE: sum(line.state is PlannedState.DUE for line in self._lines),
            Shown.OVERDUE: sum(line.state is PlannedState.OVERDUE for line in self._lines),
        }
        words = {
            Shown.ALL: text("All ({count})", count=counts[Shown.ALL]),
            Shown.DUE: text("Due this month ({count})", count=counts[Shown.DUE]),
            Shown.OVERDUE: text("Overdue ({count})", count=counts[Shown.OVERDUE]),
        }
        for shown, filter_chip in self.filters.items():
            filter_chip.setText(words[shown])
        chosen = [line for line in self._lines if self._is_shown(line)]
        self.list.show_rows([self._row(line, names_assessor=names_assessor) for line in chosen[:most]])
        self.list.setVisible(bool(chosen))
        _fit(self.list)
        self.nothing.setText(
            text("{count} more: choose an assessor.", count=len(chosen) - most)
            if len(chosen) > most
            else text("No sample is planned yet.")
            if not self._lines
            else text("No planned sample is due this month.")
            if self.shown is Shown.DUE
            else text("No planned sample is overdue.")
        )
        self.nothing.setVisible(not chosen or len(chosen) > most)
        self.next_button.setVisible(is_verifier and any(map(may_be_sampled, self._lines)))

    def _is_shown(self, line: PlannedLine) -> bool:
        states = {Shown.DUE: PlannedState.DUE, Shown.OVERDUE: PlannedState.OVERDUE}
        return self.shown is Shown.ALL or line.state is states[self.shown]

    def _row(self, line: PlannedLine, *, names_assessor: bool) -> Row:
        planned = line.planned
        stage = stage_label(planned.stage, formative=self._formative)
        head = f"{line.row.summary.name}, {line.unit.name}, {stage}"
        body = text("By {day}. Look at: {what}.", day=long_date(planned.due), what=look_at_words(planned))
        parts = [reason_words(line)]
        if names_assessor:
            parts.insert(0, text("Assessor: {name}.", name=line.row.summary.assessor_name))
        if line.row.reported_on:
            parts.append(text("The portfolio is not here: ask the assessor for it."))
        state = line.state.words
        if line.done:
            state = text("{state}, {day}", state=state, day=long_date(line.done))
        return Row(planned.id, head, body, " ".join(parts), f"{state}  ›", _TONES.get(line.state, ""))

    def _line(self, planned_id: str) -> PlannedLine | None:
        return next((line for line in self._lines if line.planned.id == planned_id), None)

    def _filter(self, shown: Shown) -> None:
        self.shown = shown
        self.filtered.emit()

    def _open(self, planned_id: str) -> None:
        line = self._line(planned_id)
        if line:
            self.opening.emit(line)

    def _next(self) -> None:
        line = next(filter(may_be_sampled, self._lines), None)
        if line:
            self.sampling.emit(line)


class AssessorsCard(QFrame):
    """All assessors, each with what is due and overdue. Choosing one shows their plan."""

    chosen = Signal(str)  # the assessor's id

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.list = RowList(text("All assessors"))
        self.list.chosen.connect(self.chosen.emit)
        self.setLayout(spaced(column(label(text("All assessors"), "heading"), self.list), 2))

    def show_assessors(self, assessors: Iterable[AssessorPlan], shown: Shown) -> None:
        """Show the assessors, or those with samples due this month or overdue."""
        counted = {Shown.DUE: "due", Shown.OVERDUE: "overdue"}
        entries = [a for a in assessors if shown is Shown.ALL or getattr(a, counted[shown])]
        self.list.show_rows([_assessor_row(entry) for entry in entries])
        _fit(self.list)


def _assessor_row(entry: AssessorPlan) -> Row:
    words = [
        plural("{count} candidate", "{count} candidates", entry.candidates),
        *([plural("{count} planned later", "{count} planned later", entry.planned)] if entry.planned else []),
        *([plural("{count} done", "{count} done", entry.done)] if entry.done else []),
    ]
    due = text("{count} due this month", count=entry.due) if entry.due else ""
    overdue = text("{count} overdue", count=entry.overdue) if entry.overdue else ""
    state = ", ".join(part for part in (overdue, due) if part)
    tone = "bad" if overdue else "warn" if due else ""
    return Row(entry.id, entry.name, ", ".join(words), state=f"{state}  ›".strip(), tone=tone)


class ProposalsCard(QFrame):
    """What the strategy proposes to sample, with the reasons; nothing is planned until it is chosen."""

    planning = Signal(object)  # the proposals chosen

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._proposals: tuple[Proposal, ...] = ()
        self.list = RowList(text("Proposed samples"))
        self.list.chosen.connect(lambda key: self.planning.emit((self._proposals[key],)))
        self.all_button = button(
            text("Plan all of these"), lambda: self.planning.emit(self._proposals), "main", "calendar-days"
        )
        self.hint = label(text("Choose one to plan it, or plan all."), "quiet")
        self.setLayout(
            spaced(
                column(
                    label(text("Proposed samples"), "heading"),
                    self.hint,
                    self.list,
                    row(0, self.all_button),
                ),
                2,
            )
        )

    def show_proposals(self, proposals: tuple[Proposal, ...], *, formative: bool) -> None:
        """Show proposals; hide the card if there are none."""
        self._proposals = proposals
        self.list.show_rows(
            [
                Row(
                    number,
                    f"{p.name}, {p.unit_name}, {stage_label(p.stage, formative=formative)}",
                    p.because,
                    text("By {day}. Look at: {what}.", day=long_date(p.due), what=", ".join(p.methods)),
                    text("Plan ›"),
                )
                for number, p in enumerate(proposals)
            ]
        )
        _fit(self.list)
        self.setVisible(bool(proposals))


class CoverageCard(QFrame):
    """CAMERA: what signed samples covered, and what they did not."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.list = RowList(text("Covered by samples (CAMERA)"), head_width=110)
        heading = label(text("Covered by samples (CAMERA)"), "heading")
        self.setLayout(spaced(column(heading, self.list), 2))

    def show_coverage(self, coverage: Iterable[Coverage]) -> None:
        """Show each aspect with how many were looked at."""
        self.list.show_rows(
            [
                Row(entry.name, entry.name, entry.words, tone="" if entry.seen >= entry.total else "warn")
                for entry in coverage
            ]
        )
        self.list.fit()
