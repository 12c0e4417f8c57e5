"""Captures in the real window until killed, and reports each action once it is done.

Run as `python -m tests.support.capturing FOLDER SEED STEP...`. The steps are done in this order, then
any of them. Before a step, `doing STEP` is printed. Each other line is flushed after the action is
done: `note ID WORDS`, `customer LETTER`, `tick CRITERION`, `photograph SHA256`, `typed ID COUNT`
(COUNT characters are in the field).
"""

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_LOGGING_RULES"] = "*=false"

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.data.access import opening
from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.candidates.candidates import list_candidates
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets import theme
from tests.support.builders import PASSPHRASE
from tests.support.pictures import encoded, scene

WORDS = "Greets the caller, repeats the problem, looks in both systems and gives a day and a name to ring. "


def report(*parts: object) -> None:
    print(*parts, flush=True)


def in_order(steps: list[str], random_source: random.Random) -> Iterator[str]:
    """Yield the steps, and then any of them."""
    yield from steps
    while True:
        yield random_source.choice(steps)


def main(folder: Path, seed: int, steps: list[str]) -> None:
    app = QApplication([])
    theme.apply(app, theme.Theme())
    caseload = opening.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE))
    (mo,) = list_candidates(caseload)
    window = MainWindow(Session(caseload))
    window.show()
    item = window.session.portfolio_view(mo.id).portfolio.evidence[0].id
    window.go(Location(Page.EVIDENCE, mo.id, item, unit="ocr-b10"))
    page, random_source = window.evidence, random.Random(seed)
    pictures = [photographs.prepare(encoded(scene((640 + 16 * n, 480)))) for n in range(4)]
    report("ready")
    for number, step in enumerate(in_order(steps, random_source)):
        report("doing", step)
        match step:
            case "note":
                page.capture.add_note.trigger()
                words = f"Note {number} of seed {seed}."
                QTest.keyClicks(page.notes.editor.text, words)
                if page.leave():
                    report("note", page.notes.note, words)
            case "customer":
                page.capture.next_customer.trigger()
                page.notes.editor.customer.difficult.click()
                report(
                    "customer", window.session.portfolio_view(mo.id).portfolio.customers_of(item)[-1].letter
                )
            case "type":
                page.capture.add_note.trigger()
                note = page.notes.note
                words = WORDS * 3 if step == steps[-1] else WORDS[:20]
                for count, character in enumerate(words, start=1):
                    QTest.keyClicks(page.notes.editor.text, character, delay=15)
                    report("typed", note, count)
            case "tick":
                keys = [row.key for row in page.criteria.criteria.rows.rows]
                key = random_source.choice(keys)
                page.criteria.toggled.emit(*key, True)
                report("tick", key[1])
            case "photograph":
                picture = random_source.choice(pictures)
                photographs.add(caseload, mo.id, item, picture)
                window.session.read_again()
                page.refresh()
                report("photograph", picture.sha256)
        app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
