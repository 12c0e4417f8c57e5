"""Documents of a few kilobytes from which units are read ask for no work without end."""

import io
import os
import zipfile
from contextlib import suppress

import pytest

from csassess.domain.errors import UserError
from csassess.exchange.reading.content import Line
from csassess.exchange.reading.documents import packages
from csassess.exchange.reading.documents.files import document_from
from csassess.exchange.reading.documents.odt_files import document_of_odt
from csassess.exchange.reading.documents.text_files import document_of_text
from csassess.exchange.reading.documents.word_files import document_of_word
from csassess.exchange.reading.labels import label_of
from csassess.exchange.reading.marks import Mark, Marks
from csassess.exchange.reading.reader import _refused as refused_of
from csassess.services.candidates import candidates
from csassess.services.exchange import key_files
from csassess.services.files import read_file
from csassess.services.units import caseload_units, reading

TEXT, STYLE, OFFICE = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("text", "style", "office")
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def odt(level, start=""):
    """Return an OpenDocument text with one numbered paragraph."""
    return packed(
        {
            "content.xml": f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}" xmlns:s="{STYLE}">'
            f'<t:list-style s:name="L"><t:list-level-style-number t:level="1" {level}/></t:list-style>'
            f'<o:body><o:text><t:list t:style-name="L"><t:list-item {start}><t:p>Bake bread</t:p>'
            "</t:list-item></t:list></o:text></o:body></o:document-content>"
        }
    )


def docx(form, words, start):
    """Return a Word document with one numbered paragraph."""
    names = f'xmlns:w="{WORD}"'
    return packed(
        {
            "word/document.xml": f'<w:document {names}><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/>'
            '<w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Bake bread</w:t></w:r></w:p></w:body>'
            "</w:document>",
            "word/numbering.xml": f'<w:numbering {names}><w:abstractNum w:abstractNumId="0"><w:lvl '
            f'w:ilvl="0"><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride '
            f'w:val="{start}"/></w:lvlOverride></w:num></w:numbering>',
        }
    )


def html(cells, rows):
    """Return a web page with a table whose first row covers the ones below, which are empty."""
    first = '<td colspan="60" rowspan="2000">x</td>' * cells
    return f"<html><table><tr>{first}</tr>{'<tr></tr>' * rows}</table></html>".encode()


