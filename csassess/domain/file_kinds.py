"""The kinds of file that can be attached, with their words and the suffix of a copy."""

from collections.abc import Callable
from dataclasses import dataclass

from csassess.catalogue import text

MOST_BYTES = 64 << 20
"""The largest file that can be attached to an item or received with one."""

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: a function that returns its words, and its suffix."""

    words: Callable[[], str]
    suffix: str


KINDS: dict[str, FileKind] = {
    "application/pdf": FileKind(lambda: text("PDF document"), "pdf"),
    "application/msword": FileKind(lambda: text("Word document"), "doc"),
    f"{_OPEN_XML}wordprocessingml.document": FileKind(lambda: text("Word document"), "docx"),
    "application/vnd.ms-word.document.macroenabled.12": FileKind(
        lambda: text("Word document with macros"), "docm"
    ),
    "application/vnd.ms-excel": FileKind(lambda: text("Excel workbook"), "xls"),
    f"{_OPEN_XML}spreadsheetml.sheet": FileKind(lambda: text("Excel workbook"), "xlsx"),
    "application/vnd.ms-excel.sheet.macroenabled.12": FileKind(
        lambda: text("Excel workbook with macros"), "xlsm"
    ),
    "application/vnd.ms-powerpoint": FileKind(lambda: text("PowerPoint presentation"), "ppt"),
    f"{_OPEN_XML}presentationml.presentation": FileKind(lambda: text("PowerPoint presentation"), "pptx"),
    "application/vnd.ms-powerpoint.presentation.macroenabled.12": FileKind(
        lambda: text("PowerPoint presentation with macros"), "pptm"
    ),
    "application/vnd.ms-outlook": FileKind(lambda: text("Outlook message"), "msg"),
    "application/x-ole-storage": FileKind(lambda: text("Office file"), "ole"),
    f"{_OPEN_DOCUMENT}text": FileKind(lambda: text("OpenDocument text"), "odt"),
    f"{_OPEN_DOCUMENT}spreadsheet": FileKind(lambda: text("OpenDocument spreadsheet"), "ods"),
    f"{_OPEN_DOCUMENT}presentation": FileKind(lambda: text("OpenDocument presentation"), "odp"),
    f"{_OPEN_DOCUMENT}graphics": FileKind(lambda: text("OpenDocument drawing"), "odg"),
    "application/epub+zip": FileKind(lambda: text("EPUB book"), "epub"),
    "application/rtf": FileKind(lambda: text("RTF document"), "rtf"),
    "application/zip": FileKind(lambda: text("ZIP archive"), "zip"),
    "application/gzip": FileKind(lambda: text("GZIP archive"), "gz"),
    "application/x-7z-compressed": FileKind(lambda: text("7-Zip archive"), "7z"),
    "application/vnd.rar": FileKind(lambda: text("RAR archive"), "rar"),
    "text/plain": FileKind(lambda: text("Text"), "txt"),
    "text/html": FileKind(lambda: text("Web page"), "html"),
    "text/calendar": FileKind(lambda: text("Calendar entry"), "ics"),
    "text/vcard": FileKind(lambda: text("Address card"), "vcf"),
    "message/rfc822": FileKind(lambda: text("E-mail"), "eml"),
    "image/jpeg": FileKind(lambda: text("Picture"), "jpg"),
    "image/svg+xml": FileKind(lambda: text("SVG drawing"), "svg"),
    "audio/wav": FileKind(lambda: text("WAV recording"), "wav"),
    "audio/mpeg": FileKind(lambda: text("MP3 recording"), "mp3"),
    "audio/mp4": FileKind(lambda: text("M4A recording"), "m4a"),
    "audio/aac": FileKind(lambda: text("AAC recording"), "aac"),
    "audio/ogg": FileKind(lambda: text("Ogg recording"), "ogg"),
    "audio/opus": FileKind(lambda: text("Opus recording"), "opus"),
    "audio/flac": FileKind(lambda: text("FLAC recording"), "flac"),
    "audio/aiff": FileKind(lambda: text("AIFF recording"), "aiff"),
    "audio/x-caf": FileKind(lambda: text("CAF recording"), "caf"),
    "audio/amr": FileKind(lambda: text("AMR recording"), "amr"),
    "audio/amr-wb": FileKind(lambda: text("AMR recording"), "awb"),
    "audio/3gpp": FileKind(lambda: text("3GP recording"), "3gp"),
    "audio/x-ms-wma": FileKind(lambda: text("WMA recording"), "wma"),
    "audio/webm": FileKind(lambda: text("WebM recording"), "webm"),
    "audio/x-matroska": FileKind(lambda: text("Matroska recording"), "mka"),
    "video/mp4": FileKind(lambda: text("MP4 video"), "mp4"),
    "video/quicktime": FileKind(lambda: text("QuickTime video"), "mov"),
    "video/3gpp": FileKind(lambda: text("3GP video"), "3gp"),
    "video/webm": FileKind(lambda: text("WebM video"), "webm"),
    "video/x-matroska": FileKind(lambda: text("Matroska video"), "mkv"),
    "video/ogg": FileKind(lambda: text("Ogg video"), "ogv"),
    "video/x-msvideo": FileKind(lambda: text("AVI video"), "avi"),
    "video/x-ms-wmv": FileKind(lambda: text("WMV video"), "wmv"),
    "video/mpeg": FileKind(lambda: text("MPEG video"), "mpg"),
    "video/mp2t": FileKind(lambda: text("Camcorder video"), "mts"),
}
"""By media type, in lower case."""

_EARLIER = {"audio/wave": "audio/wav", "audio/x-wav": "audio/wav", "text/rtf": "application/rtf"}
KINDS |= {earlier: KINDS[now] for earlier, now in _EARLIER.items()}  # as earlier versions recorded them


def kind_in_words(media_type: str) -> str:
    """Return the words for a media type; the type itself if it is of no known kind."""
    known = KINDS.get(media_type)
    return known.words() if known else media_type


def size_in_words(size: int) -> str:
    """Return a size in bytes in words: in KB, or in MB from 1 MB."""
    if size >= 1 << 20:
        return text("{size} MB", size=f"{size / (1 << 20):.1f}")
    return text("{size} KB", size=max(1, round(size / 1024)))


def suffix_of(media_type: str) -> str:
    """Return the suffix of files of a media type, without its dot; “bin” if it is of no known kind."""
    known = KINDS.get(media_type)
    return known.suffix if known else "bin"


def is_picture(media_type: str) -> bool:
    """Return whether files of a media type are pictures made of pixels."""
    return media_type.startswith("image/") and media_type != "image/svg+xml"


def is_recording(media_type: str) -> bool:
    """Return whether files of a media type are sound or video."""
    return media_type.startswith(("audio/", "video/"))
