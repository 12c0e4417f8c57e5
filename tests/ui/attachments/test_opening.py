"""What is opened with the program: the window shows it at its place, and one program runs for a caseload."""

import subprocess
import sys
import zipfile

import pytest
from PySide6.QtCore import QSettings

from csassess import application
from csassess.application import Application
from csassess.services.arriving.arrivals import Arrival, arrival_at
from csassess.services.exchange import sending
from csassess.services.packs import packs
from csassess.ui.base.location import Page
from csassess.ui.shell import one_instance
from csassess.ui.shell.one_instance import OneInstance, is_path
from tests.support.exchanging import FILE_PASSPHRASE
from tests.ui.attachments.test_dropping import drag_and_drop, files, picture
from tests.ui.conftest import dialog_of


@pytest.fixture
def portfolio_file(caseload, mo, tmp_path):
    path = tmp_path / "mo.csbundle"
    sending.send(caseload, [mo.id], path, passphrase=FILE_PASSPHRASE)
    return path


def test_a_path_is_told_by_what_is_there(tmp_path, caseload, portfolio_file):
    (tmp_path / "plain").mkdir()
    (tmp_path / "unit.PDF").write_bytes(b"%PDF-1.7")
    (tmp_path / "a.zip").write_bytes(portfolio_file.read_bytes())
    (tmp_path / "b.csbundle").write_bytes(b"damaged")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as other:
        other.writestr("a.txt", "x")
    (tmp_path / "calls.json").write_text("{}")
    (tmp_path / f"units.{packs.EXTENSION}").write_text("{}")
    expected = {
        caseload.folder: Arrival.CASELOAD,
        caseload.folder / "caseload.db": Arrival.CASELOAD,
        tmp_path / "plain": Arrival.FOLDER,
        portfolio_file: Arrival.PORTFOLIO,
        tmp_path / "a.zip": Arrival.PORTFOLIO,
        tmp_path / "b.csbundle": Arrival.PORTFOLIO,
        tmp_path / "c.zip": Arrival.OTHER,
        tmp_path / "unit.PDF": Arrival.FORM,
        tmp_path / "calls.json": Arrival.OTHER,
        tmp_path / f"units.{packs.EXTENSION}": Arrival.PACK,
        tmp_path / "gone.csbundle": Arrival.MISSING,
    }
    assert {path: arrival_at(path) for path in expected} == expected


def test_a_portfolio_file_is_opened_where_it_can_be_received(window, portfolio_file):
    window.arrivals.open(portfolio_file)
    assert window.place.page is Page.EXCHANGE
    assert "passphrase" in dialog_of(window).fields


def test_a_portfolio_file_dropped_on_an_item_is_no_evidence(window, observing, portfolio_file, caseload, mo):
    assert drag_and_drop(observing, files(portfolio_file))
    assert window.place.page is Page.EXCHANGE
    assert window.session.portfolio_view(mo.id).portfolio.attachments == ()


def test_a_document_is_opened_as_that_of_a_unit(qtbot, window, tmp_path):
    path = tmp_path / "unit.txt"
    path.write_text("no unit at all")
    with qtbot.waitSignal(window.units.bringing_in.ended):
        window.arrivals.open(path)
    assert window.place.page is Page.UNITS


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (lambda path, _: files(path / "gone.pdf"), "does not exist"),
        (lambda _, caseload: files(caseload.folder), "is the folder of a caseload"),
        (lambda path, _: files(path), "open an item and drop it there"),
        (lambda path, _: files(path / "a.pdf", path / "b.pdf"), "one at a time"),
        (lambda *_: picture(), "open the item and drop or paste"),
    ],
)
def test_what_cannot_be_opened_is_said(window, tmp_path, caseload, thing, said):
    assert drag_and_drop(window, thing(tmp_path, caseload))
    assert said in window.banner.words


def test_a_file_waits_while_the_screen_is_locked(window, portfolio_file):
    window.lock()
    window.arrivals.open(portfolio_file)
    drag_and_drop(window, files(portfolio_file))
    assert window.place.page is not Page.EXCHANGE
    window.screen_lock.unlock()
    assert window.place.page is Page.EXCHANGE


def test_a_file_is_not_opened_over_a_dialog(window, observing, portfolio_file):
    observing.customer_dialog = observing._ask_feedback(observing.capture and "spontaneous")
    window.arrivals.open(portfolio_file)
    assert window.place.page is Page.EVIDENCE
    assert "open dialog first" in window.banner.words


