"""Words taken out of the record for good: gone from every page, here, in the backups, and elsewhere; the chain still checks."""

import json
from dataclasses import replace

import pytest

from csassess.data.record import fold
from csassess.data.record.opening import open_caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import EvidenceItem, Note
from csassess.domain.records.signatures import Signer
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import drafts, evidence, judgement, references
from csassess.services.exchange import sending
from csassess.services.progress import history, portfolio_status
from csassess.services.progress.history import bring_back
from csassess.services.retention import redaction
from csassess.services.safekeeping import backups, checking
from csassess.services.signing import signing
from tests.faults.pages import decrypted
from tests.support.builders import rows
from tests.support.exchanging import (
    acquaint,
    machine,
    opened_parts,
    receive_file,
    sealed,
    state,
    transfer,
    with_manifests,
)
from tests.support.pictures import encoded, scene

NAME = "Zebedee Quillfeather"


@pytest.fixture
def noted(caseload, mo):
    """A note that names a customer, changed twice, ticked, searched, drafted and backed up."""
    item = evidence.start_observation(caseload, mo.id, "Counter")
    note = evidence.add_note(caseload, mo.id, item.id, f"Greets {NAME} by name. " * 40)
    evidence.change_note(caseload, mo.id, replace(note, text=f"Greets {NAME} and listens. "))
    note = replace(note, text=f"Greets {NAME} and listens. Calls {NAME.upper()} back.")
    evidence.change_note(caseload, mo.id, note)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    evidence.add_note(caseload, mo.id, item.id, "Says goodbye.")
    assert portfolio_status.find(caseload, "Zebedee")
    drafts.keep_draft(caseload, note.id, {"text": f"{NAME} was"})
    backups.make_backup(caseload)
    return note


def places_of(caseload, name=NAME):
    """In which files of a caseload and of its backups a name still stands, in any page."""
    caseload.attached.fold_in()
    files = [path for path in caseload.folder.rglob("*.db") if path.name != "photos.db"]
    found = []
    for path in files:
        clear = decrypted(path.parent, path.name, caseload.attached.master).lower()
        if any(word.lower().encode() in clear for word in (name, *name.split())):
            found.append(path.name)
    return found


def wrong(caseload):
    return [sentence for line in checking.full_check(caseload).run() for sentence in line.wrong]


def test_words_taken_out_are_gone_from_every_page_here_and_in_the_backups(caseload, mo, noted):
    assert len(places_of(caseload)) == 2  # the control: the name stands in the caseload and in the backup
    missed = redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    assert missed == []
    assert places_of(caseload) == []
    assert (
        caseload.one(Note, mo.id, noted.id).text == "Greets [taken out] and listens. Calls [taken out] back."
    )
    assert portfolio_status.find(caseload, "Zebedee") == []
    assert portfolio_status.find(caseload, "listens")
    assert caseload.drafts.all() == {}
    entries = history.history(caseload, mo.id)
    assert NAME not in repr(entries)
    assert entries[-1].words == "words taken out for good"
    (said,) = redaction.taken_out(caseload, mo.id)
    assert (said.entity, said.field, said.reason, said.by) == (
        "note",
        "text",
        "A customer's name.",
        "Ann Assessor",
    )


def test_the_chain_still_checks_and_the_tables_come_out_the_same(caseload, mo, noted):
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    assert wrong(caseload) == []
    before = {table: rows(caseload, table) for table in ("note", "heads", "taken-out")}
    fold.rebuild(caseload.db)
    assert {table: rows(caseload, table) for table in before} == before
    evidence.add_note(caseload, mo.id, noted.evidence, "Work goes on.")
    assert wrong(caseload) == []


def test_the_whole_text_goes_where_no_words_are_given(caseload, mo, noted):
    redaction.redact(caseload, mo.id, noted, "text", "", "All of it is another candidate's.")
    assert caseload.one(Note, mo.id, noted.id).text == "[taken out]"
    assert places_of(caseload) == []


def test_words_that_stood_there_before_go_too(caseload, mo, noted):
    evidence.change_note(caseload, mo.id, replace(noted, text="Greets the customer."))
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    assert places_of(caseload) == []
    assert caseload.one(Note, mo.id, noted.id).text == "Greets the customer."


