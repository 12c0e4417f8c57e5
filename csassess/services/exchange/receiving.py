"""Receive portfolio files: open and check them, then merge them in one transaction."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage

from csassess.catalogue import text
from csassess.data.exchange.accepted import accept_vouched, is_confirmed
from csassess.data.exchange.devices import (
    cards_by_device,
    keep_head,
    mark_had,
    own_identity,
)
from csassess.data.exchange.false_keys import false_devices, forget_idle, keep_cards
from csassess.data.exchange.merge import Merged, Verdict, judge_again, take_in
from csassess.data.exchange.verify_history import is_in_history, place_of_link
from csassess.data.qualifications.reader import is_newer as is_newer_qualification
from csassess.data.qualifications.reader import qualification_from
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.events import Change, Event, decode
from csassess.data.record.portfolios import verifies_every_unit
from csassess.data.record.stored_files import is_named
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.blobs import BlobStore
from csassess.data.units.checks import check_sound
from csassess.data.units.formats import is_newer, unit_from
from csassess.domain.file_kinds import MOST_BYTES
from csassess.domain.records.people import Qualification, Registration
from csassess.domain.records.user_actions import UserAction
from csassess.exchange.bundle import Bundle, Passed, read_bundle, read_limited
from csassess.exchange.container import Container
from csassess.exchange.errors import BadFileError
from csassess.exchange.streams import Progress
from csassess.services.arriving.arrival_rules import ArrivalRules
from csassess.services.arriving.centre_settling import settle_centre
from csassess.services.arriving.earlier_strangers import judge_strangers_again
from csassess.services.arriving.own_chains import give_way, write_as_new_machine
from csassess.services.attachments import photograph_cover
from csassess.services.exchange.import_rules import (
    check_erased,
    check_portfolio,
    check_quarantine,
    check_sender,
    check_wordings_came,
    check_words_are_whole,
    refused_whole,
)
from csassess.services.qualifications import caseload_qualifications
from csassess.services.retention import redaction
from csassess.services.retention.retention import note_erased_elsewhere
from csassess.services.units import caseload_units


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
                if store.put(read_limited(content, size, MOST_BYTES)) != sha256:
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
    """Overwrite what was agreed to be redacted or covered, and note what a cover deleted elsewhere."""
    for event in merged.agreed:
        if event.action == UserAction.REDACT:
            redaction.finish_received_redaction(caseload, event)
        for change in event.changes:
            if (change.entity, change.field, change.value) == ("photograph", "covered", True):
                photograph_cover.apply_received_cover(caseload, event.stream, change.id)
    for events in merged.new.values():
        for event in events:
            photograph_cover.note_papers_deleted(caseload, event)


def merge_bundle(caseload: Caseload, bundle: Bundle, have: set[str]) -> Merged:
    """Merge a bundle within the caller's transaction.

    `have` are the SHA-256 of files that come with it.
    Raises BadFileError if the result is inconsistent, and UserError if the file is refused.
    """
    false = false_devices(caseload, bundle.cards, bundle.claims)
    check_sender(caseload, bundle, false)
    check_erased(caseload, bundle)
    check_words_are_whole(caseload, bundle)
    every_unit = verifies_every_unit(caseload)
    with caseload.permissions.by_itself(), refused_whole():
        _keep_cards(caseload, bundle, false)
        rules = ArrivalRules(caseload, bundle.units)
        events = [decode(*stored) for stored in bundle.events]
        rules.note_who_assesses(events)
        before = judge_strangers_again(caseload, bundle.streams, rules)
        merged = take_in(
            caseload, bundle.events, rules, whole=_whole_streams(caseload, bundle), false_devices=false
        )
        check_wordings_came(caseload, bundle, merged)
        own_entries = give_way(caseload, merged, false)
        merged.quarantined[:0] = before
        merged.add(judge_again(caseload, (*bundle.streams, CENTRE_STREAM), rules))
        merged.agreed = rules.agreed_among(merged)
        write_as_new_machine(caseload, merged, own_entries)
        check_quarantine(caseload, bundle)
        _store_wordings(caseload, bundle, merged)
        if bundle.has_centre:
            _add_of_centre(merged, settle_centre(caseload, verified_every_unit=every_unit))
        settle(caseload, merged, _due(bundle, events) - have)
        _keep_qualifications(caseload, bundle, merged)
        if is_confirmed(caseload, bundle.sender.device):
            note_erased_elsewhere(caseload, bundle.meta["erased"], bundle.sender.device)
    _note_heads(caseload, bundle, false)
    return merged


def _add_of_centre(merged: Merged, settled: Merged) -> None:
    """Add what counts now of what the centre shares."""
    counting = settled.new.get(CENTRE_STREAM, [])
    merged.new.setdefault(CENTRE_STREAM, []).extend(counting)
    ids = {event.id for event in counting}
    merged.quarantined = [q for q in merged.quarantined if q.event.id not in ids]


def _note_heads(caseload: Caseload, bundle: Bundle, false: Collection[str]) -> None:
    """Keep the signed ends of the chains that are here, and note that an accepted sender has them.

    A branch that was set aside is no part of a chain, so its end is not kept.
    """
    is_sender_confirmed = is_confirmed(caseload, bundle.sender.device)
    for (stream, device), head in bundle.heads.items():
        if device in false or place_of_link(caseload.db, head.event) != (stream, device, head.sequence):
            continue
        if device != caseload.device:
            keep_head(caseload, head)
        if is_sender_confirmed:
            mark_had(caseload, bundle.sender.recipient, stream, {device: head.sequence})


def _whole_streams(caseload: Caseload, bundle: Bundle) -> frozenset[str]:
    """Return the portfolios of a file of which every chain is in the file or here, up to its signed end."""
    coming = {stored.id for stored in bundle.events}
    missing = {
        stream
        for (stream, _), head in bundle.heads.items()
        if head.event not in coming and not is_in_history(caseload.db, head.event)
    }
    return frozenset((*bundle.streams, CENTRE_STREAM)) - missing


def _due(bundle: Bundle, events: Iterable[Event]) -> set[str]:
    """Return the SHA-256 of files that a file's sender named and should have sent.

    What others named may be missing there too.
    """
    sender = bundle.sender.device
    named = {c.value for event in events if event.device == sender for c in event.changes if _is_text(c)}
    return named - set(bundle.meta["missing"])


def _is_text(change: Change) -> bool:
    return isinstance(change.value, str)


def settle(caseload: Caseload, merged: Merged, due: Collection[str]) -> None:
    """Do what merged events ask for, and check the portfolios, within the caller's transaction.

    `due` are the SHA-256 of files that should have come.
    Raises ValueError or BadFileError if a portfolio is inconsistent.
    """
    for event in merged.agreed:
        if event.action == UserAction.REDACT:
            redaction.apply_received_redaction(caseload, event)
    for stream in merged.new.keys() - {CENTRE_STREAM}:
        if not _is_removed(caseload, stream):
            check_portfolio(caseload, stream, due)


def _keep_cards(caseload: Caseload, bundle: Bundle, false: Collection[str]) -> None:
    """Keep the cards of a file, first: what is derived from the record names its authors.

    Of machines that no one accepted and that wrote nothing, no more than a number are kept.
    """
    sender = bundle.sender.device
    cards = {device: signed for device, signed in bundle.cards.items() if device not in false}
    claims = {
        device: replace(said, program=bundle.meta["program"] if device == sender else "")
        for device, said in bundle.claims.items()
        if device in cards
    }
    known = cards_by_device(caseload).keys()
    keep_cards(caseload, cards, claims, sender, datetime.fromisoformat(bundle.meta["created"]))
    accept_vouched(caseload)
    writers = {decode(*stored).device for stored in bundle.events}
    forget_idle(caseload, cards.keys() - known - writers - {sender})


def _store_wordings(caseload: Caseload, bundle: Bundle, merged: Merged) -> None:
    """Store the wordings of units that an entry taken in, or waiting for something, names."""
    waiting = [
        event for event, ruling in merged.quarantined if ruling.verdict in (Verdict.ASKED, Verdict.WAITS)
    ]
    for event in (*(event for events in merged.new.values() for event in events), *waiting):
        for change in event.changes:
            if (change.entity, change.field) == ("registration", "digest") and change.value in bundle.units:
                _store_qualification(caseload, change.value, bundle.units[change.value], bundle.sender.name)
            if (change.entity, change.field) == ("enrolment", "digest") and change.value in bundle.units:
                content = bundle.units[change.value]
                if is_newer(content):  # kept for the version of the program that can read it
                    caseload.store_wording(change.value, change.id, content)
                    continue
                unit = unit_from(content)
                check_sound(unit)
                caseload.store_wording(change.value, unit.id, content)
                caseload_units.receive(caseload, unit, change.value, bundle.sender.name)


def _store_qualification(caseload: Caseload, digest: str, content: Any, sender: str) -> None:
    """Store the wording of a qualification for which a candidate of the file is registered, as a draft.

    What this program does not read yet is kept for the version that can. Raises ValueError if it is not a
    qualification.
    """
    if is_newer_qualification(content):
        caseload.store_wording(digest, str(content.get("id", "")), content)
        return
    specification = qualification_from(content)
    caseload.store_wording(digest, specification.id, content)
    caseload_qualifications.receive(caseload, specification, digest, sender)


_FROM_STRANGERS = "strangers-qualifications"  # local key: qualifications that no accepted sender named


def _keep_qualifications(caseload: Caseload, bundle: Bundle, merged: Merged) -> None:
    """Keep the qualifications for which a candidate of the file is now registered.

    What an accepted sender says of one takes the place of what a stranger said.
    """
    named = {
        registration.qualification
        for stream in merged.new
        for registration in caseload.all(Registration, stream)
    }
    doubtful = set(json.loads(caseload.local.get(_FROM_STRANGERS) or "[]"))
    is_sender_confirmed = is_confirmed(caseload, bundle.sender.device)
    for said in bundle.meta["qualifications"]:
        is_new = caseload.one(Qualification, CASELOAD_STREAM, said["id"]) is None
        is_surer = is_sender_confirmed and said["id"] in doubtful
        if said["id"] not in named or not (is_new or is_surer):
            continue
        qualification = Qualification(said["id"], said["title"], said["number"])
        caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_ADD, qualification)
        doubtful = doubtful - {said["id"]} if is_sender_confirmed else doubtful | {said["id"]}
    caseload.local.set(_FROM_STRANGERS, json.dumps(sorted(doubtful)))


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
