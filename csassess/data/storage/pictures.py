"""Import and edit pictures: upright, without metadata, limited in size."""

import hashlib
import io
import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from PIL import Image, ImageDraw, ImageOps

from csassess.catalogue import text
from csassess.data.storage import heic_pictures
from csassess.data.storage.picture import Box, StoredPicture
from csassess.data.storage.picture_colours import as_rgb
from csassess.domain.errors import UserError
from csassess.domain.value_gate import EARLIEST_YEAR, LATEST_YEAR

LONGEST_SIDE = 2_000  # pixels: half the side of a 12-megapixel picture, so a JPEG decodes at half scale
QUALITY = 85
THUMBNAIL = 320
MOST_PIXELS = 220_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "GIF", "BMP", "AVIF", "MPO")
# What Pillow's readers raise for damaged files; it differs by reader.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    TypeError,
    KeyError,
    MemoryError,
    RuntimeError,
    struct.error,
    Image.DecompressionBombError,
)
_AVERAGED = ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "F", "I")  # modes that Pillow can reduce at once
_TAKEN, _TAKEN_OFFSET, _OFFSET, _EXIF = 0x9003, 0x9011, 0x9010, 0x8769


@cache
def _register() -> None:
    """Register HEIC with Pillow and switch off its size warning.

    Pictures that are too large are refused here, by their header.
    """
    import pillow_heif

    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None


def media_type_of(content: bytes) -> str:
    """Return the media type of a picture that can be taken in, by its header; empty if it is none."""
    _register()
    with warnings.catch_warnings(), suppress(*_DAMAGE):
        warnings.simplefilter("ignore")
        opened = Image.open(io.BytesIO(content), formats=_FORMATS)
        return str(Image.MIME.get(opened.format or "", "")).lower()
    return ""


def take_in(content: bytes) -> StoredPicture:
    """Return an upright JPEG without metadata, its long side at most LONGEST_SIDE.

    Orientation follows EXIF. Only the first frame of an animation is kept.
    Raises UserError if the content is not a picture, is cut off, or has more than MOST_PIXELS; the
    number of pixels is read from the header before anything is decoded.
    """
    _register()
    if not content:
        raise UserError(text("The file is empty. Choose another."))
    with warnings.catch_warnings():
        # Pillow warns about odd files; only whether the picture can be read matters.
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(io.BytesIO(content), formats=_FORMATS)
        except _DAMAGE:
            raise UserError(
                text("csassess cannot read this picture. Choose a JPEG, PNG, WebP, TIFF or HEIC file.")
            ) from None
        if opened.width * opened.height > MOST_PIXELS:
            raise UserError(
                text(
                    "The picture is too large: {width} × {height} pixels. Make it smaller, then "
                    "add it again.",
                    width=opened.width,
                    height=opened.height,
                )
            )
        try:
            taken = _taken(opened)
            picture = as_rgb(_upright(_loaded(opened, content)))
        except _DAMAGE:
            raise UserError(
                text("The picture is damaged or incomplete. Copy it from the camera again.")
            ) from None
    return _stored(picture, hashlib.sha256(content).hexdigest(), taken)


def _loaded(opened: Image.Image, content: bytes) -> Image.Image:
    """Return an opened picture decoded, not much larger than it is stored; `content` is its file."""
    if opened.format == "HEIF":
        return heic_pictures.reduced(content, LONGEST_SIDE)
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    opened.load()
    step = max(opened.size) // LONGEST_SIDE
    if step < 2 or opened.mode not in _AVERAGED or "transparency" in opened.info:
        return opened
    smaller = opened.reduce(step)
    smaller.info = opened.info
    return smaller


def _upright(picture: Image.Image) -> Image.Image:
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _taken(opened: Image.Image) -> datetime | None:
    """Return the time the camera wrote into the picture; None if missing or unreadable.

    A camera that writes no offset from UTC shows the time of this machine's zone.
    """
    with suppress(Exception):  # damaged EXIF raises anything; the picture may still be good
        exif = opened.getexif().get_ifd(_EXIF)
        local_time = datetime.strptime(str(exif[_TAKEN]).strip("\x00 "), "%Y:%m:%d %H:%M:%S").replace(
            tzinfo=UTC
        )
        if not EARLIEST_YEAR < local_time.year < LATEST_YEAR:
            return None  # a camera whose clock was never set
        zone = _zone(exif.get(_TAKEN_OFFSET)) or _zone(exif.get(_OFFSET))
        return local_time.replace(tzinfo=zone) if zone else local_time.replace(tzinfo=None).astimezone()
    return None


