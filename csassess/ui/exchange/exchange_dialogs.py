"""The dialogs of sending and receiving."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import date_and_time
from csassess.domain.errors import MissingError, RepetitionError, UserError
from csassess.domain.labels import with_capital
from csassess.domain.portfolio import Portfolio
from csassess.domain.record_words import field_words, kind_words, value_words
from csassess.domain.records.conflicts import Conflict
from csassess.domain.records.kinds import Stream
from csassess.services.candidates import candidates
from csassess.services.exchange import conflicts, key_files, sending
from csassess.services.exchange.handover import undecided, undecided_words
from csassess.services.exchange.not_arriving import not_arriving
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.exchange.not_arriving_list import add_findings
from csassess.ui.widgets.fields import choice, line, secret
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened


@dataclass(frozen=True)
class Sending:
    """The portfolios to send, how much of them, and how the file is locked."""

    candidates: tuple[str, ...]
    card: object  # a recipient's device card; None if locked with a passphrase
    passphrase: str
    again: str
    only_new: bool
    with_forms: bool


def send(
    parent: QWidget,
    session: Session,
    candidate_id: str,
    chosen: Callable[[Sequence[str], dict[str, Any]], object],
    go: Callable[[Location], object],
) -> FormDialog[Sending]:
    """Ask which portfolios to send, for whom to lock them, and how much to send.

    What of the ticked portfolios will not arrive is listed; `go` leads to the place to put it right. `chosen`
    gets the candidates' ids and the options of sending.
    """
    everyone = [
        (candidate.name, candidate.number, candidate.id)
        for candidate in session.read(candidates.list_candidates)
    ]
    if session.read(sending.shares_centre):
        goes_along = text("goes along with every portfolio; tick to send it alone")
        everyone.append((text("Staff list, approvals and centre’s details"), goes_along, Stream.CENTRE.value))
    ticked = TickedRows(text("Candidates"), everyone, [candidate_id] if candidate_id else [], 120)
    fields: dict[str, tuple[str, QWidget]] = {
        "candidates": (text("Candidates"), ticked),
        **_locking_fields(session),
        "only_new": (
            text("What to send"),
            choice([(text("everything"), False), (text("only what they have not received yet"), True)]),
        ),
        "with_forms": (
            text("Printed forms"),
            choice([(text("included as PDF"), True), (text("left out"), False)]),
        ),
    }

    def save(values: Sending) -> None:
        card = values.card
        if not values.candidates:
            raise UserError(text("Please tick at least one candidate."))
        _check_locking(card, values.passphrase, values.again)
        options = {
            "recipients": [card] if card else [],
            "passphrase": "" if card else values.passphrase,
            "only_new": bool(card) and values.only_new,
            "with_forms": values.with_forms,
        }
        chosen(values.candidates, options)

    explanation = text(
        "Do not send the passphrase with the file. A file with a passphrase always "
        "contains the whole portfolio."
    )
    dialog = FormDialog(
        parent,
        text("Send portfolios"),
        Sending,
        fields,
        save,
        done=text("Choose where to save"),
        explanation=explanation,
    )
    found = add_findings(dialog, go, "candidates")

    def show_findings() -> None:
        candidate_ids = (candidate for candidate in ticked.values() if candidate != Stream.CENTRE)
        views = [session.portfolio_view(candidate) for candidate in candidate_ids]
        found.show_findings(session.read(not_arriving, views))

    show_findings()
    ticked.toggled.connect(lambda *_: show_findings())
    return opened(dialog)


@dataclass(frozen=True)
class HandingOver:
    """The name of the person taking over, and how the file is locked."""

    to: str
    card: object  # a recipient's device card; None if locked with a passphrase
    passphrase: str
    again: str


def hand_over(
    parent: QWidget,
    session: Session,
    candidate_id: str,
    chosen: Callable[[str, dict[str, Any]], object],
    go: Callable[[Location], object],
) -> FormDialog[HandingOver]:
    """Ask who takes a candidate over and how to lock the file; `chosen` gets the name and the options.

    What will not arrive is listed; `go` leads to the place to put it right, or back if it is cancelled.
    """
    fields: dict[str, tuple[str, QWidget]] = {
        "to": (text("Who takes over the candidate"), line()),
        **_locking_fields(session),
    }

    def save(values: HandingOver) -> None:
        card = values.card
        _check_locking(card, values.passphrase, values.again)
        numbers = undecided(session.portfolio_view(candidate_id).portfolio)
        if numbers:
            raise UserError(undecided_words(numbers))
        if not values.to:
            raise MissingError(text("the name of the person taking over the candidate"), "to")
        chosen(
            values.to,
            {"recipients": [card] if card else [], "passphrase": "" if card else values.passphrase},
        )

    explanation = text(
        "The whole portfolio is handed over, including its history. You can still "
        "read it here but no longer change it."
    )
    dialog = FormDialog(
        parent,
        text("Hand over"),
        HandingOver,
        fields,
        save,
        done=text("Choose where to save"),
        explanation=explanation,
    )
    findings = session.read(not_arriving, [session.portfolio_view(candidate_id)])
    add_findings(dialog, go, "to").show_findings(findings)
    dialog.rejected.connect(lambda: go(Location(Page.PORTFOLIO, candidate_id)))
    return opened(dialog)


def _locking_fields(session: Session) -> dict[str, tuple[str, QWidget]]:
    """Return the fields that ask for whom a file is locked.

    The passphrase is asked for only if no key is chosen.
    """
    cards = session.read(key_files.recipients_known)
    names = [(_recipient_words(session, known), known) for known in cards]
    card = choice([*names, (text("with a passphrase"), None)], cards[0] if cards else None)
    passphrase, again = secret(), secret()
    for field in (passphrase, again):
        field.setEnabled(not cards)
        card.currentIndexChanged.connect(lambda _, field=field: field.setEnabled(card.currentData() is None))
    return {
        "card": (text("Locked"), card),
        "passphrase": (text("Passphrase for the file"), passphrase),
        "again": (text("Repeat it"), again),
    }


def _recipient_words(session: Session, card: Any) -> str:
    """Return for whom a file is locked, and whether their program may refuse it."""
    words = text("for {name} ({code})", name=card.name, code=card.code)
    older = session.read(key_files.older_version, card)
    if not older:
        return words
    return text(
        "{recipient}: uses the older version {version}, which may refuse it", recipient=words, version=older
    )


def _check_locking(card: object, passphrase: str, again: str) -> None:
    """Raise UserError if a file without a recipient's key has no usable passphrase, typed twice."""
    if card is None and len(passphrase) < sending.SHORTEST_PASSPHRASE:
        raise UserError(
            text(
                "Choose a passphrase of at least {count} characters for the file. A few words "
                "are easiest to say over the telephone.",
                count=sending.SHORTEST_PASSPHRASE,
            )
        )
    if card is None and passphrase != again:
        raise RepetitionError(text("The two passphrases differ. Type them again."))


