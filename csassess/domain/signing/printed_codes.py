"""The code printed on every page: which form and version, which record, which page."""

import hashlib
import re
from dataclasses import dataclass

_MAKER = "CSA"
_RETURN_DIGITS = 12
_SHAPE = re.compile(
    _MAKER + r"([1-9][0-9]{0,2}):([A-Z]+):([0-9.]+):([0-9A-F]{12}):([0-9]{1,4})(?::([0-9A-F]{12}))?"
)


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """What the code on a page says.

    `record` is the record code, by `scheme`, of what the paper shows. Pages count from 1. `returns_to` is on
    forms that come back filled in: the code of what they belong to, which stays when the record changes.
    """

    form: str
    version: str
    record: str
    page: int
    scheme: int = 1
    returns_to: str = ""

    @property
    def words(self) -> str:
        """The code as printed: capitals, digits and colons, which take least room in a QR code."""
        words = f"{_MAKER}{self.scheme}:{self.form}:{self.version}:{self.record.upper()}:{self.page}"
        return f"{words}:{self.returns_to.upper()}" if self.returns_to else words


def form_letters(form: str) -> str:
    """Return a form's letters without the unit it is for: "CRF" of "CRF-nos-b10"."""
    return form.partition("-")[0]


def printed_code(words: str) -> PrintedCode | None:
    """Return the code read from a page, or None if it is not one of this program's."""
    match = _SHAPE.fullmatch(words.strip())
    if match is None:
        return None
    scheme, form, version, record, page, returns_to = match.groups()
    return PrintedCode(form, version, record.lower(), int(page), int(scheme), (returns_to or "").lower())


def code_of_return(form: str, candidate_id: str, about: str) -> str:
    """Return the code of what a form belongs to that is filled in outside the program.

    `form` is the form's letters, `about` the id of the item, unit or sample.
    """
    return hashlib.sha256(f"{form} {candidate_id} {about}".encode()).hexdigest()[:_RETURN_DIGITS]
