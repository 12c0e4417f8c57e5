"""Words that ended up where they do not belong leave a trace: a doubt, or a place in the left-over words."""

import re

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.units.reading.documents import pdf_unseen, pdf_unseen_more
from tests.units.reading.documents.cases_unseen import FLAT, SHOES
from tests.units.reading.documents.comparing import plain
from tests.units.reading.documents.pen import HEAVY, Pen

HEAD = "Unit title: Sweep chimneys\nUnit number: CH1\n\nAssessment criteria\n\n1 Be able to sweep a flue\n\n"


def doubted(content):
    return {doubt["where"] for doubt in content["doubts"]}


def test_a_label_inside_the_words_of_another_criterion_is_doubted_at_both(read):
    found = doubted(
        read(
            HEAD + "1.1 Lay sheets before the hearth\n\n1.2 Choose a brush 2.1 Describe the parts of a flue\n"
        )
    )
    assert {"1.2", "2.1"} <= found
    assert "1.1" not in found


def test_a_number_that_only_refers_to_something_is_not_doubted(read):
    words = "1.1 Sweep as outcome 2.1 Asks for\n\n1.2 Measure 1.5 Metres of flue, see 3.2 Brushes\n"
    assert doubted(read(HEAD + words)) == set()


def test_words_of_two_columns_that_stand_close_together_are_doubted(read):
    pen = Pen()
    pdf_unseen._head(pen, FLAT)
    for told in FLAT.outcomes:
        pen.block(pen.left, f"Learning outcome {told.label}: {told.title}", 400, HEAVY)
        for label, words in told.criteria:
            first = f"{label} {' '.join(words.split()[:6])}"
            pen.at(pen.left, pen.y + 10, first)
            beside = pen.left + stringWidth(first, "Helvetica", 10) + 9
            pen.at(beside, pen.y + 10, f"watch {words.split()[-1]} at work")
            pen.y += 26
    content = read(pen.finish())
    mixed = {
        criterion["label"]
        for outcome in content["units"][0]["outcomes"]
        for criterion in outcome["criteria"]
        if "watch" in criterion["text"]
    }
    assert mixed
    assert mixed <= doubted(content)


def test_notes_in_a_margin_are_listed_as_left_over(read):
    for drawn, note in (
        (pdf_unseen.notes_in_the_margin(SHOES), "Links to 1.3 in unit LS9"),
        (pdf_unseen_more.notes_of_the_same_size(SHOES), "Ask the candidate why"),
    ):
        content = read(drawn)
        left = plain(" ".join(entry["text"] for entry in content["left_over"]))
        assert set(re.findall(r"\w+", note)) <= set(re.findall(r"\w+", left))
        criteria = [c["text"] for o in content["units"][0]["outcomes"] for c in o["criteria"]]
        assert not any("Ask" in words or "Links" in words for words in criteria)


def test_labels_right_of_their_sentences_are_no_unit_rather_than_a_wrong_one(read):
    with pytest.raises(Exception, match="No unit was found"):
        read(pdf_unseen_more.labels_on_the_right(FLAT))


def test_a_note_in_smaller_type_below_a_criterion_is_doubted(read):
    pen = Pen()
    pdf_unseen._head(pen, FLAT)
    for told in FLAT.outcomes:
        pen.block(pen.left, f"Learning outcome {told.label}: {told.title}", 400, HEAVY)
        for number, (label, words) in enumerate(told.criteria):
            pen.at(pen.left, pen.y + 10, label)
            pen.block(pen.left + 30, words, 400)
            if number == 1:
                pen.block(pen.left + 30, "as the handbook of the trade says for every workshop", 400, size=8)
            pen.y += 5
    assert {"1.2", "2.2", "3.2"} <= doubted(read(pen.finish()))


@pytest.mark.parametrize("mark", ["({})", "{})", "{}."])
def test_roman_numbers_go_on_over_those_that_are_letters_too(read, mark):
    romans = ("i", "ii", "iii", "iv", "v", "vi")
    words = [f"{mark.format(roman)} Sweep part {number} of the flue" for number, roman in enumerate(romans)]
    content = read(HEAD.replace("1 Be", "Learning outcome 1: Be") + "\n\n".join(words) + "\n")
    (outcome,) = content["units"][0]["outcomes"]
    assert [criterion["label"] for criterion in outcome["criteria"]] == list(romans)
