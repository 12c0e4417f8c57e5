"""Attacks that block: after a file was received, honest files, sending, the check or a page fail."""

from datetime import UTC, datetime

import pytest

from csassess.data.exchange import devices
from csassess.data.exchange.accepted import accepted_machines, voucher_for
from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.data.safekeeping.check_history import history_errors, names_in
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import Decision, EvidenceItem, Judgement, Note, Outcome
from csassess.domain.records.people import Candidate, Device, Enrolment
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Sample, Stage
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import acceptance, folder_files, folder_sync, key_files, requests, sending
from tests.support.builders import THAT_DAY
from tests.support.exchanging import acquaint, machine, receive_file, transfer
from tests.support.forging import Forger
from tests.support.verifying import become


@pytest.fixture
def vera(office, tmp_path, clock):
    caseload = machine(tmp_path / "vera", clock=clock)
    become(caseload, "Vera Verifier", Role.VERIFIER)
    yield caseload
    caseload.close()


@pytest.fixture
def bob(office):
    office.accept_forger()
    return office


def errors(caseload):
    return list(history_errors(caseload.db, names_in(caseload.db), lambda: False))


def resend_to_forger(office):
    path = office.folder / "again.csbundle"
    sending.send(
        office.ann, [office.mo], path, recipients=[devices.own_card(office.forger.caseload)], with_forms=False
    )
    receive_file(office.forger.caseload, path)


def note(office, record_id="n9"):
    return Note(record_id, office.item, office.forger.now(), office.forger.now(), text="Forged")


def test_a_stranger_s_card_cannot_take_a_machine_that_is_not_known_yet(office, vera, tmp_path):
    """Mallory's file holds a card with Vera's device id and another key."""
    false = Forger(tmp_path / "false", "Nobody")
    entry = false.card_entry(device=vera.device)
    office.receive(lambda meta: meta["cards"].append(entry))
    false.caseload.close()
    acquaint(office.ann, vera, folder=tmp_path)
    assert vera.device in accepted_machines(office.ann)


def test_a_stranger_s_card_with_another_s_recipient_does_not_make_later_files_refused(office, vera, tmp_path):
    """Mallory names Vera's recipient before Ann knows Vera; then neither sends anything to the other."""
    recipient = devices.own_recipient(vera)

    def as_vera(meta):
        meta["cards"][0] = office.forger.card_entry(recipient=recipient)

    office.receive(as_vera)
    acquaint(office.ann, vera, folder=tmp_path)
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")
    become(vera, "Vera Verifier", Role.CENTRE)
    candidates.add_candidate(vera, "X Y", "1")
    transfer(vera, office.ann, office.mo, tmp_path / "w.csbundle")


def test_a_head_with_a_number_beyond_its_entry_does_not_make_the_check_report_damage(office):
    office.forger.records(office.mo, "note.add", note(office))

    def beyond(meta):
        own = office.forger.caseload
        head = next(h for h in meta["heads"] if h["device"] == own.device)
        content = [office.mo, own.device, 99, head["event"]]
        meta["heads"] = [h for h in meta["heads"] if h["device"] != own.device]
        meta["heads"].append({**head, "sequence": 99, "signature": devices.own_signature(own, content)})

    path = office.folder / "1.csbundle"
    office.forger.send(office.mo, path, office.ann)
    receive_file(office.ann, path)
    _heads_only(office, beyond, office.folder / "2.csbundle")
    try:
        receive_file(office.ann, office.folder / "2.csbundle")
    except UserError as error:
        print("refused", error)
    assert errors(office.ann) == []


def _heads_only(office, change, path):
    from dataclasses import replace

    own = office.forger.caseload
    parcel = sending.gather(own, [office.mo], recipients=[devices.own_card(office.ann)], with_forms=False)
    ann_only = tuple(e for e in parcel.events if own.device not in e.body.decode())
    change(parcel.meta)
    sending.write_parcel(replace(parcel, events=ann_only), path)
    return path


