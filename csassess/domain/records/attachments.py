"""What is attached to an item: photographs, documents and voice notes, by SHA-256."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from csassess.domain.records.declaration import (
    Count,
    Id,
    ItemId,
    Label,
    Line,
    Prose,
    Sha256,
    StoredFile,
    portfolio_record,
)


class AttachmentKind(StrEnum):
    """What an attached file is."""

    DOCUMENT = "document"
    AUDIO = "audio"
    SHEET = "sheet"


@portfolio_record("photograph", order=lambda photograph: photograph.at, looked_up_by=(("sha256",),))
@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph of an item: `sha256` names the stored bytes, `original` those that were imported.

    `caption` says what and whom it shows, `informed` how the people present were informed. `at` is when it
    was added, `taken` the time that the camera wrote into it and `stated` the one that the assessor gave
    instead. `later_because` says why that is later than the clock showed, if it is. `width` and `height`
    are in pixels.
    """

    id: Id
    evidence: ItemId
    sha256: Annotated[str, StoredFile("photos", "jpg")]
    original: Sha256
    width: Count
    height: Count
    at: datetime
    taken: datetime | None = None
    caption: Prose = ""
    informed: Prose = ""
    covered: bool = False
    stated: datetime | None = None
    later_because: Prose = ""

    @property
    def happened(self) -> datetime:
        """When it was taken or, if that is not known, added."""
        return self.stated or self.taken or self.at


@portfolio_record("attachment", order=lambda attachment: attachment.at)
@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to an item.

    Its media type follows from its content, never from its name; `size` is in bytes.
    """

    id: Id
    evidence: ItemId
    sha256: Annotated[str, StoredFile("files")]
    name: Line
    media_type: Label
    size: Count
    kind: AttachmentKind
    at: datetime
