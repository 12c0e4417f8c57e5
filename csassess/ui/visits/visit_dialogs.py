"""The dialogs of a visit: plan, start or change it, and move a note to another candidate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.assessment.finishing import notes_outside_visit
from csassess.domain.assessment.planning import plan_lines
from csassess.domain.dates import local_moment, next_at
from csassess.domain.errors import UserError
from csassess.domain.labels import with_capital
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Note, Remote
from csassess.domain.records.visits import Plan, PlanLine, SiteRules, Visit
from csassess.domain.written_up import note_time
from csassess.services.candidates import candidates
from csassess.services.visits import plans, visit_changes, visits
from csassess.services.visits.visit_changes import SignedByOthers
from csassess.ui.base.session import Session
from csassess.ui.visits.remote_fields import ask_identity_at_a_distance, remote_fields
from csassess.ui.visits.time_dialogs import later_field
from csassess.ui.widgets.date_fields import day, maybe_time, time_of_day
from csassess.ui.widgets.fields import choice, first_line, line, lines, long_line
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened
from csassess.ui.widgets.layouts import go_to


def _permissions() -> list[tuple[str, Any]]:
    return [(text("not asked yet"), None), (text("allowed"), True), (text("not allowed"), False)]


@dataclass(frozen=True)
class NewVisit:
    """A visit as entered: place, date, times, site rules and the ids of the candidates observed.

    `ended` is None if the visit is still going on.
    """

    place: str
    on: date
    started: time
    ended: time | None
    camera: bool | None
    recording: bool | None
    devices: bool | None
    informed: str
    remote: Remote | None
    identity: str
    later_because: str
    observed: tuple[str, ...] = ()


def start_observation(
    parent: QWidget, session: Session, candidate_id: str, started: Callable[[str], object]
) -> FormDialog[NewVisit]:
    """Ask for an observation's place, time, site rules and other candidates, then start it.

    Call `started` with the id of the candidate's item.
    """
    now = session.now()
    today = now.date()
    portfolio = session.portfolio_view(candidate_id).portfolio
    everyone = session.read(candidates.list_candidates)
    shown_first = sorted(everyone, key=lambda candidate: candidate.id != candidate_id)
    observed = [(candidate.name, "", candidate.id) for candidate in shown_first]
    fields: dict[str, tuple[str, QWidget]] = {}
    if len(observed) > 1:
        fields["observed"] = (
            text("Observed in this visit"),
            TickedRows(text("Candidates"), observed, (candidate_id,), 132),
        )
    fields |= {
        "place": (
            text("Place"),
            first_line(
                _likely_place(portfolio, today), text("for example: Harbour Call Centre, refunds desk")
            ),
        ),
        "on": (text("Date"), day(today)),
        "started": (text("From"), time_of_day(now.time())),
        "ended": (text("To (if the visit is over)"), maybe_time(None, text("still going on"))),
        "camera": (text("Site rules: camera"), choice(_permissions())),
        "recording": (text("Recording"), choice(_permissions())),
        "devices": (text("Devices"), choice(_permissions())),
        "informed": (
            text("People present were informed by"),
            long_line(hint=text("for example: a notice at the counter")),
        ),
        **remote_fields(),
        "later_because": later_field(),
    }

    def save(values: NewVisit) -> None:
        if candidate_id not in (values.observed or (candidate_id,)):
            raise UserError(
                text("{name} is not ticked. Tick them, or start from the portfolio of somebody else.").format(
                    name=portfolio.candidate.name
                )
            )
        is_untouched = (values.on, values.started) == (today, now.time().replace(microsecond=0))
        begin = now if is_untouched else local_moment(values.on, values.started, now)
        items = session.run_or_raise(
            visits.start_visit,
            values.observed or (candidate_id,),
            values.place,
            SiteRules(values.camera, values.recording, values.devices),
            values.informed,
            started=begin,
            ended=next_at(begin, values.ended) if values.ended else None,
            later_because=values.later_because,
            remote=values.remote,
            identity=values.identity,
        )
        started(items[candidate_id].id)

    explanation = text("For a visit that is over, give its date and times: you then type it up.")
    dialog = FormDialog(
        parent,
        text("Observe {name}", name=portfolio.candidate.name),
        NewVisit,
        fields,
        save,
        done=text("Start observation"),
        explanation=explanation,
    )
    ask_identity_at_a_distance(dialog)
    dialog.ask("later_because", is_asked=False)
    opened(dialog)
    dialog.fields["place"].setFocus()
    return dialog


def _likely_place(portfolio: Portfolio, today: date) -> str:
    """Return the place planned for today, or else that of the last visit."""
    plan, visits_before = portfolio.plan, sorted(portfolio.visits, key=lambda visit: visit.on)
    if plan and plan.on == today and plan.place:
        return plan.place
    return visits_before[-1].place if visits_before else ""


@dataclass(frozen=True)
class VisitDetails:
    """The details of a visit that can be changed; a time is None if it is not recorded."""

    on: date
    started: time | None
    ended: time | None
    place: str
    camera_allowed: bool | None
    recording_allowed: bool | None
    devices_allowed: bool | None
    informed: str
    later_because: str


def change_visit(
    parent: QWidget, session: Session, candidate_id: str, visit: Visit, *, field: str = ""
) -> FormDialog[VisitDetails]:
    """Ask for a visit's date, times, place, site rules and how people were informed; begin with a field."""
    fields: dict[str, tuple[str, QWidget]] = {
        "on": (text("Date"), day(visit.on)),
        "started": (
            text("From"),
            maybe_time(visit.started.time() if visit.started else None, text("not stated")),
        ),
        "ended": (
            text("To"),
            maybe_time(visit.ended.time() if visit.ended else None, text("still going on")),
        ),
        "place": (text("Place"), line(visit.place)),
        "camera_allowed": (text("Site rules: camera"), choice(_permissions(), visit.camera_allowed)),
        "recording_allowed": (text("Recording"), choice(_permissions(), visit.recording_allowed)),
        "devices_allowed": (text("Devices"), choice(_permissions(), visit.devices_allowed)),
        "informed": (text("People present were informed by"), long_line(visit.informed)),
        "later_because": later_field(visit.later_because),
    }

    edit = session.begin_edit(candidate_id, visit)

    def save(values: VisitDetails) -> None:
        changed = replace(
            _with_times(visit, values, session.now()),
            place=values.place,
            camera_allowed=values.camera_allowed,
            recording_allowed=values.recording_allowed,
            devices_allowed=values.devices_allowed,
            informed=values.informed,
            later_because=values.later_because,
        )
        others = session.save_edit_or_raise(edit, visit_changes.change_visit, candidate_id, changed)
        words = _consequences(session, candidate_id, visit.id, others)
        if words:
            session.message.emit(words)

    explanation = text(
        "A new date moves the items of this visit and the times of their notes. The time of writing is "
        "recorded separately. Once the account is signed, what was wrong is said in an addendum."
    )
    dialog = FormDialog(parent, text("The visit"), VisitDetails, fields, save, explanation=explanation)
    dialog.ask("later_because", is_asked=bool(visit.later_because))
    opened(dialog)
    if field:
        go_to(dialog.fields[field])
    return dialog


