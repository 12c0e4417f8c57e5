"""Taking words out of the record for good, such as a name that should never have been written down."""

import re
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import TAKEN_OUT, Event
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.records import entity_name, holds_words
from csassess.data.removal import redaction
from csassess.domain.errors import UserError
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
    """Take words out of a text field of a record for good, or the whole text where no words are given; here and in the backups.

    Every earlier text of the field goes with them; “[taken out]” stands in their place, and the reason stays on record. A signed
    account that held them is opened with the reason, and papers kept as they were signed go. Return the places of backups that
    could not be reached. Raises UserError without a reason, or where the words do not stand there; then nothing is changed.
    """
    entity = entity_name(type(record))
    now = caseload.one(type(record), stream, record.id)
    if not reason.strip():
        raise UserError(text("Please fill in {name}.", name=text("the reason")))
    if now is None or not holds_words(entity, field):
        raise UserError(text("Only words in a standing record can be taken out."))
    item = record.id if isinstance(record, EvidenceItem) else getattr(record, "evidence", "")
    if item and any(on == stream for on, _ in caseload.where(SignedSheet, "about", item)):
        raise UserError(
            text("A signed sheet of this item may show the words. Remove it from its form first.")
        )
    left = _without(getattr(now, field) or "", words)
    if (
        words
        and left == getattr(now, field)
        and not _stood_there(caseload, stream, entity, record.id, field, words)
    ):
        raise UserError(text("“{words}” does not stand there. Type it as it is written.", words=words))
    with caseload.together():
        said = Redaction(
            caseload.new_id(),
            entity,
            record.id,
            field,
            caseload.clock().date(),
            assessor_of(caseload).name,
            reason.strip(),
        )
        signed = _applying(caseload, stream, item)
        event = caseload.set_irrevocably(stream, UserAction.REDACT, (entity, record.id, field), left, said)
        redaction.take_out(caseload, event, backup_places(caseload))
        if signed and _applying(caseload, stream, item) != signed:
            open_account(caseload, stream, item, reason)
        papers = _papers_of(caseload, stream, item)
    return _finish(caseload, papers)


def _without(standing: str, words: str) -> str:
    """Return a text without words, however they are written large or small; all of it goes where no words are given."""
    if not words:
        return TAKEN_OUT
    return re.sub(re.escape(words), TAKEN_OUT, standing, flags=re.IGNORECASE)


def _stood_there(caseload: Caseload, stream: str, entity: str, record: str, field: str, words: str) -> bool:
    """Whether words ever stood in a field."""
    return any(
        words.casefold() in str(change.value).casefold()
        for event in caseload.history(stream)
        for change in event.changes
        if (change.entity, change.id, change.field) == (entity, record, field)
    )


def _applying(caseload: Caseload, stream: str, item: str) -> list[str]:
    """Return the signatures of an item's account that still say what the record says."""
    if not item or stream == CASELOAD_STREAM:
        return []
    portfolio = load_portfolio(caseload, stream)
    return [
        s.id
        for s in portfolio.signatures
        if s.evidence == item and not s.opened and still_applies(s, portfolio)
    ]


def _papers_of(caseload: Caseload, stream: str, item: str) -> frozenset[str]:
    """Return the papers kept as they were signed that may show the words: of the item, or all where it is of the whole portfolio."""
    signed = [s.paper for s in caseload.all(Signature, stream) if item in ("", s.evidence)]
    units = [s.paper for s in caseload.all(UnitSignature, stream)]
    return frozenset(paper for paper in (*signed, *units) if paper)


def _finish(caseload: Caseload, papers: frozenset[str]) -> list[Path]:
    if papers:
        caseload.attached.announce_taking_out(papers)
        caseload.attached.take_out(papers)
    return redaction.finish(caseload)


def taken_out_elsewhere(caseload: Caseload, event: Event) -> None:
    """Take out here, within the caller's transaction, what another machine took out with an entry that came in."""
    redaction.take_out(caseload, event, backup_places(caseload))


def finish_elsewhere(caseload: Caseload, event: Event) -> None:
    """Overwrite what was taken out with an entry that came in, with the papers that showed it."""
    papers: set[str] = set()
    for change in event.changes:
        if change.entity in KINDS and change.entity != "taken-out":
            record = caseload.one(KINDS[change.entity].record_type, event.stream, change.id)
            item = change.id if change.entity == "evidence" else getattr(record, "evidence", "")
            papers |= _papers_of(caseload, event.stream, item)
    _finish(caseload, frozenset(papers))


def taken_out(caseload: Caseload, stream: str) -> list[Redaction]:
    """Return what was taken out of a portfolio for good, in the order it was: where, when, by whom and why."""
    return caseload.all(Redaction, stream)


__all__ = ["Redaction", "finish_elsewhere", "redact", "taken_out", "taken_out_elsewhere"]
