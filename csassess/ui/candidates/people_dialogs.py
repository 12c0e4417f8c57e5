"""The dialogs in which candidates, their job, registration and units are entered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Candidate, Sector
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates, duplicate_candidates, milestones
from csassess.services.candidates.candidates import Job
from csassess.services.units import units
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice, day, line
from csassess.ui.widgets.form_dialog import FormDialog, opened


def _settings() -> list[tuple[str, Any]]:
    return [(text("not stated"), None), *((label(setting), setting) for setting in Setting)]


def _setting(values: dict[str, Any]) -> Setting | None:
    return Setting(values["setting"]) if values["setting"] else None


def add_candidate(parent: QWidget, session: Session, added: Callable[[str], object]) -> FormDialog:
    """Ask for a new candidate with employer and job; `added` gets the id."""
    sectors: list[tuple[str, Any]] = [
        (text("not stated"), None),
        *((label(sector), sector) for sector in Sector),
    ]
    fields = {
        "name": (text("Name"), line()),
        "number": (text("Candidate number (if there is one)"), line()),
        "employer": (text("Employer"), line()),
        "job": (text("Job"), line()),
        "setting": (text("Where the evidence will come from"), choice(_settings())),
        "sector": (text("Sector"), choice(sectors)),
    }

    def save(values: dict[str, Any]) -> None:
        job = Job(values["employer"], values["job"], _setting(values), values["sector"])
        added(session.run_or_raise(candidates.add_candidate, values["name"], values["number"], job).id)

    return opened(FormDialog(parent, text("Add a candidate"), fields, save, done=text("Add")))


def change_candidate(parent: QWidget, session: Session, candidate: Candidate) -> FormDialog:
    """Ask for a candidate's name and number."""
    fields = {
        "name": (text("Name"), line(candidate.name)),
        "number": (text("Candidate number (if there is one)"), line(candidate.number)),
    }

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(candidates.change_candidate, replace(candidate, **values))

    return opened(FormDialog(parent, text("Change the candidate"), fields, save))


def new_job(parent: QWidget, session: Session, candidate_id: str) -> FormDialog:
    """Ask for a candidate's new employer and job, from a date on."""
    sectors: list[tuple[str, Any]] = [
        (text("not stated"), None),
        *((label(sector), sector) for sector in Sector),
    ]
    fields = {
        "employer": (text("Employer"), line()),
        "job": (text("Job"), line()),
        "setting": (text("Where the evidence will come from"), choice(_settings())),
        "sector": (text("Sector"), choice(sectors)),
        "started": (text("Since"), day(session.now().date())),
    }

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(
            candidates.set_job,
            candidate_id,
            values["employer"],
            values["job"],
            _setting(values),
            values["sector"],
            values["started"],
        )

    return opened(FormDialog(parent, text("Employer and job"), fields, save))


def register(parent: QWidget, session: Session, candidate_id: str) -> FormDialog:
    """Ask for a candidate's registration."""
    fields = {
        "title": (text("Qualification"), line()),
        "qualification_number": (text("Qualification number"), line()),
        "number": (text("Registration number"), line()),
        "on": (text("Registered on"), day(session.now().date())),
    }

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(candidates.register, candidate_id, **values)

    return opened(FormDialog(parent, text("Registration"), fields, save))


def record_date(parent: QWidget, session: Session, candidate_id: str) -> FormDialog:
    """Ask for a date of a registration after it began; the last one can be taken back."""
    kept = sorted(session.portfolio_view(candidate_id).portfolio.milestones, key=lambda each: each.on)
    fields: dict[str, tuple[str, QWidget]] = {
        "kind": (text("What happened"), choice([(kind.words.capitalize(), kind) for kind in MilestoneKind])),
        "on": (text("On"), day(session.now().date())),
        "number": (text("Claim or certificate number"), line()),
        "note": (text("Note"), line()),
    }

    def save(values: dict[str, Any]) -> None:
        kind = MilestoneKind(values["kind"])
        session.run_or_raise(
            milestones.record, candidate_id, kind, values["on"], values["number"], values["note"]
        )

    def take_back() -> None:
        session.run(milestones.take_back, candidate_id, kept[-1])
        dialog.discard()

    told = [f"{each.kind.words.capitalize()}: {long_date(each.on)} {each.number}".strip() for each in kept]
    dialog = FormDialog(
        parent,
        text("From registration to certificate"),
        fields,
        save,
        done=text("Record"),
        explanation="\n".join(told),
    )
    if kept:
        dialog.add_button(text("Remove the last date"), take_back)
    return opened(dialog)


def enrol(parent: QWidget, session: Session, portfolio: Portfolio) -> FormDialog:
    """Ask for a unit to enrol a candidate on."""
    enrolled = {enrolment.id for enrolment in portfolio.enrolments}
    choices = [
        (unit_choice(unit.id, unit.full_name), unit.id)
        for unit in units.all_units()
        if unit.id not in enrolled
    ]
    fields = {"unit": (text("Unit"), choice(choices))}

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(candidates.enrol, portfolio.candidate.id, values["unit"])

    return opened(FormDialog(parent, text("Enrol on a unit"), fields, save, done=text("Enrol candidate")))


def unit_choice(unit_id: str, full_name: str) -> str:
    """Return a unit's name with its id, which tells two units of one number apart."""
    return full_name if unit_id in full_name else f"{full_name}  ({unit_id})"


def join_twice(parent: QWidget, session: Session, candidate: Candidate) -> FormDialog:
    """Ask which other record is of the same person."""
    others = [
        (f"{each.name}, {each.number}".strip(", "), each.id)
        for each in session.read(candidates.list_candidates)
        if each.id != candidate.id
    ]
    fields: dict[str, tuple[str, QWidget]] = {"second": (text("The other record"), choice(others))}

    def save(values: dict[str, Any]) -> None:
        if not values["second"]:
            raise UserError(text("There is no other record to merge."))
        session.run_or_raise(duplicate_candidates.join, candidate.id, values["second"])

    explanation = text(
        "Everything in the other record moves into this one under the next evidence "
        "numbers. The other record is then hidden. You can separate the two again."
    )
    return opened(
        FormDialog(
            parent, text("Merge duplicate"), fields, save, done=text("Merge records"), explanation=explanation
        )
    )
