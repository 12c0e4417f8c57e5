"""Log-off, shutdown and SIGTERM close the caseload as a user does, with what was typed."""

import ctypes
import os
import signal
import sys
import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from csassess.application import Application
from csassess.platform.identity import ID, icon, introduce
from csassess.platform.shutdown import Shutdown
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.ui.base.location import Location, Page
from tests.support.builders import reopened


class SessionManager:
    """Stands in for the session manager of a desktop."""

    def __init__(self, *, asks: bool = True) -> None:
        self.is_cancelled, self._asks = False, asks

    def allowsInteraction(self) -> bool:
        return self._asks

    def cancel(self) -> None:
        self.is_cancelled = True


@pytest.fixture
def shutdown(qapp):
    """Return a function that makes a Shutdown which calls `close` and ends no test."""
    made = []

    def start(close):
        made.append(Shutdown(qapp, close))
        return made[-1]

    yield start
    for each in made:
        each.release()
        each.deleteLater()


@pytest.fixture
def quits(qapp, monkeypatch):
    """Return a list that grows when the program would end."""
    ended = []
    monkeypatch.setattr("csassess.platform.shutdown.QGuiApplication.quit", lambda *_: ended.append(True))
    return ended


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_closes_between_two_events_and_ends_the_program(qtbot, shutdown, quits, name):
    closed = []
    shutdown(lambda: closed.append(True) is None)
    os.kill(os.getpid(), getattr(signal, name))
    assert closed == []  # what is being saved now is not interrupted
    qtbot.waitUntil(lambda: bool(quits))
    assert closed == [True]


def test_what_still_needs_the_window_is_waited_for(qtbot, shutdown, quits):
    answers = iter([False, False, True])
    shutdown(lambda: next(answers)).end()
    assert quits == []
    qtbot.waitUntil(lambda: bool(quits))
    assert next(answers, None) is None


@pytest.mark.parametrize(
    ("closes", "asks", "cancelled"), [(True, True, False), (False, True, True), (False, False, False)]
)
def test_a_log_off_is_refused_only_if_it_would_lose_something(shutdown, closes, asks, cancelled):
    manager = SessionManager(asks=asks)
    shutdown(lambda: closes).commit(manager)
    assert manager.is_cancelled is cancelled


def test_the_handlers_of_others_come_back(qapp):
    before = signal.getsignal(signal.SIGTERM)
    made = Shutdown(qapp, lambda: True)
    assert signal.getsignal(signal.SIGTERM) is not before
    made.release()
    assert signal.getsignal(signal.SIGTERM) is before


# The program


class Program(Application):
    """The program with an observation of Mo open in its window."""

    def __init__(self, app, folder, settings):
        opened = reopened(folder)
        self.mo = candidates.add_candidate(opened, "Mo Candidate", "C-001")
        candidates.enrol(opened, self.mo.id, "ocr-b10")
        self.item = evidence.start_observation(opened, self.mo.id, "Counter")
        super().__init__(app, folder, settings)
        self._open(opened)
        self.window.go(Location(Page.EVIDENCE, self.mo.id, self.item.id, unit="ocr-b10"))

    def type_note(self, words):
        self.window.evidence.capture.add_note.trigger()
        QTest.keyClicks(self.window.evidence.notes.editor.text, words)


@pytest.fixture
def program(qtbot, qapp, folder, tmp_path):
    run = Program(qapp, folder, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    yield run
    if not run.window.is_closed:
        run.window.close()


def notes_of(folder, candidate):
    """Return the words of the notes in a closed caseload, and whether it was closed properly."""
    again = reopened(folder)
    try:
        words = [note.text for note in portfolio_view(again, candidate).portfolio.notes]
        return words, not again.ended_uncleanly
    finally:
        again.close()


def test_a_log_off_saves_the_note_being_typed_and_closes_the_caseload(program, folder, shutdown):
    program.type_note("Greets her by name.")
    manager = SessionManager()
    shutdown(program.close).commit(manager)
    assert not manager.is_cancelled
    assert program.window.is_closed
    assert notes_of(folder, program.mo.id) == (["Greets her by name."], True)


def test_an_open_dialog_refuses_the_log_off_and_keeps_its_words(program, shutdown):
    dialog = QDialog(program.window)
    dialog.open()
    manager = SessionManager()
    shutdown(program.close).commit(manager)
    assert manager.is_cancelled
    assert not program.window.is_closed
    dialog.reject()
    assert program.close()


def test_a_backup_being_written_is_waited_for(qtbot, program, shutdown, quits):
    release = threading.Event()
    program.window.session.start_task(release.wait, lambda _: None, lambda _: None, "A backup is written.")
    shutdown(program.close).end()
    assert not program.window.is_closed
    release.set()
    qtbot.waitUntil(lambda: bool(quits))
    assert program.window.is_closed


def test_the_start_page_closes_at_once(qtbot, qapp, folder, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    run = Application(qapp, folder, settings)
    run.start()
    assert run.close()
    assert not run.start_window.isVisible()


# What the desktop knows


def test_every_window_has_the_programs_icon(qapp):
    introduce(qapp)
    assert not icon().pixmap(16, 16).isNull()
    assert qapp.windowIcon().pixmap(64, 64).toImage() == icon().pixmap(64, 64).toImage()
    assert (qapp.applicationName(), qapp.desktopFileName()) == ("csassess", "csassess")


def test_the_task_bar_of_windows_knows_the_program_by_its_own_name(qapp, monkeypatch):
    named = []
    shell = SimpleNamespace(SetCurrentProcessExplicitAppUserModelID=named.append)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(shell32=shell), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    introduce(qapp)
    assert named == [ID]


def test_macos_moves_no_action_to_the_menu_of_the_program(program):
    roles = {
        (action.text(), action.menuRole())
        for menu in program.window.menuBar().actions()
        for action in menu.menu().actions()
        if not action.isSeparator()
    }
    assert {words for words, role in roles if role is not QAction.MenuRole.NoRole} == set()
    assert any("About me" in words for words, _ in roles)
