"""When something happened and when it was written are two things, in every record and on every paper."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method, NoteKind, Remote
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.signing.accounts import still_applies
from csassess.domain.units.units import Setting
from csassess.exchange.pages import ShownPortfolio, index_page
from csassess.exchange.workbook import Tracked, tables
from csassess.forms.content import AccountEntry
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.papers.files import draw
from csassess.services.papers.observation import item_record
from csassess.services.papers.recording import recording_form_content
from csassess.services.papers.whole import evidence_index
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.visits import visit_changes, visits
from csassess.services.visits.visit_changes import SignedByOthers
from tests.support.builders import pdf_text
from tests.support.pictures import encoded, scene
from tests.support.visiting import visit_of, words_of

MARCH_2 = datetime(2026, 3, 2, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 3, 18, 40, tzinfo=UTC)
WRITTEN_UP = "written up 3 March 2026, 18:40"
DRAWN = ((10, 20, 30, 40),)


def at(hour, minute=0):
    return MARCH_2.replace(hour=hour, minute=minute)


@pytest.fixture
def sian(caseload):
    job = candidates.Job("Shop", "Assistant", Setting.REAL_JOB_PAID)
    return candidates.add_candidate(caseload, "Siân Ŵyn", job=job)


@pytest.fixture
def next_day(clock):
    clock.now = NEXT_DAY
    return clock


@pytest.fixture
def typed_up(caseload, mo, next_day):
    """Type up on 3 March the visit of 2 March, 09:00 to 09:20; return its item."""
    items = visits.start_visit(
        caseload, [mo.id], "Desk", informed="a notice at the counter", started=at(9), ended=at(9, 20)
    )
    return items[mo.id]


def page_of(caseload, mo):
    view = portfolio_view(caseload, mo.id)
    page = index_page([ShownPortfolio(view.portfolio, view.standings, ())], "Centre", "")
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def signed(caseload, candidate, item):
    portfolio = load_portfolio(caseload, candidate.id)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    return signing.sign_account(caseload, candidate.id, item, Signer.CANDIDATE, candidate.name, code, DRAWN)


# Happened and written, apart


def test_every_paper_of_a_visit_typed_up_the_next_day_says_when_it_was_written_up(caseload, mo, typed_up):
    note = evidence.add_note(caseload, mo.id, typed_up.id, "Greets the customer.", at=at(9, 5))
    evidence.add_note(
        caseload, mo.id, typed_up.id, "By listening.", kind=NoteKind.QUESTION, question="How?", at=at(9, 15)
    )
    references.tick(caseload, mo.id, typed_up.id, "ocr-b10", "1.1", note.id)
    view = portfolio_view(caseload, mo.id)
    record = words_of(caseload, mo, typed_up)
    assert f"09:00 – 09:20 ({WRITTEN_UP})" in record
    assert f"09:05 ({WRITTEN_UP})" in record
    assert f"09:15 Question ({WRITTEN_UP})" in record
    form = recording_form_content(caseload, view, "ocr-b10")
    assert f"Observation, 2 March 2026 ({WRITTEN_UP})" in form.rows[0].description
    assert f"Observation, 2 March 2026 ({WRITTEN_UP})" in " ".join(
        pdf_text(draw(evidence_index(caseload, view))).split()
    )
    page = page_of(caseload, mo)
    assert f"Observation, 2 March 2026 ({WRITTEN_UP})" in page
    assert f"09:00 – 09:20 ({WRITTEN_UP})" in page
    assert f"09:05 ({WRITTEN_UP})" in page
    sheets = {
        title: [dict(zip(heads, row, strict=True)) for row in rows]
        for title, heads, rows in tables([Tracked(view.portfolio, view.standings)])
    }
    assert sheets["Evidence"][0]["Written up"] == "3 March 2026, 18:40"
    assert WRITTEN_UP in sheets["Visits"][0]["From, to"]


def test_each_note_of_a_visit_typed_up_at_once_says_that_it_is_written_up(caseload, mo, clock):
    clock.now = at(9, 22)
    item = visits.start_visit(caseload, [mo.id], "Desk", started=at(9), ended=at(9, 20))[mo.id]
    evidence.add_note(caseload, mo.id, item.id, "Greets.", at=at(9, 18))
    assert "09:18 (written up 09:22)" in words_of(caseload, mo, item)


def test_an_item_entered_on_a_later_day_says_when_it_was_written_up(caseload, mo, next_day):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", date(2026, 2, 5))
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    assert "Date 5 February 2026 Written up 3 March 2026, 18:40" in words_of(caseload, mo, item)
    form = recording_form_content(caseload, portfolio_view(caseload, mo.id), "ocr-b10")
    assert f"Work product, 5 February 2026 ({WRITTEN_UP})" in form.rows[0].description
    assert WRITTEN_UP in page_of(caseload, mo)


def test_a_note_on_another_day_than_its_item_is_printed_with_its_day(caseload, mo, next_day):
    item = evidence.add_item(caseload, mo.id, Method.PROFESSIONAL_DISCUSSION, "Talk", date(2026, 3, 2))
    evidence.add_note(caseload, mo.id, item.id, "Says why.")
    assert "3 March 2026, 18:40" in words_of(caseload, mo, item).partition("Account")[2]


def test_a_photograph_added_after_the_visit_does_not_claim_to_be_taken_then(caseload, mo, typed_up):
    added = photographs.add(
        caseload, mo.id, typed_up.id, photographs.prepare(encoded(scene(), "JPEG")), "The desk"
    )
    assert "Time not stated (added 3 March 2026, 18:40)" in words_of(caseload, mo, typed_up)
    photographs.state_time(caseload, mo.id, added, at(9, 10))
    assert "Taken 09:10 (added 3 March 2026, 18:40)" in words_of(caseload, mo, typed_up)
    assert "09:10 (added 3 March 2026, 18:40)" in page_of(caseload, mo)


def test_people_present_were_informed_by_a_notice_and_were_not_one(caseload, mo, typed_up):
    assert "People present were informed by a notice at the counter" in words_of(caseload, mo, typed_up)
    assert "People present were informed by: a notice at the counter" in page_of(caseload, mo)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    visit=st.tuples(st.integers(0, 6), st.integers(6 * 60, 20 * 60), st.integers(10, 180)),
    notes=st.lists(st.tuples(st.none() | st.integers(0, 180), st.sampled_from(NoteKind)), max_size=4),
    typing=st.lists(st.integers(0, 5_000), min_size=5, max_size=5),
)
def test_no_time_of_an_event_on_paper_is_the_time_of_typing_unless_both_are_equal(
    caseload, mo, clock, visit, notes, typing
):
    days, start, length = visit
    started = MARCH_2 + timedelta(days=days, minutes=start)
    ended = started + timedelta(minutes=length)
    clock.now = ended + timedelta(minutes=typing[0])
    item = visits.start_visit(caseload, [mo.id], "Desk", started=started, ended=ended)[mo.id]
    entered = []
    for (after, kind), by in zip(notes, typing[1:], strict=False):
        clock.move_on(minutes=by)
        happened = None if after is None else started + timedelta(minutes=min(after, length))
        entered.append(
            (happened, evidence.add_note(caseload, mo.id, item.id, "Seen.", kind=kind, at=happened))
        )
    view = portfolio_view(caseload, mo.id)
    paper = item_record(caseload, view, view.portfolio.item(item.id))
    heads = [block.head for block in paper.blocks if isinstance(block, AccountEntry)]
    in_order = sorted((note for _, note in entered), key=lambda note: (note.at, note.written))
    for happened, note in entered:
        assert started <= note.at <= ended
        assert happened in (None, note.at)
    assert dict(paper.facts)["Date"] == long_date(started.date())
    times = dict(paper.facts)["From, to"]
    assert times.startswith(f"{started:%H:%M} – {ended:%H:%M}")
    assert "written up" in times
    for head, note in zip(heads, in_order, strict=True):
        assert head.startswith(f"{note.at:%H:%M}")
        if f"{note.at:%H:%M}" != f"{note.written:%H:%M}":
            written = head.partition("(written up ")[2]
            assert f"{note.written:%H:%M})" in written


# Nothing is later than now without a reason


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_time_ahead_of_the_clock_needs_a_reason(caseload, mo, clock, reason):
    item = visits.start_visit(caseload, [mo.id], "Desk")[mo.id]
    ahead = clock() + timedelta(hours=1)
    note = evidence.add_note(caseload, mo.id, item.id, "Greets.")
    photograph = photographs.add(
        caseload, mo.id, item.id, photographs.prepare(encoded(scene(), "JPEG")), "The desk"
    )
    visit = visit_of(caseload, mo)
    for act in (
        lambda: visits.start_visit(caseload, [mo.id], "", started=ahead, later_because=reason),
        lambda: visit_changes.change_visit(
            caseload, mo.id, replace(visit, started=ahead, later_because=reason)
        ),
        lambda: evidence.add_note(caseload, mo.id, item.id, "X", at=ahead, later_because=reason),
        lambda: evidence.next_customer(caseload, mo.id, item.id, ahead, reason),
        lambda: evidence.change_note(caseload, mo.id, replace(note, at=ahead, later_because=reason)),
        lambda: photographs.state_time(caseload, mo.id, photograph, ahead, reason),
    ):
        with pytest.raises(UserError, match="say why it is right"):
            act()


def test_the_reason_for_a_time_ahead_of_the_clock_is_kept_and_printed(caseload, mo, clock):
    ahead, reason = clock() + timedelta(hours=1), "clock was an hour slow"
    item = visits.start_visit(caseload, [mo.id], "Desk", started=ahead, later_because=reason)[mo.id]
    note = evidence.add_note(caseload, mo.id, item.id, "Greets.", at=ahead, later_because=reason)
    photograph = photographs.add(
        caseload, mo.id, item.id, photographs.prepare(encoded(scene(), "JPEG")), "The desk"
    )
    photographs.state_time(caseload, mo.id, photograph, ahead, reason)
    said = f"(later than the clock showed: {reason})"
    assert words_of(caseload, mo, item).count(said) == 3
    assert page_of(caseload, mo).count(said) == 3
    evidence.change_note(caseload, mo.id, replace(note, at=clock(), later_because=reason))
    assert words_of(caseload, mo, item).count(said) == 2


def test_a_visit_that_starts_in_the_future_is_not_finished_before_it_starts(caseload, mo, clock):
    ahead = clock() + timedelta(hours=1)
    item = visits.start_visit(caseload, [mo.id], "Desk", started=ahead, later_because="slow")[mo.id]
    with pytest.raises(UserError, match="starts in the future"):
        visits.finish(caseload, mo.id, item.id, FeedbackToCandidate(item.id, item.id))


# At a distance


def test_the_channel_and_how_identity_was_confirmed_are_printed(caseload, mo):
    item = visits.start_visit(caseload, [mo.id], "Desk", remote=Remote.VIDEO, identity="known by sight")[
        mo.id
    ]
    words = words_of(caseload, mo, item)
    assert "Carried out by video call" in words
    assert "Identity confirmed by known by sight" in words
    assert "Identity confirmed by : known by sight" in page_of(caseload, mo).replace("by:", "by :")
    assert "identity" not in str(would_ask.before_accepting(caseload, mo.id, item.id))


def test_an_identity_that_was_not_confirmed_at_a_distance_is_pointed_out_and_printed(caseload, mo):
    item = evidence.add_item(
        caseload, mo.id, Method.PROFESSIONAL_DISCUSSION, "Talk", MARCH_2.date(), remote=Remote.TELEPHONE
    )
    assert "identity was confirmed at a distance is not stated" in str(
        would_ask.before_accepting(caseload, mo.id, item.id)
    )
    assert "Identity confirmed by not stated" in words_of(caseload, mo, item)


def test_evidence_that_cannot_be_given_at_a_distance_has_no_channel(caseload, mo):
    item = evidence.add_item(
        caseload, mo.id, Method.WORK_PRODUCT, "Log", MARCH_2.date(), remote=Remote.TELEPHONE, identity="x"
    )
    assert (item.remote, item.identity) == (None, "")


# Corrected until it is signed


@pytest.mark.parametrize("change", [{"place": "Floor"}, {"informed": "a word to each"}])
def test_place_and_people_informed_stay_as_signed_and_the_way_on_is_an_addendum(
    caseload, mo, typed_up, change
):
    visit_changes.change_visit(caseload, mo.id, replace(visit_of(caseload, mo), **change))
    signature = signed(caseload, mo, typed_up.id)
    again = replace(visit_of(caseload, mo), **dict.fromkeys(change, "Elsewhere"))
    with pytest.raises(UserError, match=r"is signed.*addendum"):
        visit_changes.change_visit(caseload, mo.id, again)
    judgement.add_addendum(caseload, mo.id, typed_up.id, "It was elsewhere.")
    portfolio = load_portfolio(caseload, mo.id)
    assert still_applies(signature, portfolio)
    assert "It was elsewhere." in words_of(caseload, mo, typed_up)


@pytest.mark.parametrize("change", [{"place": "Floor"}, {"informed": "a word to each"}])
def test_place_and_people_informed_of_accepted_evidence_stay_until_it_is_reopened(
    caseload, mo, typed_up, change
):
    note = evidence.add_note(caseload, mo.id, typed_up.id, "Greets.", at=at(9, 5))
    references.tick(caseload, mo.id, typed_up.id, "ocr-b10", "1.1", note.id)
    judgement.accept(caseload, mo.id, typed_up.id)
    changed = replace(visit_of(caseload, mo), **change)
    with pytest.raises(UserError, match="is accepted"):
        visit_changes.change_visit(caseload, mo.id, changed)
    judgement.reopen(caseload, mo.id, typed_up.id, "Wrong place")
    visit_changes.change_visit(caseload, mo.id, changed)
    assert visit_of(caseload, mo) == changed


@pytest.mark.parametrize(
    "change",
    [
        {"place": "Floor"},
        {"informed": "a word"},
        {"started": at(8, 45)},
        {"started": MARCH_2 - timedelta(hours=15)},
    ],
)
def test_a_change_asked_for_one_candidate_leaves_the_signed_account_of_another(
    caseload, mo, sian, clock, change
):
    clock.now = at(9)
    items = visits.start_visit(caseload, [mo.id, sian.id], "Desk", informed="a notice")
    clock.move_on(minutes=30)
    signature = signed(caseload, sian, items[sian.id].id)
    before = visit_of(caseload, sian)
    left = visit_changes.change_visit(
        caseload, mo.id, replace(visit_of(caseload, mo), camera_allowed=False, **change)
    )
    assert left == SignedByOthers(kept=("Siân Ŵyn",), overtaken=())
    assert {field: getattr(visit_of(caseload, mo), field) for field in change} == change
    assert visit_of(caseload, sian) == replace(before, camera_allowed=False)
    assert still_applies(signature, load_portfolio(caseload, sian.id))


def test_a_change_asked_for_one_candidate_names_whose_opened_account_it_overtook(caseload, mo, sian, clock):
    items = visits.start_visit(caseload, [mo.id, sian.id], "Desk")
    signature = signed(caseload, sian, items[sian.id].id)
    signing.open_account(caseload, sian.id, items[sian.id].id, "A wrong word")
    others = visit_changes.change_visit(caseload, mo.id, replace(visit_of(caseload, mo), place="Floor"))
    assert others == SignedByOthers(kept=(), overtaken=("Siân Ŵyn",))
    (present,) = load_portfolio(caseload, sian.id).signatures_of(items[sian.id].id)
    assert present.id == signature.id
    assert not still_applies(present, load_portfolio(caseload, sian.id))


def test_a_change_of_one_thing_does_not_carry_over_another_that_was_left_as_signed(caseload, mo, sian, clock):
    items = visits.start_visit(caseload, [mo.id, sian.id], "Desk")
    signed(caseload, sian, items[sian.id].id)
    visit_changes.change_visit(caseload, mo.id, replace(visit_of(caseload, mo), place="Floor"))
    signing.open_account(caseload, sian.id, items[sian.id].id, "A wrong word")
    visit_changes.change_visit(caseload, mo.id, replace(visit_of(caseload, mo), informed="a notice"))
    assert (visit_of(caseload, sian).place, visit_of(caseload, sian).informed) == ("Desk", "a notice")


def test_a_visit_typed_up_is_in_that_mode_until_it_is_finished_and_keeps_its_end(caseload, mo, typed_up):
    assert visit_of(caseload, mo).typing_up
    visits.finish(caseload, mo.id, typed_up.id, FeedbackToCandidate(typed_up.id, typed_up.id))
    visit = visit_of(caseload, mo)
    assert (visit.typing_up, visit.ended) == (False, at(9, 20))


def test_a_running_visit_that_turns_out_to_be_over_is_typed_up(caseload, mo, next_day):
    visits.start_visit(caseload, [mo.id], "Desk")
    visit = visit_of(caseload, mo)
    assert not visit.typing_up
    visit_changes.change_visit(caseload, mo.id, replace(visit, started=at(9), ended=at(9, 20)))
    assert visit_of(caseload, mo).typing_up
