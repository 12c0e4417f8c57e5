"""Recordings of every kind and depth play in the window from memory, or it is said that they do not."""

import struct
import sys

import pytest
from PySide6.QtMultimedia import QAudioBuffer, QAudioBufferOutput, QAudioFormat

from csassess.services.attachments import attachments
from csassess.ui.attachments.recording_player import RecordingPlayer
from csassess.ui.evidence import evidence_dialogs
from tests.support.files import float_wav, mp4, wav
from tests.ui.conftest import dialog_of

LEVEL = {
    QAudioFormat.SampleFormat.UInt8: lambda sample: (sample[0] - 128) / 127,
    QAudioFormat.SampleFormat.Int16: lambda sample: struct.unpack("<h", sample[:2])[0] / 2**15,
    QAudioFormat.SampleFormat.Int32: lambda sample: struct.unpack("<i", sample[:4])[0] / 2**31,
    QAudioFormat.SampleFormat.Float: lambda sample: struct.unpack("<f", sample[:4])[0],
}
WAVS = {f"{bits} bits": wav(bits) for bits in (8, 16, 24, 32)} | {"floats": float_wav()}


def player_of(qtbot, content, *, is_video=False):
    player = RecordingPlayer(content, is_video=is_video)
    qtbot.addWidget(player)
    player.show()
    return player


@pytest.mark.parametrize("depth", WAVS)
def test_a_wav_of_any_depth_plays_at_its_length_and_level(qtbot, depth):
    player, levels = player_of(qtbot, WAVS[depth]), []

    def hear(buffer: QAudioBuffer) -> None:
        if buffer.byteCount():
            levels.append(LEVEL[buffer.format().sampleFormat()](bytes(buffer.constData())))

    output = QAudioBufferOutput(player.player)
    output.audioBufferReceived.connect(hear)
    player.player.setAudioBufferOutput(output)
    qtbot.waitUntil(lambda: player.time.text() == "0:00 of 0:00" or player.player.duration() > 0)
    assert player.player.duration() == 500
    player.play.click()
    qtbot.waitUntil(lambda: bool(levels))
    assert levels[0] == pytest.approx(0.5, abs=0.02)
    assert player.play.text().strip() == "Pause"
    qtbot.waitUntil(lambda: not player.player.isPlaying())
    assert player.play.text().strip() == "Play"


def test_the_place_in_a_recording_can_be_chosen(qtbot):
    player = player_of(qtbot, wav(seconds=90, rate=8000))
    qtbot.waitUntil(lambda: player.time.text() == "0:00 of 1:30")
    player.place.sliderMoved.emit(60_000)
    qtbot.waitUntil(lambda: player.time.text() == "1:00 of 1:30")


@pytest.mark.parametrize("content", [mp4(b"M4A "), b"caff" + bytes(100)])
def test_a_recording_that_does_not_play_is_kept_and_says_so(qtbot, content):
    player = player_of(qtbot, content)
    qtbot.waitUntil(lambda: "save a copy, and open it in your own player" in player.problem.text())
    assert not player.play.isVisible()


def test_without_the_sound_of_qt_the_recording_is_kept(qtbot, monkeypatch):
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    player = player_of(qtbot, wav())
    assert "open it in your own player" in player.problem.text()


def test_an_attached_recording_is_played_in_its_dialog(qtbot, window, observing, caseload, mo):
    attached = attachments.attach(caseload, mo.id, observing.place.item, "call", wav())
    evidence_dialogs.attachment(window, window.session, mo.id, attached)
    dialog = dialog_of(window)
    assert dialog.explanation.text() == "WAV recording, 16 KB. A saved copy is not encrypted."
    player = dialog.findChild(RecordingPlayer)
    player.play.click()
    qtbot.waitUntil(player.player.isPlaying)
    dialog.discard()
    assert not player.player.isPlaying()
    assert evidence_dialogs._name_of_copy(attached) == "call.wav"
