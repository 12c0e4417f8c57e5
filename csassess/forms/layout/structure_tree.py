"""The structure of a paper as objects of the PDF (PDF 32000-1, 14.7), written with the file itself."""

from collections.abc import Iterable
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFObject, PDFObjectReference

from csassess.forms.layout.tagging import Element, Link, Sheet, Widget

_AREA = "[{:.2f} {:.2f} {:.2f} {:.2f}]"


class Written(PDFObject):
    """An object of the PDF that is already in its written form; it may be set after it was referred to."""

    def __init__(self, content: str = "", stream: bytes | None = None) -> None:
        self.content, self._stream = content, stream

    def format(self, _: Any) -> bytes:
        """Return the object as it is written."""
        if self._stream is None:
            return self.content.encode("ascii")
        head = self.content.removesuffix(">>") + f" /Length {len(self._stream)}>>"
        return head.encode("ascii") + b"\nstream\n" + self._stream + b"\nendstream\n"


def written_words(words: str) -> str:
    """Return words as a string of the PDF."""
    if words.isascii() and words.isprintable() and not any(character in words for character in "()\\"):
        return f"({words})"
    return f"<feff{words.encode('utf-16-be', 'surrogatepass').hex()}>"


class Tree:
    """Writes the structure that a sheet collected into its document."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._document: Any = sheet.canvas._doc
        self._pages: list[Any] = []
        self._parents: list[list[str]] = []
        self._annotations: list[list[str]] = []
        self._owners: list[str] = []

    def write(self) -> None:
        """Add the structure to the document; every page was finished before."""
        document = self._document
        self._pages = list(document.Pages.pages)
        self._parents = [[] for _ in self._pages]
        self._annotations = [[] for _ in self._pages]
        root = Written()
        root_reference = self._reference(root)
        top = self._add(self._sheet.root, root_reference)
        numbers = [f"{n} [{' '.join(marks)}]" for n, marks in enumerate(self._parents)]
        numbers += [f"{len(self._pages) + n} {parent}" for n, parent in enumerate(self._owners)]
        tree = self._reference(Written(f"<</Nums [{' '.join(numbers)}]>>"))
        count = len(self._pages) + len(self._owners)
        root.content = f"<</Type /StructTreeRoot /K {top} /ParentTree {tree} /ParentTreeNextKey {count}>>"
        for number, page in enumerate(self._pages):
            extend(page, StructParents=number, Tabs=Written("/S"))
            if self._annotations[number]:
                page.Annots = Written(f"[{' '.join(self._annotations[number])}]")
        document.Catalog.StructTreeRoot = root

    def _reference(self, object_: PDFObject) -> str:
        reference: Any = self._document.Reference(object_)
        return f"{self._document.idToObjectNumberAndVersion[reference.name][0]} 0 R"

    def _page(self, number: int) -> str:
        return self._reference(self._pages[number])

    def _add(self, element: Element, parent: str) -> str:
        node = Written()
        own = self._reference(node)
        parts = [f"<</S /{element.tag} /P {parent}"]
        if element.words:
            key = "Alt" if element.tag == "Figure" else "ActualText"
            parts.append(f"/{key} {written_words(element.words)}")
        attributes = element.attributes
        if element.box:
            attributes = f"/O /Layout /BBox {_AREA.format(*element.box)}"
        if attributes:
            parts.append(f"/A <<{attributes}>>")
        first = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
        if first is not None:
            parts.append(f"/Pg {self._page(first)}")
        kids = [self._kid(kid, own, first) for kid in element.kids]
        if kids:
            parts.append(f"/K {kids[0]}" if len(kids) == 1 else f"/K [{' '.join(kids)}]")
        node.content = " ".join(parts) + ">>"
        return own

    def _kid(self, kid: "Element | tuple[int, int] | Link | Widget", own: str, first: int | None) -> str:
        if isinstance(kid, Element):
            return self._add(kid, own)
        if isinstance(kid, Link):
            return self._add_link(kid, own)
        if isinstance(kid, Widget):
            return self._add_widget(kid, own)
        page, mark = kid
        marks = self._parents[page]
        marks += ["null"] * (mark + 1 - len(marks))
        marks[mark] = own
        if page == first:
            return str(mark)
        return f"<</Type /MCR /Pg {self._page(page)} /MCID {mark}>>"

    def _add_link(self, link: Link, own: str) -> str:
        target = self._page(self._sheet.targets.get(link.target, link.page))
        words = written_words(link.words)
        what = f"/Subtype /Link /F 4 /Border [0 0 0] /Dest [{target} /Fit] /Contents {words}"
        return self._add_annotation(link, own, what)

    def _add_widget(self, widget: Widget, own: str) -> str:
        """Add a field; `forms/fillable.py` makes it one that can be filled in."""
        name, words = written_words(widget.name), written_words(widget.words)
        what = f"/Subtype /Widget /F 4 /T {name} /TU {words} /Kind /{widget.kind}"
        return self._add_annotation(widget, own, what)

    def _add_annotation(self, on: Link | Widget, own: str, what: str) -> str:
        key = len(self._pages) + len(self._owners)
        self._owners.append(own)
        annotation = self._reference(
            Written(f"<</Type /Annot {what} /Rect {_AREA.format(*on.area)} /StructParent {key}>>")
        )
        self._annotations[on.page].append(annotation)
        return f"<</Type /OBJR /Obj {annotation} /Pg {self._page(on.page)}>>"


def extend(owner: Any, **entries: Any) -> None:
    """Add entries to a page or catalogue that reportlab does not know."""
    owner.__NoDefault__ = [*owner.__NoDefault__, *entries]
    for name, entry in entries.items():
        setattr(owner, name, entry)


def reference_list(document: Any, objects: Iterable[PDFObject]) -> PDFArray:
    """Return an array of references to objects."""
    references: list[PDFObjectReference] = [document.Reference(object_) for object_ in objects]
    return PDFArray(references)
