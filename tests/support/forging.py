"""A forger: another person's machine with the product's own writer, which writes what it likes."""

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from csassess.data.exchange import devices
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Change, encode, event_id
from csassess.data.record.records import entity_name, to_values
from csassess.domain.records.roles import Role
from csassess.services.exchange import sending
from tests.support.exchanging import machine, receive_file
from tests.support.verifying import become


class Forger:
    """A machine that has received a portfolio and adds entries of its own, signed with its own key.

    `as_device` and `author` of an entry may be anybody's; the chain is signed by this machine's key.
    """

    def __init__(self, folder: Path, name: str = "Mallory", role: Role = Role.ASSESSOR, **injected) -> None:
        self.caseload = machine(folder, **injected)
        become(self.caseload, name, role)

    def know(self, path: Path) -> None:
        """Receive a portfolio file, as the base of what is forged."""
        receive_file(self.caseload, path)

    def entry(self, stream: str, action: str, changes: list[Change], author: str = "") -> str:
        """Write one entry of this machine past every check; return its id."""
        own = self.caseload
        last = own.db.execute(
            "SELECT id, sequence FROM events WHERE stream = ? AND device = ? ORDER BY sequence DESC LIMIT 1",
            (stream, own.device),
        ).fetchone()
        previous, sequence = last or (None, 0)
        body, disclosed = encode(
            stream,
            action,
            changes,
            [secrets.token_hex(16) for _ in changes],
            author=author or own.author,
            device=own.device,
            sequence=sequence + 1,
            previous=previous,
            at=own.clock(),
            units={},
        )
        own.db.execute(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            (event_id(body), stream, own.device, sequence + 1, body, disclosed),
        )
        return event_id(body)

    def records(self, stream: str, action: str, *records, author: str = "") -> str:
        """Write one entry that makes records as given."""
        changes = [
            Change(entity_name(type(record)), record.id, field, value, ())
            for record in records
            for field, value in to_values(record).items()
        ]
        return self.entry(stream, action, changes, author)

    def head_of(self, stream: str, entity: str, record_id: str, field: str) -> str:
        """Return the entry that last set a field, as this machine knows it."""
        return self.caseload.heads(stream, entity, record_id)[field][-1]

    def send(
        self, stream: str, path: Path, recipient: Caseload, change: Callable[[dict], object] = bool
    ) -> Path:
        """Write a portfolio file with everything; `change` may change what it says of itself."""
        card = devices.own_card(recipient)
        parcel = sending.gather(self.caseload, [stream], recipients=[card], with_forms=False)
        change(parcel.meta)
        sending.write_parcel(parcel, path)
        return path

    def card_entry(self, **changed) -> dict:
        """Return this machine's card with some values changed, signed again."""
        content = {**devices.own_card(self.caseload).content, **changed}
        return {"card": content, "signature": devices.own_signature(self.caseload, content)}

    def now(self) -> datetime:
        """Return the time of the forger's clock."""
        return self.caseload.clock()
