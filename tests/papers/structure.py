"""What a screen reader is given: the elements of a PDF in reading order, each with its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

_CHARACTER = re.compile(rb"<(\w\w)> <(\w{4,})>")
_SHOWN = ("Tj", "TJ", "'", '"')


@dataclass
class Read:
    """One element: its tag, the words drawn for it and its children, and the words read in place of them."""

    tag: str
    words: str
    instead: str
    scope: str
    kids: "list[Read]"
    marks: list[tuple[int, int]]

    @property
    def all_words(self) -> str:
        """The words of the element and of everything in it."""
        return self.words + "".join(kid.all_words for kid in self.kids)

    def walk(self) -> "Iterator[Read]":
        """Yield the element and everything in it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


@dataclass
class Page:
    """The content of one page: its words by mark, and what was drawn outside of any mark or artifact."""

    words: dict[int, str]
    artifacts: str
    untagged: list[str]


def read(pdf: bytes) -> tuple[Read, list[Page]]:
    """Return the root element and the pages of a PDF."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = [_page(page) for page in opened.pages]
        numbers = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
        return _element(opened.Root.StructTreeRoot.K, None, numbers, pages), pages


def _element(node: Any, page: int | None, numbers: dict[Any, int], pages: list[Page]) -> Read:
    page = numbers[node.Pg.objgen] if "/Pg" in node else page
    found = Read(str(node.S)[1:], "", _instead(node), str(node.get("/A", {}).get("/Scope", ""))[1:], [], [])
    kids = node.get("/K", pikepdf.Array())
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            if "/S" in kid:
                found.kids.append(_element(kid, page, numbers, pages))
            elif "/MCID" in kid:
                found.marks.append((numbers[kid.Pg.objgen], int(kid.MCID)))
        else:
            assert page is not None
            found.marks.append((page, int(kid)))
    found.words = "".join(pages[at].words[mark] for at, mark in found.marks)
    return found


def _instead(node: Any) -> str:
    return str(node.get("/Alt") or node.get("/ActualText") or "")


def _page(page: Any) -> Page:
    fonts = {name: _characters(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
    found, font, open_marks = Page({}, "", []), {}, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else {}
                mark = int(properties["/MCID"]) if "/MCID" in properties else None
                inherited = open_marks[-1] if open_marks and str(operands[0]) == "/Span" else None
                open_marks.append(inherited if mark is None and inherited is not None else mark)
                if mark is not None:
                    found.words.setdefault(mark, "")
            case "EMC":
                open_marks.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case shown if shown in _SHOWN:
                words = "".join(font[code] for code in bytes(operands[-1]))
                if not open_marks:
                    found.untagged.append(words)
                elif open_marks[-1] is None:
                    found.artifacts += words
                else:
                    found.words[open_marks[-1]] += words
            case "S" | "f" | "F" | "f*" | "B" | "b" | "s" | "Do" | "sh" if not open_marks:
                found.untagged.append(str(operator))
    return found


def _characters(font: Any) -> dict[int, str]:
    pairs = _CHARACTER.findall(font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in pairs}
