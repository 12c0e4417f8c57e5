"""Receiving portfolios: opened and checked on any thread, previewed, then taken in by one short transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage

from csassess.catalogue import plural, text
from csassess.data.exchange.assessors import has_assessed
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import (
    keep_card,
    keep_head,
    mark_had,
    own_card,
    own_identity,
    peers,
    people,
)
from csassess.data.exchange.merge import Merged, conflicts, quarantined_events, take_in
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import Change, Event
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.stored_files import is_named
from csassess.data.record.worker import sandbox
from csassess.data.removal.erasure import is_erased
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.blobs import BlobStore
from csassess.data.units.units import unit_from
from csassess.domain.assessment.integrity import dangling_references
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.portfolio import stored_files
from csassess.domain.records.conflicts import Conflict
from csassess.domain.records.people import Candidate, Qualification
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Sample, Stage
from csassess.domain.records.write_rules import is_verifiers_word
from csassess.domain.verification.sampling import is_too_early
from csassess.exchange.bundle import Bundle, Passed, read_bundle
from csassess.exchange.container import Container, Progress
from csassess.exchange.errors import BadFileError
from csassess.services.attachments import photograph_cover
from csassess.services.candidates.staff import lost_devices
from csassess.services.progress.portfolio_status import remember
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.retention import redaction
from csassess.services.retention.retention import note_erased_elsewhere


@dataclass(frozen=True)
class Opened:
    """A portfolio file that is in order: what it holds, and what is needed to read its pictures."""

    container: Container
    identities: tuple[str, ...]
    bundle: Bundle


@dataclass(frozen=True, slots=True)
class Arriving:
    """What receiving would do to one candidate: whether the candidate is new here, and how much is."""

    candidate: str
    name: str
    number: str
    is_new: bool
    new: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What receiving would do. `known` says whether the sender's machine was met before, `apart` why entries are kept apart,
    `lost` which machines that were marked lost wrote in it."""

    sender: Card
    known: bool
    created: str
    candidates: tuple[Arriving, ...]
    seen: int
    apart: tuple[str, ...]
    lost: tuple[str, ...] = ()


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


def preview(caseload: Caseload, opened: Opened) -> Preview:
    """Return what receiving a file would do, tried on a copy in memory; raises UserError where it would be refused."""
    bundle, found = opened.bundle, list[Arriving]()
    here = {candidate.id for candidate in caseload.all(Candidate)}
    with sandbox(caseload, bundle.streams) as tried:
        before = {stream: len(conflicts(tried, stream)) for stream in bundle.streams}
        with tried.together():
            merged = _merge(tried, bundle, have=set(bundle.kept))
        for stream in bundle.streams:
            candidate = tried.one(Candidate, stream, stream)
            if candidate:
                found.append(
                    Arriving(
                        stream,
                        candidate.name,
                        candidate.number,
                        stream not in here,
                        len(merged.new.get(stream, ())),
                        max(0, len(conflicts(tried, stream)) - before[stream]),
                    )
                )
    reasons = tuple(dict.fromkeys(reason for _, reason in merged.apart))
    lost = tuple(_lost_words(caseload, bundle, merged))
    known = _is_known(caseload, bundle.sender)
    return Preview(bundle.sender, known, bundle.meta["created"], tuple(found), merged.known, reasons, lost)


def _lost_words(caseload: Caseload, bundle: Bundle, merged: Merged) -> Iterator[str]:
    """Yield, in sentences, which machines that were marked lost sent a file or wrote entries that are new here."""
    wrote = {event.device for events in merged.new.values() for event in events} | {bundle.sender.device}
    for device, lost in lost_devices(caseload).items():
        if device in wrote:
            name = bundle.cards[device][0].name if device in bundle.cards else device[:6]
            yield text(
                "Written on a machine of {name} ({code}) that was marked lost on {day}: ask before you"
                " trust it.",
                name=name,
                code=device[:6],
                day=long_date(lost.on),
            )


