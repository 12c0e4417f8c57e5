"""Two records of one candidate are joined, the same on every machine, and separated again without loss."""

from dataclasses import replace
from datetime import date

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.portfolio import PARTS
from csassess.domain.records.evidence import Confirmation
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Candidate, Joined
from csassess.domain.records.programme.claims import Claim
from csassess.domain.records.retention import DataRequest, Hold
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Answer, Sample, Stage
from csassess.domain.records.visits import Plan
from csassess.domain.units.units import Setting
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates, duplicate_candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import screen_or_paper_signatures
from tests.support.builders import accepted_product
from tests.support.exchanging import acquaint, agree_to_all, machine, state, transfer
from tests.support.pictures import encoded, scene
from tests.support.verifying import without_role_checks


@pytest.fixture
def duplicate(caseload, mo):
    """Add the same person again, with an observation, an accepted product and a photograph."""
    second = candidates.add_candidate(caseload, "Maureen Candidate", "C-900")
    candidates.set_job(caseload, second.id, "Shop", "Assistant", Setting.REAL_JOB_PAID)
    candidates.enrol(caseload, second.id, "ocr-b10")
    item = evidence.start_observation(caseload, second.id, "Shop")
    note = evidence.add_note(caseload, second.id, item.id, "Greets")
    references.tick(caseload, second.id, item.id, "ocr-b10", "1.1", note.id)
    photographs.add(
        caseload, second.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "The counter"
    )
    accepted_product(caseload, second.id, "ocr-b10", "1.2")
    evidence.start_observation(caseload, mo.id, "Harbour")
    return second


def items_and_notes(caseload, candidate):
    portfolio = load_portfolio(caseload, candidate.id)
    return [(item.number, item.description) for item in portfolio.evidence], [
        note.text for note in portfolio.notes
    ]


def test_joining_moves_everything_to_the_first_record_and_hides_the_second(caseload, mo, duplicate):
    duplicate_candidates.join(caseload, mo.id, duplicate.id)
    portfolio = load_portfolio(caseload, mo.id)
    assert [item.number for item in portfolio.evidence] == ["1", "2", "3"]
    assert [note.text for note in portfolio.notes] == ["Greets"]
    assert len(portfolio.photographs) == 1
    assert portfolio_view(caseload, mo.id).of("ocr-b10").coverage.of("1.2").state == "accepted"
    assert [c.name for c in candidates.list_candidates(caseload)] == ["Mo Candidate"]
    assert [c.name for c in duplicate_candidates.joined_with(caseload, mo.id)] == ["Maureen Candidate"]


def test_separating_restores_both_records(caseload, mo, duplicate):
    before = items_and_notes(caseload, mo), items_and_notes(caseload, duplicate)
    duplicate_candidates.join(caseload, mo.id, duplicate.id)
    duplicate_candidates.part(caseload, duplicate.id)
    assert (items_and_notes(caseload, mo), items_and_notes(caseload, duplicate)) == before
    assert len(candidates.list_candidates(caseload)) == 2
    duplicate_candidates.join(caseload, mo.id, duplicate.id)  # and join once more
    assert len(load_portfolio(caseload, mo.id).evidence) == 3


def test_separating_is_refused_if_something_was_changed_since(caseload, mo, duplicate):
    duplicate_candidates.join(caseload, mo.id, duplicate.id)
    (note,) = load_portfolio(caseload, mo.id).notes
    evidence.change_note(caseload, mo.id, replace(note, text="Greets and listens"))
    with pytest.raises(UserError, match="Something from the merged record has been changed since"):
        duplicate_candidates.part(caseload, duplicate.id)
    assert load_portfolio(caseload, mo.id).notes[0].text == "Greets and listens"


def test_evidence_added_to_the_second_record_makes_it_visible_again(caseload, mo, duplicate):
    duplicate_candidates.join(caseload, mo.id, duplicate.id)
    evidence.start_observation(
        caseload, duplicate.id, "Elsewhere"
    )  # as received from a machine that did not know yet
    assert len(candidates.list_candidates(caseload)) == 2


@pytest.mark.parametrize("same", [True, False])
def test_a_record_cannot_be_joined_to_itself_or_twice(caseload, mo, duplicate, same):
    if same:
        with pytest.raises(UserError, match="two different"):
            duplicate_candidates.join(caseload, mo.id, mo.id)
    else:
        duplicate_candidates.join(caseload, mo.id, duplicate.id)
        with pytest.raises(UserError, match="One of these records has already been merged"):
            duplicate_candidates.join(caseload, mo.id, duplicate.id)


