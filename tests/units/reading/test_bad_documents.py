"""Documents that cannot be read: each is answered by a plain sentence."""

import io
import zipfile

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from csassess.data.storage.plain_files import read_at_most
from csassess.domain.errors import UserError
from csassess.exchange.reading.documents import files, pdf_words
from csassess.exchange.reading.documents.files import document_from
from csassess.exchange.reading.documents.pdf_words import PDFIUM
from csassess.services.units import reading
from tests.units.reading.documents import office, pdf
from tests.units.reading.documents.content import WALL, Specification, numbered
from tests.units.reading.documents.content_more import HEBREW


@pytest.fixture
def document(tmp_path):
    def act(name: str, content: bytes):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return act


def protected(password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf.flush_left(WALL))) as file:
        file.save(out, encryption=pikepdf.Encryption(user=password, owner="owner"))
    return out.getvalue()


def test_a_protected_pdf_is_read_with_its_password(document):
    path = document("secret.pdf", protected("larch"))
    assert len(reading.read_document(path, "larch").units) == 1


@pytest.mark.parametrize("password", [None, "wrong"])
def test_a_protected_pdf_without_its_password_says_so(document, password):
    with pytest.raises(UserError, match="password") as refused:
        reading.read_document(document("secret.pdf", protected("larch")), password)
    assert reading.needs_password(refused.value)


def test_a_document_without_a_unit_says_so(document):
    out = io.BytesIO()
    page = canvas.Canvas(out)
    for number in range(30):
        page.drawString(
            60, 780 - 20 * number, f"{number + 1}. The canteen is closed on Friday of week {number}."
        )
    page.save()
    for path in (document("news.pdf", out.getvalue()), document("news.txt", b"The canteen is closed.\n")):
        with pytest.raises(UserError, match="No unit was found in this document"):
            reading.read_document(path)


def test_numbered_paragraphs_of_a_policy_are_no_unit(document):
    policy = "Safety at work\n\n" + "\n\n".join(
        f"{part}. Part {part} of the policy\n\n{part}.1 Everybody wears a helmet in yard {part}\n\n"
        f"{part}.2 Managers see to it that helmets are worn"
        for part in range(1, 6)
    )
    with pytest.raises(UserError, match="No unit was found"):
        reading.read_document(document("policy.txt", policy.encode()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.pdf", b"%PDF-1.7\n1 0 obj <<"),
        ("cut.docx", b"PK\x03\x04" + b"\x00" * 200),
        ("cut.odt", office.odt_lists(WALL)[:400]),
    ],
)
def test_a_damaged_document_says_so(document, name, content):
    with pytest.raises(UserError, match="damaged"):
        reading.read_document(document(name, content))


def test_an_empty_file_says_so(document):
    with pytest.raises(UserError, match="empty"):
        reading.read_document(document("none.pdf", b""))


def test_a_folder_or_a_missing_file_says_so(tmp_path):
    for path in (tmp_path, tmp_path / "missing.pdf"):
        with pytest.raises(UserError, match="cannot be opened"):
            reading.read_document(path)


@pytest.mark.parametrize("content", [b"PK\x05\x06" + b"\x00" * 18, b"\x89PNG\r\n\x1a\n\x00\x00\x00"])
def test_a_file_of_another_kind_says_which_kinds_are_read(document, content):
    with pytest.raises(UserError, match="Word, OpenDocument"):
        reading.read_document(document("other.docx", content))


