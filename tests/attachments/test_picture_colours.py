"""Colours of imported pictures: profiles, transparency, more than eight bits; the memory of large ones."""

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from csassess.data.storage import pictures
from tests.support.pictures import corner, encoded, exif, scene


def swapped_profile():
    """Return a profile whose red is the green of sRGB and whose green is its red."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(content[128:132], "big")
    tags = {bytes(content[at : at + 4]): at + 4 for at in range(132, 132 + 12 * count, 12)}
    for one, other in ((b"rXYZ", b"gXYZ"),):
        a, b = tags[one], tags[other]
        content[a : a + 8], content[b : b + 8] = content[b : b + 8], content[a : a + 8]
    return bytes(content)


def centre(picture, kind="PNG", **options):
    stored = pictures.take_in(encoded(picture, kind, **options))
    return Image.open(io.BytesIO(stored.jpeg)).getpixel((32, 32))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_colour_profile_is_applied_with_and_without_transparency(mode):
    picture = Image.new("RGB", (64, 64), (200, 30, 30)).convert(mode)
    red, green, _ = centre(picture, icc_profile=swapped_profile())
    assert green > 150
    assert red < 100


def test_a_colour_profile_is_applied_before_transparency_is_flattened():
    half = Image.new("RGBA", (64, 64), (200, 30, 30, 128))
    red, green, _ = centre(half, icc_profile=swapped_profile())
    assert green > red + 60
    assert centre(Image.new("RGBA", (64, 64), (200, 30, 30, 0)), icc_profile=swapped_profile()) == (255,) * 3


@pytest.mark.parametrize("mode", ["L", "LA", "CMYK"])
@pytest.mark.parametrize("profile", [swapped_profile(), b"no profile"])
def test_a_profile_of_other_colours_or_a_broken_one_stops_nothing(mode, profile):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    assert len(centre(Image.new("L", (64, 64), 120).convert(mode), kind, icc_profile=profile)) == 3


def greys(mode, values, kind="TIFF"):
    """Return the darkest and lightest grey of a picture whose columns have these values."""
    picture = Image.new(mode, (64, 64))
    picture.putdata([values[x * len(values) // 64] for _ in range(64) for x in range(64)])
    stored = pictures.take_in(encoded(picture, kind))
    return Image.open(io.BytesIO(stored.jpeg)).convert("L").getextrema()


@pytest.mark.parametrize(
    ("mode", "values", "darkest", "lightest"),
    [
        ("F", (1000, 1050, 1100), 0, 255),
        ("F", (0, 0.5, 1), 0, 255),
        ("F", (0, 0.25, 0.5), 0, 128),
        ("F", (10, 100, 200), 10, 200),
        ("F", (-5, 0, 5), 0, 255),
        ("F", (7, 7, 7), None, None),
        ("F", (float("nan"), 1, float("inf")), None, None),
        ("I", (0, 128, 255), 0, 255),
        ("I", (100_000, 150_000, 200_000), 0, 255),
        ("I;16", (0, 30_000, 65_535), 0, 255),
        ("I;16", (0, 2_000, 4_095), 0, 255),
    ],
)
def test_values_of_more_than_eight_bits_are_shown_over_the_range_they_use(mode, values, darkest, lightest):
    least, most = greys(mode, values)
    assert darkest is None or least == pytest.approx(darkest, abs=8)
    assert lightest is None or most == pytest.approx(lightest, abs=8)


def test_a_deep_png_keeps_its_range():
    assert greys("I;16", (0, 30_000, 65_535), "PNG") == (0, 255)


def test_a_few_bright_points_do_not_make_the_rest_dark():
    picture = Image.new("F", (64, 64), 2.0)
    picture.paste(1.0, (0, 0, 32, 64))
    picture.putpixel((5, 5), 10_000.0)
    stored = pictures.take_in(encoded(picture, "TIFF"))
    shown = Image.open(io.BytesIO(stored.jpeg)).convert("L")
    assert shown.getpixel((50, 50)) > shown.getpixel((20, 50)) + 100


@pytest.mark.parametrize("mode", ["I;16", "F", "P", "RGBA", "1"])
def test_a_large_picture_of_any_mode_is_reduced(mode):
    picture = scene((4400, 3300), "L").convert("F").convert("I;16") if mode == "I;16" else None
    stored = pictures.take_in(encoded(picture or scene((4400, 3300)).convert(mode), "TIFF"))
    assert (stored.width, stored.height) == (2000, 1500)


@pytest.mark.parametrize(
    ("offset", "zone"),
    [
        ("+01:00", timezone(timedelta(hours=1))),
        ("+1:00", timezone(timedelta(hours=1))),
        ("-0330", timezone(-timedelta(hours=3, minutes=30))),
        ("Z", UTC),
    ],
)
def test_every_way_of_writing_an_offset_is_read(offset, zone):
    taken = pictures.take_in(encoded(scene((64, 48)), exif=exif(offset=offset))).taken
    assert taken == datetime(2026, 2, 27, 10, 15, 30, tzinfo=zone)
    assert taken.utcoffset() == zone.utcoffset(None)


@pytest.mark.parametrize("offset", ["   :  ", "\x00", "later", "+99:99"])
def test_an_unreadable_offset_loses_no_time(offset):
    taken = pictures.take_in(encoded(scene((64, 48)), exif=exif(offset=offset))).taken
    assert taken is not None
    assert taken.strftime("%Y-%m-%d %H:%M") == "2026-02-27 10:15"


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_heic_is_turned_once(orientation):
    stored = pictures.take_in(encoded(scene(), "HEIF", exif=exif(orientation, place=True)))
    source = Image.open(io.BytesIO(encoded(scene(), "HEIF", exif=exif(orientation))))
    shown = Image.open(io.BytesIO(stored.jpeg))
    assert shown.size == source.size
    assert corner(shown, "left above") == corner(source, "left above")


def test_a_heic_keeps_the_time_of_the_camera():
    stored = pictures.take_in(encoded(scene(), "HEIF", exif=exif(offset="Z")))
    assert stored.taken == datetime(2026, 2, 27, 10, 15, 30, tzinfo=UTC)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux")
def test_a_large_heic_takes_little_more_memory_than_its_decoder():
    pictures._register()
    content = encoded(Image.new("RGB", (6000, 4000), "teal"), "HEIF", quality=10)
    measured = subprocess.run(
        [sys.executable, "-m", "tests.attachments.heic_memory"],
        input=content,
        capture_output=True,
        check=True,
    )
    assert float(measured.stdout) < 6  # bytes a pixel; held whole by Pillow, it takes more than eight
