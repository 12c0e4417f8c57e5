"""The actions by which a verifier, or the centre, takes something away; see `taking_away`."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from PySide6.QtTest import QTest

from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.domain.records.quality.standardisation import BlindJudgement, Standardisation
from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.disclosure import external_visits
from csassess.services.verification import planning, sampling, standardising, talks
from csassess.ui.base.location import Page
from tests.support.builders import accepted_product
from tests.support.verifying import UNIT, sampled
from tests.ui.conftest import dialog_of

B10 = "ocr-b10"


def _sample(desk, **sample):
    (item,) = desk.window.session.portfolio_view(desk.mo.id).portfolio.evidence
    begun = sampled(desk.caseload, desk.mo, item, sign=False, **sample)
    return item, begun, partial(desk.show, Page.SAMPLE, item.id, unit=UNIT, form=begun.id)


def an_action(desk):
    _, _, show = _sample(desk, ask="One more day", due=desk.caseload.clock().date() + timedelta(days=9))
    return desk.on_page(show().action_card, "Withdraw")


def a_criterion_looked_at(desk):
    item, begun, show = _sample(desk)
    begun = replace(begun, verdict=Verdict.AGREE)
    criterion = desk.window.session.portfolio_view(desk.mo.id).of(UNIT).unit.labels()[0]
    sampling.tick_looked_at(desk.caseload, desk.mo.id, begun, item.id, criterion)
    page = show()
    return lambda: page.criteria.toggled.emit(criterion, False)


def a_reason_for_not_sampling(desk):
    sampling.not_sampled(desk.caseload, desk.mo.id, UNIT, "Sampled last month")
    desk.show(Page.VERIFICATION).plan.setCurrentIndex(desk.window.verification.plan.plan.index(0, 1))
    return desk.window.verification.after_all_button.click


def a_started_sample(desk):
    _, _, show = _sample(desk)
    return desk.on_page(show(), "Remove this sample")


def an_action_asked_in_error(desk):
    (item,) = desk.window.session.portfolio_view(desk.mo.id).portfolio.evidence
    sampled(desk.caseload, desk.mo, item, ask="One more day")
    waiting = desk.show(Page.VERIFICATION).waiting
    waiting.chosen.emit(waiting.rows.rows[0].key)
    QTest.keyClicks(dialog_of(desk.window).fields["words"], "Meant for another unit")
    return desk.in_dialog("Withdraw the action")


def a_planned_sample(desk):
    planning.plan_by_hand(
        desk.caseload, desk.mo.id, UNIT, Stage.INTERIM, desk.caseload.clock().date(), ("WP",)
    )
    planned = desk.show(Page.VERIFICATION).planning.planned.list
    planned.chosen.emit(planned.rows.rows[0].key)
    return desk.in_dialog("Remove from the plan")


def an_interview(desk):
    _, _, show = _sample(desk)
    talk = talks.new_talk(desk.caseload, desk.mo.id, TalkKind.INTERVIEW)
    talks.keep_talk(desk.caseload, desk.mo.id, replace(talk, answers="Ann helps me."))
    recorded = show().talks.list
    recorded.chosen.emit(recorded.rows.rows[0].key)
    return desk.in_dialog("Remove this record")


# The centre; `desk.mo` is a candidate of an assessor here


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
