"""The candidate recording form: the parts of the source form, and every item complete."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.domain.records.evidence import Method
from csassess.domain.records.people import AssessorStatus
from csassess.domain.units.recording_forms import recording_form
from csassess.domain.units.units import Kind, Setting
from csassess.forms.content import FormRow, Mark
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.papers.files import draw
from csassess.services.papers.recording import recording_form_content
from csassess.services.progress import portfolio_view
from csassess.services.units import units
from tests.support.builders import THAT_DAY, accepted_product, form_pdf, pdf_text

TABLES = {
    "Performance Criteria": ["B10.1.1", "B10.1.2", "B10.1.3", "B10.2.1", "B10.2.2", "B10.2.3", "B10.2.4"],
    "Performance Criteria (continued)": [
        "B10.2.5",
        "B10.2.6",
        "B10.2.7",
        "B10.2.8",
        "B10.3.1",
        "B10.3.2",
        "B10.3.3",
        "B10.3.4",
    ],
    "Knowledge and Understanding": ["B10a", "B10b", "B10c", "B10d", "B10e", "B10f", "B10g", "B10h"],
}
DECLARATION = (
    "The candidate has satisfied the assessor and internal verifier that the performance evidence has been"
    " met."
)
LONG = " ".join(f"word{number:03}" for number in range(250))  # 2,000 characters, each word once


def lines(pdf):
    """Return every line of text of a PDF, page by page."""
    pages = PdfReader(BytesIO(pdf)).pages
    return [line.strip() for page in pages for line in page.extract_text().splitlines() if line.strip()]


def lines_by_table(pdf):
    """Return the lines under each table's title, including heads repeated on later pages."""
    lines_by_title, title = {}, None
    for line in lines(pdf):
        title = line if line in TABLES else None if line == "Notes/Comments" else title
        if title:
            lines_by_title.setdefault(title, []).append(line)
    return lines_by_title


def text_positions(page):
    """Return every piece of text on a page as (text, x, y) in points."""
    pieces = []

    def visit(text, matrix, text_matrix, *_):
        if text.strip():
            x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
            y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            pieces.append((text.strip(), x, y))

    page.extract_text(visitor_text=visit)
    return pieces


@pytest.fixture
def content(caseload, mo):
    """Return a function that makes the content of the candidate's form with the given rows."""
    empty = recording_form_content(caseload, portfolio_view.portfolio_view(caseload, mo.id), "nos-b10")

    def with_rows(*rows):
        return replace(empty, rows=rows)

    return with_rows


def row(number, description="Letter to a passenger", **marks):
    return FormRow(str(number), description, {label.replace("_", "."): mark for label, mark in marks.items()})


def test_the_form_has_the_parts_of_its_source_in_order(content):
    text_lines = lines(draw(content()))
    parts = [
        "Candidate Recording Form",
        *TABLES,
        "Notes/Comments",
        DECLARATION,
        "Candidate's signature",
        "Assessor's signature",
        "Internal verifier's signature",
    ]
    assert [text_lines.index(part) for part in parts] == sorted(text_lines.index(part) for part in parts)
    assert text_lines[text_lines.index("Candidate's signature") :][:9] == [
        "Candidate's signature",
        "Mo Candidate",
        "Date",
        "Assessor's signature",
        "Ann Assessor",
        "Date",
        "Internal verifier's signature",
        "Name",
        "Date",
    ]


def test_every_label_is_in_the_head_of_its_table_in_order(content):
    tables = lines_by_table(draw(content(row(1))))
    for title, labels in TABLES.items():
        head = tables[title]
        assert head[1:3] == ["No", "Description of evidence"]
        assert head[3 : 3 + len(labels)] == labels
    assert [len(labels) for labels in TABLES.values()] == [7, 8, 8]


def test_the_declaration_is_printed_word_for_word(content):
    assert DECLARATION in pdf_text(draw(content()))


@pytest.mark.parametrize("count", [0, 1, 14, 60])
def test_every_item_is_printed_with_its_number_in_all_three_tables(content, count):
    numbers = [str(number) for number in range(1, count + 1)]
    rows = [row(number, f"Item of evidence {number}") for number in numbers]
    tables = lines_by_table(draw(content(*rows)))
    assert list(tables) == list(TABLES)
    for table in tables.values():
        assert [line for line in table if line.isdigit()] == numbers
        for number in numbers:
            assert f"Item of evidence {number}" in table


def test_table_heads_are_repeated_on_every_page(content):
    pdf = draw(content(*(row(number) for number in range(1, 61))))
    for page in PdfReader(BytesIO(pdf)).pages[:-1]:
        text = page.extract_text()
        assert "Description of evidence" in text
        assert any(title in text for title in TABLES)


