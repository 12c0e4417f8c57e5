"""Attacks on signatures, withdrawals, requests, backups and the check, by a file that was merely received."""

import pytest

from csassess.data.exchange import devices
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.records import to_values
from csassess.data.safekeeping.check_history import history_errors, names_in
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import EvidenceItem, Judgement, Outcome
from csassess.domain.records.people import Candidate, Enrolment, Joined, Qualification, Registration
from csassess.domain.records.retention import Redaction
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Stage
from csassess.services.candidates import candidates
from csassess.services.exchange import acceptance, sending
from csassess.services.progress import history
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.progress.portfolio_view import portfolio_view, report
from csassess.services.signing import signing
from tests.support.builders import THAT_DAY
from tests.support.exchanging import FILE_PASSPHRASE, acquaint, agree_to_all, machine, receive_file, transfer
from tests.support.verifying import STROKES, UNIT, become, decided, sampled


@pytest.fixture
def vera(office, tmp_path, clock):
    caseload = machine(tmp_path / "vera", clock=clock)
    become(caseload, "Vera Verifier", Role.VERIFIER)
    acquaint(office.ann, caseload, folder=tmp_path)
    yield caseload
    caseload.close()


def hand_to_forger(office, stream, name="m.csbundle"):
    path = office.folder / name
    sending.send(
        office.ann, [stream], path, recipients=[devices.own_card(office.forger.caseload)], with_forms=False
    )
    office.forger.know(path)


def from_forger(office, stream, name="f.csbundle", change=bool):
    path = office.folder / name
    office.forger.send(stream, path, office.ann, change)
    return receive_file(office.ann, path)


def errors(caseload):
    return list(history_errors(caseload.db, names_in(caseload.db), lambda: False))


def test_a_colleague_cannot_bind_vera_s_signature_of_a_unit_to_another_decision(office, vera, tmp_path):
    candidate, item = decided(office.ann)
    transfer(office.ann, vera, candidate.id, tmp_path / "1.csbundle")
    sampled(vera, candidate, item, stage=Stage.FINAL)
    signing.sign_unit(vera, candidate.id, UNIT, Signer.VERIFIER, "Vera Verifier", STROKES)
    transfer(vera, office.ann, candidate.id, tmp_path / "2.csbundle")
    office.accept_forger()
    acquaint(office.forger.caseload, vera, office.ann, folder=tmp_path)
    hand_to_forger(office, candidate.id)
    (signed,) = [
        s for s in load_portfolio(office.ann, candidate.id).unit_signatures if s.signer is Signer.VERIFIER
    ]
    head = office.forger.head_of(candidate.id, "unit-signature", signed.id, "code")
    office.forger.entry(
        candidate.id, "unit.sign", [Change("unit-signature", signed.id, "code", "another", (head,))]
    )
    _, merged = from_forger(office, candidate.id)
    print(merged.quarantined)
    (after,) = [
        s for s in load_portfolio(office.ann, candidate.id).unit_signatures if s.signer is Signer.VERIFIER
    ]
    assert after.code == signed.code


def test_a_colleague_who_assesses_cannot_sign_a_unit_as_vera(office, vera, tmp_path):
    candidate, _ = decided(office.ann)
    office.accept_forger()
    acquaint(office.forger.caseload, office.ann, folder=tmp_path)
    hand_to_forger(office, candidate.id)
    office.forger.records(
        candidate.id,
        "unit.sign",
        UnitSignature("s9", UNIT, Signer.VERIFIER, "Vera Verifier", office.forger.now(), "c", STROKES),
    )
    _, merged = from_forger(office, candidate.id)
    print(merged.quarantined)
    assert [
        s for s in load_portfolio(office.ann, candidate.id).unit_signatures if s.signer is Signer.VERIFIER
    ] == []


def test_a_verifier_cannot_turn_their_signature_into_the_assessor_s(office, tmp_path):
    candidate, _ = decided(office.ann)
    become(office.forger.caseload, "Mallory", Role.VERIFIER)
    office.accept_forger()
    acquaint(office.forger.caseload, office.ann, folder=tmp_path)
    hand_to_forger(office, candidate.id)
    first = office.forger.records(
        candidate.id,
        "unit.sign",
        UnitSignature("s9", UNIT, Signer.VERIFIER, "Mallory", office.forger.now(), "c", STROKES),
    )
    office.forger.entry(
        candidate.id,
        "unit.sign",
        [
            Change("unit-signature", "s9", "signer", "assessor", (first,)),
            Change("unit-signature", "s9", "name", "Ann Assessor", (first,)),
        ],
    )
    before = [
        s for s in load_portfolio(office.ann, candidate.id).unit_signatures if s.signer is Signer.ASSESSOR
    ]
    _, merged = from_forger(office, candidate.id)
    print(merged.quarantined)
    assert before == [
        s for s in load_portfolio(office.ann, candidate.id).unit_signatures if s.signer is Signer.ASSESSOR
    ]