def preview_words(shown: Preview) -> list[str]:
    """Return what receiving a file would do, in sentences."""
    lines = [text("From {name}, {role}.", name=shown.sender.name, role=label(shown.sender.role))]
    if not shown.known:
        lines.append(
            text(
                "This machine has not been met before: ask {name} whether the file is theirs.",
                name=shown.sender.name,
            )
        )
    lines += shown.lost
    for each in shown.candidates:
        how = text("new here") if each.is_new else text("known here")
        count = plural("{count} new entry", "{count} new entries", each.new)
        lines.append(f"{each.name}, {each.number or text('no number')}: {how}, {count}.")
        if each.conflicts:
            lines.append(
                plural(
                    "{count} value was set differently here and there: both are kept until you choose.",
                    "{count} values were set differently here and there: both are kept until you choose.",
                    each.conflicts,
                )
            )
    lines.append(
        plural("{count} entry was received before.", "{count} entries were received before.", shown.seen)
    )
    lines += [
        text("Some entries are kept apart and count for nothing: {reason}.", reason=reason)
        for reason in shown.apart
    ]
    return lines


def _is_known(caseload: Caseload, card: Card) -> bool:
    return card.device == caseload.device or card.device in peers(caseload)


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
            merged = _merge(caseload, opened.bundle, have=set(opened.bundle.kept))
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


def receive_file(caseload: Caseload, path: Path, passphrase: str = "") -> tuple[Preview, Merged]:
    """Open, preview and take in a file in one go; raises UserError as its parts do."""
    opened = open_file(path, own_identity(caseload), passphrase)
    shown = preview(caseload, opened)
    new = take_pictures(opened, caseload.attached.another())
    return shown, receive(caseload, opened, new)


def _merge(caseload: Caseload, bundle: Bundle, have: set[str]) -> Merged:
    """Take a bundle in, within the caller's transaction; raises BadFileError where what comes of it does not hang together."""
    _check_machines(caseload, bundle)
    _check_erased(caseload, bundle)
    for card, signature in bundle.cards.values():  # whose record it is stands in what is worked out of it
        if card.device != caseload.device:
            keep_card(caseload, card, signature)
    with _refused_whole():
        for digest, content in bundle.units.items():
            caseload.keep_wording(digest, unit_from(content).id, content)
        merged = take_in(
            caseload, bundle.events, lambda event, written: _reason_against(caseload, bundle, event, written)
        )
        for stream, events in merged.new.items():
            for event in events:
                if event.action == UserAction.REDACT:
                    redaction.taken_out_elsewhere(caseload, event)
            _check_portfolio(caseload, stream, have | set(bundle.meta["missing"]))
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


@contextmanager
def _refused_whole() -> Iterator[None]:
    """What is written by others may be wrong in any way: whatever it makes fail, the file is refused and nothing is changed."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise BadFileError(
            text("What the file says does not hang together. It is refused, and nothing was changed.")
        ) from error


def _check_erased(caseload: Caseload, bundle: Bundle) -> None:
    """Raise UserError where a portfolio of the file was erased here: an old file does not quietly bring it back."""
    for stream in bundle.streams:
        stub = is_erased(caseload, stream)
        if stub:
            raise UserError(
                text(
                    "The file holds a portfolio that was erased here on {day} (certificate {number}). It is"
                    " not brought back. If it must be, allow it on the Centre page first.",
                    day=long_date(stub.on),
                    number=stub.certificate,
                )
            )


def _check_machines(caseload: Caseload, bundle: Bundle) -> None:
    """Raise BadFileError where a machine of the file is known here with another key."""
    known = {**peers(caseload), caseload.device: own_card(caseload)}
    for device, (card, _) in bundle.cards.items():
        if device in known and known[device].public_key != card.public_key:
            raise BadFileError(
                text(
                    "The file names a machine that is known here with another key. It is refused: ask its"
                    " owner."
                )
            )


def _reason_against(caseload: Caseload, bundle: Bundle, event: Event, written: Callable[[], None]) -> str:
    """Return why an entry is kept apart; empty where its author may have written it on that machine."""
    known = bundle.cards.get(event.device)
    if known is None:
        return text("the machine it was written on is not known")
    card = known[0]
    if event.author != card.person:
        return text("its author is not who works on that machine")
    if card.role is not Role.ASSESSOR or any(
        is_verifiers_word(c.entity) or _is_verifiers(c) for c in event.changes
    ):
        written()  # what these may write depends on what stands in the record
    if not caseload.may_write(card.role, event.stream, event.changes):
        return text("the {role} may not write this", role=label(card.role))
    return _reason_against_verifying(caseload, card, event)


def _reason_against_verifying(caseload: Caseload, card: Card, event: Event) -> str:
    """Return why a verifier's word is kept apart: it is on what she assessed herself, or comes before the assessor's signature."""
    signing = {c.id for c in event.changes if _is_verifiers(c)}
    words = [c for c in event.changes if is_verifiers_word(c.entity) or c.id in signing]
    if not words:
        return ""
    names = [str(change.value) for change in words if change.field == "name"]
    if card.role is Role.VERIFIER:
        own = has_assessed(caseload, event.stream, card.name, *names, person=card.person)
    else:
        own = has_assessed(caseload, event.stream, *names)
    if own:
        return text("nobody verifies what they have assessed")
    early = _comes_too_early(caseload, event, signing)
    return text("the verifier signed before the assessor") if early else ""


def _is_verifiers(change: Change) -> bool:
    """Whether a change says that a signature of a unit is the verifier's."""
    return (change.entity, change.field, change.value) == ("unit-signature", "signer", Signer.VERIFIER)


