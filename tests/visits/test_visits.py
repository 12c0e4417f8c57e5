"""A visit to several candidates: separate records, times not observed, finishing and signing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.finishing import checks
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import NoteKind
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.records.visits import SiteRules, Visit
from csassess.domain.signing.accounts import still_applies
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.papers.files import draw
from csassess.services.papers.observation import item_record
from csassess.services.progress import history, would_ask
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.visits import visit_changes, visits
from tests.support.builders import pdf_text
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
def items(caseload, mo, sian):
    """Start one visit to Mo and Siân; return their items by candidate id."""
    return visits.start_visit(caseload, [mo.id, sian.id], "Call centre", SiteRules(camera=False), "a notice")


def all_values(caseload, stream):
    """Return all values of a record, from events and tables, as one text."""
    return repr([(e.action, [c.value for c in e.changes]) for e in caseload.history.of(stream)]) + repr(
        load_portfolio(caseload, stream)
    )


def test_a_visit_is_recorded_in_each_portfolio_without_naming_the_other_candidate(caseload, mo, sian, items):
    visits_of_mo, visits_of_sian = (load_portfolio(caseload, candidate.id).visits for candidate in (mo, sian))
    assert visits_of_mo == visits_of_sian
    assert visits_of_mo[0].camera_allowed is False
    assert visits_of_mo[0].informed == "a notice"
    for one, other in ((mo, sian), (sian, mo)):
        values = all_values(caseload, one.id)
        assert other.name not in values
        assert other.id not in values


def test_all_candidates_of_a_visit_are_found_from_each_record(caseload, mo, sian, items):
    for candidate in (mo, sian):
        observed = visits.observed_together(caseload, candidate.id, items[candidate.id])
        assert [(person.name, item.id) for person, item in observed] == [
            ("Mo Candidate", items[mo.id].id),
            ("Siân Ŵyn", items[sian.id].id),
        ]


def test_a_visit_without_a_candidate_is_refused(caseload):
    with pytest.raises(UserError, match="at least one candidate"):
        visits.start_visit(caseload, [], "Desk")


def test_a_moved_note_keeps_both_times_and_its_customer_but_no_criteria(caseload, clock, mo, sian, items):
    item, target_item = items[mo.id], items[sian.id]
    customer, note = evidence.next_customer(caseload, mo.id, item.id)
    evidence.change_customer(
        caseload, mo.id, replace(customer, demeanour=Demeanour.DIFFICULT, relationship=Relationship.NEW)
    )
    clock.move_on(minutes=5)
    note = evidence.change_note(caseload, mo.id, replace(note, text="Refund late."))
    references.tick(caseload, mo.id, item.id, "ocr-b10", "2.3", note.id)
    clock.move_on(minutes=5)
    moved = visits.move_or_copy_note(caseload, note, mo.id, sian.id, target_item.id)
    portfolio_of_mo, portfolio_of_sian = load_portfolio(caseload, mo.id), load_portfolio(caseload, sian.id)
    assert (portfolio_of_mo.notes, portfolio_of_mo.customers, portfolio_of_mo.references) == ((), (), ())
    assert portfolio_of_sian.notes == (moved,)
    assert (moved.at, moved.written, moved.text) == (note.at, note.written, "Refund late.")
    (copied_customer,) = portfolio_of_sian.customers
    assert (copied_customer.demeanour, copied_customer.relationship, copied_customer.letter) == (
        Demeanour.DIFFICULT,
        Relationship.NEW,
        "A",
    )
    assert portfolio_of_sian.references == ()
    assert mo.name not in all_values(caseload, sian.id)


def test_a_copied_note_stays_in_the_first_record(caseload, mo, sian, items):
    note = evidence.add_note(caseload, mo.id, items[mo.id].id, "Queue of nine.")
    references.tick(caseload, mo.id, items[mo.id].id, "ocr-b10", "2.1", note.id)
    visits.move_or_copy_note(caseload, note, mo.id, sian.id, items[sian.id].id, copy=True)
    assert load_portfolio(caseload, mo.id).notes == (note,)
    assert len(load_portfolio(caseload, mo.id).references) == 1
    assert [n.text for n in load_portfolio(caseload, sian.id).notes] == ["Queue of nine."]


def test_moving_a_note_is_undone_and_redone_in_both_records_at_once(caseload, mo, sian, items):
    customer, note = evidence.next_customer(caseload, mo.id, items[mo.id].id)
    note = evidence.change_note(caseload, mo.id, replace(note, text="Refund late."))
    for stream in (mo.id, sian.id):
        visits.move_or_copy_note(caseload, note, mo.id, sian.id, items[sian.id].id)
        history.undo(caseload, stream)
        assert load_portfolio(caseload, mo.id).notes == (note,)
        assert load_portfolio(caseload, mo.id).customers == (customer,)
        portfolio_of_sian = load_portfolio(caseload, sian.id)
        assert (portfolio_of_sian.notes, portfolio_of_sian.customers) == ((), ())
    history.redo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).notes == ()
    assert [n.text for n in load_portfolio(caseload, sian.id).notes] == ["Refund late."]


def test_changing_the_place_does_not_change_who_has_finished_the_visit(caseload, mo, sian, items):
    visits.finish(caseload, mo.id, items[mo.id].id, FeedbackToCandidate(items[mo.id].id, items[mo.id].id))
    ended = load_portfolio(caseload, mo.id).visits[0].ended
    for candidate in (mo, sian):
        visit = load_portfolio(caseload, candidate.id).visits[0]
        visit_changes.change_visit(
            caseload, candidate.id, replace(visit, place=f"Floor of {candidate.number or 'two'}")
        )
        assert load_portfolio(caseload, mo.id).visits[0].ended == ended
        assert load_portfolio(caseload, sian.id).visits[0].ended is None


def test_a_note_is_not_moved_from_an_accepted_item(caseload, mo, sian, items):
    note = evidence.add_note(caseload, mo.id, items[mo.id].id, "Queue of nine.")
    references.tick(caseload, mo.id, items[mo.id].id, "ocr-b10", "2.1", note.id)
    judgement.accept(caseload, mo.id, items[mo.id].id)
    before = load_portfolio(caseload, sian.id)
    with pytest.raises(UserError, match="is accepted"):
        visits.move_or_copy_note(caseload, note, mo.id, sian.id, items[sian.id].id)
    assert load_portfolio(caseload, sian.id) == before


def test_a_time_not_observed_has_a_beginning_and_an_end(caseload, clock, mo, items):
    item = items[mo.id].id
    started = visits.toggle_observing(caseload, mo.id, item)
    assert (started.kind, started.until) == (NoteKind.NOT_OBSERVED, None)
    clock.move_on(minutes=10)
    ended = visits.toggle_observing(caseload, mo.id, item)
    assert (ended.id, ended.at, ended.until) == (started.id, started.at, clock())
    second_gap = visits.toggle_observing(caseload, mo.id, item)
    assert second_gap.id != started.id


# Finishing


def check_results(caseload, candidate, item):
    return {check.words: check.well for check in checks(item, load_portfolio(caseload, candidate))}


def test_checks_before_leaving_list_problems_first_with_their_notes(caseload, mo, items):
    item = items[mo.id]
    moment = evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT)
    phone = evidence.add_note(caseload, mo.id, item.id, "Ring him on 07700 900123.")
    _customer, note_on_customer = evidence.next_customer(caseload, mo.id, item.id)
    evidence.change_note(caseload, mo.id, replace(note_on_customer, text="Asks for a form."))
    visits.toggle_observing(caseload, mo.id, item.id)
    all_checks = checks(item, load_portfolio(caseload, mo.id))
    problems = [
        (check.words.partition(": ")[2] or check.words, check.note) for check in all_checks if not check.well
    ]
    assert ("moment not written up", moment.id) in problems
    assert ("there is what looks like a phone number", phone.id) in problems
    assert ("customer A is not classed", note_on_customer.id) in problems
    assert any("not observing" in words for words, _ in problems)
    assert [check.well for check in all_checks] == sorted(check.well for check in all_checks)


def test_a_photograph_without_caption_is_listed_before_leaving(caseload, mo):
    items = visits.start_visit(caseload, [mo.id], "Desk")
    photographs.add(caseload, mo.id, items[mo.id].id, photographs.prepare(encoded(scene())))
    assert (
        check_results(caseload, mo.id, items[mo.id])[
            "a photograph has no caption: what and whom does it show?"
        ]
        is False
    )
    assert (
        check_results(caseload, mo.id, items[mo.id])["how the people present were informed is not stated"]
        is False
    )


def test_a_note_outside_the_times_of_its_visit_is_pointed_out_before_leaving(caseload, clock, mo, items):
    note = evidence.add_note(caseload, mo.id, items[mo.id].id, "Greets the customer.")
    portfolio = load_portfolio(caseload, mo.id)
    assert "outside" not in str(checks(portfolio.evidence[0], portfolio))
    evidence.change_note(caseload, mo.id, replace(note, at=note.at - timedelta(hours=1)))
    portfolio = load_portfolio(caseload, mo.id)
    (outside,) = [c for c in checks(portfolio.evidence[0], portfolio) if "outside the times" in c.words]
    assert (outside.note, outside.well) == (note.id, False)


def test_a_complete_observation_passes_every_check(caseload, mo, items):
    evidence.add_note(caseload, mo.id, items[mo.id].id, "Queue of nine.")
    assert set(check_results(caseload, mo.id, items[mo.id]).values()) == {True}


def test_finishing_ends_the_visit_and_the_time_not_observed_and_stores_the_feedback(
    caseload, clock, mo, items
):
    item = items[mo.id]
    visits.toggle_observing(caseload, mo.id, item.id)
    clock.move_on(minutes=30)
    feedback = FeedbackToCandidate(item.id, item.id, "Calm", "Speed", "It was busy", None, "Call log")
    visits.finish(caseload, mo.id, item.id, feedback)
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.feedback_to_candidate(item.id) == replace(feedback, written=clock())
    assert portfolio.visits[0].ended == clock()
    assert portfolio.notes[0].until == clock()


def test_a_visit_finished_for_one_candidate_continues_for_the_other(caseload, mo, sian, items):
    visits.finish(caseload, mo.id, items[mo.id].id, FeedbackToCandidate(items[mo.id].id, items[mo.id].id))
    assert load_portfolio(caseload, sian.id).visits[0].ended is None


def test_items_described_by_the_place_follow_its_correction_and_others_keep_their_words(
    caseload, mo, sian, items
):
    own = load_portfolio(caseload, sian.id).item(items[sian.id].id)
    evidence.change_item(caseload, sian.id, replace(own, description="Two calls about a refund"))
    visit = load_portfolio(caseload, mo.id).visits[0]
    visit_changes.change_visit(caseload, mo.id, replace(visit, place="Front desk"))
    assert load_portfolio(caseload, mo.id).item(items[mo.id].id).description == "Front desk"
    assert load_portfolio(caseload, sian.id).item(items[sian.id].id).description == "Two calls about a refund"


def test_place_and_rules_change_for_all_candidates_of_the_visit(caseload, mo, sian, items):
    visit = load_portfolio(caseload, mo.id).visits[0]
    visit_changes.change_visit(caseload, mo.id, replace(visit, place="Second floor", camera_allowed=True))
    for candidate in (mo, sian):
        (changed,) = caseload.all(Visit, candidate.id)
        assert (changed.place, changed.camera_allowed) == ("Second floor", True)


# Signing the account

DRAWN = ((10, 20, 30, 40, 50, 20),)


@pytest.fixture
def signed(caseload, mo, items):
    """Sign Mo's account with its note on screen; return the signature."""
    item = items[mo.id]
    evidence.add_note(caseload, mo.id, item.id, "Queue of nine.")
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
    return signing.sign_account(caseload, mo.id, item.id, Signer.CANDIDATE, "Mo Candidate", code, DRAWN)


