"""Candidates: adding them, their job and registration, and the units they are enrolled on."""

from dataclasses import dataclass, replace
from datetime import date

from csassess.catalogue import text
from csassess.data.qualifications.kept import kept_qualification
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import kept_unit, offered_unit
from csassess.domain.assessment.unit_versions import in_force
from csassess.domain.errors import MissingError, UserError
from csassess.domain.names import finder, folded, holds, name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.people import (
    Candidate,
    Employment,
    Enrolment,
    Joined,
    Qualification,
    Registration,
    Sector,
)
from csassess.domain.records.questions import QualificationVersion
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Setting, Unit


def list_candidates(caseload: Caseload) -> list[Candidate]:
    """Return the candidates by name, leaving out records joined into another."""
    joined_ids = marked_as_joined(caseload)
    listed = (c for c in caseload.all(Candidate) if c.id not in joined_ids or not joined_into(caseload, c.id))
    return sorted(listed, key=lambda candidate: name_key(candidate.name))


def marked_as_joined(caseload: Caseload) -> set[str]:
    """Return the records that are marked as joined into another."""
    return {stream for stream, _ in caseload.where(Joined, "id", "joined")}


def is_here(caseload: Caseload, candidate_id: str) -> bool:
    """Return whether a candidate is in the caseload and was not removed."""
    return caseload.one(Candidate, candidate_id, candidate_id) is not None


def joined_into(caseload: Caseload, candidate_id: str) -> str:
    """Return the id of the record that a candidate's record was joined into, or "".

    Also "" if evidence was added to the joined record since: the record is then listed again.
    """
    into = _marked_into(caseload, candidate_id)
    if not into or caseload.one(Candidate, into, into) is None:
        return ""
    ring, following = [candidate_id], into
    while following and following not in ring:
        ring.append(following)
        following = _marked_into(caseload, following)
    if following == candidate_id == min(ring):
        return ""  # joined into each other, or into itself: every device keeps the same one
    copied = {item.id for item in caseload.all(EvidenceItem, into)}
    return into if {item.id for item in caseload.all(EvidenceItem, candidate_id)} <= copied else ""


def _marked_into(caseload: Caseload, candidate_id: str) -> str:
    mark = caseload.one(Joined, candidate_id, "joined")
    return mark.into if mark else ""


def matching(everyone: list[Candidate], wanted: str) -> list[Candidate]:
    """Return the candidates whose name, number or ULN contains `wanted`; all if it is empty.

    The comparison is that of every search of names.
    """
    is_found = finder(wanted)
    return [c for c in everyone if is_found(c.name) or is_found(c.number) or is_found(c.uln)]


def find_candidate(caseload: Caseload, wanted: str) -> Candidate:
    """Return the one candidate with this id, candidate number, ULN or part of the name.

    Raises UserError if no candidate matches, or several do.
    """
    candidates = list_candidates(caseload)
    wanted = wanted.strip()
    exact = [c for c in candidates if wanted and wanted in (c.id, c.number, c.uln)]
    whole = exact or [c for c in candidates if wanted and folded(c.name) == folded(wanted)]
    matches = whole or [c for c in candidates if wanted and holds(c.name, wanted)]
    if not matches:
        raise UserError(
            text(
                "No candidate matches “{wanted}” by id, number or name. Check what you typed.", wanted=wanted
            )
        )
    if len(matches) > 1:
        raise UserError(
            text(
                "{count} candidates match “{wanted}”. Use the candidate number.",
                count=len(matches),
                wanted=wanted,
            )
        )
    return matches[0]


@dataclass(frozen=True, slots=True)
class Job:
    """What is known of a candidate's job; every field is optional."""

    employer: str = ""
    job: str = ""
    setting: Setting | None = None
    sector: Sector | None = None


def add_candidate(caseload: Caseload, name: str, number: str = "", job: Job | None = None) -> Candidate:
    """Add a candidate, with a job if one is given.

    Raises UserError if the name is blank or another candidate has the number.
    """
    candidate = Candidate(caseload.new_id(), name.strip(), number.strip())
    employments = []
    if job and job != Job():
        employments.append(
            Employment(caseload.new_id(), job.employer, job.job, job.setting, sector=job.sector)
        )
    save_candidate(caseload, UserAction.CANDIDATE_ADD, candidate, *employments)
    return candidate


def change_candidate(caseload: Caseload, candidate: Candidate) -> None:
    """Change a candidate's names or number.

    Raises UserError if the name is blank or another candidate has the number.
    """
    changed = replace(
        candidate,
        name=candidate.name.strip(),
        number=candidate.number.strip(),
        known_as=candidate.known_as.strip(),
    )
    save_candidate(caseload, UserAction.CANDIDATE_CHANGE, changed)


def save_candidate(
    caseload: Caseload, action: UserAction, candidate: Candidate, *others_changed: Employment | Registration
) -> None:
    """Save a candidate with other records of theirs.

    Raises UserError if the name is blank or another candidate has the number or the ULN.
    """
    if not candidate.name:
        raise MissingError(text("the candidate’s name"), "name")
    if candidate.number and _has_other(caseload, candidate, "number", candidate.number):
        raise UserError(
            text(
                "Another candidate already has the number “{number}”. Check the number.",
                number=candidate.number,
            )
        )
    if candidate.uln and _has_other(caseload, candidate, "uln", candidate.uln):
        raise UserError(
            text("Another candidate already has the ULN {uln}. Check the ULN.", uln=candidate.uln)
        )
    caseload.save(candidate.id, action, candidate, *others_changed)


