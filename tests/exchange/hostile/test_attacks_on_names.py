"""Attacks by an accepted colleague: words, roles and names that are not theirs."""

import pytest

from csassess.data.exchange import devices
from csassess.data.exchange.accepted import accepted_machines, voucher_for
from csassess.data.exchange.device_card import signed_roles
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Judgement, Outcome
from csassess.domain.records.people import HandOver
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import Sample, Stage, Verdict
from csassess.services.exchange import acceptance, handover, key_files, requests, sending
from tests.exchange.forgeries import redaction_of_every_note
from tests.support.builders import THAT_DAY
from tests.support.exchanging import acquaint, machine, receive_file
from tests.support.forging import Forger
from tests.support.verifying import STROKES, become


@pytest.fixture
def bob(office):
    office.accept_forger()
    return office


def anns_judgement(office, item):
    found = [j for j in load_portfolio(office.ann, office.mo).judgements if j.id == item]
    return found[0] if found else None


def test_a_colleague_cannot_judge_as_ann_in_an_entry_that_says_it_merges(bob):
    bob.forger.records(
        bob.mo, "candidate.join", Judgement(bob.item, Outcome.ACCEPTED, THAT_DAY, bob.ann.author)
    )
    bob.receive()
    assert anns_judgement(bob, bob.item) is None


def test_a_colleague_cannot_change_what_ann_judged_and_leave_her_name(bob):
    before = anns_judgement(bob, bob.accepted)
    head = bob.forger.head_of(bob.mo, "judgement", bob.accepted, "outcome")
    bob.forger.entry(
        bob.mo,
        "evidence.judge",
        [
            Change("judgement", bob.accepted, "outcome", "more-evidence-needed", (head,)),
            Change("judgement", bob.accepted, "comment", "Not good", ()),
        ],
    )
    _preview, _ = bob.receive()
    after = anns_judgement(bob, bob.accepted)
    assert after is None or after.by != bob.ann.author or after == before


def test_a_voucher_does_not_let_a_machine_write_in_ann_s_name(bob, tmp_path, clock):
    """Bob's second machine says that its person is Ann, and Bob's first vouches for it."""
    second = Forger(tmp_path / "second", "Ann Assessor", clock=clock)
    own = bob.forger.caseload
    path = tmp_path / "all.csbundle"
    sending.send(bob.ann, [bob.mo], path, recipients=[devices.own_card(own)], with_forms=False)
    sending.send(
        own,
        [bob.mo],
        tmp_path / "b.csbundle",
        recipients=[devices.own_card(second.caseload)],
        with_forms=False,
    )
    second.know(tmp_path / "b.csbundle")
    content = {**devices.own_card(second.caseload).content, "person": bob.ann.author}
    signature = devices.own_signature(own, voucher_for(content["device"], content["public_key"]))
    entry = {
        **second.card_entry(person=bob.ann.author),
        "vouched": {"by": own.device, "signature": signature},
    }

    def as_ann(meta):
        meta["cards"][0] = entry

    second.records(
        bob.mo,
        "evidence.accept",
        Judgement(bob.item, Outcome.ACCEPTED, THAT_DAY, bob.ann.author),
        author=bob.ann.author,
    )
    second.send(bob.mo, tmp_path / "f.csbundle", bob.ann, as_ann)
    preview, merged = receive_file(bob.ann, tmp_path / "f.csbundle")
    print(merged.quarantined, preview.elsewhere)
    second.caseload.close()
    assert anns_judgement(bob, bob.item) is None


def test_earlier_roles_that_a_machine_claims_after_it_was_accepted_do_not_count(bob):
    """Bob, accepted as an assessor, claims that he was a verifier until 2999."""
    own = bob.forger.caseload
    card = devices.own_card(own)
    from datetime import UTC, datetime

    roles = signed_roles(
        own.local.get("device-key"), card, [(Role.VERIFIER, datetime(2999, 1, 1, tzinfo=UTC))]
    )
    bob.forger.records(
        bob.mo,
        "sample.add",
        Sample(
            "s1",
            "ocr-b10",
            Stage.INTERIM,
            THAT_DAY,
            own.author,
            "Vera Verifier",
            (bob.accepted,),
            Verdict.AGREE,
        ),
    )

    def claim(meta):
        meta["cards"][0]["roles"] = roles

    bob.receive(claim)
    assert load_portfolio(bob.ann, bob.mo).samples == ()


