"""Simulate what a disk may hold after a power cut, by replaying the writes strace recorded.

What was synced is there. What was not synced may be there fully, partly (by sectors of 512 bytes) or not
at all, in any order. Of unsynced changes to the folder (files created, renamed, removed), the first few may
be there.
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
    """Return the path of strace; None if missing or not allowed to trace processes here."""
    path = shutil.which("strace")
    trial = [path, "-f", "--seccomp-bpf", "-e", "trace=write", "-o", os.devnull, sys.executable, "-c", ""]
    return path if path and subprocess.run(trial, check=False, capture_output=True).returncode == 0 else None


STRACE = _strace()
_CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,"
    "fdatasync,ftruncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,sendfile,copy_file_range"
)
_LINE = re.compile(
    r"(?P<pid>\d+)\s+(?P<call>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+|0x[0-9a-f]+)", re.DOTALL
)
_FILE = re.compile(r"^(?:AT_FDCWD(?:<[^>]*>)?|-?\d+)<?(?P<path>[^>]*)>?")
_STRINGS = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Step:
    """One action of the process.

    Kinds: `write`, `cut` (truncate to a size), `sync`, `sync folder`, `make`, `rename`, `remove`, and
    `told` (a line of output).
    """

    kind: str
    path: str = ""
    at: int = 0
    data: bytes = b""
    to: str = ""


def record(folder: Path, trace: Path, *command: str) -> list[Step]:
    """Run a Python module under strace.

    Returns what it did to the files of a folder and what it printed, in order.
    """
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
            match = _LINE.match(line)
            if match and not match["result"].startswith("-"):
                step = _step(match["call"], match["arguments"], int(match["result"], 0), folder)
                if step:
                    yield step


def _plain(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


def _step(call: str, arguments: str, result: int, folder: Path) -> Step | None:
    strings = [
        _plain(hexed) for hexed in _STRINGS.findall(arguments.partition('"')[1] + arguments.partition('"')[2])
    ]
    match = _FILE.match(arguments)
    path = match["path"] if match else ""
    path = _plain(path).decode() if path.startswith("\\x") else path
    name = _within(path, folder)
    names = [_within(text.decode(errors="replace"), folder) for text in strings[:2]]
    offset = arguments.rpartition(",")[2].strip()
    step = None
    match call:
        case "write" if arguments.startswith("1<"):
            step = Step("told", data=strings[0][:result])
        case "openat" | "open" | "creat":
            step = Step("make", names[0]) if names[0] and "O_CREAT" in arguments else None
        case "unlink" | "unlinkat":
            step = Step("remove", names[0]) if names[0] else None
        case "rename" | "renameat" | "renameat2":
            step = Step("rename", names[0], to=names[1]) if any(names) else None
        case "fsync" | "fdatasync":
            step = Step("sync folder") if Path(path) == folder else Step("sync", name) if name else None
        case "pwrite64":
            step = Step("write", name, int(offset), strings[0][:result]) if name else None
        case "ftruncate":
            step = Step("cut", name, int(offset)) if name else None
        case _ if name and not name.endswith(
            ("-shm", ".lock")
        ):  # the log's index is rebuilt; a lock holds no data
            raise AssertionError(f"{call} of {name} is not replayed")
    return step


def _within(path: str, folder: Path) -> str:
    return path.removeprefix(f"{folder}/") if path.startswith(f"{folder}/") else ""


@dataclass
class _Content:
    """The synced content of one file, and the steps since the last sync."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        for step in self.since:
            _apply(self.safe, step)
        self.since.clear()

    def after_a_cut(self, chance: random.Random) -> bytes:
        """Return content that a power cut may leave.

        Every step since the last sync is there, torn or missing; each sector is drawn separately.
        """
        content = bytearray(self.safe)
        share = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for step in self.since:
            if step.kind == "cut":
                if chance.random() < share:
                    _apply(content, step)
                continue
            is_torn = chance.random() < 0.5
            is_written = chance.random() < share
            for start in range(0, len(step.data), SECTOR):
                if (chance.random() < share) if is_torn else is_written:
                    _apply(content, Step("write", at=step.at + start, data=step.data[start : start + SECTOR]))
        return bytes(content)


def _apply(content: bytearray, step: Step) -> None:
    if step.kind == "cut":
        del content[step.at :]
        content.extend(bytes(step.at - len(content)))
        return
    if len(content) < step.at:
        content.extend(bytes(step.at - len(content)))
    content[step.at : step.at + len(step.data)] = step.data


class Disk:
    """A folder on a disk while a recorded process writes to it."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.name: _Content(bytearray(path.read_bytes())) for path in folder.iterdir() if path.is_file()
        }
        self._names = dict(self._files)  # the folder once everything is synced
        self._safe_names = dict(self._files)
        self._since: list[tuple[Step, _Content | None]] = []
        self.told: list[str] = []

    def go(self, step: Step) -> None:
        """Apply the next step of the process."""
        match step.kind:
            case "told":
                self.told += step.data.decode().splitlines()
            case "write" | "cut":
                self._names[step.path].since.append(step)
            case "sync":
                self._names[step.path].sync()
            case "sync folder":
                for change, content in self._since:
                    _rename(self._safe_names, change, content)
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
        """Write what a power cut now may leave into a folder."""
        names = dict(self._safe_names)
        for step, content in self._since[: chance.randint(0, len(self._since))]:
            _rename(names, step, content)
        contents = {id(content): content.after_a_cut(chance) for content in names.values()}
        folder.mkdir(parents=True)
        for name, content in names.items():
            (folder / name).write_bytes(contents[id(content)])


def _rename(names: dict[str, _Content], step: Step, content: _Content | None) -> None:
    if step.kind == "make" and content is not None:
        names.setdefault(step.path, content)
    elif step.kind == "remove":
        names.pop(step.path, None)
    elif step.kind == "rename":
        moved = names.pop(step.path, content)
        if moved is not None:
            names[step.to] = moved
