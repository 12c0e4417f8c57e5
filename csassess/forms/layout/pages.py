"""Pieces laid out on pages, so that nothing is left alone and everything finds room."""

from collections import deque
from collections.abc import Sequence

from csassess.forms.layout.pieces import Piece, Space, least_of
from csassess.forms.layout.styles import HEIGHT, WIDTH

_SLACK = 0.01

Placed = tuple[Piece, float]  # a piece, and the distance of its upper edge from that of the page's text


def laid_out(story: Sequence[Piece]) -> list[list[Placed]]:
    """Return the pages of a story. There is always one, and no piece is too tall."""
    pages: list[list[Placed]] = [[]]
    waiting, used = deque(story), 0.0
    while waiting:
        piece = waiting.popleft()
        is_first = not pages[-1]
        if is_first and isinstance(piece, Space):
            continue
        height = piece.height(WIDTH)
        if piece.leads and not is_first:
            needed = height + least_of(list(_led(waiting)), WIDTH)
            if needed > HEIGHT - used + _SLACK and needed <= HEIGHT:
                pages.append([])
                used = 0.0
                waiting.appendleft(piece)
                continue
        if height <= HEIGHT - used + _SLACK:
            pages[-1].append((piece, used))
            used += height
            continue
        if isinstance(piece, Space):
            continue
        begun, rest = piece.split(WIDTH, HEIGHT - used, must=is_first)
        if begun:
            pages[-1].append((begun, used))
        if rest:
            waiting.appendleft(rest)
            pages.append([])
            used = 0.0
        elif begun:
            used += begun.height(WIDTH)
    return pages


def _led(waiting: "deque[Piece]") -> list[Piece]:
    """Return the pieces up to the first that leads no other."""
    led: list[Piece] = []
    for piece in waiting:
        led.append(piece)
        if not piece.leads and not isinstance(piece, Space):
            break
    return led
