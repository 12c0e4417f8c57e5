"""Forms in the window: saving, printing, scans of signed sheets, forms of several candidates."""

from dataclasses import replace

import pytest
from PySide6.QtPrintSupport import QPrinter

from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.ui.base.location import Location, Page
from tests.support.pictures import encoded, scene
from tests.ui.conftest import fill


def test_the_form_is_saved_completely_and_an_unwritable_folder_is_reported(qtbot, window, mo, tmp_path):
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, unit="nos-b10"))
    window.forms.save_to(str(tmp_path / "form.pdf"))
    assert (tmp_path / "form.pdf").read_bytes() == window.forms.pdf
    (tmp_path / "a file").write_text("")
    window.forms.save_to(str(tmp_path / "a file" / "form.pdf"))
    assert "could not be written" in window.banner.words


def test_a_late_preview_is_not_shown_for_another_candidate(qtbot, window, caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.enrol(caseload, other.id, "nos-b10")
    window.session.read_again()
    window.go(Location(Page.FORMS, mo.id, unit="nos-b10"))
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, other.id, unit="nos-b10"))
    qtbot.waitUntil(window.forms.save_button.isEnabled)
    from tests.support.builders import pdf_text

    assert "Siân Ŵyn" in pdf_text(window.forms.pdf)
    assert "Mo Candidate" not in pdf_text(window.forms.pdf)


def test_every_page_of_the_form_is_printed(qtbot, window, caseload, mo, tmp_path):
    from pypdf import PdfReader

    for number in range(30):
        item = evidence.add_item(caseload, mo.id, "WP", f"Log {number}", caseload.clock().date())
        references.tick(caseload, mo.id, item.id, "nos-b10", "B10.1.1")
    window.session.read_again()
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, unit="nos-b10"))
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    window.forms.print_on(printer)
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == window.forms.document.pageCount() > 1


def test_accepting_the_print_dialog_prints_the_form(qtbot, window, mo, tmp_path):
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, unit="nos-b10"))
    window.forms.print_button.click()
    dialog = window.forms._dialog
    dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.accepted.emit(dialog.printer())
    dialog.hide()
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    assert "printed to printed.pdf" in window.banner.words


def test_only_the_given_pages_are_printed(qtbot, window, caseload, mo, tmp_path):
    from pypdf import PdfReader

    for number in range(40):
        item = evidence.add_item(caseload, mo.id, "WP", f"Log {number}", caseload.clock().date())
        references.tick(caseload, mo.id, item.id, "nos-b10", "B10.1.1")
    window.session.read_again()
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, unit="nos-b10"))
    count = window.forms.document.pageCount()
    assert count > 3
    for wrong in ("none", f"{count + 1}", "0"):
        window.forms.which.setText(wrong)
        window.forms.print_button.click()
        assert f"This form has pages 1 to {count}." in window.banner.words
    window.forms.which.setText("1, 3")
    window.forms.print_button.click()
    dialog = window.forms._dialog
    dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.accepted.emit(dialog.printer())
    dialog.hide()
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 2
    assert "2 pages were printed" in window.banner.words


def photograph_of_page(pdf, page, tmp_path):
    """Return a JPEG of a page as photographed by a telephone: slightly rotated, on grey."""
    import io

    from PIL import Image
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
    from PySide6.QtPdf import QPdfDocument

    from csassess.ui.attachments.file_import import as_png

    document, buffer = QPdfDocument(None), QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    paper = Image.open(io.BytesIO(as_png(document.render(page, QSize(1654, 2339)))))
    white = Image.new("RGB", paper.size, "white")
    white.paste(paper, mask=paper.getchannel("A") if paper.mode == "RGBA" else None)
    path = tmp_path / "IMG_0001.jpg"
    white.rotate(4, expand=True, fillcolor=(120, 120, 120)).save(path, quality=70)
    return str(path)


