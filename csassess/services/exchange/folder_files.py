"""The numbered files of a sync folder: which of the others' were read here, and what this machine's hold."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from csassess.data.record.caseload import Caseload
from csassess.data.storage.plain_files import plain_size
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
    """Return the part of a file's name that identifies a candidate."""
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


class ReadMarks:
    """The marks of the files that one sync reads: loaded once, regardless of the number of files."""

    def __init__(self, caseload: Caseload) -> None:
        self._caseload = caseload
        self._read = {giver: set(names) for giver, names in read_files(caseload).items()}
        self._sizes: dict[str, int] = json.loads(caseload.local.get(_SIZES) or "{}")
        self._givers = dict[str, Path]()  # of which a file was marked, with their folders

    def add(self, path: Path) -> None:
        """Mark a file as read, or as one that will never be read."""
        self._givers[path.parent.name] = path.parent
        self._read.setdefault(path.parent.name, set()).add(path.name)

    def is_settled(self, path: Path) -> bool:
        """Return whether a file that cannot be read had the same size at the last sync, and note its size."""
        key, size = f"{path.parent.name}/{path.name}", plain_size(path)
        if self._sizes.get(key) == size:
            del self._sizes[key]
            return True
        self._sizes[key] = size
        return False

    def store(self) -> None:
        """Store which files are read: after each file that was received."""
        self._caseload.local.set(_READ, json.dumps({g: sorted(names) for g, names in self._read.items()}))

    def finish(self, folder: Path) -> None:
        """Store all marks, and forget those of files that are gone.

        The last one of each candidate is kept: it tells its giver which numbers were used.
        """
        for giver, place in self._givers.items():
            names = sorted(self._read[giver])
            kept = {*{name[:12]: name for name in names}.values(), *_names_in(place)}
            self._read[giver] = {name for name in names if name in kept}
        givers = {key.partition("/")[0] for key in self._sizes}
        there = {f"{giver}/{name}" for giver in givers for name in _names_in(folder / "csassess" / giver)}
        self._sizes = {key: size for key, size in self._sizes.items() if key in there}
        with self._caseload.together():
            self.store()
            self._caseload.local.set(_SIZES, json.dumps(self._sizes))


def _names_in(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except OSError:
        return set()


def written_files(caseload: Caseload) -> dict[str, list[tuple[Path, Written]]]:
    """Return this machine's files that lie complete in the folder, and what each holds, by candidate."""
    written = json.loads(caseload.local.get(_WRITTEN) or "{}")
    found: dict[str, list[tuple[Path, Written]]] = {}
    for path in files_of(caseload, caseload.device):
        holds = Written(**written[path.name]) if path.name in written else None
        if holds and plain_size(path) == holds.size:
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
