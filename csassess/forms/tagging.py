"""Tagged structure: headings, paragraphs, tables with header cells, figures with words, in reading order.

What is drawn is marked on the page as it is drawn (PDF 32000-1, 14.6); the tree of what was marked is put into the
finished file (14.7), so that a screen reader reads it as it stands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from reportlab import platypus

_TAGS = {"title": "H1", "heading": "H2"}  # by the name of the style; everything else is a paragraph


@dataclass
class Element:
    """One element of the structure; marks on pages (page, number) and elements below it stand in reading order in `kids`.

    `words` are what is read: of a picture its caption, of a paragraph its text, whose lines end without a blank on the page.
    """

    tag: str
    words: str = ""
    kids: "list[Element | tuple[int, int]]" = field(default_factory=list)


class Structure:
    """What was drawn on a canvas so far."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self._open = [self.root]
        self._marked: dict[int, int] = {}

    @contextmanager
    def element(self, tag: str, words: str = "") -> Iterator[Element]:
        """Make what is drawn within the block part of an element; `words` stand for what is no text."""
        made = Element(tag, words)
        self._open[-1].kids.append(made)
        self._open.append(made)
        try:
            yield made
        finally:
            self._open.remove(made)

    @contextmanager
    def drawn(self, canvas: Any, tag: str, words: str = "") -> Iterator[None]:
        """Mark what the block draws on a page of the canvas as one element."""
        with self.element(tag, words) as made:
            page = len(canvas.finished_pages)
            mark = self._marked[page] = self._marked.get(page, -1) + 1
            made.kids.append((page, mark))
            canvas._code.append(f"/{tag} <</MCID {mark}>> BDC")
            yield
            canvas._code.append("EMC")


class Paragraph(platypus.Paragraph):
    """A paragraph that is marked by its style as heading or paragraph; blank ones are not marked."""

    def draw(self) -> None:
        """Draw and mark the words."""
        structure = getattr(self.canv, "structure", None)
        words = " ".join(self.getPlainText(identify=True).split())
        if structure is None or not words:
            super().draw()
            return
        with structure.drawn(self.canv, _TAGS.get(self.style.name, "P"), words):
            super().draw()


class Image(platypus.Image):
    """A picture whose caption stands for it."""

    words = ""

    def draw(self) -> None:
        """Draw and mark the picture."""
        canvas: Any = self.canv
        with canvas.structure.drawn(canvas, "Figure", self.words):
            super().draw()


class _TaggedTable:
    """Rows and cells as elements; the repeated first rows are heads."""

    canv: Any
    repeatRows: int  # noqa: N815  (reportlab's own name)

    def draw(self) -> None:
        """Draw and mark the table."""
        structure = self.canv.structure
        with structure.element("Table") as table:
            self._table, self._row = table, (-1, table)
            super().draw()  # type: ignore[misc]  # the table it is mixed into

    def _drawCell(self, value: Any, style: Any, place: Any, size: Any) -> None:
        structure, number = self.canv.structure, self._rows_of[place[1]]
        if self._row[0] != number:
            row = Element("TR")
            self._table.kids.append(row)
            self._row = (number, row)
        structure._open.append(self._row[1])
        with structure.element("TH" if number < int(self.repeatRows or 0) else "TD"):
            if isinstance(value, str) and value.strip():
                with structure.drawn(self.canv, "P", value):
                    super()._drawCell(value, style, place, size)  # type: ignore[misc]
            else:
                super()._drawCell(value, style, place, size)  # type: ignore[misc]
        structure._open.pop()

    @property
    def _rows_of(self) -> dict[float, int]:
        """Return which row begins at which height."""
        return {height: number for number, height in enumerate(self._rowpositions[1:])}  # type: ignore[attr-defined]


class Table(_TaggedTable, platypus.Table):
    """A table whose rows and cells are elements."""


class LongTable(_TaggedTable, platypus.LongTable):
    """A long table whose rows and cells are elements; each page's part is a table with its own heads."""


def with_structure(pdf: bytes, structure: Structure, language: str) -> bytes:
    """Return a PDF with the structure of what was drawn put into it; the same file and structure give the same bytes."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = [page.obj for page in opened.pages]
        parents: list[dict[int, Any]] = [{} for _ in pages]
        root = opened.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = Array([_put(opened, structure.root, root, pages, parents)])
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


def _put(pdf: pikepdf.Pdf, element: Element, parent: Any, pages: list[Any], parents: list[dict[int, Any]]) -> Any:
    made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.tag}"), P=parent))
    if element.words:
        made[Name.Alt if element.tag == "Figure" else Name.ActualText] = element.words
    kids = Array()
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(_put(pdf, kid, made, pages, parents))
        else:
            page, mark = kid
            kids.append(Dictionary(Type=Name.MCR, Pg=pages[page], MCID=mark))
            parents[page][mark] = made
    made.K = kids
    return made
