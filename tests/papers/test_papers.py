"""Every paper says all that the record says: nothing is missing, nothing half written, the same record gives the same bytes."""

import subprocess
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from csassess.domain.errors import UserError
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.signing.accounts import account_code
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.papers import files
from csassess.services.progress import portfolio_view
from csassess.services.signing import signing
from csassess.services.visits import visits
from tests.support.builders import accepted_product, pdf_text
from tests.support.pictures import encoded, scene

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def item(caseload, clock, mo):
    """An observation with everything an item can hold, finished and signed."""
    made = visits.start_visit(
        caseload, [mo.id], "Harbour & Co <ticket office>", informed="a notice at the door"
    )[mo.id]
    customer, note = evidence.next_customer(caseload, mo.id, made.id)
    evidence.change_customer(
        caseload, mo.id, replace(customer, demeanour=Demeanour.DIFFICULT, relationship=Relationship.NEW)
    )
    clock.move_on(hours=2)
    evidence.change_note(caseload, mo.id, replace(note, text="Refund late; Mo let him finish & rang back."))
    references.tick(caseload, mo.id, made.id, "ocr-b10", "2.3", note.id)
    references.tick(caseload, mo.id, made.id, "nos-b10", "B10.2.3", note.id, location="12:40")
    visits.not_observing(caseload, mo.id, made.id)
    clock.move_on(minutes=10)
    visits.not_observing(caseload, mo.id, made.id)
    picture = photographs.add(
        caseload, mo.id, made.id, photographs.prepare(encoded(scene((320, 240)))), "The counter"
    )
    references.tick(caseload, mo.id, made.id, "ocr-b10", "1.1", picture.id)
    evidence.record_feedback(caseload, mo.id, made.id, FeedbackOrigin.REQUESTED, "Too slow", "A second desk")
    attachments.attach(caseload, mo.id, made.id, "rota.pdf", PDF)
    said = FeedbackToCandidate(
        made.id, made.id, "Calm", "Speed", "It was busy", caseload.clock().date(), "The call log"
    )
    visits.finish(caseload, mo.id, made.id, said)
    return made


def shown(caseload, mo, form, about=None):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    choice = next(c for c in files.choices(caseload, view) if c.form == form and about in (None, c.about))
    return pdf_text(files.draw(choice.content()))


def test_the_record_of_an_item_holds_all_of_its_account_with_criteria_beside_what_shows_them(
    caseload, mo, item
):
    said = shown(caseload, mo, "record")
    for words in (
        "Harbour & Co <ticket office>",
        "a notice at the door",
        "Customer A",
        "(written up 11:30)",
        "Refund late; Mo let him finish & rang back.",
        "B10 2.3",
        "B10 2.3 (12:40)",
        "11:30 – 11:40 not observed",
        "The counter",
        "B10 1.1",
        "difficult to deal with",
        "Too slow",
        "A second desk",
        "rota.pdf",
        "Calm",
        "Speed",
        "It was busy",
        "2 March 2026",
        "The call log",
        "Candidate’s signature",
        "Assessor’s signature",
    ):
        assert words in said, words


def test_the_candidates_copy_holds_the_account_without_criteria(caseload, mo, item):
    said = shown(caseload, mo, "copy")
    assert "Refund late" in said
    assert "It was busy" in said
    assert "B10" not in said


def test_the_feedback_to_the_candidate_is_a_paper_of_its_own_where_something_was_said(caseload, mo, item):
    said = shown(caseload, mo, "feedback")
    for words in ("Calm", "Speed", "It was busy", "The call log", "Candidate’s signature"):
        assert words in said
    other = evidence.add_item(caseload, mo.id, "WP", "Log", caseload.clock().date())
    assert (other.id,) not in [(c.about,) for c in every(caseload, mo) if c.form == "feedback"]


def signed(caseload, mo, item):
    portfolio = portfolio_view.portfolio_view(caseload, mo.id).portfolio
    code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
    return signing.sign_account(
        caseload, mo.id, item.id, Signer.CANDIDATE, "Mo Candidate", code, ((10, 10, 60, 40, 90, 10),)
    )


def test_a_signature_is_named_on_the_record_and_said_to_apply_no_longer_after_a_change(caseload, mo, item):
    signature = signed(caseload, mo, item)
    assert f"record code {signature.code[:12]}" in shown(caseload, mo, "record")
    judgement.add_addendum(caseload, mo.id, item.id, "Seen again in June.")
    said = shown(caseload, mo, "record")
    assert "Seen again in June." in said
    assert "no longer applies" not in said
    signing.open_account(caseload, mo.id, item.id, "A wrong word.")
    note, *_ = portfolio_view.portfolio_view(caseload, mo.id).portfolio.notes_of(item.id)
    evidence.change_note(caseload, mo.id, replace(note, text="Refund late."))
    assert "no longer applies" in shown(caseload, mo, "record")


