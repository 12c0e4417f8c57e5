"""This device's card and keys, the other devices' cards, and the state of their chains.

Kept per chain: how far it was signed, and how far it has been sent to each recipient.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pyrage

from csassess import __version__
from csassess.data.exchange.chains import chain_ends
from csassess.data.exchange.device_card import (
    Card,
    Claims,
    EarlierRole,
    card_from,
    is_signed,
    roles_from,
    sign,
    signed_roles,
)
from csassess.data.exchange.vouchers import better_voucher, is_accepted_by_own, succession
from csassess.data.record.caseload import CASELOAD_STREAM, SHARED_STREAMS, Caseload
from csassess.data.record.conflicts import LETTERS, first_letter
from csassess.data.record.list_cache import forget_all_statuses
from csassess.domain.records.people import Assessor, AssessorStatus, Device
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction

PROGRAM = f"csassess {__version__}"
TRAINEE_UNTIL = "trainee-until:"  # local key, with the person: until when their card said working towards
CLOCKS_DIFFER = timedelta(days=1)  # by how much the clock of an honest machine may be ahead
VOUCHER = "voucher"  # local key: what the device that this caseload was before signed for this one


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The last event of a device's chain in a stream, signed by that device."""

    stream: str
    device: str
    sequence: int
    event: str
    signature: str

    @property
    def content(self) -> list[str | int]:
        """The data that are signed."""
        return [self.stream, self.device, self.sequence, self.event]


def own_card(caseload: Caseload) -> Card:
    """Return this device's card for its current user."""
    return _card(caseload, caseload.device, caseload.author, own_recipient(caseload))


def _card(caseload: Caseload, device_id: str, person_id: str, recipient: str) -> Card:
    """Return the card of a device that has been this caseload's; raises KeyError if it has not."""
    device = caseload.one(Device, CASELOAD_STREAM, device_id)
    person = caseload.one(Assessor, CASELOAD_STREAM, person_id)
    if device is None or person is None:
        raise KeyError(device_id)
    return Card(
        device.id,
        device.public_key,
        device.letter,
        person.id,
        person.name,
        person.role,
        recipient,
        person.status,
    )


def own_entry(caseload: Caseload) -> dict[str, Any]:
    """Return this device's card for a file, signed, with the roles in which its person worked before."""
    card = own_card(caseload)
    secret, voucher = caseload.local.get("device-key") or "", caseload.local.get(VOUCHER)
    before = json.loads(voucher) if voucher else None
    return {
        **({"vouched": before, "succeeds": sign(secret, succession(before["by"]))} if before else {}),
        "card": card.content,
        "signature": sign(secret, card.content),
        "program": PROGRAM,
        "roles": signed_roles(secret, card, earlier_roles(caseload, card.person)),
    }


def own_signature(caseload: Caseload, content: object) -> str:
    """Return this device's signature of plain data."""
    return sign(caseload.local.get("device-key") or "", content)


def own_identity(caseload: Caseload) -> str:
    """Return this caseload's age identity, created on first use.

    Only it can decrypt what is encrypted for `own_recipient`.
    """
    identity = caseload.local.get("age-identity")
    if not identity:
        identity = str(pyrage.x25519.Identity.generate())
        caseload.local.set("age-identity", identity)
    return identity


def own_recipient(caseload: Caseload) -> str:
    """Return the public half of this caseload's age identity."""
    return str(pyrage.x25519.Identity.from_str(own_identity(caseload)).to_public())


def letter_for(caseload: Caseload, stream: str) -> str:
    """Return the letter that prefixes this device's evidence numbers in a portfolio.

    Empty on the device that started the portfolio.
    """
    first = caseload.db.execute(
        "SELECT device FROM events WHERE stream = ? ORDER BY rowid LIMIT 1", (stream,)
    ).fetchone()
    device = caseload.one(Device, CASELOAD_STREAM, caseload.device)
    if device is None or first is None or first[0] == device.id:
        return ""
    if not device.letter:
        start = first_letter(device.id)
        used_letters = {card.letter for card in peers(caseload).values()}
        free = [letter for letter in LETTERS[start:] + LETTERS[:start] if letter not in used_letters]
        device = replace(device, letter=free[0] if free else LETTERS[start] + LETTERS[start])
        caseload.save(CASELOAD_STREAM, UserAction.DEVICE_LETTER, device)
    return device.letter


def peers(caseload: Caseload) -> dict[str, Card]:
    """Return the cards of the other known devices, by device."""
    rows = caseload.db.execute("SELECT device, card FROM peers").fetchall()
    return {device: _card_of(card) for device, card in rows}


@lru_cache(maxsize=2_000)
def _card_of(content: str) -> Card:
    return card_from(json.loads(content))