def signature_applies(caseload, mo, signature):
    return still_applies(signature, load_portfolio(caseload, mo.id))


def test_a_signature_applies_to_exactly_what_was_shown(caseload, clock, mo, signed):
    assert (signed.strokes, signed.at, signed.on_paper) == (DRAWN, clock(), False)
    assert load_portfolio(caseload, mo.id).signatures == (signed,)
    assert signature_applies(caseload, mo, signed)


def test_references_judgement_and_addenda_do_not_void_a_signature(caseload, mo, items, signed):
    item = items[mo.id].id
    (note,) = load_portfolio(caseload, mo.id).notes
    references.tick(caseload, mo.id, item, "ocr-b10", "2.1", note.id)
    judgement.accept(caseload, mo.id, item)
    judgement.add_addendum(caseload, mo.id, item, "Seen again.")
    assert signature_applies(caseload, mo, signed)


CHANGES = {
    "a note": lambda c, m, i, note: evidence.change_note(c, m, replace(note, text="Queue of ten.")),
    "a note taken away": lambda c, m, i, note: evidence.remove_note(c, m, note),
    "customer feedback": lambda c, m, i, note: evidence.record_feedback(
        c, m, i, FeedbackOrigin.REQUESTED, "Slow"
    ),
    "feedback to the candidate": lambda c, m, i, note: visits.say_to_candidate(
        c, m, FeedbackToCandidate(i, i, "Calm")
    ),
    "the place": lambda c, m, i, note: visit_changes.change_visit(
        c, m, replace(c.all(Visit, m)[0], place="Elsewhere")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_signed_account_changes_only_after_opening_with_a_reason_which_voids_it(
    caseload, mo, items, signed, change
):
    item = items[mo.id].id
    (note,) = load_portfolio(caseload, mo.id).notes
    before = load_portfolio(caseload, mo.id)
    with pytest.raises(UserError, match="is signed"):
        CHANGES[change](caseload, mo.id, item, note)
    assert load_portfolio(caseload, mo.id) == before
    with pytest.raises(UserError, match="the reason for changing the signed account"):
        signing.open_account(caseload, mo.id, item, " ")
    signing.open_account(caseload, mo.id, item, "The number was wrong.")
    CHANGES[change](caseload, mo.id, item, note)
    (signature,) = load_portfolio(caseload, mo.id).signatures
    assert signature.opened == "The number was wrong."
    assert not signature_applies(caseload, mo, signature)


def test_additions_after_signing_do_not_void_the_signature(caseload, clock, mo, items, picture):
    item = items[mo.id].id
    moment = evidence.add_note(caseload, mo.id, item, kind=NoteKind.MOMENT)
    evidence.add_note(caseload, mo.id, item, "Queue of nine.")
    visits.toggle_observing(caseload, mo.id, item)
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    signature = signing.sign_account(caseload, mo.id, item, Signer.CANDIDATE, "Mo Candidate", code, DRAWN)
    clock.move_on(minutes=5)
    visits.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    clock.move_on(hours=8)
    evidence.change_note(caseload, mo.id, replace(moment, text="Written up in the evening."))
    evidence.add_note(caseload, mo.id, item, "And one more.")
    evidence.next_customer(caseload, mo.id, item)
    visit_changes.change_visit(
        caseload, mo.id, replace(load_portfolio(caseload, mo.id).visits[0], camera_allowed=True)
    )
    photographs.add(caseload, mo.id, item, picture)
    assert signature_applies(caseload, mo, signature)


def printed(caseload, mo, item):
    view = portfolio_view(caseload, mo.id)
    return " ".join(pdf_text(draw(item_record(caseload, view, view.portfolio.item(item.id)))).split())


def test_what_was_added_after_signing_is_said_on_the_paper_and_before_accepting(
    caseload, clock, mo, items, signed
):
    item = items[mo.id]
    assert "09:30 – (entered when the visit is finished)" in printed(caseload, mo, item)
    assert [line.what for line in would_ask.before_accepting(caseload, mo.id, item.id)] == []
    clock.move_on(minutes=5)
    evidence.add_note(caseload, mo.id, item.id, "And one more.")
    assert "; 1 entry added since" in printed(caseload, mo, item)
    (words,) = [line.what for line in would_ask.before_accepting(caseload, mo.id, item.id)]
    assert words == (
        "the signature of the candidate of 2 March 2026 does not cover all of it: 1 entry added since"
    )


def test_a_signature_that_no_longer_applies_is_said_before_accepting(caseload, mo, items, signed):
    item = items[mo.id]
    signing.open_account(caseload, mo.id, item.id, "A word was misheard")
    (note,) = load_portfolio(caseload, mo.id).notes
    evidence.change_note(caseload, mo.id, replace(note, text="Queue of ten."))
    (words,) = [line.what for line in would_ask.before_accepting(caseload, mo.id, item.id)]
    assert words == "the signature of the candidate of 2 March 2026 no longer applies"


def test_an_account_that_changed_while_it_was_read_is_not_signed(caseload, mo, items):
    item = items[mo.id].id
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    evidence.add_note(caseload, mo.id, item, "Queue of nine.")
    with pytest.raises(UserError, match="The account has changed since it was opened"):
        signing.sign_account(caseload, mo.id, item, Signer.CANDIDATE, "Mo Candidate", code, DRAWN)
    assert load_portfolio(caseload, mo.id).signatures == ()


@pytest.mark.parametrize(
    ("name", "strokes", "said"),
    [("", DRAWN, "the name of the person signing"), ("Mo Candidate", (), "Sign in the field")],
)
def test_signing_on_screen_needs_a_name_and_strokes(caseload, mo, items, name, strokes, said):
    item = items[mo.id].id
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    with pytest.raises(UserError, match=said):
        signing.sign_account(caseload, mo.id, item, Signer.CANDIDATE, name, code, strokes)
    signing.sign_account(caseload, mo.id, item, Signer.ASSESSOR, "Ann Assessor", code, on_paper=True)
