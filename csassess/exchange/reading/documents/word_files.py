"""Word documents turned into paragraphs and tables."""

from collections.abc import Iterator

from lxml import etree

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.content import Document
from csassess.exchange.reading.documents.blocks import Block, Cell, Paragraph, TableBlock, document_of_blocks
from csassess.exchange.reading.documents.numbering import Numbering, W, whole
from csassess.exchange.reading.documents.packages import Package

_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "footnoteReference")
}
_MOST_DEPTH = 40


def document_of_word(content: bytes, name: str) -> Document:
    """Return the lines of a Word document.

    Raises BadFileError if it is damaged or refused.
    """
    package = Package(content, name)
    try:
        body = package.xml("word/document.xml")
        root = body.find(f"{W}body") if body is not None else None
        if root is None:
            raise BadFileError(
                text(
                    "{file} is no Word document that can be read. Save it as .docx and try again.",
                    file=name,
                )
            )
        styles = package.xml("word/styles.xml")
        reader = _Reader(Numbering(package.xml("word/numbering.xml"), styles), styles)
        blocks = list(reader.blocks(root))
        for inner in sorted(package.names()):
            if inner.startswith(("word/footer", "word/header")) and inner.endswith(".xml"):
                part = package.xml(inner)
                if part is not None:
                    blocks += [
                        _as_running(block) for block in reader.blocks(part) if isinstance(block, Paragraph)
                    ]
    finally:
        package.close()
    return document_of_blocks(blocks, reader.page, reader.struck)


def _as_running(paragraph: Paragraph) -> Paragraph:
    paragraph.running = True
    return paragraph


class _Reader:
    def __init__(self, numbering: Numbering, styles: etree._Element | None) -> None:
        self.page = 1
        self.struck: list[str] = []  # words that are struck through
        self._numbering = numbering
        self._titles: set[str] = set()
        self._bold: set[str] = set()
        self._before: tuple[list[str], list[bool]] = ([], [])  # words whose paragraph mark was deleted
        for style in styles.iterfind(f"{W}style") if styles is not None else ():
            key = style.get(f"{W}styleId", "")
            name = style.find(f"{W}name")
            if name is not None and name.get(f"{W}val", "").lower().startswith(("heading", "title")):
                self._titles.add(key)
            if _is_on(style.find(f"{W}rPr/{W}b")):
                self._bold.add(key)

    def blocks(self, parent: etree._Element, depth: int = 0) -> Iterator[Block]:
        """Yield paragraphs and tables below an element."""
        if depth > _MOST_DEPTH:
            return
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                yield self._table(child, depth + 1)
            elif child.tag in (
                f"{W}sdt",
                f"{W}sdtContent",
                f"{W}ins",
                f"{W}smartTag",
                f"{W}customXml",
                _CHOICE,
            ):
                yield from self.blocks(child, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> TableBlock:
        block = TableBlock()
        for row in _rows(table):
            cells = []
            before = row.find(f"{W}trPr/{W}gridBefore")
            if before is not None:
                cells.append(Cell(span=min(whole(before.get(f"{W}val"), 1), 20)))
            for cell in row.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tr")) is not row:
                    continue
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                if cell.find(f"{W}tcPr/{W}cellDel") is not None:
                    continue
                covered = merged is not None and merged.get(f"{W}val", "continue") == "continue"
                wide = whole(span.get(f"{W}val"), 1) if span is not None else 1
                content = [] if covered else list(self.blocks(cell, depth + 1))
                cells.append(Cell(content, min(wide, 60), covered))
            if row.find(f"{W}trPr/{W}del") is None:
                block.rows.append(cells)
        return block

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        name = style.get(f"{W}val", "") if style is not None else ""
        pieces, bold = self._before
        self._before = ([], [])
        boxes: list[etree._Element] = []
        self._runs(element, pieces, bold, boxes, name in self._bold or name in self._titles)
        if _goes_on(element):
            self._before = (pieces, bold)
            for box in boxes:
                yield from self.blocks(box, depth + 1)
            return
        words = "".join(pieces)
        if words.strip():
            printed = self._numbering.printed(properties, name)
            yield Paragraph(
                words.strip(),
                self.page,
                printed.label if printed else None,
                bool(printed and printed.bullet),
                bool(bold) and all(bold),
                name in self._titles,
                printed.level if printed else 0,
            )
        elif self._numbering.printed(properties, name) and not boxes:
            pass  # an empty paragraph with a number: Word counts it and prints the number alone
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _runs(
        self,
        element: etree._Element,
        pieces: list[str],
        bold: list[bool],
        boxes: list[etree._Element],
        inherited: bool,
    ) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == _FALLBACK:
                continue
            if tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{W}r":
                look = child.find(f"{W}rPr")
                if look is not None and _is_on(look.find(f"{W}vanish")):
                    continue
                if look is not None and (_is_on(look.find(f"{W}strike")) or _is_on(look.find(f"{W}dstrike"))):
                    self.struck.append("".join(child.itertext(f"{W}t")))
                    continue
                before = len(pieces)
                self._runs(child, pieces, bold, boxes, inherited)
                own = look.find(f"{W}b") if look is not None else None
                if "".join(pieces[before:]).strip():
                    bold.append(_is_on(own) if own is not None else inherited)
            elif tag == f"{W}t":
                pieces.append(child.text or "")
            elif tag == f"{W}lastRenderedPageBreak" or (tag == f"{W}br" and child.get(f"{W}type") == "page"):
                self.page += tag == f"{W}lastRenderedPageBreak"
            else:
                pieces.append(_SIGNS.get(tag, ""))
                self._runs(child, pieces, bold, boxes, inherited)


_SIGNS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "\u00ad",
    f"{W}sym": "\u2022 ",
}


def _goes_on(paragraph: etree._Element) -> bool:
    """Return whether the mark at the end of a paragraph was deleted: then the next one goes on with it."""
    marks = (paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") for name in ("del", "moveFrom"))
    following = paragraph.getnext()
    return any(mark is not None for mark in marks) and following is not None and following.tag == f"{W}p"


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is table:
            yield row


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "none")
