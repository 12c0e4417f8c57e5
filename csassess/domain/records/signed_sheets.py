"""A sheet signed on paper, photographed or scanned, and the form version it belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from csassess.domain.records.declaration import (
    ASSESSOR,
    Id,
    Label,
    Name,
    Scheme,
    Several,
    StoredFile,
    portfolio_record,
)
from csassess.domain.records.roles import Role


@portfolio_record(
    "signed-sheet", writers=ASSESSOR | {Role.COUNTERSIGNER, Role.VERIFIER}, order=lambda sheet: sheet.at
)
@dataclass(frozen=True, slots=True)
class SignedSheet:
    """The scan of a signed paper: of a form (`form`, `about`), printed from the record with a code.

    `pages` are those whose printed code was read. `sha256` names the scan, `paper` the form as it
    was under that code; it is empty if the record had changed before the scan came. `filled_by` is who filled
    it in, of a form that came back: by hand or, with `on_screen`, in the PDF.
    """

    id: Id
    form: Label
    about: Label
    code: Label
    sha256: Annotated[str, StoredFile("files")]
    media_type: Label
    at: datetime
    pages: Annotated[tuple[int, ...], Several(10_000)] = ()
    paper: Annotated[str, StoredFile("files", "pdf")] = ""
    scheme: Scheme = 1
    filled_by: Name = ""
    on_screen: bool = False
