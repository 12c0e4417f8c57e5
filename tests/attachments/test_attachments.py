"""Attached files: type from the content, limited size, undo; testimonies and phrases."""

from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import AttachmentKind
from csassess.domain.records.evidence import Method
from csassess.services.attachments import attachments
from csassess.services.attachments.photographs import prepare
from csassess.services.evidence import evidence, phrases, witnesses
from csassess.services.progress import history
from tests.support.pictures import encoded, exif, scene

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WAV = (
    b"RIFF\x24\x00\x00\x00WAVEfmt"
    b" \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00"
)


@pytest.fixture
def item(caseload, mo):
    return evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Call log", caseload.clock().date())


@pytest.mark.parametrize(
    ("name", "content", "kind", "media_type"),
    [
        ("log.pdf", PDF, AttachmentKind.DOCUMENT, "application/pdf"),
        ("log.exe", PDF, AttachmentKind.DOCUMENT, "application/pdf"),
        ("talk.wav", WAV, AttachmentKind.AUDIO, "audio/"),
        ("notes.txt", "Dienstag, grüne Mappe".encode(), AttachmentKind.DOCUMENT, "text/plain"),
        ("scan.jpg", encoded(scene((64, 48))), AttachmentKind.DOCUMENT, "image/jpeg"),
    ],
)
def test_the_type_of_a_file_is_recognised_from_its_content_not_its_name(
    caseload, mo, item, name, content, kind, media_type
):
    attached = attachments.attach(caseload, mo.id, item.id, name, content)
    assert attached.kind is kind
    assert attached.media_type.startswith(media_type)
    stored_content = attachments.content(caseload, attached)
    assert stored_content == content or (
        media_type == "image/jpeg" and stored_content == prepare(content).jpeg
    )
    assert load_portfolio(caseload, mo.id).attachments_of(item.id) == (attached,)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"MZ" + bytes(200), "Files of this type cannot be attached"),
        (b"\x7fELF" + bytes(200), "Files of this type cannot be attached"),
        (bytes(500), "Files of this type cannot be attached"),
    ],
)
def test_a_file_that_is_neither_document_nor_sound_is_refused(caseload, mo, item, content, said):
    with pytest.raises(UserError, match=said):
        attachments.attach(caseload, mo.id, item.id, "log.pdf", content)
    assert load_portfolio(caseload, mo.id).attachments == ()


def test_a_file_over_the_limit_is_refused(caseload, mo, item, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_BYTES", 1000)
    with pytest.raises(UserError, match="larger than"):
        attachments.attach(caseload, mo.id, item.id, "log.pdf", PDF + bytes(2000))


def test_an_attached_file_can_be_removed_and_restored_by_undo(caseload, mo, item):
    attached = attachments.attach(caseload, mo.id, item.id, "sheet.pdf", PDF, sheet=True)
    assert attached.kind is AttachmentKind.SHEET
    attachments.remove(caseload, mo.id, attached)
    assert load_portfolio(caseload, mo.id).attachments == ()
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).attachments == (attached,)


# Undoing earlier actions from the history


def test_a_note_removed_earlier_can_be_restored_from_the_history(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Page four.")
    evidence.remove_note(caseload, mo.id, note)
    removal = history.history(caseload, mo.id)[-1]
    evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Another", caseload.clock().date())
    assert history.undo_earlier_action(caseload, removal.id) == "note removed"
    assert load_portfolio(caseload, mo.id).notes == (note,)


def test_adding_the_candidate_cannot_be_undone_from_the_history(caseload, mo):
    with pytest.raises(UserError, match="cannot be undone"):
        history.undo_earlier_action(caseload, history.history(caseload, mo.id)[0].id)


# Testimonies


def test_a_witness_is_entered_once_and_their_testimony_is_a_numbered_item(caseload, mo):
    supervisor = witnesses.add_witness(caseload, mo.id, " Jo Obi ", "supervisor", "line manager")
    item = witnesses.add_testimony(caseload, mo.id, supervisor, caseload.clock().date(), typed_by="Ann")
    expert = witnesses.add_testimony(caseload, mo.id, supervisor, caseload.clock().date(), expert=True)
    assert [w.name for w in witnesses.witnesses(caseload, mo.id)] == ["Jo Obi"]
    assert (item.method, expert.method) == (Method.WITNESS_TESTIMONY, Method.EXPERT_WITNESS)
    testimony, witness = load_portfolio(caseload, mo.id).testimony_of(item.id)
    assert (testimony.typed_by, witness) == ("Ann", supervisor)


def test_a_testimony_on_paper_is_confirmed_by_a_talk_with_the_witness(caseload, mo):
    supervisor = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor")
    today = caseload.clock().date()
    item = witnesses.add_testimony(caseload, mo.id, supervisor, today, on_paper=True)
    testimony, _ = load_portfolio(caseload, mo.id).testimony_of(item.id)
    with pytest.raises(UserError, match="Choose the date you spoke to the witness"):
        witnesses.confirm_testimony(caseload, mo.id, testimony, today + timedelta(days=1))
    witnesses.confirm_testimony(caseload, mo.id, testimony, today)
    assert load_portfolio(caseload, mo.id).testimony_of(item.id)[0].confirmed_on == today


@pytest.mark.parametrize(("name", "role"), [("", "supervisor"), ("Jo Obi", " ")])
def test_a_witness_needs_a_name_and_a_role(caseload, mo, name, role):
    with pytest.raises(UserError, match="fill in"):
        witnesses.add_witness(caseload, mo.id, name, role)
    assert witnesses.witnesses(caseload, mo.id) == []


# Phrases


def test_a_phrase_is_stored_once_and_can_be_removed(caseload):
    phrase = phrases.keep_phrase(caseload, " Repeated the problem back. ")
    assert phrases.keep_phrase(caseload, "Repeated the problem back.") == phrase
    assert phrases.phrases(caseload) == [phrase]
    phrases.drop_phrase(caseload, phrase)
    assert phrases.phrases(caseload) == []


@pytest.mark.parametrize("words", ["", "  ", "Rang Mrs Jones back", "Ring 07700 900123"])
def test_a_phrase_with_personal_data_is_refused(caseload, words):
    with pytest.raises(UserError):
        phrases.keep_phrase(caseload, words)
    assert phrases.phrases(caseload) == []


def test_a_scan_loses_its_location_data_and_an_undecodable_name_is_cleaned(caseload, mo, item):
    scan = encoded(scene((64, 48)), exif=exif(place=True))
    attached = attachments.attach(caseload, mo.id, item.id, "caf\udce9.jpg", scan, sheet=True)
    assert b"GPS" not in attachments.content(caseload, attached)
    assert b"Exif" not in attachments.content(caseload, attached)
    attached.name.encode()
