"""What an external verifier reads: counts, owners, dates, claims and signed sheets agree with the record."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from openpyxl import load_workbook

from csassess.domain.assessment.portfolio_status import PortfolioStatus
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.programme.claims import DirectClaims
from csassess.domain.records.programme.steps import Induction, ProgressReview, UnitPlan
from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage
from csassess.domain.verification.camera import camera
from csassess.services.candidates import candidates
from csassess.services.disclosure.external_pack import gather_pack, write_pack
from csassess.services.evidence import decisions, evidence, judgement, references
from csassess.services.lists import spreadsheets
from csassess.services.papers.centre import registrations_paper
from csassess.services.papers.files import draw, paper_choices
from csassess.services.papers.recording import recording_form_content
from csassess.services.papers.unit import unit_declaration
from csassess.services.papers.verification import sampling_record
from csassess.services.programme import claims, entries
from csassess.services.progress import milestones
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signed_sheet_scans, signing
from csassess.services.signing.signed_sheet_scans import Scan
from csassess.services.units import units
from csassess.services.verification import sampling_plan, talks
from csassess.services.verification.plan_papers import whole_plan
from tests.support.covering import covering
from tests.support.exchanging import transfer
from tests.support.verifying import SCAN, STROKES, UNIT, decided, registered, sampled
from tests.verification.helpers import status

PASSWORD = "twelve gulls on the quay"
B10 = "ocr-b10"


def lines_of(paper):
    """Return the signature lines of a paper."""
    return [line for block in paper.blocks for line in getattr(block, "lines", ())]


# The plan


def test_an_item_used_for_two_units_counts_once_among_the_evidence(ann, vera, tmp_path):
    aisha, item = decided(ann)
    candidates.enrol(ann, aisha.id, B10)
    judgement.reopen(ann, aisha.id, item.id, "for B10 too")
    references.tick(ann, aisha.id, item.id, B10, "1.1")
    judgement.accept(ann, aisha.id, item.id)
    transfer(ann, vera, aisha.id, tmp_path / "p.csbundle")
    sampled(vera, aisha, item)
    counted = {entry.name: entry.words for entry in camera(sampling_plan.plan(vera))}
    assert counted["Evidence"] == "1 of 1"


def test_a_status_of_an_earlier_version_counts_the_items_of_its_units():
    names = dict.fromkeys(("candidate", "name", "number", "assessor", "assessor_name", "registration"), "A")
    earlier = PortfolioStatus(
        **names,
        working_towards=False,
        assessed_by=(),
        assessed_by_names=(),
        registered=None,
        is_registered=True,
        employer="",
        units=(),
    )
    assert earlier.items == (0, 0)
    assert replace(earlier, accepted=3, seen=2).items == (3, 2)


def test_the_plan_says_who_is_not_in_it_because_they_are_not_registered(ann, vera, tmp_path):
    registered(ann)
    gone = candidates.add_candidate(ann, "Sam Unregistered", "2").id
    milestones.record(ann, gone, MilestoneKind.WITHDRAWN, ann.clock().date())
    candidates.add_candidate(ann, "Tom Unregistered", "3")
    status(ann, vera, tmp_path / "status")
    said = "Not registered, and so not in the plan: Sam Unregistered (withdrawal), Tom Unregistered."
    assert said in str(whole_plan(vera).blocks)


def test_plan_and_workbook_name_the_same_assessor_while_a_colleague_covers(tmp_path, clock):
    with covering(tmp_path, clock) as team:
        candidates.register(team.ann, team.mo, "NVQ", "", "1", clock().date())
        team.lend(team.ann)
        team.send(team.ann, team.bo)
        team.send(team.bo, team.vera)
        spreadsheets.write_workbook(team.vera, tmp_path / "t.xlsx")
        heads, first, *_ = load_workbook(tmp_path / "t.xlsx")["Units"].iter_rows(values_only=True)
        (row,) = sampling_plan.plan(team.vera)
        assert dict(zip(heads, first, strict=True))["Assessor"] == row.summary.assessor_name == "Bo Cover"


# Registrations and claims


def test_registrations_list_units_and_claims_with_their_release_by_date(ann, vera, verified, tmp_path, clock):
    aisha, item = verified
    candidates.enrol(ann, aisha.id, B10)
    sampled(vera, aisha, item, stage=Stage.FINAL)
    signing.sign_unit(vera, aisha.id, UNIT, Signer.VERIFIER, "Vera Verifier", STROKES)
    transfer(vera, ann, aisha.id, tmp_path / "back.csbundle")
    claim = claims.put_forward(ann, aisha.id, (UNIT,))
    clock.move_on(days=2)
    claims.release(ann, aisha.id, claim, "Eva External", clock().date())
    (grid,) = [
        b for b in registrations_paper(ann, [portfolio_view(ann, aisha.id)]).blocks if hasattr(b, "rows")
    ]
    assert [(row[0], *row[2:]) for row in grid.rows] == [
        ("registration", "1", "NVQ Certificate in Customer Service"),
        ("unit achieved", "61", ""),
        ("claim put forward", "61", "waits for the external verifier"),
        ("claim released", "61", "by Eva External"),
        ("unit, not achieved yet", "B10", ""),
    ]


def test_registrations_say_for_what_the_centre_claims_directly_and_since_when(ann, verified, clock):
    view, since = portfolio_view(ann, verified[0].id), clock().date()
    assert "Direct claims" not in str(registrations_paper(ann, [view]).blocks)
    title = "NVQ Certificate in Customer Service"
    claims.keep_direct_claims(ann, DirectClaims("", "", since, note="Letter of 1 March"), title)
    *_, heading, grid = registrations_paper(ann, [view]).blocks
    assert heading.words == "Direct claims status"
    assert grid.rows == ((title, "2 March 2026", "until further notice", "Letter of 1 March"),)


# Lines that are not signed


def test_a_decided_unit_says_that_it_is_not_verified_where_its_declaration_names_the_verifier(ann):
    aisha, _ = decided(ann)
    view = portfolio_view(ann, aisha.id)
    for lines in (
        lines_of(unit_declaration(ann, view, UNIT)),
        recording_form_content(ann, view, UNIT).signed,
    ):
        remarks = {line.label: line.remark for line in lines if "erifier" in line.label}
        assert list(remarks.values()) == ["not verified yet when this was printed"]


def test_before_a_unit_is_decided_its_papers_say_nothing_of_verifying(ann):
    aisha = registered(ann)
    lines = lines_of(unit_declaration(ann, portfolio_view(ann, aisha.id), UNIT))
    assert [line.remark for line in lines] == ["", "", ""]


def test_an_item_later_than_a_sample_is_not_called_left_out_by_it(ann, vera, verified, tmp_path, clock):
    aisha, item = verified
    sampled(vera, aisha, item)
    clock.move_on(days=3)
    later = evidence.add_item(ann, aisha.id, Method.WORK_PRODUCT, "Rota", clock().date())
    references.tick(ann, aisha.id, later.id, UNIT, "2.1")
    transfer(ann, vera, aisha.id, tmp_path / "more.csbundle", only_new=True)
    assert "Not looked at" not in str(sampling_record(vera, portfolio_view(vera, aisha.id)).blocks)


# What is signed on paper


def signed_sheet(caseload, candidate, form, about):
    """Attach a sheet to a paper as if its code had not been readable."""
    signed_sheet_scans.attach(caseload, candidate, SCAN, form, about, all_the_same=True)


def kept_paper(caseload, candidate, form):
    """Return the first paper of a form."""
    view = portfolio_view(caseload, candidate)
    return next(choice.content() for choice in paper_choices(caseload, view) if choice.form == form)


@pytest.mark.parametrize(
    ("form", "entry"),
    [
        ("induction", lambda day: Induction("", day, ("appeals",))),
        ("unit-plan", lambda day: UnitPlan("", UNIT, "Two visits.", day)),
        ("review", lambda day: ProgressReview("", day, "Well on the way.")),
    ],
)
def test_a_paper_whose_signed_sheet_is_attached_says_so_on_its_lines(ann, clock, form, entry):
    aisha = registered(ann)
    kept = entries.record(ann, aisha.id, entry(clock().date()))
    assert {line.name for line in lines_of(kept_paper(ann, aisha.id, form))} == {""}
    signed_sheet(ann, aisha.id, form, kept.id)
    lines = lines_of(kept_paper(ann, aisha.id, form))
    assert {(line.name, line.remark) for line in lines} == {("see the signed sheet", "attached 2 March 2026")}


def test_a_plan_reviewed_after_its_sheet_was_signed_is_to_be_signed_once_more(ann, clock):
    aisha, day = registered(ann), clock().date()
    plan = entries.record(ann, aisha.id, UnitPlan("", UNIT, "Two visits.", day))
    signed_sheet(ann, aisha.id, "unit-plan", plan.id)
    clock.move_on(days=30)
    entries.change(ann, aisha.id, replace(plan, reviewed=clock().date(), review="A third visit."))
    assert {line.name for line in lines_of(kept_paper(ann, aisha.id, "unit-plan"))} == {""}


def test_a_progress_review_counts_what_was_accepted_and_decided_on_its_day(ann, clock):
    aisha = registered(ann)
    item = evidence.add_item(ann, aisha.id, Method.WORK_PRODUCT, "Log", clock().date())
    references.tick(ann, aisha.id, item.id, UNIT, "2.1")
    judgement.accept(ann, aisha.id, item.id)
    entries.record(ann, aisha.id, ProgressReview("", clock().date(), "One item."))
    clock.move_on(days=10)
    whole = evidence.add_item(ann, aisha.id, Method.WORK_PRODUCT, "Whole log", clock().date())
    for label in units.unit(UNIT).labels():
        references.tick(ann, aisha.id, whole.id, UNIT, label)
    judgement.accept(ann, aisha.id, whole.id)
    decisions.decide(ann, aisha.id, UNIT)
    (grid, *_) = kept_paper(ann, aisha.id, "review").blocks
    assert grid.rows == (("61", "1 / 16", ""),)


# The pack


def test_the_pack_has_what_the_verifier_saw_and_asked_and_the_signed_sheets(vera, verified, tmp_path, clock):
    aisha, _ = verified
    talk = talks.new_talk(vera, aisha.id, TalkKind.OBSERVATION, "Is it written down at the time?")
    talks.keep_talk(vera, aisha.id, replace(talk, answers="It is."))
    scan = Scan(draw(kept_paper(vera, aisha.id, "verifier-talks")), "application/pdf", ())
    signed_sheet_scans.attach(vera, aisha.id, scan, "verifier-talks", "all", all_the_same=True)
    signed_sheet(vera, aisha.id, "verification", "all")  # nothing that can be read
    pack = gather_pack(vera, [aisha.id])
    forms = [paper.identification.form for paper in pack.files[1][2]]
    assert forms[-2:] == ["VSR", "VOI"]
    *_, sheets = write_pack(pack, tmp_path / "pack", PASSWORD)
    assert "signed-sheets" in sheets.name
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(sheets)
    with pikepdf.open(BytesIO(sheets.read_bytes()), password=PASSWORD) as opened:
        assert len(opened.pages) == 2


def test_a_pack_without_signed_sheets_has_no_file_of_them(vera, verified):
    assert gather_pack(vera, [verified[0].id]).sheets == ()