def _consequences(session: Session, candidate_id: str, visit_id: str, others: SignedByOthers) -> str:
    """Return what a changed visit left to look at: accounts of others, and notes outside its times."""
    portfolio = session.portfolio_view(candidate_id).portfolio
    outside = [
        note_time(note, portfolio)
        for item in portfolio.evidence
        if item.visit == visit_id
        for note in notes_outside_visit(item, portfolio)
    ]
    kept = text(
        "The account of {names} is signed and stays as it was. Add an addendum there if need be.",
        names=", ".join(others.kept),
    )
    overtaken = text(
        "The opened account of {names} changed with the visit: it needs signing again.",
        names=", ".join(others.overtaken),
    )
    left = text("Outside the times of the visit now: the notes of {times}.", times=", ".join(outside))
    said = ((kept, others.kept), (overtaken, others.overtaken), (left, outside))
    return " ".join(sentence for sentence, of in said if of)


def _with_times(visit: Visit, values: VisitDetails, now: datetime) -> Visit:
    """Return a visit with the entered date and times; a time that was not touched stays exact."""
    started, ended = visit.started, visit.ended
    if (values.on, values.started) != (visit.on, _time_shown(visit.started)):
        like = visit.started or now
        started = local_moment(values.on, values.started, like) if values.started else None
    if (started, values.ended) != (visit.started, _time_shown(visit.ended)):
        ended = next_at(started or now, values.ended) if values.ended else None
    return replace(visit, on=values.on, started=started, ended=ended)


