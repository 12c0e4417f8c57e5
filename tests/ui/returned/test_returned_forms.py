"""A form that came back, dropped anywhere or opened with the program: a person confirms what it says."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.ui.base.location import Location, Page
from tests.support.returning import WORDS, day, filled_in, forms_of, sent
from tests.ui.conftest import dialog_of


@pytest.fixture
def aisha(caseload):
    return sent(caseload)


@pytest.fixture
def forms(caseload, aisha):
    return forms_of(caseload, aisha.candidate.id)


@pytest.fixture
def back(caseload, forms, tmp_path):
    """Return the path of a testimony that came back filled in as a PDF."""
    today = day(caseload.clock().date())
    values = {"words": WORDS, "on": today, "seen": True, "true": True, "name": "Grace Obi", "date": today}
    path = tmp_path / "back.pdf"
    path.write_bytes(filled_in(forms["testimony-form"], values))
    return path


def arrive(qtbot, window, act):
    """Do something that brings a file, and wait until it was looked at."""
    with qtbot.waitSignal(window.arrivals.forms.ended):
        act()


def test_a_form_opened_with_the_program_is_a_draft_that_is_confirmed(qtbot, window, caseload, aisha, back):
    window.session.read_again()
    arrive(qtbot, window, lambda: window.arrivals.open(back))
    dialog = dialog_of(window)
    assert dialog.fields["words"].toPlainText() == WORDS
    assert dialog.fields["name"].text() == "Grace Obi"
    assert load_portfolio(caseload, aisha.candidate.id).notes_of(aisha.testimony.id) == ()
    dialog.ok.click()
    assert window.place == Location(Page.EVIDENCE, aisha.candidate.id, aisha.testimony.id)
    (note,) = load_portfolio(caseload, aisha.candidate.id).notes_of(aisha.testimony.id)
    assert note.text == WORDS
    assert "was saved with item 2" in window.banner.words
