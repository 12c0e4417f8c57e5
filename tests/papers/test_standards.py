"""Every paper keeps PDF/UA-1 and PDF/A-2a, as far as can be tested without a validator in Java."""

import re
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pikepdf
import pytest
from pdfua import Severity, validate

from csassess.forms import scanned_page
from csassess.services.evidence import evidence
from csassess.services.papers import files
from csassess.services.papers.fillable import FILLABLE
from csassess.services.progress import portfolio_view
from tests.papers.every_field import every_paper
from tests.papers.structure import read
from tests.support.builders import Clock, closed_caseload, reopened
from tests.support.hostile_words import hostile
from tests.support.pictures import encoded, scene

NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
FORBIDDEN = ("/AA", "/OpenAction", "/AcroForm", "/JavaScript", "/EmbeddedFiles", "/OCProperties")


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Return the PDF of every paper of a caseload with a record of every kind, by form and number."""
    caseload = reopened(closed_caseload(tmp_path_factory.mktemp("all") / "caseload"), clock=Clock())
    candidate, _, _ = hostile(caseload)
    contents = list(every_paper(caseload, candidate.id))
    drawn = {
        f"{number} {content.identification.form}": files.draw(content)
        for number, content in enumerate(contents)
    }
    view = portfolio_view.portfolio_view(caseload, candidate.id)
    cover, parts = files.whole_portfolio(caseload, view)
    drawn["portfolio"] = files.draw_whole(cover, parts)
    drawn["small portfolio"] = files.draw_whole(cover, parts, small=True)
    drawn["scan"] = scanned_page.draw(encoded(scene((64, 48))), "Signed sheet")
    drawn["no scan"] = scanned_page.draw_without_picture("Signed sheet", "It is damaged.")
    caseload.close()
    return drawn


def test_a_checker_of_pdf_ua_finds_nothing(papers, tmp_path):
    found = []
    for name, pdf in papers.items():
        path = tmp_path / "paper.pdf"
        path.write_bytes(pdf)
        report = validate(path)
        found += [(name, f.rule_id, f.message) for f in report.findings if f.severity >= Severity.WARNING]
    assert len(papers) > 25
    assert found == []


def test_everything_drawn_is_tagged_or_an_artifact(papers):
    assert [name for name, pdf in papers.items() if any(page.untagged for page in read(pdf)[1])] == []


def test_headings_begin_with_the_title_and_skip_no_level(papers):
    for name, pdf in papers.items():
        levels = [int(e.tag[1]) for e in read(pdf)[0].walk() if re.fullmatch("H[1-6]", e.tag)]
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_every_row_of_a_table_has_as_many_cells_and_every_head_says_of_what(papers):
    for name, pdf in papers.items():
        for table in (e for e in read(pdf)[0].walk() if e.tag == "Table"):
            rows = [e for e in table.walk() if e.tag == "TR"]
            assert len({len(row.kids) for row in rows}) == 1, name
            heads = [e for e in table.walk() if e.tag == "TH"]
            assert heads, name
            assert {head.scope for head in heads} <= {"Column", "Row"}, name


def test_every_picture_has_words(papers):
    figures = [e for pdf in papers.values() for e in read(pdf)[0].walk() if e.tag == "Figure"]
    assert figures
    assert all(figure.instead.strip() for figure in figures)


def packet_of(opened):
    return ElementTree.fromstring(opened.Root.Metadata.read_bytes())


def test_a_file_says_what_it_is_in_its_information_and_its_metadata_alike(papers):
    for name, pdf in papers.items():
        with pikepdf.open(BytesIO(pdf)) as opened:
            packet, information = packet_of(opened), opened.docinfo
            title = packet.findtext(".//dc:title/rdf:Alt/rdf:li", namespaces=NAMES)
            archived = (
                ("2", "A") if name.split()[-1] not in FILLABLE else (None, None)
            )  # fields keep no PDF/A
            stated = (packet.findtext(f".//pdfaid:{part}", None, NAMES) for part in ("part", "conformance"))
            assert tuple(stated) == archived, name
            assert packet.findtext(".//pdfuaid:part", namespaces=NAMES) == "1"
            assert title == str(information["/Title"]), name
            assert packet.findtext(".//pdf:Producer", namespaces=NAMES) == str(information["/Producer"])
            assert packet.findtext(".//xmp:CreatorTool", namespaces=NAMES) == str(information["/Creator"])
            created = packet.findtext(".//xmp:CreateDate", namespaces=NAMES)
            at = datetime.fromisoformat(created).astimezone(UTC)
            assert str(information["/CreationDate"]) == f"D:{at:%Y%m%d%H%M%S}+00'00'"
            assert "/Filter" not in opened.Root.Metadata
            assert opened.trailer.ID is not None


def test_a_file_has_a_colour_profile_and_nothing_that_pdf_a_forbids(papers):
    for name, pdf in papers.items():
        if name.split()[-1] in FILLABLE:
            continue
        with pikepdf.open(BytesIO(pdf)) as opened:
            (intent,) = opened.Root.OutputIntents
            assert intent.DestOutputProfile.N == 3
            assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
            assert not opened.is_encrypted
            named = {*opened.Root.keys(), *opened.Root.get("/Names", {}).keys()}
            named |= {key for page in opened.pages for key in page.obj}
            assert named.isdisjoint(FORBIDDEN), name
            assert all("/Group" not in page.obj for page in opened.pages)
            for item in opened.objects:
                if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                    assert item.ColorSpace in ("/DeviceRGB", "/DeviceGray")
                    assert "/SMask" not in item
                if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Link":
                    assert int(item.F) == 4
                    assert str(item.Contents).strip()


def test_every_font_is_embedded_with_its_characters_and_widths(papers):
    for name, pdf in papers.items():
        with pikepdf.open(BytesIO(pdf)) as opened:
            fonts = [f for p in opened.pages for f in p.obj.Resources.get("/Font", {}).values()]
            assert fonts
            for font in fonts:
                assert "/FontFile2" in font.FontDescriptor, name
                assert "/ToUnicode" in font
                assert len(font.Widths) == int(font.LastChar) - int(font.FirstChar) + 1


def test_each_file_of_a_record_has_a_title_of_its_own_without_the_candidate_s_name(caseload, mo):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    titles = []
    for choice in files.paper_choices(caseload, view):
        with pikepdf.open(BytesIO(files.draw(choice.content()))) as opened:
            titles.append(str(opened.docinfo["/Title"]))
    assert len(set(titles)) == len(titles)
    assert not any(mo.name in title for title in titles)
    assert any(re.fullmatch(r"Candidate Recording Form – B10.* – [0-9a-f]{6}", title) for title in titles)


def test_the_date_of_a_file_is_that_of_the_last_entry_in_the_record(caseload, clock, mo):
    clock.move_on(days=3)
    evidence.add_item(caseload, mo.id, "WP", "Log", clock().date())
    entered = clock()
    clock.move_on(days=3)
    view = portfolio_view.portfolio_view(caseload, mo.id)
    choice = next(c for c in files.paper_choices(caseload, view) if c.form == "index")
    with pikepdf.open(BytesIO(files.draw(choice.content()))) as opened:
        assert str(opened.docinfo["/ModDate"]) == f"D:{entered:%Y%m%d%H%M%S}+00'00'"
