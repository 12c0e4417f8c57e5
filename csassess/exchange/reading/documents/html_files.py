"""Web pages turned into paragraphs and tables."""

from collections.abc import Iterator

from lxml import etree, html

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.content import Document
from csassess.exchange.reading.documents.blocks import Block, Cell, Paragraph, TableBlock, document_of_blocks
from csassess.exchange.reading.documents.numbering import to_roman, whole

_SKIPPED = {
    "script",
    "style",
    "head",
    "nav",
    "noscript",
    "template",
    "svg",
    "form",
    "button",
    "select",
    "iframe",
}
_STRUCK = ("del", "s", "strike")
_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_MOST_DEPTH = 150
_MOST_COLUMNS, _MOST_CELLS = 200, 500_000  # of a table, and of all tables


def document_of_html(content: bytes, name: str) -> Document:
    """Return the lines of a web page.

    Raises BadFileError if it cannot be read.
    """
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding=_encoding(content)
    )
    try:
        root = html.document_fromstring(content, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise BadFileError(text("{file} is no web page that can be read.", file=name)) from None
    body = root.find("body")
    reader = _Reader(name)
    blocks = list(reader.blocks(root if body is None else body))
    return document_of_blocks(blocks, 1, reader.struck)


def _encoding(content: bytes) -> str | None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


_BREAK = "\v"  # a line break that the page asks for


class _Reader:
    def __init__(self, name: str) -> None:
        self._name, self._cells = name, 0
        self.struck: list[str] = []  # words that are struck through

    def blocks(self, element: etree._Element, depth: int = 0, level: int = 0) -> Iterator[Block]:
        """Yield paragraphs and tables below an element."""
        tag = element.tag if isinstance(element.tag, str) else ""
        title = tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        words: list[str] = []
        bold: list[bool] = []

        def close() -> Iterator[Paragraph]:
            lines = [" ".join(line.split()) for line in "".join(words).split(_BREAK)]
            if any(lines):
                yield Paragraph("\n".join(lines).strip(), bold=all(bold), title=title, level=level)
            words.clear()
            bold.clear()

        strong = title or tag in ("b", "strong", "th", "dt")
        for piece in self._content(element, depth, level, strong=strong):
            if isinstance(piece, tuple):
                words.append(piece[0].replace("\n", _BREAK) if tag == "pre" else piece[0])
                if piece[0].strip():
                    bold.append(piece[1])
            else:
                yield from close()
                yield piece
        yield from close()

    def _content(
        self, element: etree._Element, depth: int, level: int, *, strong: bool
    ) -> Iterator[tuple[str, bool] | Block]:
        """Yield the words in an element with their weight, and the blocks between them."""
        if depth > _MOST_DEPTH:
            return
        if element.text:
            yield element.text, strong
        for child in element:
            name = child.tag if isinstance(child.tag, str) else ""
            if name in _STRUCK:
                self.struck.append("".join(child.itertext()))
            elif name and name not in _SKIPPED and not _is_hidden(child):
                yield from self._child(child, name, depth + 1, level, strong=strong)
            if child.tail:
                yield child.tail, strong

    def _child(
        self, child: etree._Element, name: str, depth: int, level: int, *, strong: bool
    ) -> Iterator[tuple[str, bool] | Block]:
        if name == "br":
            yield _BREAK, strong
        elif name == "table":
            yield self._table(child, depth)
        elif name in ("ol", "ul"):
            yield from self._list(child, depth, level)
        elif name == "dl":
            yield from self._definitions(child, depth)
        elif name in _BLOCK_TAGS:
            yield from self.blocks(child, depth, level)
        else:
            yield from self._content(child, depth, level, strong=strong or name in ("b", "strong"))

    def _list(self, element: etree._Element, depth: int, level: int) -> Iterator[Block]:
        number = whole(element.get("start"), 1)
        form = element.get("type") or "1"
        unmarked = "list-style:none" in (element.get("style") or "").replace(" ", "") or (
            "list-style-type:none" in (element.get("style") or "").replace(" ", "")
        )
        for item in element:
            if item.tag in ("ol", "ul"):
                yield from self._list(item, depth + 1, level + 1)
                continue
            if item.tag != "li" or _is_hidden(item):
                continue
            number = whole(item.get("value"), number)
            first = True
            for block in self.blocks(item, depth + 1, level + 1):
                if first and isinstance(block, Paragraph) and not unmarked:
                    block.level = level
                    if element.tag == "ol":
                        block.label = f"{_written(number, form)}."
                    else:
                        block.bullet = True
                first = False
                yield block
            number += 1

    def _definitions(self, element: etree._Element, depth: int) -> Iterator[Block]:
        """Yield the terms and values of a list of definitions as rows of a table."""
        row: list[Cell] = []
        table = TableBlock()
        for child in element.iter("dt", "dd"):
            if next(child.iterancestors("dl"), None) is not element:
                continue  # of a list inside this one, which is read with the element that contains it
            if child.tag == "dt" and any(cell.blocks for cell in row):
                table.rows.append(row)
                row = []
            row.append(Cell(list(self.blocks(child, depth + 1))))
        if row:
            table.rows.append(row)
        yield table

    def _table(self, element: etree._Element, depth: int) -> TableBlock:
        block = TableBlock()
        below: dict[int, int] = {}  # rows still covered, by column
        for row in element.iter("tr"):
            if next(row.iterancestors("table")) is not element or _is_hidden(row):
                continue
            cells: list[Cell] = []
            at = 0
            for cell in row:
                if cell.tag not in ("td", "th") or _is_hidden(cell):
                    continue
                while below.get(at, 0) > 0:
                    below[at] -= 1
                    cells.append(Cell(covered=True))
                    at += 1
                wide = min(whole(cell.get("colspan"), 1), 60) or 1
                high = min(whole(cell.get("rowspan"), 1), 2000)
                cells.append(Cell(list(self.blocks(cell, depth + 1)), wide, head=cell.tag == "th"))
                for column in range(at, at + wide):
                    below[column] = high - 1
                at += wide
                self._count([], at)
            while below.get(at, 0) > 0:
                below[at] -= 1
                cells.append(Cell(covered=True))
                at += 1
            self._count(cells, at)
            block.rows.append(cells)
        return block

    def _count(self, row: list[Cell], columns: int) -> None:
        """Raise BadFileError if tables have more cells than any document, covered ones among them."""
        self._cells += len(row)
        if columns > _MOST_COLUMNS or self._cells > _MOST_CELLS:
            raise BadFileError(
                text(
                    "{file} is too large. Save the pages of the units as a file of their own.",
                    file=self._name,
                )
            )


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _written(value: int, form: str) -> str:
    if form in ("a", "A"):
        letter = chr(97 + (value - 1) % 26)
        return letter if form == "a" else letter.upper()
    if form in ("i", "I"):
        return to_roman(value) if form == "i" else to_roman(value).upper()
    return str(value)