@pytest.mark.parametrize(
    ("field", "words", "reason", "sentence"),
    [
        ("text", NAME, " ", "Please fill in the reason"),
        ("text", "Somebody Else", "r", "does not stand there"),
        ("kind", "", "r", "Only words in a standing record"),
        ("id", "", "r", "Only words in a standing record"),
    ],
)
def test_what_cannot_be_taken_out_is_refused_and_changes_nothing(
    caseload, mo, noted, field, words, reason, sentence
):
    before = rows(caseload, "events")
    with pytest.raises(UserError, match=sentence):
        redaction.redact(caseload, mo.id, noted, field, words, reason)
    assert rows(caseload, "events") == before


def test_what_was_taken_out_does_not_come_back_by_undoing(caseload, mo, noted):
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    with pytest.raises(UserError, match="gone for good"):
        history.undo(caseload, mo.id)
    for entry in history.history(caseload, mo.id):
        try:
            bring_back(caseload, entry.id)
        except UserError:
            continue
    assert NAME not in repr(rows(caseload, "note"))


def test_a_signed_account_is_opened_with_the_reason_and_an_accepted_item_stays_accepted(caseload, mo, noted):
    item = caseload.one(EvidenceItem, mo.id, noted.evidence)
    code = signing.account_code(item, load_portfolio(caseload, mo.id), caseload.clock())
    signing.sign_account(caseload, mo.id, item.id, Signer.CANDIDATE, "Mo", code, on_paper=True)
    judgement.accept(caseload, mo.id, item.id)
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    portfolio = load_portfolio(caseload, mo.id)
    assert [signature.opened for signature in portfolio.signatures] == ["A customer's name."]
    assert portfolio.is_accepted(item)
    assert places_of(caseload) == []


def test_a_backup_that_was_not_there_is_cleaned_when_it_is_backed_up_to_again(caseload, mo, noted, tmp_path):
    stick = tmp_path / "stick"
    backups.make_backup(caseload, stick)
    stick.rename(tmp_path / "away")
    assert redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.") == [stick]
    (tmp_path / "away").rename(stick)
    (old,) = stick.glob("records-*.db")
    assert NAME.encode() in decrypted(stick, old.name, caseload.attached.master)
    backups.make_backup(caseload, stick)
    assert all(
        NAME.encode() not in decrypted(stick, p.name, caseload.attached.master) for p in stick.glob("rec*.db")
    )


def test_a_restored_backup_is_in_order_and_knows_nothing_of_the_words(caseload, mo, noted, tmp_path):
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    place = caseload.folder / "backups"
    backups.restore_caseload(backups.latest_in(place), lambda _: caseload.attached.master, tmp_path / "c")
    again = open_caseload(tmp_path / "c", caseload.attached.master)
    assert wrong(again) == []
    assert "[taken out]" in again.one(Note, mo.id, noted.id).text
    again.close()


# On other machines


@pytest.fixture
def pair(tmp_path):
    giver, receiver = machine(tmp_path / "giver"), machine(tmp_path / "receiver")
    acquaint(giver, receiver, folder=tmp_path)
    mo = candidates.add_candidate(giver, "Mo Candidate")
    item = evidence.start_observation(giver, mo.id, "Counter")
    note = evidence.add_note(giver, mo.id, item.id, f"Greets {NAME} by name. " * 40)
    yield giver, receiver, mo, note
    for each in (giver, receiver):
        each.close()


def test_a_file_carries_the_entry_without_the_words_and_is_taken_in(pair, tmp_path):
    giver, receiver, mo, note = pair
    redaction.redact(giver, mo.id, note, "text", NAME, "A customer's name.")
    transfer(giver, receiver, mo.id, tmp_path / "p.csbundle")
    for content in opened_parts(receiver, tmp_path / "p.csbundle").values():
        assert NAME.encode() not in content
    assert state(giver, mo.id) == state(receiver, mo.id)
    assert wrong(receiver) == wrong(giver) == []


