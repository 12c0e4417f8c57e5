"""Send portfolios: gather them from the record, then write and verify the file."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyrage

from csassess import __version__
from csassess.catalogue import text
from csassess.data.exchange.accepted import said_of_others
from csassess.data.exchange.chains import StoredEvent, chain_ends, stored_events
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import (
    claims_of,
    had_by,
    mark_had,
    own_card,
    own_entry,
    own_identity,
    own_recipient,
    signed_cards,
    signed_heads,
)
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.storage.atomic_files import sync_folder
from csassess.data.storage.blobs import BlobStore
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.portfolio import Portfolio, stored_files
from csassess.domain.records.people import Qualification
from csassess.domain.records.retention import Erasure
from csassess.exchange.bundle import FORMAT, Bundle, Outgoing, members, read_bundle
from csassess.exchange.container import Container, Member, member, write
from csassess.exchange.pages import ShownPortfolio, index_page, matrix_csv
from csassess.exchange.streams import Progress
from csassess.forms.content import Paper, RecordingFormContent
from csassess.services.access.caseloads import centre_of
from csassess.services.papers import files as papers
from csassess.services.progress.history import history
from csassess.services.progress.portfolio_view import portfolio_view

SHORTEST_PASSPHRASE = 12  # characters; it protects every copy of the file


@dataclass(frozen=True)
class Parcel:
    """Everything needed to write a portfolio file without touching the record.

    `named` are the files to pack as (SHA-256, name), `ends` how far each device's chain goes.
    """

    meta: dict[str, Any]
    events: tuple[StoredEvent, ...]
    units: dict[str, Any]
    pages: tuple[Member, ...]
    papers: dict[str, tuple[Paper, list[RecordingFormContent | Paper]]]
    named: tuple[tuple[str, str], ...]  # SHA-256 and name in the file
    store: BlobStore
    sign: Callable[[bytes], dict[str, str]]
    recipients: tuple[str, ...]
    passphrase: str
    identity: str
    ends: dict[str, dict[str, int]]


def gather(
    caseload: Caseload,
    candidate_ids: Sequence[str],
    *,
    passphrase: str = "",
    recipients: Sequence[Card] = (),
    only_new: bool = False,
    with_forms: bool = True,
    known: dict[str, dict[str, int]] | None = None,
) -> Parcel:
    """Gather what to send of some candidates: everything, or only what the recipients lack.

    The file opens with the passphrase, or with the recipients' keys. `known` says how far the
    recipients have each chain, by candidate and device; by default it is what was sent to them.
    Raises UserError without candidates, with neither recipients nor a long enough passphrase, or if
    there is nothing new.
    """
    if not candidate_ids:
        raise UserError(text("Please tick at least one candidate."))
    if not recipients and len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserError(
            text(
                "Choose a passphrase of at least {count} characters for the file. A few words "
                "are easiest to say over the telephone.",
                count=SHORTEST_PASSPHRASE,
            )
        )
    sent_so_far = known or {
        stream: least([had_by(caseload, card.recipient, stream) for card in recipients]) if only_new else {}
        for stream in candidate_ids
    }
    events = tuple(
        event for stream in candidate_ids for event in stored_events(caseload.db, stream, sent_so_far[stream])
    )
    if not events:
        raise UserError(text("There is nothing new to send: the recipient has already received everything."))
    views = [portfolio_view(caseload, stream) for stream in candidate_ids]
    portfolios = [view.portfolio for view in views]
    sent = text(
        "Sent by {name} on {day}.", name=own_card(caseload).name, day=long_date(caseload.clock().date())
    )
    index_entries = [ShownPortfolio(v.portfolio, v.standings, _history(caseload, v.portfolio)) for v in views]
    index, matrix = index_page(index_entries, centre_of(caseload).name, sent), matrix_csv(index_entries)
    named = tuple(dict.fromkeys(file for portfolio in portfolios for file in stored_files(portfolio)))
    new_values = _values_set(events) if only_new else None
    stored = tuple((sha256, name) for sha256, name in named if caseload.attached.has(sha256))
    digests = {enrolment.digest for portfolio in portfolios for enrolment in portfolio.enrolments}
    return Parcel(
        meta=_meta(
            caseload,
            portfolios,
            whole=not only_new,
            missing=sorted({s for s, _ in named} - {s for s, _ in stored}),
        ),
        events=events,
        units={digest: caseload.wording(digest) for digest in sorted(digests)},
        pages=(member("index.html", index), member("matrix.csv", matrix)),
        papers=(
            {v.portfolio.candidate.id: papers.whole_portfolio(caseload, v) for v in views}
            if with_forms
            else {}
        ),
        named=tuple(pair for pair in stored if new_values is None or pair[0] in new_values),
        store=caseload.attached.another(),
        sign=_signer(caseload),
        recipients=tuple(card.recipient for card in recipients),
        passphrase=passphrase,
        identity=own_identity(caseload),
        ends={
            s: {device: sequence for device, (sequence, _) in chain_ends(caseload.db, s).items()}
            for s in candidate_ids
        },
    )


def least(progresses: list[dict[str, int]]) -> dict[str, int]:
    """Return how far every one of several recipients has each chain."""
    return {
        device: min(progress.get(device, 0) for progress in progresses) for device in set().union(*progresses)
    }


def _values_set(events: tuple[StoredEvent, ...]) -> set[str]:
    """Return all text values set by some events, to find the files that are new with them."""
    return {
        v["value"] for event in events for v in json.loads(event.disclosed) if isinstance(v.get("value"), str)
    }


def _history(caseload: Caseload, portfolio: Portfolio) -> tuple[Any, ...]:
    return tuple((entry.at, entry.author, entry.words) for entry in history(caseload, portfolio.candidate.id))


def _meta(
    caseload: Caseload, portfolios: list[Portfolio], *, whole: bool, missing: list[str]
) -> dict[str, Any]:
    wanted = {r.qualification for portfolio in portfolios for r in portfolio.registrations}
    qualifications = [q for q in caseload.all(Qualification, CASELOAD_STREAM) if q.id in wanted]
    centre = centre_of(caseload)
    streams = [portfolio.candidate.id for portfolio in portfolios]
    heads = [
        head for stream in streams for head in signed_heads(caseload, stream, chain_ends(caseload.db, stream))
    ]
    return {
        "format": FORMAT,
        "program": f"csassess {__version__}",
        "created": caseload.clock().isoformat(timespec="seconds"),
        "sender": caseload.device,
        "candidates": streams,
        "whole": whole,
        "missing": missing,
        "cards": _cards(caseload),
        "heads": [
            {
                "stream": h.stream,
                "device": h.device,
                "sequence": h.sequence,
                "event": h.event,
                "signature": h.signature,
            }
            for h in heads
        ],
        "qualifications": [{"id": q.id, "title": q.title, "number": q.number} for q in qualifications],
        "centre": {"name": centre.name, "number": centre.number},
        "erased": [
            {"id": stub.id, "on": stub.on.isoformat(), "by": stub.by, "certificate": stub.certificate}
            for stub in caseload.all(Erasure, CASELOAD_STREAM)
        ],
    }


def _cards(caseload: Caseload) -> list[dict[str, Any]]:
    """Return every card with its signature and what is said of its device, this device's first."""
    said, claims = said_of_others(caseload), claims_of(caseload)
    entries = [own_entry(caseload)]
    for card, signature in signed_cards(caseload)[1:]:
        relayed: dict[str, Any] = {}
        if card.device in claims and claims[card.device].vouched_by:
            voucher = claims[card.device]
            relayed = {"vouched": {"by": voucher.vouched_by, "signature": voucher.voucher}}
        entries.append({"card": card.content, "signature": signature, **relayed, **said.get(card.device, {})})
    return entries