def test_the_check_prints_every_finding_with_its_reason(caseload, mo, item):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    said = shown(caseload, mo, "requirements", "ocr-b10")
    for finding in view.of("ocr-b10").findings:
        assert " ".join(finding.detail.split()) in said


def test_the_cumulative_record_holds_every_criterion_of_every_unit_in_its_wording(caseload, mo, item):
    accepted_product(caseload, mo.id, "ocr-b10", "3.1")
    said = shown(caseload, mo, "cumulative")
    for stand in portfolio_view.portfolio_view(caseload, mo.id).standings:
        for label in stand.unit.labels():
            assert " ".join(stand.unit.wording(label).split()) in said


def test_the_index_says_where_everything_is(caseload, mo, item):
    evidence.add_item(
        caseload,
        mo.id,
        "WP",
        "Complaint file",
        caseload.clock().date(),
        "Head office, room 4",
        "Ann Assessor",
        caseload.clock().date(),
    )
    said = shown(caseload, mo, "index")
    for words in (
        "Head office, room 4",
        "seen there by Ann Assessor",
        "until 2 March 2026",
        "2.3 (12:40)",
        "draft",
    ):
        assert words in said


def test_witnesses_stand_once_in_the_list_with_the_items_they_gave(caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor", "line manager", "jo@example.org")
    for _ in range(2):
        witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date(), typed_by="Ann")
    said = shown(caseload, mo, "witnesses")
    assert said.count("Jo Obi") == 1
    assert "1, 2" in said
    assert "Typed by" in shown(caseload, mo, "record")


def test_the_declaration_is_the_units_own_and_signed_in_order(caseload, mo):
    said = shown(caseload, mo, "declaration", "nos-b10")
    assert "The candidate has satisfied the assessor and internal verifier" in said
    assert said.index("Candidate’s") < said.index("Assessor’s signature") < said.index("Internal verifier’s")
    assert "not decided yet" in said


def every(caseload, mo):
    return files.choices(caseload, portfolio_view.portfolio_view(caseload, mo.id))


def test_every_paper_has_identifier_version_code_and_pages_and_the_same_record_gives_the_same_bytes(
    caseload, mo, item
):
    for choice in every(caseload, mo):
        pdf = files.draw(choice.content())
        assert files.draw(choice.content()) == pdf
        said = pdf_text(pdf)
        assert "Form " in said
        assert "version 1" in said
        assert "Page 1 of" in said
        assert choice.content().identification.record_code in said


def test_one_changed_character_gives_another_record_code(caseload, mo, item):
    before = {c.form + c.about: c.content().identification.record_code for c in every(caseload, mo)}
    note, *_ = portfolio_view.portfolio_view(caseload, mo.id).portfolio.notes_of(item.id)
    evidence.change_note(caseload, mo.id, replace(note, text=note.text + "!"))
    after = {c.form + c.about: c.content().identification.record_code for c in every(caseload, mo)}
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {f"record{item.id}", f"copy{item.id}"}


def test_every_paper_is_tagged_with_headings_tables_heads_and_words_for_pictures(
    caseload, mo, item, tmp_path
):
    for choice in every(caseload, mo):
        pdf = files.draw(choice.content())
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert opened.Root.MarkInfo.Marked
            assert str(opened.Root.Lang) == "en-GB"
            assert opened.docinfo["/Title"]
            tags = list(elements(opened.Root.StructTreeRoot.K))
        assert tags[1][0] == "H1"
        if choice.form == "record":
            assert ("Figure", "The counter\nPeople present were informed by a notice at the door") in tags
        if choice.form in ("cumulative", "index", "requirements"):
            assert "TH" in {tag for tag, _ in tags}


def test_a_note_that_runs_over_pages_is_in_the_structure_whole(caseload, mo, item):
    said = [f"word{number}" for number in range(3000)]
    evidence.add_note(caseload, mo.id, item.id, " ".join(said))
    choice = next(c for c in every(caseload, mo) if c.form == "record")
    with pikepdf.open(BytesIO(files.draw(choice.content()))) as opened:
        read = " ".join(words for _, words in elements(opened.Root.StructTreeRoot.K)).split()
    assert [word for word in read if word in set(said)] == said


def elements(element):
    """Every element of the structure with its words, in reading order."""
    words = element.get("/Alt") or element.get("/ActualText") or ""
    yield str(element.S).removeprefix("/"), str(words)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from elements(kid)


