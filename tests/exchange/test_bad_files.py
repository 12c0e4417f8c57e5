"""Every malformed portfolio file is refused with its own sentence and changes nothing."""

import tarfile

import pyrage
import pytest

from csassess.domain.errors import UserError
from csassess.services.exchange import import_preview, receiving, sending
from tests.exchange.bad_files import (
    DATA,
    ROOT,
    Case,
    _by_another,
    _card,
    _deep,
    _entry,
    _known_with_another_key,
    _lying_size,
    _named,
    _raw,
    _twice,
    _without,
    _zip_bomb,
)
from tests.support.builders import contents, rows
from tests.support.exchanging import (
    FILE_PASSPHRASE,
    receive_file,
    with_manifests,
)
from tests.support.pictures import bomb, encoded, scene

note = ("note", "n" * 32)


BAD = {
    # the outer shell
    "not there": (lambda c: c.folder / "nothing.csbundle", "nothing.csbundle” does not exist"),
    "empty": (lambda c: c.outer(), "This is not a csassess portfolio file"),
    "no zip": (lambda c: _raw(c, b"%PDF-1.7 another program's file"), "damaged or incomplete"),
    "a zip of somebody else": (
        lambda c: c.outer(**{"word/document.xml": b"<x/>"}),
        "This is not a csassess portfolio file",
    ),
    "a file too many": (
        lambda c: c.outer(**{"bag.tar.age": c.bag_bytes(), "evil.exe": b"MZ"}),
        "This is not a csassess portfolio file",
    ),
    "a path that leads out": (
        lambda c: c.outer(**{"bag.tar.age": c.bag_bytes(), "../x": b""}),
        "This is not a csassess portfolio file",
    ),
    "the bag twice": (_twice, "This is not a csassess portfolio file"),
    "a bomb in the zip": (_zip_bomb, "This is not a csassess portfolio file"),
    "a readme without end": (
        lambda c: c.outer(README_dot_txt=b"x" * 100_000, **{"bag.tar.age": c.bag_bytes()}),
        "Part of the file is too large",
    ),
    "a key without end": (
        lambda c: c.outer(key_dot_age=b"x" * 100_000, **{"bag.tar.age": c.bag_bytes()}),
        "Part of the file is too large",
    ),
    "the bag is no age file": (lambda c: c.outer(**{"bag.tar.age": b"hello"}), "damaged or incomplete"),
    "for another key": (
        lambda c: c.outer(
            **{"bag.tar.age": pyrage.encrypt(b"x", [pyrage.x25519.Identity.generate().to_public()])}
        ),
        "This file was locked for someone else",
    ),
    **{
        f"cut off at {tenth} tenths": (lambda c, t=tenth: c.cut(t / 10), "damaged or incomplete")
        for tenth in range(10)
    },
    **{
        f"a bit flipped at {place} %": (
            lambda c, p=place: c.flipped(p / 100),
            "damaged|not a portfolio file|locked for somebody",
        )
        for place in (5, 20, 40, 60, 80, 95)
    },
    # the archive inside
    "no archive": (
        lambda c: c.outer(
            **{"bag.tar.age": pyrage.encrypt(b"x" * 3000, [pyrage.x25519.Recipient.from_str(c.recipient)])}
        ),
        "damaged or incomplete",
    ),
    "an empty archive": (lambda c: c.write({}), "is missing from the file"),
    "a path up": (lambda c: _named(c, DATA + "../../x"), "name that is not allowed"),
    "an absolute path": (lambda c: _named(c, "/etc/passwd"), "name that is not allowed"),
    "a drive": (lambda c: _named(c, "C:/x"), "name that is not allowed"),
    "a backslash": (lambda c: _named(c, DATA + "files\\x.bin"), "name that is not allowed"),
    "a reserved name": (lambda c: _named(c, DATA + "files/con.jpg"), "name that is not allowed"),
    "a name without end": (lambda c: _named(c, DATA + "files/" + "x" * 300), "special file"),
    "a control character": (lambda c: _named(c, DATA + "files/x\x07"), "name that is not allowed"),
    "the same name twice": (lambda c: c.write([*c.parts.items(), (c.photo, b"x")]), "same name twice"),
    "names that differ by case": (
        lambda c: _named(c, c.photo.upper().replace("PORTFOLIO/DATA/PHOTOS", "portfolio/data/photos")),
        "same name twice",
    ),
    "a symbolic link": (
        lambda c: c.write(c.parts, [_entry(tarfile.SYMTYPE, link="/etc/passwd")]),
        "link, a folder or a special file",
    ),
    "a hard link": (
        lambda c: c.write(c.parts, [_entry(tarfile.LNKTYPE, link=c.photo)]),
        "link, a folder or a special file",
    ),
    "a folder": (
        lambda c: c.write(c.parts, [_entry(tarfile.DIRTYPE, DATA + "files/x")]),
        "link, a folder or a special file",
    ),
    "a device": (lambda c: c.write(c.parts, [_entry(tarfile.CHRTYPE)]), "link, a folder or a special file"),
    "a size that lies": (_lying_size, "damaged or incomplete|Part of the file is too large|cannot be read"),
    "a part outside the bag": (lambda c: _named(c, "other/x"), "outside its bag"),
    "a part no bag has": (
        lambda c: _named(c, ROOT + "evil.txt"),
        "The file has a part that does not belong in a portfolio file",
    ),
    "a part no portfolio has": (
        lambda c: c.with_parts(**{DATA + "evil/x.exe": b"MZ"}),
        "The file has a part that does not belong in a portfolio file",
    ),
    # the BagIt bag
    "without a declaration": (
        lambda c: _without(c, ROOT + "bagit.txt"),
        "bagit.txt is missing from the file",
    ),
    "another kind of bag": (
        lambda c: c.with_raw(ROOT + "bagit.txt", b"BagIt-Version: 0.97\n"),
        "The bag in the file is of an unknown kind or version",
    ),
    "without a manifest": (
        lambda c: _without(c, ROOT + "manifest-sha256.txt"),
        "manifest-sha256.txt is missing from the file",
    ),
    "a manifest that is none": (
        lambda c: c.with_raw(ROOT + "manifest-sha256.txt", b"\xff\xfe"),
        "The file’s list of contents is damaged",
    ),
    "a manifest with a name twice": (
        lambda c: c.with_raw(ROOT + "manifest-sha256.txt", c.parts[ROOT + "manifest-sha256.txt"] * 2),
        "names a part twice",
    ),
    "a wrong hash": (
        lambda c: c.with_raw(c.photo, c.parts[c.photo] + b" "),
        "does not match the file’s list of contents",
    ),
    "a photograph left out": (lambda c: _without(c, c.photo), "data/photos/.* is missing from the file"),
    "a photograph left out and the list too": (
        lambda c: c.with_parts(**{c.photo: None}),
        "A photograph named in the history is missing from the file",
    ),
    "a part the list does not name": (
        lambda c: c.with_raw(DATA + "files/" + "0" * 64 + ".bin", b"x"),
        "more than its list",
    ),
    "a tag file changed": (
        lambda c: c.with_raw(ROOT + "bag-info.txt", b"x: y\n"),
        "does not match the file’s list of contents",
    ),
    # signatures
    "not signed": (
        lambda c: c.write(with_manifests({**c.parts, ROOT + "signature.json": b"{}"}, None)),
        "not signed",
    ),
    "signed by another": (_by_another, "The signature on the file does not match its machine"),
    "changed after it was signed": (
        lambda c: c.with_parts(signed=False, **{DATA + "matrix.csv": b"x"}),
        "The signature on the file does not match its machine",
    ),
    "a card changed": (
        lambda c: _card(c, role="internal-verifier"),
        "A machine named in the file has not signed its key",
    ),
    "a card of no role": (
        lambda c: _card(c, role="director"),
        "A machine named in the file has not signed its key",
    ),
    "a head not signed": (
        lambda c: c.with_meta(heads=[{**c.meta["heads"][0], "signature": "00" * 64}]),
        "A machine named in the file has not signed its key",
    ),
    "no heads": (lambda c: c.with_meta(heads=[]), "The file has entries that no machine has signed"),
    "no sender": (lambda c: c.with_meta(sender="nobody"), "not signed"),
    "a known machine with another key": (
        _known_with_another_key,
        "A machine named in the file is known here with a different key",
    ),
    # its metadata
    "another program's meta": (
        lambda c: c.with_parts(**{DATA + "bundle.json": b'{"x": 1}'}),
        "description of itself cannot be read",
    ),
    "a newer format": (lambda c: c.with_meta(format=2), "newer version"),
    "meta of the wrong kind": (
        lambda c: c.with_meta(candidates="all"),
        "The file’s description of itself cannot be read",
    ),
    "JSON that is too deep": (lambda c: c.with_parts(**{DATA + "bundle.json": _deep(60)}), "cannot be read"),
    "JSON that is far too deep": (
        lambda c: c.with_parts(**{DATA + "bundle.json": _deep(200_000)}),
        "cannot be read",
    ),
    "a huge number": (
        lambda c: c.with_parts(**{DATA + "bundle.json": b'{"format": ' + b"9" * 10_000 + b"}"}),
        "cannot be read",
    ),
    "not a number": (lambda c: c.with_parts(**{DATA + "bundle.json": b'{"format": NaN}'}), "cannot be read"),
    "a key twice": (
        lambda c: c.with_parts(**{DATA + "bundle.json": b'{"format": 1, "format": 2}'}),
        "cannot be read",
    ),
    "no meta": (lambda c: c.with_parts(**{DATA + "bundle.json": None}), "wrong order|lacks bundle"),
    # units and pictures
    "a unit that is not its name": (
        lambda c: c.with_parts(**{c.unit: b'{"id": "ocr-b10"}'}),
        "A unit in the file does not match its name",
    ),
    "no unit": (lambda c: c.with_parts(**{c.unit: None}), "The contents of the file contradict each other"),
    "a photograph that is none": (
        lambda c: c.with_parts(**{c.photo: b"MZ this is a program"}),
        "is not a picture",
    ),
    "a photograph of another name": (
        lambda c: c.with_parts(**{c.photo: encoded(scene((32, 32)))}),
        "does not match its name",
    ),
    "a picture larger than any": (
        lambda c: c.with_parts(**{DATA + "photos/" + "0" * 64 + ".jpg": bomb()}),
        "not a picture",
    ),
    # the history
    "a line that is no JSON": (
        lambda c: c.with_parts(**{DATA + "events.jsonl": b"hello\n"}),
        "cannot be read",
    ),
    "a body changed": (
        lambda c: c.with_events(
            [
                *c.events[:-1],
                {**c.events[-1], "body": c.events[-1]["body"].replace("photograph.add", "photograph.bad")},
            ]
        ),
        "changed after it was written",
    ),
    "a value changed": (
        lambda c: c.with_events(
            [
                *c.events[:-1],
                {**c.events[-1], "disclosed": [{**d, "value": 1} for d in c.events[-1]["disclosed"]]},
            ]
        ),
        "A value in the history was altered",
    ),
    "a body not canonical": (
        lambda c: c.with_events(
            [*c.events[:-1], {**c.events[-1], "body": c.events[-1]["body"].replace(":", ": ", 1)}]
        ),
        "An entry in the history is not valid",
    ),
    "a newer kind of entry": (lambda c: c.with_events([*c.events[:-1], c.event(v=2)]), "newer version"),
    "an entry of another stream": (
        lambda c: c.with_events([*c.events[:-1], c.event(stream="caseload")]),
        "An entry in the history is not valid",
    ),
    "an entry left out": (
        lambda c: c.with_events([*c.events[:2], *c.events[3:]]),
        "The history in the file has a gap or was changed",
    ),
    "entries out of order": (
        lambda c: c.with_events([c.events[1], c.events[0], *c.events[2:]]),
        "The history in the file has a gap or was changed",
    ),
    "the last entry left out": (
        lambda c: c.with_events(c.events[:-1], heads=False),
        "The history in the file has a gap or was changed",
    ),
    "the first entry left out": (
        lambda c: c.with_events(c.events[1:]),
        "Ask the sender for the whole portfolio",
    ),
    "a time without a zone": (
        lambda c: c.with_events([*c.events[:-1], c.event(at="2026-03-02T09:30:00")]),
        "An entry in the history is not valid",
    ),
    "an entity there is not": (
        lambda c: c.with_events([*c.events, c.next_event({("spy", "x", "name"): "y"})]),
        "An entry in the history is not valid",
    ),
    "an entity of the caseload": (
        lambda c: c.with_events([*c.events, c.next_event({("centre", "centre", "name"): "y"})]),
        "”, which does not belong in a portfolio",
    ),
    "a field there is not": (
        lambda c: c.with_events([*c.events, c.next_event({(*note, "rowid"): "y"})]),
        "An entry in the history is not valid",
    ),
    "an id that is none": (
        lambda c: c.with_events([*c.events, c.next_event({("note", "a b/c", "text"): "x"})]),
        "An entry in the history is not valid",
    ),
}


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    spoilable = Case(tmp_path_factory.mktemp("case"))
    yield spoilable
    spoilable.close()


