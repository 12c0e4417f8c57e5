"""The screen handed to a witness: their testimony and signature, and nothing else."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.signatures import Signer
from csassess.services.evidence import evidence
from csassess.services.signing import screen_or_paper_signatures
from csassess.ui.base.session import Session
from csassess.ui.signing.signature_pad import SignaturePad
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import row, spaced
from csassess.ui.widgets.text_fields import LinesField

_SAVED_AFTER = 1_500  # milliseconds from the first unsaved key press


class WitnessPage(QWidget):
    """A witness writes and signs here; emits `done` when they hand the screen back."""

    done = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._candidate, self._item = session, "", ""
        self._edit: Any = None  # of the note that holds the testimony
        self.title = label("", "title")
        self.words = LinesField()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVED_AFTER)
        self._soon.timeout.connect(self.save)
        self.words.textChanged.connect(lambda: None if self._soon.isActive() else self._soon.start())
        self.words.setAccessibleName(text("Your testimony"))
        self.words.setPlaceholderText(text("What did you see, and when?"))
        self.pad = SignaturePad()
        self.problem = label("", "problem")
        for changed in (self.words.textChanged, self.pad.changed):
            changed.connect(lambda: self.problem.setText(""))
        self.sign = button(text("Sign and hand back"), self._sign, "main", "signature")
        self.back = button(text("Hand back without signing"), self._keep)
        layout = QVBoxLayout(self)
        spaced(layout, 4, 2)
        layout.addWidget(self.title)
        explanation = text(
            "Write in your own words. When they are complete, sign below, then hand the screen back."
        )
        layout.addWidget(label(explanation, "quiet"))
        layout.addWidget(self.words, 3)
        layout.addWidget(self.pad, 2)
        layout.addWidget(self.problem)
        layout.addLayout(row(button(text("Clear"), self.pad.clear), 0, self.back, self.sign))

    def hand_over(self, candidate_id: str, item_id: str) -> None:
        """Show the testimony of an item to its witness."""
        self._candidate, self._item = candidate_id, item_id
        portfolio = self._session.portfolio_view(candidate_id).portfolio
        testimony = portfolio.testimony_of(item_id)
        self.title.setText(text("Testimony of {name}", name=testimony[1].name if testimony else ""))
        notes = portfolio.notes_of(item_id)
        self.words.setPlainText(notes[0].text if notes else "")
        self._edit = self._session.begin_edit(candidate_id, notes[0]) if notes else None
        self.pad.clear()
        self.problem.setText("")
        self.words.setFocus()

    def save(self) -> bool:
        """Save the words written so far; return False, keeping them in the field, if it fails."""
        self._soon.stop()
        if not self._item:
            return True
        try:
            self._write()
        except UserError as error:
            self.problem.setText(str(error))
            return False
        return True

    def _write(self) -> None:
        notes = self._session.portfolio_view(self._candidate).portfolio.notes_of(self._item)
        words = self.words.toPlainText()
        if notes and self._edit is not None:
            changed = replace(notes[0], text=words)
            self._session.save_edit_or_raise(self._edit, evidence.change_note, self._candidate, changed)
        elif not notes and words.strip():
            note = self._session.run_or_raise(evidence.add_note, self._candidate, self._item, words)
            self._edit = self._session.begin_edit(self._candidate, note)

    def _keep(self) -> None:
        self._finish(signed=False)

    def _sign(self) -> None:
        self._finish(signed=True)

    def _finish(self, *, signed: bool) -> None:
        if signed and not self.words.toPlainText().strip():
            self.problem.setText(text("Nothing is written yet. Write what you saw, then sign."))
            return
        self._soon.stop()
        try:
            self._write()
            portfolio = self._session.portfolio_view(self._candidate).portfolio
            testimony = portfolio.testimony_of(self._item)
            if signed and testimony:
                code = account_code(portfolio.item(self._item), portfolio, self._session.now())
                self._session.run_or_raise(
                    screen_or_paper_signatures.sign_item,
                    self._candidate,
                    self._item,
                    Signer.WITNESS,
                    testimony[1].name,
                    code,
                    self.pad.strokes,
                )
        except UserError as error:
            self.problem.setText(str(error))
            return
        self._item = ""
        self.done.emit()