def test_a_verifier_cannot_sample_in_another_s_name(office, tmp_path, clock):
    vera = machine(tmp_path / "vera", clock=clock)
    become(vera, "Vera Verifier", Role.VERIFIER)
    acquaint(office.ann, vera, folder=tmp_path)
    become(office.forger.caseload, "Mallory", Role.VERIFIER)
    office.accept_forger()
    office.forger.records(
        office.mo,
        "sample.add",
        Sample(
            "s1",
            "ocr-b10",
            Stage.INTERIM,
            THAT_DAY,
            vera.author,
            "Vera Verifier",
            (office.accepted,),
            Verdict.AGREE,
        ),
    )
    office.receive()
    vera.close()
    assert load_portfolio(office.ann, office.mo).samples == ()


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.COUNTERSIGNER])
def test_a_verifier_or_countersigner_cannot_turn_a_signature_into_the_assessor_s(office, role):
    own = {Role.VERIFIER: Signer.VERIFIER, Role.COUNTERSIGNER: Signer.COUNTERSIGNER}[role]
    become(office.forger.caseload, "Mallory", role)
    office.accept_forger()
    first = office.forger.records(
        office.mo,
        "unit.sign",
        UnitSignature("s1", "ocr-b10", own, "Mallory", office.forger.now(), "c", STROKES),
    )
    office.forger.entry(
        office.mo,
        "unit.sign",
        [
            Change("unit-signature", "s1", "signer", "assessor", (first,)),
            Change("unit-signature", "s1", "name", "Ann Assessor", (first,)),
        ],
    )
    _, merged = office.receive()
    print(merged.quarantined)
    assert [
        s for s in load_portfolio(office.ann, office.mo).unit_signatures if s.signer is Signer.ASSESSOR
    ] == []


def test_a_typed_sample_does_not_become_the_verifier_s_own_by_a_second_entry(bob):
    from csassess.domain.records.signed_sheets import SignedSheet

    sha = load_portfolio(bob.ann, bob.mo).attachments[0].sha256
    first = bob.forger.records(
        bob.mo,
        "sheet.add",
        SignedSheet("sh", "sample", "s1", "c", sha, "application/pdf", bob.forger.now()),
        Sample(
            "s1",
            "ocr-b10",
            Stage.INTERIM,
            THAT_DAY,
            "vera",
            "Vera Verifier",
            (bob.accepted,),
            Verdict.AGREE,
            sheet=sha,
        ),
    )
    bob.forger.entry(bob.mo, "sample.change", [Change("sample", "s1", "sheet", "", (first,))])
    _, merged = bob.receive()
    print(merged.quarantined)
    samples = load_portfolio(bob.ann, bob.mo).samples
    assert [s for s in samples if not s.sheet] == []


def test_a_withdrawn_machine_stays_withdrawn(bob, tmp_path, clock):
    """Bob's second machine is accepted by his voucher; withdrawing his first is undone by the next file."""
    second = Forger(tmp_path / "second", "Mallory", clock=clock)
    own = bob.forger.caseload
    signature = devices.own_signature(
        second.caseload, voucher_for(own.device, devices.own_card(own).public_key)
    )
    mutual = devices.own_signature(
        own, voucher_for(second.caseload.device, devices.own_card(second.caseload).public_key)
    )

    def vouching(meta):
        meta["cards"][0]["vouched"] = {"by": second.caseload.device, "signature": signature}
        meta["cards"].append({**second.card_entry(), "vouched": {"by": own.device, "signature": mutual}})

    bob.forger.entry(bob.mo, "x", [Change("evidence", bob.item, "location", "x", ())])
    bob.receive(vouching)
    device = second.caseload.device
    second.caseload.close()
    assert set(accepted_machines(bob.ann)) == {own.device, device}
    acceptance.withdraw(bob.ann, own.device)
    left = set(accepted_machines(bob.ann))
    receive_file(bob.ann, tmp_path / "forged.csbundle")
    print(left, set(accepted_machines(bob.ann)))
    assert own.device not in accepted_machines(bob.ann)


def test_withdrawing_a_machine_withdraws_those_it_vouched_for(bob, tmp_path, clock):
    second = Forger(tmp_path / "second", "Mallory", clock=clock)
    own = bob.forger.caseload
    mutual = devices.own_signature(
        own, voucher_for(second.caseload.device, devices.own_card(second.caseload).public_key)
    )

    def vouching(meta):
        meta["cards"].append({**second.card_entry(), "vouched": {"by": own.device, "signature": mutual}})

    bob.forger.entry(bob.mo, "x", [Change("evidence", bob.item, "location", "x", ())])
    bob.receive(vouching)
    second.caseload.close()
    acceptance.withdraw(bob.ann, own.device)
    assert accepted_machines(bob.ann) == {}


def test_a_key_file_that_names_ann_or_vera_as_its_person_is_refused(office, tmp_path):
    import json

    entry = office.forger.card_entry(person=office.ann.author, name="Mallory")
    (tmp_path / "m.cskey").write_text(json.dumps({"csassess": "key", **entry}))
    try:
        key_files.read_key_file(office.ann, tmp_path / "m.cskey")
    except Exception as error:
        print(error)
    assert all(m.person != office.ann.author for m in accepted_machines(office.ann).values())


