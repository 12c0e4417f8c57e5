"""The bar that lists, attaches and removes signed sheets of the form on show."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.services.access.write_checks import reason_against
from csassess.services.files import read_file
from csassess.services.signing import signed_sheet_scans
from csassess.services.signing.signed_sheet_scans import NotOfAFormError, Scan
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.file_dialogs import choose_file
from csassess.ui.widgets.layouts import spaced


class SignedSheetBar(QWidget):
    """A line below the choice of form, about the form's signed sheets."""

    attached = Signal(str)  # the id of the sheet

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._candidate = self._form = self._about = ""
        # A scan that could not be matched to a form, with the candidate, form and subject on show.
        self._waiting: tuple[Scan, str, str, str] | None = None
        self._task: tasks.Task | None = None
        self.words = label("", "quiet")
        self.all_the_same = button(text("Attach to this form anyway"), self._attach_all_the_same)
        self.take_away = button(text("Remove this sheet"), self._remove, icon_name="trash-2")
        line = QHBoxLayout(self)
        spaced(line, 0, 1)
        line.addWidget(self.words, 1)
        line.addWidget(self.all_the_same)
        line.addWidget(self.take_away)

    def show_form(self, candidate_id: str, form: str, about: str, codes: dict[int, str]) -> None:
        """Show a form's signed sheets and whether the record has changed since their printing."""
        if (candidate_id, form, about) != (self._candidate, self._form, self._about):
            self._waiting = None
        self._candidate, self._form, self._about = candidate_id, form, about
        portfolio = self._session.portfolio_view(candidate_id).portfolio
        is_sheet = form == "signed-sheet"
        barred = self._session.read(reason_against, candidate_id, "signed-sheet")
        typed = signed_sheet_scans.reason_against_removing(portfolio, about) if is_sheet else ""
        offer(self.take_away, barred or typed)
        self.take_away.setVisible(is_sheet)
        self.all_the_same.setVisible(self._waiting is not None)
        if self._waiting is None:
            sheets = portfolio.sheets_of(form, about)
            self.words.setText(" ".join(sheet_in_words(sheet, codes) for sheet in sheets))
        self.setVisible(is_sheet or bool(self.words.text()))

    def choose(self) -> None:
        """Ask for a scan and attach it."""
        patterns = text("Scans (*.pdf *.jpg *.jpeg *.png *.heic *.tif *.tiff *.webp);;All files (*)")
        choose_file(self, text("Choose the scan or photograph"), self.take, patterns)

    def take(self, path: str) -> None:
        """Attach a scan to the form that its printed code names."""
        form_on_show = (self._candidate, self._form, self._about)
        self._session.message.emit(text("Reading the sheet …"))
        self._task = tasks.start(
            lambda: signed_sheet_scans.prepare(read_file(Path(path))),
            lambda scan: self._attach(scan, *form_on_show),
            self._session.problem.emit,
        )

    def _attach(
        self, scan: Scan, candidate_id: str, form: str, about: str, *, all_the_same: bool = False
    ) -> None:
        self._waiting = None
        try:
            sheet = self._session.run_or_raise(
                signed_sheet_scans.attach, candidate_id, scan, form, about, all_the_same=all_the_same
            )
        except NotOfAFormError as error:
            if (candidate_id, form, about) == (self._candidate, self._form, self._about):
                self._waiting = (scan, candidate_id, form, about)
                self.words.setText(str(error))
                self.all_the_same.show()
                self.show()
            return
        except UserError as error:
            self._session.problem.emit(str(error))
            return
        self.attached.emit(sheet.id)

    def _attach_all_the_same(self) -> None:
        if self._waiting:
            self._attach(*self._waiting, all_the_same=True)

    def _remove(self) -> None:
        sentence = text("The signed sheet was removed.")
        self._session.remove(sentence, signed_sheet_scans.remove, self._candidate, self._about)


def sheet_in_words(sheet: SignedSheet, codes: dict[int, str]) -> str:
    """Describe a signed sheet in a sentence; `codes` are its form's present codes, by scheme."""
    words = text("Signed sheet attached {day}", day=long_date(sheet.at.date()))
    if sheet.pages:
        pages = ", ".join(map(str, sheet.pages))
        words += plural(", page {pages}", ", pages {pages}", len(sheet.pages), pages=pages)
    if sheet.code != codes.get(sheet.scheme):
        words += text("; the record has changed since it was printed")
    return words + "."
