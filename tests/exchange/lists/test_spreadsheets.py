"""Spreadsheets for the office: a candidate list in, the tracking workbook out, both safe from formulas."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from csassess.domain.errors import UserError
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.programme.claims import Claim
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates, learner_details
from csassess.services.candidates.learner_details import LearnerDetails
from csassess.services.evidence import evidence
from csassess.services.lists import spreadsheets
from csassess.services.progress import milestones
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.visits import plans
from tests.support.builders import accepted_product, rows
from tests.support.exchanging import transfer
from tests.support.verifying import UNIT, decided, sampled

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
    assert book.sheetnames == ["Units", "Candidates", "Criteria", "Findings", "Evidence", "Visits"]
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


def sheet(folder, title):
    """Return the rows of a sheet of the workbook in a folder, each as a mapping by head."""
    heads, *cells = load_workbook(folder / "t.xlsx")[title].iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in cells]


def test_the_workbook_says_of_each_unit_who_assesses_it_and_how_far_it_has_come(ann, vera, tmp_path):
    aisha, item = decided(ann)
    learner_details.change_details(ann, aisha.id, LearnerDetails("1000000043", expires=date(2030, 1, 1)))
    candidates.enrol(ann, aisha.id, "ocr-b10")
    plans.plan_visit(ann, aisha.id, ann.clock().date() + timedelta(7), "Quay")
    milestones.record(
        ann, aisha.id, MilestoneKind.CLAIMED, ann.clock().date(), "CL-1", reason="Known to the centre"
    )
    transfer(ann, vera, aisha.id, tmp_path / "p.csbundle")
    sampled(vera, aisha, item, ask="One more day")
    spreadsheets.write_workbook(vera, tmp_path / "t.xlsx")
    unit = next(row for row in sheet(tmp_path, "Units") if row["Decided on"])
    assert unit["Assessor"] == "Ann Assessor"
    assert unit["ULN"] == "1000000043"
    assert unit["Qualification"] == "NVQ Certificate in Customer Service"
    assert unit["Registration number"] == "1"
    assert unit["Registered on"].date() == ann.clock().date()
    assert unit["Sampling"] == "interim, 2026-03-02: action needed"
    assert unit["Actions open"] == 1
    assert unit["Claim"] == "claim 2026-03-02 CL-1"
    assert unit["Next visit"].date() == date(2026, 3, 9)


def test_the_workbook_has_a_row_for_a_candidate_without_a_unit_and_no_column_that_nobody_fills(
    caseload, mo, tmp_path
):
    other = candidates.add_candidate(caseload, "Siân Ŵyn", "C-002")
    spreadsheets.write_workbook(caseload, tmp_path / "t.xlsx")
    assert [row["Candidate"] for row in sheet(tmp_path, "Candidates")] == ["Mo Candidate", "Siân Ŵyn"]
    assert not {"ULN", "Date of birth", "Phone"} & sheet(tmp_path, "Candidates")[0].keys()
    learner_details.change_details(caseload, other.id, LearnerDetails(born="4 March 1990", phone="01"))
    spreadsheets.write_workbook(caseload, tmp_path / "t.xlsx")
    row = sheet(tmp_path, "Candidates")[1]
    assert (row["Date of birth"].date(), row["Phone"]) == (date(1990, 3, 4), "01")


def test_each_sheet_prints_across_the_page_with_its_heads_on_every_page(caseload, mo, tmp_path):
    spreadsheets.write_workbook(caseload, tmp_path / "t.xlsx")
    for page in load_workbook(tmp_path / "t.xlsx"):
        assert page.page_setup.orientation == "landscape"
        assert (page.print_title_rows, page.print_title_cols) == ("$1:$1", "$A:$A")
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) in ((1, 0), (None, 0))
        assert page.sheet_properties.pageSetUpPr.fitToPage


def test_the_csv_file_has_no_cell_that_is_read_as_a_formula(caseload, tmp_path):
    candidate = candidates.add_candidate(caseload, "=1+1")
    candidates.enrol(caseload, candidate.id, "ocr-61")
    spreadsheets.write_workbook(caseload, tmp_path / "t.csv")
    assert "\n'=1+1," in io.StringIO((tmp_path / "t.csv").read_text("utf-8-sig")).read()


def test_a_claim_of_one_unit_is_not_said_of_another(caseload, tmp_path):
    aisha, _ = decided(caseload)
    candidates.enrol(caseload, aisha.id, "ocr-b10")
    claim = Claim("c", "q", caseload.clock().date(), (UNIT,))
    caseload.save(aisha.id, "x", claim)
    spreadsheets.write_workbook(caseload, tmp_path / "t.xlsx")
    claims = {bool(row["Decided on"]): row["Claim"] for row in sheet(tmp_path, "Units")}
    assert claims == {True: "waits for the external verifier", False: None}
