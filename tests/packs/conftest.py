"""An assessor's machine and that of the centre's office, which know each other, and the office's units."""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from csassess.data.exchange.devices import own_card, own_signature
from csassess.data.record.caseload import Caseload
from csassess.domain.records.roles import Role
from csassess.exchange.packs import _signed
from csassess.services.packs import packs
from csassess.services.units import caseload_units
from tests.support.any_unit import content, unit_file
from tests.support.exchanging import acquaint, machine
from tests.support.verifying import become


@dataclass
class Desk:
    """The machines of an assessor, the office and a stranger, and a folder for files between them."""

    ann: Caseload
    office: Caseload
    stranger: Caseload
    folder: Path

    def approved(self, caseload: Caseload, unit_id: str, *, new_version: bool = False, **stated: Any) -> None:
        """Bring a unit in and approve it."""
        place = self.folder / f"{unit_id}-{len(list(self.folder.iterdir()))}"
        place.mkdir()
        caseload_units.add(caseload, unit_file(place, content(unit_id, **stated)), new_version=new_version)
        caseload_units.approve(caseload, unit_id, "Olga Office", "centre")

    def pack(self, *unit_ids: str, by: Caseload | None = None) -> Path:
        """Write a pack of units, by the office unless somebody else does, and return its path."""
        path = self.folder / f"{len(list(self.folder.iterdir()))}.cspack"
        packs.make(by or self.office, unit_ids, path)
        return path

    def states(self, caseload: Caseload | None = None) -> list[tuple[str, str]]:
        """Return the units of a machine with their states."""
        return [(u.unit.id, str(u.state)) for u in caseload_units.caseload_units(caseload or self.ann)]

    def take(self, path: Path, **how: Any) -> list[str]:
        """Take a pack in at the assessor's; return what became of each unit."""
        return [str(line.outcome) for line in packs.take_in(self.ann, packs.open_pack(path), **how)]


@pytest.fixture
def desk(tmp_path, clock):
    """Open the three machines; office and assessor have exchanged key files."""
    with ExitStack() as closing:
        opened = []
        for name, person, role in (
            ("ann", "Ann Assessor", Role.ASSESSOR),
            ("office", "Olga Office", Role.CENTRE),
            ("stranger", "Mallory", Role.CENTRE),
        ):
            caseload = machine(tmp_path / name, clock=clock)
            closing.callback(caseload.close)
            become(caseload, person, role)
            opened.append(caseload)
        acquaint(*opened[:2], folder=tmp_path)
        between = tmp_path / "between"
        between.mkdir()
        yield Desk(*opened, between)


def changed(path: Path, change: Any, signer: Caseload | None = None) -> Path:
    """Change the plain content of a pack in place; sign it again as a machine, or leave the old signature."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    signature = whole.pop("signature")
    change(whole)
    if signer is not None:
        whole["card"] = own_card(signer).content
        signature = own_signature(signer, _signed(whole))
    path.write_text(json.dumps({**whole, "signature": signature}), encoding="utf-8")
    return path
