"""The dialogs of a visit: planning and starting it, its place and rules, whose and of when a note is."""

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
    """Ask where the observation is, who else is observed, and what the site allows; `started` gets the candidate's item."""
    allowed = [(text("not asked yet"), None), (text("allowed"), True), (text("not allowed"), False)]
    today = session.now().date()
    plan = session.portfolio_view(candidate_id).portfolio.plan
    others = [
        (each.name, "", each.id)
        for each in session.read(candidates.list_candidates)
        if each.id != candidate_id
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
    """Ask when what a note tells of happened; when it was written stays as it is."""
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
    """Ask to whom of the visit a note belongs; `others` are name, candidate and item."""
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
    """Ask when and where the next visit is, what of all that is needed it looks for, and what the candidate will bring."""
    offered = plan_lines(session.portfolio_view(candidate_id).standings)
    fields = {
        "on": (text("Date of the visit"), day(session.now().date())),
        "place": (text("Place"), line()),
        "lines": (
            text("What to look for"),
            TickedRows(
                text("What to look for"),
                [(each.words[:1].upper() + each.words[1:], each.serves, each) for each in offered],
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
