"""What a path brings that is opened with the program, or dropped on its window."""

from enum import StrEnum
from pathlib import Path

from csassess.data.storage.filenames import DATABASE_FILE, is_caseload
from csassess.data.storage.zip_parts import DAMAGED
from csassess.exchange.container import BAG
from csassess.exchange.outer_shell import opened_zip
from csassess.exchange.packs import EXTENSION
from csassess.platform.files import is_folder, is_there

_FORMS = {".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif", ".tif", ".tiff", ".webp", ".bmp"}
_DOCUMENTS = {".docx", ".odt", ".html", ".htm", ".txt"}
PORTFOLIO_SUFFIX = ".csbundle"


class Arrival(StrEnum):
    """What a path brings."""

    CASELOAD = "caseload"
    FOLDER = "folder"
    PORTFOLIO = "portfolio"
    PACK = "pack"
    FORM = "form"  # a PDF or a picture, that may be a form of ours filled in
    DOCUMENT = "document"  # that may hold units
    OTHER = "other"
    MISSING = "missing"


def arrival_at(path: Path) -> Arrival:
    """Return what a path brings. A file is only looked into: whoever opens it checks it."""
    if is_folder(path):
        return Arrival.CASELOAD if is_caseload(path) else Arrival.FOLDER
    if not is_there(path):
        return Arrival.MISSING
    if path.name == DATABASE_FILE and is_caseload(path.parent):
        return Arrival.CASELOAD
    if path.suffix.lower() == f".{EXTENSION}":
        return Arrival.PACK
    if path.suffix.lower() == PORTFOLIO_SUFFIX or _holds_bag(path):
        return Arrival.PORTFOLIO
    return _by_suffix(path.suffix.lower())


def _by_suffix(suffix: str) -> Arrival:
    if suffix in _FORMS:
        return Arrival.FORM  # its code is read later, in a process of its own
    return Arrival.DOCUMENT if suffix in _DOCUMENTS else Arrival.OTHER


def _holds_bag(path: Path) -> bool:
    """Return whether a file is a portfolio file under another name."""
    try:
        with opened_zip(path) as container:
            return BAG in container.namelist()
    except (*DAMAGED, OSError):
        return False
