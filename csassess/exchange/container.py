"""The outer shell of a portfolio file.

It is a ZIP with instructions, the encrypted bag and, if a passphrase is used, the locked key. The
bag is a tar archive encrypted with age. It is read and written as a stream: no clear text reaches
the disk, and memory use does not grow with the size.
"""

import io
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from csassess.catalogue import text
from csassess.data.storage.atomic_files import PeriodicSync
from csassess.data.storage.passphrase_files import NotOpenedError, TooMuchWorkError, opened_with_passphrase
from csassess.data.storage.plain_files import created
from csassess.data.storage.zip_parts import DAMAGED, read_part
from csassess.exchange.budget import Budget, Cost
from csassess.exchange.errors import BadFileError, CancelledError, LockedForOthersError
from csassess.exchange.outer_shell import PlainMember, opened_zip
from csassess.exchange.streams import GeneratedStream, ObservedStream, Pipe, Progress, SyncedSink
from csassess.platform.files import flush, reason_of

README, BAG, KEY = "README.txt", "bag.tar.age", "key.age"
_BLOCK = 1 << 16
_MOST = {README: 1 << 16, KEY: 1 << 14}  # bytes; the bag has no limit
_SMALL_PARTS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_COMPRESSION = {README: _SMALL_PARTS, KEY: _SMALL_PARTS, BAG: (zipfile.ZIP_STORED,)}
_MOST_NAME = 200

Identity = Any  # an age identity, for which pyrage has no type


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the bag: its path, its size in bytes, and a function that yields its bytes."""

    name: str
    size: int
    chunks: Callable[[], Iterable[bytes]]


def member(name: str, content: bytes) -> Member:
    """Return a file of the bag from bytes in memory."""
    return Member(name, len(content), lambda: (content,))


def _tar(members: Iterable[Member]) -> Iterator[bytes]:
    """Yield a tar archive of members, piece by piece."""
    for entry in members:
        header = tarfile.TarInfo(entry.name)
        header.size, header.mode = entry.size, 0o644
        yield header.tobuf(tarfile.PAX_FORMAT)
        written = 0
        for chunk in entry.chunks():
            written += len(chunk)
            yield chunk
        if written != entry.size:
            raise ValueError(f"{entry.name} has {written} bytes, not {entry.size}")
        yield b"\0" * (-written % tarfile.BLOCKSIZE)
    yield b"\0" * (2 * tarfile.BLOCKSIZE)


def write(
    path: Path,
    members: Iterable[Member],
    recipients: list[Any],
    locked_key: bytes,
    readme: str,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write a container to a new file and sync it to disk.

    `locked_key` is the passphrase-protected identity, empty if there is none.
    Raises OSError if the disk refuses, and CancelledError. The caller then removes the file.
    """
    with created(path) as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as container:
            container.writestr(README, readme)
            if locked_key:
                container.writestr(KEY, locked_key)
            stream = GeneratedStream(_tar(members), progress, cancelled)
            with container.open(BAG, "w", force_zip64=True) as bag:
                sink = SyncedSink(bag, PeriodicSync(target.fileno()))
                try:
                    pyrage.encrypt_io(stream, sink, recipients)
                except Exception as error:
                    raise (stream.problem or sink.problem or error) from None
        target.flush()
        flush(target.fileno())


