"""The dialogs of the plan: the centre's strategy, and one planned sample."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.assessment.portfolio_status import UnitStatus
from csassess.domain.dates import long_date
from csassess.domain.labels import stage_label
from csassess.domain.records.evidence import Method
from csassess.domain.records.kinds import Stream
from csassess.domain.records.quality.sampling_plan import Cover, PlannedSample
from csassess.domain.records.verification import Stage
from csassess.domain.verification.planning import PlannedLine, end_of_month, reason_words, stage_now
from csassess.services.verification import planning
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import chip
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, lines
from csassess.ui.widgets.form_dialog import FormDialog, Ticks, opened

_SHARES = (0, 5, 10, 20, 25, 33, 50, 75, 100)


@dataclass(frozen=True)
class StrategyDetails:
    """The strategy as entered."""

    actions_share: int
    new_share: int
    experienced_share: int
    new_months: int
    covers: tuple[Cover, ...]
    nearly: int
    weeks: int
    formative: bool
    observe_questions: str
    interview_questions: str


def set_strategy(parent: QWidget, session: Session) -> FormDialog[StrategyDetails]:
    """Ask for the centre's strategy of sampling."""
    strategy = session.read(planning.strategy_of)

    def shares(present: int) -> QWidget:
        values = sorted({*_SHARES, present})
        return choice([(f"{share} %" if share else text("none set"), share) for share in values], present)

    months = [
        (plural("{count} month", "{count} months", n) if n else text("until first sampled"), n)
        for n in (0, 3, 6, 12, 24)
    ]
    weeks = [
        (plural("{count} week", "{count} weeks", n) if n else text("the same month"), n)
        for n in (0, 2, 4, 6, 8, 12, 26)
    ]
    nearly = [(f"{n} %" if n else text("decided units only"), n) for n in (0, 50, 60, 70, 75, 80, 90)]
    covers = Ticks([(cover.words, cover) for cover in Cover])
    for cover in strategy.covers:
        covers.chips[cover].setChecked(True)
    fields: dict[str, tuple[str, QWidget]] = {
        "actions_share": (
            text("Share sampled of an assessor with actions"),
            shares(strategy.actions_share),
        ),
        "new_share": (text("Share sampled of a new assessor"), shares(strategy.new_share)),
        "experienced_share": (
            text("Share sampled of an experienced assessor"),
            shares(strategy.experienced_share),
        ),
        "new_months": (text("An assessor is new for"), choice(months, strategy.new_months)),
        "covers": (text("Samples of each assessor cover"), covers),
        "nearly": (
            text("A unit is nearly finished, for an interim sample, from"),
            choice(nearly, strategy.nearly),
        ),
        "weeks": (text("A sample is due at the end of the month after"), choice(weeks, strategy.weeks)),
        "formative": (
            text("Samples are called"),
            choice(
                [(text("interim and final"), False), (text("formative and summative"), True)],
                strategy.formative,
            ),
        ),
        "observe_questions": (
            text("Questions when you observe an assessor, one a line"),
            lines(strategy.observe_questions),
        ),
        "interview_questions": (
            text("Questions when you interview a candidate, one a line"),
            lines(strategy.interview_questions),
        ),
    }
    edit = session.begin_edit(Stream.CENTRE, strategy)

    def save(values: StrategyDetails) -> None:
        changed = replace(strategy, **{name: getattr(values, name) for name in fields})
        session.save_edit_or_raise(edit, planning.set_strategy, changed)

    reason = session.read(planning.reason_against_planning)
    explanation = reason or text(
        "From the strategy csassess proposes samples with a date and a reason. Nothing is planned until you "
        "say so. The figures are your centre’s: none is set for you."
    )
    dialog = FormDialog(
        parent, text("Strategy of sampling"), StrategyDetails, fields, save, explanation=explanation
    )
    dialog.ok.setEnabled(not reason)
    return opened(dialog)


