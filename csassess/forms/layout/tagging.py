"""What screen readers read: the structure of what is drawn, in order (PDF 32000-1, 14.6 to 14.8).

Each piece of content is marked on its page while it is drawn; everything else is an artifact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas


@dataclass(eq=False, slots=True)
class Element:
    """One element of the structure; it joins the tree when its first part is drawn.

    `kids` holds child elements, marks on pages (page, number), links and fields, in reading order. `words` is
    read in place of a picture or a sign. `attributes` are written as they are; `box` is where a figure is.
    """

    tag: str
    words: str = ""
    attributes: str = ""
    kids: "list[Element | tuple[int, int] | Link | Widget]" = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None
    is_placed: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """The area of a page that leads to a named place, and what a reader says about it."""

    page: int
    area: tuple[float, float, float, float]
    target: str
    words: str


@dataclass(frozen=True, slots=True)
class Widget:
    """The area of a page that is a field, its name and kind, and what a reader says about it."""

    page: int
    area: tuple[float, float, float, float]
    name: str
    kind: str
    words: str


class Sheet:
    """The canvas that papers are drawn on, with the structure of what is on it."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas: Any = canvas
        self.root = Element("Document", is_placed=True)
        self.page = 0
        self.targets: dict[str, int] = {}
        self._open = [self.root]
        self._marks: dict[int, int] = {}

    @contextmanager
    def within(self, element: Element) -> Iterator[Element]:
        """Make what is drawn within the block part of an element."""
        self.place(element)
        self._open.append(element)
        try:
            yield element
        finally:
            self._open.pop()

    def place(self, element: Element) -> None:
        """Add an element after what was drawn last, unless a part of it was drawn before."""
        if not element.is_placed:
            element.is_placed = True
            self._open[-1].kids.append(element)

    def begin(self, element: Element) -> None:
        """Mark what is drawn until `end` as content of an element."""
        if not element.is_placed:
            element.is_placed = True
            self._open[-1].kids.append(element)
        mark = self._marks.get(self.page, 0)
        self._marks[self.page] = mark + 1
        element.kids.append((self.page, mark))
        self.canvas._code.append(f"/{element.tag} <</MCID {mark}>> BDC")

    def begin_artifact(self, kind: str = "") -> None:
        """Mark what is drawn until `end` as nothing to read; `kind` is its property list."""
        self.canvas._code.append(f"/Artifact {kind} BDC" if kind else "/Artifact BMC")

    def end(self) -> None:
        """End what `begin` or `begin_artifact` began."""
        self.canvas._code.append("EMC")
