"""Events as a hostile program could write them: real ones with something impossible or odd in them."""

import hashlib
import json
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from csassess.data.exchange.device_card import Card
from csassess.data.storage.canonical import canonical, commitment
from csassess.domain.records.declaration import Code, RestsOn, StoredFile
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction

PORTFOLIO_KINDS = sorted(name for name, kind in KINDS.items() if kind.stream is Stream.PORTFOLIO)
_SALT = "00" * 16
_DATES = (
    "0001-01-01",
    "9999-12-31",
    "1000-01-01",
    "2999-12-31",
    "2026-03-02",
    "2026-02-30",
    "2026-W10-1",
    "1752-09-14",
)
_TIMES = (
    "0001-01-01T00:00:00+00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "1000-01-01T00:00:00+23:59",
    "2999-12-31T23:59:59-23:59",
    "2026-03-02T09:30:00",
    "2026-03-02T09:30:00.123456+05:53:28",
    "2026-03-02T25:00:00+00:00",
    "1969-12-31T23:59:59+00:00",
)
_TEXTS = (
    "",
    " ",
    "\n",
    "\t\r\n",
    "x" * 33_000,
    "word " * 3_000,
    "Nul\x00",
    "Esc\x1b[2J\x1b]0;x\x07",
    "\u202egpj.exe",
    "<b>x</b><img src='http://example.invalid/x.png'>",
    "&amp; <para> </b> &#0; <font size=9999>",
    "=HYPERLINK(1)",
    "{count} {x} %s %d",
    "../../x",
    "CON",
    "[taken out]",
    "\ufeff\u200b\u0301\U0001f600\U0010ffff",
    "a" + "\u0301" * 500,
    "1e999",
    "0",
    "-1",
    "none",
    "ocr-b10",
    "ocr-b10 1.1",
    "device:sequence",
    "\x1f",
)
_NUMBERS = (0, 1, -1, 7, 2**31, 2**53 - 1, -(2**53) + 1)
_ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    [None],
    [[]],
    [[1]],
    [[1, 2, 3]],
    [["x"]],
    [[-(10**7), 10**7] * 3],
    [{}],
    {"withheld": True},
    ["x"],
    ["note n reason"],
    ["note"],
    [""],
    [0, -1, 10**6],
)

_POSSIBLE: dict[Any, tuple[Any, ...]] = {
    str: ("Words", *_TEXTS[:6], *_TEXTS[9:]),
    bool: (True, False),
    int: (0, 1, 7, 400),
    date: ("2026-03-02", "1000-01-01", "2999-12-31", "2031-12-31"),
    datetime: ("2026-03-02T09:30:00+00:00", "1000-01-01T00:00:00+23:59", "2999-12-31T23:59:59-23:59"),
}