def test_a_head_with_another_number_does_not_stop_ann_from_sending(office, vera, tmp_path):
    office.forger.records(office.mo, "note.add", note(office))

    def beyond(meta):
        own = office.forger.caseload
        head = next(h for h in meta["heads"] if h["device"] == own.device)
        content = [office.mo, own.device, 99, head["event"]]
        meta["heads"] = [h for h in meta["heads"] if h["device"] != own.device]
        meta["heads"].append({**head, "sequence": 99, "signature": devices.own_signature(own, content)})

    office.receive()
    _heads_only(office, beyond, tmp_path / "2.csbundle")
    try:
        receive_file(office.ann, tmp_path / "2.csbundle")
    except UserError as error:
        print("refused", error)
    acquaint(office.ann, vera, folder=tmp_path)
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")


def test_a_photograph_that_was_missing_does_not_make_the_next_honest_file_refused(office, vera, tmp_path):
    """Bob's file names a photograph and says that it is missing; then Vera sends what she has."""
    acquaint(office.ann, vera, folder=tmp_path)
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")
    office.accept_forger()
    office.forger.records(
        office.mo,
        "photograph.add",
        Photograph("p9", office.item, "a" * 64, "b" * 64, 1, 1, office.forger.now()),
    )
    office.receive(lambda meta: meta["missing"].append("a" * 64))
    vera.save(office.mo, "x", Sample("s1", "ocr-b10", Stage.INTERIM, THAT_DAY, vera.author, "Vera Verifier"))
    transfer(vera, office.ann, office.mo, tmp_path / "w.csbundle")


def test_a_stranger_whose_photograph_is_missing_can_be_accepted(office):
    office.forger.records(
        office.mo,
        "photograph.add",
        Photograph("p9", office.item, "a" * 64, "b" * 64, 1, 1, office.forger.now()),
    )
    office.receive(lambda meta: meta["missing"].append("a" * 64))
    acceptance.accept(office.ann, office.forger.caseload.device)


def test_an_entry_that_waits_does_not_make_honest_files_refused_when_its_time_comes(office, vera, tmp_path):
    """Bob's entry waits for an enrolment; it names a wording that no one has."""
    acquaint(office.ann, vera, folder=tmp_path)
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")
    office.accept_forger()
    from csassess.domain.records.evidence import Reference

    office.forger.records(
        office.mo,
        "candidate.enrol",
        Enrolment("evil", "f" * 64, THAT_DAY),
        Reference("r9", office.item, "ocr-61", "1.1"),
    )
    _, merged = office.receive()
    print(merged.quarantined)
    candidates.enrol(office.ann, office.mo, "ocr-61")
    vera.save(office.mo, "x", Sample("s1", "ocr-b10", Stage.INTERIM, THAT_DAY, vera.author, "Vera Verifier"))
    transfer(vera, office.ann, office.mo, tmp_path / "w.csbundle")


def test_a_number_at_the_end_of_the_numbers_does_not_stop_ann_from_adding_items(bob):
    bob.forger.records(bob.mo, "evidence.add", EvidenceItem("i9", "999999", "WP", "x", THAT_DAY))
    bob.receive()
    evidence.start_observation(bob.ann, bob.mo, "Counter")


def test_a_decision_dated_far_ahead_does_not_stay_the_last_one(bob):
    own = bob.forger.caseload
    real, own.clock = own.clock, lambda: datetime(2999, 1, 1, tzinfo=UTC)
    bob.forger.records(
        bob.mo,
        "unit.decide",
        Decision("d9", "ocr-b10", THAT_DAY, own.author, "c", "h", (bob.accepted,)),
    )
    own.clock = real
    path = bob.folder / "1.csbundle"
    bob.forger.send(bob.mo, path, bob.ann)
    receive_file(bob.ann, path)
    bob.ann.save(bob.mo, "x", Decision("d1", "ocr-b10", THAT_DAY, bob.ann.author, "c2", "h", ()))
    assert last_decision("ocr-b10", load_portfolio(bob.ann, bob.mo)).id == "d1"


