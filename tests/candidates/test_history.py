"""The history: one event for each action, chained and hashed; no event without a change."""

import hashlib
import unicodedata
from dataclasses import fields, replace

import pytest

from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.storage.canonical import canonical, commitment
from csassess.domain.records import people
from csassess.domain.records.evidence import Method, Note
from csassess.domain.records.kinds import KINDS
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import history
from tests.support.builders import OWNER, THAT_DAY, accepted_product, reopened, rows, stored_events

UNITS = ("ocr-b10", "nos-b10")


@pytest.fixture
def item(caseload, mo):
    return evidence.start_observation(caseload, mo.id, "Ticket office")


@pytest.mark.usefixtures("item")
def test_the_id_of_an_event_is_the_digest_of_its_stored_bytes(caseload):
    stored = stored_events(caseload)
    assert len(stored) > 5
    for event, body, _, _ in stored:
        assert event == hashlib.sha256(body).hexdigest()


@pytest.mark.usefixtures("item")
def test_events_are_stored_as_the_canonical_bytes_of_their_body(caseload):
    for _, body, content, _ in stored_events(caseload):
        assert body == canonical(content)


def test_each_stream_of_a_device_is_a_chain_numbered_from_one(caseload, mo, item):
    candidates.add_candidate(caseload, "Siân Ŵyn")
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    last_events = {}
    for event, _, content, _ in stored_events(caseload):
        chain = (content["stream"], content["device"])
        previous, sequence = last_events.get(chain, (None, 0))
        assert (content["previous"], content["sequence"]) == (previous, sequence + 1)
        last_events[chain] = (event, sequence + 1)
    assert len(last_events) == 4  # of the caseload, of what the centre keeps, and of two candidates


def test_commitments_match_the_disclosed_values_and_the_body_contains_none(caseload, mo, item):
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    for _, body, content, disclosed in stored_events(caseload):
        assert len(content["changes"]) == len(disclosed) > 0
        for change, value in zip(content["changes"], disclosed, strict=True):
            assert change["commitment"] == commitment(value["salt"], value["value"])
            assert len(value["salt"]) == 32
        assert b"Greets" not in body
        assert b"Mo Candidate" not in body


@pytest.mark.usefixtures("item")
def test_every_salt_is_used_once(caseload):
    salts = [value["salt"] for *_, disclosed in stored_events(caseload) for value in disclosed]
    assert len(set(salts)) == len(salts)


def test_an_event_has_time_author_and_device(caseload, mo, clock):
    at = clock.move_on(minutes=7)
    event = caseload.save(mo.id, "candidate.change", replace(mo, name="Mo C. Andidate"))
    assert (event.at, event.author, event.device) == (at, caseload.author, caseload.device)
    assert history.history(caseload, mo.id)[-1].author == OWNER.assessor


def test_one_action_is_one_event(caseload, mo):
    before = len(caseload.history.of(mo.id))
    item = evidence.start_observation(caseload, mo.id, "Ticket office")
    evidence.next_customer(caseload, mo.id, item.id)
    assert len(caseload.history.of(mo.id)) == before + 2


def test_saving_without_a_change_makes_no_event(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    before = caseload.history.of(mo.id)
    candidates.change_candidate(caseload, mo)
    evidence.change_item(caseload, mo.id, item)
    evidence.change_note(caseload, mo.id, note)
    assert references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id) == ticked
    assert caseload.history.of(mo.id) == before


