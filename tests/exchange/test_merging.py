"""Merging: portfolios changed on several machines end equal and lose nothing."""

import json
import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassess.data.record import fold
from csassess.data.record.conflicts import conflicts as conflicting_fields
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.data.safekeeping.check_history import history_errors
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.people import Assessor
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Setting
from csassess.services.attachments import photograph_cover, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.exchange import conflicts
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import Clock, accepted_product
from tests.support.exchanging import (
    accept_in_present_role,
    acquaint,
    agree_to_all,
    machine,
    receive_file,
    state,
    transfer,
)
from tests.support.forging import Forger


def test_values_set_independently_are_both_kept_until_one_is_chosen(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.change_note(tablet, mo_on_tablet.id, replace(note, text="Greets her by name"))
    evidence.change_note(office, mo_on_tablet.id, replace(note, text="Greets him at once"))
    preview, _ = transfer(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "3.csbundle")
    assert preview.candidates[0].conflicts == 1
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)
    (conflict,) = conflicting_fields(tablet, mo_on_tablet.id)
    assert {version.value for version in conflict.versions} == {"Greets her by name", "Greets him at once"}
    other = conflict.versions[1]
    conflicts.choose(tablet, mo_on_tablet.id, conflict, other.event)
    assert load_portfolio(tablet, mo_on_tablet.id).notes[0].text == other.value
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "4.csbundle", only_new=True)
    assert conflicting_fields(office, mo_on_tablet.id) == ()
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)


