"""The verifier's lists: the plan, who is not in it, and what is not sent or not signed."""

from PySide6.QtCore import Qt

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Method
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement
from csassess.services.verification import sampling, sampling_plan
from csassess.ui.base.location import Location, Page
from csassess.ui.exchange.not_arriving_list import NotArrivingList
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, registered, sampled
from tests.ui.conftest import choose_cell, dialog_is_open, dialog_of, open_window, plan_as_text, rows_as_text


def test_the_sample_says_of_an_item_what_the_assessor_judged(
    sampling_page, verifier, pair, verified, tmp_path
):
    (ann, vera), (aisha, item) = pair, verified
    assert "(accepted)" in sampling_page.item_title.text()
    judgement.request_more_evidence(ann, aisha.id, item.id, "A second day of the log")
    transfer(ann, vera, aisha.id, tmp_path / "reopened.csbundle")
    verifier.session.notify_changed()
    assert "(more evidence needed)" in sampling_page.item_title.text()


def plan_heads(page):
    model = page.plan.plan
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(1, model.columnCount())]


def test_units_of_the_same_number_have_a_column_each(verifier, pair, verified, tmp_path):
    (ann, vera), (aisha, _) = pair, verified
    candidates.enrol(ann, aisha.id, "ocr-b10")
    candidates.enrol(ann, aisha.id, "nos-b10")
    transfer(ann, vera, aisha.id, tmp_path / "enrolled.csbundle")
    verifier.session.notify_changed()
    page = verifier.verification
    assert plan_heads(page) == ["61", "B10 (nos-b10)", "B10 (ocr-b10)"]
    choose_cell(page, column=3)
    assert page.chosen.text() == "Aisha Karim, B10 (ocr-b10)"
    page.interim_button.click()
    assert load_portfolio(vera, aisha.id).samples[0].unit == "ocr-b10"
    assert verifier.sample.title.text() == "Aisha Karim, B10 (ocr-b10)"


def test_the_chosen_unit_stays_chosen_when_another_candidate_comes_into_the_plan(
    verifier, pair, verified, tmp_path
):
    (ann, vera), (aisha, _) = pair, verified
    choose_cell(verifier.verification)
    abel = registered(ann, "Abel First", "0")
    candidates.enrol(ann, abel.id, "ocr-429")
    transfer(ann, vera, abel.id, tmp_path / "abel.csbundle")
    verifier.session.notify_changed()
    plan_row, unit = verifier.verification.plan.current()
    assert (plan_row.summary.candidate, unit.unit) == (aisha.id, UNIT)


def test_who_is_not_registered_is_listed_beside_the_plan_with_what_is_needed_first(
    verifier, pair, verified, tmp_path
):
    ann, vera = pair
    una = candidates.add_candidate(ann, "Una Unregistered")
    transfer(ann, vera, una.id, tmp_path / "una.csbundle")
    verifier.session.notify_changed()
    ida = candidates.add_candidate(ann, "Ida Unregistered")
    path = tmp_path / "may.csstatus"
    sampling_plan.write_status(ann, path, list(sampling_plan.peers(ann).values()))
    page = verifier.verification
    page.receive_status(str(path))
    assert "Candidates now in the plan: 2." in verifier.banner.words  # Aisha and Tom
    heads = {row.head: row for row in page.unregistered.list.rows.rows}
    assert list(heads) == ["Ida Unregistered", "Una Unregistered"]
    assert "records the registration and sends the portfolio again" in heads["Una Unregistered"].body
    page.unregistered.list.chosen.emit(heads["Ida Unregistered"].key)
    assert verifier.place.page is Page.VERIFICATION  # the portfolio is not here
    page.unregistered.list.chosen.emit(heads["Una Unregistered"].key)
    assert verifier.place == Location(Page.PORTFOLIO, una.id)
    candidates.register(ann, una.id, "NVQ Certificate in Customer Service", "", "9", ann.clock().date())
    transfer(ann, vera, una.id, tmp_path / "registered.csbundle")
    verifier.session.notify_changed()
    verifier.go(Location(Page.VERIFICATION))
    assert [row.head for row in page.unregistered.list.rows.rows] == ["Ida Unregistered"]
    assert "Una Unregistered" in plan_as_text(page)
    assert ida.id not in {row.summary.candidate for row in sampling_plan.plan(vera)}


