"""A picture as it is kept, and parts of one: named without starting up what reads pictures."""

from dataclasses import dataclass
from datetime import datetime

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture as it is kept: JPEG bytes with their SHA-256, a thumbnail, size in pixels, and two facts about the original."""

    jpeg: bytes
    sha256: str
    thumbnail: bytes
    width: int
    height: int
    original: str
    taken: datetime | None = None
