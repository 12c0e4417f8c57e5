"""The assessor's way from a candidate to a signed unit has no more steps than before, whatever is kept."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from csassess.domain.records.programme.keeping import Keeping
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.units import units
from csassess.ui.base.location import Location, Page
from csassess.ui.signing.sign_dialog import SignDialog
from tests.support.verifying import UNIT
from tests.ui.conftest import buttons_of, dialog_of
from tests.ui.programme.test_programme_card import switch_on

STEPS = 15  # counted before anything of the centre’s month was there
LINKS = {"", "Start observation", "Add evidence", "Witness testimony", "Enrol on a unit"}  # "": the menu


class Way:
    """Counts what is pressed and typed on the way."""

    def __init__(self, window):
        self.window, self.steps = window, 0

    def press(self, button):
        assert button.isVisible()
        assert button.isEnabled()
        button.click()
        self.steps += 1
        QApplication.processEvents()

    def press_words(self, page, words):
        self.press(next(b for b in buttons_of(page) if b.isVisible() and b.text().strip().startswith(words)))

    def fill(self, **values):
        dialog = dialog_of(self.window)
        for key, value in values.items():
            field = dialog.fields[key]
            if hasattr(field, "findData"):
                field.setCurrentIndex(field.findData(value))
            elif hasattr(field, "setPlainText"):
                field.setPlainText(value)
            else:
                field.setText(value)
            self.steps += 1
        self.press(dialog.ok)

    def sign(self, words):
        self.press_words(self.window.portfolio, words)
        self.press(next(d for d in self.window.findChildren(SignDialog) if d.isVisible()).paper)


def from_candidate_to_signed_unit(window, caseload):
    """Play the way through the window; the ticks are set at once. Return the number of steps."""
    way = Way(window)
    way.press(window.navigation.buttons[Page.CANDIDATES])
    way.press(window.candidates.add_button)
    way.fill(name="Aisha Karim")
    candidate = window.place.candidate
    way.press(window.portfolio.enrol_button)
    way.fill(unit=UNIT)
    way.press(window.portfolio.add_button)
    way.fill(method="WP", description="Complaints log")
    item = window.place.item
    evidence.add_note(caseload, candidate, item, "The log is kept daily.")
    for label in units.unit(UNIT).labels():
        references.tick(caseload, candidate, item, UNIT, label)
    window.session.notify_changed()
    window.evidence.judgement.accept.trigger()
    way.fill()
    window.go(Location(Page.PORTFOLIO, candidate))
    way.press_words(window.portfolio, "Decide unit")
    way.sign("Sign: ")  # after the candidate, the screen is locked
    signed = portfolio_view(caseload, candidate).portfolio.unit_signatures
    assert [signature.signer for signature in signed] == ["candidate"]
    return way.steps


@pytest.mark.parametrize("kept", [(), tuple(Keeping)], ids=["nothing kept", "everything kept"])
def test_the_way_from_a_candidate_to_a_signed_unit_has_no_more_steps(window, caseload, kept):
    switch_on(caseload, *kept)
    window.session.read_again()
    assert from_candidate_to_signed_unit(window, caseload) <= STEPS


def test_a_small_centre_meets_no_button_of_what_it_does_not_use(window, caseload):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, other.id))
    shown = {b.text().strip() for b in window.portfolio.findChildren(QPushButton) if b.isVisible()}
    assert shown <= LINKS
    window.go(Location(Page.CENTRE, form="find"))
    chips = {key for key, chip in window.centre.chips.items() if not chip.isHidden()}
    assert not chips & {"chase", "claims", "cases"}
