"""Reading the archives around a portfolio, so that none makes more work than its own bytes."""

import io
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.plain_files import opener
from csassess.exchange.errors import BadFileError

_MOST_AT_ONCE = 1 << 20  # bytes: the list of a ZIP is read in one piece


class _BoundedFile(io.FileIO):
    """A file of which no more than a megabyte is read at once, whatever it says of itself."""

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes; raises BadZipFile if that is too much."""
        wanted = _MOST_AT_ONCE if size is None or size < 0 else size
        if wanted > _MOST_AT_ONCE:
            raise zipfile.BadZipFile("a part without end")
        return super().read(wanted) or b""


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP, a regular file, whose list of contents is of bounded size.

    Raises OSError and what `zipfile` raises.
    """
    with _BoundedFile(str(path), opener=opener) as file, zipfile.ZipFile(file) as archive:
        yield archive


class PlainMember(tarfile.TarInfo):
    """A regular file of a tar archive; raises BadFileError at the start of any other entry.

    Links, folders and devices lead out of the archive. Sparse files expand to more bytes than there are, and
    extended headers are read whole and without end: this program writes none of them.
    """

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        """Return the member that a header begins; tarfile calls this for every header."""
        if self.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or self.size < 0:
            raise BadFileError(
                text(
                    "The file contains a link, a folder or a special file, which is not allowed. It was "
                    "refused. Ask the sender for a new file."
                )
            )
        member: tarfile.TarInfo = self._proc_builtin(archive)  # type: ignore[attr-defined]  # see tarfile
        return member