def _zone(offset: object) -> timezone | None:
    """Return the zone of an offset from UTC as cameras write it; None if it is missing or unreadable."""
    words = str(offset or "").strip("\x00 ").upper()
    if words in ("Z", "UTC"):
        return UTC
    found = re.fullmatch(r"([+-])([01]?[0-9]):?([0-5][0-9])", words)
    if found is None:
        return None
    sign = -1 if found[1] == "-" else 1
    return timezone(sign * timedelta(hours=int(found[2]), minutes=int(found[3])))


def _stored(picture: Image.Image, original: str, taken: datetime | None) -> StoredPicture:
    if max(picture.size) > LONGEST_SIDE:
        picture = picture.copy()
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    clean = _stripped(picture)
    jpeg, (width, height) = _jpeg(clean), clean.size
    clean.thumbnail((THUMBNAIL, THUMBNAIL))
    return StoredPicture(jpeg, hashlib.sha256(jpeg).hexdigest(), _jpeg(clean), width, height, original, taken)


def _stripped(picture: Image.Image) -> Image.Image:
    """Return a copy of a picture's pixels without metadata."""
    picture = picture.copy()
    picture.info = {}
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


@contextmanager
def _damage_said() -> Iterator[None]:
    """Turn what Pillow raises for a damaged picture into a UserError."""
    try:
        yield
    except _DAMAGE:
        raise UserError(
            text("The picture is damaged or incomplete. Copy it from the camera again.")
        ) from None


def thumbnail_of(jpeg: bytes) -> bytes:
    """Return the thumbnail of a stored picture.

    Raises UserError if the picture cannot be read.
    """
    with _damage_said(), Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
        opened.draft("RGB", (THUMBNAIL, THUMBNAIL))
        thumbnail = as_rgb(opened)
        thumbnail.thumbnail((THUMBNAIL, THUMBNAIL))
        return _jpeg(_stripped(thumbnail))


def turned(jpeg: bytes, original: str) -> StoredPicture:
    """Return a stored picture turned clockwise by 90 degrees.

    Raises UserError if the picture cannot be read.
    """
    with _damage_said(), Image.open(io.BytesIO(jpeg)) as opened:
        return _stored(opened.transpose(Image.Transpose.ROTATE_270), original, None)


def cropped(jpeg: bytes, original: str, box: Box) -> StoredPicture:
    """Return the part of a stored picture inside a box.

    The box is (left, top, right, bottom) in pixels.
    Raises UserError if the part would be smaller than 16 × 16 pixels, or the picture cannot be read.
    """
    left, top, right, bottom = box
    with _damage_said(), Image.open(io.BytesIO(jpeg)) as opened:
        bounds = (max(0, left), max(0, top), min(opened.width, right), min(opened.height, bottom))
        if bounds[2] - bounds[0] < 16 or bounds[3] - bounds[1] < 16:
            raise UserError(text("The part you want to keep is too small. Draw a larger rectangle."))
        return _stored(opened.crop(bounds), original, None)


def covered(jpeg: bytes, original: str, boxes: tuple[Box, ...]) -> StoredPicture:
    """Return a stored picture with solid black rectangles; the pixels below are destroyed.

    Boxes are (left, top, right, bottom) in pixels.
    Raises UserError if the picture cannot be read.
    """
    with _damage_said(), Image.open(io.BytesIO(jpeg)) as opened:
        picture = opened.convert("RGB")
    drawing = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        # JPEG encodes blocks of 16 pixels: extend the cover to block edges, so that no block mixes
        # the cover with what it hides.
        drawing.rectangle(
            (left // 16 * 16, top // 16 * 16, -(-right // 16) * 16 - 1, -(-bottom // 16) * 16 - 1),
            fill="black",
        )
    return _stored(picture, original, None)