@dataclass(frozen=True)
class FilePassphrase:
    """The passphrase of a file."""

    passphrase: str


def ask_passphrase(parent: QWidget, entered: Callable[[str], object]) -> FormDialog[FilePassphrase]:
    """Ask for the passphrase of a received file; `entered` gets it."""
    field = secret()
    fields: dict[str, tuple[str, QWidget]] = {"passphrase": (text("Passphrase of the file"), field)}
    explanation = text("Ask the sender for the passphrase. Unlocking takes a few seconds.")
    return opened(
        FormDialog(
            parent,
            text("Open the file"),
            FilePassphrase,
            fields,
            lambda values: entered(values.passphrase),
            done=text("Open"),
            explanation=explanation,
        )
    )


@dataclass(frozen=True)
class ChosenVersions:
    """The ids of the events whose values were ticked."""

    events: tuple[str, ...]


def choose_value(
    parent: QWidget, session: Session, candidate_id: str, conflict: Conflict
) -> FormDialog[ChosenVersions]:
    """Show conflicting values, with author and time, and let one be chosen."""
    names = session.read(conflicts.author_names)
    versions = [
        (
            f"{value_words(conflict.entity, conflict.field, version.value)}\n"
            f"{names.get(version.author, text('somebody'))}, {date_and_time(version.at)}",
            version.event,
        )
        for version in conflict.versions
    ]
    rows = [(words.split("\n")[0], words.partition("\n")[2], event) for words, event in versions]
    fields: dict[str, tuple[str, QWidget]] = {
        "events": (text("Which value is right?"), TickedRows(text("Which value is right?"), rows, []))
    }

    def save(values: ChosenVersions) -> None:
        if len(values.events) != 1:
            raise UserError(text("No single value is chosen. Tick exactly one."))
        session.run_or_raise(conflicts.choose, candidate_id, conflict, values.events[0])

    title = conflict_words(conflict, session.portfolio_view(candidate_id).portfolio)
    return opened(FormDialog(parent, title, ChosenVersions, fields, save, done=text("Use this value")))


def conflict_words(conflict: Conflict, portfolio: Portfolio) -> str:
    """Name a conflict by the kind of record, the field and the item it belongs to."""
    numbers = {item.id: item.number for item in portfolio.evidence}
    records: tuple[Any, ...] = (
        *portfolio.notes,
        *portfolio.photographs,
        *portfolio.customers,
        *portfolio.feedback,
    )
    owners = {record.id: record.evidence for record in records}
    number = numbers.get(owners.get(conflict.id, conflict.id), "")
    what = f"{kind_words(conflict.entity)}: {field_words(conflict.entity, conflict.field) or conflict.field}"
    return text("Item {number}, {what}", number=number, what=what) if number else with_capital(what)
