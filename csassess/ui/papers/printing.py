"""Pages on paper: which of them, and at the size they have on screen and in the file."""

from PySide6.QtGui import QPageRanges, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError

_DPI = 300


def chosen_pages(words: str, count: int) -> QPageRanges:
    """Return the pages that were written down, such as "1-3, 5", none written meaning all.

    Raises UserError for what names none of them.
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


def ask(parent: QWidget, document: QPdfDocument, pages: QPageRanges) -> tuple[QPrintDialog, QPrinter]:
    """Open the printer dialog with the chosen pages; return it and its printer."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.setMinMax(1, document.pageCount())
    if not pages.isEmpty():
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setPageRanges(pages)
    QDialog.open(dialog)  # the print dialog hides it behind an older way to connect
    return dialog, printer


def print_document(document: QPdfDocument, printer: QPrinter) -> int:
    """Print the pages the printer is set to, all where it is set to none, and return how many.

    Raises UserError if it does not answer.
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
    for place, number in enumerate(wanted):
        if place:
            printer.newPage()
        painter.drawImage(sheet, document.render(number - 1, sheet.size()))
    painter.end()
    return len(wanted)