@dataclass(frozen=True)
class PlannedDetails:
    """A planned sample as entered."""

    stage: Stage
    due: date
    methods: tuple[str, ...]
    observe: bool
    interview: bool


def _fields(
    session: Session,
    stage: Stage,
    due: date,
    methods: Sequence[str],
    chosen: Sequence[str],
    *,
    observe: bool,
    interview: bool,
) -> dict[str, tuple[str, QWidget]]:
    formative = session.read(planning.strategy_of).formative
    stages = [(stage_label(stage, formative=formative).capitalize(), stage) for stage in Stage]
    offered = sorted({*methods, *chosen})
    ticks = Ticks([(method, method) for method in offered or [str(method) for method in Method]])
    for method in chosen:
        ticks.chips[method].setChecked(True)
    observed, interviewed = (
        chip(text("Observe the assessor"), lambda: None),
        chip(text("Interview the candidate"), lambda: None),
    )
    observed.setChecked(observe)
    interviewed.setChecked(interview)
    return {
        "stage": (text("Stage"), choice(stages, stage)),
        "due": (text("Due"), day(due)),
        "methods": (text("Look at"), ticks),
        "observe": (text("Also observe"), observed),
        "interview": (text("Also interview"), interviewed),
    }


def plan_sample(
    parent: QWidget,
    session: Session,
    candidate_id: str,
    title: str,
    unit: UnitStatus,
) -> FormDialog[PlannedDetails]:
    """Ask when a unit of a candidate is to be sampled, and plan it."""
    due = end_of_month(session.now().date())
    fields = _fields(session, stage_now(unit), due, unit.methods, (), observe=False, interview=False)

    def save(values: PlannedDetails) -> None:
        session.run_or_raise(
            planning.plan_by_hand,
            candidate_id,
            unit.unit,
            values.stage,
            values.due,
            values.methods,
            observe=values.observe,
            interview=values.interview,
        )

    return opened(FormDialog(parent, title, PlannedDetails, fields, save, done=text("Plan this sample")))


def change_planned(
    parent: QWidget, session: Session, line: PlannedLine, sample: Callable[[PlannedLine], object] | None
) -> FormDialog[PlannedDetails]:
    """Ask for changes to a planned sample, or begin it with `sample` if it can be done here."""
    planned = line.planned
    fields = _fields(
        session,
        planned.stage,
        planned.due,
        line.unit.methods,
        planned.methods,
        observe=planned.observe,
        interview=planned.interview,
    )
    edit = session.begin_edit(Stream.CENTRE, planned)

    def save(values: PlannedDetails) -> PlannedSample:
        changed = replace(
            planned,
            stage=values.stage,
            due=values.due,
            methods=values.methods,
            observe=values.observe,
            interview=values.interview,
        )
        if changed != planned:
            session.save_edit_or_raise(edit, planning.change_planned, changed)
        return changed

    reason = session.read(planning.reason_against_planning)
    state = text("{state}. Planned on {day}.", state=line.state.words.capitalize(), day=long_date(planned.on))
    explanation = "\n".join(filter(None, (state, reason_words(line), reason)))
    dialog = FormDialog(
        parent,
        f"{line.row.summary.name}, {line.unit.name}",
        PlannedDetails,
        fields,
        save,
        explanation=explanation,
    )

    def remove() -> bool:
        sentence = text("The sample was removed from the plan.")
        if session.run(planning.remove_planned, planned) is None:
            return False
        session.undoable.emit(Stream.CENTRE, sentence)
        return True

    dialog.ok.setEnabled(not reason)
    if not reason:
        dialog.add_removal(text("Remove from the plan"), remove)
    if sample:

        def begin() -> None:
            if reason:
                dialog.discard()
                sample(line)
                return
            saved: list[PlannedSample] = []  # empty if what was changed is refused: the dialog says why
            dialog.finish_with(lambda values: saved.append(save(values)))
            for changed in saved:
                sample(replace(line, planned=changed))

        dialog.add_button(text("Sample now"), begin)
    return opened(dialog)
