"""Plain text turned into lines: blank lines, page heads that come again, and columns of tabs."""

import itertools
import re
from collections.abc import Iterator

from csassess.exchange.reading.content import Column, Document, Line
from csassess.exchange.reading.documents.blocks import (
    Block,
    Cell,
    Paragraph,
    TableBlock,
    document_of_blocks,
    heads_of,
)
from csassess.exchange.reading.headings import is_lead, section_of

_HEAD_WORDS = re.compile(
    r"(?:learning|outcomes?|assessment|criteri(?:a|on)|knowledge|understanding|and|skills"
    r"|additional|guidance|the|learner|will|can"
    r"|content|evidence|indicative|range|[,/&:.\-–]|\s)+",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:page\s+)?\d{0,3}\s*(?:©|\(c\)|copyright)\s.{0,60}|page \d+ of \d+|-\s*\d+\s*-", re.IGNORECASE
)
_MANY_LINES = 200_000


def document_of_text(words: str) -> Document:
    """Return the lines of a plain text."""
    words = _without_marks(words)
    rows = _pasted_table(words)
    if rows:
        return rows
    rows = _set_by_spaces(words)
    if rows:
        return rows
    pages = words.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    lines: list[Line] = []
    blanks = 0
    wrapped = _is_wrapped(words)
    for number, page in enumerate(pages, start=1):
        for line in _lines(page.split("\n")[:_MANY_LINES]):
            plain = line.strip()
            if not plain or _FOOT.fullmatch(plain):
                blanks += 1
                continue
            indent = len(line) - len(line.lstrip())
            cells = [cell.strip() for cell in line.split("\t")]
            kept = "\t".join(cell for cell in cells if cell)
            lines.append(Line(kept, number, indent=6.0 * indent, gap=blanks > 0, whole=not wrapped))
            blanks = 0
    return Document(_heads_in_one(lines), len(pages))


def _without_marks(words: str) -> str:
    """Return a text without the marks of Markdown: **bold**, # headings, rows of | cells |."""
    lines = words.split("\n")
    if not re.search(r"(?m)^#{1,4} \S|\*\*\S", words) and not any(map(_is_row, lines)):
        return words
    kept = (_cells(line) if _is_row(line) else line for line in lines if not _is_rule(line))
    words = re.sub(r"(?m)^#{1,4} +", "", "\n".join(kept))
    return re.sub(r"\*\*(.+?)\*\*", r"\1", words)


def _is_row(line: str) -> bool:
    """Return whether a line of Markdown is a row of a table."""
    return line.startswith("|") and line[1:].rstrip().endswith("|")


def _is_rule(line: str) -> bool:
    """Return whether a line of Markdown rules off the head of a table."""
    plain = line.strip()
    return len(plain) > 2 and plain[0] == plain[-1] == "|" and not plain.strip("|:- \t")


def _cells(line: str) -> str:
    return "\t".join(cell.strip() for cell in line.strip()[1:-1].split("|"))


def _pasted_table(words: str) -> Document | None:
    """Return the lines of a text pasted from a table, tabs between its cells; None if it is not."""
    lines = [line.rstrip() for line in words.splitlines()[:_MANY_LINES]]
    cells = [[Cell([Paragraph(part.strip())]) for part in line.split("\t")] for line in lines]
    if not any(_heads_both(row) for row in cells):
        return None
    blocks: list[Block] = []
    for line, row in zip(lines, cells, strict=True):
        if len(row) == 1:
            blocks.append(Paragraph(line.strip()))
        elif blocks and isinstance(blocks[-1], TableBlock):
            blocks[-1].rows.append(row)
        else:
            blocks.append(TableBlock([row]))
    return document_of_blocks(blocks, 1)


