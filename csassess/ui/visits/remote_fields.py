"""The fields of an observation or discussion at a distance: its channel, and how identity was confirmed."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from csassess.catalogue import text
from csassess.domain.labels import label
from csassess.domain.records.evidence import REMOTE_METHODS, Remote
from csassess.ui.widgets.fields import ChoiceBox, choice, long_line
from csassess.ui.widgets.form_dialog import FormDialog


def remote_fields(remote: Remote | None = None, identity: str = "") -> dict[str, tuple[str, QWidget]]:
    """Return the fields, which `ask_identity_at_a_distance` shows as they are needed."""
    ways: list[tuple[str, Any]] = [(text("in person"), None), *((label(way), way) for way in Remote)]
    hint = text("for example: known by voice, and the staff number was read out")
    return {
        "remote": (text("Carried out"), choice(ways, remote)),
        "identity": (text("Identity of the candidate was confirmed by"), long_line(identity, hint)),
    }


def ask_identity_at_a_distance(dialog: FormDialog[Any]) -> None:
    """Ask how identity was confirmed while a channel is chosen, and for the channel only if it may be one."""
    remote, method = dialog.fields["remote"], dialog.fields.get("method")
    area = dialog.findChild(QScrollArea)
    assert area is not None
    assert area is not None
    assert isinstance(remote, ChoiceBox)

    def show() -> None:
        was_asked = dialog.fields["identity"].isVisible()
        may_be_remote = not isinstance(method, ChoiceBox) or method.currentData() in REMOTE_METHODS
        dialog.ask("remote", is_asked=may_be_remote)
        dialog.ask("identity", is_asked=may_be_remote and remote.currentData() is not None)
        if dialog.fields["identity"].isVisible() and not was_asked:
            QTimer.singleShot(0, dialog, lambda: area.ensureWidgetVisible(dialog.fields["identity"]))

    for field in (remote, method):
        if isinstance(field, ChoiceBox):
            field.currentIndexChanged.connect(lambda _: show())
    show()
