"""The day and times of a visit: typed up later, corrected, and what follows from them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import NoteKind
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.signing.accounts import still_applies
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.papers.files import draw
from csassess.services.papers.observation import item_record
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.visits import visit_changes, visits
from tests.support.builders import THAT_DAY, pdf_text

YESTERDAY = THAT_DAY - timedelta(1)  # the clock shows 9:30 on that day


def on_the_day_before(hour, minute=0):
    return datetime(YESTERDAY.year, YESTERDAY.month, YESTERDAY.day, hour, minute, tzinfo=UTC)


@pytest.fixture
def sian(caseload):
    job = candidates.Job("Shop", "Assistant", Setting.REAL_JOB_PAID)
    return candidates.add_candidate(caseload, "Siân Ŵyn", job=job)


@pytest.fixture
def typed_up(caseload, mo):
    """Type up yesterday's visit to Mo, from 10:00 to 11:30; return its item."""
    items = visits.start_visit(
        caseload, [mo.id], "Desk", started=on_the_day_before(10), ended=on_the_day_before(11, 30)
    )
    return items[mo.id]


@pytest.fixture
def live(caseload, mo, sian):
    """Start a visit to Mo and Siân now; return their items by candidate id."""
    return visits.start_visit(caseload, [mo.id, sian.id], "Desk")


def visit_of(caseload, candidate):
    return load_portfolio(caseload, candidate.id).visits[0]


def printed(caseload, mo, item):
    view = portfolio_view(caseload, mo.id)
    return pdf_text(draw(item_record(caseload, view, view.portfolio.item(item.id))))


# Typed up on a later day


def test_a_visit_typed_up_the_day_after_has_its_item_and_job_on_the_day_it_took_place(caseload, mo):
    candidates.set_job(caseload, mo.id, "Hotel", "Porter", Setting.WORK_PLACEMENT, started=THAT_DAY)
    item = visits.start_visit(
        caseload, [mo.id], "Desk", started=on_the_day_before(10), ended=on_the_day_before(11)
    )[mo.id]
    visit = visit_of(caseload, mo)
    assert (item.on, visit.on, visit.started) == (YESTERDAY, YESTERDAY, on_the_day_before(10))
    assert item.setting is Setting.REAL_JOB_PAID
    assert not visit.is_open


def test_notes_of_a_visit_that_is_over_are_timed_within_it_and_marked_as_written_up(
    caseload, mo, clock, typed_up
):
    first = evidence.add_note(caseload, mo.id, typed_up.id, "Greets the customer.")
    evidence.change_note(caseload, mo.id, replace(first, at=on_the_day_before(10, 20)))
    _customer, second = evidence.next_customer(caseload, mo.id, typed_up.id)
    third = references.tick_moment(caseload, mo.id, typed_up.id, "ocr-b10", "1.1")
    assert [first.at, second.at, third.at] == [on_the_day_before(10), *[on_the_day_before(10, 20)] * 2]
    assert {note.written for note in (first, second, third)} == {clock()}
    paper = printed(caseload, mo, typed_up)
    assert "10:20 (written up 2 March 2026, 09:30)" in " ".join(paper.split())
    assert "10:00 – 11:30 (written up 2 March 2026, 09:30)" in " ".join(paper.split())


def test_a_short_visit_typed_up_just_after_it_is_printed_as_written_up(caseload, mo, clock):
    started, ended = clock.now - timedelta(minutes=8), clock.now - timedelta(minutes=1)
    item = visits.start_visit(caseload, [mo.id], "Harbour", started=started, ended=ended)[mo.id]
    paper = pdf_text(draw(item_record(caseload, portfolio_view(caseload, mo.id), item)))
    assert "09:22 – 09:29 (written up 09:30)" in " ".join(paper.split())


def test_a_start_put_right_during_the_visit_is_not_printed_as_written_up_later(caseload, mo, clock, live):
    clock.move_on(minutes=40)
    visit = visit_of(caseload, mo)
    visit_changes.change_visit(caseload, mo.id, replace(visit, started=visit.started - timedelta(minutes=20)))
    paper = " ".join(printed(caseload, mo, live[mo.id]).split())
    assert "09:10 – (entered when the visit is finished) (recorded from 09:30)" in paper


def test_a_time_not_observed_in_a_visit_that_is_over_is_set_afterwards(caseload, mo, typed_up):
    gap = visits.toggle_observing(caseload, mo.id, typed_up.id)
    assert (gap.kind, gap.at, gap.until) == (NoteKind.NOT_OBSERVED, on_the_day_before(10), gap.at)
    evidence.change_note(
        caseload, mo.id, replace(gap, at=on_the_day_before(10, 40), until=on_the_day_before(10, 55))
    )
    assert "10:40 – 10:55 not observed" in " ".join(printed(caseload, mo, typed_up).split())


