"""The dialogs for entering evidence, changing it and adding to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.labels import label
from csassess.domain.records.attachments import Attachment, AttachmentKind
from csassess.domain.records.evidence import CustomerFeedback, EvidenceItem, Method, Reference
from csassess.domain.records.witnesses import Testimony, Witness
from csassess.domain.units.units import FeedbackOrigin, Setting
from csassess.services.attachments import attachments
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.files import write_copy
from csassess.services.signing import signing
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice, day, line, lines, maybe_day
from csassess.ui.widgets.file_dialogs import choose_where
from csassess.ui.widgets.form_dialog import FormDialog, Reason, Words, opened


def _settings() -> list[tuple[str, Any]]:
    return [(text("not stated"), None), *((label(setting), setting) for setting in Setting)]


@dataclass(frozen=True)
class NewItem:
    """An item as entered."""

    method: Method
    description: str
    on: date
    location: str
    seen_by: str
    available_until: date | None


def add_item(
    parent: QWidget, session: Session, candidate_id: str, added: Callable[[str], object]
) -> FormDialog[NewItem]:
    """Ask for an item other than an observation or testimony; call `added` with its id."""
    # observations and testimonies are added in other dialogs
    excluded = (Method.OBSERVATION, Method.WITNESS_TESTIMONY, Method.EXPERT_WITNESS)
    methods = [(f"{method}  {label(method)}", method) for method in Method if method not in excluded]
    fields = {
        "method": (text("Assessment method"), choice(methods)),
        "description": (text("Description"), lines()),
        "on": (text("Date"), day(session.now().date())),
        "location": (text("Where it is held (if not in the portfolio)"), line()),
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
        )
        added(item.id)

    return opened(FormDialog(parent, text("Add evidence"), NewItem, fields, save, done=text("Add")))


@dataclass(frozen=True)
class ItemDetails:
    """The details of an item that can be changed."""

    description: str
    on: date
    setting: Setting | None
    location: str
    seen_by: str
    available_until: date | None


def change_item(
    parent: QWidget, session: Session, candidate_id: str, item: EvidenceItem
) -> FormDialog[ItemDetails]:
    """Ask for an item's description, date, setting and location."""
    fields = {
        "description": (text("Description"), lines(item.description)),
        "on": (text("Date"), day(item.on)),
        "setting": (text("Setting"), choice(_settings(), item.setting)),
        "location": (text("Where it is held (if not in the portfolio)"), line(item.location)),
        "seen_by": (text("Seen there by"), line(item.seen_by)),
        "available_until": (text("Can be seen there until"), maybe_day(item.available_until)),
    }

    def save(values: ItemDetails) -> None:
        changed = replace(
            item,
            description=values.description,
            on=values.on,
            setting=values.setting,
            location=values.location,
            seen_by=values.seen_by,
            available_until=values.available_until,
        )
        session.run_or_raise(evidence.change_item, candidate_id, changed)

    return opened(FormDialog(parent, text("Item {number}", number=item.number), ItemDetails, fields, save))


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

    def save(values: FeedbackDetails) -> None:
        if present:
            changed = replace(
                present, origin=values.origin, received=values.received, improvement=values.improvement
            )
            session.run_or_raise(evidence.change_feedback, candidate_id, changed)
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
        if present and session.run(evidence.remove_feedback, candidate_id, present) is None:
            dialog.discard()

    explanation = text(
        "Customer feedback counts only with the improvement it led to. You can add the improvement later."
    )
    title = text("Customer feedback")
    dialog = FormDialog(parent, title, FeedbackDetails, fields, save, explanation=explanation)
    if present:
        dialog.add_button(text("Remove"), remove)
    return opened(dialog)


@dataclass(frozen=True)
class AttachedFile:
    """An attached file by name."""

    name: str


