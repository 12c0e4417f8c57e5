"""Small files of many kinds, as offices and telephones write them."""

import io
import struct
import wave
import zipfile

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zip_of(*entries: tuple[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in entries:
            archive.writestr(name, words)
    return target.getvalue()


def office(*names: str) -> bytes:
    """Return an Office Open XML file with these parts, in this order."""
    return zip_of(*((name, TYPES if name == "[Content_Types].xml" else "<x/>") for name in names))


def open_document(kind: str) -> bytes:
    return zip_of(("mimetype", f"application/vnd.oasis.opendocument.{kind}"), ("content.xml", "<x/>"))


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", 8 + len(content)) + kind + content


def mp4(brand: bytes, *tracks: bytes, moov_last: bool = True) -> bytes:
    """Return an MP4 file with empty tracks, such as b"soun" and b"vide"."""
    handlers = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), track, bytes(13)))) for track in tracks]
    start, moov, mdat = box(b"ftyp", brand, bytes(4)), box(b"moov", *handlers), box(b"mdat", bytes(100))
    return start + (mdat + moov if moov_last else moov + mdat)


def ogg(first: bytes) -> bytes:
    return b"OggS\0\2" + bytes(22) + first + bytes(100)


def wav(bits: int = 16, *, seconds: float = 0.5, rate: int = 16_000, level: float = 0.5) -> bytes:
    """Return a WAV file of one constant level, from -1 to 1; 32 bits are whole numbers."""
    target = io.BytesIO()
    value = round(level * (2 ** (bits - 1) - 1))
    sample = bytes([value + 128]) if bits == 8 else value.to_bytes(bits // 8, "little", signed=True)
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(bits // 8)
        file.setframerate(rate)
        file.writeframes(sample * int(rate * seconds))
    return target.getvalue()


def float_wav(*, seconds: float = 0.5, rate: int = 16_000, level: float = 0.5) -> bytes:
    samples = struct.pack("<f", level) * int(rate * seconds)
    head = struct.pack("<IHHIIHH", 16, 3, 1, rate, 4 * rate, 4, 32)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(samples))
        + b"WAVEfmt "
        + head
        + b"data"
        + struct.pack("<I", len(samples))
        + samples
    )
