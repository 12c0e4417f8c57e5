"""The card of held copies: how long each is held, with restoring in one action."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.services.retention import held
from csassess.services.retention.held import Held
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, opened
from csassess.ui.widgets.layouts import clear, column, row, spaced


class HeldCopiesCard(QFrame):
    """Lists the held copies of erased portfolios, by certificate; hidden if there are none."""

    restored = Signal()  # a portfolio is back, which is in no backup yet

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setProperty("role", "card")
        self.copies = column()
        explanation = text(
            "Each is encrypted under its own key, on this machine only. It is in no backup and no file,"
            " and nothing reads it."
        )
        content = column(
            label(text("Held copies of erased portfolios"), "heading"),
            label(explanation, "quiet"),
            self.copies,
        )
        self.setLayout(spaced(content, 2))
        self.hide()

    def refresh(self) -> None:
        """Show the present held copies."""
        clear(self.copies)
        copies = self._session.read(held.held)
        for copy in copies:
            words = label(copy.words, "problem" if copy.damage else "")
            name = label(copy.title, "eyebrow")
            restore = button(text("Restore portfolio"), partial(self._restore, copy), "link", "undo-2")
            restore.setVisible(not copy.damage)
            delete = button(text("Delete copy now"), partial(self._delete, copy), "link")
            for control in (restore, delete):
                control.setAccessibleName(f"{control.text().strip()}: {copy.title}")
            line_layout = row(column(name, words), restore, delete)
            line_layout.setStretch(0, 1)
            self.copies.addLayout(line_layout)
        self.setVisible(bool(copies))

    def _restore(self, copy: Held) -> None:
        """Put the portfolio back at once: nothing is lost by it."""

        def done(candidate_id: str) -> None:
            self._session.forget()
            self._session.notify_changed()
            self.restored.emit()
            name = self._session.portfolio_view(candidate_id).portfolio.candidate.name
            self._session.message.emit(
                text("The portfolio of {name} is back, whole. Its held copy was deleted.", name=name)
            )

        self._session.run_in_background(
            lambda caseload: held.restore_held(caseload, copy.path),
            done,
            self._session.problem.emit,
            text("Restoring the portfolio …"),
        )

    def _delete(self, copy: Held) -> None:
        explanation = text(
            "{words}\n\nOnce the held copy is deleted, the portfolio is gone for good. This cannot be "
            "undone.",
            words=copy.words,
        )

        def save(_: NoValues) -> None:
            self._session.run_or_raise(held.delete_held, copy.path)
            self._session.message.emit(text("The held copy was deleted. The erasure is final."))

        opened(
            FormDialog(
                self,
                text("Delete the held copy"),
                NoValues,
                {},
                save,
                done=text("Delete held copy"),
                explanation=explanation,
            )
        )
