"""The camera page: take a photograph, or add one from a file or the clipboard."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCameraPermission, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout

from csassess.catalogue import text
from csassess.domain.records.attachments import Photograph
from csassess.services.attachments import photographs
from csassess.services.papers import files as papers
from csassess.ui.attachments.file_import import of_picture
from csassess.ui.attachments.intake import Intake
from csassess.ui.attachments.live_view import LiveView
from csassess.ui.base.dropping import dropped
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.file_dialogs import Kind, choose_files
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import frame, row, spaced
from csassess.ui.widgets.shortcuts import press_by

if TYPE_CHECKING:  # loading video is slow, so only when a camera is needed
    from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QVideoFrame, QVideoSink


class CameraPage(PageWidget):
    """Takes photographs from the frames of the live picture.

    The camera is on only while this page is shown.
    """

    saved = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.intake = Intake(self, session, self._where, self._show_saved)
        self._camera: QCamera | None = None
        self._last: Photograph | None = None
        self.back = button(text("Done"), self._leave, "link", "arrow-left")
        self.cameras = choice([])
        self.cameras.setAccessibleName(text("Camera"))
        self.cameras.activated.connect(lambda _: self._start())
        self.take = button(text("Take photograph"), self._take, "main", "camera")
        press_by(self.take, "Space")
        self.retake = button(text("Retake"), self._retake, icon_name="rotate-ccw")
        self.choose = button(text("Choose a file"), self._choose, icon_name="image")
        self.paste = button(text("Paste picture"), self._paste, icon_name="clipboard-paste")
        self.view = LiveView()
        self.state = label("", "heading")
        layout = QVBoxLayout(self)
        spaced(layout, 0, 1)
        head = row(self.back, FlowLayout(self.cameras, self.choose, self.paste, self.retake, self.take))
        head.setStretch(1, 1)
        layout.addWidget(frame("bar", head, 1))
        self.state.setContentsMargins(24, 16, 24, 0)
        layout.addWidget(self.state)
        layout.addWidget(self.view, 1)

    @cached_property
    def sink(self) -> "QVideoSink":
        """Receives the camera's frames.

        Created on first use, because loading video is slow.
        """
        from PySide6.QtMultimedia import QVideoSink

        sink = QVideoSink(self)
        sink.videoFrameChanged.connect(self._frame)
        return sink

    @cached_property
    def _capture(self) -> "QMediaCaptureSession":
        from PySide6.QtMultimedia import QMediaCaptureSession

        session = QMediaCaptureSession(self)
        session.setVideoSink(self.sink)
        return session

    def refresh(self) -> None:
        """Do nothing: the live picture is not part of the record."""

    def show_location(self, place: Location) -> None:
        """Show the camera for an item."""
        from PySide6.QtMultimedia import QMediaDevices

        self._place, self._last = place, None
        self.retake.setVisible(False)
        present = self.cameras.currentData()
        self.cameras.clear()
        papers.load_drawing()
        for device in QMediaDevices.videoInputs():
            self.cameras.addItem(device.description(), device)
        self.cameras.setCurrentIndex(max(0, self.cameras.findData(present)))
        self.cameras.setVisible(self.cameras.count() > 1)
        self._start()

    def _start(self) -> None:
        from PySide6.QtMultimedia import QCamera, QCameraDevice

        self._stop()
        device = self.cameras.currentData()
        self.view.picture = QImage()
        self.take.setEnabled(False)
        if not isinstance(device, QCameraDevice):
            self.state.setText(
                text("No camera was found. Choose a file, paste a picture, or drop one on the observation.")
            )
            return
        permission = QCameraPermission()
        application: Any = QApplication.instance()  # never None while a page exists
        match application.checkPermission(permission):
            case Qt.PermissionStatus.Denied:
                self.state.setText(
                    text(
                        "csassess is not allowed to use the camera. Allow it in the system’s privacy "
                        "settings, then try again."
                    )
                )
                return
            case Qt.PermissionStatus.Undetermined:
                application.requestPermission(permission, self, lambda _: self._start())
                return
        self.state.setText(text("Starting the camera …"))
        self._camera = QCamera(device, self)
        self._camera.errorOccurred.connect(lambda _, words: self._failed(words))
        self._capture.setCamera(self._camera)
        self._camera.start()

    def _failed(self, words: str) -> None:
        self.take.setEnabled(False)
        self.state.setText(text("The camera does not work: {words}. Choose a file instead.", words=words))

    def _stop(self) -> None:
        if self._camera is not None:
            self._camera.stop()
            self._capture.setCamera(None)  # type: ignore[arg-type]  # Qt takes none for no camera
            self._camera.deleteLater()
            self._camera = None

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop()
        super().hideEvent(event)

    def _frame(self, frame: "QVideoFrame") -> None:
        picture = frame.toImage()
        if picture.isNull() or not self.isVisible():
            return
        self.view.picture = picture
        self.view.update()
        self.state.setText("")
        self.take.setEnabled(True)

    def _take(self) -> None:
        if not self.view.picture.isNull():
            self.intake.take_source(of_picture(self.view.picture.copy()))

    def _where(self) -> tuple[str, str]:
        return self._place.candidate, self._place.item

    def _show_saved(self, photograph: Photograph) -> None:
        self._last = photograph
        self.retake.setVisible(True)
        self._session.message.emit(text("The photograph was saved. Add a caption when you have time."))
        if self._camera is None:  # show the picture that was chosen in place of a live one
            self.view.picture = QImage.fromData(self._session.read(photographs.thumbnail, photograph))
            self.view.update()
            self.state.setText(text("Photograph saved. Choose another, or Done."))
        self.saved.emit()

    def _retake(self) -> None:
        if self._last and self._session.run_silently(photographs.remove, self._place.candidate, self._last):
            self._session.read_again()
            self._last = None
            self.retake.setVisible(False)
            self._session.message.emit(text("The photograph was removed. Take it again."))

    def _choose(self) -> None:
        patterns = text("Pictures (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.heic *.heif);;All files (*)")
        choose_files(self, text("Choose photographs"), self.take_files, patterns, Kind.PICTURES)

    def take_files(self, names: list[str]) -> None:
        """Import the files with these names."""
        self.intake.take_files(map(Path, names))

    def _paste(self) -> None:
        copied = dropped(QGuiApplication.clipboard().mimeData())
        if copied.is_thing:
            self.intake.take(copied)
        else:
            self._session.problem.emit(text("There is no picture to paste. Copy one first."))

    def _leave(self) -> None:
        note = self._last.id if self._last else self._place.note
        self.go.emit(Location(Page.EVIDENCE, self._place.candidate, self._place.item, note, self._place.unit))
