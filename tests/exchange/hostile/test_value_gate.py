"""Whatever enters the record, typed or from a file, is held to what its kind declares."""

import pytest

from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import Candidate, Qualification
from csassess.domain.value_gate import fault_in, typed_limit
from csassess.services.candidates import candidates, duplicate_candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import conflicts, key_files
from csassess.services.progress.history import history
from tests.exchange.bad_files import Case
from tests.support.builders import rows
from tests.support.exchanging import receive_file, transfer

NUL_AND_ESCAPE = ("Nul\x00", "Esc\x1b[2J", "Bell\x07", "csi\x9b2J", "turned \u202etxt.exe")


@pytest.fixture
def case(tmp_path):
    spoilable = Case(tmp_path)
    yield spoilable
    spoilable.close()


def reasons(case):
    return [reason for _, _, reason in conflicts.quarantined(case.receiver)]


def note_with(case, **values):
    whole = {
        "evidence": case.item.id,
        "at": "2026-03-02T09:30:00+00:00",
        "written": "2026-03-02T09:30:00+00:00",
        **values,
    }
    return case.next_event({("note", "n" * 32, field): value for field, value in whole.items()})


def item_with(case, **values):
    whole = {"number": "M9", "method": "WP", "description": "Letter", "on": "2026-03-02", **values}
    return case.next_event({("evidence", "e" * 32, field): value for field, value in whole.items()})


IMPOSSIBLE = {
    "a list for a text": lambda c: note_with(c, text=["y"]),
    "a number for a text": lambda c: note_with(c, text=5),
    "an object for a text": lambda c: note_with(c, text={"a": 1}),
    "a text without end": lambda c: note_with(c, text="y" * 1_000_001),
    "a line without end": lambda c: item_with(c, seen_by="y" * 32_768),
    "a time that is none": lambda c: note_with(c, at="yesterday"),
    "a time without an offset": lambda c: note_with(c, at="2026-03-02T09:30:00"),
    "the year 1": lambda c: note_with(c, at="0001-01-01T00:00:00+14:00"),
    "the year 9999": lambda c: item_with(c, on="9999-12-31"),
    "a date that is none": lambda c: item_with(c, on="2026-02-30"),
    "a week for a date": lambda c: item_with(c, on="2026-W10-1"),
    "a number for a yes": lambda c: item_with(c, withdrawn=1),
    "a code that is none": lambda c: item_with(c, setting="nowhere"),
    "an evidence number that is none": lambda c: item_with(c, number="'; DROP"),
    "nothing for what must be there": lambda c: item_with(c, method=None),
    "a note of no item": lambda c: note_with(c, evidence="0" * 32),
    "a note of an empty item": lambda c: note_with(c, evidence=""),
    "a judgement of no item": lambda c: c.next_event(
        {
            ("judgement", "0" * 32, field): value
            for field, value in (("outcome", "accepted"), ("on", "2026-03-02"), ("by", "x"))
        }
    ),
    "a second candidate in a portfolio": lambda c: c.next_event({("candidate", "c9", "name"): "Other"}),
    "an undoing of nothing": lambda c: c.next_event(
        {("note", c.note.id, "text"): "x"}, action="undo " + "0" * 64
    ),
    "an entry of the year 9999": lambda c: c.next_event(
        {("note", c.note.id, "text"): "x"}, at="9999-12-31T23:59:59.000-14:00"
    ),
    **{f"{words!r} in a text": lambda c, w=words: note_with(c, text=w) for words in NUL_AND_ESCAPE},
    **{f"{words!r} in a line": lambda c, w=words: item_with(c, seen_by=w) for words in NUL_AND_ESCAPE},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_an_entry_with_an_impossible_value_is_set_aside_and_the_rest_is_received(case, name):
    receive_file(case.receiver, case.with_events([*case.events, IMPOSSIBLE[name](case)]))
    assert len(reasons(case)) == 1
    assert load_portfolio(case.receiver, case.mo.id).notes[0].text == "Greets"
    assert len(history(case.receiver, case.mo.id)) == len(case.events)
    fold.rebuild(case.receiver.db)
    assert len(load_portfolio(case.receiver, case.mo.id).evidence) == 1


def test_the_reason_names_the_value(case):
    receive_file(case.receiver, case.with_events([*case.events, note_with(case, text=["y"])]))
    assert reasons(case) == ["a value in it (note: words) is of the wrong kind"]


@pytest.mark.parametrize(
    "values",
    [
        {"title": None, "number": None},
        {"title": 5, "number": "1"},
        {"title": ["x"], "number": "1"},
        {"title": {"a": 1}, "number": "1"},
        {"title": "t" * 2_000_000, "number": "1"},
        {"title": "<b>\x00\x1b[31m", "number": "1"},
        {"id": ["q"], "title": "a", "number": "1"},
    ],
)
def test_a_file_whose_qualification_cannot_be_is_refused_and_changes_nothing(case, values):
    before = rows(case.receiver, "qualification")
    path = case.with_meta(qualifications=[{"id": "q1", **values}])
    with pytest.raises(UserError, match="qualifications"):
        receive_file(case.receiver, path)
    assert rows(case.receiver, "qualification") == before
    assert case.receiver.all(Qualification) == []


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("centre", {"name": None, "number": "1"}),
        ("centre", {"name": "x" * 40_000, "number": "1"}),
        ("erased", [{"id": "x", "on": "yesterday", "by": "Ann", "certificate": "E1"}]),
        ("erased", [{"id": "x", "on": "2026-03-02", "by": "Ann\x1b", "certificate": "E1"}]),
        ("created", "\x1b[2J"),
        ("program", "p" * 2_000_000),
        ("missing", ["x" * 100_000]),
        ("candidates", ["../x"]),
        ("heads", [5]),
        ("cards", [5]),
    ],
)
def test_a_file_that_describes_itself_impossibly_is_refused(case, part, value):
    with pytest.raises(UserError, match=f"description of itself cannot be read.*{part}"):
        receive_file(case.receiver, case.with_meta(**{part: value}))


