"""Fields to fill in, on screen or by hand: the words above a box, or beside one to tick."""

from collections.abc import Sequence

from reportlab.lib.units import mm

from csassess.forms.content import FieldKind, FieldRow, FormField
from csassess.forms.layout.columns import Column, Columns, Frame
from csassess.forms.layout.pieces import Piece, Text
from csassess.forms.layout.styles import BODY, INK, SMALL_HEAD, WIDTH
from csassess.forms.layout.tagging import Element, Sheet, Widget

_LINE = 8 * mm  # room for a line that is written by hand
_SIGNATURE = 14 * mm
_TICK = 4.4 * mm
_GAP = 0.8 * mm
_BETWEEN = 4 * mm


class _Box(Piece):
    """A field with its words above it."""

    def __init__(self, field: FormField) -> None:
        self._field, self._words = field, Text(field.label, SMALL_HEAD)

    def height(self, width: float) -> float:
        """Return the height of the words and the box."""
        return self._words.height(width) + _GAP + self._room

    @property
    def _room(self) -> float:
        return _SIGNATURE if self._field.kind is FieldKind.SIGNATURE else self._field.room * _LINE

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the box as an artifact; tag the words, and the field if it can be filled in on screen."""
        self._words.draw(sheet, x, top, width)
        upper = top - self._words.height(width) - _GAP
        _draw_box(sheet, x, upper - self._room, width, self._room)
        if self._field.kind is not FieldKind.SIGNATURE:
            _add_widget(sheet, self._field, (x, upper - self._room, x + width, upper))


class _Tick(Piece):
    """A box to tick with its words beside it."""

    def __init__(self, field: FormField) -> None:
        self._field, self._words = field, Text(field.label, BODY)

    def height(self, width: float) -> float:
        """Return the height of the box or of the words."""
        return max(_TICK, self._words.height(width - _TICK - 2 * mm)) + 1.4 * mm

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the box as an artifact; tag the field and the words."""
        _draw_box(sheet, x, top - _TICK, _TICK, _TICK)
        _add_widget(sheet, self._field, (x, top - _TICK, x + _TICK, top))
        self._words.draw(sheet, x + _TICK + 2 * mm, top, width - _TICK - 2 * mm)


def field_row(row: FieldRow) -> Piece:
    """Return fields side by side."""
    relative: Sequence[float] = row.widths or [1.0] * len(row.fields)
    room = WIDTH - _BETWEEN * (len(row.fields) - 1)
    columns, left = [], 0.0
    for field, share in zip(row.fields, relative, strict=True):
        width = room * share / sum(relative)
        piece = _Tick(field) if field.kind is FieldKind.TICK else _Box(field)
        columns.append(Column(piece, left, width))
        left += width + _BETWEEN
    has_ticks_only = all(field.kind is FieldKind.TICK for field in row.fields)
    found = _Whole(columns, Frame(0, 0) if has_ticks_only else Frame(1 * mm, 1.6 * mm))
    found.leads = row.leads
    return found


class _Whole(Columns):
    """Fields side by side; a field is never divided."""

    def least(self, width: float) -> float:
        """Return the height of the tallest field."""
        return self.height(width)

    def split(self, width: float, room: float, *, must: bool = False) -> tuple[Piece | None, Piece | None]:
        """Return nothing that goes before, so that it begins on a new page."""
        return (self, None) if must else (None, self)


def _add_widget(sheet: Sheet, field: FormField, area: tuple[float, float, float, float]) -> None:
    words = f"{field.group}: {field.label}" if field.group else field.label
    element = Element("Form")
    element.kids.append(Widget(sheet.page, area, field.name, field.kind, words))
    sheet.place(element)


def _draw_box(sheet: Sheet, x: float, bottom: float, width: float, height: float) -> None:
    canvas = sheet.canvas
    sheet.begin_artifact()
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.6)
    canvas.rect(x, bottom, width, height, stroke=1, fill=0)
    canvas.restoreState()
    sheet.end()
