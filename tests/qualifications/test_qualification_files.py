"""Qualification files: read as they are written, and refused in words that name field and cause."""

import os
from pathlib import Path

import pytest

from csassess.data.qualifications.reader import load_qualification, qualification_from
from csassess.domain.errors import UserError
from csassess.resources import unit_specs_folder
from tests.support.qualifications import content

SHIPPED = sorted((unit_specs_folder() / "qualifications").glob("*.toml"))

GOOD = """
kind = "qualification"
format = 1
id = "my-award"
title = "My award"
awarding_body = "A body"
at_most_one = [["a", "b"]]

[[totals]]
of = "credits"
at_least = 6
level = "2"

[[groups]]
label = "A"
mandatory = true
units = [{ id = "a", title = "First", level = "2", credit = "6" }]

[[groups]]
label = "B"
title = "Optional"
credit_max = "4.5"
units_min = 0

    [[groups.groups]]
    label = "B1"
    units = [{ id = "b", title = "Second", credit = "0.5" }]

[[requires]]
unit = "b"
one_of = ["a"]
"""


def written(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "my-award.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_file_is_read_with_groups_in_groups(tmp_path: Path) -> None:
    read = load_qualification(written(tmp_path, GOOD))
    inner = read.specification.groups[1].groups[0]
    assert (inner.label, inner.units[0].credit, str(read.specification.groups[1].credit_max)) == (
        "B1",
        "0.5",
        "4.5",
    )
    assert read.digest == load_qualification(written(tmp_path, GOOD)).digest


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_file_that_comes_with_the_program_is_valid_and_says_that_it_is_invented(path: Path) -> None:
    specification = load_qualification(path).specification
    assert path.stem == specification.id
    assert "invented" in specification.title
    assert "invented" in specification.note


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ('kind = "qualification"', 'kind = "unit"', "it does not say kind"),
        ("format = 1", "format = 2", "format: 2 is newer than this program reads (1)"),
        ("format = 1", 'format = "1"', "format"),
        ('title = "My award"', 'title = " "', "title: it is empty"),
        ('title = "My award"', "", "'title' is missing"),
        ('title = "My award"', 'titel = "My award"', "titel"),
        ('id = "my-award"', 'id = "My award"', "id: 'My award' has other characters"),
        ("at_least = 6", "at_least = 60", "no more than all units have"),
        ("at_least = 6", "at_least = 0", "above 0"),
        ("at_least = 6", "at_least = 6.5", "6.5 is no number such as 6"),
        ("at_least = 6", 'at_least = "six"', "'six' is no number such as 6"),
        ('level = "2"\n\n', 'level = "two"\n\n', "'two' is no level"),
        ('label = "B1"', 'label = "B"', "groups: B stands there twice"),
        ('label = "B1"', 'label = ""', "its label is empty"),
        ('id = "b"', 'id = "a"', "units: a stands there twice"),
        ('credit = "0.5"', 'credit = "half"', "units b: credit: 'half' is no number"),
        ('credit = "0.5"', "credit = 0.5", "0.5 is not text"),
        ('label = "A"', "label = 1", "1 is not text"),
        ('of = "credits"', 'of = "hours"', "'hours' is neither “credits” nor “units”"),
        ('of = "credits"', "of = []", "[] is neither “credits” nor “units”"),
        ("mandatory = true", "mandatory = 1", "1 is not true or false"),
        ('title = "Second"', 'title = ""', "units b: title: it is empty"),
        ("units_min = 0", "units_min = 2", "group B: it asks for more units than it lists"),
        ("units_min = 0", "credit_min = 5", "group B: credit_min is more than credit_max"),
        ("units_min = 0", "units_min = -1", "below 0"),
        ("units_min = 0", "units_min = true", "True is not a whole number"),
        ('one_of = ["a"]', "one_of = []", "requires: b needs one of other units"),
        ('one_of = ["a"]', 'one_of = ["c"]', "requires: the qualification lists no unit c"),
        ('[["a", "b"]]', '[["a"]]', "at_most_one: it names fewer than two units"),
        ('[["a", "b"]]', '["a", "b"]', "at_most_one"),
        ('[["a", "b"]]', "3", "at_most_one"),
        ("[[totals]]", "[totals]", "totals"),
        ('title = "Optional"', 'title = "\\u0007"', "control characters"),
        ('id = "b"', 'id = "b c"', "'b c' is no id of a unit"),
        ('title = "My award"', "title = ", "line 5"),
    ],
)
def test_what_is_wrong_is_said_with_field_and_cause(tmp_path: Path, old: str, new: str, cause: str) -> None:
    assert old in GOOD
    with pytest.raises(UserError) as refused:
        load_qualification(written(tmp_path, GOOD.replace(old, new)))
    assert "my-award.toml is not a valid qualification: " in str(refused.value)
    assert cause in str(refused.value)


