"""The streams of a portfolio file: no content is held in memory as a whole."""

import io
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from csassess.catalogue import text
from csassess.data.storage.atomic_files import PeriodicSync
from csassess.exchange.errors import CancelledError

Progress = Callable[[int], object]


class GeneratedStream(io.RawIOBase):
    """Readable stream over an iterator of bytes, with progress and cancellation."""

    def __init__(self, pieces: Iterator[bytes], progress: Progress, cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self._pieces, self._left, self._done = pieces, b"", 0
        self._progress, self._cancelled = progress, cancelled
        self.problem: BaseException | None = None

    def readable(self) -> bool:
        """Return True."""
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


class SyncedSink:
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


class Pipe(io.RawIOBase):
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
        """Return True."""
        return True

    def writable(self) -> bool:
        """Return True."""
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


class ObservedStream(io.RawIOBase):
    """Readable stream with progress and cancellation."""

    def __init__(self, source: Any, progress: Progress, cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self._source, self._progress, self._cancelled, self._done = source, progress, cancelled, 0
        self.was_cancelled = False

    def readable(self) -> bool:
        """Return True."""
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