DOCUMENTS = {
    "unit.pdf": pdf.flush_left(WALL),
    "unit.docx": office.word_by_styles(WALL),
    "unit.odt": office.odt_lists(WALL),
    "unit.txt": b"Unit title: Bake bread\n1.1 Knead the dough\n",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_from_its_place_once(document, monkeypatch, name):
    path = document(name, DOCUMENTS[name])

    def read_and_gone(path, most):
        content = read_at_most(path, most)
        path.unlink()
        return content

    monkeypatch.setattr(files, "read_at_most", read_and_gone)
    assert document_from(path, None, lambda _done, _all: None).lines
    assert not path.exists()


def test_the_document_kept_is_the_one_that_was_read(document):
    path, whole = document("unit.pdf", DOCUMENTS["unit.pdf"]), DOCUMENTS["unit.pdf"]
    source = reading.read_source(path, None, lambda _done, _all: path.write_bytes(b"another"))
    assert source.content == whole


def test_a_document_larger_than_a_caseload_keeps_is_refused_before_its_pages_are_read(document, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    done = []
    with pytest.raises(UserError, match="larger than"):
        reading.read_source(document("unit.pdf", DOCUMENTS["unit.pdf"]), None, lambda *n: done.append(n))
    assert done == []


def test_a_document_larger_than_any_that_is_read_says_so(document, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    with pytest.raises(UserError, match=r"unit\.pdf is too large"):
        reading.read_document(document("unit.pdf", DOCUMENTS["unit.pdf"]))


def test_the_library_that_draws_pages_is_asked_by_one_thread_at_a_time(document, monkeypatch):
    count = pypdfium2.PdfDocument.__len__

    def counted(pages):
        assert PDFIUM._is_owned()
        return count(pages)

    monkeypatch.setattr(pypdfium2.PdfDocument, "__len__", counted)
    assert reading.read_document(document("unit.pdf", DOCUMENTS["unit.pdf"])).units


def test_a_document_of_too_many_pages_is_closed_at_once(document, monkeypatch):
    monkeypatch.setattr(pdf_words, "MOST_PAGES", 0)
    closed, close = [], pypdfium2.PdfDocument.close
    monkeypatch.setattr(
        pypdfium2.PdfDocument, "close", lambda opened: (closed.append(PDFIUM._is_owned()), close(opened))
    )
    with pytest.raises(UserError, match="at most 0 are read"):
        reading.read_document(document("unit.pdf", DOCUMENTS["unit.pdf"]))
    assert closed == [True]


def test_a_protected_or_old_word_file_says_what_to_do(document):
    with pytest.raises(UserError, match="save it as"):
        reading.read_document(document("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100))


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def test_a_file_that_unpacks_to_far_more_is_refused(document):
    bomb = packed({"word/document.xml": b"<a>" + b" " * (40 << 20) + b"</a>"})
    assert len(bomb) < 1 << 20
    with pytest.raises(UserError, match="too large when unpacked"):
        reading.read_document(document("bomb.docx", bomb))


def test_a_word_file_with_entities_is_refused(document, tmp_path):
    (tmp_path / "private.txt").write_text("private")
    content = (
        f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{tmp_path}/private.txt">]><w:document xmlns:w='
        '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>&x;</w:t></w:r>"
        "</w:p></w:body></w:document>"
    )
    with pytest.raises(UserError, match="refused"):
        reading.read_document(document("entities.docx", packed({"word/document.xml": content.encode()})))


def test_a_document_of_two_thousand_pages_is_refused(document):
    out = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(2000):
            file.add_blank_page()
        file.save(out)
    with pytest.raises(UserError, match="2000 pages"):
        reading.read_document(document("long.pdf", out.getvalue()))


def test_a_page_of_absurd_size_is_read_at_once(document):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf.flush_left(WALL))) as file:
        file.pages[0].mediabox = [0, 0, 99_999_999, 842]
        file.save(out)
    path = document("wide.pdf", out.getvalue())
    pages = document_from(path, None, lambda _done, _all: None).pages
    assert pages == 1


def scan() -> bytes:
    picture = io.BytesIO()
    Image.new("L", (400, 560), 250).save(picture, "PNG")
    out = io.BytesIO()
    page = canvas.Canvas(out)
    from reportlab.lib.utils import ImageReader

    page.drawImage(ImageReader(picture), 0, 0, 595, 842)
    page.save()
    return out.getvalue()


def test_a_scan_without_the_extra_says_how_to_read_it(document, monkeypatch):
    monkeypatch.setattr(files, "language_data", lambda: None)
    with pytest.raises(UserError, match=r"csassess\[scans\]"):
        reading.read_document(document("scan.pdf", scan()))


def test_four_hundred_criteria_are_all_read(document):
    outcomes = [
        (
            f"Be able to count kind {number}",
            "performance",
            tuple(f"Count things of kind {number} in heap {heap}" for heap in range(1, 21)),
        )
        for number in range(1, 21)
    ]
    unit = Specification("Count very many things", numbered(*outcomes), number="LONG1")
    found = reading.read_document(document("many.pdf", pdf.flush_left(unit))).units[0]
    assert sum(len(outcome.criteria) for outcome in found.outcomes) == 400


def test_a_text_from_right_to_left_is_pointed_out(document):
    content = reading.as_plain(reading.read_document(document("he.docx", office.word_by_styles(HEBREW))))
    assert "right to left" in " ".join(doubt["why"] for doubt in content["doubts"])
