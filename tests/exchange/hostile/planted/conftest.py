"""Two machines that sync through a folder into which somebody else writes too."""

from contextlib import ExitStack

import pytest

from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync
from tests.support.exchanging import machine
from tests.support.syncing import meet


@pytest.fixture
def shared(tmp_path, clock):
    """Open two machines of Ann that sync through one folder; return them, a candidate and the folder."""
    with ExitStack() as closing:
        folder, machines = tmp_path / "shared", []
        folder.mkdir()
        for name in ("tablet", "office"):
            caseload = machine(tmp_path / name, clock=clock)
            closing.callback(caseload.close)
            folder_sync.choose_folder(caseload, folder)
            machines.append(caseload)
        tablet, office = machines
        folder_sync.accept(tablet, office.device)
        folder_sync.accept(office, tablet.device)
        mo = candidates.add_candidate(tablet, "Mo Candidate")
        evidence.start_observation(tablet, mo.id, "Counter")
        meet(tablet, office)
        yield tablet, office, mo, folder / "csassess"
