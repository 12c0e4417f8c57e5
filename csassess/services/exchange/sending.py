"""Send portfolios: gather them from the record, then write and verify the file."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyrage

from csassess.catalogue import text
from csassess.data.exchange.accepted import vouch_for_successor
from csassess.data.exchange.centre_chains import CentreChains, centre_chains
from csassess.data.exchange.chains import StoredEvent, chain_ends, stored_events
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import (
    had_by,
    mark_had,
    own_card,
    own_identity,
    own_recipient,
    sign_off,
    unsigned_devices,
)
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.safekeeping.backup_reader import open_backup
from csassess.data.safekeeping.backups import backups_in, places
from csassess.data.storage.blobs import BlobStore
from csassess.data.storage.passphrase_files import locked_with_passphrase
from csassess.data.storage.picture_check import is_whole_stored
from csassess.data.storage.plain_files import PART
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.portfolio import Portfolio, stored_files
from csassess.exchange.bundle import Bundle, Outgoing, members, read_bundle
from csassess.exchange.container import Container, Member, member, write
from csassess.exchange.errors import CancelledError
from csassess.exchange.pages import ShownPortfolio, index_page, matrix_csv
from csassess.exchange.streams import Progress
from csassess.forms.content import Paper, RecordingFormContent
from csassess.platform.drives import is_reachable
from csassess.platform.files import delete_if_free, flush_folder, move, reason_of
from csassess.services.access.caseloads import centre_of
from csassess.services.exchange.file_description import description, wordings_named
from csassess.services.papers import files as papers
from csassess.services.progress.history import history
from csassess.services.progress.portfolio_view import portfolio_view

SHORTEST_PASSPHRASE = 12  # characters; it protects every copy of the file


@dataclass(frozen=True)
class Parcel:
    """Everything needed to write a portfolio file without touching the record.

    `named` are the files to pack as (SHA-256, name), `stored` all that the portfolios name and that
    are here, `ends` how far each device's chain goes.
    """

    meta: dict[str, Any]
    events: tuple[StoredEvent, ...]
    units: dict[str, Any]
    pages: tuple[Member, ...]
    papers: dict[str, tuple[Paper, list[RecordingFormContent | Paper]]]
    named: tuple[tuple[str, str], ...]  # SHA-256 and name in the file
    stored: tuple[tuple[str, str], ...]
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
    with_centre: bool = True,
) -> Parcel:
    """Gather what to send of some candidates: everything, or only what the recipients lack.

    The file opens with the passphrase, or with the recipients' keys. `known` says how far the
    recipients have each chain, by candidate and device; by default it is what was sent to them. What the
    centre shares goes along, whole, unless the file leaves the centre; in a file for a folder
    (`known`) it goes alone, as if it were a candidate.
    Raises UserError without candidates, with neither recipients nor a long enough passphrase, or if
    there is nothing new.
    """
    if not candidate_ids:
        raise UserError(text("Please tick at least one candidate."))
    centre = _centre_part(caseload, known, with_centre)
    candidate_ids = [stream for stream in candidate_ids if stream != CENTRE_STREAM]
    if not recipients and len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserError(
            text(
                "Choose a passphrase of at least {count} characters for the file. A few words "
                "are easiest to say over the telephone.",
                count=SHORTEST_PASSPHRASE,
            )
        )
    _check_signed(caseload, candidate_ids)
    sent_so_far = known or {
        stream: least([had_by(caseload, card.recipient, stream) for card in recipients]) if only_new else {}
        for stream in candidate_ids
    }
    events = tuple(
        event for stream in candidate_ids for event in stored_events(caseload.db, stream, sent_so_far[stream])
    )
    is_whole = not only_new or known is not None
    if not events and not (centre.events and (is_whole or _is_new(caseload, centre, recipients))):
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
    logo = centre_of(caseload).logo if centre.events else ""
    named += ((logo, f"files/{logo}.jpg"),) if logo and logo not in dict(named) else ()
    stored = tuple((sha256, name) for sha256, name in named if caseload.attached.has(sha256))
    return Parcel(
        meta=description(
            caseload,
            portfolios,
            whole=not only_new,
            missing=sorted({s for s, _ in named} - {s for s, _ in stored}),
            centre_heads=centre.heads,
        ),
        events=(*events, *centre.events),
        units=wordings_named(caseload, portfolios),
        pages=(member("index.html", index), member("matrix.csv", matrix)),
        papers=(
            {v.portfolio.candidate.id: papers.whole_portfolio(caseload, v, attached=False) for v in views}
            if with_forms
            else {}
        ),
        named=tuple(p for p in stored if new_values is None or p[0] in new_values or p[0] == logo),
        stored=stored,
        store=caseload.attached.another(),
        sign=_signer(caseload),
        recipients=tuple(card.recipient for card in recipients),
        passphrase=passphrase,
        identity=own_identity(caseload),
        ends={
            s: {device: sequence for device, (sequence, _) in chain_ends(caseload.db, s).items()}
            for s in candidate_ids
        }
        | ({CENTRE_STREAM: centre.ends} if centre.heads else {}),
    )


def shares_centre(caseload: Caseload) -> bool:
    """Return whether there is anything to send of what the centre shares."""
    return bool(centre_chains(caseload).heads)


def _centre_part(
    caseload: Caseload, known: dict[str, dict[str, int]] | None, with_centre: bool
) -> CentreChains:
    """Return what goes along of what the centre shares."""
    if known is None:
        return centre_chains(caseload) if with_centre else CentreChains()
    return centre_chains(caseload, known[CENTRE_STREAM]) if CENTRE_STREAM in known else CentreChains()


def _is_new(caseload: Caseload, centre: CentreChains, recipients: Sequence[Card]) -> bool:
    """Return whether a recipient was not sent all of what the centre shares."""
    return any(
        end > had_by(caseload, card.recipient, CENTRE_STREAM).get(device, 0)
        for card in recipients
        for device, end in centre.ends.items()
    )


def _check_signed(caseload: Caseload, candidate_ids: Sequence[str]) -> None:
    """Check that every machine signed what it wrote; backups may still hold the key of an earlier one.

    Raises UserError if one did not: no one would receive the file.
    """
    unsigned = _unsigned(caseload, candidate_ids)
    if not unsigned:
        return
    for backup in (
        backup for place in filter(is_reachable, places(caseload)) for backup in reversed(backups_in(place))
    ):
        with suppress(UserError), open_backup(caseload, backup) as reader:
            state = reader.local_state()
            if state.get("device") in unsigned:
                sign_off(caseload, state)
                vouch_for_successor(caseload, state)
    unsigned = _unsigned(caseload, candidate_ids)
    if unsigned:
        raise UserError(
            text(
                "The portfolio holds entries that machine {code} wrote and did not sign, because its key was"
                " lost when this caseload was restored or copied. Send the portfolio from that machine to"
                " this one first. If it is gone, make a backup folder of that time available, or restore"
                " its last backup again with this version of csassess, then send.",
                code=", ".join(sorted(device[:6] for device in unsigned)),
            )
        )


def _unsigned(caseload: Caseload, candidate_ids: Sequence[str]) -> set[str]:
    return {device for stream in candidate_ids for device in unsigned_devices(caseload, stream)}


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
    parcel = _without_damaged(parcel, cancelled)
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in parcel.recipients] + [identity.to_public()]
    locked = b""
    if parcel.passphrase:
        one_time_identity = pyrage.x25519.Identity.generate()
        recipients.append(one_time_identity.to_public())
        locked = locked_with_passphrase(f"{one_time_identity}\n".encode(), parcel.passphrase)
    temporary = path.with_name(path.name + PART)
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
        move(temporary, path)
        flush_folder(path.parent)
    except OSError as error:
        _remove(temporary)
        raise UserError(
            text(
                "The file could not be written to “{folder}”: {reason}.",
                folder=path.parent,
                reason=reason_of(error),
            )
        ) from None
    except BaseException:
        _remove(temporary)
        raise
    finally:
        parcel.store.close()
    return bundle


def _remove(temporary: Path) -> None:
    delete_if_free(temporary)


def _without_damaged(parcel: Parcel, cancelled: Callable[[], bool]) -> Parcel:
    """Return a parcel without photographs that cannot be decoded: any recipient would refuse it all."""
    damaged = set()
    for sha256, name in parcel.stored:
        if cancelled():
            raise CancelledError(text("Stopped. Nothing was written."))
        if name.startswith("photos/") and not is_whole_stored(parcel.store, sha256):
            damaged.add(sha256)
    missing = sorted({*parcel.meta["missing"], *damaged})
    return replace(
        parcel,
        meta={**parcel.meta, "missing": missing},
        named=tuple(pair for pair in parcel.named if pair[0] not in damaged),
    )


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