def _time_shown(moment: datetime | None) -> time | None:
    """Return the time that a field shows for a moment."""
    return moment.time().replace(microsecond=0) if moment else None


@dataclass(frozen=True)
class NoteReceiver:
    """The ids of the candidate and item that receive a note."""

    to: tuple[str, str]


def give_note(
    parent: QWidget, session: Session, note: Note, giver: str, others: Sequence[tuple[str, str, str]]
) -> FormDialog[NoteReceiver]:
    """Ask for the candidate of the visit to whom a note is moved or copied.

    `others` holds the name, candidate id and item id of each other candidate.
    """
    fields = {"to": (text("To"), choice([(name, (candidate, item)) for name, candidate, item in others]))}

    def save(values: NoteReceiver) -> None:
        session.run_or_raise(visits.move_or_copy_note, note, giver, *values.to)
        session.undoable.emit(giver, text("The note was moved to the other candidate."))

    def copy() -> None:
        dialog.finish_with(
            lambda values: session.run_or_raise(visits.move_or_copy_note, note, giver, *values.to, copy=True)
        )

    explanation = text(
        "The note keeps its times and customer but not its criteria. Neither record "
        "names the other candidate."
    )
    dialog = FormDialog(
        parent,
        text("Move or copy note"),
        NoteReceiver,
        fields,
        save,
        done=text("Move note"),
        explanation=explanation,
    )
    dialog.add_button(text("Copy note"), copy)
    return opened(dialog)


@dataclass(frozen=True)
class PlannedVisit:
    """A planned visit as entered."""

    on: date
    place: str
    lines: tuple[PlanLine, ...]
    brings: str


def plan_visit(
    parent: QWidget, session: Session, candidate_id: str, present: Plan | None = None
) -> FormDialog[PlannedVisit]:
    """Ask for the next visit's date, place, what to look for and what the candidate will bring.

    `present` is the plan to change or remove; if None, a new one is made.
    """
    needed = plan_lines(session.portfolio_view(candidate_id).standings_to_plan())
    planned = present.lines if present else needed
    offered = tuple(dict.fromkeys((*planned, *needed)))
    fields = {
        "on": (text("Date of the visit"), day(present.on if present else session.now().date())),
        "place": (text("Place"), line(present.place if present else "")),
        "lines": (
            text("What to look for"),
            TickedRows(
                text("What to look for"),
                [(with_capital(plan_line.words), plan_line.serves, plan_line) for plan_line in offered],
                planned,
            ),
        ),
        "brings": (text("What the candidate will bring"), lines(present.brings if present else "")),
    }

    edit = session.begin_edit(candidate_id, present) if present else None

    def save(values: PlannedVisit) -> None:
        if present:
            changed = replace(
                present, on=values.on, place=values.place, lines=values.lines, brings=values.brings
            )
            session.save_edit_or_raise(edit, plans.change_plan, candidate_id, changed)
            return
        session.run_or_raise(
            plans.plan_visit, candidate_id, values.on, values.place, values.brings, values.lines
        )

    explanation = (
        text("A plan that was agreed has to be agreed again once you change it.")
        if present
        else text(
            "Everything still needed is ticked. Untick what this visit will not cover. "
            "Agree the plan with the candidate before the visit."
        )
    )
    title = text("Change the plan") if present else text("Plan a visit")
    done = text("Save") if present else text("Plan visit")
    dialog = FormDialog(parent, title, PlannedVisit, fields, save, done=done, explanation=explanation)
    if present:
        dialog.add_removal(
            text("Remove plan"),
            lambda: session.remove_or_raise(
                text("The plan was removed."), plans.remove_plan, candidate_id, present
            ),
        )
    return opened(dialog)