def levels(count):
    """Return a Word document with a list of so many levels, and as many paragraphs in it."""
    names = f'xmlns:w="{WORD}"'
    level = "".join(f'<w:lvl w:ilvl="{at}"/>' for at in range(count))
    paragraph = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    return packed(
        {
            "word/document.xml": f"<w:document {names}><w:body>{paragraph * count}</w:body></w:document>",
            "word/numbering.xml": f'<w:numbering {names}><w:abstractNum w:abstractNumId="0">{level}'
            '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        }
    )


DOCUMENTS = {
    "levels.odt": odt('s:num-format="1" t:display-levels="999999999"'),
    "roman.odt": odt('s:num-format="i"', 't:start-value="99999999999"'),
    "roman.docx": docx("lowerRoman", "%1", 99_999_999_999),
    "levels.docx": levels(40_000),
    "covered.html": html(100, 1_999),
    "covered far.html": html(3, 1_999) * 5,
    "definitions.html": b"<html>" + b"<dl><dd>x" * 80,
    "numbers.txt": b"1.1 Do this\n" * 10_000,
    "dots.txt": b"1.1 Do " + b"." * 100_000 + b"x\n",
    "blank.txt": b"**a**\n|" + b" " * 100_000 + b"x\n",
    "lines.txt": b"a\n" * 5_000_000,
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.timeout(30)
def test_no_small_document_asks_for_work_without_end(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(DOCUMENTS[name])
    with suppress(UserError):
        reading.read_document(path)


@pytest.mark.parametrize(
    ("form", "words", "start"),
    [("lowerLetter", "%1", 2_600_000_000), ("upperRoman", "%1" * 40_000, 4_000), ("decimal", "x" * 500, 1)],
)
def test_no_number_before_a_paragraph_is_longer_than_a_label_may_be(tmp_path, form, words, start):
    path = tmp_path / "letters.docx"
    path.write_bytes(docx(form, words, start))
    assert all(len(line.label or "") <= 60 for line in document_of_word(path.read_bytes(), path.name).lines)


def test_what_an_opendocument_text_prints_around_a_number_is_no_longer_than_a_label(tmp_path):
    path = tmp_path / "around.odt"
    path.write_bytes(odt(f's:num-format="1" s:num-prefix="{"x" * 50_000}"'))
    assert all(len(line.label or "") <= 60 for line in document_of_odt(path.read_bytes(), path.name).lines)


def test_numbers_of_usual_size_are_printed_as_before(tmp_path):
    cases = [("lowerLetter", 28, "bb"), ("upperRoman", 14, "XIV"), ("decimal", 99_999, "99999")]
    for form, start, label in cases:
        path = tmp_path / "usual.docx"
        path.write_bytes(docx(form, "%1", start))
        assert [line.label for line in document_of_word(path.read_bytes(), path.name).lines] == [label]


def test_a_table_of_usual_size_is_read_with_what_it_covers(tmp_path):
    path = tmp_path / "usual.html"
    path.write_bytes(html(3, 40))
    assert [line.text for line in document_from(path, None, lambda *_: None).lines] == ["x\tx\tx"]


def test_a_number_that_is_none_stands_for_the_usual_one(tmp_path):
    path = tmp_path / "signs.html"
    path.write_bytes("<html><ol start='²'><li>Bake</ol></html>".encode())
    assert [line.label for line in document_from(path, None, lambda *_: None).lines] == ["1."]


def test_the_parts_of_a_document_have_a_bound_together(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "_MOST_IN_ALL", 10_000)
    names = f'xmlns:w="{WORD}"'
    path = tmp_path / "headers.docx"
    header = f"<w:hdr {names}>{' ' * 900}</w:hdr>"
    parts = {f"word/header{number}.xml": header for number in range(20)}
    path.write_bytes(packed({"word/document.xml": f"<w:document {names}><w:body/></w:document>", **parts}))
    with pytest.raises(UserError, match="too large"):
        document_from(path, None, lambda *_: None)


def test_rows_of_a_table_in_plain_text_are_read_as_cells():
    words = "# Unit\n| Level | Credits |\n|:---|---:|\n| **2** | 3 |\n"
    assert [line.text for line in document_of_text(words).lines] == [
        "Unit",
        "Level\tCredits",
        "2\t3",
    ]


class Counted(dict):
    """A dictionary that counts how often it is asked."""

    asked = 0

    def get(self, *key):
        self.asked += 1
        return super().get(*key)

    def __contains__(self, key):
        self.asked += 1
        return super().__contains__(key)


def test_a_number_that_is_no_label_looks_at_no_line_again():
    label = label_of("1.1 Do this")
    lines = [Line("1.1 Do this", 1) for _ in range(500)]
    marks = Marks(at=Counted(), refused=dict.fromkeys(range(500), label))
    marks.at[0] = Mark(outcome=False, label=label)
    assert len(refused_of(lines, marks)) == 500
    assert marks.at.asked <= 500


READERS = {
    "a document": lambda _, path: reading.read_document(path),
    "a unit": caseload_units.add,
    "a key file": key_files.read_key_file,
    "a picture": lambda _, path: read_file(path),
}


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("what", ["pipe", "device"])
@pytest.mark.parametrize("name", READERS)
@pytest.mark.timeout(30)
def test_nothing_that_is_no_file_is_read_as_one(caseload, tmp_path, name, what):
    path = tmp_path / "unit.toml"
    if what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(UserError):
        READERS[name](caseload, path)
    assert not candidates.list_candidates(caseload)
