"""Answers to what would be asked: they cover the facts that were asked about, and no others."""

from dataclasses import replace
from datetime import date

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.asking.lines import Kind, Line
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.codes.schemes import decision_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Decision, Method, Note, Reference
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.verification import Answer
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.progress import milestones, would_ask
from csassess.services.progress.portfolio_view import portfolio_view
from tests.assessment.test_would_ask import colleague_of, observed, statement
from tests.support.builders import THAT_DAY
from tests.support.pictures import encoded, scene
from tests.support.verifying import UNIT, decided


def kinds_of(caseload, candidate):
    return {line.kind for line in would_ask.lines_for(caseload, candidate.id)}


@pytest.mark.parametrize("kept", [(), ("1.1",)])
def test_a_decision_on_nothing_or_little_takes_nothing_off_the_list(caseload, clock, kept):
    candidate, _ = decided(caseload)
    clock.move_on(days=1)
    little = statement(caseload, candidate, words="She said so.", method=Method.WORK_PRODUCT)
    for criterion in kept:
        references.tick(caseload, candidate.id, little.id, UNIT, criterion)
    if kept:
        judgement.accept(caseload, candidate.id, little.id)
    before = kinds_of(caseload, candidate)
    _decide_on(caseload, candidate, (little.id,) if kept else ())
    assert before <= kinds_of(caseload, candidate)
    assert Kind.NOT_SHOWN in kinds_of(caseload, candidate)


def test_a_decision_on_nothing_is_never_current(caseload, clock):
    candidate, _ = decided(caseload)
    clock.move_on(days=1)
    _decide_on(caseload, candidate, ())
    view = portfolio_view(caseload, candidate.id)
    assert decision_state(view.of(UNIT), view.portfolio) is DecisionState.CHANGED


def _decide_on(caseload, candidate, basis):
    """Decide a unit again on some items, as no honest program does."""
    code = decision_code(UNIT, load_portfolio(caseload, candidate.id), basis)
    day = caseload.clock().date()
    caseload.save(candidate.id, "x", Decision("zz", UNIT, day, caseload.author, code, "", basis, scheme=2))


def test_a_change_after_the_decision_takes_nothing_off_the_list(caseload):
    candidate, item = decided(caseload, signed=False)
    before = kinds_of(caseload, candidate)
    item = load_portfolio(caseload, candidate.id).item(item.id)
    caseload.save(candidate.id, "x", replace(item, description="Changed afterwards"))
    assert before <= kinds_of(caseload, candidate)


def test_an_answer_that_was_given_before_anything_was_asked_covers_nothing(caseload, mo):
    codes = tuple(Line(kind, "").code for kind in (Kind.NO_UNIT_DECIDED, Kind.NOT_REGISTERED))
    caseload.save(mo.id, "x", Answer("a1", codes, "Because", "bob", caseload.clock().date()))
    with pytest.raises(UserError, match="reason"):
        milestones.record(caseload, mo.id, MilestoneKind.CERTIFICATED, caseload.clock().date())


def _changed_again(caseload, mo):
    candidate, item = decided(caseload, signed=False)
    judgement.reopen(caseload, candidate.id, item.id, "A comma")
    yield candidate
    item = load_portfolio(caseload, candidate.id).item(item.id)
    caseload.save(candidate.id, "x", replace(item, description="Quite another thing", on=date(2020, 1, 1)))


def _another_account(caseload, mo):
    item = observed(caseload, mo, sign=False)
    yield mo
    (note,) = load_portfolio(caseload, mo.id).notes_of(item.id)
    caseload.save(mo.id, "x", replace(note, text="She shouted at the customer and left him standing."))


def _another_number(caseload, mo):
    item = observed(caseload, mo, words="She rang the shop on 01632 960001 and asked for the stock at once.")
    yield mo
    (note,) = load_portfolio(caseload, mo.id).notes_of(item.id)
    caseload.save(mo.id, "x", replace(note, text="The customer left his number, 01632 960999, on the slip."))


