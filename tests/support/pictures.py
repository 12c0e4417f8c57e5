"""Ordinary, odd and hostile pictures for tests."""

import io
import struct
import zlib

import pillow_heif
from PIL import Image, ImageDraw

SECRET_PLACE = (51, 30, 26)  # degrees, minutes, seconds; no stored byte may contain them


def scene(size=(1200, 900), mode="RGB"):
    """Return a picture with corners that show its orientation: red, green (right) above, blue below left."""
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    width, height = size
    draw.rectangle((0, 0, width // 4, height // 4), fill=(220, 20, 20))
    draw.rectangle((width - width // 4, 0, width, height // 4), fill=(20, 180, 20))
    draw.rectangle((0, height - height // 4, width // 4, height), fill=(20, 20, 220))
    return picture.convert(mode)


def encoded(picture, kind="JPEG", **options):
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def exif(orientation=1, *, place=False, taken="2026:02:27 10:15:30", offset="+00:00"):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "TestCamera"
    exif_ifd = tags.get_ifd(0x8769)
    exif_ifd[0x9003], exif_ifd[0x9011] = taken, offset
    if place:
        gps = tags.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", tuple(float(x) for x in SECRET_PLACE), "W", (0.0, 7.0, 40.0)
        gps[29] = "2026:02:27"
    return tags.tobytes()


def turned(orientation):
    """Return the scene as stored by a camera with this EXIF orientation."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    picture = scene()
    return encoded(
        picture.transpose(undo[orientation]) if orientation in undo else picture,
        exif=exif(orientation),
        quality=95,
    )


def heic():
    pillow_heif.register_heif_opener()
    return encoded(scene(), "HEIF", exif=exif(place=True))


def bomb(width=30_000, height=30_000):
    """Return a PNG whose header claims far more pixels than the file holds."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def corner(picture, where):
    """Return the name of the colour near a corner."""
    x = 20 if "left" in where else picture.width - 20
    y = 20 if "above" in where else picture.height - 20
    red, green, blue = picture.convert("RGB").getpixel((x, y))
    strongest = max((red, "red"), (green, "green"), (blue, "blue"))
    return "white" if min(red, green, blue) > 200 else strongest[1]
