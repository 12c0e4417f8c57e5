"""OpenDocument texts turned into paragraphs and tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.content import Document
from csassess.exchange.reading.documents.blocks import Block, Cell, Paragraph, TableBlock, document_of_blocks
from csassess.exchange.reading.documents.numbering import kept_label, to_roman, whole
from csassess.exchange.reading.documents.packages import Package

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE, _OFFICE = (f"{{{_NAMES}{name}:1.0}}" for name in ("text", "table", "style", "office"))
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_MOST_DEPTH = 40
_MOST_LEVELS = 10  # of a list
_MOST_AROUND = 60  # characters before or after a number


@dataclass(slots=True)
class _Level:
    form: str = ""  # empty: a bullet
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1


@dataclass(slots=True)
class _Style:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


def document_of_odt(content: bytes, name: str) -> Document:
    """Return the lines of an OpenDocument text.

    Raises BadFileError if it is damaged or refused.
    """
    package = Package(content, name)
    try:
        manifest = package.xml("META-INF/manifest.xml")
        if manifest is not None and any(
            element.tag.endswith("}encryption-data") for element in manifest.iter()
        ):
            raise BadFileError(
                text("{file} is protected by a password. Save it without one and try again.", file=name)
            )
        root = package.xml("content.xml")
        body = root.find(f"{_OFFICE}body/{_OFFICE}text") if root is not None else None
        if root is None or body is None:
            raise BadFileError(
                text(
                    "{file} is no OpenDocument text that can be read. Save it as .odt and try again.",
                    file=name,
                )
            )
        reader = _Reader(root, package.xml("styles.xml"))
        blocks = list(reader.blocks(body))
    finally:
        package.close()
    return document_of_blocks(blocks, reader.page)


class _Reader:
    def __init__(self, content: etree._Element, styles: etree._Element | None) -> None:
        self.page = 1
        self._lists: dict[str, _Style] = {}
        self._bold: dict[str, bool] = {}
        self._list_of: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        for root in (styles, content):
            if root is not None:
                self._read_styles(root)

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            self._parents[name] = style.get(f"{_STYLE}parent-style-name", "")
            if listed := style.get(f"{_STYLE}list-style-name"):
                self._list_of[name] = listed
            for look in style.iter(f"{_STYLE}text-properties"):
                if weight := look.get(f"{_FO}font-weight"):
                    self._bold[name] = weight in ("bold", "600", "700", "800", "900")
        for style in (*root.iter(f"{_TEXT}list-style"), *root.iter(f"{_TEXT}outline-style")):
            found = _Style()
            for level in style:
                at = whole(level.get(f"{_TEXT}level"), 1)
                form = level.get(f"{_STYLE}num-format", "")
                if level.tag.endswith("-bullet") or not form:
                    found.levels[at] = _Level()
                    continue
                found.levels[at] = _Level(
                    form,
                    level.get(f"{_STYLE}num-prefix", "")[:_MOST_AROUND],
                    level.get(f"{_STYLE}num-suffix", "")[:_MOST_AROUND],
                    min(whole(level.get(f"{_TEXT}display-levels"), 1), _MOST_LEVELS),
                    whole(level.get(f"{_TEXT}start-value"), 1),
                )
            self._lists[style.get(f"{_STYLE}name", "outline")] = found

    def blocks(self, parent: etree._Element, depth: int = 0) -> Iterator[Block]:
        """Yield paragraphs and tables below an element."""
        if depth > _MOST_DEPTH:
            return
        for child in parent:
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                yield self._paragraph(child)
            elif child.tag == f"{_TEXT}list":
                yield from self._list(child, child.get(f"{_TEXT}style-name", ""), 1)
            elif child.tag == f"{_TABLE}table":
                yield self._table(child, depth + 1)
            elif child.tag == f"{_TEXT}soft-page-break":
                self.page += 1
            elif child.tag in (f"{_TEXT}section", f"{_TEXT}index-body", f"{_OFFICE}text"):
                yield from self.blocks(child, depth + 1)

    def _list(self, element: etree._Element, name: str, level: int) -> Iterator[Block]:
        if level > _MOST_LEVELS:
            return
        name = element.get(f"{_TEXT}style-name") or name
        style = self._lists.setdefault(name, _Style())
        going_on = element.get(f"{_TEXT}continue-numbering") == "true" or element.get(f"{_TEXT}continue-list")
        if level == 1 and not going_on:
            style.counts.clear()
        for item in element:
            if item.tag not in (f"{_TEXT}list-item", f"{_TEXT}list-header"):
                continue
            form = style.levels.get(level, _Level())
            first = True
            for child in item:
                if child.tag == f"{_TEXT}list":
                    yield from self._list(child, name, level + 1)
                elif child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                    paragraph = self._paragraph(child)
                    if first and item.tag == f"{_TEXT}list-item":
                        going = style.counts.get(level, form.start - 1) + 1
                        count = whole(item.get(f"{_TEXT}start-value"), going)
                        style.counts[level] = count
                        for deeper in [at for at in style.counts if at > level]:
                            del style.counts[deeper]
                        paragraph.label = _printed(style, level)
                        paragraph.bullet = not form.form
                    paragraph.level = level - 1
                    first = False
                    yield paragraph

    def _table(self, table: etree._Element, depth: int) -> TableBlock:
        block = TableBlock()
        for row in table.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not table:
                continue
            cells: list[Cell] = []
            for cell in row:
                if cell.tag == f"{_TABLE}covered-table-cell":
                    if not (cells and cells[-1].span > 1):
                        cells.append(Cell(covered=True))
                elif cell.tag == f"{_TABLE}table-cell":
                    span = min(whole(cell.get(f"{_TABLE}number-columns-spanned"), 1), 60)
                    cells.append(Cell(list(self.blocks(cell, depth + 1)), span))
            block.rows.append(cells)
        return block

    def _paragraph(self, element: etree._Element) -> Paragraph:
        pieces: list[str] = []
        bold: list[bool] = []
        name = element.get(f"{_TEXT}style-name", "")
        self._words(element, pieces, bold, self._is_bold(name))
        title = element.tag == f"{_TEXT}h"
        words = "".join(pieces).strip()
        return Paragraph(words, self.page, bold=title or (bool(bold) and all(bold)), title=title)

    def _is_bold(self, name: str) -> bool:
        for _ in range(20):
            if not name:
                return False
            if name in self._bold:
                return self._bold[name]
            name = self._parents.get(name, "")
        return False

    def _words(self, element: etree._Element, pieces: list[str], bold: list[bool], inherited: bool) -> None:
        if element.text and element.tag not in _LEFT_OUT:
            pieces.append(" ".join(element.text.split("\n")))
            if element.text.strip():
                bold.append(inherited)
        for child in element:
            if child.tag == f"{_TEXT}s":
                pieces.append(" " * min(whole(child.get(f"{_TEXT}c"), 1), 100))
            elif child.tag == f"{_TEXT}tab":
                pieces.append("\t")
            elif child.tag == f"{_TEXT}line-break":
                pieces.append("\n")
            elif child.tag == f"{_TEXT}soft-page-break":
                self.page += 1
            elif child.tag not in _LEFT_OUT:
                name = child.get(f"{_TEXT}style-name", "")
                own = self._is_bold(name) if name in self._bold else inherited
                self._words(child, pieces, bold, own)
            if child.tail:
                pieces.append(child.tail)
                if child.tail.strip():
                    bold.append(inherited)


_LEFT_OUT = (f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}bookmark")


def _printed(style: _Style, level: int) -> str | None:
    """Return the number of the last item counted; None for a bullet."""
    form = style.levels.get(level, _Level())
    if not form.form:
        return None
    parts = []
    for at in range(level - form.shown + 1, level + 1):
        there = style.levels.get(at, _Level("1"))
        parts.append(_written(style.counts.get(at, there.start), there.form or "1"))
    return kept_label(f"{form.before}{'.'.join(parts)}{form.after}")


def _written(value: int, form: str) -> str:
    if form in ("a", "A"):
        letter = chr(97 + (value - 1) % 26)
        return letter if form == "a" else letter.upper()
    if form in ("i", "I"):
        return to_roman(value) if form == "i" else to_roman(value).upper()
    return str(value)
