"""A visit to one or several candidates: one visit, each record its own; times not observed; finishing and signing."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.finishing import checks
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import NoteKind
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.records.visits import SiteRules, Visit
from csassess.domain.signing.accounts import account_code, still_applies
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import history
from csassess.services.signing import signing
from csassess.services.visits import visits
from tests.support.pictures import encoded, scene


@pytest.fixture
def sian(caseload):
    candidate = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.enrol(caseload, candidate.id, "ocr-61")
    return candidate


@pytest.fixture
def picture():
    return photographs.prepare(encoded(scene((320, 240))))


@pytest.fixture
def both(caseload, mo, sian):
    """Mo and Siân observed in one visit; their items."""
    return visits.start_visit(caseload, [mo.id, sian.id], "Call centre", SiteRules(camera=False), "a notice")


def everything_said(caseload, stream):
    """All words that a record holds, events and tables, as one text."""
    return repr([(e.action, [c.value for c in e.changes]) for e in caseload.history.of(stream)]) + repr(
        load_portfolio(caseload, stream)
    )


def test_one_visit_is_a_record_in_each_portfolio_and_neither_names_the_other(caseload, mo, sian, both):
    mine, theirs = (load_portfolio(caseload, who.id).visits for who in (mo, sian))
    assert mine == theirs
    assert mine[0].camera_allowed is False
    assert mine[0].informed == "a notice"
    for one, other in ((mo, sian), (sian, mo)):
        said = everything_said(caseload, one.id)
        assert other.name not in said
        assert other.id not in said


def test_everyone_observed_together_is_found_from_each_record(caseload, mo, sian, both):
    for who in (mo, sian):
        found = visits.together(caseload, who.id, both[who.id])
        assert [(c.name, i.id) for c, i in found] == [
            ("Mo Candidate", both[mo.id].id),
            ("Siân Ŵyn", both[sian.id].id),
        ]


def test_a_visit_without_a_candidate_is_refused(caseload):
    with pytest.raises(UserError, match="at least one candidate"):
        visits.start_visit(caseload, [], "Desk")


def test_a_note_is_moved_with_both_its_times_and_its_customer_but_without_criteria(
    caseload, clock, mo, sian, both
):
    item, theirs = both[mo.id], both[sian.id]
    customer, note = evidence.next_customer(caseload, mo.id, item.id)
    evidence.change_customer(
        caseload, mo.id, replace(customer, demeanour=Demeanour.DIFFICULT, relationship=Relationship.NEW)
    )
    clock.move_on(minutes=5)
    note = evidence.change_note(caseload, mo.id, replace(note, text="Refund late."))
    references.tick(caseload, mo.id, item.id, "ocr-b10", "2.3", note.id)
    clock.move_on(minutes=5)
    given = visits.give_note(caseload, note, mo.id, sian.id, theirs.id)
    mine, other = load_portfolio(caseload, mo.id), load_portfolio(caseload, sian.id)
    assert (mine.notes, mine.customers, mine.references) == ((), (), ())
    assert other.notes == (given,)
    assert (given.at, given.written, given.text) == (note.at, note.written, "Refund late.")
    (met,) = other.customers
    assert (met.demeanour, met.relationship, met.letter) == (Demeanour.DIFFICULT, Relationship.NEW, "A")
    assert other.references == ()
    assert mo.name not in everything_said(caseload, sian.id)


def test_a_note_is_copied_and_stays_where_it_was(caseload, mo, sian, both):
    note = evidence.add_note(caseload, mo.id, both[mo.id].id, "Queue of nine.")
    references.tick(caseload, mo.id, both[mo.id].id, "ocr-b10", "2.1", note.id)
    visits.give_note(caseload, note, mo.id, sian.id, both[sian.id].id, copy=True)
    assert load_portfolio(caseload, mo.id).notes == (note,)
    assert len(load_portfolio(caseload, mo.id).references) == 1
    assert [n.text for n in load_portfolio(caseload, sian.id).notes] == ["Queue of nine."]


def test_moving_a_note_is_one_action_in_both_records_undone_and_done_again_from_either(
    caseload, mo, sian, both
):
    customer, note = evidence.next_customer(caseload, mo.id, both[mo.id].id)
    note = evidence.change_note(caseload, mo.id, replace(note, text="Refund late."))
    for stream in (mo.id, sian.id):
        visits.give_note(caseload, note, mo.id, sian.id, both[sian.id].id)
        history.undo(caseload, stream)
        assert load_portfolio(caseload, mo.id).notes == (note,)
        assert load_portfolio(caseload, mo.id).customers == (customer,)
        theirs = load_portfolio(caseload, sian.id)
        assert (theirs.notes, theirs.customers) == ((), ())
    history.redo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).notes == ()
    assert [n.text for n in load_portfolio(caseload, sian.id).notes] == ["Refund late."]


def test_a_visit_finished_for_one_stays_open_for_the_other_when_its_place_is_changed(
    caseload, mo, sian, both
):
    visits.finish(caseload, mo.id, both[mo.id].id, FeedbackToCandidate(both[mo.id].id, both[mo.id].id))
    ended = load_portfolio(caseload, mo.id).visits[0].ended
    for who in (mo, sian):
        visit = load_portfolio(caseload, who.id).visits[0]
        visits.change_visit(caseload, who.id, replace(visit, place=f"Floor of {who.number or 'two'}"))
        assert load_portfolio(caseload, mo.id).visits[0].ended == ended
        assert load_portfolio(caseload, sian.id).visits[0].ended is None


def test_a_note_is_not_given_to_or_from_an_accepted_item(caseload, mo, sian, both):
    note = evidence.add_note(caseload, mo.id, both[mo.id].id, "Queue of nine.")
    references.tick(caseload, mo.id, both[mo.id].id, "ocr-b10", "2.1", note.id)
    judgement.accept(caseload, mo.id, both[mo.id].id)
    before = load_portfolio(caseload, sian.id)
    with pytest.raises(UserError, match="is accepted"):
        visits.give_note(caseload, note, mo.id, sian.id, both[sian.id].id)
    assert load_portfolio(caseload, sian.id) == before


def test_a_time_not_observed_has_a_beginning_and_an_end(caseload, clock, mo, both):
    item = both[mo.id].id
    began = visits.not_observing(caseload, mo.id, item)
    assert (began.kind, began.until) == (NoteKind.NOT_OBSERVED, None)
    clock.move_on(minutes=10)
    ended = visits.not_observing(caseload, mo.id, item)
    assert (ended.id, ended.at, ended.until) == (began.id, began.at, clock())
    again = visits.not_observing(caseload, mo.id, item)
    assert again.id != began.id


# Finishing


def well(caseload, candidate, item):
    return {check.words: check.well for check in checks(item, load_portfolio(caseload, candidate))}


def test_before_leaving_what_is_not_well_is_named_first_and_leads_to_its_note(caseload, mo, both):
    item = both[mo.id]
    moment = evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT)
    phone = evidence.add_note(caseload, mo.id, item.id, "Ring him on 07700 900123.")
    _customer, told = evidence.next_customer(caseload, mo.id, item.id)
    evidence.change_note(caseload, mo.id, replace(told, text="Asks for a form."))
    visits.not_observing(caseload, mo.id, item.id)
    found = checks(item, load_portfolio(caseload, mo.id))
    bad = [(check.words.partition(": ")[2] or check.words, check.note) for check in found if not check.well]
    assert ("moment not written up", moment.id) in bad
    assert ("there is what looks like a phone number", phone.id) in bad
    assert ("customer A is not classed", told.id) in bad
    assert any("not observing" in words for words, _ in bad)
    assert [check.well for check in found] == sorted(check.well for check in found)


def test_a_photograph_without_caption_is_named_before_leaving(caseload, mo):
    items = visits.start_visit(caseload, [mo.id], "Desk")
    photographs.add(caseload, mo.id, items[mo.id].id, photographs.prepare(encoded(scene())))
    assert (
        well(caseload, mo.id, items[mo.id])["a photograph has no caption: what and whom does it show?"]
        is False
    )
    assert well(caseload, mo.id, items[mo.id])["how the people present were informed is not stated"] is False


def test_an_observation_that_is_well_says_so(caseload, mo, both):
    evidence.add_note(caseload, mo.id, both[mo.id].id, "Queue of nine.")
    assert set(well(caseload, mo.id, both[mo.id]).values()) == {True}


def test_finishing_ends_the_visit_and_a_time_not_observed_and_keeps_what_was_said(caseload, clock, mo, both):
    item = both[mo.id]
    visits.not_observing(caseload, mo.id, item.id)
    clock.move_on(minutes=30)
    said = FeedbackToCandidate(item.id, item.id, "Calm", "Speed", "It was busy", None, "Call log")
    visits.finish(caseload, mo.id, item.id, said)
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.feedback_to_candidate(item.id) == said
    assert portfolio.visits[0].ended == clock()
    assert portfolio.notes[0].until == clock()


def test_a_visit_finished_for_one_goes_on_for_the_other(caseload, mo, sian, both):
    visits.finish(caseload, mo.id, both[mo.id].id, FeedbackToCandidate(both[mo.id].id, both[mo.id].id))
    assert load_portfolio(caseload, sian.id).visits[0].ended is None


def test_place_and_rules_are_changed_for_everyone_observed(caseload, mo, sian, both):
    visit = load_portfolio(caseload, mo.id).visits[0]
    visits.change_visit(caseload, mo.id, replace(visit, place="Second floor", camera_allowed=True))
    for who in (mo, sian):
        (changed,) = caseload.all(Visit, who.id)
        assert (changed.place, changed.camera_allowed) == ("Second floor", True)


# Signing the account

DRAWN = ((10, 20, 30, 40, 50, 20),)


@pytest.fixture
def signed(caseload, mo, both):
    """Mo's account, with a note and feedback, signed on screen."""
    item = both[mo.id]
    evidence.add_note(caseload, mo.id, item.id, "Queue of nine.")
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
    return signing.sign_account(caseload, mo.id, item.id, Signer.CANDIDATE, "Mo Candidate", code, DRAWN)


