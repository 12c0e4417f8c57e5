"""The actions by which the centre takes away what it standardised and what external verifiers asked."""

from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.domain.records.quality.standardisation import BlindJudgement, Standardisation
from csassess.services.disclosure import external_visits
from csassess.services.verification import standardising
from tests.support.builders import accepted_product

B10 = "ocr-b10"


def _standardised(desk):
    """Record a standardisation with a blind judgement, choose it, and return its card."""
    item = accepted_product(desk.caseload, desk.mo.id, B10, "1.1")
    today = desk.caseload.clock().date()
    entry = standardising.keep(
        desk.caseload, Standardisation("", today, "Complaints", "", "", "", B10, desk.mo.id, item.id)
    )
    standardising.keep_judgement(desk.caseload, BlindJudgement("", entry.id, "Ann", today, ("1.1",)))
    card = desk.section("standardisation").standardisation.meetings
    card.list.chosen.emit(entry.id)
    return card


def a_standardisation(desk):
    _standardised(desk).change_button.click()
    return desk.in_dialog("Remove this record")


def a_blind_judgement(desk):
    card = _standardised(desk)
    card.judgements.chosen.emit(card.judgements.rows.rows[0].key)
    return desk.in_dialog("Remove this judgement")


def _visited(desk):
    """Record a visit with an action, choose it, and return its section."""
    today = desk.caseload.clock().date()
    visit = external_visits.keep_visit(desk.caseload, ExternalVisit("", today, "Eva External"))
    external_visits.keep_action(desk.caseload, ExternalAction("", visit.id, "Sample more"))
    section = desk.section("external").external
    section.list.chosen.emit(visit.id)
    return section


def a_visit(desk):
    _visited(desk).change_button.click()
    return desk.in_dialog("Remove this visit")


def an_action_of_a_visit(desk):
    section = _visited(desk)
    section.asked.chosen.emit(section.asked.rows.rows[0].key)
    return desk.in_dialog("Remove this action")
