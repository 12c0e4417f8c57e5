"""Redaction removes words from every page, backup and other device; the chain still verifies."""

import json
from dataclasses import replace

import pytest

from csassess.data.access.opening import open_caseload
from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import EvidenceItem, Note
from csassess.domain.records.signatures import Signer
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import drafts, evidence, judgement, references
from csassess.services.exchange import requests, sending
from csassess.services.progress import history, portfolio_status
from csassess.services.progress.history import undo_earlier_action
from csassess.services.retention import redaction
from csassess.services.safekeeping import backups, checking
from csassess.services.signing import signing
from tests.faults.pages import decrypted
from tests.support.builders import rows
from tests.support.exchanging import (
    acquaint,
    agree_to_all,
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
    """Return a note that names a customer, changed twice, ticked, indexed, drafted and backed up."""
    item = evidence.start_observation(caseload, mo.id, "Counter")
    note = evidence.add_note(caseload, mo.id, item.id, f"Greets {NAME} by name. " * 40)
    evidence.change_note(caseload, mo.id, replace(note, text=f"Greets {NAME} and listens. "))
    note = replace(note, text=f"Greets {NAME} and listens. Calls {NAME.upper()} back.")
    evidence.change_note(caseload, mo.id, note)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    evidence.add_note(caseload, mo.id, item.id, "Says goodbye.")
    assert portfolio_status.find(caseload, "Zebedee")
    drafts.keep_draft(caseload, note.id, {"text": f"{NAME} was"})
    drafts.keep_form_draft(caseload, (mo.id, note.evidence), "1", {"reason": f"{NAME} said"})
    backups.make_backup(caseload)
    return note


def files_with(caseload, name=NAME):
    """Return the files of a caseload and its backups in which a name remains, in any page."""
    caseload.attached.fold_in()
    files = [path for path in caseload.folder.rglob("*.db") if path.name != "photos.db"]
    matching = []
    for path in files:
        decrypted_pages = decrypted(path.parent, path.name, caseload.attached.master).lower()
        if any(word.lower().encode() in decrypted_pages for word in (name, *name.split())):
            matching.append(path.name)
    return matching


def errors_found(caseload):
    return [sentence for line in checking.full_check(caseload).run() for sentence in line.wrong]


def test_redacted_words_are_removed_from_every_page_and_backup(caseload, mo, noted):
    assert len(files_with(caseload)) == 2  # control: the name is in the caseload and in the backup
    missed = redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    assert missed == []
    assert files_with(caseload) == []
    assert (
        caseload.one(Note, mo.id, noted.id).text == "Greets [taken out] and listens. Calls [taken out] back."
    )
    assert portfolio_status.find(caseload, "Zebedee") == []
    assert portfolio_status.find(caseload, "listens")
    assert caseload.drafts.all() == {}
    entries = history.history(caseload, mo.id)
    assert NAME not in repr(entries)
    assert entries[-1].words == "words redacted"
    (redacted,) = redaction.redactions(caseload, mo.id)
    assert (redacted.entity, redacted.field, redacted.reason, redacted.by) == (
        "note",
        "text",
        "A customer's name.",
        "Ann Assessor",
    )


def test_the_chain_still_verifies_and_a_rebuild_gives_the_same_tables(caseload, mo, noted):
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    assert errors_found(caseload) == []
    before = {table: rows(caseload, table) for table in ("note", "heads", "taken-out")}
    fold.rebuild(caseload.db)
    assert {table: rows(caseload, table) for table in before} == before
    evidence.add_note(caseload, mo.id, noted.evidence, "Work goes on.")
    assert errors_found(caseload) == []


def test_the_whole_text_is_redacted_if_no_words_are_given(caseload, mo, noted):
    redaction.redact(caseload, mo.id, noted, "text", "", "All of it is another candidate's.")
    assert caseload.one(Note, mo.id, noted.id).text == "[taken out]"
    assert files_with(caseload) == []


def test_words_in_earlier_versions_are_redacted_too(caseload, mo, noted):
    evidence.change_note(caseload, mo.id, replace(noted, text="Greets the customer."))
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    assert files_with(caseload) == []
    assert caseload.one(Note, mo.id, noted.id).text == "Greets the customer."


@pytest.mark.parametrize(
    ("field", "words", "reason", "sentence"),
    [
        ("text", NAME, " ", "Please fill in the reason"),
        ("text", "Somebody Else", "r", "” was not found in the text"),
        ("kind", "", "r", "These words are not in a current record, so they cannot be"),
        ("id", "", "r", "These words are not in a current record, so they cannot be"),
    ],
)
def test_a_refused_redaction_changes_nothing(caseload, mo, noted, field, words, reason, sentence):
    before = rows(caseload, "events")
    with pytest.raises(UserError, match=sentence):
        redaction.redact(caseload, mo.id, noted, field, words, reason)
    assert rows(caseload, "events") == before


def test_undo_does_not_bring_redacted_words_back(caseload, mo, noted):
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    with pytest.raises(UserError, match="Covered and redacted content cannot be restored"):
        history.undo(caseload, mo.id)
    for entry in history.history(caseload, mo.id):
        try:
            undo_earlier_action(caseload, entry.id)
        except UserError:
            continue
    assert NAME not in repr(rows(caseload, "note"))


def test_redaction_opens_a_signed_account_and_leaves_the_item_accepted(caseload, mo, noted):
    item = caseload.one(EvidenceItem, mo.id, noted.evidence)
    code = account_code(item, load_portfolio(caseload, mo.id), caseload.clock())
    signing.sign_account(caseload, mo.id, item.id, Signer.CANDIDATE, "Mo Candidate", code, on_paper=True)
    judgement.accept(caseload, mo.id, item.id)
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    portfolio = load_portfolio(caseload, mo.id)
    assert [signature.opened for signature in portfolio.signatures] == ["A customer's name."]
    assert portfolio.is_accepted(item)
    assert files_with(caseload) == []


def test_an_unreachable_backup_is_cleaned_at_the_next_backup_to_it(caseload, mo, noted, tmp_path):
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


def test_a_restored_backup_is_intact_and_does_not_contain_the_words(caseload, mo, noted, tmp_path):
    redaction.redact(caseload, mo.id, noted, "text", NAME, "A customer's name.")
    place = caseload.folder / "backups"
    backups.restore_caseload(backups.latest_in(place), lambda _: caseload.attached.master, tmp_path / "c")
    restored = open_caseload(tmp_path / "c", caseload.attached.master)
    assert errors_found(restored) == []
    assert "[taken out]" in restored.one(Note, mo.id, noted.id).text
    restored.close()


# On other machines


@pytest.fixture
def pair(tmp_path):
    giver, receiver = machine(tmp_path / "giver"), machine(tmp_path / "receiver")
    acquaint(giver, receiver, folder=tmp_path)
    mo = candidates.add_candidate(giver, "Mo Candidate")
    item = evidence.start_observation(giver, mo.id, "Counter")
    note = evidence.add_note(giver, mo.id, item.id, f"Greets {NAME} by name. " * 40)
    yield giver, receiver, mo, note
    for caseload in (giver, receiver):
        caseload.close()


def test_a_portfolio_file_contains_the_entry_without_the_words_and_is_accepted(pair, tmp_path):
    giver, receiver, mo, note = pair
    redaction.redact(giver, mo.id, note, "text", NAME, "A customer's name.")
    transfer(giver, receiver, mo.id, tmp_path / "p.csbundle")
    for content in opened_parts(receiver, tmp_path / "p.csbundle").values():
        assert NAME.encode() not in content
    assert state(giver, mo.id) == state(receiver, mo.id)
    assert errors_found(receiver) == errors_found(giver) == []


def test_another_machine_redacts_the_words_on_receipt_and_in_its_backups(pair, tmp_path):
    giver, receiver, mo, note = pair
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    assert portfolio_status.find(receiver, "Zebedee")
    backups.make_backup(receiver)
    assert len(files_with(receiver)) >= 2
    redaction.redact(giver, mo.id, note, "text", NAME, "A customer's name.")
    transfer(giver, receiver, mo.id, tmp_path / "2.csbundle", only_new=True)
    assert portfolio_status.find(receiver, "Zebedee")  # nothing is deleted by a file alone
    agree_to_all(receiver)
    assert files_with(receiver) == []
    assert portfolio_status.find(receiver, "Zebedee") == []
    transfer(receiver, giver, mo.id, tmp_path / "3.csbundle", only_new=True)
    assert state(giver, mo.id) == state(receiver, mo.id)
    assert errors_found(receiver) == []


def test_an_older_file_does_not_bring_the_words_back(pair, tmp_path):
    giver, receiver, mo, note = pair
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    redaction.redact(receiver, mo.id, note, "text", NAME, "A customer's name.")
    transfer(giver, receiver, mo.id, tmp_path / "2.csbundle")
    assert files_with(receiver) == []
    transfer(receiver, giver, mo.id, tmp_path / "3.csbundle")
    agree_to_all(giver)
    transfer(giver, receiver, mo.id, tmp_path / "4.csbundle")
    assert files_with(giver) == []
    assert state(giver, mo.id) == state(receiver, mo.id)


def test_a_change_made_elsewhere_in_the_meantime_becomes_a_conflict(pair, tmp_path):
    giver, receiver, mo, note = pair
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    evidence.change_note(receiver, mo.id, replace(note, text="Greets somebody."))
    redaction.redact(giver, mo.id, note, "text", NAME, "A customer's name.")
    transfer(giver, receiver, mo.id, tmp_path / "2.csbundle")
    agree_to_all(receiver)
    (conflict,) = load_portfolio(receiver, mo.id).conflicts
    assert {version.value.strip()[:6] for version in conflict.versions} == {"Greets"}
    assert files_with(receiver) == []
    assert errors_found(receiver) == []


def without_values(parts, entity, field):
    """Return the parts of a portfolio file without the values of a field."""
    events = [json.loads(line) for line in parts["portfolio/data/events.jsonl"].splitlines()]
    for line in events:
        for number, change in enumerate(json.loads(line["body"])["changes"]):
            if (change["entity"], change["field"]) == (entity, field):
                line["disclosed"][number] = {"withheld": True}
    lines = [json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for line in events]
    return {**parts, "portfolio/data/events.jsonl": "".join(f"{line}\n" for line in lines).encode()}


def test_a_file_without_a_redacted_value_is_accepted_and_its_chain_verifies(pair, tmp_path):
    giver, _, mo, note = pair
    redaction.redact(giver, mo.id, note, "text", "", "A customer's name.")
    other = machine(tmp_path / "other")
    acquaint(giver, other, folder=tmp_path)
    transfer(giver, other, mo.id, tmp_path / "1.csbundle")
    assert [note.text for note in other.all(Note, mo.id)] == ["[taken out]"]
    assert requests.pending_requests(other) == []  # there is nothing to delete
    assert files_with(other) == errors_found(other) == []
    other.close()


def test_a_file_that_leaves_words_out_without_a_redaction_is_refused(pair, tmp_path):
    giver, receiver, mo, _ = pair
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    parts = opened_parts(giver, tmp_path / "1.csbundle")
    for known in (True, False):
        other = machine(tmp_path / f"other-{known}")
        if known:
            acquaint(giver, other, folder=tmp_path)
        blanked = sealed(
            with_manifests(without_values(parts, "note", "text"), giver),
            sending.own_recipient(other),
            tmp_path / "bad.csbundle",
        )
        with pytest.raises(UserError, match="leaves out words that no one is recorded to have redacted"):
            receive_file(other, blanked)
        assert rows(other, "candidate") == []
        other.close()


@pytest.mark.parametrize(
    ("entity", "field"), [("note", "at"), ("note", "evidence"), ("evidence", "visit"), ("evidence", "number")]
)
def test_a_file_without_a_value_that_cannot_be_redacted_is_refused(pair, tmp_path, entity, field):
    giver, _, mo, _ = pair
    other = machine(tmp_path / "other")
    acquaint(giver, other, folder=tmp_path)
    transfer(giver, other, mo.id, tmp_path / "1.csbundle")
    parts = opened_parts(giver, tmp_path / "1.csbundle")
    fresh = machine(tmp_path / "fresh")
    path = sealed(
        with_manifests(without_values(parts, entity, field), giver),
        sending.own_recipient(fresh),
        tmp_path / "bad.csbundle",
    )
    with pytest.raises(UserError, match="refused"):
        receive_file(fresh, path)
    assert rows(fresh, "candidate") == []
    for caseload in (other, fresh):
        caseload.close()


def test_a_photograph_s_caption_and_an_item_s_description_can_be_redacted(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    photograph = photographs.add(
        caseload, mo.id, item.id, photographs.prepare(encoded(scene((320, 200)))), f"{NAME} pays"
    )
    redaction.redact(caseload, mo.id, photograph, "caption", NAME, "A customer's name.")
    redaction.redact(caseload, mo.id, item, "description", "Counter", "Too telling.")
    assert files_with(caseload) == []
    assert errors_found(caseload) == []