def test_a_visit_that_is_running_takes_its_notes_at_the_present_time(caseload, mo, clock, live):
    clock.move_on(hours=15)  # past midnight
    assert evidence.add_note(caseload, mo.id, live[mo.id].id, "Still there.").at == clock()
    assert visit_of(caseload, mo).written is None


@pytest.mark.parametrize(
    ("started", "ended", "words"),
    [
        (on_the_day_before(10), None, "when the visit ended"),
        (on_the_day_before(10), on_the_day_before(9), "end before it starts"),
        (on_the_day_before(10), on_the_day_before(10), "end before it starts"),
        (on_the_day_before(1), on_the_day_before(23), "more than 16 hours"),
        (on_the_day_before(23), on_the_day_before(23) + timedelta(hours=12), "in the future"),
        (on_the_day_before(9) + timedelta(days=2), None, "in the future"),
    ],
)
def test_a_visit_with_times_that_cannot_be_is_refused(caseload, mo, started, ended, words):
    with pytest.raises(UserError, match=words):
        visits.start_visit(caseload, [mo.id], "Desk", started=started, ended=ended)
    assert load_portfolio(caseload, mo.id).visits == ()


# Corrected


def test_the_date_of_a_visit_moves_with_its_items_and_the_times_of_their_notes(
    caseload, clock, mo, sian, live
):
    item = live[mo.id].id
    note = evidence.add_note(caseload, mo.id, item, "Greets the customer.")
    gap = visits.toggle_observing(caseload, mo.id, item)
    clock.move_on(minutes=5)
    visits.toggle_observing(caseload, mo.id, item)
    visits.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    before = {candidate: load_portfolio(caseload, candidate.id) for candidate in (mo, sian)}
    visit = visit_of(caseload, mo)
    moved = replace(
        visit, started=visit.started - timedelta(days=1), ended=visit.ended - timedelta(days=1), place="Floor"
    )
    visit_changes.change_visit(caseload, mo.id, moved)
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.item(item).on == portfolio.visits[0].on == YESTERDAY
    assert [entry.at for entry in portfolio.notes] == [t - timedelta(days=1) for t in (note.at, gap.at)]
    assert portfolio.notes[1].until == gap.at - timedelta(days=1) + timedelta(minutes=5)
    assert [entry.written for entry in portfolio.notes] == [n.written for n in before[mo].notes]
    assert portfolio.visits[0].written == visit.started
    sians = load_portfolio(caseload, sian.id)
    assert (sians.evidence[0].on, sians.visits[0].started) == (YESTERDAY, moved.started)
    assert (sians.visits[0].place, sians.visits[0].ended) == ("Floor", None)
    assert "09:30 – 09:35 (written up 2 March 2026, 09:30)" in " ".join(
        printed(caseload, mo, live[mo.id]).split()
    )
    history.undo(caseload, mo.id)
    for candidate in (mo, sian):
        assert load_portfolio(caseload, candidate.id) == before[candidate]


def test_the_start_changes_for_those_who_started_together_and_the_end_for_one_alone(
    caseload, clock, mo, sian, live
):
    clock.move_on(hours=2)
    item = live[mo.id].id
    visits.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    visit = visit_of(caseload, mo)
    started, ended = visit.started - timedelta(minutes=15), visit.ended - timedelta(minutes=30)
    visit_changes.change_visit(caseload, mo.id, replace(visit, started=started, ended=ended))
    assert (visit_of(caseload, mo).started, visit_of(caseload, mo).ended) == (started, ended)
    assert (visit_of(caseload, sian).started, visit_of(caseload, sian).ended) == (started, None)
    assert "09:15 – 11:00" in printed(caseload, mo, live[mo.id])


def test_a_visit_finished_by_mistake_goes_on(caseload, mo, live):
    item = live[mo.id].id
    visits.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    visit_changes.change_visit(caseload, mo.id, replace(visit_of(caseload, mo), ended=None))
    assert visit_of(caseload, mo).is_open


def test_times_that_cannot_be_are_refused_and_change_nothing(caseload, mo, sian, live):
    visit = visit_of(caseload, mo)
    before = [load_portfolio(caseload, candidate.id) for candidate in (mo, sian)]
    for started, ended, words in (
        (visit.started + timedelta(hours=1), None, "in the future"),
        (visit.started, visit.started - timedelta(hours=1), "end before it starts"),
    ):
        with pytest.raises(UserError, match=words):
            visit_changes.change_visit(
                caseload, mo.id, replace(visit, place="Floor", started=started, ended=ended)
            )
    assert [load_portfolio(caseload, candidate.id) for candidate in (mo, sian)] == before


