"""No file from outside makes more work than its own bytes, and Cancel is asked for between small steps.

Work is counted, never timed.
"""

import io
import json
import struct
import tarfile
import zipfile

import pyrage
import pytest

from csassess.domain.errors import UserError
from csassess.exchange import bag, budget, bundle, container
from csassess.exchange.budget import Cost
from csassess.exchange.errors import BadFileError, CancelledError
from csassess.services.exchange import receiving
from tests.exchange.bad_files import DATA, Case
from tests.support.pictures import encoded, scene

MOST_BYTES = 20 << 20  # what a test lets any reader read


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    case = Case(tmp_path_factory.mktemp("case"))
    yield case
    case.close()


@pytest.fixture(autouse=True)
def counted(monkeypatch):
    """Count the bytes that are read out of the archive, and stop a reader that goes on and on."""
    total = [0]
    read = bag.HashingReader.read

    def counting(reader, size):
        piece = read(reader, size)
        total[0] += len(piece)
        assert total[0] < MOST_BYTES, "it reads more than the file holds"
        return piece

    monkeypatch.setattr(bag.HashingReader, "read", counting)
    return total


def header(kind, name=DATA + "files/x.bin", size=0):
    entry = tarfile.TarInfo(name)
    entry.type, entry.size = kind, size
    return bytearray(entry.tobuf(tarfile.GNU_FORMAT))


def with_checksum(block):
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def sparse(real):
    """Return a GNU sparse member that stands for `real` bytes and has none."""
    block = header(tarfile.GNUTYPE_SPARSE)
    block[386:410] = tarfile.itn(real, 12, tarfile.GNU_FORMAT) + tarfile.itn(0, 12, tarfile.GNU_FORMAT)
    block[483:495] = tarfile.itn(real, 12, tarfile.GNU_FORMAT)
    return with_checksum(block)


def extended(kind, content):
    block = with_checksum(header(kind, size=len(content)))
    return block + content + b"\0" * (-len(content) % 512)


def pax(**records):
    lines = b""
    for key, value in records.items():
        words = f" {key.replace('_dot_', '.')}={value}\n"
        length = len(words) + 2
        lines += f"{length if len(str(length)) == 2 else length + 1}{words}".encode()
    return extended(tarfile.XHDTYPE, lines)


def member(name, content):
    return (
        with_checksum(header(tarfile.REGTYPE, name, len(content))) + content + b"\0" * (-len(content) % 512)
    )


TAILS = {
    "a sparse file of ten terabytes": sparse(10 << 40),
    "a sparse file as POSIX writes it": pax(
        GNU_dot_sparse_dot_major=1,
        GNU_dot_sparse_dot_minor=0,
        GNU_dot_sparse_dot_name=DATA + "files/x.bin",
        GNU_dot_sparse_dot_realsize=10 << 40,
    )
    + member(DATA + "files/x.bin", b"1\n0\n10\n".ljust(512, b"\0")),
    "a size in an extended header": pax(size=10 << 40) + member(DATA + "files/x.bin", b"x"),
    "extended headers without end": pax(comment="x") * 3_000,
    "a long name without end": extended(tarfile.GNUTYPE_LONGNAME, b"x" * 3_000_000),
    "a negative size": with_checksum(header(tarfile.REGTYPE, size=-512)),
}


@pytest.mark.parametrize("name", TAILS)
def test_an_archive_that_stands_for_more_than_it_holds_is_refused_at_once(case, counted, name):
    tar = b"".join(member(path, content) for path, content in case.parts.items())
    locked = pyrage.encrypt(tar + TAILS[name], [pyrage.x25519.Recipient.from_str(case.recipient)])
    path = case.outer(README_dot_txt=b"", **{"bag.tar.age": locked})
    with pytest.raises(BadFileError, match="special file"):
        receiving.open_file(path, receiving.own_identity(case.receiver))
    assert counted[0] <= len(tar)


def test_a_zip_whose_list_of_contents_has_no_end_is_refused_without_reading_it(case):
    path = case.folder / "bad.csbundle"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number}", b"")
    with path.open("rb") as file:
        file.seek(-22, io.SEEK_END)
        assert struct.unpack("<L", file.read()[12:16])[0] > 1 << 19
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b""
        for number in range(5_000):
            archive.writestr("x" * 200 + f"{number}", b"")
    with pytest.raises(BadFileError, match="damaged or incomplete"):
        container.Container(path)


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_key_packed_so_that_it_grows_without_end_is_refused(case, kind):
    path = case.folder / "bad.csbundle"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bag.tar.age", case.bag_bytes())
        archive.writestr("key.age", b"\0" * 10_000, compress_type=kind)
    with pytest.raises(BadFileError, match="not a csassess portfolio file"):
        container.Container(path)


@pytest.mark.parametrize(
    ("cost", "most"), [(Cost.PARTS, 3), (Cost.ENTRIES, 2), (Cost.HISTORY, 900), (Cost.UNITS, 9)]
)
def test_a_file_with_more_than_any_honest_one_is_refused(case, monkeypatch, cost, most):
    monkeypatch.setitem(budget.MOST, cost, most)
    with pytest.raises(BadFileError, match="too many parts"):
        receiving.open_file(case.good, receiving.own_identity(case.receiver))


def test_an_entry_without_end_is_refused_before_the_rest_of_it_is_read(case, counted):
    path = case.with_parts(**{DATA + "events.jsonl": b'"' + b"x" * (30 << 20)})
    with pytest.raises(BadFileError, match="too large"):
        receiving.open_file(path, receiving.own_identity(case.receiver))
    assert counted[0] < 12 << 20


def test_cancel_is_asked_for_before_every_entry_every_part_and_every_piece_of_a_picture(case, monkeypatch):
    asked, since = [0], {"entries": [], "chains": []}

    def cancelled():
        asked[0] += 1
        return False

    def noting(name, function):
        def called(*arguments):
            since[name].append(asked[0])
            return function(*arguments)

        return called

    monkeypatch.setattr(bundle, "checked_event", noting("entries", bundle.checked_event))
    monkeypatch.setattr(bundle, "decode", noting("chains", bundle.decode))
    receiving.open_file(case.good, receiving.own_identity(case.receiver), cancelled=cancelled)
    for counts in since.values():
        assert len(counts) == len(case.events)
        assert len(set(counts)) == len(counts)  # it was asked for between any two
    assert asked[0] > 2 * len(case.events) + len(case.parts)


def test_cancel_at_any_moment_stops_the_check(case):
    path = case.with_parts(
        **{DATA + "photos/" + "0" * 64 + ".jpg": encoded(scene((3000, 2000)), quality=100)}
    )
    asked = [0]

    def never():
        asked[0] += 1
        return False

    with pytest.raises(UserError, match="does not match its name"):
        receiving.open_file(path, receiving.own_identity(case.receiver), cancelled=never)
    for moment in range(0, asked[0] - len(case.events), 3):
        calls = [0]

        def at_that_moment(calls=calls, moment=moment):
            calls[0] += 1
            return calls[0] > moment

        with pytest.raises(CancelledError):
            receiving.open_file(path, receiving.own_identity(case.receiver), cancelled=at_that_moment)


def test_metadata_of_many_machines_is_read_with_cancel_asked_for_between_them(case):
    heads = case.meta["heads"] * 50
    asked = [0]

    def cancelled():
        asked[0] += 1
        return False

    receiving.open_file(
        case.with_meta(heads=heads), receiving.own_identity(case.receiver), cancelled=cancelled
    )
    assert asked[0] > len(heads)
    assert json.dumps(heads)
