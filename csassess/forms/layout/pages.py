"""Pieces laid out on pages, so that nothing is left alone and everything finds room."""

from collections import deque
from collections.abc import Sequence

from csassess.forms.layout.pieces import Piece, Space, least_of
from csassess.forms.layout.styles import HEIGHT, WIDTH

_SLACK = 0.01
_MOST_EMPTY = 0.6 * HEIGHT  # of a page above a table that is kept whole

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
        led = _led(waiting) if piece.leads else []
        begins_here = not is_first and _would_waste([piece, *led], HEIGHT - used)
        if piece.leads and not is_first and not begins_here:
            needed = height + least_of(led, WIDTH)
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
        room = HEIGHT - used
        begun, rest = piece.cut(WIDTH, room) if begins_here else piece.split(WIDTH, room, must=is_first)
        if begun:
            pages[-1].append((begun, used))
        if rest:
            waiting.appendleft(rest)
            pages.append([])
            used = 0.0
        elif begun:
            used += begun.height(WIDTH)
    return pages


def _would_waste(pieces: Sequence[Piece], room: float) -> bool:
    """Return whether most of a page would stay empty if the last of some pieces began on the next one."""
    *leading, last = pieces
    return last.fills and room - sum(piece.height(WIDTH) for piece in leading) > _MOST_EMPTY


def _led(waiting: "deque[Piece]") -> list[Piece]:
    """Return the pieces up to the first that leads no other."""
    led: list[Piece] = []
    for piece in waiting:
        led.append(piece)
        if not piece.leads and not isinstance(piece, Space):
            break
    return led
