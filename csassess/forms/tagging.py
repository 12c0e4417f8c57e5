"""Tagged PDF structure, so that a screen reader reads papers in order.

Headings, paragraphs, tables with header cells, and figures are marked on the page while they are
drawn (PDF 32000-1, 14.6). The structure tree is added to the finished file (14.7).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from reportlab import platypus

from csassess.forms.styles import HEIGHT

_TAGS = {"title": "H1", "heading": "H2"}  # by style name; any other style is a paragraph


@dataclass
class Element:
    """One element of the structure.

    `kids` holds child elements and marks on pages (page, number), in reading order. `words` is read
    instead of what is drawn: a picture's caption, or the text of a paragraph of several lines,
    because its lines end without a space.
    """

    tag: str
    words: str = ""
    kids: "list[Element | tuple[int, int]]" = field(default_factory=list)


class Structure:
    """Structure of what has been drawn on a canvas so far."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self._open = [self.root]
        self._marked: dict[int, int] = {}

    @contextmanager
    def element(self, tag: str, words: str = "") -> Iterator[Element]:
        """Make what is drawn within the block part of a new element.

        `words` replaces what is not text.
        """
        element = Element(tag, words)
        self.add(element)
        with self.within(element):
            yield element

    def add(self, element: Element) -> None:
        """Append an element after what was drawn last."""
        self._open[-1].kids.append(element)

    @contextmanager
    def within(self, element: Element) -> Iterator[None]:
        """Make what is drawn within the block part of an existing element."""
        self._open.append(element)
        try:
            yield
        finally:
            self._open.pop()

    @contextmanager
    def drawn(self, canvas: Any, tag: str, words: str = "") -> Iterator[None]:
        """Mark what the block draws on a page of the canvas as one new element."""
        with self.element(tag, words) as element:
            page = len(canvas.finished_pages)
            mark = self._marked[page] = self._marked.get(page, -1) + 1
            element.kids.append((page, mark))
            canvas._code.append(f"/{tag} <</MCID {mark}>> BDC")
            yield
            canvas._code.append("EMC")


class Paragraph(platypus.Paragraph):
    """A paragraph tagged by its style as heading or paragraph; blank ones are not tagged."""

    tag = ""  # the cell's tag, if the paragraph fills a cell
    _wrapped: tuple[float, tuple[float, float]] | None = None

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803  (reportlab's own names)
        """Return the size.

        A table asks four times with the same width; lines are broken only once. They are gone after
        a page was too small for the first of them.
        """
        if self._wrapped is None or self._wrapped[0] != aW or not hasattr(self, "blPara"):
            self._wrapped = (aW, super().wrap(aW, aH))
        return self._wrapped[1]

    def draw(self) -> None:
        """Draw and tag the words."""
        canvas: Any = self.canv
        words = self._plain_words()
        if words:
            laid_out: Any = self
            tag = self.tag or _TAGS.get(self.style.name, "P")
            with canvas.structure.drawn(canvas, tag, words if len(laid_out.blPara.lines) > 1 else ""):
                super().draw()
        elif self.tag:
            canvas.structure.add(Element(self.tag))

    def _plain_words(self) -> str:
        """Return the text of the paragraph.

        The rest of a paragraph split over pages holds it only as words.
        """
        plain = self.getPlainText(identify=True) or " ".join(
            word for piece in self.frags for word in getattr(piece, "words", ())
        )
        return " ".join(plain.split())


class Image(platypus.Image):
    """A picture tagged as a figure, with its caption as alternative text."""

    words = ""

    def draw(self) -> None:
        """Draw and tag the picture."""
        canvas: Any = self.canv
        with canvas.structure.drawn(canvas, "Figure", self.words):
            super().draw()


class _TaggedTable:
    """Mixin that tags rows and cells; the cells of repeated first rows are header cells."""

    canv: Any
    repeatRows: int  # noqa: N815  (reportlab's own name)
    _rowpositions: list[float]
    _rowHeights: list[float]  # noqa: N815
    splitInRow: int  # noqa: N815

    def split(self, aW: float, aH: float) -> list[Any]:  # noqa: N803
        """Return the parts before and after the end of a page.

        A row that is taller than any page, which only odd words make, is split inside.
        """
        parts: list[Any] = super().split(aW, aH)  # type: ignore[misc]  # the table it is mixed into
        heads = int(self.repeatRows or 0)
        if parts or sum(self._rowHeights[: heads + 1]) <= HEIGHT:
            return parts
        self.splitInRow = 1
        return list(super().split(aW, aH))  # type: ignore[misc]

    def draw(self) -> None:
        """Draw and tag the table."""
        structure = self.canv.structure
        with structure.element("Table") as table:
            self._table, self._row = table, (-1, table)
            self._numbers = {height: number for number, height in enumerate(self._rowpositions[1:])}
            super().draw()  # type: ignore[misc]  # the table it is mixed into

    def _drawCell(self, value: Any, style: Any, place: Any, size: Any) -> None:
        structure, number = self.canv.structure, self._numbers[place[1]]
        if self._row[0] != number:
            row = Element("TR")
            self._table.kids.append(row)
            self._row = (number, row)
        tag = "TH" if number < int(self.repeatRows or 0) else "TD"
        with structure.within(self._row[1]):
            if value == "":
                structure.add(Element(tag))
            elif isinstance(value, Paragraph):
                value.tag = tag
                super()._drawCell(value, style, place, size)  # type: ignore[misc]
            else:
                with structure.drawn(self.canv, tag) if isinstance(value, str) else structure.element(tag):
                    super()._drawCell(value, style, place, size)  # type: ignore[misc]


class Table(_TaggedTable, platypus.Table):
    """A table with tagged rows and cells."""


class LongTable(_TaggedTable, platypus.LongTable):
    """A long table with tagged rows and cells.

    The part on each page is a table with its own heads.
    """


def with_structure(pdf: bytes, structure: Structure, language: str) -> bytes:
    """Return a PDF with the structure of what was drawn added to it.

    The same file and structure give the same bytes.
    """
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = [page.obj for page in opened.pages]
        parents: list[dict[int, Any]] = [{} for _ in pages]
        root = opened.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = _add_element(opened, structure.root, root, pages, parents)
        numbers: Any = Array()
        for number, (page, marks) in enumerate(zip(pages, parents, strict=True)):
            page.StructParents, page.Tabs = number, Name.S
            numbers.extend([number, Array([marks[mark] for mark in sorted(marks)])])
        root.ParentTree = opened.make_indirect(Dictionary(Nums=numbers))
        opened.Root.StructTreeRoot, opened.Root.Lang = root, language
        opened.Root.MarkInfo = Dictionary(Marked=True)
        opened.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        target = BytesIO()
        opened.save(target, deterministic_id=True)
    return target.getvalue()


def _add_element(
    pdf: pikepdf.Pdf, element: Element, parent: Any, pages: list[Any], parents: list[dict[int, Any]]
) -> Any:
    node = pdf.make_indirect(Dictionary(S=Name(f"/{element.tag}"), P=parent))
    if element.words:
        node[Name.Alt if element.tag == "Figure" else Name.ActualText] = element.words
    kids: list[Any] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(_add_element(pdf, kid, node, pages, parents))
        else:
            page, mark = kid
            node.Pg, parents[page][mark] = pages[page], node
            kids.append(mark)
    if kids:
        node.K = kids[0] if len(kids) == 1 else Array(kids)
    return node
