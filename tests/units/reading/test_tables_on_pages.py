"""Tables and columns on the pages of a PDF: heads, what stands above them, lines that are not level."""

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Table, TableStyle

from tests.units.reading.documents.comparing import labelled
from tests.units.reading.documents.pdf import BODY, BOLD, SMALL, TITLE, built
from tests.units.reading.documents.pen import HEAVY, Pen

RULED = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
SENTENCES = (
    "Lay sheets before the hearth and over all of the chairs that stand near it",
    "Choose a brush that fits the flue and screw it firmly onto the first of the rods",
    "Sweep until the brush shows at the pot, then draw it down without turning the rods back",
    "Leave the hearth as clean as it was found and tell the owner what was seen in the flue",
)


STATED = [(f"1.{number}", words) for number, words in enumerate(SENTENCES, start=1)]


def paragraphs(cells, style=BODY):
    return [Paragraph(cell, style) for cell in cells]


WIDE = landscape(A4)


def table(heads, rows, widths, *, size=WIDE, style=RULED):
    made = Table([paragraphs(heads, BOLD), *rows], colWidths=widths, style=style)
    return built([Paragraph("Unit CH1: Sweep chimneys", TITLE), made], size)


def test_words_that_lead_in_below_some_heads_make_no_new_columns(read):
    heads = ["Learning outcomes<br/>The learner will:", "Assessment criteria<br/>The learner can:"]
    heads += ["Delivery and assessment", "Evidence record<br/>e.g. page number"]
    rows = [
        [
            *paragraphs(["1 Be able to sweep" if at == 0 else "", f"{label} {words}"]),
            Paragraph("Use old rods.", SMALL),
            "",
        ]
        for at, (label, words) in enumerate(STATED)
    ]
    assert labelled(read(table(heads, rows, [150, 240, 200, 130]))) == STATED


def test_an_outcome_in_smaller_type_beside_its_criteria_is_no_note_in_the_margin(read):
    large = ParagraphStyle("large", parent=BODY, fontSize=12, leading=15)
    cell = [Paragraph(f"{label} {words}", large) for label, words in STATED]
    content = read(
        table(
            ["Learning outcome", "Assessment criteria"],
            [[Paragraph("1. Be able to sweep", BODY), cell]],
            [150, 340],
            size=A4,
        )
    )
    assert content["units"][0]["outcomes"][0]["title"] == "Be able to sweep"
    assert labelled(content) == STATED


def test_a_heading_above_all_grades_is_no_head_of_the_first(read):
    heads = [
        f"To achieve a {grade} the evidence must show that the learner is able to:"
        for grade in ("pass", "merit", "distinction")
    ]
    grid = [paragraphs(["Assessment and grading criteria", "", ""], BOLD), paragraphs(heads, BOLD)]
    grid += [
        paragraphs(
            [
                f"P{n} plan a round of {n} chimneys",
                f"M{n} explain the plan of {n} rounds",
                f"D{n} judge the plan of {n} rounds",
            ]
        )
        for n in (1, 2)
    ]
    made = Table(
        grid,
        colWidths=[165] * 3,
        style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (0, 0), (-1, 0))]),
    )
    found = labelled(read(built([Paragraph("Unit CH1: Sweep chimneys", TITLE), made])))
    assert [label for label, _ in found] == ["P1", "P2", "M1", "M2", "D1", "D2"]


def test_quantities_at_the_start_of_guidance_are_no_labels(read):
    pen = Pen()
    pen.block(pen.left, "Unit CH1: Sweep chimneys", 400, HEAVY, 15, 30)
    for at, (label, words) in enumerate(STATED):
        top = pen.y
        if at == 0:
            pen.at(pen.left, top + 10, "1 Be able to sweep")
        pen.at(190, top + 10, label)
        pen.block(220, words, 170)
        pen.at(410, top + 10, "Practise on cold flues,")
        pen.at(410, top + 23, "1.5 hours for each")
        pen.y += 8
    assert labelled(read(pen.finish())) == STATED


def test_two_columns_of_text_are_read_one_after_the_other_though_their_lines_are_not_level(read):
    pen = Pen()
    pen.block(pen.left, "Unit CH1: Sweep chimneys", 400, HEAVY, 15, 30)
    top = pen.y
    pen.block(pen.left, "Learning outcome 1: Be able to sweep", 220, HEAVY)
    for label, words in STATED:
        pen.at(pen.left, pen.y + 10, label)
        pen.block(pen.left + 30, words, 190)
        pen.y += 4
    pen.y = top + 5
    pen.block(320, "Guidance for delivery", 220, HEAVY, 12)
    for _ in range(5):
        pen.block(320, "Visits to houses with old hearths let learners see how soot settles in bends.", 220)
    content = read(pen.finish())
    assert labelled(content) == STATED
    assert not {"1.1", "1.2", "1.3"} & {doubt["where"] for doubt in content["doubts"]}


def test_a_title_that_stands_around_its_label_is_read_whole(read):
    rows = [
        [
            Paragraph("1", BODY),
            Paragraph("Be able to sweep a flue of any kind", BODY),
            Paragraph(label, BODY),
            Paragraph(words, BODY),
        ]
        for label, words in STATED
    ]
    spans = [("SPAN", (0, 1), (0, 4)), ("SPAN", (1, 1), (1, 4)), ("VALIGN", (0, 1), (-1, -1), "MIDDLE")]
    style = TableStyle(
        [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (0, 0), (1, 0)), ("SPAN", (2, 0), (3, 0)), *spans]
    )
    content = read(
        table(
            ["Learning outcome", "", "Assessment criteria", ""], rows, [25, 90, 32, 340], size=A4, style=style
        )
    )
    assert content["units"][0]["outcomes"][0]["title"] == "Be able to sweep a flue of any kind"
