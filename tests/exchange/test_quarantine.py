"""Entries of a received file that are quarantined, and staff who change their name."""

from dataclasses import replace

from csassess.data.exchange import devices
from csassess.data.record.events import Change
from csassess.data.safekeeping.check_history import history_errors
from csassess.domain.records.evidence import Method, Note
from csassess.domain.records.people import Assessor
from csassess.services.evidence import evidence
from csassess.services.exchange import conflicts, key_files, sending
from tests.exchange.bad_files import Case
from tests.support.builders import rows
from tests.support.exchanging import (
    acquaint,
    receive_file,
    transfer,
)
from tests.support.forging import Forger


def test_an_entry_by_another_author_of_that_machine_is_quarantined_with_what_rests_on_it(tmp_path):
    case = Case(tmp_path)
    forged = case.next_event({("note", case.note.id, "text"): "Forged"}, author="f" * 32)
    receive_file(case.receiver, case.with_events([*case.events, forged]))
    assert [reason for _, _, reason in conflicts.quarantined(case.receiver)] == [
        "its author is not the person who works on that machine"
    ]
    assert "Greets" in str(rows(case.receiver, "note"))
    assert "Forged" not in str(rows(case.receiver, "note"))
    case.close()


def test_an_entry_set_aside_for_want_of_another_that_nobody_sent_is_no_damage(caseload, mo, tmp_path, clock):
    forger = Forger(tmp_path / "forger", "Colin Colleague", clock=clock)
    acquaint(caseload, forger.caseload, folder=tmp_path)
    card = key_files.recipients_known(caseload)[0]
    sending.send(caseload, [mo.id], tmp_path / "one", recipients=[card], with_forms=False)
    forger.know(tmp_path / "one")
    forger.entry(mo.id, "candidate.change", [Change("candidate", mo.id, "name", "Moe", ("0" * 64,))])
    _, merged = receive_file(caseload, forger.send(mo.id, tmp_path / "two", caseload))
    assert [quarantined.ruling.reason for quarantined in merged.quarantined] == [
        "it depends on an entry that is not in the portfolio"
    ]
    assert list(history_errors(caseload.db, {}, lambda: False)) == []


def test_a_change_of_a_record_that_was_never_added_is_quarantined(tmp_path):
    case = Case(tmp_path)
    loose = case.next_event({("note", "9" * 32, "text"): "Loose"})
    receive_file(case.receiver, case.with_events([*case.events, loose]))
    assert [reason for _, _, reason in conflicts.quarantined(case.receiver)] == [
        "it changes something that does not exist"
    ]
    case.close()


def test_a_note_of_an_item_that_is_not_here_waits_until_it_comes(tmp_path):
    case = Case(tmp_path)
    note = {
        ("note", "9" * 32, name): value
        for name, value in (
            ("evidence", "8" * 32),
            ("at", "2026-03-02T09:30:00+00:00"),
            ("written", "2026-03-02T09:30:00+00:00"),
        )
    }
    loose = case.next_event(note)
    receive_file(case.receiver, case.with_events([*case.events, loose]))
    assert [reason for _, _, reason in conflicts.quarantined(case.receiver)] == [
        "it refers to something that does not exist"
    ]
    case.events.append(loose)
    item = case.next_event(
        {
            ("evidence", "8" * 32, name): value
            for name, value in (
                ("number", "7"),
                ("method", "WP"),
                ("description", "Letter"),
                ("on", "2026-03-02"),
            )
        }
    )
    receive_file(case.receiver, case.with_events([*case.events, item]))
    assert conflicts.quarantined(case.receiver) == []
    assert "9" * 32 in {note.id for note in case.receiver.all(Note, case.mo.id)}
    case.close()


def test_entries_of_a_copied_caseload_that_was_used_separately_are_quarantined_as_a_fork(tmp_path):
    case = Case(tmp_path)
    one = case.next_event({("note", case.note.id, "text"): "Here"})
    other = case.next_event({("note", case.note.id, "text"): "There"})
    receive_file(case.receiver, case.with_events([*case.events, one]))
    receive_file(case.receiver, case.with_events([*case.events, other]))
    ((_, _, reason),) = conflicts.quarantined(case.receiver)
    assert "the history splits here: a copy of this machine’s caseload was" in reason
    case.close()


def test_a_member_of_staff_with_a_new_name_is_the_same_person(tmp_path):
    case = Case(tmp_path)
    person = case.giver.one(Assessor, "caseload", case.giver.author)
    receive_file(case.receiver, case.good)
    case.giver.save("caseload", "centre.change", replace(person, name="Ann Married"))
    evidence.add_item(case.giver, case.mo.id, Method.WORK_PRODUCT, "Letter", case.giver.clock().date())
    transfer(case.giver, case.receiver, case.mo.id, tmp_path / "2.csbundle")
    assert devices.peers(case.receiver)[case.giver.device].name == "Ann Married"
    case.close()
