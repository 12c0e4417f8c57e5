"""A whole paper as a PDF, with numbered pages and an identifying line at the foot.

The same record gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from csassess.catalogue import text
from csassess.forms.content import Identification, Letterhead
from csassess.forms.foot import draw_foot
from csassess.forms.layout import styles
from csassess.forms.layout.columns import Column, Columns, Frame
from csassess.forms.layout.fonts import REGULAR, register_fonts
from csassess.forms.layout.metadata import LANGUAGE, describe
from csassess.forms.layout.pages import Placed, laid_out
from csassess.forms.layout.pieces import Image, Piece, Space, Stack, Text
from csassess.forms.layout.structure_tree import Tree
from csassess.forms.layout.styles import HEIGHT, MARGIN, PAGE, WIDTH
from csassess.forms.layout.tagging import Element, Sheet

_LOGO = (45 * mm, 16 * mm)  # largest width and height of a logo
_VERSION = (1, 7)
rl_config.useA85 = 0  # embed pictures as binary; as text they are a quarter longer


@dataclass(frozen=True, slots=True)
class Section:
    """One paper within a document; `name` is the target of links to it.

    `note` explains the characters that its words have and its fonts lack.
    """

    identification: Identification | None
    story: Sequence[Piece]
    name: str = ""
    note: str = ""


def build(identification: Identification, story: Sequence[Piece], note: str = "") -> bytes:
    """Return the story as a PDF of A4 pages; the same story gives the same bytes."""
    return build_all(
        identification.file_title, [Section(identification, story, note=note)], identification.dated
    )


def plain_pages(title: str, story: Sequence[Piece]) -> bytes:
    """Return a story as a PDF whose pages have no foot: it is not one of the product's papers."""
    return build_all(title, [Section(None, story)])


def build_all(title: str, sections: Sequence[Section], dated: datetime | None = None) -> bytes:
    """Return sections as one PDF, each starting on a new page.

    The outline and the page numbers run through all sections. `dated` is the date of the file: when what it
    shows was last changed.
    """
    register_fonts()
    target = BytesIO()
    canvas = Canvas(
        target,
        pagesize=PAGE,
        invariant=1,
        lang=LANGUAGE,
        pdfVersion=_VERSION,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # a name, whatever the stubs say
    )
    sheet = Sheet(canvas)
    papers = [(section, laid_out(_whole_story(section))) for section in sections]
    count = sum(len(pages) for _, pages in papers)
    for section, pages in papers:
        _draw_section(sheet, section, pages, count)
    Tree(sheet).write()
    describe(sheet.canvas._doc, title, dated)
    canvas.save()
    return target.getvalue()


def _draw_section(sheet: Sheet, section: Section, pages: list[list[Placed]], count: int) -> None:
    name = section.name or "beginning"
    sheet.targets[name] = sheet.page
    canvas = sheet.canvas
    canvas.bookmarkPage(name)
    if section.identification:
        canvas.addOutlineEntry(_outline_title(section.identification), name, 0)
    part, foot = Element("Sect"), Element("Div", is_placed=True)
    for number, page in enumerate(pages):
        with sheet.within(part):
            for piece, used in page:
                piece.draw(sheet, MARGIN, PAGE[1] - MARGIN - used, WIDTH)
        if section.identification:
            with sheet.within(foot):
                draw_foot(sheet, section.identification, count, is_read=number == 0)
        canvas.showPage()
        sheet.page += 1
    if foot.kids:
        part.kids.append(foot)  # read once, after all of the paper


def _whole_story(section: Section) -> list[Piece]:
    """Return a paper with the letterhead above it and what is said at its end."""
    letterhead = (section.identification and section.identification.letterhead) or Letterhead()
    story = [*_head(letterhead), *section.story]
    for words in (section.note, letterhead.privacy):
        if words:
            story += [Space(4 * mm), Text(words, styles.SMALL)]
    return story


def _head(letterhead: Letterhead) -> list[Piece]:
    """Return the letterhead above a paper's title: the line on the left, the logo right."""
    if not letterhead.heading and not letterhead.logo:
        return []
    line = Text(letterhead.heading, styles.SMALL)
    if not letterhead.logo:
        return [line, Space(3 * mm)]
    logo = Image(letterhead.logo, text("The centre’s logo"), _LOGO, at_right=True)
    if line.height(WIDTH - _LOGO[0]) > HEIGHT / 4:
        return [logo, Space(2 * mm), line, Space(3 * mm)]
    beside = Column(Stack([line]), 0, WIDTH - _LOGO[0] - 2 * mm)
    return [Columns([beside, Column(logo, WIDTH - _LOGO[0], _LOGO[0])], Frame(0, 2 * mm))]


def _outline_title(identification: Identification) -> str:
    parts = (identification.title, identification.subject)
    return " ".join(" · ".join(part for part in parts if part).split())
