"""A whole portfolio as one PDF: a cover with linked contents, then every paper."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
from reportlab.lib.units import mm

from csassess.catalogue import text
from csassess.forms import paper, recording_form
from csassess.forms.content import Paper, RecordingFormContent
from csassess.forms.document import Section, build_all
from csassess.forms.facts import facts_block
from csassess.forms.layout import styles
from csassess.forms.layout.pieces import Piece, Space, Stack, Text
from csassess.forms.missing import note_on_missing
from csassess.forms.undrawn import in_place_of

Content = RecordingFormContent | Paper


def draw(cover: Paper, papers: list[Content], note: Callable[[str], object] = lambda _: None) -> bytes:
    """Return the cover and the papers as one PDF, with contents that link to each paper.

    A paper that cannot be drawn is replaced by a page that says so; `note` is called with what to log then.
    """
    try:
        return _draw(cover, papers)
    except Exception:
        drawable = [_drawable(content, note) for content in papers]
        if drawable == papers:
            raise  # none of them is at fault
        return _draw(cover, drawable)


def _drawable(content: Content, note: Callable[[str], object]) -> Content:
    """Return a paper if it can be drawn alone, else one that says that it cannot."""
    try:
        recording_form.draw(content) if isinstance(content, RecordingFormContent) else paper.draw(content)
    except Exception as error:
        return in_place_of(content.identification, error, note)
    return content


def _draw(cover: Paper, papers: list[Content]) -> bytes:
    papers = [paper.in_full(content) if isinstance(content, Paper) else content for content in papers]
    names = [f"paper-{number}" for number in range(len(papers))]
    names_by_item = {
        dict(content.facts).get(text("Evidence number"), ""): name
        for content, name in zip(papers, names, strict=True)
        if isinstance(content, Paper)
    }
    whole = cover.identification
    sections = [Section(whole, _cover(cover, papers, names), "cover", note_on_missing(cover))]
    sections += [
        Section(content.identification, _story(content, names_by_item), name, note_on_missing(content))
        for content, name in zip(papers, names, strict=True)
    ]
    return build_all(whole.file_title, sections, whole.dated)


def draw_together(title: str, papers: list[Paper]) -> bytes:
    """Return papers as one PDF without a cover, each beginning on a page of its own."""
    sections = [
        Section(content.identification, paper.story_of(content), f"paper-{number}", note_on_missing(content))
        for number, content in enumerate(papers)
    ]
    dates = [content.identification.dated for content in papers if content.identification.dated]
    return build_all(title, sections, max(dates, default=None))


def _story(content: Content, names_by_item: dict[str, str]) -> list[Piece]:
    """Return a paper's pieces; numbers in the evidence index link to the items' records."""
    if isinstance(content, RecordingFormContent):
        return recording_form.story_of(content)
    return paper.story_of(content, names_by_item if content.identification.form == "EVI" else {})


def _cover(cover: Paper, papers: list[Content], names: list[str]) -> list[Piece]:
    story: list[Piece] = [
        Stack([Space(20 * mm), Text(cover.identification.title, styles.COVER)]),
        Text(cover.subtitle, styles.SUBTITLE),
        Space(6 * mm),
        facts_block(cover.facts),
        Space(6 * mm),
        Text(text("Contents"), styles.HEADING),
    ]
    for content, name in zip(papers, names, strict=True):
        words = " · ".join(part for part in (content.identification.title, _about(content)) if part)
        story.append(Text(words, styles.CONTENTS, link=name))
    return story


def _about(content: Content) -> str:
    """Return what a paper is about, without the candidate's name, which the cover states."""
    return content.heading.unit if isinstance(content, RecordingFormContent) else _without_name(content)


def _without_name(content: Paper) -> str:
    return content.subtitle or content.identification.subject.partition(", ")[2]


def locked(pdf: bytes, password: str) -> bytes:
    """Return a PDF that opens only with a password: AES-256 (PDF 2.0, revision 6)."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        target = BytesIO()
        allowed = pikepdf.Permissions(accessibility=True)
        locks = pikepdf.Encryption(owner=password, user=password, R=6, allow=allowed)
        opened.save(target, encryption=locks)
    return target.getvalue()


def with_smaller_photographs(pdf: bytes, longest: int) -> bytes:
    """Return a PDF with its photographs scaled down, for sending by e-mail.

    `longest` is the largest side of a photograph, in pixels.
    """
    with pikepdf.open(BytesIO(pdf)) as opened:
        for stream in opened.objects:
            if not isinstance(stream, pikepdf.Stream) or stream.get("/Subtype") != "/Image":
                continue
            image = pikepdf.PdfImage(stream)
            if "/DCTDecode" not in image.filters or max(image.width, image.height) <= longest:
                continue
            picture = image.as_pil_image().convert("RGB")
            picture.thumbnail((longest, longest))
            jpeg = BytesIO()
            picture.save(jpeg, "JPEG", quality=70)
            stream.write(jpeg.getvalue(), filter=pikepdf.Name.DCTDecode)
            stream.Width, stream.Height, stream.ColorSpace = (
                picture.width,
                picture.height,
                pikepdf.Name.DeviceRGB,
            )
        target = BytesIO()
        opened.save(target, deterministic_id=True)
    return target.getvalue()
