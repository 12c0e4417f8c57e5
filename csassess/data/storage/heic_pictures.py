"""Decode HEIC at the size in which pictures are stored, strip by strip.

Pillow would hold every pixel twice, in four bytes each.
"""

from typing import Any

from PIL import Image

_STRIP = 64  # rows of the reduced picture made at a time


def reduced(content: bytes, longest: int) -> Image.Image:
    """Return the first picture of a HEIC file, its long side reduced by whole steps to `longest` or more.

    The picture is upright as far as the file itself turns it; `info` holds what is known of it.
    Raises what pillow-heif raises for damaged files.
    """
    import pillow_heif

    source = pillow_heif.open_heif(content, convert_hdr_to_8bit=True, bgr_mode=False)[0]
    step = max(1, max(source.size) // longest)
    pixels: Any = memoryview(source.data)  # Pillow takes any buffer
    mode, stride, info = source.mode, source.stride, dict[Any, Any](source.info)
    width, height = source.size  # may change while decoding
    picture = Image.new(mode, (-(-width // step), -(-height // step)))
    for top in range(0, height, _STRIP * step):
        rows = min(_STRIP * step, height - top)
        strip = Image.frombuffer(
            mode, (width, rows), pixels[top * stride : (top + rows) * stride], "raw", mode, stride, 1
        )
        picture.paste(strip.reduce(step), (0, top // step))
    pillow_heif.set_orientation(info)  # decoding has turned it already
    picture.info = info
    return picture
