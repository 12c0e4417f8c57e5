"""The dialog in which a signer reads what is signed and signs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.errors import MissingError, UserError
from csassess.domain.labels import label as words_for
from csassess.domain.records.signatures import Signer
from csassess.services.signing.offers import Offer
from csassess.ui.signing.signature_pad import SignaturePad, Strokes
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, content_of, line, name_line
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, hide_in_place, holder, row, scrolled, spaced
from csassess.ui.widgets.text_fields import LinesField


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signer gave: their name, strokes unless on paper, and what is asked besides.

    `because` is why somebody who is not on record signs; `on` and `sheet` are the day and the scan of a
    signature on paper.
    """

    name: str
    strokes: Strokes
    on_paper: bool
    because: str
    on: date
    sheet: str


class SignDialog(QDialog):
    """Shows what is signed, read-only, and takes a drawn signature or one on paper.

    `sign` receives what the signer gave; the dialog shows its UserError. `closed` is called when the dialog
    closes, with what was given, or None if nothing was signed. With `is_named`, only the names offered may
    sign.
    """

    def __init__(
        self,
        parent: QWidget,
        words: str,
        statement: str,
        signer: Signer,
        offer: Offer,
        sign: Callable[[Signed], object],
        closed: Callable[[Signed | None], object],
        *,
        is_named: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sign_with = sign
        self._signed: Signed | None = None
        self._asked = False  # whether a drawn signature may be discarded
        self.finished.connect(lambda _: closed(self._signed))
        title = text("Sign as {role}", role=words_for(signer))
        self.setWindowTitle(title)
        self.account = LinesField(words)
        self.account.setReadOnly(True)
        self.account.setAccessibleName(text("What is signed"))
        self.pad = SignaturePad()
        self.problem = label("", "problem")
        self.problem.hide()
        self._make_name(offer, is_named=is_named)
        self._make_paper(offer)
        self.sign = button(text("Sign"), self._sign, "main", "signature")
        self.clear = button(text("Clear"), self.pad.clear)
        self.name.currentIndexChanged.connect(lambda _: self._hide_problem())
        for field in (self.other, self.because):
            field.textEdited.connect(lambda _: self._hide_problem())
        self.on.dateChanged.connect(lambda _: self._hide_problem())
        self.on.refused.connect(self._say)
        self.pad.changed.connect(self._hide_problem)
        for part in (self.pad, self.clear, self.sign):
            part.setVisible(offer.on_screen)
        self._lay_out(title, statement)
        window = parent.window().size()
        self.resize(
            min(theme.current().px(720), window.width()), min(theme.current().px(700), window.height())
        )

    def _make_name(self, offer: Offer, *, is_named: bool) -> None:
        names = [(name, name) for name in offer.names]
        self.name = choice([*names, *([] if is_named else [(text("Somebody else …"), "")])])
        self.name.setAccessibleName(text("Name of the person signing"))
        self.other = name_line("", text("Name"))
        self.other.setAccessibleName(text("Name of somebody who is not on record"))
        self.because = line("", text("Why this person signs; it is printed"))
        self.because.setAccessibleName(text("Why this person signs"))
        self._else = holder(row(self.other, self.because))
        self.name.currentIndexChanged.connect(self._show_else)
        self._show_else()

    def _make_paper(self, offer: Offer) -> None:
        self.on = day(offer.day)
        self.on.setAccessibleName(text("Day of the signature on paper"))
        self.sheet = choice([(text("sheet to follow"), ""), *offer.sheets])
        self.sheet.setAccessibleName(text("Sheet that bears the signature"))
        self.sheet.setVisible(bool(offer.sheets))
        words = text("Signed on paper") if offer.sheets else text("Signed on paper, sheet to follow")
        self.paper = button(words, lambda: self._finish(on_paper=True), "" if offer.on_screen else "main")

    def _lay_out(self, title: str, statement: str) -> None:
        layout = QVBoxLayout(self)
        spaced(layout, 3, 1)
        layout.addWidget(label(title, "heading"))
        layout.addWidget(label(statement, "quiet"))
        self.account.setMinimumHeight(theme.current().px(96))
        contents = column(self.account, column(self.name, self._else), self.pad)
        contents.setStretch(0, 3)
        contents.setStretch(2, 2)
        contents.addWidget(
            holder(FlowLayout(label(text("On paper:"), "quiet"), self.on, self.sheet, self.paper))
        )
        layout.addWidget(scrolled(holder(contents)), 1)
        layout.addWidget(self.problem)
        layout.addLayout(row(self.clear, 0, button(text("Cancel"), self.reject), self.sign))

    def _show_else(self) -> None:
        self._else.setVisible(not self.name.currentData())

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _hide_problem(self) -> None:
        """Hide a problem once it may be mended; its room stays, so that no button moves."""
        hide_in_place(self.problem)

    def _sign(self) -> None:
        self._finish(on_paper=False)

    def _finish(self, *, on_paper: bool) -> None:
        is_else = not self.name.currentData()
        signed = Signed(
            self.other.text() if is_else else self.name.currentData(),
            () if on_paper else self.pad.strokes,
            on_paper,
            self.because.text() if is_else else "",
            content_of(self.on),
            self.sheet.currentData() if on_paper else "",
        )
        try:
            self._sign_with(signed)
        except UserError as error:
            self._say(str(error))
            if isinstance(error, MissingError):
                (self.because if "because" in error.fields else self.other).setFocus()
            return
        self._signed = signed
        self.accept()

    def reject(self) -> None:
        """Close without a signature, asking once if something was drawn."""
        if self.pad.strokes and not self._asked:
            self._asked = True
            self.problem.setText(
                text("Nothing is signed yet. Choose Cancel again to discard what was drawn.")
            )
            self.problem.show()
            return
        super().reject()
