"""Correct what was entered of a candidate: a job, a registration, an enrolment, or the candidate."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import enrolled_units, load_portfolio
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.names import name_key
from csassess.domain.portfolio import PARTS, Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.people import Candidate, Employment, Qualification, Registration
from csassess.domain.records.retention import Redaction
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Unit
from csassess.services.candidates.candidates import current_job, qualification_registered
from csassess.services.candidates.duplicate_candidates import joined_with

# What a candidate may have and still be removed.
_ENTERED_WITH_THE_CANDIDATE = ("registrations", "employments", "enrolments")


def change_job(caseload: Caseload, candidate_id: str, job: Employment) -> None:
    """Correct a job. Evidence that took its setting from the job takes the corrected one.

    Raises UserError if the job has neither employer nor name, if it ends before it starts, or if
    accepted evidence would change.
    """
    job = replace(job, employer=job.employer.strip(), job=job.job.strip())
    if not (job.employer or job.job):
        raise MissingError(text("the employer or the job"), "employer")
    if job.started and job.ended and job.ended < job.started:
        raise UserError(text("The end date is before the start date. Check the dates."))
    with caseload.together():
        portfolio = load_portfolio(caseload, candidate_id)
        jobs = tuple(job if other.id == job.id else other for other in portfolio.employments)
        items = _items_following(portfolio, portfolio.with_parts(employments=jobs))
        caseload.save(candidate_id, UserAction.CANDIDATE_JOB_CHANGE, job, *items)


def remove_job(caseload: Caseload, candidate_id: str, job: Employment) -> None:
    """Remove a job that was entered by mistake; can be undone.

    The job that ended when this one started goes on again.
    Raises UserError if accepted evidence would change.
    """
    with caseload.together():
        portfolio = load_portfolio(caseload, candidate_id)
        others = [other for other in portfolio.employments if other.id != job.id]
        reopened = [
            replace(other, ended=job.ended) for other in others if job.started and other.ended == job.started
        ]
        reopened_ids = {other.id for other in reopened}
        jobs = (*reopened, *(other for other in others if other.id not in reopened_ids))
        items = _items_following(portfolio, portfolio.with_parts(employments=jobs))
        caseload.save(candidate_id, UserAction.CANDIDATE_JOB_REMOVE, *reopened, *items, remove=(job,))


def _items_following(before: Portfolio, after: Portfolio) -> list[EvidenceItem]:
    """Return the items whose job or setting follows from changed jobs, as they will be.

    A setting that was chosen for the item itself stays.
    Raises UserError if one of them is accepted.
    """
    changed = []
    for item in before.evidence:
        old_job, new_job = _job_of(item, before), _job_of(item, after)
        if (old_job and (old_job.id, old_job.setting)) == (new_job and (new_job.id, new_job.setting)):
            continue
        own_setting = next((job.setting for job in before.employments if job.id == item.employment), None)
        setting = new_job.setting if new_job and item.setting == own_setting else item.setting
        new_item = replace(item, employment=new_job.id if new_job else None, setting=setting)
        if new_item != item:
            changed.append(new_item)
    accepted = [item.number for item in changed if before.is_accepted(before.item(item.id))]
    if accepted:
        raise UserError(
            text(
                "Accepted evidence takes its setting from this job: items {numbers}. Reopen these "
                "items before you change the job.",
                numbers=", ".join(accepted),
            )
        )
    return changed


def _job_of(item: EvidenceItem, portfolio: Portfolio) -> Employment | None:
    """Return the job of an item's date or, if there was none, the one in which the item was recorded."""
    recorded = next((job for job in portfolio.employments if job.id == item.employment), None)
    return current_job(portfolio, item.on) or recorded


def qualification_of(caseload: Caseload, registration: Registration) -> Qualification | None:
    """Return the qualification of a registration, or None if it is missing from this caseload."""
    return caseload.one(Qualification, CASELOAD_STREAM, registration.qualification)


def change_registration(
    caseload: Caseload,
    candidate_id: str,
    registration: Registration,
    title: str,
    qualification_number: str,
    number: str,
    on: date | None,
    digest: str = "",
) -> None:
    """Correct a registration, of this candidate only; units that were chosen for it stay chosen.

    Raises UserError if the title is blank, if nothing that was approved here has the digest, or if the date
    is in the future.
    """
    if on and on > caseload.clock().date():
        raise UserError(text("This date is in the future. Record it once it has happened."))
    with caseload.together():
        qualification = qualification_registered(
            caseload, title, qualification_number, digest, registration.digest
        )
        changed = replace(
            registration, qualification=qualification.id, number=number.strip(), on=on, digest=digest
        )
        caseload.save(candidate_id, UserAction.CANDIDATE_REGISTRATION_CHANGE, changed)


def remove_registration(caseload: Caseload, candidate_id: str, registration: Registration) -> None:
    """Remove a registration that was entered by mistake; can be undone."""
    caseload.save(candidate_id, UserAction.CANDIDATE_REGISTRATION_REMOVE, remove=(registration,))


def withdraw_enrolment(caseload: Caseload, candidate_id: str, unit_id: str, reason: str) -> None:
    """Take a candidate off a unit, with a reason; can be undone.

    Raises UserError without a reason, or if evidence references the unit.
    """
    if not reason.strip():
        raise MissingError(text("why the enrolment is withdrawn"), "reason")
    portfolio = load_portfolio(caseload, candidate_id)
    unit = next(unit for unit in enrolled_units(caseload, portfolio) if unit.id == unit_id)
    refuse(reason_against_withdrawing(portfolio, unit))
    enrolment = next(enrolment for enrolment in portfolio.enrolments if enrolment.id == unit_id)
    withdrawn = replace(enrolment, withdrawn_because=reason.strip())
    caseload.save(candidate_id, UserAction.CANDIDATE_WITHDRAW_ENROLMENT, withdrawn, remove=(withdrawn,))


def reason_against_withdrawing(portfolio: Portfolio, unit: Unit) -> str:
    """Return why a candidate cannot be taken off a unit; empty if they can."""
    if any(reference.unit == unit.id for reference in portfolio.references):
        return text("There are evidence references to {unit}. Remove them first.", unit=unit.name)
    return ""


def remove_candidate(caseload: Caseload, candidate_id: str) -> None:
    """Remove a candidate who was entered by mistake, with job, registration and enrolments; can be undone.

    Raises UserError if anything else is recorded: such a record ends with a withdrawal.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    refuse(reason_against_removing(caseload, portfolio))
    entered = [record for part in _ENTERED_WITH_THE_CANDIDATE for record in getattr(portfolio, part)]
    caseload.save(candidate_id, UserAction.CANDIDATE_REMOVE, remove=(portfolio.candidate, *entered))


def reason_against_removing(caseload: Caseload, portfolio: Portfolio) -> str:
    """Return why a candidate cannot be removed; empty if they can."""
    candidate_id = portfolio.candidate.id
    recorded = [
        part for part in PARTS if part not in _ENTERED_WITH_THE_CANDIDATE and getattr(portfolio, part)
    ]
    if recorded or joined_with(caseload, candidate_id) or caseload.all(Redaction, candidate_id):
        return text(
            "Something is recorded about {name} already, so the candidate cannot be removed. "
            "Choose Dates and record a withdrawal instead.",
            name=portfolio.candidate.name,
        )
    return ""


def removed_candidates(caseload: Caseload) -> list[Candidate]:
    """Return the candidates who were removed, by name; undoing their last action brings them back."""
    return sorted(caseload.removed(Candidate), key=lambda candidate: name_key(candidate.name))