def test_the_verifier_s_today_page_leads_to_the_sample_whose_action_is_not_sent(verifier, pair, verified):
    vera, (aisha, item) = pair[1], verified
    sample = sampled(vera, aisha, item, ask="Show one more day of the log.", sign=False)
    verifier.session.notify_changed()
    verifier.go(Location(Page.TODAY))
    row = next(row for row in verifier.today.to_finish.rows.rows if "not sent" in row.body)
    assert row.body == "1 action is not sent: sign the sample of 2 March 2026"
    verifier.today.to_finish.chosen.emit(row.key)
    assert verifier.place.page is Page.SAMPLE
    assert (verifier.place.candidate, verifier.place.form) == (aisha.id, sample.id)
    verifier.go(Location(Page.EVIDENCE, aisha.id, item.id))
    assert rows_as_text(verifier.evidence.notices.actions_asked).endswith("not sent: sample not signed")
    sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    verifier.session.notify_changed()
    assert rows_as_text(verifier.evidence.notices.actions_asked).endswith("open")
    verifier.go(Location(Page.TODAY))
    assert "not sent" not in " ".join(row.body for row in verifier.today.to_finish.rows.rows)


def test_a_status_file_for_the_plan_says_whom_it_leaves_out(qtbot, qapp, pair, verified):
    ann = pair[0]
    una = candidates.add_candidate(ann, "Una Unregistered")
    window = open_window(qtbot, qapp, ann)
    window.go(Location(Page.VERIFICATION))
    window.verification.status_button.click()
    (found,) = dialog_of(window).findChildren(NotArrivingList)
    assert [row.head for row in found.list.rows.rows] == ["Una Unregistered"]
    found.list.chosen.emit(found.list.rows.rows[0].key)
    assert window.place == Location(Page.PORTFOLIO, una.id)
    assert not dialog_is_open(window)


def written_about(caseload, name, account):
    candidate = registered(caseload, name, name)
    evidence.add_item(caseload, candidate.id, Method.WITNESS_TESTIMONY, account, caseload.clock().date())
    return candidate


def test_the_same_account_in_a_status_file_stands_on_the_page_and_on_today(verifier, pair, tmp_path):
    ann, vera = pair
    page = verifier.verification
    assert page.same_accounts.isHidden()
    account = "She greeted the customer, asked what was wrong and put it right at once."
    ida, una = written_about(ann, "Ida First", account), written_about(ann, "Una Second", account)
    sampling_plan.write_status(ann, tmp_path / "may", list(sampling_plan.peers(ann).values()))
    page.receive_status(str(tmp_path / "may"))
    (row,) = page.same_accounts.list.rows.rows
    assert row.body == (
        "An account of Ida First (from Ann Assessor’s status) has 1 sentence of an account of Una Second"
        " (from Ann Assessor’s status)."
    )
    page.same_accounts.list.chosen.emit(row.key)
    assert verifier.place.page is Page.VERIFICATION  # no portfolio is here
    verifier.go(Location(Page.TODAY))
    (today,) = (r for r in verifier.today.to_finish.rows.rows if r.head.startswith("The same account"))
    assert today.body == "1 pair of candidates with sentences in common"
    verifier.today.to_finish.chosen.emit(today.key)
    assert verifier.place.page is Page.VERIFICATION
    transfer(ann, vera, una.id, tmp_path / "una.csbundle")
    verifier.session.notify_changed()
    (row,) = page.same_accounts.list.rows.rows
    assert row.body.endswith("1 sentence of an account of Una Second.")
    page.same_accounts.list.chosen.emit(row.key)
    assert verifier.place == Location(Page.ASKED, una.id)
    transfer(ann, vera, ida.id, tmp_path / "ida.csbundle")
    verifier.go(Location(Page.VERIFICATION))
    verifier.session.notify_changed()
    assert page.same_accounts.isHidden()


def test_many_pairs_are_shown_once_all_are_asked_for(verifier, pair, tmp_path):
    ann, _ = pair
    card = verifier.verification.same_accounts
    for number in range(4):  # six pairs
        written_about(ann, f"Una {number}", "On the third day the queue reached the door of the shop again.")
    sampling_plan.write_status(ann, tmp_path / "may", list(sampling_plan.peers(ann).values()))
    verifier.verification.receive_status(str(tmp_path / "may"))
    assert len(card.list.rows.rows) == 4
    assert card.all_button.text() == "All 6 pairs"
    card.all_button.click()
    assert len(card.list.rows.rows) == 6
    assert card.all_button.isHidden()
