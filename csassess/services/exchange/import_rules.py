"""Rules for received files: when to refuse a whole file, and when to quarantine an event."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.assessors import has_assessed
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import own_card, peers
from csassess.data.exchange.merge import Ruling, Verdict
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Change, Event
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.erasure import is_erased
from csassess.domain.assessment.integrity import dangling_references
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.portfolio import stored_files
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Sample, Stage
from csassess.domain.records.write_rules import is_verifiers_word
from csassess.domain.verification.sampling import is_too_early
from csassess.exchange.bundle import Bundle
from csassess.exchange.errors import BadFileError
from csassess.services.progress.portfolio_status import store_status
from csassess.services.progress.portfolio_view import portfolio_view


@contextmanager
def refused_whole() -> Iterator[None]:
    """Turn any failure of the block into a refusal of the whole file.

    Others wrote the file, so it may be wrong in any way.
    Raises BadFileError for any error that is not a UserError already.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise BadFileError(
            text(
                "The contents of the file contradict each other. It was refused, and nothing "
                "was changed. Ask the sender for a new file."
            )
        ) from error


def check_erased(caseload: Caseload, bundle: Bundle) -> None:
    """Raise UserError if a portfolio of the file was erased here.

    An old file must not bring it back unnoticed.
    """
    for stream in bundle.streams:
        stub = is_erased(caseload, stream)
        if stub:
            raise UserError(
                text(
                    "The file contains a portfolio that was erased here on {day} (certificate "
                    "{number}). It was refused. To receive it after all, allow it on the Centre "
                    "page first.",
                    day=long_date(stub.on),
                    number=stub.certificate,
                )
            )


def check_devices(caseload: Caseload, bundle: Bundle) -> None:
    """Raise BadFileError if a device of the file is known here with another key."""
    known_cards = {**peers(caseload), caseload.device: own_card(caseload)}
    for device, (card, _) in bundle.cards.items():
        if device in known_cards and known_cards[device].public_key != card.public_key:
            raise BadFileError(
                text(
                    "A machine named in the file is known here with a different key. The file was "
                    "refused. Ask the machine’s owner."
                )
            )


def ruling_on(caseload: Caseload, bundle: Bundle, event: Event, written: Callable[[], None]) -> Ruling | None:
    """Return the ruling on an event that must be quarantined, or None if it counts."""
    reason = reason_against(caseload, bundle, event, written)
    return Ruling(Verdict.NOT_ALLOWED, reason) if reason else None


def reason_against(caseload: Caseload, bundle: Bundle, event: Event, written: Callable[[], None]) -> str:
    """Return why an event must be quarantined; empty if its author may have written it there.

    `written` brings the tables up to date with the preceding events.
    """
    card_and_signature = bundle.cards.get(event.device)
    if card_and_signature is None:
        return text("the machine that wrote it is not known")
    card = card_and_signature[0]
    if event.author != card.person:
        return text("its author is not the person who works on that machine")
    if card.role is not Role.ASSESSOR or any(
        is_verifiers_word(c.entity) or _is_verifiers(c) for c in event.changes
    ):
        written()  # what these may write depends on the record
    if not caseload.permissions.may_write(card.role, event.stream, event.changes):
        return text("the {role} may not make this change", role=label(card.role))
    return _reason_against_verifying(caseload, card, event)


def _reason_against_verifying(caseload: Caseload, card: Card, event: Event) -> str:
    """Return why a verifier's entry must be quarantined; empty if it need not be.

    Verifiers do not verify what they assessed, and sign after the assessor.
    """
    signing = {c.id for c in event.changes if _is_verifiers(c)}
    words = [c for c in event.changes if is_verifiers_word(c.entity) or c.id in signing]
    if not words:
        return ""
    names = [str(change.value) for change in words if change.field == "name"]
    if card.role is Role.VERIFIER:
        is_own_assessment = has_assessed(caseload, event.stream, card.name, *names, person=card.person)
    else:
        is_own_assessment = has_assessed(caseload, event.stream, *names)
    if is_own_assessment:
        return text("an internal verifier may not verify their own assessments")
    early = _comes_too_early(caseload, event, signing)
    return text("the internal verifier signed before the assessor") if early else ""


def _is_verifiers(change: Change) -> bool:
    """Return whether a change makes a unit signature the verifier's."""
    return (change.entity, change.field, change.value) == ("unit-signature", "signer", Signer.VERIFIER)


def _comes_too_early(caseload: Caseload, event: Event, signing: set[str]) -> bool:
    """Return whether a verifier's signature predates the assessor's signature of the unit.

    Applies to signatures of a unit and of a final sample.
    """
    values: dict[tuple[str, str], dict[str, Any]] = {}
    for change in event.changes:
        values.setdefault((change.entity, change.id), {})[change.field] = change.value
    for (entity, record_id), fields in values.items():
        unit = fields.get("unit") if record_id in signing else None
        if entity == "sample-signature":
            sample = caseload.one(Sample, event.stream, record_id)
            sample_fields = values.get(("sample", record_id), {})
            stage = sample_fields.get("stage", sample.stage if sample else "")
            unit = sample_fields.get("unit", sample.unit if sample else "") if stage == Stage.FINAL else None
        if unit and "at" in fields:
            at, on_paper = datetime.fromisoformat(fields["at"]), bool(fields.get("on_paper"))
            portfolio = load_portfolio(caseload, event.stream)
            if is_too_early(unit, at, portfolio, on_paper=on_paper):
                return True
    return False


def check_portfolio(caseload: Caseload, stream: str, have: set[str]) -> None:
    """Check that a merged portfolio is consistent and has all its files; update its status.

    `have` are the SHA-256 of files that come with it or are known to be missing.
    Raises ValueError for a dangling reference, and BadFileError for a missing file.
    """
    portfolio = load_portfolio(caseload, stream)
    if dangling_references(portfolio):
        raise ValueError("something hangs in the air")
    for enrolment in portfolio.enrolments:
        caseload.wording(enrolment.digest)
    store_status(caseload, portfolio_view(caseload, stream))
    store = caseload.attached
    for sha256, _ in stored_files(portfolio):
        if sha256 not in have and not store.has(sha256) and not store.is_refused(sha256):
            raise BadFileError(
                text(
                    "A photograph named in the history is missing from the file. Ask the sender "
                    "to send it again."
                )
            )
