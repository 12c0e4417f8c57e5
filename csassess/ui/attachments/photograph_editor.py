"""The editor of the selected photograph: caption, how people were informed, rotate, cover, remove."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from csassess.catalogue import text
from csassess.domain.records.attachments import Photograph
from csassess.services.attachments import photographs
from csassess.ui.base.session import Session
from csassess.ui.visits import time_dialogs
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import long_line
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import spaced
from csassess.ui.widgets.recorded_fields import RecordedFields

_SAVED_AFTER = 1_500  # milliseconds from the first unsaved key to saving
_TALLEST = 200  # pixels at 100 % text


class PhotographEditor(QFrame):
    """A photograph of an item. Its fields are saved while typing and when they lose focus."""

    cover_asked = Signal(object)
    removed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._candidate = session, ""
        self._photograph: Photograph | None = None
        self.setProperty("role", "card")
        self.title = label("", "heading")
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.caption = long_line(hint=text("What and whom it shows"))
        self.caption.setAccessibleName(text("Caption"))
        self.informed = long_line(hint=text("People present were informed by …"))
        self.informed.setAccessibleName(text("How people present were informed"))
        self.turn = button(text("Rotate"), partial(self._do, photographs.turn), icon_name="rotate-cw")
        self.cover = button(text("Cover or crop"), self._cover, icon_name="square")
        self.remove = button(text("Remove"), self._remove, "link")
        layout = QVBoxLayout(self)
        spaced(layout, 1)
        layout.addWidget(self.title)
        self.signed = label(text("Signed. To change it, choose More (…), Open the signed account."), "quiet")
        layout.addWidget(self.signed)
        layout.addWidget(self.picture)
        for field in (self.caption, self.informed):
            name = label(field.accessibleName(), "eyebrow")
            name.setBuddy(field)  # what is typed hides the hint
            layout.addWidget(name)
            layout.addWidget(field)
        self.time = button(text("Time"), self._change_time, "link")
        layout.addLayout(FlowLayout(self.turn, self.cover, self.time, self.remove))
        layout.addStretch(1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVED_AFTER)
        self._soon.timeout.connect(self.save)
        for field in (self.caption, self.informed):
            field.textEdited.connect(lambda _: None if self._soon.isActive() else self._soon.start())
            field.installEventFilter(self)
        self._fields = RecordedFields(self, {"caption": self.caption, "informed": self.informed})
        self._fields.shown_late.connect(self._begin_edit)
        self._edit: Any = None  # of the photograph shown

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Save a field that loses the focus."""
        if event.type() == QEvent.Type.FocusOut:
            self.save()
        return False

    def show_photograph(
        self, candidate_id: str, photograph: Photograph | None, heading: str, *, locked: bool, signed: bool
    ) -> None:
        """Show a photograph under its heading; keep the text being typed if it is shown already.

        One of a `locked` item, or one that is `signed`, cannot be changed.
        """
        same = (
            self._photograph is not None and photograph is not None and photograph.id == self._photograph.id
        )
        before, self._photograph, self._candidate = self._photograph, photograph, candidate_id
        self.setVisible(photograph is not None)
        if photograph is None:
            return
        show = self._fields.show if same else self._fields.fill
        show({"caption": photograph.caption, "informed": photograph.informed})
        self._begin_edit()
        if not same or before is None or before.sha256 != photograph.sha256:
            self._show_picture(photograph)
        self.title.setText(heading)
        self.picture.setAccessibleName(photograph.caption or text("photograph without caption"))
        self.signed.setVisible(signed and not locked)
        locked = locked or signed
        for field in (self.caption, self.informed):
            field.setReadOnly(locked)
        for control in (self.turn, self.cover, self.time, self.remove):
            control.setVisible(not locked)

    def _show_picture(self, photograph: Photograph) -> None:
        picture = QPixmap()
        picture.loadFromData(self._session.read(photographs.thumbnail, photograph))
        tallest = theme.current().px(_TALLEST)
        if not picture.isNull() and picture.height() > tallest:
            picture = picture.scaledToHeight(tallest, Qt.TransformationMode.SmoothTransformation)
        self.picture.setPixmap(picture)

    def save(self) -> bool:
        """Save the fields; on failure return False and keep the text in them."""
        self._soon.stop()
        return self._photograph is None or self._fields.save(self._describe)

    def _begin_edit(self) -> None:
        if self._photograph is not None:
            photograph = replace(self._photograph, **self._fields.shown)
            self._edit = self._session.begin_edit(self._candidate, photograph)

    def _describe(self, values: dict[str, Any]) -> Photograph | None:
        assert self._photograph is not None
        before = self._photograph
        saved = self._session.save_edit(
            self._edit,
            photographs.describe,
            self._candidate,
            self._photograph,
            values["caption"],
            values["informed"],
        )
        if saved and self._photograph is before:
            self._photograph = saved  # what is done to it next starts from these words
        return saved

    def _do(self, service: object) -> None:
        if self.save() and self._photograph and callable(service):
            self._session.run(service, self._candidate, self._photograph)

    def _change_time(self) -> None:
        if self.save() and self._photograph:
            time_dialogs.photograph_time(self, self._session, self._candidate, self._photograph)

    def _remove(self) -> None:
        if self.save() and self._photograph:
            sentence = text("The photograph was removed.")
            if self._session.remove(sentence, photographs.remove, self._candidate, self._photograph):
                self.removed.emit()

    def _cover(self) -> None:
        if self.save() and self._photograph:
            self.cover_asked.emit(self._photograph)
