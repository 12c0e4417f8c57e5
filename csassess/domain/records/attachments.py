"""What is attached to an item: photographs, documents and voice notes, each kept by the SHA-256 of its bytes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AttachmentKind(StrEnum):
    """What an attached file is."""

    DOCUMENT = "document"
    AUDIO = "audio"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph of an item: `sha256` names the kept bytes, `original` those that were taken in.

    `caption` says what and whom it shows; `informed` how people present were informed; `taken` is the time the camera
    wrote into it, None where it wrote none. Its size is in pixels.
    """

    id: str
    evidence: str
    sha256: str
    original: str
    width: int
    height: int
    at: datetime
    taken: datetime | None = None
    caption: str = ""
    informed: str = ""
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached file of an item; its type was told by its content, never by its name. Its size is in bytes."""

    id: str
    evidence: str
    sha256: str
    name: str
    media_type: str
    size: int
    kind: AttachmentKind
    at: datetime
