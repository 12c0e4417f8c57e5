"""Captures in the real window until killed, and reports each action once it is done.

Run as `python -m tests.support.capturing FOLDER SEED`. Each line is flushed after the action is
done: `note ID WORDS`, `customer LETTER`, `tick CRITERION`, `photograph SHA256`, `typed ID COUNT`
(COUNT characters are in the field).
"""

import os
import random
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_LOGGING_RULES"] = "*=false"

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.data.record import opening
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


def main(folder: Path, seed: int) -> None:
    app = QApplication([])
    theme.apply(app, theme.Theme())
    caseload = opening.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE))
    (mo,) = list_candidates(caseload)
    window = MainWindow(Session(caseload))
    window.show()
    item = window.session.portfolio_view(mo.id).portfolio.evidence[0].id
    window.go(Location(Page.EVIDENCE, mo.id, item, unit="ocr-b10"))
    page, random_source = window.evidence, random.Random(seed)
    pictures = [photographs.prepare(encoded(scene((640 + 16 * n, 480)))) for n in range(8)]
    report("ready")
    for number in range(10_000):
        match random_source.choice(("note", "customer", "type", "tick", "photograph")):
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
                for count, character in enumerate(WORDS, start=1):
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
    main(Path(sys.argv[1]), int(sys.argv[2]))
