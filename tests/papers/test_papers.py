"""Papers are complete, never half written, and identical for the same record."""

import subprocess
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Quality
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship
from csassess.services.access import caseloads
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.papers import files, form_control
from csassess.services.progress import portfolio_view
from csassess.services.signing import signing
from csassess.services.visits import visits
from tests.support.builders import accepted_product, pdf_text
from tests.support.pictures import encoded, scene

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def item(caseload, clock, mo):
    """Return a finished observation with everything an item can hold."""
    observation = visits.start_visit(
        caseload, [mo.id], "Harbour & Co <ticket office>", informed="a notice at the door"
    )[mo.id]
    customer, note = evidence.next_customer(caseload, mo.id, observation.id)
    evidence.change_customer(
        caseload, mo.id, replace(customer, demeanour=Demeanour.DIFFICULT, relationship=Relationship.NEW)
    )
    clock.move_on(hours=2)
    evidence.change_note(caseload, mo.id, replace(note, text="Refund late; Mo let him finish & rang back."))
    references.tick(caseload, mo.id, observation.id, "ocr-b10", "2.3", note.id)
    references.tick(caseload, mo.id, observation.id, "nos-b10", "B10.2.3", note.id, location="12:40")
    visits.toggle_observing(caseload, mo.id, observation.id)
    clock.move_on(minutes=10)
    visits.toggle_observing(caseload, mo.id, observation.id)
    picture = photographs.add(
        caseload, mo.id, observation.id, photographs.prepare(encoded(scene((320, 240)))), "The counter"
    )
    references.tick(caseload, mo.id, observation.id, "ocr-b10", "1.1", picture.id)
    evidence.record_feedback(
        caseload, mo.id, observation.id, FeedbackOrigin.REQUESTED, "Too slow", "A second desk"
    )
    attachments.attach(caseload, mo.id, observation.id, "rota.pdf", PDF)
    feedback = FeedbackToCandidate(
        observation.id,
        observation.id,
        "Calm",
        "Speed",
        "It was busy",
        caseload.clock().date(),
        "The call log",
    )
    visits.finish(caseload, mo.id, observation.id, feedback)
    return observation


def test_the_record_says_what_was_written_up_a_minute_after_the_visit(caseload, clock, mo):
    observation = visits.start_visit(caseload, [mo.id], "Harbour")[mo.id]
    note = evidence.add_note(caseload, mo.id, observation.id)
    clock.move_on(minutes=2)
    visits.finish(caseload, mo.id, observation.id, FeedbackToCandidate(observation.id, observation.id))
    clock.move_on(minutes=1)
    evidence.change_note(caseload, mo.id, replace(note, text="Greets him."))
    assert "(written up 09:33)" in text_of(caseload, mo, "record")


def text_of(caseload, mo, form, about=None):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    choice = next(
        c for c in files.paper_choices(caseload, view) if c.form == form and about in (None, c.about)
    )
    return pdf_text(files.draw(choice.content()))


