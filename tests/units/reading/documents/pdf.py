"""Specifications drawn as PDF in layouts of real awarding bodies."""

import io
from collections.abc import Sequence

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from tests.units.reading.documents.content import Specification

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=12.5)
BOLD = ParagraphStyle("bold", parent=BODY, fontName="Helvetica-Bold")
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8.5, leading=10.5)
TITLE = ParagraphStyle("title", parent=BOLD, fontSize=16, leading=20, spaceAfter=8)
WHITE = ParagraphStyle("white", parent=BOLD, textColor=colors.white)
CENTRED = ParagraphStyle("centred", parent=BOLD, alignment=1)


def hanging(parent=BODY, by=30) -> ParagraphStyle:
    """Return a style in which the label hangs left of the sentence."""
    return ParagraphStyle(
        f"hang{by}{parent.name}", parent=parent, leftIndent=by, firstLineIndent=0, spaceAfter=4
    )


def labelled(label: str, words: str, style: ParagraphStyle) -> Paragraph:
    """Return a sentence with its label hanging left of it."""
    return Paragraph(words, style, bulletText=label)


def with_items(label: str, words: str, style: ParagraphStyle, mark: str = "•") -> list:
    """Return a sentence and the items of its list."""
    first, *items = words.split("\n- ")
    inner = ParagraphStyle(
        "item", parent=style, leftIndent=style.leftIndent + 14, bulletIndent=style.leftIndent
    )
    made = [labelled(label, first, style)]
    for at, item in enumerate(items):
        made.append(Paragraph(item, inner, bulletText=mark.format(chr(97 + at))))
    return made


def built(story: Sequence, size=A4, head: str = "", foot: str = "", **options) -> bytes:
    """Return a PDF of a story, with a running head and foot; "#" stands for the page number."""
    out = io.BytesIO()

    def draw(canvas, document) -> None:
        canvas.setFont("Helvetica", 8)
        number = str(document.page)
        if head:
            canvas.drawString(50, size[1] - 28, head.replace("#", number))
        if foot:
            canvas.drawString(50, 24, foot.replace("#", number))

    margins = {"leftMargin": 50, "rightMargin": 50, "topMargin": 52, "bottomMargin": 52} | options
    SimpleDocTemplate(out, pagesize=size, **margins).build(list(story), onFirstPage=draw, onLaterPages=draw)
    return out.getvalue()


def identity(unit: Specification, style=BOLD) -> list:
    """Return what a unit states about itself, a line each."""
    said = (
        ("Unit title", unit.title),
        ("Unit number", unit.number),
        ("Ofqual unit reference number", unit.reference),
        ("Level", unit.level),
        ("Credit value", unit.credit),
        ("GLH", unit.hours),
    )
    return [Paragraph(f"{key}: {value}", style) for key, value in said if value]


def requirements(unit: Specification, heading: str = "Evidence requirements") -> list:
    """Return the evidence requirements of a unit."""
    if not unit.requirements:
        return []
    made: list = [Spacer(1, 10), Paragraph(heading, BOLD)]
    for number, (words, items) in enumerate(unit.requirements, 1):
        made.append(labelled(f"{number}.", words, hanging(by=18)))
        for at, item in enumerate(items):
            made.append(
                Paragraph(f"({chr(97 + at)}) {item}", ParagraphStyle("i", parent=BODY, leftIndent=36))
            )
    return made


def two_columns_unruled(unit: Specification) -> bytes:
    """Two columns without rules, centred heads that do not come again, outcomes beside criteria."""
    rows: list = [
        [Paragraph("Learning outcomes", CENTRED), Paragraph("Assessment criteria", CENTRED)],
        [Paragraph("The learner will:", BODY), Paragraph("The learner can:", BODY)],
    ]
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            outcome = labelled(f"{told.label}.", told.title, hanging(by=16)) if at == 0 else ""
            rows.append([outcome, with_items(label, words, hanging())])
    table = Table(rows, colWidths=[190, 300])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    story = [*identity(unit), Spacer(1, 300), table, *requirements(unit)]
    return built(story, foot="Holm Awards – Unit specification – page #")


