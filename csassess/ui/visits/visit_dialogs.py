"""The dialogs of a visit: plan, start or change it, and set a note's time or candidate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.assessment.planning import plan_lines
from csassess.domain.records.evidence import Note
from csassess.domain.records.visits import PlanLine, SiteRules, Visit
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.visits import plans, visit_changes, visits
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice, day, line, lines, time_of_day
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened


def _permissions() -> list[tuple[str, Any]]:
    return [(text("not asked yet"), None), (text("allowed"), True), (text("not allowed"), False)]


@dataclass(frozen=True)
class NewVisit:
    """A visit as entered: place, site rules and the ids of the other candidates."""

    place: str
    camera: bool | None
    recording: bool | None
    devices: bool | None
    informed: str
    others: tuple[str, ...] = ()


def start_observation(
    parent: QWidget, session: Session, candidate_id: str, started: Callable[[str], object]
) -> FormDialog[NewVisit]:
    """Ask for an observation's place, site rules and other candidates, then start it.

    Call `started` with the id of the candidate's item.
    """
    today = session.now().date()
    plan = session.portfolio_view(candidate_id).portfolio.plan
    others = [
        (candidate.name, "", candidate.id)
        for candidate in session.read(candidates.list_candidates)
        if candidate.id != candidate_id
    ]
    fields: dict[str, tuple[str, QWidget]] = {
        "place": (
            text("Place"),
            line(
                plan.place if plan and plan.on == today else "",
                text("for example: Harbour Call Centre, refunds desk"),
            ),
        ),
        "camera": (text("Site rules: camera"), choice(_permissions())),
        "recording": (text("Recording"), choice(_permissions())),
        "devices": (text("Devices"), choice(_permissions())),
        "informed": (
            text("People present were informed by"),
            line(hint=text("for example: a notice at the counter")),
        ),
    }
    if others:
        fields["others"] = (
            text("Also observed in this visit"),
            TickedRows(text("Candidates"), others, (), 132),
        )

    def save(values: NewVisit) -> None:
        rules = SiteRules(values.camera, values.recording, values.devices)
        candidate_ids = (candidate_id, *values.others)
        items = session.run_or_raise(visits.start_visit, candidate_ids, values.place, rules, values.informed)
        started(items[candidate_id].id)

    title = text("Start an observation")
    return opened(FormDialog(parent, title, NewVisit, fields, save, done=text("Start observation")))


@dataclass(frozen=True)
class VisitDetails:
    """The details of a visit that can be changed."""

    place: str
    camera_allowed: bool | None
    recording_allowed: bool | None
    devices_allowed: bool | None
    informed: str


def change_visit(
    parent: QWidget, session: Session, candidate_id: str, visit: Visit
) -> FormDialog[VisitDetails]:
    """Ask for a visit's place, site rules and how people were informed."""
    fields = {
        "place": (text("Place"), line(visit.place)),
        "camera_allowed": (text("Site rules: camera"), choice(_permissions(), visit.camera_allowed)),
        "recording_allowed": (text("Recording"), choice(_permissions(), visit.recording_allowed)),
        "devices_allowed": (text("Devices"), choice(_permissions(), visit.devices_allowed)),
        "informed": (text("People present were informed by"), line(visit.informed)),
    }

    def save(values: VisitDetails) -> None:
        changed = replace(
            visit,
            place=values.place,
            camera_allowed=values.camera_allowed,
            recording_allowed=values.recording_allowed,
            devices_allowed=values.devices_allowed,
            informed=values.informed,
        )
        session.run_or_raise(visit_changes.change_visit, candidate_id, changed)

    return opened(FormDialog(parent, text("The visit"), VisitDetails, fields, save))


@dataclass(frozen=True)
class EventTime:
    """The time of day of the event in a note."""

    at: time


def note_time(parent: QWidget, session: Session, candidate_id: str, note: Note) -> FormDialog[EventTime]:
    """Ask when the event in a note happened; the time of writing does not change."""
    fields = {"at": (text("Time of the event"), time_of_day(note.at.time()))}

    def save(values: EventTime) -> None:
        session.run_or_raise(
            evidence.change_note,
            candidate_id,
            replace(note, at=datetime.combine(note.at, values.at, note.at.tzinfo)),
        )

    explanation = text("For notes typed up from a paper sheet. The time of writing is recorded separately.")
    title = text("Time of the note")
    return opened(FormDialog(parent, title, EventTime, fields, save, explanation=explanation))


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


def plan_visit(parent: QWidget, session: Session, candidate_id: str) -> FormDialog[PlannedVisit]:
    """Ask for the next visit's date, place, what to look for and what the candidate will bring."""
    offered = plan_lines(session.portfolio_view(candidate_id).standings)
    fields = {
        "on": (text("Date of the visit"), day(session.now().date())),
        "place": (text("Place"), line()),
        "lines": (
            text("What to look for"),
            TickedRows(
                text("What to look for"),
                [
                    (plan_line.words[:1].upper() + plan_line.words[1:], plan_line.serves, plan_line)
                    for plan_line in offered
                ],
                offered,
            ),
        ),
        "brings": (text("What the candidate will bring"), lines()),
    }

    def save(values: PlannedVisit) -> None:
        session.run_or_raise(
            plans.plan_visit, candidate_id, values.on, values.place, values.brings, values.lines
        )

    explanation = text(
        "Everything still needed is ticked. Untick what this visit will not cover. "
        "Agree the plan with the candidate before the visit."
    )
    return opened(
        FormDialog(
            parent,
            text("Plan a visit"),
            PlannedVisit,
            fields,
            save,
            done=text("Plan visit"),
            explanation=explanation,
        )
    )
