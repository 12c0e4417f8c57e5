"""The full check in the background: its progress, a stop button, and repair of damage."""

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
    """Runs one full check at a time, in the background with its own connection."""

    line = Signal(object)  # the result of one part
    done = Signal(object)  # all results; None if stopped or failed

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stop = threading.Event()
        self._task: tasks.Task | None = None
        self.lines: list[Checked] = []

    @property
    def busy(self) -> bool:
        """Whether a check is running."""
        return self._task is not None

    def start(self) -> None:
        """Start a check unless one is running."""
        if self.busy:
            return
        self.lines = []
        self._stop.clear()
        check = self._session.read(checking.full_check)

        def work() -> list[Checked]:
            results = []
            for result in check.run(cancelled=self._stop.is_set):
                results.append(result)
                self.line.emit(result)
            return results

        self._task = tasks.start(work, self._finished, self._failed)

    def stop(self) -> None:
        """Ask the check to stop. A check changes nothing."""
        self._stop.set()

    def wait(self) -> None:
        """Stop, and wait until the check has closed its files."""
        self.stop()
        if self._task:
            self._task.wait()

    def _finished(self, lines: list[Checked]) -> None:
        is_stopped = self._stop.is_set()
        self._task, self.lines = None, [] if is_stopped else lines
        wrong = sum(bool(result.wrong) for result in lines)
        logs.note(f"check ended: {len(lines)} parts, {wrong} damaged")
        self.done.emit(None if is_stopped else lines)

    def _failed(self, sentence: str) -> None:
        self._task, self.lines = None, []
        self._session.problem.emit(sentence)
        self.done.emit(None)


def rows_of(lines: list[Checked]) -> list[Row]:
    """Return the results of a check as rows."""
    return [
        Row(
            n,
            result.what,
            "\n".join(result.wrong) or result.note,
            state=text("damaged") if result.wrong else text("in order"),
            tone="bad" if result.wrong else "good",
        )
        for n, result in enumerate(lines)
    ]


class CheckDialog(QDialog):
    """Shows the results of a check as they arrive; offers a repair if something is damaged."""

    def __init__(self, parent: QWidget, check: CheckRunner, repair_by: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("Check everything"))
        self._repair_by = repair_by
        self.words = label("", "")
        self.rows = RowList(text("What was checked"))
        self.stop = button(text("Stop"), check.stop)
        self.repair = button(text("Repair damage"), self._repair, "main", "shield-check")
        self.close_button = button(text("Close"), self.accept)
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(text("Check everything"), "heading"))
        layout.addWidget(self.words)
        layout.addWidget(self.rows, 1)
        layout.addLayout(row(self.repair, 0, self.stop, self.close_button))
        self.resize(
            min(theme.current().px(640), parent.window().width()),
            min(theme.current().px(560), parent.window().height()),
        )
        check.line.connect(self._add)
        check.done.connect(self._show)
        self._lines: list[Checked] = []
        self.repair.hide()
        self.words.setText(text("Checking every part. You can carry on working …"))
        check.start()  # does nothing if one is running

    def _add(self, checked: Checked) -> None:
        self._lines.append(checked)
        self.rows.show_rows(rows_of(self._lines))

    def _show(self, lines: list[Checked] | None) -> None:
        self.stop.hide()
        self.rows.show_rows(rows_of(lines if lines is not None else self._lines))
        damaged = [result for result in lines or [] if result.wrong]
        self.repair.setVisible(bool(damaged))
        if lines is None:
            self.words.setText(text("Stopped. Nothing was changed."))
        elif damaged:
            self.words.setText(
                text(
                    "Something is damaged. It can be repaired from the undamaged data and the "
                    "backups. Damaged files are moved aside, not deleted."
                )
            )
        else:
            self.words.setText(text("Everything is in order."))

    def _repair(self) -> None:
        self.accept()
        self._repair_by()