def everything(caseload):
    tables = (
        "events",
        "heads",
        "candidate",
        "evidence",
        "note",
        "photograph",
        "peers",
        "signed",
        "wordings",
        "apart",
        "had",
    )
    attached = caseload.attached._db.execute("SELECT sha256 FROM attached").fetchall()
    return {table: rows(caseload, table) for table in tables}, sorted(attached)


def test_the_table_holds_more_than_sixty_bad_files():
    assert len(BAD) > 60


def test_the_good_file_is_accepted(case):
    opened = receiving.open_file(case.good, receiving.own_identity(case.receiver))
    assert import_preview.preview(case.receiver, opened).candidates[0].name == "Mo Candidate"
    again = receiving.open_file(
        case.with_parts(), receiving.own_identity(case.receiver)
    )  # repacked as the bad ones are
    assert import_preview.preview(case.receiver, again).candidates[0].new == len(case.events)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_sentence_and_changes_nothing(case, name):
    make, sentence = BAD[name]
    path, before = make(case), everything(case.receiver)
    folder = {file for file in contents(case.folder / "receiver") if "backups/" not in file}
    with pytest.raises(UserError, match=sentence):
        receive_file(case.receiver, path)
    assert everything(case.receiver) == before
    assert {file for file in contents(case.folder / "receiver") if "backups/" not in file} == folder


def test_a_wrong_passphrase_has_its_own_sentence(case):
    sending.send(
        case.giver,
        [case.mo.id],
        case.folder / "locked.csbundle",
        passphrase=FILE_PASSPHRASE,
        with_forms=False,
    )
    with pytest.raises(UserError, match="passphrase does not open"):
        receive_file(case.receiver, case.folder / "locked.csbundle", "another passphrase")
