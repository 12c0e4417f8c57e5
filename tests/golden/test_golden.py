"""What an earlier version wrote opens, checks and prints the same papers.

Words on paper that have changed since are listed here.
"""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from csassess.cli import main
from csassess.data.exchange.accepted import accepted_machines, own_devices
from csassess.data.exchange.devices import peers
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.people import Candidate
from csassess.services.access import caseloads
from tests.support.builders import closed_caseload, reopened
from tests.support.exchanging import receive_file

MADE_BY = Path(__file__).parent / "version-1"
PASSPHRASE, FILE_PASSPHRASE = "seven lamps at the harbour", "eleven gulls on the quay"
PEOPLE = {"aisha": "Aisha Karim", "delia": "Delia Marlow"}
CHANGED_WORDS = {
    "09:34 –\n": "09:34 – still going on\n",
    "People present\na notice": "People present were informed by\na notice",
    "f29151fdf18d": "f9ad79758291",  # the codes of the papers that say so
    "335e165e4554": "ea8efaab3311",
    "27b95e661159": "a486ea004b97",
    "309a39021af4": "eabfb15210b6",
    "443612c4a70e": "352c1a523b89",
    "5e897a2d4e57": "08d4d6adcd04",
    "614c5646fb93": "b895e1a7f93c",
    "6f81d5cdd3c4": "9c59ff783fa4",
    "759cd39a6c74": "585fc42a35c1",
    "84381c1d7f8e": "cb8eda812436",
    "a65cede0f788": "4780711c0612",
    "b1e3b332bc50": "3b8f8f3ccda1",
    "e4a0f33d459e": "5898ec6abdba",
    "e7027ed3b637": "d62123aed98b",
    "ef4186cad902": "65766d29a232",
}
"""Words on paper as version 1 printed them, and as they are printed now."""

ADDED_TO_REPORTS = ("items",)
"""What `report --json` says now and did not say in version 1."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden") / "caseload"
    shutil.copytree(MADE_BY / "caseload", folder)
    environment = {"CSASSESS_PASSPHRASE": PASSPHRASE, "CSASSESS_FILE_PASSPHRASE": FILE_PASSPHRASE}

    def command(*arguments):
        result = CliRunner().invoke(main, ["--caseload", str(folder), *map(str, arguments)], env=environment)
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


def renewed(words: str) -> str:
    for before, now in CHANGED_WORDS.items():
        words = words.replace(before, now)
    return words


def test_its_caseload_is_whole(run):
    lines = run("check").splitlines()
    assert lines
    assert all(line.startswith("ok") for line in lines)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("command", ["report", "history"])
def test_its_portfolios_say_the_same(run, name, command):
    kept = (MADE_BY / "reports" / f"{command}-{name}.json").read_text(encoding="utf-8")
    said = json.loads(run(command, PEOPLE[name], "--json"))
    if isinstance(said, dict):
        said = {key: value for key, value in said.items() if key not in ADDED_TO_REPORTS}
    assert said == json.loads(renewed(kept))


@pytest.mark.parametrize("name", PEOPLE)
def test_its_papers_print_the_same_words(run, name, tmp_path):
    run("forms", PEOPLE[name], "-o", tmp_path)
    printed = sorted(path.stem for path in tmp_path.glob("*.pdf"))
    assert printed
    for paper in printed:
        kept = (MADE_BY / "papers" / f"{paper}.txt").read_text(encoding="utf-8")
        pages = [page.extract_text() for page in PdfReader(tmp_path / f"{paper}.pdf").pages]
        is_as_signed = paper.startswith("as-signed")  # what was signed is printed as it was then
        assert "\f".join(pages).split() == (kept if is_as_signed else renewed(kept)).split(), paper


def test_its_portfolio_file_is_received(tmp_path):
    receiver = reopened(closed_caseload(tmp_path / "receiver"))
    preview, merged = receive_file(receiver, MADE_BY / "portfolio.csbundle", FILE_PASSPHRASE)
    assert [candidate.name for candidate in preview.candidates] == ["Tom Reid"]
    assert sum(len(events) for events in merged.new.values()) == 39
    receiver.close()


def test_the_machines_it_had_met_are_accepted_and_what_counted_counts(tmp_path):
    shutil.copytree(MADE_BY / "caseload", tmp_path / "caseload")
    folder = tmp_path / "caseload"
    caseload = caseloads.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE))
    assert peers(caseload).keys() - own_devices(caseload) <= accepted_machines(caseload).keys()
    for candidate in caseload.all(Candidate):
        assert load_portfolio(caseload, candidate.id).unconfirmed == frozenset()
    caseload.close()
