"""Signatures on paper: their day, their sheet, and many of them entered at once."""

from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.asking.lines import Kind
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.signing.paper_signatures import how_signed, is_sheet_to_follow, sheets_to_follow
from csassess.services.evidence import evidence
from csassess.services.papers.observation import item_record
from csassess.services.papers.unit import unit_declaration
from csassess.services.progress import history, would_ask
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import offers, signed_sheet_scans, signing
from csassess.services.verification import sampling
from csassess.services.visits import visits
from tests.support.exchanging import transfer
from tests.support.verifying import SCAN, STROKES, UNIT, become, decided, sampled


@pytest.fixture
def visited(ann, clock):
    """Return Aisha with a decided unit and a visit of three days ago, and its item."""
    clock.move_on(days=-3)
    candidate, _ = decided(ann, signed=False)
    item = visits.start_visit(ann, [candidate.id], "Counter 3")[candidate.id]
    clock.move_on(days=3)
    return candidate, item


def visit_again(caseload, candidate, item):
    """Finish the visit that goes on, and start another one."""
    running = load_portfolio(caseload, candidate.id).open_observation or item
    visits.finish(caseload, candidate.id, running.id, FeedbackToCandidate(running.id, running.id))
    return visits.start_visit(caseload, [candidate.id], "Counter 3")[candidate.id]


def sign_account(caseload, candidate, item, signer, name, **more):
    portfolio = load_portfolio(caseload, candidate.id)
    code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
    return signing.sign_account(caseload, candidate.id, item.id, signer, name, code, on_paper=True, **more)


def sign_unit(caseload, candidate, signer, name, **more):
    return signing.sign_unit(caseload, candidate.id, UNIT, signer, name, on_paper=True, **more)


def test_a_signature_on_paper_has_the_day_of_the_visit_unless_another_is_given(ann, visited, clock):
    candidate, item = visited
    signature = sign_account(ann, candidate, item, Signer.CANDIDATE, "Aisha Karim")
    assert signature.day == clock().date() - timedelta(days=3)
    yesterday = clock().date() - timedelta(days=1)
    assert sign_account(ann, candidate, item, Signer.ASSESSOR, "Ann Assessor", on=yesterday).day == yesterday
    assert sign_unit(ann, candidate, Signer.CANDIDATE, "Aisha Karim").day == clock().date()


def test_a_signature_on_paper_is_never_dated_later_than_today(ann, visited, clock):
    tomorrow = clock().date() + timedelta(days=1)
    with pytest.raises(UserError, match="cannot be later than today"):
        sign_unit(ann, visited[0], Signer.CANDIDATE, "Aisha Karim", on=tomorrow)


def test_a_drawn_signature_is_dated_when_it_was_drawn(ann, visited, clock):
    long_ago = clock().date() - timedelta(days=9)
    drawn = signing.sign_unit(ann, visited[0].id, UNIT, Signer.CANDIDATE, "Aisha Karim", STROKES, on=long_ago)
    assert (drawn.on, drawn.day) == (None, clock().date())


def test_a_signature_on_paper_is_listed_until_its_sheet_is_attached(ann, visited, clock):
    candidate, _ = visited
    signature = sign_unit(ann, candidate, Signer.CANDIDATE, "Aisha Karim")
    portfolio = load_portfolio(ann, candidate.id)
    assert sheets_to_follow(portfolio) == (signature,)
    signed_sheet_scans.attach(ann, candidate.id, SCAN, "recording", UNIT, all_the_same=True)
    assert sheets_to_follow(load_portfolio(ann, candidate.id)) == ()


def test_a_sheet_attached_before_counts_if_it_is_named(ann, visited, clock):
    candidate, _ = visited
    sheet = signed_sheet_scans.attach(ann, candidate.id, SCAN, "recording", UNIT, all_the_same=True)
    clock.move_on(minutes=5)
    first = sign_unit(ann, candidate, Signer.CANDIDATE, "Aisha Karim", sheet=sheet.sha256)
    second = sign_unit(ann, candidate, Signer.ASSESSOR, "Ann Assessor")
    portfolio = load_portfolio(ann, candidate.id)
    assert [is_sheet_to_follow(s, portfolio) for s in (first, second)] == [False, True]


def test_every_signature_on_paper_is_asked_for_until_its_sheet_is_attached(ann, visited, clock):
    candidate, item = visited
    sign_account(ann, candidate, item, Signer.CANDIDATE, "Aisha Karim", on=clock().date() - timedelta(days=1))
    sign_unit(ann, candidate, Signer.CANDIDATE, "Aisha Karim")
    asked = sheets_asked(ann, candidate)
    assert {(line.item, line.unit) for line in asked} == {(item.id, ""), ("", UNIT)}
    assert "1 March 2026" in next(line.what for line in asked if line.item)
    signed_sheet_scans.attach(ann, candidate.id, SCAN, "record", item.id, all_the_same=True)
    assert [line.unit for line in sheets_asked(ann, candidate)] == [UNIT]
    signed_sheet_scans.attach(ann, candidate.id, SCAN, "recording", UNIT, all_the_same=True)
    assert sheets_asked(ann, candidate) == []


