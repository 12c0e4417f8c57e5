"""Taking pictures in: upright, clean, of a size that serves; or refused with a sentence, and nothing crashes."""

import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import Image

from csassess.data.storage import pictures
from csassess.domain.errors import UserError
from tests.support.pictures import bomb, corner, encoded, exif, heic, scene, turned


def opened(kept):
    return Image.open(io.BytesIO(kept.jpeg))


def is_upright(kept):
    picture = opened(kept)
    return [
        corner(picture, where) for where in ("left above", "right above", "left below", "right below")
    ] == [
        "red",
        "green",
        "blue",
        "white",
    ]


def is_clean(kept):
    """No metadata at all: neither in what Pillow reads nor as bytes."""
    picture = opened(kept)
    return (
        not picture.getexif()
        and set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        and all(
            marker not in kept.jpeg + kept.thumbnail
            for marker in (b"Exif", b"http://ns.adobe", b"GPS", b"ICC_PROFILE")
        )
    )


ODD = {
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


@pytest.mark.parametrize("odd", ODD)
def test_odd_pictures_are_taken_in_upright_and_clean(odd):
    kept = pictures.take_in(ODD[odd]())
    if odd != "a palette with transparency":  # one of its colours is what became white
        assert is_upright(kept)
    assert is_clean(kept)
    assert opened(kept).mode == "RGB"


@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16", "I", "F", "P", "RGBA", "YCbCr"])
def test_every_depth_of_colour_is_brought_to_eight_bits(mode):
    source = scene(mode="L").convert(mode) if mode not in ("I;16", "YCbCr") else scene(mode="L")
    if mode == "I;16":
        source = Image.frombytes("I;16", source.size, b"".join(bytes((0, v)) for v in source.tobytes()))
    kept = pictures.take_in(encoded(source, "TIFF"))
    shown = opened(kept).convert("L")
    assert shown.getpixel((600, 450)) > 230
    assert shown.getpixel((20, 20)) < 130


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_a_camera_can_note_is_obeyed(orientation):
    kept = pictures.take_in(turned(orientation))
    assert is_upright(kept)
    assert (kept.width, kept.height) == (1200, 900)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_no_kept_byte_holds_the_place_where_a_picture_was_taken(kind):
    kept = pictures.take_in(encoded(scene(), kind, exif=exif(place=True)))
    assert is_clean(kept)
    assert b"TestCamera" not in kept.jpeg + kept.thumbnail


def test_the_time_the_camera_wrote_is_kept_as_a_fact_with_its_offset():
    kept = pictures.take_in(encoded(scene(), exif=exif(offset="+01:00")))
    assert kept.taken == datetime(2026, 2, 27, 10, 15, 30, tzinfo=timezone(timedelta(hours=1)))
    assert pictures.take_in(encoded(scene(), exif=exif(offset=""))).taken in (
        None,
        datetime(2026, 2, 27, 10, 15, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "yesterday", "2026-02-27"])
def test_a_time_that_cannot_be_read_is_no_time_and_no_refusal(taken):
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
def test_the_long_side_is_at_most_two_thousand_pixels_and_nothing_is_blown_up(size, kept_size):
    kept = pictures.take_in(encoded(scene(size)))
    assert (kept.width, kept.height) == kept_size
    assert max(Image.open(io.BytesIO(kept.thumbnail)).size) <= pictures.THUMBNAIL


def test_what_was_taken_in_is_named_by_the_hash_of_the_original():
    import hashlib

    content = encoded(scene())
    kept = pictures.take_in(content)
    assert kept.original == hashlib.sha256(content).hexdigest()
    assert kept.sha256 == hashlib.sha256(kept.jpeg).hexdigest()


HOSTILE = {
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


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_no_picture_or_too_large_is_refused_with_a_sentence(hostile):
    with pytest.raises(UserError) as refused:
        pictures.take_in(HOSTILE[hostile]())
    assert str(refused.value).endswith(".")


def test_a_bomb_is_refused_by_its_header_before_anything_is_decoded():
    with pytest.raises(UserError, match="30000 × 30000"):
        pictures.take_in(bomb())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "GIF"])
def test_a_picture_cut_off_at_every_tenth_is_refused_or_taken_in_whole_and_never_crashes(kind):
    content = heic() if kind == "HEIF" else encoded(scene((400, 300)), kind)
    for tenth in range(1, 10):
        try:
            kept = pictures.take_in(content[: len(content) * tenth // 10])
        except UserError:
            continue
        assert kept.width > 0
        assert is_clean(kept)


def test_a_cover_leaves_nothing_of_what_lay_under_it():
    kept = pictures.take_in(encoded(scene()))
    covered = pictures.covered(kept.jpeg, kept.original, ((0, 0, 301, 226),))
    picture = opened(covered)
    assert picture.crop((0, 0, 300, 225)).convert("L").getextrema()[1] < 12
    small = Image.open(io.BytesIO(covered.thumbnail))
    assert small.crop((0, 0, 70, 50)).convert("L").getextrema()[1] < 12


def test_a_crop_leaves_the_part_drawn_and_one_too_small_is_refused():
    kept = pictures.take_in(encoded(scene()))
    part = pictures.cropped(kept.jpeg, kept.original, (0, 0, 300, 200))
    assert (part.width, part.height) == (300, 200)
    with pytest.raises(UserError, match="too small"):
        pictures.cropped(kept.jpeg, kept.original, (0, 0, 5, 200))


def test_a_turn_is_a_quarter_to_the_right():
    kept = pictures.take_in(encoded(scene()))
    picture = opened(pictures.turned(kept.jpeg, kept.original))
    assert picture.size == (900, 1200)
    assert corner(picture, "right above") == "red"