def test_the_record_of_an_item_contains_its_whole_account_with_criteria(caseload, mo, item):
    text = text_of(caseload, mo, "record")
    for words in (
        "Harbour & Co <ticket office>",
        "a notice at the door",
        "Customer A",
        "(written up 11:30)",
        "Refund late; Mo let him finish & rang back.",
        "B10 (ocr-b10) 2.3",
        "2.3 (12:40)",
        "11:30 – 11:40 not observed",
        "The counter",
        "B10 (ocr-b10) 1.1",
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
        assert words in text, words


def test_the_candidates_copy_contains_the_account_without_criteria(caseload, mo, item):
    text = text_of(caseload, mo, "copy")
    assert "Refund late" in text
    assert "It was busy" in text
    assert "B10" not in text


def test_feedback_to_the_candidate_is_a_separate_paper_if_there_is_any(caseload, mo, item):
    text = text_of(caseload, mo, "feedback")
    for words in ("Calm", "Speed", "It was busy", "The call log", "Candidate’s signature"):
        assert words in text
    other = evidence.add_item(caseload, mo.id, "WP", "Log", caseload.clock().date())
    assert (other.id,) not in [(c.about,) for c in all_papers(caseload, mo) if c.form == "feedback"]


def sign_account(caseload, mo, item):
    portfolio = portfolio_view.portfolio_view(caseload, mo.id).portfolio
    code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
    return signing.sign_account(
        caseload, mo.id, item.id, Signer.CANDIDATE, "Mo Candidate", code, ((10, 10, 60, 40, 90, 10),)
    )


def test_the_record_names_a_signature_and_says_if_it_no_longer_applies(caseload, mo, item):
    signature = sign_account(caseload, mo, item)
    assert f"record code {signature.code[:12]}" in text_of(caseload, mo, "record")
    judgement.add_addendum(caseload, mo.id, item.id, "Seen again in June.")
    text = text_of(caseload, mo, "record")
    assert "Seen again in June." in text
    assert "no longer applies" not in text
    signing.open_account(caseload, mo.id, item.id, "A wrong word.")
    note, *_ = portfolio_view.portfolio_view(caseload, mo.id).portfolio.notes_of(item.id)
    evidence.change_note(caseload, mo.id, replace(note, text="Refund late."))
    assert "no longer applies" in text_of(caseload, mo, "record")


def test_the_requirements_paper_prints_every_finding_with_its_reason(caseload, mo, item):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    text = text_of(caseload, mo, "requirements", "ocr-b10")
    for finding in view.of("ocr-b10").findings:
        assert " ".join(finding.detail.split()) in text


def test_the_cumulative_record_contains_the_wording_of_every_criterion(caseload, mo, item):
    accepted_product(caseload, mo.id, "ocr-b10", "3.1")
    text = text_of(caseload, mo, "cumulative")
    for standing in portfolio_view.portfolio_view(caseload, mo.id).standings:
        for label in standing.unit.labels():
            assert " ".join(standing.unit.wording(label).split()) in text


def test_the_index_says_where_each_item_is(caseload, mo, item):
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
    text = text_of(caseload, mo, "index")
    for words in (
        "Head office, room 4",
        "seen there by Ann Assessor",
        "until 2 March 2026",
        "2.3 (12:40)",
        "draft",
    ):
        assert words in text


def test_each_witness_is_listed_once_with_all_their_items(caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor", "line manager", "jo@example.org")
    for _ in range(2):
        witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date(), typed_by="Ann")
    text = text_of(caseload, mo, "witnesses")
    assert text.count("Jo Obi") == 1
    assert "1, 2" in text
    assert "Typed by" in text_of(caseload, mo, "record")


def test_the_declaration_has_the_unit_s_words_and_the_signatures_in_order(caseload, mo):
    text = text_of(caseload, mo, "declaration", "nos-b10")
    assert "The candidate has satisfied the assessor and internal verifier" in text
    assert text.index("Candidate’s") < text.index("Assessor’s signature") < text.index("Internal verifier’s")
    assert "not achieved yet" in text


def all_papers(caseload, mo):
    return files.paper_choices(caseload, portfolio_view.portfolio_view(caseload, mo.id))


def test_every_paper_is_reproducible_and_has_identifier_version_code_and_pages(caseload, mo, item):
    for choice in all_papers(caseload, mo):
        pdf = files.draw(choice.content())
        assert files.draw(choice.content()) == pdf
        text = pdf_text(pdf)
        assert "Form " in text
        assert "version 1" in text
        assert "Page 1 of" in text
        assert choice.content().identification.record_code in text


def test_one_changed_character_gives_another_record_code(caseload, mo, item):
    before = {c.form + c.about: c.content().identification.record_code for c in all_papers(caseload, mo)}
    note, *_ = portfolio_view.portfolio_view(caseload, mo.id).portfolio.notes_of(item.id)
    evidence.change_note(caseload, mo.id, replace(note, text=note.text + "!"))
    after = {c.form + c.about: c.content().identification.record_code for c in all_papers(caseload, mo)}
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {f"record{item.id}", f"copy{item.id}"}


def test_every_paper_is_tagged_with_headings_tables_and_picture_descriptions(caseload, mo, item, tmp_path):
    for choice in all_papers(caseload, mo):
        pdf = files.draw(choice.content())
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert opened.Root.MarkInfo.Marked
            assert str(opened.Root.Lang) == "en-GB"
            assert opened.docinfo["/Title"]
            tags = list(elements(opened.Root.StructTreeRoot.K))
        assert [tag for tag, _ in tags[:3]] == ["Document", "Sect", "H1"]
        if choice.form == "record":
            assert (
                "Figure",
                "The counter\nTaken 11:40\nPeople present were informed by a notice at the door",
            ) in tags
        if choice.form in ("cumulative", "index", "requirements"):
            assert "TH" in {tag for tag, _ in tags}


def test_a_note_across_pages_is_one_paragraph_of_the_structure(caseload, mo, item):
    note_words = [f"word{number}" for number in range(3000)]
    evidence.add_note(caseload, mo.id, item.id, " ".join(note_words))
    choice = next(c for c in all_papers(caseload, mo) if c.form == "record")
    pdf = files.draw(choice.content())
    assert [word for word in pdf_text(pdf).split() if word in set(note_words)] == note_words
    with pikepdf.open(BytesIO(pdf)) as opened:
        paragraphs = [e for e in every_element(opened.Root.StructTreeRoot.K) if e.S == "/P"]
        longest = max(paragraphs, key=lambda e: len(kids_of(e)))
        pages = {kid.Pg.objgen for kid in kids_of(longest) if isinstance(kid, pikepdf.Dictionary)}
        assert len(pages) >= 2


def kids_of(element):
    """Return the children of an element: elements, marks on its page, and marks on other pages."""
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def every_element(element):
    """Yield every element of the structure, in reading order."""
    yield element
    for kid in kids_of(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from every_element(kid)


def elements(root):
    """Yield the tag and the words of every element of the structure, in reading order."""
    for element in every_element(root):
        words = element.get("/Alt") or element.get("/ActualText") or ""
        yield str(element.S).removeprefix("/"), str(words)


def test_poppler_reads_the_structure_in_order(caseload, mo, item, tmp_path):
    pdfinfo = pytest.importorskip("shutil").which("pdfinfo")
    if pdfinfo is None:
        pytest.skip("poppler is not installed")
    (tmp_path / "paper.pdf").write_bytes(
        files.draw(next(c for c in all_papers(caseload, mo) if c.form == "record").content())
    )
    output = subprocess.run(
        [pdfinfo, "-struct-text", tmp_path / "paper.pdf"], capture_output=True, text=True, check=True
    )
    order = ["Observation record", "Account", "Customers", "Customer feedback", "Feedback to the candidate"]
    positions = [output.stdout.index(f'"{words}"') for words in order]
    assert positions == sorted(positions)


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
def test_long_and_foreign_names_are_complete_on_every_paper(caseload, mo, item, name):
    candidates.change_candidate(caseload, replace(mo, name=name))
    for choice in all_papers(caseload, mo):
        assert "".join(name.split()) in "".join(pdf_text(files.draw(choice.content())).split())


def test_very_long_notes_continue_over_pages_without_loss(caseload, mo, item):
    words = " ".join(f"word{number}" for number in range(1500))
    evidence.add_note(caseload, mo.id, item.id, words)
    text = text_of(caseload, mo, "record")
    assert all(f"word{number}" in text for number in (0, 700, 1499))


@pytest.mark.parametrize("lines", range(20, 60, 3))
def test_headings_and_table_heads_keep_with_their_content_and_signatures_stay_together(lines):
    from csassess.forms import paper
    from csassess.forms.content import (
        AccountEntry,
        Grid,
        Heading,
        Identification,
        Paper,
        SignatureLine,
        Signing,
    )

    blocks = (
        *(AccountEntry("", "10:00", f"Line {number} of words.") for number in range(lines)),
        Heading("A heading"),
        Grid(
            ("Left head", "Right head"),
            tuple((f"cell {n}", "some words here " * 12) for n in range(6)),
            (1, 3),
        ),
        Signing("The declaration.", tuple(SignatureLine(f"Signature {n}") for n in range(3))),
    )
    pdf = paper.draw(Paper(Identification("Paper", "FRM", "1", "0" * 12), "", (("Name", "Value"),), blocks))
    for page in PdfReader(BytesIO(pdf)).pages:
        lines_of_page = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        last = [line for line in lines_of_page if not line.startswith(("Form FRM", "Record code", "Page "))][
            -1
        ]
        assert last != "A heading"
        assert "head" not in last
        assert ("The declaration." in lines_of_page) == ("Signature 2" in " ".join(lines_of_page))
        cells = [line for line in lines_of_page if line.startswith("cell")]
        assert len(cells) in (0, 6)  # the table fits a page, so it is on one
        assert ("The declaration." in lines_of_page) == bool(cells)


def test_the_evidence_index_says_what_an_accepted_item_lacks(caseload, mo, item):
    judgement.accept(caseload, mo.id, item.id, "One more call is planned", (Quality.SUFFICIENT,))
    assert "not sufficient" in " ".join(text_of(caseload, mo, "index").split())


def test_the_list_of_forms_names_a_form_of_the_centre_s_month_once_it_is_used_or_approved(caseload):
    def used():
        return {form for form, _ in form_control.forms_used(caseload)}

    assert not used() & {"IND", "ASP", "PRV", "AUT", "PRG", "CLM", "ACL"}
    caseloads.change_centre(caseload, replace(caseloads.centre_of(caseload), keeps=("induction",)))
    assert used() & {"IND", "ASP", "PRV", "AUT", "PRG", "CLM", "ACL"} == {"IND", "PRG"}
    form_control.approve(caseload, "PRV", "Eve", caseload.clock().date())
    assert "PRV" in used()
