"""Signing an account: the signer reads all of it, and can change nothing but draw the signature."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from csassess.domain.errors import UserError
from csassess.domain.labels import label as words_for
from csassess.domain.signatures import Signer
from csassess.services import signing
from csassess.ui import theme
from csassess.ui.desk import Desk
from csassess.ui.form_dialog import line
from csassess.ui.parts import button, label, row, spaced
from csassess.ui.signature_pad import SignaturePad


@dataclass(frozen=True, slots=True)
class Account:
    """What is to be signed: whose item, its words as they are shown, and the code of exactly those words."""

    candidate: str
    item: str
    words: str
    code: str


class SignDialog(QDialog):
    """The account to read, a field to sign in; or that it is signed on paper."""

    def __init__(
        self, parent: QWidget, desk: Desk, account: Account, signer: Signer, name: str, done: Callable[[], object]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._account, self._signer, self._done = desk, account, signer, done
        title = self.tr("Sign as {role}").format(role=words_for(signer))
        self.setWindowTitle(title)
        self.account = QPlainTextEdit(account.words)
        self.account.setReadOnly(True)
        self.account.setAccessibleName(self.tr("The account"))
        self.name = line(name, self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of who signs"))
        self.pad = SignaturePad()
        self.problem = label("", "problem")
        self.problem.hide()
        self.sign = button(self.tr("Sign"), self._sign, "main", "signature")
        self.paper = button(self.tr("Signed on paper"), lambda: self._finish(on_paper=True))
        layout = QVBoxLayout(self)
        spaced(layout, 3, 1)
        layout.addWidget(label(title, "heading"))
        statement = self.tr("This is a true account of what happened.")
        layout.addWidget(label(statement, "quiet"))
        layout.addWidget(self.account, 3)
        layout.addWidget(self.name)
        layout.addWidget(self.pad, 2)
        layout.addWidget(self.problem)
        layout.addLayout(
            row(
                button(self.tr("Clear"), self.pad.clear),
                self.paper,
                0,
                button(self.tr("Cancel"), self.reject),
                self.sign,
            )
        )
        window = parent.window().size()
        self.resize(min(theme.current().px(720), window.width()), min(theme.current().px(680), window.height()))

    def _sign(self) -> None:
        self._finish(on_paper=False)

    def _finish(self, *, on_paper: bool) -> None:
        strokes = () if on_paper else self.pad.strokes
        try:
            self._desk.call(
                signing.sign_account, self._account.candidate, self._account.item, self._signer, self.name.text(),
                self._account.code, strokes, on_paper=on_paper,
            )  # fmt: skip
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()
        self._done()
