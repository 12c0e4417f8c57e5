"""The state of an item: what comes before what, and what stands until the next judgement."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csassess.domain.assessment.item_state import ItemState, item_state, judged_words
from csassess.domain.records.evidence import Judgement, Note, NoteKind, Outcome
from csassess.domain.records.visits import Visit
from csassess.services.units import units
from tests.support.builders import THAT_DAY, item_spec, portfolio_of

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
RUNNING = Visit("v", THAT_DAY, started=NINE)
FINISHED = replace(RUNNING, ended=NINE)
MOMENT = Note("m", "item-1", NINE, NINE, NoteKind.MOMENT)


def portfolio(*, more=False, visit=None, moment=False, **fields):
    """Return a portfolio of one item, by default an unjudged one that could be accepted."""
    item = item_spec("ocr-b10", **{"accepted": False, "visit": "v" if visit else None, **fields})
    whole = portfolio_of(item)
    judgement = Judgement("item-1", Outcome.MORE_EVIDENCE_NEEDED, THAT_DAY, "ann", "A second day")
    return replace(
        whole,
        judgements=(judgement,) if more else whole.judgements,
        visits=(visit,) if visit else (),
        notes=(*whole.notes, MOMENT) if moment else whole.notes,
    )


def state_in(whole):
    return item_state(whole.evidence[0], whole, (units.unit("ocr-b10"),))


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, ItemState.READY),
        ({"criteria": ()}, ItemState.INCOMPLETE),
        ({"setting": None}, ItemState.INCOMPLETE),
        ({"moment": True}, ItemState.TO_WRITE_UP),
        ({"visit": RUNNING, "moment": True}, ItemState.OBSERVING),
        ({"visit": RUNNING}, ItemState.OBSERVING),
        ({"visit": FINISHED}, ItemState.READY),
        ({"more": True}, ItemState.MORE_EVIDENCE_NEEDED),
        ({"more": True, "moment": True}, ItemState.MORE_EVIDENCE_NEEDED),
        ({"accepted": True}, ItemState.ACCEPTED),
        ({"accepted": True, "visit": RUNNING}, ItemState.ACCEPTED),
        ({"accepted": True, "withdrawn": True}, ItemState.WITHDRAWN),
        ({"more": True, "withdrawn": True}, ItemState.WITHDRAWN),
    ],
)
def test_a_judgement_stands_and_without_one_the_record_says_what_is_missing(fields, state):
    assert state_in(portfolio(**fields)) is state


def test_an_acceptance_that_was_overtaken_by_a_change_is_no_longer_accepted():
    overtaken = replace(portfolio(accepted=True), doubted=frozenset({"item-1"}))
    assert state_in(overtaken) is ItemState.CHANGED


def test_papers_call_everything_a_draft_that_is_not_judged():
    words = [
        judged_words(whole.evidence[0], whole)
        for whole in (
            portfolio(),
            portfolio(moment=True),
            portfolio(more=True),
            replace(portfolio(accepted=True), doubted=frozenset({"item-1"})),
            portfolio(accepted=True),
        )
    ]
    assert words == ["draft", "draft", "more evidence needed", "changed since it was accepted", "accepted"]


def test_each_state_has_words_of_its_own():
    assert len({state.words for state in ItemState}) == len(ItemState)
