"""The cards of the plan: all assessors, planned samples, proposals and coverage."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QListView

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
from csassess.ui.widgets.controls import button, chip, label, rename
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, holder, row, spaced
from csassess.ui.widgets.row_list import Row, RowList

_TONES = {PlannedState.OVERDUE: "bad", PlannedState.DUE: "warn", PlannedState.DONE: "good"}
_MOST_HEIGHT, _FEW = 360, 8  # of a list, which scrolls beyond
_BATCH = 40  # rows laid out at once


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
    if len(rows.rows.rows) > _FEW:
        rows.setLayoutMode(QListView.LayoutMode.Batched)  # hundreds of rows do not hold the window up
        rows.setBatchSize(_BATCH)
    if len(rows.rows.rows) > _FEW or rows.minimumHeight() > limit:
        rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        rows.setFixedHeight(limit)


class PlannedCard(QFrame):
    """Planned samples, with a filter, and the button that begins the next one."""

    opening = Signal(object)  # the line
    next_asked = Signal(object)  # the lines that are due, of which one is to be begun
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
        counts: Mapping[PlannedState, int],
        *,
        formative: bool,
        names_assessor: bool,
        is_verifier: bool,
    ) -> None:
        """Show planned samples, of which there may be more, by `counts`; say whose they are if asked to."""
        self._lines, self._formative = tuple(planned), formative
        totals = {
            Shown.ALL: sum(
                counts.get(state, 0) for state in PlannedState if state.is_open or not names_assessor
            ),
            Shown.DUE: counts.get(PlannedState.DUE, 0),
            Shown.OVERDUE: counts.get(PlannedState.OVERDUE, 0),
        }
        words = {
            Shown.ALL: text("All ({count})", count=totals[Shown.ALL]),
            Shown.DUE: text("Due this month ({count})", count=totals[Shown.DUE]),
            Shown.OVERDUE: text("Overdue ({count})", count=totals[Shown.OVERDUE]),
        }
        for shown, filter_chip in self.filters.items():
            rename(filter_chip, words[shown])
        chosen = [line for line in self._lines if self._is_shown(line)]
        self.list.show_rows([self._row(line, names_assessor=names_assessor) for line in chosen])
        self.list.setVisible(bool(chosen))
        _fit(self.list)
        missing = totals[self.shown] - len(chosen)
        self.nothing.setText(
            text("{count} more, due later: choose an assessor.", count=missing)
            if chosen
            else _nothing_words(self.shown)
        )
        self.nothing.setVisible(not chosen or missing > 0)
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
        if names_assessor and not (planned.risk and planned.share):
            parts.insert(0, text("Assessor: {name}.", name=line.row.summary.assessor_name))
        if line.row.reported_on:
            parts.append(text("The portfolio is not here: ask the assessor for it."))
        state = line.state.words
        if line.done:
            state = text("{state}, {day}", state=state, day=long_date(line.done))
        if line.not_seen:
            parts.insert(0, text("Not looked at: {methods}.", methods=", ".join(line.not_seen)))
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
        self.next_asked.emit(tuple(filter(may_be_sampled, self._lines)))


def _nothing_words(shown: Shown) -> str:
    return {
        Shown.ALL: text("No sample is planned yet."),
        Shown.DUE: text("No planned sample is due this month."),
        Shown.OVERDUE: text("No planned sample is overdue."),
    }[shown]


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
        *([plural("{count} proposed", "{count} proposed", entry.proposed)] if entry.proposed else []),
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
        self.hint = label("", "quiet")
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

    def show_proposals(self, proposals: tuple[Proposal, ...], total: int, *, formative: bool) -> None:
        """Show proposals, the first of a total; hide the card if there are none."""
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
        self.hint.setText(
            text("{count} samples. Choose one to plan it, or plan all that are shown.", count=total)
            if len(proposals) > 1
            else text("Choose it to plan it.")
        )
        self.all_button.setVisible(len(proposals) > 1)
        _fit(self.list)
        self.setVisible(bool(proposals))


class CoverageCard(QFrame):
    """CAMERA: what signed samples covered, and what they did not."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.words = label("")
        heading = label(text("Covered by samples (CAMERA)"), "heading")
        self.setLayout(spaced(column(heading, self.words), 2))

    def show_coverage(self, coverage: Iterable[Coverage]) -> None:
        """Show each aspect with how many were looked at."""
        self.words.setText("\n".join(f"{entry.name}: {entry.words}" for entry in coverage))