def test_a_tick_is_in_the_column_of_its_criterion_and_the_row_of_its_item(content):
    pdf = draw(content(row(1, B10_1_2=Mark.ACCEPTED, B10h=Mark.ACCEPTED), row(2, B10_3_4=Mark.ACCEPTED)))
    page = text_positions(PdfReader(BytesIO(pdf)).pages[0])
    columns = {text: x for text, x, _ in page if text.startswith("B10")}
    numbers = [(text, y) for text, x, y in page if text in ("1", "2") and x < 100]
    ticks = []
    for x, y in [(x, y) for text, x, y in page if text == "\N{CHECK MARK}"][1:]:  # the first is in the key
        near_labels = [label for label, column_x in columns.items() if abs(column_x - x) < 18]
        nearest_number = min(numbers, key=lambda number: abs(number[1] - y))
        ticks.append((nearest_number[0], near_labels))
    assert [number for number, _ in ticks] == ["1", "2", "1"]
    for (_, near_labels), label in zip(ticks, ["B10.1.2", "B10.3.4", "B10h"], strict=True):
        assert label in near_labels


def test_a_long_description_is_printed_without_loss_in_every_table(content):
    tables = lines_by_table(draw(content(row(1, "Short"), row(2, LONG), row(3, "Last"))))
    for table in tables.values():
        words = [word for line in table for word in line.split() if word.startswith("word")]
        assert " ".join(words) == LONG
        assert "Last" in table


def test_an_unbroken_description_is_printed_without_loss(content):
    unbroken = "".join(f"{number:04}" for number in range(500))
    for table in lines_by_table(draw(content(row(1, unbroken)))).values():
        assert "".join(line for line in table if line.isdigit() and len(line) > 1) == unbroken


@pytest.mark.parametrize(
    "said",
    ["<b>&", "a < b > c & d", "&amp; &lt;", "<font size=99>", "</para>", '<img src="x"/>', "50 % {name} \\n"],
)
def test_special_characters_are_printed_as_typed(content, said):
    assert said in pdf_text(draw(content(row(1, f"Form {said} end"))))


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć-O'Brien",
        "Siân Ŵyn",
        "Ελένη",
        "Željko Đorđević",
        "Наталья Щукина",
        "Nguyễn Thị Ánh",
        "İpek Ğ",
    ],
)
def test_names_in_latin_greek_and_cyrillic_are_printed_completely(caseload, name):
    candidate = candidates.add_candidate(caseload, name)
    candidates.enrol(caseload, candidate.id, "nos-b10")
    assert name in pdf_text(form_pdf(caseload, candidate.id, "nos-b10"))


@pytest.mark.parametrize(
    "missing", ["\N{CJK UNIFIED IDEOGRAPH-6F22}", "\N{HANGUL SYLLABLE HAN}", "\N{GRINNING FACE}"]
)
def test_a_character_missing_from_the_fonts_is_printed_as_a_square(content, missing):
    assert "before\N{WHITE SQUARE}after" in pdf_text(draw(content(row(1, f"before{missing}after"))))


def test_line_breaks_of_a_description_are_kept(content):
    assert {"First line", "Second line"} <= set(lines(draw(content(row(1, "First line\nSecond line")))))


def test_a_name_of_120_characters_is_printed_completely(caseload):
    name = " ".join(["Bartholomea Wolfeschlegelsteinhausen"] * 4)[:120].strip()
    candidate = candidates.add_candidate(caseload, name)
    candidates.enrol(caseload, candidate.id, "nos-b10")
    assert name in pdf_text(form_pdf(caseload, candidate.id, "nos-b10"))


def test_the_same_record_gives_the_same_bytes(caseload, mo):
    accepted_product(caseload, mo.id, "nos-b10", "B10.1.1", "B10a")
    assert form_pdf(caseload, mo.id, "nos-b10") == form_pdf(caseload, mo.id, "nos-b10")


def record_code(pdf):
    return next(line for line in lines(pdf) if line.startswith("Record code"))


def test_one_changed_character_gives_another_record_code(caseload, mo):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    references.tick(caseload, mo.id, item.id, "nos-b10", "B10.1.1")
    codes = [record_code(form_pdf(caseload, mo.id, "nos-b10"))]
    evidence.change_item(caseload, mo.id, replace(item, description="Better"))
    codes.append(record_code(form_pdf(caseload, mo.id, "nos-b10")))
    references.tick(caseload, mo.id, item.id, "nos-b10", "B10.1.2")
    codes.append(record_code(form_pdf(caseload, mo.id, "nos-b10")))
    judgement.accept(caseload, mo.id, item.id)
    codes.append(record_code(form_pdf(caseload, mo.id, "nos-b10")))
    candidates.change_candidate(caseload, replace(mo, name="Mo Candidatf"))
    codes.append(record_code(form_pdf(caseload, mo.id, "nos-b10")))
    assert len(set(codes)) == 5


