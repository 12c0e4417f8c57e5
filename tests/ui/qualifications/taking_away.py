"""How qualifications and periods of awarding bodies are taken away, up to the last press."""

from csassess.domain.records.retention import BodyPeriod
from csassess.domain.records.user_actions import UserAction
from csassess.services.qualifications import caseload_qualifications
from csassess.services.retention import periods
from tests.support import qualifications


def _opened(desk):
    section = desk.section("qualifications").qualifications
    section.list.chosen.emit(section.list.rows.rows[0].key)


def a_draft_of_a_qualification(desk):
    caseload_qualifications.compose(desk.caseload, qualifications.content())
    _opened(desk)
    return desk.in_dialog("Remove draft")


def the_approval_of_a_qualification(desk):
    qualifications.approved(desk.caseload)
    _opened(desk)
    return desk.in_dialog("Withdraw approval")


def the_period_of_an_awarding_body(desk):
    periods.keep_body_period(desk.caseload, BodyPeriod("", "First Body", 6, 6))
    card = desk.section("keeping").keeping.body_periods
    card.list.chosen.emit(card.list.rows.rows[0].key)
    return desk.in_dialog("Remove period")


UNDONE_OF_QUALIFICATIONS = {
    a_draft_of_a_qualification: UserAction.QUALIFICATION_REMOVE,
    the_approval_of_a_qualification: UserAction.QUALIFICATION_WITHDRAW_APPROVAL,
    the_period_of_an_awarding_body: UserAction.BODY_PERIOD_REMOVE,
}