def three_columns_landscape(unit: Specification, *, ruled: bool = True) -> bytes:
    """Landscape, coloured heads that come again, labels in columns of their own, guidance on the right."""
    heads = ["LO", "Learning outcome", "AC", "Assessment criteria", "Indicative content"]
    rows: list = [[Paragraph(head, WHITE) for head in heads]]
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#28406b")),
    ]
    if ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.grey))
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            first = at == 0
            notes = [Paragraph(note, SMALL) for note in unit.guidance] if first else ""
            rows.append(
                [
                    Paragraph(told.label, BODY) if first else "",
                    Paragraph(told.title, BODY) if first else "",
                    Paragraph(label, BODY),
                    Paragraph(words.replace("\n- ", "<br/>- "), BODY),
                    notes,
                ]
            )
    table = Table(rows, colWidths=[30, 150, 36, 300, 210], repeatRows=1)
    table.setStyle(TableStyle(style))
    keys = Table(
        [
            ["Unit code", "Level", "Credit value", "Guided learning hours", "Reference"],
            [unit.number or "", unit.level or "", unit.credit or "", unit.hours or "", unit.reference or ""],
        ],
        style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]),
    )
    story = [Paragraph(unit.title, TITLE), keys, Spacer(1, 12), table, *requirements(unit)]
    return built(story, landscape(A4), head="Brae Qualifications", foot="#")


def headed_sections(unit: Specification) -> bytes:
    """One column: an outcome is a heading in a colour box, "Range" stands below the criteria."""
    story: list = [Paragraph(f"Unit {unit.number} – {unit.title}", TITLE)]
    for key, value in (
        ("Level", unit.level),
        ("Credits", unit.credit),
        ("GLH", unit.hours),
        ("UAN", unit.reference),
    ):
        if value:
            story.append(Paragraph(f"<b>{key}</b>: {value}", BODY))
    story += [Spacer(1, 6), Paragraph("What is this unit about?", BOLD)]
    story.append(Paragraph("This unit is for people who do this work for others, at Level 2 or above.", BODY))
    for told in unit.outcomes:
        box = Table([[Paragraph(f"Learning outcome {told.label}", WHITE)], [Paragraph(told.title, WHITE)]])
        box.setStyle(TableStyle([("BACKGROUND", (0, 0), (-1, -1), colors.HexColor("#446622"))]))
        story += [
            Spacer(1, 10),
            box,
            Paragraph("Assessment criteria", BOLD),
            Paragraph("The learner can:", BODY),
        ]
        for label, words in told.criteria:
            story += with_items(label, words, hanging(by=34), "–")
        if unit.guidance:
            story += [Paragraph("Range", BOLD), *(Paragraph(note, BODY) for note in unit.guidance)]
    return built(
        [*story, *requirements(unit)], head="Skarn Training Board", foot="Version 2.1 (May 2024)   #"
    )


def flush_left(unit: Specification) -> bytes:
    """One column without hanging labels: the sentence runs on below its label."""
    narrow = ParagraphStyle("narrow", parent=BODY, rightIndent=260, spaceAfter=5)
    story: list = [
        *identity(unit),
        Spacer(1, 8),
        Paragraph("Learning outcomes and assessment criteria", BOLD),
    ]
    for told in unit.outcomes:
        story.append(
            Paragraph(
                f"{told.label} {told.title}", ParagraphStyle("o", parent=narrow, fontName="Helvetica-Bold")
            )
        )
        story += [Paragraph(f"{label} {words}", narrow) for label, words in told.criteria]
    return built([*story, *requirements(unit)], foot="# © Tarn Awards 2023")


def graded_grid(unit: Specification) -> bytes:
    """Pass, merit and distinction beside each other, learning aims across."""
    rows: list = [[Paragraph(head, BOLD) for head in ("Pass", "Merit", "Distinction")]]
    spans = []
    for told in unit.outcomes:
        spans.append(len(rows))
        rows.append([Paragraph(f"Learning aim {told.label}: {told.title}", BOLD), "", ""])
        columns = [
            [labelled(label, words, hanging(by=26)) for label, words in told.criteria if label[0] == grade]
            for grade in "PMD"
        ]
        rows.append(columns)
    table = Table(rows, colWidths=[165] * 3, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                *(("SPAN", (0, row), (-1, row)) for row in spans),
            ]
        )
    )
    story = [
        Paragraph(f"Unit {unit.number}: {unit.title}", TITLE),
        Paragraph(f"Level: <b>{unit.level}</b>", BODY),
        Paragraph(f"Credit value: {unit.credit}", BODY),
        Paragraph(f"Guided learning hours: {unit.hours}", BODY),
        Spacer(1, 8),
        Paragraph("Assessment and grading criteria", BOLD),
        table,
    ]
    return built(story, foot="Fell Awards Level 3 – Issue 1 – # ")


