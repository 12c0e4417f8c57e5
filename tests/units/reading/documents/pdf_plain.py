"""Layouts of specifications drawn as PDF with damage, without labels, and over several pages."""

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from csassess.resources import resource_folder
from tests.units.reading.documents.content import Specification
from tests.units.reading.documents.pdf import (
    BODY,
    BOLD,
    SMALL,
    built,
    hanging,
    identity,
    labelled,
    requirements,
    with_items,
)


def damaged(unit: Specification) -> bytes:
    """Ligatures, soft hyphens and characters that were lost."""
    if "NotoSans" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("NotoSans", str(resource_folder() / "fonts" / "NotoSans-Regular.ttf")))
    noto = ParagraphStyle("noto", parent=BODY, fontName="NotoSans")
    rows: list = [[Paragraph("Learning outcomes", BOLD), Paragraph("Assessment criteria", BOLD)]]
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            spoiled = words.replace("fi", "\ufb01").replace("fl", "\ufb02").replace("record", "re\u00adcord")
            if (told.label, at) == ("1", 1):
                spoiled = spoiled.replace("o", "\ufffd", 1)
            rows.append(
                [
                    Paragraph(f"{told.label} {told.title}", noto) if at == 0 else "",
                    Paragraph(f"{label} {spoiled}", noto),
                ]
            )
    table = Table(rows, colWidths=[170, 190])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return built([*identity(unit), Spacer(1, 6), table])


def bulleted(unit: Specification) -> bytes:
    """Outcomes as headings, criteria as bullets without labels."""
    story: list = [*identity(unit), Spacer(1, 8)]
    for told in unit.outcomes:
        story += [Paragraph(f"Outcome {told.label}: {told.title}", BOLD), Paragraph("The learner can:", BODY)]
        story += [labelled("•", words, hanging(by=14)) for _, words in told.criteria]
        story.append(Spacer(1, 8))
    return built(story)


def lettered(unit: Specification) -> bytes:
    """Outcomes as headings, criteria as a), b) …."""
    story: list = [*identity(unit), Spacer(1, 8)]
    for told in unit.outcomes:
        story += [Paragraph(f"Outcome {told.label}: {told.title}", BOLD)]
        for label, words in told.criteria:
            story += with_items(f"{label})", words, hanging(by=20))
        story.append(Spacer(1, 8))
    return built(story)


def spread(unit: Specification, size=A4) -> bytes:
    """Three columns without rules over several pages; heads come again, the page cuts criteria."""
    heads = ["Learning outcomes", "Assessment criteria", "Knowledge, understanding and skills"]
    rows: list = [[Paragraph(head, BOLD) for head in heads]]
    for told in unit.outcomes:
        criteria: list = []
        for label, words in told.criteria:
            criteria += with_items(label, words, hanging(by=28))
        for at, part in enumerate(criteria):
            rows.append(
                [
                    labelled(told.label, told.title, hanging(by=14)) if at == 0 else "",
                    part,
                    [Paragraph(f"• {note}", SMALL) for note in unit.guidance] if at == 0 else "",
                ]
            )
    table = Table(rows, colWidths=[130, 140, 160], repeatRows=1, splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return built(
        [*identity(unit), Spacer(1, 60), table, *requirements(unit)],
        size,
        topMargin=300,
        foot="# © Vale Board 2021",
    )