def test_a_machine_whose_name_holds_control_characters_is_refused(case, tmp_path):
    from dataclasses import replace

    from csassess.data.exchange import devices
    from csassess.data.exchange.device_card import sign

    card = replace(devices.own_card(case.giver), name="Esc\x1b[2J").content
    secret = case.giver.local.get("device-key")
    with pytest.raises(UserError, match="not signed its key"):
        receive_file(case.receiver, case.with_meta(cards=[{"card": card, "signature": sign(secret, card)}]))
    import json

    path = tmp_path / "esc.cskey"
    path.write_text(json.dumps({"csassess": "key", "card": card, "signature": sign(secret, card)}))
    with pytest.raises(UserError, match="not a csassess key file"):
        key_files.read_key_file(case.receiver, path)


def test_what_an_earlier_version_saved_without_a_value_is_read_as_empty(case):
    case.giver.save("caseload", "qualification.add", Qualification("q1", "Old"))
    case.giver.db.execute("UPDATE qualification SET title = NULL")
    assert case.giver.all(Qualification) == [Qualification("q1", "")]


def test_what_was_kept_longer_than_may_be_typed_is_read_sent_received_and_joined(case, monkeypatch):
    long_name, long_words = "N" * 30_000, "w" * 900_000
    monkeypatch.setattr("csassess.domain.typed_values.is_too_long_to_type", lambda *_: False)
    second = candidates.add_candidate(case.giver, long_name)
    item = evidence.add_item(
        case.giver, second.id, Method.WORK_PRODUCT, long_words, case.giver.clock().date()
    )
    monkeypatch.undo()
    transfer(case.giver, case.receiver, second.id, case.folder / "long.csbundle")
    received = load_portfolio(case.receiver, second.id)
    assert (received.candidate.name, received.evidence[0].description) == (long_name, long_words)
    duplicate_candidates.join(case.giver, case.mo.id, second.id)
    assert long_words in {each.description for each in load_portfolio(case.giver, case.mo.id).evidence}
    assert item.description == long_words


def test_what_is_typed_longer_than_its_field_takes_is_not_saved_and_the_sentence_says_so(case):
    for name in ("x" * 201, "x" * 2_000_000):
        with pytest.raises(UserError, match="is too long"):
            candidates.add_candidate(case.giver, name)
    assert candidates.add_candidate(case.giver, "x" * 200).name


@pytest.mark.parametrize("words", ["Nul\x00", "Esc\x1b[2J", "half \ud800"])
def test_a_control_character_that_is_typed_is_not_saved_and_the_sentence_says_so(case, words):
    with pytest.raises(UserError, match="contains a character that cannot be saved"):
        candidates.add_candidate(case.giver, words)


def test_what_is_pasted_is_saved_without_what_no_one_sees(case):
    person = candidates.add_candidate(case.giver, "Mo\tCandidate\u202c")
    note = evidence.add_note(case.giver, case.mo.id, case.item.id, "one\r\ntwo\x0bthree\u2028four\tfive")
    assert case.giver.one(Candidate, person.id, person.id).name == "Mo Candidate"
    portfolio = load_portfolio(case.giver, case.mo.id)
    assert next(n for n in portfolio.notes if n.id == note.id).text == "one\ntwo\nthree\nfour\tfive"


def test_every_field_of_every_kind_has_a_limit_and_takes_no_control_character():
    for kind in KINDS.values():
        for name, field in kind.fields.items():
            assert fault_in(kind, name, {"a": 1}), (kind.name, name)
            assert fault_in(kind, name, "x" * 1_000_001), (kind.name, name)
            assert fault_in(kind, name, "x\x1b[2J"), (kind.name, name)
            assert fault_in(kind, name, 2**60), (kind.name, name)
            assert field.type is not str or typed_limit(field) <= 1_000_000
