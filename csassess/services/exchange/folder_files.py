"""The numbered files of a sync folder: which of the others' were read here, and what this machine's hold."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from csassess.data.record.caseload import Caseload
from csassess.services.exchange.sync_folder_location import folder_of

_READ, _SIZES, _WRITTEN, _NUMBERS, _TRIES = (
    "step-read-files",  # names of read files, by giver
    "step-sizes",  # sizes of files that could not be read yet, by giver and name
    "step-written",  # what this machine's files hold, by name
    "step-numbers",  # highest number ever given, by candidate
    "step-tries",  # what was written last for a candidate, and how often
)
_READ_BEFORE = "step-read"  # of an earlier version: the last number read, by giver and candidate
NAME = re.compile(r"([0-9a-f]{12})-([0-9]{6})\.csbundle")


@dataclass(frozen=True, slots=True)
class Written:
    """What a file of this machine holds: for whom, and from where to where each chain goes."""

    size: int
    recipients: list[str]
    after: dict[str, int]
    ends: dict[str, int]


def candidate_hash(candidate_id: str) -> str:
    """Return the part of a file's name that stands for a candidate."""
    return hashlib.sha256(candidate_id.encode()).hexdigest()[:12]


def files_of(caseload: Caseload, device: str) -> list[Path]:
    """Return the files of a device in the folder, by candidate and number."""
    folder = folder_of(caseload)
    paths = (folder / "csassess" / device[:12]).glob("*.csbundle") if folder else ()
    return sorted(path for path in paths if NAME.fullmatch(path.name))


def read_files(caseload: Caseload) -> dict[str, frozenset[str]]:
    """Return the names of the files that were read here or found unreadable, by giver."""
    stored = caseload.local.get(_READ)
    if stored is not None:
        return {giver: frozenset(names) for giver, names in json.loads(stored).items()}
    read: dict[str, set[str]] = {}
    for chain, last in json.loads(caseload.local.get(_READ_BEFORE) or "{}").items():
        device, candidate = chain.split(" ")
        names = {f"{candidate}-{number:06}.csbundle" for number in range(1, last + 1)}
        read.setdefault(device[:12], set()).update(names)
    return {giver: frozenset(names) for giver, names in read.items()}


def mark_read(caseload: Caseload, path: Path) -> None:
    """Record that a file was read, or will never be.

    Names of files that are gone are forgotten, except the last of each candidate: it tells its giver
    which numbers were used.
    """
    giver = path.parent.name
    read = read_files(caseload)
    names = sorted({*read.get(giver, ()), path.name})
    last = {name[:12]: name for name in names}
    kept = [name for name in names if name in last.values() or (path.parent / name).exists()]
    caseload.local.set(_READ, json.dumps({**{g: sorted(n) for g, n in read.items()}, giver: kept}))


def _size_of(path: Path) -> int:
    """Return the size of a file in bytes; -1 if it is gone, or a link that leads nowhere."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def is_settled(caseload: Caseload, path: Path) -> bool:
    """Return whether a file that cannot be read had the same size at the last sync, and note its size."""
    sizes = json.loads(caseload.local.get(_SIZES) or "{}")
    key, size = f"{path.parent.name}/{path.name}", _size_of(path)
    if sizes.get(key) == size:
        del sizes[key]
        caseload.local.set(_SIZES, json.dumps(sizes))
        return True
    folder = path.parent.parent
    kept = {name: value for name, value in sizes.items() if (folder / name).exists()}
    caseload.local.set(_SIZES, json.dumps({**kept, key: size}))
    return False


def written_files(caseload: Caseload) -> dict[str, list[tuple[Path, Written]]]:
    """Return this machine's files that lie complete in the folder, and what each holds, by candidate."""
    written = json.loads(caseload.local.get(_WRITTEN) or "{}")
    found: dict[str, list[tuple[Path, Written]]] = {}
    for path in files_of(caseload, caseload.device):
        holds = Written(**written[path.name]) if path.name in written else None
        if holds and path.stat().st_size == holds.size:
            found.setdefault(path.name[:12], []).append((path, holds))
    return found


def next_name(caseload: Caseload, candidate: str, read_by_others: Iterable[str]) -> str:
    """Return the name of this machine's next file of a candidate (a hash); no number is given twice."""
    names = {path.name for path in files_of(caseload, caseload.device)} | set(read_by_others)
    used = {int(match[2]) for name in names if (match := NAME.fullmatch(name)) and match[1] == candidate}
    number = max(_numbers(caseload).get(candidate, 0), *used, 0) + 1
    if number > _LAST_NUMBER:  # someone else put a file there
        number = _numbers(caseload).get(candidate, 0) + 1
        while number in used:
            number += 1
    return f"{candidate}-{number:06}.csbundle"


_LAST_NUMBER = 999_999


def _numbers(caseload: Caseload) -> dict[str, int]:
    return dict(json.loads(caseload.local.get(_NUMBERS) or "{}"))


def mark_written(caseload: Caseload, path: Path, holds: Written) -> None:
    """Record what a file of this machine holds, and that its number was given."""
    written = json.loads(caseload.local.get(_WRITTEN) or "{}")
    kept = {name: value for name, value in written.items() if (path.parent / name).exists()}
    number = {path.name[:12]: int(path.name[13:19])}
    with caseload.together():
        caseload.local.set(_WRITTEN, json.dumps({**kept, path.name: asdict(holds)}))
        caseload.local.set(_NUMBERS, json.dumps({**_numbers(caseload), **number}))


def times_in_vain(caseload: Caseload, path: Path, wanted: Mapping[str, object], read: Iterable[str]) -> int:
    """Return how often the same was already written for a candidate and read without effect.

    `path` is the file that would be written next, `read` are the names of those that were read.
    """
    tries = json.loads(caseload.local.get(_TRIES) or "{}")
    before, name, count = tries.get(path.name[:12], [None, "", 0])
    count = count + (name in read) if before == wanted else 0
    caseload.local.set(_TRIES, json.dumps({**tries, path.name[:12]: [wanted, path.name, count]}))
    return int(count)


def forget_tries(caseload: Caseload) -> None:
    """Forget what was written in vain, so that it is written again."""
    caseload.local.set(_TRIES, "{}")
