"""Files: the names proposed, the folders where choosing begins, and what is said of a written file."""

import pytest
from PySide6.QtCore import QMarginsF, QStandardPaths
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit

from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import import_dialogs
from csassess.ui.centre.retention_section import RetentionSection
from csassess.ui.centre.staff_section import StaffSection
from csassess.ui.exchange.key_files_card import KeyFilesCard
from csassess.ui.safekeeping.machines_section import MachinesSection
from csassess.ui.widgets import file_dialogs


def file_dialog(window):
    """Return the open dialog to choose a file."""
    return next(dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible())


@pytest.fixture
def forms(qtbot, window, mo):
    """Show the recording form of Mo's unit."""
    with qtbot.waitSignal(window.forms.previewed, timeout=10_000):
        window.go(Location(Page.FORMS, mo.id, unit="ocr-b10"))
    return window.forms


WRITERS = {
    "form": lambda window: window.forms._save(),
    "whole portfolio": lambda window: window.forms._choose_place("", small=False),
    "workbook": lambda window: import_dialogs.save_workbook(window, window.session),
    "key file": lambda window: window.exchange.findChild(KeyFilesCard)._save_key(),
    "centre key": lambda window: window.centre.findChild(MachinesSection)._make_key(),
    "staff": lambda window: window.centre.findChild(StaffSection)._print(),
    "registrations": lambda window: window.centre.findChild(StaffSection)._print_registrations(),
    "review list": lambda window: window.centre.findChild(RetentionSection)._print(),
    "sampling plan": lambda window: window.verification._print(),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_proposed_file_name_says_the_date_and_nobody(window, forms, name):
    WRITERS[name](window)
    (path,) = file_dialog(window).selectedFiles()
    proposed = path.rpartition("/")[2]
    assert "2026-03-02" in proposed
    assert "Mo" not in proposed.rpartition(".")[0].split()


def test_printing_to_a_file_proposes_form_unit_and_date(window, forms):
    forms.print_button.click()
    dialog = next(d for d in window.findChildren(QPrintDialog) if d.isVisible())
    proposed = dialog.findChild(QLineEdit, "filename").text().rpartition("/")[2]
    dialog.reject()
    assert proposed.startswith("Recording form ocr-b10 2026-03-02")


def test_a_form_printed_to_a_file_is_said_with_its_name_and_folder(window, forms, tmp_path):
    printer = QPrinter()
    printer.setPageMargins(QMarginsF())
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    forms.print_on(printer)
    assert "printed.pdf" in window.banner.words
    assert str(tmp_path) in window.banner.words


@pytest.mark.parametrize(
    "write",
    [
        lambda window, path: window.forms.save_to(path),
        lambda window, path: import_dialogs.workbook_to(window.session, path),
        lambda window, path: window.exchange.findChild(KeyFilesCard).save_key_to(path),
        lambda window, path: window.verification.print_to(path),
        lambda window, path: window.forms.save_whole(path),
    ],
    ids=["form", "workbook", "key file", "sampling plan", "whole portfolio"],
)
def test_a_written_file_is_said_with_its_name_and_folder(qtbot, window, forms, tmp_path, write):
    write(window, str(tmp_path / "given.xlsx"))
    qtbot.waitUntil(lambda: "given.xlsx" in window.banner.words, timeout=20_000)
    assert str(tmp_path) in window.banner.words


@pytest.fixture
def home(monkeypatch, tmp_path):
    """Give the user a home folder with documents and pictures; nothing was chosen before."""
    for name in ("Documents", "Pictures", "stick"):
        (tmp_path / name).mkdir()
    places = QStandardPaths.StandardLocation
    folders = {places.DocumentsLocation: "Documents", places.PicturesLocation: "Pictures"}
    monkeypatch.setattr(
        file_dialogs.QStandardPaths, "writableLocation", lambda place: str(tmp_path / folders[place])
    )
    monkeypatch.setattr(file_dialogs, "_last", {})
    return tmp_path


CHOOSERS = {
    "photograph": (lambda window: window.camera.choose.click(), "Pictures"),
    "logo": (lambda window: window.approvals.logo.click(), "Pictures"),
    "portfolio file": (lambda window: window.exchange.receive_button.click(), "Documents"),
    "key file": (lambda window: window.exchange.findChild(KeyFilesCard)._add_key(), "Documents"),
    "form": (lambda window: window.forms._save(), "Documents"),
    "several forms": (lambda window: window.forms._choose_folder([], "recording"), "Documents"),
}


@pytest.mark.parametrize("name", CHOOSERS)
def test_choosing_a_file_begins_in_documents_or_pictures_and_then_where_it_was_last(
    window, forms, home, name
):
    choose, begins_in = CHOOSERS[name]
    choose(window)
    dialog = file_dialog(window)
    assert dialog.directory().absolutePath() == str(home / begins_in)
    dialog.setDirectory(str(home / "stick"))
    dialog.accepted.emit()
    dialog.hide()
    choose(window)
    assert file_dialog(window).directory().absolutePath() == str(home / "stick")


def test_a_backup_says_when_it_was_safe_to_unplug(qtbot, window, tmp_path):
    window.go(Location(Page.CENTRE, form="machines"))
    window.centre.machines.back_up_to(str(tmp_path / "stick"))
    qtbot.waitUntil(lambda: "safe to unplug" in window.banner.words, timeout=20_000)
    assert "It was safe to unplug at 09:30." in window.banner.words