def test_a_sample_signed_on_paper_waits_for_its_sheet(ann, vera, tmp_path):
    become(vera, "Vera Verifier", Role.VERIFIER)
    candidate, item = decided(ann)
    transfer(ann, vera, candidate.id, tmp_path / "to.csbundle")
    sample = sampled(vera, candidate, item, sign=False)
    sampling.sign_sample(vera, candidate.id, sample.id, on_paper=True)
    portfolio = load_portfolio(vera, candidate.id)
    (signature,) = sheets_to_follow(portfolio)
    assert how_signed(signature, portfolio) == "signed on paper, sheet to follow"
    assert [line.unit for line in sheets_asked(vera, candidate)] == [UNIT]
    signed_sheet_scans.attach(vera, candidate.id, SCAN, "verification", "all", all_the_same=True)
    assert sheets_to_follow(load_portfolio(vera, candidate.id)) == ()


def sheets_asked(caseload, candidate):
    return [line for line in would_ask.lines_for(caseload, candidate.id) if line.kind is Kind.SHEET_MISSING]


def test_papers_show_the_day_and_that_the_sheet_follows(ann, visited, clock):
    candidate, item = visited
    sign_account(ann, candidate, item, Signer.CANDIDATE, "Aisha Karim")
    sign_unit(ann, candidate, Signer.CANDIDATE, "Aisha Karim", on=clock().date() - timedelta(days=2))
    view = portfolio_view(ann, candidate.id)
    papers = item_record(ann, view, view.portfolio.item(item.id)), unit_declaration(ann, view, UNIT)
    lines = [paper.blocks[-1].lines[0] for paper in papers]
    assert [line.day for line in lines] == ["27 February 2026", "28 February 2026"]
    assert all(line.remark.startswith("signed on paper, sheet to follow; ") for line in lines)


def test_ten_signatures_of_one_sitting_are_entered_with_one_save(ann, visited, clock):
    candidate, item = visited
    more = [visit_again(ann, candidate, item) for _ in range(3)]
    assert len(more) == 3
    waiting = offers.waiting_for_signature(ann, candidate.id)
    assert [(entry.signer, bool(entry.item)) for entry in waiting] == [
        *[(Signer.CANDIDATE, True), (Signer.ASSESSOR, True)] * 4,
        (Signer.CANDIDATE, False),
        (Signer.ASSESSOR, False),
    ]
    collected = [offers.Collected(entry, entry.offer.names[0], entry.offer.day) for entry in waiting]
    assert offers.enter_collected(ann, candidate.id, collected) == 10
    assert offers.waiting_for_signature(ann, candidate.id) == ()
    portfolio = load_portfolio(ann, candidate.id)
    assert len(sheets_to_follow(portfolio)) == 10
    assert {s.day for s in portfolio.signatures_of(item.id)} == {clock().date() - timedelta(days=3)}


def test_if_one_of_several_collected_signatures_is_refused_none_is_entered(ann, visited, clock):
    candidate, _ = visited
    waiting = offers.waiting_for_signature(ann, candidate.id)
    days = [*[clock().date()] * (len(waiting) - 1), clock().date() + timedelta(days=1)]
    collected = [offers.Collected(w, w.offer.names[0], on) for w, on in zip(waiting, days, strict=True)]
    with pytest.raises(UserError, match="later than today"):
        offers.enter_collected(ann, candidate.id, collected)
    portfolio = load_portfolio(ann, candidate.id)
    assert (portfolio.signatures, portfolio.unit_signatures) == ((), ())


def test_an_account_that_changed_since_it_was_listed_is_not_signed_with_the_others(ann, visited):
    candidate, item = visited
    waiting = offers.waiting_for_signature(ann, candidate.id)
    evidence.add_note(ann, candidate.id, item.id, "Written since.")
    collected = [offers.Collected(entry, entry.offer.names[0], entry.offer.day) for entry in waiting]
    with pytest.raises(UserError, match="has changed since it was opened"):
        offers.enter_collected(ann, candidate.id, collected)


def test_the_history_says_of_a_signature_whose_it_is(ann, clock):
    candidate, _ = decided(ann)
    entries = history.history(ann, candidate.id)
    abouts = history.about_in_words(ann, candidate.id, entries)
    signed = {e.words: about for e, about in zip(entries, abouts, strict=True) if "sign" in e.action}
    assert signed
    assert all("Ann Assessor" in about or candidate.name in about for about in signed.values()), signed