@pytest.fixture
def running(qapp, tmp_path, monkeypatch):
    """Return a program that listens for starts on a folder, with the list of what it was asked."""
    monkeypatch.setattr(one_instance, "_name", lambda _: str(tmp_path / "socket"))
    instance = OneInstance(tmp_path)
    instance.received = []
    instance.asked.connect(instance.received.append)
    assert instance.listen()
    yield instance
    instance.close()


OTHER_START = """
import sys
from pathlib import Path
from csassess.ui.shell import one_instance
one_instance._name = lambda _: sys.argv[1]
print(one_instance.OneInstance(Path()).hand_over(Path(sys.argv[2]) if sys.argv[2] else None))
"""
ANY_PROGRAM = """
import socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect(sys.argv[1])
    line.sendall(bytes.fromhex(sys.argv[2]))
    print(line.recv(100))
"""


def run_beside(qtbot, program, *arguments):
    """Run a program while the window works; return what it prints."""
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        return process.stdout.read().strip()


def test_another_start_hands_its_file_over(qtbot, running, tmp_path):
    for path in (tmp_path / "Zoë’s.csbundle", None):
        assert run_beside(qtbot, OTHER_START, running._name, str(path or "")) == "True"
    assert running.received == [str(tmp_path / "Zoë’s.csbundle"), ""]


def test_without_another_program_nothing_is_handed_over(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(one_instance, "_name", lambda _: str(tmp_path / "socket"))
    (tmp_path / "socket").write_bytes(b"")  # left by a program that ended suddenly
    instance = OneInstance(tmp_path)
    assert not instance.hand_over(tmp_path / "a.csbundle")
    assert instance.listen()
    instance.close()


@pytest.mark.parametrize(
    "message", [b"relative.csbundle\n", b"\xff\xfe\n", b"/a\x00b\n", b"/a\nrm -rf /\n", b"/" + b"a" * 40_000]
)
def test_nothing_but_one_whole_path_is_taken(qtbot, running, message):
    assert "ok" not in run_beside(qtbot, ANY_PROGRAM, running._name, message.hex())
    assert running.received == []


def test_the_name_of_the_socket_follows_the_caseload(tmp_path):
    assert one_instance._name(tmp_path / "a") != one_instance._name(tmp_path / "b")
    assert one_instance._name(tmp_path / "a") == one_instance._name(tmp_path / "b" / ".." / "a")


def test_a_path_is_absolute_and_printable():
    assert is_path(b"") == ""
    assert is_path(b"/tmp/a b.csbundle") == "/tmp/a b.csbundle"
    assert is_path(b"a.csbundle") is None


def test_the_file_of_a_start_is_opened_once_the_caseload_is(qtbot, qapp, caseload, portfolio_file, tmp_path):
    settings = QSettings(str(tmp_path / "look.ini"), QSettings.Format.IniFormat)
    started = Application(qapp, caseload.folder, settings, portfolio_file)
    qtbot.addWidget(started.start_window)
    started._open(caseload)
    qtbot.waitUntil(lambda: started.window.place.page is Page.EXCHANGE)
    started.come_forward("")
    assert started.window.isActiveWindow() or started.window.isVisible()
    qtbot.addWidget(started.window, before_close_func=lambda w: setattr(w, "_is_retired", True))


@pytest.mark.parametrize("name", ["mo.csbundle", "unit.pdf"])
def test_the_command_line_opens_a_file_in_the_window(tmp_path, monkeypatch, name):
    from csassess.cli import main

    opened = []
    monkeypatch.setattr(application, "run_window", lambda *arguments: opened.append(arguments) or 0)
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(SystemExit):
        main(["--caseload", str(tmp_path / "c"), str(tmp_path / name)], standalone_mode=False)
    assert opened == [(tmp_path / "c", tmp_path / name)]


def test_the_command_line_opens_the_folder_of_a_caseload(tmp_path, monkeypatch, caseload):
    from csassess.cli import main

    opened = []
    monkeypatch.setattr(application, "run_window", lambda *arguments: opened.append(arguments) or 0)
    for path in (caseload.folder, caseload.folder / "caseload.db"):
        with pytest.raises(SystemExit):
            main([str(path)], standalone_mode=False)
    assert opened == [(caseload.folder,)] * 2
