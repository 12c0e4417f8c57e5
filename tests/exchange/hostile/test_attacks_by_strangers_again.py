"""Files of strangers and colleagues that name the hashes of Ann's files, or hold her candidates' ids."""

from contextlib import closing
from dataclasses import replace
from datetime import date

from csassess.data.exchange import devices
from csassess.data.record import fold
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.blobs import BlobStore
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Candidate, HandOver
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signature, Signer, UnitSignature
from csassess.services.attachments import photograph_cover, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import judgement
from csassess.services.exchange import handover, requests
from csassess.services.retention import redaction, retention
from tests.exchange.forgeries import forged_portfolio
from tests.exchange.hostile.test_attacks_further import from_forger, hand_to_forger
from tests.support.builders import SECOND, THAT_DAY
from tests.support.exchanging import receive_file
from tests.support.pictures import encoded, scene
from tests.support.verifying import STROKES, become


def test_a_stranger_s_portfolio_lets_ann_s_cover_delete_no_other_photograph_of_hers(
    office, mallory, tmp_path
):
    """A photograph of the stranger's showed Ann's second one before it showed her first."""
    ann = office.ann
    photographs.add(ann, office.mo, office.item, photographs.prepare(encoded(scene((80, 48)))), "The shelf")
    first, second = load_portfolio(ann, office.mo).photographs
    forged = Photograph("p1", "i1", second.sha256, first.original, 64, 48, mallory.now())
    mallory.records("c9", "x", Candidate("c9", "Forged", "X1"))
    made = mallory.records("c9", "x", EvidenceItem("i1", "1", "WP", "x", THAT_DAY), forged)
    mallory.entry("c9", "x", [Change("photograph", "p1", "sha256", first.sha256, (made,))])
    fold.rebuild_stream(mallory.caseload.db, "c9")
    mallory.send("c9", tmp_path / "f", ann)
    receive_file(ann, tmp_path / "f")
    photograph_cover.cover(ann, office.mo, first, ((0, 0, 30, 30),))
    assert ann.attached.has(second.sha256)


def test_a_stranger_s_signature_in_a_portfolio_of_theirs_lets_ann_s_cover_delete_no_file_of_hers(
    office, mallory, tmp_path
):
    ann, now = office.ann, mallory.now()
    (log,), (photo,) = (getattr(load_portfolio(ann, office.mo), p) for p in ("attachments", "photographs"))
    forged = Signature("s9", photo.evidence, Signer.CANDIDATE, "X", now, "x", STROKES, paper=log.sha256)
    item = EvidenceItem(photo.evidence, "1", "WP", "x", THAT_DAY)
    forged_portfolio(mallory, "c9", ann, tmp_path / "f", item, forged)
    photograph_cover.cover(ann, office.mo, photo, ((0, 0, 30, 30),))
    assert ann.attached.has(log.sha256)


def test_a_colleague_s_signature_lets_ann_s_redaction_delete_no_file_of_hers(bob):
    ann, now = bob.ann, bob.forger.now()
    (log,) = load_portfolio(ann, bob.mo).attachments
    forged = UnitSignature("s9", "ocr-b10", Signer.CANDIDATE, "X", now, "x", STROKES, paper=log.sha256)
    bob.forger.records(bob.mo, "x", forged)
    bob.receive()
    redaction.redact(ann, bob.mo, bob.note, "text", "customer", "A name")
    assert ann.attached.has(log.sha256)


def test_a_stranger_s_portfolio_keeps_ann_from_covering_no_photograph(office, mallory, tmp_path):
    ann = office.ann
    (photo,) = load_portfolio(ann, office.mo).photographs
    forged = Photograph("p1", "i1", "0" * 64, photo.original, 64, 48, mallory.now())
    item = EvidenceItem("i1", "1", "WP", "x", THAT_DAY)
    forged_portfolio(mallory, "c9", ann, tmp_path / "f", item, forged)
    photograph_cover.cover(ann, office.mo, photo, ((0, 0, 30, 30),))


