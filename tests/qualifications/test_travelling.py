"""A qualification travels with the registrations that name it, and is a draft wherever it arrives."""

from contextlib import ExitStack
from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.canonical import digest as digest_of
from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.errors import UserError
from csassess.services.candidates import candidates
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.progress.qualification_progress import progress_of
from csassess.services.qualifications import caseload_qualifications, choosing
from csassess.services.retention import held, retention
from csassess.services.safekeeping import backups, checking
from tests.support.builders import PASSPHRASE, reopened
from tests.support.exchanging import acquaint, machine, transfer
from tests.support.qualifications import approved, content, register


@pytest.fixture
def two(tmp_path, clock):
    """Open two machines that know each other's keys."""
    with ExitStack() as closing:
        machines = [machine(tmp_path / name, clock=clock) for name in ("tablet", "office")]
        for each in machines:
            closing.callback(each.close)
        acquaint(*machines, folder=tmp_path)
        yield machines


def progress(caseload, candidate):
    return progress_of(caseload, portfolio_view(caseload, candidate.id))


def test_the_qualification_travels_by_its_digest_and_is_a_draft_elsewhere(two):
    tablet, office = two
    mo = candidates.add_candidate(tablet, "Mo", "1")
    version = approved(tablet)
    register(tablet, mo.id, version)
    choosing.choose(tablet, mo.id, ["ocr-61"])
    transfer(tablet, office, mo.id, tablet.folder / "1.csbundle")
    (there,) = caseload_qualifications.caseload_qualifications(office)
    assert (there.state, there.version.digest) == (UnitState.DRAFT, version.digest)
    assert there.version.origin.startswith("portfolio file of")
    assert caseload_qualifications.offered(office) == {}
    assert progress_of(office, portfolio_view(office, mo.id)) == progress(tablet, mo)
    transfer(tablet, office, mo.id, tablet.folder / "2.csbundle")
    assert len(caseload_qualifications.versions(office)) == 1


def test_a_qualification_in_a_newer_format_is_kept_and_the_portfolio_is_taken_in(two):
    tablet, office = two
    mo = candidates.add_candidate(tablet, "Mo", "1")
    newer = content(format=9, wheels=4)
    registration = register(tablet, mo.id, approved(tablet))
    digest = digest_of(newer)
    tablet.store_wording(digest, "certificate", newer)
    tablet.save(mo.id, "candidate.registration-change", replace(registration, digest=digest))
    transfer(tablet, office, mo.id, tablet.folder / "1.csbundle")
    assert load_portfolio(office, mo.id).registrations[0].digest == digest
    assert office.wording(digest) == newer
    assert progress_of(office, portfolio_view(office, mo.id)) is None
    assert caseload_qualifications.versions(office) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "unit"},
        {"groups": []},
        {"title": "T\u202eitle"},
        {"totals": [{"of": "credits", "at_least": -3}]},
        {"groups": {"label": "A"}},
        {"kind": None, "outcomes": []},
    ],
    ids=str,
)
def test_a_file_with_a_wrong_qualification_is_refused_whole(two, wrong):
    tablet, office = two
    mo = candidates.add_candidate(tablet, "Mo", "1")
    registration = register(tablet, mo.id, approved(tablet))
    stated = content(**wrong)
    tablet.store_wording(digest_of(stated), "certificate", stated)
    tablet.save(mo.id, "candidate.registration-change", replace(registration, digest=digest_of(stated)))
    with pytest.raises(UserError):
        transfer(tablet, office, mo.id, tablet.folder / "1.csbundle")
    assert not candidates.is_here(office, mo.id)
    assert caseload_qualifications.versions(office) == []


def test_a_registration_whose_qualification_is_not_here_holds_without_it(two):
    tablet, office = two
    mo = candidates.add_candidate(tablet, "Mo", "1")
    registration = register(tablet, mo.id, approved(tablet))
    tablet.save(mo.id, "candidate.registration-change", replace(registration, digest="f" * 64))
    transfer(tablet, office, mo.id, tablet.folder / "1.csbundle")
    assert load_portfolio(office, mo.id).registrations[0].digest == "f" * 64
    assert progress_of(office, portfolio_view(office, mo.id)) is None


def test_a_caseload_with_qualifications_is_whole_and_keeps_them_when_it_is_restored(folder, tmp_path):
    opened = reopened(folder)
    una = candidates.add_candidate(opened, "Una", "U-1")
    register(opened, una.id, approved(opened))
    before = progress(opened, una)
    backup = backups.make_backup(opened, tmp_path / "stick")
    opened.close()
    wrong = [line for result in checking.check_folder(folder, PASSPHRASE) for line in result.wrong]
    assert wrong == []
    backups.restore_caseload(backup, backups.with_passphrase(PASSPHRASE), tmp_path / "restored")
    restored = reopened(tmp_path / "restored")
    assert progress(restored, una) == before
    restored.close()


def test_an_erased_portfolio_that_is_restored_from_its_held_copy_has_its_qualification(caseload):
    una = candidates.add_candidate(caseload, "Una", "U-1")
    register(caseload, una.id, approved(caseload))
    before = progress(caseload, una)
    retention.erase(caseload, una.id, "By mistake", second="Hannah Cole")
    held.restore_held(caseload, held.held(caseload)[0].path)
    assert progress(caseload, una) == before