def _signer(caseload: Caseload) -> Callable[[bytes], dict[str, str]]:
    card = own_card(caseload)
    secret = caseload.local.get("device-key") or ""

    def sign_manifest(manifest: bytes) -> dict[str, str]:
        from csassess.data.exchange.device_card import sign

        signature = sign(secret, hashlib.sha256(manifest).hexdigest())
        return {"device": card.device, "public_key": card.public_key, "signature": signature}

    return sign_manifest


def write_parcel(
    parcel: Parcel,
    path: Path,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Bundle:
    """Write a parcel to a temporary file, verify it and rename it; return what was read back.

    Touches no record, so it may run on any thread.
    Raises UserError if it cannot be written or is cancelled; no partial file is left.
    """
    identity = pyrage.x25519.Identity.from_str(parcel.identity)
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in parcel.recipients] + [identity.to_public()]
    locked = b""
    if parcel.passphrase:
        one_time_identity = pyrage.x25519.Identity.generate()
        recipients.append(one_time_identity.to_public())
        locked = pyrage.passphrase.encrypt(f"{one_time_identity}\n".encode(), parcel.passphrase)
    temporary = path.with_name(path.name + ".part")
    outgoing = Outgoing(parcel.meta, parcel.events, parcel.units, _files(parcel))
    info = {"Bagging-Date": parcel.meta["created"][:10], "Bag-Software-Agent": parcel.meta["program"]}
    try:
        write(
            temporary,
            members(outgoing, parcel.sign, info),
            recipients,
            locked,
            _readme(bool(locked)),
            progress,
            cancelled,
        )
        bundle = read_bundle(Container(temporary), [identity], progress=progress, cancelled=cancelled)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UserError(
            text(
                "The file could not be written to “{folder}”: {reason}.",
                folder=path.parent,
                reason=error.strerror or error,
            )
        ) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        parcel.store.close()
    return bundle