def test_the_same_tick_on_two_machines_is_no_conflict(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    for caseload in two:
        references.tick(caseload, mo_on_tablet.id, note.evidence, "ocr-b10", "1.2", note.id)
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    assert conflicting_fields(office, mo_on_tablet.id) == ()
    assert len(load_portfolio(office, mo_on_tablet.id).references) == 2


def test_a_note_removed_here_and_changed_there_is_shown_again(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.remove_note(tablet, mo_on_tablet.id, note)
    evidence.change_note(office, mo_on_tablet.id, replace(note, text="Greets and listens"))
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "3.csbundle")
    assert [note.text for note in load_portfolio(tablet, mo_on_tablet.id).notes] == ["Greets and listens"]
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)
    (again,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.remove_note(tablet, mo_on_tablet.id, again)  # now this machine has seen every change
    assert not load_portfolio(tablet, mo_on_tablet.id).notes


def test_a_note_shown_again_whose_removal_is_undone_then_folds_the_same_from_the_start(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.remove_note(tablet, mo_on_tablet.id, note)
    evidence.change_note(office, mo_on_tablet.id, replace(note, text="Greets and listens"))
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    history.undo(tablet, mo_on_tablet.id)
    folds_the_same_from_the_start(tablet, mo_on_tablet.id)


def test_a_note_removed_here_and_referenced_there_is_shown_again(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.remove_note(tablet, mo_on_tablet.id, note)
    references.tick(office, mo_on_tablet.id, note.evidence, "ocr-b10", "1.2", note.id)
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    portfolio = load_portfolio(tablet, mo_on_tablet.id)
    assert [(r.criterion, r.note) for r in portfolio.references] == [("1.2", note.id)]
    assert [n.text for n in portfolio.notes] == ["Greets the customer"]


def test_what_this_machine_leaves_resting_on_a_removed_record_shows_that_record_again(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    stream = mo_on_tablet.id
    transfer(tablet, office, stream, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, stream).notes
    references.tick(office, stream, note.evidence, "ocr-b10", "1.2", note.id)
    resting = [ticked for ticked in load_portfolio(office, stream).references if ticked.note == note.id]
    office.save(stream, UserAction.NOTE_REMOVE, remove=(note,))
    assert load_portfolio(office, stream).notes
    folds_the_same_from_the_start(office, stream)
    office.save(stream, UserAction.NOTE_REMOVE, remove=tuple(resting))
    assert not load_portfolio(office, stream).notes
    folds_the_same_from_the_start(office, stream)
    office.save(stream, UserAction.NOTE_CHANGE, *resting)
    assert load_portfolio(office, stream).notes
    folds_the_same_from_the_start(office, stream)


@pytest.mark.parametrize("kind", ["note", "evidence", "witness"])
@pytest.mark.parametrize("accepted", [True, False])
def test_what_one_machine_alone_removed_as_no_action_does_folds_the_same_from_the_start(
    tmp_path, clock, kind, accepted
):
    """A removal that has not seen the record, of something that other records rest on."""
    office, forger = machine(tmp_path / "office", clock=clock), Forger(tmp_path / "forger", clock=clock)
    if accepted:
        acquaint(office, forger.caseload, folder=tmp_path)
    stream = candidates.add_candidate(forger.caseload, "Ann Other", "N1").id
    witness = witnesses.add_witness(forger.caseload, stream, "Grace Obi", "Manager")
    item = witnesses.add_testimony(forger.caseload, stream, witness, clock().date())
    note = evidence.add_note(forger.caseload, stream, item.id, "She was calm.")
    removed = {"note": note, "evidence": item, "witness": witness}[kind]
    forger.entry(stream, UserAction.NOTE_REMOVE, [Change(kind, removed.id, "deleted", True, ())])
    receive_file(office, forger.send(stream, tmp_path / "x.csbundle", office))
    assert list(history_errors(office.db, {}, lambda: False)) == []
    folds_the_same_from_the_start(office, stream)
    assert portfolio_view(office, stream).portfolio.witnesses
    office.close()
    forger.caseload.close()


def folds_the_same_from_the_start(caseload, stream):
    shown = state(caseload, stream)
    fold.rebuild(caseload.db)
    assert state(caseload, stream) == shown


def test_covering_a_photograph_removes_the_original_on_the_other_machine_for_good(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (before,) = load_portfolio(office, mo_on_tablet.id).photographs
    assert office.attached.has(before.sha256)
    photograph_cover.cover(tablet, mo_on_tablet.id, before, ((0, 0, 600, 400),))
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    assert load_portfolio(office, mo_on_tablet.id).photographs == (before,)
    assert office.attached.has(before.sha256)  # nothing is deleted by a file alone
    agree_to_all(office)
    (after,) = load_portfolio(office, mo_on_tablet.id).photographs
    assert after.covered
    assert photographs.content(office, after) == photographs.content(tablet, after)
    assert not office.attached.has(before.sha256)
    receive_file(office, tmp_path / "1.csbundle")  # written before it was covered
    assert not office.attached.has(before.sha256)
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "3.csbundle")
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)


def test_an_acceptance_counts_only_for_what_was_judged(two, mo_on_tablet, tmp_path):
    tablet, office = two
    item = accepted_product(tablet, mo_on_tablet.id, "ocr-b10", "1.3")
    judgement.reopen(tablet, mo_on_tablet.id, item.id, "More to come")
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    judgement.accept(tablet, mo_on_tablet.id, item.id)
    references.tick(office, mo_on_tablet.id, item.id, "ocr-b10", "2.1")
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    portfolio = load_portfolio(tablet, mo_on_tablet.id)
    assert portfolio.doubted == {item.id}
    assert not portfolio.is_accepted(portfolio.item(item.id))
    judgement.accept(tablet, mo_on_tablet.id, item.id)
    portfolio = load_portfolio(tablet, mo_on_tablet.id)
    assert portfolio.is_accepted(portfolio.item(item.id))


def test_conflicting_judgements_never_count_as_accepted(two, mo_on_tablet, tmp_path):
    tablet, office = two
    item = evidence.add_item(tablet, mo_on_tablet.id, Method.WORK_PRODUCT, "Letter", tablet.clock().date())
    references.tick(tablet, mo_on_tablet.id, item.id, "ocr-b10", "1.3")
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    judgement.accept(tablet, mo_on_tablet.id, item.id)
    judgement.request_more_evidence(office, mo_on_tablet.id, item.id, "Unsigned")
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "3.csbundle")
    for caseload in two:
        portfolio = load_portfolio(caseload, mo_on_tablet.id)
        assert not portfolio.is_accepted(portfolio.item(item.id))
        assert portfolio_view(caseload, mo_on_tablet.id).of("ocr-b10").coverage.of("1.3").state == "draft"


def test_a_second_machine_prefixes_its_evidence_numbers_with_a_letter(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    on_office = evidence.start_observation(office, mo_on_tablet.id, "Office")
    on_tablet = evidence.start_observation(tablet, mo_on_tablet.id, "Counter")
    assert (on_tablet.number, on_office.number[1:]) == ("2", "1")
    assert on_office.number[0].isalpha()


def test_what_a_verifier_writes_outside_the_role_is_quarantined_and_has_no_effect(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    item = evidence.add_item(tablet, mo_on_tablet.id, Method.WORK_PRODUCT, "Letter", tablet.clock().date())
    references.tick(tablet, mo_on_tablet.id, item.id, "ocr-b10", "1.3")
    person = office.one(Assessor, "caseload", office.author)
    office.save("caseload", "centre.change", replace(person, role=Role.VERIFIER))
    accept_in_present_role(tablet, office, tmp_path)
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    office.permissions.may_write = lambda *_: True  # as a forging program would
    judgement.accept(office, mo_on_tablet.id, item.id)
    _, merged = transfer(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    assert [ruling.reason for _, ruling in merged.quarantined] == [
        "the internal verifier may not make this change"
    ]
    assert not load_portfolio(tablet, mo_on_tablet.id).judgements
    assert conflicts.quarantined(tablet)[0][2] == "the internal verifier may not make this change"
    _, again = receive_file(tablet, tmp_path / "2.csbundle")
    assert again.quarantined == []  # already known


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "note",
                "change",
                "remove",
                "tick",
                "untick",
                "item",
                "accept",
                "reopen",
                "describe",
                "send",
                "send-new",
                "twice",
            )
        ),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 5),
    ),
    min_size=4,
    max_size=16,
)


