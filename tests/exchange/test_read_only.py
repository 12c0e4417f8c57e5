"""Opening a portfolio file read-only: all of it is readable, nothing is written or left behind."""

import tempfile
from dataclasses import replace

import pytest

from csassess.data.exchange.devices import own_identity
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.services.access import caseloads
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import conflicts, sending
from csassess.services.exchange.read_only import opened_to_read
from csassess.services.papers import files
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import contents, pdf_text
from tests.support.exchanging import FILE_PASSPHRASE, opened_parts, sealed, with_manifests
from tests.support.pictures import encoded, scene
from tests.support.verifying import decided


@pytest.fixture(autouse=True)
def temp(tmp_path, monkeypatch):
    """Create a folder for this test’s temporary files."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def sent(caseload, tmp_path):
    """Return Aisha, who has a photograph, and her portfolio file, locked for this machine’s own key."""
    aisha, _ = decided(caseload)
    item = evidence.start_observation(caseload, aisha.id, "Quay")
    photographs.add(caseload, aisha.id, item.id, photographs.prepare(encoded(scene((64, 48)))))
    path = tmp_path / "aisha.csbundle"
    sending.send(caseload, [aisha.id], path, recipients=[_own_card(caseload)], with_forms=False)
    return aisha, path


def _own_card(caseload):
    from csassess.data.exchange.devices import own_card

    return own_card(caseload)


def test_everything_in_the_file_can_be_read_and_printed(caseload, sent):
    aisha, path = sent
    with opened_to_read(path, "", own_identity(caseload)) as read:
        assert candidates.list_candidates(read) == [aisha]
        assert load_portfolio(read, aisha.id) == load_portfolio(caseload, aisha.id)
        (photograph,) = load_portfolio(read, aisha.id).photographs
        assert photographs.content(read, photograph)
        assert centre_of(read).name == "Harbour Centre"
        assert assessor_of(read).role is Role.READER
        paper = next(
            c for c in files.paper_choices(read, portfolio_view(read, aisha.id)) if c.form == "recording"
        )
        assert "Ann Assessor" in pdf_text(files.draw(paper.content()))


def test_a_passphrase_opens_the_file_too(caseload, sent, tmp_path):
    aisha, _ = sent
    path = tmp_path / "locked.csbundle"
    sending.send(caseload, [aisha.id], path, passphrase=FILE_PASSPHRASE, with_forms=False)
    with opened_to_read(path, FILE_PASSPHRASE) as read:
        assert candidates.list_candidates(read) == [aisha]


def test_nothing_can_be_written_to_a_file_opened_read_only(caseload, sent):
    aisha, path = sent
    with opened_to_read(path, "", own_identity(caseload)) as read:
        item = load_portfolio(read, aisha.id).evidence[-1]
        entries = read.db.execute("SELECT COUNT(*) FROM events").fetchone()
        for act in (
            lambda: evidence.add_note(read, aisha.id, item.id, "Forged"),
            lambda: evidence.start_observation(read, aisha.id, "Quay"),
            lambda: candidates.add_candidate(read, "Another"),
            lambda: candidates.change_candidate(read, replace(aisha, name="Another")),
            lambda: caseloads.change_person(read, replace(assessor_of(read), role=Role.ASSESSOR)),
            lambda: caseloads.change_centre(read, replace(centre_of(read), name="Another")),
            lambda: history.undo(read, aisha.id),
            lambda: history.undo(read, "caseload"),
            lambda: history.undo_earlier_action(read, read.history.of(aisha.id)[-1].id),
        ):
            with pytest.raises(UserError):
                act()
        assert read.db.execute("SELECT COUNT(*) FROM events").fetchone() == entries


def test_reading_leaves_no_clear_text_on_disk_and_closing_leaves_no_file(caseload, sent, temp):
    _, path = sent
    with opened_to_read(path, "", own_identity(caseload)):
        files = contents(temp)
        assert files
        assert not any(
            words in content for content in files.values() for words in (b"Aisha", b"Complaints log", b"JFIF")
        )
    assert contents(temp) == {}


@pytest.mark.parametrize("how", ["the reader fails", "damaged", "not for us", "contradicts itself"])
def test_a_failure_of_any_kind_leaves_no_file(caseload, sent, temp, tmp_path, how):
    _, path = sent
    identity = own_identity(caseload)
    if how == "damaged":
        path.write_bytes(path.read_bytes()[:-300])
    elif how == "not for us":
        identity = ""
    elif how == "contradicts itself":
        parts = opened_parts(caseload, path)
        parts = {name: content for name, content in parts.items() if "/photos/" not in name}
        sealed(with_manifests(parts, caseload), sending.own_recipient(caseload), path)
    if how == "the reader fails":
        with pytest.raises(ZeroDivisionError), opened_to_read(path, "", identity):
            _ = 1 // 0
    else:
        with pytest.raises(UserError), opened_to_read(path, "", identity):
            raise AssertionError
    assert contents(temp) == {}


def test_the_caseload_of_the_reader_is_unchanged(caseload, sent):
    _, path = sent
    before = caseload.db.execute("SELECT COUNT(*), (SELECT COUNT(*) FROM peers) FROM events").fetchone()
    with opened_to_read(path, "", own_identity(caseload)):
        pass
    assert (
        caseload.db.execute("SELECT COUNT(*), (SELECT COUNT(*) FROM peers) FROM events").fetchone() == before
    )


@pytest.mark.parametrize("name", ["", "  "])
def test_a_file_that_states_no_centre_can_be_read(caseload, sent, name):
    import json

    aisha, path = sent
    parts = opened_parts(caseload, path)
    meta = json.loads(parts["portfolio/data/bundle.json"])
    meta["centre"] = {"name": name}
    parts["portfolio/data/bundle.json"] = json.dumps(meta).encode()
    sealed(with_manifests(parts, caseload), sending.own_recipient(caseload), path)
    with opened_to_read(path, "", own_identity(caseload)) as read:
        assert centre_of(read).name == "not stated"
        assert [portfolio.candidate.name for portfolio in [load_portfolio(read, aisha.id)]] == [aisha.name]
    assert conflicts.quarantined(caseload) == []