def cards_by_device(caseload: Caseload) -> dict[str, Card]:
    """Return the card of every device known here, this caseload's own earlier ones included.

    No card that came in a file takes the place of one of these.
    """
    own, cards = own_card(caseload), peers(caseload)
    for device in caseload.all(Device, CASELOAD_STREAM):
        if device.id not in cards or cards[device.id].public_key != device.public_key:
            former = replace(own, device=device.id, public_key=device.public_key, letter=device.letter)
            cards[device.id] = former
    return cards


def people(caseload: Caseload) -> dict[str, Assessor]:
    """Return everyone who wrote here or uses a known device, by id.

    A machine that is not accepted names no one who is known here, and an accepted one only its person.
    """
    persons = {row["id"]: row["person"] for row in caseload.rows("accepted-machine", CASELOAD_STREAM)}
    in_order = sorted(peers(caseload).values(), key=lambda card: card.device in persons)
    others = {
        card.person: Assessor(card.person, card.name, card.status, card.role)
        for card in in_order
        if persons.get(card.device, card.person) == card.person
    }
    return {**others, **{assessor.id: assessor for assessor in caseload.all(Assessor, CASELOAD_STREAM)}}


def earlier_roles(caseload: Caseload, person: str) -> list[EarlierRole]:
    """Return the roles in which a person worked here before the present one, each with its end."""
    roles: list[EarlierRole] = []
    present: Role | None = None
    for event in caseload.history.of(CASELOAD_STREAM):
        own = {c.field: c.value for c in event.changes if (c.entity, c.id) == ("assessor", person)}
        if own and (present is None or own.get("role")):
            new = Role(own.get("role") or Role.ASSESSOR)  # what is not set is the default
            if present is not None and present is not new:
                roles.append((present, event.at))
            present = new
    return roles


def signed_cards(caseload: Caseload) -> list[tuple[Card, str]]:
    """Return every card with its signature, this device's first."""
    own = own_card(caseload)
    rows = caseload.db.execute("SELECT card, signature FROM peers ORDER BY device").fetchall()
    others = [(card_from(json.loads(card)), signature) for card, signature in rows]
    return [(own, own_signature(caseload, own.content)), *others]


def keep_card(caseload: Caseload, card: Card, signature: str, written: datetime | None = None) -> None:
    """Store another device's card.

    It replaces an earlier one if that device wrote it later, at `written`, or a person here took it from a
    key file (`written` is None). A time later than an honest clock could show is reduced to the latest such
    time.
    """
    earlier = peers(caseload).get(card.device)
    now = caseload.clock().replace(microsecond=0)  # files say when they were written in seconds
    if written:
        now = written = min(written, now + CLOCKS_DIFFER)
    if earlier is not None and written is not None and not _is_later(caseload, card.device, written):
        return
    if earlier is None or _person_facts(earlier) != _person_facts(card):
        forget_all_statuses(caseload.db)  # statuses name people and mark their own assessments
    if earlier and (earlier.status, card.status) == (
        AssessorStatus.WORKING_TOWARDS,
        AssessorStatus.QUALIFIED,
    ):
        caseload.local.set(f"{TRAINEE_UNTIL}{card.person}", caseload.clock().isoformat())
    content = json.dumps(card.content, ensure_ascii=False)
    caseload.db.execute(
        "INSERT OR REPLACE INTO peers (device, card, signature, written) VALUES (?, ?, ?, ?)",
        (card.device, content, signature, now.isoformat()),
    )


def keep_relayed_card(caseload: Caseload, card: Card, signature: str) -> None:
    """Store the card of a device that was not met before, as another one passed it on."""
    if card.device not in peers(caseload):
        keep_card(caseload, card, signature, datetime.min.replace(tzinfo=UTC))


def keep_claims(caseload: Caseload, device: str, claims: Claims) -> None:
    """Store what is claimed of a known device; what was claimed before and is not said now stays."""
    card = peers(caseload).get(device)
    if card is None:
        return
    present = claims_of(caseload).get(device, Claims())
    vouched = better_voucher(caseload, card, present, claims)
    is_new = is_accepted_by_own(caseload, card, claims) or not is_accepted_by_own(caseload, card, present)
    merged = replace(
        claims if claims.accepted_by and is_new else present,
        roles=claims.roles or present.roles,
        vouched_by=vouched.vouched_by,
        voucher=vouched.voucher,
        succeeds=vouched.succeeds or present.succeeds or claims.succeeds,
        program=claims.program or present.program,
    )
    content = json.dumps({**asdict(merged), "roles": [[r, until.isoformat()] for r, until in merged.roles]})
    caseload.db.execute("UPDATE peers SET claims = ? WHERE device = ?", (content, device))


