"""A scan of a signed sheet that somebody sent makes no more work than a scan does."""

import io
import zlib

import pikepdf
import pytest
from PIL import Image

from csassess.data.storage import printed_codes


@pytest.fixture
def unpacked(monkeypatch):
    """Count the pictures that are unpacked."""
    counted = []
    unpack = pikepdf.PdfImage.as_pil_image
    monkeypatch.setattr(
        pikepdf.PdfImage, "as_pil_image", lambda image: (counted.append(image.width), unpack(image))[1]
    )
    return counted


def pdf_of(pictures, pages=1, filters="/FlateDecode"):
    """Return a PDF with all pictures (width, height, packed bytes) on each page."""
    made = pikepdf.new()
    streams = {
        f"/P{number}": made.make_indirect(
            pikepdf.Stream(
                made,
                packed,
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=width,
                Height=height,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
                Filter=pikepdf.Array([pikepdf.Name(name) for name in filters.split()]),
            )
        )
        for number, (width, height, packed) in enumerate(pictures)
    }
    for _ in range(pages):
        page = made.add_blank_page()
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(**streams))
    out = io.BytesIO()
    made.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def white(width, height, more=0):
    return width, height, zlib.compress(b"\xff" * (width * height + more), 9)


def test_a_picture_on_every_page_is_unpacked_once(unpacked):
    printed_codes.codes_on(pdf_of([white(50, 40)], pages=20), "application/pdf")
    assert unpacked == [50]


def test_pictures_are_unpacked_one_by_one_up_to_a_bound_in_all(unpacked, monkeypatch):
    monkeypatch.setattr(printed_codes, "_MOST_IN_ALL", 7_000)
    printed_codes.codes_on(pdf_of([white(50, 40 + number) for number in range(9)]), "application/pdf")
    assert len(unpacked) == 3


@pytest.mark.parametrize("filters", ["/FlateDecode", "/FlateDecode /FlateDecode"])
def test_a_picture_that_unpacks_to_far_more_than_its_dots_is_left_out(unpacked, monkeypatch, filters):
    monkeypatch.setattr(printed_codes, "_MOST_PACKED", 1_000)
    bomb = zlib.compress(b"\0" * 40_000_000, 9)
    packed = bomb if filters == "/FlateDecode" else bomb[:5_000]
    printed_codes.codes_on(pdf_of([(50, 40, packed)], filters=filters), "application/pdf")
    assert unpacked == []


def test_an_ordinary_scan_is_read(unpacked):
    out = io.BytesIO()
    Image.new("L", (60, 30), 255).save(out, "JPEG")
    pictures = [(60, 30, out.getvalue())]
    printed_codes.codes_on(pdf_of(pictures, filters="/DCTDecode"), "application/pdf")
    printed_codes.codes_on(pdf_of([white(70, 30)]), "application/pdf")
    assert unpacked == [60, 70]
