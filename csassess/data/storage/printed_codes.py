"""Read the codes printed on pages from a scan or photograph."""

import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from PIL import Image

from csassess.domain.signing.printed_codes import PrintedCode, printed_code

_MOST_PAGES = 200
_MOST_PIXELS, _MOST_IN_ALL = 120_000_000, 2_000_000_000  # of a picture, and of all in a PDF
_MOST_PACKED = 4 << 20  # bytes of a picture whose packing does not tell how far it unpacks

if TYPE_CHECKING:
    import pikepdf


def codes_on(content: bytes, media_type: str) -> list[PrintedCode]:
    """Return the codes found on a picture or on the scanned pages of a PDF, in page order.

    Empty if none can be read.
    """
    scans = _scans(content) if media_type == "application/pdf" else [Image.open(io.BytesIO(content))]
    codes: list[PrintedCode] = []
    for scan in scans:
        codes += [code for code in codes_in(scan) if code not in codes]
    return sorted(codes, key=lambda code: code.page)


def codes_in(picture: Image.Image) -> list[PrintedCode]:
    """Return the codes found in a picture."""
    import zxingcpp

    qr = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=qr)
    return [code for barcode in found if (code := printed_code(barcode.text))]


def _scans(pdf: bytes) -> Iterator[Image.Image]:
    """Yield the pictures on a PDF's pages one by one, each once, skipping those that cannot be read."""
    import pikepdf

    seen, left = set[tuple[int, int]](), _MOST_IN_ALL
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            for page in list(opened.pages)[:_MOST_PAGES]:
                for picture in page.get_images().values():
                    if picture.objgen in seen:
                        continue
                    seen.add(picture.objgen)
                    scan = pikepdf.PdfImage(cast(pikepdf.Stream, picture))
                    left -= scan.width * scan.height
                    if left < 0:
                        return
                    if scan.width * scan.height <= _MOST_PIXELS and not _unpacks_too_far(scan):
                        yield scan.as_pil_image()
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        pikepdf.UnsupportedImageTypeError,
        ValueError,
        OSError,
        zlib.error,
        NotImplementedError,
        RecursionError,
    ):
        return


def _unpacks_too_far(scan: "pikepdf.PdfImage") -> bool:
    """Return whether the bytes of a picture unpack to far more than its dots need."""
    raw = scan.obj.read_raw_bytes()
    packings = [str(name) for name in scan.filters]
    if packings[:1] == ["/FlateDecode"] and not _UNKNOWN & set(packings[1:]):
        unpacked, most = 0, 8 * scan.width * scan.height + (1 << 20)
        unpacking = zlib.decompressobj()
        while raw and unpacked <= most and not unpacking.eof:
            unpacked += len(unpacking.decompress(raw, 1 << 20))
            raw = unpacking.unconsumed_tail
        return unpacked > most
    return bool(_UNKNOWN & set(packings)) and len(raw) > _MOST_PACKED


_UNKNOWN = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode"}
