"""Packs of units in a sync folder: each device puts its own there, and takes in those of its partners."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.device_card import Card
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.storage.plain_files import plain_size
from csassess.domain.errors import UserError
from csassess.domain.records.questions import UnitPack
from csassess.domain.records.roles import Role
from csassess.exchange.errors import BadFileError
from csassess.platform.files import delete_if_free
from csassess.services.access.caseloads import assessor_of
from csassess.services.files import write_copy
from csassess.services.packs import packs

_UNREADABLE = "step-packs"  # local key: sizes of packs that could not be taken in, by giver and name
_MOST_OF_ONE = 100  # packs of one device in a folder


def give_packs(caseload: Caseload, own_folder: Path) -> None:
    """Write the packs that were made here or taken in into this device's part of the folder, the newest ones.

    Others there are removed. A pack whose bytes are missing from a damaged caseload is left out.
    Raises UserError if one cannot be written.
    """
    held = sorted(caseload.all(UnitPack, CASELOAD_STREAM), key=lambda pack: (pack.on, pack.id))
    given = {own_folder / _name(pack.id): pack.content for pack in held[-_MOST_OF_ONE:]}
    for path in set(_packs_in(own_folder)) - set(given):
        delete_if_free(path)
    for path, sha256 in given.items():
        size = caseload.attached.size(sha256)
        if size is not None and size != plain_size(path) and not path.is_dir():
            write_copy(path, caseload.attached.content(sha256))


def _name(pack_id: str) -> str:
    return f"{pack_id[:16]}.{packs.EXTENSION}"


def take_packs(
    caseload: Caseload, folder: Path, cards: list[Card], on_received: Callable[[], object]
) -> tuple[int, list[str]]:
    """Take in the packs that partners (by card) have in the folder and that are not here yet.

    Returns how many were taken in, and a sentence for each that could not be. An incomplete one is read
    again once its size has changed. A reader takes in none.
    """
    if assessor_of(caseload).role is Role.READER:
        return 0, []
    here = {_name(pack.id) for pack in caseload.all(UnitPack, CASELOAD_STREAM)}
    sizes = dict(json.loads(caseload.local.get(_UNREADABLE) or "{}"))
    taken, skipped, unreadable = 0, list[str](), dict[str, int]()
    for path in (path for card in cards for path in _packs_of(folder, card)):
        key = f"{path.parent.name}/{path.name}"
        size = plain_size(path)
        if path.name in here or size < 0:
            continue
        if sizes.get(key) == size:
            unreadable[key] = size
            continue
        try:
            opened = packs.open_pack(path)
            if _name(opened.pack.id) != path.name:
                raise BadFileError(text("A file in the folder does not match its name. It was ignored."))
            packs.refuse_stranger(caseload, opened)
            packs.take_in(caseload, opened)
        except UserError as error:
            skipped.append(f"{path.name}: {error}")
            if isinstance(error, BadFileError):  # what is refused for another reason may be allowed later
                unreadable[key] = size
            continue
        taken += 1
        here.add(path.name)
        on_received()
    if unreadable != sizes:
        caseload.local.set(_UNREADABLE, json.dumps(unreadable))
    return taken, skipped


def _packs_of(folder: Path, card: Card) -> list[Path]:
    return _packs_in(folder / "csassess" / card.device[:12])[:_MOST_OF_ONE]


def _packs_in(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(folder.glob(f"*.{packs.EXTENSION}"))
    return []
