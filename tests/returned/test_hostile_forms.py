"""A form that came back with what no form of this program has: a sentence, and nothing is changed."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.user_actions import UserAction
from csassess.exchange import returned_forms
from csassess.platform import aside
from csassess.services.evidence import witnesses
from csassess.services.returned import confirming, matching
from csassess.services.returned.confirming import Account
from tests.support.returning import WORDS, as_jpeg, filled_in, forms_of, printed, sent

FILLED = {"words": WORDS, "seen": True, "true": True, "name": "Grace Obi"}


def field(opened, name):
    return next(field for field in opened.Root.AcroForm.Fields if str(field.T) == name)


def set_value(name, value):
    return lambda opened: setattr(field(opened, name), "V", value)


def with_kid(kid):
    """Return a change that hangs a field below the hidden one of the code."""

    def change(opened):
        code = next(f for f in opened.Root.AcroForm.Fields if f.get("/T") == "csassess")
        code.Kids = Array([opened.make_indirect(Dictionary(T=String(kid)))])

    return change


def annotated(**entries):
    """Return a change that adds an annotation to the first page."""

    def change(opened):
        made = {"Type": Name.Annot, "Rect": Array([0, 0, 500, 800]), **entries}
        one = opened.make_indirect(Dictionary(**made))
        opened.pages[0].Annots.append(one)

    return change


def action_on_opening(opened):
    opened.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://example.invalid"))


def associated_file(opened):
    stream = opened.make_stream(b"MZ")
    stream.Type = Name.EmbeddedFile
    held = Dictionary(F=String("x.exe"), EF=Dictionary(F=stream))
    opened.Root.AF = Array([opened.make_indirect(held)])


def bytes_elsewhere(opened):
    stream = opened.make_stream(b"")
    stream.F = String("other.bin")
    opened.Root.Elsewhere = stream


def one_name_twice(opened):
    fields = opened.Root.AcroForm.Fields
    words = next(f for f in fields if f.get("/T") == "words")
    fields.append(opened.make_indirect(Dictionary(T=String("words"), FT=Name.Tx, V=words.V)))


def script(opened):
    opened.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))


def script_of_a_field(opened):
    field(opened, "words").AA = Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("x()")))


def script_in_the_names(opened):
    script = opened.make_indirect(Dictionary(S=Name.JavaScript, JS=String("x()")))
    opened.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))


def launches(opened):
    field(opened, "words").A = Dictionary(S=Name.Launch, F=String("x.exe"))


def sends(opened):
    field(opened, "name").A = Dictionary(S=Name.SubmitForm, F=String("http://x"))


def attached_file(opened):
    opened.attachments["x.exe"] = b"MZ"


def other_form_within(opened):
    opened.Root.AcroForm.XFA = opened.make_stream(b"<xfa/>")


def many_fields(count):
    def add(opened):
        for number in range(count):
            new = Dictionary(FT=Name.Tx, T=String(f"more {number}"), V=String("x"))
            opened.Root.AcroForm.Fields.append(opened.make_indirect(new))

    return add


def deep_fields(opened):
    inner = opened.make_indirect(Dictionary(FT=Name.Tx, T=String("x"), V=String("x")))
    for _ in range(200):
        inner = opened.make_indirect(Dictionary(T=String("x"), Kids=Array([inner])))
    opened.Root.AcroForm.Fields.append(inner)


def circle_of_fields(opened):
    circle = opened.make_indirect(Dictionary(T=String("x")))
    circle.Kids = Array([circle])
    opened.Root.AcroForm.Fields.append(circle)


def long_name(opened):
    new = Dictionary(FT=Name.Tx, T=String("x" * 5_000), V=String("x"))
    opened.Root.AcroForm.Fields.append(opened.make_indirect(new))


def stream_as_value(opened):
    field(opened, "words").V = opened.make_stream(b"x" * 100)


def tick_with_words(opened):
    field(opened, "seen").FT = Name.Tx
    field(opened, "seen").V = String("yes")


def words_in_a_tick(opened):
    field(opened, "words").FT = Name.Btn


HOSTILE: dict[str, tuple[Callable[[pikepdf.Pdf], object], str]] = {
    "a script when it opens": (script, "script"),
    "an action on opening": (action_on_opening, "an action"),
    "a link over the page": (
        annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("x:"))),
        "an action",
    ),
    "a file hung on the page": (annotated(Subtype=Name.FileAttachment), "another file"),
    "a scene that acts": (annotated(Subtype=Name("/3D")), "an action"),
    "a field that follows a thread": (
        lambda opened: setattr(field(opened, "words"), "A", Dictionary(S=Name.Thread)),
        "an action",
    ),
    "an associated file": (associated_file, "another file"),
    "bytes in another file": (bytes_elsewhere, "another file"),
    "two fields of one name": (one_name_twice, "no form of this program has"),
    "a script of a field": (script_of_a_field, "script"),
    "a script among the names": (script_in_the_names, "script"),
    "a field that launches": (launches, "script"),
    "a field that sends": (sends, "script"),
    "a file within": (attached_file, "another file"),
    "a form of another kind within": (other_form_within, "another file"),
    "hundreds of fields": (many_fields(400), "does not have"),
    "thousands of fields": (many_fields(3_000), "more fields"),
    "fields within fields": (deep_fields, "more fields"),
    "a circle of fields": (circle_of_fields, "more fields"),
    "a long name of a field": (long_name, "no form of this program has"),
    "a huge value": (set_value("words", String("x" * 300_000)), "too long"),
    "a value beyond what may be typed": (set_value("words", String("x" * 150_000)), "100000"),
    "a long line": (set_value("name", String("x" * 1_000)), "more than 500 characters"),
    "a stream in place of words": (stream_as_value, "too long"),
    "a control character": (set_value("words", String("a\x07b")), "cannot be saved"),
    "a turned direction": (set_value("name", String("a\u202eb")), "cannot be saved"),
    "words in place of a tick": (tick_with_words, "another kind"),
    "a tick in place of words": (words_in_a_tick, "another kind"),
}


@pytest.fixture
def spoilt(forms):
    """Return a function that makes a filled in testimony of which something was changed."""

    def made(change, form="testimony-form"):
        target = BytesIO()
        with pikepdf.open(BytesIO(filled_in(forms[form], FILLED))) as opened:
            change(opened)
            opened.save(target)
        return target.getvalue()

    return made


@pytest.mark.parametrize("case", HOSTILE)
def test_what_no_form_of_ours_has_is_refused_with_a_sentence(caseload, aisha, spoilt, receive, case):
    change, said = HOSTILE[case]
    content = spoilt(change)
    before = load_portfolio(caseload, aisha.candidate.id)
    with pytest.raises(UserError, match=said) as refused:
        receive(content)
    assert str(refused.value).endswith(".")
    assert "Grace" not in str(refused.value)
    assert load_portfolio(caseload, aisha.candidate.id) == before


@pytest.mark.parametrize("form", ["statement-form", "testimony-form"])
def test_the_code_of_another_candidate_on_a_form_is_refused(caseload, aisha, forms, spoilt, receive, form):
    other = forms_of(caseload, sent(caseload, "Tom Reid", "2").candidate.id)[form]
    with pikepdf.open(BytesIO(other)) as opened:
        code = str(field(opened, "csassess").V)
    content = spoilt(set_value("csassess", String(code)))
    with pytest.raises(UserError, match="its code was changed"):
        receive(content)


@pytest.mark.parametrize(
    "code",
    ["CSA2:WTF:1:0123456789AB:1:0123456789AB", "CSA2:ZZZ:1:0123456789AB:1:0123456789AB"],
)
def test_a_code_that_was_made_up_is_refused(spoilt, receive, code):
    with pytest.raises(UserError):
        receive(spoilt(set_value("csassess", String(code))))


def test_without_its_hidden_code_a_form_is_read_as_a_scan(spoilt, receive, aisha):
    form = receive(spoilt(set_value("csassess", String("x" * 50))))
    assert form.about == aisha.testimony.id
    assert not form.on_screen
    assert not form.values


def test_pages_of_two_forms_in_one_file_are_refused(forms, receive):
    pages = [printed(forms[name]) for name in ("testimony-form", "statement-form")]
    whole = Image.new("L", (pages[0].width, pages[0].height * 2), 255)
    for number, page in enumerate(pages):
        whole.paste(page, (0, number * page.height))
    with pytest.raises(UserError, match="of different forms"):
        receive(as_jpeg(whole))


def test_a_form_whose_pages_draw_themselves_for_ever_is_stopped(
    forms, documents_read_aside, receive, monkeypatch
):
    monkeypatch.setattr(returned_forms, "_PATIENCE", 3)
    target = BytesIO()
    with pikepdf.open(BytesIO(filled_in(forms["testimony-form"], FILLED))) as opened:
        drawn = opened.make_stream(b"0 0 9 9 re f")
        for _ in range(40):
            drawn = opened.make_stream(
                b"/X Do /X Do /X Do",
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, 600, 800]),
                Resources=Dictionary(XObject=Dictionary(X=drawn)),
            )
        page = opened.pages[0]
        page.add_resource(drawn, Name.XObject, Name("/Busy"))
        page.contents_add(b"/Busy Do")
        opened.save(target)
    with pytest.raises(UserError, match="more work than a form needs"):
        receive(target.getvalue())


def test_a_form_is_read_in_a_process_of_its_own(forms, aisha, documents_read_aside, receive):
    assert receive(filled_in(forms["testimony-form"], FILLED)).words("words") == WORDS


def test_what_ends_while_it_is_read_and_shows_no_code_is_no_form(tmp_path, monkeypatch):
    def stopped(*_, **__):
        raise aside.StoppedError
        yield

    monkeypatch.setattr(aside, "results_of", stopped)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    assert matching.read(tmp_path / "a.pdf") is None


def test_a_form_that_was_cut_off_is_refused(forms, receive):
    with pytest.raises(UserError, match="is damaged"):
        receive(forms["testimony-form"][:-5_000])


def test_a_damaged_pdf_is_no_form(receive):
    assert receive(b"%PDF-1.7\nnothing") is None


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(matching, "MOST_BYTES", 1_000)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n" + bytes(2_000))
    with pytest.raises(UserError, match="larger than"):
        matching.read(tmp_path / "a.pdf")


def test_a_scan_within_a_pdf_is_recognised(forms, receive, aisha):
    document = pypdfium2.PdfDocument.new()
    picture = pypdfium2.PdfImage.new(document)
    picture.load_jpeg(BytesIO(as_jpeg(printed(forms["testimony-form"], skew=3))), inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
    page = document.new_page(595, 842)
    page.insert_obj(picture)
    page.gen_content()
    target = BytesIO()
    document.save(target)
    document.close()
    form = receive(target.getvalue())
    assert (form.about, form.on_screen, form.read.media_type) == (
        aisha.testimony.id,
        False,
        "application/pdf",
    )


@pytest.mark.parametrize("kid", ["deeper", ""])
def test_a_code_that_has_fields_below_it_is_no_code_of_ours(spoilt, receive, aisha, kid):
    found = receive(spoilt(with_kid(kid)))
    assert found is None or not found.on_screen


def test_pages_are_shown_with_the_words_that_were_read(spoilt, tmp_path):
    """A viewer shows the appearance of a field, which may differ from its value."""
    lies = spoilt(set_value("words", String("I saw nothing at all.")))
    told = spoilt(lambda opened: None)
    shown = [returned_forms.read_pdf(pdf).pages[0] for pdf in (lies, told)]
    assert shown[0] != shown[1]


def test_ticks_are_shown_as_they_were_read(spoilt):
    unlike = spoilt(lambda opened: setattr(field(opened, "seen"), "AS", Name.Off))
    told = spoilt(lambda opened: None)
    shown = [returned_forms.read_pdf(pdf).pages[0] for pdf in (unlike, told)]
    assert shown[0] == shown[1]


def test_pages_without_a_printed_code_are_named(spoilt, receive):
    def wipe(opened):
        opened.pages[0].Contents = opened.make_stream(b"")

    assert any("Page 1 of the form was not found" in remark for remark in receive(spoilt(wipe)).remarks)


def test_a_record_that_changed_before_and_again_while_the_form_is_open_is_told(
    caseload, aisha, forms, receive
):
    candidate = aisha.candidate.id

    def change(role):
        (witness,) = load_portfolio(caseload, candidate).witnesses
        witnesses.change_witness(caseload, candidate, replace(witness, role=role))

    change("Head of terminal")
    form = receive(filled_in(forms["testimony-form"], FILLED))
    change("Head of ferries")
    with pytest.raises(UserError, match="changed while this form was open"):
        confirming.confirm_account(caseload, form, Account("Grace Obi", caseload.clock().date(), "Words."))


@pytest.mark.parametrize("change", ["item", "words"])
def test_a_record_that_changes_while_the_form_is_open_is_told_and_nothing_is_saved(
    caseload, aisha, forms, receive, change
):
    form = receive(filled_in(forms["testimony-form"], FILLED))
    candidate = aisha.candidate
    if change == "item":
        caseload.save(
            candidate.id,
            UserAction.NOTE_REMOVE,
            remove=(aisha.testimony, *load_portfolio(caseload, candidate.id).testimonies),
        )
    else:
        witness = load_portfolio(caseload, candidate.id).witnesses[0]
        witnesses.change_witness(caseload, candidate.id, replace(witness, role="Head of terminal"))
    before = caseload.changes
    with pytest.raises(UserError):
        confirming.confirm_account(caseload, form, Account("Grace Obi", caseload.clock().date(), "Words."))
    assert caseload.changes == before