class Container:
    """A container on disk, with its outer shell checked.

    Raises BadFileError if the file is not a container.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with opened_zip(path) as container:
                entries = container.infolist()
                names = [entry.filename for entry in entries]
                if BAG not in names or len(set(names)) != len(names) or not set(names) <= {README, BAG, KEY}:
                    raise _not_a_portfolio_file()
                if any(entry.compress_type not in _COMPRESSION[entry.filename] for entry in entries):
                    raise _not_a_portfolio_file()
                if any(entry.file_size > _MOST.get(entry.filename, entry.file_size) for entry in entries):
                    raise BadFileError(
                        text("Part of the file is too large. Ask the sender to send it again.")
                    )
                self.locked_key = read_part(container, KEY, _MOST[KEY]) if KEY in names else b""
                self.size = container.getinfo(BAG).file_size
        except FileNotFoundError:
            raise BadFileError(
                text("The file “{name}” does not exist. Check the name.", name=path.name)
            ) from None
        except OSError as error:
            raise BadFileError(
                text("“{name}” could not be read: {reason}.", name=path.name, reason=reason_of(error))
            ) from None
        except DAMAGED:
            raise _damaged() from None

    def identity(self, passphrase: str) -> Identity:
        """Return the identity that the passphrase unlocks.

        Slow by design: a second or more, and up to a gigabyte of memory.
        Raises BadFileError if the passphrase is wrong, or if the file needs more than that, here.
        """
        try:
            secret = opened_with_passphrase(self.locked_key, passphrase).decode()
            lines = [line for line in secret.splitlines() if line and not line.startswith("#")]
            return pyrage.x25519.Identity.from_str(lines[0])
        except TooMuchWorkError as error:
            raise BadFileError(str(error)) from None
        except (NotOpenedError, pyrage.IdentityError, ValueError, IndexError):
            raise BadFileError(
                text("The passphrase does not open this file. Ask the sender for the right one.")
            ) from None

    @contextmanager
    def members(
        self,
        identities: list[Identity],
        progress: Progress = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Iterator[tuple[str, int, BinaryIO]]]:
        """Yield the files of the bag in order, as (name, size, stream).

        Each stream must be read before the next file is requested.
        Raises BadFileError if the content is not a bag of this program.
        """
        pipe, problems = Pipe(), list[Exception]()

        def decrypt() -> None:
            with suppress(BrokenPipeError), pipe.written():
                try:
                    with opened_zip(self.path) as container, container.open(BAG) as bag:
                        counted = ObservedStream(bag, progress, cancelled)
                        try:
                            pyrage.decrypt_io(counted, pipe, identities)
                        except Exception as error:
                            stopped = CancelledError(text("Stopped. Nothing was changed."))
                            problems.append(stopped if counted.was_cancelled else error)
                except (OSError, zipfile.BadZipFile) as error:
                    problems.append(error)

        worker = threading.Thread(target=decrypt, daemon=True)
        worker.start()
        source = io.BufferedReader(pipe, _BLOCK)
        try:
            try:
                yield _files(source, Budget(cancelled))
            except (tarfile.TarError, EOFError, OSError, ValueError, UnicodeError) as error:
                source.close()
                worker.join()
                raise (_error_for_user(problems[0]) if problems else _damaged()) from error
            while source.read(_BLOCK):  # read the rest of the archive, so that its end is checked too
                pass
            worker.join()
            if problems:
                raise _error_for_user(problems[0])
        finally:
            source.close()
            worker.join()


def _files(source: BinaryIO, budget: Budget) -> Iterator[tuple[str, int, BinaryIO]]:
    seen: set[str] = set()
    with tarfile.open(fileobj=source, mode="r|", ignore_zeros=False, tarinfo=PlainMember) as archive:
        for entry in archive:
            budget.spend(Cost.PARTS)
            check_name(entry.name)
            if entry.name.casefold() in seen:
                raise BadFileError(
                    text(
                        "The file contains the same name twice. It was refused. Ask the sender for a "
                        "new file."
                    )
                )
            seen.add(entry.name.casefold())
            content = archive.extractfile(entry)
            if content is None:
                raise _damaged()
            yield entry.name, entry.size, content  # type: ignore[misc]  # it reads like a binary stream


_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def check_name(name: str) -> None:
    """Raise BadFileError if a name leads out of the bag, or is invalid on some system."""
    parts = name.split("/")
    has_allowed_characters = name.isascii() and all(
        character.isalnum() or character in "-_./" for character in name
    )
    has_bad_part = any(
        part in ("", ".", "..") or part.split(".")[0].casefold() in _RESERVED for part in parts
    )
    if not has_allowed_characters or has_bad_part or len(name) > _MOST_NAME:
        raise BadFileError(
            text(
                "The file contains a name that is not allowed. It was refused. Ask the sender for a new file."
            )
        )


def _error_for_user(error: Exception) -> Exception:
    if isinstance(error, pyrage.DecryptError) and "No matching keys" in str(error):
        return LockedForOthersError(
            text(
                "This file was locked for someone else. Ask the sender to lock it with your "
                "key file or a passphrase."
            )
        )
    return error if isinstance(error, BadFileError | CancelledError) else _damaged()


def _damaged() -> BadFileError:
    return BadFileError(
        text("The file is damaged or incomplete. Copy it again, or ask the sender to send it again.")
    )


def _not_a_portfolio_file() -> BadFileError:
    return BadFileError(text("This is not a csassess portfolio file. Choose another file."))