def _has_other(caseload: Caseload, candidate: Candidate, field: str, value: str) -> bool:
    """Return whether a candidate in the list, other than this one, has a value."""
    found = (stream for stream, other in caseload.where(Candidate, field, value) if other.id != candidate.id)
    return any(not joined_into(caseload, stream) for stream in found)


def set_job(
    caseload: Caseload,
    candidate_id: str,
    employer: str,
    job: str,
    setting: Setting | None,
    sector: Sector | None = None,
    started: date | None = None,
) -> Employment:
    """Record a candidate's job with an employer.

    A job that was current before it ends on the day this one starts (without a start date: today);
    phone and e-mail of another employer are emptied.
    This one ends on the day the next one starts, if a later job is recorded.
    """
    others = caseload.all(Employment, candidate_id)
    later = [other.started for other in others if started and other.started and other.started > started]
    ended = min(later) if later else None
    employment = Employment(caseload.new_id(), employer.strip(), job.strip(), setting, started, ended, sector)
    closed = [
        replace(other, ended=started or caseload.clock().date())
        for other in others
        if other.ended is None and _began(other) <= (started or caseload.clock().date())
    ]
    candidate = caseload.one(Candidate, candidate_id, candidate_id)
    has_contact = candidate and (candidate.employer_phone or candidate.employer_email)
    changed = [replace(candidate, employer_phone="", employer_email="")] if candidate and has_contact else []
    is_new = bool(closed) and closed[-1].employer != employment.employer
    caseload.save(candidate_id, UserAction.CANDIDATE_JOB, employment, *closed, *(changed if is_new else ()))
    return employment


def current_job(portfolio: Portfolio, on: date) -> Employment | None:
    """Return the job a candidate had on a date, or None.

    If two jobs overlap, the one that started last.
    """
    jobs = [
        job for job in portfolio.employments if _began(job) <= on and (job.ended is None or on <= job.ended)
    ]
    return max(jobs, key=_began, default=None)


def _began(job: Employment) -> date:
    return job.started or date.min


def register(
    caseload: Caseload,
    candidate_id: str,
    title: str,
    qualification_number: str,
    number: str,
    on: date | None,
    digest: str = "",
) -> Registration:
    """Register a candidate for a qualification, by its title or, if it was brought in, by its digest.

    The qualification is stored once for the whole caseload.
    Raises UserError if the title is blank, or if nothing that was approved here has the digest.
    """
    with caseload.together():
        qualification = qualification_registered(caseload, title, qualification_number, digest)
        registration = Registration(caseload.new_id(), qualification.id, number.strip(), on, digest=digest)
        caseload.save(candidate_id, UserAction.CANDIDATE_REGISTER, registration)
    return registration


def qualification_registered(
    caseload: Caseload, title: str, number: str, digest: str, present: str = ""
) -> Qualification:
    """Return the qualification of a registration, stored if it is new.

    With a digest, title and number are those of that wording. `present` is the digest that the registration
    has already. Raises UserError if the title is blank, or if nothing that was approved here has the digest.
    """
    if not digest:
        return qualification_named(caseload, title, number)
    stated = kept_qualification(caseload, digest)
    versions = caseload.all(QualificationVersion, CASELOAD_STREAM)
    if digest != present and not any(v.digest == digest for v in in_force(versions).values()):
        raise UserError(text("This qualification is not approved here. Approve it, then register."))
    if stated is None:  # of a newer format, or not here: the candidate stays registered for it
        return qualification_named(caseload, title, number)
    return qualification_named(caseload, stated.title, stated.number)


def qualification_named(caseload: Caseload, title: str, number: str) -> Qualification:
    """Return the qualification with a title and number; it is stored if it is new.

    Raises UserError if the title is blank.
    """
    title, number = title.strip(), number.strip()
    if not title:
        raise MissingError(text("the qualification"), "title")
    known = caseload.all(Qualification, CASELOAD_STREAM)
    qualification = next((q for q in known if (q.title, q.number) == (title, number)), None)
    if qualification is None:
        qualification = Qualification(caseload.new_id(), title, number)
        caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_ADD, qualification)
    return qualification


def enrol(caseload: Caseload, candidate_id: str, unit_id: str, on: date | None = None) -> Unit:
    """Enrol a candidate on a unit in its present wording, which is stored permanently.

    Enrolling again changes nothing and returns the unit in the wording of the first enrolment.
    Raises UserError if the unit is unknown, or a draft.
    """
    present = caseload.one(Enrolment, candidate_id, unit_id)
    if present:
        return kept_unit(caseload, present.digest)
    wording = offered_unit(caseload, unit_id)
    unit, digest = wording.unit, wording.digest
    with caseload.together():
        caseload.store_wording(digest, unit.id, wording.content)
        caseload.save(
            candidate_id,
            UserAction.CANDIDATE_ENROL,
            Enrolment(unit.id, digest, on or caseload.clock().date()),
        )
    return unit


def not_enrolled_on(caseload: Caseload, unit_id: str) -> list[Candidate]:
    """Return the candidates by name who are not enrolled on a unit."""
    enrolled = {candidate_id for candidate_id, _ in caseload.where(Enrolment, "id", unit_id)}
    return [candidate for candidate in list_candidates(caseload) if candidate.id not in enrolled]


def enrolled_on(caseload: Caseload, candidate_id: str) -> list[str]:
    """Return the ids of the units a candidate is enrolled on."""
    return sorted(enrolment.id for enrolment in caseload.all(Enrolment, candidate_id))