def attachment(
    parent: QWidget, session: Session, candidate_id: str, attached: Attachment
) -> FormDialog[AttachedFile]:
    """Show an attached file; offer to save a copy, remove it or play a recording."""
    name = line(attached.name)
    name.setReadOnly(True)
    fields: dict[str, tuple[str, QWidget]] = {"name": (text("Name"), name)}

    def save(_: AttachedFile) -> None:
        content = session.read(attachments.content, attached)
        choose_where(
            parent,
            text("Save a copy"),
            attached.name,
            lambda path: session.run_silently(lambda _: write_copy(Path(path), content)),
        )

    def remove() -> None:
        if session.run(attachments.remove, candidate_id, attached) is None:
            dialog.discard()

    explanation = text(
        "{kind}, {size} KB. A saved copy is not encrypted.",
        kind=attached.media_type,
        size=max(1, round(attached.size / 1024)),
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
    if attached.kind is AttachmentKind.AUDIO:
        dialog.add_button(text("Play"), lambda: play(dialog, session, attached))
    return opened(dialog)


def play(parent: QWidget, session: Session, attached: Attachment) -> None:
    """Play a recording, or show a problem if it cannot be played."""
    from csassess.ui.attachments.voice import Player  # loads the sound system, so only when needed

    if not Player(parent).play(session.read(attachments.content, attached)):
        session.problem.emit(
            text("This file cannot be played here. Save a copy and play it in another program.")
        )


@dataclass(frozen=True)
class NewTestimony:
    """A testimony as entered; if `witness` is None, the details are of a new witness."""

    witness: Witness | None
    name: str
    role: str
    relation: str
    contact: str
    on: date
    on_paper: bool
    expert: bool
    typed_by: str


def add_testimony(
    parent: QWidget, session: Session, candidate_id: str, added: Callable[[str], object]
) -> FormDialog[NewTestimony]:
    """Ask for a testimony's witness, date and form; call `added` with the item's id."""
    known_witnesses = session.read(witnesses.witnesses, candidate_id)
    ways = [
        (text("the witness writes or dictates here"), False),
        (text("on paper, attached later"), True),
    ]
    fields = {
        "witness": (
            text("Witness"),
            choice(
                [
                    *((f"{witness.name}, {witness.role}", witness) for witness in known_witnesses),
                    (text("new witness: fill in below"), None),
                ]
            ),
        ),
        "name": (text("Name"), line()),
        "role": (text("Role"), line()),
        "relation": (text("Relation to the candidate"), line()),
        "contact": (text("How to reach them"), line()),
        "on": (text("Date"), day(session.now().date())),
        "on_paper": (text("How testimony is given"), choice(ways)),
        "expert": (text("Kind"), choice([(text("witness"), False), (text("expert witness"), True)])),
        "typed_by": (text("Typed by (if not by the witness)"), line()),
    }

    def save(values: NewTestimony) -> None:
        witness = values.witness
        if witness is None:
            witness = session.run_or_raise(
                witnesses.add_witness,
                candidate_id,
                values.name,
                values.role,
                values.relation,
                values.contact,
            )
        item = session.run_or_raise(
            witnesses.add_testimony,
            candidate_id,
            witness,
            values.on,
            typed_by=values.typed_by,
            on_paper=values.on_paper,
            expert=values.expert,
        )
        added(item.id)

    title = text("Witness testimony")
    return opened(FormDialog(parent, title, NewTestimony, fields, save, done=text("Add")))


@dataclass(frozen=True)
class ConfirmationDate:
    """The date on which a testimony was confirmed."""

    on: date


def confirm_testimony(
    parent: QWidget, session: Session, candidate_id: str, testimony: Testimony
) -> FormDialog[ConfirmationDate]:
    """Ask when a testimony on paper was confirmed with the witness."""
    fields = {"on": (text("Confirmed with the witness on"), day(session.now().date()))}

    def save(values: ConfirmationDate) -> None:
        session.run_or_raise(witnesses.confirm_testimony, candidate_id, testimony, values.on)

    return opened(FormDialog(parent, text("Testimony on paper"), ConfirmationDate, fields, save))


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


def open_account(parent: QWidget, session: Session, candidate_id: str, item_id: str) -> FormDialog[Reason]:
    """Ask why a signed account is opened for changes."""
    fields = {"reason": (text("Reason for the change"), lines())}

    def save(values: Reason) -> None:
        session.run_or_raise(signing.open_account, candidate_id, item_id, values.reason)

    explanation = text(
        "The reason is kept with the signatures. Once you change anything, the "
        "signatures no longer apply, and printed forms say so."
    )
    title = text("Open the signed account")
    return opened(FormDialog(parent, title, Reason, fields, save, done=text("Open"), explanation=explanation))
