"""Fixtures for exchange tests: two machines that know each other's keys, and a candidate on the first."""

from contextlib import ExitStack

import pytest

from csassess.domain.units.units import Setting
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from tests.exchange.forgeries import Office
from tests.support.exchanging import (
    acquaint,
    machine,
)
from tests.support.pictures import encoded, scene


@pytest.fixture
def two(tmp_path, clock):
    """Open two machines that know each other’s keys."""
    with ExitStack() as closing:
        machines = [machine(tmp_path / name, clock=clock) for name in ("tablet", "office")]
        for caseload in machines:
            closing.callback(caseload.close)
        acquaint(*machines, folder=tmp_path)
        yield machines


@pytest.fixture
def office(tmp_path, clock):
    """Open Ann's machine with a portfolio, and a forger's that has received it."""
    with ExitStack() as closing:
        yield Office(tmp_path, clock, closing)


@pytest.fixture
def bob(office):
    """Open Ann's machine, and that of the forger, whom she has accepted as a colleague."""
    office.accept_forger()
    return office


@pytest.fixture
def mo_on_tablet(two):
    """Add a candidate on the first machine.

    The observation has a note, a customer, a reference and a photograph.
    """
    tablet = two[0]
    mo = candidates.add_candidate(tablet, "Mo Candidate", "C-001")
    candidates.set_job(tablet, mo.id, "Shop", "Assistant", Setting.REAL_JOB_PAID)
    candidates.register(tablet, mo.id, "Certificate in Customer Service", "601/1234/5", "R-77", None)
    candidates.enrol(tablet, mo.id, "ocr-b10")
    item = evidence.start_observation(tablet, mo.id, "Counter")
    note = evidence.add_note(tablet, mo.id, item.id, "Greets the customer")
    references.tick(tablet, mo.id, item.id, "ocr-b10", "1.1", note.id)
    photographs.add(tablet, mo.id, item.id, photographs.prepare(encoded(scene())), "The counter")
    return mo
