"""The dialogs of a visit: plan, start or change it, and set a note's time or candidate."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.assessment.planning import plan_lines
from csassess.domain.records.evidence import Note
from csassess.domain.records.visits import SiteRules, Visit
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.visits import plans, visits
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice, day, line, lines, time_of_day
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened


def start_observation(
    parent: QWidget, session: Session, candidate_id: str, started: Callable[[str], object]
) -> FormDialog:
    """Ask for an observation's place, site rules and other candidates, then start it.

    Calls `started` with the id of the candidate's item.
    """
    allowed = [(text("not asked yet"), None), (text("allowed"), True), (text("not allowed"), False)]
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
        "camera": (text("Site rules: camera"), choice(allowed)),
        "recording": (text("Recording"), choice(allowed)),
        "devices": (text("Devices"), choice(allowed)),
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

    def save(values: dict[str, Any]) -> None:
        rules = SiteRules(values["camera"], values["recording"], values["devices"])
        together = (candidate_id, *values.get("others", ()))
        items = session.run_or_raise(visits.start_visit, together, values["place"], rules, values["informed"])
        started(items[candidate_id].id)

    return opened(
        FormDialog(parent, text("Start an observation"), fields, save, done=text("Start observation"))
    )


def change_visit(parent: QWidget, session: Session, candidate_id: str, visit: Visit) -> FormDialog:
    """Ask for a visit's place, site rules and how people were informed."""
    allowed = [(text("not asked yet"), None), (text("allowed"), True), (text("not allowed"), False)]
    fields = {
        "place": (text("Place"), line(visit.place)),
        "camera_allowed": (text("Site rules: camera"), choice(allowed, visit.camera_allowed)),
        "recording_allowed": (text("Recording"), choice(allowed, visit.recording_allowed)),
        "devices_allowed": (text("Devices"), choice(allowed, visit.devices_allowed)),
        "informed": (text("People present were informed by"), line(visit.informed)),
    }

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(visits.change_visit, candidate_id, replace(visit, **values))

    return opened(FormDialog(parent, text("The visit"), fields, save))


def note_time(parent: QWidget, session: Session, candidate_id: str, note: Note) -> FormDialog:
    """Ask when the event in a note happened; the time of writing does not change."""
    fields = {"at": (text("Time of the event"), time_of_day(note.at.time()))}

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(
            evidence.change_note,
            candidate_id,
            replace(note, at=datetime.combine(note.at, values["at"], note.at.tzinfo)),
        )

    explanation = text("For notes typed up from a paper sheet. The time of writing is recorded separately.")
    return opened(FormDialog(parent, text("Time of the note"), fields, save, explanation=explanation))


def give_note(
    parent: QWidget, session: Session, note: Note, giver: str, others: Sequence[tuple[str, str, str]]
) -> FormDialog:
    """Ask for the candidate of the visit to whom a note is moved or copied.

    `others` holds the name, candidate id and item id of each.
    """
    fields = {"to": (text("To"), choice([(name, (candidate, item)) for name, candidate, item in others]))}

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(visits.move_or_copy_note, note, giver, *values["to"])

    def copy() -> None:
        dialog.finish_with(
            lambda values: session.run_or_raise(
                visits.move_or_copy_note, note, giver, *values["to"], copy=True
            )
        )

    explanation = text(
        "The note keeps its times and customer but not its criteria. Neither record "
        "names the other candidate."
    )
    dialog = FormDialog(
        parent, text("Move or copy note"), fields, save, done=text("Move note"), explanation=explanation
    )
    dialog.add_button(text("Copy note"), copy)
    return opened(dialog)


def plan_visit(parent: QWidget, session: Session, candidate_id: str) -> FormDialog:
    """Ask for the next visit's date, place, what to look for and what the candidate will bring."""
    offered = plan_lines(session.portfolio_view(candidate_id).standings)
    fields = {
        "on": (text("Date of the visit"), day(session.now().date())),
        "place": (text("Place"), line()),
        "lines": (
            text("What to look for"),
            TickedRows(
                text("What to look for"),
                [(sight.words[:1].upper() + sight.words[1:], sight.serves, sight) for sight in offered],
                offered,
            ),
        ),
        "brings": (text("What the candidate will bring"), lines()),
    }

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(plans.plan_visit, candidate_id, **values)

    explanation = text(
        "Everything still needed is ticked. Untick what this visit will not cover. "
        "Agree the plan with the candidate before the visit."
    )
    return opened(
        FormDialog(
            parent, text("Plan a visit"), fields, save, done=text("Plan visit"), explanation=explanation
        )
    )
