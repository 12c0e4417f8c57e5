"""Attacks on new candidates, on words not here yet and on reading only; roles that are kept apart."""

import pytest

from csassess.data.exchange import devices
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import EvidenceItem, Judgement, Outcome
from csassess.domain.records.roles import Role
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import acceptance, read_only, sending
from tests.exchange.forgeries import redaction_of_every_note
from tests.support.builders import THAT_DAY
from tests.support.exchanging import FILE_PASSPHRASE, acquaint, machine, receive_file, transfer
from tests.support.forging import Forger
from tests.support.verifying import become


def test_a_stranger_adds_no_item_to_a_candidate_whom_ann_has_just_added(office, tmp_path):
    mo = candidates.add_candidate(office.ann, "New", "N3")
    own = office.forger.caseload
    sending.send(
        office.ann, [mo.id], tmp_path / "m.csbundle", recipients=[devices.own_card(own)], with_forms=False
    )
    office.forger.know(tmp_path / "m.csbundle")
    office.forger.records(mo.id, "x", EvidenceItem("i1", "1", "WP", "Forged", THAT_DAY))
    office.forger.send(mo.id, tmp_path / "f.csbundle", office.ann)
    receive_file(office.ann, tmp_path / "f.csbundle")
    assert load_portfolio(office.ann, mo.id).evidence == ()


def test_a_colleague_s_redaction_of_words_not_here_yet_waits_for_an_agreement(office, tmp_path, clock):
    """Bob relays Vera's new note with its words withheld, and a redaction of his own that explains it."""
    vera = machine(tmp_path / "vera", clock=clock)
    become(vera, "Vera Assessor", Role.ASSESSOR)
    acquaint(office.ann, vera, folder=tmp_path)
    office.accept_forger()
    own = office.forger.caseload
    acquaint(own, vera, office.ann, folder=tmp_path)
    transfer(office.ann, vera, office.mo, tmp_path / "1.csbundle")
    added = evidence.add_note(vera, office.mo, office.item, "Vera saw it")
    transfer(vera, own, office.mo, tmp_path / "2.csbundle")
    from csassess.data.record.records import to_values
    from csassess.data.removal import redaction as taking_out
    from csassess.domain.records.retention import Redaction
    from csassess.domain.records.user_actions import UserAction

    head = office.forger.head_of(office.mo, "note", added.id, "text")
    record = Redaction("r", "note", added.id, "text", THAT_DAY, "Mallory", "A name")
    changes = [Change("note", added.id, "text", "Nothing.", (head,))]
    changes += [Change("taken-out", "r", name, value, ()) for name, value in to_values(record).items()]
    office.forger.entry(office.mo, UserAction.REDACT, changes)
    last = list(own.history.by_device(office.mo, own.device))[-1]
    with own.together():
        taking_out.redact_values(own.db, taking_out.earlier_values(own.db, last))
    office.receive()
    transfer(vera, office.ann, office.mo, tmp_path / "3.csbundle")
    vera.close()
    assert "Vera saw it" in {n.text for n in load_portfolio(office.ann, office.mo).notes}


def test_an_odd_card_keeps_no_file_from_being_read_only(office, tmp_path):

    odd = Forger(tmp_path / "odd", "Odd")
    entry = odd.card_entry(person="x y" * 30)
    odd.caseload.close()
    own = office.ann
    parcel = sending.gather(own, [office.mo], passphrase=FILE_PASSPHRASE, with_forms=False)
    parcel.meta["cards"].append(entry)
    sending.write_parcel(parcel, tmp_path / "o.csbundle")
    try:
        with read_only.opened_to_read(tmp_path / "o.csbundle", FILE_PASSPHRASE) as caseload:
            assert load_portfolio(caseload, office.mo)
    except UserError as error:
        pytest.fail(str(error))


def test_an_entry_of_a_colleague_in_the_far_future_does_not_hide_what_ann_does(office, clock):
    """The unit's signature with the latest time counts; Bob's is of the year 2999."""
    office.accept_forger()
    from datetime import UTC, datetime

    from csassess.domain.records.evidence import Addendum

    own = office.forger.caseload
    office.forger.records(
        office.mo,
        "x",
        Addendum("a1", office.accepted, "Forged", datetime(2999, 1, 1, tzinfo=UTC), own.author),
    )
    office.receive()
    evidence.add_note(office.ann, office.mo, office.item, "Afterwards")
    assert load_portfolio(office.ann, office.mo).addenda[-1].id == "a1"  # control: it is last


def test_a_judgement_of_one_accepted_only_as_verifier_does_not_count(office):
    become(office.forger.caseload, "Mallory", Role.VERIFIER)
    office.accept_forger()
    own = office.forger.caseload
    office.forger.records(
        office.mo, "evidence.accept", Judgement(office.item, Outcome.ACCEPTED, THAT_DAY, own.author)
    )
    _, merged = office.receive()
    assert [q.ruling.verdict for q in merged.quarantined] == ["not-allowed"]


def test_one_accepted_as_assessor_and_verifier_verifies_nothing_they_assessed(office, clock):
    office.accept_forger()
    own = office.forger.caseload
    office.forger.records(
        office.mo, "evidence.accept", Judgement(office.item, Outcome.ACCEPTED, THAT_DAY, own.author)
    )
    clock.move_on(days=1)
    become(own, "Mallory Renamed", Role.VERIFIER)
    office.receive()
    acceptance.accept(office.ann, own.device)
    from csassess.domain.records.verification import Sample, Stage, Verdict

    office.forger.records(
        office.mo,
        "x",
        Sample(
            "s1",
            "ocr-b10",
            Stage.INTERIM,
            THAT_DAY,
            own.author,
            "Mallory Renamed",
            (office.item,),
            Verdict.AGREE,
        ),
    )
    _, _merged = office.receive()
    assert load_portfolio(office.ann, office.mo).samples == ()


def test_words_left_out_by_a_stranger_come_back_with_the_honest_file(office, tmp_path, clock):
    """Mallory sends Ann's portfolio to Vera with Ann's words withheld and a redaction of his own."""
    vera = machine(tmp_path / "vera", clock=clock)
    acquaint(office.ann, vera, folder=tmp_path)
    from csassess.data.removal import redaction as taking_out

    redaction_of_every_note(office, said=True)
    own = office.forger.caseload
    last = list(own.history.by_device(office.mo, own.device))[-1]
    with own.together():
        taking_out.redact_values(own.db, taking_out.earlier_values(own.db, last))
    office.forger.send(office.mo, tmp_path / "f.csbundle", vera)
    receive_file(vera, tmp_path / "f.csbundle")
    transfer(office.ann, vera, office.mo, tmp_path / "v.csbundle")
    assert "Greets the customer by name." in {n.text for n in load_portfolio(vera, office.mo).notes}
