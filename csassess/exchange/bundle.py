"""Content of a portfolio file: portfolios, history, devices, units and pictures."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, BinaryIO

from csassess.catalogue import plural, text
from csassess.data.exchange.chains import StoredEvent
from csassess.data.exchange.device_card import Card, Claims, claims_from, is_signed, received_card
from csassess.data.exchange.devices import SignedHead
from csassess.data.record.events import decode
from csassess.data.storage.canonical import digest
from csassess.data.storage.picture_check import is_whole_picture
from csassess.domain.control_characters import has_control_characters
from csassess.domain.file_kinds import MOST_BYTES
from csassess.domain.labels import label
from csassess.domain.records.kinds import Stream
from csassess.exchange.bag import Bag, HashingReader, bag_files, read_bag, strict_json
from csassess.exchange.budget import Budget, Cost
from csassess.exchange.container import Container, Identity, Member, member
from csassess.exchange.errors import BadFileError
from csassess.exchange.events import checked_event, is_of_centre, line, read_lines
from csassess.exchange.metadata import checked_metadata
from csassess.exchange.streams import Progress

_MOST_META, _MOST_UNIT = 16 << 20, 4 << 20  # bytes


@dataclass(frozen=True)
class Outgoing:
    """What is to be sent: metadata, events, unit wordings by digest, and all other files."""

    meta: dict[str, Any]
    events: Iterable[StoredEvent]
    units: dict[str, Any]
    files: Iterable[Member]


def members(
    outgoing: Outgoing, sign: Callable[[bytes], dict[str, str]], info: dict[str, str]
) -> Iterator[Member]:
    """Yield the files of the bag, in the order in which they are best read."""
    return bag_files(_payload(outgoing), sign, info)


def _payload(outgoing: Outgoing) -> Iterator[Member]:
    yield member("bundle.json", json.dumps(outgoing.meta, ensure_ascii=False, indent=1).encode())
    for unit_digest, content in sorted(outgoing.units.items()):
        yield member(f"units/{unit_digest}.json", json.dumps(content, ensure_ascii=False).encode())
    lines = [line(event) for event in outgoing.events]
    yield Member("events.jsonl", sum(map(len, lines)), lambda: lines)
    yield from outgoing.files


@dataclass
class Bundle:
    """Checked content of a portfolio file.

    `attachments` holds the names of pictures and files by SHA-256, `cards` the device cards with their
    signatures, `claims` what else is said of each device.
    """

    meta: dict[str, Any] = field(default_factory=dict)
    events: list[StoredEvent] = field(default_factory=list)
    units: dict[str, Any] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)
    cards: dict[str, tuple[Card, str]] = field(default_factory=dict)
    heads: dict[tuple[str, str], SignedHead] = field(default_factory=dict)
    claims: dict[str, Claims] = field(default_factory=dict)

    @property
    def sender(self) -> Card:
        """Card of the device that wrote the file."""
        return self.cards[self.meta["sender"]][0]

    @property
    def streams(self) -> list[str]:
        """Candidate ids of the portfolios in the file."""
        return list(self.meta["candidates"])

    @property
    def has_centre(self) -> bool:
        """Whether the file holds entries of what the centre shares."""
        return any(stream == Stream.CENTRE for stream, _ in self.heads)


Passed = Callable[[str], object]


def plain_centre(meta: dict[str, Any], events: Iterable[StoredEvent]) -> dict[str, Any]:
    """Return what the centre shares as plain data, for a file that holds no portfolio."""
    return {"meta": meta, "events": [line(event).decode() for event in events]}


def bundle_of_centre(content: dict[str, Any]) -> Bundle:
    """Return what the centre shares from plain data, once every card, signature and entry is checked.

    Raises BadFileError, KeyError, TypeError or AttributeError if something is wrong.
    """
    bundle, budget = Bundle(meta=checked_metadata(content["meta"])), Budget()
    if bundle.streams or bundle.meta["erased"]:
        raise KeyError("candidates")
    for entry in content["events"]:
        _take_entry(bundle, budget, entry.encode())
    _check_cards(bundle, budget)
    _check_chains(bundle, budget)
    return bundle


def _take_entry(bundle: Bundle, budget: Budget, entry: bytes) -> None:
    budget.spend(Cost.ENTRIES)
    budget.spend(Cost.HISTORY, len(entry))
    event = checked_event(entry, bundle.streams)
    if is_of_centre(event):
        budget.spend(Cost.CENTRE, len(entry))
    bundle.events.append(event)


def read_bundle(
    container: Container,
    identities: list[Identity],
    *,
    passed: Passed = lambda _: None,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Bundle:
    """Return the content of a portfolio file once everything in it is checked.

    `passed` is called with a sentence after each check. No record is changed.
    Raises BadFileError with a sentence that says what is wrong.
    """
    bundle, budget = Bundle(), Budget(cancelled)
    passed(text("The outer file is complete."))
    with container.members(identities, progress, cancelled) as files:
        bag = read_bag(files, lambda name, size, content: _take(bundle, budget, name, size, content))
    passed(
        plural(
            "All listed parts are present and unchanged ({count} part).",
            "All listed parts are present and unchanged ({count} parts).",
            len(bag.hashes),
        )
    )
    if not bundle.meta:
        raise BadFileError(
            text("{part} is missing from the file. Ask the sender to send it again.", part="bundle.json")
        )
    _check_attachments(bundle, bag)
    _check_cards(bundle, budget)
    _check_signature(bundle, bag)
    passed(text("Signed by {name}, {role}.", name=bundle.sender.name, role=label(bundle.sender.role)))
    _check_chains(bundle, budget)
    passed(
        plural(
            "The history is complete and in order ({count} entry).",
            "The history is complete and in order ({count} entries).",
            len(bundle.events),
        )
    )
    return bundle


def _take(bundle: Bundle, budget: Budget, name: str, size: int, content: HashingReader) -> None:
    """Read one file of the payload, skipping those that are only for people to read."""
    folder, _, last = name.rpartition("/")
    if name == "bundle.json":
        bundle.meta = checked_metadata(strict_json(read_limited(content, size, _MOST_META)))
    elif name == "events.jsonl":
        if not bundle.meta:
            raise BadFileError(
                text(
                    "The parts of the file are in the wrong order. It was refused. Ask the sender "
                    "for a new file."
                )
            )
        for entry in read_lines(content):
            _take_entry(bundle, budget, entry)
    elif folder == "units":
        budget.spend(Cost.UNITS, size)
        unit = strict_json(read_limited(content, size, _MOST_UNIT))
        if has_control_characters(unit):
            raise BadFileError(
                text(
                    "A unit in the file cannot be read. The file was refused. Ask the sender for a new file."
                )
            )
        bundle.units[last.removesuffix(".json")] = unit
    elif folder in ("photos", "files"):
        content_bytes = read_limited(content, size, MOST_BYTES)
        if folder == "photos":
            _check_picture(content_bytes, budget)
        bundle.attachments[last.partition(".")[0]] = name
    elif folder not in ("", "forms") or (folder == "" and last not in ("index.html", "matrix.csv")):
        raise BadFileError(
            text(
                "The file has a part that does not belong in a portfolio file. It was "
                "refused. Ask the sender for a new file."
            )
        )


def read_limited(content: HashingReader | BinaryIO, size: int, most: int) -> bytes:
    """Return a whole part; raises BadFileError if it is larger than `most` bytes."""
    if size > most:
        raise BadFileError(
            text("Part of the file is too large. It was refused. Ask the sender for a new file.")
        )
    return content.read(size) if size else b""


def _check_picture(content: bytes, budget: Budget) -> None:
    if not is_whole_picture(content, budget.step):
        raise BadFileError(
            text(
                "A photograph in the file is not a picture, or is cut off. The file was refused. Ask the "
                "sender for a new file."
            )
        )


def _check_attachments(bundle: Bundle, bag: Bag) -> None:
    """Raise BadFileError if a picture, file or unit does not match its name."""
    for sha256, name in bundle.attachments.items():
        if bag.hashes[f"data/{name}"] != sha256:
            raise BadFileError(
                text(
                    "{part} does not match its name. The file was refused. Ask the sender for a new file.",
                    part=name,
                )
            )
    for unit_digest, unit in bundle.units.items():
        try:
            matches = digest(unit) == unit_digest
        except ValueError:
            matches = False
        if not matches:
            raise BadFileError(
                text(
                    "A unit in the file does not match its name. The file was refused. Ask the "
                    "sender for a new file."
                )
            )


def _check_cards(bundle: Bundle, budget: Budget) -> None:
    """Read the device cards and the signed heads.

    Raises BadFileError if one is not signed by its own device.
    """
    error = BadFileError(
        text(
            "A machine named in the file has not signed its key. The file was refused. "
            "Ask the sender for a new file."
        )
    )
    try:
        for entry in bundle.meta["cards"]:
            budget.step()
            card = received_card(entry["card"])
            if card.device in bundle.cards or not is_signed(
                card.public_key, entry["signature"], card.content
            ):
                raise error
            bundle.cards[card.device] = (card, entry["signature"])
            bundle.claims[card.device] = claims_from(card, entry)
        for entry in bundle.meta["heads"]:
            budget.step()
            head = SignedHead(**{attribute.name: entry[attribute.name] for attribute in fields(SignedHead)})
            signer = bundle.cards[head.device][0]
            texts = (head.stream, head.device, head.event, head.signature)
            if not all(isinstance(words, str) for words in texts):
                raise error
            if type(head.sequence) is not int or not is_signed(
                signer.public_key, head.signature, head.content
            ):
                raise error
            bundle.heads[(head.stream, head.device)] = head
    except (KeyError, TypeError, ValueError):
        raise error from None


def _check_signature(bundle: Bundle, bag: Bag) -> None:
    """Raise BadFileError unless the device named as the sender signed the file."""
    if bundle.meta["sender"] not in bundle.cards:
        raise BadFileError(
            text(
                "The file is not signed, so its sender cannot be confirmed. It was refused. "
                "Ask the sender for a new file."
            )
        )
    signature = bag.signature
    content = hashlib.sha256(bag.manifest).hexdigest()
    if not isinstance(signature, dict) or set(signature) != {"device", "public_key", "signature"}:
        raise BadFileError(
            text(
                "The file is not signed, so its sender cannot be confirmed. It was refused. "
                "Ask the sender for a new file."
            )
        )
    sender = bundle.sender
    names_sender = (signature["device"], signature["public_key"]) == (sender.device, sender.public_key)
    if not names_sender or not is_signed(sender.public_key, str(signature["signature"]), content):
        raise BadFileError(
            text(
                "The signature on the file does not match its machine. It was refused. Ask "
                "the sender for a new file."
            )
        )


def _check_chains(bundle: Bundle, budget: Budget) -> None:
    """Raise BadFileError unless each device's entries are consecutive up to its signed head."""
    error = BadFileError(
        text(
            "The history in the file has a gap or was changed. It was refused. Ask the sender for a new file."
        )
    )
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for stored in bundle.events:
        budget.step()
        event = decode(*stored)
        chain = (event.stream, event.device)
        if chain in last and (event.sequence - 1, event.previous) != last[chain]:
            raise error
        last[chain] = (event.sequence, event.id)
    for chain, (sequence, event_id) in last.items():
        head = bundle.heads.get(chain)
        if head is None:
            raise BadFileError(
                text(
                    "The file has entries that no machine has signed. It was refused. Ask the "
                    "sender for a new file."
                )
            )
        if (head.sequence, head.event) != (sequence, event_id):
            raise error
