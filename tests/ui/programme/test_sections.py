"""The sections of the centre: signatures owed, claims, and the log of appeals and complaints."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.programme.claims import DirectClaims
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.programme.steps import Case, CaseKind
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import NotSampled
from csassess.services.programme import claims, entries
from csassess.ui.base.location import Location, Page
from tests.support.builders import THAT_DAY
from tests.support.verifying import UNIT, decided, without_role_checks
from tests.ui.conftest import dialog_of
from tests.ui.programme.test_programme_card import switch_on

NVQ = "NVQ Certificate in Customer Service"


def section(qtbot, window, name, is_read):
    """Show a section of the centre; wait until what it reads in the background is there."""
    window.session.read_again()
    window.session.forget()
    window.go(Location(Page.CENTRE, form=name))
    qtbot.waitUntil(is_read, timeout=20_000)
    return getattr(window.centre, name)


def heads(row_list):
    return [row.head for row in row_list.rows.rows]


# Signatures owed


def test_everyone_who_owes_a_signature_is_found_in_two_presses(qtbot, window, caseload):
    decided(caseload, "Una Signed", "3", signed=False)
    window.session.read_again()
    window.navigation.buttons[Page.CENTRE].click()
    window.centre.chips["chase"].click()
    chase = window.centre.chase
    qtbot.waitUntil(lambda: bool(chase.list.rows.rows), timeout=20_000)
    assert heads(chase.list) == ["Ann Assessor, assessor", "Una Signed, candidate"]


def test_one_site_is_shown_alone_and_saved_as_a_sheet(qtbot, window, caseload, tmp_path):
    una, _ = decided(caseload, "Una Signed", "3", signed=False)
    chase = section(qtbot, window, "chase", lambda: bool(window.centre.chase.list.rows.rows))
    chase.sites.setCurrentIndex(chase.sites.findData("Harbour Ferries"))
    assert heads(chase.list) == ["Una Signed, candidate"]
    with qtbot.waitSignal(window.session.message):
        chase.save_to(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    chase.list.chosen.emit(chase.list.rows.rows[0].key)
    assert window.place == Location(Page.SIGNATURES, una.id)


def test_a_signature_that_is_entered_is_no_longer_owed(qtbot, window, caseload):
    decided(caseload, "Una Signed", "3", signed=False)
    chase = section(qtbot, window, "chase", lambda: bool(window.centre.chase.list.rows.rows))
    chase.list.chosen.emit(chase.list.rows.rows[1].key)
    window.signatures.all_button.click()
    window.signatures.enter_button.click()
    section(qtbot, window, "chase", lambda: not window.centre.chase.list.rows.rows)
    assert not chase.print_button.isVisible()


# Claims


@pytest.fixture
def verified(caseload):
    """Add a candidate whose unit is decided, and left out of the sample with a reason."""
    aisha, _ = decided(caseload)
    with without_role_checks(caseload):
        left_out = NotSampled(UNIT, "Sampled of another candidate", "vera", THAT_DAY)
        caseload.save(aisha.id, UserAction.SAMPLE_LEAVE_OUT, left_out)
    switch_on(caseload, Keeping.CLAIMS)
    return aisha


def claims_section(qtbot, window):
    return section(qtbot, window, "claims", lambda: bool(window.centre.claims.list.rows.rows))


def choose_first(qtbot, window, state):
    """Choose the first claim once it is in a state."""
    listed = claims_section(qtbot, window).list
    qtbot.waitUntil(
        lambda: bool(listed.rows.rows) and listed.rows.rows[0].state.startswith(state), timeout=20_000
    )
    listed.chosen.emit(listed.rows.rows[0].key)
    return dialog_of(window)


def test_a_claim_goes_from_decided_to_claimed_by_way_of_the_external_verifier(
    qtbot, window, caseload, verified
):
    dialog = choose_first(qtbot, window, "put forward")
    assert "waits for the external verifier" in dialog.explanation.text()
    assert dialog.fields["units_only"].currentData() is False
    dialog.ok.click()
    dialog = choose_first(qtbot, window, "waits for the external verifier")
    dialog.ok.click()
    assert "external verifier’s name" in dialog.problem.text()
    dialog.fields["released_by"].setText("Eve External")
    dialog.ok.click()
    dialog = choose_first(qtbot, window, "ready to claim")
    dialog.fields["number"].setText("CL-1")
    if "reason" in dialog.fields:
        dialog.ok.click()
        assert "the reason why" in dialog.problem.text()
        dialog.fields["reason"].setPlainText("The forms wait for approval")
    dialog.ok.click()
    [claim] = load_portfolio(caseload, verified.id).claims
    assert (claim.released_by, claim.number, claim.claimed) == ("Eve External", "CL-1", THAT_DAY)
    section(qtbot, window, "claims", lambda: not window.centre.claims.list.rows.rows)


def test_direct_claims_status_is_recorded_and_changed_in_its_own_dialog(qtbot, window, caseload, verified):
    shown = claims_section(qtbot, window)
    shown.add_button.click()
    dialog_of(window).ok.click()
    [status] = claims.direct_claims(caseload)
    assert (status.since, status.until) == (THAT_DAY, None)
    shown.statuses.chosen.emit(shown.statuses.rows.rows[0].key)
    dialog = dialog_of(window)
    dialog.fields["note"].setText("Letter of March")
    dialog.ok.click()
    assert claims.direct_claims(caseload)[0].note == "Letter of March"
    dialog = choose_first(qtbot, window, "put forward")
    assert "can be claimed at once" in dialog.explanation.text()
    dialog.discard()


def test_status_of_a_qualification_needs_a_registration_first(qtbot, window, caseload):
    switch_on(caseload, Keeping.CLAIMS)
    shown = section(qtbot, window, "claims", lambda: True)
    assert not shown.add_button.isEnabled()
    assert "Register a candidate" in shown.add_button.toolTip()


def test_a_status_that_ended_is_shown_as_not_in_force(qtbot, window, caseload, verified):
    claims.keep_direct_claims(
        caseload, DirectClaims("", "", THAT_DAY.replace(2024), THAT_DAY.replace(2025)), NVQ
    )
    shown = claims_section(qtbot, window)
    assert shown.statuses.rows.rows[0].state.startswith("not in force")


# The log


def test_the_log_lists_open_entries_first_and_leads_to_the_portfolio(window, caseload, mo):
    entries.record(caseload, mo.id, Case("", CaseKind.APPEAL, THAT_DAY, "B10", "Upheld", THAT_DAY))
    entries.record(caseload, mo.id, Case("", CaseKind.ADJUSTMENT, THAT_DAY, "Larger print"))
    window.session.read_again()
    window.go(Location(Page.CENTRE, form="cases"))
    log = window.centre.cases
    assert heads(log.list) == ["Mo Candidate, reasonable adjustment", "Mo Candidate, appeal"]
    log.list.chosen.emit(log.list.rows.rows[0].key)
    assert window.place == Location(Page.PORTFOLIO, mo.id)


def test_sections_appear_once_they_are_switched_on_or_used(window, caseload, mo):
    def shown():
        window.session.read_again()
        window.go(Location(Page.CENTRE, form="find"))
        return {key for key in ("chase", "claims", "cases") if not window.centre.chips[key].isHidden()}

    assert shown() == set()
    switch_on(caseload, Keeping.LOGS)
    assert shown() == {"cases"}
    switch_on(caseload)
    entries.record(caseload, mo.id, Case("", CaseKind.APPEAL, THAT_DAY, "B10"))
    assert shown() == {"cases"}
    decided(caseload, "Una Signed", "3", signed=False)
    assert shown() == {"cases", "chase"}
