"""Evidence items: numbers never change or repeat; notes keep the times of the event and of writing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.dates import clock_time
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Channel, EvidenceItem, Method, Note, NoteKind
from csassess.domain.records.people import Device
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.records.visits import Visit
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.domain.written_up import note_written_up
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.papers.common import method_words
from csassess.services.papers.observation import item_record
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.visits import visit_changes, visits
from tests.support.builders import THAT_DAY, accepted_product


@pytest.fixture
def item(caseload, mo):
    return evidence.start_observation(caseload, mo.id, "Ticket office")


@pytest.fixture
def portfolio(caseload, mo):
    return lambda: load_portfolio(caseload, mo.id)


def add_product(caseload, mo, description="Letter"):
    return evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, description, THAT_DAY)


def test_evidence_is_numbered_from_one_in_each_portfolio(caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    assert [add_product(caseload, mo).number for _ in range(3)] == ["1", "2", "3"]
    assert add_product(caseload, other).number == "1"


def test_a_number_is_not_used_again_after_undo(caseload, mo):
    add_product(caseload, mo)
    add_product(caseload, mo)
    history.undo(caseload, mo.id)
    assert add_product(caseload, mo).number == "3"
    history.undo(caseload, mo.id)
    history.undo(caseload, mo.id)
    assert add_product(caseload, mo).number == "4"


def test_a_number_is_not_used_again_after_withdrawal(caseload, mo):
    judgement.withdraw(caseload, mo.id, add_product(caseload, mo).id)
    assert add_product(caseload, mo).number == "2"


def test_a_number_never_changes(caseload, mo, portfolio):
    item = add_product(caseload, mo)
    evidence.change_item(caseload, mo.id, replace(item, number="9", description="Two letters"))
    assert [(i.number, i.description) for i in portfolio().evidence] == [("1", "Two letters")]


def test_items_are_sorted_by_number_two_before_ten(caseload, mo, portfolio):
    for _ in range(11):
        add_product(caseload, mo)
    assert [item.number for item in portfolio().evidence] == [str(number) for number in range(1, 12)]


def test_the_machine_that_started_a_portfolio_gives_plain_numbers(caseload, mo):
    caseload.save("caseload", "device.letter", Device(caseload.device, "T", "0" * 64))
    assert [add_product(caseload, mo).number for _ in range(2)] == ["1", "2"]


@pytest.mark.parametrize("description", ["", "  ", "\n"])
def test_an_item_without_a_description_is_refused(caseload, mo, description):
    with pytest.raises(UserError, match="Please fill in a description"):
        add_product(caseload, mo, description)


def test_an_observation_starts_now_with_a_visit_and_the_candidates_job(clock, item, portfolio):
    (visit,), (job,) = portfolio().visits, portfolio().employments
    assert (visit.place, visit.on, visit.started) == ("Ticket office", clock.now.date(), clock.now)
    assert (item.method, item.visit, item.on) == (Method.OBSERVATION, visit.id, visit.on)
    assert (item.setting, item.employment) == (job.setting, job.id)
    assert portfolio().item(item.id) == item


def test_two_observations_may_share_a_visit(caseload, mo, item, portfolio):
    second = evidence.start_observation(caseload, mo.id, "", visit=portfolio().visits[0])
    assert second.visit == item.visit
    assert len(portfolio().visits) == 1


@pytest.mark.usefixtures("item")
def test_site_rules_of_a_visit_are_unknown_until_they_are_set(caseload, mo, portfolio):
    (visit,) = portfolio().visits
    assert (visit.camera_allowed, visit.recording_allowed, visit.devices_allowed) == (None, None, None)
    visit_changes.change_visit(caseload, mo.id, replace(visit, camera_allowed=False, recording_allowed=True))
    (visit,) = portfolio().visits
    assert (visit.camera_allowed, visit.recording_allowed, visit.devices_allowed) == (False, True, None)


def test_a_note_gets_the_present_time(caseload, mo, item, clock):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    assert note.at == note.written == clock.now


def test_a_note_written_later_keeps_the_times_of_the_event_and_of_writing(caseload, mo, item, clock):
    at = clock.now - timedelta(hours=8)
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.", at=at)
    assert (note.at, note.written) == (at, clock.now)
    assert caseload.one(Note, mo.id, note.id) == note


def test_a_moment_written_up_gets_a_new_time_of_writing_and_keeps_that_of_the_event(
    caseload, mo, item, clock
):
    moment = evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT)
    clock.move_on(hours=8)
    written = evidence.change_note(caseload, mo.id, replace(moment, text="Calms a passenger."))
    assert (written.at, written.written) == (moment.at, clock.now)
    assert written.kind is NoteKind.OBSERVED
    assert caseload.one(Note, mo.id, moment.id) == written


@pytest.mark.parametrize("seconds", [60, 300, 3600])
def test_a_note_written_after_its_visit_has_ended_says_when_however_soon(
    caseload, mo, item, clock, portfolio, seconds
):
    moment = evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT)
    during = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    visits.finish(caseload, mo.id, item.id, FeedbackToCandidate(item.id, item.id))
    clock.move_on(seconds=seconds)
    assert [note_written_up(note, portfolio()) for note in portfolio().notes] == ["", ""]
    evidence.change_note(caseload, mo.id, replace(moment, text="Calms a passenger."))
    later = {note.id: note_written_up(note, portfolio()) for note in portfolio().notes}
    assert later == {moment.id: f"(written up {clock_time(clock.now)})", during.id: ""}


def test_a_note_written_during_its_visit_says_when_only_if_it_was_much_later(
    caseload, mo, item, clock, portfolio
):
    moments = [evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT) for _ in range(2)]
    for moment, minutes in zip(moments, (9, 2), strict=True):
        clock.move_on(minutes=minutes)
        evidence.change_note(caseload, mo.id, replace(moment, text="Calms a passenger."))
    later = {note.id: note_written_up(note, portfolio()) for note in portfolio().notes}
    assert later == {moments[0].id: "", moments[1].id: f"(written up {clock_time(clock.now)})"}


def test_correcting_a_note_does_not_change_when_it_was_first_written(caseload, mo, item, clock):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets teh customer.")
    clock.move_on(hours=8)
    changed = evidence.change_note(caseload, mo.id, replace(note, text="Greets the customer."))
    assert (changed.at, changed.written) == (note.at, note.written)


def test_a_moment_classed_before_it_is_written_up_stays_a_moment(caseload, mo, item, clock):
    moment = evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT)
    clock.move_on(hours=1)
    customer, _ = evidence.next_customer(caseload, mo.id, item.id)
    changed = evidence.change_note(caseload, mo.id, replace(moment, customer=customer.id))
    assert (changed.kind, changed.written) == (NoteKind.MOMENT, moment.written)


def test_notes_are_sorted_by_time_of_the_event_not_of_writing(caseload, mo, item, clock, portfolio):
    for minutes, words in ((30, "third"), (0, "first"), (15, "second")):
        at = clock.now - timedelta(hours=1) + timedelta(minutes=minutes)
        evidence.add_note(caseload, mo.id, item.id, words, at=at)
    assert [note.text for note in portfolio().notes_of(item.id)] == ["first", "second", "third"]


def test_times_keep_their_offset_from_utc(caseload, mo, item, clock):
    at = clock.now.astimezone().replace(microsecond=0)
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.", at=at)
    assert caseload.one(Note, mo.id, note.id).at.utcoffset() == at.utcoffset()


def test_each_next_customer_has_the_next_letter_and_an_open_note(caseload, mo, item):
    for letter in "ABC":
        customer, note = evidence.next_customer(caseload, mo.id, item.id)
        assert (customer.letter, note.customer, note.text) == (letter, customer.id, "")


def test_letters_continue_after_z_with_aa(caseload, mo, item, portfolio):
    for _ in range(54):
        evidence.next_customer(caseload, mo.id, item.id)
    letters = [customer.letter for customer in portfolio().customers_of(item.id)]
    assert (letters[0], letters[25], letters[26], letters[27], letters[51], letters[52]) == (
        "A",
        "Z",
        "AA",
        "AB",
        "AZ",
        "BA",
    )
    assert len(set(letters)) == 54


def test_letters_restart_with_the_next_visit_and_are_different_customers(caseload, mo, item):
    first, _ = evidence.next_customer(caseload, mo.id, item.id)
    other = evidence.start_observation(caseload, mo.id, "Ticket office")
    second, _ = evidence.next_customer(caseload, mo.id, other.id)
    assert (first.letter, second.letter) == ("A", "A")
    assert first.id != second.id
    assert second.same_as is None


def test_letters_continue_across_the_items_of_a_visit(caseload, mo, item, portfolio):
    first, _ = evidence.next_customer(caseload, mo.id, item.id)
    second_item = evidence.start_observation(caseload, mo.id, "", visit=portfolio().visits[0])
    second, _ = evidence.next_customer(caseload, mo.id, second_item.id)
    assert (first.letter, second.letter) == ("A", "B")


def test_a_customer_is_classed_on_two_axes_and_by_channel(caseload, mo, item, portfolio):
    customer, _ = evidence.next_customer(caseload, mo.id, item.id)
    assert (customer.demeanour, customer.relationship, customer.channel) == (None, None, None)
    classed = replace(
        customer, demeanour=Demeanour.DIFFICULT, relationship=Relationship.NEW, channel=Channel.TELEPHONE
    )
    evidence.change_customer(caseload, mo.id, classed)
    assert portfolio().customers == (classed,)


def test_customer_feedback_is_received_first_and_its_improvement_added_later(caseload, mo, item, portfolio):
    feedback = evidence.record_feedback(
        caseload, mo.id, item.id, FeedbackOrigin.REQUESTED, " Queue too long "
    )
    assert (feedback.received, feedback.improvement) == ("Queue too long", "")
    evidence.change_feedback(caseload, mo.id, replace(feedback, improvement="Second desk at noon"))
    assert portfolio().feedback[0].improvement == "Second desk at noon"
    evidence.remove_feedback(caseload, mo.id, feedback)
    assert portfolio().feedback == ()


def test_customer_feedback_without_what_the_customer_said_is_refused(caseload, mo, item):
    with pytest.raises(UserError, match="what the customer said"):
        evidence.record_feedback(
            caseload, mo.id, item.id, FeedbackOrigin.SPONTANEOUS, " ", "Second desk at noon"
        )


def changes_to(caseload, mo, item):
    """Return every way to change an item, by name."""
    note, customer, feedback, ticked = Note("n", item.id, None, None), None, None, None
    portfolio = load_portfolio(caseload, mo.id)
    note, customer, feedback = portfolio.notes[0], portfolio.customers[0], portfolio.feedback[0]
    ticked = portfolio.references[0]
    return {
        "change_item": lambda: evidence.change_item(caseload, mo.id, replace(item, description="Desk")),
        "add_note": lambda: evidence.add_note(caseload, mo.id, item.id, "More"),
        "change_note": lambda: evidence.change_note(caseload, mo.id, replace(note, text="Other")),
        "remove_note": lambda: evidence.remove_note(caseload, mo.id, note),
        "next_customer": lambda: evidence.next_customer(caseload, mo.id, item.id),
        "change_customer": lambda: evidence.change_customer(
            caseload, mo.id, replace(customer, demeanour=Demeanour.EASY)
        ),
        "record_feedback": lambda: evidence.record_feedback(
            caseload, mo.id, item.id, FeedbackOrigin.REQUESTED, "Good"
        ),
        "change_feedback": lambda: evidence.change_feedback(
            caseload, mo.id, replace(feedback, received="Bad")
        ),
        "remove_feedback": lambda: evidence.remove_feedback(caseload, mo.id, feedback),
        "tick": lambda: references.tick(caseload, mo.id, item.id, "ocr-b10", "1.2", note.id),
        "untick": lambda: references.untick(caseload, mo.id, ticked),
    }


@pytest.fixture
def full(caseload, mo, item):
    """Return an item with a note, a customer, feedback and a reference."""
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    evidence.next_customer(caseload, mo.id, item.id)
    evidence.record_feedback(caseload, mo.id, item.id, FeedbackOrigin.SPONTANEOUS, "Too slow")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    return item


def test_an_accepted_item_refuses_every_change_until_it_is_reopened(caseload, mo, full, portfolio):
    changes = changes_to(caseload, mo, full)
    judgement.accept(caseload, mo.id, full.id)
    before = portfolio()
    for change in changes.values():
        with pytest.raises(UserError, match=r"Item 1 is accepted. Reopen it"):
            change()
    assert portfolio() == before
    judgement.reopen(caseload, mo.id, full.id, "The place is wrong")
    changes["change_item"]()
    assert portfolio().item(full.id).description == "Desk"


def test_a_withdrawn_item_refuses_every_change_until_it_is_brought_back(caseload, mo, full, portfolio):
    changes = changes_to(caseload, mo, full)
    judgement.withdraw(caseload, mo.id, full.id)
    before = portfolio()
    for change in changes.values():
        with pytest.raises(UserError, match=r"Item 1 was withdrawn. Bring it back"):
            change()
    assert portfolio() == before


def test_a_criterion_is_referenced_only_if_the_assessor_ticks_it(caseload, mo, item, portfolio):
    evidence.add_note(caseload, mo.id, item.id, "Plan, prepare and organise everything they need 1.1")
    accepted_product(caseload, mo.id, "ocr-b10", "1.2")
    assert [(reference.unit, reference.criterion) for reference in portfolio().references] == [
        ("ocr-b10", "1.2")
    ]


def test_records_read_back_equal_the_written_records(caseload, mo, full, portfolio):
    assert caseload.all(EvidenceItem, mo.id) == [full]
    assert caseload.all(Visit, mo.id) == list(portfolio().visits)
    assert portfolio() == load_portfolio(caseload, mo.id)


def test_removing_the_only_note_of_a_customer_removes_the_customer_and_undo_brings_both_back(
    caseload, mo, item
):
    customer, note = evidence.next_customer(caseload, mo.id, item.id)
    evidence.remove_note(caseload, mo.id, note)
    assert load_portfolio(caseload, mo.id).customers == ()
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).customers == (customer,)


def test_a_new_date_changes_the_setting_to_the_job_of_that_date(caseload, mo):
    candidates.set_job(
        caseload, mo.id, "Hotel", "Placement", Setting.WORK_PLACEMENT, started=date(2026, 3, 1)
    )
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", date(2026, 2, 1))
    assert item.setting is Setting.REAL_JOB_PAID
    evidence.change_item(caseload, mo.id, replace(item, on=date(2026, 3, 5)))
    assert load_portfolio(caseload, mo.id).item(item.id).setting is Setting.WORK_PLACEMENT


@pytest.mark.parametrize(
    ("method", "instead"),
    [
        (Method.WORK_PRODUCT, Method.PROFESSIONAL_DISCUSSION),
        (Method.ORAL_QUESTIONS, Method.WRITTEN_QUESTIONS),
        ("CT", Method.SIMULATION),
    ],
)
def test_the_method_and_date_of_an_item_are_corrected_and_papers_show_it(caseload, mo, method, instead):
    item = evidence.add_item(caseload, mo.id, method, "Letter", THAT_DAY)
    evidence.change_item(caseload, mo.id, replace(item, method=instead, on=date(2026, 2, 1)))
    view = portfolio_view(caseload, mo.id)
    changed = view.portfolio.item(item.id)
    assert (changed.number, changed.method, changed.on) == (item.number, instead, date(2026, 2, 1))
    paper = item_record(caseload, view, changed)
    assert paper.identification.title == f"{method_words(changed)} record"
    assert ("Date", "1 February 2026") in paper.facts


@pytest.mark.parametrize(
    ("method", "refused"),
    [
        (Method.WORK_PRODUCT, Method.OBSERVATION),
        (Method.WORK_PRODUCT, Method.WITNESS_TESTIMONY),
        (Method.WORK_PRODUCT, "CT"),
        (Method.OBSERVATION, Method.WORK_PRODUCT),
        (Method.EXPERT_WITNESS, Method.WORK_PRODUCT),
    ],
)
def test_a_method_that_begins_in_another_way_is_refused(caseload, mo, method, refused):
    item = evidence.add_item(caseload, mo.id, method, "Letter", THAT_DAY)
    with pytest.raises(UserError, match="Add it as a new item"):
        evidence.change_item(caseload, mo.id, replace(item, method=refused))
    assert load_portfolio(caseload, mo.id).item(item.id) == item


def test_the_date_of_an_observation_is_changed_with_its_visit_only(caseload, mo, item):
    with pytest.raises(UserError, match="Change the date of the visit"):
        evidence.change_item(caseload, mo.id, replace(item, on=date(2020, 1, 1)))
    assert load_portfolio(caseload, mo.id).item(item.id) == item


@pytest.mark.parametrize(
    ("hours", "lasts", "words"), [(1, None, "in the future"), (-2, -1, "before the start"), (-2, 3, "future")]
)
def test_a_time_of_a_note_in_the_future_or_that_ends_before_it_starts_is_refused(
    caseload, mo, item, hours, lasts, words
):
    note = evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.NOT_OBSERVED)
    at = note.at + timedelta(hours=hours)
    wrong = replace(note, at=at, until=at + timedelta(hours=lasts) if lasts else None)
    with pytest.raises(UserError, match=words):
        evidence.change_note(caseload, mo.id, wrong)
    assert load_portfolio(caseload, mo.id).notes == (note,)
