"""The outer shell of a portfolio file.

It is a ZIP with instructions, the encrypted bag and, if a passphrase is used, the locked key. The
bag is a tar archive encrypted with age. It is read and written as a stream: no clear text reaches
the disk, and memory use does not grow with the size.
"""

import io
import os
import tarfile
import threading
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from csassess.catalogue import text
from csassess.data.storage.atomic_files import PeriodicSync
from csassess.exchange.errors import BadFileError, CancelledError, LockedForOthersError

README, BAG, KEY = "README.txt", "bag.tar.age", "key.age"
_BLOCK = 1 << 16
_MOST = {README: 1 << 16, KEY: 1 << 14}  # bytes; the bag has no limit
_MOST_NAME, _MOST_MEMBERS = 200, 200_000

Identity = Any  # an age identity, for which pyrage has no type
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the bag: its path, its size in bytes, and a function that yields its bytes."""

    name: str
    size: int
    chunks: Callable[[], Iterable[bytes]]


def member(name: str, content: bytes) -> Member:
    """Return a file of the bag from bytes in memory."""
    return Member(name, len(content), lambda: (content,))


class _Stream(io.RawIOBase):
    """Readable stream over an iterator of bytes, with progress and cancellation."""

    def __init__(self, pieces: Iterator[bytes], progress: Progress, cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self._pieces, self._left, self._done = pieces, b"", 0
        self._progress, self._cancelled = progress, cancelled
        self.problem: BaseException | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, or nothing once the iterator is at its end."""
        try:
            while not self._left:
                if self._cancelled():
                    raise CancelledError(text("Stopped. Nothing was written."))
                piece = next(self._pieces, None)
                if piece is None:
                    return b""
                self._left = piece  # an empty piece is not the end
        except BaseException as error:
            self.problem = error  # pyrage hides the cause
            raise
        chunk, self._left = self._left[:size], self._left[size:]
        self._done += len(chunk)
        self._progress(self._done)
        return chunk


class _Sink:
    """Target of the encrypted bytes; keeps the OSError whose cause pyrage hides."""

    def __init__(self, target: Any, synced: PeriodicSync) -> None:
        self._target, self._synced = target, synced
        self.problem: OSError | None = None

    def write(self, content: bytes) -> int:
        """Write all of the content.

        Raises OSError.
        """
        try:
            written = int(self._target.write(content))
            self._synced.wrote(written)
            return written
        except OSError as error:
            self.problem = error
            raise

    def flush(self) -> None:
        """Do nothing: no bytes are held back."""


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
    """Write a container to a path and sync it to disk.

    `locked_key` is the passphrase-protected identity, empty if there is none.
    Raises OSError if the disk refuses, and CancelledError. The caller then removes the file.
    """
    with path.open("wb") as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as container:
            container.writestr(README, readme)
            if locked_key:
                container.writestr(KEY, locked_key)
            stream = _Stream(_tar(members), progress, cancelled)
            with container.open(BAG, "w", force_zip64=True) as bag:
                sink = _Sink(bag, PeriodicSync(target.fileno()))
                try:
                    pyrage.encrypt_io(stream, sink, recipients)
                except Exception as error:
                    raise (stream.problem or sink.problem or error) from None
        target.flush()
        os.fsync(target.fileno())


