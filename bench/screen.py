"""The real window on a caseload, with no screen: what is painted is painted, and counted."""

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
    """Return the application, with the program's look, and set up as the program does."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["bench"])
        theme.apply(app, theme.Theme())
        runtime.GarbageCollector(app)
        runtime.prioritise_ui_thread()
    return app


def settle(app: QApplication) -> None:
    """Do what waits to be done; what is to be deleted goes too, as it does where the program's own loop runs."""
    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def window_on(caseload: Caseload) -> Iterator[MainWindow]:
    """Yield the window on a caseload, shown; closing it closes the caseload."""
    app = application()
    window = MainWindow(Session(caseload))
    window.show()
    app.processEvents()
    yield window
    window.close()
    window.deleteLater()
    settle(app)


class Painted(QObject):
    """Counts how often widgets were painted."""

    def __init__(self, *watched: QWidget) -> None:
        super().__init__()
        self.counts = dict.fromkeys(watched, 0)
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.counts[watched] += 1  # type: ignore[index]  # only what is counted is watched
        return False

    def all_since(self, before: dict[QWidget, int]) -> bool:
        """Whether each was painted since the counts were taken."""
        return all(count > before[widget] for widget, count in self.counts.items())
