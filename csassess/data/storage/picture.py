"""A stored picture's data types, free of imaging libraries so that they import fast."""

from dataclasses import dataclass
from datetime import datetime

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture as stored: JPEG bytes, their SHA-256, a thumbnail and the size in pixels.

    `original` is the SHA-256 of the file it came from; `taken` is the camera's time.
    """

    jpeg: bytes
    sha256: str
    thumbnail: bytes
    width: int
    height: int
    original: str
    taken: datetime | None = None
