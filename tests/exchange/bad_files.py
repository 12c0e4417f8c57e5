"""A good portfolio file, and functions that spoil it for the tests of refused files."""

import hashlib
import io
import json
import tarfile
import zipfile

import pyrage
import pytest

from csassess.data.exchange import devices
from csassess.data.exchange.device_card import sign
from csassess.data.storage.canonical import canonical, commitment
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.exchange import key_files, sending
from tests.support.exchanging import (
    acquaint,
    machine,
    opened_parts,
    sealed,
    with_manifests,
)
from tests.support.pictures import encoded, scene

ROOT = "portfolio/"


DATA = ROOT + "data/"


class Case:
    """A good file sent from one machine to another, and ways to spoil it."""

    def __init__(self, folder):
        self.folder = folder
        self.giver, self.receiver = machine(folder / "giver"), machine(folder / "receiver")
        acquaint(self.giver, self.receiver, folder=folder)
        mo = candidates.add_candidate(self.giver, "Mo Candidate")
        candidates.enrol(self.giver, mo.id, "ocr-b10")
        item = evidence.start_observation(self.giver, mo.id, "Counter")
        note = evidence.add_note(self.giver, mo.id, item.id, "Greets")
        references.tick(self.giver, mo.id, item.id, "ocr-b10", "1.1", note.id)
        photographs.add(
            self.giver, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "The counter"
        )
        self.mo, self.item, self.note = mo, item, note
        self.good = folder / "good.csbundle"
        card = next(iter(key_files.recipients_known(self.giver)))
        sending.send(self.giver, [mo.id], self.good, recipients=[card], with_forms=False)
        self.recipient = devices.own_recipient(self.receiver)
        self.parts = opened_parts(self.receiver, self.good)
        self.events = [json.loads(line) for line in self.parts[DATA + "events.jsonl"].splitlines()]
        self.meta = json.loads(self.parts[DATA + "bundle.json"])
        self.photo = next(name for name in self.parts if name.startswith(DATA + "photos/"))
        self.unit = next(name for name in self.parts if name.startswith(DATA + "units/"))

    def write(self, parts, entries=()):
        return sealed(parts, self.recipient, self.folder / "bad.csbundle", entries)

    def with_parts(self, signed=True, **changed):
        """Write the file with some parts replaced (None: left out), signed by its sender."""
        parts = {**self.parts, **{k: v for k, v in changed.items() if v is not None}}
        for name, content in changed.items():
            if content is None:
                del parts[name]
        return self.write(with_manifests(parts, self.giver if signed else None))

    def with_raw(self, name, content):
        """Write the file with one part replaced; manifest and signature stay as they were."""
        return self.write({**self.parts, name: content})

    def with_meta(self, **changed):
        return self.with_parts(**{DATA + "bundle.json": json.dumps({**self.meta, **changed}).encode()})

    def with_events(self, events, heads=True):
        """Write the file with another history, its heads signed by its sender again."""
        lines = b"".join(json.dumps(e, ensure_ascii=False).encode() + b"\n" for e in events)
        meta = dict(self.meta)
        if heads:
            meta["heads"] = self.heads(events)
        return self.with_parts(
            **{DATA + "events.jsonl": lines, DATA + "bundle.json": json.dumps(meta).encode()}
        )

    def heads(self, events):
        last = json.loads(events[-1]["body"])
        content = [last["stream"], last["device"], last["sequence"], events[-1]["id"]]
        names = ("stream", "device", "sequence", "event")
        return [
            {
                **dict(zip(names, content, strict=True)),
                "signature": devices.own_signature(self.giver, content),
            }
        ]

    def event(self, base=-1, values=None, **changed):
        """Return an event with its body changed and its id and commitments recomputed."""
        event = json.loads(json.dumps(self.events[base]))
        body = {**json.loads(event["body"]), **changed}
        if values is not None:
            event["disclosed"] = [{"salt": "00" * 16, "value": value} for value in values]
            for change, disclosure in zip(body["changes"], event["disclosed"], strict=False):
                change["commitment"] = commitment(disclosure["salt"], disclosure["value"])
        raw = canonical(body)
        return {**event, "id": hashlib.sha256(raw).hexdigest(), "body": raw.decode()}

    def next_event(self, changes, **changed):
        """Return an event of the sender’s machine after the last one.

        `changes` gives the value to set for each (entity, id, field).
        """
        last = self.events[-1]
        body = {
            **json.loads(last["body"]),
            "sequence": len(self.events) + 1,
            "previous": last["id"],
            "action": "note.add",
            "units": {},
            **changed,
            "changes": [
                {"entity": e, "id": i, "field": f, "commitment": commitment("00" * 16, v), "parents": []}
                for (e, i, f), v in changes.items()
            ],
        }
        raw = canonical(body)
        disclosed = [{"salt": "00" * 16, "value": value} for value in changes.values()]
        return {"id": hashlib.sha256(raw).hexdigest(), "body": raw.decode(), "disclosed": disclosed}

    def outer(self, **files):
        """Write a ZIP of these files."""
        path = self.folder / "bad.csbundle"
        with zipfile.ZipFile(path, "w") as container:
            for name, content in files.items():
                container.writestr(name.replace("_dot_", "."), content)
        return path

    def cut(self, part):
        whole = self.good.read_bytes()
        path = self.folder / "bad.csbundle"
        path.write_bytes(whole[: int(len(whole) * part)])
        return path

    def flipped(self, place):
        whole = bytearray(self.good.read_bytes())
        whole[int(len(whole) * place)] ^= 0x40
        path = self.folder / "bad.csbundle"
        path.write_bytes(bytes(whole))
        return path

    def bag_bytes(self):
        with zipfile.ZipFile(self.good) as container:
            return container.read("bag.tar.age")

    def close(self):
        self.giver.close()
        self.receiver.close()


