"""Print a PDF document: parse the page numbers, ask for a printer, and print."""

from PySide6.QtGui import QPageRanges, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from csassess.catalogue import plural, text
from csassess.domain.errors import UserError
from csassess.ui.widgets.file_dialogs import Kind, file_in_words, folder_for

_DPI = 300


def chosen_pages(words: str, count: int) -> QPageRanges:
    """Return the pages named in a text such as "1-3, 5"; empty means all.

    Raises UserError if the text names none of the pages.
    """
    pages = QPageRanges()
    if not words.strip():
        return pages
    named = QPageRanges.fromString(words.replace("\N{EN DASH}", "-"))
    for page in range(1, count + 1):
        if named.contains(page):
            pages.addPage(page)
    if pages.isEmpty():
        raise UserError(
            text(
                "The page numbers cannot be read. Write them like 1-3, 5. This form has pages 1 to {count}.",
                count=count,
            )
        )
    return pages


def ask(
    parent: QWidget, document: QPdfDocument, pages: QPageRanges, name: str
) -> tuple[QPrintDialog, QPrinter]:
    """Open the printer dialog with the chosen pages; return it and its printer.

    `name` is proposed for printing to a file.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.setMinMax(1, document.pageCount())
    if not pages.isEmpty():
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setPageRanges(pages)
    file_field = dialog.findChild(QLineEdit, "filename")  # only Qt's own dialog has one
    if file_field is not None:
        file_field.setText(str(folder_for(Kind.SAVED) / name))
    QDialog.open(dialog)  # QPrintDialog.open has another signature
    return dialog, printer


def print_document(document: QPdfDocument, printer: QPrinter) -> int:
    """Print the printer's page ranges, all pages if none are set, and return how many.

    Raises UserError if the printer does not answer.
    """
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError(
            text("The printer did not answer. Check that it is switched on, or save the form as PDF.")
        )
    pages = printer.pageRanges()
    wanted = [n for n in range(1, document.pageCount() + 1) if pages.isEmpty() or pages.contains(n)]
    sheet = printer.pageRect(QPrinter.Unit.DevicePixel).toRect()
    for index, number in enumerate(wanted):
        if index:
            printer.newPage()
        painter.drawImage(sheet, document.render(number - 1, sheet.size()))
    painter.end()
    return len(wanted)


def printed_in_words(count: int, printer: QPrinter) -> str:
    """Say that pages were printed, and where if that was to a file."""
    if not printer.outputFileName():
        return plural(
            "{count} page was sent to the printer.", "{count} pages were sent to the printer.", count
        )
    return plural(
        "{count} page was printed to {file}.",
        "{count} pages were printed to {file}.",
        count,
        file=file_in_words(printer.outputFileName()),
    )
