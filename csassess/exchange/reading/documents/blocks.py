"""Documents made of paragraphs and tables (Word, OpenDocument, web pages) turned into lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from csassess.catalogue import text
from csassess.exchange.reading.content import CELL, Column, Document, Line
from csassess.exchange.reading.headings import is_lead, role_of_head, section_of
from csassess.exchange.reading.labels import label_of

_MOST_COLUMNS = 200  # of a table with criteria


@dataclass(slots=True)
class Paragraph:
    """One paragraph; `label` is the number that the document itself prints before it."""

    text: str  # line breaks inside it are "\n"
    page: int = 1
    label: str | None = None
    bullet: bool = False
    bold: bool = False
    title: bool = False
    level: int = 0  # how deep its list is nested
    running: bool = False


@dataclass(slots=True)
class Cell:
    """One cell of a table and how many columns and rows it takes."""

    blocks: list["Block"] = field(default_factory=list)
    span: int = 1
    covered: bool = False  # goes on from the cell above it
    head: bool = False

    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs with words in the cell and in tables inside it."""
        return [p for p in _flat(self.blocks) if p.text.strip() or p.label]

    @property
    def words(self) -> str:
        """The words of the cell on one line."""
        return " ".join(f"{p.label or ''} {p.text}".strip().replace("\n", " ") for p in self.paragraphs())


@dataclass(slots=True)
class TableBlock:
    """A table, row by row."""

    rows: list[list[Cell]] = field(default_factory=list)


Block = Paragraph | TableBlock


