"""Handover: everything arrives, drafts are decided first, the giver keeps a read-only copy."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement
from csassess.services.exchange import handover, key_files, sending
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view, report
from csassess.services.safekeeping import backups
from tests.support.builders import PASSPHRASE, accepted_product, reopened, rows
from tests.support.exchanging import acquaint, machine, receive_file, transfer


@pytest.fixture
def giver(caseload):
    return caseload


@pytest.fixture
def taker(tmp_path, clock):
    receiving_caseload = machine(tmp_path / "taker", clock=clock)
    yield receiving_caseload
    receiving_caseload.close()


@pytest.fixture
def cards(giver, taker, tmp_path):
    acquaint(giver, taker, folder=tmp_path)
    return key_files.recipients_known(giver)


def hand_over_file(giver, mo, cards, path):
    parcel = handover.hand_over(giver, mo.id, "Tess Taker", recipients=cards)
    sending.write_parcel(parcel, path)
    sending.sent(giver, parcel)
    return path


def test_the_whole_candidate_arrives_with_matrix_and_history_and_can_be_assessed_further(
    giver, taker, mo, cards, tmp_path
):
    accepted_product(giver, mo.id, "ocr-b10", "1.1", "1.2")
    receive_file(taker, hand_over_file(giver, mo, cards, tmp_path / "p.csbundle"))
    received = portfolio_view(taker, mo.id)
    assert report(received)["units"] == report(portfolio_view(giver, mo.id))["units"]
    assert len(history.history(taker, mo.id)) == len(history.history(giver, mo.id))
    evidence.start_observation(taker, mo.id, "Counter")
    assert len(load_portfolio(taker, mo.id).evidence) == 2


def test_a_candidate_with_drafts_cannot_be_handed_over(giver, mo, cards):
    item = evidence.start_observation(giver, mo.id, "Counter")
    before = rows(giver, "events")
    with pytest.raises(UserError, match="has not been judged: items 1"):
        handover.hand_over(giver, mo.id, "Tess Taker", recipients=cards)
    assert rows(giver, "events") == before
    judgement.withdraw(giver, mo.id, item.id)
    handover.hand_over(giver, mo.id, "Tess Taker", recipients=cards)


@pytest.mark.parametrize(
    "change",
    [
        lambda c, mo: evidence.start_observation(c, mo.id, "Counter"),
        lambda c, mo: candidates.set_job(c, mo.id, "Shop", "Clerk", Setting.REAL_JOB_PAID),
        lambda c, mo: history.undo(c, mo.id),
        lambda c, mo: candidates.enrol(c, mo.id, "ocr-429"),
    ],
)
def test_the_giving_side_can_only_read_after_the_hand_over(giver, mo, cards, change):
    handover.hand_over(giver, mo.id, "Tess Taker", recipients=cards)
    before = rows(giver, "events")
    with pytest.raises(UserError, match="handed over to Tess Taker"):
        change(giver, mo)
    assert rows(giver, "events") == before
    assert load_portfolio(giver, mo.id).candidate.name == "Mo Candidate"


def test_a_hand_over_can_be_taken_back_and_returned(giver, taker, mo, cards, tmp_path):
    receive_file(taker, hand_over_file(giver, mo, cards, tmp_path / "1.csbundle"))
    back = key_files.recipients_known(taker)
    parcel = handover.hand_over(taker, mo.id, "Ann Assessor", recipients=back)
    sending.write_parcel(parcel, tmp_path / "2.csbundle")
    receive_file(giver, tmp_path / "2.csbundle")
    evidence.start_observation(giver, mo.id, "Counter")  # she may write again
    with pytest.raises(UserError, match="handed over to Ann Assessor"):
        evidence.start_observation(taker, mo.id, "Counter")
    handover.take_back(taker, mo.id)
    evidence.start_observation(taker, mo.id, "Counter")
    with pytest.raises(UserError, match="This candidate was not handed over from this machine"):
        handover.take_back(giver, mo.id)


def test_a_hand_over_without_a_name_is_refused(giver, mo, cards):
    with pytest.raises(UserError, match="the name of the person taking over the candidate"):
        handover.hand_over(giver, mo.id, " ", recipients=cards)


def test_a_restored_copy_of_the_giving_side_can_only_read(giver, mo, cards, tmp_path):
    handover.hand_over(giver, mo.id, "Tess Taker", recipients=cards)
    backup = backups.make_backup(giver, tmp_path / "stick")
    backups.restore_caseload(backup, backups.with_passphrase(PASSPHRASE), tmp_path / "again")
    again = reopened(tmp_path / "again")
    with pytest.raises(UserError, match="handed over to Tess Taker"):
        evidence.start_observation(again, mo.id, "Counter")
    again.close()


@pytest.fixture
def given_back(giver, taker, mo, cards, tmp_path):
    """Let the giver hand over, and the taker hand back; nothing is received of that yet."""
    receive_file(taker, hand_over_file(giver, mo, cards, tmp_path / "1.csbundle"))
    return hand_over_file(taker, mo, key_files.recipients_known(taker), tmp_path / "2.csbundle")


def test_taking_a_hand_over_back_makes_a_portfolio_read_only_for_nobody_who_has_worked_on_it(
    giver, taker, mo, given_back, tmp_path
):
    receive_file(giver, given_back)
    evidence.add_item(giver, mo.id, "WP", "Hers again", giver.clock().date())
    handover.take_back(taker, mo.id)
    transfer(taker, giver, mo.id, tmp_path / "3.csbundle")
    evidence.add_item(giver, mo.id, "WP", "Still hers", giver.clock().date())


def test_a_hand_over_that_was_taken_back_before_it_came_gives_nothing_back(
    giver, taker, mo, given_back, tmp_path
):
    handover.take_back(taker, mo.id)
    transfer(taker, giver, mo.id, tmp_path / "3.csbundle")
    with pytest.raises(UserError, match="handed over"):
        evidence.add_item(giver, mo.id, "WP", "Not hers", giver.clock().date())
