"""Redact words for good, such as a name that should never have been written down."""

import re
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.accepted import known_streams
from csassess.data.record.caseload import SHARED_STREAMS, Caseload
from csassess.data.record.events import TAKEN_OUT, Event
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.records import entity_name, holds_words
from csassess.data.record.stored_files import not_named_by_others
from csassess.data.removal import redaction
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.retention import Redaction
from csassess.domain.records.signatures import Signature, UnitSignature
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.user_actions import UserAction
from csassess.domain.signing.accounts import still_applies
from csassess.services.access.caseloads import assessor_of
from csassess.services.retention.retention import backup_places
from csassess.services.signing.signing import open_account


def redact(caseload: Caseload, stream: str, record: Any, field: str, words: str, reason: str) -> list[Path]:
    """Redact words in a text field of a record, or the whole text if `words` is empty.

    It applies here and in the backups. Every earlier text of the field is deleted; “[taken out]”
    replaces the words, and the reason stays on record. A signed account that contained them is
    opened with the reason; stored PDFs as signed that may show them are deleted.
    Return the backup folders that could not be reached.
    Raises UserError, having changed nothing, if the reason is missing, the record is removed, the
    field never contained the words, or a signed sheet of the item is still attached.
    """
    entity = entity_name(type(record))
    current = caseload.one(type(record), stream, record.id)
    if not reason.strip():
        raise MissingError(text("the reason"), "reason", "words")
    if current is None or not holds_words(entity, field):
        raise UserError(text("These words are not in a current record, so they cannot be redacted."))
    item = record.id if isinstance(record, EvidenceItem) else getattr(record, "evidence", "")
    if item and any(on == stream for on, _ in caseload.where(SignedSheet, "about", item)):
        raise UserError(
            text("A signed sheet for this item may show the words. Remove the sheet from its form first.")
        )
    remaining = _without(getattr(current, field) or "", words)
    if (
        words
        and remaining == getattr(current, field)
        and not _ever_contained(caseload, stream, entity, record.id, field, words)
    ):
        raise UserError(text("“{words}” was not found in the text. Type it exactly as written.", words=words))
    with caseload.together():
        redaction_record = Redaction(
            caseload.new_id(),
            entity,
            record.id,
            field,
            caseload.clock().date(),
            assessor_of(caseload).name,
            reason.strip(),
        )
        applying = _applying_signatures(caseload, stream, item)
        event = caseload.set_irrevocably(
            stream, UserAction.REDACT, (entity, record.id, field), remaining, redaction_record
        )
        redaction.redact_earlier_values(caseload, event, backup_places(caseload))
        if applying and _applying_signatures(caseload, stream, item) != applying:
            open_account(caseload, stream, item, reason)
        papers = _signed_pdfs_of(caseload, stream, item)
    return _finish(caseload, papers)


def _without(current: str, words: str) -> str:
    """Return a text with some words redacted, ignoring case; all of it if `words` is empty."""
    if not words:
        return TAKEN_OUT
    return re.sub(re.escape(words), TAKEN_OUT, current, flags=re.IGNORECASE)


def _ever_contained(
    caseload: Caseload, stream: str, entity: str, record: str, field: str, words: str
) -> bool:
    """Return whether a field ever contained some words."""
    return any(
        words.casefold() in str(change.value).casefold()
        for event in caseload.history.of(stream)
        for change in event.changes
        if (change.entity, change.id, change.field) == (entity, record, field)
    )


def _applying_signatures(caseload: Caseload, stream: str, item: str) -> list[str]:
    """Return the ids of the signatures of an item's account that still apply."""
    if not item or stream in SHARED_STREAMS:
        return []
    portfolio = load_portfolio(caseload, stream)
    return [
        s.id
        for s in portfolio.signatures
        if s.evidence == item and not s.opened and still_applies(s, portfolio)
    ]


def _signed_pdfs_of(caseload: Caseload, stream: str, item: str) -> frozenset[str]:
    """Return the SHA-256 of stored PDFs as signed that may show the words.

    These are the forms of every unit and the item's own accounts; all accounts if `item` is empty. A file
    that another record names too is left out: a signature from elsewhere may name any.
    """
    signed = [s for s in caseload.all(Signature, stream) if item in ("", s.evidence)]
    units = caseload.all(UnitSignature, stream)
    papers = {s.paper for s in signed if s.paper} | {s.paper for s in units if s.paper}
    records = {(stream, "signature", s.id) for s in signed} | {
        (stream, "unit-signature", s.id) for s in units
    }
    return not_named_by_others(caseload.db, papers, records, known_streams(caseload))


def _finish(caseload: Caseload, papers: frozenset[str]) -> list[Path]:
    if papers:
        caseload.attached.refuse_from_now_on(papers)
        caseload.attached.take_out(papers)
    return redaction.finish(caseload)


def apply_received_redaction(caseload: Caseload, event: Event) -> None:
    """Redact here, within the caller's transaction, what a received event redacts."""
    redaction.redact_earlier_values(caseload, event, backup_places(caseload))


def finish_received_redaction(caseload: Caseload, event: Event) -> None:
    """Overwrite what a received event redacted, and delete the PDFs that showed it."""
    papers: set[str] = set()
    for change in event.changes:
        if change.entity in KINDS and change.entity != "taken-out":
            record = caseload.one(KINDS[change.entity].record_type, event.stream, change.id)
            item = change.id if change.entity == "evidence" else getattr(record, "evidence", "")
            papers |= _signed_pdfs_of(caseload, event.stream, item)
    _finish(caseload, frozenset(papers))


def redactions(caseload: Caseload, stream: str) -> list[Redaction]:
    """Return a portfolio's redactions, oldest first: where, when, by whom and why."""
    return caseload.all(Redaction, stream)


__all__ = ["apply_received_redaction", "finish_received_redaction", "redact", "redactions"]
