"""Receive portfolio files: open and check them, then merge them in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyrage

from csassess.catalogue import text
from csassess.data.access.opening import become_new_device
from csassess.data.exchange.accepted import accept_vouched, is_confirmed
from csassess.data.exchange.chains import StoredEvent
from csassess.data.exchange.devices import (
    keep_card,
    keep_claims,
    keep_head,
    keep_relayed_card,
    mark_had,
    own_identity,
)
from csassess.data.exchange.merge import Merged, Verdict, judge_again, take_in
from csassess.data.exchange.own_branch import Branch, note_device_before, own_branches, swap, write_again
from csassess.data.exchange.verify_history import place_of
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import decode
from csassess.data.record.stored_files import is_named
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.blobs import BlobStore
from csassess.data.units.units import unit_from
from csassess.domain.records.people import Qualification, Registration
from csassess.domain.records.user_actions import UserAction
from csassess.exchange.bundle import MOST_ATTACHED, Bundle, Passed, read_bundle, read_limited
from csassess.exchange.container import Container
from csassess.exchange.errors import BadFileError
from csassess.exchange.streams import Progress
from csassess.services.attachments import photograph_cover
from csassess.services.exchange.arrival_rules import ArrivalRules
from csassess.services.exchange.import_rules import (
    check_devices,
    check_erased,
    check_portfolio,
    check_quarantine,
    check_words_are_whole,
    refused_whole,
)
from csassess.services.retention import redaction
from csassess.services.retention.retention import note_erased_elsewhere


@dataclass(frozen=True)
class Opened:
    """An opened and checked portfolio file.

    `identities` are the age keys that decrypt its pictures.
    """

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
    """Open a portfolio file and check all of it, without touching any record.

    Opens with this caseload's `identity` or with a passphrase. Safe to run on any thread.
    Raises UserError with a sentence that says what is wrong.
    """
    container = Container(path)
    identities = [identity] if identity else []
    if passphrase and container.locked_key:
        identities.append(str(container.identity(passphrase)))
    loaded = [pyrage.x25519.Identity.from_str(key) for key in identities]
    bundle = read_bundle(container, loaded, passed=passed, progress=progress, cancelled=cancelled)
    return Opened(container, tuple(identities), bundle)


def needs_passphrase(path: Path) -> bool:
    """Return whether a portfolio file can be opened with a passphrase.

    Raises UserError if it is no portfolio file.
    """
    return bool(Container(path).locked_key)


def take_pictures(
    opened: Opened,
    store: BlobStore,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> set[str]:
    """Store a file's pictures that are not stored yet; return the SHA-256 of those.

    The record names them only after `receive`. May run on any thread with a store of its own.
    On any error, or if cancelled, removes the new ones again and raises.
    """
    new: set[str] = set()
    identities = [pyrage.x25519.Identity.from_str(key) for key in opened.identities]
    expected = {name: sha256 for sha256, name in opened.bundle.attachments.items()}
    try:
        with opened.container.members(identities, progress, cancelled) as files:
            for path, size, content in files:
                name = path.partition("/data/")[2]
                sha256 = expected.get(name)
                if sha256 is None or store.has(sha256) or store.is_refused(sha256):
                    continue
                if store.put(read_limited(content, size, MOST_ATTACHED)) != sha256:
                    raise BadFileError(
                        text("The file changed while it was being received. Nothing was added. Try again.")
                    )
                new.add(sha256)
    except BaseException:
        store.forget(new)
        raise
    finally:
        store.close()
    return new


def receive(caseload: Caseload, opened: Opened, new_pictures: set[str]) -> Merged:
    """Merge a file's history in one transaction, after a verified snapshot.

    `new_pictures` were stored for it by `take_pictures`; they are removed again if this fails.
    Raises UserError, having changed nothing.
    """
    try:
        take_snapshot(caseload, "before-receiving")
        with caseload.together():
            merged = merge_bundle(caseload, opened.bundle, have=set(opened.bundle.attachments))
    except BaseException:
        caseload.attached.forget({sha256 for sha256 in new_pictures if not is_named(caseload.db, sha256)})
        raise
    finish_removals(caseload, merged)
    return merged


def finish_removals(caseload: Caseload, merged: Merged) -> None:
    """Overwrite what was agreed to be redacted or covered."""
    for event in merged.agreed:
        if event.action == UserAction.REDACT:
            redaction.finish_received_redaction(caseload, event)
        for change in event.changes:
            if (change.entity, change.field, change.value) == ("photograph", "covered", True):
                photograph_cover.apply_received_cover(caseload, event.stream, change.id)


def merge_bundle(caseload: Caseload, bundle: Bundle, have: set[str]) -> Merged:
    """Merge a bundle within the caller's transaction.

    `have` are the SHA-256 of files that come with it.
    Raises BadFileError if the result is inconsistent, and UserError if the file is refused.
    """
    check_devices(caseload, bundle)
    check_erased(caseload, bundle)
    check_words_are_whole(caseload, bundle)
    _keep_cards(caseload, bundle)
    with refused_whole():
        rules = ArrivalRules(caseload)
        rules.note_who_assesses(decode(*stored) for stored in bundle.events)
        merged = take_in(caseload, bundle.events, rules)
        own_entries = _give_way(caseload, merged)
        merged.add(judge_again(caseload, bundle.streams, rules))
        merged.agreed = rules.agreed_among(merged)
        _write_as_new_machine(caseload, merged, own_entries)
        check_quarantine(caseload)
        _store_wordings(caseload, bundle, merged)
        settle(caseload, merged, have | set(bundle.meta["missing"]))
        _keep_qualifications(caseload, bundle, merged)
        if is_confirmed(caseload, bundle.sender.device):
            note_erased_elsewhere(caseload, bundle.meta["erased"], bundle.sender.device)
    for (stream, device), head in bundle.heads.items():
        if stream in bundle.streams and place_of(caseload.db, head.event) == (stream, device, head.sequence):
            if device != caseload.device:
                keep_head(caseload, head)
            mark_had(caseload, bundle.sender.recipient, stream, {device: head.sequence})
    return merged


def _give_way(caseload: Caseload, merged: Merged) -> dict[Branch, list[StoredEvent]]:
    """Let chains of this caseload that were continued elsewhere go on as they arrived.

    Return what was written here instead, by branch.
    """
    return {branch: swap(caseload, branch, merged) for branch in own_branches(caseload, merged)}


def _write_as_new_machine(
    caseload: Caseload, merged: Merged, own_entries: dict[Branch, list[StoredEvent]]
) -> None:
    """Write what was written here on branches that gave way again, as a new device."""
    if any(branch.device == caseload.device for branch in own_entries):
        note_device_before(caseload, caseload.device)
        become_new_device(caseload)
        merged.is_new_machine = True
    for entries in own_entries.values():
        write_again(caseload, entries)


def settle(caseload: Caseload, merged: Merged, have: set[str]) -> None:
    """Do what merged events ask for, and check the portfolios, within the caller's transaction.

    Raises ValueError or BadFileError if a portfolio is inconsistent.
    """
    for event in merged.agreed:
        if event.action == UserAction.REDACT:
            redaction.apply_received_redaction(caseload, event)
    for stream in merged.new:
        if not _is_removed(caseload, stream):
            check_portfolio(caseload, stream, have)


def _keep_cards(caseload: Caseload, bundle: Bundle) -> None:
    """Keep the cards of a file, first: what is derived from the record names its authors."""
    written = datetime.fromisoformat(bundle.meta["created"])
    for card, signature in bundle.cards.values():
        if card.device == bundle.sender.device != caseload.device:
            keep_card(caseload, card, signature, written)
        elif card.device != caseload.device:
            keep_relayed_card(caseload, card, signature)
    for device, claims in bundle.claims.items():
        is_sender = device == bundle.sender.device
        keep_claims(caseload, device, replace(claims, program=bundle.meta["program"] if is_sender else ""))
    accept_vouched(caseload)


def _store_wordings(caseload: Caseload, bundle: Bundle, merged: Merged) -> None:
    """Store the wordings of units that an entry taken in, or waiting for an agreement, names."""
    waiting = [event for event, ruling in merged.quarantined if ruling.verdict is Verdict.ASKED]
    for event in (*(event for events in merged.new.values() for event in events), *waiting):
        for change in event.changes:
            if (change.entity, change.field) == ("enrolment", "digest") and change.value in bundle.units:
                content = bundle.units[change.value]
                caseload.store_wording(change.value, unit_from(content).id, content)


def _keep_qualifications(caseload: Caseload, bundle: Bundle, merged: Merged) -> None:
    """Keep the qualifications for which a candidate of the file is now registered."""
    named = {
        registration.qualification
        for stream in merged.new
        for registration in caseload.all(Registration, stream)
    }
    for qualification in bundle.meta["qualifications"]:
        is_new = caseload.one(Qualification, CASELOAD_STREAM, qualification["id"]) is None
        if is_new and qualification["id"] in named:
            caseload.save(
                CASELOAD_STREAM,
                UserAction.QUALIFICATION_ADD,
                Qualification(qualification["id"], qualification["title"], qualification["number"]),
            )


def _is_removed(caseload: Caseload, stream: str) -> bool:
    """Return whether a candidate was here and was removed."""
    row = caseload.row("candidate", stream, stream)
    return row is not None and bool(row["deleted"])


__all__ = [
    "Opened",
    "finish_removals",
    "merge_bundle",
    "needs_passphrase",
    "open_file",
    "own_identity",
    "receive",
    "settle",
    "take_pictures",
]
