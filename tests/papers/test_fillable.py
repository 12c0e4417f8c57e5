"""Forms that are filled in on screen: their fields, fonts and codes, and that they keep PDF/UA-1."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from pdfua import Severity, validate

from csassess.domain.signing.printed_codes import printed_code
from csassess.forms.portfolio import locked
from csassess.services.papers.fillable import FILLABLE
from tests.papers.structure import read
from tests.support.returning import WORDS, filled_in, forms_of, printed, sent

ACTIONS = ("/AA", "/OpenAction", "/JavaScript", "/JS", "/XFA")


@pytest.fixture
def aisha(caseload):
    return sent(caseload)


@pytest.fixture
def forms(caseload, aisha):
    return forms_of(caseload, aisha.candidate.id)


def fields_of(opened):
    return list(opened.Root.AcroForm.Fields)


def test_each_kind_of_form_can_be_filled_in(forms):
    assert set(forms) == set(FILLABLE.values())
    for pdf in forms.values():
        with pikepdf.open(BytesIO(pdf)) as opened:
            kinds = {str(field.FT) for field in fields_of(opened)}
            assert kinds == {"/Tx", "/Btn"}
            names = {str(field.T) for field in fields_of(opened)}
            assert {"name", "date", "csassess"} <= names
            assert len(names) == len(fields_of(opened))


def test_a_checker_of_pdf_ua_finds_nothing(forms, tmp_path):
    for name, pdf in forms.items():
        path = tmp_path / "form.pdf"
        path.write_bytes(pdf)
        found = [(f.rule_id, f.message) for f in validate(path).findings if f.severity >= Severity.WARNING]
        assert found == [], name


def test_every_field_is_an_element_of_the_structure_with_words(forms):
    for pdf in forms.values():
        root, pages = read(pdf)
        assert not any(page.untagged for page in pages)
        with pikepdf.open(BytesIO(pdf)) as opened:
            visible = [field for field in fields_of(opened) if str(field.T) != "csassess"]
            assert all(str(field.TU).strip() for field in visible)
            assert len({int(field.StructParent) for field in visible}) == len(visible)
            assert len([e for e in root.walk() if e.tag == "Form"]) == len(visible)
            assert all("/AP" in field for field in visible)


def test_a_form_holds_no_script_and_no_action(forms):
    for pdf in forms.values():
        with pikepdf.open(BytesIO(pdf)) as opened:
            for part in opened.objects:
                if isinstance(part, pikepdf.Dictionary):
                    assert not set(part.keys()) & set(ACTIONS)
                    assert "/S" not in part.get("/A", {})  # of an element, they are attributes


def test_what_is_typed_is_shown_in_an_embedded_font(forms):
    with pikepdf.open(BytesIO(forms["testimony-form"])) as opened:
        (font,) = opened.Root.AcroForm.DR.Font.values()
        assert font.FontDescriptor.FontFile2.read_bytes()[:4] == b"\x00\x01\x00\x00"
        assert len(font.Widths) == 256 - 32
        assert font.Widths[ord("W") - 32] > font.Widths[ord("i") - 32] > 0


def test_what_is_filled_in_is_drawn_and_read_again(forms):
    pdf = filled_in(forms["testimony-form"], {"words": WORDS, "seen": True})
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    before, after = printed(forms["testimony-form"]), document[0].render(scale=150 / 72).to_pil().convert("L")
    document.close()
    assert sum(before.histogram()[:100]) < sum(after.histogram()[:100])


def test_the_hidden_code_and_the_printed_one_say_the_same(forms, aisha):
    for pdf in forms.values():
        with pikepdf.open(BytesIO(pdf)) as opened:
            hidden = next(f for f in fields_of(opened) if str(f.T) == "csassess")
            code = printed_code(str(hidden.V))
            assert int(hidden.F) & 2
        (seen,) = zxingcpp.read_barcodes(printed(pdf, skew=3))
        assert printed_code(seen.text) == code
        assert code.returns_to


def test_the_code_of_what_a_form_belongs_to_is_of_that_candidate_item_and_form_alone(caseload, aisha, forms):
    other = sent(caseload, "Tom Reid", "2")
    codes = set()
    for pdfs in (forms, forms_of(caseload, other.candidate.id)):
        for pdf in pdfs.values():
            codes.add(printed_code(zxingcpp.read_barcodes(printed(pdf))[0].text).returns_to)
    assert len(codes) == 8


def test_the_same_record_gives_the_same_bytes(caseload, aisha, forms):
    assert forms_of(caseload, aisha.candidate.id) == forms


def test_a_form_says_that_it_keeps_pdf_ua_and_not_pdf_a(forms):
    for pdf in forms.values():
        with pikepdf.open(BytesIO(pdf)) as opened:
            packet = opened.Root.Metadata.read_bytes()
            assert b"<pdfuaid:part>1</pdfuaid:part>" in packet
            assert b"<pdfaid:" not in packet


def test_a_form_with_a_password_opens_with_it_alone_and_can_be_filled_in(forms):
    closed = locked(forms["statement-form"], "gull")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(closed))
    with pikepdf.open(BytesIO(closed), password="gull") as opened:
        assert opened.allow.modify_form
        assert opened.allow.accessibility
    assert filled_in(closed, {"words": "Mine."}, "gull")


def test_the_names_on_record_are_printed_and_none_is_filled_in_beforehand(forms):
    for pdf in forms.values():
        with pikepdf.open(BytesIO(pdf)) as opened:
            values = [f.get("/V") for f in fields_of(opened) if str(f.T) != "csassess"]
            assert {str(value) for value in values} <= {"", "/Off"}
    assert "Grace Obi" in read(forms["testimony-form"])[0].all_words
