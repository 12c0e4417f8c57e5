"""The forms page: preview, save and print every paper of a candidate."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPixmap
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout

from csassess.catalogue import plural, text
from csassess.domain.errors import UserError
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import candidates
from csassess.services.files import write_pdf
from csassess.services.papers import files
from csassess.ui.base import tasks
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.centre import centre_dialogs
from csassess.ui.papers import printing
from csassess.ui.papers.batch_pdf import BatchPdf
from csassess.ui.signing.signed_sheet_bar import SignedSheetBar
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label, offer, set_tip
from csassess.ui.widgets.fields import choice, line
from csassess.ui.widgets.file_dialogs import choose_folder, choose_where, dated, file_in_words
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, frame, row, spaced
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.shortcuts import press_by

_WIDEST_PAGE = 1000  # pixels; a page reads best at about its printed size


class FormsPage(PageWidget):
    """Shows a paper of a candidate exactly as it prints."""

    previewed = Signal()
    saved = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.candidate, self.form = choice([]), choice([])
        self.candidate.setAccessibleName(text("Candidate"))
        self.form.setAccessibleName(text("Form"))
        self.candidate.activated.connect(lambda _: self._fill_forms(""))
        self.form.activated.connect(lambda _: self.refresh())
        self.save_button = button(text("Save as PDF"), self._save, icon_name="download")
        self.batch = BatchPdf(session)
        self.batch.progressed.connect(self._show_progress)
        self.batch.finished.connect(self._batch_done)
        self.batch.failed.connect(session.problem.emit)
        self.stop_button = button(text("Stop"), self.batch.stop)
        self.stop_button.hide()
        self.pages = RowList(text("Pages"))
        self.pages.setFixedWidth(theme.current().px(132))
        self.pages.chosen.connect(self._show_page)
        self.which = line("", text("all pages"))
        self.which.setAccessibleName(text("Pages to print, such as 1-3, 5"))
        set_tip(self.which, text("Pages to print, such as 1-3, 5"))
        self.which.setFixedWidth(theme.current().px(110))
        self.which.returnPressed.connect(self._print)
        self.sheets = SignedSheetBar(session)
        self.more_button = self._more()
        self.sheets.attached.connect(lambda sheet: self._fill_forms(f"signed-sheet {sheet}"))
        self.print_button = button(text("Print"), self._print, "main", "printer")
        press_by(self.print_button, QKeySequence.StandardKey.Print)
        self.document = QPdfDocument(self)
        self.preview = QPdfView(self)
        self.preview.setDocument(self.document)
        self.preview.setPageMode(QPdfView.PageMode.MultiPage)
        self.preview.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.preview.setAccessibleName(text("Preview of the form"))
        self.nothing = label(text("Enrol a candidate on a unit to see its form."), "quiet")
        self._pages = label("", "quiet")
        selection = row(self.candidate, self.form)
        selection.setStretch(1, 1)
        choose = column(
            selection,
            FlowLayout(
                self._pages,
                self.save_button,
                self.which,
                self.print_button,
                self.more_button,
                self.stop_button,
            ),
            self.sheets,
        )
        layout = QVBoxLayout(self)
        spaced(layout, 0)
        layout.addWidget(frame("bar", choose, 1))
        layout.addWidget(self.nothing)
        self.preview.setMaximumWidth(_WIDEST_PAGE)
        layout.addLayout(row(self.pages, self.preview), 1)
        self.pdf = b""
        self._choices: list[files.PaperChoice] = []
        self._buffer = QBuffer(self)
        self._task: tasks.Task | None = None
        self._awaited: object = None
        self._dialog: QPrintDialog | None = None
        self._folder = ""  # of the forms saved for several candidates

    def _more(self) -> QPushButton:
        """Return the menu button for less frequent actions."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.attach_sheet = menu.addAction(text("Attach a signed sheet…"), self.sheets.choose)
        for words, act in (
            (text("Save the whole portfolio…"), self._whole),
            (text("Save smaller file for e-mail…"), self._small),
            (text("Save a form for several candidates…"), self._several),
        ):
            menu.addAction(words, act)
        more = button(text("More"), lambda: None, icon_name="ellipsis")
        more.setMenu(menu)
        return more

    def show_location(self, place: Location) -> None:
        """Show a candidate's form; without a candidate, that of the first one."""
        everyone = self._session.read(candidates.list_candidates)
        self.candidate.clear()
        for candidate in everyone:
            self.candidate.addItem(candidate.name, candidate.id)
        self.candidate.setCurrentIndex(max(0, self.candidate.findData(place.candidate)))
        self._fill_forms(place.form or f"recording {place.unit}")

    @property
    def place(self) -> Location:
        """Return the location of this page, for going back to it."""
        chosen = self._choice()
        unit = chosen.about if chosen and chosen.form == "recording" else ""
        return Location(
            Page.FORMS,
            str(self.candidate.currentData() or ""),
            unit=unit,
            form=str(self.form.currentData() or ""),
        )

    def _fill_forms(self, form: str) -> None:
        self._list_forms()
        self.form.setCurrentIndex(max(0, self.form.findData(form)))
        self.refresh()

    def _list_forms(self) -> None:
        candidate = str(self.candidate.currentData() or "")
        self._choices = (
            self._session.read(files.paper_choices, self._session.portfolio_view(candidate))
            if candidate
            else []
        )
        chosen = self.form.currentData()
        self.form.clear()
        for paper in self._choices:
            self.form.addItem(paper.words, f"{paper.form} {paper.about}")
        self.form.setCurrentIndex(max(0, self.form.findData(chosen)))

    def _choice(self) -> files.PaperChoice | None:
        index = self.form.currentIndex()
        return self._choices[index] if 0 <= index < len(self._choices) else None

    def refresh(self) -> None:
        """Draw the form again from the present record."""
        self._list_forms()
        chosen = self._choice()
        for control in (
            self.form,
            self.preview,
            self.save_button,
            self.print_button,
            self._pages,
            self.pages,
            self.more_button,
            self.which,
        ):
            control.setVisible(chosen is not None)
        self.nothing.setVisible(chosen is None)
        self.pdf = b""
        self._drawn(False)
        if chosen is None:
            return
        content, wanted = chosen.content(), self.place
        offer(self.attach_sheet, self._session.read(reason_against, wanted.candidate, "signed-sheet"))
        codes = {} if isinstance(content, bytes) else content.identification.codes
        self.sheets.show_form(wanted.candidate, chosen.form, chosen.about, codes)
        self._task = tasks.start(
            lambda: (wanted, content, files.draw(content)), self._show, self._session.problem.emit
        )
        self._awaited = content

    def _drawn(self, done: bool) -> None:
        for control in (self.save_button, self.print_button, self.which):
            control.setEnabled(done)

    def _show(self, drawn: tuple[Location, object, bytes]) -> None:
        wanted, content, pdf = drawn
        if wanted != self.place or content is not self._awaited:
            return  # another form was chosen meanwhile
        self.pdf = pdf
        self._drawn(True)
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self._pages.setText(plural("{count} page", "{count} pages", self.document.pageCount()))
        self._show_thumbnails()
        self.previewed.emit()

    def _show_thumbnails(self) -> None:
        """Show a thumbnail of each page; choosing one scrolls to it."""
        rows = []
        for number in range(self.document.pageCount()):
            picture = QPixmap(72, 102)
            picture.fill(Qt.GlobalColor.white)  # paper stays white in dark mode
            painter = QPainter(picture)
            painter.drawImage(0, 0, self.document.render(number, picture.size()))
            painter.end()
            rows.append(Row(number, str(number + 1), picture=picture))
        self.pages.show_rows(rows)
        self.pages.setVisible(len(rows) > 1 and not theme.current().is_large)

    def _show_page(self, number: int) -> None:
        self.preview.pageNavigator().jump(number, QPointF())

    def _several(self) -> None:
        centre_dialogs.several_candidates(self, self._session, self._choose_folder)

    def _choose_folder(self, candidate_ids: Sequence[str], form: str) -> None:
        choose_folder(
            self,
            text("Choose a folder for the forms"),
            lambda folder: self.save_several(candidate_ids, form, folder),
        )

    def save_several(self, candidate_ids: Sequence[str], form: str, folder: str) -> None:
        """Save a form of several candidates to a folder, with progress.

        Stopping leaves no half-written file.
        """
        self._folder = folder
        self.batch.start(candidate_ids, form, Path(folder))

    def _show_progress(self, done: int, whole: int) -> None:
        self.stop_button.setVisible(done < whole)
        self._session.message.emit(text("{done} of {whole} forms saved …", done=done, whole=whole))

    def _batch_done(self, done: int) -> None:
        self.stop_button.hide()
        words = plural(
            "{count} form was saved in the folder {folder}.",
            "{count} forms were saved in the folder {folder}.",
            done,
            folder=self._folder,
        )
        self._session.message.emit(words)
        self.saved.emit()

    def _whole(self) -> None:
        centre_dialogs.portfolio_password(self, lambda password: self._choose_place(password, small=False))

    def _small(self) -> None:
        centre_dialogs.portfolio_password(self, lambda password: self._choose_place(password, small=True))

    def _choose_place(self, password: str, *, small: bool) -> None:
        choose_where(
            self,
            text("Save the whole portfolio"),
            dated("portfolio.pdf", self._session.now().date()),
            lambda path: self.save_whole(path, password, small=small),
            text("PDF (*.pdf)"),
        )

    def save_whole(self, path: str, password: str = "", *, small: bool = False) -> None:
        """Save the candidate's whole portfolio as one PDF, drawn in the background."""
        cover, papers = self._session.read(
            files.whole_portfolio, self._session.portfolio_view(self.place.candidate)
        )
        self._session.message.emit(text("Preparing the portfolio …"))

        def work() -> str:
            write_pdf(Path(path), files.draw_whole(cover, papers, password, small=small))
            return path

        self._task = tasks.start(work, self._was_saved, self._session.problem.emit)

    def _was_saved(self, path: str) -> None:
        self._session.message.emit(text("The form was saved as {file}.", file=file_in_words(path)))
        self.saved.emit()

    def _save(self) -> None:
        chosen = self._choice()
        if chosen is None:
            return
        choose_where(self, text("Save the form"), self._name(chosen), self.save_to, text("PDF (*.pdf)"))

    def _name(self, chosen: files.PaperChoice) -> str:
        return files.suggested_name(chosen, self._session.now().date())

    def save_to(self, path: str) -> None:
        """Save the form shown; the file is written whole or not at all."""
        try:
            write_pdf(Path(path), self.pdf)
        except UserError as error:
            self._session.problem.emit(str(error))
        else:
            self._was_saved(path)

    def _print(self) -> None:
        try:
            pages = printing.chosen_pages(self.which.text(), self.document.pageCount())
        except UserError as error:
            self._session.problem.emit(str(error))
            return
        chosen = self._choice()
        name = self._name(chosen) if chosen else ""
        self._dialog, printer = printing.ask(self, self.document, pages, name)
        self._dialog.accepted.connect(lambda *_: self.print_on(printer))

    def print_on(self, printer: QPrinter) -> None:
        """Print the pages the printer is set to."""
        try:
            count = printing.print_document(self.document, printer)
        except UserError as error:
            self._session.problem.emit(str(error))
            return
        self._session.message.emit(printing.printed_in_words(count, printer))