def _set_by_spaces(words: str) -> Document | None:
    """Return the lines of a text whose table of criteria is set in columns by spaces; None if it is not."""
    texts = [line.rstrip() for line in words.splitlines()[:_MANY_LINES]]
    for at, head in enumerate(texts):
        starts = [found.start() for found in re.finditer(r"(?:(?<=  )|^)\S", head)]
        layout = heads_of([Cell([Paragraph(each)]) for each in re.split(r"\s{2,}", head.strip())])
        if layout is None or Column.OUTCOME not in layout.columns or len(starts) != len(layout.columns):
            continue
        below = [line for line in texts[at + 1 :] if line]
        crossed = sum(_crosses(line, start) for line in below for start in starts[1:])
        if len(below) < _LEAST_ROWS or crossed > 0.1 * len(below):
            return None
        lines = [Line(line.strip(), 1, gap=True) for line in texts[:at] if line]
        gap = True
        for line in texts[at + 1 :]:
            is_across = any(_crosses(line, start) for start in starts[1:])
            bounds = [*starts, len(line)] if not is_across else [0, len(line)]
            for number, (left, right) in enumerate(itertools.pairwise(bounds)):
                cell = line[left:right].strip()
                column = Column.FULL if is_across else layout.columns[number] or Column.GUIDANCE
                if cell:
                    lines.append(Line(cell, 1, column=column, group=number, gap=gap))
            gap = not line
        return Document(lines, 1)
    return None


_LEAST_ROWS = 4


def _crosses(line: str, start: int) -> bool:
    """Return whether words run across the place where a column begins."""
    return len(line) > start > 0 and not line[start - 1].isspace()


def _heads_both(row: list[Cell]) -> bool:
    """Return whether cells head a table of outcomes and criteria."""
    layout = heads_of(row) if len(row) > 1 and all(cell.words for cell in row[:2]) else None
    return layout is not None and Column.OUTCOME in layout.columns


def _lines(lines: list[str]) -> Iterator[str]:
    """Yield lines; those set in two columns by tabs come column by column."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].count("\t") >= 4:
            end += 1
        block = [line.split("\t") for line in lines[at:end] if line.strip()]
        if len(block) >= 6:
            split = _gutter(block)
            if split:
                for part in (slice(0, split), slice(split, None)):
                    for cells in block:
                        yield "\t".join(cells[part]).rstrip()
                    yield ""
                at = end
                continue
        yield lines[at]
        at += 1


def _gutter(block: list[list[str]]) -> int | None:
    """Return the cell at which a second column of labels begins in rows of cells."""
    width = min(len(cells) for cells in block)
    for at in range(2, width - 1):
        left = sum(bool(_LABEL.match(cells[0])) for cells in block)
        right = sum(bool(_LABEL.match(cells[at])) for cells in block)
        if left >= 3 and right >= 3:
            return at
    return None


_LABEL = re.compile(r"\s*[A-Z]{0,4}\d{1,3}(\.\d+)+")


def _is_wrapped(words: str) -> bool:
    """Return whether the sentences of a text run over several lines."""
    lines = [line.strip() for line in words.split("\n")]
    on = sum(
        1
        for above, below in itertools.pairwise(lines)
        if len(above) > 20 and below[:1].islower() and above[-1] not in ".:;?!"
    )
    return on >= 2


def _heads_in_one(lines: list[Line]) -> list[Line]:
    """Put the heading row of a table, which comes on several lines and on each page, on one line."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        taken = _head_at(lines, at)
        if taken:
            words = " ".join(line.text for line in lines[at : at + taken])
            third = re.sub(r".*criteri(?:a|on)", "", words, flags=re.IGNORECASE | re.DOTALL).strip(" :-–")
            guided = (
                "|" if re.search(r"knowledge|guidance|content|evidence|range", third, re.IGNORECASE) else ""
            )
            out.append(
                Line(
                    f"Learning outcomes | assessment criteria {guided}".strip(),
                    lines[at].page,
                    gap=True,
                    bold=True,
                )
            )
            at += taken
            if at < len(lines):
                lines[at].gap = True
            continue
        line = lines[at]
        if is_lead(line.text) or section_of(line.text) is None or line.gap:
            out.append(line)
        else:
            out.append(line)
        at += 1
    return out


def _head_at(lines: list[Line], at: int) -> int:
    """Return how many lines from here are the heading row of a table of criteria; 0 if none."""
    if not re.match(r"\W*(?:learning )?outcomes?\b", lines[at].text, re.IGNORECASE):
        return 0
    taken = 0
    for line in lines[at : at + 8]:
        if is_lead(line.text) or not _HEAD_WORDS.fullmatch(line.text.strip()) or len(line.text) > 140:
            break
        taken += 1
    words = " ".join(line.text for line in lines[at : at + taken])
    return taken if re.search(r"criteri", words, re.IGNORECASE) else 0