def test_a_machine_that_has_the_words_takes_them_out_when_it_hears_of_it_in_its_backups_too(pair, tmp_path):
    giver, receiver, mo, note = pair
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    assert portfolio_status.find(receiver, "Zebedee")
    backups.make_backup(receiver)
    assert len(places_of(receiver)) >= 2
    redaction.redact(giver, mo.id, note, "text", NAME, "A customer's name.")
    transfer(giver, receiver, mo.id, tmp_path / "2.csbundle", only_new=True)
    assert places_of(receiver) == []
    assert portfolio_status.find(receiver, "Zebedee") == []
    assert state(giver, mo.id) == state(receiver, mo.id)
    assert wrong(receiver) == []


def test_an_older_file_does_not_bring_the_words_back(pair, tmp_path):
    giver, receiver, mo, note = pair
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    redaction.redact(receiver, mo.id, note, "text", NAME, "A customer's name.")
    transfer(giver, receiver, mo.id, tmp_path / "2.csbundle")
    assert places_of(receiver) == []
    transfer(receiver, giver, mo.id, tmp_path / "3.csbundle")
    assert places_of(giver) == []
    assert state(giver, mo.id) == state(receiver, mo.id)


def test_what_was_written_meanwhile_elsewhere_waits_side_by_side(pair, tmp_path):
    giver, receiver, mo, note = pair
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    evidence.change_note(receiver, mo.id, replace(note, text="Greets somebody."))
    redaction.redact(giver, mo.id, note, "text", NAME, "A customer's name.")
    transfer(giver, receiver, mo.id, tmp_path / "2.csbundle")
    (conflict,) = load_portfolio(receiver, mo.id).conflicts
    assert {version.value.strip()[:6] for version in conflict.versions} == {"Greets"}
    assert places_of(receiver) == []
    assert wrong(receiver) == []


def left_out(parts, entity, field):
    """The parts of a portfolio file with a field's values left out."""
    edited = [json.loads(line) for line in parts["portfolio/data/events.jsonl"].splitlines()]
    for line in edited:
        for number, change in enumerate(json.loads(line["body"])["changes"]):
            if (change["entity"], change["field"]) == (entity, field):
                line["disclosed"][number] = {"withheld": True}
    lines = [json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for line in edited]
    return {**parts, "portfolio/data/events.jsonl": "".join(f"{line}\n" for line in lines).encode()}


def test_a_file_that_leaves_a_value_out_is_taken_in_and_its_chain_checks(pair, tmp_path):
    giver, receiver, mo, _ = pair
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    other = machine(tmp_path / "other")
    parts = opened_parts(giver, tmp_path / "1.csbundle")
    path = sealed(
        with_manifests(left_out(parts, "note", "text"), giver),
        sending.own_recipient(other),
        tmp_path / "bad.csbundle",
    )
    receive_file(other, path)
    assert [note.text for note in other.all(Note, mo.id)] == ["[taken out]"]
    assert places_of(other) == wrong(other) == []
    other.close()


@pytest.mark.parametrize(
    ("entity", "field"), [("note", "at"), ("note", "evidence"), ("evidence", "visit"), ("evidence", "number")]
)
def test_a_file_that_leaves_out_what_is_no_text_of_a_person_is_refused(pair, tmp_path, entity, field):
    giver, _, mo, _ = pair
    other = machine(tmp_path / "other")
    acquaint(giver, other, folder=tmp_path)
    transfer(giver, other, mo.id, tmp_path / "1.csbundle")
    parts = opened_parts(giver, tmp_path / "1.csbundle")
    fresh = machine(tmp_path / "fresh")
    path = sealed(
        with_manifests(left_out(parts, entity, field), giver),
        sending.own_recipient(fresh),
        tmp_path / "bad.csbundle",
    )
    with pytest.raises(UserError, match="refused"):
        receive_file(fresh, path)
    assert rows(fresh, "candidate") == []
    for each in (other, fresh):
        each.close()


def test_a_photograph_s_caption_and_a_candidate_s_employer_can_be_taken_out_too(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    shown = photographs.add(
        caseload, mo.id, item.id, photographs.prepare(encoded(scene((320, 200)))), f"{NAME} pays"
    )
    redaction.redact(caseload, mo.id, shown, "caption", NAME, "A customer's name.")
    redaction.redact(caseload, mo.id, item, "description", "Counter", "Too telling.")
    assert places_of(caseload) == []
    assert wrong(caseload) == []
