"""The part of the verification page that plans: shown once the centre has a strategy or a plan."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural
from csassess.domain.records.kinds import Stream
from csassess.domain.records.roles import Role
from csassess.domain.verification.camera import camera
from csassess.domain.verification.planning import PlannedLine, Proposal
from csassess.domain.verification.sampling_plan import PlanRow
from csassess.services.verification import planning
from csassess.services.verification.planning import Overview
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.verification import plan_dialogs
from csassess.ui.verification.planned_card import AssessorsCard, CoverageCard, PlannedCard, ProposalsCard
from csassess.ui.widgets.layouts import column, spaced


class PlanningPart(QWidget):
    """All assessors with what is due, or one assessor's planned samples, proposals and coverage."""

    assessor_chosen = Signal(str)
    sampling = Signal(object)  # the planned line to begin

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._task: tasks.Task | None = None
        self._asked = 0  # how often the overview was asked for; only the last answer is shown
        self._overview = Overview()
        self._lines: tuple[PlannedLine, ...] = ()
        self._is_over_all = False
        self.assessors = AssessorsCard()
        self.assessors.chosen.connect(self.assessor_chosen)
        self.planned = PlannedCard()
        self.planned.opening.connect(self._open)
        self.planned.next_asked.connect(self._sample_next)
        self.planned.filtered.connect(self._show_lines)
        self.proposals = ProposalsCard()
        self.proposals.planning.connect(self._take_up)
        self.coverage = CoverageCard()
        self.setLayout(spaced(column(self.planned, self.assessors, self.proposals, self.coverage)))

    @property
    def is_used(self) -> bool:
        """Whether the centre plans its samples."""
        return self._session.read(planning.is_used)

    def _sample_next(self, due: Sequence[PlannedLine]) -> None:
        """Begin the first planned sample that can be done now; if none can, the first says why not."""

        def begin(possible: PlannedLine | None) -> None:
            line = possible or next(iter(due), None)
            if line and self.isVisible():  # else the verifier has gone elsewhere meanwhile
                self.sampling.emit(line)

        self._task = self._session.run_in_background(
            lambda caseload: planning.first_possible(caseload, due), begin, self._session.problem.emit
        )

    def show_one(self, rows: Sequence[PlanRow]) -> tuple[PlannedLine, ...]:
        """Show the plan of one assessor, given their candidates; return its lines."""
        self._is_over_all = False
        self._asked += 1
        self._lines = self._session.read(planning.lines, rows)
        self._show_lines()
        found = self._session.read(planning.proposals, rows) if self._may_plan() else ()
        self._show_proposals(found, len(found))
        self.coverage.show_coverage(camera(rows))
        self.coverage.show()
        self.assessors.hide()
        return self._lines

    def show_all(self) -> None:
        """Show all assessors. What is planned over all of them is read in the background."""
        self._is_over_all = True
        self.assessors.show()
        self._asked += 1
        asked = self._asked

        def done(found: Overview) -> None:
            if asked == self._asked:
                self._overview, self._lines = found, found.lines
                self.coverage.show_coverage(found.coverage)
                self._show_proposals(found.proposals if self._may_plan() else (), found.proposed)
                self._show_lines()

        self._task = self._session.run_in_background(planning.overview, done, self._session.problem.emit)

    def _may_plan(self) -> bool:
        is_verifier = self._session.role is Role.VERIFIER
        return is_verifier and not self._session.read(planning.reason_against_planning)

    def _show_proposals(self, found: tuple[Proposal, ...], total: int) -> None:
        formative = self._session.read(planning.strategy_of).formative
        self.proposals.show_proposals(found, total, formative=formative)

    def _show_lines(self) -> None:
        strategy = self._session.read(planning.strategy_of)
        self.planned.show_lines(
            self._lines,
            self._overview.counts if self._is_over_all else Counter(line.state for line in self._lines),
            formative=strategy.formative,
            names_assessor=self._is_over_all,
            is_verifier=self._session.role is Role.VERIFIER,
        )
        if self._is_over_all:
            QTimer.singleShot(0, self._show_assessors)  # hundreds of rows: not in the same breath

    def _show_assessors(self) -> None:
        self.assessors.show_assessors(self._overview.assessors, self.planned.shown)

    def _open(self, line: PlannedLine) -> None:
        may_sample = self._session.role is Role.VERIFIER and line.state.is_open
        is_here = not line.row.reported_on and not line.row.own
        sample = self.sampling.emit if may_sample and is_here else None
        plan_dialogs.change_planned(self, self._session, line, sample)

    def _take_up(self, chosen: tuple[Proposal, ...]) -> None:
        if self._session.run(planning.take_up, chosen):
            words = plural("{count} sample is planned.", "{count} samples are planned.", len(chosen))
            self._session.undoable.emit(Stream.CENTRE, words)
