"""The real window on a caseload, offscreen, with a count of its paint events."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from csassess.data.record.caseload import Caseload
from csassess.ui.base import runtime
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets import theme


def application() -> QApplication:
    """Return the application, set up as the program does."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["bench"])
        theme.apply(app, theme.Theme())
        runtime.GarbageCollector(app)
        runtime.prioritise_ui_thread()
    return app


def settle(app: QApplication) -> None:
    """Process pending events, including deferred deletes, as the event loop does."""
    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def open_window(caseload: Caseload) -> Iterator[MainWindow]:
    """Yield the shown window on a caseload; close both at the end."""
    app = application()
    window = MainWindow(Session(caseload))
    window.show()
    app.processEvents()
    yield window
    window.close()
    window.deleteLater()
    settle(app)


class Painted(QObject):
    """Counts the paint events of widgets."""

    def __init__(self, *watched: QWidget) -> None:
        super().__init__()
        self.counts = dict.fromkeys(watched, 0)
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.counts[watched] += 1  # type: ignore[index]  # only counted widgets are watched
        return False

    def all_since(self, before: dict[QWidget, int]) -> bool:
        """Return whether every widget was painted since `before`, an earlier copy of the counts."""
        return all(count > before[widget] for widget, count in self.counts.items())
