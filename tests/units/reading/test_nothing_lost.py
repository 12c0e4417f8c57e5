"""Words that look like criteria are read, or the unit says that somebody has to look at them."""

import pytest

from tests.units.reading.documents.standards import KNOWING, PARTS, beside_lead_words

HEAD = "Unit title: Sweep chimneys\nUnit number: CH1\n\n"
TABLE = (
    "Assessment criteria\n\n1 Be able to sweep a flue\n\n1.1 Lay sheets before the hearth\n\n1.2 Sweep it\n\n"
)


def criteria(unit):
    return [
        (outcome["title"], outcome["kind"], criterion["label"], criterion["text"])
        for outcome in unit["outcomes"]
        for criterion in outcome["criteria"]
    ]


KNOWN = [("", "knowledge", f"K{number}", words) for number, words in enumerate(KNOWING, start=1)]


@pytest.mark.parametrize("mark", ["{}.", "{}", "P{}"])
def test_a_standard_with_lead_words_beside_its_sentences_is_read_under_its_subheads(read, mark):
    content = read(beside_lead_words(mark))
    told = [(title, words) for title, sentences in PARTS for words in sentences]
    performed = [
        (title, "performance", mark.format(number).rstrip("."), words)
        for number, (title, words) in enumerate(told, start=1)
    ]
    assert criteria(content["units"][0]) == performed + KNOWN
    assert content["left_over"] == []
    assert content["doubts"] == []


def test_criteria_that_are_only_counted_are_read_beside_a_section_with_labels_of_its_own(read):
    content = read(beside_lead_words(subheads=False))
    labels = [label for _, _, label, _ in criteria(content["units"][0])]
    assert labels == ["1", "2", "3", "4", "5", "K1", "K2", "K3"]


def test_a_section_of_criteria_from_which_none_was_read_is_doubted(read):
    content = read(
        HEAD + "Performance criteria\n\nsweep the flue from below\n\nleave the hearth clean\n\n"
        "Knowledge\n\nK1 why soot burns\n\nK2 how a flue draws\n"
    )
    assert {"Performance criteria"} == {
        doubt["where"] for doubt in content["doubts"] if "below this heading" in doubt["why"]
    }


def whys(content):
    return [doubt["why"] for doubt in content["doubts"] if doubt["where"] == "words left over"]


def test_words_left_over_that_begin_with_a_label_are_doubted(read):
    content = read(HEAD + TABLE + "The Guild approves of this unit\n\n(d) Brush the hearth afterwards\n")
    assert whys(content) == ["2 lines were not used; one may hold a criterion"]


def test_many_lines_left_over_are_doubted(read):
    few = "".join(f"The Guild approves of this unit in county {name}\n\n" for name in "ABCD")
    assert whys(read(HEAD + TABLE + few)) == []
    assert whys(read(HEAD + TABLE + few + "It is kept\n")) == [
        "5 lines were not used; one may hold a criterion"
    ]