def test_a_card_of_a_colleague_renames_nobody_else(office, tmp_path, clock):
    vera = machine(tmp_path / "vera", clock=clock)
    become(vera, "Vera Verifier", Role.VERIFIER)
    acquaint(office.ann, vera, folder=tmp_path)
    office.accept_forger()

    def as_vera(meta):
        meta["cards"][0] = office.forger.card_entry(person=vera.author, name="Mallory")

    office.forger.entry(office.mo, "x", [Change("evidence", office.item, "location", "x", ())])
    clock.move_on(hours=1)
    office.receive(as_vera)
    name = devices.people(office.ann)[vera.author].name
    vera.close()
    assert name == "Vera Verifier"


def test_a_hand_over_that_ann_took_back_is_not_revived(office):
    office.accept_forger()
    given = HandOver("h1", "Olive", THAT_DAY, office.ann.author, office.ann.device)
    office.ann.save(office.mo, "candidate.hand-over", given)
    handover.take_back(office.ann, office.mo)
    sending.send(
        office.ann,
        [office.mo],
        office.folder / "m.csbundle",
        recipients=[devices.own_card(office.forger.caseload)],
        with_forms=False,
    )
    acquaint(office.forger.caseload, office.ann, folder=office.folder)
    office.forger.know(office.folder / "m.csbundle")
    head = office.forger.head_of(office.mo, "hand-over", "h1", "deleted")
    office.forger.entry(office.mo, "x", [Change("hand-over", "h1", "deleted", False, (head,))])
    preview, _merged = office.receive()
    print(preview.candidates[0].effects)
    assert office.ann.permissions.handover_from_here(office.mo) is None


def test_removing_every_record_of_a_portfolio_is_in_the_preview_and_does_not_hide_it(bob):
    from csassess.domain.records.kinds import KINDS, Stream
    from csassess.domain.records.people import Candidate

    own = bob.forger.caseload
    changes = []
    for entity, kind in KINDS.items():
        if kind.stream is Stream.PORTFOLIO and entity != "taken-out":
            for row in own.rows(entity, bob.mo):
                changes.append(own.change(bob.mo, entity, row["id"], "deleted", True))
    bob.forger.entry(bob.mo, "candidate.remove", changes)
    preview, merged = bob.receive()
    print(merged.quarantined, preview)
    assert bob.ann.one(Candidate, bob.mo, bob.mo) is not None


def test_an_agreement_of_another_does_not_stop_ann_from_answering(bob):
    from csassess.domain.records.evidence import derived_id
    from csassess.domain.records.retention import Agreement

    redaction_of_every_note(bob, said=True)
    own = bob.forger.caseload
    request = own.db.execute(
        "SELECT id FROM events WHERE stream=? ORDER BY rowid DESC LIMIT 1", (bob.mo,)
    ).fetchone()[0]
    bob.forger.records(
        bob.mo,
        "x",
        Agreement(derived_id(request, bob.ann.author), request, True, THAT_DAY, own.author),
    )
    _, _merged = bob.receive()
    (asked,) = requests.pending_requests(bob.ann)
    requests.decline(bob.ann, asked)
    assert requests.pending_requests(bob.ann) == []


def test_a_wording_replaced_in_two_files_waits_for_an_agreement(bob):
    from csassess.data.storage.canonical import digest

    enrolment = load_portfolio(bob.ann, bob.mo).enrolments[0]
    content = bob.ann.wording(enrolment.digest)
    weaker = {**content, "outcomes": content["outcomes"][:1], "correspondences": []}
    own = bob.forger.caseload
    own.store_wording(digest(weaker), "ocr-b10", weaker)
    removal = own.change(bob.mo, "enrolment", "ocr-b10", "deleted", True)
    removed = bob.forger.entry(bob.mo, "x", [removal])
    from csassess.data.record import fold

    fold.rebuild(own.db)
    _, merged = bob.receive()
    print(merged.quarantined)
    head = bob.forger.head_of(bob.mo, "enrolment", "ocr-b10", "digest")
    bob.forger.entry(
        bob.mo,
        "candidate.enrol",
        [
            Change("enrolment", "ocr-b10", "digest", digest(weaker), (head,)),
            Change("enrolment", "ocr-b10", "deleted", False, (removed,)),
        ],
    )
    fold.rebuild(own.db)
    _, merged = bob.receive()
    print(merged.quarantined)
    assert [e.digest for e in load_portfolio(bob.ann, bob.mo).enrolments] in ([], [enrolment.digest])
