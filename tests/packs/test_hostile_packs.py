"""No pack is trusted: what is wrong with one is said in a plain sentence, and nothing of it is added."""

import io
import json
import os
import tarfile

import pytest

from csassess.data.exchange.devices import own_card, own_signature
from csassess.data.storage.canonical import digest
from csassess.domain.errors import UserError
from csassess.domain.records.questions import PackAcceptance, UnitPack, UnitVersion
from csassess.exchange.packs import MOST_DOCUMENTS, _signed
from csassess.services.exchange import key_files
from csassess.services.packs import packs
from tests.packs.conftest import changed
from tests.support.any_unit import content, criteria, outcome


@pytest.fixture
def bread(desk):
    """Return the path of the office's pack of one unit."""
    desk.approved(desk.office, "bread")
    return desk.pack("bread")


def is_untouched(desk):
    kinds = (UnitVersion, UnitPack, PackAcceptance)
    return not any(desk.ann.all(kind, "caseload") for kind in kinds)


def refused(desk, path, why):
    """Assert that a pack is refused in one plain sentence, by preview and taking in, and adds nothing."""
    for act in (packs.preview, packs.take_in):
        with pytest.raises(UserError, match=why) as caught:
            act(desk.ann, packs.open_pack(path))
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 700
    assert is_untouched(desk)


def document(unit_id="bread", **stated):
    wording = content(unit_id, **stated)
    return {
        "kind": "unit",
        "content": wording,
        "digest": digest(wording),
        "approved": "2026-03-01",
        "approved_by": "Olga Office",
        "approved_role": "centre",
    }


def test_a_changed_word_breaks_the_signature(desk, bread):
    refused(desk, changed(bread, lambda whole: whole["documents"][0].update(approved_by="Eve")), "changed")


def test_a_pack_signed_by_another_than_its_card_says_is_refused(desk, bread):
    whole = json.loads(bread.read_text(encoding="utf-8"))
    whole.pop("signature")
    forged = {**whole, "signature": own_signature(desk.stranger, _signed(whole))}
    bread.write_text(json.dumps(forged), encoding="utf-8")
    refused(desk, bread, "changed after it was signed")


def test_a_machine_that_takes_the_id_of_the_office_with_its_own_key_is_refused(desk, bread):
    whole = json.loads(bread.read_text(encoding="utf-8"))
    whole.pop("signature")
    whole["card"] = {**own_card(desk.office).content, "public_key": own_card(desk.stranger).public_key}
    whole["signature"] = own_signature(desk.stranger, _signed(whole))
    bread.write_text(json.dumps(whole), encoding="utf-8")
    refused(desk, bread, "known here with a different key")


@pytest.mark.parametrize("claimed", ["person", "name", "person name"])
def test_a_stranger_who_calls_himself_the_office_brings_in_drafts_only(desk, bread, claimed):
    desk.take(bread, accept=True)
    whole = json.loads(bread.read_text(encoding="utf-8"))
    whole.pop("signature")
    theirs = {name: own_card(desk.office).content[name] for name in claimed.split()}
    whole["card"] = {**own_card(desk.stranger).content, **theirs}
    whole["documents"] = [document("cake")]
    whole["signature"] = own_signature(desk.stranger, _signed(whole))
    bread.write_text(json.dumps(whole), encoding="utf-8")
    shown = packs.preview(desk.ann, packs.open_pack(bread))
    assert (str(shown.standing), shown.is_accepted, shown.can_accept) == ("stranger", False, False)
    with pytest.raises(UserError, match="accepted office"):
        desk.take(bread, accept=True)
    assert desk.take(bread) == ["draft"]


def test_an_accepted_machine_under_another_persons_id_is_no_office(desk, bread):
    desk.take(bread, accept=True)
    whole = json.loads(bread.read_text(encoding="utf-8"))
    whole.pop("signature")
    whole["card"]["person"] = "somebody-else"
    whole["documents"] = [document("cake")]
    whole["signature"] = own_signature(desk.office, _signed(whole))
    bread.write_text(json.dumps(whole), encoding="utf-8")
    assert desk.take(bread) == ["draft"]


def test_another_accepted_office_does_not_pass_for_the_one_whose_packs_were_accepted(desk, bread, tmp_path):
    desk.take(bread, accept=True)
    key_files.write_key_file(desk.stranger, tmp_path / "second.cskey")
    key_files.read_key_file(desk.ann, tmp_path / "second.cskey")
    whole = json.loads(bread.read_text(encoding="utf-8"))
    whole.pop("signature")
    person = own_card(desk.office).person
    whole["card"] = {**own_card(desk.stranger).content, "person": person}
    whole["documents"] = [document("cake")]
    whole["signature"] = own_signature(desk.stranger, _signed(whole))
    bread.write_text(json.dumps(whole), encoding="utf-8")
    assert desk.take(bread) == ["draft"]


@pytest.mark.parametrize("count", [MOST_DOCUMENTS + 1, 10_000])
def test_too_many_units_are_refused(desk, bread, count):
    path = changed(bread, lambda whole: whole.update(documents=[{"kind": "unit"}] * count), desk.office)
    refused(desk, path, "not a csassess pack")


def test_the_most_units_that_a_pack_may_hold_are_read(desk, bread):
    documents = [document(f"unit-{number}") for number in range(MOST_DOCUMENTS)]
    path = changed(bread, lambda whole: whole.update(documents=documents), desk.office)
    assert len(packs.open_pack(path).pack.units) == MOST_DOCUMENTS


