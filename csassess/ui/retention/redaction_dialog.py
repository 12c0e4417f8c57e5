"""The dialog that permanently redacts words from an item's record."""

from dataclasses import dataclass
from dataclasses import fields as fields_of
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.kinds import kind_of
from csassess.services.retention import redaction
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import shortened
from csassess.ui.widgets.fields import choice, lines, long_line
from csassess.ui.widgets.form_dialog import BackgroundSave, FormDialog, opened

_TEXT_FIELDS = (
    "text",
    "question",
    "caption",
    "received",
    "improvement",
    "words",
    "description",
    "done_well",
    "to_develop",
    "comments",
)
_LONGEST_CHOICE = 70  # characters


def texts_of(portfolio: Portfolio, item_id: str) -> list[tuple[str, Any, str]]:
    """Return each non-empty text of an item's record as its words, record and field name."""
    candidate_feedback = portfolio.feedback_to_candidate(item_id)
    records: list[Any] = [
        portfolio.item(item_id),
        *portfolio.notes_of(item_id),
        *portfolio.photographs_of(item_id),
        *portfolio.feedback_of(item_id),
        *portfolio.addenda_of(item_id),
        *([candidate_feedback] if candidate_feedback else []),
    ]
    return [
        (getattr(record, field.name), record, field.name)
        for record in records
        for field in fields_of(record)
        if field.name in _TEXT_FIELDS and getattr(record, field.name)
    ]


@dataclass(frozen=True)
class Redaction:
    """The position of a text among those offered, the words to redact in it, and the reason."""

    where: int
    words: str
    reason: str


def redact_words(
    parent: QWidget, session: Session, candidate_id: str, item_id: str, note: str
) -> FormDialog[Redaction] | None:
    """Ask which words to redact, in which text, and why.

    `note` is the id of the record selected first. Return None if the item has no texts.
    """
    texts = texts_of(session.portfolio_view(candidate_id).portfolio, item_id)
    if not texts:
        return None
    chosen = next((n for n, (_, record, _) in enumerate(texts) if record.id == note), 0)
    return redact_in(parent, session, candidate_id, texts, chosen)


def texts_in(record: Any) -> list[tuple[str, Any, str]]:
    """Return each non-empty text of a record that can be redacted, as `texts_of` does; names are none."""
    words = sorted(kind_of(type(record)).words - {"name", "known_as"})
    return [(getattr(record, field), record, field) for field in words if getattr(record, field)]


def redact_in(
    parent: QWidget, session: Session, candidate_id: str, texts: list[tuple[str, Any, str]], chosen: int = 0
) -> FormDialog[Redaction]:
    """Ask which words to redact, in which of some texts, and why."""
    fields: dict[str, tuple[str, QWidget]] = {
        "where": (
            text("Part of the record"),
            choice(
                [
                    (shortened(" ".join(words.split()), _LONGEST_CHOICE), n)
                    for n, (words, _, _) in enumerate(texts)
                ],
                chosen,
            ),
        ),
        "words": (text("Words to redact, exactly as written (leave empty for the whole text)"), long_line()),
        "reason": (text("Reason"), lines()),
    }

    def save(values: Redaction) -> BackgroundSave:
        _, record, field = texts[values.where]
        return BackgroundSave(
            session,
            lambda caseload: redaction.redact(
                caseload, candidate_id, record, field, values.words, values.reason
            ),
            report,
            text("Redacting here and in the backups. A large caseload takes a minute or more …"),
        )

    def report(unreachable: list[Path]) -> None:
        message = text("The words were redacted here, in the history and in the backups.")
        if unreachable:
            message += " " + text(
                "Backups that could not be reached: {places}.", places=", ".join(map(str, unreachable))
            )
        session.message.emit(message)

    explanation = text(
        "Redact what should never have been written down, such as a customer’s name. "
        "It is removed from the record, its history, the search and the backups, and "
        "from every machine that receives this change. “[taken out]” is shown in its "
        "place. This cannot be undone."
    )
    return opened(
        FormDialog(
            parent,
            text("Redact words"),
            Redaction,
            fields,
            save,
            done=text("Redact words"),
            explanation=explanation,
        )
    )
