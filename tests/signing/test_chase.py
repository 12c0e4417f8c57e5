"""Everyone who owes a signature is listed once for each signature, at the site where they are."""

import pytest

from csassess.domain.records.milestones import MilestoneKind
from csassess.services.candidates import candidates, learner_details
from csassess.services.candidates.learner_details import LearnerDetails
from csassess.services.evidence import evidence, witnesses
from csassess.services.progress import milestones
from csassess.services.signing import chase, chase_sheets, offers
from csassess.services.visits import visits
from tests.support.builders import pdf_text
from tests.support.verifying import decided, registered


def owed(caseload):
    return [(each.site, each.who, each.role, each.candidate_name) for each in chase.owed_signatures(caseload)]


def test_nobody_owes_a_signature_of_what_is_signed(ann):
    decided(ann)
    assert owed(ann) == []


def test_candidate_and_witness_owe_at_the_employer_and_staff_at_the_centre(ann):
    decided(ann, "Una Signed", "3", signed=False)
    aisha = registered(ann)
    witness = witnesses.add_witness(ann, aisha.id, "Will Ness", "Supervisor", contact="ext. 12")
    witnesses.add_testimony(ann, aisha.id, witness, ann.clock().date())
    found = owed(ann)
    assert ("Harbour Ferries", "Una Signed", "candidate", "Una Signed") in found
    assert ("Harbour Ferries", "Will Ness", "witness", "Aisha Karim") in found
    assert ("Harbour Centre", "Ann Assessor", "assessor", "Una Signed") in found
    [reach] = [each.reach for each in chase.owed_signatures(ann) if each.who == "Will Ness"]
    assert reach == "ext. 12"


def test_the_list_holds_exactly_what_each_candidate_s_page_of_signatures_holds(ann):
    for number, name in enumerate(("Una Signed", "Vic Signed")):
        decided(ann, name, str(number), signed=False)
    on_pages = [
        (candidate.id, line.signer, line.item, line.unit)
        for candidate in candidates.list_candidates(ann)
        for line in offers.waiting_for_signature(ann, candidate.id)
    ]
    listed = [(each.candidate, each.signer, each.item, each.unit) for each in chase.owed_signatures(ann)]
    assert sorted(listed) == sorted(on_pages)


def test_a_candidate_without_an_employer_stands_at_the_place_of_the_visit_or_last(ann):
    bo = candidates.add_candidate(ann, "Bo Learner")
    candidates.enrol(ann, bo.id, "ocr-61")
    item = visits.start_visit(ann, [bo.id], "Quay")[bo.id]
    evidence.add_note(ann, bo.id, item.id, "He greeted the customer.")
    assert ("Quay", "Bo Learner", "candidate", "Bo Learner") in owed(ann)


def test_there_is_one_sheet_for_each_site_with_how_to_reach_whom(ann):
    una, _ = decided(ann, "Una Signed", "3", signed=False)
    learner_details.change_details(ann, una.id, LearnerDetails(phone="07700 900123"))
    sheets = chase_sheets.chase_sheets(ann, chase.owed_signatures(ann))
    assert [sheet.identification.subject for sheet in sheets] == ["Harbour Centre", "Harbour Ferries"]
    words = pdf_text(chase_sheets.draw_sheets(sheets))
    assert "07700 900123" in words
    assert words.count("Signatures to collect") >= 2


@pytest.mark.parametrize(
    "kind", [MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED, MilestoneKind.CERTIFICATED]
)
def test_nobody_is_chased_of_who_left_or_has_the_certificate(ann, kind):
    una, _ = decided(ann, "Una Signed", "3", signed=False)
    assert owed(ann)
    milestones.record(ann, una.id, kind, ann.clock().date(), reason="Known")
    assert owed(ann) == []
