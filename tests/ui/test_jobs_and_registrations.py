"""Jobs and registrations on the portfolio page: correcting comes before adding another."""

from csassess.services.candidates import candidates
from csassess.ui.base.location import Location, Page
from tests.ui.conftest import buttons_of, dialog_of, portfolio_of


def pressed(window, words):
    """Press a button of the portfolio page; return the dialog it opens."""
    next(b for b in buttons_of(window.portfolio) if b.accessibleName() == words).click()
    return dialog_of(window)


def test_employer_and_job_opens_the_present_job_and_another_job_is_a_separate_action(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    dialog = pressed(window, "Employer and job")
    assert dialog.fields["employer"].text() == "Harbour Ferries"
    dialog.fields["job"].setText("Ticket office clerk")
    dialog.ok.click()
    assert [job.job for job in portfolio_of(caseload, mo).employments] == ["Ticket office clerk"]
    assert pressed(window, "Add another job").fields["employer"].text() == ""


def test_registration_opens_the_latest_registration_and_another_one_is_a_separate_action(
    window, caseload, mo
):
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert not window.portfolio.menu.another_registration.isVisible()
    fill_in = pressed(window, "Registration")
    fill_in.fields["title"].setText("Diploma")
    fill_in.fields["number"].setText("R-1")
    fill_in.ok.click()
    again = pressed(window, "Registration")
    assert again.fields["number"].text() == "R-1"
    again.discard()
    assert pressed(window, "Add another registration").fields["number"].text() == ""


def test_a_candidate_without_a_job_is_asked_for_one(window, caseload):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, other.id))
    assert not window.portfolio.menu.another_job.isVisible()
    assert pressed(window, "Employer and job").windowTitle() == "Employer and job"
