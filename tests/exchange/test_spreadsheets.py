"""Spreadsheets for the office: a candidate list in, the tracking workbook out, both safe from formulas."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from csassess.domain.errors import UserError
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import spreadsheets
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import accepted_product, rows

GOOD = """Learner name;Candidate No.;Employer;Job title;Setting;Course;Registration No;Registered on;Units
Aisha Karim;0042-1;Harbour;Adviser;real-job-paid;NVQ 3;R-1;24/11/2026;ocr-b10, ocr-61
Siân Ŵyn;0042-2;;;;;;;
"""


def names(caseload):
    return sorted(candidate.name for candidate in candidates.list_candidates(caseload))


def test_a_list_is_imported_with_job_registration_and_units(caseload):
    listed = spreadsheets.read_candidate_list(caseload, GOOD.encode("utf-8-sig"))
    assert spreadsheets.invalid_rows(listed) == []
    assert spreadsheets.import_candidates(caseload, listed) == 2
    aisha = candidates.find_candidate(caseload, "0042-1")
    portfolio = portfolio_view(caseload, aisha.id).portfolio
    assert candidates.enrolled_on(caseload, aisha.id) == ["ocr-61", "ocr-b10"]
    assert portfolio.employments[0].setting is Setting.REAL_JOB_PAID
    assert portfolio.latest_registration.on.isoformat() == "2026-11-24"
    assert names(caseload) == ["Aisha Karim", "Siân Ŵyn"]


def test_a_list_from_a_windows_spreadsheet_keeps_its_accents(caseload):
    listed = spreadsheets.read_candidate_list(caseload, "Name,Number\nSiân Jones,7\n".encode("cp1252"))
    assert listed.rows[0].values["name"] == "Siân Jones"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",9,ocr-b10,", "Line 2: the name is missing."),
        ("Ann,C-001,ocr-b10,", "Line 2: candidate number C-001 is already here."),
        ("Ann,5,no-such,", "Line 2: the unit “no-such” was not found."),
        ("Ann,5,ocr-b10,31/02/2026", "Line 2: “31/02/2026” is not a date; write 2026-11-24 or 24/11/2026."),
    ],
)
def test_a_wrong_row_is_reported_with_line_and_reason_and_no_one_is_added(caseload, mo, row, sentence):
    before = rows(caseload, "events")
    listed = spreadsheets.read_candidate_list(
        caseload, f"Name,Number,Units,Registered\n{row}\nGood One,6,,\n".encode()
    )
    assert spreadsheets.invalid_rows(listed) == [sentence]
    with pytest.raises(UserError, match="Nobody was added"):
        spreadsheets.import_candidates(caseload, listed)
    assert rows(caseload, "events") == before
    assert spreadsheets.import_candidates(caseload, listed, without_wrong=True) == 1
    assert names(caseload) == ["Good One", "Mo Candidate"]


def test_a_candidate_number_used_twice_is_wrong_in_both_rows(caseload):
    listed = spreadsheets.read_candidate_list(caseload, b"Name,Number\nA,1\nB,1\n")
    assert len(spreadsheets.invalid_rows(listed)) == 2


def test_columns_with_other_names_can_be_chosen(caseload):
    content = b"Who,Code\nAnn,7\n"
    with pytest.raises(UserError, match="Choose the column with the candidates’ names"):
        spreadsheets.read_candidate_list(caseload, content)
    listed = spreadsheets.read_candidate_list(caseload, content, {"name": "Who", "number": "Code"})
    assert listed.rows[0].values["number"] == "7"
    with pytest.raises(UserError, match="no column “Nobody”"):
        spreadsheets.read_candidate_list(caseload, content, {"name": "Nobody"})


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b'Name\n"unfinished', b"\xff\xfe\x00"])
def test_a_file_that_is_no_list_is_refused_or_adds_no_one(caseload, content):
    try:
        listed = spreadsheets.read_candidate_list(caseload, content)
    except UserError:
        return
    assert len(listed.rows) <= 1


def test_the_workbook_has_every_criterion_and_no_formula(caseload, mo, tmp_path):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1", description='=HYPERLINK("x","y")')
    candidates.add_candidate(caseload, "=1+1")
    evidence.start_observation(caseload, mo.id, "+44 Harbour")
    spreadsheets.write_workbook(caseload, tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Units", "Criteria", "Findings", "Evidence", "Visits"]
    view = portfolio_view(caseload, mo.id)
    criteria = {(row[2].value, row[3].value): row[4].value for row in book["Criteria"].iter_rows(min_row=2)}
    for standing in view.standings:
        for criterion in standing.coverage.criteria:
            assert criteria[(standing.unit.full_name, standing.unit.short(criterion.label))] == str(
                criterion.state
            )
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(tmp_path / "t.xlsx") as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_the_csv_file_has_no_cell_that_is_read_as_a_formula(caseload, tmp_path):
    candidate = candidates.add_candidate(caseload, "=1+1")
    candidates.enrol(caseload, candidate.id, "ocr-61")
    spreadsheets.write_workbook(caseload, tmp_path / "t.csv")
    assert "\n'=1+1," in io.StringIO((tmp_path / "t.csv").read_text("utf-8-sig")).read()
