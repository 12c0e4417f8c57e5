"""Checking everything while work goes on: lines as they come, a stop, and a way on where something is damaged."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from csassess import logs
from csassess.catalogue import text
from csassess.domain.safekeeping.check_results import Checked
from csassess.services.safekeeping import checking
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import row, spaced
from csassess.ui.widgets.row_list import Row, RowList


class CheckRunner(QObject):
    """One full check at a time, off the window's thread and with a connection of its own."""

    line = Signal(object)
    done = Signal(object)  # all lines; None where it was stopped

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stop = threading.Event()
        self._task: tasks.Task | None = None
        self.lines: list[Checked] = []

    @property
    def busy(self) -> bool:
        """Whether a check is under way."""
        return self._task is not None

    def start(self) -> None:
        """Begin to check."""
        if self.busy:
            return
        self.lines = []
        self._stop.clear()
        check = self._session.read(checking.full_check)

        def work() -> list[Checked]:
            found = []
            for each in check.run(cancelled=self._stop.is_set):
                found.append(each)
                self.line.emit(each)
            return found

        self._task = tasks.start(work, self._finished, self._failed)

    def stop(self) -> None:
        """Stop; nothing was changed."""
        self._stop.set()

    def wait(self) -> None:
        """Stop, and wait until the check has let go of its files."""
        self.stop()
        if self._task:
            self._task.wait()

    def _finished(self, lines: list[Checked]) -> None:
        stopped = self._stop.is_set()
        self._task, self.lines = None, [] if stopped else lines
        wrong = sum(bool(each.wrong) for each in lines)
        logs.note(f"check ended: {len(lines)} parts, {wrong} damaged")
        self.done.emit(None if stopped else lines)

    def _failed(self, sentence: str) -> None:
        self._task, self.lines = None, []
        self._session.problem.emit(sentence)
        self.done.emit(None)


def rows_of(lines: list[Checked]) -> list[Row]:
    """Return a check's lines as rows."""
    return [
        Row(
            n,
            each.what,
            "\n".join(each.wrong),
            state=text("damaged") if each.wrong else text("in order"),
            tone="bad" if each.wrong else "good",
        )
        for n, each in enumerate(lines)
    ]


class CheckDialog(QDialog):
    """The lines of a check as they come; where something is damaged, what can be done."""

    def __init__(self, parent: QWidget, check: CheckRunner, mend: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("Check everything"))
        self._put_right_by = mend
        self.words = label("", "")
        self.rows = RowList(text("What was checked"))
        self.stop = button(text("Stop"), check.stop)
        self.mend = button(text("Repair damage"), self._put_right, "main", "shield-check")
        self.close_button = button(text("Close"), self.accept)
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(text("Check everything"), "heading"))
        layout.addWidget(self.words)
        layout.addWidget(self.rows, 1)
        layout.addLayout(row(self.mend, 0, self.stop, self.close_button))
        self.resize(
            min(theme.current().px(640), parent.window().width()),
            min(theme.current().px(560), parent.window().height()),
        )
        check.line.connect(self._add)
        check.done.connect(self._show)
        self._lines: list[Checked] = []
        self.mend.hide()
        self.words.setText(text("Checking every part. You can carry on working …"))
        check.start()  # nothing where one is under way

    def _add(self, checked: Checked) -> None:
        self._lines.append(checked)
        self.rows.show_rows(rows_of(self._lines))

    def _show(self, lines: list[Checked] | None) -> None:
        self.stop.hide()
        self.rows.show_rows(rows_of(lines if lines is not None else self._lines))
        wrong = [each for each in lines or [] if each.wrong]
        self.mend.setVisible(bool(wrong))
        if lines is None:
            self.words.setText(text("Stopped. Nothing was changed."))
        elif wrong:
            self.words.setText(
                text(
                    "Something is damaged. It can be repaired from the undamaged data and the "
                    "backups. Damaged files are moved aside, not deleted."
                )
            )
        else:
            self.words.setText(text("Everything is in order."))

    def _put_right(self) -> None:
        self.accept()
        self._put_right_by()
