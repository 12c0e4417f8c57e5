"""Milestones from registration to certificate: dates in order, reports of breaks, reminders."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Decision, EvidenceItem, Judgement, Outcome
from csassess.domain.records.milestones import Milestone, MilestoneKind, Point, Reminder
from csassess.domain.records.people import Candidate, Registration
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import Sample, SampleSignature, Stage, Verdict
from csassess.domain.records.visits import Visit
from csassess.domain.retention.date_order import broken_order
from csassess.domain.retention.milestone_rules import due_reminders, milestone
from csassess.services.candidates import candidates
from csassess.services.progress import milestones

START = date(2026, 1, 1)
ORDER = ("registration", "evidence", "assessor", "countersigner", "verifier", "claim", "certificate")
SIGNERS = {"assessor": Signer.ASSESSOR, "countersigner": Signer.COUNTERSIGNER, "verifier": Signer.VERIFIER}


def day(number):
    return START + timedelta(days=number)


def portfolio_with(without=(), **days):
    """Return a portfolio with milestones ten days apart; override any in days from the start."""
    at = {name: days.get(name, 10 * index) for index, name in enumerate(ORDER)}
    kinds = {"claim": MilestoneKind.CLAIMED, "certificate": MilestoneKind.CERTIFICATED}
    return Portfolio(
        Candidate("c", "Mo"),
        registrations=(Registration("r", "q", "1", day(at["registration"])),),
        evidence=(EvidenceItem("e", "1", days.get("method", "WP"), "Letter", day(at["evidence"])),),
        decisions=(Decision("d", "u", day(at["assessor"]), "ann", "code", "", ("e",)),),
        unit_signatures=tuple(
            UnitSignature(name, "u", signer, name, noon_of(at[name]), "code")
            for name, signer in SIGNERS.items()
            if name not in without
        ),
        milestones=tuple(Milestone(n, k, day(at[n])) for n, k in kinds.items() if n not in without),
    )


def noon_of(number):
    return datetime.combine(day(number), datetime.min.time(), UTC) + timedelta(hours=12)


def test_dates_in_order_or_on_one_day_are_accepted():
    assert broken_order(portfolio_with()) == ()
    assert broken_order(portfolio_with(**dict.fromkeys(ORDER, 0))) == ()


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (
            {"evidence": -1, "method": "OB"},
            "Item 1 is of 31 December 2025, before the registration on 1 January 2026.",
        ),
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
def test_each_break_of_the_order_is_reported(moved, said):
    assert said in broken_order(portfolio_with(**moved))


@pytest.mark.parametrize("later", range(1, len(ORDER)))
def test_any_milestone_dated_before_its_predecessor_is_reported(later):
    assert broken_order(portfolio_with(method="OB", **{ORDER[later]: 10 * (later - 1) - 1}))


def test_without_a_countersigner_the_verifier_s_signature_must_follow_the_assessor_s():
    broken = broken_order(portfolio_with(without=("countersigner",), verifier=15))
    assert "The internal verifier’s signature is earlier than the assessor’s." in broken


def test_without_a_verifier_the_claim_must_follow_the_last_signature():
    broken = broken_order(portfolio_with(without=("countersigner", "verifier"), claim=15))
    assert broken == (
        "The claim (16 January 2026) is earlier than the assessor’s signature (21 January 2026).",
    )


def test_without_a_claim_the_certificate_must_follow_the_signatures():
    assert len(broken_order(portfolio_with(without=("claim",), certificate=35))) == 1


def test_a_verifier_s_signature_without_the_assessor_s_is_reported():
    assert broken_order(portfolio_with(without=("assessor", "countersigner"))) == (
        "The internal verifier has signed what the assessor has not.",
    )


@pytest.mark.parametrize("method", ["RPL", "WP"])
def test_prior_learning_and_earlier_work_products_may_be_dated_before_the_registration(method):
    assert broken_order(portfolio_with(evidence=-400, method=method)) == ()


def test_a_candidate_s_signature_before_the_decision_is_reported():
    early = UnitSignature("candidate", "u", Signer.CANDIDATE, "Mo", noon_of(19), "code")
    portfolio = portfolio_with()
    portfolio = portfolio.with_parts(unit_signatures=(early, *portfolio.unit_signatures))
    assert broken_order(portfolio) == (
        "The candidate’s signature (20 January 2026) is earlier than the decision (21 January 2026).",
    )


def test_a_judgement_before_the_day_of_its_item_is_reported():
    judgement = Judgement("e", Outcome.ACCEPTED, day(9), "ann")
    (broken,) = broken_order(portfolio_with().with_parts(judgements=(judgement,)))
    assert broken == "Item 1 of 11 January 2026 was judged before, on 10 January 2026."


def test_a_final_sample_before_the_decision_is_reported():
    sample = Sample("s", "u", Stage.FINAL, day(15), "v", "Vera", ("e",), Verdict.AGREE)
    assert broken_order(portfolio_with().with_parts(samples=(sample,))) == (
        "The final sample (16 January 2026) is earlier than the decision.",
    )


def test_what_follows_a_withdrawal_is_reported():
    withdrawn = Milestone("w", MilestoneKind.WITHDRAWN, day(45))
    portfolio = portfolio_with()
    portfolio = portfolio.with_parts(milestones=(*portfolio.milestones, withdrawn))
    assert broken_order(portfolio) == (
        "The claim (20 February 2026) is later than the withdrawal on 15 February 2026.",
        "The certificate (2 March 2026) is later than the withdrawal on 15 February 2026.",
    )


def test_a_sample_signed_before_the_date_of_its_evidence_is_reported():
    sample = Sample("s", "u", Stage.INTERIM, day(5), "v", "Vera", ("e",), Verdict.AGREE)
    portfolio = portfolio_with().with_parts(
        samples=(sample,), sample_signatures=(SampleSignature("s", "Vera", noon_of(5), ""),)
    )
    assert broken_order(portfolio) == ("A sample was signed before the evidence it looked at was made.",)


def test_the_date_of_a_withdrawn_item_is_not_checked():
    item = EvidenceItem("e", "1", "WP", "Letter", day(-1), withdrawn=True)
    assert broken_order(portfolio_with().with_parts(evidence=(item,))) == ()


# Recording dates


def test_a_milestone_is_recorded_with_its_number_and_can_be_removed(caseload, mo):
    today = caseload.clock().date()
    claimed = milestones.record(caseload, mo.id, MilestoneKind.CLAIMED, today, " C-77 ", reason="Known")
    portfolio = load_portfolio(caseload, mo.id)
    assert milestone(MilestoneKind.CLAIMED, portfolio) == claimed
    assert claimed.number == "C-77"
    milestones.take_back(caseload, mo.id, claimed)
    assert load_portfolio(caseload, mo.id).milestones == ()


def test_a_future_date_is_refused_and_one_out_of_order_is_recorded_and_reported(caseload, mo):
    today = caseload.clock().date()
    with pytest.raises(UserError, match="in the future"):
        milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, today + timedelta(days=1), reason="Known")
    candidates.register(caseload, mo.id, "NVQ", "", "R-1", today)
    milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, today - timedelta(days=1), reason="Known")
    assert len(broken_order(load_portfolio(caseload, mo.id))) == 1


def test_an_earlier_date_is_corrected_in_all_its_parts(caseload, mo):
    today = caseload.clock().date()
    candidates.register(caseload, mo.id, "NVQ", "", "R-1", today - timedelta(9))
    wrong = milestones.record(
        caseload, mo.id, MilestoneKind.CLAIMED, today - timedelta(2), "CL-1", reason="Known"
    )
    milestones.record(caseload, mo.id, MilestoneKind.CERTIFICATED, today, "CE-1", reason="Known")
    corrected = replace(
        wrong, kind=MilestoneKind.ACHIEVED, on=today - timedelta(3), number=" CL-2 ", note=" typed "
    )
    milestones.change(caseload, mo.id, corrected)
    first, _ = load_portfolio(caseload, mo.id).milestones
    assert first == replace(corrected, number="CL-2", note="typed")
    with pytest.raises(UserError, match="in the future"):
        milestones.change(caseload, mo.id, replace(first, on=today + timedelta(1)))


def test_the_latest_of_several_milestones_of_a_kind_counts(caseload, mo):
    today = caseload.clock().date()
    late = milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, today, reason="Known")
    milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, today - timedelta(days=9), reason="Known")
    assert milestone(MilestoneKind.ACHIEVED, load_portfolio(caseload, mo.id)) == late


# Reminders

TEN_WEEKS = Reminder("r", 10, Point.REGISTERED, Point.VISITED)


@pytest.mark.parametrize(("days", "due"), [(69, False), (70, True), (200, True)])
def test_a_reminder_is_due_after_its_number_of_weeks(days, due):
    portfolio = Portfolio(Candidate("c", "Mo"), registrations=(Registration("r", "q", "", day(0)),))
    assert due_reminders(portfolio, [TEN_WEEKS], day(days)) == ((TEN_WEEKS,) if due else ())


@pytest.mark.parametrize(("visited", "due"), [(-1, True), (0, False), (3, False)])
def test_a_reminder_ends_when_the_second_point_is_reached(visited, due):
    portfolio = Portfolio(
        Candidate("c", "Mo"),
        registrations=(Registration("r", "q", "", day(0)),),
        visits=(Visit("v", day(visited), "Quay"),),
    )
    assert bool(due_reminders(portfolio, [TEN_WEEKS], day(100))) is due


@pytest.mark.parametrize("kind", list(MilestoneKind))
def test_reminders_end_when_the_candidate_leaves_or_has_the_certificate(kind):
    portfolio = Portfolio(
        Candidate("c", "Mo"),
        registrations=(Registration("r", "q", "", day(0)),),
        milestones=(Milestone("m", kind, day(1)),),
    )
    ended = kind in (MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED, MilestoneKind.CERTIFICATED)
    assert bool(due_reminders(portfolio, [TEN_WEEKS], day(100))) is not ended


@pytest.mark.parametrize("since", list(Point))
def test_a_reminder_is_not_due_if_the_first_point_was_never_reached(since):
    until = Point.CLAIMED if since is not Point.CLAIMED else Point.CERTIFICATED
    assert due_reminders(Portfolio(Candidate("c", "Mo")), [Reminder("r", 1, since, until)], day(900)) == ()


def test_an_unsigned_sample_does_not_end_a_reminder():
    decided = portfolio_with(without=("claim", "certificate"))
    reminder = Reminder("r", 4, Point.DECIDED, Point.SAMPLED)
    sample = Sample("s", "u", Stage.INTERIM, day(40), "v", "Vera", ("e",), Verdict.AGREE)
    started = decided.with_parts(samples=(sample,))
    assert due_reminders(started, [reminder], day(100)) == (reminder,)
    signed = started.with_parts(sample_signatures=(SampleSignature("s", "Vera", noon_of(40), ""),))
    assert due_reminders(signed, [reminder], day(100)) == ()


def test_a_reminder_is_stored_once_and_can_be_removed(caseload):
    ten = milestones.set_reminder(caseload, 10, Point.REGISTERED, Point.VISITED)
    assert milestones.set_reminder(caseload, 10, Point.REGISTERED, Point.VISITED) == ten
    six = milestones.set_reminder(caseload, 6, Point.DECIDED, Point.SAMPLED)
    assert milestones.reminders(caseload) == [six, ten]
    assert ten.words == "10 weeks since registered, and not visited yet"
    milestones.drop_reminder(caseload, six)
    assert milestones.reminders(caseload) == [ten]


@pytest.mark.parametrize(("weeks", "until"), [(0, Point.CLAIMED), (-2, Point.CLAIMED), (3, Point.VISITED)])
def test_a_reminder_needs_weeks_and_two_different_points(caseload, weeks, until):
    with pytest.raises(UserError, match="two different points"):
        milestones.set_reminder(caseload, weeks, Point.VISITED, until)
