"""Files that are opened, dropped or listed, made to take all memory or time, or to end the program."""

import io
import re
import zipfile
import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QUrl

from csassess.data.storage import zip_parts
from csassess.data.storage.media_types import media_type_of
from csassess.data.storage.passphrase_files import (
    NotOpenedError,
    locked_with_passphrase,
    opened_with_passphrase,
)
from csassess.data.storage.recording_types import channels_of
from csassess.domain.control_characters import has_control_characters
from csassess.domain.errors import UserError
from csassess.domain.exchange.lists import Reading
from csassess.exchange.container import BAG, KEY, Container
from csassess.exchange.errors import BadFileError
from csassess.exchange.lists import candidate_list, xlsx_tables
from csassess.exchange.lists.candidate_list import read_table
from csassess.services.arriving.arrivals import Arrival, arrival_at
from csassess.services.attachments.attachments import can_be_played
from csassess.services.safekeeping import centre_key
from csassess.ui.attachments.file_import import of_file
from csassess.ui.base.dropping import dropped
from csassess.ui.shell.one_instance import is_path

BIG = 4 << 20  # bytes that a part unpacks to


def archive(parts, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def lying(parts, name, stated):
    """Return an archive that states a smaller size of a part than it unpacks to."""
    content = bytearray(archive(parts))
    true = len(parts[name]).to_bytes(4, "little")
    crc = zlib.crc32(parts[name][:stated]).to_bytes(4, "little")
    at = content.find(zlib.crc32(parts[name]).to_bytes(4, "little"))
    while at >= 0:
        content[at : at + 4] = crc
        assert content[at + 8 : at + 12] == true
        content[at + 8 : at + 12] = stated.to_bytes(4, "little")
        at = content.find(zlib.crc32(parts[name]).to_bytes(4, "little"), at)
    return bytes(content)


def opened(content):
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_packed_in_an_unusual_way_are_not_unpacked(method):
    with pytest.raises(zipfile.BadZipFile):
        zip_parts.read_part(opened(archive({"mimetype": b"x" * BIG}, method)), "mimetype", 200)
    assert media_type_of(archive({"mimetype": b"x" * BIG}, method)) == "application/zip"


def test_a_part_that_unpacks_further_than_it_states_is_damaged():
    content = lying({"key": b"k" * BIG}, "key", 100)
    with pytest.raises(zipfile.BadZipFile):
        zip_parts.read_part(opened(content), "key", 1_000)
    with pytest.raises(zipfile.BadZipFile):
        zip_parts.check_parts(opened(content), 10 * BIG)


def test_an_archive_that_is_as_it_states_is_read_whole():
    content = archive({"key": b"k" * BIG, "empty": b""})
    zip_parts.check_parts(opened(content), BIG)
    assert zip_parts.read_part(opened(content), "key", BIG) == b"k" * BIG
    with pytest.raises(zipfile.BadZipFile):
        zip_parts.check_parts(opened(content), BIG - 1)


def test_a_portfolio_file_whose_key_lies_about_its_size_is_refused(tmp_path):
    path = tmp_path / "a.csbundle"
    bag = archive({BAG: b"bag"}, zipfile.ZIP_STORED)
    content = io.BytesIO(bag)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(KEY, b"k" * BIG)
    path.write_bytes(content.getvalue())
    with pytest.raises(BadFileError):
        Container(path)


def test_a_workbook_whose_parts_lie_about_their_size_is_refused():
    content = lying({"[Content_Types].xml": b"<" * BIG, "xl/workbook.xml": b"w"}, "[Content_Types].xml", 10)
    with pytest.raises(BadFileError):
        xlsx_tables.read(content, Reading()) if hasattr(xlsx_tables, "read") else xlsx_tables._check_size(
            content
        )


@pytest.mark.parametrize("name", ["n" * 300, "n" * 5_000, "a\0b"])
def test_a_path_that_no_file_can_have_is_missing_and_no_folder(name, tmp_path):
    assert arrival_at(tmp_path / name) is Arrival.MISSING
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/tmp/{name}")])
    assert dropped(data).folders == ()


def test_a_drag_that_only_claims_to_be_a_picture_is_none():
    data = QMimeData()
    data.setData("application/x-qt-image", b"no picture")
    assert dropped(data).picture is None


def test_words_of_a_web_page_come_without_formatting_however_deeply_it_is_nested():
    data = QMimeData()
    data.setHtml(
        "<style>p{}</style>" + "<div>" * 50_000 + "<p>Greets <b>her</b> &amp; waits.</p><p>Smiles.</p>"
    )
    assert dropped(data).words == "Greets her & waits.\nSmiles."


@pytest.mark.parametrize("name", ["a\u00a0b", "a\u2009b", "👩\u200d🏫", "a\u00adb", "plain"])
def test_a_start_hands_over_any_name_that_a_file_can_have(name):
    assert is_path(f"/home/{name}.pdf".encode()) == f"/home/{name}.pdf"


@pytest.mark.parametrize("message", [b"relative.pdf", b"/a\0b", b"\xff/a", b"/a\n/b"])
def test_a_start_hands_over_nothing_but_one_whole_path(message):
    assert is_path(message) is None


def test_half_a_character_in_a_passphrase_is_a_wrong_passphrase():
    locked = locked_with_passphrase(b"words", "seven lamps")
    with pytest.raises(NotOpenedError):
        opened_with_passphrase(locked, "seven lamps\ud800")


def test_a_key_that_is_damaged_where_it_is_packed_is_said_to_be_damaged(tmp_path):
    content = io.BytesIO(archive({BAG: b"bag"}, zipfile.ZIP_STORED))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(KEY, b"age-encryption.org/v1 " * 40)
        at = made.getinfo(KEY).header_offset + 30 + len(KEY)
    damaged = bytearray(content.getvalue())
    damaged[at] = 0xFF  # a block of no kind
    path = tmp_path / "a.csbundle"
    path.write_bytes(damaged)
    with pytest.raises(BadFileError, match="damaged"):
        Container(path)


def test_a_path_that_no_file_can_have_is_refused_when_it_is_read():
    source = of_file(Path("/tmp/a\0b"))
    with pytest.raises(UserError):
        source.read(lambda _: None, lambda: False)


def test_words_that_are_dropped_hold_nothing_that_no_text_of_the_record_holds():
    data = QMimeData()
    data.setText("Greets\x01 her\u202e\ufffe.\vSmiles.\x00")
    words = dropped(data).words
    assert not has_control_characters(words)
    assert words.replace("\ufffe", "") == "Greets her.\nSmiles."


@pytest.mark.parametrize("mark", [b"RIFF", b"RF64", b"BW64"])
@pytest.mark.parametrize("channels", [64, 255, 65_535])
def test_a_recording_of_more_channels_than_any_player_has_is_not_given_to_qt(mark, channels):
    header = mark + bytes(4) + b"WAVEfmt " + (16).to_bytes(4, "little") + b"\x01\x00"
    assert not can_be_played(header + channels.to_bytes(2, "little") + bytes(40))
    assert can_be_played(header + (2).to_bytes(2, "little") + bytes(40))


def test_channels_are_read_of_each_container_whose_header_has_room_for_many():
    aiff = b"FORM" + bytes(4) + b"AIFFCOMM" + (18).to_bytes(4, "big") + (200).to_bytes(2, "big") + bytes(20)
    vorbis = b"OggS" + bytes(24) + b"\x01vorbis" + bytes(4) + bytes([200]) + bytes(20)
    opus = b"OggS" + bytes(24) + b"OpusHead" + bytes([1, 200]) + bytes(20)
    assert [channels_of(each) for each in (aiff, vorbis, opus, b"ID3")] == [200, 200, 200, 0]


def test_a_list_of_millions_of_empty_lines_is_too_long():
    with pytest.raises(BadFileError, match="longer than"):
        read_table(b"name,number\n" + b"\n" * (10 << 20))


def test_a_workbook_that_names_one_sheet_thousands_of_times_is_refused(
    monkeypatch, documents_read_aside, tmp_path
):
    monkeypatch.setattr(candidate_list, "_PATIENCE", 3)
    book, path = Workbook(), tmp_path / "list.xlsx"
    for row in range(1, 20_000):
        book.active.cell(row, 1).style = "Title"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    one = re.search(rb"<sheet [^>]*/>", parts["xl/workbook.xml"])[0]
    many = b"".join(
        one.replace(b'name="Sheet"', b'name="S%d"' % n).replace(b'sheetId="1"', b'sheetId="%d"' % n)
        for n in range(1, 3_001)
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(one, many)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(BadFileError, match="more work than a list does"):
        read_table(path.read_bytes())


def test_a_centre_key_larger_than_any_is_not_decrypted(tmp_path, monkeypatch):
    path = tmp_path / "centre.key"
    path.write_bytes(b"age-encryption.org/v1\n" + b"x" * (1 << 20))
    monkeypatch.setattr(centre_key, "opened_with_passphrase", lambda *_: pytest.fail("it was decrypted"))
    with pytest.raises(UserError, match="is not a centre key"):
        centre_key.read_centre_key(path, "seven lamps at the harbour")