def test_a_judgement_that_ann_took_back_is_not_revived_by_a_colleague(office, tmp_path):
    judged = next(j for j in load_portfolio(office.ann, office.mo).judgements)
    office.ann.save(office.mo, "x", remove=(judged,))
    office.accept_forger()
    acquaint(office.forger.caseload, office.ann, folder=tmp_path)
    hand_to_forger(office, office.mo)
    head = office.forger.head_of(office.mo, "judgement", judged.id, "deleted")
    office.forger.entry(office.mo, "x", [Change("judgement", judged.id, "deleted", False, (head,))])
    _, _merged = from_forger(office, office.mo)
    assert load_portfolio(office.ann, office.mo).judgements == ()


def test_after_a_withdrawal_what_ann_judged_counts_as_before(office):
    before = report(portfolio_view(office.ann, office.mo))
    office.accept_forger()
    own = office.forger.caseload
    office.forger.entry(
        office.mo, "x", [own.change(office.mo, "judgement", office.accepted, "deleted", True)]
    )
    office.receive()
    acceptance.withdraw(office.ann, own.device)
    assert report(portfolio_view(office.ann, office.mo)) == before


def test_a_request_names_everything_that_it_would_change(office):
    office.accept_forger()
    head = office.forger.head_of(office.mo, "note", office.note.id, "text")
    changes = [
        Change("joined", "joined", "into", "x", ()),
        Change("note", office.note.id, "text", "Y", (head,)),
    ]
    office.forger.entry(office.mo, "candidate.joined", changes)
    preview, _ = office.receive()
    (what,) = preview.candidates[0].requests
    print(what)
    assert "note" in what.lower()


def test_a_merge_into_no_candidate_that_was_agreed_to_breaks_no_page(office):
    office.accept_forger()
    office.forger.records(office.mo, "candidate.joined", Joined("joined", "x"))
    office.receive()
    try:
        agree_to_all(office.ann)
    except UserError as error:
        print(error)
        return
    portfolio_view(office.ann, office.mo)
    candidates.list_candidates(office.ann)
    portfolio_statuses(office.ann)
    history.history(office.ann, office.mo)
    sending.send(office.ann, [office.mo], office.folder / "z.csbundle", passphrase=FILE_PASSPHRASE)


def redaction_of_nothing(office, paper):
    stream = candidates.add_candidate(office.forger.caseload, "New Candidate", "N7").id
    forger = office.forger
    forger.records(
        stream,
        "unit.sign",
        UnitSignature("s1", "ocr-b10", Signer.CANDIDATE, "X", forger.now(), "c", paper=paper),
        Enrolment("ocr-b10", load_portfolio(office.ann, office.mo).enrolments[0].digest, THAT_DAY),
    )
    record = Redaction("r", "candidate", stream, "number", THAT_DAY, "Mallory", "x")
    changes = [Change("candidate", stream, "number", "Nothing.", ())]
    changes += [Change("taken-out", "r", name, value, ()) for name, value in to_values(record).items()]
    forger.entry(stream, UserAction.REDACT, changes)
    return from_forger(office, stream, change=lambda meta: meta["missing"].append(paper))


def test_a_stranger_s_redaction_deletes_no_file_from_the_backups(office):
    from csassess.data.storage.blobs import BlobStore

    victim = load_portfolio(office.ann, office.mo).attachments[0].sha256
    for place in (office.ann.folder / "backups", office.stick):
        store = BlobStore(place, office.ann.attached.master)
        assert store.has(victim), "set up"
        store.close()
    redaction_of_nothing(office, victim)
    for place in (office.ann.folder / "backups", office.stick):
        store = BlobStore(place, office.ann.attached.master)
        print(place, store.has(victim))
        assert store.has(victim), place
        store.close()


def test_a_stranger_s_redaction_deletes_nothing_that_was_set_aside_as_damaged(office):
    damaged = office.ann.folder / "caseload.db.damaged-20260101-000000"
    damaged.write_bytes(b"x")
    redaction_of_nothing(office, "c" * 64)
    assert damaged.exists()


def test_a_stranger_s_redaction_keeps_out_no_picture_that_someone_sends_later(office, vera, tmp_path):
    redaction_of_nothing(office, "c" * 64)
    assert not office.ann.attached.is_refused("c" * 64)


