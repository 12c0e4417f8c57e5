"""Tables whose heads are in plain words: "What you must do", with rows of their own for the elements."""

import pytest
from reportlab.lib import colors
from reportlab.platypus import Paragraph, Table

from csassess.exchange.reading.content import Column
from csassess.exchange.reading.headings import role_of_head
from csassess.services.units import reading
from tests.units.reading.documents import office, pdf

ELEMENTS = {
    "A": ("Meet the walkers", ("Greet each walker by name", "Check that every walker has boots that hold")),
    "B": (
        "Lead the walk",
        (
            "Keep the group together on the path",
            "Point out the hills that can be seen",
            "Turn back in a storm",
        ),
    ),
    "C": ("End the walk", ("Count the walkers at the car park", "Write the log of the day")),
}
FACTS = "Unit code: WLK-8    Level: 2"


def rows(heads, element):
    yield list(heads)
    for letter, (title, sentences) in ELEMENTS.items():
        yield [element.format(letter=letter, title=title)]
        yield from ([f"{letter}{number}", words, ""] for number, words in enumerate(sentences, start=1))


def in_word(heads, element) -> bytes:
    told = list(rows(heads, element))
    spans = {at: 3 for at, row in enumerate(told) if len(row) == 1}
    table = office._table([[office._p(cell) for cell in row] for row in told], spans)
    return office.word(office._p("Lead a walk in the hills", style="H1") + office._p(FACTS) + table)


def in_pdf(heads, element) -> bytes:
    told = [row if len(row) == 3 else [row[0], "", ""] for row in rows(heads, element)]
    merged = [("SPAN", (0, at), (2, at)) for at, row in enumerate(told) if row[1:] == ["", ""]]
    cells = [[Paragraph(words, pdf.BODY) if words else "" for words in row] for row in told]
    grid = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
    table = Table(cells, colWidths=[50, 300, 110], style=[grid, *merged])
    return pdf.built([Paragraph("Lead a walk in the hills", pdf.BOLD), Paragraph(FACTS, pdf.BODY), table])


def read(path, content):
    path.write_bytes(content)
    found = reading.as_plain(reading.read_document(path))
    (unit,) = found["units"]
    told = [
        (outcome["label"], outcome["title"], tuple((c["label"], c["text"]) for c in outcome["criteria"]))
        for outcome in unit["outcomes"]
    ]
    return unit, told, found["doubts"]


EXPECTED = [
    (letter, title, tuple((f"{letter}{number}", words) for number, words in enumerate(sentences, start=1)))
    for letter, (title, sentences) in ELEMENTS.items()
]


@pytest.mark.parametrize(
    "element", ["Element {letter} – {title}", "Element {letter}: {title}", "{letter} – {title}"]
)
@pytest.mark.parametrize(
    "heads",
    [
        ("Ref", "What you must do", "Evidence location"),
        ("No.", "You must be able to", "Portfolio page"),
        ("Ref", "What the learner must be able to do", "Assessor initials"),
        ("Ref", "Performance criteria", "Evidence location"),
        ("Ref", "Tasks", "Date"),
    ],
)
def test_a_table_headed_in_plain_words_is_read_under_its_elements(tmp_path, heads, element):
    unit, told, doubts = read(tmp_path / "walk.docx", in_word(heads, element))
    assert told == EXPECTED
    assert (unit["number"], unit["level"], doubts) == ("WLK-8", "2", [])


@pytest.mark.parametrize("element", ["Element {letter} – {title}", "{letter} – {title}"])
def test_such_a_table_is_read_in_a_pdf_too(tmp_path, element):
    heads = ("Ref", "What you must do", "Evidence location")
    unit, told, _ = read(tmp_path / "walk.pdf", in_pdf(heads, element))
    assert told == EXPECTED
    assert (unit["number"], unit["level"]) == ("WLK-8", "2")


def test_words_that_lead_in_a_cell_of_guidance_head_no_column_of_criteria():
    assert role_of_head("Candidates should know:") is None
    assert role_of_head("What the candidate must know") == (Column.CRITERIA, False)
