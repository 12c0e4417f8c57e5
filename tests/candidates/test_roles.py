"""Each role writes its own records and nothing else, in services and in received files."""

from dataclasses import replace

import pytest

from csassess.data.access.opening import become_new_device
from csassess.data.exchange.accepted import accepted_machines
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Note
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Device, Qualification
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage
from csassess.domain.records.write_rules import may_write
from csassess.services.access import caseloads
from csassess.services.access.caseloads import assessor_of
from csassess.services.candidates import candidates
from csassess.services.candidates.corrections import qualification_of
from csassess.services.evidence import evidence, judgement, references
from csassess.services.exchange import conflicts
from csassess.services.progress import history, milestones
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.retention import retention
from csassess.services.signing import countersigning, signing
from csassess.services.verification import sampling
from tests.support.exchanging import accept_in_present_role, transfer
from tests.support.verifying import STROKES, UNIT, become, decided, office, registered, without_role_checks

EVIDENCE = {
    "evidence",
    "note",
    "customer",
    "feedback",
    "reference",
    "judgement",
    "confirmation",
    "decision",
    "addendum",
    "visit",
    "photograph",
    "attachment",
    "signature",
    "to-candidate",
    "witness",
    "testimony",
    "action-answer",
    "plan",
}
VERIFYING = {
    "sample",
    "looked-at",
    "sample-signature",
    "action",
    "action-closing",
    "action-withdrawal",
    "not-sampled",
    "verifier-talk",
}
ANYONE_AT_THE_CENTRE = {"answer"}
OFFICE = {
    "milestone",
    "hold",
    "data-request",
    "employment",
    "taken-out",
    "registration",
    "candidate",
    "hand-over",
    "case",
    "claim",
    "contact",
    "induction",
    "learning-break",
    "joined",
}


@pytest.mark.parametrize(
    "entity", [e for e, kind in KINDS.items() if kind.stream is Stream.PORTFOLIO and e != "unit-signature"]
)
def test_each_kind_of_record_can_be_written_by_its_roles_only(entity):
    allowed = {role for role in Role if may_write(role, entity, {})}
    expected = {Role.ASSESSOR}
    if entity in VERIFYING:
        expected = {Role.VERIFIER} | (
            {Role.ASSESSOR} if entity == "looked-at" else set()
        )  # for a sample on paper
    elif entity == "needed":
        expected = {Role.COUNTERSIGNER}
    elif entity in ANYONE_AT_THE_CENTRE:
        expected = {Role.ASSESSOR, Role.CENTRE, Role.VERIFIER}
    elif entity == "cover":  # of the lead verifier too, as received files are held to
        expected = {Role.ASSESSOR, Role.VERIFIER}
    elif entity == "signed-sheet":  # of whoever signs on paper
        expected = {Role.ASSESSOR, Role.COUNTERSIGNER, Role.VERIFIER}
    elif entity in OFFICE:
        expected = {Role.ASSESSOR, Role.CENTRE}
    elif entity == "agreement":  # of a person of any role, to what a file asks for
        expected = set(Role) - {Role.READER}
    assert allowed == expected
    assert Role.READER not in allowed
    assert entity not in EVIDENCE or allowed == {Role.ASSESSOR}


@pytest.mark.parametrize("signer", list(Signer))
def test_countersigner_and_verifier_can_sign_for_themselves_only(signer):
    allowed = {role for role in Role if may_write(role, "unit-signature", {"signer": signer})}
    own = {Signer.COUNTERSIGNER: {Role.COUNTERSIGNER}, Signer.VERIFIER: {Role.VERIFIER}}
    assert allowed == {Role.ASSESSOR} | own.get(signer, set())


@pytest.fixture
def machines(tmp_path, clock):
    with office(tmp_path, clock, "ann", "vera", "cora", "cleo") as caseloads:
        yield caseloads


@pytest.fixture
def shared(machines, tmp_path):
    """Return Aisha, decided and signed by Ann and received by all others, and her item."""
    ann, *others = machines
    aisha, item = decided(ann)
    for number, caseload in enumerate(others):
        transfer(ann, caseload, aisha.id, tmp_path / f"{number}.csbundle")
    return aisha, item


def caseload_of_role(machines, role):
    by_role = dict(
        zip((Role.ASSESSOR, Role.VERIFIER, Role.COUNTERSIGNER, Role.CENTRE), machines, strict=True)
    )
    if role is Role.READER:
        become(machines[1], "Rita Reader", Role.READER)
        return machines[1]
    return by_role[role]


