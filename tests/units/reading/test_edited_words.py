"""Words that an editor took out of a document, and words that its page does not show, are not read."""

import pytest

from tests.units.reading.documents.comparing import labelled
from tests.units.reading.documents.office import word

W = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>{mark}</w:pPr>{runs}</w:p>'
GONE = '<w:rPr><w:del w:id="1" w:author="E"/></w:rPr>'


def run(words, look=""):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(runs, level=1, mark=""):
    return W.format(level=level, runs=runs, mark=mark)


def taken_out(words):
    return f'<w:del w:id="2" w:author="E"><w:r><w:delText>{words}</w:delText></w:r></w:del>'


TITLE = f"<w:p><w:pPr><w:pStyle w:val='H1'/></w:pPr>{run('Unit CH1: Sweep chimneys')}</w:p>"
HEADING = f"<w:p>{run('Assessment criteria', '<w:b/>')}</w:p>"
HEAD = TITLE + HEADING + paragraph(run("Be able to sweep a flue"), level=0)


def test_a_paragraph_that_was_taken_out_of_a_list_is_not_counted(read):
    body = HEAD + paragraph(run("Lay sheets before the hearth"))
    body += paragraph(taken_out("Light a candle"), mark=GONE) + paragraph(run("Choose a brush that fits"))
    assert labelled(read(word(body))) == [
        ("1.1", "Lay sheets before the hearth"),
        ("1.2", "Choose a brush that fits"),
    ]


def test_paragraphs_whose_division_was_taken_out_are_one(read):
    body = HEAD + paragraph(run("Lay sheets before "), mark=GONE) + paragraph(run("the hearth"))
    body += paragraph(run("Choose a brush that fits"))
    assert labelled(read(word(body)))[0] == ("1.1", "Lay sheets before the hearth")


def test_words_struck_through_are_left_out_with_a_doubt(read):
    struck = paragraph(run("Lay sheets") + run(" and rugs", "<w:strike/>"))
    content = read(word(HEAD + struck + paragraph(run("Choose a brush that fits"))))
    assert labelled(content)[0] == ("1.1", "Lay sheets")
    assert "and rugs" in content["doubts"][-1]["why"]


PAGE = (
    "<html><h1>Unit CH1: Sweep chimneys</h1><table><tr><th>No</th><th>Assessment criteria</th></tr>"
    "<tr><td>1.1</td><td>Lay sheets{first}</td>{second}</tr>{third}"
    "<tr><td>1.2</td><td>Choose a brush that fits</td></tr></table></html>"
)


@pytest.mark.parametrize(
    "more",
    [
        {"first": "<del> and rugs</del>"},
        {"second": '<td style="display: none">Gosod cynfasau</td>'},
        {"third": "<tr hidden><td>1.9</td><td>Light a candle</td></tr>"},
    ],
)
def test_hidden_and_deleted_words_of_a_web_page_are_not_read(read, more):
    page = PAGE.format_map({"first": "", "second": "", "third": ""} | more)
    found = labelled(read(page.encode(), "unit.html"))
    assert found == [("1.1", "Lay sheets"), ("1.2", "Choose a brush that fits")]