def test_a_record_with_signatures_cannot_be_joined_into_another(caseload, mo, duplicate):
    from csassess.domain.codes.schemes import account_code
    from csassess.domain.records.signatures import Signer

    portfolio = load_portfolio(caseload, duplicate.id)
    item = portfolio.evidence[0]
    code = account_code(item, portfolio, caseload.clock())
    screen_or_paper_signatures.sign_item(
        caseload, duplicate.id, item.id, Signer.CANDIDATE, "Maureen Candidate", code, ((1, 1, 9, 9),)
    )
    with pytest.raises(UserError, match="signed, decided or sampled"):
        duplicate_candidates.join(caseload, mo.id, duplicate.id)
    duplicate_candidates.join(caseload, duplicate.id, mo.id)


def test_two_machines_that_joined_in_opposite_directions_agree(caseload, mo, duplicate, tmp_path, clock):
    office = machine(tmp_path / "office", clock=clock)
    acquaint(caseload, office, folder=tmp_path)
    for candidate in (mo, duplicate):
        transfer(caseload, office, candidate.id, tmp_path / f"{candidate.id}.csbundle")
    duplicate_candidates.join(caseload, mo.id, duplicate.id)
    duplicate_candidates.join(office, duplicate.id, mo.id)
    for number in range(3):
        for candidate in (mo, duplicate):
            transfer(caseload, office, candidate.id, tmp_path / f"a{number}{candidate.id}.csbundle")
            transfer(office, caseload, candidate.id, tmp_path / f"b{number}{candidate.id}.csbundle")
            agree_to_all(caseload, office)
    ids = [
        [c.id for c in candidates.list_candidates(machine_caseload)]
        for machine_caseload in (caseload, office)
    ]
    assert ids[0] == ids[1]
    assert ids[0]
    for candidate in (mo, duplicate):
        assert state(caseload, candidate.id) == state(office, candidate.id)
    office.close()


def test_an_acceptance_from_the_second_record_still_counts_after_exchange(
    caseload, mo, duplicate, tmp_path, clock
):
    duplicate_candidates.join(caseload, mo.id, duplicate.id)
    office = machine(tmp_path / "office", clock=clock)
    acquaint(caseload, office, folder=tmp_path)
    transfer(caseload, office, mo.id, tmp_path / "1.csbundle")
    evidence.start_observation(office, mo.id, "Office")
    transfer(office, caseload, mo.id, tmp_path / "2.csbundle")
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.doubted == frozenset()
    assert sum(portfolio.is_accepted(item) for item in portfolio.evidence) == 1
    judgement.reopen(caseload, mo.id, portfolio.evidence[2].id, "More")
    office.close()


def marked(caseload, *pairs):
    for second, into in pairs:
        caseload.save(second.id, "candidate.joined", Joined("joined", into.id))


def test_a_record_marked_as_joined_into_itself_stays_in_the_list(caseload, mo, duplicate):
    marked(caseload, (mo, mo), (duplicate, duplicate))
    assert {person.id for person in candidates.list_candidates(caseload)} == {mo.id, duplicate.id}


def test_of_a_ring_of_records_joined_into_each_other_one_stays_in_the_list(caseload, mo):
    ring = [mo, *(candidates.add_candidate(caseload, f"Mo {number}") for number in range(4))]
    for length in range(2, 6):
        marked(caseload, *zip(ring[:length], [*ring[1:length], ring[0]], strict=True))
        listed = {person.id for person in candidates.list_candidates(caseload)}
        assert len(listed & {person.id for person in ring[:length]}) == 1, length


def test_a_record_joined_into_a_ring_is_hidden_and_one_of_the_ring_is_not(caseload, mo, duplicate):
    third = candidates.add_candidate(caseload, "Mo again")
    marked(caseload, (third, third), (duplicate, third))
    assert third.id in {person.id for person in candidates.list_candidates(caseload)}


# Nothing that the second record says is lost


DETAILS = {
    "uln": "1234567890",
    "scn": "123456789",
    "born": "1990-03-04",
    "planned_end": date(2026, 12, 1),
    "phone": "0131 496 0000",
    "email": "mo@example.org",
    "employer_phone": "0131 496 0001",
    "employer_email": "hr@example.org",
    "known_as": "Maureen C.",
}


