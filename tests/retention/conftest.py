"""Fixtures for retention tests: a caseload with one portfolio full of marks, and its backups."""

import pytest
from PIL import Image

from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.services.safekeeping import backups
from tests.retention.marks import Marks, filled_portfolio
from tests.support.builders import reopened
from tests.support.pictures import encoded
from tests.support.verifying import decided


@pytest.fixture
def caseload(folder, clock):
    """Open a caseload that a test may close."""
    opened = reopened(folder, clock=clock)
    yield opened
    if opened._lock.is_locked:
        opened.close()


@pytest.fixture
def marks():
    return Marks()


@pytest.fixture
def elsewhere(tmp_path):
    return tmp_path / "stick"


@pytest.fixture
def full(caseload, marks, elsewhere):
    """Fill one portfolio with marks and back up in two places; another portfolio shares a picture."""
    aisha, _ = filled_portfolio(caseload, marks)
    tom, _ = decided(caseload, "Tom Other", "2")
    shared = photographs.prepare(encoded(Image.effect_noise((320, 200), 90).convert("RGB")))
    aisha_item = evidence.start_observation(caseload, aisha.id, marks.word())
    tom_item = evidence.start_observation(caseload, tom.id, "Counter")
    for candidate, item in ((aisha, aisha_item), (tom, tom_item)):
        photographs.add(caseload, candidate.id, item.id, shared)
    backups.make_backup(caseload)
    backups.make_backup(caseload, elsewhere)
    return aisha, tom
