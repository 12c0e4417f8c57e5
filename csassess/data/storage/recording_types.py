"""Tell sound and video by their containers, and which of the two a container holds."""

import re
from collections.abc import Iterator
from typing import Literal

_EARLY = 1 << 18  # bytes in which a container says what tracks it has
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_VIDEO = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
_WAVES = (b"RIFF", b"RF64", b"BW64")
_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"}
_PARENTS = {b"moov", b"trak", b"mdia"}
_MOST_BOXES = 10_000
_ID3 = re.compile(rb"ID3[\x02-\x04][\x00-\xfe][\x00-\xff][\x00-\x7f]{4}", re.DOTALL)
_TS_PACKET = 188
# How a container begins, the mark of its header, where in that the channels are, how long, and in what order.
_CHANNELS: tuple[tuple[bytes | tuple[bytes, ...], bytes, int, int, Literal["little", "big"]], ...] = (
    (_WAVES, b"fmt ", 10, 2, "little"),
    (b"FORM", b"COMM", 8, 2, "big"),
    (b"OggS", b"\x01vorbis", 11, 1, "little"),
    (b"OggS", b"OpusHead", 9, 1, "little"),
)
_SIMPLE = {
    b"fLaC": "audio/flac",
    b"caff": "audio/x-caf",
    b"#!AMR-WB\n": "audio/amr-wb",
    b"#!AMR\n": "audio/amr",
    b"\x00\x00\x01\xba": "video/mpeg",
    b"\x00\x00\x01\xb3": "video/mpeg",
}


def recording_type(content: bytes) -> str:
    """Return the media type of sound or video; empty if a file is neither."""
    for signature, media_type in _SIMPLE.items():
        if content.startswith(signature):
            return media_type
    for found in (_of_chunks, _of_ogg, _of_matroska, _of_asf, _of_boxes, _of_frames, _of_packets):
        media_type = found(content)
        if media_type:
            return media_type
    return ""


def _of_chunks(content: bytes) -> str:
    if content[:4] in _WAVES and content[8:12] == b"WAVE":
        return "audio/wav"
    if content[:4] == b"RIFF" and content[8:12] == b"AVI ":
        return "video/x-msvideo"
    return "audio/aiff" if content[:4] == b"FORM" and content[8:12] in (b"AIFF", b"AIFC") else ""


def _of_ogg(content: bytes) -> str:
    if not content.startswith(b"OggS\x00"):
        return ""
    start = content[:_EARLY]
    if b"\x80theora" in start:
        return "video/ogg"
    return "audio/opus" if content[28:36] == b"OpusHead" else "audio/ogg"


def _of_matroska(content: bytes) -> str:
    if not content.startswith(b"\x1a\x45\xdf\xa3"):
        return ""
    start = content[:_EARLY]
    is_sound = b"\x83\x81\x02" in start and b"\x83\x81\x01" not in start  # the types of its tracks
    if b"webm" in content[:64]:
        return "audio/webm" if is_sound else "video/webm"
    return "audio/x-matroska" if is_sound else "video/x-matroska"


def _of_asf(content: bytes) -> str:
    if not content.startswith(_ASF):
        return ""
    return "video/x-ms-wmv" if _ASF_VIDEO in content[:_EARLY] else "audio/x-ms-wma"


def _of_boxes(content: bytes) -> str:
    """Return the type of an MP4, QuickTime or 3GP file, by its brand and the tracks it has."""
    if content[4:8] not in _BOXES:
        return ""
    brand = content[8:12] if content[4:8] == b"ftyp" else b"qt  "
    if content[4:8] in (b"free", b"skip", b"wide", b"mdat") and b"moov" not in content:
        return ""
    if brand in (b"M4A ", b"M4B "):
        return "audio/mp4"
    tracks = set(_tracks(content))
    is_sound = b"soun" in tracks and b"vide" not in tracks
    if brand[:3] in (b"3gp", b"3g2"):
        return "audio/3gpp" if is_sound else "video/3gpp"
    if brand == b"qt  ":
        return "video/quicktime"
    return "audio/mp4" if is_sound else "video/mp4"


def _tracks(content: bytes) -> Iterator[bytes]:
    """Yield the kinds of the tracks, such as “soun” and “vide”."""
    waiting = [(0, len(content))]
    for _ in range(_MOST_BOXES):
        if not waiting:
            return
        at, end = waiting.pop()
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        size = size or end - at
        if size < head or at + size > end:
            continue
        if at + size + 8 <= end:
            waiting.append((at + size, end))
        if kind in _PARENTS:
            waiting.append((at + head, at + size))
        elif kind == b"hdlr":
            yield content[at + head + 8 : at + head + 12]


def _of_frames(content: bytes) -> str:
    """Return the type of MP3 or AAC in bare frames, after a tag if there is one."""
    at = 0
    if _ID3.match(content):
        high, second, third, low = content[6:10]
        at = 10 + (high << 21 | second << 14 | third << 7 | low)
        if content[at : at + 4] == b"fLaC":
            return "audio/flac"
    frame = int.from_bytes(content[at : at + 4], "big")
    if frame >> 20 == 0xFFF and frame >> 17 & 3 == 0 and frame >> 10 & 15 < 13:
        return "audio/aac"
    is_frame = (
        frame >> 21 == 0x7FF
        and frame >> 19 & 3 != 1  # the version, the layer, the bit rate and the sample rate are in use
        and frame >> 17 & 3 != 0
        and frame >> 12 & 15 != 15
        and frame >> 10 & 3 != 3
    )
    return "audio/mpeg" if is_frame or at else ""


def _of_packets(content: bytes) -> str:
    """Return the type of a stream in packets, as camcorders write it."""
    for offset, step in ((0, _TS_PACKET), (4, _TS_PACKET + 4)):
        marks = content[offset : offset + 5 * step : step]
        if len(marks) == 5 and set(marks) == {0x47}:
            return "video/mp2t"
    return ""


def channels_of(content: bytes) -> int:
    """Return how many channels a recording says it has, 0 if it does not say so where that is looked for.

    Of WAV, AIFF, Ogg Vorbis and Opus, whose headers have room for more channels than any player knows.
    """
    start = content[:_EARLY]
    for begins, mark, at, length, order in _CHANNELS:
        found = start.find(mark) if start.startswith(begins) else -1
        if found >= 0:
            return int.from_bytes(start[found + at : found + at + length], order)
    return 0
