"""The dialogs in which candidates, their job, registration and units are entered."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.asking.candidate import CLAIMS
from csassess.domain.dates import long_date
from csassess.domain.errors import FieldError, UserError
from csassess.domain.labels import label
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Candidate, Sector
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates, duplicate_candidates
from csassess.services.candidates.candidates import Job
from csassess.services.programme.new_employer import meaning_of_new_job
from csassess.services.progress import milestones
from csassess.services.units import caseload_units
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.qualifications.registration_fields import follow_choice, qualification_choice
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, content_of, line, lines, long_line, name_line
from csassess.ui.widgets.form_dialog import FormDialog, opened

_MOST_ASKED = 5  # lines shown of what would be asked


def settings() -> list[tuple[str, Any]]:
    """Return the settings to choose from."""
    return [(text("not stated"), None), *((label(setting), setting) for setting in Setting)]


def sectors() -> list[tuple[str, Any]]:
    """Return the sectors to choose from."""
    return [(text("not stated"), None), *((label(sector), sector) for sector in Sector)]


@dataclass(frozen=True)
class NewCandidate:
    """A candidate as entered, with the first job."""

    name: str
    number: str
    employer: str
    job: str
    setting: Setting | None
    sector: Sector | None


def add_candidate(
    parent: QWidget, session: Session, added: Callable[[str], object]
) -> FormDialog[NewCandidate]:
    """Ask for a new candidate with employer and job; `added` gets the id."""
    fields = {
        "name": (text("Name"), name_line()),
        "number": (text("Candidate number (if there is one)"), line()),
        "employer": (text("Employer"), line()),
        "job": (text("Job"), line()),
        "setting": (text("Where the evidence will come from"), choice(settings())),
        "sector": (text("Sector"), choice(sectors())),
    }

    def save(values: NewCandidate) -> None:
        job = Job(values.employer, values.job, values.setting, values.sector)
        added(session.run_or_raise(candidates.add_candidate, values.name, values.number, job).id)

    return opened(FormDialog(parent, text("Add a candidate"), NewCandidate, fields, save, done=text("Add")))


@dataclass(frozen=True)
class CandidateDetails:
    """A candidate's names and number."""

    name: str
    known_as: str
    number: str


def change_candidate(parent: QWidget, session: Session, candidate: Candidate) -> FormDialog[CandidateDetails]:
    """Ask for a candidate's name and number."""
    fields = {
        "name": (text("Name"), name_line(candidate.name)),
        "known_as": (text("Other names they sign under, divided by commas"), line(candidate.known_as)),
        "number": (text("Candidate number (if there is one)"), line(candidate.number)),
    }

    edit = session.begin_edit(candidate.id, candidate)

    def save(values: CandidateDetails) -> None:
        changed = replace(candidate, name=values.name, number=values.number, known_as=values.known_as)
        session.save_edit_or_raise(edit, candidates.change_candidate, changed)

    return opened(FormDialog(parent, text("Change the candidate"), CandidateDetails, fields, save))


@dataclass(frozen=True)
class NewJob:
    """A job from a date on."""

    employer: str
    job: str
    setting: Setting | None
    sector: Sector | None
    started: date


def new_job(parent: QWidget, session: Session, candidate_id: str) -> FormDialog[NewJob]:
    """Ask for a candidate's new employer and job, from a date on; say what it means for evidence."""
    setting, started = choice(settings()), day(session.now().date())
    fields: dict[str, tuple[str, QWidget]] = {
        "employer": (text("Employer"), line()),
        "job": (text("Job"), line()),
        "setting": (text("Where the evidence will come from"), setting),
        "sector": (text("Sector"), choice(sectors())),
        "started": (text("Since"), started),
    }

    def save(values: NewJob) -> None:
        session.run_or_raise(
            candidates.set_job,
            candidate_id,
            values.employer,
            values.job,
            values.setting,
            values.sector,
            values.started,
        )

    view = session.portfolio_view(candidate_id)

    def meaning() -> str:
        return " ".join(meaning_of_new_job(view, content_of(setting), content_of(started)))

    def explain() -> None:
        """Say what the job means for evidence, as it is entered."""
        dialog.explanation.setText(meaning())

    title = text("Employer and job")
    dialog = FormDialog(parent, title, NewJob, fields, save, explanation=meaning())

    setting.currentIndexChanged.connect(lambda _: explain())
    started.dateChanged.connect(lambda _: explain())
    return opened(dialog)


@dataclass(frozen=True)
class RegistrationDetails:
    """A registration as entered."""

    title: str
    qualification_number: str
    number: str
    on: date
    digest: str = ""


def register(parent: QWidget, session: Session, candidate_id: str) -> FormDialog[RegistrationDetails]:
    """Ask for a candidate's registration."""
    fields: dict[str, tuple[str, QWidget]] = {
        **qualification_choice(session),
        "title": (text("Qualification"), line()),
        "qualification_number": (text("Qualification number"), line()),
        "number": (text("Registration number"), line()),
        "on": (text("Registered on"), day(session.now().date())),
    }

    def save(values: RegistrationDetails) -> None:
        session.run_or_raise(
            candidates.register,
            candidate_id,
            values.title,
            values.qualification_number,
            values.number,
            values.on,
            values.digest,
        )

    dialog = FormDialog(parent, text("Registration"), RegistrationDetails, fields, save)
    follow_choice(dialog)
    return opened(dialog)