def attempts(caseload, aisha, item):
    """Return the actions that someone might try, by name."""
    day = caseload.clock().date()
    return {
        "note": lambda: evidence.add_note(caseload, aisha.id, item.id, "Seen"),
        "item": lambda: evidence.add_item(caseload, aisha.id, "WP", "Letter", day),
        "tick": lambda: references.tick(caseload, aisha.id, item.id, UNIT, "1.1"),
        "addendum": lambda: judgement.add_addendum(caseload, aisha.id, item.id, "Seen again"),
        "reopen": lambda: judgement.reopen(caseload, aisha.id, item.id, "A word"),
        "withdraw": lambda: judgement.withdraw(caseload, aisha.id, item.id),
        "sample": lambda: sampling.begin_sample(caseload, aisha.id, UNIT, Stage.INTERIM, [item.id]),
        "leave out": lambda: sampling.not_sampled(caseload, aisha.id, UNIT, "Seen in May"),
        "milestone": lambda: milestones.record(caseload, aisha.id, MilestoneKind.WITHDRAWN, day),
        "hold": lambda: retention.hold(caseload, aisha.id, "An appeal"),
        "name": lambda: candidates.change_candidate(caseload, replace(aisha, name="Aisha Newname")),
        "enrol": lambda: candidates.enrol(caseload, aisha.id, "ocr-b10"),
        "undo": lambda: history.undo(caseload, aisha.id),
    }


ALLOWED = {
    Role.ASSESSOR: {"addendum", "reopen", "item", "withdraw", "milestone", "hold", "name", "enrol"},
    Role.VERIFIER: {"sample", "leave out"},
    Role.COUNTERSIGNER: set(),
    Role.CENTRE: {"milestone", "hold", "name"},
    Role.READER: set(),
}


@pytest.mark.parametrize("role", list(Role))
def test_services_allow_what_the_role_may_write_and_refuse_the_rest(machines, shared, role):
    aisha, item = shared
    caseload = caseload_of_role(machines, role)
    allowed = ALLOWED[role]
    for name, act in attempts(caseload, aisha, item).items():
        before = load_portfolio(caseload, aisha.id)
        entries = len(caseload.history.of(aisha.id))
        if name in allowed:
            act()
            assert len(caseload.history.of(aisha.id)) == entries + 1, name
            history.undo(caseload, aisha.id)
            assert load_portfolio(caseload, aisha.id) == before, name
        elif role is not Role.ASSESSOR or name in ("sample", "leave out"):
            with pytest.raises(UserError):
                act()
            assert load_portfolio(caseload, aisha.id) == before, name
            assert len(caseload.history.of(aisha.id)) == entries, name


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.COUNTERSIGNER, Role.CENTRE, Role.READER])
def test_the_refusal_names_the_present_role(machines, shared, role):
    aisha, item = shared
    caseload = caseload_of_role(machines, role)
    with pytest.raises(
        UserError,
        match=r"^Your role here is .*, which may not make this change\. To check your role, choose File, ",
    ):
        judgement.add_addendum(caseload, aisha.id, item.id, "Seen again")


@pytest.mark.parametrize("role", [Role.COUNTERSIGNER, Role.CENTRE, Role.READER, Role.VERIFIER])
def test_evidence_not_written_by_an_assessor_is_quarantined_on_receipt(machines, shared, tmp_path, role):
    ann, aisha, item = machines[0], *shared
    caseload = caseload_of_role(machines, role)
    before = load_portfolio(ann, aisha.id)
    with without_role_checks(caseload):
        caseload.save(aisha.id, "note.add", Note("n", item.id, ann.clock(), ann.clock(), text="Forged"))
    _, merged = transfer(caseload, ann, aisha.id, tmp_path / "forged.csbundle", only_new=True)
    assert [q.ruling.reason.endswith("may not make this change") for q in merged.quarantined] == [True]
    assert load_portfolio(ann, aisha.id) == before
    assert [stream for stream, _, _ in conflicts.quarantined(ann)] == [aisha.id]


