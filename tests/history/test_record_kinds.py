"""Every kind of record is declared once, and its declaration is complete."""

import dataclasses
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import pytest

from csassess.data.record.records import columns, entity_name, holds_words
from csassess.domain.errors import UserError
from csassess.domain.portfolio import PARTS
from csassess.domain.records.declaration import Range, Several, StoredFile
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.domain.records.kinds import KINDS, Stream, kind_of
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UNDO, UserAction, action_words
from csassess.domain.records.write_rules import may_write
from csassess.services.candidates import candidates

PROGRAM = Path(__file__).parents[2] / "csassess"

FIELDS = [(name, field) for name, kind in KINDS.items() for field in kind.fields]
# A portfolio has no part for these: it belongs to the candidate, and redactions are read from the history.
NO_PART = {"agreement", "candidate", "taken-out"}


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_has_a_stream_and_writers_and_names_its_own_type(name):
    kind = KINDS[name]
    assert kind.name == name == entity_name(kind.record_type)
    assert kind_of(kind.record_type) is kind
    assert kind.writers
    assert Role.READER not in kind.writers
    assert columns(name).keys() == kind.fields.keys()
    assert "id" not in kind.fields


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_each_field_of_text_each_number_and_each_list_declares_its_limits(name, field):
    field = KINDS[name].fields[field]
    kinds = {field.type, *get_args(field.type)}
    if str in kinds and get_origin(field.type) is not tuple:
        assert len(field.declared) == 1
        assert not isinstance(field.declared[0], Range | Several)
    elif field.type is int:
        assert [type(declared) for declared in field.declared] == [Range]
    elif get_origin(field.type) is tuple:
        assert [type(declared) for declared in field.declared][:1] == [Several]
    assert field.accepts(None)


@pytest.mark.parametrize("name", [n for n, kind in KINDS.items() if kind.stream is Stream.PORTFOLIO])
def test_each_kind_of_a_portfolio_is_a_part_of_it_and_rests_on_kinds_of_a_portfolio(name):
    assert (name in {kind.name for kind in PARTS.values()}) == (name not in NO_PART)
    for field, target in KINDS[name].rests_on:
        assert KINDS[name].has(field)
        assert KINDS[target].stream is Stream.PORTFOLIO


@pytest.mark.parametrize("name", [n for n, kind in KINDS.items() if kind.stream is Stream.CASELOAD])
def test_no_kind_of_the_caseload_belongs_to_a_portfolio(name):
    assert KINDS[name].owner is None
    assert KINDS[name].rests_on == ()
    assert not any(may_write(role, name, {}) for role in Role)


@pytest.mark.parametrize("name", KINDS)
def test_words_are_what_a_person_wrote_and_never_identify_a_record_or_a_file(name):
    kind = KINDS[name]
    named = {field for field, _ in (*kind.rests_on, *kind.files)}
    assert not kind.words & {"id", *named}
    assert {field for field in kind.fields if holds_words(name, field)} == kind.words


def test_stored_files_are_declared_by_the_kinds_that_name_them():
    named = {(name, field) for name, kind in KINDS.items() for field, _ in kind.files}
    assert named == {
        ("centre", "logo"),
        ("unit-version", "document"),
        ("unit-pack", "content"),
        ("photograph", "sha256"),
        ("attachment", "sha256"),
        ("signature", "paper"),
        ("unit-signature", "paper"),
        ("signed-sheet", "sha256"),
        ("signed-sheet", "paper"),
        ("external-visit", "sha256"),
    }
    for name, kind in KINDS.items():
        for _, stored in kind.files:
            assert isinstance(stored, StoredFile)
            assert stored.extension or kind.has("media_type"), name


def test_every_field_is_declared_on_the_dataclass_itself():
    for kind in KINDS.values():
        names = [field.name for field in dataclasses.fields(kind.record_type)]
        assert ["id", *kind.fields] == names
        assert set(get_type_hints(kind.record_type)) == set(names)


@pytest.mark.parametrize(
    ("number", "accepted"),
    [("1", True), ("T12", True), ("0", False), ("1a", False), ("12345678", False), ("", False)],
)
def test_a_code_has_the_declared_shape(number, accepted):
    assert kind_of(EvidenceItem).fields["number"].accepts(number) is accepted


def test_words_over_the_limit_are_not_saved(caseload, mo):
    with pytest.raises(UserError, match="too long"):
        candidates.change_candidate(caseload, dataclasses.replace(mo, name="x" * 32_768))
    assert candidates.find_candidate(caseload, mo.id).name == mo.name


def test_every_default_method_is_within_the_limits_of_its_field():
    assert all(kind_of(EvidenceItem).fields["method"].accepts(method) for method in Method)


def test_every_action_is_written_by_the_program_and_has_words():
    source = "\n".join(path.read_text(encoding="utf-8") for path in PROGRAM.rglob("*.py"))
    for action in UserAction:
        assert action.words
        assert f"UserAction.{action.name}" in source, action.name


def test_an_unknown_action_is_shown_as_it_is_stored():
    assert action_words("something.new") == "something.new"
    assert action_words(UserAction.NOTE_ADD) == "note added"
    assert action_words(f"{UNDO}0123") == "undone"