def test_a_file_larger_than_any_pack_is_not_read_on(desk, tmp_path):
    path = tmp_path / "large.cspack"
    with path.open("wb") as file:
        file.write(b'{"csassess": "pack"')
        file.truncate(1 << 34)
    refused(desk, path, "larger than any pack")


def test_a_sparse_tar_and_other_files_are_no_packs(desk, tmp_path):
    entry = tarfile.TarInfo("units.json")
    entry.type, entry.size = b"S", 1 << 40
    made = io.BytesIO()
    made.write(entry.tobuf(tarfile.GNU_FORMAT))
    path = tmp_path / "odd.cspack"
    for odd in (made.getvalue() + b"\0" * 1024, b"", b"\0" * 4096, b"\xff\xfe{}", b"PK\x03\x04", b"[" * 9999):
        path.write_bytes(odd)
        refused(desk, path, "not a csassess pack")
    for odd in (b"{", b'{"a":' * 9999, b'{"csassess": "pack", "csassess": "pack"}', b'{"x": 1e999}', b"{\0}"):
        path.write_bytes(odd)
        refused(desk, path, "cannot be read")
    for odd in (
        b"{}",
        b'{"csassess": "key"}',
        b'{"csassess": "pack"}',
        b'{"csassess": "pack", "format": []}',
    ):
        path.write_bytes(odd)
        refused(desk, path, "not a csassess pack")


def test_a_newer_pack_says_so(desk, bread):
    refused(desk, changed(bread, lambda whole: whole.update(format=2), desk.office), "newer version")


NUL, MARKUP = "Bake\0bread", "<b onmouseover=x>Bake</b> <img src=x>"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: d.update(content=None), "its wording was changed"),
        (lambda d: d.update(content=[]), "its wording was changed"),
        (lambda d: d.pop("approved"), "its fields are not those of a unit"),
        (lambda d: d.update(extra=1), "its fields are not those of a unit"),
        (lambda d: d.update(approved=None), "when it was approved"),
        (lambda d: d.update(approved="2999-01-01"), "when it was approved"),
        (lambda d: d.update(approved="tomorrow"), "when it was approved"),
        (lambda d: d.update(approved_by=""), "who approved it"),
        (lambda d: d.update(approved_by="A\0B"), "who approved it"),
        (lambda d: d.update(approved_by=["A"]), "who approved it"),
        (lambda d: d.update(approved_role="x" * 501), "who approved it"),
        (lambda d: d.update(document("bread", identity={"title": NUL})), "control characters"),
        (lambda d: d.update(document("BREAD/../x")), "has other characters"),
        (lambda d: d.update(document("bread", outcomes=[outcome("1", [])])), "the outcome has none"),
        (
            lambda d: d.update(
                document("bread", outcomes=[outcome("1", criteria(*[f"1.{n}" for n in range(400)]))])
            ),
            "at most 300",
        ),
        (lambda d: d.update(document("bread", identity={"title": "t" * 40_000})), "no record can hold"),
    ],
)
def test_a_unit_that_is_not_sound_has_the_whole_pack_refused(desk, bread, change, why):
    def add(whole):
        whole["documents"].append(document("cake"))
        change(whole["documents"][0])

    path = changed(bread, add, desk.office)
    refused(desk, path, why)


@pytest.mark.parametrize("part", ["card", "documents", "created", "program", "signature"])
@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [None]])
def test_parts_of_the_wrong_kind_are_refused(desk, bread, part, value):
    whole = json.loads(bread.read_text(encoding="utf-8"))
    if part == "signature":
        whole["signature"] = value
    else:
        whole.pop("signature")
        whole[part] = value
        whole["signature"] = own_signature(desk.office, _signed(whole))
    if (part, value) == ("program", "x"):
        return
    bread.write_text(json.dumps(whole), encoding="utf-8")
    refused(desk, bread, "not a csassess pack")


def test_two_wordings_under_one_id_are_refused_plainly(desk, bread):
    def add(whole):
        whole["documents"].append(document("bread", outcomes=[outcome("1", criteria("1.1"))]))

    path = changed(bread, add, desk.office)
    refused(desk, path, "holds the unit “bread” more than once")


def test_a_unit_under_the_id_of_a_built_in_one_changes_nothing(desk, bread):
    path = changed(bread, lambda whole: whole.update(documents=[document("ocr-b10")]), desk.office)
    assert desk.take(path, accept=True) == ["built-in"]
    assert desk.states() == []


def test_markup_in_a_unit_stays_text(desk, bread):
    stated = document("cake", identity={"title": MARKUP})
    path = changed(bread, lambda whole: whole.update(documents=[stated]), desk.office)
    assert desk.take(path) == ["draft"]
    (unit,) = (version.name for version in desk.ann.all(UnitVersion, "caseload"))
    assert MARKUP in unit


def test_an_approval_of_a_day_still_to_come_counts_from_today(desk, bread, clock):
    stated = {**document("cake"), "approved": "2027-03-01"}
    path = changed(
        bread,
        lambda whole: whole.update(documents=[stated], created="2027-04-01T00:00:00+00:00"),
        desk.office,
    )
    assert desk.take(path, accept=True) == ["approved"]
    (version,) = desk.ann.all(UnitVersion, "caseload")
    assert version.approved == clock().date()


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("what", ["pipe", "device"])
@pytest.mark.timeout(30)
def test_nothing_that_is_no_file_is_read_as_a_pack(desk, tmp_path, what):
    path = tmp_path / "odd.cspack"
    if what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    assert not packs.is_pack_file(path)
    refused(desk, path, "not a regular file")