def _flat(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from _flat(cell.blocks)


def document_of_blocks(blocks: Sequence[Block], pages: int, struck: Sequence[str] = ()) -> Document:
    """Return the lines of paragraphs and tables; words that are struck through were left out of them."""
    work = _Lines()
    work.add(blocks)
    words = "; ".join(one for piece in struck if (one := " ".join(piece.split())))
    doubts = (
        [text("words that are struck through were left out: {words}", words=words[:300])] if words else []
    )
    return Document(work.lines, pages, work.running, doubts=doubts)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a table: what each holds, and whether it holds labels only."""

    columns: tuple[Column | None, ...]  # None: labels of the column to the right
    heads: tuple[str, ...]


class _Lines:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.running: list[Line] = []
        self._before: _Layout | None = None

    def add(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, TableBlock):
                self._table(block)
            elif block.running:
                self.running += _lines_of(block)
            else:
                self.lines += _lines_of(block)

    def _table(self, table: TableBlock) -> None:
        rows = [row for row in table.rows if any(cell.words for cell in row)]
        layout: _Layout | None = None
        width = max((sum(cell.span for cell in row) for row in rows), default=0)
        for number, row in enumerate(rows):
            found = heads_of(row) if width <= _MOST_COLUMNS else None
            if found:
                layout = self._before = found
                continue
            if layout is None and number == 0:
                layout = self._carried(width) or (_guessed(rows, width) if width <= _MOST_COLUMNS else None)
            filled = [cell for cell in row if cell.words]
            if layout is None:
                self._plain_row(row)
            elif len(filled) == 1 and (filled[0].span >= width or len(row) == 1) and width > 1:
                if section_of(filled[0].words) and layout is not None:
                    layout = None
                self.add(filled[0].blocks)
            else:
                self._row(row, layout)

    def _carried(self, width: int) -> _Layout | None:
        return None if self._before is None or len(self._before.columns) != width else self._before

    def _row(self, row: Sequence[Cell], layout: _Layout) -> None:
        at, label = 0, ""
        for cell in row:
            column = layout.columns[min(at, len(layout.columns) - 1)]
            head = layout.heads[min(at, len(layout.heads) - 1)]
            here, at = at, at + cell.span
            if column is None:
                label = cell.words
                continue
            lines = [line for paragraph in cell.paragraphs() for line in _lines_of(paragraph)]
            if label and lines:
                lines[0].text = f"{label}{CELL}{lines[0].text}"
            elif label:
                lines = [Line(label, 1, whole=True)]
            label = ""
            for number, line in enumerate(lines):
                line.column, line.group, line.heading = column, here, head
                line.gap = line.gap or number == 0
            self.lines += lines

    def _plain_row(self, row: Sequence[Cell]) -> None:
        """Add a row of a table without criteria: keys and values, or a heading next to text."""
        cells = [cell for cell in row if cell.words]
        if len(cells) > 1 and (
            section_of(cells[0].words) or any(len(cell.paragraphs()) > 3 for cell in cells[1:])
        ):
            first = cells[0].paragraphs()[0]
            self.lines.append(
                Line(cells[0].words, first.page, column=Column.HEADING, bold=True, gap=True, whole=True)
            )
            for cell in cells[1:]:
                self.add(cell.blocks)
        elif len(cells) == 1:
            self.add(cells[0].blocks)
        elif cells:
            first = cells[0].paragraphs()[0]
            words = CELL.join(cell.words for cell in cells)
            bold = first.bold and all(p.bold for cell in cells for p in cell.paragraphs())
            self.lines.append(Line(words, first.page, whole=True, bold=bold))


def _lines_of(paragraph: Paragraph) -> list[Line]:
    parts = [part.strip() for part in paragraph.text.split("\n")]
    lines = []
    for number, part in enumerate(part for part in parts if part):
        lines.append(
            Line(
                part,
                paragraph.page,
                label=paragraph.label if number == 0 else None,
                indent=18.0 * paragraph.level,
                whole=number == 0,
                bold=paragraph.bold,
                title=paragraph.title,
                bullet=paragraph.bullet and number == 0,
            )
        )
    return lines


def heads_of(row: Sequence[Cell]) -> _Layout | None:
    """Return the columns that a heading row names; None if it is not a heading row."""
    columns: list[Column | None] = []
    heads: list[str] = []
    for cell in row:
        lines = [line for p in cell.paragraphs() for line in p.text.split("\n") if line.strip()]
        words = " ".join(line for line in lines if not is_lead(line)) or " ".join(lines)
        role = role_of_head(words, beside_labels=bool(columns) and columns[-1] is None)
        if role is None and words:
            return None
        column = Column.GUIDANCE if role is None else None if role[1] else role[0]
        columns += [column] * cell.span
        heads += [words] * cell.span
    for at in range(len(columns) - 1, -1, -1):
        following = columns[at + 1] if at + 1 < len(columns) else None
        if columns[at] is None and following not in (Column.OUTCOME, Column.CRITERIA):
            words = heads[at].strip(" .").upper()
            columns[at] = {"LO": Column.OUTCOME, "LOS": Column.OUTCOME, "AC": Column.CRITERIA}.get(
                words, Column.GUIDANCE
            )
    if len(columns) < 2 or Column.CRITERIA not in columns:
        return None
    return _Layout(tuple(columns), tuple(heads))


_CRITERION = re.compile(r"[A-Z]{0,4}\d{0,3}\.?\d{1,2}\.\d{1,2}\b|[PKMD]\d{1,2}\b")


def _guessed(rows: Sequence[Sequence[Cell]], width: int) -> _Layout | None:
    """Return the columns of a table without heading row; None if it holds no criteria."""
    if width < 2:
        return None
    full = [row for row in rows if len(row) == width]
    labelled, numbered = [0] * width, [0] * width
    for row in full:
        for at, cell in enumerate(row):
            words = cell.words
            labelled[at] += bool(_CRITERION.match(words)) and len(words.split()) > 2
            label = label_of(words)
            numbered[at] += (
                label is not None and label.family in ("int", "outcome") and len(words.split()) > 2
            )
    at = max(range(width), key=labelled.__getitem__)
    if labelled[at] < max(1, 0.5 * len(full)) or at == 0 or not any(numbered[:at]):
        return None
    after = (Column.GUIDANCE,) * (width - at - 1)
    return _Layout(((Column.OUTCOME,) * at) + (Column.CRITERIA, *after), ("",) * width)
