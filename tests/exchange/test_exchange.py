"""Portfolio files: what is sent arrives whole, merges without loss, and opens with stock tools."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.people import Assessor
from csassess.domain.records.roles import Role
from csassess.domain.units.units import Setting
from csassess.exchange import container
from csassess.exchange.container import member
from csassess.services.attachments import photograph_cover, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.exchange import conflicts, import_preview, key_files, receiving, sending
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import Clock, accepted_product, rows
from tests.support.exchanging import (
    FILE_PASSPHRASE,
    acquaint,
    hand_on,
    machine,
    opened_parts,
    receive_file,
    state,
)
from tests.support.pictures import encoded, scene


@pytest.fixture
def two(tmp_path, clock):
    """Two machines that know each other's keys."""
    with ExitStack() as closing:
        made = [machine(tmp_path / name, clock=clock) for name in ("tablet", "office")]
        for each in made:
            closing.callback(each.close)
        acquaint(*made, folder=tmp_path)
        yield made


@pytest.fixture
def mo_on_tablet(two):
    """A candidate with an observation that has a note, a customer, a reference and a photograph, on the first machine."""
    tablet = two[0]
    mo = candidates.add_candidate(tablet, "Mo Candidate", "C-001")
    candidates.set_job(tablet, mo.id, "Shop", "Assistant", Setting.REAL_JOB_PAID)
    candidates.register(tablet, mo.id, "Certificate in Customer Service", "601/1234/5", "R-77", None)
    candidates.enrol(tablet, mo.id, "ocr-b10")
    item = evidence.start_observation(tablet, mo.id, "Counter")
    note = evidence.add_note(tablet, mo.id, item.id, "Greets the customer")
    references.tick(tablet, mo.id, item.id, "ocr-b10", "1.1", note.id)
    photographs.add(tablet, mo.id, item.id, photographs.prepare(encoded(scene())), "The counter")
    return mo


def test_a_portfolio_arrives_whole_with_photographs_units_and_history(two, mo_on_tablet, tmp_path):
    tablet, office = two
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", passphrase=FILE_PASSPHRASE)
    shown, merged = receive_file(office, tmp_path / "p.csbundle", FILE_PASSPHRASE)
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)
    (photograph,) = load_portfolio(office, mo_on_tablet.id).photographs
    assert photographs.content(office, photograph) == photographs.content(tablet, photograph)
    assert photographs.thumbnail(office, photograph)
    assert [(c.name, c.is_new, c.new) for c in shown.candidates] == [("Mo Candidate", True, 8)]
    assert (shown.sender.name, shown.known, merged.apart) == ("Ann Assessor", True, [])


def test_the_preview_changes_nothing(two, mo_on_tablet, tmp_path):
    tablet, office = two
    sending.send(
        tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", passphrase=FILE_PASSPHRASE, with_forms=False
    )
    before = {
        table: rows(office, table)
        for table in ("events", "heads", "candidate", "peers", "signed", "wordings")
    }
    opened = receiving.open_file(tmp_path / "p.csbundle", "", FILE_PASSPHRASE)
    assert import_preview.preview(office, opened).candidates[0].new == 8
    assert {table: rows(office, table) for table in before} == before


def test_received_a_second_time_nothing_is_new(two, mo_on_tablet, tmp_path):
    tablet, office = two
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "p.csbundle")
    before = state(office, mo_on_tablet.id)
    shown, merged = receive_file(office, tmp_path / "p.csbundle")
    assert (merged.new, shown.seen) == ({}, 8)
    assert state(office, mo_on_tablet.id) == before


def test_only_what_the_recipient_has_not_had_is_sent_when_asked(two, mo_on_tablet, tmp_path):
    tablet, office = two
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "all.csbundle")
    with pytest.raises(UserError, match="nothing new"):
        hand_on(tablet, office, mo_on_tablet.id, tmp_path / "none.csbundle", only_new=True)
    assert not (tmp_path / "none.csbundle").exists()
    evidence.start_observation(tablet, mo_on_tablet.id, "Stockroom")
    _, merged = hand_on(tablet, office, mo_on_tablet.id, tmp_path / "new.csbundle", only_new=True)
    assert {stream: len(events) for stream, events in merged.new.items()} == {mo_on_tablet.id: 1}
    assert not [name for name in opened_parts(tablet, tmp_path / "new.csbundle") if "/photos/" in name]
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)


