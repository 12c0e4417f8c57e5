"""What is dropped or pasted anywhere in the window becomes what it is: photograph, attached file, or text."""

import threading

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressDialog, QPushButton

from csassess.services.attachments import folders, photographs
from csassess.ui.base.dropping import dropped
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets.fields import line, lines
from tests.support.files import office, wav
from tests.support.pictures import encoded, scene
from tests.ui.conftest import dialog_is_open, dialog_of, fill, portfolio_of, rows_as_text

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def logs(tmp_path):
    """Return a folder with a picture, a workbook and a PDF."""
    place = tmp_path / "call logs"
    (place / "more").mkdir(parents=True)
    (place / "shop.png").write_bytes(encoded(scene((320, 240)), "PNG"))
    (place / "log.bin").write_bytes(office("[Content_Types].xml", "xl/workbook.xml"))
    (place / "more" / "letter.pdf").write_bytes(PDF)
    (place / ".hidden").write_bytes(b"x")
    return place


def files(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText("\n".join(path.as_uri() for path in paths))  # as file managers add it
    return data


def picture():
    data = QMimeData()
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    data.setImageData(image)
    return data


def words(text, html=""):
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    return data


def drag_and_drop(target, data):
    """Drag something over a widget and drop it; return whether anything under the pointer takes it."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target = getattr(target, "viewport", lambda: target)()
    over = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    over.ignore()
    QApplication.sendEvent(target, over)
    if over.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, none))
    return over.isAccepted()


def paste(target, data):
    QGuiApplication.clipboard().setMimeData(data)
    target.setFocus()
    QTest.keyClick(target, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def taken(qtbot, caseload, mo):
    """Return a function that waits for so many photographs and attached files, and returns them."""

    def wait(photographs, attachments):
        def counts():
            portfolio = portfolio_of(caseload, mo)
            return len(portfolio.photographs), len(portfolio.attachments)

        qtbot.waitUntil(lambda: counts() == (photographs, attachments))
        return portfolio_of(caseload, mo)

    return wait


@pytest.fixture
def noting(observing):
    """Return the text field of a new note."""
    observing.capture.add_note.trigger()
    field = observing.notes.editor.text
    QTest.keyClicks(field, "Greets.")
    return field


@pytest.mark.parametrize("way", [drag_and_drop, paste])
def test_a_picture_on_the_field_of_a_note_becomes_a_photograph(observing, noting, logs, taken, way):
    way(noting, files(logs / "shop.png"))
    taken(1, 0)
    way(noting, picture())
    assert noting.toPlainText() == "Greets."
    assert len({photograph.evidence for photograph in taken(2, 0).photographs}) == 1


@pytest.mark.parametrize("way", [drag_and_drop, paste])
def test_a_file_on_the_field_of_a_note_is_attached(window, observing, noting, logs, taken, way):
    way(noting, files(logs / "log.bin", logs / "more" / "letter.pdf"))
    portfolio = taken(0, 2)
    assert noting.toPlainText() == "Greets."
    assert {a.name for a in portfolio.attachments} == {"log.bin", "letter.pdf"}
    assert "was attached to the item" in window.banner.words
    assert "Attached file" in rows_as_text(observing.notes.list)
    assert any("Excel workbook, " in row.foot for row in observing.notes.list.rows.rows)


def test_a_file_on_a_field_of_one_line_is_attached(observing, logs, taken):
    observing.capture.ask.trigger()
    paste(observing.notes.editor.question, files(logs / "log.bin"))
    taken(0, 1)
    assert drag_and_drop(observing.notes.editor.question, files(logs / "shop.png"))
    taken(1, 1)
    assert observing.notes.editor.question.text() == ""


@pytest.mark.parametrize("way", [drag_and_drop, paste])
def test_files_on_the_page_of_an_item_are_added_as_what_they_are(observing, logs, taken, way):
    way(observing, files(logs / "shop.png", logs / "more" / "letter.pdf"))
    portfolio = taken(1, 1)
    assert portfolio.attachments[0].media_type == "application/pdf"


def test_words_on_the_page_go_into_the_note_that_is_open(observing, noting):
    assert drag_and_drop(observing, words("Calms the caller."))
    assert noting.toPlainText() == "Greets. Calms the caller."


@pytest.mark.parametrize("page", [Page.CAMERA, Page.PICTURE])
def test_a_pdf_on_a_page_of_photographs_is_attached(window, observing, caseload, mo, logs, taken, page):
    item = observing.place.item
    added = photographs.add(caseload, mo.id, item, photographs.prepare(encoded(scene())))
    window.session.read_again()
    window.go(Location(page, mo.id, item, added.id))
    assert drag_and_drop(window.page(page), files(logs / "more" / "letter.pdf"))
    taken(1, 1)
    assert window.place.page is page
    assert drag_and_drop(window.page(page), files(logs / "shop.png"))
    taken(2, 1)


def test_nothing_is_taken_into_an_item_that_is_closed(window, observing, logs, caseload, mo):
    observing.more.withdraw.trigger()
    drag_and_drop(observing, files(logs / "shop.png"))
    assert "withdrawn" in window.banner.words
    assert portfolio_of(caseload, mo).photographs == ()


def test_a_folder_is_asked_about_with_a_list_of_what_is_in_it(window, observing, logs, taken):
    drag_and_drop(observing, files(logs))
    dialog = dialog_of(window)
    assert "holds 3 files" in dialog.explanation.text()
    assert rows_as_text(dialog.fields["files"]).splitlines() == [
        "☑ log.bin",
        "☑ shop.png",
        "☑ more/letter.pdf",
    ]
    dialog.fields["files"].toggled.emit(logs / "more" / "letter.pdf", False)
    fill(window)
    taken(1, 1)


def test_a_folder_without_files_with_too_many_or_of_a_caseload_is_refused(
    window, observing, tmp_path, caseload, monkeypatch, logs
):
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(folders, "MOST_FILES", 2)
    for place, said in ((tmp_path / "empty", "holds no files"), (logs, "more than 2 files")):
        drag_and_drop(observing, files(place))
        assert said in window.banner.words
    drag_and_drop(observing, files(caseload.folder))
    assert "folder of a caseload" in window.banner.words
    assert not dialog_is_open(window)


def test_a_file_that_cannot_be_added_is_reported_and_the_others_are_added(
    qtbot, window, observing, logs, taken
):
    (logs / "tool.pdf").write_bytes(b"MZ\x90\0" + bytes(100))
    drag_and_drop(observing, files(logs / "tool.pdf", logs / "log.bin", logs / "gone.pdf"))
    taken(0, 1)
    qtbot.waitUntil(lambda: "gone.pdf" in window.banner.words)
    assert "cannot be attached" in window.banner.words


def test_reading_a_large_file_can_be_stopped(qtbot, window, observing, logs, caseload, mo, monkeypatch):
    def read(path, most, too_large, progress, cancelled):
        progress(1 << 20)
        for _ in range(1000):  # an assertion that fails leaves no thread behind
            if cancelled() or tried.wait(0.01):
                break
        return real(path, most, too_large, progress, cancelled)

    from csassess.ui.attachments import file_import

    tried = threading.Event()
    real = file_import.read_file
    monkeypatch.setattr(file_import, "read_file", read)
    monkeypatch.setattr(file_import, "_LONG", 0)
    (logs / "long.wav").write_bytes(wav(seconds=40))
    drag_and_drop(observing, files(logs / "long.wav"))
    importing = observing.intake.importing
    qtbot.waitUntil(lambda: importing.progress.isVisible() and "long.wav" in importing.progress.labelText())
    assert importing.progress.value() > 0
    importing.progress.findChild(QPushButton).click()
    qtbot.waitUntil(lambda: importing.progress is None)
    assert "Stopped" in window.banner.words
    assert portfolio_of(caseload, mo).attachments == ()
    assert not [d for d in window.findChildren(QProgressDialog) if d.isVisible()]


@pytest.mark.parametrize(
    ("data", "pasted"),
    [
        (words("plain"), "plain"),
        (words("", "<b>bold</b> words"), "bold words"),
        (words("plain", "<b>other</b>"), "plain"),
        (words("one\vtwo\r\nthree\u2028four\ffive\0"), "one\ntwo\nthree\nfour\nfive"),
    ],
)
def test_words_are_pasted_without_formatting_and_stay_apart(qtbot, qapp, data, pasted):
    many, one = lines(), line()
    for field in (many, one):
        qtbot.addWidget(field)
        field.show()
        paste(field, words(data.text() if data.hasText() else "", data.html() if data.hasHtml() else ""))
    assert many.toPlainText() == pasted
    assert one.text() == pasted.replace("\n", " ")


def test_words_win_over_a_picture_of_them_and_a_picture_over_its_address():
    of_words, of_picture = words("A1\tB1"), words("https://a.example/cat.jpg")
    of_picture.setUrls([QUrl("https://a.example/cat.jpg")])
    for data in (of_words, of_picture):
        data.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    assert dropped(of_words).words == "A1\tB1"
    assert dropped(of_picture).picture is not None
    assert dropped(QMimeData()) == dropped(words(""))
