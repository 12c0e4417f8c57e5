"""The window: a bar to go by, a page, and one line for what happened."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QDialog,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.services.evidence import drafts
from csassess.services.exchange.sync_folder_location import folder_of
from csassess.ui.base.location import Location, Page, location_from
from csassess.ui.base.session import Session
from csassess.ui.shell.maintenance import Maintenance
from csassess.ui.shell.menus import Menus, action
from csassess.ui.shell.pages import Pages, ask_no_room
from csassess.ui.widgets import theme
from csassess.ui.widgets.banner import Banner
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import frame, row

if TYPE_CHECKING:
    from csassess.ui.access.lock_page import LockPage
    from csassess.ui.signing.witness_page import WitnessPage

Outer = TypeVar("Outer", bound=QWidget)
_WHOLE_HEIGHT = (Page.EVIDENCE, Page.CAMERA, Page.PICTURE)  # on site capture has the whole height


IDLE_AFTER = 300_000  # milliseconds without key or touch to the lock
_ACTIVE = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel)


class MainWindow(Pages):
    """Goes between the pages; closing it closes the caseload, and opening again comes back to the same place.

    `only_reading` shows a file that is not taken in: it has no passphrase that anyone knows, so locking closes it.
    """

    theme_chosen = Signal(object)
    closed = Signal()
    mending = Signal()  # what is damaged is to be put right, which needs the caseload closed

    def __init__(self, session: Session, *, only_reading: bool = False) -> None:
        super().__init__(session)
        self._retired, self._only_reading = False, only_reading
        self._hidden: list[QDialog] = []  # dialogs out of reach while locked, with what was typed into them
        self._held: dict[
            QAction, bool
        ] = {}  # actions out of reach while locked, and whether they were enabled
        self.setWindowTitle("csassess")
        self.resize(1366, 768)
        self.place = Location()
        self.banner = Banner()
        self.saved = label("", "quiet")
        self.saved.setWordWrap(False)
        self.undo_action = action(self, text("Undo"), QKeySequence(QKeySequence.StandardKey.Undo), self._undo)
        self.redo_action = action(
            self, text("Do it again"), QKeySequence(QKeySequence.StandardKey.Redo), self._redo
        )
        self.undo_button = button(text("Undo"), self._undo, icon_name="undo-2")
        self.maintenance = Maintenance(self)
        self.menuBar().setCornerWidget(self.maintenance.backing_up.corner)
        self.menus = Menus(self)
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._bar_frame = self._bar()
        layout.addWidget(self._bar_frame)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.banner)  # below: what it says must not move what a finger is about to touch
        middle = QWidget()
        middle.setLayout(layout)
        self._make_lock(middle)
        session.changed.connect(self._record_changed)
        session.problem.connect(self._show_problem)
        session.message.connect(self.banner.say)
        session.undone.connect(self._show_undone)
        self._come_back()
        if folder_of(session.caseload) is not None:
            self.exchange  # noqa: B018  (made before it is shown: it keeps machines in step by itself)

    def _make_lock(self, middle: QWidget) -> None:
        """Put the pages behind a lock that idling closes."""
        self._outer = QStackedWidget()
        self._middle = middle
        self._outer.addWidget(middle)
        self.setCentralWidget(self._outer)
        self.going.connect(self.go)
        self.handing_over.connect(self._hand_over)
        self.handing_candidate_over.connect(self._hand_candidate_over)
        self.handed_back.connect(self.lock)
        self.backing_up.connect(self.maintenance.backing_up.make)
        QGuiApplication.inputMethod().keyboardRectangleChanged.connect(self._make_room_for_keyboard)
        self._idle = QTimer(self)
        self._idle.setInterval(IDLE_AFTER)
        self._idle.timeout.connect(self.lock)
        self._idle.start()
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr]  # there is an application

    @cached_property
    def lock_page(self) -> "LockPage":
        """What is shown while the record is out of reach; made when it is first wanted, as is the next."""
        from csassess.ui.access.lock_page import LockPage

        page = LockPage(self.session)
        page.unlocked.connect(self._unlock)
        return self._beside_the_pages(page)

    @cached_property
    def witness_page(self) -> "WitnessPage":
        """What a witness may see."""
        from csassess.ui.signing.witness_page import WitnessPage

        page = WitnessPage(self.session)
        page.done.connect(self.lock)
        return self._beside_the_pages(page)

    def _beside_the_pages(self, page: Outer) -> Outer:
        ask_no_room(page)
        self._outer.addWidget(page)
        return page

    def _make_room_for_keyboard(self) -> None:
        """Keep what is typed above an on-screen keyboard."""
        keyboard = QGuiApplication.inputMethod().keyboardRectangle().toRect()
        below = self.mapFromGlobal(keyboard.topLeft()).y() if keyboard.isValid() else self.height()
        self._middle.setContentsMargins(0, 0, 0, max(0, self.height() - below))

    def _watch(self, window: QWindow | None) -> None:
        """Watch the window that has the focus, this one or a dialog, for keys and touches."""
        if window is not None:
            window.installEventFilter(self)
        self._idle.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every key and touch puts off the lock."""
        if event.type() in _ACTIVE:
            self._idle.start()
        return super().eventFilter(watched, event)

    @property
    def is_locked(self) -> bool:
        """Whether the record is out of reach: locked, or handed to a witness."""
        return self._outer.currentIndex() != 0

    def lock(self) -> None:
        """Save what is being typed and lock the screen, whatever happens; in an open visit capture may go on, add-only."""
        if self._only_reading:
            self.close()
            return
        if self._shows("lock_page"):
            return
        self.leave()  # what cannot be saved stays in its field, and is there after unlocking
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.lock_page.lock(self._observed())
        self._show_outer(self.lock_page)
        self.lock_page.field.setFocus()

    def _shows(self, beside: str) -> bool:
        """Whether the lock, or what a witness may see, is shown in place of the pages."""
        return self._outer.currentWidget() is vars(self).get(beside)

    def _observed(self) -> list[tuple[str, str, str]]:
        """Return who is observed in the open visit that is shown (shape, candidate, item), the one shown first; none where devices are not allowed."""
        place = self.page(self.place.page).place
        if self.place.page is not Page.EVIDENCE or not place.item:
            return []
        portfolio = self.session.overview(place.candidate).portfolio
        visit = portfolio.visit_of(portfolio.item(place.item))
        if visit is None or not visit.is_open or visit.devices_allowed is False:
            return []
        return sorted(self.evidence.observed, key=lambda each: each[1] != place.candidate)

    def _hand_over(self, candidate: str, item: str) -> None:
        self.witness_page.hand_over(candidate, item)
        self._show_outer(self.witness_page)

    def _hand_candidate_over(self, candidate: str) -> None:
        self.go(Location(Page.EXCHANGE, candidate))
        self.exchange.hand_over(candidate)

    def _unlock(self) -> None:
        self._show_outer(self._middle)
        self._shown(self.page(self.place.page).refresh)

    def _show_outer(self, shown: QWidget) -> None:
        """Show the pages, the lock, or what a witness may see; with the pages go menus and keys."""
        self._outer.setCurrentWidget(shown)
        reachable = self._outer.currentIndex() == 0
        self.menuBar().setVisible(reachable)
        for each in (*self.menuBar().actions(), *self.findChildren(QAction)):
            if each.menu() is None or each in self.menuBar().actions():
                self._hold(each, reachable=reachable)
        _give_room(self._outer)
        if reachable:
            waiting, self._hidden = self._hidden, []
            for dialog in waiting:
                dialog.open()
        else:
            for dialog in self.findChildren(QDialog):
                if dialog.isVisible():
                    self._hidden.append(dialog)
                    dialog.hide()
                    dialog.finished.connect(partial(self._forget_hidden, dialog))
        if reachable:
            self.go(self.page(self.place.page).place)

    def _forget_hidden(self, dialog: QDialog, *_: object) -> None:
        """Let go of a dialog whose work ended behind the lock."""
        if dialog in self._hidden:
            self._hidden.remove(dialog)

    def _hold(self, action: QAction, *, reachable: bool) -> None:
        """Take an action's key away while the record is out of reach, and give it back."""
        if not reachable:
            self._held.setdefault(action, action.isEnabled())
            action.setEnabled(False)
        elif action in self._held:
            action.setEnabled(self._held.pop(action))

    def _bar(self) -> QWidget:
        self._group = QButtonGroup(self)
        self.nav = {
            page: button(words, partial(self.go_to, page), "nav", icon_name)
            for page, words, icon_name in (
                (Page.TODAY, text("Today"), "house"),
                (Page.CANDIDATES, text("Candidates"), "users"),
                (Page.FORMS, text("Forms"), "file-text"),
                (Page.EXCHANGE, text("Send and receive"), "send"),
                (Page.VERIFICATION, text("Verification"), "shield-check"),
                (Page.CENTRE, text("Centre"), "landmark"),
            )
        }
        if theme.current().is_large:  # their icons alone, so that the bar fits a small screen
            for page, shown in self.nav.items():
                if page is not Page.TODAY:
                    shown.setToolTip(shown.text())
                    shown.setText("")
        for each in self.nav.values():
            each.setCheckable(True)
            self._group.addButton(each)
        bar = row(*self.nav.values(), 0, self.saved, self.undo_button)
        made = frame("bar", bar, 0)
        bar.setContentsMargins(8, 2, 8, 2)
        return made

    def go_to(self, page: Page) -> None:
        """Show a page of whoever is shown."""
        self.go(Location(page, self.place.candidate))

    def go(self, place: Location) -> None:
        """Show a page; what was being typed on the one before is saved first."""
        if not self._save_page():
            return  # what was typed could not be saved, and is still there
        if place.page is not self.place.page or place.candidate != self.place.candidate:
            self.banner.hide()  # what it said was of where one was
        self.place = place
        page = self.page(place.page)
        self.stack.setCurrentWidget(page)
        _give_room(self.stack)
        page.setFocus()  # where a page has a better place for it, it takes it itself
        self._shown(lambda: page.show_location(place))
        for each, nav in self.nav.items():
            self._group.setExclusive(False)
            nav.setChecked(each is self.place.page)
            self._group.setExclusive(True)
        self._bar_frame.setVisible(self.place.page not in _WHOLE_HEIGHT)
        of_a_candidate = self.place.page not in (
            Page.TODAY,
            Page.CANDIDATES,
            Page.QUESTIONS,
            Page.APPROVALS,
            Page.EXCHANGE,
            Page.VERIFICATION,
            Page.CENTRE,
        )
        self.undo_button.setVisible(of_a_candidate)
        self.undo_action.setEnabled(of_a_candidate)
        self.redo_action.setEnabled(of_a_candidate)
        self.menus.show_capture(on_the_page=self.place.page is Page.EVIDENCE)
        self._remember()

    def _come_back(self) -> None:
        recovered = drafts.recover(self.session.caseload)
        place = location_from(drafts.last_place(self.session.caseload))
        try:
            self.go(place)
        except (KeyError, StopIteration):  # what it showed is no longer there
            self.go(Location())
        if recovered:
            self.banner.say(text("What you were typing when csassess stopped was recovered and saved."))

    def _remember(self) -> None:
        place = self.page(self.place.page).place
        kept = {
            "page": place.page,
            "candidate": place.candidate,
            "item": place.item,
            "note": place.note,
            "unit": place.unit,
            "form": place.form,
        }
        self.session.run_silently(drafts.remember_place, kept)

    def _shown(self, show: Callable[[], object]) -> None:
        """Show something of the record; where it cannot be read or brought up to date just now, say why."""
        try:
            show()
        except UserError as error:
            self.session.problem.emit(str(error))

    def _record_changed(self) -> None:
        self.banner.hide()  # what it said was about what was there before
        self._shown(self.page(self.place.page).refresh)
        self.saved.setText(text("Saved {time}", time=f"{self.session.caseload.clock():%H:%M}"))

    def _undo(self) -> None:
        candidate = self.page(self.place.page).place.candidate
        if candidate and self._save_page():
            self.session.undo(candidate)

    def _redo(self) -> None:
        candidate = self.page(self.place.page).place.candidate
        if candidate and self._save_page():
            self.session.redo(candidate)

    def _show_problem(self, sentence: str) -> None:
        self.banner.say(sentence, problem=True)

    def _show_undone(self, candidate: str, what: str) -> None:
        words = text("Undone: {what}.", what=what)
        self.banner.say(words, act=text("Do it again"), action=partial(self.session.redo, candidate))

    def leave(self) -> bool:
        """Save what is being typed, an open cell of the matrix too, and remember the place; False where that could not be."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        if not (self.witness_page.save() if self._shows("witness_page") else self._save_page()):
            return False
        self._remember()
        return True

    def _save_page(self) -> bool:
        """Save what is being typed on the page that is shown."""
        return self.page(self.place.page).leave()

    @property
    def is_closed(self) -> bool:
        """Whether it was closed, or gave way to another window."""
        return self._retired

    def retire(self) -> None:
        """Close this window in favour of another on the same caseload."""
        self.session.disconnect(self)
        self._stop()
        self._retired = True
        self.close()
        self.deleteLater()

    def _stop(self) -> None:
        """Do nothing more by itself."""
        if self.is_made(Page.EXCHANGE):
            self.exchange.step.stop()
        self.maintenance.stop()

    def _may_close(self) -> bool:
        """Whether nothing would be lost by closing: no picture is being taken in, no dialog with words waits behind the lock."""
        if any(self.is_made(page) and self.page(page).busy for page in (Page.EVIDENCE, Page.CAMERA)):
            self.session.problem.emit(text("A photograph is still being taken in. Close again in a moment."))
            return False
        if self.is_made(Page.EXCHANGE) and self.exchange.busy:
            self.session.problem.emit(
                text("A portfolio file is still being written or read. Wait, or stop it first.")
            )
            return False
        if self.maintenance.backing_up.busy:
            self.session.problem.emit(text("A backup is being written. Close again in a moment."))
            return False
        if self.session.under_way:
            self.session.problem.emit(self.session.under_way)
            return False
        if self._hidden:
            self.lock_page.problem.setText(text("Unlock first: a dialog with unsaved words is open."))
            return False
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is being typed, remember the place, and close the caseload."""
        if not self._retired:
            if not self._may_close() or not self.leave():
                event.ignore()
                return
            self._retired = True
            self._stop()  # before the files are let go of
            self.session.end()
            if not self._only_reading:  # whoever opened a file to be read closes it
                self.session.caseload.close()
            self.closed.emit()
        self.maintenance.stop()
        super().closeEvent(event)


def _give_room(stack: QStackedWidget) -> None:
    """Give what a stack shows its room: the window need be no larger."""
    for place in range(stack.count()):
        policy = QSizePolicy.Policy.Preferred if place == stack.currentIndex() else QSizePolicy.Policy.Ignored
        each = stack.widget(place)
        if each is not None:
            each.setSizePolicy(policy, policy)