def test_what_continues_something_never_received_is_refused_with_what_to_ask_for(two, mo_on_tablet, tmp_path):
    tablet, office = two
    card = next(iter(key_files.recipients_known(tablet)))
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "lost.csbundle", recipients=[card], with_forms=False)
    evidence.start_observation(tablet, mo_on_tablet.id, "Stockroom")
    sending.send(
        tablet,
        [mo_on_tablet.id],
        tmp_path / "new.csbundle",
        recipients=[card],
        only_new=True,
        with_forms=False,
    )
    with pytest.raises(UserError, match="Ask for the whole portfolio"):
        receive_file(office, tmp_path / "new.csbundle")
    assert not rows(office, "candidate")


def test_a_file_for_one_key_opens_for_nobody_else(two, mo_on_tablet, tmp_path):
    tablet, _ = two
    stranger = machine(tmp_path / "stranger")
    card = next(iter(key_files.recipients_known(tablet)))
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", recipients=[card], with_forms=False)
    with pytest.raises(UserError, match="locked for somebody else"):
        receive_file(stranger, tmp_path / "p.csbundle")
    stranger.close()


# Merging


def test_two_values_set_without_knowing_of_each_other_are_both_kept_until_somebody_chooses(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.change_note(tablet, mo_on_tablet.id, replace(note, text="Greets her by name"))
    evidence.change_note(office, mo_on_tablet.id, replace(note, text="Greets him at once"))
    shown, _ = hand_on(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    hand_on(office, tablet, mo_on_tablet.id, tmp_path / "3.csbundle")
    assert shown.candidates[0].conflicts == 1
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)
    (conflict,) = conflicts.standing_conflicts(tablet, mo_on_tablet.id)
    assert {version.value for version in conflict.versions} == {"Greets her by name", "Greets him at once"}
    other = conflict.versions[1]
    conflicts.choose(tablet, mo_on_tablet.id, conflict, other.event)
    assert load_portfolio(tablet, mo_on_tablet.id).notes[0].text == other.value
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "4.csbundle", only_new=True)
    assert conflicts.standing_conflicts(office, mo_on_tablet.id) == ()
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)


def test_the_same_tick_on_two_machines_is_no_conflict(two, mo_on_tablet, tmp_path):
    tablet, office = two
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    for each in two:
        references.tick(each, mo_on_tablet.id, note.evidence, "ocr-b10", "1.2", note.id)
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    assert conflicts.standing_conflicts(office, mo_on_tablet.id) == ()
    assert len(load_portfolio(office, mo_on_tablet.id).references) == 2


