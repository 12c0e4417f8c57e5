"""Open the real window, visit every page, write, send, back up and check, while network calls are recorded.

Started as `python -m tests.faults.visiting FOLDER OUT`.
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_LOGGING_RULES"] = "*=false"

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.candidates.candidates import list_candidates
from csassess.services.exchange import sending
from csassess.services.safekeeping import backups, checking
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets import theme
from tests.support.builders import PASSPHRASE
from tests.support.pictures import encoded, scene


def main(folder: Path, out: Path) -> None:
    app = QApplication([])
    theme.apply(app, theme.Theme())
    caseload = caseloads.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE))
    mo = list_candidates(caseload)[0]
    window = MainWindow(Session(caseload))
    window.show()
    item = window.session.portfolio_view(mo.id).portfolio.evidence[0].id
    for page in Page:
        if page not in (Page.CAMERA, Page.PICTURE):  # these two need a camera or a picture
            window.go(Location(page, mo.id, item, unit="ocr-b10"))
            app.processEvents()
    window.go(Location(Page.EVIDENCE, mo.id, item, unit="ocr-b10"))
    window.evidence.capture.add_note.trigger()
    QTest.keyClicks(window.evidence.notes.editor.text, "Greets the customer.")
    assert window.evidence.leave()
    photographs.add(caseload, mo.id, item, photographs.prepare(encoded(scene((640, 480)))))
    sending.send(caseload, [mo.id], out / "p.csbundle", passphrase="lamps and kettles by the door")
    backups.make_backup(caseload)
    assert not [line for line in checking.full_check(caseload).run() if line.wrong]
    window.close()
    app.processEvents()
    print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
