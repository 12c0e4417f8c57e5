"""What a disk may hold after a power cut: the writes of a real process, as strace recorded them, replayed up to any point.

What was synced is there. What was not may be there, wholly, in part (by sectors of 512 bytes) or not at all, in any order;
of changes to the folder itself (a file made, renamed, taken away) that were not synced, the first few may be there.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512


def _strace() -> str | None:
    """Return where strace is; None where there is none, or it may not look at other processes here."""
    path = shutil.which("strace")
    tried = [path, "-f", "--seccomp-bpf", "-e", "trace=write", "-o", os.devnull, sys.executable, "-c", ""]
    return path if path and subprocess.run(tried, check=False, capture_output=True).returncode == 0 else None


STRACE = _strace()
_CALLS = "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,sendfile,copy_file_range"
_LINE = re.compile(
    r"(?P<pid>\d+)\s+(?P<call>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+|0x[0-9a-f]+)", re.DOTALL
)
_FILE = re.compile(r"^(?:AT_FDCWD(?:<[^>]*>)?|-?\d+)<?(?P<path>[^>]*)>?")
_STRINGS = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the process did: `write`, `cut` (to a size), `sync`, `sync folder`, `make`, `rename`, `remove`, or `told` somebody."""

    kind: str
    path: str = ""
    at: int = 0
    data: bytes = b""
    to: str = ""


def record(folder: Path, trace: Path, *command: str) -> list[Step]:
    """Run a Python module under strace, and return what it did to the files of a folder, and told, in order."""
    assert STRACE
    subprocess.run(
        [
            STRACE,
            "-f",
            "-y",
            "-xx",
            "-s",
            str(1 << 26),
            "-e",
            f"trace={_CALLS}",
            "-o",
            str(trace),
            sys.executable,
            "-m",
            *command,
        ],
        check=True,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return list(_steps(trace, folder))


def _steps(trace: Path, folder: Path) -> Iterator[Step]:
    begun: dict[str, str] = {}
    with trace.open() as lines:
        for raw in lines:
            line = raw.rstrip("\n")
            pid = line.partition(" ")[0]
            if line.endswith("<unfinished ...>"):
                begun[pid] = line.removesuffix(" <unfinished ...>")
                continue
            if " resumed>" in line:
                line = begun.pop(pid) + line.partition(" resumed>")[2]
            found = _LINE.match(line)
            if found and not found["result"].startswith("-"):
                step = _step(found["call"], found["arguments"], int(found["result"], 0), folder)
                if step:
                    yield step


def _plain(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


def _step(call: str, arguments: str, result: int, folder: Path) -> Step | None:
    strings = [
        _plain(found) for found in _STRINGS.findall(arguments.partition('"')[1] + arguments.partition('"')[2])
    ]
    match = _FILE.match(arguments)
    path = match["path"] if match else ""
    path = _plain(path).decode() if path.startswith("\\x") else path
    name = _within(path, folder)
    named = [_within(each.decode(errors="replace"), folder) for each in strings[:2]]
    offset = arguments.rpartition(",")[2].strip()
    step = None
    match call:
        case "write" if arguments.startswith("1<"):
            step = Step("told", data=strings[0][:result])
        case "openat" | "open" | "creat":
            step = Step("make", named[0]) if named[0] and "O_CREAT" in arguments else None
        case "unlink" | "unlinkat":
            step = Step("remove", named[0]) if named[0] else None
        case "rename" | "renameat" | "renameat2":
            step = Step("rename", named[0], to=named[1]) if any(named) else None
        case "fsync" | "fdatasync":
            step = Step("sync folder") if Path(path) == folder else Step("sync", name) if name else None
        case "pwrite64":
            step = Step("write", name, int(offset), strings[0][:result]) if name else None
        case "ftruncate":
            step = Step("cut", name, int(offset)) if name else None
        case _ if name and not name.endswith(
            ("-shm", ".lock")
        ):  # the log's index is made anew; a lock says nothing
            raise AssertionError(f"{call} of {name} is not replayed")
    return step


def _within(path: str, folder: Path) -> str:
    return path.removeprefix(f"{folder}/") if path.startswith(f"{folder}/") else ""


@dataclass
class _Content:
    """What is safe of one file, and what was done to it since it was last synced."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        for step in self.since:
            _apply(self.safe, step)
        self.since.clear()

    def after_a_cut(self, chance: random.Random) -> bytes:
        """What may be found: every step since the last sync is there, torn, or not, each sector by itself."""
        found = bytearray(self.safe)
        share = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for step in self.since:
            if step.kind == "cut":
                if chance.random() < share:
                    _apply(found, step)
                continue
            torn = chance.random() < 0.5
            whole = chance.random() < share
            for start in range(0, len(step.data), SECTOR):
                if (chance.random() < share) if torn else whole:
                    _apply(found, Step("write", at=step.at + start, data=step.data[start : start + SECTOR]))
        return bytes(found)


def _apply(content: bytearray, step: Step) -> None:
    if step.kind == "cut":
        del content[step.at :]
        content.extend(bytes(step.at - len(content)))
        return
    if len(content) < step.at:
        content.extend(bytes(step.at - len(content)))
    content[step.at : step.at + len(step.data)] = step.data


class Disk:
    """A folder on a disk, before and while a recorded process writes to it."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.name: _Content(bytearray(path.read_bytes())) for path in folder.iterdir() if path.is_file()
        }
        self._names = dict(self._files)  # as the folder stands once everything is synced
        self._safe_names = dict(self._files)
        self._since: list[tuple[Step, _Content | None]] = []
        self.told: list[str] = []

    def go(self, step: Step) -> None:
        """Take in the next step of the process."""
        match step.kind:
            case "told":
                self.told += step.data.decode().splitlines()
            case "write" | "cut":
                self._names[step.path].since.append(step)
            case "sync":
                self._names[step.path].sync()
            case "sync folder":
                for each, content in self._since:
                    _rename(self._safe_names, each, content)
                self._since.clear()
            case "make":
                if step.path not in self._names:
                    self._folder_step(step, _Content())
            case "rename" | "remove":
                self._folder_step(step, self._names.get(step.path))

    def _folder_step(self, step: Step, content: _Content | None) -> None:
        self._since.append((step, content))
        _rename(self._names, step, content)

    def cut(self, chance: random.Random, folder: Path) -> None:
        """Write to a folder what may be found after a power cut now."""
        names = dict(self._safe_names)
        for step, content in self._since[: chance.randint(0, len(self._since))]:
            _rename(names, step, content)
        found = {id(content): content.after_a_cut(chance) for content in names.values()}
        folder.mkdir(parents=True)
        for name, content in names.items():
            (folder / name).write_bytes(found[id(content)])


def _rename(names: dict[str, _Content], step: Step, content: _Content | None) -> None:
    if step.kind == "make" and content is not None:
        names.setdefault(step.path, content)
    elif step.kind == "remove":
        names.pop(step.path, None)
    elif step.kind == "rename":
        moved = names.pop(step.path, content)
        if moved is not None:
            names[step.to] = moved
