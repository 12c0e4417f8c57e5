"""Rules for received files: when to refuse a whole file."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, is_confirmed, own_devices
from csassess.data.exchange.devices import own_card, peers
from csassess.data.exchange.event_values import missing_reference
from csassess.data.exchange.merge import Merged, Verdict
from csassess.data.exchange.quarantine import most_quarantined
from csassess.data.exchange.verify_history import is_in_history
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import decode
from csassess.data.record.fold import has_records
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.redactions import redacted_values
from csassess.data.removal.erasure import is_erased
from csassess.data.removal.redaction import redacted_fields
from csassess.domain.assessment.integrity import dangling_references
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.portfolio import stored_files
from csassess.domain.records.retention import Redaction
from csassess.exchange.bundle import Bundle
from csassess.exchange.errors import BadFileError
from csassess.services.arriving.word_rules import names_missing_wording
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
        raise _contradiction() from error


def _contradiction() -> BadFileError:
    return BadFileError(
        text(
            "The contents of the file contradict each other. It was refused, and nothing "
            "was changed. Ask the sender for a new file."
        )
    )


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


def check_sender(caseload: Caseload, bundle: Bundle, false: Collection[str]) -> None:
    """Raise BadFileError if a file's sender is known here with another key, or claims another's recipient.

    Each would be taken to have what the other received. `false` are the devices that the file names with
    another key. What it says of others than its sender does not make it refused.
    """
    sender = bundle.sender
    if sender.device in false:
        raise BadFileError(
            text(
                "A machine named in the file is known here with a different key. The file was "
                "refused. Ask the machine’s owner."
            )
        )
    confirmed = own_devices(caseload) | accepted_machines(caseload).keys()
    present_cards = {**peers(caseload), caseload.device: own_card(caseload)}
    if any(
        card.recipient == sender.recipient
        for device, card in present_cards.items()
        if device in confirmed - {sender.device}
    ):
        raise BadFileError(
            text(
                "Two machines named in the file claim to be the same recipient. The file was "
                "refused. Ask the sender."
            )
        )


def check_words_are_whole(caseload: Caseload, bundle: Bundle) -> None:
    """Raise BadFileError if new entries lack words that no redaction explains.

    In a portfolio that is known here, a redaction explains it only if an accepted machine wrote it, or
    the machine that wrote the words.
    """
    trusted = {*own_devices(caseload), *accepted_machines(caseload)}
    known = [stream for stream in bundle.streams if has_records(caseload.db, stream)]
    explained = {
        (stream, record.entity, record.record, record.field)
        for stream in bundle.streams
        for record in caseload.all(Redaction, stream)
    }
    by_author: set[tuple[str, tuple[str, str, str, str]]] = set()
    events = [decode(*stored) for stored in bundle.events]
    for event in events:
        fields = {(event.stream, *said) for said in redacted_fields(event)}
        if event.device in trusted or event.stream not in known:
            explained |= fields
        by_author |= {(event.device, field) for field in fields}
    for event, stored in zip(events, bundle.events, strict=True):
        if is_in_history(caseload.db, event.id):
            continue
        for _, *key in redacted_values(*stored):
            field = (event.stream, *key)
            if field not in explained and (event.device, field) not in by_author:
                raise BadFileError(
                    text(
                        "The file leaves out words that no one is recorded to have redacted. It was "
                        "refused. Ask the person who wrote them for the whole portfolio."
                    )
                )


MOST_QUARANTINED = 16 << 20  # bytes of one machine's entries


def check_quarantine(caseload: Caseload, bundle: Bundle) -> None:
    """Raise BadFileError if more of one machine's entries would be quarantined than are kept.

    What strangers wrote does not make the file of an accepted sender refused.
    """
    if not is_confirmed(caseload, bundle.sender.device) and most_quarantined(caseload.db) > MOST_QUARANTINED:
        raise BadFileError(
            text(
                "The file holds more entries of people who are not accepted here than can be set aside. It "
                "was refused. Add the key file of the person who sent it first, then receive it."
            )
        )


def check_wordings_came(caseload: Caseload, bundle: Bundle, merged: Merged) -> None:
    """Raise BadFileError if a file lacks the wording of a unit on which its sender enrolled a candidate.

    What others wrote, or waits for something else as well, is set aside alone.
    """
    for event, ruling in merged.quarantined:
        if event.device != bundle.sender.device or ruling.verdict is not Verdict.WAITS:
            continue
        lacks = any(names_missing_wording(caseload, c, frozenset(bundle.units)) for c in event.changes)
        is_alone = not missing_reference(event, _is_known(caseload, event.stream))
        if lacks and is_alone:
            raise _contradiction()


def _is_known(caseload: Caseload, stream: str) -> Callable[[str, str], bool]:
    return lambda kind, record_id: caseload.row(kind, stream, record_id) is not None


def check_portfolio(caseload: Caseload, stream: str, due: Collection[str]) -> None:
    """Check that a merged portfolio is consistent and has the files that are due; update its status.

    `due` are the SHA-256 of files that the sender of a file should have sent.
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
        if sha256 in due and not store.has(sha256) and not store.is_refused(sha256):
            raise BadFileError(
                text(
                    "A photograph named in the history is missing from the file. Ask the sender "
                    "to send it again."
                )
            )
