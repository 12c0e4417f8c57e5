"""Drafts of dialogs: what is typed into a form is kept until it is saved or discarded."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from csassess.services.evidence import drafts
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import ChoiceBox, SecretField, content_of

KEPT_AFTER = 1_000  # milliseconds from a key to the stored draft


def session_of(widget: QWidget | None) -> Session | None:
    """Return the session of the window that a widget is in, or None before a caseload is open."""
    while widget is not None:
        session = getattr(widget, "session", None)
        if isinstance(session, Session):
            return session
        widget = widget.parentWidget()
    return None


class FormDraft(QObject):
    """Stores the texts of a form while they are typed, and puts them back when it opens again.

    The draft belongs to the form's title, the place it is opened from, and the texts it opened with.
    Secrets and fields that cannot be changed are not stored.
    """

    def __init__(
        self,
        form: QWidget,
        session: Session,
        title: str,
        fields: Mapping[str, QWidget],
        place: tuple[str, str] | None,
    ) -> None:
        super().__init__(form)
        self._session, self._title = session, title
        self._page = asdict(session.shown_place())
        self._fields = {
            key: field
            for key, field in fields.items()
            if isinstance(field, QPlainTextEdit)
            or (isinstance(field, QLineEdit) and not isinstance(field, SecretField))
            if not (field.isReadOnly() or field.property("private"))
        }
        self._opened = {key: content_of(field) for key, field in self._fields.items()}
        self._kept_at: tuple[str, str] | None = None  # the place that the stored draft belongs to
        self._opened_at = place or session.draft_place
        self._candidate = fields.get("candidate")  # a form that asks for one
        content = "\n".join((title, *(f"{key} {words}" for key, words in self._opened.items())))
        self._form = hashlib.sha256(content.encode()).hexdigest()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_AFTER)
        self._timer.timeout.connect(self.keep)
        for field in self._fields.values():
            field.textChanged.connect(self._typed)

    @property
    def _place(self) -> tuple[str, str]:
        """The candidate and item that the words are about."""
        chosen = self._candidate.currentData() if isinstance(self._candidate, ChoiceBox) else None
        return (str(chosen), "") if chosen else self._opened_at

    def put_back(self) -> bool:
        """Put an earlier draft into the fields; return whether there was one."""
        stored = self._session.read(drafts.form_draft, self._place, self._form) if self._fields else {}
        self._kept_at = self._place if stored else None
        for key, words in stored.items():
            field = self._fields.get(key)
            if isinstance(field, QLineEdit):
                field.setText(words)
            elif isinstance(field, QPlainTextEdit):
                field.setPlainText(words)
        return bool(stored)

    def forget(self) -> None:
        """Delete the draft: its words were saved, or discarded on purpose."""
        self._timer.stop()
        if self._kept_at is not None and not self._session.is_closed:
            self._session.run_silently(drafts.keep_form_draft, self._kept_at, self._form, {})
            self._kept_at = None
            self._session.draft_ended.emit()

    def keep_now(self) -> None:
        """Store what was typed since the last draft."""
        if self._timer.isActive() and not self._session.is_closed:
            self._timer.stop()
            self._store()

    def end(self) -> None:
        """Store what was typed, and follow the fields no longer: they are about to show something else."""
        self.keep_now()
        for field in self._fields.values():
            field.textChanged.disconnect(self._typed)
        self.deleteLater()

    def _typed(self) -> None:
        if not self._timer.isActive():  # steady typing does not postpone it
            self._timer.start()

    def keep(self) -> None:
        """Store what is typed, at once or as soon as nothing else is being written."""
        if self._session.is_closed:
            return
        if not self._session.is_free:  # something else is being written: no key waits for it
            self._timer.start()
            return
        self._store()

    def _store(self) -> None:
        if self._kept_at != self._place:
            self.forget()  # another candidate was chosen since: the words are not about the former
        typed = {
            key: words
            for key, words in ((key, content_of(field)) for key, field in self._fields.items())
            if words != self._opened[key]
        }
        self._kept_at = self._place
        if self._session.run_silently(
            drafts.keep_form_draft, self._place, self._form, typed, self._title, self._page
        ):
            self._session.draft_kept.emit()
