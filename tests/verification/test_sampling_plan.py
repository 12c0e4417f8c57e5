"""The verifier's plan: every registered candidate, also those only told of; what was not looked at; status files."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pyrage
import pytest

from csassess.data.exchange.devices import own_card, own_identity, own_recipient, own_signature
from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.assessment.portfolio_status import PortfolioStatus, SampledSoFar, UnitStatus
from csassess.domain.errors import UserError
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.verification.sampling_plan import PlanRow, not_looked_at, suggest
from csassess.services.access import caseloads
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates import candidates, staff
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files
from csassess.services.verification import sampling, sampling_plan
from tests.support.builders import accepted_product
from tests.support.exchanging import hand_on
from tests.support.verifying import UNIT, become, decided, registered, sampled

# The plan worked out, from what is told of each unit


def unit(name="61", *, state=DecisionState.DECIDED, methods=("WP",), places=(), seen=None, **said):
    looked = SampledSoFar(1, date(2026, 3, 2), methods=seen[0], places=seen[1]) if seen else SampledSoFar()
    return UnitStatus(f"ocr-{name}", name, said.pop("done", 10), 10, state, methods, places, looked, **said)


def row(name, *units, own=False, told=None, **said):
    summary = PortfolioStatus(
        name,
        name,
        "",
        "ann",
        "Ann",
        False,
        ("ann",),
        ("Ann",),
        "R",
        date(2026, 1, 5),
        True,
        "",
        tuple(units),
        **said,
    )
    return PlanRow(summary, told, own)


SEEN = (("WP",), ())
OLD = row("Old", unit("61", seen=SEEN))  # so that the assessor is not new


def suggested(*rows, percentage=0):
    return [(each.candidate, each.unit_name) for each in suggest(rows, percentage)]


def test_what_was_not_looked_at_is_told_by_unit_method_and_place():
    rows = [
        row("A", unit("61", methods=("OB", "WP"), places=("Desk",), seen=(("WP",), ()))),
        row("B", unit("B10", methods=("PD",), places=("Desk", "Quay"))),
    ]
    assert not_looked_at(rows) == (
        ("unit", "B10"),
        ("method", "OB"),
        ("method", "PD"),
        ("place", "Desk"),
        ("place", "Quay"),
    )


def test_where_nothing_is_accepted_yet_there_is_nothing_to_look_at():
    assert not_looked_at([row("A", unit(done=0, state=DecisionState.NOT_READY))]) == ()


def test_the_unit_that_shows_most_comes_first_and_nothing_is_asked_twice():
    rows = [
        OLD,
        row("A", unit("B10", methods=("WP",))),
        row("B", unit("B10", methods=("OB", "PD"), places=("Quay",))),
    ]
    (only,) = suggest(rows)
    assert (only.candidate, only.reasons) == (
        "B",
        ("not yet looked at: method OB; method PD; Quay; unit B10",),
    )


@pytest.mark.parametrize(
    "kept_out",
    [
        row("B", unit("B10"), own=True),
        row("B", unit("B10"), told=date(2026, 3, 2)),
        row("B", unit("B10"), ended="withdrawal"),
        row("B", unit("B10", not_sampled="Seen in May")),
        row("B", unit("B10", begun=True)),
        row("B", unit("B10", done=0, state=DecisionState.NOT_READY)),
    ],
    ids=["own", "not here", "ended", "not sampled because", "begun", "nothing accepted"],
)
def test_what_may_not_or_need_not_be_sampled_is_never_suggested(kept_out):
    assert suggested(OLD, kept_out, percentage=100) == []
    assert suggested(OLD, row("B", unit("B10"))) == [("B", "B10")]


@pytest.mark.parametrize(("percentage", "count"), [(0, 0), (10, 0), (11, 1), (25, 2), (50, 4), (100, 9)])
def test_the_centre_s_percentage_of_decided_units_is_filled_up(percentage, count):
    rows = [OLD, *(row(f"{number}", unit("61")) for number in range(9))]
    found = suggest(rows, percentage)
    assert len(found) == count
    assert all(
        each.reasons == (f"the centre samples at least {percentage} % of decided units",) for each in found
    )


def test_a_unit_not_decided_yet_does_not_fill_the_percentage():
    rows = [OLD, row("A", unit("B10", state=DecisionState.NOT_READY)), row("B", unit("61"))]
    assert suggested(*rows, percentage=100) == [("A", "B10"), ("B", "61")]


def test_a_new_assessor_is_a_reason():
    assert suggest([row("A", unit())])[0].reasons[0] == "nothing of this assessor was sampled before"
    trainee = row("B", unit("B10"))
    trainee = replace(trainee, summary=replace(trainee.summary, working_towards=True))
    assert suggest([OLD, trainee])[0].reasons[0] == "the assessor is working towards the award"
    assert len(suggest([OLD, row("B", unit("B10"))])[0].reasons) == 1


# The plan over a caseload


def status(giver, receiver, path):
    """What comes of a status file from one machine for another."""
    card = next(c for c in key_files.recipients_known(giver) if c.device == receiver.device)
    sampling_plan.write_status(giver, path, [card])
    return sampling_plan.receive_status(receiver, path)


def planned(caseload):
    return [(each.summary.name, each.told) for each in sampling_plan.plan(caseload)]


def test_every_registered_candidate_stands_in_the_plan_and_no_other(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    registered(ann, "Tom Reid", "2")
    candidates.add_candidate(ann, "Una Unregistered", "3")
    hand_on(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    assert planned(vera) == [("Aisha Karim", None)]
    _, count = status(ann, vera, tmp_path / "status")
    assert count == 3
    assert planned(vera) == [("Aisha Karim", None), ("Tom Reid", vera.clock().date())]
    assert sampling_plan.not_registered(ann) == ["Una Unregistered"]


def test_the_portfolio_takes_the_place_of_what_was_told_once_it_comes(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    status(ann, vera, tmp_path / "status")
    (told,) = sampling_plan.plan(vera)
    assert told.told == vera.clock().date()
    assert sampling_plan.suggested(vera, [told]) == ()
    hand_on(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    (here,) = sampling_plan.plan(vera)
    assert (here.summary, here.told) == (told.summary, None)
    assert [each.unit for each in sampling_plan.suggested(vera, [here])] == [UNIT]


def test_a_later_status_takes_the_place_of_an_earlier_one_and_never_the_other_way(ann, vera, tmp_path, clock):
    registered(ann)
    status(ann, vera, tmp_path / "first")
    clock.move_on(days=30)
    registered(ann, "Tom Reid", "2")
    status(ann, vera, tmp_path / "second")
    today = clock().date()
    assert planned(vera) == [("Aisha Karim", today), ("Tom Reid", today)]
    with pytest.raises(UserError, match="told of a later day already"):
        sampling_plan.receive_status(vera, tmp_path / "first")
    assert planned(vera) == [("Aisha Karim", today), ("Tom Reid", today)]


def test_own_assessments_are_marked_and_never_suggested_by_id_or_by_name(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    hand_on(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    become(vera, "ANN  assessor", Role.VERIFIER)
    become(ann, "Anna Newname", Role.VERIFIER)
    for each in (ann, vera):
        (only,) = sampling_plan.plan(each)
        assert only.own
        assert sampling_plan.suggested(each, [only]) == ()


def test_a_signed_sample_takes_a_unit_off_the_plan_and_a_begun_one_too(ann, vera, tmp_path):
    aisha, item = decided(ann)
    hand_on(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    sample = sampled(vera, aisha, item, sign=False)
    assert sampling_plan.suggested(vera, sampling_plan.plan(vera)) == ()
    sampling.sign_sample(vera, aisha.id, sample.id, ((1, 2),))
    rows = sampling_plan.plan(vera)
    assert rows[0].summary.units[0].looked.methods == ("WP",)
    assert not_looked_at(rows) == ()
    accepted_product(ann, aisha.id, UNIT, "2.1")
    evidence.add_item(ann, aisha.id, "PD", "Discussion", ann.clock().date())
    caseloads.change_centre(vera, replace(centre_of(vera), sample_percentage=100))
    assert sampling_plan.suggested(vera, rows) == ()


def test_the_plan_is_of_one_assessor_or_of_all(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    hand_on(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    assert len(sampling_plan.plan(vera, ann.author)) == len(sampling_plan.plan(vera)) == 1
    assert sampling_plan.plan(vera, "somebody else") == []


# Status files


def clear(caseload, path):
    return pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(own_identity(caseload))])


def test_a_status_file_holds_no_evidence_and_is_locked(ann, vera, tmp_path):
    aisha, item = decided(ann)
    evidence.add_note(
        ann, aisha.id, evidence.start_observation(ann, aisha.id, "Quay").id, "A very secret word."
    )
    status(ann, vera, tmp_path / "status")
    raw, plain = (tmp_path / "status").read_bytes(), clear(vera, tmp_path / "status").decode()
    assert "Aisha Karim" in plain
    assert b"Aisha" not in raw
    for words in ("secret", item.description, "The log is kept"):
        assert words not in plain


def test_a_status_file_opens_on_no_other_machine(ann, vera, tmp_path, clock):
    from tests.support.exchanging import machine

    decided(ann)
    status(ann, vera, tmp_path / "status")
    other = machine(tmp_path / "other", clock=clock)
    with pytest.raises(UserError, match="no status file for you"):
        sampling_plan.receive_status(other, tmp_path / "status")
    other.close()


def refused(vera, path, content, words):
    path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        sampling_plan.receive_status(vera, path)
    assert sampling_plan.plan(vera) == []


@pytest.mark.parametrize("place", [30, -30])
def test_a_status_file_with_a_changed_byte_is_refused(ann, vera, tmp_path, place):
    decided(ann)
    (card,) = key_files.recipients_known(ann)
    sampling_plan.write_status(ann, tmp_path / "status", [card])
    content = bytearray((tmp_path / "status").read_bytes())
    content[place] ^= 1
    refused(vera, tmp_path / "status", bytes(content), "status file")


def locked(told, vera):
    return pyrage.encrypt(json.dumps(told).encode(), [pyrage.x25519.Recipient.from_str(own_recipient(vera))])


def told_by(ann, **changed):
    content = {"card": own_card(ann).content, "on": "2026-03-02", "candidates": []}
    content |= {name: value for name, value in changed.items() if name in content}
    signed = {"csassess": "status", **content, "signature": own_signature(ann, content)}
    return {**signed, **{name: value for name, value in changed.items() if name not in content}}


@pytest.mark.parametrize(
    "changed",
    [
        {"csassess": "key"},
        {"signature": "00" * 64},
        {"on": "yesterday"},
        {"candidates": [{"name": "x"}]},
        {"candidates": "x"},
        {"card": {}},
    ],
)
def test_a_status_file_that_is_none_or_not_signed_is_refused(ann, vera, tmp_path, changed):
    refused(vera, tmp_path / "status", locked(told_by(ann, **changed), vera), "no status file")


def test_what_was_changed_after_signing_is_refused(ann, vera, tmp_path):
    told = {**told_by(ann), "on": "2027-01-01"}
    refused(vera, tmp_path / "status", locked(told, vera), "no status file")


def test_a_status_file_from_an_unknown_machine_is_refused(vera, tmp_path, clock):
    from tests.support.exchanging import machine

    stranger = machine(tmp_path / "stranger", clock=clock)
    decided(stranger)
    refused(vera, tmp_path / "status", locked(told_by(stranger), vera), "not known here")
    stranger.close()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ASSESSOR])
def test_a_status_file_comes_from_an_assessor_only(ann, vera, tmp_path, role):
    become(ann, "Ann Assessor", role)
    refused(vera, tmp_path / "status", locked(told_by(ann), vera), "comes from an assessor")


def test_a_status_file_from_a_lost_machine_is_refused(ann, vera, tmp_path):
    staff.mark_lost(vera, ann.device, vera.clock().date())
    refused(vera, tmp_path / "status", locked(told_by(ann), vera), "marked lost on 2 March 2026")


def test_a_status_file_is_for_somebody(ann, tmp_path):
    with pytest.raises(UserError, match="Choose who the status file is for"):
        sampling_plan.write_status(ann, tmp_path / "status", [])
    assert not (tmp_path / "status").exists()


def test_a_trainee_is_told_of_as_one(ann, vera, tmp_path):
    become(ann, "Ann Assessor", Role.ASSESSOR, status=AssessorStatus.WORKING_TOWARDS)
    decided(ann)
    status(ann, vera, tmp_path / "status")
    assert sampling_plan.plan(vera)[0].summary.working_towards


# Machines that were lost


def test_nothing_is_locked_for_a_lost_machine_until_it_is_found(ann, vera):
    staff.mark_lost(ann, vera.device, ann.clock().date(), "left on the train")
    assert key_files.recipients_known(ann) == []
    staff.mark_found(ann, vera.device)
    assert [card.device for card in key_files.recipients_known(ann)] == [vera.device]


def test_what_comes_from_a_lost_machine_is_named(ann, vera, tmp_path):
    from csassess.services.exchange import import_preview

    aisha, _ = decided(ann)
    staff.mark_lost(vera, ann.device, vera.clock().date())
    shown, _ = hand_on(ann, vera, aisha.id, tmp_path / "found.csbundle")
    words = import_preview.preview_words(shown)
    assert (
        f"Written on a machine of Ann Assessor ({ann.device[:6]}) that was marked lost on 2 March 2026: ask"
        " before you trust it." in words
    )


def test_what_a_lost_machine_wrote_is_named_whoever_sends_it(ann, vera, tmp_path, clock):
    from tests.support.exchanging import acquaint, machine

    third = machine(tmp_path / "third", clock=clock)
    acquaint(ann, vera, third, folder=tmp_path)
    aisha, _ = decided(ann)
    hand_on(ann, third, aisha.id, tmp_path / "one.csbundle")
    staff.mark_lost(vera, ann.device, vera.clock().date())
    shown, _ = hand_on(third, vera, aisha.id, tmp_path / "two.csbundle")
    assert len(shown.lost) == 1
    third.close()


@pytest.mark.parametrize(
    ("own", "later", "words"), [(True, 0, "working on"), (False, 1, "on which it was lost")]
)
def test_this_machine_is_not_lost_nor_one_tomorrow(ann, vera, own, later, words):
    with pytest.raises(UserError, match=words):
        staff.mark_lost(ann, ann.device if own else vera.device, ann.clock().date() + timedelta(days=later))
    assert staff.lost_devices(ann) == {}


# The staff list


def test_the_staff_list_is_kept_by_name_with_roles_and_dates(ann):
    from csassess.domain.records.staff import StaffMember

    zoe = staff.keep_member(ann, StaffMember("", " Zoë ", "internal verifier", since=date(2024, 1, 1)))
    abe = staff.keep_member(ann, StaffMember("", "abe", "assessor"))
    assert staff.staff_list(ann) == [abe, zoe]
    left = staff.keep_member(ann, replace(zoe, until=date(2026, 1, 1)))
    assert staff.staff_list(ann) == [abe, left]
    staff.remove_member(ann, abe)
    assert staff.staff_list(ann) == [left]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": " "}, "the name"),
        ({"roles": ""}, "the role"),
        ({"until": date(2023, 1, 1)}, "left before they came"),
    ],
)
def test_whoever_has_no_name_or_role_or_left_before_they_came_is_not_kept(ann, said, words):
    from csassess.domain.records.staff import StaffMember

    member = replace(StaffMember("", "Zoë", "assessor", since=date(2024, 1, 1)), **said)
    with pytest.raises(UserError, match=words):
        staff.keep_member(ann, member)
    assert staff.staff_list(ann) == []