def test_a_false_voucher_does_not_keep_out_the_true_one(office, vera, tmp_path, clock):
    """Mallory relays the card of Vera's new machine with a voucher that nobody signed."""
    acquaint(office.ann, vera, folder=tmp_path)
    new = Forger(tmp_path / "new", "Vera Verifier", Role.VERIFIER, clock=clock)
    entry = {**new.card_entry(), "vouched": {"by": "nobody", "signature": "00"}}
    office.receive(lambda meta: meta["cards"].append(entry))
    voucher = devices.own_signature(
        vera, voucher_for(new.caseload.device, devices.own_card(new.caseload).public_key)
    )
    true = {**new.card_entry(), "vouched": {"by": vera.device, "signature": voucher}}
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")
    parcel = sending.gather(vera, [office.mo], recipients=[devices.own_card(office.ann)], with_forms=False)
    parcel.meta["cards"] = [c for c in parcel.meta["cards"] if c["card"]["device"] != new.caseload.device]
    parcel.meta["cards"].append(true)
    sending.write_parcel(parcel, tmp_path / "w.csbundle")
    receive_file(office.ann, tmp_path / "w.csbundle")
    device = new.caseload.device
    new.caseload.close()
    assert device in accepted_machines(office.ann)


def test_a_colleague_s_card_with_an_impossible_recipient_breaks_no_sending(office, vera, tmp_path, clock):
    office.accept_forger()
    acquaint(office.ann, vera, folder=tmp_path)
    clock.move_on(hours=1)
    office.forger.records(office.mo, "note.add", note(office))

    def odd(meta):
        meta["cards"][0] = office.forger.card_entry(recipient="no recipient")

    try:
        office.receive(odd)
    except UserError as error:
        print("refused", error)
    sending.send(
        office.ann,
        [office.mo],
        tmp_path / "all.csbundle",
        recipients=key_files.recipients_known(office.ann),
        with_forms=False,
    )


def test_a_card_does_not_take_the_place_of_a_machine_that_ann_s_caseload_was_before(office, tmp_path, clock):
    """Ann's earlier machine did not sign off; Mallory's card has its id, and his key."""
    earlier = "0" * 32
    office.ann.save(CASELOAD_STREAM, "device.add", Device(earlier, "", "ab" * 32))
    own = office.forger.caseload
    mine = own.device
    own.local.set("device", earlier)
    office.forger.records(
        office.mo,
        "evidence.accept",
        Judgement(office.item, Outcome.ACCEPTED, THAT_DAY, office.ann.author),
        author=office.ann.author,
    )
    own.local.set("device", mine)

    def with_card(meta):
        card = office.forger.card_entry(
            device=earlier, recipient=devices.own_card(office.ann).recipient[:-1] + "q"
        )
        meta["cards"].append(card)
        end = own.db.execute("SELECT id FROM events WHERE device = ?", (earlier,)).fetchone()[0]
        content = [office.mo, earlier, 1, end]
        names = ("stream", "device", "sequence", "event")
        meta["heads"].append(
            {**dict(zip(names, content, strict=True)), "signature": devices.own_signature(own, content)}
        )

    from unittest.mock import patch

    with patch.object(sending, "_check_signed", lambda *_: None):
        try:
            _, merged = office.receive(with_card)
            print(merged.quarantined)
        except UserError as error:
            print("refused", error)
    assert [j.id for j in load_portfolio(office.ann, office.mo).judgements] == [office.accepted]


def test_a_stranger_s_entries_that_come_first_do_not_count_in_ann_s_portfolio(office, vera, tmp_path):
    """Vera knows Ann, not the portfolio. Mallory sends it whole, his own entries first."""
    acquaint(office.ann, vera, folder=tmp_path)
    own = office.forger.caseload
    load_portfolio(office.ann, office.mo).item(office.accepted)
    office.forger.records(
        office.mo,
        "evidence.add",
        Candidate(office.mo, "Someone Else", "N9"),
        EvidenceItem(office.accepted, "77", "WP", "Forged", THAT_DAY, withdrawn=True),
        Judgement(office.accepted, Outcome.MORE_EVIDENCE_NEEDED, THAT_DAY, own.author),
    )
    from dataclasses import replace

    parcel = sending.gather(own, [office.mo], recipients=[devices.own_card(vera)], with_forms=False)
    mine = tuple(e for e in parcel.events if own.device in e.body.decode())
    rest = tuple(e for e in parcel.events if e not in mine)
    sending.write_parcel(replace(parcel, events=mine + rest), tmp_path / "f.csbundle")
    _, merged = receive_file(vera, tmp_path / "f.csbundle")
    print(merged.quarantined)
    portfolio = load_portfolio(vera, office.mo)
    print(portfolio.conflicts)
    assert [j.by for j in portfolio.judgements] == [office.ann.author]
    assert portfolio.conflicts == ()