def detailed(caseload, candidate, **details):
    changed = replace(caseload.one(Candidate, candidate.id, candidate.id), **details)
    caseload.save(candidate.id, UserAction.CANDIDATE_DETAILS, changed)


def details_here(caseload, candidate):
    record = caseload.one(Candidate, candidate.id, candidate.id)
    return {name: getattr(record, name) for name in DETAILS}


def test_details_that_only_the_second_record_has_are_taken_over(caseload, mo, duplicate):
    detailed(caseload, duplicate, **DETAILS)
    detailed(caseload, mo, phone="0131 496 0009")
    duplicate_candidates.join(caseload, mo.id, duplicate.id)
    assert details_here(caseload, mo) == {**DETAILS, "phone": "0131 496 0009"}
    found = candidates.find_candidate(caseload, DETAILS["uln"])
    assert found.id == mo.id


def test_the_candidate_number_of_the_second_record_is_taken_over_where_the_first_has_none(
    caseload, duplicate
):
    first = candidates.add_candidate(caseload, "Mo Other")
    duplicate_candidates.join(caseload, first.id, duplicate.id)
    assert caseload.one(Candidate, first.id, first.id).number == duplicate.number


def test_separating_gives_details_back_unless_they_were_changed_since(caseload, mo, duplicate):
    before = details_here(caseload, mo)
    detailed(caseload, duplicate, **DETAILS)
    duplicate_candidates.join(caseload, mo.id, duplicate.id)
    detailed(caseload, mo, email="new@example.org")
    duplicate_candidates.part(caseload, duplicate.id)
    assert details_here(caseload, mo) == {**before, "email": "new@example.org"}
    assert details_here(caseload, duplicate) == DETAILS


@pytest.mark.parametrize(
    ("field", "other"), [("uln", "9876543210"), ("scn", "987654321"), ("born", "1991-03-04")]
)
def test_two_records_that_name_different_people_are_not_joined(caseload, mo, duplicate, field, other):
    detailed(caseload, mo, **{field: DETAILS[field]})
    detailed(caseload, duplicate, **{field: other})
    with pytest.raises(UserError, match="may be two people"):
        duplicate_candidates.join(caseload, mo.id, duplicate.id)
    detailed(caseload, duplicate, **{field: DETAILS[field]})
    duplicate_candidates.join(caseload, mo.id, duplicate.id)


def test_dates_holds_requests_plans_claims_and_answers_go_along(caseload, mo, duplicate):
    day, stream = caseload.clock().date(), duplicate.id
    records = {
        "milestones": Milestone("m", MilestoneKind.ACHIEVED, day, "A-1"),
        "holds": Hold("h", "An appeal", day, caseload.author),
        "data_requests": DataRequest("d", day, day, "Mo"),
        "plans": Plan("p", day, "Shop", ()),
        "claims": Claim("c", "q", day),
        "answers": Answer("a", ("code",), "The job changed.", caseload.author, day),
        "confirmations": Confirmation("f", "ocr-b10", "3", "Three months", day, caseload.author),
    }
    caseload.save(stream, UserAction.CANDIDATE_CHANGE, *records.values())
    duplicate_candidates.join(caseload, mo.id, stream)
    joined = load_portfolio(caseload, mo.id)
    assert {part: getattr(joined, part) for part in records} == {p: (r,) for p, r in records.items()}


def test_a_sampled_record_is_not_joined_into_another(caseload, mo, duplicate):
    day = caseload.clock().date()
    with without_role_checks(caseload):
        caseload.save(
            duplicate.id,
            UserAction.SAMPLE_BEGIN,
            Sample("s", "ocr-b10", Stage.INTERIM, day, "vera", "Vera Verifier"),
        )
    with pytest.raises(UserError, match="signed, decided or sampled"):
        duplicate_candidates.join(caseload, mo.id, duplicate.id)
    duplicate_candidates.join(caseload, duplicate.id, mo.id)


def test_every_part_of_a_record_is_copied_or_stands_in_the_way_of_joining():
    copied, barring = set(duplicate_candidates.COPIED), set(duplicate_candidates.BARRING)
    about_the_record_itself = {"evidence", "hand_overs", "covers", "joined"}
    assert copied | barring | about_the_record_itself == PARTS.keys()
    assert not copied & barring