def test_everything_written_by_a_reader_is_quarantined(machines, shared, tmp_path):
    ann, aisha = machines[0], shared[0]
    reader = caseload_of_role(machines, Role.READER)
    accept_in_present_role(ann, reader, tmp_path)
    with without_role_checks(reader):
        for act in ("milestone", "hold", "leave out"):
            attempts(reader, *shared)[act]()
    _, merged = transfer(reader, ann, aisha.id, tmp_path / "forged.csbundle", only_new=True)
    assert len(merged.quarantined) == 3
    portfolio = load_portfolio(ann, aisha.id)
    assert (portfolio.milestones, portfolio.holds, portfolio.not_sampled) == ((), (), ())


def test_records_that_the_centre_may_write_are_accepted(machines, shared, tmp_path):
    ann, aisha, centre = machines[0], shared[0], machines[3]
    milestones.record(centre, aisha.id, MilestoneKind.TRANSFERRED, centre.clock().date(), "C-9")
    retention.hold(centre, aisha.id, "An appeal")
    candidates.register(centre, aisha.id, "NVQ", "", "R-2", centre.clock().date())
    _, merged = transfer(centre, ann, aisha.id, tmp_path / "dates.csbundle", only_new=True)
    assert merged.quarantined == []
    portfolio = load_portfolio(ann, aisha.id)
    assert [milestone.number for milestone in portfolio.milestones] == ["C-9"]
    assert len(portfolio.holds) == 1


def test_a_role_cannot_remove_records_of_another_role(machines, shared, tmp_path):
    ann, vera = machines[:2]
    aisha, item = shared
    sample = sampling.begin_sample(vera, aisha.id, UNIT, Stage.INTERIM, [item.id])
    transfer(vera, ann, aisha.id, tmp_path / "begun.csbundle", only_new=True)
    with pytest.raises(UserError, match="which may not make this change"):
        ann.save(aisha.id, "sample.remove", remove=(sample,))
    signature = load_portfolio(vera, aisha.id).unit_signatures[0]
    with pytest.raises(UserError, match="which may not make this change"):
        vera.save(aisha.id, "unit.unsign", remove=(signature,))
    with pytest.raises(UserError, match="which may not make this change"):
        vera.save(aisha.id, "unit.sign", replace(signature, signer=Signer.VERIFIER))


def test_a_reader_cannot_write_anything_not_even_their_own_role(machines, shared):
    reader = caseload_of_role(machines, Role.READER)
    entries = len(reader.history.of("caseload"))
    for act in (
        lambda: caseloads.change_person(reader, replace(assessor_of(reader), role=Role.ASSESSOR)),
        lambda: caseloads.change_centre(reader, replace(caseloads.centre_of(reader), name="Another")),
        lambda: candidates.add_candidate(reader, "Another"),
        lambda: registered(reader, "Another", "9"),
        lambda: countersigning.ask_for(reader, shared[0].id, UNIT, "More"),
        lambda: signing.sign_unit(reader, shared[0].id, UNIT, Signer.VERIFIER, "Rita", STROKES),
    ):
        with pytest.raises(UserError):
            act()
    assert len(reader.history.of("caseload")) == entries
    assert assessor_of(reader).role is Role.READER
    assert Signer.VERIFIER not in {
        s.signer for s in portfolio_view(reader, shared[0].id).portfolio.unit_signatures
    }


def test_a_reader_receives_a_registered_candidate_with_all_that_the_file_brings(machines, tmp_path):
    ann, reader = machines[0], caseload_of_role(machines, Role.READER)
    aisha = registered(ann)
    transfer(ann, reader, aisha.id, tmp_path / "aisha.csbundle")
    (registration,) = load_portfolio(reader, aisha.id).registrations
    assert qualification_of(reader, registration).title == "NVQ Certificate in Customer Service"
    with pytest.raises(UserError, match="Your role here is reader"):
        candidates.register(reader, aisha.id, "Another", "", "2", reader.clock().date())
    assert len(reader.all(Qualification)) == 1


def test_a_reader_s_machine_accepts_whom_an_accepted_machine_vouches_for(machines, tmp_path):
    ann, reader = machines[0], caseload_of_role(machines, Role.READER)
    before = ann.device
    become_new_device(ann)  # as after its caseload was copied
    aisha = registered(ann)
    transfer(ann, reader, aisha.id, tmp_path / "aisha.csbundle")
    assert accepted_machines(reader)[ann.device].vouched_by == before


def test_a_reader_s_caseload_that_was_copied_or_restored_becomes_a_machine_of_its_own(machines):
    reader = caseload_of_role(machines, Role.READER)
    before = reader.device
    become_new_device(reader)
    assert reader.device != before
    assert {device.id for device in reader.all(Device)} >= {before, reader.device}
