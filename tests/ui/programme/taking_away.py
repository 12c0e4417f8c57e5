"""What takes away something that the centre keeps of a candidate, each set up so that one press does it."""

from functools import partial

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
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.programme import claims, entries
from csassess.services.signing import authenticity
from csassess.ui.base.location import Page
from csassess.ui.programme import claim_dialogs
from tests.support.builders import THAT_DAY
from tests.support.verifying import STROKES

ENTRIES = (
    Induction("", THAT_DAY),
    UnitPlan("", "ocr-b10", "Two visits", THAT_DAY),
    ProgressReview("", THAT_DAY, "Well"),
    Contact("", THAT_DAY, ContactWay.PHONE, reached=False),
    LearningBreak("", THAT_DAY),
    Case("", CaseKind.APPEAL, THAT_DAY, "B10"),
)


def _entry(entry, desk):
    entries.record(desk.caseload, desk.mo.id, entry)
    return _last_entry(desk, "Remove entry")


def _last_entry(desk, words):
    card = desk.show(Page.PORTFOLIO).programme
    card.entries.chosen.emit(card.entries.rows.rows[-1].key)
    return desk.in_dialog(words)


def a_declaration(desk):
    authenticity.sign(desk.caseload, desk.mo.id, "", desk.mo.name, STROKES)
    return _last_entry(desk, "Remove declaration")


def a_certificate(desk):
    item = evidence.add_item(desk.caseload, desk.mo.id, Method.PRIOR_LEARNING, "NVQ 2", THAT_DAY)
    entries.keep_prior_learning(desk.caseload, desk.mo.id, PriorLearning(item.id, "NVQ 2"))
    desk.show(Page.EVIDENCE, item.id).more.certificate.trigger()
    return desk.in_dialog("Remove certificate")


def a_status(desk):
    candidates.register(desk.caseload, desk.mo.id, "NVQ", "", "1", THAT_DAY)
    claims.keep_direct_claims(desk.caseload, DirectClaims("", "", THAT_DAY), "NVQ")
    section = desk.section("claims").claims
    section.statuses.chosen.emit(section.statuses.rows.rows[0].key)
    return desk.in_dialog("Remove status")


def a_claim(desk):
    claim = claims.Claim("claim", "nvq", THAT_DAY, ("ocr-b10",))
    desk.caseload.save(desk.mo.id, UserAction.CLAIM_PUT, claim)
    section = desk.section("claims").claims
    claim_dialogs.release(section, desk.window.session, desk.mo.id, claim)
    return desk.in_dialog("Remove claim")


def _named(entry):
    press = partial(_entry, entry)
    press.__name__ = f"the_{type(entry).__name__}"
    return press


REMOVED = {
    "Induction": UserAction.INDUCTION_REMOVE,
    "UnitPlan": UserAction.UNIT_PLAN_REMOVE,
    "ProgressReview": UserAction.REVIEW_REMOVE,
    "Contact": UserAction.CONTACT_REMOVE,
    "LearningBreak": UserAction.BREAK_REMOVE,
    "Case": UserAction.CASE_REMOVE,
}
UNDONE = {
    **{_named(entry): REMOVED[type(entry).__name__] for entry in ENTRIES},
    a_declaration: UserAction.AUTHENTICITY_REMOVE,
    a_certificate: UserAction.PRIOR_LEARNING_REMOVE,
    a_status: UserAction.DIRECT_CLAIMS_REMOVE,
    a_claim: UserAction.CLAIM_REMOVE,
}
