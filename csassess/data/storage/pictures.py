"""Taking a picture in: upright, clean of all metadata, of a size that serves; or refused with a plain reason."""

import hashlib
import io
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from PIL import Image, ImageCms, ImageDraw, ImageOps

from csassess.catalogue import text
from csassess.data.storage.picture import Box, StoredPicture
from csassess.domain.errors import UserError

LONGEST_SIDE = 2_000  # pixels: half of a 12-megapixel picture, which a JPEG decodes at half scale
QUALITY = 85
THUMBNAIL = 320
MOST_PIXELS = 220_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "GIF", "BMP", "AVIF", "MPO")
# What Pillow's readers raise for damaged files, one reader this, another that.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    TypeError,
    KeyError,
    MemoryError,
    Image.DecompressionBombError,
)
_TAKEN, _TAKEN_OFFSET, _EXIF = 0x9003, 0x9011, 0x8769


@cache
def _register() -> None:
    """Make HEIC known to Pillow; large pictures are refused here by their header, so Pillow need not warn of them."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None


def take_in(content: bytes) -> StoredPicture:
    """Return a picture upright (EXIF orientation), without metadata, its long side at most LONGEST_SIDE, as JPEG.

    The first frame of an animation is kept. Raises UserError for what is no picture, cut off, or of more than
    MOST_PIXELS, which is read from the header before anything is decoded.
    """
    _register()
    if not content:
        raise UserError(text("The file is empty. Choose another."))
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # Pillow's remarks on odd files: what matters is whether it can be read
        try:
            opened = Image.open(io.BytesIO(content), formats=_FORMATS)
        except _DAMAGE:
            raise UserError(
                text("This is not a picture that csassess can read. Choose a JPEG, PNG, WebP, TIFF or HEIC.")
            ) from None
        if opened.width * opened.height > MOST_PIXELS:
            raise UserError(
                text(
                    "The picture is too large: {width} × {height} pixels. Make it smaller, then take it in"
                    " again.",
                    width=opened.width,
                    height=opened.height,
                )
            )
        try:
            taken = _taken(opened)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            ImageOps.exif_transpose(opened, in_place=True)
            picture = _as_rgb(opened)
        except _DAMAGE:
            raise UserError(
                text("The picture is damaged or cut off. Copy it from the camera again.")
            ) from None
    return _kept(picture, hashlib.sha256(content).hexdigest(), taken)


def _taken(opened: Image.Image) -> datetime | None:
    """Return the time the camera wrote into the picture, None where it wrote none that can be read."""
    with suppress(Exception):  # whatever a damaged block raises, the picture itself may still be good
        facts = opened.getexif().get_ifd(_EXIF)
        said = datetime.strptime(str(facts[_TAKEN]).strip("\x00 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
        offset = str(facts.get(_TAKEN_OFFSET, "+00:00"))
        sign = -1 if offset[0] == "-" else 1
        zone = timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6])))
        return said.replace(tzinfo=zone)
    return None


def _as_rgb(picture: Image.Image) -> Image.Image:
    """Return a picture in sRGB on white: profiles applied, deep grey brought to eight bits, transparency flattened."""
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _eight_bits(picture)
    profile = picture.info.get("icc_profile")
    if "A" in picture.mode or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(layered, mask=layered.getchannel("A"))
    elif profile and picture.mode in ("RGB", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError):  # a broken profile: the numbers are taken as they are
            picture = (
                ImageCms.profileToProfile(
                    picture,
                    ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                    ImageCms.createProfile("sRGB"),
                    outputMode="RGB",
                )
                or picture
            )
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a grey picture of sixteen or more bits at eight, its whole range kept."""
    extremes: Any = picture.convert("F").getextrema()
    low, high = float(extremes[0]), float(extremes[1])
    if high <= 255:
        return picture.convert("L")
    scale = 65535 if picture.mode.startswith("I") and high <= 65535 else high - low
    return picture.convert("F").point(lambda value: value * (255 / scale)).convert("L")


def _kept(picture: Image.Image, original: str, taken: datetime | None) -> StoredPicture:
    if max(picture.size) > LONGEST_SIDE:
        picture = picture.copy()
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    clean = _stripped(picture)
    jpeg, (width, height) = _jpeg(clean), clean.size
    clean.thumbnail((THUMBNAIL, THUMBNAIL))
    return StoredPicture(jpeg, hashlib.sha256(jpeg).hexdigest(), _jpeg(clean), width, height, original, taken)


def _stripped(picture: Image.Image) -> Image.Image:
    """Return the pixels of a picture and nothing else."""
    picture = picture.copy()
    picture.info = {}
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def thumbnail_of(jpeg: bytes) -> bytes:
    """Return the thumbnail of a kept picture; raises UserError where it cannot be read."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
            opened.draft("RGB", (THUMBNAIL, THUMBNAIL))
            small = _as_rgb(opened)
            small.thumbnail((THUMBNAIL, THUMBNAIL))
            return _jpeg(_stripped(small))
    except _DAMAGE:
        raise UserError(text("The picture is damaged or cut off. Copy it from the camera again.")) from None


def turned(jpeg: bytes, original: str) -> StoredPicture:
    """Return a kept picture turned a quarter to the right."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        return _kept(opened.transpose(Image.Transpose.ROTATE_270), original, None)


def cropped(jpeg: bytes, original: str, box: Box) -> StoredPicture:
    """Return the part of a kept picture within a box (left, top, right, bottom, in pixels); raises UserError for an empty one."""
    left, top, right, bottom = box
    with Image.open(io.BytesIO(jpeg)) as opened:
        within = (max(0, left), max(0, top), min(opened.width, right), min(opened.height, bottom))
        if within[2] - within[0] < 16 or within[3] - within[1] < 16:
            raise UserError(text("The part that would be left is too small. Draw a larger one."))
        return _kept(opened.crop(within), original, None)


def covered(jpeg: bytes, original: str, boxes: tuple[Box, ...]) -> StoredPicture:
    """Return a kept picture with solid rectangles over boxes (left, top, right, bottom, in pixels): nothing of what lay under is left."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        picture = opened.convert("RGB")
    drawing = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        # JPEG works in squares of 16 pixels: the cover ends on their edges, so that no square mixes cover and face
        drawing.rectangle(
            (left // 16 * 16, top // 16 * 16, -(-right // 16) * 16 - 1, -(-bottom // 16) * 16 - 1),
            fill="black",
        )
    return _kept(picture, original, None)
