"""A new secret is typed twice; a difference is said and leads to the second field."""

import pytest

from csassess.ui.access import key_dialogs
from csassess.ui.base.location import Location, Page
from csassess.ui.centre import centre_dialogs
from csassess.ui.exchange import exchange_dialogs
from csassess.ui.safekeeping.centre_key_dialog import create_centre_key
from tests.ui.conftest import dialog_of

TYPED = "harbour ferries ticket office"


def pack(window, mo, given):
    window.go(Location(Page.VERIFICATION))
    window.verification.pack.ask()
    return dialog_of(window)


DIALOGS = {
    "file to send": lambda window, mo, given: exchange_dialogs.send(
        window, window.session, mo.id, lambda *_: given.append(True), print
    ),
    "hand over": lambda window, mo, given: exchange_dialogs.hand_over(
        window, window.session, mo.id, lambda *_: given.append(True), print
    ),
    "whole portfolio": lambda window, mo, given: centre_dialogs.portfolio_password(
        window, lambda _: given.append(True)
    ),
    "record for the external verifier": pack,
    "centre key": lambda window, mo, given: create_centre_key(window, "nowhere"),
    "passphrase": lambda window, mo, given: key_dialogs.change_passphrase(window, window.session),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_a_new_secret_is_typed_twice_and_a_difference_leads_to_the_second_field(window, mo, name):
    given = []
    dialog = DIALOGS[name](window, mo, given)
    first, again = dialog.fields[list(dialog.fields)[secret_at(dialog)]], dialog.fields["again"]
    if "to" in dialog.fields:
        dialog.fields["to"].setText("Ann")
    first.setText(TYPED)
    again.setText(TYPED + "!")
    dialog.ok.click()
    assert "differ" in dialog.problem.text()
    assert dialog.focusWidget() is again
    assert again.visibleRegion().boundingRect().height() == again.height()
    assert given == []
    again.setText(TYPED)
    assert dialog.problem.isHidden()


def secret_at(dialog):
    """Return where in the dialog the field before its repetition is."""
    return list(dialog.fields).index("again") - 1


@pytest.mark.parametrize("name", ["file to send", "hand over", "whole portfolio"])
def test_a_secret_typed_the_same_twice_is_taken(window, mo, name):
    given = []
    dialog = DIALOGS[name](window, mo, given)
    if "to" in dialog.fields:
        dialog.fields["to"].setText("Ann")
    for key in (list(dialog.fields)[secret_at(dialog)], "again"):
        dialog.fields[key].setText(TYPED)
    dialog.ok.click()
    assert given == [True]
