"""The product's own papers: a title, a block of facts, and blocks of content."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from reportlab.lib.units import mm

from csassess.catalogue import text
from csassess.forms.content import (
    AccountEntry,
    Block,
    FieldRow,
    Grid,
    Heading,
    Later,
    PageImage,
    Paper,
    Picture,
    Signing,
    Words,
)
from csassess.forms.document import build
from csassess.forms.facts import facts_block
from csassess.forms.layout import styles
from csassess.forms.layout.columns import Column, Columns, Frame
from csassess.forms.layout.fields import field_row
from csassess.forms.layout.pieces import Closing, Image, Piece, Space, Stack, Text
from csassess.forms.layout.tables import Cell, Look, Row, Table, text_cell
from csassess.forms.layout.tagging import Element
from csassess.forms.missing import note_on_missing
from csassess.forms.signatures import signature_block

_BULLET = "• "
_PADDING = 1.8 * mm
_EMPTY_HEIGHT = 15 * mm  # room to write by hand
_MARGIN = 30 * mm
_PICTURE = (120 * mm, 85 * mm)
_PAGE = (styles.WIDTH, styles.HEIGHT - 25 * mm)  # with room for a heading above it


class _Heading(Text):
    """A heading stays with what it is the heading of."""

    leads = True


def draw(content: Paper) -> bytes:
    """Return the paper as a PDF; one with fields can be filled in on screen."""
    content = in_full(content)
    pdf = build(content.identification, story_of(content), note_on_missing(content))
    if not content.fields:
        return pdf
    from csassess.forms.fillable import filled_in_on_screen

    return filled_in_on_screen(pdf, content.identification, content.fields)


def in_full(content: Paper) -> Paper:
    """Return a paper with the blocks that are made only now."""
    blocks = [made for block in content.blocks for made in _made(block)]
    return replace(content, blocks=tuple(blocks))


def _made(block: Block) -> list[Block]:
    return block.blocks() if isinstance(block, Later) else [block]


def story_of(content: Paper, links: Mapping[str, str] = MappingProxyType({})) -> list[Piece]:
    """Return the paper's pieces.

    `links` maps the first cell of a table row to the name, within the document, of its target.
    """
    story: list[Piece] = [Text(content.identification.title, styles.TITLE)]
    if content.subtitle:
        story.append(Text(content.subtitle, styles.SUBTITLE))
    story += [Space(3 * mm), facts_block(content.facts), Space(4 * mm)]
    margin = _MARGIN if any(getattr(block, "margin", "") for block in content.blocks) else 2.5 * mm
    for block in listed(content.blocks):
        if isinstance(block, list):
            items = [Stack([Text(entry.words, styles.SMALL, "LBody")], "LI") for entry in block]
            story += [Stack(items, "L"), Space(2 * mm)]
        elif isinstance(block, Signing):
            add_signing(story, signature_block(block.declaration, block.lines, text("Date")))
            story.append(Space(4 * mm))
        else:
            story += _pieces_of(block, margin, links)
    return story


def listed(blocks: tuple[Block, ...]) -> list[Block | list[Words]]:
    """Return blocks with those that are entries of a list, one after the other, as one."""
    found: list[Block | list[Words]] = []
    for block in blocks:
        if not (isinstance(block, Words) and block.words.startswith(_BULLET)):
            found.append(block)
        elif found and isinstance(found[-1], list):
            found[-1].append(block)
        else:
            found.append([block])
    return found


def add_signing(story: list[Piece], block: list[Piece]) -> None:
    """Add what is signed to a story, together with the last lines of what is above it."""
    spaces: list[Piece] = [Space(4 * mm)]
    while story and isinstance(story[-1], Space):
        spaces = [story.pop()]
    above = [story.pop()] if story else []
    while story and (story[-1].leads or (isinstance(story[-1], Space) and _leads_before(story))):
        above.insert(0, story.pop())
    kept = Stack([*spaces, *block], together=True)
    if not above:
        story.append(kept)
    else:
        story.append(Closing(above[0] if len(above) == 1 else Stack(above), kept))


def _leads_before(story: list[Piece]) -> bool:
    """Return whether the last piece that is no space leads to what follows."""
    return next((piece.leads for piece in reversed(story) if not isinstance(piece, Space)), False)


def _pieces_of(block: Block, margin: float, links: Mapping[str, str]) -> list[Piece]:
    found: list[Piece] = []
    match block:
        case Heading():
            found = [Space(2 * mm), _Heading(block.words, styles.HEADING), Space(1 * mm)]
        case Words():
            style = styles.SMALL if block.quiet else styles.BODY
            found = [Text(block.words, style), Space(2 * mm)]
        case Grid():
            found = [_grid(block, links), Space(3 * mm)]
        case AccountEntry():
            found = [_account_entry(block, margin)]
        case Picture():
            found = [_picture(block, margin), Space(3 * mm)]
        case FieldRow():
            found = [field_row(block)]
        case PageImage():
            found = [_page(block), Space(3 * mm)]
    return found


def _grid(block: Grid, links: Mapping[str, str]) -> Piece:
    """Return a table; without heads, the first cell of each row is the head of the row."""
    total_width = sum(block.widths)
    widths = [styles.WIDTH * width / total_width for width in block.widths]
    has_heads = any(block.heads)
    if not has_heads and len(widths) == 1:
        return _room(block)
    heads = [Row(_heads(block.heads))] if has_heads else []
    rows = [Row(_cells(row, links.get(row[0], ""), has_heads=has_heads)) for row in block.rows]
    rows += [Row([Cell() for _ in widths], _EMPTY_HEIGHT) for _ in range(block.empty)]
    look = Look(tinted_column=not has_heads, capitals=True)
    return Table(rows, widths, heads, look, is_whole=bool(block.rows)) if rows else Space(0)


def _heads(heads: tuple[str, ...]) -> list[Cell]:
    """Return the heads of columns; one without words is read as the one before it, which it continues."""
    cells: list[Cell] = []
    for head in heads:
        cell = text_cell(head, styles.HEAD, "Column")
        if not head and cells:
            cell.words = cells[-1].words or heads[len(cells) - 1]
        cells.append(cell)
    return cells


def _cells(row: tuple[str, ...], link: str, *, has_heads: bool) -> list[Cell]:
    if has_heads:
        first = text_cell(row[0], styles.LINKED if link else styles.BODY, link=link)
    else:
        first = text_cell(row[0], styles.HEAD, "Row")
    return [first, *(text_cell(words, styles.BODY) for words in row[1:])]


def _room(block: Grid) -> Piece:
    """Return a box to write in by hand, with what is in it already."""
    from csassess.forms.layout.boxes import Box

    return Box([Text(words, styles.BODY) for (words,) in block.rows], block.empty * _EMPTY_HEIGHT)


def _account_entry(block: AccountEntry, margin: float) -> Piece:
    """Return an entry of an account with its criteria in the margin.

    A long entry may run over pages; its first lines stay with its head.
    """
    head = _Heading(block.head, styles.HEAD)
    return _with_margin(block.margin, [head, Text(block.words, styles.BODY)], margin)


def _with_margin(criteria: str, pieces: list[Piece], margin: float) -> Piece:
    body = Column(Stack(pieces), margin + _PADDING, styles.WIDTH - margin - 2 * _PADDING)
    beside = Stack([Space(1.3), Text(criteria, styles.SMALL_HEAD)]) if criteria else None
    columns = [Column(beside, 0, margin - _PADDING), body]
    return Columns(columns, Frame(rule_at=margin), Element("Div"))


def _page(block: PageImage) -> Piece:
    """Return a page of an attached file, with its caption above it."""
    image = Image(block.jpeg, block.words, _PAGE)
    return Stack([Text(block.caption, styles.SMALL), Space(1 * mm), image], together=True)


def _picture(block: Picture, margin: float) -> Piece:
    """Return a photograph with its caption below and its criteria in the margin."""
    image = Image(block.jpeg, block.caption, _PICTURE)
    caption = Text(block.caption, styles.BODY)
    return _with_margin(block.margin, [Stack([image, Space(1 * mm)], together=True), caption], margin)