def test_a_hash_in_a_stranger_s_words_keeps_no_photograph_of_an_erased_portfolio(office, mallory, tmp_path):
    (photo,) = load_portfolio(office.ann, office.mo).photographs
    item = EvidenceItem("i1", "1", "WP", photo.sha256, THAT_DAY)
    forged_portfolio(mallory, "c9", office.ann, tmp_path / "f", item)
    retention.erase(office.ann, office.mo, "She asked for it", second=SECOND)
    assert photo.sha256 not in office.ann.attached.hashes()
    with closing(BlobStore(office.stick, office.ann.attached.master)) as store:
        assert photo.sha256 not in store.hashes()


def test_a_hand_over_is_overtaken_by_nobody_but_the_one_who_received_it(bob, tmp_path):
    other = devices.own_card(bob.forger.caseload)
    judgement.withdraw(bob.ann, bob.mo, bob.item)
    handover.hand_over(bob.ann, bob.mo, "Other", recipients=[replace(other, device="d9")])
    (given,) = load_portfolio(bob.ann, bob.mo).hand_overs
    hand_to_forger(bob, bob.mo)
    own = bob.forger.caseload
    forged = HandOver("hx", "Me", THAT_DAY, own.author, own.device, "", given.id)
    bob.forger.records(bob.mo, "candidate.hand-over", forged)
    bob.receive()
    assert bob.ann.permissions.handover_from_here(bob.mo) == given


def test_a_stranger_adds_nothing_to_a_candidate_whom_the_centre_s_office_has_added(office):
    become(office.ann, "Cleo Centre", Role.CENTRE)
    new = candidates.add_candidate(office.ann, "New", "N3")
    hand_to_forger(office, new.id)
    office.forger.records(new.id, "x", Milestone("m1", MilestoneKind.WITHDRAWN, THAT_DAY))
    from_forger(office, new.id)
    assert load_portfolio(office.ann, new.id).milestones == ()


def test_a_date_of_long_ago_in_a_file_spares_no_second_person(bob):
    bob.forger.records(bob.mo, "x", Milestone("m1", MilestoneKind.ACHIEVED, date(2010, 1, 1)))
    bob.receive()
    assert retention.needs_second_person(bob.ann, bob.mo)


def test_a_colleague_lifts_no_hold_of_ann_s(bob):
    retention.hold(bob.ann, bob.mo, "An appeal")
    hand_to_forger(bob, bob.mo)
    (placed,) = load_portfolio(bob.ann, bob.mo).holds
    bob.forger.entry(bob.mo, "hold.lift", [Change("hold", placed.id, "lifted", THAT_DAY.isoformat(), ())])
    bob.receive()
    assert load_portfolio(bob.ann, bob.mo).holds == (placed,)


def test_a_colleague_changes_no_number_of_an_item(bob):
    before = load_portfolio(bob.ann, bob.mo).item(bob.accepted).number
    head = bob.forger.head_of(bob.mo, "evidence", bob.accepted, "number")
    bob.forger.entry(bob.mo, "x", [Change("evidence", bob.accepted, "number", "77", (head,))])
    bob.receive()
    assert load_portfolio(bob.ann, bob.mo).item(bob.accepted).number == before


def test_another_person_s_hold_is_lifted_once_a_person_here_agrees(bob):
    retention.hold(bob.ann, bob.mo, "An appeal")
    hand_to_forger(bob, bob.mo)
    (placed,) = load_portfolio(bob.ann, bob.mo).holds
    bob.forger.entry(bob.mo, "hold.lift", [Change("hold", placed.id, "lifted", THAT_DAY.isoformat(), ())])
    bob.receive()
    (asked,) = requests.pending_requests(bob.ann)
    assert asked.what == "Change or lift a hold that another person placed"
    requests.agree(bob.ann, asked)
    assert load_portfolio(bob.ann, bob.mo).holds[0].lifted == THAT_DAY
