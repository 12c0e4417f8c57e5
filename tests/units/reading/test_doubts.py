"""What is odd in a document is said in words, at the label it is about."""

import pytest

from csassess.services.units import reading


@pytest.fixture
def doubts(tmp_path):
    def act(words: str) -> dict[str, list[str]]:
        path = tmp_path / "unit.txt"
        path.write_text("Unit title: Sweep chimneys\nUnit number: CH1\n\nAssessment criteria\n\n" + words)
        found: dict[str, list[str]] = {}
        for doubt in reading.as_plain(reading.read_document(path))["doubts"]:
            found.setdefault(doubt["where"], []).append(doubt["why"])
        return found

    return act


FIRST = "1 Be able to sweep a flue\n\n1.1 Lay sheets before the hearth\n\n1.2 Choose a brush that fits\n\n"


def test_a_unit_without_anything_odd_has_no_doubt(doubts):
    assert doubts(FIRST + "1.3 Sweep until the brush shows at the pot\n") == {}


def test_a_missing_number_and_the_criterion_before_it_are_doubted(doubts):
    found = doubts(FIRST + "1.4 Sweep until the brush shows at the pot\n")
    assert "the number is missing" in found["1.3"]
    assert "1.2" in found


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Sweep until the brush shows and", "seems to go on"),
        ("Sweep the flue \ufffdntil it is clean", "damaged characters"),
        ("Sweep the flue until the brushIs seen", "inside a word"),
        ("Sweep", "very short"),
        ("Sweep the flue. Learners often forget the damper in old houses", "second sentence"),
        ("sweep the flue until the brush shows", "small letter"),
        ("Sweep the flue with these brushes:", "none follows"),
        ("Sweep the flue ofthe house", "run together"),
    ],
)
def test_an_odd_criterion_is_doubted(doubts, words, why):
    more = (
        "1.4 Leave the hearth clean\n\n1.5 Note the state of the flue\n\n1.6 Tell the owner what was found\n"
    )
    assert why in " ".join(doubts(f"{FIRST}1.3 {words}\n\n{more}").get("1.3", []))


def test_equal_labels_are_doubted(doubts):
    found = doubts(FIRST + "1.2 Sweep until the brush shows at the pot\n\n1.3 Leave the hearth clean\n")
    assert "1.2" in found


def test_an_outcome_without_criteria_is_doubted(doubts):
    found = doubts(
        FIRST + "2 Be able to sell the soot\n\n3 Be able to go home\n\n3.1 Wash your hands before the meal\n"
    )
    assert found["outcome 2"] == ["the outcome has no criteria"]


def test_words_below_the_criteria_are_left_over_and_doubted(tmp_path):
    path = tmp_path / "unit.txt"
    path.write_text(
        "Unit title: Sweep\n\nAssessment criteria\n\n" + FIRST + "The Guild approves of this unit\n"
    )
    content = reading.as_plain(reading.read_document(path))
    assert [left["text"] for left in content["left_over"]] == ["The Guild approves of this unit"]
    assert "1.2" in {doubt["where"] for doubt in content["doubts"]}