def test_poppler_reads_the_structure_in_order(caseload, mo, item, tmp_path):
    pdfinfo = pytest.importorskip("shutil").which("pdfinfo")
    if pdfinfo is None:
        pytest.skip("poppler is not installed")
    (tmp_path / "paper.pdf").write_bytes(
        files.draw(next(c for c in every(caseload, mo) if c.form == "record").content())
    )
    told = subprocess.run(
        [pdfinfo, "-struct-text", tmp_path / "paper.pdf"], capture_output=True, text=True, check=True
    )
    order = ["Observation record", "Account", "Customers", "Customer feedback", "Feedback to the candidate"]
    places = [told.stdout.index(f'"{words}"') for words in order]
    assert places == sorted(places)


# The whole portfolio


def test_a_whole_portfolio_is_one_pdf_with_outline_links_and_pages_through(caseload, mo, item):
    cover, papers = files.whole_portfolio(caseload, portfolio_view.portfolio_view(caseload, mo.id))
    pdf = files.draw_whole(cover, papers)
    assert files.draw_whole(cover, papers) == pdf
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.outline) == len(papers) + 1
    pages = len(reader.pages)
    assert f"Page {pages} of {pages}" in reader.pages[-1].extract_text()
    links = [a.get_object() for a in reader.pages[0].get("/Annots", [])]
    assert len(links) == len(papers)
    text = pdf_text(pdf)
    assert "Refund late; Mo let him finish & rang back." in text


def test_a_portfolio_with_a_password_opens_with_it_alone(caseload, mo, item):
    cover, papers = files.whole_portfolio(caseload, portfolio_view.portfolio_view(caseload, mo.id))
    pdf = files.draw_whole(cover, papers, "quay lamp")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(pdf))
    with pikepdf.open(BytesIO(pdf), password="quay lamp") as opened:
        assert opened.encryption.R == 6
    assert b"Refund" not in pdf


def test_a_smaller_portfolio_has_smaller_photographs_and_the_same_words(caseload, mo, item):
    photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((2000, 1500)))), "Large")
    cover, papers = files.whole_portfolio(caseload, portfolio_view.portfolio_view(caseload, mo.id))
    whole, small = files.draw_whole(cover, papers), files.draw_whole(cover, papers, small=True)
    assert len(small) < len(whole)
    assert pdf_text(small) == pdf_text(whole)
    widths = [image.image.width for page in PdfReader(BytesIO(small)).pages for image in page.images]
    assert max(widths) <= 900


def test_a_folder_that_cannot_be_written_leaves_no_half_written_file(caseload, mo, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("")
    with pytest.raises(UserError, match="could not be written"):
        files.write_forms(
            caseload, portfolio_view.portfolio_view(caseload, mo.id), blocked / "out", form="index"
        )
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


@pytest.mark.parametrize(
    "name", ["X" * 120, "Łukasz Ørsted-Ŵyn", "Ελένη Παπαδοπούλου", "Иван <b>Петров</b> & Sons"]
)
def test_long_and_foreign_names_stand_whole_on_every_paper(caseload, mo, item, name):
    candidates.change_candidate(caseload, replace(mo, name=name))
    for choice in every(caseload, mo):
        assert "".join(name.split()) in "".join(pdf_text(files.draw(choice.content())).split())


def test_very_long_notes_run_over_pages_without_loss(caseload, mo, item):
    words = " ".join(f"word{number}" for number in range(1500))
    evidence.add_note(caseload, mo.id, item.id, words)
    said = shown(caseload, mo, "record")
    assert all(f"word{number}" in said for number in (0, 700, 1499))


@pytest.mark.parametrize("lines", range(20, 60, 3))
def test_no_heading_and_no_head_of_a_table_stands_alone_and_no_signature_block_is_split(lines):
    from csassess.forms import paper
    from csassess.forms.content import Grid, Heading, Identification, Paper, SignatureLine, Signing, Told

    blocks = (
        *(Told("", "10:00", f"Line {number} of words.") for number in range(lines)),
        Heading("A heading"),
        Grid(
            ("Left head", "Right head"),
            tuple((f"cell {n}", "some words here " * 12) for n in range(6)),
            (1, 3),
        ),
        Signing("The declaration.", tuple(SignatureLine(f"Signature {n}") for n in range(3))),
    )
    drawn = paper.draw(Paper(Identification("Paper", "FRM", "1", "0" * 12), "", (("Name", "Value"),), blocks))
    for page in PdfReader(BytesIO(drawn)).pages:
        said = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        last = [line for line in said if not line.startswith(("Form FRM", "Record code", "Page "))][-1]
        assert last != "A heading"
        assert "head" not in last
        assert ("The declaration." in said) == ("Signature 2" in " ".join(said))
