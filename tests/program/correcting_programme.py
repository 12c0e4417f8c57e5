"""Corrections of what the centre keeps of a candidate's way through it, each carried out once."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Method
from csassess.domain.records.programme.claims import DirectClaims
from csassess.domain.records.programme.steps import (
    Case,
    CaseKind,
    Contact,
    ContactWay,
    Induction,
    LearningBreak,
    PriorLearning,
    ProgressReview,
    UnitPlan,
)
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import NotSampled
from csassess.services.programme import claims, entries
from csassess.services.signing import authenticity
from tests.program.correcting import EARLIER, Office, Prepared
from tests.support.builders import THAT_DAY
from tests.support.verifying import STROKES, UNIT, decided, without_role_checks

LATER = THAT_DAY.replace(year=THAT_DAY.year + 1)
ENTRIES: dict[str, tuple[Any, dict[str, Any]]] = {
    "induction": (
        Induction("", EARLIER, ("Appeals",), "At the desk"),
        {"on": THAT_DAY, "covered": ("Appeals", "Safety"), "note": "On site"},
    ),
    "unit-plan": (
        UnitPlan("", "ocr-b10", "Two vistis", EARLIER),
        {
            "unit": "ocr-61",
            "words": "Two visits",
            "agreed": THAT_DAY,
            "review_on": LATER,
            "reviewed": THAT_DAY,
            "review": "One more visit",
        },
    ),
    "progress-review": (
        ProgressReview("", EARLIER, "Wel"),
        {
            "on": THAT_DAY,
            "progress": "Well",
            "targets": "B10",
            "comments": "Glad",
            "employer_comments": "Good",
            "next_on": LATER,
        },
    ),
    "contact": (
        Contact("", EARLIER, ContactWay.PHONE, words="Monday"),
        {"on": THAT_DAY, "way": ContactWay.EMAIL, "reached": False, "words": "Tuesday"},
    ),
    "learning-break": (
        LearningBreak("", EARLIER, reason="Ill"),
        {"since": THAT_DAY, "until": LATER, "reason": "Maternity"},
    ),
    "case": (
        Case("", CaseKind.APPEAL, EARLIER, "B10"),
        {
            "kind": CaseKind.COMPLAINT,
            "on": THAT_DAY,
            "words": "The desk",
            "outcome": "Upheld",
            "closed": THAT_DAY,
        },
    ),
}


def changed(kind: str) -> Callable[[Office], Prepared]:
    entry, values = ENTRIES[kind]

    def prepare(office: Office) -> Prepared:
        recorded = entries.record(office.ann, office.mo, entry)
        return office.by_ann(entries.change, replace(recorded, **values))

    return prepare


def removed(kind: str) -> Callable[[Office], Prepared]:
    entry, _ = ENTRIES[kind]
    return lambda office: office.by_ann(entries.remove, entries.record(office.ann, office.mo, entry))


def declaration(office: Office) -> Any:
    return authenticity.sign(office.ann, office.mo, "", "Mo Candidate", STROKES)


def certificate(office: Office) -> PriorLearning:
    item = office.item(Method.PRIOR_LEARNING)
    prior = PriorLearning(item.id, "NVQ 2", "1", "OCR", EARLIER, "1.1")
    entries.keep_prior_learning(office.ann, office.mo, prior)
    return prior


def claim(office: Office) -> tuple[str, Any]:
    """Put forward the decided unit of a candidate; return the candidate's id and the claim."""
    candidate, _ = decided(office.ann)
    with without_role_checks(office.ann):
        left_out = NotSampled(UNIT, "Sampled before", "vera", THAT_DAY)
        office.ann.save(candidate.id, UserAction.SAMPLE_LEAVE_OUT, left_out)
    return candidate.id, claims.put_forward(office.ann, candidate.id, (UNIT,), units_only=True)


def released(office: Office) -> Prepared:
    candidate, put = claim(office)
    return office.ann, candidate, partial(claims.release, office.ann, candidate, put, "Eve", THAT_DAY)


def made(office: Office) -> Prepared:
    candidate, put = claim(office)
    claims.release(office.ann, candidate, put, "Eve", THAT_DAY)
    ready = load_portfolio(office.ann, candidate).claims[0]
    act = partial(claims.make, office.ann, candidate, ready, THAT_DAY, "CL-1", "Known to the centre")
    return office.ann, candidate, act


def removed_claim(office: Office) -> Prepared:
    candidate, put = claim(office)
    return office.ann, candidate, partial(claims.remove, office.ann, candidate, put)


def status(office: Office) -> DirectClaims:
    return claims.keep_direct_claims(office.ann, DirectClaims("", "", EARLIER), "NVQ")


def changed_status(office: Office) -> Prepared:
    changed = replace(status(office), since=THAT_DAY, until=LATER, note="Letter of March")
    return office.in_caseload(claims.keep_direct_claims, changed, "NVQ 3")


EXERCISES: dict[tuple[str, str], Callable[[Office], Prepared]] = {
    **{(kind, "entries.change"): changed(kind) for kind in ENTRIES},
    **{(kind, "entries.remove"): removed(kind) for kind in ENTRIES},
    ("claim", "claims.release"): released,
    ("claim", "claims.make"): made,
    ("claim", "claims.remove"): removed_claim,
    ("direct-claims", "claims.keep_direct_claims"): changed_status,
    ("direct-claims", "claims.remove_direct_claims"): lambda o: o.in_caseload(
        claims.remove_direct_claims, status(o)
    ),
    ("authenticity", "authenticity.remove"): lambda o: o.by_ann(authenticity.remove, declaration(o)),
    ("prior-learning", "entries.keep_prior_learning"): lambda o: o.by_ann(
        entries.keep_prior_learning,
        replace(
            certificate(o),
            certificate="NVQ 3",
            number="2",
            awarded_by="City",
            awarded=THAT_DAY,
            mapping="1.1 and 1.2",
        ),
    ),
    ("prior-learning", "entries.remove_prior_learning"): lambda o: o.by_ann(
        entries.remove_prior_learning, certificate(o)
    ),
}
