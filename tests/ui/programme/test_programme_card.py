"""What the centre keeps on the portfolio page: nothing of it until it is switched on or recorded."""

from dataclasses import replace

from csassess.data.record.worker import worker_connection
from csassess.domain.records.programme.keeping import Keeping
from csassess.services.access import caseloads
from csassess.services.candidates import learner_details
from csassess.services.candidates.learner_details import LearnerDetails
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.centre import centre_dialogs
from tests.support.exchanging import acquaint, machine, transfer
from tests.ui.conftest import dialog_of, portfolio_of

ULN = "1000000043"


def switch_on(caseload, *keepings):
    """Switch things on in the centre's details, and nothing else; reviews by their interval."""
    weeks, kept = 8 if Keeping.REVIEWS in keepings else 0, tuple(map(str, keepings))
    caseloads.change_centre(caseload, replace(caseloads.centre_of(caseload), keeps=kept, review_weeks=weeks))


def portfolio_page(window, mo):
    """Show Mo's portfolio as it is now."""
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    return window.portfolio


def test_a_centre_that_keeps_nothing_more_sees_no_card(window, mo):
    assert portfolio_page(window, mo).programme.isHidden()


def test_each_thing_switched_on_has_its_button_and_nothing_else(window, caseload, mo):
    for kept in window.portfolio.programme.buttons:
        switch_on(caseload, kept)
        card = portfolio_page(window, mo).programme
        assert [shown for shown, button in card.buttons.items() if not button.isHidden()] == [kept]


def test_things_are_switched_on_in_the_centre_s_details(window, caseload):
    centre_dialogs.change_centre(window, window.session)
    dialog = dialog_of(window)
    dialog.fields["keeps"].toggled.emit(Keeping.DETAILS, True)
    dialog.ok.click()
    assert caseloads.centre_of(caseload).keeps == ("details",)


def test_what_a_newer_version_can_switch_on_stays_on(window, caseload):
    switch_on(caseload, "details", "of-a-newer-version")
    window.session.read_again()
    centre_dialogs.change_centre(window, window.session)
    dialog = dialog_of(window)
    dialog.fields["keeps"].toggled.emit(Keeping.DETAILS, False)
    dialog.ok.click()
    assert caseloads.centre_of(caseload).keeps == ("of-a-newer-version",)


def test_details_are_typed_in_their_own_dialog_and_shown_once_filled_in(window, caseload, mo):
    switch_on(caseload, Keeping.DETAILS)
    page = portfolio_page(window, mo)
    page.programme.buttons[Keeping.DETAILS].click()
    dialog = dialog_of(window)
    dialog.fields["uln"].setText("1000000044")
    dialog.ok.click()
    assert "ten digits" in dialog.problem.text()
    dialog.fields["uln"].setText("10000 00043")
    dialog.fields["born"].setText("04/03/1990")
    dialog.ok.click()
    assert portfolio_of(caseload, mo).candidate.uln == ULN
    [row] = page.programme.entries.rows.rows
    assert "ULN 1000000043" in row.body
    assert "4 March 1990" in row.body
    switch_on(caseload)
    assert not portfolio_page(window, mo).programme.isHidden()


def test_adding_a_candidate_asks_for_nothing_that_only_the_centre_needs(window):
    dialog = people_dialogs.add_candidate(window, window.session, lambda _: None)
    assert list(dialog.fields) == ["name", "number", "employer", "job", "setting", "sector"]
    dialog.fields["name"].setText("Ann")
    dialog.ok.click()


def test_details_are_found_by_the_search_of_candidates(window, caseload, mo):
    learner_details.change_details(caseload, mo.id, LearnerDetails(ULN))
    window.session.read_again()
    window.go(Location(Page.CANDIDATES))
    window.candidates.search.setText(ULN)
    assert len(window.candidates.list.rows.rows) == 1


def test_details_that_arrive_while_the_dialog_is_open_are_kept(window, caseload, mo, tmp_path):
    switch_on(caseload, Keeping.DETAILS)
    portfolio_page(window, mo).programme.buttons[Keeping.DETAILS].click()
    dialog = dialog_of(window)
    office = machine(tmp_path / "office", clock=caseload.clock)
    acquaint(caseload, office, folder=tmp_path)
    transfer(caseload, office, mo.id, tmp_path / "1.csbundle")
    learner_details.change_details(office, mo.id, LearnerDetails(ULN))
    with worker_connection(caseload) as worker:  # as folder sync does
        transfer(office, worker, mo.id, tmp_path / "2.csbundle")
    office.close()
    dialog.fields["phone"].setText("01632 960001")
    dialog.ok.click()
    candidate = portfolio_of(caseload, mo).candidate
    assert (candidate.uln, candidate.phone) == (ULN, "01632 960001")
