"""Corrections of what was entered of a candidate and of visits, each carried out once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Sector
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates, corrections, duplicate_candidates, learner_details
from csassess.services.candidates.learner_details import LearnerDetails
from csassess.services.cover import cover
from csassess.services.exchange import handover
from csassess.services.progress import milestones
from csassess.services.qualifications import choosing
from csassess.services.visits import plans, visit_changes, visits
from tests.program.correcting import EARLIER, Office, Prepared
from tests.support import qualifications
from tests.support.builders import THAT_DAY
from tests.support.exchanging import accept_in_present_role
from tests.support.verifying import become


def job(office: Office) -> Any:
    return office.portfolio().employments[0]


def changed_job(office: Office) -> Prepared:
    changed = replace(
        job(office),
        employer="Harbour",
        job="Clerk",
        setting=Setting.REAL_JOB_VOLUNTARY,
        sector=Sector.PUBLIC,
        started=EARLIER,
        ended=THAT_DAY,
    )
    return office.by_ann(corrections.change_job, changed)


def registration(office: Office) -> Any:
    return candidates.register(office.ann, office.mo, "Certificat", "500/1", "R-7", EARLIER)


def changed_registration(office: Office) -> Prepared:
    """Register Mo for another qualification, which was approved meanwhile."""
    digest = qualifications.approved(office.ann).digest
    return office.by_ann(
        corrections.change_registration, registration(office), "", "", "R-77", THAT_DAY, digest
    )


def chosen_units(office: Office) -> Prepared:
    qualifications.register(office.ann, office.mo, qualifications.approved(office.ann))
    return office.by_ann(choosing.choose, ("ocr-61",))


def new_qualification(office: Office) -> Prepared:
    act = partial(
        corrections.change_registration,
        office.ann,
        office.mo,
        registration(office),
        "Certificate",
        "500/2",
        "",
        None,
    )
    return office.ann, CASELOAD_STREAM, act


def milestone(office: Office) -> Any:
    return milestones.record(
        office.ann, office.mo, MilestoneKind.CLAIMED, EARLIER, "CL-1", "by post", reason="Known"
    )


def changed_milestone(office: Office) -> Prepared:
    changed = replace(
        milestone(office), kind=MilestoneKind.ACHIEVED, on=THAT_DAY, number="CL-2", note="by hand"
    )
    return office.by_ann(milestones.change, changed)


def separated(office: Office) -> Prepared:
    second = candidates.add_candidate(office.ann, "Mo C.")
    duplicate_candidates.join(office.ann, office.mo, second.id)
    return office.ann, second.id, partial(duplicate_candidates.part, office.ann, second.id)


def ended_cover(office: Office) -> Prepared:
    become(office.vera, "Vera Assessor", Role.ASSESSOR)
    accept_in_present_role(office.ann, office.vera, office.folder)
    cover.lend(office.ann, [office.mo], office.vera.device, THAT_DAY, "Ill")
    return office.by_ann(cover.end)


def cancelled_handover(office: Office) -> Prepared:
    handover.hand_over(office.ann, office.mo, "Tess Taker", passphrase="lamps and kettles by the door")
    return office.by_ann(handover.take_back)


def changed_visit(office: Office) -> Prepared:
    office.observation()
    visit = office.portfolio().visits[0]
    changed = replace(
        visit,
        started=visit.started + timedelta(days=1),
        ended=visit.started + timedelta(days=1, hours=1),
        later_because="The clock was slow",
        place="Floor",
        camera_allowed=True,
        recording_allowed=False,
        devices_allowed=True,
        informed="a notice",
    )
    return office.by_ann(visit_changes.change_visit, changed)


def finished_typing(office: Office) -> Prepared:
    now = office.ann.clock()
    times = {"started": now - timedelta(days=1), "ended": now - timedelta(hours=23)}
    item = visits.start_visit(office.ann, [office.mo], "Desk", **times)[office.mo]
    return office.by_ann(visits.finish, item.id, FeedbackToCandidate(item.id, item.id))


def plan(office: Office) -> Any:
    planned = plans.plan_visit(office.ann, office.mo, THAT_DAY + timedelta(7), "Deks", "Log")
    return plans.agree(office.ann, office.mo, planned)


def changed_plan(office: Office) -> Prepared:
    present = plan(office)
    changed = replace(
        present, on=THAT_DAY + timedelta(8), place="Desk", lines=present.lines[:1], brings="Call log"
    )
    return office.by_ann(plans.change_plan, changed)


DETAILS = LearnerDetails(
    "1000000043", "123456789", "04/03/1990", THAT_DAY, THAT_DAY, "01", "mo@a.uk", "02", "b@c.uk"
)
OTHER_DETAILS = LearnerDetails(
    "1000000051", "123456780", "05/03/1990", EARLIER, EARLIER, "03", "o@a.uk", "04", "d@c.uk"
)


def changed_details(office: Office) -> Prepared:
    registration(office)
    learner_details.change_details(office.ann, office.mo, DETAILS)
    return office.by_ann(learner_details.change_details, OTHER_DETAILS)


EXERCISES: dict[tuple[str, str], Callable[[Office], Prepared]] = {
    ("candidate", "candidates.change_candidate"): lambda o: (
        o.ann,
        o.mo,
        partial(
            candidates.change_candidate,
            o.ann,
            replace(o.portfolio().candidate, name="Moe", number="C-2", known_as="Mo"),
        ),
    ),
    ("candidate", "corrections.remove_candidate"): lambda o: o.by_ann(corrections.remove_candidate),
    ("candidate", "learner_details.change_details"): changed_details,
    ("registration", "learner_details.change_details"): changed_details,
    ("employment", "corrections.change_job"): changed_job,
    ("employment", "corrections.remove_job"): lambda o: o.by_ann(corrections.remove_job, job(o)),
    ("registration", "corrections.change_registration"): changed_registration,
    ("registration", "choosing.choose"): chosen_units,
    ("registration", "corrections.remove_registration"): lambda o: o.by_ann(
        corrections.remove_registration, registration(o)
    ),
    ("qualification", "corrections.change_registration"): new_qualification,
    ("enrolment", "corrections.withdraw_enrolment"): lambda o: o.by_ann(
        corrections.withdraw_enrolment, "nos-b10", "Wrong unit"
    ),
    ("milestone", "milestones.change"): changed_milestone,
    ("milestone", "milestones.take_back"): lambda o: o.by_ann(milestones.take_back, milestone(o)),
    ("joined", "duplicate_candidates.part"): separated,
    ("cover", "cover.end"): ended_cover,
    ("hand-over", "handover.take_back"): cancelled_handover,
    ("visit", "visit_changes.change_visit"): changed_visit,
    ("visit", "visits.finish"): finished_typing,
    ("plan", "plans.change_plan"): changed_plan,
    ("plan", "plans.remove_plan"): lambda o: o.by_ann(plans.remove_plan, plan(o)),
}
