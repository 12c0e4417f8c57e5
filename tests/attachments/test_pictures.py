"""Import of pictures: upright, without metadata, reduced; or refused with a sentence, never a crash."""

import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import Image

from csassess.data.storage import pictures
from csassess.domain.errors import UserError
from tests.support.pictures import bomb, corner, encoded, exif, heic, scene, turned


def opened(stored):
    return Image.open(io.BytesIO(stored.jpeg))


def is_upright(stored):
    picture = opened(stored)
    return [
        corner(picture, where) for where in ("left above", "right above", "left below", "right below")
    ] == [
        "red",
        "green",
        "blue",
        "white",
    ]


def is_clean(stored):
    """Return whether there is no metadata, neither as read by Pillow nor in the bytes."""
    picture = opened(stored)
    return (
        not picture.getexif()
        and set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        and all(
            marker not in stored.jpeg + stored.thumbnail
            for marker in (b"Exif", b"http://ns.adobe", b"GPS", b"ICC_PROFILE")
        )
    )


ODD_PICTURES = {
    "an ordinary JPEG": lambda: encoded(scene(), quality=90),
    "a PNG": lambda: encoded(scene(), "PNG"),
    "a PNG under the name of a JPEG": lambda: encoded(scene(), "PNG"),
    "a WebP": lambda: encoded(scene(), "WEBP", quality=95),
    "a TIFF": lambda: encoded(scene(), "TIFF"),
    "a HEIC": heic,
    "a BMP": lambda: encoded(scene(), "BMP"),
    "a CMYK JPEG": lambda: encoded(scene(mode="CMYK"), quality=95),
    "a palette with transparency": lambda: encoded(scene(mode="RGBA").quantize(64), "PNG", transparency=0),
    "a transparent PNG": lambda: encoded(scene(mode="RGBA"), "PNG"),
    "an animation": lambda: encoded(
        scene(), "GIF", save_all=True, append_images=[scene((1200, 900)).transpose(1)]
    ),
}


@pytest.mark.parametrize("odd", ODD_PICTURES)
def test_odd_pictures_are_imported_upright_and_without_metadata(odd):
    stored = pictures.take_in(ODD_PICTURES[odd]())
    if odd != "a palette with transparency":  # its transparent colour became white
        assert is_upright(stored)
    assert is_clean(stored)
    assert opened(stored).mode == "RGB"


@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16", "I", "F", "P", "RGBA", "YCbCr"])
def test_every_colour_depth_is_converted_to_eight_bits(mode):
    source = scene(mode="L").convert(mode) if mode not in ("I;16", "YCbCr") else scene(mode="L")
    if mode == "I;16":
        source = Image.frombytes("I;16", source.size, b"".join(bytes((0, v)) for v in source.tobytes()))
    stored = pictures.take_in(encoded(source, "TIFF"))
    grey = opened(stored).convert("L")
    assert grey.getpixel((600, 450)) > 230
    assert grey.getpixel((20, 20)) < 130


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_applied(orientation):
    stored = pictures.take_in(turned(orientation))
    assert is_upright(stored)
    assert (stored.width, stored.height) == (1200, 900)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_no_stored_byte_contains_the_location_of_a_picture(kind):
    stored = pictures.take_in(encoded(scene(), kind, exif=exif(place=True)))
    assert is_clean(stored)
    assert b"TestCamera" not in stored.jpeg + stored.thumbnail


def test_the_time_from_the_camera_is_stored_with_its_offset():
    stored = pictures.take_in(encoded(scene(), exif=exif(offset="+01:00")))
    assert stored.taken == datetime(2026, 2, 27, 10, 15, 30, tzinfo=timezone(timedelta(hours=1)))
    assert pictures.take_in(encoded(scene(), exif=exif(offset=""))).taken in (
        None,
        datetime(2026, 2, 27, 10, 15, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "yesterday", "2026-02-27"])
def test_an_unreadable_time_is_ignored(taken):
    assert pictures.take_in(encoded(scene(), exif=exif(taken=taken))).taken is None


@pytest.mark.parametrize(
    ("size", "kept_size"),
    [
        ((4000, 3000), (2000, 1500)),
        ((3000, 4000), (1500, 2000)),
        ((2000, 1000), (2000, 1000)),
        ((640, 480), (640, 480)),
    ],
)
def test_the_long_side_is_at_most_2000_pixels_and_small_pictures_are_not_enlarged(size, kept_size):
    stored = pictures.take_in(encoded(scene(size)))
    assert (stored.width, stored.height) == kept_size
    assert max(Image.open(io.BytesIO(stored.thumbnail)).size) <= pictures.THUMBNAIL


def test_an_imported_picture_keeps_the_hash_of_the_original():
    import hashlib

    content = encoded(scene())
    stored = pictures.take_in(content)
    assert stored.original == hashlib.sha256(content).hexdigest()
    assert stored.sha256 == hashlib.sha256(stored.jpeg).hexdigest()


HOSTILE_FILES = {
    "nothing": lambda: b"",
    "zeros": lambda: b"\0" * 5000,
    "a text": lambda: b"Dear assessor, " * 50,
    "a PDF": lambda: b"%PDF-1.7 " + b"x" * 500,
    "a script under the name of a picture": lambda: (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"
    ),
    "a bomb by its header": bomb,
    "a picture with a header alone": lambda: encoded(scene())[:20],
}


@pytest.mark.parametrize("hostile", HOSTILE_FILES)
def test_a_file_that_is_no_picture_or_too_large_is_refused_with_a_sentence(hostile):
    with pytest.raises(UserError) as refused:
        pictures.take_in(HOSTILE_FILES[hostile]())
    assert str(refused.value).endswith(".")


def test_a_decompression_bomb_is_refused_by_its_header():
    with pytest.raises(UserError, match="30000 × 30000"):
        pictures.take_in(bomb())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "GIF"])
def test_a_truncated_picture_is_refused_or_imported_and_never_crashes(kind):
    content = heic() if kind == "HEIF" else encoded(scene((400, 300)), kind)
    for tenth in range(1, 10):
        try:
            stored = pictures.take_in(content[: len(content) * tenth // 10])
        except UserError:
            continue
        assert stored.width > 0
        assert is_clean(stored)


def test_a_cover_leaves_no_pixels_beneath_it():
    stored = pictures.take_in(encoded(scene()))
    covered = pictures.covered(stored.jpeg, stored.original, ((0, 0, 301, 226),))
    picture = opened(covered)
    assert picture.crop((0, 0, 300, 225)).convert("L").getextrema()[1] < 12
    small = Image.open(io.BytesIO(covered.thumbnail))
    assert small.crop((0, 0, 70, 50)).convert("L").getextrema()[1] < 12


def test_a_crop_keeps_the_selected_part_and_is_refused_if_too_small():
    stored = pictures.take_in(encoded(scene()))
    part = pictures.cropped(stored.jpeg, stored.original, (0, 0, 300, 200))
    assert (part.width, part.height) == (300, 200)
    with pytest.raises(UserError, match="too small"):
        pictures.cropped(stored.jpeg, stored.original, (0, 0, 5, 200))


def test_a_turn_is_90_degrees_clockwise():
    stored = pictures.take_in(encoded(scene()))
    picture = opened(pictures.turned(stored.jpeg, stored.original))
    assert picture.size == (900, 1200)
    assert corner(picture, "right above") == "red"
