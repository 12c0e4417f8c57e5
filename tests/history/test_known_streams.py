"""Which portfolios known people wrote in is remembered, and the same as if it were read anew."""

from contextlib import suppress

import pytest

from csassess.data.exchange.accepted import held_names, held_streams, known_streams
from csassess.data.record.history import KnownStreams
from csassess.data.removal.erasure import take_stream_out
from csassess.services.candidates import candidates, corrections
from csassess.services.evidence import evidence
from csassess.services.exchange import acceptance
from csassess.services.papers import form_control
from csassess.services.progress import history
from tests.support.builders import THAT_DAY
from tests.support.exchanging import acquaint, machine, transfer


@pytest.fixture
def ann(tmp_path, clock):
    caseload = machine(tmp_path / "ann", clock=clock)
    yield caseload
    caseload.close()


@pytest.fixture
def bo(tmp_path, clock):
    caseload = machine(tmp_path / "bo", clock=clock)
    yield caseload
    caseload.close()


def same_as_anew(caseload):
    remembered = known_streams(caseload), held_streams(caseload), held_names(caseload)
    caseload.known = KnownStreams()
    return remembered == (known_streams(caseload), held_streams(caseload), held_names(caseload))


def test_what_is_remembered_follows_everything_that_happens(ann, bo, tmp_path):
    mo = candidates.add_candidate(ann, "Mo Candidate")
    assert held_names(ann) == ((mo.id, "Mo Candidate"),)
    acquaint(ann, bo, folder=tmp_path)
    theirs = candidates.add_candidate(bo, "Tom Reid")
    transfer(bo, ann, theirs.id, tmp_path / "one")
    assert same_as_anew(ann)
    assert held_streams(ann) == {mo.id, theirs.id}
    acceptance.withdraw(ann, bo.device)
    assert held_streams(ann) == {mo.id}
    assert same_as_anew(ann)
    evidence.add_item(ann, mo.id, "WP", "A letter", THAT_DAY)
    acquaint(ann, bo, folder=tmp_path)
    assert same_as_anew(ann)
    corrections.remove_candidate(ann, theirs.id)
    assert held_streams(ann) == {mo.id}
    history.undo(ann, theirs.id)
    assert held_streams(ann) == {mo.id, theirs.id}
    assert same_as_anew(ann)


def test_a_stranger_s_portfolio_is_not_known_until_they_are_accepted(ann, bo, tmp_path):
    acquaint(ann, bo, folder=tmp_path)
    acceptance.withdraw(ann, bo.device)
    theirs = candidates.add_candidate(bo, "Tom Reid")
    assert held_streams(ann) == set()
    transfer(bo, ann, theirs.id, tmp_path / "one")
    assert held_streams(ann) == set()
    acquaint(ann, bo, folder=tmp_path)
    assert held_streams(ann) == {theirs.id}
    assert same_as_anew(ann)


def test_candidates_whose_entry_was_rolled_back_are_not_taken_for_those_added_later(ann):
    candidates.add_candidate(ann, "Mo Candidate")
    with suppress(LookupError), ann.together():
        candidates.add_candidate(ann, "Never Here")
        known_streams(ann)
        raise LookupError
    candidates.add_candidate(ann, "Tom Reid")
    assert same_as_anew(ann)


def test_a_portfolio_that_was_taken_out_is_not_known(ann):
    first = candidates.add_candidate(ann, "Mo Candidate")
    last = candidates.add_candidate(ann, "Tom Reid")
    known_streams(ann)
    for stream in (first.id, last.id):
        with ann.together():
            take_stream_out(ann.db, stream)
        candidates.add_candidate(ann, f"After {stream}")
        assert stream not in known_streams(ann)
        assert same_as_anew(ann)


def test_entries_of_the_centre_make_no_portfolio(ann):
    candidates.add_candidate(ann, "Mo Candidate")
    known_streams(ann)
    form_control.approve(ann, "CRF", "The awarding body", ann.clock().date())
    assert same_as_anew(ann)
