"""Files that the program names can be written on every system, and none replaces another in any folder."""

import re
import subprocess
from pathlib import Path, PureWindowsPath

import pytest

from csassess.services.evidence import evidence
from csassess.services.papers.files import paper_choices, suggested_name
from csassess.services.progress.portfolio_view import portfolio_view

PROJECT = Path(__file__).parents[2]
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]$')


def unfit(names):
    """Return the names that Windows refuses, and those that only differ in case from another."""
    seen, found = set(), []
    for name in names:
        if _REFUSED.search(name) or PureWindowsPath(name).is_reserved() or name.casefold() in seen:
            found.append(name)
        seen.add(name.casefold())
    return found


def test_the_check_finds_what_windows_refuses():
    names = ["a.pdf", "A.PDF", "con.pdf", "what?.pdf", "end.", "nul"]
    assert unfit(names) == names[1:]


@pytest.fixture
def choices(caseload, mo):
    evidence.start_observation(caseload, mo.id, "Counter: a/b?")
    return paper_choices(caseload, portfolio_view(caseload, mo.id))


def test_papers_in_one_folder_have_names_of_their_own_whatever_the_system(choices):
    assert len(choices) > 5
    assert unfit([choice.file_name for choice in choices]) == []


def test_suggested_names_can_be_written_on_every_system(choices, clock):
    names = dict.fromkeys(suggested_name(choice, clock().date()) for choice in choices)
    assert unfit(names) == []


def test_the_source_can_be_checked_out_on_every_system():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=False, text=True
    ).stdout
    if not listed:
        pytest.skip("this is no checkout")
    paths = listed.rstrip("\0").split("\0")
    folders = {str(parent) for path in paths for parent in Path(path).parents}
    assert len({path.casefold() for path in {*paths, *folders}}) == len({*paths, *folders})
    assert [path for path in paths if any(unfit([part]) for part in Path(path).parts)] == []