def claims_of(caseload: Caseload) -> dict[str, Claims]:
    """Return what is claimed of the known devices, by device."""
    rows = caseload.db.execute("SELECT device, claims FROM peers WHERE claims IS NOT NULL").fetchall()
    claims = {device: json.loads(content) for device, content in rows}
    return {
        device: Claims(
            **{
                **said,
                "roles": roles_from(said["roles"]),
                "accepted_roles": tuple(map(Role, said["accepted_roles"])),
            }
        )
        for device, said in claims.items()
    }


def _is_later(caseload: Caseload, device: str, written: datetime) -> bool:
    """Return whether a card was written after the one that is stored."""
    row = caseload.db.execute("SELECT written FROM peers WHERE device = ?", (device,)).fetchone()
    stored = datetime.fromisoformat(row[0]) if row[0] else None
    is_possible = stored is not None and stored <= caseload.clock() + CLOCKS_DIFFER  # else a clock was wrong
    return stored is None or not is_possible or written >= stored


def _person_facts(card: Card) -> tuple[str, ...]:
    return card.person, card.name, card.role, card.status


def signed_heads(caseload: Caseload, stream: str, ends: dict[str, tuple[int, str]]) -> list[SignedHead]:
    """Return the signed heads of the chains that end in `ends`.

    `ends` maps each device to (sequence, event id). This device's head is signed now; others
    without a stored signature are left out.
    """
    heads = []
    for device, (sequence, event) in sorted(ends.items()):
        head = SignedHead(stream, device, sequence, event, "")
        if device == caseload.device:
            heads.append(replace(head, signature=own_signature(caseload, head.content)))
            continue
        row = caseload.db.execute(
            "SELECT signature FROM signed WHERE stream = ? AND device = ? AND event = ?",
            (stream, device, event),
        ).fetchone()
        if row:
            heads.append(replace(head, signature=row[0]))
    return heads


def keep_head(caseload: Caseload, head: SignedHead) -> None:
    """Store another device's signed head, so that it can be passed on."""
    caseload.db.execute(
        "INSERT OR REPLACE INTO signed VALUES (?, ?, ?, ?, ?)",
        (head.stream, head.device, head.sequence, head.event, head.signature),
    )


def sign_off(caseload: Caseload, local: Mapping[str, str]) -> None:
    """Sign the ends of a device's chains with its own key, and store them with its card.

    Otherwise no one could receive what it wrote once its key is gone. `local` holds the local state of
    this caseload while it was that device. Does nothing if that is incomplete.
    """
    identity = local.get("age-identity") or str(pyrage.x25519.Identity.generate())
    recipient = str(pyrage.x25519.Identity.from_str(identity).to_public())
    try:
        secret = local["device-key"]
        card = _card(caseload, local["device"], local["author"], recipient)
        signature = sign(secret, card.content)
    except (KeyError, ValueError):  # lost with a damaged file
        return
    if not is_signed(card.public_key, signature, card.content):
        return
    with caseload.together():
        keep_card(caseload, card, signature)
        for stream in (*SHARED_STREAMS, *caseload.history.streams_written_on(card.device)):
            end = chain_ends(caseload.db, stream).get(card.device)
            if end:
                head = SignedHead(stream, card.device, *end, "")
                keep_head(caseload, replace(head, signature=sign(secret, head.content)))


def unsigned_devices(caseload: Caseload, stream: str) -> set[str]:
    """Return the devices that have not signed the end of their chain in a portfolio."""
    ends = chain_ends(caseload.db, stream)
    return set(ends) - {head.device for head in signed_heads(caseload, stream, ends)}


def had_by(caseload: Caseload, recipient: str, stream: str) -> dict[str, int]:
    """Return the last sequence of each device's chain that was sent to a recipient."""
    rows = caseload.db.execute(
        "SELECT device, sequence FROM had WHERE recipient = ? AND stream = ?", (recipient, stream)
    ).fetchall()
    return dict(rows)


def streams_sent_to(caseload: Caseload, device: str) -> list[str]:
    """Return the portfolios sent from here to a device that are still here."""
    card = peers(caseload).get(device)
    if card is None:
        return []
    rows = caseload.db.execute(
        "SELECT DISTINCT had.stream FROM had JOIN candidate ON candidate.stream = had.stream "
        "WHERE had.recipient = ? AND NOT COALESCE(candidate.deleted, 0)",
        (card.recipient,),
    )
    return [row[0] for row in rows.fetchall()]


def mark_had(caseload: Caseload, recipient: str, stream: str, ends: dict[str, int]) -> None:
    """Record the last sequence of each device's chain that was sent to a recipient."""
    for device, sequence in ends.items():
        caseload.db.execute(
            "INSERT OR REPLACE INTO had VALUES (?, ?, ?, ?)", (recipient, stream, device, sequence)
        )
