"""Receiving portfolios: opened and checked on any thread, previewed, then taken in by one short transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyrage

from csassess.catalogue import text
from csassess.data.exchange.devices import keep_card, keep_head, mark_had, own_identity
from csassess.data.exchange.merge import Merged, take_in
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.stored_files import is_named
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.blobs import BlobStore
from csassess.data.units.units import unit_from
from csassess.domain.records.people import Qualification
from csassess.domain.records.user_actions import UserAction
from csassess.exchange.bundle import Bundle, Passed, read_bundle
from csassess.exchange.container import Container, Progress
from csassess.exchange.errors import BadFileError
from csassess.services.attachments import photograph_cover
from csassess.services.exchange.import_rules import (
    check_devices,
    check_erased,
    check_portfolio,
    reason_against,
    refused_whole,
)
from csassess.services.retention import redaction
from csassess.services.retention.retention import note_erased_elsewhere


@dataclass(frozen=True)
class Opened:
    """A portfolio file that is in order: what it holds, and what is needed to read its pictures."""

    container: Container
    identities: tuple[str, ...]
    bundle: Bundle


def open_file(
    path: Path,
    identity: str,
    passphrase: str = "",
    *,
    passed: Passed = lambda _: None,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Opened:
    """Open a portfolio file with this caseload's identity, or with a passphrase, and check all of it; touches no record.

    Raises UserError with the sentence for what is wrong.
    """
    container = Container(path)
    identities = [identity] if identity else []
    if passphrase and container.locked_key:
        identities.append(str(container.identity(passphrase)))
    loaded = [pyrage.x25519.Identity.from_str(each) for each in identities]
    bundle = read_bundle(container, loaded, passed=passed, progress=progress, cancelled=cancelled)
    return Opened(container, tuple(identities), bundle)


def needs_passphrase(path: Path) -> bool:
    """Whether a portfolio file carries a key that a passphrase unlocks; raises UserError where it is no portfolio file."""
    return bool(Container(path).locked_key)


def take_pictures(
    opened: Opened,
    store: BlobStore,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> set[str]:
    """Keep a file's pictures that are not there yet and return which; they are named by the record only afterwards.

    May run on any thread with a store of its own. Raises UserError, having taken the new ones out again.
    """
    new: set[str] = set()
    identities = [pyrage.x25519.Identity.from_str(each) for each in opened.identities]
    expected = {name: sha256 for sha256, name in opened.bundle.kept.items()}
    try:
        with opened.container.members(identities, progress, cancelled) as files:
            for path, size, content in files:
                name = path.partition("/data/")[2]
                sha256 = expected.get(name)
                if sha256 is None or store.has(sha256) or store.is_taken_out(sha256):
                    continue
                if store.put(content.read(size)) != sha256:
                    raise BadFileError(
                        text("The file was changed while it was received. Nothing was taken in.")
                    )
                new.add(sha256)
    except BaseException:
        store.forget(new)
        raise
    finally:
        store.close()
    return new


def receive(caseload: Caseload, opened: Opened, new_pictures: set[str]) -> Merged:
    """Take a file's history in by one transaction, after a proved safety copy.

    `new_pictures` were kept for it just before, and are taken out again where it is refused. Raises UserError, having changed
    nothing.
    """
    try:
        take_snapshot(caseload, "before-receiving")
        with caseload.together():
            merged = merge_bundle(caseload, opened.bundle, have=set(opened.bundle.kept))
    except BaseException:
        caseload.attached.forget({sha256 for sha256 in new_pictures if not is_named(caseload.db, sha256)})
        raise
    for stream, events in merged.new.items():
        for event in events:
            if event.action == UserAction.REDACT:
                redaction.finish_elsewhere(caseload, event)
            if event.action == UserAction.PHOTOGRAPH_COVER:
                for photograph in {change.id for change in event.changes}:
                    photograph_cover.covered_elsewhere(caseload, stream, photograph)
    return merged


def merge_bundle(caseload: Caseload, bundle: Bundle, have: set[str]) -> Merged:
    """Take a bundle in, within the caller's transaction; raises BadFileError where what comes of it does not hang together."""
    check_devices(caseload, bundle)
    check_erased(caseload, bundle)
    for card, signature in bundle.cards.values():  # whose record it is stands in what is worked out of it
        if card.device != caseload.device:
            keep_card(caseload, card, signature)
    with refused_whole():
        for digest, content in bundle.units.items():
            caseload.store_wording(digest, unit_from(content).id, content)
        merged = take_in(
            caseload, bundle.events, lambda event, written: reason_against(caseload, bundle, event, written)
        )
        for stream, events in merged.new.items():
            for event in events:
                if event.action == UserAction.REDACT:
                    redaction.taken_out_elsewhere(caseload, event)
            check_portfolio(caseload, stream, have | set(bundle.meta["missing"]))
        note_erased_elsewhere(caseload, bundle.meta["erased"])
        for each in bundle.meta["qualifications"]:
            if caseload.one(Qualification, CASELOAD_STREAM, each["id"]) is None:
                caseload.save(
                    CASELOAD_STREAM,
                    UserAction.QUALIFICATION_ADD,
                    Qualification(each["id"], each["title"], each["number"]),
                )
    for (stream, device), head in bundle.heads.items():
        if device != caseload.device:
            keep_head(caseload, head)
        mark_had(caseload, bundle.sender.recipient, stream, {device: head.sequence})
    return merged


__all__ = [
    "Opened",
    "merge_bundle",
    "needs_passphrase",
    "open_file",
    "own_identity",
    "receive",
    "take_pictures",
]
