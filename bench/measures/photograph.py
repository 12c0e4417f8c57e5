"""Import of a 12-megapixel photograph relative to Pillow alone, and stalls of the window meanwhile."""

import io
from collections.abc import Iterator
from datetime import date

from PIL import Image, ImageFilter
from PySide6.QtCore import QEventLoop

from bench.fixtures import BenchData
from bench.measures.stalls import Stalls
from bench.result import Result, against_limit, medians
from bench.screen import application, open_window
from bench.timing import alternately
from csassess.data.storage.pictures import LONGEST_SIDE, QUALITY, THUMBNAIL
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.ui.attachments.file_import import Source
from csassess.ui.base.location import Location, Page

AIM, MOST = 1.25, 50


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the time of one import, and the longest stall of the window during several imports."""
    content = _twelve_megapixels()
    ours, plain = alternately(
        lambda: photographs.prepare(content), lambda: _plain(content), data.size.pictures
    )
    settings = (
        f"4000 × 3000 pixels, JPEG of {len(content) >> 10} KiB, kept at {LONGEST_SIDE} and {THUMBNAIL} pixels"
    )
    yield medians("photograph to picture and thumbnail / Pillow alone", ours, plain, AIM, settings)
    yield _stall(data, content)


def _twelve_megapixels() -> bytes:
    """Return a picture as complex as a photograph: soft shapes with some grain."""
    soft = Image.effect_noise((500, 375), 90).filter(ImageFilter.GaussianBlur(3)).resize((4000, 3000))
    grain = Image.effect_noise((4000, 3000), 20)
    picture = Image.merge("RGB", [Image.blend(soft, grain, share) for share in (0.2, 0.3, 0.4)])
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=90)
    return target.getvalue()


def _plain(content: bytes) -> None:
    picture = Image.open(io.BytesIO(content))
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    picture.save(io.BytesIO(), "JPEG", quality=QUALITY)
    picture.thumbnail((THUMBNAIL, THUMBNAIL))
    picture.save(io.BytesIO(), "JPEG", quality=QUALITY)


def _stall(data: BenchData, content: bytes) -> Result:
    caseload, app = data.open_main(), application()
    count = max(1, data.size.pictures // 3)
    with open_window(caseload) as window:
        candidate = candidates.list_candidates(caseload)[0].id
        item = evidence.add_item(caseload, candidate, "WP", "Bench", date(2026, 3, 2)).id
        window.session.read_again()
        window.go(Location(Page.EVIDENCE, candidate, item, unit="ocr-b10"))
        app.processEvents()
        stalls = Stalls()
        for number in range(count):
            loop = QEventLoop()
            photograph = content + number.to_bytes(4, "big")  # a different picture each time
            source = Source("photograph", lambda *_, t=photograph: t)
            window.evidence.intake.importing.take(source, candidate, item, lambda _, over=loop: over.quit())
            loop.exec()
        app.processEvents()
        stalls.stop()
    settings = f"{count} of 12 megapixels, one after the other, shown on the evidence page; {stalls.words}"
    return against_limit("taking photographs in: longest stall", stalls.longest, MOST, settings)
