"""A power cut at any instant of saving: the program’s writes are recorded and cut at many points.

An ordinary run cuts 100 times; CSASSESS_CUTS=2000 for many.
"""

import os
import random
import shutil

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.safekeeping.check import FullCheck
from csassess.data.storage.sqlcipher import DatabaseError
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.candidates.candidates import add_candidate, enrol, list_candidates
from csassess.services.evidence import evidence
from tests.faults.disk import STRACE, Disk, Step, record
from tests.support.builders import PASSPHRASE, closed_caseload, reopened

CUTS = int(os.environ.get("CSASSESS_CUTS", "100"))
pytestmark = pytest.mark.skipif(
    STRACE is None, reason="strace is not there, or may not look: no writes can be recorded"
)


class Recorded:
    """A caseload before the recorded run, its key, and the steps of the run."""

    def __init__(self, tmp_path, how):
        folder = closed_caseload(tmp_path / "caseload")
        caseload = reopened(folder)
        mo = add_candidate(caseload, "Mo Candidate")
        enrol(caseload, mo.id, "ocr-b10")
        evidence.start_observation(caseload, mo.id, "Desk")
        caseload.attached.hashes()  # creates the photograph file
        caseload.close()
        self.before = tmp_path / "before"
        shutil.copytree(folder, self.before)
        self.master = caseloads.unlock(folder, PASSPHRASE)
        self.steps = record(
            folder, tmp_path / "trace", "tests.faults.saving", str(folder), self.master.hex(), how
        )

    def cut_at_many_points(self, tmp_path, cuts, at_once=4):
        """Cut the power at this many points and return what is wrong after each cut.

        One cut in `at_once` comes right after something was acknowledged.
        """
        chance = random.Random(20261125)
        acknowledged = [number + 1 for number, step in enumerate(self.steps) if step.kind == "told"]
        anywhere = range(1, len(self.steps) + 1)
        points = sorted(
            chance.choice(acknowledged if number % at_once == 0 else anywhere) for number in range(cuts)
        )
        disk, position, problems = Disk(self.before), 0, []
        for point in points:
            for step in self.steps[position:point]:
                disk.go(step)
            position = point
            folder = tmp_path / "after"
            disk.cut(chance, folder)
            problems.append(after(folder, self.master, disk.told))
            shutil.rmtree(folder)
        return problems


def after(folder, master, told):
    """Return what is wrong with a caseload after a power cut; empty if nothing."""
    try:
        caseload = caseloads.open_caseload(folder, master)
    except UserError as error:
        return f"corrupt: {error}"
    try:
        (mo,) = list_candidates(caseload)
        portfolio = load_portfolio(caseload, mo.id)
        present = {
            "note": {note.id for note in portfolio.notes},
            "tick": {reference.note for reference in portfolio.references},
            "photograph": {photograph.sha256 for photograph in portfolio.photographs},
        }
        drafts = {record for record, _ in caseload.drafts.all()}
        told = [line.split() for line in told]
        lost = [line for line in told if line[0] in present and line[1] not in present[line[0]]]
        if told and told[-1][0] == "draft" and told[-1][1] not in drafts:
            lost.append(told[-1])
        wrong = [sentence for line in FullCheck(folder, master).run() for sentence in line.wrong]
    except (DatabaseError, UserError) as error:
        return f"corrupt: {error}"
    finally:
        caseload.close()
    if wrong:
        return f"half applied: {wrong}"
    return f"lost: {lost}" if lost else ""


def test_a_power_cut_at_any_point_damages_half_applies_and_loses_nothing(tmp_path):
    recorded = Recorded(tmp_path, "real")
    assert sum(step.kind == "sync" for step in recorded.steps) > 50
    assert sum(len(step.data) for step in recorded.steps if step.kind == "write") > 500_000
    problems = recorded.cut_at_many_points(tmp_path, CUTS)
    assert len(problems) == CUTS
    assert [problem for problem in problems if problem] == []


@pytest.mark.parametrize("how", ["no-sync", "python"])
def test_settings_that_lose_saves_are_found_to_lose_them(tmp_path, how):
    """Control: without syncs, or with Python’s default SQLite settings, acknowledged saves are lost."""
    problems = Recorded(tmp_path, how).cut_at_many_points(tmp_path, 24, at_once=1)
    assert [problem for problem in problems if problem.startswith("lost")], "the power cut test cannot fail"
    print(f"{how}: {sum(map(bool, problems))} of {len(problems)}")


def test_an_unsynced_sector_may_be_lost_and_a_synced_one_never_is(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"0" * 2048)
    disk = Disk(tmp_path / "a")
    disk.go(Step("write", "f", 0, b"1" * 2048))
    disk.go(Step("sync", "f"))
    disk.go(Step("write", "f", 0, b"2" * 2048))
    seen = set()
    for number in range(60):
        disk.cut(random.Random(number), tmp_path / str(number))
        content = (tmp_path / str(number) / "f").read_bytes()
        seen |= {content[start : start + 512] for start in range(0, 2048, 512)}
    assert seen == {b"1" * 512, b"2" * 512}