def test_a_colleague_s_name_does_not_stop_vera_from_sampling(office, vera, tmp_path, clock):
    acquaint(office.ann, vera, folder=tmp_path)
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")
    office.accept_forger()
    office.forger.records(
        office.mo,
        "evidence.accept",
        Judgement(office.item, Outcome.ACCEPTED, THAT_DAY, office.forger.caseload.author),
    )
    clock.move_on(hours=1)
    become(office.forger.caseload, "Vera Verifier", Role.ASSESSOR)
    office.receive()
    vera.save(office.mo, "x", Sample("s1", "ocr-b10", Stage.INTERIM, THAT_DAY, vera.author, "Vera Verifier"))
    _, merged = transfer(vera, office.ann, office.mo, tmp_path / "w.csbundle")
    print(merged.quarantined)
    assert [s.id for s in load_portfolio(office.ann, office.mo).samples] == ["s1"]


def test_agreeing_to_an_entry_of_one_portfolio_blocks_no_other(bob, vera, tmp_path):
    """An entry in Mo's portfolio names as its parent a request in another portfolio of Ann's."""
    ann, own = bob.ann, bob.forger.caseload
    other = candidates.add_candidate(ann, "Other", "N2")
    item = evidence.start_observation(ann, other.id, "Counter")
    words = evidence.add_note(ann, other.id, item.id, "Words to delete")
    acquaint(own, ann, folder=tmp_path)
    sending.send(
        ann, [other.id], tmp_path / "o.csbundle", recipients=[devices.own_card(own)], with_forms=False
    )
    bob.forger.know(tmp_path / "o.csbundle")
    from csassess.data.record.records import to_values
    from csassess.domain.records.retention import Redaction

    head = bob.forger.head_of(other.id, "note", words.id, "text")
    record = Redaction("r", "note", words.id, "text", THAT_DAY, "Mallory", "A name")
    changes = [Change("note", words.id, "text", "Nothing.", (head,))]
    changes += [Change("taken-out", "r", name, value, ()) for name, value in to_values(record).items()]
    asked = bob.forger.entry(other.id, UserAction.REDACT, changes)
    bob.forger.entry(bob.mo, "x", [Change("evidence", bob.item, "location", "X", (asked,))])
    parcel = sending.gather(own, [other.id, bob.mo], recipients=[devices.own_card(ann)], with_forms=False)
    sending.write_parcel(parcel, tmp_path / "f.csbundle")
    _, merged = receive_file(ann, tmp_path / "f.csbundle")
    print(merged.quarantined)
    (request,) = requests.pending_requests(ann) or [None]
    assert request
    requests.agree(ann, request)
    bob.forger.records(bob.mo, "note.add", note(bob))
    bob.forger.send(bob.mo, tmp_path / "g.csbundle", ann)
    receive_file(ann, tmp_path / "g.csbundle")


def test_a_file_in_the_folder_of_a_partner_must_be_the_partner_s(office, tmp_path, clock):
    """A stranger, whose device id begins alike, writes into the folder of Ann's second machine."""
    second = machine(tmp_path / "second", clock=clock)
    shared = tmp_path / "shared"
    shared.mkdir()
    folder_sync.choose_folder(office.ann, shared)
    folder_sync.choose_folder(second, shared)
    folder_sync.accept(office.ann, second.device)
    own = office.forger.caseload
    with own.together():
        false = second.device[:12] + "f" * 20
        own.save(CASELOAD_STREAM, "device.add", Device(false, "", devices.own_card(own).public_key))
        own.local.set("device", false)
    stranger = candidates.add_candidate(own, "Planted Candidate", "N9")
    name = folder_files.candidate_hash(stranger.id)
    path = shared / "csassess" / second.device[:12] / f"{name}-000001.csbundle"
    office.forger.send(stranger.id, path, office.ann)
    received, _, skipped = folder_sync.sync_folder(office.ann)
    print(received, skipped)
    second.close()
    assert office.ann.one(Candidate, stranger.id, stranger.id) is None