@dataclass(frozen=True)
class MilestoneDetails:
    """A date of a registration as entered."""

    kind: MilestoneKind
    on: date
    number: str
    note: str
    reason: str = ""


def record_date(parent: QWidget, session: Session, candidate_id: str) -> FormDialog[MilestoneDetails]:
    """Ask for a date of a registration after it began; the last one can be taken back.

    Before a claim, what an external verifier would ask is shown, and its answer asked for.
    """
    recorded = sorted(
        session.portfolio_view(candidate_id).portfolio.milestones, key=lambda milestone: milestone.on
    )
    reached = {milestone.kind for milestone in recorded}
    coming = next((kind for kind in CLAIMS if kind not in reached), CLAIMS[-1])
    kinds = choice([(kind.words.capitalize(), kind) for kind in MilestoneKind], coming)
    fields: dict[str, tuple[str, QWidget]] = {
        "kind": (text("What happened"), kinds),
        "on": (text("On"), day(session.now().date())),
        "number": (text("Claim or certificate number"), line()),
        "note": (text("Note"), long_line()),
        "reason": (text("Why it is recorded all the same"), lines()),
    }

    def save(values: MilestoneDetails) -> None:
        session.run_or_raise(
            milestones.record,
            candidate_id,
            values.kind,
            values.on,
            values.number,
            values.note,
            values.reason,
        )

    def take_back() -> None:
        sentence = text("The last date was removed.")
        if session.remove(sentence, milestones.take_back, candidate_id, recorded[-1]):
            dialog.discard()

    milestone_lines = [
        f"{milestone.kind.words.capitalize()}: {long_date(milestone.on)} {milestone.number}".strip()
        for milestone in recorded
    ]

    def ask() -> None:
        """Show what would be asked about the date that is chosen."""
        asked = Counter(
            line.what for line in session.read(milestones.asked_before, candidate_id, kinds.currentData())
        )
        words = [text("An external verifier would ask:")] if asked else []
        for what, count in asked.most_common(_MOST_ASKED):
            words.append(f"–  {what}" + (f" ({count})" if count > 1 else ""))
        if len(asked) > _MOST_ASKED:
            words.append(text("…and {count} more.", count=len(asked) - _MOST_ASKED))
        dialog.explanation.setText("\n".join([*milestone_lines, *words]))
        dialog.explanation.setVisible(bool(milestone_lines or words))
        dialog.ask("reason", is_asked=bool(asked))

    dialog = FormDialog(
        parent,
        text("From registration to certificate"),
        MilestoneDetails,
        fields,
        save,
        done=text("Record"),
        explanation="\n".join(milestone_lines),
    )
    if recorded:
        dialog.add_button(text("Remove the last date"), take_back)
    kinds.currentIndexChanged.connect(lambda _: ask())
    ask()
    return opened(dialog)


@dataclass(frozen=True)
class UnitChoice:
    """A unit chosen by its id."""

    unit: str


def enrol(
    parent: QWidget, session: Session, candidate_id: str, go: Callable[[Location], object]
) -> FormDialog[UnitChoice]:
    """Ask for a unit to enrol a candidate on; `go` leads to the page that brings in another unit."""
    portfolio = session.portfolio_view(candidate_id).portfolio
    enrolled = {enrolment.id for enrolment in portfolio.enrolments}
    choices = [
        (unit_choice(unit_id, name), unit_id)
        for unit_id, name in session.read(caseload_units.offered).items()
        if unit_id not in enrolled
    ]
    first = [(text("choose a unit"), "")] if len(choices) > 1 else []
    fields = {"unit": (text("Unit"), choice([*first, *choices]))}

    def save(values: UnitChoice) -> None:
        if not values.unit:
            raise FieldError(text("Please choose a unit."), "unit")
        session.run_or_raise(candidates.enrol, candidate_id, values.unit)

    def go_to_units() -> None:
        dialog.discard()
        go(Location(Page.UNITS))

    title = text("Enrol on a unit")
    dialog = FormDialog(parent, title, UnitChoice, fields, save, done=text("Enrol candidate"))
    dialog.add_button(text("Bring in another unit…"), go_to_units)
    return opened(dialog)


def unit_choice(unit_id: str, full_name: str) -> str:
    """Return a unit's name with its id, which distinguishes two units of one number."""
    return full_name if unit_id in full_name else f"{full_name}  ({unit_id})"


@dataclass(frozen=True)
class DuplicateChoice:
    """The id of the other record of the same person; None if there is none."""

    second: str | None


def join_twice(parent: QWidget, session: Session, candidate: Candidate) -> FormDialog[DuplicateChoice]:
    """Ask which other record is of the same person."""
    others = [
        (f"{each.name}, {each.number}".strip(", "), each.id)
        for each in session.read(candidates.list_candidates)
        if each.id != candidate.id
    ]
    fields: dict[str, tuple[str, QWidget]] = {"second": (text("The other record"), choice(others))}

    def save(values: DuplicateChoice) -> None:
        if not values.second:
            raise UserError(text("There is no other record to merge."))
        sentence = text("The two records were merged into this one.")
        session.remove_or_raise(sentence, duplicate_candidates.join, candidate.id, values.second)

    explanation = text(
        "Everything in the other record moves into this one under the next evidence "
        "numbers. The other record is then hidden. You can separate the two again."
    )
    return opened(
        FormDialog(
            parent,
            text("Merge duplicate"),
            DuplicateChoice,
            fields,
            save,
            done=text("Merge records"),
            explanation=explanation,
        )
    )
