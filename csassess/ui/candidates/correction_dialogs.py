"""The dialogs that correct what was entered of a candidate, or take it back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Candidate, Employment, Registration, Sector
from csassess.domain.units.units import Setting, Unit
from csassess.services.candidates import corrections
from csassess.services.progress import history, milestones
from csassess.ui.base.session import Session
from csassess.ui.candidates.people_dialogs import MilestoneDetails, sectors, settings
from csassess.ui.qualifications.registration_fields import follow_choice, qualification_choice
from csassess.ui.widgets.date_fields import day, maybe_day
from csassess.ui.widgets.fields import choice, line, lines, long_line
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, Reason, opened


@dataclass(frozen=True)
class JobDetails:
    """A job as corrected."""

    employer: str
    job: str
    setting: Setting | None
    sector: Sector | None
    started: date | None
    ended: date | None


def change_job(
    parent: QWidget, session: Session, candidate_id: str, job: Employment
) -> FormDialog[JobDetails]:
    """Ask for the details of a recorded job; offer to remove it."""
    fields = {
        "employer": (text("Employer"), line(job.employer)),
        "job": (text("Job"), line(job.job)),
        "setting": (text("Where the evidence will come from"), choice(settings(), job.setting)),
        "sector": (text("Sector"), choice(sectors(), job.sector)),
        "started": (text("Since"), maybe_day(job.started)),
        "ended": (text("Until"), maybe_day(job.ended)),
    }

    edit = session.begin_edit(candidate_id, job)

    def save(values: JobDetails) -> None:
        changed = replace(
            job,
            employer=values.employer,
            job=values.job,
            setting=values.setting,
            sector=values.sector,
            started=values.started,
            ended=values.ended,
        )
        session.save_edit_or_raise(edit, corrections.change_job, candidate_id, changed)

    explanation = text(
        "For mistakes. If the candidate has changed jobs, choose Add another job. "
        "Evidence that took its setting from this job takes the corrected one."
    )
    dialog = FormDialog(parent, text("Change the job"), JobDetails, fields, save, explanation=explanation)
    dialog.add_removal(
        text("Remove job"),
        lambda: session.remove_or_raise(
            text("The job was removed."), corrections.remove_job, candidate_id, job
        ),
    )
    return opened(dialog)


@dataclass(frozen=True)
class CorrectedRegistration:
    """A registration as corrected."""

    title: str
    qualification_number: str
    number: str
    on: date | None
    digest: str = ""


def change_registration(
    parent: QWidget, session: Session, candidate_id: str, registration: Registration
) -> FormDialog[CorrectedRegistration]:
    """Ask for the details of a recorded registration; offer to remove it."""
    qualification = session.read(corrections.qualification_of, registration)
    name = qualification.title if qualification else ""
    fields: dict[str, tuple[str, QWidget]] = {
        **qualification_choice(session, registration.digest, name),
        "title": (text("Qualification"), line(qualification.title if qualification else "")),
        "qualification_number": (
            text("Qualification number"),
            line(qualification.number if qualification else ""),
        ),
        "number": (text("Registration number"), line(registration.number)),
        "on": (text("Registered on"), maybe_day(registration.on)),
    }

    edit = session.begin_edit(candidate_id, registration)

    def save(values: CorrectedRegistration) -> None:
        session.save_edit_or_raise(
            edit,
            corrections.change_registration,
            candidate_id,
            registration,
            values.title,
            values.qualification_number,
            values.number,
            values.on,
            values.digest,
        )

    explanation = text("The registrations of other candidates stay as they are.")
    dialog = FormDialog(
        parent,
        text("Change the registration"),
        CorrectedRegistration,
        fields,
        save,
        explanation=explanation,
    )
    follow_choice(dialog)
    dialog.add_removal(
        text("Remove registration"),
        lambda: session.remove_or_raise(
            text("The registration was removed."), corrections.remove_registration, candidate_id, registration
        ),
    )
    return opened(dialog)


def change_date(
    parent: QWidget, session: Session, candidate_id: str, milestone: Milestone
) -> FormDialog[MilestoneDetails]:
    """Ask for the details of a recorded date of a registration; offer to remove it."""
    kinds = [(kind.words.capitalize(), kind) for kind in MilestoneKind]
    fields: dict[str, tuple[str, QWidget]] = {
        "kind": (text("What happened"), choice(kinds, milestone.kind)),
        "on": (text("On"), day(milestone.on)),
        "number": (text("Claim or certificate number"), line(milestone.number)),
        "note": (text("Note"), long_line(milestone.note)),
    }

    edit = session.begin_edit(candidate_id, milestone)

    def save(values: MilestoneDetails) -> None:
        changed = replace(milestone, kind=values.kind, on=values.on, number=values.number, note=values.note)
        session.save_edit_or_raise(edit, milestones.change, candidate_id, changed)

    dialog = FormDialog(parent, text("Change the date"), MilestoneDetails, fields, save)
    dialog.add_removal(
        text("Remove date"),
        lambda: session.remove_or_raise(
            text("The date was removed."), milestones.take_back, candidate_id, milestone
        ),
    )
    return opened(dialog)


def withdraw_enrolment(
    parent: QWidget, session: Session, candidate_id: str, unit: Unit
) -> FormDialog[Reason]:
    """Ask why a candidate is taken off a unit."""
    fields = {"reason": (text("Reason"), lines())}

    def save(values: Reason) -> None:
        sentence = text("The candidate was withdrawn from {unit}.", unit=unit.full_name)
        session.remove_or_raise(
            sentence, corrections.withdraw_enrolment, candidate_id, unit.id, values.reason
        )

    explanation = text(
        "The reason stays in the history. This is possible as long as no evidence references the unit."
    )
    title = text("Withdraw from {unit}", unit=unit.full_name)
    done = text("Withdraw enrolment")
    return opened(FormDialog(parent, title, Reason, fields, save, done=done, explanation=explanation))


def remove_candidate(
    parent: QWidget, session: Session, candidate: Candidate, removed: Callable[[], object]
) -> FormDialog[NoValues]:
    """Ask to remove a candidate who was entered by mistake, then call `removed`."""

    def save(_: NoValues) -> None:
        session.run_or_raise(corrections.remove_candidate, candidate.id)
        removed()

    explanation = text(
        "For a candidate about whom nothing is recorded. The history stays, so this can be undone. Other "
        "machines that have this candidate keep them. To delete all data for good, choose Centre, Retention "
        "and erasure."
    )
    title = text("Remove {name}", name=candidate.name)
    done = text("Remove candidate")
    dialog = FormDialog(parent, title, NoValues, {}, save, done=done, explanation=explanation)
    return opened(dialog)


@dataclass(frozen=True)
class RemovedCandidate:
    """The id of a removed candidate."""

    candidate: str


def bring_back(
    parent: QWidget, session: Session, brought_back: Callable[[str], object]
) -> FormDialog[RemovedCandidate]:
    """Ask which removed candidate to bring back, then call `brought_back` with the id."""
    removed = [
        (f"{candidate.name} {candidate.number}".strip(), candidate.id)
        for candidate in session.read(corrections.removed_candidates)
    ]
    fields: dict[str, tuple[str, QWidget]] = {"candidate": (text("Candidate"), choice(removed))}

    def save(values: RemovedCandidate) -> None:
        session.run_or_raise(history.undo, values.candidate)
        brought_back(values.candidate)

    title = text("Bring back a removed candidate")
    return opened(FormDialog(parent, title, RemovedCandidate, fields, save, done=text("Bring back")))
