"""The page of the centre's forms: approval of each version, and the printed logo."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from csassess.catalogue import text
from csassess.domain.controlled_forms import VERSION, approval_in_words, approval_of
from csassess.domain.errors import UserError
from csassess.services.files import read_file
from csassess.services.papers import form_control
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.centre import centre_dialogs
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.file_dialogs import Kind, choose_file
from csassess.ui.widgets.layouts import row, spaced
from csassess.ui.widgets.row_list import Row, RowList


class ApprovalsPage(PageWidget):
    """Lists the forms; choosing one records its approval."""

    shown_kinds = frozenset({"form-approval", "centre"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.list = RowList(text("Forms"), head_width=64)
        self.list.chosen.connect(lambda key: centre_dialogs.approve_form(self, self._session, *key))
        self.logo = button(text("Choose a logo"), self._choose, icon_name="image")
        explanation = text(
            "Forms are controlled documents. Choose a form to record who approved this version, and when."
        )
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(text("Approval of forms"), "title"))
        layout.addWidget(label(explanation, "quiet"))
        layout.addLayout(row(self.logo, 0))
        layout.addWidget(self.list, 1)

    def refresh(self) -> None:
        approvals = self._session.read(form_control.approvals)
        rows = []
        for form, title in self._session.read(form_control.forms_used):
            words = approval_in_words(form, approvals)
            approved = approval_of(form, approvals) is not None
            version = text("version {version}", version=VERSION)
            rows.append(Row((form, title), form, title, version, words, "good" if approved else "warn"))
        self.list.show_rows(rows)

    def _choose(self) -> None:
        choose_file(self, text("Choose a logo"), self.set_logo, kind=Kind.PICTURES)

    def set_logo(self, name: str) -> None:
        """Use a picture file as the logo on the centre's papers."""
        try:
            self._session.run_or_raise(form_control.set_logo, read_file(Path(name)))
        except UserError as error:
            self._session.problem.emit(str(error))
        else:
            self._session.message.emit(text("The logo now appears on every printed form."))