class Container:
    """A container on disk, with its outer shell checked.

    Raises BadFileError if the file is not a container.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with zipfile.ZipFile(path) as container:
                entries = container.infolist()
                names = [entry.filename for entry in entries]
                if BAG not in names or len(set(names)) != len(names) or not set(names) <= {README, BAG, KEY}:
                    raise _not_a_portfolio_file()
                if any(
                    entry.compress_type != zipfile.ZIP_STORED for entry in entries if entry.filename == BAG
                ):
                    raise _not_a_portfolio_file()
                if any(entry.file_size > _MOST.get(entry.filename, entry.file_size) for entry in entries):
                    raise BadFileError(
                        text("Part of the file is too large. Ask the sender to send it again.")
                    )
                self.locked_key = container.read(KEY) if KEY in names else b""
                self.size = container.getinfo(BAG).file_size
        except FileNotFoundError:
            raise BadFileError(
                text("The file “{name}” does not exist. Check the name.", name=path.name)
            ) from None
        except OSError as error:
            raise BadFileError(
                text("“{name}” could not be read: {reason}.", name=path.name, reason=error.strerror or "")
            ) from None
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, EOFError):
            raise _damaged() from None

    def identity(self, passphrase: str) -> Identity:
        """Return the identity that the passphrase unlocks.

        Slow by design: a second or more, and half a gigabyte of memory.
        Raises BadFileError if the passphrase is wrong.
        """
        try:
            secret = pyrage.passphrase.decrypt(self.locked_key, passphrase).decode()
            lines = [line for line in secret.splitlines() if line and not line.startswith("#")]
            return pyrage.x25519.Identity.from_str(lines[0])
        except (pyrage.DecryptError, pyrage.IdentityError, ValueError, IndexError):
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
        pipe, problems = _Pipe(), list[Exception]()

        def decrypt() -> None:
            with suppress(BrokenPipeError), pipe.written():
                try:
                    with zipfile.ZipFile(self.path) as container, container.open(BAG) as bag:
                        counted = _ObservedStream(bag, progress, cancelled)
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
                yield _files(source)
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


class _Pipe(io.RawIOBase):
    """Pipe from a writing thread to a reading thread.

    It holds up to a few megabytes, so that neither thread waits for every step of the other.
    """

    _MOST = 4 << 20  # bytes

    def __init__(self) -> None:
        super().__init__()
        self._pieces: deque[bytes] = deque()
        self._buffered, self._ended, self._reader_closed = 0, False, False
        self._changed = threading.Condition()

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        """Append bytes, waiting while the pipe is full.

        Raises BrokenPipeError if the reader has closed the pipe.
        """
        piece = bytes(content)
        with self._changed:
            self._changed.wait_for(lambda: self._buffered < self._MOST or self._reader_closed)
            if self._reader_closed:
                raise BrokenPipeError
            self._pieces.append(piece)
            self._buffered += len(piece)
            self._changed.notify_all()
        return len(piece)

    @contextmanager
    def written(self) -> Iterator[None]:
        """Signal the end to the reader when the block ends."""
        try:
            yield
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what is available; return 0 at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._ended)
            if not self._pieces:
                return 0
            piece = self._pieces.popleft()
            count = min(len(piece), len(buffer))
            buffer[:count] = piece[:count]
            if count < len(piece):
                self._pieces.appendleft(piece[count:])
            self._buffered -= count
            self._changed.notify_all()
        return count

    def close(self) -> None:
        """Stop reading; later writes fail."""
        with self._changed:
            self._reader_closed = True
            self._changed.notify_all()
        super().close()


class _ObservedStream(io.RawIOBase):
    """Readable stream with progress and cancellation."""

    def __init__(self, source: Any, progress: Progress, cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self._source, self._progress, self._cancelled, self._done = source, progress, cancelled, 0
        self.was_cancelled = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        if self._cancelled():
            self.was_cancelled = True
            raise CancelledError
        piece: bytes = self._source.read(size)
        self._done += len(piece)
        self._progress(self._done)
        return piece


def _files(source: BinaryIO) -> Iterator[tuple[str, int, BinaryIO]]:
    seen: set[str] = set()
    with tarfile.open(fileobj=source, mode="r|", ignore_zeros=False) as archive:
        for entry in archive:
            if not entry.isreg():
                raise BadFileError(
                    text(
                        "The file contains a link or a folder, which is not allowed. It was refused. "
                        "Ask the sender for a new file."
                    )
                )
            check_name(entry.name)
            if entry.name.casefold() in seen:
                raise BadFileError(
                    text(
                        "The file contains the same name twice. It was refused. Ask the sender for a "
                        "new file."
                    )
                )
            seen.add(entry.name.casefold())
            if len(seen) > _MOST_MEMBERS:
                raise BadFileError(
                    text("The file has too many parts. It was refused. Ask the sender for a new file.")
                )
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
