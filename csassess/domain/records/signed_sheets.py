"""A sheet signed on paper, photographed or scanned, and the form version it belongs to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """One scan of a signed paper: of which form (`form`, `about`, as papers are chosen), printed from which record (`code`).

    `pages` are those whose printed code was read, none where none could be. `sha256` names the scan; `paper` the form as it
    stood under that code, empty where the record had changed before the scan came.
    """

    id: str
    form: str
    about: str
    code: str
    sha256: str
    media_type: str
    at: datetime
    pages: tuple[int, ...] = ()
    paper: str = ""