def _entry(kind, name=DATA + "files/x.bin", link=""):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    return entry


def _named(case, name):
    return case.write([*case.parts.items(), (name, b"x")])


def _lying_size(case):
    """Write a tar header that states more bytes than there are."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, content in case.parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    whole = bytearray(tar.getvalue())
    header = tarfile.TarInfo(next(iter(case.parts)))
    header.size = 900_000_000
    whole[:512] = header.tobuf(tarfile.USTAR_FORMAT)
    locked = pyrage.encrypt(bytes(whole), [pyrage.x25519.Recipient.from_str(case.recipient)])
    return case.outer(README_dot_txt=b"", **{"bag.tar.age": locked})


def _zip_bomb(case):
    path = case.folder / "bad.csbundle"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("README.txt", "x")
        container.writestr("bag.tar.age", b"\0" * 50_000_000)
    return path


def _twice(case):
    path = case.folder / "bad.csbundle"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("bag.tar.age", case.bag_bytes())
        with pytest.warns(UserWarning, match="Duplicate name"):
            container.writestr("bag.tar.age", case.bag_bytes())
    return path


def _by_another(case):
    """Write a file signed by a machine other than the one it names."""
    stranger = machine(case.folder / "stranger")
    path = case.write(with_manifests(case.parts, stranger))
    stranger.close()
    return path


def _known_with_another_key(case):
    """Write a file whose sender is a known device with a forger’s key."""
    secret = "11" * 32
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw().hex()
    meta = json.loads(json.dumps(case.meta))
    card = {**meta["cards"][0]["card"], "public_key": public}
    meta["cards"] = [{"card": card, "signature": sign(secret, card)}]
    for head in meta["heads"]:
        head["signature"] = sign(secret, [head["stream"], head["device"], head["sequence"], head["event"]])
    parts = with_manifests({**case.parts, DATA + "bundle.json": json.dumps(meta).encode()}, None)
    manifest = hashlib.sha256(parts[ROOT + "manifest-sha256.txt"]).hexdigest()
    signature = {"device": card["device"], "public_key": public, "signature": sign(secret, manifest)}
    parts[ROOT + "signature.json"] = json.dumps(signature).encode()
    return case.write(with_manifests(parts, None))


def _deep(levels):
    return b'{"format":1,"x":' + b"[" * levels + b"]" * levels + b"}"


def _raw(case, content):
    path = case.folder / "bad.csbundle"
    path.write_bytes(content)
    return path


def _without(case, name):
    return case.write({n: c for n, c in case.parts.items() if n != name})


def _card(case, **changed):
    first = case.meta["cards"][0]
    return case.with_meta(cards=[{**first, "card": {**first["card"], **changed}}])
