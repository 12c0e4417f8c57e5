"""Files are what their content says, whatever they are called, and are kept byte for byte."""

import io
import os

import openpyxl
import pytest
import xlsxwriter

from csassess.domain.errors import UserError
from csassess.domain.file_kinds import KINDS, kind_in_words, suffix_of
from csassess.domain.records.attachments import Attachment, AttachmentKind, Photograph
from csassess.domain.records.evidence import Method
from csassess.domain.records.visits import SiteRules
from csassess.services.attachments import attachments, taking_in
from csassess.services.evidence import evidence
from csassess.services.files import StoppedError, detect_media_type, read_file
from csassess.services.visits import visits
from tests.support.files import float_wav, mp4, office, ogg, open_document, wav, zip_of
from tests.support.pictures import encoded, heic, scene

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODF = "application/vnd.oasis.opendocument."
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
TYPES = "[Content_Types].xml"


def by_xlsxwriter():
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target)
    workbook.add_worksheet().write(0, 0, "Name")
    workbook.close()
    return target.getvalue()


def by_openpyxl():
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


def old_office(stream):
    return OLE + bytes(504) + stream.encode("utf-16-le") + bytes(100)


OFFICE = {
    "Word": (office(TYPES, "_rels/.rels", "word/document.xml"), WORD),
    "Word, parts in another order": (office("docProps/app.xml", "word/document2.xml", TYPES), WORD),
    "Word with a workbook inside": (office(TYPES, "word/document.xml", "word/embeddings/a.xlsx"), WORD),
    "Word with macros": (
        office(TYPES, "word/document.xml", "word/vbaProject.bin"),
        "application/vnd.ms-word.document.macroenabled.12",
    ),
    "Excel": (office(TYPES, "xl/workbook.xml"), EXCEL),
    "Excel by XlsxWriter": (by_xlsxwriter(), EXCEL),
    "Excel by openpyxl": (by_openpyxl(), EXCEL),
    "PowerPoint": (office(TYPES, "ppt/presentation.xml"), POWERPOINT),
    "OpenDocument text": (open_document("text"), f"{ODF}text"),
    "OpenDocument spreadsheet": (open_document("spreadsheet"), f"{ODF}spreadsheet"),
    "OpenDocument presentation": (open_document("presentation"), f"{ODF}presentation"),
    "EPUB": (zip_of(("mimetype", "application/epub+zip"), ("a.opf", "x")), "application/epub+zip"),
    "a ZIP": (zip_of(("a.txt", "hello")), "application/zip"),
    "a ZIP with a folder of that name": (zip_of(("notes/word/document.xml", "x")), "application/zip"),
    "a ZIP that claims to be what it is not": (zip_of(("mimetype", "text/html")), "application/zip"),
    "a ZIP cut off": (zip_of(("a.txt", "hello"))[:40], "application/zip"),
    "an empty ZIP": (zip_of(), "application/zip"),
    "old Word": (old_office("WordDocument"), "application/msword"),
    "old Excel": (old_office("Workbook"), "application/vnd.ms-excel"),
    "old PowerPoint": (old_office("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "Outlook message": (old_office("__substg1.0_"), "application/vnd.ms-outlook"),
    "RTF": (rb"{\rtf1\ansi Hello}", "application/rtf"),
}
PDFS = {
    "PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF",
    "PDF after junk": b"\r\n\r\n\n%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "PDF after a mark": b"\xef\xbb\xbf%PDF-1.4\n1 0 obj",
    "PDF after a kilobyte": b"x" * 1000 + b"%PDF-1.4\n1 0 obj",
}
TEXTS = {
    "UTF-8": "Café £5 – ok".encode(),
    "Windows-1252": "Café £5 – ok".encode("cp1252"),
    "UTF-16": "Café".encode("utf-16"),
    "one letter": b"x",
    "a stray control character": b"The call began at 9.\x08 It ended at 10. " + b"And so on. " * 20,
    "the end of a file in DOS": b"Log of calls\r\n\x1a",
    **{
        start: start.encode() + b" is how this note begins"
        for start in [
            "BM",
            "MZ",
            "PK",
            "%!",
            "ID3",
            "#!",
            "RIFF",
            "GIF89a",
            "II*",
            "%PDF-",
            "%PDF-1.4",
            "OggS",
        ]
    },
    "<html>": b"<html> is a tag",
    "From:": b"From: nine\nUntil: ten",
    "many spaces": b" " * 300_000 + b"<svg",
}
OTHER_TEXTS = {
    "text/calendar": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    "text/vcard": b"BEGIN:VCARD\r\nEND:VCARD",
    "message/rfc822": b"From: a@b\r\nTo: c@d\r\nSubject: x\r\n\r\nhello",
    "text/html": b"<!DOCTYPE html><html><p>x</p></html>\n",
    "image/svg+xml": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
}
TAG = b"ID3\x03\0\0\0\0\0\x0f" + bytes(15)
RECORDINGS = {
    "iPhone": (mp4(b"M4A "), "audio/mp4"),
    "Android": (mp4(b"mp42", b"soun"), "audio/mp4"),
    "Android, index first": (mp4(b"isom", b"soun", moov_last=False), "audio/mp4"),
    "Android video": (mp4(b"isom", b"soun", b"vide"), "video/mp4"),
    "3GP": (mp4(b"3gp4", b"soun"), "audio/3gpp"),
    "3GP video": (mp4(b"3gp5", b"vide", b"soun"), "video/3gpp"),
    "QuickTime": (mp4(b"qt  ", b"vide"), "video/quicktime"),
    "MP4 cut off": (mp4(b"isom", b"vide")[:60], "video/mp4"),
    "AMR": (b"#!AMR\n" + b"\x3c" * 100, "audio/amr"),
    "AMR wide": (b"#!AMR-WB\n" + b"\x3c" * 100, "audio/amr-wb"),
    "MP3 with a tag": (TAG + b"\xff\xfb\x90\x64" + bytes(400), "audio/mpeg"),
    "MP3 with an empty tag": (TAG + bytes(200), "audio/mpeg"),
    "MP3 without one": (b"\xff\xfb\x90\x64" + bytes(400), "audio/mpeg"),
    "MP3 of half the rate": (b"\xff\xf3\x40\xc0" + bytes(400), "audio/mpeg"),
    "AAC": (b"\xff\xf1\x50\x80" + bytes(300), "audio/aac"),
    "Opus": (ogg(b"OpusHead"), "audio/opus"),
    "Vorbis": (ogg(b"\x01vorbis"), "audio/ogg"),
    "Theora": (ogg(b"\x80theora"), "video/ogg"),
    "WebM": (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(50) + b"\x83\x81\x01", "video/webm"),
    "WebM of sound": (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(50) + b"\x83\x81\x02", "audio/webm"),
    "WMA": (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(100), "audio/x-ms-wma"),
    "FLAC": (b"fLaC\0\0\0\x22" + bytes(100), "audio/flac"),
    "AIFF": (b"FORM\0\0\1\0AIFFCOMM" + bytes(100), "audio/aiff"),
    "AVI": (b"RIFF\0\0\1\0AVI LIST" + bytes(100), "video/x-msvideo"),
    "WAV": (wav(), "audio/wav"),
    "WAV in floats": (float_wav(), "audio/wav"),
    "large WAV": (b"RF64\xff\xff\xff\xffWAVEds64" + bytes(100), "audio/wav"),
    "camcorder": ((b"\x47" + bytes(187)) * 6, "video/mp2t"),
}
EVERY = {
    **OFFICE,
    **{name: (content, "application/pdf") for name, content in PDFS.items()},
    **{f"a text: {name}": (content, "text/plain") for name, content in TEXTS.items()},
    **{media_type: (content, media_type) for media_type, content in OTHER_TEXTS.items()},
    **RECORDINGS,
    "JPEG": (encoded(scene((64, 48))), "image/jpeg"),
    "HEIC": (heic(), "image/heif"),
}


@pytest.mark.parametrize("name", EVERY)
def test_a_file_is_what_its_content_says(name):
    content, media_type = EVERY[name]
    assert detect_media_type(content) == media_type


@pytest.mark.parametrize("content", [b"", bytes(500), b"MZ\x90\0\3\0" + bytes(200), b"\x7fELF" + bytes(200)])
def test_what_cannot_be_told_has_no_kind(content):
    assert detect_media_type(content) == ""


@pytest.mark.parametrize("name", ["Word", "Excel by openpyxl", "Android", "AVI", "Opus", "PDF", "text/html"])
def test_no_beginning_of_a_file_stops_the_program(name):
    content = EVERY[name][0]
    for length in range(0, len(content), max(1, len(content) // 60)):
        detect_media_type(content[:length])
        detect_media_type(content[length:])


@pytest.mark.parametrize("media_type", sorted({m for _, m in EVERY.values() if not m.startswith("image/he")}))
def test_every_kind_has_words_and_a_suffix(media_type):
    assert kind_in_words(media_type) != media_type
    assert suffix_of(media_type) != "bin"


def test_a_kind_that_a_later_version_recorded_is_named_by_its_media_type():
    assert kind_in_words("model/stl") == "model/stl"
    assert suffix_of("model/stl") == "bin"
    assert kind_in_words("audio/x-wav") == KINDS["audio/wav"].words()


@pytest.fixture
def item(caseload, mo):
    return evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Call log", caseload.clock().date())


def test_every_kind_can_be_attached_and_is_kept_byte_for_byte(caseload, mo, item):
    for name, (content, media_type) in EVERY.items():
        if not media_type.startswith("image/") or "svg" in media_type:
            attached = taking_in.take_in(caseload, mo.id, item.id, "file.bin", content)
            assert isinstance(attached, Attachment), name
            assert attached.media_type == media_type
            assert (attached.kind is AttachmentKind.AUDIO) == media_type.startswith(("audio/", "video/"))
            assert attachments.content(caseload, attached) == content, name


def test_a_picture_that_is_taken_in_is_a_photograph(caseload, mo, item):
    assert isinstance(taking_in.take_in(caseload, mo.id, item.id, "scan.pdf", heic()), Photograph)


@pytest.mark.parametrize(("rule", "said"), [("recording", "recording"), ("camera", "cameras")])
def test_no_video_comes_from_a_site_without_recording_or_camera(caseload, mo, rule, said):
    rules = SiteRules(recording=rule != "recording", camera=rule != "camera")
    visit = visits.start_visit(caseload, [mo.id], "Call centre", rules)[mo.id]
    with pytest.raises(UserError, match=said):
        taking_in.take_in(caseload, mo.id, visit.id, "a.mp4", RECORDINGS["Android video"][0])


def sparse(path, size):
    with path.open("wb") as file:
        os.truncate(file.fileno(), size)
    return path


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    path, steps = sparse(tmp_path / "film.mp4", 20 << 30), []
    with pytest.raises(UserError, match="too large: 20 GB"):
        read_file(path, too_large="too large: 20 GB", progress=steps.append)
    assert steps == []


def test_reading_a_file_says_how_far_it_is_and_can_be_stopped(tmp_path):
    path, steps = sparse(tmp_path / "talk.wav", 5 << 20), []
    assert len(read_file(path, progress=steps.append)) == 5 << 20
    assert steps == [1 << 20, 2 << 20, 3 << 20, 4 << 20, 5 << 20]
    with pytest.raises(StoppedError, match="was not added"):
        read_file(path, progress=steps.append, cancelled=lambda: len(steps) >= 7)
    assert len(steps) == 7
