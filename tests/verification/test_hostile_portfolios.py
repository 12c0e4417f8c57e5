"""Status files and portfolios from elsewhere take nothing out of the plan and the list of shared accounts."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from csassess.data.exchange import devices
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import EvidenceItem
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.verification import sampling_plan
from tests.assessment.test_would_ask import observed
from tests.exchange.forgeries import forged_portfolio
from tests.support.builders import THAT_DAY
from tests.support.verifying import decided
from tests.verification.helpers import FOUND, found, status
from tests.verification.test_hostile_fingerprints import file_of

LATER = THAT_DAY + timedelta(days=1)


def test_a_stranger_s_portfolio_takes_no_candidate_out_of_the_verifier_s_plan(offices, mallory, tmp_path):
    _, bob, vera = offices
    tom, _ = decided(bob, "Tom Reed", "9")
    status(bob, vera, tmp_path / "bob.csstatus")
    assert [row.summary.name for row in sampling_plan.plan(vera)] == ["Tom Reed"]
    forged_portfolio(mallory, tom.id, vera, tmp_path / "f.csbundle", name="Tom Reed")
    assert [row.summary.name for row in sampling_plan.plan(vera)] == ["Tom Reed"]


def test_a_stranger_s_portfolio_hides_no_account_that_two_candidates_share(copied, mallory, tmp_path):
    _, _, vera, _, _, tom, _ = copied
    assert found(vera) == [FOUND]
    forged_portfolio(mallory, tom.id, vera, tmp_path / "f.csbundle", name="Tom Reed")
    assert found(vera) == [FOUND]


def test_a_stranger_s_portfolio_asks_nothing_of_ann_s(caseload, mo, mallory, tmp_path):
    observed(caseload, mo)
    copied_account = EvidenceItem("i1", "1", "WP", load_portfolio(caseload, mo.id).notes[0].text, THAT_DAY)
    name = "greeted the customer"
    forged_portfolio(mallory, "c9", caseload, tmp_path / "f.csbundle", copied_account, name=name)
    assert would_ask.lines_for(caseload, mo.id) == ()


def test_a_status_file_of_a_clock_far_ahead_keeps_no_later_one_out(copied, clock, tmp_path):
    _, bob, vera, *_ = copied
    card = devices.own_card(vera)
    clock.move_on(days=3000)
    sampling_plan.write_status(bob, tmp_path / "ahead", [card])
    clock.move_on(days=-2999)
    with suppress(UserError):
        sampling_plan.receive_status(vera, tmp_path / "ahead")
    status(bob, vera, tmp_path / "right")


def test_one_assessor_s_status_file_takes_no_other_assessor_s_candidate_out_of_the_plan(
    offices, tmp_path, clock
):
    ann, bob, vera = offices
    tom, _ = decided(bob, "Tom Reed", "9")
    status(bob, vera, tmp_path / "bob.csstatus")
    decided(ann, "Aisha Karim", "1")
    clock.move_on(days=1)
    (own,) = portfolio_statuses(ann)
    said = [own, replace(own, candidate=tom.id, name="Nobody", is_registered=False, units=())]
    sampling_plan.receive_status(vera, file_of(ann, vera, tmp_path / "ann.csstatus", said))
    assert "Tom Reed" in {row.summary.name for row in sampling_plan.plan(vera)}


def test_the_status_of_an_assessor_who_goes_on_takes_the_place_of_the_earlier_one(offices, tmp_path, clock):
    ann, bob, vera = offices
    tom, _ = decided(bob, "Tom Reed", "9")
    status(bob, vera, tmp_path / "bob.csstatus")
    decided(ann, "Aisha Karim", "1")
    clock.move_on(days=1)
    (own,) = portfolio_statuses(ann)
    taken_over = replace(own, candidate=tom.id, name="Tom Reed", assessed_by=(ann.author, bob.author))
    sampling_plan.receive_status(vera, file_of(ann, vera, tmp_path / "ann.csstatus", [own, taken_over]))
    (row,) = [row for row in sampling_plan.plan(vera) if row.summary.candidate == tom.id]
    assert row.summary.assessor == ann.author
