"""Play sound and video of any kind that Qt can, from memory: no unencrypted copy is written to disk."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.services.attachments.attachments import can_be_played
from csassess.ui.attachments.live_view import LiveView
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import row, spaced

if TYPE_CHECKING:  # loads the sound system, so only when a recording is opened
    from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame


def _clock(milliseconds: int) -> str:
    """Return a time as minutes and seconds, with hours if there are any."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class RecordingPlayer(QWidget):
    """Plays one recording: play and pause, the place in it, and its picture if it is a video.

    If it cannot be played here, a sentence says so; the recording itself is kept all the same.
    """

    def __init__(self, content: bytes, *, is_video: bool) -> None:
        super().__init__()
        self.view = LiveView()
        self.view.setVisible(is_video)
        self.play = button(text("Play"), self._play_or_pause, icon_name="play")
        self.place = QSlider(Qt.Orientation.Horizontal)
        self.place.setAccessibleName(text("Place in the recording"))
        self.place.sliderMoved.connect(self._move_to)
        self.time = label("", "quiet")
        self.time.setWordWrap(False)
        self.time.setMinimumWidth(self.time.fontMetrics().horizontalAdvance("0:00:00 of 0:00:00"))
        self.problem = label("", "quiet")
        self.problem.hide()
        layout = QVBoxLayout(self)
        spaced(layout, 0, 1)
        layout.setContentsMargins(0, theme.STEP, 0, 0)
        layout.addWidget(self.view, 1)
        controls = row(self.play, self.place, self.time)
        controls.setStretch(1, 1)
        layout.addLayout(controls)
        layout.addWidget(self.problem)
        self.player: QMediaPlayer | None = None  # set below: its signals may come at once
        self.player = self._made_player(content)
        if self.player is None:
            self._cannot_play()

    def _made_player(self, content: bytes) -> "QMediaPlayer | None":
        """Return a player for the recording; None if this installation of Qt has none.

        What it works with belongs to it, so that it ends before them: it reads on other threads.
        """
        try:
            from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoSink
        except ImportError:
            return None
        if not can_be_played(content):
            return None
        if QMediaDevices.defaultAudioOutput().isNull():
            self._say(text("No loudspeaker was found. Connect one, then open the recording again."))
        player = QMediaPlayer(self)
        buffer = QBuffer(player)
        buffer.setData(QByteArray(content))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        player.setAudioOutput(QAudioOutput(player))
        sink = QVideoSink(player)
        sink.videoFrameChanged.connect(self._show_frame)
        player.setVideoSink(sink)
        player.positionChanged.connect(lambda _: self._show_place())
        player.durationChanged.connect(lambda _: self._show_place())
        player.playingChanged.connect(self._show_playing)
        player.errorOccurred.connect(lambda *_: self._cannot_play())
        player.mediaStatusChanged.connect(self._check_status)
        player.setSourceDevice(buffer)
        return player

    def _play_or_pause(self) -> None:
        if self.player is None:
            return
        if self.player.isPlaying():
            self.player.pause()
        else:
            self.player.play()

    def _move_to(self, position: int) -> None:
        if self.player is not None:
            if not self.player.isPlaying():
                self.player.pause()  # a player that is stopped goes nowhere
            self.player.setPosition(position)

    def _show_playing(self, is_playing: bool) -> None:
        self.play.setText(text("Pause") if is_playing else text("Play"))

    def _check_status(self, status: "QMediaPlayer.MediaStatus") -> None:
        if self.player is None:
            return
        is_empty = not (self.player.hasAudio() or self.player.hasVideo())
        if status in (status.InvalidMedia, status.LoadedMedia) and is_empty:
            self._cannot_play()

    def _show_place(self) -> None:
        if self.player is None:
            return
        whole, now = self.player.duration(), self.player.position()
        self.place.setRange(0, whole)
        if not self.place.isSliderDown():
            self.place.setValue(now)
        self.time.setText(text("{now} of {whole}", now=_clock(now), whole=_clock(whole)))

    def _show_frame(self, frame: "QVideoFrame") -> None:
        picture = frame.toImage()
        if not picture.isNull():
            self.view.picture = picture
            self.view.update()

    def _cannot_play(self) -> None:
        for control in (self.view, self.play, self.place, self.time):
            control.hide()
        if self.player is not None:
            QTimer.singleShot(0, self.player.stop)  # not while it reports
        self._say(
            text("The recording is kept. It does not play here: save a copy, and open it in your own player.")
        )

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Pause when the dialog closes or the screen is locked."""
        if self.player is not None:
            self.player.pause()
        super().hideEvent(event)
