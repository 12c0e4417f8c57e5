"""Tell the kind of a file from its content alone, by its structure rather than its first letters.

Signatures of a few letters are found in texts too, and every office file of today is a ZIP. So a file
that is wholly text is a text, a ZIP is what its entries say, and a picture is what Pillow can open.
"""

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress

from csassess.data.storage import pictures
from csassess.data.storage.recording_types import recording_type
from csassess.data.storage.zip_parts import DAMAGED, read_part

_MOST_DIRECTORY = 4 << 20  # bytes of a ZIP's list of entries that is read
_MOST_MIMETYPE = 200
_PDF = re.compile(rb"%PDF-[0-9]\.[0-9]")
_PDF_STARTS_WITHIN = 1024  # bytes; ISO 32000-2 Annex: readers accept junk before the header
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_OFFICE = "vnd.openxmlformats-officedocument."
_OPEN_XML = {
    "word/": (f"{_OFFICE}wordprocessingml.document", "vnd.ms-word.document.macroenabled.12"),
    "xl/": (f"{_OFFICE}spreadsheetml.sheet", "vnd.ms-excel.sheet.macroenabled.12"),
    "ppt/": (f"{_OFFICE}presentationml.presentation", "vnd.ms-powerpoint.presentation.macroenabled.12"),
}
_OPEN_DOCUMENT = re.compile(
    r"application/(epub\+zip|vnd\.oasis\.opendocument\.(text|spreadsheet|presentation|graphics))"
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_STREAMS = {
    "__properties_version1.0": "application/vnd.ms-outlook",
    "__substg1.0_": "application/vnd.ms-outlook",
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_TEXTS = (  # how each begins, what is in its beginning, and how it ends
    ("begin:vcalendar", "begin:vcalendar", "end:vcalendar", "text/calendar"),
    ("begin:vcard", "begin:vcard", "end:vcard", "text/vcard"),
    ("<", "<svg", ("</svg>", "/>"), "image/svg+xml"),
    ("<", "<html", "</html>", "text/html"),
)
_START, _END = 4096, 200  # characters of a text that say what it is
_HEADER = re.compile(r"[!-9;-~]+:[^\r\n]*(\r?\n[ \t][^\r\n]*)*(\r?\n|$)")
_OF_MAIL = {"received", "return-path", "message-id", "delivered-to"}
_STRAY = 0.02  # share of control characters that a text may hold


def media_type_of(content: bytes) -> str:
    """Return the media type of a file, in lower case; empty if it is of no kind that can be told."""
    by_structure = next((kind(content) for begins, kind in _STRUCTURES if begins(content)), "")
    if by_structure:
        return by_structure
    words = _as_text(content)
    if words is not None and not _CONTROL.search(words):
        return _type_of_text(words)
    other = pictures.media_type_of(content) or recording_type(content)
    if other or words is None or "\x00" in words:
        return other
    return "text/plain" if len(_CONTROL.findall(words)) < _STRAY * len(words) else ""


def _is_pdf(content: bytes) -> bool:
    return _PDF.search(content, 0, _PDF_STARTS_WITHIN + 8) is not None and b"obj" in content


def _as_text(content: bytes) -> str | None:
    """Return a text in UTF-8, UTF-16 with its mark, or Windows-1252; None if it is in none of them."""
    has_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding).removesuffix("\x1a") or None  # the end of a file in DOS
    return None


def _type_of_text(words: str) -> str:
    start, end = words[:_START].lstrip().casefold(), words[-_END:].rstrip().casefold()
    for first, early, last, media_type in _TEXTS:
        if start.startswith(first) and early in start and end.endswith(last):
            return media_type
    names, at = set(), 0
    while header := _HEADER.match(start, at):
        names.add(start[at : start.index(":", at)])
        at = header.end()
    is_mail = names & _OF_MAIL or ("from" in names and names & {"to", "subject"})
    return "message/rfc822" if is_mail else "text/plain"


def _type_of_zip(content: bytes) -> str:
    end = content.rfind(b"PK\x05\x06")
    if end < 0 or int.from_bytes(content[end + 12 : end + 16], "little") > _MOST_DIRECTORY:
        return "application/zip"  # cut off, or with more entries than an office file has
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                declared = read_part(archive, "mimetype", _MOST_MIMETYPE).decode("ascii", "replace").strip()
                if _OPEN_DOCUMENT.fullmatch(declared):
                    return declared
    except (*DAMAGED, OSError):
        return "application/zip"
    if "[Content_Types].xml" in names:
        for folder, (plain, with_macros) in _OPEN_XML.items():
            inside = [name for name in names if name.startswith(folder)]
            if inside:
                has_macros = any(name.endswith("vbaProject.bin") for name in inside)
                return f"application/{with_macros if has_macros else plain}"
    return "application/zip"


def _type_of_ole(content: bytes) -> str:
    for stream, media_type in _OLE_STREAMS.items():
        if stream.encode("utf-16-le") in content:
            return media_type
    return "application/x-ole-storage"


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


# What is told before a text is looked for: files of letters too, which say clearly what they are.
_STRUCTURES: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], str]], ...] = (
    (_is_pdf, lambda _: "application/pdf"),
    (_begins(b"{\\rtf"), lambda _: "application/rtf"),
    (_begins(b"PK\x03\x04", b"PK\x05\x06"), _type_of_zip),
    (_begins(_OLE), _type_of_ole),
    (_begins(b"#!AMR\n", b"#!AMR-WB\n"), recording_type),
    (_begins(b"\x1f\x8b\x08"), lambda _: "application/gzip"),
    (_begins(b"7z\xbc\xaf\x27\x1c"), lambda _: "application/x-7z-compressed"),
    (_begins(b"Rar!\x1a\x07"), lambda _: "application/vnd.rar"),
)