def test_a_date_that_puts_notes_into_the_future_is_refused(caseload, mo, typed_up):
    note = evidence.add_note(caseload, mo.id, typed_up.id, "Greets the customer.")
    evidence.change_note(caseload, mo.id, replace(note, at=on_the_day_before(11)))
    visit = visit_of(caseload, mo)
    with pytest.raises(UserError, match="in the future"):
        visit_changes.change_visit(
            caseload,
            mo.id,
            replace(
                visit,
                started=visit.started + timedelta(hours=22),
                ended=visit.started + timedelta(hours=23),
            ),
        )
    assert visit_of(caseload, mo) == visit


@pytest.mark.parametrize("change", [{"started": -1}, {"ended": -0.5}, {"started": -24, "ended": -24}])
def test_a_visit_of_an_accepted_item_keeps_its_times_until_the_item_is_reopened(
    caseload, clock, mo, sian, live, change
):
    item = live[sian.id].id
    clock.move_on(hours=1)
    for candidate in (mo, sian):
        own = live[candidate.id].id
        visits.finish(caseload, candidate.id, own, FeedbackToCandidate(own, own))
    candidates.enrol(caseload, sian.id, "ocr-b10")
    note = evidence.add_note(caseload, sian.id, item, "Queue of nine.")
    references.tick(caseload, sian.id, item, "ocr-b10", "1.1", note.id)
    judgement.accept(caseload, sian.id, item)
    visit = visit_of(caseload, mo)
    changed = replace(
        visit, **{field: getattr(visit, field) + timedelta(hours=by) for field, by in change.items()}
    )
    with pytest.raises(UserError, match="Item 1 of Siân Ŵyn belongs to this visit and is accepted"):
        visit_changes.change_visit(caseload, mo.id, changed)
    assert visit_of(caseload, mo) == visit
    visit_changes.change_visit(caseload, mo.id, replace(visit, camera_allowed=True))
    judgement.reopen(caseload, sian.id, item, "The time is wrong")
    visit_changes.change_visit(caseload, mo.id, changed)
    assert (visit_of(caseload, sian).started, visit_of(caseload, sian).ended) == (
        changed.started,
        changed.ended,
    )


DRAWN = ((10, 20, 30, 40),)


def signed(caseload, mo, item):
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    return signing.sign_account(caseload, mo.id, item, Signer.CANDIDATE, "Mo Candidate", code, DRAWN)


def test_a_signed_visit_changes_its_start_only_after_opening_which_voids_the_signature(caseload, mo, live):
    item = live[mo.id].id
    signature = signed(caseload, mo, item)
    visit = visit_of(caseload, mo)
    earlier = replace(visit, started=visit.started - timedelta(minutes=15))
    with pytest.raises(UserError, match="is signed"):
        visit_changes.change_visit(caseload, mo.id, earlier)
    signing.open_account(caseload, mo.id, item, "The start was wrong.")
    visit_changes.change_visit(caseload, mo.id, earlier)
    assert not still_applies(signature, load_portfolio(caseload, mo.id))


def test_the_end_shown_in_a_signed_account_does_not_change(caseload, clock, mo, live):
    item = live[mo.id].id
    clock.move_on(hours=1)
    visits.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    signed(caseload, mo, item)
    visit = visit_of(caseload, mo)
    shorter = replace(visit, ended=visit.ended - timedelta(minutes=15))
    with pytest.raises(UserError, match="Say in an addendum when it ended"):
        visit_changes.change_visit(caseload, mo.id, shorter)
    signing.open_account(caseload, mo.id, item, "The end was wrong.")
    with pytest.raises(UserError, match="Say in an addendum when it ended"):
        visit_changes.change_visit(caseload, mo.id, shorter)
    assert visit_of(caseload, mo) == visit


def test_the_end_is_corrected_if_the_account_was_signed_before_the_visit_ended(caseload, clock, mo, live):
    item = live[mo.id].id
    signed(caseload, mo, item)
    clock.move_on(hours=1)
    visits.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    visit = visit_of(caseload, mo)
    shorter = replace(visit, ended=visit.ended - timedelta(minutes=15))
    visit_changes.change_visit(caseload, mo.id, shorter)
    assert visit_of(caseload, mo) == shorter


def test_a_withdrawn_item_moves_with_its_visit(caseload, mo, live):
    item = live[mo.id].id
    judgement.withdraw(caseload, mo.id, item)
    visit = visit_of(caseload, mo)
    visit_changes.change_visit(
        caseload,
        mo.id,
        replace(visit, started=on_the_day_before(10), ended=on_the_day_before(11)),
    )
    assert load_portfolio(caseload, mo.id).item(item).on == date(2026, 3, 1)
