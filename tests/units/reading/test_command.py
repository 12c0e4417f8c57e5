"""`csassess units read`: what it prints, and how it ends."""

import io
import json

import pikepdf
import pytest
from click.testing import CliRunner

from csassess.cli import main
from csassess.domain.errors import UserError
from tests.units.reading.documents import office, pdf
from tests.units.reading.documents.content import CHOIR, WALL


@pytest.fixture
def read(tmp_path):
    """Return a function that reads documents, given by name and content, and returns what is printed."""

    def act(*documents, options=()):
        paths = []
        for name, content in documents:
            (tmp_path / name).write_bytes(content)
            paths.append(str(tmp_path / name))
        done = CliRunner().invoke(main, ["units", "read", *options, *paths], standalone_mode=False)
        if done.exception:
            raise done.exception
        return done.stdout

    return act


def test_json_names_units_doubts_and_what_was_left_over(read):
    content = json.loads(read(("choir.docx", office.word_by_styles(CHOIR)), options=["--json"]))
    assert list(content) == ["units", "doubts", "left_over"]
    unit = content["units"][0]
    assert list(unit)[:7] == [
        "id",
        "title",
        "number",
        "reference",
        "level",
        "credit",
        "guided_learning_hours",
    ]
    assert (unit["level"], unit["credit"], unit["guided_learning_hours"]) == ("4", "0.5", "26–30")
    assert unit["outcomes"][0]["criteria"][0] == {
        "label": "1.1",
        "text": "Select pieces that lie within the range of the singers",
        "kind": "performance",
    }


def test_several_documents_are_read_together_and_each_entry_names_its_file(read):
    documents = (("choir.docx", office.word_by_styles(CHOIR)), ("wall.pdf", pdf.flush_left(WALL)))
    content = json.loads(read(*documents, options=["--json"]))
    assert [unit["file"] for unit in content["units"]] == ["choir.docx", "wall.pdf"]


def test_without_json_every_criterion_is_printed_and_what_to_look_at(read):
    printed = read(("wall.txt", office.labels_below(WALL)))
    for told in WALL.outcomes:
        for label, words in told.criteria:
            assert f"{label:<8} {words}" in printed
    assert "Guided learning hours: 45" in printed
    assert "No doubts" in printed


def test_a_value_that_is_not_stated_is_null_and_said(read):
    bare = (
        b"Unit title: Sweep chimneys\n\nAssessment criteria\n\n1 Sweep\n\n1.1 Lay sheets\n\n1.2 Sweep flues\n"
    )
    content = json.loads(read(("bare.txt", bare), options=["--json"]))
    assert [content["units"][0][name] for name in ("number", "level", "credit")] == [None] * 3
    assert "Level: not stated" in read(("bare.txt", bare))


def test_a_wrong_document_is_answered_beside_the_good_one(read):
    with pytest.raises(UserError, match="No unit was found"):
        read(("letter.txt", b"Dear assessor,\nplease call.\n"), ("wall.pdf", pdf.flush_left(WALL)))


def test_the_password_is_an_option(read):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf.flush_left(WALL))) as file:
        file.save(out, encryption=pikepdf.Encryption(user="larch", owner="owner"))
    assert "Repair a dry stone" in read(("secret.pdf", out.getvalue()), options=["--password", "larch"])
    with pytest.raises(UserError, match="password"):
        read(("secret.pdf", out.getvalue()))
