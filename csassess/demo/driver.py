"""Drive the real window offscreen as a person would: buttons, keys, rows, pen, camera."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QDeadlineTimer,
    QEvent,
    QLoggingCategory,
    QPoint,
    Qt,
    QThreadPool,
    qInstallMessageHandler,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from csassess.data.record.caseload import Caseload
from csassess.demo.sample_caseload import SampleClock
from csassess.demo.sample_lists import handwriting
from csassess.demo.sample_scenes import drawn_scene, frame_of
from csassess.domain.records.evidence import NoteKind
from csassess.domain.records.visits import SiteRules
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.candidates import candidates
from csassess.services.progress import portfolio_view
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.widgets import theme
from csassess.ui.widgets.form_dialog import FormDialog
from csassess.ui.widgets.theme import Look, Theme

_THOUSAND = 1_000
_ROUNDS = 8
_PATIENCE = 60_000  # milliseconds
_SIZES = ((1024, 768, 100), (1366, 768, 100), (1920, 1080, 100), (1024, 768, 200))
_LOOKS = (*((*size, Look.LIGHT) for size in _SIZES), (*_SIZES[1], Look.DARK))


class WindowDriver:
    """Works the real window as a person would, with buttons, keys and rows."""

    def __init__(self, caseload: Caseload, clock: SampleClock, pin: str) -> None:
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        # The offscreen platform reports its limits for every window.
        qInstallMessageHandler(lambda *_: None)
        existing_app = QApplication.instance()
        self._app = existing_app if isinstance(existing_app, QApplication) else QApplication(["csassess"])
        self._caseload, self._clock, self._pin = caseload, clock, pin
        theme.apply(self._app, theme.Theme())
        self._window: MainWindow | None = None

    @property
    def window(self) -> MainWindow:
        """The window, opened on first use."""
        if self._window is None:
            self._window = MainWindow(Session(self._caseload))
            self._window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            self._window.show()
        return self._window

    def write(self, candidate: str, item: str, content: Any) -> None:
        """Record an observation, finish it and have its account signed, by pressing and typing."""
        self.window.session.read_again()
        self.window.go(Location(Page.EVIDENCE, candidate, item))
        entries = [*content["notes"], *content.get("photographs", [])]
        for entry in sorted(entries, key=lambda entry: entry["at"]):
            self._clock.set(content["on"], entry["at"])
            if "scene" in entry:
                self._photograph(candidate, entry)
            else:
                self._note(entry, content.get("customers", {}).get(entry.get("customer"), ""))
        for received in content.get("feedback", []):
            self._customer_feedback(received)
        self._clock.set(content["on"], content["said"]["at"])
        self._finish(content["said"])
        self.window.evidence.leave()

    def observe(self, content: Any) -> None:
        """Record a visit to several candidates.

        The visit starts for all of them; each step then switches to its candidate. It stays open for
        those of whom a moment is still to be written up.
        """
        people = {name: candidates.find_candidate(self._caseload, name).id for name in content["people"]}
        self._clock.set(content["on"], content["steps"][0]["at"])
        rules = SiteRules(content["camera"], content["recording"], content["devices"])
        items = visits.start_visit(
            self._caseload, list(people.values()), content["place"], rules, content["informed"]
        )
        self.window.session.read_again()
        first = people[content["people"][0]]
        self.window.go(Location(Page.EVIDENCE, first, items[first].id))
        page = self.window.evidence
        for step in content["steps"]:
            self._clock.set(content["on"], step["at"])
            names = [
                candidate.id for candidate, _ in visits.observed_together(self._caseload, first, items[first])
            ]
            page.people.tabBarClicked.emit(names.index(people[step["who"]]))
            if step.get("moment"):
                page.capture.mark_moment.trigger()
            elif step.get("away"):
                page.capture.not_observing.trigger()
            else:
                self._note(step, step.get("customer", ""))
        for name, feedback in content["said"].items():
            if "moment" not in feedback:
                self._clock.set(content["on"], feedback["at"])
                self.window.go(Location(Page.EVIDENCE, people[name], items[people[name]].id))
                self._finish(feedback)

    def write_up(self, content: Any) -> None:
        """Write up the moments marked in a visit, and finish it for those of whom they are."""
        self.window.session.read_again()
        for name, feedback in content["said"].items():
            if "moment" in feedback:
                candidate = candidates.find_candidate(self._caseload, name).id
                portfolio = portfolio_view.portfolio_view(self._caseload, candidate).portfolio
                (moment,) = (note for note in portfolio.notes if note.kind is NoteKind.MOMENT)
                self._clock.set(content["on"], feedback["at"])
                self.window.go(Location(Page.EVIDENCE, candidate, moment.evidence, moment.id))
                _type(self.window.evidence.notes.editor.text, feedback["moment"])
                self.window.evidence.leave()
                self._finish(feedback)

    def _note(self, note: Any, customer: str) -> None:
        """Write one note: about a customer, a question with its answer, or what was seen."""
        page = self.window.evidence
        editor = page.notes.editor
        if customer:
            page.capture.next_customer.trigger()
            demeanour, relationship, channel = customer.split()
            (editor.customer.easy if demeanour == "easy" else editor.customer.difficult).click()
            (editor.customer.existing if relationship == "existing" else editor.customer.new).click()
            editor.customer.channel.setCurrentIndex(editor.customer.channel.findData(channel))
            editor.customer.channel.activated.emit(editor.customer.channel.currentIndex())
        elif "question" in note:
            page.capture.ask.trigger()
            _type(editor.question, note["question"])
        else:
            page.capture.add_note.trigger()
        _type(editor.text, note["text"])
        if "shows" in note:
            editor.responsible.click()
        for unit, labels in note.get("refs", {}).items():
            self._tick(unit, labels)

    def _customer_feedback(self, received: Any) -> None:
        """Record customer feedback and what was improved by it, in its dialog."""
        self.window.evidence.capture.customer_feedback.trigger()
        dialog = next(d for d in self.window.findChildren(FormDialog) if d.isVisible())
        origin = dialog.fields["origin"]
        assert isinstance(origin, QComboBox)
        origin.setCurrentIndex(origin.findData(FeedbackOrigin(received["origin"])))
        _type(dialog.fields["received"], received["received"])
        _type(dialog.fields["improvement"], received.get("improvement", ""))
        dialog.ok.click()
        self._settle()

    def _photograph(self, candidate: str, photograph: Any) -> None:
        """Take a photograph on the camera page, from a simulated frame, and caption it."""
        page, camera = self.window.evidence, self.window.camera
        page.capture.photograph.trigger()
        camera.sink.setVideoFrame(frame_of(drawn_scene(photograph["scene"])))
        self._wait_for(camera.take.isEnabled)
        taken = _photographs_of(self._caseload, candidate)
        camera.take.click()
        self._wait_for(lambda: _photographs_of(self._caseload, candidate) > taken)
        camera.back.click()
        _type(page.notes.photo.caption, photograph["caption"])
        page.notes.save()
        for unit, labels in photograph.get("refs", {}).items():
            self._tick(unit, labels)

    def _wait_for(self, is_done: Callable[[], bool]) -> None:
        """Let the window work until something is done; raise TimeoutError if that takes too long."""
        patience = QDeadlineTimer(_PATIENCE)
        while not is_done():
            if patience.hasExpired():
                raise TimeoutError("the window did not do in time what was asked of it")
            self._settle()

    def _finish(self, feedback: Any) -> None:
        """Finish visit: feedback, what was agreed, and the signatures of those who are there."""
        self.window.evidence.judgement.finish.trigger()
        page, card = self.window.finish, self.window.finish.feedback
        _type(card.done_well, feedback["done_well"])
        _type(card.to_develop, feedback["to_develop"])
        _type(card.comments, feedback["comments"])
        if "next_on" in feedback:
            card.next_on.setDate(feedback["next_on"])
            _type(card.brings, feedback["brings"])
        page.leave()
        for number in (1,) if "absent" in feedback else (0, 1):
            self._settle()
            sign_buttons = [
                button
                for button in page.findChildren(QPushButton)
                if button.accessibleName().startswith("Sign: ") and button.isVisible()
            ]
            sign_buttons[number].click()
            dialog = next(d for d in self.window.findChildren(SignDialog) if d.isVisible())
            self._settle()
            _sign(dialog.pad, dialog.name.currentText())
            dialog.sign.click()
            self._settle()
            if self.window.screen_lock.is_engaged:  # the candidate has handed the screen back
                _type(self.window.screen_lock.lock_page.field, self._pin)
                self.window.screen_lock.lock_page.unlock.click()
                self._settle()
        page.done.click()

    def _settle(self) -> None:
        for _ in range(3):
            QThreadPool.globalInstance().waitForDone()
            self._app.processEvents()

    def _tick(self, unit: str, labels: list[str]) -> None:
        pane = self.window.evidence.criteria
        pane.show_unit(unit)
        waiting = list(labels)
        for chip in list(pane.chips):  # one may show what is planned: the same criteria once more
            chip.click()
            for label in list(waiting):
                if pane.criteria.select((unit, label)):
                    QTest.keyClick(pane.criteria, Qt.Key.Key_Space)
                    waiting.remove(label)

    def take_pictures(self, folder: Path, places: Mapping[str, Location] | None = None) -> None:
        """Save pictures of the window in a folder.

        `places` are the locations by the name of their picture. Without it, every page of an
        assessor and the lock screen are taken, also in high contrast.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.close_window()
        contrast = (*_SIZES[1], Look.CONTRAST)
        for width, height, size, look in (*_LOOKS, contrast) if places is None else _LOOKS:
            theme.apply(self._app, Theme(look, size))
            for name, place in (places or self._places()).items():
                self.window.session.read_again()
                self.window.resize(width, height)
                self.window.go(place)
                self._picture(self.window, folder / f"{name}-{width}x{height}-{size}-{look}.png")
            if places is None:
                self.window.lock()
                self._picture(self.window, folder / f"locked-{width}x{height}-{size}-{look}.png")
            self.close_window()
        theme.apply(self._app, Theme())

    def confirm_form(self, path: Path, pictures: Path, name: str, typed: Mapping[str, str]) -> None:
        """Open a form that came back as if it were dropped on the window, take its pictures, and save it.

        `typed` is what is typed into fields of the dialog. Raises RuntimeError if it is not saved.
        """
        self.close_window()
        for width, height, size, look in _LOOKS:
            theme.apply(self._app, Theme(look, size))
            self.window.session.read_again()
            self.window.resize(width, height)
            dialog = self._opened_form(path)
            self._picture(dialog, pictures / f"{name}-{width}x{height}-{size}-{look}.png")
            dialog.discard()
            self.close_window()
        theme.apply(self._app, Theme())
        dialog = self._opened_form(path)
        for key, words in typed.items():
            _type(dialog.fields[key], words)
        dialog.ok.click()
        if dialog.isVisible():
            raise RuntimeError(dialog.problem.text())
        self._settle()

    def _opened_form(self, path: Path) -> FormDialog[Any]:
        arrivals = self.window.arrivals
        assert arrivals
        arrivals.open(path)
        self._wait_for(lambda: not arrivals.forms.busy)
        return next(dialog for dialog in self.window.findChildren(FormDialog) if dialog.isVisible())

    def _places(self) -> dict[str, Location]:
        """Return the locations to take pictures of, by the name of their picture."""
        tom, aisha, dee = (
            candidates.find_candidate(self._caseload, name).id for name in ("Tom", "Aisha", "Delia")
        )
        items = portfolio_view.portfolio_view(self._caseload, tom).portfolio.evidence
        placement, together = items[1].id, items[-1].id
        shop = portfolio_view.portfolio_view(self._caseload, dee).portfolio
        photograph = shop.photographs[0]
        return {
            "today": Location(),
            "candidates": Location(Page.CANDIDATES),
            "portfolio": Location(Page.PORTFOLIO, aisha),
            "qualification": Location(Page.QUALIFICATION, aisha),
            "qualifications": Location(Page.CENTRE, form="qualifications"),
            "plan": Location(Page.PORTFOLIO, tom),
            "observation": Location(Page.EVIDENCE, tom, placement, unit="ocr-b10"),
            "together": Location(Page.EVIDENCE, tom, together, unit="ocr-61"),
            "photograph": Location(Page.EVIDENCE, dee, photograph.evidence, photograph.id, unit="ocr-b10"),
            "cover": Location(Page.PICTURE, dee, photograph.evidence, photograph.id),
            "camera": Location(Page.CAMERA, tom, placement),
            "finish": Location(Page.FINISH, tom, together),
            "matrix": Location(Page.MATRIX, aisha, unit="nos-b10"),
            "history": Location(Page.HISTORY, dee),
            "questions": Location(Page.QUESTIONS, unit="ocr-b10"),
            "exchange": Location(Page.EXCHANGE),
            "forms": Location(Page.FORMS, aisha, unit="nos-b10"),
        }

    def _picture(self, widget: QWidget, path: Path) -> None:
        """Wait until the window and background work have settled, and save its picture."""
        # Milliseconds: the preview draws on a thread that cannot be waited for.
        wait = 600 if path.name.startswith(("forms", "unit-")) else 0
        settled = QDeadlineTimer(wait)
        for _ in range(_ROUNDS):  # what was read in the background is shown, then laid out
            QThreadPool.globalInstance().waitForDone()
            self._app.processEvents()
        while not settled.hasExpired():
            self._app.processEvents()
        widget.grab().save(str(path))

    def close_window(self) -> None:
        """Close the window; the caseload stays open."""
        if self._window is not None:
            self._window.leave()
            self._window.retire()
            self._window = None
            self._app.processEvents()
            # No event loop runs that would delete the windows: they would accumulate.
            self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def close(self) -> None:
        """Go to Today and close the window."""
        self.window.go(Location())
        self.close_window()


def _photographs_of(caseload: Caseload, candidate: str) -> int:
    return len(portfolio_view.portfolio_view(caseload, candidate).portfolio.photographs)


def _type(field: QWidget, words: str) -> None:
    """Send key events for each character; QTest knows ASCII only."""
    for character in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(field, key)


def _sign(pad: QWidget, name: str) -> None:
    """Draw a person's signature on the pad."""
    for stroke in handwriting(name):
        points = [
            QPoint(x * pad.width() // _THOUSAND, y * pad.width() // _THOUSAND)
            for x, y in zip(stroke[::2], stroke[1::2], strict=True)
        ]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])
