"""More layouts of specifications drawn as PDF."""

import io

import pikepdf
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import PageBreak, Paragraph, Spacer, Table, TableStyle

from tests.units.reading.documents.content import Specification
from tests.units.reading.documents.pdf import (
    BODY,
    BOLD,
    TITLE,
    built,
    hanging,
    identity,
    labelled,
    requirements,
    with_items,
)

TIMES = ParagraphStyle("times", fontName="Times-Roman", fontSize=11, leading=13, alignment=4)
TIMES_BOLD = ParagraphStyle("timesbold", parent=TIMES, fontName="Times-Bold", alignment=0)


def spanning_rows(unit: Specification) -> bytes:
    """Justified Times; an outcome spans the table above its criteria; heads do not come again."""
    rows: list = [
        [Paragraph("Assessment criteria", TIMES_BOLD), Paragraph("Assessment guidance", TIMES_BOLD)]
    ]
    spans = []
    for told in unit.outcomes:
        spans.append(len(rows))
        rows.append([Paragraph(f"Learning outcome {told.label}: {told.title}", TIMES_BOLD), ""])
        for at, (label, words) in enumerate(told.criteria):
            note = unit.guidance[at] if at < len(unit.guidance) else ""
            rows.append([with_items(f"{label}.", words, hanging(TIMES, 32)), Paragraph(note, TIMES)])
    table = Table(rows, colWidths=[300, 190])
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.5, colors.black),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                *(("SPAN", (0, row), (-1, row)) for row in spans),
            ]
        )
    )
    story = [*identity(unit, TIMES_BOLD), Spacer(1, 330), table, *requirements(unit)]
    return built(story, head=f"{unit.number} {unit.title}", foot="Page # of 9")


def outcomes_counted(unit: Specification) -> bytes:
    """Each outcome is a heading with criteria 1, 2, 3 below it, and its range."""
    story: list = [Paragraph(f"Unit {unit.number}", TITLE), Paragraph(unit.title, TITLE)]
    table = Table(
        [
            ["Level:", unit.level],
            ["Credit value:", unit.credit],
            ["UAN:", unit.reference],
            ["GLH:", unit.hours],
        ]
    )
    story += [table, Spacer(1, 8)]
    for told in unit.outcomes:
        story.append(Paragraph(f"Outcome {told.label} {told.title}", BOLD))
        story.append(Paragraph("Assessment Criteria", BOLD))
        story.append(Paragraph("The learner can:", BODY))
        for at, (_, words) in enumerate(told.criteria, 1):
            story += with_items(f"{at}.", words, hanging(by=20), "{}.")
        story += [Paragraph("Range", BOLD), Paragraph("Water: rain, well, river", BODY), Spacer(1, 8)]
    return built([*story, *requirements(unit)], foot="Level 3 Award (1234-56)   #")


def range_statements(unit: Specification) -> bytes:
    """Outcome by outcome: performance criteria (a), (b) … and a range statement."""
    story: list = [Paragraph(f"National unit specification: {unit.title}", TITLE), *identity(unit)]
    for told in unit.outcomes:
        story += [
            Spacer(1, 8),
            Paragraph(f"OUTCOME {told.label}", BOLD),
            Paragraph(told.title, BODY),
            Paragraph("Performance Criteria", BOLD),
        ]
        story += [labelled(f"({label})", words, hanging(by=26)) for label, words in told.criteria]
        story += [Paragraph("Range Statement", BOLD), Paragraph("Track: street; own track; depot.", BODY)]
    return built(story, foot="#")


def plain_headings(unit: Specification) -> bytes:
    """Performance and knowledge below bold headings across the page, labels with P and K."""
    story: list = [Paragraph(unit.number, BOLD), Paragraph(unit.title, TITLE)]
    for heading, lead, told in zip(
        ("Performance criteria", "Knowledge and understanding"),
        ("You must be able to:", "You must know and understand:"),
        unit.outcomes,
        strict=True,
    ):
        story += [Paragraph(heading, BOLD), Paragraph(lead, BODY)]
        for label, words in told.criteria:
            story += with_items(label, words, hanging(by=30))
    story += [Paragraph("Scope/range", BOLD), Paragraph("Hives: national, commercial, long", BODY)]
    story += [Paragraph("Behaviours", BOLD), Paragraph("You are calm when bees are not.", BODY)]
    return built(story)


