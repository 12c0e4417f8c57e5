"""What an earlier version wrote opens, checks and prints the same papers.

Words on paper that have changed since are listed here.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from csassess.cli import main
from csassess.data.exchange.accepted import accepted_machines, own_devices
from csassess.data.exchange.devices import peers
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.records.people import Candidate
from csassess.domain.signing.accounts import still_applies
from csassess.services.access import caseloads
from csassess.services.papers import files
from csassess.services.progress import portfolio_view
from tests.support.builders import closed_caseload, reopened
from tests.support.exchanging import receive_file

MADE_BY = Path(__file__).parent / "version-1"
PASSPHRASE, FILE_PASSPHRASE = "seven lamps at the harbour", "eleven gulls on the quay"
PEOPLE = {"aisha": "Aisha Karim", "delia": "Delia Marlow"}
CHANGED_WORDS = {
    "09:34 –\n": "09:34 – (entered when the visit is finished)\n",
    "1.1, 1.2, 2.3, 3.4, 2.5, 3.2, 3.3, 2.1, 2.4, 2.7": "1.1, 1.2, 2.1, 2.3, 2.4, 2.5, 2.7, 3.2, 3.3, 3.4",
    "Decided on 1": "Achieved on 1",
    "Decided on 2": "Achieved on 2",
    "Decided on 3": "Achieved on 3",
    "Not decided yet.": "Not achieved yet.",
    "The unit is not decided yet.": "The unit is not achieved yet.",
    "People present\na notice": "People present were informed by\na notice",
    "f29151fdf18d": "36e644375641",  # the codes of the papers that say so
    "335e165e4554": "6dd7261208a6",
    "c8d0d5acd5ae.\nIt rests on evidence 1, 2, 3, 4.": "c8d0d5acd5ae.\nIt rests on evidence 1, 2, 3, 4.\n"
    "Sampled on 15 June 2026 by Hannah Cole: action needed; Notes are written at the time and the criteria "
    "stand beside what\nshows them; action closed on 22 June 2026\n"
    "Sampled on 22 June 2026 by Hannah Cole: agree",
}
"""Words on paper as version 1 printed them, and as they are printed now."""

ADDED_TO_REPORTS = ("items", "would_ask")
"""What `report --json` says now and did not say in version 1."""

LATER_WORDS = re.compile(
    r"Marked on the notes: [^)]*\)|not\s+verified\s+yet\s+when\s+this\s+was\s+printed"
    r"|Taken \d\d:\d\d|Judgement of the assessor\s+Accepted on [^.]*\."
    r"|The assessor has not acknowledged the feedback yet."
)
"""What papers say now and did not say in version 1."""

ADDED_WORDS = {"name", "to", "be", "written", "up", "by"}
"""Words of lines to sign, with names now, of moments without words, and before who accepted."""

ADDED_ROOM = "visit-sheet-"
"""How the files of papers begin that have more to write on."""

ADDED_PAPERS = ("asked-", "testimony-form-", "statement-form-", "verification-form-", "feedback-form-")
"""How the files of papers begin that version 1 did not print."""


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


PAGE_NUMBER = re.compile(r"Page \d+ of \d+")
PAGE_CODE = re.compile(r"(?<=Record code )[0-9a-f]{12}")  # at the foot of a page, by the present scheme


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
    printed = sorted(p.stem for p in tmp_path.glob("*.pdf") if not p.name.startswith(ADDED_PAPERS))
    assert printed
    for paper in printed:
        kept = (MADE_BY / "papers" / f"{paper}.txt").read_text(encoding="utf-8")
        pages = [page.extract_text() for page in PdfReader(tmp_path / f"{paper}.pdf").pages]
        if paper.startswith("as-signed"):  # what was signed is printed as it was then
            assert PAGE_CODE.sub("", "\f".join(pages)).split() == PAGE_CODE.sub("", kept).split()
            continue
        now, then = words_of("\f".join(pages)), words_of(renewed(kept))
        assert then - now == set(), paper
        assert now - then - ADDED_WORDS <= (now if paper.startswith(ADDED_ROOM) else set()), paper


def words_of(page):
    """Return the words on pages: since version 1 they have other pages, and a foot of other lines."""
    plain = LATER_WORDS.sub("", PAGE_NUMBER.sub("", PAGE_CODE.sub("", page)))
    return set(re.findall(r"\w+", plain.lower()))


@pytest.mark.parametrize("name", PEOPLE.values())
def test_the_codes_on_its_printed_pages_are_recognised(name, tmp_path):
    shutil.copytree(MADE_BY / "caseload", tmp_path / "caseload")
    folder = tmp_path / "caseload"
    caseload = caseloads.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE))
    candidate = next(c for c in caseload.all(Candidate) if c.name == name)
    recognised = 0
    for choice in files.paper_choices(caseload, portfolio_view.portfolio_view(caseload, candidate.id)):
        content = choice.content()
        if not isinstance(content, bytes) and not choice.file_name.startswith(ADDED_PAPERS):
            kept = (MADE_BY / "papers" / choice.file_name).with_suffix(".txt").read_text(encoding="utf-8")
            assert set(PAGE_CODE.findall(renewed(kept))) == {content.identification.codes[1]}, choice.words
            recognised += 1
    caseload.close()
    assert recognised > 10


def test_what_it_decided_and_signed_still_applies(tmp_path):
    shutil.copytree(MADE_BY / "caseload", tmp_path / "caseload")
    folder = tmp_path / "caseload"
    caseload = caseloads.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE))
    states = set()
    for candidate in caseload.all(Candidate):
        view = portfolio_view.portfolio_view(caseload, candidate.id)
        decided = {decision.unit for decision in view.portfolio.decisions}
        states |= {
            decision_state(standing, view.portfolio)
            for standing in view.standings
            if standing.unit.id in decided
        }
        assert all(still_applies(signature, view.portfolio) for signature in view.portfolio.signatures)
    caseload.close()
    assert states == {DecisionState.DECIDED}


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
