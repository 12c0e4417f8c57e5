"""From registration to certificate: dates run in order, each break is pointed out, and the centre is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Decision, EvidenceItem
from csassess.domain.records.milestones import Milestone, MilestoneKind, Point, Reminder
from csassess.domain.records.people import Candidate, Registration
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import Sample, SampleSignature, Stage, Verdict
from csassess.domain.records.visits import Visit
from csassess.domain.retention.milestone_rules import broken_order, due_reminders, milestone
from csassess.services.candidates import candidates, milestones

START = date(2026, 1, 1)
ORDER = ("registration", "evidence", "assessor", "countersigner", "verifier", "claim", "certificate")
SIGNERS = {"assessor": Signer.ASSESSOR, "countersigner": Signer.COUNTERSIGNER, "verifier": Signer.VERIFIER}


def day(number):
    return START + timedelta(days=number)


def record_of(without=(), **days):
    """A record whose dates run in order, ten days apart, save for those given in days from the start."""
    at = {name: days.get(name, 10 * index) for index, name in enumerate(ORDER)}
    kinds = {"claim": MilestoneKind.CLAIMED, "certificate": MilestoneKind.CERTIFICATED}
    return Portfolio(
        Candidate("c", "Mo"),
        registrations=(Registration("r", "q", "1", day(at["registration"])),),
        evidence=(EvidenceItem("e", "1", days.get("method", "WP"), "Letter", day(at["evidence"])),),
        decisions=(Decision("d", "u", day(at["assessor"]), "ann", "code", "", ("e",)),),
        unit_signatures=tuple(
            UnitSignature(name, "u", signer, name, _noon(at[name]), "code")
            for name, signer in SIGNERS.items()
            if name not in without
        ),
        milestones=tuple(Milestone(n, k, day(at[n])) for n, k in kinds.items() if n not in without),
    )


def _noon(number):
    return datetime.combine(day(number), datetime.min.time(), UTC) + timedelta(hours=12)


def test_dates_in_order_and_all_on_one_day_are_no_break():
    assert broken_order(record_of()) == ()
    assert broken_order(record_of(**dict.fromkeys(ORDER, 0))) == ()


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"evidence": -1}, "Item 1 is of 31 December 2025, before the registration on 1 January 2026."),
        ({"evidence": 25}, "Item 1 is of 26 January 2026, after the decision it counts for."),
        ({"countersigner": 15}, "The countersigner’s signature is earlier than the assessor’s."),
        ({"verifier": 25}, "The internal verifier’s signature is earlier than the countersigner’s."),
        (
            {"claim": 35},
            (
                "The claim (5 February 2026) is earlier than the internal verifier’s signature (10 February"
                " 2026)."
            ),
        ),
        (
            {"certificate": 45},
            "The certificate (15 February 2026) is earlier than the claim (20 February 2026).",
        ),
        (
            {"registration": 55},
            "The claim (20 February 2026) is earlier than the registration on 25 February 2026.",
        ),
    ],
)
def test_each_break_of_the_order_is_pointed_out(moved, said):
    assert said in broken_order(record_of(**moved))


@pytest.mark.parametrize("later", range(1, len(ORDER)))
def test_whatever_stands_before_what_comes_before_it_is_pointed_out(later):
    assert broken_order(record_of(**{ORDER[later]: 10 * (later - 1) - 1}))


def test_without_countersigner_the_verifier_is_held_to_the_assessor():
    broken = broken_order(record_of(without=("countersigner",), verifier=15))
    assert broken == ("The internal verifier’s signature is earlier than the assessor’s.",)


def test_without_verifier_the_claim_is_held_to_whoever_signed_last():
    broken = broken_order(record_of(without=("countersigner", "verifier"), claim=15))
    assert broken == (
        "The claim (16 January 2026) is earlier than the assessor’s signature (21 January 2026).",
    )


def test_without_a_claim_the_certificate_is_held_to_the_signatures():
    assert len(broken_order(record_of(without=("claim",), certificate=35))) == 1


def test_a_verifier_s_signature_without_the_assessor_s_is_pointed_out():
    assert broken_order(record_of(without=("assessor", "countersigner"))) == (
        "The internal verifier has signed what the assessor has not.",
    )


def test_prior_learning_is_not_held_to_the_registration():
    assert broken_order(record_of(evidence=-400, method="RPL")) == ()


def test_a_sample_signed_before_its_evidence_was_made_is_pointed_out():
    sample = Sample("s", "u", Stage.INTERIM, day(5), "v", "Vera", ("e",), Verdict.AGREE)
    found = record_of().with_parts(
        samples=(sample,), sample_signatures=(SampleSignature("s", "Vera", _noon(5), ""),)
    )
    assert broken_order(found) == ("A sample was signed before the evidence it looked at was made.",)


def test_what_was_withdrawn_is_held_to_nothing():
    item = EvidenceItem("e", "1", "WP", "Letter", day(-1), withdrawn=True)
    assert broken_order(record_of().with_parts(evidence=(item,))) == ()


# Recording dates


def test_a_date_is_recorded_with_its_number_and_taken_back(caseload, mo):
    today = caseload.clock().date()
    claimed = milestones.record(caseload, mo.id, MilestoneKind.CLAIMED, today, " C-77 ")
    portfolio = load_portfolio(caseload, mo.id)
    assert milestone(MilestoneKind.CLAIMED, portfolio) == claimed
    assert claimed.number == "C-77"
    milestones.take_back(caseload, mo.id, claimed)
    assert load_portfolio(caseload, mo.id).milestones == ()


def test_a_day_to_come_is_not_recorded_and_one_out_of_order_is_kept_and_pointed_out(caseload, mo):
    today = caseload.clock().date()
    with pytest.raises(UserError, match="still to come"):
        milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, today + timedelta(days=1))
    candidates.register(caseload, mo.id, "NVQ", "", "R-1", today)
    milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, today - timedelta(days=1))
    assert len(broken_order(load_portfolio(caseload, mo.id))) == 1


def test_the_latest_of_several_dates_of_a_kind_counts(caseload, mo):
    today = caseload.clock().date()
    late = milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, today)
    milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, today - timedelta(days=9))
    assert milestone(MilestoneKind.ACHIEVED, load_portfolio(caseload, mo.id)) == late


# Reminders

TEN_WEEKS = Reminder("r", 10, Point.REGISTERED, Point.VISITED)


@pytest.mark.parametrize(("days", "due"), [(69, False), (70, True), (200, True)])
def test_a_reminder_is_due_so_many_weeks_after(days, due):
    portfolio = Portfolio(Candidate("c", "Mo"), registrations=(Registration("r", "q", "", day(0)),))
    assert due_reminders(portfolio, [TEN_WEEKS], day(days)) == ((TEN_WEEKS,) if due else ())


@pytest.mark.parametrize(("visited", "due"), [(-1, True), (0, False), (3, False)])
def test_what_was_reached_since_is_reminded_of_no_more(visited, due):
    portfolio = Portfolio(
        Candidate("c", "Mo"),
        registrations=(Registration("r", "q", "", day(0)),),
        visits=(Visit("v", day(visited), "Quay"),),
    )
    assert bool(due_reminders(portfolio, [TEN_WEEKS], day(100))) is due


@pytest.mark.parametrize("kind", list(MilestoneKind))
def test_whoever_left_or_has_the_certificate_is_reminded_of_no_more(kind):
    portfolio = Portfolio(
        Candidate("c", "Mo"),
        registrations=(Registration("r", "q", "", day(0)),),
        milestones=(Milestone("m", kind, day(1)),),
    )
    ended = kind in (MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED, MilestoneKind.CERTIFICATED)
    assert bool(due_reminders(portfolio, [TEN_WEEKS], day(100))) is not ended


@pytest.mark.parametrize("since", list(Point))
def test_where_the_first_point_was_never_reached_nothing_is_due(since):
    until = Point.CLAIMED if since is not Point.CLAIMED else Point.CERTIFICATED
    assert due_reminders(Portfolio(Candidate("c", "Mo")), [Reminder("r", 1, since, until)], day(900)) == ()


def test_a_sample_begun_and_not_signed_is_no_sample_to_a_reminder():
    decided = record_of(without=("claim", "certificate"))
    reminder = Reminder("r", 4, Point.DECIDED, Point.SAMPLED)
    sample = Sample("s", "u", Stage.INTERIM, day(40), "v", "Vera", ("e",), Verdict.AGREE)
    begun = decided.with_parts(samples=(sample,))
    assert due_reminders(begun, [reminder], day(100)) == (reminder,)
    signed = begun.with_parts(sample_signatures=(SampleSignature("s", "Vera", _noon(40), ""),))
    assert due_reminders(signed, [reminder], day(100)) == ()


def test_reminders_are_set_once_in_words_and_dropped(caseload):
    ten = milestones.set_reminder(caseload, 10, Point.REGISTERED, Point.VISITED)
    assert milestones.set_reminder(caseload, 10, Point.REGISTERED, Point.VISITED) == ten
    six = milestones.set_reminder(caseload, 6, Point.DECIDED, Point.SAMPLED)
    assert milestones.reminders(caseload) == [six, ten]
    assert ten.words == "10 weeks since registered, and not visited yet"
    milestones.drop_reminder(caseload, six)
    assert milestones.reminders(caseload) == [ten]


@pytest.mark.parametrize(("weeks", "until"), [(0, Point.CLAIMED), (-2, Point.CLAIMED), (3, Point.VISITED)])
def test_a_reminder_needs_weeks_and_two_points(caseload, weeks, until):
    with pytest.raises(UserError, match="two different points"):
        milestones.set_reminder(caseload, weeks, Point.VISITED, until)
