"""Read the codes printed on pages from a scan or photograph."""

import io
import zlib
from typing import cast

from PIL import Image

from csassess.domain.signing.printed_codes import PrintedCode, printed_code

_MOST_PAGES = 200
_MOST_PIXELS = 120_000_000


def codes_on(content: bytes, media_type: str) -> list[PrintedCode]:
    """Return the codes found on a picture or on the scanned pages of a PDF, in page order.

    Empty if none can be read.
    """
    import zxingcpp

    qr = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    scans = _scans(content) if media_type == "application/pdf" else [Image.open(io.BytesIO(content))]
    codes: list[PrintedCode] = []
    for scan in scans:
        for barcode in zxingcpp.read_barcodes(scan.convert("L"), formats=qr):
            code = printed_code(barcode.text)
            if code and code not in codes:
                codes.append(code)
    return sorted(codes, key=lambda code: code.page)


def _scans(pdf: bytes) -> list[Image.Image]:
    """Return the pictures on a PDF's pages, skipping those that cannot be read."""
    import pikepdf

    scans: list[Image.Image] = []
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            for page in list(opened.pages)[:_MOST_PAGES]:
                for picture in page.get_images().values():
                    scan = pikepdf.PdfImage(cast(pikepdf.Stream, picture))
                    if scan.width * scan.height <= _MOST_PIXELS:
                        scans.append(scan.as_pil_image())
    except (
        pikepdf.PdfError,
        pikepdf.UnsupportedImageTypeError,
        ValueError,
        OSError,
        zlib.error,
        NotImplementedError,
        RecursionError,
    ):
        return scans
    return scans
