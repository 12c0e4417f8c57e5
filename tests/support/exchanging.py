"""Helpers for several machines that send each other portfolio files."""

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pyrage

from csassess.data.exchange.merge import Merged
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.kinds import KINDS
from csassess.services.exchange import (
    acceptance,
    import_preview,
    key_files,
    receiving,
    requests,
    sending,
)
from csassess.services.exchange.import_preview import Preview
from csassess.services.progress.portfolio_view import portfolio_view, report
from tests.support.builders import closed_caseload, reopened, rows

FILE_PASSPHRASE = "lamps and kettles by the door"


def machine(folder: Path, **injected) -> Caseload:
    """Create and open a caseload, as on another machine."""
    return reopened(closed_caseload(folder), **injected)


def acquaint(*machines: Caseload, folder: Path) -> None:
    """Exchange key files between all machines."""
    for number, caseload in enumerate(machines):
        key_files.write_key_file(caseload, folder / f"{number}.cskey")
    for number, caseload in enumerate(machines):
        for other in range(len(machines)):
            if other != number:
                key_files.read_key_file(caseload, folder / f"{other}.cskey")


def accept_in_present_role(caseload: Caseload, other: Caseload, folder: Path) -> None:
    """Accept another machine in the role in which its person works now, and no other."""
    acceptance.withdraw(caseload, other.device)
    key_files.write_key_file(other, folder / "present.cskey")
    key_files.read_key_file(caseload, folder / "present.cskey")


def agree_to_all(*machines: Caseload) -> None:
    """Agree to every request that came in a file."""
    for caseload in machines:
        for request in requests.pending_requests(caseload):
            requests.agree(caseload, request)


def transfer(giver: Caseload, receiver: Caseload, candidate: str, path: Path, *, only_new: bool = False):
    """Send a candidate from one machine to another; return the preview and the result of the merge."""
    card = next(c for c in key_files.recipients_known(giver) if c.device == receiver.device)
    sending.send(giver, [candidate], path, recipients=[card], only_new=only_new, with_forms=False)
    return receive_file(receiver, path)


def receive_file(caseload: Caseload, path: Path, passphrase: str = "") -> tuple[Preview, Merged]:
    """Open a portfolio file, preview it and take it in."""
    opened = receiving.open_file(path, receiving.own_identity(caseload), passphrase)
    preview = import_preview.preview(caseload, opened)
    new = receiving.take_pictures(opened, caseload.attached.another())
    return preview, receiving.receive(caseload, opened, new)


def state(caseload: Caseload, candidate: str):
    """Return all that two machines must agree on about a candidate: events, tables, report, portfolio."""
    tables = {
        entity: [row for row in rows(caseload, entity) if row[0] == candidate]
        for entity in (*KINDS, "heads", "revived")
        if KINDS.get(entity) is None or entity not in ("device",)
    }
    events = {
        row[0]
        for row in caseload.db.execute("SELECT id FROM events WHERE stream = ?", (candidate,)).fetchall()
    }
    candidate_report = report(portfolio_view(caseload, candidate))
    return events, tables, candidate_report, load_portfolio(caseload, candidate)


def opened_parts(caseload: Caseload, path: Path) -> dict[str, bytes]:
    """Return the files in the bag of a portfolio file, in order, decrypted with the caseload's key."""
    identity = pyrage.x25519.Identity.from_str(receiving.own_identity(caseload))
    with zipfile.ZipFile(path) as container:
        tar = pyrage.decrypt(container.read("bag.tar.age"), [identity])
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive if entry.isreg()}


def sealed(parts, recipient: str, path: Path, entries=()) -> Path:
    """Write a portfolio file of these parts (name to content), locked for a recipient.

    `entries` are raw tar members to add.
    """
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for entry in entries:
            archive.addfile(entry)
    locked = pyrage.encrypt(tar.getvalue(), [pyrage.x25519.Recipient.from_str(recipient)])
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("README.txt", "")
        container.writestr("bag.tar.age", locked)
    return path


def with_manifests(parts: dict[str, bytes], caseload: Caseload | None) -> dict[str, bytes]:
    """Return the parts with correct manifests, signed again by the caseload, or with the old signature."""
    parts = dict(parts)
    payload = {
        name.removeprefix("portfolio/"): c for name, c in parts.items() if name.startswith("portfolio/data/")
    }
    manifest = "".join(f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(payload.items())).encode()
    parts["portfolio/manifest-sha256.txt"] = manifest
    if caseload:
        parts["portfolio/signature.json"] = json.dumps(sending._signer(caseload)(manifest)).encode()
    tags = {n.removeprefix("portfolio/"): c for n, c in parts.items() if not n.startswith("portfolio/data/")}
    tags.pop("tagmanifest-sha256.txt", None)
    parts["portfolio/tagmanifest-sha256.txt"] = "".join(
        f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(tags.items())
    ).encode()
    return parts
