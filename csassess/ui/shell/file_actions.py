"""The actions of the File menu that open a dialog or a page."""

from csassess.catalogue import text
from csassess.ui.access import key_dialogs
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.shell.actions import Menu, action
from csassess.ui.shell.pages import Pages


class FileActions:
    """Candidates, the centre, and the keys of the caseload."""

    def __init__(self, window: Pages) -> None:
        self._window, self._session = window, window.session

    @action(lambda: text("Add a candidate…"), Menu.FILE, "Ctrl+Shift+N", enters="candidate")
    def add_candidate(self) -> None:
        """Add a candidate and show the new portfolio."""
        people_dialogs.add_candidate(
            self._window,
            self._session,
            lambda candidate_id: self._window.going.emit(Location(Page.PORTFOLIO, candidate_id)),
        )

    @action(lambda: text("Import candidates from a list…"), Menu.FILE, enters="candidate")
    def choose_list(self) -> None:
        """Import candidates from a list."""
        from csassess.ui.candidates import import_dialogs

        import_dialogs.choose_list(self._window, self._session)

    @action(lambda: text("Save tracking workbook…"), Menu.FILE)
    def save_workbook(self) -> None:
        """Save the tracking workbook."""
        from csassess.ui.candidates import import_dialogs

        import_dialogs.save_workbook(self._window, self._session)

    @action(lambda: text("Centre details…"), Menu.FILE)
    def change_centre(self) -> None:
        """Change the details of the centre."""
        from csassess.ui.centre import centre_dialogs

        centre_dialogs.change_centre(self._window, self._session)

    @action(lambda: text("About me…"), Menu.FILE)
    def change_person(self) -> None:
        """Change the details of the user."""
        from csassess.ui.centre import centre_dialogs

        centre_dialogs.change_person(self._window, self._session)

    @action(lambda: text("Approval of forms…"), Menu.FILE)
    def show_approvals(self) -> None:
        """Show the approval of forms."""
        self._window.go_to(Page.APPROVALS)

    @action(lambda: text("PIN for the locked screen…"), Menu.FILE, starts_section=True)
    def choose_pin(self) -> None:
        """Choose the PIN that unlocks the screen."""
        from csassess.ui.centre import centre_dialogs

        centre_dialogs.choose_pin(self._window, self._session)

    @action(lambda: text("Change the passphrase…"), Menu.FILE)
    def change_passphrase(self) -> None:
        """Change the passphrase of the caseload."""
        key_dialogs.change_passphrase(self._window, self._session)

    @action(lambda: text("Change the lock…"), Menu.FILE)
    def change_lock(self) -> None:
        """Encrypt everything again under a new key."""
        from csassess.ui.access import lock_dialog

        lock_dialog.change_lock(self._window, self._session, self._window.relocking.emit)

    @action(lambda: text("New recovery code…"), Menu.FILE)
    def renew_recovery_code(self) -> None:
        """Replace the recovery code."""
        key_dialogs.new_recovery_code(self._window, self._session)

    @action(lambda: text("Try passphrase and recovery code…"), Menu.FILE)
    def prove_keys(self) -> None:
        """See whether passphrase and recovery code still open the caseload."""
        key_dialogs.prove_keys(self._window, self._session)

    @action(lambda: text("The centre’s key…"), Menu.FILE)
    def change_centre_key(self) -> None:
        """Add or remove the key of the centre."""
        key_dialogs.centre_key(self._window, self._session)
