"""The centre's month in the sample: what is kept of one candidate, with pictures and papers of each."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from csassess.data.record.caseload import Caseload
from csassess.domain.records.people import Candidate
from csassess.domain.records.programme.claims import Claim
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.programme.steps import (
    Case,
    CaseKind,
    Contact,
    ContactWay,
    Induction,
    LearningBreak,
    ProgressReview,
    UnitPlan,
)
from csassess.services.access import caseloads
from csassess.services.candidates.learner_details import LearnerDetails, change_details
from csassess.services.programme import claims, entries, keeping
from csassess.services.signing import authenticity

Strokes = tuple[tuple[int, ...], ...]


def switch_on(office: Caseload) -> None:
    """Switch on everything that a centre can keep, as its office."""
    kept = tuple(str(each) for each in Keeping if each is not Keeping.REVIEWS)
    caseloads.change_centre(office, replace(caseloads.centre_of(office), keeps=kept, review_weeks=8))


def record_month(caseload: Caseload, candidate_id: str, content: dict[str, Any], signature: Strokes) -> None:
    """Record of a candidate today what the sample centre keeps."""
    today = caseload.clock().date()
    change_details(
        caseload,
        candidate_id,
        LearnerDetails(**content["details"], planned_end=today + timedelta(days=200)),
    )
    earlier = today - timedelta(days=60)
    kept_entries = (
        Induction("", earlier, keeping.checklist(caseload), content["induction"]),
        UnitPlan("", content["unit"], content["plan"], earlier, today - timedelta(days=7)),
        ProgressReview(
            "",
            today,
            content["progress"],
            content["targets"],
            content["comments"],
            next_on=today + timedelta(weeks=8),
        ),
        Contact("", today - timedelta(days=3), ContactWay.PHONE, reached=False),
        Contact("", today - timedelta(days=2), ContactWay.EMAIL, words=content["contact"]),
        LearningBreak("", earlier + timedelta(days=9), earlier + timedelta(days=16), content["break"]),
        Case("", CaseKind.ADJUSTMENT, earlier, content["adjustment"]),
    )
    for entry in kept_entries:
        entries.record(caseload, candidate_id, entry)
    name = _name(caseload, candidate_id)
    authenticity.sign(caseload, candidate_id, "", name, signature)


def _name(caseload: Caseload, candidate_id: str) -> str:
    candidate = caseload.one(Candidate, candidate_id, candidate_id)
    assert candidate is not None
    return candidate.name


def put_forward(caseload: Caseload, candidate_id: str, unit: str) -> Claim:
    """Put the verified unit of a candidate forward; without direct claims status it waits."""
    return claims.put_forward(caseload, candidate_id, (unit,))


def release_and_make(
    caseload: Caseload, candidate_id: str, claim: Claim, by: str, on: date, number: str
) -> None:
    """Record that the external verifier released a claim, and that it was made on the same day."""
    claims.release(caseload, candidate_id, claim, by, on)
    released = replace(claim, released=on, released_by=by)
    claims.make(caseload, candidate_id, released, on, number)
