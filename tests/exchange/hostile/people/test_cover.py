"""Attacks by whoever covers, and by the assessor who is away, past the program."""

from datetime import timedelta

import pytest

from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import EvidenceItem, Method
from tests.support.builders import THAT_DAY
from tests.support.covering import covering
from tests.support.forging import Forger


@pytest.fixture
def team(tmp_path, clock):
    with covering(tmp_path, clock) as opened:
        opened.send(opened.ann, opened.vera)
        opened.lend(opened.ann)
        opened.send(opened.ann, opened.bo)
        yield opened


def past_the_program(caseload):
    """Return what writes on a machine past every check."""
    forger = object.__new__(Forger)
    forger.caseload = caseload
    return forger


def change_draft(team):
    bo = past_the_program(team.bo)
    head = bo.head_of(team.mo, "evidence", team.draft.id, "description")
    bo.entry(team.mo, "x", [Change("evidence", team.draft.id, "description", "Changed by Bo", (head,))])


def is_unchanged(team):
    team.send(team.bo, team.ann)
    return load_portfolio(team.ann, team.mo).item(team.draft.id).description == "A letter"


def test_whoever_covers_changes_no_draft_by_an_entry_of_the_day_before(team):
    now = team.clock.now
    team.clock.now -= timedelta(days=1)
    change_draft(team)
    team.clock.now = now
    assert is_unchanged(team)


def test_whoever_covers_changes_no_draft_by_ending_the_cover_before_it_began(team):
    (lent,) = load_portfolio(team.bo, team.mo).covers
    ended = [("ended", (THAT_DAY - timedelta(days=1)).isoformat()), ("ended_by", team.bo.author)]
    past_the_program(team.bo).entry(
        team.mo, "cover.end", [Change("cover", lent.id, name, value, ()) for name, value in ended]
    )
    change_draft(team)
    assert is_unchanged(team)


def test_what_the_assessor_who_is_away_writes_past_the_program_is_set_aside(team):
    """0021: both are refused where they are written and, past the program, set aside where they arrive."""
    team.send(team.ann, team.vera)
    item = EvidenceItem("e9", "77", Method.WORK_PRODUCT, "While away", THAT_DAY)
    past_the_program(team.ann).records(team.mo, "evidence.add", item)
    team.send(team.ann, team.vera)
    assert "e9" not in [item.id for item in load_portfolio(team.vera, team.mo).evidence]
