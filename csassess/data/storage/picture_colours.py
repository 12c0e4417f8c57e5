"""Bring a picture of any mode into eight bits of sRGB on white."""

import io
from contextlib import suppress
from itertools import accumulate
from typing import Any

from PIL import Image, ImageCms

_WHITES = (1, 255, 1_023, 4_095, 16_383, 65_535)  # the largest value of the depths in use; 1 of floats
_BRIGHTEST = 0.995  # share of the pixels that a tone-mapped picture shows; the rest is as white as white is
_MODE_OF_SPACE = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # by the colour space of a profile
_SQUEEZED = 32  # of 256 steps: if nearly all pixels lie below it, a few bright ones hide them


def as_rgb(picture: Image.Image) -> Image.Image:
    """Return a picture in sRGB on a white background.

    Its colour profile is applied, deep values are reduced to eight bits, transparency is flattened.
    """
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _eight_bits(picture)
    if "transparency" in picture.info or picture.mode == "PA":
        picture = picture.convert("RGBA")
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None
    if picture.mode in ("RGBA", "P"):
        picture = picture.convert("RGB")
    elif picture.mode == "LA":
        picture = picture.convert("L")
    elif picture.mode in ("RGBa", "La"):  # premultiplied, as some files keep it
        return as_rgb(picture.convert("RGBA" if picture.mode == "RGBa" else "LA"))
    picture = _in_srgb(picture, profile) if profile else picture
    picture = picture if picture.mode == "RGB" else picture.convert("RGB")
    if alpha is None:
        return picture
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=alpha)
    return flat


def _in_srgb(picture: Image.Image, icc: bytes) -> Image.Image:
    """Return a picture without transparency in sRGB; unchanged if its profile is unusable."""
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        mode = _MODE_OF_SPACE.get(profile.profile.xcolor_space.strip(), "")
        if mode and (mode == "CMYK") == (picture.mode == "CMYK"):
            source = picture if picture.mode == mode else picture.convert(mode)
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(source, profile, target, outputMode="RGB") or picture
    return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a grey picture of more than 8 bits, or of floats, in 8 bits.

    Values of a usual depth keep their brightness; others are spread over the range from black to white.
    """
    values = picture.convert("F")
    extremes: Any = values.getextrema()
    low, high = float(extremes[0]), float(extremes[1])
    if not (low > float("-inf") and high < float("inf")):  # also if one is not a number
        low, high = 0.0, 1.0
    whites = _WHITES if picture.mode == "F" else _WHITES[1:]
    white = next((white for white in whites if low >= 0 and high <= white), 0)
    if picture.mode == "F" and white not in (1, 255):
        white = 0  # floats follow no depth
    if not white:
        high = _without_highlights(values, low, high)
    black, span = (0.0, float(white)) if white else (low, (high - low) or 1.0)
    scale = 255 / span
    return values.point(lambda value: value * scale - black * scale).convert("L")


def _without_highlights(values: Image.Image, low: float, high: float) -> float:
    """Return the value to show as white.

    That is the highest one, unless a few points are far brighter than the rest.
    """
    for _ in range(4):
        counts = values.histogram(extrema=(low, high)) if high > low else []
        wanted = _BRIGHTEST * sum(counts)
        step = next((step for step, seen in enumerate(accumulate(counts)) if seen >= wanted), _SQUEEZED)
        if step >= _SQUEEZED:
            return high
        high = low + (high - low) * (step + 1) / 256
    return high
