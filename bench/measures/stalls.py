"""Longest stall of the window while typing: alone, during a full check, and while receiving a file."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from bench.bulk import in_bulk
from bench.caseloads import Amount, fill, new_caseload
from bench.fixtures import BenchData
from bench.measures.exchange import fill_with_pictures
from bench.result import Result, against_limit
from bench.screen import application, open_window
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import check_whole
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files, sending
from csassess.ui.base import tasks
from csassess.ui.base.location import Location, Page
from csassess.ui.shell.main_window import MainWindow

MOST = 16
_TICK, _BETWEEN_KEYS = 2, 40  # milliseconds
_WORDS = "Greets the caller, repeats the problem, looks in both systems and gives a day and a name to ring. "


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the longest stall of each run.

    Drafts are saved every second, changes three times in a run.
    """
    caseload = data.open_main()
    path, words = _file_for(caseload, data)
    with open_window(caseload) as window:
        _start_note(window, caseload)
        _typing(window, 0.3)  # warm up
        typing_stalls = _typing(window, data.size.typing)
        yield against_limit(
            "typing in a note: longest stall", typing_stalls.longest, MOST, typing_stalls.words
        )
        with _full_check(caseload):
            checking_stalls = _typing(window, data.size.typing)
        yield against_limit(
            "typing during a full check: longest stall", checking_stalls.longest, MOST, checking_stalls.words
        )
        receiving = _Receiving(window, path)
        received_stalls = _typing(window, data.size.typing, receiving)
        assert receiving.done, "the file did not come in"
        yield against_limit(
            "typing while receiving: longest stall",
            received_stalls.longest,
            MOST,
            f"{received_stalls.words}; {words}",
        )


class Stalls(QObject):
    """A timer of two milliseconds that records its delays."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._record)
        self._timer.start()

    def _record(self) -> None:
        now = time.perf_counter()
        self.late.append((now - self._last) * 1000 - _TICK)
        self._last = now

    def stop(self) -> None:
        """Stop the timer."""
        self._timer.stop()

    @property
    def longest(self) -> float:
        """The longest stall in milliseconds."""
        return max(self.late)

    @property
    def words(self) -> str:
        """Description of the distribution of stalls."""
        over = sum(late > MOST for late in self.late)
        seconds = sum(self.late) / 1000 + len(self.late) * _TICK / 1000
        return f"{over} stalls over {MOST} ms in {seconds:.1f} s, a key every {_BETWEEN_KEYS} ms"


def _start_note(window: MainWindow, caseload: Caseload) -> None:
    candidate = candidates.list_candidates(caseload)[0].id
    item = evidence.add_item(caseload, candidate, "WP", "Bench", date(2026, 3, 2)).id
    evidence.add_note(caseload, candidate, item, "Begun.")
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, candidate, item, unit="ocr-b10"))
    window.evidence.notes.write()


def _typing(window: MainWindow, seconds: float, also: "_Receiving | None" = None) -> Stalls:
    """Type for some time and until the parallel transfer is done; return the stalls."""
    editor, loop, typed = window.evidence.notes.editor, QEventLoop(), iter(_WORDS * 1000)
    editor._event.setInterval(round(seconds * 1000 / 3))
    keys = QTimer()
    keys.setInterval(_BETWEEN_KEYS)
    keys.timeout.connect(lambda: QTest.keyClicks(editor.text, next(typed)))
    application().processEvents()
    end, stalls = QTimer(), Stalls()
    end.setInterval(round(seconds * 1000))
    end.timeout.connect(lambda: loop.quit() if also is None or also.done else None)
    if also:
        QTimer.singleShot(_BETWEEN_KEYS, also.start)
    keys.start()
    end.start()
    loop.exec()
    keys.stop()
    stalls.stop()
    editor.save()
    return stalls


@contextmanager
def _full_check(caseload: Caseload) -> Iterator[None]:
    """Check every page and every row as the window does after opening, over and over."""
    going = [True]

    def work() -> None:
        while going:
            check_whole(caseload.folder, caseload.attached.master, lambda: not going)

    over = QEventLoop()
    ended: Callable[[object], object] = lambda _: over.quit()  # noqa: E731
    task = tasks.start(work, ended, ended)
    yield
    going.clear()
    over.exec()
    del task


class _Receiving:
    """Opens a portfolio file as the page does, and receives it as soon as it is previewed."""

    def __init__(self, window: MainWindow, path: Path) -> None:
        self._window, self._path, self.done = window, path, False
        transfer = window.exchange.transfer
        transfer.arrived.connect(lambda _: transfer.receive())
        transfer.received.connect(self._received)

    def start(self) -> None:
        """Start opening the file."""
        self._window.exchange.transfer.open(self._path, "")

    def _received(self, _: object) -> None:
        self.done = True


def _file_for(receiver: Caseload, data: BenchData) -> tuple[Path, str]:
    """Write a portfolio file for a caseload; return its path and a description of its content."""
    giver = new_caseload(data.folder / "giver-of-a-file", seed=3)
    size, megabytes = data.size, max(1, data.size.megabytes // 10)
    with in_bulk(giver, seed=3) as writer:
        (candidate,) = fill(writer, Amount(1, size.items, size.notes, size.references), seed=3)
    item = evidence.add_item(giver, candidate, "WP", "Pictures", date(2026, 3, 2)).id
    pictures = fill_with_pictures(giver, candidate, item, megabytes)
    key_files.write_key_file(receiver, data.folder / "typing.cskey")
    card = key_files.read_key_file(giver, data.folder / "typing.cskey")
    path = data.folder / "typing.csbundle"
    sending.send(giver, [candidate], path, recipients=[card], with_forms=False)
    events = len(giver.history.of(candidate))
    giver.close()
    return path, f"a portfolio of {events} entries and {len(pictures)} photographs, {megabytes} MB"