def test_saving_the_same_words_in_another_unicode_form_makes_no_event(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Siân fetches the café menu.")
    before = caseload.history.of(mo.id)
    evidence.change_note(caseload, mo.id, replace(note, text=unicodedata.normalize("NFD", note.text)))
    assert caseload.history.of(mo.id) == before


def test_removing_a_removed_reference_makes_no_event(caseload, mo, item):
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    references.untick(caseload, mo.id, ticked)
    before = caseload.history.of(mo.id)
    references.untick(caseload, mo.id, ticked)
    assert caseload.history.of(mo.id) == before


def test_only_the_fields_that_differ_become_changes(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    event = caseload.save(mo.id, "note.change", replace(note, text="Greets a customer."))
    assert [(change.entity, change.field) for change in event.changes] == [("note", "text")]


def test_a_change_names_the_event_whose_value_it_replaces(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    first = caseload.history.of(mo.id)[-1]
    event = caseload.save(mo.id, "note.change", replace(note, text="Greets a customer."))
    assert event.changes[0].parents == (first.id,)


def test_an_event_with_criteria_contains_the_digest_of_the_unit_wording(caseload, mo, item):
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    *_, (_, _, body, _) = stored_events(caseload)
    assert body["units"] == {"ocr-b10": caseload.one(people.Enrolment, mo.id, "ocr-b10").digest}


def test_removing_a_note_removes_its_references_and_undo_restores_both(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    evidence.remove_note(caseload, mo.id, note)
    assert caseload.one(Note, mo.id, note.id) is None
    assert caseload.all(type(ticked), mo.id) == []
    history.undo(caseload, mo.id)
    assert caseload.one(Note, mo.id, note.id) == note
    assert caseload.all(type(ticked), mo.id) == [ticked]


def test_a_criterion_unticked_and_ticked_again_is_one_reference(caseload, mo, item):
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    references.untick(caseload, mo.id, ticked)
    assert caseload.all(type(ticked), mo.id) == []
    assert references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1") == ticked
    assert caseload.all(type(ticked), mo.id) == [ticked]


def test_drafts_are_outside_the_history_and_saving_clears_them(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id)
    other = evidence.add_note(caseload, mo.id, item.id)
    before = caseload.history.of(mo.id)
    caseload.drafts.keep(note.id, "text", "Greets the cust")
    caseload.drafts.keep(note.id, "text", "Greets the custom")
    caseload.drafts.keep(other.id, "text", "Then")
    assert caseload.history.of(mo.id) == before
    assert caseload.drafts.all() == {(note.id, "text"): "Greets the custom", (other.id, "text"): "Then"}
    evidence.change_note(caseload, mo.id, replace(note, text="Greets the customer."))
    assert caseload.drafts.all() == {(other.id, "text"): "Then"}


def test_drafts_survive_closing_and_a_rebuild(folder):
    caseload = reopened(folder)
    caseload.drafts.keep("n1", "text", "Greets the cust")
    fold.rebuild(caseload.db)
    caseload.close()
    caseload = reopened(folder)
    assert caseload.drafts.all() == {("n1", "text"): "Greets the cust"}
    caseload.close()


def test_the_caseload_stream_contains_no_candidate_data(caseload, mo, item):
    candidates.register(caseload, mo.id, "Certificate in Customer Service", "500/1", "R-77", THAT_DAY)
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    text = repr([(event.action, event.changes) for event in caseload.history.of(CASELOAD_STREAM)])
    for personal in ("Mo Candidate", "C-001", mo.id, "Harbour Ferries", "R-77", "Greets", "Letter", "Ticket"):
        assert personal not in text
    entities = {change.entity for event in caseload.history.of(CASELOAD_STREAM) for change in event.changes}
    assert entities == {"device", "assessor", "qualification"}


@pytest.mark.usefixtures("item")
def test_a_candidate_s_stream_contains_nothing_about_another(caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn", "C-002")
    text = repr(caseload.history.of(other.id))
    assert mo.id not in text
    assert "Mo Candidate" not in text


def test_every_action_has_a_description(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    judgement.accept(caseload, mo.id, item.id)
    judgement.reopen(caseload, mo.id, item.id, "The date is wrong")
    history.undo(caseload, mo.id)
    for entry in history.history(caseload, mo.id):
        assert entry.words
        assert entry.words != entry.action


def test_the_history_is_sorted_oldest_first(caseload, mo, clock):
    for minutes in range(3):
        clock.move_on(minutes=minutes)
        evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, f"Letter {minutes}", THAT_DAY)
    times = [entry.at for entry in history.history(caseload, mo.id)]
    assert times == sorted(times)


@pytest.mark.parametrize("entity", KINDS)
def test_a_rebuild_gives_the_same_rows(caseload, mo, item, entity):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    evidence.next_customer(caseload, mo.id, item.id)
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    references.untick(caseload, mo.id, ticked)
    history.undo(caseload, mo.id)
    accepted_product(caseload, mo.id, "nos-b10", "B10a")
    before = rows(caseload, entity), rows(caseload, "heads")
    fold.rebuild(caseload.db)
    assert (rows(caseload, entity), rows(caseload, "heads")) == before


def test_every_entity_has_a_table_with_a_column_for_each_field(caseload):
    for entity, record_type in ((kind.name, kind.record_type) for kind in KINDS.values()):
        names = {row[1] for row in caseload.db.execute(f'PRAGMA table_info("{entity}")').fetchall()}
        assert names == {field.name for field in fields(record_type)} | {"stream", "deleted", "made"}
