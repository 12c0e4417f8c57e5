"""The whole main job with no screen: the same services, and the real window drawn offscreen."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.sample import SampleClock, record_sample, sample_content
from csassess.services import candidates, caseloads, overview
from csassess.services.caseloads import Caseload, Owner
from csassess.services.papers import files

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from csassess.ui.main_window import MainWindow

PASSPHRASE = "seven lamps at the harbour"
_SIZES = ((1024, 768, 100), (1366, 768, 100), (1920, 1080, 100), (1024, 768, 200))


def run_demo(folder: Path, say: Callable[[str], object]) -> None:
    """Leave a sample caseload, its papers and pictures of the window in a folder; raises UserError where one is there."""
    if (folder / "caseload").exists():
        raise UserError(
            text("There is already a sample in “{folder}”. Choose another folder, or remove it first.", folder=folder)
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    content, clock = sample_content(), SampleClock()
    owner = Owner(content["assessor"], content["centre"], content["centre_number"])
    caseload = caseloads.set_up(folder / "caseload", caseloads.prepare_keys(PASSPHRASE), owner)
    say(text("Recording four candidates and ten observations …"))
    hand = _Hand(caseload, clock)
    record_sample(caseload, clock, by_hand=hand.write)
    say(text("Printing the forms …"))
    for candidate in candidates.list_candidates(caseload):
        files.write_forms(caseload, overview.overview(caseload, candidate.id), folder / "papers")
    say(text("Taking pictures of the window …"))
    hand.take_pictures(folder / "pictures")
    hand.close()
    (folder / "bundles").mkdir()
    (folder / "README.txt").write_text(_read_me(), encoding="utf-8")
    say(text("Done. What is there stands in {file}.", file=folder / "README.txt"))


def _read_me() -> str:
    return text(
        "A sample caseload, made by “csassess demo”. The people are invented.\n\n"
        "Passphrase: {passphrase}\n\n"
        "caseload/   the encrypted record; open it with: csassess --caseload caseload\n"
        "papers/     every form the record prints, as PDF\n"
        "pictures/   the window at several sizes, light and dark, with ordinary and large text\n"
        "bundles/    empty: this version does not send portfolio files yet\n\n"
        "Aisha Karim, Siân Ŵyn and Dee Marlow are complete and decided: a worked case for each of the five units. Tom Reid is the short case: one observation is from a work placement,\n"
        "his customers are all existing and easy to deal with, and the feedback he received improved nothing yet.\n",
        passphrase=PASSPHRASE,
    )


class _Hand:
    """Works the real window as a person would: buttons, keys, rows."""

    def __init__(self, caseload: Caseload, clock: SampleClock) -> None:
        from PySide6.QtCore import qInstallMessageHandler
        from PySide6.QtWidgets import QApplication

        from csassess.ui import theme

        qInstallMessageHandler(lambda *_: None)  # the offscreen platform says at every window what it cannot do
        self._app = QApplication.instance() or QApplication(["csassess"])
        self._caseload, self._clock = caseload, clock
        theme.apply(self._app, theme.Theme())  # type: ignore[arg-type]  # it is the widgets' application
        self._window: MainWindow | None = None

    @property
    def window(self) -> "MainWindow":
        """The window, opened when it is first needed."""
        if self._window is None:
            from PySide6.QtCore import Qt

            from csassess.ui.desk import Desk
            from csassess.ui.main_window import MainWindow

            self._window = MainWindow(Desk(self._caseload))
            self._window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            self._window.show()
        return self._window

    def write(self, candidate: str, item: str, content: Any) -> None:
        """Record an observation's notes by pressing and typing."""
        from csassess.ui.place import Page, Place

        page = self.window.evidence
        self.window.desk.read_again()
        self.window.go(Place(Page.EVIDENCE, candidate, item))
        for told in content["notes"]:
            self._clock.set(content["on"], told["at"])
            editor = page.notes.editor
            if "customer" in told:
                page.next_customer.trigger()
                demeanour, relationship, channel = content["customers"][told["customer"]].split()
                (editor.customer.easy if demeanour == "easy" else editor.customer.difficult).click()
                (editor.customer.existing if relationship == "existing" else editor.customer.new).click()
                editor.customer.channel.setCurrentIndex(editor.customer.channel.findData(channel))
                editor.customer.channel.activated.emit(editor.customer.channel.currentIndex())
            else:
                page.add_note.trigger()
            self._type(editor.text, told["text"])
            if "shows" in told:
                editor.responsible.click()
            for unit, labels in told["refs"].items():
                self._tick(unit, labels)
        page.leave()

    def _type(self, field: "QWidget", words: str) -> None:
        """Press a key for each character; QTest knows ASCII only."""
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QKeyEvent

        for character in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, character)
                self._app.sendEvent(field, key)

    def _tick(self, unit: str, labels: list[str]) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        pane = self.window.evidence.criteria
        pane.show_unit(unit)
        for chip in list(pane.chips):
            chip.click()
            for label in labels:
                if pane.criteria.select((unit, label)):
                    QTest.keyClick(pane.criteria, Qt.Key.Key_Space)

    def take_pictures(self, folder: Path) -> None:
        """Leave pictures of every page at the sizes people have, and some in the dark."""
        from csassess.ui import theme
        from csassess.ui.theme import Look, Theme

        folder.mkdir(parents=True, exist_ok=True)
        self.close_window()
        for look in Look:
            for width, height, size in _SIZES if look is Look.LIGHT else _SIZES[1:2]:
                theme.apply(self._app, Theme(look, size))  # type: ignore[arg-type]  # it is the widgets' application
                for name in self._pages():
                    self.window.desk.read_again()
                    self.window.resize(width, height)
                    self._show(name)
                    self._picture(self.window, folder / f"{name}-{width}x{height}-{size}-{look}.png")
                self.close_window()
        theme.apply(self._app, Theme())  # type: ignore[arg-type]  # it is the widgets' application

    def _pages(self) -> tuple[str, ...]:
        return ("today", "candidates", "portfolio", "observation", "matrix", "forms")

    def _show(self, name: str) -> None:
        from csassess.ui.place import Page, Place

        tom = candidates.find_candidate(self._caseload, "Tom Reid").id
        aisha = candidates.find_candidate(self._caseload, "Aisha Karim").id
        draft = overview.overview(self._caseload, tom).portfolio.evidence[-1].id
        self.window.go(
            {
                "today": Place(),
                "candidates": Place(Page.CANDIDATES),
                "portfolio": Place(Page.PORTFOLIO, aisha),
                "observation": Place(Page.EVIDENCE, tom, draft, unit="ocr-b10"),
                "matrix": Place(Page.MATRIX, aisha, unit="nos-b10"),
                "forms": Place(Page.FORMS, aisha, unit="nos-b10"),
            }[name]
        )
        if name == "observation":
            self.window.evidence.criteria.show_outcome(1)

    def _picture(self, widget: "QWidget", path: Path) -> None:
        """Let the window settle, work in the background included, and take its picture."""
        from PySide6.QtCore import QDeadlineTimer, QThreadPool

        wait = 600 if "forms" in path.name else 0  # milliseconds: the preview draws on a thread that tells nobody
        settled = QDeadlineTimer(wait)
        for _ in range(3):
            QThreadPool.globalInstance().waitForDone()
            self._app.processEvents()
        while not settled.hasExpired():
            self._app.processEvents()
        widget.grab().save(str(path))

    def close_window(self) -> None:
        """Take the window away, the caseload staying open."""
        if self._window is not None:
            self._window.leave()
            self._window.retire()
            self._window = None
            self._app.processEvents()

    def close(self) -> None:
        """Leave the window on Today, take it away and close the caseload."""
        from csassess.ui.place import Place

        self.window.go(Place())
        self.close_window()
        self._caseload.close()
