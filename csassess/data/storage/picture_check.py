"""Whether a stored picture decodes to its end, with bounded work and memory."""

import io
from collections.abc import Callable

from PIL import Image

from csassess.data.storage.blobs import BlobStore

MOST_PIXELS = 100_000_000
_SMALL = 64  # pixels: a JPEG decodes at an eighth of its size, in a sixty-fourth of the memory


class _Watched(io.BytesIO):
    """Bytes that call `step` whenever the decoder asks for more."""

    def __init__(self, content: bytes, step: Callable[[], object]) -> None:
        super().__init__(content)
        self._step = step

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes."""
        self._step()
        return super().read(size)


def is_whole_picture(jpeg: bytes, step: Callable[[], object] = lambda: None) -> bool:
    """Return whether bytes are a JPEG as this program stores it, and decode to their end.

    `step` is called between small pieces of work, and may raise to stop. A picture in several
    passes, which could ask for thousands of them, is none that this program stores.
    """
    stopped: list[Exception] = []

    def watched_step() -> None:
        try:
            step()
        except Exception as error:
            stopped.append(error)
            raise

    try:
        with Image.open(_Watched(jpeg, watched_step), formats=["JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS or picture.info.get("progressive"):
                return False
            picture.draft("RGB", (_SMALL, _SMALL))
            picture.load()
    except Exception:  # Pillow's readers raise many kinds for damaged bytes
        if stopped:
            raise stopped[0] from None
        return False
    return True


_known: dict[str, bool] = {}  # by digest: what a digest names never changes


def is_whole_stored(store: BlobStore, sha256: str) -> bool:
    """Return whether a stored picture decodes to its end; earlier versions took in some that do not.

    Raises KeyError if it is not stored, and UserError if the store cannot be read.
    """
    if sha256 not in _known:
        _known[sha256] = _has_thumbnail(store, sha256) or is_whole_picture(store.content(sha256))
    return _known[sha256]


def _has_thumbnail(store: BlobStore, sha256: str) -> bool:
    """Return whether a picture was decoded before, to make its thumbnail."""
    try:
        return bool(store.thumbnail(sha256))
    except KeyError:
        return False
