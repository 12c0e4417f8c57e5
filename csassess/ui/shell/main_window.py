"""The main window: navigation at the top, a page, and a banner at the bottom."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.changes import Changes
from csassess.domain.errors import UserError
from csassess.services.candidates.candidates import is_here
from csassess.services.evidence import drafts
from csassess.services.exchange.sync_folder_location import folder_of
from csassess.services.progress import history
from csassess.ui.base.location import Location, Page, location_from
from csassess.ui.base.session import Session
from csassess.ui.shell.actions import Menu, action
from csassess.ui.shell.appearance import AppearanceChoices
from csassess.ui.shell.arrivals import Arrivals
from csassess.ui.shell.file_actions import FileActions
from csassess.ui.shell.go_actions import GoActions
from csassess.ui.shell.keyboard_room import KeyboardRoom
from csassess.ui.shell.maintenance import Maintenance
from csassess.ui.shell.menus import Menus
from csassess.ui.shell.navigation import NavigationBar, page_actions
from csassess.ui.shell.pages import Pages
from csassess.ui.shell.pointer_wait import PointerWait
from csassess.ui.shell.screen_lock import LOCK_KEYS, ScreenLock
from csassess.ui.shell.spelling_actions import SpellingActions
from csassess.ui.shell.status_strip import StatusStrip
from csassess.ui.widgets.controls import button, offer, only_icon_if_large
from csassess.ui.widgets.layouts import spaced, to_top
from csassess.ui.widgets.text_fields import leave_text

# Shown without navigation: capture on site, and a document next to its rows, need the room.
_WHOLE_HEIGHT = (Page.EVIDENCE, Page.CAMERA, Page.PICTURE, Page.REVIEW)
_WITHOUT_UNDO = (
    Page.TODAY,
    Page.CANDIDATES,
    Page.QUESTIONS,
    Page.PAIRS,
    Page.APPROVALS,
    Page.EXCHANGE,
    Page.VERIFICATION,
    Page.CENTRE,
    Page.UNITS,
    Page.REVIEW,
    Page.VERSIONS,
)


class MainWindow(Pages):
    """Shows one page at a time; closing it closes the caseload.

    The next window opens at the same place. `only_reading` is for a portfolio file that is shown
    without being imported: it has no passphrase to unlock with, so locking closes the window.
    """

    theme_chosen = Signal(object)
    closed = Signal()
    mending = Signal()  # asks for a repair, for which the caseload must be closed

    def __init__(self, session: Session, *, only_reading: bool = False) -> None:
        super().__init__(session)
        self._only_reading = only_reading
        self.setWindowTitle("csassess")
        self.resize(1366, 768)
        self.undo_button = button(text("Undo"), self.undo, icon_name="undo-2")
        only_icon_if_large(self.undo_button)
        self.navigation = NavigationBar(self.go_to, self.undo_button)
        self._content = QWidget()
        self._status = StatusStrip(self._content, session)
        self.banner, self.saved = self._status.banner, self._status.saved
        self._lay_out()
        KeyboardRoom(self, self._content)
        self._not_shown, self._pointer_wait = Changes(), PointerWait(self, self._show_changes)
        session.shown_place = lambda: self.page(self.place.page).place
        session.shows_later = lambda: bool(QGuiApplication.mouseButtons())
        self.screen_lock = ScreenLock(self, session, self._content)
        self.setCentralWidget(self.screen_lock)
        self.arrivals = None if only_reading else Arrivals(self, self.screen_lock)
        self.maintenance = Maintenance(self, session)
        self.menuBar().setCornerWidget(self.maintenance.backing_up.corner)
        self.menus = self._make_menus()
        self._connect()
        self._come_back()
        if session.read(folder_of) is not None:
            self.exchange  # noqa: B018  (creates the page, which syncs even while hidden)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self._content)
        spaced(layout, 0, 0)
        layout.addWidget(self.navigation)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self._status)

    def _make_menus(self) -> Menus:
        menus = Menus(self, _owners_of_actions(self))
        menus[Menu.GO].addActions(page_actions(self, self.go_to))
        appearance = AppearanceChoices(self)
        appearance.chosen.connect(self.theme_chosen)
        appearance.fill(menus[Menu.VIEW])
        menus.action_of(self.redo).setShortcuts([QKeySequence(keys) for keys in ("Ctrl+Shift+Z", "Ctrl+Y")])
        self.undo_action, self.redo_action = menus.action_of(self.undo), menus.action_of(self.redo)
        return menus

    def _connect(self) -> None:
        self.session.changed.connect(self._record_changed)
        self.session.draft_kept.connect(self._remember)  # typing goes on there after a sudden end
        self.going.connect(self.go)
        self.handing_over.connect(self.screen_lock.hand_over)
        self.handing_candidate_over.connect(self._hand_candidate_over)
        self.handed_back.connect(self._lock_after_signing)
        self.backing_up.connect(self.maintenance.back_up)
        self.screen_lock.wanted.connect(self.lock)
        self.screen_lock.unlocked.connect(self._show_unlocked)
        self.maintenance.slept.connect(self.lock)
        self.maintenance.noticed.connect(self._show_notice)
        self.maintenance.damaged.connect(self._show_damage)
        self.maintenance.mending.connect(self.mending)
        self.maintenance.backing_up.asked.connect(partial(self.go, Location(Page.CENTRE, form="machines")))
        self.maintenance.backing_up.proved.connect(self._show_backed_up)

    @action(lambda: text("Lock"), Menu.FILE, LOCK_KEYS, starts_section=True)
    def lock(self) -> None:
        """Save what is being typed and lock the screen, even if it cannot be saved.

        During an open visit, the lock page still takes moments and customers.
        """
        if self._only_reading:
            self.close()
            return
        if self.screen_lock.is_locked or self._is_retired:
            return
        self.screen_lock.remember_focus()
        self.leave()  # words that cannot be saved stay in their field until the screen is unlocked
        self.screen_lock.lock(self._observed())

    def _lock_after_signing(self, is_signed: bool) -> None:
        self.lock()
        self.screen_lock.lock_page.say_handed_back(is_signed=is_signed)

    def _observed(self) -> list[tuple[str, str, str]]:
        """Return shape, candidate and item of those observed in the open visit shown.

        The present candidate comes first. Empty if devices are not allowed in that visit.
        """
        place = self.page(self.place.page).place
        if self.place.page is not Page.EVIDENCE or not place.item:
            return []
        portfolio = self.session.portfolio_view(place.candidate).portfolio
        visit = portfolio.visit_of(portfolio.item(place.item))
        if visit is None or not visit.is_open or visit.devices_allowed is False:
            return []
        return sorted(self.evidence.observed, key=lambda observed: observed[1] != place.candidate)

    def _show_unlocked(self) -> None:
        self.go(self.page(self.place.page).place)
        self._try_to_show(self.page(self.place.page).refresh)
        self._update_surroundings()  # also if what is typed cannot be saved
        self.screen_lock.restore_focus()

    @action(lambda: text("Close"), Menu.FILE, QKeySequence.StandardKey.Quit, starts_section=True)
    def close_window(self) -> None:
        """Close the window."""
        self.close()

    def _hand_candidate_over(self, candidate_id: str) -> None:
        self.go(Location(Page.EXCHANGE, candidate_id))
        self.exchange.hand_over(candidate_id)

    def go(self, place: Location) -> None:
        """Save what is being typed, then show a place; stay if it cannot be saved."""
        if not self._save_page():
            return
        if place.page is not self.place.page or place.candidate != self.place.candidate:
            self.banner.hide()  # its words were about the previous place
        self.place, self.session.draft_place = place, (place.candidate, place.item)
        page = self.page(place.page)
        if _subject(page.place) != _subject(place):
            to_top(page)  # who or what it is of stands there
        self.stack.show_page(page)
        page.setFocus()  # a page may move the focus on to one of its fields
        self._try_to_show(lambda: page.show_location(place))
        self._update_surroundings()
        self._remember()
        self.went.emit(place)

    def _update_surroundings(self) -> None:
        """Show the navigation and enable the actions that the present page needs."""
        page = self.place.page
        self.navigation.show_page(page)
        self.navigation.setVisible(page not in _WHOLE_HEIGHT)
        self._update_undo()
        capture = self.menus[Menu.CAPTURE]
        if page is Page.EVIDENCE and capture.isEmpty():
            capture.addActions(self.evidence.capture.menu_actions())
        capture.menuAction().setEnabled(page is Page.EVIDENCE)

    def _update_undo(self) -> None:
        """Offer undo on the pages of a candidate, and enable it if there is something to undo."""
        is_offered = self.place.page not in _WITHOUT_UNDO
        candidate = self.page(self.place.page).place.candidate if is_offered else ""
        nothing = text("There is nothing to undo.")
        reason = self.session.reason_against_undoing(candidate) if candidate else nothing
        self.undo_button.setVisible(is_offered)
        for control in (self.undo_button, self.undo_action):
            offer(control, reason)
        can_redo = bool(candidate) and self.session.read(history.can_redo, candidate)
        self.menus.offer_entering(self.session)
        offer(self.redo_action, "" if can_redo else text("There is nothing to redo."))

    def _come_back(self) -> None:
        """Show the place of the last run, or Today if it no longer exists."""
        recovered = self.session.read(drafts.recover)
        place = location_from(self.session.read(drafts.last_place))
        try:
            self.go(place)
        except (KeyError, StopIteration):
            self.go(Location())
        if recovered:
            self.banner.say(text("What you were typing was recovered and saved. Check its last word."))

    def _remember(self) -> None:
        """Remember the present place for the next run."""
        place = self.page(self.place.page).place
        self.session.run_silently(drafts.remember_place, asdict(place))

    def _try_to_show(self, show: Callable[[], object]) -> None:
        """Show something of the record; report why if it cannot be read now."""
        try:
            show()
        except UserError as error:
            self.session.problem.emit(str(error))

    def _record_changed(self, changes: Changes) -> None:
        self.banner.hide()  # its words were about the record before the change
        self._not_shown |= changes
        self._pointer_wait.ask()

    def _show_changes(self) -> None:
        if self._is_retired:
            return
        self.session.read_again()
        changes, self._not_shown = self._not_shown, Changes()
        candidate = self.page(self.place.page).place.candidate
        if candidate and not self.session.read(is_here, candidate):  # removed
            self.go(Location(Page.CANDIDATES))
        self._try_to_show(lambda: self.page(self.place.page).record_changed(changes))
        self._try_to_show(self._update_undo)
        self._status.show_saved()

    @action(lambda: text("Undo"), Menu.EDIT, QKeySequence.StandardKey.Undo)
    def undo(self) -> None:
        """Undo the last action in the record of the present candidate."""
        candidate = self._leave_field()
        if candidate:
            self.session.undo(candidate)

    @action(lambda: text("Redo"), Menu.EDIT, QKeySequence.StandardKey.Redo)
    def redo(self) -> None:
        """Redo what was undone last in the record of the present candidate."""
        candidate = self._leave_field()
        if candidate:
            self.session.redo(candidate)

    def _leave_field(self) -> str:
        """Save the text in use and take the focus from it, so that it shows what is undone.

        Return the page's candidate, or "" if the field could not be saved.
        """
        page = self.page(self.place.page)
        if not page.leave():
            return ""
        leave_text(page)
        return page.place.candidate

    def _show_notice(self, words: str, is_problem: bool) -> None:
        """Add words to those on the banner, such as on recovered typing."""
        if not self.is_closed:
            self.banner.say(" ".join(filter(None, (self.banner.words, words))), problem=is_problem)

    def _show_damage(self, words: str) -> None:
        self.banner.say(
            words, problem=True, act=text("Show damage"), action=self.maintenance.check_everything
        )

    def _show_backed_up(self) -> None:
        if self.place.page is Page.CENTRE:
            self.centre.refresh()

    def leave(self) -> bool:
        """Save what is being typed, even in an open cell of the matrix, and remember the place.

        Return False if it cannot be saved.
        """
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        is_with_witness = self.screen_lock.is_with_witness
        if not (self.screen_lock.witness_page.save() if is_with_witness else self._save_page()):
            return False
        self._remember()
        return True

    def _save_page(self) -> bool:
        """Save what is being typed on the page shown; return False if it cannot be saved."""
        return self.page(self.place.page).leave()

    def retire(self) -> None:
        """Close this window in favour of another one on the same caseload."""
        self.session.disconnect(self)
        self._stop()
        self._is_retired = True
        self.close()
        self.deleteLater()

    def _stop(self) -> None:
        """Stop all timers that start work in the background."""
        if self.is_made(Page.EXCHANGE):
            self.exchange.folder_sync.stop()
        self.maintenance.stop()

    def _may_close(self) -> bool:
        """Return whether closing would lose nothing; otherwise say why it would."""
        if self.session.under_way:
            self.session.problem.emit(self.session.under_way)
            return False
        if self.screen_lock.hides_dialogs:
            self.screen_lock.lock_page.problem.setText(
                text("A dialog with unsaved text is open. Unlock the screen and save the text first.")
            )
            return False
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is being typed, remember the place, and close the caseload."""
        if not self._is_retired:
            if not self._may_close() or not self.leave():
                event.ignore()
                return
            self._is_retired = True
            self._stop()  # first, so that no work still holds files of the caseload
            self.session.end()
            if not self._only_reading:  # a file that is only read is closed by the code that opened it
                self.session.close()
            self.closed.emit()
        self.maintenance.stop()
        super().closeEvent(event)


def _owners_of_actions(window: MainWindow) -> tuple[object, ...]:
    """Return the objects whose actions are in the menus of a window, in their order."""
    return FileActions(window), window.maintenance, window, SpellingActions(window), GoActions(window)


def _subject(place: Location) -> tuple[str, str, str]:
    """Return whom or what a place is about."""
    return place.candidate, place.item, place.form