def test_a_note_removed_here_and_changed_there_is_shown_again(two, mo_on_tablet, tmp_path):
    tablet, office = two
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.remove_note(tablet, mo_on_tablet.id, note)
    evidence.change_note(office, mo_on_tablet.id, replace(note, text="Greets and listens"))
    hand_on(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "3.csbundle")
    assert [note.text for note in load_portfolio(tablet, mo_on_tablet.id).notes] == ["Greets and listens"]
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)
    (again,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.remove_note(tablet, mo_on_tablet.id, again)  # now with all of it seen
    assert not load_portfolio(tablet, mo_on_tablet.id).notes


def test_a_note_removed_here_and_referenced_there_is_shown_again(two, mo_on_tablet, tmp_path):
    tablet, office = two
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (note,) = load_portfolio(tablet, mo_on_tablet.id).notes
    evidence.remove_note(tablet, mo_on_tablet.id, note)
    references.tick(office, mo_on_tablet.id, note.evidence, "ocr-b10", "1.2", note.id)
    hand_on(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    portfolio = load_portfolio(tablet, mo_on_tablet.id)
    assert [(r.criterion, r.note) for r in portfolio.references] == [("1.2", note.id)]
    assert [n.text for n in portfolio.notes] == ["Greets the customer"]


def test_what_was_covered_on_one_machine_is_gone_on_the_other_too_and_comes_back_with_no_file(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    (before,) = load_portfolio(office, mo_on_tablet.id).photographs
    assert office.attached.has(before.sha256)
    photograph_cover.cover(tablet, mo_on_tablet.id, before, ((0, 0, 600, 400),))
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    (after,) = load_portfolio(office, mo_on_tablet.id).photographs
    assert after.covered
    assert photographs.content(office, after) == photographs.content(tablet, after)
    assert not office.attached.has(before.sha256)
    receive_file(office, tmp_path / "1.csbundle")  # from before it was covered
    assert not office.attached.has(before.sha256)
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)


def test_a_picture_taken_in_here_meanwhile_stays_when_the_file_with_the_same_one_is_refused(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    card = next(iter(key_files.recipients_known(tablet)))
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", recipients=[card], with_forms=False)
    opened = receiving.open_file(tmp_path / "p.csbundle", receiving.own_identity(office))
    new = receiving.take_pictures(opened, office.attached.another())
    jo = candidates.add_candidate(office, "Jo")
    item = evidence.start_observation(office, jo.id, "Counter")
    same = photographs.add(office, jo.id, item.id, photographs.prepare(encoded(scene())), "The same")
    assert {same.sha256} == new
    (office.folder / "backups").write_text("in the way")  # no safety copy can be made
    with pytest.raises(UserError, match="No safety copy"):
        receiving.receive(office, opened, new)
    assert photographs.content(office, same)


def test_an_acceptance_counts_only_for_what_was_judged(two, mo_on_tablet, tmp_path):
    tablet, office = two
    item = accepted_product(tablet, mo_on_tablet.id, "ocr-b10", "1.3")
    judgement.reopen(tablet, mo_on_tablet.id, item.id, "More to come")
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    judgement.accept(tablet, mo_on_tablet.id, item.id)
    references.tick(office, mo_on_tablet.id, item.id, "ocr-b10", "2.1")
    hand_on(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
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
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    judgement.accept(tablet, mo_on_tablet.id, item.id)
    judgement.reopen(office, mo_on_tablet.id, item.id, "Unsigned")
    hand_on(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "3.csbundle")
    for each in two:
        portfolio = load_portfolio(each, mo_on_tablet.id)
        assert not portfolio.is_accepted(portfolio.item(item.id))
        assert portfolio_view(each, mo_on_tablet.id).of("ocr-b10").coverage.of("1.3").state == "draft"


def test_another_machine_puts_its_letter_before_the_numbers_it_gives(two, mo_on_tablet, tmp_path):
    tablet, office = two
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    on_office = evidence.start_observation(office, mo_on_tablet.id, "Office")
    on_tablet = evidence.start_observation(tablet, mo_on_tablet.id, "Counter")
    assert (on_tablet.number, on_office.number[1:]) == ("2", "1")
    assert on_office.number[0].isalpha()


@pytest.mark.parametrize("size", [0, 511, 512, 513, 1 << 14, 1 << 16, (1 << 16) + 1])
def test_a_part_of_any_size_comes_out_whole_with_all_that_follows(tmp_path, size):
    identity = pyrage.x25519.Identity.generate()
    parts = [member("portfolio/first", b"x" * size), member("portfolio/last", b"all of it")]
    container.write(tmp_path / "file", parts, [identity.to_public()], b"", "")
    with container.Container(tmp_path / "file").members([identity]) as files:
        assert [(name, content.read()) for name, _, content in files] == [
            ("portfolio/first", b"x" * size),
            ("portfolio/last", b"all of it"),
        ]


def test_what_a_verifier_writes_outside_the_role_is_kept_apart_and_counts_for_nothing(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    item = evidence.add_item(tablet, mo_on_tablet.id, Method.WORK_PRODUCT, "Letter", tablet.clock().date())
    references.tick(tablet, mo_on_tablet.id, item.id, "ocr-b10", "1.3")
    person = office.one(Assessor, "caseload", office.author)
    office.save("caseload", "centre.change", replace(person, role=Role.VERIFIER))
    hand_on(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    office.permissions.may_write = lambda *_: True  # another program, which forges
    judgement.accept(office, mo_on_tablet.id, item.id)
    _, merged = hand_on(office, tablet, mo_on_tablet.id, tmp_path / "2.csbundle")
    assert [reason for _, reason in merged.apart] == ["the internal verifier may not write this"]
    assert not load_portfolio(tablet, mo_on_tablet.id).judgements
    assert conflicts.quarantined(tablet)[0][2] == "the internal verifier may not write this"
    _, again = receive_file(tablet, tmp_path / "2.csbundle")
    assert again.apart == []  # known by now


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
    """One random act on one of three machines; what a rule refuses is simply not done."""
    caseload = machines[who]
    portfolio = load_portfolio(caseload, candidate)
    items = list(portfolio.standing_items())
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
            hand_on(caseload, machines[other], candidate, path, only_new=what == "send-new")
            sent.append((path, other))
        case "twice" if sent:
            path, receiver = sent[number % len(sent)]
            receive_file(machines[receiver], path)


@settings(
    max_examples=int(os.environ.get("CSASSESS_MERGES", "12")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_three_machines_agree_once_each_has_what_the_others_have(acts, tmp_path_factory):
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
            hand_on(machines[0], machines[other], mo.id, folder / f"first-{other}.csbundle")
        reachable = [values_set(each, mo.id) for each in machines]
        for what, who, other, number in acts:
            clock.move_on(minutes=1)
            try:
                act(machines, sent, mo.id, what, who, other, number, folder)
            except UserError:
                continue
            for place, each in enumerate(machines):
                now = values_set(each, mo.id)
                assert reachable[place] <= now
                reachable[place] = now
        for _ in range(2):
            for giver in range(3):
                for receiver in range(3):
                    if giver != receiver:
                        hand_on(
                            machines[giver],
                            machines[receiver],
                            mo.id,
                            folder / f"last-{giver}-{receiver}.csbundle",
                        )
        first, *others = [state(each, mo.id) for each in machines]
        assert all(other == first for other in others)
        for each in machines:
            before = state(each, mo.id)
            fold.rebuild(each.db)
            assert state(each, mo.id) == before
    finally:
        for each in machines:
            each.close()


def values_set(caseload, candidate):
    """Every value ever set in a portfolio that can still be reached."""
    return {
        (change.entity, change.id, change.field, json.dumps(change.value))
        for event in caseload.history.of(candidate)
        for change in event.changes
    }


# With stock tools alone


def unlocked(folder: Path) -> Path:
    """The bag of an unpacked portfolio file, unlocked by age itself with the passphrase typed at its prompt."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvp("age", ["age", "-d", "-i", "key.age", "-o", "bag.tar", "bag.tar.age"])
    said, typed = b"", False
    while True:
        try:
            said += os.read(terminal, 1000)
        except OSError:
            break
        if b"passphrase" in said and not typed:
            os.write(terminal, FILE_PASSPHRASE.encode() + b"\n")
            typed = True
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, said
    subprocess.run(["tar", "-xf", "bag.tar"], cwd=folder, check=True)
    return folder / "portfolio"


@pytest.mark.skipif(
    shutil.which("age") is None or shutil.which("unzip") is None, reason="age and unzip are not installed"
)
def test_unzip_age_tar_and_bagit_open_a_file_and_every_reference_is_in_its_pages(two, mo_on_tablet, tmp_path):
    tablet, _ = two
    accepted_product(tablet, mo_on_tablet.id, "ocr-b10", "1.2", "4.1", description="=cmd|' /C calc'!A0")
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", passphrase=FILE_PASSPHRASE)
    subprocess.run(["unzip", "-q", str(tmp_path / "p.csbundle"), "-d", str(tmp_path / "out")], check=True)
    bag = unlocked(tmp_path / "out")
    subprocess.run([Path(sys.executable).with_name("bagit.py"), "--quiet", "--validate", bag], check=True)
    lines = list(csv.DictReader(io.StringIO((bag / "data" / "matrix.csv").read_text("utf-8-sig"))))
    portfolio = load_portfolio(tablet, mo_on_tablet.id)
    assert {line["reference"] for line in lines} == {reference.id for reference in portfolio.references}
    page = (bag / "data" / "index.html").read_text()
    for reference in portfolio.references:
        number = portfolio.item(reference.evidence).number
        assert f'<th scope="row">{number}</th>' in page
    assert "<script" not in page
    assert "Greets the customer" in page
    for photograph in portfolio.photographs:
        assert f'src="photos/{photograph.sha256}.jpg" alt="The counter"' in page
        assert (bag / "data" / "photos" / f"{photograph.sha256}.jpg").exists()
    assert (bag / "data" / "forms" / f"{mo_on_tablet.id}.pdf").read_bytes().startswith(b"%PDF")


def test_no_cell_of_the_matrix_is_taken_for_a_formula(two, mo_on_tablet, tmp_path):
    from csassess.exchange.pages import safe

    assert [safe(cell) for cell in ("=1+1", "+44", "-5", "@x", "\tx", "p. 4", "")] == [
        "'=1+1",
        "'+44",
        "'-5",
        "'@x",
        "'\tx",
        "p. 4",
        "",
    ]
