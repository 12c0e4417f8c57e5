"""What would be asked never shrinks by a further fault, and dates out of order are always found."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.asking.lines import Surroundings
from csassess.domain.asking.names import NameIndex
from csassess.domain.asking.would_ask import would_ask
from csassess.domain.assessment.unit_standing import standing
from csassess.domain.portfolio import Portfolio
from csassess.domain.records import witnesses
from csassess.domain.records.evidence import Confirmation, Decision, EvidenceItem, Judgement, Note, Outcome
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Candidate, Registration
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import Action, Sample, SampleSignature, Stage
from csassess.domain.retention.date_order import broken_order
from csassess.services.access.caseloads import centre_of
from csassess.services.units import units
from tests.assessment.test_would_ask import observed

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

# Dates


def dated(days):
    """Return a portfolio whose dates are the given days, from registration to certificate."""
    registered, observed_on, judged, decided, candidate, assessor, verifier, claimed, certificated = days

    def signed(signer, on):
        at = datetime.combine(on, time(12), tzinfo=UTC)
        return UnitSignature(str(signer), "u", signer, str(signer), at, "code")

    return Portfolio(
        Candidate("c", "Mo"),
        registrations=(Registration("r", "q", "1", registered),),
        evidence=(EvidenceItem("e", "1", "OB", "Counter", observed_on),),
        judgements=(Judgement("e", Outcome.ACCEPTED, judged, "ann"),),
        decisions=(Decision("d", "u", decided, "ann", "code", "head", ("e",)),),
        unit_signatures=(
            signed(Signer.CANDIDATE, candidate),
            signed(Signer.ASSESSOR, assessor),
            signed(Signer.VERIFIER, verifier),
        ),
        milestones=(
            Milestone("m1", MilestoneKind.CLAIMED, claimed, ""),
            Milestone("m2", MilestoneKind.CERTIFICATED, certificated, ""),
        ),
    )


@given(st.lists(st.integers(0, 6), min_size=9, max_size=9))
def test_the_order_of_dates_is_broken_exactly_if_a_date_is_before_the_one_that_it_follows(offsets):
    days = [DAY + timedelta(days=offset) for offset in offsets]
    is_in_order = all(first <= second for first, second in pairwise(days))
    assert (broken_order(dated(days)) == ()) is is_in_order


# Faults


@pytest.fixture
def sound(caseload, mo):
    """Return a portfolio of two observations of which nothing is asked, and its surroundings."""
    for words in (
        "She greeted the customer, asked what was wrong and put it right at once.",
        "He rang back twice within the hour and explained why the parcel had been late.",
    ):
        observed(caseload, mo, words=words)
    portfolio = load_portfolio(caseload, mo.id)
    around = Surroundings(
        DAY + timedelta(days=400), centre_of(caseload), names=NameIndex([("sian", "Siân Ŵyn")])
    )
    assert asked(portfolio, around) == set()
    return portfolio, around


def asked(portfolio, around):
    """Return what is asked, by kind and place."""
    standings = [standing(units.unit(unit), portfolio) for unit in ("ocr-b10", "nos-b10")]
    return {(line.kind, line.item, line.unit) for line in would_ask(portfolio, standings, around)}


def add(part, record):
    return lambda p: replace(p, **{part: (*getattr(p, part), record)})


def first_item(**changed):
    return lambda p: replace(p, evidence=(replace(p.evidence[0], **changed), *p.evidence[1:]))


def noted(words):
    """Return the fault of words in a new note of the second item, written before it was signed."""
    return lambda p: add("notes", Note(words, p.evidence[1].id, AT, AT, text=words))(p)


FAULTS = {
    "an account that nobody signed": lambda p: add(
        "judgements", Judgement("u", Outcome.ACCEPTED, DAY, "ann")
    )(add("evidence", EvidenceItem("u", "7", "OB", "Counter", DAY))(p)),
    "a visit that was never finished": lambda p: replace(
        p, visits=tuple(replace(v, ended=None) if v.id == p.evidence[0].visit else v for v in p.visits)
    ),
    "a customer's name": noted("Mrs Jones was cross, and she calmed her down at once."),
    "another candidate's name": noted("Siân Ŵyn helped at the desk while the queue grew longer."),
    "a testimony with no words": lambda p: add("testimonies", witnesses.Testimony("t", "w"))(
        add("witnesses", witnesses.Witness("w", "Wendy", "Supervisor", "manager"))(
            add("evidence", EvidenceItem("t", "9", "WT", "", DAY))(p)
        )
    ),
    "a confirmation with a short reason": add(
        "confirmations", Confirmation("s", "ocr-b10", "3", ".", DAY, "ann")
    ),
    "an action that is open": lambda p: replace(
        p,
        samples=(Sample("x", "ocr-b10", Stage.INTERIM, DAY, "vera", "Vera", (p.evidence[0].id,)),),
        sample_signatures=(SampleSignature("x", "Vera", AT, "code"),),
        actions=(Action("b", "x", "ocr-b10", p.evidence[0].id, "Ask again", DAY, "vera", "Vera", AT),),
    ),
    "a decision without signatures": lambda p: add(
        "decisions",
        Decision("d", "ocr-b10", DAY, "ann", "a" * 64, "head", tuple(i.id for i in p.evidence)),
    )(p),
    "a certificate without a decision": add(
        "milestones", Milestone("m", MilestoneKind.CERTIFICATED, DAY, "")
    ),
    "a day still to come": first_item(on=DAY + timedelta(days=800)),
    "a distance without an identity": first_item(remote="telephone-call"),
    "an item that says very little": add("evidence", EvidenceItem("z", "8", "PS", "Log", DAY)),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # no example changes the portfolio
@given(data=st.data())
def test_a_further_fault_takes_nothing_from_the_list(sound, data):
    portfolio, around = sound
    names = data.draw(st.permutations(sorted(FAULTS)))[: data.draw(st.integers(1, len(FAULTS)))]
    before = asked(portfolio, around)
    for name in names:
        portfolio = FAULTS[name](portfolio)
        after = asked(portfolio, around)
        assert before <= after, name
        before = after


LATER = {"an item that says very little", "a confirmation with a short reason"}  # asked once it is used


@pytest.mark.parametrize("name", sorted(set(FAULTS) - LATER))
def test_each_fault_of_the_property_is_asked_about(sound, name):
    portfolio, around = sound
    assert asked(FAULTS[name](portfolio), around) > asked(portfolio, around)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_whatever_is_asked_rests_on_facts_that_nobody_knows_before(sound, name):
    portfolio, around = sound
    portfolio = FAULTS[name](portfolio)
    standings = [standing(units.unit(unit), portfolio) for unit in ("ocr-b10", "nos-b10")]
    assert all(line.facts for line in would_ask(portfolio, standings, around))