def _files(parcel: Parcel) -> Iterator[Member]:
    yield from parcel.pages
    for stream, (cover, contents) in parcel.papers.items():
        yield member(f"forms/{stream}.pdf", papers.draw_whole(cover, contents))
    for sha256, name in parcel.named:
        yield member(name, parcel.store.content(sha256))


def _readme(with_passphrase: bool) -> str:
    opening = (
        text("  age -d -i key.age bag.tar.age > bag.tar      (asks for the passphrase)")
        if with_passphrase
        else text("  age -d -i YOUR-KEY-FILE bag.tar.age > bag.tar")
    )
    return text(
        "This is a csassess portfolio file. It is locked. To open it in csassess, "
        "choose Send and receive, Receive a file.\n\nTo open it without csassess, use "
        "age (age-encryption.org) and tar:\n\n{opening}\n  tar -xf bag.tar\n  bagit.py "
        "--validate portfolio      (checks that everything is there and unchanged)\n\n"
        "Then open portfolio/data/index.html in a browser. For a spreadsheet, open "
        "portfolio/data/matrix.csv.\n",
        opening=opening,
    )


def sent(caseload: Caseload, parcel: Parcel) -> None:
    """Record how far the recipients now have the portfolios, once the file is verified."""
    with caseload.together():
        for recipient in parcel.recipients:
            for stream, ends in parcel.ends.items():
                mark_had(caseload, recipient, stream, ends)


def send(
    caseload: Caseload,
    candidate_ids: Sequence[str],
    path: Path,
    *,
    passphrase: str = "",
    recipients: Sequence[Card] = (),
    only_new: bool = False,
    with_forms: bool = True,
) -> Bundle:
    """Gather, write, verify and record in one go.

    Raises UserError as its steps do.
    """
    parcel = gather(
        caseload,
        candidate_ids,
        passphrase=passphrase,
        recipients=recipients,
        only_new=only_new,
        with_forms=with_forms,
    )
    bundle = write_parcel(parcel, path)
    sent(caseload, parcel)
    return bundle


def suggested_name(candidate_ids: Sequence[str], on: date) -> str:
    """Return a file name with the date and without personal data."""
    code = hashlib.sha256(" ".join(sorted(candidate_ids)).encode()).hexdigest()[:8]
    return f"portfolio-{on.isoformat()}-{code}.csbundle"


# Keys, exchanged once


__all__ = [
    "Parcel",
    "gather",
    "own_recipient",
    "send",
    "sent",
    "suggested_name",
    "write_parcel",
]
