"""Letters of customers and numbers of evidence that two machines gave at the same time are told apart."""

from dataclasses import replace

import pytest

from csassess.data.exchange.devices import letter_for
from csassess.data.record.conflicts import LETTERS, first_letter
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.services.evidence import evidence
from csassess.services.papers.observation import account_words
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.exchanging import state, transfer


@pytest.fixture
def both(two, mo_on_tablet, tmp_path, clock):
    """Let both machines add a customer to one visit at the same time, then exchange; return the item."""
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "first.csbundle")
    (item,) = load_portfolio(tablet, mo_on_tablet.id).evidence
    for caseload in (tablet, office):
        clock.move_on(minutes=1)
        customer, note = evidence.next_customer(caseload, mo_on_tablet.id, item.id)
        assert customer.letter == "A"
        evidence.change_note(caseload, mo_on_tablet.id, replace(note, text=f"Serves at {clock.now:%H:%M}."))
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "second.csbundle")
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "third.csbundle")
    return item


def letters(caseload, mo):
    portfolio = load_portfolio(caseload, mo.id)
    return [portfolio.letter_of(customer) for customer in portfolio.customers]


def test_the_second_customer_of_a_letter_is_shown_with_its_machine_s_letter(two, mo_on_tablet, both):
    tablet, office = two
    expected = ["A", f"A ({LETTERS[first_letter(office.device)]})"]
    assert letters(tablet, mo_on_tablet) == letters(office, mo_on_tablet) == expected
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)


def test_both_customers_of_a_letter_count_and_the_next_has_a_letter_of_its_own(two, mo_on_tablet, both):
    tablet, _ = two
    customer, _ = evidence.next_customer(tablet, mo_on_tablet.id, both.id)
    assert customer.letter == "C"
    assert len(load_portfolio(tablet, mo_on_tablet.id).shown_customers(both.id)) == 2


def test_the_papers_tell_customers_of_one_letter_apart(two, mo_on_tablet, both):
    tablet, office = two
    second = f"Customer A ({LETTERS[first_letter(office.device)]})"
    view = portfolio_view(tablet, mo_on_tablet.id)
    words = account_words(tablet, view, view.portfolio.evidence[0])
    assert words.count("Customer A\n") == words.count(second) == 1


def test_a_signed_account_covers_the_stored_letters(two, mo_on_tablet, both, clock):
    tablet, _ = two
    portfolio = load_portfolio(tablet, mo_on_tablet.id)
    (item,) = portfolio.evidence
    plain = replace(portfolio, given_twice={})
    assert account_code(item, portfolio, clock.now) == account_code(item, plain, clock.now)


def test_the_second_item_of_a_number_is_shown_with_its_machine_s_letter(two, mo_on_tablet, tmp_path, clock):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "first.csbundle")
    for caseload in (tablet, office):
        clock.move_on(minutes=1)
        _add_numbered(caseload, mo_on_tablet, "7")
    transfer(office, tablet, mo_on_tablet.id, tmp_path / "second.csbundle")
    portfolio = load_portfolio(tablet, mo_on_tablet.id)
    letter = letter_for(office, mo_on_tablet.id)
    assert [portfolio.number_of(item) for item in portfolio.evidence] == ["1", "7", f"7 ({letter})"]


def test_an_item_with_a_number_that_its_machine_gave_before_is_quarantined(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "first.csbundle")
    _add_numbered(tablet, mo_on_tablet, "1")
    _, merged = transfer(tablet, office, mo_on_tablet.id, tmp_path / "second.csbundle")
    reasons = {ruling.reason for _, ruling in merged.quarantined}
    assert "it gives the number of another item again" in reasons
    arrived = load_portfolio(office, mo_on_tablet.id).evidence
    assert [each.number for each in arrived].count("1") == 1


def _add_numbered(caseload, candidate, number):
    """Add an item under a number, as another program could."""
    item = EvidenceItem(caseload.new_id(), number, Method.WORK_PRODUCT, "Log", caseload.clock().date())
    caseload.save(candidate.id, "evidence.add", item)