def occupational_standard(unit: Specification, mark: str = "{}.") -> bytes:
    """A narrow column of headings beside integers that begin again for the knowledge."""
    rows: list = [
        [Paragraph("Overview", BOLD), Paragraph("This standard is about the work of one year.", BODY)]
    ]
    for heading, lead, told in zip(
        ("Performance criteria", "Knowledge and understanding"),
        ("You must be able to:", "You need to know and understand:"),
        unit.outcomes,
        strict=True,
    ):
        for at, (label, words) in enumerate(told.criteria):
            cell: list = [Paragraph(lead, BODY)] if at == 0 else []
            cell += with_items(mark.format(label), words, hanging(by=26), "{}.")
            rows.append([Paragraph(heading, BOLD) if at == 0 else "", cell])
    rows.append([Paragraph("Developed by", BOLD), Paragraph("Merse Skills", BODY)])
    rows.append([Paragraph("Version number", BOLD), Paragraph("1", BODY)])
    table = Table(rows, colWidths=[120, 370])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    story = [Paragraph(unit.number, BOLD), Paragraph(unit.title, TITLE), table]
    return built(story, foot=f"{unit.number} {unit.title}   #")


def newspaper(unit: Specification) -> bytes:
    """Elements set in two columns of a page, then the knowledge across it."""
    out = io.BytesIO()
    width, height = A4
    document = BaseDocTemplate(out, pagesize=A4)
    frames = [
        Frame(45, 400, 240, height - 520, id="left"),
        Frame(width / 2 + 10, 400, 240, height - 520, id="right"),
        Frame(45, 40, width - 90, 350, id="below"),
    ]
    top = Frame(45, height - 115, width - 90, 90, id="top")
    document.addPageTemplates([PageTemplate("page", [top, *frames])])
    story: list = [Paragraph(f"Unit {unit.number} {unit.title}", TITLE), FrameBreak()]
    *elements, knowledge = unit.outcomes
    for number, told in enumerate(elements):
        story += [
            labelled(told.label, told.title, hanging(BOLD, 48)),
            Paragraph("Performance Criteria", BOLD),
            Paragraph("You must consistently:", BODY),
        ]
        story += [labelled(label, words, hanging(by=48)) for label, words in told.criteria]
        if number == 0:
            story.append(FrameBreak())
    story += [FrameBreak(), Paragraph(knowledge.title, BOLD)]
    story.append(Paragraph("To be competent at loading vehicles you need to know and understand:", BODY))
    story += [labelled(label, words, hanging(by=48)) for label, words in knowledge.criteria]
    document.build([*story, *requirements(unit, "Evidence Requirements")])
    return out.getvalue()


def centred_labels(unit: Specification) -> bytes:
    """Ruled rows in which label and outcome stand in the middle of the height of their cells."""
    rows: list = [[Paragraph("Learning outcome", BOLD), Paragraph("Assessment criteria", BOLD), ""]]
    spans = []
    for told in unit.outcomes:
        spans.append(("SPAN", (0, len(rows)), (0, len(rows) + len(told.criteria) - 1)))
        for at, (label, words) in enumerate(told.criteria):
            first = Paragraph(f"{told.label}. {told.title}", BODY) if at == 0 else ""
            rows.append([first, label, Paragraph(words, BODY)])
    table = Table(rows, colWidths=[150, 34, 160])
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("SPAN", (1, 0), (2, 0)),
                *spans,
            ]
        )
    )
    return built([*identity(unit), Spacer(1, 6), table, *requirements(unit)])


def handbook(units: Sequence[Specification]) -> bytes:
    """Several units after a page of contents, each with a table of its own."""
    story: list = [
        Paragraph("Holm Awards Level 3 Diploma: Handbook for centres", TITLE),
        Paragraph("Contents", BOLD),
    ]
    story += [
        Paragraph(f"Unit {unit.number} {unit.title} .................... {at * 3}", BODY)
        for at, unit in enumerate(units, 1)
    ]
    story.append(
        Paragraph("Centres must keep records for three years. Assessors need Level 3 or above.", BODY)
    )
    for unit in units:
        story += [PageBreak(), *identity(unit), Spacer(1, 5), Paragraph("Unit aim", BOLD)]
        story.append(
            Paragraph("The unit covers the whole of this work, from the first call to the last.", BODY)
        )
        rows: list = [[Paragraph("Learning outcomes", BOLD), Paragraph("Assessment criteria", BOLD)]]
        for told in unit.outcomes:
            criteria: list = []
            for label, words in told.criteria:
                criteria += with_items(label, words, hanging())
            rows.append([labelled(told.label, told.title, hanging(by=16)), criteria])
        table = Table(rows, colWidths=[170, 320], repeatRows=1)
        table.setStyle(
            TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
        )
        story += [table, *requirements(unit), Paragraph("Additional information", BOLD)]
        story.append(Paragraph("See the centre guide for forms.", BODY))
    return built(story, head="Holm Awards", foot="Handbook # ")
