"""`csassess demo DIR` does the main job without a screen and leaves its results."""

import os
import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader

from csassess.data.access import opening
from csassess.demo.run import FILE_PASSPHRASE
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.exchange import receiving
from csassess.services.progress import portfolio_view
from tests.support.builders import contents


def test_the_demonstration_leaves_a_caseload_papers_and_pictures_and_describes_them(tmp_path):
    folder = tmp_path / "demo"
    result = subprocess.run(
        [sys.executable, "-m", "tests.support.cheap_age", "demo", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
    )
    assert (result.returncode, result.stderr) == (0, "")
    read_me = (folder / "README.txt").read_text(encoding="utf-8")
    (passphrase,) = [
        line.removeprefix("Passphrase: ") for line in read_me.splitlines() if "Passphrase: " in line
    ]
    assert {path.name for path in folder.iterdir()} == {
        "README.txt",
        "caseload",
        "papers",
        "pictures",
        "bundles",
        "centre",
        "machines",
    }

    caseload = opening.open_caseload(folder / "caseload", caseloads.unlock(folder / "caseload", passphrase))
    people = candidates.list_candidates(caseload)
    standings = [
        standing
        for person in people
        for standing in portfolio_view.portfolio_view(caseload, person.id).standings
    ]
    assert any(standing.count()[0] for standing in standings)
    assert {standing.unit.id for standing in standings} >= {"ocr-b10", "nos-b10", "ocr-61", "ocr-429"}
    caseload.close()

    bundles = list((folder / "bundles").glob("*.csbundle"))
    assert len(bundles) == 5
    receiving.open_file(bundles[0], "", FILE_PASSPHRASE)
    assert (folder / "papers" / "tracking.xlsx").exists()
    papers = list((folder / "papers").glob("*.pdf"))
    assert papers
    for paper in papers:
        assert any(person.name in PdfReader(paper).pages[0].extract_text() for person in people)
    pictures = list((folder / "pictures").iterdir())
    assert pictures
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)

    files = contents(folder)
    personal = [
        part.casefold()
        for person in people
        for part in (*person.name.split(), person.number)
        if len(part) > 2
    ]
    assert [name for name in files if any(part in name.casefold() for part in personal)] == []
    assert all(
        person.name.encode() not in files[f"caseload/{name}"]
        for person in people
        for name in ("caseload.db",)
    )

    before = contents(folder)
    again = subprocess.run(
        [sys.executable, "-m", "csassess", "demo", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
    )
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert {name: files for name, files in contents(folder).items() if name != "README.txt"} == {
        name: files for name, files in before.items() if name != "README.txt"
    }
