"""Three machines whose folder loses, delays, repeats, reorders and truncates files end equal.

An ordinary run does a few rounds; CSASSESS_ROUNDS sets how many.
"""

import os
import random
import shutil
from contextlib import ExitStack
from datetime import date

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Method
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_giving, folder_sync, receiving
from csassess.services.exchange.folder_files import candidate_hash
from csassess.services.exchange.sync_folder_location import folder_of
from tests.support.exchanging import machine, state
from tests.support.syncing import carry

ROUNDS = int(os.environ.get("CSASSESS_ROUNDS", "25"))
SEED = int(os.environ.get("CSASSESS_SEED", "7"))
RELIABLE = 8  # rounds after which nothing may be missing


class FolderOfChance:
    """Carries files between the folders of some machines, but not all, not at once and not whole."""

    def __init__(self, machines, chance):
        self._machines, self._chance = machines, chance
        self._earlier = []  # what was carried before: (path, content)

    def carry(self):
        for giver in self._machines:
            own = folder_of(giver) / "csassess" / giver.device[:12]
            paths = sorted(own.iterdir()) if own.is_dir() else []
            self._chance.shuffle(paths)
            for path in paths:
                self._carry(giver, path)
            if self._chance.random() < 0.03:
                shutil.rmtree(own, ignore_errors=True)  # tidied
        for path, content in self._chance.sample(self._earlier, min(2, len(self._earlier))):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)  # an older file, or an older state, once more

    def _carry(self, giver, path):
        for receiver in self._machines:
            if receiver is giver or self._chance.random() < 0.4:
                continue  # delayed
            target = folder_of(receiver) / "csassess" / giver.device[:12] / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes()
            if self._chance.random() < 0.15:
                content = content[: self._chance.randrange(len(content))]
            target.write_bytes(content)
            self._earlier = [*self._earlier, (target, content)][-30:]
            if self._chance.random() < 0.1:
                shutil.copy(path, target.with_name(f"{target.stem} (conflicted copy){target.suffix}"))
        if self._chance.random() < 0.15:
            path.unlink()  # lost


def edit(caseload, chance, number):
    """Make one random edit."""
    here = candidates.list_candidates(caseload)
    if not here or chance.random() < 0.05:
        here.append(candidates.add_candidate(caseload, f"Candidate {number}"))
    candidate = chance.choice(here)
    items = load_portfolio(caseload, candidate.id).evidence
    if not items or chance.random() < 0.2:
        evidence.add_item(caseload, candidate.id, Method.WORK_PRODUCT, f"Letter {number}", date(2026, 3, 2))
        return
    evidence.add_note(caseload, candidate.id, chance.choice(items).id, f"Note {number}")


def mirror(*machines):
    """Carry every file, and carry away what its giver removed."""
    for giver in machines:
        for receiver in machines:
            if giver is not receiver:
                shutil.rmtree(folder_of(receiver) / "csassess" / giver.device[:12], ignore_errors=True)
    carry(*machines)


@pytest.fixture
def machines(tmp_path, clock, monkeypatch):
    """Open three machines that accept each other; each has its own sync folder."""
    monkeypatch.setattr(receiving, "take_snapshot", lambda *_: None)  # takes longest, and is not meant here
    with ExitStack() as closing:
        opened = []
        for name in ("tablet", "office", "home"):
            caseload = machine(tmp_path / name, clock=clock)
            closing.callback(caseload.close)
            (tmp_path / f"{name}-folder").mkdir()
            folder_sync.choose_folder(caseload, tmp_path / f"{name}-folder")
            opened.append(caseload)
        carry(*opened)
        for caseload in opened:
            for partner in folder_sync.partners(caseload):
                folder_sync.accept(caseload, partner.card.device)
        yield opened


def run(machines, clock):
    """Edit, sync and carry by chance, then sync reliably; return what the machines say at last."""
    chance = random.Random(SEED)
    folder = FolderOfChance(machines, chance)
    for number in range(ROUNDS):
        for caseload in machines:
            if chance.random() < 0.6:
                clock.move_on(minutes=1)
                edit(caseload, chance, number)
            if chance.random() < 0.7:
                folder_sync.sync_folder(caseload)
        folder.carry()
    for _ in range(RELIABLE):
        for caseload in machines:
            folder_sync.sync_folder(caseload)
        mirror(*machines)
    return [folder_sync.sync_folder(caseload)[2] for caseload in machines]


def all_states(caseload):
    return {candidate.id: state(caseload, candidate.id) for candidate in candidates.list_candidates(caseload)}


def test_three_machines_end_equal_whatever_the_folder_did_meanwhile(machines, clock):
    assert run(machines, clock) == [[], [], []]
    first, *others = map(all_states, machines)
    assert first
    assert [other == first for other in others] == [True, True]


def test_the_run_fails_if_what_the_machines_state_is_ignored(machines, clock, monkeypatch):
    """Control: what was written is taken to have arrived, as if numbers were enough."""
    written, mark_written = {}, folder_giving.mark_written

    def note_written(caseload, path, holds):
        mark_written(caseload, path, holds)
        for recipient in holds.recipients:
            written.setdefault((caseload.device, recipient, path.name[:12]), {}).update(holds.ends)

    monkeypatch.setattr(folder_giving, "mark_written", note_written)
    monkeypatch.setattr(
        folder_giving,
        "_will_have",
        lambda caseload, candidate, card, *_: written.get(
            (caseload.device, card.device, candidate_hash(candidate)), {}
        ),
    )
    run(machines, clock)
    first, *others = map(all_states, machines)
    assert [other == first for other in others] != [True, True]