class Mutations:
    """Makes odd events of a portfolio, each from a machine of its own."""

    def __init__(self, choice, stream: str, events: list[dict[str, Any]], ids: dict[str, list[str]]) -> None:
        self._random, self._stream, self._ids = choice, stream, ids
        self._events = [event["id"] for event in events]
        self._changes = [
            (change, event["id"]) for event in events for change in json.loads(event["body"])["changes"]
        ]
        self._digests = [
            value["value"]
            for event in events
            for value in event["disclosed"]
            if isinstance(value.get("value"), str) and len(value["value"]) == 64
        ]

    def event(self, number: int) -> tuple[dict[str, Any], Card, str]:
        """Return one odd event, as a line of a file holds it, and the machine that wrote it: card and key."""
        secret = f"{number + 1:064x}"
        changes = self._new_records() if self._random.random() < 0.6 else self._changed_fields()
        writers = sorted(KINDS[changes[0][0]["entity"]].writers)
        role = self._random.choice(writers if self._random.random() < 0.9 else list(Role))
        card = self._card(number, secret, role)
        body: dict[str, Any] = {
            "v": 1,
            "stream": self._stream,
            "action": self._random.choice(
                [*UserAction, "undo " + self._random.choice(self._events), "undo x"]
            ),
            "author": card.person,
            "device": card.device,
            "sequence": 1,
            "previous": None,
            "at": "2026-03-02T09:30:00.000+00:00",
            "units": {},
        }
        for _ in range(self._random.choice((0, 0, 0, 1, 1, 2))):
            self._mutate(body, changes)
        body["changes"] = [{**change, "commitment": commitment(_SALT, value)} for change, value in changes]
        raw = canonical(body)
        disclosed = [{"salt": _SALT, "value": value} for _, value in changes]
        return (
            {"id": hashlib.sha256(raw).hexdigest(), "body": raw.decode(), "disclosed": disclosed},
            card,
            secret,
        )

    def _card(self, number: int, secret: str, role: Role) -> Card:
        name = self._random.choice(("Mallory", "<b>Mallory</b>", "=Mallory", "x" * 400))
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw()
        device, person, recipient = f"d{number:031}", f"p{number:031}", f"age1{number}"
        return Card(device, key.hex(), "M", person, name, role, recipient, AssessorStatus.QUALIFIED)

    def _new_records(self) -> list[tuple[dict[str, Any], Any]]:
        entity = self._random.choice(PORTFOLIO_KINDS)
        record_id = self._record_id(entity)
        return [
            self._change(entity, record_id, name, self._possible(entity, name))
            for name, field in KINDS[entity].fields.items()
            if field.is_required or self._random.random() < 0.6
        ]

    def _record_id(self, entity: str) -> str:
        rests_on = [target for name, target in KINDS[entity].rests_on if name == "id"]
        if rests_on and self._ids.get(rests_on[0]):
            return self._random.choice(self._ids[rests_on[0]])
        fixed = {
            "candidate": self._stream,
            "joined": "joined",
            "enrolment": "ocr-b10",
            "not-sampled": "ocr-b10",
        }
        return self._random.choice(
            (fixed.get(entity, f"{self._random.getrandbits(128):032x}"), self._any_id())
        )

    def _changed_fields(self) -> list[tuple[dict[str, Any], Any]]:
        change, event = self._random.choice(self._changes)
        entity, field = change["entity"], change["field"]
        if self._random.random() < 0.2:
            return [({**self._change(entity, change["id"], "deleted", True)[0], "seen": [event]}, True)]
        value = self._possible(entity, field) if field != "deleted" else True
        return [({**self._change(entity, change["id"], field, value)[0], "parents": [event]}, value)]

    def _change(self, entity: str, record_id: str, name: str, value: Any) -> tuple[dict[str, Any], Any]:
        return {"entity": entity, "id": record_id, "field": name, "parents": []}, value

    def _any_id(self) -> str:
        return self._random.choice([each for ids in self._ids.values() for each in ids])

    def _possible(self, entity: str, name: str) -> Any:
        """Return a value that the field could have."""
        field = KINDS[entity].fields[name]
        for declared in field.declared:
            if isinstance(declared, RestsOn):
                known = [each for kind in declared.kinds for each in self._ids.get(kind, ())]
                return self._random.choice(known) if known else ""
            if isinstance(declared, StoredFile):
                return self._random.choice(self._digests)
            if isinstance(declared, Code) and declared.shape and entity != "evidence":
                is_digest = declared.shape == "[0-9a-f]{64}"
                return self._random.choice(self._digests) if is_digest else self._any_id()
        if name == "number" and entity == "evidence":
            return f"M{self._random.randrange(1, 999)}"
        if name in ("unit", "criterion"):
            return self._random.choice(
                {"unit": ("ocr-b10", "no-unit"), "criterion": ("1.1", "2.3", "9.9", "")}[name]
            )
        return self._of_type(field.type)

    def _of_type(self, hint: Any) -> Any:
        if hint in _POSSIBLE:
            return self._random.choice(_POSSIBLE[hint])
        if get_origin(hint) is tuple:
            return [self._of_type(get_args(hint)[0]) for _ in range(self._random.choice((0, 1, 2, 5)))]
        if not isinstance(hint, type):
            return self._random.choice((None, self._of_type(get_args(hint)[0])))
        if issubclass(hint, StrEnum):
            return str(self._random.choice(list(hint)))
        hints = get_type_hints(hint)
        return {field.name: self._of_type(hints[field.name]) for field in fields(hint)}

    def _mutate(self, body: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        self._random.choice(
            (
                *(self._odd_value,) * 8,
                self._odd_id,
                self._odd_kind,
                self._odd_field,
                self._odd_parents,
                self._extra_field,
                self._left_out,
                self._twice,
                self._odd_envelope,
                self._odd_envelope,
            )
        )(body, changes)

    def _odd_value(self, _: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        place = self._random.randrange(len(changes))
        odd = self._random.choice((_DATES, _TIMES, _TEXTS, _NUMBERS, _ODD))
        changes[place] = (changes[place][0], self._random.choice(odd))

    def _odd_id(self, _: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        new = self._random.choice((self._any_id(), "..", "a b", "", "x" * 65, "joined", self._stream))
        for change, _value in changes:
            change["id"] = new

    def _odd_kind(self, _: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        new = self._random.choice((*PORTFOLIO_KINDS, "centre", "assessor", "spy", "heads", "", 5))
        for change, _value in changes:
            change["entity"] = new

    def _odd_field(self, _: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        change, _value = self._random.choice(changes)
        change["field"] = self._random.choice(
            ("deleted", "id", "stream", "made", "text", "name", "rowid", "", 5)
        )

    def _odd_parents(self, _: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        change, _value = self._random.choice(changes)
        odd = ([self._random.choice(self._events)], ["0" * 64], ["x"], "x", None, [5], self._events[:3])
        change[self._random.choice(("parents", "seen"))] = self._random.choice(odd)

    def _extra_field(self, body: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        self._random.choice([body, changes[0][0]])["extra"] = self._random.choice(_ODD)

    def _left_out(self, body: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        if len(changes) > 1 and self._random.random() < 0.7:
            changes.pop(self._random.randrange(len(changes)))
        else:
            body.pop(self._random.choice(sorted(body)))

    def _twice(self, _: dict[str, Any], changes: list[tuple[dict[str, Any], Any]]) -> None:
        change, value = self._random.choice(changes)
        changes.append(({**change, "id": self._random.choice((change["id"], self._any_id()))}, value))

    def _odd_envelope(self, body: dict[str, Any], _: list[tuple[dict[str, Any], Any]]) -> None:
        name = self._random.choice(
            ("at", "action", "author", "device", "sequence", "previous", "units", "stream", "v")
        )
        odd = {
            "at": (*_TIMES, *_DATES, 5, None),
            "action": (*_TEXTS, 5, None, "undo " + self._random.choice(self._events)),
            "sequence": (*_NUMBERS, "1", None, True),
            "previous": (self._random.choice(self._events), "0" * 64, "x", 5),
            "units": ({"ocr-b10": "x"}, {"ocr-b10": "0" * 64}, [], None, {"..": "0" * 64}),
        }.get(name, (*_TEXTS[:8], self._any_id(), 5, None, "caseload"))
        body[name] = self._random.choice(odd)