def test_a_scan_of_a_signed_sheet_is_attached_to_the_printed_version_of_the_form(
    qtbot, window, caseload, mo, tmp_path
):
    from csassess.domain.dates import long_date

    item = evidence.start_observation(caseload, mo.id, "Counter")
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer")
    window.session.read_again()
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, form=f"record {item.id}"))
    printed, scan = window.forms.pdf, photograph_of_page(window.forms.pdf, 0, tmp_path)
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, unit="nos-b10"))  # another form is shown when the scan is added
    with qtbot.waitSignal(window.forms.sheets.attached):
        window.forms.sheets.take(scan)
    (sheet,) = portfolio_view(caseload, mo.id).portfolio.signed_sheets
    assert (sheet.form, sheet.about, sheet.pages) == ("record", item.id, (1,))
    assert caseload.attached.content(sheet.paper) == printed
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, form=f"record {item.id}"))
    today = long_date(caseload.clock().date())
    assert window.forms.sheets.words.text() == f"Signed sheet attached {today}, page 1."

    evidence.change_note(caseload, mo.id, replace(note, text="Greets nobody"))
    window.session.read_again()
    with qtbot.waitSignal(window.forms.previewed):
        window.forms.refresh()
    assert window.forms.sheets.words.text().endswith("; the record has changed since it was printed.")

    with qtbot.waitSignal(window.forms.previewed):
        window.forms.sheets.take(scan)  # printed before the change, so no present form has its code
        qtbot.waitUntil(window.forms.sheets.all_the_same.isVisible)
        assert "the record has changed since it was printed" in window.forms.sheets.words.text()
        assert len(portfolio_view(caseload, mo.id).portfolio.signed_sheets) == 1
        window.forms.sheets.all_the_same.click()
    late_sheet = portfolio_view(caseload, mo.id).portfolio.signed_sheets[-1]
    assert (late_sheet.form, late_sheet.about, late_sheet.code, late_sheet.paper) == (
        "record",
        item.id,
        sheet.code,
        "",
    )
    assert window.forms.form.currentText().startswith("Signed sheet of")
    window.forms.sheets.take_away.click()
    assert portfolio_view(caseload, mo.id).portfolio.signed_sheets == (sheet,)


def test_a_scan_without_a_code_is_attached_only_after_confirmation(qtbot, window, caseload, mo, tmp_path):

    (tmp_path / "sheet.jpg").write_bytes(encoded(scene()))
    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, unit="nos-b10"))
    window.forms.sheets.take(str(tmp_path / "sheet.jpg"))
    qtbot.waitUntil(window.forms.sheets.all_the_same.isVisible)
    assert window.forms.sheets.words.text().startswith("No printed code could be read")
    assert not portfolio_view(caseload, mo.id).portfolio.signed_sheets
    (tmp_path / "sheet.jpg").write_text("no picture at all")
    window.forms.sheets.take(str(tmp_path / "sheet.jpg"))
    qtbot.waitUntil(lambda: "cannot read" in window.banner.words)


def test_a_whole_portfolio_can_be_saved_with_a_password(qtbot, window, mo, tmp_path):
    import pikepdf

    with qtbot.waitSignal(window.forms.previewed):
        window.go(Location(Page.FORMS, mo.id, unit="nos-b10"))
    with qtbot.waitSignal(window.forms.saved):
        window.forms.save_whole(str(tmp_path / "p.pdf"), "quay lamp")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(tmp_path / "p.pdf")


def test_the_approval_of_a_form_is_recorded_from_its_row(window, caseload):
    from csassess.services.papers import form_control

    window.go(Location(Page.APPROVALS))
    window.approvals.list.chosen.emit(("CRF", "Candidate recording form"))
    fill(window, by="Eve External")
    assert [a.id for a in form_control.approvals(caseload)] == ["CRF 1"]
    assert "approved by Eve External" in window.approvals.list.rows.rows[0].state


@pytest.fixture
def three_candidates(window, caseload, mo):
    """Return the ids of Mo and two other candidates, each enrolled on B10."""
    others = [candidates.add_candidate(caseload, name) for name in ("Siân Ŵyn", "Jo Third")]
    for other in others:
        candidates.enrol(caseload, other.id, "ocr-b10")
    window.session.read_again()
    window.go(Location(Page.FORMS, mo.id, unit="ocr-b10"))
    return [mo.id, *(other.id for other in others)]


def test_a_form_of_several_candidates_is_saved_with_progress(qtbot, window, three_candidates, tmp_path):
    progress = []
    window.forms.batch.progressed.connect(lambda done, total: progress.append((done, total)))
    with qtbot.waitSignal(window.forms.saved):
        window.forms.save_several(three_candidates, "recording", str(tmp_path / "out"))
    assert len(list((tmp_path / "out").glob("recording-*.pdf"))) == 4  # Mo is on both notations of B10
    assert progress == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert window.banner.words == f"4 forms were saved in the folder {tmp_path / 'out'}."


def test_stopping_leaves_complete_papers_only(qtbot, window, three_candidates, tmp_path):
    window.forms.batch.progressed.connect(lambda done, _: window.forms.batch.stop() if done == 1 else None)
    with qtbot.waitSignal(window.forms.saved):
        window.forms.save_several(three_candidates, "recording", str(tmp_path / "out"))
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(written) in (1, 2)
    assert all(name.endswith(".pdf") for name in written)


def test_an_unwritable_folder_stops_saving_several_forms_with_a_sentence(
    qtbot, window, three_candidates, tmp_path
):
    (tmp_path / "a file").write_text("")
    with qtbot.waitSignal(window.forms.batch.failed):
        window.forms.save_several(three_candidates, "recording", str(tmp_path / "a file" / "out"))
    assert "could not be written" in window.banner.words
