"""What came of a portfolio while it was away is judged as if it came after its held copy."""

from dataclasses import replace
from datetime import timedelta

from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import EvidenceItem, Note
from csassess.services.evidence import evidence
from csassess.services.retention import held, retention
from tests.exchange.forgeries import forged_portfolio, withhold_every_word, words_of
from tests.support.builders import SECOND, THAT_DAY

LATER = THAT_DAY + timedelta(days=1)


def test_a_stranger_s_file_with_words_left_out_does_not_end_the_held_copy_that_has_them(office):
    stub, _ = retention.erase(office.ann, office.mo, "A mistake", second=SECOND)
    withhold_every_word(office)
    retention.allow_again(office.ann, stub)
    office.receive()
    held.look_after_held(office.ann)  # as on every opening
    (copy,) = held.held(office.ann)
    held.restore_held(office.ann, copy.path)
    assert "Greets the customer by name." in words_of(office.ann, office.mo)


def test_what_a_stranger_wrote_meanwhile_does_not_count_once_a_held_copy_is_restored(
    office, mallory, tmp_path
):
    stub, _ = retention.erase(office.ann, office.mo, "A mistake", second=SECOND)
    retention.allow_again(office.ann, stub)
    forged = EvidenceItem("i1", "1", "WP", "Forged", THAT_DAY)
    forged_portfolio(mallory, office.mo, office.ann, tmp_path / "f.csbundle", forged)
    (copy,) = held.held(office.ann)
    held.restore_held(office.ann, copy.path)
    assert "i1" not in {item.id for item in load_portfolio(office.ann, office.mo).evidence}


def test_a_colleague_s_redaction_of_what_a_held_copy_has_waits_for_an_agreement(bob):
    stub, _ = retention.erase(bob.ann, bob.mo, "A mistake", second=SECOND)
    withhold_every_word(bob)
    retention.allow_again(bob.ann, stub)
    bob.receive()
    (copy,) = held.held(bob.ann)
    held.restore_held(bob.ann, copy.path)
    assert "Greets the customer by name." in words_of(bob.ann, bob.mo)


def test_a_colleague_s_other_chain_sets_nothing_aside_that_a_held_copy_brings_back(bob):
    own, forger = bob.forger.caseload, bob.forger
    forger.records(bob.mo, "x", Note("n5", bob.item, forger.now(), forger.now(), text="Bob saw it"))
    bob.receive()
    (note,) = (n for n in load_portfolio(bob.ann, bob.mo).notes if n.id == "n5")
    bob.ann.save(bob.mo, "note.change", replace(note, text="Ann wrote it whole"))
    stub, _ = retention.erase(bob.ann, bob.mo, "A mistake", second=SECOND)
    own.db.execute("DELETE FROM events WHERE stream = ? AND device = ?", (bob.mo, own.device))
    forger.records(bob.mo, "x", Note("n6", bob.item, forger.now(), forger.now(), text="Another"))
    fold.rebuild_stream(own.db, bob.mo)
    retention.allow_again(bob.ann, stub)
    bob.receive()
    (copy,) = held.held(bob.ann)
    held.restore_held(bob.ann, copy.path)
    assert "Ann wrote it whole" in words_of(bob.ann, bob.mo)


def test_what_ann_wrote_meanwhile_counts_once_the_held_copy_is_restored(bob):
    evidence.add_item(bob.ann, bob.mo, "WP", "Later than the file", THAT_DAY)
    stub, _ = retention.erase(bob.ann, bob.mo, "A mistake", second=SECOND)
    retention.allow_again(bob.ann, stub)
    bob.receive()
    evidence.add_item(bob.ann, bob.mo, "WP", "Written meanwhile", THAT_DAY)
    (copy,) = held.held(bob.ann)
    held.restore_held(bob.ann, copy.path)
    described = {item.description for item in load_portfolio(bob.ann, bob.mo).evidence}
    assert {"Later than the file", "Written meanwhile"} <= described


def test_a_file_without_its_pictures_does_not_end_the_held_copy_that_has_them(office):
    (photo,) = load_portfolio(office.ann, office.mo).photographs
    office.forger.caseload.attached.forget({photo.sha256})
    stub, _ = retention.erase(office.ann, office.mo, "A mistake", second=SECOND)
    retention.allow_again(office.ann, stub)
    office.receive()
    held.look_after_held(office.ann)
    (copy,) = held.held(office.ann)
    held.restore_held(office.ann, copy.path)
    assert office.ann.attached.has(photo.sha256)