def applies(caseload, mo, signature):
    return still_applies(signature, load_portfolio(caseload, mo.id))


def test_a_signature_is_bound_to_exactly_what_was_shown(caseload, clock, mo, signed):
    assert (signed.strokes, signed.at, signed.on_paper) == (DRAWN, clock(), False)
    assert load_portfolio(caseload, mo.id).signatures == (signed,)
    assert applies(caseload, mo, signed)


def test_referencing_judging_and_addenda_touch_no_signature_of_the_account(caseload, mo, both, signed):
    item = both[mo.id].id
    (note,) = load_portfolio(caseload, mo.id).notes
    references.tick(caseload, mo.id, item, "ocr-b10", "2.1", note.id)
    judgement.accept(caseload, mo.id, item)
    judgement.add_addendum(caseload, mo.id, item, "Seen again.")
    assert applies(caseload, mo, signed)


CHANGES = {
    "a note": lambda c, m, i, note: evidence.change_note(c, m, replace(note, text="Queue of ten.")),
    "a note taken away": lambda c, m, i, note: evidence.remove_note(c, m, note),
    "customer feedback": lambda c, m, i, note: evidence.record_feedback(
        c, m, i, FeedbackOrigin.REQUESTED, "Slow"
    ),
    "feedback to the candidate": lambda c, m, i, note: visits.say_to_candidate(
        c, m, FeedbackToCandidate(i, i, "Calm")
    ),
    "the place": lambda c, m, i, note: visits.change_visit(
        c, m, replace(c.all(Visit, m)[0], place="Elsewhere")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_signed_account_changes_only_once_it_is_opened_with_a_reason_and_then_the_signature_is_void(
    caseload, mo, both, signed, change
):
    item = both[mo.id].id
    (note,) = load_portfolio(caseload, mo.id).notes
    before = load_portfolio(caseload, mo.id)
    with pytest.raises(UserError, match="is signed"):
        CHANGES[change](caseload, mo.id, item, note)
    assert load_portfolio(caseload, mo.id) == before
    with pytest.raises(UserError, match="why the signed account is changed"):
        signing.open_account(caseload, mo.id, item, " ")
    signing.open_account(caseload, mo.id, item, "The number was wrong.")
    CHANGES[change](caseload, mo.id, item, note)
    (still,) = load_portfolio(caseload, mo.id).signatures
    assert still.opened == "The number was wrong."
    assert not applies(caseload, mo, still)


def test_what_is_added_after_signing_is_no_alteration(caseload, clock, mo, both, picture):
    item = both[mo.id].id
    moment = evidence.add_note(caseload, mo.id, item, kind=NoteKind.MOMENT)
    evidence.add_note(caseload, mo.id, item, "Queue of nine.")
    visits.not_observing(caseload, mo.id, item)
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    signature = signing.sign_account(caseload, mo.id, item, Signer.CANDIDATE, "Mo Candidate", code, DRAWN)
    clock.move_on(minutes=5)
    visits.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    clock.move_on(hours=8)
    evidence.change_note(caseload, mo.id, replace(moment, text="Written up in the evening."))
    evidence.add_note(caseload, mo.id, item, "And one more.")
    evidence.next_customer(caseload, mo.id, item)
    visits.change_visit(
        caseload, mo.id, replace(load_portfolio(caseload, mo.id).visits[0], camera_allowed=True)
    )
    photographs.add(caseload, mo.id, item, picture)
    assert applies(caseload, mo, signature)


def test_what_changed_while_it_was_read_is_not_signed(caseload, mo, both):
    item = both[mo.id].id
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    evidence.add_note(caseload, mo.id, item, "Queue of nine.")
    with pytest.raises(UserError, match="has changed since it was shown"):
        signing.sign_account(caseload, mo.id, item, Signer.CANDIDATE, "Mo", code, DRAWN)
    assert load_portfolio(caseload, mo.id).signatures == ()


@pytest.mark.parametrize(
    ("name", "strokes", "said"), [("", DRAWN, "name of who signs"), ("Mo", (), "Sign in the field")]
)
def test_without_a_name_or_strokes_nothing_is_signed_on_screen(caseload, mo, both, name, strokes, said):
    item = both[mo.id].id
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    with pytest.raises(UserError, match=said):
        signing.sign_account(caseload, mo.id, item, Signer.CANDIDATE, name, code, strokes)
    signing.sign_account(caseload, mo.id, item, Signer.ASSESSOR, "Ann", code, on_paper=True)