def test_every_page_has_form_version_record_code_and_page_x_of_y(content):
    pages = PdfReader(BytesIO(draw(content(*(row(number) for number in range(1, 31)))))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert "Form CRF-nos-b10 version 1" in text
        assert "Record code" in text


def test_fonts_are_embedded_and_no_other_is_named(content):
    for page in PdfReader(BytesIO(draw(content(row(1, "漢 ✓"))))).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"].get_object()


def test_the_declaration_and_the_signature_lines_are_on_one_page(content):
    for count in range(12):
        pages = PdfReader(BytesIO(draw(content(*(row(number) for number in range(count)))))).pages
        (page,) = [text for page in pages if DECLARATION in " ".join((text := page.extract_text()).split())]
        assert page.count("signature") == 3


def test_the_facts_of_the_heading_are_on_the_form(caseload, mo):
    candidates.register(caseload, mo.id, "Certificate in Customer Service", "500/1", "R-77", THAT_DAY)
    text = pdf_text(form_pdf(caseload, mo.id, "ocr-b10"))
    facts = (
        "Mo Candidate",
        "C-001",
        "R-77, 2 March 2026",
        "Certificate in Customer Service",
        "Harbour Centre",
        "12345",
        "Ann Assessor, qualified assessor",
        "B10 Organise the delivery of reliable customer service",
    )
    assert [fact for fact in facts if fact not in text] == []


@pytest.mark.parametrize("status", AssessorStatus)
def test_the_form_has_a_countersignature_line_only_for_a_trainee_assessor(caseload, mo, status):
    caseload.save(CASELOAD_STREAM, "caseload.set-up", replace(caseloads.assessor_of(caseload), status=status))
    text_lines = lines(form_pdf(caseload, mo.id, "nos-b10"))
    positions = [position for position, line in enumerate(text_lines) if "countersign" in line.lower()]
    assert bool(positions) is (status is AssessorStatus.WORKING_TOWARDS)
    assert all(
        position > text_lines.index("Internal verifier's signature") for position in positions
    )  # separate from the form's own lines


def marks(caseload, mo):
    content = recording_form_content(caseload, portfolio_view.portfolio_view(caseload, mo.id), "nos-b10")
    return [
        (item_row.number, {label: str(mark) for label, mark in item_row.marks.items()})
        for item_row in content.rows
    ]


def test_drafts_and_items_that_are_not_allowed_are_marked(caseload, mo):
    accepted_product(caseload, mo.id, "nos-b10", "B10.1.1")
    draft = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Draft", THAT_DAY)
    references.tick(caseload, mo.id, draft.id, "nos-b10", "B10.1.2")
    not_allowed = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Placement", THAT_DAY)
    evidence.change_item(caseload, mo.id, replace(not_allowed, setting=Setting.WORK_PLACEMENT))
    references.tick(caseload, mo.id, not_allowed.id, "nos-b10", "B10.1.3")
    assert marks(caseload, mo) == [
        ("1", {"B10.1.1": "accepted"}),
        ("2", {"B10.1.2": "draft"}),
        ("3", {"B10.1.3": "not allowed"}),
    ]
    text = pdf_text(form_pdf(caseload, mo.id, "nos-b10"))
    assert "Draft, not yet accepted" in text
    assert "Not allowed for this unit: collected in a work placement" in text


def test_only_items_that_reference_the_unit_and_are_not_withdrawn_are_on_its_form(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    accepted_product(caseload, mo.id, "nos-b10", "B10.1.1")
    judgement.withdraw(caseload, mo.id, accepted_product(caseload, mo.id, "nos-b10", "B10.1.1").id)
    assert [number for number, _ in marks(caseload, mo)] == ["2"]


@pytest.mark.parametrize("unit_id", ["ocr-b10", "ocr-61", "ocr-429", "ocr-demonstrate-understanding"])
def test_a_unit_without_a_source_form_gets_one_of_the_same_design(unit_id):
    unit = units.unit(unit_id)
    form = recording_form(unit)
    labels = [label for table in form.tables for label in table.criteria]
    assert labels == [*unit.labels(Kind.PERFORMANCE), *unit.labels(Kind.KNOWLEDGE)]
    assert max(len(table.criteria) for table in form.tables) <= 8
    for table in form.tables:
        assert len({unit.kind_of(label) for label in table.criteria}) == 1
    assert form.declaration == DECLARATION


def test_the_form_of_ocr_b10_has_the_layout_of_nos_b10():
    own, source = recording_form(units.unit("ocr-b10")), recording_form(units.unit("nos-b10"))
    assert [(t.title, len(t.criteria)) for t in own.tables] == [
        (t.title, len(t.criteria)) for t in source.tables
    ]