def tracking_sheet(unit: Specification) -> bytes:
    """Landscape, four ruled columns, the last two to be filled in."""
    heads = ["Learning outcome", "Assessment criteria", "Portfolio reference", "Date"]
    rows: list = [[Paragraph(head, BOLD) for head in heads]]
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            first = f"{told.label} {told.title}" if at == 0 else ""
            rows.append([Paragraph(first, BODY), with_items(label, words, hanging(by=30)), "", ""])
    table = Table(rows, colWidths=[170, 330, 130, 90], repeatRows=1)
    table.setStyle(
        TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return built([*identity(unit), Spacer(1, 260), table], landscape(A4), foot="Learner: ________   Page #")


def turned(unit: Specification) -> bytes:
    """The tracking sheet on pages that are stored upright and shown turned."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(tracking_sheet(unit))) as document:
        for page in document.pages:
            width, height = (float(part) for part in page.mediabox[2:])
            page.contents_add(f"0 1 -1 0 {height} 0 cm".encode(), prepend=True)
            page.mediabox = [0, 0, height, width]
            page.rotate(90, relative=False)
        document.save(out)
    return out.getvalue()


def handbook_of_headings(units) -> bytes:
    """Several units without tables: each begins with "Unit 7: Title" and a line of facts."""
    story: list = [
        Paragraph("Diploma in Country Skills", TITLE),
        Paragraph("Assessors must be competent.", BODY),
    ]
    for unit in units:
        story += [PageBreak(), Paragraph(f"Unit {unit.number}: {unit.title}", TITLE)]
        facts = [f"Level {unit.level}"] if unit.level else []
        facts += [f"{unit.credit} credits"] if unit.credit else []
        facts += [f"{unit.hours} GLH"] if unit.hours else []
        story.append(Paragraph(" | ".join(facts), BODY))
        if unit.reference:
            story.append(Paragraph(f"Unit reference {unit.reference}", BODY))
        for told in unit.outcomes:
            story.append(Paragraph(f"LO{told.label} {told.title}", BOLD))
            for label, words in told.criteria:
                story += with_items(label, words, hanging(by=40))
        story += requirements(unit)
    return built(story, head="Diploma in Country Skills", foot="#")


def coded(unit: Specification) -> bytes:
    """Two ruled columns with labels of letters and figures, label glued to the sentence."""
    rows: list = [[Paragraph("LEARNING OUTCOMES", BOLD), Paragraph("ASSESSMENT CRITERIA", BOLD)]]
    for told in unit.outcomes:
        criteria = [Paragraph(f"{label}{words}", BODY) for label, words in told.criteria]
        rows.append([Paragraph(f"LO{told.label}: {told.title}", BODY), criteria])
    table = Table(rows, colWidths=[170, 220], repeatRows=1)
    table.setStyle(
        TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return built([*identity(unit), table, *requirements(unit)])


def dense(unit: Specification) -> bytes:
    """Small type without space between criteria, outcome numbers in a column of their own, no heading row."""
    tight = ParagraphStyle("tight", parent=BODY, fontSize=8, leading=9)
    rows = []
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            outcome = [Paragraph(told.label, tight), Paragraph(told.title, tight)] if at == 0 else ["", ""]
            rows.append(
                [*outcome, Paragraph(label, tight), Paragraph(words.replace("\n- ", "<br/>• "), tight)]
            )
    table = Table(rows, colWidths=[16, 110, 24, 130])
    none = [(f"{side}PADDING", (0, 0), (-1, -1), 1) for side in ("TOP", "BOTTOM")]
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *none]))
    return built([*identity(unit), Spacer(1, 8), table, *requirements(unit)])
