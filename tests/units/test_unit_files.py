"""A wrong unit file is refused with its name, the field and the cause."""

import shutil

import pytest

from csassess.domain.errors import UserError
from csassess.resources import unit_specs_folder
from csassess.services.units import units

NAME = "ocr-b10.toml"
SECTOR_RULE = 'rules = [{ kind = "information", about = "sector" }]'
FIRST_TEXT = (
    "Plan, prepare and organise everything they need to deliver services or products to different types of"
    " customers"
)


def refusal(tmp_path, old, new):
    """Return the error for the unit file of B10 with one change."""
    content = (unit_specs_folder() / NAME).read_text(encoding="utf-8")
    assert old in content
    (tmp_path / NAME).write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        units.check_file(tmp_path / NAME)
    return str(refused.value)


@pytest.mark.parametrize("path", sorted(unit_specs_folder().glob("*.toml")), ids=lambda path: path.stem)
def test_the_files_in_the_program_are_valid(path, tmp_path):
    copy = shutil.copy(path, tmp_path / path.name)
    assert units.check_file(tmp_path / path.name) == units.unit(path.stem), copy


@pytest.mark.parametrize(
    ("old", "new", "field", "cause"),
    [
        ("format = 1", "format = 3", "format", "3 is newer than this program reads (2)"),
        ("format = 1", "format = 2", "identity.level", "3 is not text"),
        ("format = 1", 'format = "1"', "format", "'1'"),
        ("format = 1\n", "", "format", "missing"),
        ('id = "ocr-b10"', 'id = "other"', "id", "'other' is not the file's name"),
        ("level = 3\n", "", "identity", "level must be either given or named in 'unstated'"),
        ('unstated = ["reference"]', 'unstated = ["reference", "level"]', "identity", "level"),
        ('unstated = ["reference"]', 'unstated = ["reference", "colour"]', "identity", "colour"),
        ("level = 3", "levl = 3", "identity", "unknown field levl"),
        ('number = "B10"', "number = 10", "identity.number", "10 is not text"),
        ("level = 3", 'level = "3"', "identity.level", "'3' is not a whole number"),
        ("level = 3", "level = 3.5", "identity.level", "3.5 is not a whole number"),
        ("credit = 6", "credit = true", "identity.credit", "True is not a whole number"),
        ('title = "Plan and', 'titel = "Plan and', "outcomes[0]", "unknown field titel"),
        ('kind = "performance"', 'kind = "practice"', "outcomes[0].kind", "'practice'"),
        ('label = "1.2"', 'label = "1.1"', "outcomes", "1.1 stands there twice"),
        (FIRST_TEXT, "", "outcomes[0].criteria[0].text", ""),
        ('label = "2"\ntext', 'label = "1"\ntext', "evidence_requirements", "1 stands there twice"),
        ('kind = "setting"', 'kind = "place"', "evidence_requirements[0].rules[0]", "'place'"),
        ('"real-job-paid"', '"holiday-job"', "evidence_requirements[0].rules[0].allowed[0]", "'holiday-job'"),
        ('scope = "performance"', 'scope = "all"', "evidence_requirements[0].rules[1].scope", "all"),
        ('value = "easy"', 'value = "new"', "evidence_requirements[3].rules[0]", "'new' is no demeanour"),
        (', origin = "spontaneous"', "", "evidence_requirements[4].rules[1]", "'origin'"),
        ('item = "d", kind', 'item = "e", kind', "evidence_requirements 4", "each rule an item that exists"),
        (
            '{ label = "d", text = "new customers." },',
            "",
            "evidence_requirements 4",
            "each rule an item that exists",
        ),
        (SECTOR_RULE, "rules = []", "evidence_requirements 2", "each item needs a rule"),
        (SECTOR_RULE, 'rules = "sector"', "evidence_requirements[1].rules", ""),
        ('["1.1", "B10.1.1"]', '["9.9", "B10.1.1"]', "correspondences", "9.9"),
        ('["1.1", "B10.1.1"]', '["1.1", "B10.1.1", "x"]', "correspondences[0].pairs[0]", "Too many values"),
        ('["1.2", "B10.1.2"]', '["1.1", "B10.1.2"]', "correspondences", "1.1"),
        ("[identity]", "[identity", "", "at line"),
    ],
)
def test_a_wrong_file_is_refused_with_file_field_and_cause(tmp_path, old, new, field, cause):
    error = refusal(tmp_path, old, new)
    assert error.startswith(NAME)
    assert field in error
    assert cause in error
    assert "Traceback" not in error
    assert "typing." not in error


def test_the_recording_form_tables_must_hold_every_criterion_once(tmp_path):
    content = (unit_specs_folder() / "nos-b10.toml").read_text(encoding="utf-8")
    for new in ('"B10g"]', '"B10g", "B10g"]', '"B10g", "B10h", "B10i"]'):
        (tmp_path / "nos-b10.toml").write_text(content.replace('"B10g", "B10h"]', new), encoding="utf-8")
        with pytest.raises(UserError, match=r"nos-b10.toml.*recording_form"):
            units.check_file(tmp_path / "nos-b10.toml")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"", b"= 1", b'"' * 99], ids=["bytes", "empty", "no key", "quotes"]
)
def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path, content):
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(UserError, match=r"^x\.toml"):
        units.check_file(tmp_path / "x.toml")


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(UserError, match=r"^none\.toml.*No such file"):
        units.check_file(tmp_path / "none.toml")


def test_an_unknown_unit_is_refused():
    with pytest.raises(UserError, match="The unit “b99” was not found"):
        units.unit("b99")
