"""The dialog in which a signer reads what is signed and signs it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.domain.labels import label as words_for
from csassess.domain.records.signatures import Signer
from csassess.ui.signing.signature_pad import SignaturePad, Strokes
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.layouts import row, spaced
from csassess.ui.widgets.text_fields import LinesField


class SignDialog(QDialog):
    """Shows what is signed, read-only, and takes a drawn signature or "signed on paper".

    `sign` receives the name, the strokes and whether it was signed on paper; the dialog shows
    its UserError. `closed` is called when the dialog closes, signed or not.
    """

    def __init__(
        self,
        parent: QWidget,
        words: str,
        statement: str,
        signer: Signer,
        name: str,
        sign: Callable[[str, Strokes, bool], object],
        closed: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sign_with = sign
        self.finished.connect(lambda _: closed())
        title = text("Sign as {role}", role=words_for(signer))
        self.setWindowTitle(title)
        self.account = LinesField(words)
        self.account.setReadOnly(True)
        self.account.setAccessibleName(text("What is signed"))
        self.name = line(name, text("Name"))
        self.name.setAccessibleName(text("Name of the person signing"))
        self.pad = SignaturePad()
        self.problem = label("", "problem")
        self.problem.hide()
        self.name.textEdited.connect(lambda _: self._hide_problem())
        self.pad.changed.connect(self._hide_problem)
        self.sign = button(text("Sign"), self._sign, "main", "signature")
        self.paper = button(text("Signed on paper"), lambda: self._finish(on_paper=True))
        layout = QVBoxLayout(self)
        spaced(layout, 3, 1)
        layout.addWidget(label(title, "heading"))
        layout.addWidget(label(statement, "quiet"))
        layout.addWidget(self.account, 3)
        layout.addWidget(self.name)
        layout.addWidget(self.pad, 2)
        layout.addWidget(self.problem)
        layout.addLayout(
            row(
                button(text("Clear"), self.pad.clear),
                self.paper,
                0,
                button(text("Cancel"), self.reject),
                self.sign,
            )
        )
        window = parent.window().size()
        self.resize(
            min(theme.current().px(720), window.width()), min(theme.current().px(680), window.height())
        )

    def _hide_problem(self) -> None:
        """Hide a problem once it may be mended; its room stays, so that no button moves."""
        policy = self.problem.sizePolicy()
        policy.setRetainSizeWhenHidden(self.problem.isVisible() or policy.retainSizeWhenHidden())
        self.problem.setSizePolicy(policy)
        self.problem.hide()

    def _sign(self) -> None:
        self._finish(on_paper=False)

    def _finish(self, *, on_paper: bool) -> None:
        strokes = () if on_paper else self.pad.strokes
        try:
            self._sign_with(self.name.text(), strokes, on_paper)
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()
