"""The card that says where the centre's list came from, and what else somebody typed of it."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import date_and_time
from csassess.domain.errors import UserError
from csassess.domain.names import name_key
from csassess.domain.record_words import field_words, kind_words, value_words
from csassess.domain.records.conflicts import Conflict
from csassess.services.arriving import centre_settling
from csassess.services.candidates import centre_list
from csassess.services.candidates.centre_list import Origin, Typed
from csassess.services.exchange import conflicts as exchange_conflicts
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, TickedRows, opened
from csassess.ui.widgets.layouts import column, frame
from csassess.ui.widgets.row_list import Row, RowList


class SharedCard(QWidget):
    """Shows from whom the centre's list, approvals and details came; hidden while all was typed here."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.kept_by = label("", "quiet")
        self.origins = RowList(text("Where it came from"))
        self.conflicts_title = label(text("Set differently by two people"), "eyebrow")
        self.conflicts = RowList(text("Set differently by two people"))
        self.conflicts.chosen.connect(lambda conflict: choose_shared_value(self, session, conflict))
        self.apart_title = label(text("Typed, but not in the centre’s list"), "eyebrow")
        self.apart = RowList(text("Typed, but not in the centre’s list"))
        self.apart.chosen.connect(lambda typed: show_typed(self, session, typed))
        parts = (
            label(text("Where entries came from"), "heading"),
            self.kept_by,
            self.conflicts_title,
            self.conflicts,
            self.apart_title,
            self.apart,
            self.origins,
        )
        layout = column(frame("card", column(*parts)))
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def refresh(self) -> None:
        """Show the card if anything came from elsewhere, or was set aside."""
        origins = self._session.read(centre_list.origins)
        from_others = [origin for origin in origins.values() if not origin.is_here]
        differing = self._session.read(centre_list.centre_conflicts)
        apart = self._session.read(centre_list.typed_apart)
        self.setVisible(bool(from_others or differing or apart))
        names = ", ".join(sorted({origin.name for origin in from_others}, key=name_key))
        self.kept_by.setText(self._kept_by_words(names))
        self.origins.show_rows(
            [
                Row(o, _what(o), text("from {name}, {time}", name=o.name, time=_time(o)))
                for o in from_others
                if o.entity != "staff-member"
            ]
        )
        self.conflicts.show_rows(
            [Row(c, _conflict_words(c), " / ".join(_version_words(c)), "", "›", "warn") for c in differing]
        )
        self.apart.show_rows([_row(typed) for typed in apart])
        for title, shown, is_shown in (
            (self.conflicts_title, self.conflicts, bool(differing)),
            (self.apart_title, self.apart, bool(apart)),
            (None, self.origins, any(o.entity != "staff-member" for o in from_others)),
        ):
            shown.fit()
            shown.setVisible(is_shown)
            if title:
                title.setVisible(is_shown)

    def _kept_by_words(self, names: str) -> str:
        if names:
            return text("Kept for the whole centre by {names}.", names=names)
        if self._session.read(centre_list.keeps_for_others):
            return text("You keep this for the whole centre. What others typed counts once you take it in.")
        return text(
            "Nobody keeps this for the whole centre yet: that is its office, or the lead verifier. "
            "Until then each machine has its own."
        )


def _time(origin: Origin) -> str:
    return date_and_time(origin.on)


def _what(origin: Origin) -> str:
    if origin.entity == "form-approval":
        return text("Approval of form {form}", form=origin.record)
    return kind_words(origin.entity).capitalize()


def _row(typed: Typed) -> Row:
    who = text("typed on this machine") if typed.is_here else text("typed by {name}", name=typed.name)
    return Row(typed, typed.what, "; ".join(typed.differs), who, "›")


def _conflict_words(conflict: Conflict) -> str:
    field = field_words(conflict.entity, conflict.field) or conflict.field
    return f"{kind_words(conflict.entity)}: {field}".capitalize()


def _version_words(conflict: Conflict) -> list[str]:
    return [value_words(conflict.entity, conflict.field, version.value) for version in conflict.versions]


@dataclass(frozen=True)
class ChosenValue:
    """The ids of the entries whose values were ticked."""

    events: tuple[str, ...]


def choose_shared_value(parent: QWidget, session: Session, conflict: Conflict) -> FormDialog[ChosenValue]:
    """Show the values that two people set, with author and time, and let one be chosen."""
    names = session.read(exchange_conflicts.author_names)
    reason = session.read(centre_list.reason_against_changing_here)
    rows = [
        (
            value_words(conflict.entity, conflict.field, version.value),
            f"{names.get(version.author, text('somebody'))}, {date_and_time(version.at)}",
            version.event,
        )
        for version in conflict.versions
    ]
    fields: dict[str, tuple[str, QWidget]] = {
        "events": (text("Which value is right?"), TickedRows(text("Which value is right?"), rows, []))
    }

    def save(values: ChosenValue) -> None:
        if len(values.events) != 1:
            raise UserError(text("No single value is chosen. Tick exactly one."))
        session.run_or_raise(centre_list.choose, conflict, values.events[0])

    dialog = FormDialog(
        parent,
        _conflict_words(conflict),
        ChosenValue,
        fields,
        save,
        done=text("Use this value"),
        explanation=reason,
    )
    dialog.ok.setEnabled(not reason)
    return opened(dialog)


def show_typed(parent: QWidget, session: Session, typed: Typed) -> FormDialog[NoValues]:
    """Show an entry that does not count here, and what can be done about it."""
    reason = session.read(centre_list.reason_against_changing_here)
    who = text("This machine") if typed.is_here else typed.name
    lines = [text("{who} typed this, and the centre’s list does not say it:", who=who), *typed.differs]
    if reason:
        lines.append(reason)

    def save(_: NoValues) -> None:
        if not reason:
            session.run_or_raise(centre_list.take_over, typed)
            session.message.emit(text("{what} was taken into the centre’s list.", what=typed.what))

    done = text("Close") if reason else text("Take into the list")
    dialog = FormDialog(parent, typed.what, NoValues, {}, save, done=done, explanation="\n".join(lines))
    if typed.can_be_lead:

        def accept_as_lead() -> None:
            session.run_or_raise(centre_settling.accept_as_lead, typed.device)
            session.message.emit(text("{name} now keeps the list for this machine.", name=typed.name))
            dialog.discard()

        dialog.add_button(text("{name} is our lead verifier", name=typed.name), accept_as_lead)
    return opened(dialog)