def _comes_too_early(caseload: Caseload, event: Event, signing: set[str]) -> bool:
    """Whether a verifier's signature of a unit, or of a final sample, is earlier than the assessor's of the unit."""
    values: dict[tuple[str, str], dict[str, Any]] = {}
    for change in event.changes:
        values.setdefault((change.entity, change.id), {})[change.field] = change.value
    for (entity, record_id), told in values.items():
        unit = told.get("unit") if record_id in signing else None
        if entity == "sample-signature":
            sample = caseload.one(Sample, event.stream, record_id)
            with_it = values.get(("sample", record_id), {})
            stage = with_it.get("stage", sample.stage if sample else "")
            unit = with_it.get("unit", sample.unit if sample else "") if stage == Stage.FINAL else None
        if unit and "at" in told:
            at, on_paper = datetime.fromisoformat(told["at"]), bool(told.get("on_paper"))
            portfolio = load_portfolio(caseload, event.stream)
            if is_too_early(unit, at, portfolio, on_paper=on_paper):
                return True
    return False


def _check_portfolio(caseload: Caseload, stream: str, have: set[str]) -> None:
    """Raise where a portfolio does not hang together, or names a picture that is nowhere."""
    portfolio = load_portfolio(caseload, stream)
    if dangling_references(portfolio):
        raise ValueError("something hangs in the air")
    for enrolment in portfolio.enrolments:
        caseload.wording(enrolment.digest)
    remember(caseload, portfolio_view(caseload, stream))
    store = caseload.attached
    for sha256, _ in stored_files(portfolio):
        if sha256 not in have and not store.has(sha256) and not store.is_taken_out(sha256):
            raise BadFileError(
                text("The file lacks a photograph that its history names. Ask for it to be sent again.")
            )


def standing_conflicts(caseload: Caseload, candidate_id: str) -> tuple[Conflict, ...]:
    """Return what was set differently on two machines and waits for a choice."""
    return conflicts(caseload, candidate_id)


def own_code(caseload: Caseload) -> str:
    """Return the short code by which people tell this machine from others."""
    return caseload.device[:6]


def author_names(caseload: Caseload) -> dict[str, str]:
    """Return the names of everyone who wrote here or on a machine that is known, by id."""
    return {person.id: person.name for person in people(caseload).values()}


def choose(caseload: Caseload, candidate_id: str, conflict: Conflict, event: str) -> None:
    """Choose one of the values that stand side by side; the others stay in the history."""
    version = next(each for each in conflict.versions if each.event == event)
    caseload.resolve_conflict(candidate_id, conflict.entity, conflict.id, conflict.field, version.value)


def quarantined(caseload: Caseload) -> list[tuple[str, str, str]]:
    """Return the entries that came in and were kept apart, as (candidate id, entry id, reason)."""
    return quarantined_events(caseload)


__all__ = [
    "Arriving",
    "Opened",
    "Preview",
    "author_names",
    "choose",
    "needs_passphrase",
    "open_file",
    "own_code",
    "own_identity",
    "preview",
    "preview_words",
    "quarantined",
    "receive",
    "receive_file",
    "standing_conflicts",
    "take_pictures",
]
