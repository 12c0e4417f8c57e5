"""Record voice notes as WAV in memory; no unencrypted sound is written to disk."""

import io
import wave

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtMultimedia import QAudioFormat, QAudioSource, QMediaDevices

from csassess.catalogue import text
from csassess.services.papers import files as papers

_RATE, _CHANNELS, _BYTES = 16_000, 1, 2  # speech: 32 KB a second


def sound_format() -> QAudioFormat:
    """Return the format voice notes are recorded in."""
    wanted = QAudioFormat()
    wanted.setSampleRate(_RATE)
    wanted.setChannelCount(_CHANNELS)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return wanted


def as_wav(samples: bytes) -> bytes:
    """Return samples as the bytes of a WAV file."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(_CHANNELS)
        file.setsampwidth(_BYTES)
        file.setframerate(_RATE)
        file.writeframes(samples)
    return target.getvalue()


class Recorder(QObject):
    """Records from the system's microphone until it is stopped."""

    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._source: QAudioSource | None = None
        self.buffer = QBuffer(self)

    @property
    def is_running(self) -> bool:
        """Return whether it is recording."""
        return self.buffer.isOpen()

    def start(self) -> bool:
        """Start recording; report the problem and return False if there is no microphone."""
        papers.load_drawing()
        device = QMediaDevices.defaultAudioInput()
        if device.isNull():
            self.failed.emit(text("No microphone was found. Attach a sound file instead."))
            return False
        self.buffer.setData(QByteArray())
        self.buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._source = QAudioSource(device, sound_format(), self)
        self._source.start(self.buffer)
        return True

    def stop(self) -> bytes:
        """Stop, and return the recording as a WAV file; empty if there is none."""
        if self._source is not None:
            self._source.stop()
            self._source = None
        self.buffer.close()
        samples = bytes(self.buffer.data().data())
        return as_wav(samples) if samples else b""
