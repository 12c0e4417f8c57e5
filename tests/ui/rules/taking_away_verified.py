"""The actions by which a verifier takes something away; see `taking_away`."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from PySide6.QtTest import QTest

from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.verification import planning, sampling, talks
from csassess.ui.base.location import Page
from tests.support.verifying import UNIT, sampled
from tests.ui.conftest import dialog_of


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
