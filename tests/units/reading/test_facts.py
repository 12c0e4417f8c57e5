"""What a unit states about itself, wherever and however the document prints it."""

import pytest

from tests.units.reading.documents import office
from tests.units.reading.documents.pen import HEAVY, Pen

TABLE = (
    "Assessment criteria\n\n1 Be able to sweep a flue\n\n1.1 Lay sheets before the hearth\n\n1.2 Sweep it\n"
)


def titled(*title: str, size: float, lead: float, before: str = "", foot: str = "") -> bytes:
    """Draw a unit whose title stands in some lines, a little apart as large type is."""
    pen = Pen()
    if before:
        pen.block(pen.left, before, 480, HEAVY, 12)
        pen.y += 12
    for words in title:
        pen.at(150 if words[0].islower() else pen.left, pen.y + size, words, HEAVY, size)
        pen.y += lead
    pen.y += 14
    for words in ("Unit reference number: T/502/3318", "Level: 2"):
        pen.block(pen.left, words, 480)
    pen.y += 10
    pen.block(pen.left, "Assessment criteria", 480, HEAVY)
    pen.y += 6
    for label, words in (
        ("1", "Be able to sweep a flue in a house where people live"),
        ("1.1", "Lay sheets before the hearth"),
        ("1.2", "Sweep until the brush shows at the pot"),
        ("1.3", "Leave the hearth as it was found"),
    ):
        pen.criterion(label, words, at=pen.left, inner=pen.left + 30, width=400)
    if foot:
        pen.at(pen.left, pen.height - 28, foot, size=8)
    return pen.finish()


@pytest.mark.parametrize("size", [14, 18, 22])
def test_a_title_in_large_type_goes_on_in_its_second_line(read, size):
    drawn = titled("Unit 58: Sweep chimneys of houses and bring away", "soot", size=size, lead=1.25 * size)
    content = read(drawn)
    assert content["units"][0]["title"] == "Sweep chimneys of houses and bring away soot"
    assert content["units"][0]["number"] == "58"
    assert [doubt for doubt in content["doubts"] if doubt["where"] == "title"] == []


def test_a_line_below_a_title_in_its_type_that_was_not_taken_is_doubted(read):
    content = read(titled("Unit 58: Sweep chimneys of houses", "Bring away soot", size=12, lead=14))
    assert content["units"][0]["title"] == "Sweep chimneys of houses"
    assert "title" in {doubt["where"] for doubt in content["doubts"]}


@pytest.mark.parametrize(
    "facts",
    [
        "Unit code: CHM-3    Level: 2    Credit value: 4    Guided learning hours: 30",
        "Unit code: CHM-3; Level: 2; Credit value: 4; GLH: 30",
        "Unit code: CHM-3 | Level: 2 | Credit value: 4 | GLH: 30",
        "Unit code: CHM-3, Level: 2, Credit value: 4, GLH: 30",
        "Unit code CHM-3    Level 2    Credit value 4    GLH 30",
    ],
)
def test_facts_on_one_line_are_read_one_by_one(read, facts):
    in_word = office.word(
        office._p("Sweep chimneys", style="H1")
        + office._p(facts)
        + "".join(office._p(words) for words in TABLE.split("\n\n"))
    )
    for content in (f"Unit title: Sweep chimneys\n\n{facts}\n\n{TABLE}", in_word):
        unit = read(content)["units"][0]
        found = [unit[name] for name in ("title", "number", "level", "credit", "guided_learning_hours")]
        assert found == ["Sweep chimneys", "CHM-3", "2", "4", "30"]


def body(content):
    doubted = "awarding_body" in {doubt["where"] for doubt in content["doubts"]}
    return content["units"][0]["awarding_body"], doubted


@pytest.mark.parametrize(
    ("before", "foot", "name"),
    [
        ("Hearthside Awards for Trades", "© Hearthside Awards 2025", "Hearthside Awards for Trades"),
        ("", "© Hearthside Awards 2025   Version 2", "Hearthside Awards"),
        ("", "Copyright 2025 Hearthside Guild", "Hearthside Guild"),
    ],
)
def test_an_awarding_body_named_at_the_edge_of_the_page_is_proposed_with_a_doubt(read, before, foot, name):
    drawn = titled("Unit 58: Sweep chimneys of houses", size=18, lead=22, before=before, foot=foot)
    assert body(read(drawn)) == (name, True)


def test_an_awarding_body_that_is_stated_is_read_without_doubt(read):
    facts = "Unit code: CHM-3    Level: 2    Awarding body: Hearthside Qualifications"
    assert body(read(f"Unit title: Sweep\n\n{facts}\n\n{TABLE}")) == ("Hearthside Qualifications", False)
    assert body(read(f"Unit title: Sweep\n\nUnit number: 3\n\n{TABLE}")) == (None, False)
