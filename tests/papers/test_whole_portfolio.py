"""A whole portfolio holds every paper and the pages of attached PDFs, and is always drawn."""

from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from csassess import logs
from csassess.domain.records.evidence import NoteKind
from csassess.forms import paper
from csassess.forms.content import Paper
from csassess.services.attachments import attachments, photographs
from csassess.services.evidence import evidence
from csassess.services.papers import files
from csassess.services.progress import portfolio_view
from csassess.services.visits import visits
from tests.papers.structure import read
from tests.support.builders import pdf_text
from tests.support.pictures import encoded, scene


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "csassess.log"
    logs.start(path)
    yield path
    logs.stop()


@pytest.fixture
def log_item(caseload, mo):
    return evidence.add_item(caseload, mo.id, "WP", "A complaints log", caseload.clock().date())


def whole(caseload, mo):
    return files.draw_whole(*files.whole_portfolio(caseload, portfolio_view.portfolio_view(caseload, mo.id)))


def fails(*_):
    raise ValueError("Mo Candidate")


def test_a_whole_portfolio_is_one_pdf_with_outline_links_and_continuous_pages(caseload, mo, log_item):
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
    assert "A complaints log" in text


def test_a_portfolio_with_a_password_opens_only_with_it(caseload, mo, log_item):
    cover, papers = files.whole_portfolio(caseload, portfolio_view.portfolio_view(caseload, mo.id))
    pdf = files.draw_whole(cover, papers, "quay lamp")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(pdf))
    with pikepdf.open(BytesIO(pdf), password="quay lamp") as opened:
        assert opened.encryption.R == 6
    assert b"complaints" not in pdf


def test_a_smaller_portfolio_has_smaller_photographs_and_the_same_words(caseload, mo, log_item):
    photographs.add(caseload, mo.id, log_item.id, photographs.prepare(encoded(scene((2000, 1500)))), "Large")
    cover, papers = files.whole_portfolio(caseload, portfolio_view.portfolio_view(caseload, mo.id))
    whole, small = files.draw_whole(cover, papers), files.draw_whole(cover, papers, small=True)
    assert len(small) < len(whole)
    assert pdf_text(small) == pdf_text(whole)
    widths = [image.image.width for page in PdfReader(BytesIO(small)).pages for image in page.images]
    assert max(widths) <= 900


def test_a_paper_that_cannot_be_drawn_is_replaced_and_the_others_are_complete(
    caseload, mo, log_item, log, monkeypatch
):
    story_of = paper.story_of
    monkeypatch.setattr(
        paper,
        "story_of",
        lambda content, *links: fails() if broken(content) else story_of(content, *links),
    )

    def broken(content: Paper) -> bool:
        return content.identification.form == "EVI" and bool(content.facts)

    words = pdf_text(whole(caseload, mo))
    assert "This paper could not be drawn (ValueError)." in words
    assert "A complaints log" in words
    assert "Cumulative assessment record" in words
    assert "paper EVI could not be drawn: ValueError" in log.read_text()
    assert "Mo" not in log.read_text()


def test_a_paper_that_cannot_be_put_together_keeps_no_other_from_being_written(
    caseload, mo, log_item, log, monkeypatch, tmp_path
):
    monkeypatch.setattr(files, "evidence_index", fails)
    words = pdf_text(whole(caseload, mo))
    assert "This paper could not be drawn (ValueError)." in words
    assert "A complaints log" in words
    view = portfolio_view.portfolio_view(caseload, mo.id)
    written = files.write_forms(caseload, view, tmp_path / "out")
    assert len(written) == len(files.paper_choices(caseload, view))
    assert "Mo" not in log.read_text()


def test_an_error_that_lies_in_no_single_paper_is_not_hidden(caseload, mo, monkeypatch):
    from csassess.forms import portfolio

    monkeypatch.setattr(portfolio, "build_all", fails)
    with pytest.raises(ValueError, match="Mo Candidate"):
        whole(caseload, mo)


def test_an_attached_pdf_is_in_the_portfolio_as_pictures_that_are_read_aloud(caseload, mo, log_item):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    index = next(c for c in files.paper_choices(caseload, view) if c.form == "index")
    attachments.attach(caseload, mo.id, log_item.id, "rota.pdf", files.draw(index.content()))
    root, pages = read(whole(caseload, mo))
    figures = [e.instead for e in root.walk() if e.tag == "Figure" and "rota.pdf" in e.instead]
    assert figures
    assert figures[0].startswith(f"Page 1 of {len(figures)} of rota.pdf, attached to item 1: Evidence index")
    assert any(e.tag == "H2" and e.words == "Attached: rota.pdf" for e in root.walk())
    assert [page.untagged for page in pages] == [[] for _ in pages]


def test_an_attached_pdf_that_cannot_be_read_is_named(caseload, mo, log_item):
    broken = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    attachments.attach(caseload, mo.id, log_item.id, "rota.pdf", broken)
    words = pdf_text(whole(caseload, mo))
    assert "Attached: rota.pdf" in words
    assert "The file cannot be shown here" in words


def test_notes_written_under_different_offsets_are_printed_in_the_order_of_their_times(caseload, clock, mo):
    summer, winter = timezone(timedelta(hours=1)), UTC
    clock.now = datetime(2026, 10, 25, 0, 30, tzinfo=summer)
    item = visits.start_visit(caseload, [mo.id], "Harbour")[mo.id]
    for minute, zone in ((50, summer), (70, winter), (95, summer), (130, winter)):
        clock.now = (datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(zone)
        evidence.add_note(caseload, mo.id, item.id, f"After {minute} minutes.")
    view = portfolio_view.portfolio_view(caseload, mo.id)
    choice = next(c for c in files.paper_choices(caseload, view) if c.form == "copy")
    words = pdf_text(files.draw(choice.content()))
    places = [words.index(f"After {minute} minutes.") for minute in (50, 70, 95, 130)]
    assert places == sorted(places)


def test_a_moment_without_words_says_that_it_is_to_be_written_up(caseload, clock, mo):
    item = visits.start_visit(caseload, [mo.id], "Harbour")[mo.id]
    evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT)
    view = portfolio_view.portfolio_view(caseload, mo.id)
    choice = next(c for c in files.paper_choices(caseload, view) if c.form == "record")
    assert "to be written up" in pdf_text(files.draw(choice.content()))
