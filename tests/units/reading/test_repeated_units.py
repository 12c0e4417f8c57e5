"""A unit that a document states twice is read once; numbered paragraphs before it are none."""

import pytest

from csassess.services.units import reading

CRITERIA = (
    "Lay sheets before the hearth",
    "Choose a brush that fits",
    "Sweep until the brush shows at the pot",
)
INTRODUCTION = (
    "<h1>Diploma in Sweeping</h1><h2>1 Introduction</h2>"
    "<p>1.1 Whom the diploma is for and what it leads to</p>"
    "<p>1.2 The units of the diploma and how many credits each has</p><p>1.3 Who may assess the units</p>"
)


def unit(number, title, words=CRITERIA, last=""):
    rows = "".join(f"<tr><td>1.{at}</td><td>{one}</td></tr>" for at, one in enumerate(words, start=1))
    heads = "<tr><th>No</th><th>Assessment criteria</th></tr>"
    return f"<h1>Unit {number}: {title}</h1><table>{heads}{rows}{last}</table>"


@pytest.fixture
def read(tmp_path):
    def act(*parts):
        path = tmp_path / "unit.html"
        path.write_text(f"<html>{''.join(parts)}</html>")
        return reading.as_plain(reading.read_document(path))

    return act


OTHER = unit(
    "CH2", "Sell soot", ("Sift the soot", "Weigh the soot by the bag", "Agree a price with the gardener")
)


def test_forms_that_repeat_the_criteria_of_a_unit_are_no_units(read):
    content = read(
        unit("CH1", "Sweep chimneys"), OTHER, "<h1>Record forms</h1>", unit("CH1", "Sweep chimneys")
    )
    assert [one["number"] for one in content["units"]] == ["CH1", "CH2"]


def test_a_criterion_that_a_form_states_in_other_words_is_doubted(read):
    words = (*CRITERIA, "Bag the soot", "Leave the hearth clean")
    form = unit("CH1", "Sweep chimneys", (*words[:4], "Leave the hearth and the carpet clean"))
    content = read(unit("CH1", "Sweep chimneys", words), OTHER, form)
    assert len(content["units"]) == 2
    assert "1.5" in {doubt["where"] for doubt in content["doubts"]}
    assert any("carpet" in left["text"] for left in content["left_over"])


def test_units_with_other_numbers_are_kept_though_their_criteria_are_alike(read):
    content = read(unit("CH1", "Sweep chimneys"), unit("CH2", "Sweep kilns"))
    assert [one["number"] for one in content["units"]] == ["CH1", "CH2"]


def test_numbered_paragraphs_before_units_are_none_and_are_pointed_out(read):
    content = read(INTRODUCTION, unit("CH1", "Sweep chimneys"), OTHER)
    assert [one["number"] for one in content["units"]] == ["CH1", "CH2"]
    assert any("were not taken for a unit" in doubt["why"] for doubt in content["doubts"])


def test_a_line_to_be_filled_in_is_no_part_of_a_criterion(read):
    content = read(
        unit("CH1", "Sweep chimneys", last="<tr><td></td><td>Signature: ________ Date: ______</td></tr>")
    )
    assert content["units"][0]["outcomes"][0]["criteria"][-1]["text"] == CRITERIA[-1]
    assert any("Signature" in left["text"] for left in content["left_over"])
