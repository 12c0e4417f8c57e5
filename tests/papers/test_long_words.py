"""The work of laying out long words grows as the words do, and none of them is lost."""

import pytest

from csassess.domain.records.evidence import EvidenceItem
from csassess.forms.layout import lines, styles
from csassess.forms.layout.lines import lines_of
from csassess.forms.layout.pieces import Text
from csassess.services.papers import files
from csassess.services.papers.observation import item_record
from csassess.services.progress.portfolio_view import portfolio_view

BODY = styles.BODY


@pytest.fixture
def measured(monkeypatch):
    """Return a list to which each measured word adds the number of its characters."""
    sizes, measure = [], lines.stringWidth

    def counting(words, *font):
        sizes.append(len(words))
        return measure(words, *font)

    monkeypatch.setattr(lines, "stringWidth", counting)
    return sizes


@pytest.mark.parametrize("words", ["a\n" * 1000, "word " * 1000, "x" * 4000, "漢 " * 1000])
def test_the_work_of_laying_out_words_grows_as_the_words_do(measured, words):
    lines_of(words, BODY.font, BODY.size, 480)
    assert sum(measured) <= 4 * len(words)


@pytest.mark.parametrize("unbroken", [False, True])
def test_the_parts_of_a_divided_paragraph_hold_all_of_its_lines(unbroken):
    words = ("" if unbroken else " ").join(f"word{number}" for number in range(5000))
    rest, parts = Text(words, BODY), []
    while rest:
        part, rest = rest.split(480, 200, must=True)
        parts.append(part)
    assert len(parts) > 5
    assert max(part.height(480) for part in parts) <= 200
    assert "".join(line.words for part in parts for line in part.lines(480)) == words


def test_no_line_is_wider_than_its_room():
    found = lines_of("short " * 50 + "W" * 500 + "漢字" * 200, BODY.font, BODY.size, 100)
    assert max(line.width for line in found) <= 100


def test_a_long_description_is_laid_out_about_once_in_the_record_of_its_item(caseload, mo, measured):
    item = EvidenceItem("i1", "1", "WP", "a\n" * 1000, caseload.clock().date())
    caseload.save(mo.id, "x", item, are_copies=True)
    view = portfolio_view(caseload, mo.id)
    files.draw(item_record(caseload, view, item))
    assert sum(measured) <= 20_000


@pytest.mark.parametrize("around", ["", " and\na second line", " 漢"])
def test_letters_and_their_accents_are_composed_whatever_else_is_said(around):
    assert lines_of(f"e\u0308e\u0308{around}", BODY.font, BODY.size, 480)[0].words.startswith("ëë")