def test_a_qualification_of_a_stranger_does_not_take_the_place_of_an_honest_one(office, vera, tmp_path):
    candidates.register(office.ann, office.mo, "Certificate in Customer Service", "601/1", "R-1", None)
    qualification = load_portfolio(office.ann, office.mo).registrations[0].qualification
    own = office.forger.caseload
    stream = candidates.add_candidate(own, "New Candidate", "N7").id
    office.forger.records(stream, "x", Registration("q", qualification, "1"))
    office.forger.send(
        stream,
        tmp_path / "q.csbundle",
        vera,
        lambda meta: meta.update(qualifications=[{"id": qualification, "title": "Forged", "number": "1"}]),
    )
    receive_file(vera, tmp_path / "q.csbundle")
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")
    assert [q.title for q in vera.all(Qualification, "caseload")] == ["Certificate in Customer Service"]


def test_a_portfolio_that_a_stranger_sent_first_does_not_change_the_honest_one(office, vera, tmp_path):
    """Mallory sends Vera a portfolio with Mo's candidate id before Ann does."""
    own = office.forger.caseload
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
    sending.write_parcel(replace(parcel, events=mine), tmp_path / "f.csbundle")
    receive_file(vera, tmp_path / "f.csbundle")
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")
    portfolio = load_portfolio(vera, office.mo)
    print([c.field for c in portfolio.conflicts])
    assert [j.by for j in portfolio.judgements] == [office.ann.author]


def test_a_false_link_does_not_make_the_check_report_damage(office, tmp_path):
    import secrets

    from csassess.data.record.events import encode, event_id

    forger, own = office.forger, office.forger.caseload
    first = forger.entry(office.mo, "x", [Change("evidence", office.item, "description", "X", ())])
    forger.entry(office.mo, "x", [Change("evidence", office.item, "description", "Y", ())])
    office.receive()
    body, disclosed = encode(
        office.mo,
        "x",
        [Change("evidence", office.item, "description", "Z", ())],
        [secrets.token_hex(16)],
        author=own.author,
        device=own.device,
        sequence=3,
        previous=first,
        at=own.clock(),
        units={},
    )
    own.db.execute(
        "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
        (event_id(body), office.mo, own.device, 3, body, disclosed),
    )
    card = devices.own_card(office.ann)
    own.db.execute("DELETE FROM had")
    devices.mark_had(own, card.recipient, office.mo, {own.device: 2})
    parcel = sending.gather(own, [office.mo], recipients=[card], with_forms=False, only_new=True)
    sending.write_parcel(parcel, tmp_path / "f.csbundle")
    try:
        receive_file(office.ann, tmp_path / "f.csbundle")
    except UserError as error:
        print("refused", error)
    assert errors(office.ann) == []


def test_an_entry_of_an_enrolment_under_another_id_breaks_nothing(office):
    office.accept_forger()
    digest = load_portfolio(office.ann, office.mo).enrolments[0].digest
    office.forger.records(office.mo, "candidate.enrol", Enrolment("zz", digest, THAT_DAY))
    office.receive()
    portfolio_view(office.ann, office.mo)
    portfolio_statuses(office.ann)
    history.history(office.ann, office.mo)
    sending.send(office.ann, [office.mo], office.folder / "z.csbundle", passphrase=FILE_PASSPHRASE)


def test_a_stream_without_entries_makes_the_check_report_no_damage(office):
    own = office.forger.caseload
    last = own.db.execute("SELECT id FROM events WHERE stream = ? LIMIT 1", (office.mo,)).fetchone()[0]

    def more(meta):
        meta["candidates"].append("caseload")
        content = ["caseload", own.device, 99, last]
        names = ("stream", "device", "sequence", "event")
        meta["heads"].append(
            {**dict(zip(names, content, strict=True)), "signature": devices.own_signature(own, content)}
        )

    try:
        office.receive(more)
    except UserError as error:
        print("refused", error)
    assert errors(office.ann) == []


def test_an_unknown_machine_does_not_write_history_in_the_name_of_one_who_is_met_later(
    office, tmp_path, clock
):
    later = machine(tmp_path / "olive", clock=clock)
    become(later, "Olive Other", Role.ASSESSOR)
    stream = "c" * 32
    office.forger.records(stream, "x", Candidate(stream, "New Candidate", "N7"), author=later.author)

    from csassess.data.record import fold

    fold.rebuild(office.forger.caseload.db)

    def as_olive(meta):
        meta["cards"][0] = office.forger.card_entry(person=later.author)

    _, merged = from_forger(office, stream, change=as_olive)
    print(merged.quarantined)
    acquaint(office.ann, later, folder=tmp_path)
    later.close()
    assert "Olive Other" not in {entry.author for entry in history.history(office.ann, stream)}
