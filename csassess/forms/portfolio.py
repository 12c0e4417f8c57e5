"""A whole portfolio as one PDF: a cover with linked contents, then every paper."""

from io import BytesIO

import pikepdf
from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from csassess.catalogue import text
from csassess.forms import paper, recording_form, styles
from csassess.forms.content import Paper, RecordingFormContent
from csassess.forms.document import Section, build_all
from csassess.forms.flowables import facts_block, pieces, whole_below
from csassess.forms.fonts import markup
from csassess.forms.tagging import Paragraph

Content = RecordingFormContent | Paper


def draw(cover: Paper, papers: list[Content]) -> bytes:
    """Return the cover and the papers as one PDF, with contents that link to each paper."""
    names = [f"paper-{number}" for number in range(len(papers))]
    names_by_item = {
        dict(content.facts).get(text("Evidence number"), ""): name
        for content, name in zip(papers, names, strict=True)
        if isinstance(content, Paper)
    }
    sections = [Section(cover.identification, _cover(cover, papers, names), "cover")]
    sections += [
        Section(content.identification, _story(content, names_by_item), name)
        for content, name in zip(papers, names, strict=True)
    ]
    return build_all(cover.identification.title, sections)


def draw_together(title: str, papers: list[Paper]) -> bytes:
    """Return papers as one PDF without a cover, each beginning on a page of its own."""
    sections = [
        Section(content.identification, paper.story_of(content), f"paper-{number}")
        for number, content in enumerate(papers)
    ]
    return build_all(title, sections)


def _story(content: Content, names_by_item: dict[str, str]) -> list[Flowable]:
    """Return a paper's flowables; numbers in the evidence index link to the items' records."""
    if isinstance(content, RecordingFormContent):
        return recording_form.story_of(content)
    return paper.story_of(content, names_by_item if content.identification.form == "EVI" else {})


def _cover(cover: Paper, papers: list[Content], names: list[str]) -> list[Flowable]:
    story: list[Flowable] = [
        Spacer(0, 20 * mm),
        Paragraph(markup(cover.identification.title), styles.COVER),
        Paragraph(markup(cover.subtitle), styles.SUBTITLE),
        Spacer(0, 6 * mm),
        facts_block(cover.facts),
        *whole_below(cover.facts, styles.WIDTH),
        Spacer(0, 6 * mm),
        Paragraph(markup(text("Contents")), styles.HEADING),
    ]
    for content, name in zip(papers, names, strict=True):
        words = " · ".join(part for part in (content.identification.title, _about(content)) if part)
        link = f'<a href="#{name}" color="{styles.LINK.hexval()}">{markup(words)}</a>'
        story += pieces(Paragraph(link, styles.CONTENTS), styles.WIDTH)
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
        opened.save(target, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
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