def test_a_file_without_units_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no group lists a unit"):
        load_qualification(written(tmp_path, GOOD.partition("at_most_one")[0] + "groups = []"))


def test_groups_in_each_other_without_end_are_refused() -> None:
    group: dict[str, object] = {"label": "0", "units": [{"id": "a", "title": "A"}]}
    for number in range(1, 400):
        group = {"label": str(number), "groups": [group]}
    content = {"kind": "qualification", "format": 1, "id": "deep", "title": "Deep", "groups": [group]}
    with pytest.raises(ValueError, match="more than 5 deep"):
        qualification_from(content)


@pytest.mark.parametrize(
    "content", [None, [], 3, "x", {}, {"kind": "qualification"}, {"kind": "qualification", "format": True}]
)
def test_anything_else_is_refused_and_nothing_fails(content: object) -> None:
    with pytest.raises((ValueError, ExceptionGroup)):
        qualification_from(content)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        (
            {"groups": [{"label": "A", "units": [{"id": f"u{n}", "title": "U"} for n in range(501)]}]},
            "500 units",
        ),
        (
            {"groups": [{"label": str(n), "units": [{"id": f"u{n}", "title": "U"}]} for n in range(101)]},
            "100 groups",
        ),
        ({"totals": [{"of": "units", "at_least": 1}] * 21}, "totals: there are more than 20"),
        ({"at_most_one": [["ocr-61", "ocr-b10"]] * 101}, "at_most_one: there are more than 100"),
        ({"note": "x\u0000"}, "control characters"),
        ({"title": "x" * 501}, "title: it has more than 500 characters"),
        ({"title": "x" * 300, "number": "1" * 300}, "title: it has more than 500 characters"),
        ({"note": "x" * 5001}, "note: it has more than 5000 characters"),
        (
            {"requires": [{"unit": "ocr-61", "one_of": ["ocr-b10"] * 501}]},
            "requires: there are more than 500",
        ),
        (
            {"requires": [{"unit": "ocr-61", "one_of": ["ocr-b10"] * 2}]},
            "requires: ocr-b10 stands there twice",
        ),
        ({"at_most_one": [["ocr-61", "ocr-b10"] * 251]}, "at_most_one: there are more than 500"),
        ({"at_most_one": [["ocr-61", "ocr-b10", "ocr-61"]]}, "at_most_one: ocr-61 stands there twice"),
    ],
    ids=[
        "units",
        "groups",
        "totals",
        "sets",
        "control",
        "title",
        "name",
        "note",
        "alternatives",
        "same alternatives",
        "units of a set",
        "same units of a set",
    ],
)
def test_a_qualification_is_bounded(changes: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        qualification_from(content(**changes))


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("what", ["pipe", "device"])
@pytest.mark.timeout(30)
def test_nothing_that_is_no_file_is_read_as_a_qualification(tmp_path: Path, what: str) -> None:
    path = tmp_path / "my-award.toml"
    if what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(UserError, match="not a regular file"):
        load_qualification(path)