def act(machines, sent, candidate, what, who, other, number, folder):
    """Do one random act on one of three machines; what a rule refuses is not done."""
    caseload = machines[who]
    portfolio = load_portfolio(caseload, candidate)
    items = list(portfolio.items_not_withdrawn())
    item = items[number % len(items)]
    notes = portfolio.notes_of(item.id)
    note = notes[number % len(notes)] if notes else None
    match what:
        case "note":
            evidence.add_note(caseload, candidate, item.id, f"Note {who} {number}")
        case "change" if note:
            evidence.change_note(caseload, candidate, replace(note, text=f"{note.text} {who}"))
        case "remove" if note:
            evidence.remove_note(caseload, candidate, note)
        case "tick":
            references.tick(
                caseload, candidate, item.id, "ocr-b10", f"1.{number % 3 + 1}", note.id if note else None
            )
        case "untick" if portfolio.references_of(item.id):
            references.untick(caseload, candidate, portfolio.references_of(item.id)[0])
        case "item":
            evidence.add_item(
                caseload, candidate, Method.WORK_PRODUCT, f"Letter {who}", caseload.clock().date()
            )
        case "accept":
            judgement.accept(caseload, candidate, item.id)
        case "reopen":
            judgement.reopen(caseload, candidate, item.id, f"More {who}")
        case "describe":
            evidence.change_item(caseload, candidate, replace(item, description=f"Told by {who}"))
        case "send" | "send-new" if who != other:
            path = folder / f"{len(sent)}.csbundle"
            transfer(caseload, machines[other], candidate, path, only_new=what == "send-new")
            sent.append((path, other))
        case "twice" if sent:
            path, receiver = sent[number % len(sent)]
            receive_file(machines[receiver], path)


@settings(
    max_examples=int(os.environ.get("CSASSESS_MERGES", "8")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_three_machines_agree_once_they_have_exchanged_everything(acts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("machines")
    clock, sent = Clock(), []
    machines = [machine(folder / str(number), clock=clock) for number in range(3)]
    try:
        acquaint(*machines, folder=folder)
        mo = candidates.add_candidate(machines[0], "Mo Candidate")
        candidates.set_job(machines[0], mo.id, "Shop", "Assistant", Setting.REAL_JOB_PAID)
        candidates.enrol(machines[0], mo.id, "ocr-b10")
        item = evidence.start_observation(machines[0], mo.id, "Counter")
        evidence.add_note(machines[0], mo.id, item.id, "Greets")
        for other in (1, 2):
            transfer(machines[0], machines[other], mo.id, folder / f"first-{other}.csbundle")
        reachable = [values_set(caseload, mo.id) for caseload in machines]
        for what, who, other, number in acts:
            clock.move_on(minutes=1)
            try:
                act(machines, sent, mo.id, what, who, other, number, folder)
            except UserError:
                continue
            for index, caseload in enumerate(machines):
                now = values_set(caseload, mo.id)
                assert reachable[index] <= now
                reachable[index] = now
        for _ in range(2):
            for giver in range(3):
                for receiver in range(3):
                    if giver != receiver:
                        transfer(
                            machines[giver],
                            machines[receiver],
                            mo.id,
                            folder / f"last-{giver}-{receiver}.csbundle",
                        )
        first, *others = [state(caseload, mo.id) for caseload in machines]
        assert all(other == first for other in others)
        for caseload in machines:
            before = state(caseload, mo.id)
            fold.rebuild(caseload.db)
            assert state(caseload, mo.id) == before
    finally:
        for caseload in machines:
            caseload.close()


def values_set(caseload, candidate):
    """Return every value ever set in a portfolio that can still be reached."""
    return {
        (change.entity, change.id, change.field, json.dumps(change.value))
        for event in caseload.history.of(candidate)
        for change in event.changes
    }
