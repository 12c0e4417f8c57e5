"""What the sample centre keeps of a candidate besides evidence, recorded on the day and signed on paper."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.demo.sample_lists import handwriting
from csassess.demo.sample_papers import attach_signed
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.people import Candidate
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
from csassess.domain.records.signatures import Signer
from csassess.services.access import caseloads
from csassess.services.candidates.learner_details import LearnerDetails, change_details
from csassess.services.programme import entries, keeping
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing.screen_or_paper_signatures import sign_item


def switch_on(office: Caseload) -> None:
    """Switch on everything that a centre can keep, as its office."""
    kept = tuple(str(each) for each in Keeping if each is not Keeping.REVIEWS)
    caseloads.change_centre(office, replace(caseloads.centre_of(office), keeps=kept, review_weeks=8))


def record_kept(caseload: Caseload, candidate_id: str, content: Mapping[str, Any]) -> None:
    """Record today what a part of the sample says of one candidate; what is signed gets its sheet."""
    today, words = caseload.clock().date(), content.get("words", "")
    match content["kind"]:
        case "details":
            change_details(caseload, candidate_id, LearnerDetails(**_named(LearnerDetails, content)))
        case "induction":
            covered = keeping.checklist(caseload)
            induction = entries.record(caseload, candidate_id, Induction("", today, covered, words))
            _sign(caseload, candidate_id, "induction", induction.id)
        case "plan":
            plan = UnitPlan("", content["unit"], words, today, content["review_on"])
            _sign(caseload, candidate_id, "unit-plan", entries.record(caseload, candidate_id, plan).id)
        case "plan-review":
            plans = caseload.all(UnitPlan, candidate_id)
            plan = next(each for each in plans if each.unit == content["unit"])
            entries.change(caseload, candidate_id, replace(plan, reviewed=today, review=words))
            _sign(caseload, candidate_id, "unit-plan", plan.id)
        case "review":
            said = _named(ProgressReview, content)
            review = entries.record(caseload, candidate_id, ProgressReview("", **{**said, "on": today}))
            _sign(caseload, candidate_id, "review", review.id, content["employer"])
        case "contact":
            way, reached = ContactWay(content["way"]), content.get("reached", True)
            entries.record(caseload, candidate_id, Contact("", today, way, reached, words))
        case "late-signature":
            sign_late(caseload, candidate_id, content["item"])
        case "break":
            pause = LearningBreak("", content["since"], content["until"], words)
            entries.record(caseload, candidate_id, pause)
        case "adjustment":
            entries.record(caseload, candidate_id, Case("", CaseKind.ADJUSTMENT, today, words))
        case "adjustment-end":
            (open_case,) = caseload.all(Case, candidate_id)
            entries.change(caseload, candidate_id, replace(open_case, outcome=words, closed=today))


def sign_late(caseload: Caseload, candidate_id: str, number: str) -> None:
    """Have the candidate read and sign, today, the account of an item that was not signed on its day."""
    portfolio = portfolio_view(caseload, candidate_id).portfolio
    (item,) = (item for item in portfolio.evidence if item.number == number)
    name, code = portfolio.candidate.name, account_code(item, portfolio, caseload.clock())
    sign_item(caseload, candidate_id, item.id, Signer.CANDIDATE, name, code, handwriting(name))


def _named(kind: type, content: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: content[field.name] for field in fields(kind) if field.name in content}


def _sign(caseload: Caseload, candidate_id: str, form: str, about: str, employer: str = "") -> None:
    """Attach the sheet of a paper, signed by candidate, assessor and employer."""
    candidate = caseload.one(Candidate, candidate_id, candidate_id)
    assert candidate is not None
    names = {
        text("Candidate’s signature"): candidate.name,
        text("Assessor’s signature"): caseloads.assessor_of(caseload).name,
        text("Employer’s signature"): employer,
    }
    attach_signed(caseload, candidate_id, form, about, names)