def _a_third_candidate(caseload, mo):
    observed(caseload, mo)
    observed(caseload, colleague_of(caseload))
    yield mo
    third = candidates.add_candidate(caseload, "Zed Third")
    statement(caseload, third, words=load_portfolio(caseload, mo.id).notes[0].text)


def _another_witness(caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Will Ness", "supervisor")
    witnesses.add_testimony(caseload, mo.id, witness, THAT_DAY)
    yield mo
    caseload.save(mo.id, "x", replace(witness, name="Jo Other", role="friend"))


def _another_unit(caseload, mo):
    candidates.enrol(caseload, mo.id, UNIT)
    item = statement(caseload, mo)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    yield mo
    gone = load_portfolio(caseload, mo.id).references
    caseload.save(mo.id, "x", Reference("r9", item.id, UNIT, "1.1"), remove=gone)


def _another_note(caseload, mo):
    item = observed(caseload, mo, words="Mo helped Siân Ŵyn to close the till at the end of the day.")
    candidates.add_candidate(caseload, "Siân Ŵyn")
    yield mo
    now = caseload.clock()
    caseload.save(mo.id, "x", Note("n9", item.id, now, now, text="Siân Ŵyn took money from the till."))


def _another_photograph(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "Counter")
    yield mo
    photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((80, 48)))), "A face")


def _another_signature_void(caseload, mo):
    item = observed(caseload, mo)
    judgement.reopen(caseload, mo.id, item.id, "A comma")
    (note,) = load_portfolio(caseload, mo.id).notes_of(item.id)
    caseload.save(mo.id, "x", replace(note, text="She greeted the customer, asked what was wrong, and left."))
    yield mo
    caseload.save(mo.id, "x", replace(note, text="She shouted at the customer and left him standing."))


def _another_addition(caseload, mo):
    item = observed(caseload, mo)
    caseload.clock.move_on(hours=1)
    now = caseload.clock()
    added = Note("n9", item.id, now, now, text="She also tidied up.")
    caseload.save(mo.id, "x", added)
    yield mo
    caseload.save(mo.id, "x", Note("n8", item.id, now, now, text="She took money."), remove=(added,))


def _another_empty_testimony(caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Will Ness", "supervisor")
    witnesses.add_testimony(caseload, mo.id, witness, THAT_DAY)
    yield mo
    caseload.save(mo.id, "x", replace(witness, name="Jo Other", role="friend"))


def _another_visit_unfinished(caseload, mo):
    item = observed(caseload, mo, finish=False)
    yield mo
    (note,) = load_portfolio(caseload, mo.id).notes_of(item.id)
    caseload.save(mo.id, "x", replace(note, text="She shouted at the customer and left him standing."))


@pytest.mark.parametrize(
    ("kind", "story"),
    [
        (Kind.CHANGED_SINCE_DECIDED, _changed_again),
        (Kind.ACCOUNT_UNSIGNED, _another_account),
        (Kind.CUSTOMER_DATA, _another_number),
        (Kind.SAME_ACCOUNT, _a_third_candidate),
        (Kind.TESTIMONY_UNCONFIRMED, _another_witness),
        (Kind.NO_NOTE, _another_unit),
        (Kind.OTHER_CANDIDATE, _another_note),
        (Kind.NOT_INFORMED, _another_photograph),
        (Kind.SIGNATURE_VOID, _another_signature_void),
        (Kind.ADDED_SINCE, _another_addition),
        (Kind.TESTIMONY_EMPTY, _another_empty_testimony),
        (Kind.ACCOUNT_UNFINISHED, _another_visit_unfinished),
    ],
)
def test_an_answer_does_not_cover_other_facts(caseload, mo, kind, story):
    def unanswered():
        lines = would_ask.lines_for(caseload, candidate.id)
        return [line.code for line in lines if line.kind is kind and line.answer is None]

    told = story(caseload, mo)
    candidate = next(told)
    would_ask.answer(caseload, candidate.id, unanswered(), "The reason for just this")
    assert unanswered() == []
    next(told, None)
    assert unanswered() != []
