"""The dialogs for entering evidence, changing it and adding to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.domain.file_kinds import is_recording, kind_in_words, size_in_words, suffix_of
from csassess.domain.labels import label
from csassess.domain.records.attachments import Attachment
from csassess.domain.records.evidence import (
    ADDED_METHODS,
    REMOTE_METHODS,
    CustomerFeedback,
    EvidenceItem,
    Method,
    Reference,
    Remote,
    methods_instead,
)
from csassess.domain.units.units import FeedbackOrigin, Setting
from csassess.services.attachments import attachments
from csassess.services.evidence import evidence, judgement, references
from csassess.services.files import write_copy
from csassess.ui.base.session import Session
from csassess.ui.visits.remote_fields import ask_identity_at_a_distance, remote_fields
from csassess.ui.widgets.date_fields import day, maybe_day
from csassess.ui.widgets.fields import choice, line, lines, long_line
from csassess.ui.widgets.file_dialogs import choose_where, file_in_words
from csassess.ui.widgets.form_dialog import FormDialog, Words, opened


def _settings() -> list[tuple[str, Any]]:
    return [(text("not stated"), None), *((label(setting), setting) for setting in Setting)]


def _methods(methods: Iterable[str]) -> list[tuple[str, str]]:
    """Return methods with their words; a code of the centre’s own is shown as it is."""
    return [(f"{m}  {label(Method(m))}" if m in list(Method) else m, m) for m in methods]


@dataclass(frozen=True)
class NewItem:
    """An item as entered."""

    method: str
    description: str
    on: date
    location: str
    seen_by: str
    available_until: date | None
    remote: Remote | None
    identity: str


def add_item(
    parent: QWidget, session: Session, candidate_id: str, added: Callable[[str], object]
) -> FormDialog[NewItem]:
    """Ask for an item other than an observation or testimony; call `added` with its id."""
    # observations and testimonies are added in other dialogs
    fields = {
        "method": (text("Assessment method"), choice(_methods(ADDED_METHODS))),
        "description": (text("Description"), lines()),
        "on": (text("Date"), day(session.now().date())),
        **remote_fields(),
        "location": (text("Where it is held (if not in the portfolio)"), long_line()),
        "seen_by": (text("Seen there by"), line()),
        "available_until": (text("Can be seen there until"), maybe_day()),
    }

    def save(values: NewItem) -> None:
        item = session.run_or_raise(
            evidence.add_item,
            candidate_id,
            values.method,
            values.description,
            values.on,
            values.location,
            values.seen_by,
            values.available_until,
            values.remote,
            values.identity,
        )
        added(item.id)

    dialog = FormDialog(parent, text("Add evidence"), NewItem, fields, save, done=text("Add"))
    ask_identity_at_a_distance(dialog)
    return opened(dialog)


@dataclass(frozen=True)
class ItemDetails:
    """The details of an item that can be changed; None for what another dialog changes."""

    description: str
    setting: Setting | None
    location: str
    seen_by: str
    available_until: date | None
    method: str | None = None
    on: date | None = None
    remote: Remote | None = None
    identity: str = ""


def change_item(
    parent: QWidget, session: Session, candidate_id: str, item: EvidenceItem
) -> FormDialog[ItemDetails]:
    """Ask for an item's method, description, date, setting and location.

    The date of an observation is that of its visit.
    """
    methods = methods_instead(item.method)
    fields: dict[str, tuple[str, QWidget]] = {
        "description": (text("Description"), lines(item.description)),
        **({"on": (text("Date"), day(item.on))} if item.visit is None else {}),
        **(
            {"method": (text("Assessment method"), choice(_methods(methods), item.method))}
            if len(methods) > 1
            else {}
        ),
        "setting": (text("Setting"), choice(_settings(), item.setting)),
        "location": (text("Where it is held (if not in the portfolio)"), long_line(item.location)),
        "seen_by": (text("Seen there by"), line(item.seen_by)),
        "available_until": (text("Can be seen there until"), maybe_day(item.available_until)),
    }
    if set(methods) & set(REMOTE_METHODS):
        fields |= remote_fields(item.remote, item.identity)

    edit = session.begin_edit(candidate_id, item)

    def save(values: ItemDetails) -> None:
        changed = replace(
            item,
            method=values.method or item.method,
            description=values.description,
            on=values.on or item.on,
            setting=values.setting,
            location=values.location,
            seen_by=values.seen_by,
            available_until=values.available_until,
            remote=values.remote,
            identity=values.identity,
        )
        session.save_edit_or_raise(edit, evidence.change_item, candidate_id, changed)

    title = text("Item {number}", number=item.number)
    explanation = (
        text("To change the date, choose More, Date, times, place, people present.") if item.visit else ""
    )
    dialog = FormDialog(parent, title, ItemDetails, fields, save, explanation=explanation)
    if "remote" in fields:
        ask_identity_at_a_distance(dialog)
    return opened(dialog)


@dataclass(frozen=True)
class FeedbackDetails:
    """Customer feedback as entered."""

    origin: FeedbackOrigin
    received: str
    improvement: str


def feedback(
    parent: QWidget,
    session: Session,
    candidate_id: str,
    item_id: str,
    *,
    note: str | None = None,
    present: CustomerFeedback | None = None,
    origin: FeedbackOrigin = FeedbackOrigin.SPONTANEOUS,
) -> FormDialog[FeedbackDetails]:
    """Ask for customer feedback and the improvement it led to.

    `present` is the recorded feedback to change; if None, new feedback is recorded.
    """
    fields = {
        "origin": (
            text("It was"),
            choice(
                [(label(value), value) for value in FeedbackOrigin], present.origin if present else origin
            ),
        ),
        "received": (text("What the customer said"), lines(present.received if present else "")),
        "improvement": (text("What was improved by it"), lines(present.improvement if present else "")),
    }

    edit = session.begin_edit(candidate_id, present) if present else None

    def save(values: FeedbackDetails) -> None:
        if present:
            changed = replace(
                present, origin=values.origin, received=values.received, improvement=values.improvement
            )
            session.save_edit_or_raise(edit, evidence.change_feedback, candidate_id, changed)
        else:
            session.run_or_raise(
                evidence.record_feedback,
                candidate_id,
                item_id,
                values.origin,
                values.received,
                values.improvement,
                note,
            )

    def remove() -> None:
        sentence = text("The customer feedback was removed.")
        if present and session.remove(sentence, evidence.remove_feedback, candidate_id, present):
            dialog.discard()

    explanation = text(
        "Customer feedback counts only with the improvement it led to. You can add the improvement later."
    )
    title = text("Customer feedback")
    dialog = FormDialog(parent, title, FeedbackDetails, fields, save, explanation=explanation)
    if present:
        dialog.add_button(text("Remove"), remove)
    opened(dialog)
    dialog.fields["received"].setFocus()  # letters typed at once would change the choice above
    return dialog


@dataclass(frozen=True)
class AttachedFile:
    """An attached file by name."""

    name: str


def attachment(
    parent: QWidget, session: Session, candidate_id: str, attached: Attachment
) -> FormDialog[AttachedFile]:
    """Show an attached file: save a copy, remove it, or play a recording."""
    name = line(attached.name)
    name.setReadOnly(True)
    fields: dict[str, tuple[str, QWidget]] = {"name": (text("Name"), name)}

    def save(_: AttachedFile) -> None:
        content = session.read(attachments.content, attached)

        def write(path: str) -> None:
            if session.run_silently(lambda _: write_copy(Path(path), content)):
                words = text("Saved: {file}. The copy is not encrypted.", file=file_in_words(path))
                session.message.emit(words)

        choose_where(
            parent,
            text("Save a copy"),
            _name_of_copy(attached),
            write,
        )

    def remove() -> None:
        if session.remove(text("The file was removed."), attachments.remove, candidate_id, attached):
            dialog.discard()

    explanation = text(
        "{kind}, {size}. A saved copy is not encrypted.",
        kind=kind_in_words(attached.media_type),
        size=size_in_words(attached.size),
    )
    dialog = FormDialog(
        parent,
        text("Attached file"),
        AttachedFile,
        fields,
        save,
        done=text("Save a copy"),
        explanation=explanation,
    )
    dialog.add_button(text("Remove"), remove)
    if is_recording(attached.media_type):
        _add_player(dialog, session, attached)
    return opened(dialog)


def _name_of_copy(attached: Attachment) -> str:
    """Return the name of a file, with the suffix of its kind if it has none."""
    suffix = suffix_of(attached.media_type)
    has_suffix = bool(Path(attached.name).suffix) or suffix == "bin"
    return attached.name if has_suffix else f"{attached.name}.{suffix}"


def _add_player(dialog: FormDialog[AttachedFile], session: Session, attached: Attachment) -> None:
    from csassess.ui.attachments.recording_player import RecordingPlayer

    try:
        content = session.read(attachments.content, attached)
    except UserError as error:
        session.problem.emit(str(error))
        return
    dialog.add_part("", RecordingPlayer(content, is_video=attached.media_type.startswith("video/")))


@dataclass(frozen=True)
class LocationInItem:
    """The place in an item that shows a criterion."""

    location: str


def locate(
    parent: QWidget, session: Session, candidate_id: str, reference: Reference
) -> FormDialog[LocationInItem]:
    """Ask where inside its item a criterion is shown."""
    fields = {
        "location": (text("Where in the item"), line(reference.location, text("for example: p. 4, or 12:40")))
    }

    def save(values: LocationInItem) -> None:
        session.run_or_raise(references.locate, candidate_id, reference, values.location)

    title = text("Criterion {criterion}", criterion=reference.criterion)
    return opened(FormDialog(parent, title, LocationInItem, fields, save))


def add_addendum(
    parent: QWidget, session: Session, candidate_id: str, item: EvidenceItem
) -> FormDialog[Words]:
    """Ask for a comment to add to an accepted item."""
    fields = {"words": (text("Your addendum"), lines())}

    def save(values: Words) -> None:
        session.run_or_raise(judgement.add_addendum, candidate_id, item.id, values.words)

    explanation = text("The addendum is dated now. It changes nothing that was accepted, decided or signed.")
    title = text("Addendum to item {number}", number=item.number)
    return opened(FormDialog(parent, title, Words, fields, save, done=text("Add"), explanation=explanation))
