"""What lists over many portfolios show is what would be made anew, whatever happened; and words are found where they stand."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Assessor, AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.units.units import Setting
from csassess.services.access import caseloads
from csassess.services.access.caseloads import assessor_of
from csassess.services.candidates import candidates, duplicate_candidates, milestones
from csassess.services.evidence import decisions, evidence, judgement, references
from csassess.services.progress import history, portfolio_status
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.retention import retention
from csassess.services.verification import actions, sampling
from csassess.services.visits import visits
from tests.support.builders import Clock, accepted_product, closed_caseload, reopened
from tests.support.exchanging import transfer
from tests.support.verifying import UNIT, become, decided, office, registered, sampled, without_role_checks


def anew(caseload):
    """The summaries as they would be made now, from the records alone."""
    made = [
        portfolio_status.portfolio_status(caseload, portfolio_view(caseload, each.id))
        for each in candidates.list_candidates(caseload)
    ]
    return sorted(made, key=lambda summary: summary.name.casefold())


class Doings:
    """Everything that can happen to two candidates, by name."""

    def __init__(self, caseload, clock):
        self.caseload, self.clock = caseload, clock
        self.mo, self.item = decided(caseload, "Mo Candidate", "1")
        self.tom, _ = decided(caseload, "Tom Reid", "2", signed=False)
        self.una = registered(caseload, "Una Twice", "3")

    @property
    def portfolio(self):
        return load_portfolio(self.caseload, self.mo.id)

    def rename(self):
        candidates.change_candidate(self.caseload, replace(self.mo, name="Mona Candidate"))

    def job(self):
        candidates.set_job(
            self.caseload,
            self.mo.id,
            "New Ferries",
            "Clerk",
            Setting.REAL_JOB_PAID,
            started=self.clock().date(),
        )

    def job_to_come(self):
        day = self.clock().date() + timedelta(days=5)
        candidates.set_job(
            self.caseload, self.mo.id, "Later Ferries", "Clerk", Setting.REAL_JOB_PAID, started=day
        )

    def register(self):
        candidates.register(self.caseload, self.mo.id, "Another award", "", "R-2", self.clock().date())

    def enrol(self):
        candidates.enrol(self.caseload, self.mo.id, "ocr-b10")

    def product(self):
        accepted_product(self.caseload, self.mo.id, UNIT, "2.1", on=self.clock().date())

    def visit(self):
        items = visits.start_visit(self.caseload, [self.mo.id, self.tom.id], "Harbour desk")
        note = evidence.add_note(self.caseload, self.mo.id, items[self.mo.id].id, "Greets her.")
        references.tick(self.caseload, self.mo.id, items[self.mo.id].id, UNIT, "2.1", note.id)
        judgement.accept(self.caseload, self.mo.id, items[self.mo.id].id)

    def reopen(self):
        judgement.reopen(self.caseload, self.mo.id, self.item.id, "A word")

    def withdraw(self):
        judgement.withdraw(self.caseload, self.mo.id, self.item.id)

    def decide_again(self):
        decisions.decide(self.caseload, self.mo.id, UNIT, "Another item")

    def called_else(self):
        caseloads.change_person(self.caseload, replace(assessor_of(self.caseload), name="Ann Else"))

    def working_towards(self):
        trainee = replace(assessor_of(self.caseload), status=AssessorStatus.WORKING_TOWARDS)
        caseloads.change_person(self.caseload, trainee)

    def achieved(self):
        milestones.record(self.caseload, self.mo.id, MilestoneKind.ACHIEVED, self.clock().date())

    def withdrawn(self):
        milestones.record(self.caseload, self.mo.id, MilestoneKind.WITHDRAWN, self.clock().date())

    def milestone_back(self):
        for each in self.portfolio.milestones:
            milestones.take_back(self.caseload, self.mo.id, each)

    def hold(self):
        retention.hold(self.caseload, self.mo.id, "An appeal")

    def lift(self):
        for each in self.portfolio.holds:
            retention.lift(self.caseload, self.mo.id, each)

    def sample(self):
        vera = Assessor("vera", "Vera Verifier", role=Role.VERIFIER)
        self.caseload.save(CASELOAD_STREAM, "person.change", vera)
        self.caseload.author, kept = vera.id, self.caseload.author
        try:
            sampled(self.caseload, self.mo, self.item, ask="Whose log?")
        finally:
            self.caseload.author = kept

    def leave_out(self):
        with without_role_checks(self.caseload):
            sampling.not_sampled(self.caseload, self.tom.id, UNIT, "Seen last month")

    def answer(self):
        for each in self.portfolio.actions:
            actions.answer(self.caseload, self.mo.id, each.id, "Hers")

    def undo(self):
        history.undo(self.caseload, self.mo.id)

    def join(self):
        duplicate_candidates.join(self.caseload, self.mo.id, self.una.id)

    def erase(self):
        retention.erase(self.caseload, self.tom.id, "The period is over")

    def days_pass(self):
        self.clock.move_on(days=6)

    def clock_set_back(self):
        self.clock.move_on(days=-3)


ACTS = [name for name in vars(Doings) if not name.startswith("_") and name != "portfolio"]


def check_after(acts):
    with TemporaryDirectory() as folder:
        clock = Clock()
        caseload = reopened(closed_caseload(Path(folder) / "caseload"), clock=clock)
        try:
            doings = Doings(caseload, clock)
            assert portfolio_status.portfolio_statuses(caseload) == anew(caseload)
            for act in acts:
                with suppress(UserError, KeyError):  # what is refused changes nothing
                    getattr(doings, act)()
                assert portfolio_status.portfolio_statuses(caseload) == anew(caseload), act
        finally:
            caseload.close()


@pytest.mark.parametrize("act", ACTS)
def test_after_each_kind_of_change_a_summary_is_as_made_anew(act):
    check_after([act])


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@example(["job_to_come", "days_pass", "clock_set_back"])
@example(["sample", "answer", "undo", "called_else"])
@given(st.lists(st.sampled_from(ACTS), min_size=2, max_size=6))
def test_after_any_changes_in_any_order_summaries_are_as_made_anew(acts):
    check_after(acts)


# Several people


@pytest.fixture
def pair(tmp_path, clock):
    with office(tmp_path, clock, "ann", "vera") as made:
        yield made


def test_whose_assessment_it_is_stands_right_at_once_though_the_machine_was_never_met(tmp_path, clock):
    from csassess.services.exchange import sending
    from tests.support.exchanging import FILE_PASSPHRASE, machine, receive_file

    ann, vera = (machine(tmp_path / name, clock=clock) for name in ("ann", "vera"))
    become(vera, "Vera Verifier", Role.VERIFIER)
    aisha, _ = decided(ann)
    sending.send(ann, [aisha.id], tmp_path / "file.csbundle", passphrase=FILE_PASSPHRASE, with_forms=False)
    receive_file(vera, tmp_path / "file.csbundle", FILE_PASSPHRASE)
    (summary,) = portfolio_status.portfolio_statuses(vera)
    assert (summary.assessor, summary.assessor_name, summary.assessed_by_names) == (
        ann.author,
        "Ann Assessor",
        ("Ann Assessor",),
    )
    for each in (ann, vera):
        each.close()


def test_what_another_machine_says_of_its_assessor_is_taken_over_everywhere(pair, tmp_path):
    ann, vera = pair
    aisha, tom = (decided(ann, name, number)[0] for name, number in (("Aisha Karim", "1"), ("Tom Reid", "2")))
    for number, each in enumerate((aisha, tom)):
        transfer(ann, vera, each.id, tmp_path / f"{number}.csbundle")
    become(ann, "Ann Newname", Role.ASSESSOR, status=AssessorStatus.WORKING_TOWARDS)
    evidence.add_item(ann, tom.id, Method.WORK_PRODUCT, "Letter", clock_day(ann))
    transfer(ann, vera, tom.id, tmp_path / "later.csbundle")
    assert {each.assessor_name for each in portfolio_status.portfolio_statuses(vera)} == {"Ann Newname"}
    assert all(each.working_towards for each in portfolio_status.portfolio_statuses(vera))
    assert portfolio_status.assessors(vera) == [(ann.author, "Ann Newname", 2)]


def clock_day(caseload):
    return caseload.clock().date()


# Words


def test_words_are_found_where_they_stand_and_no_longer_once_they_are_gone(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Ticket office")
    note = evidence.add_note(caseload, mo.id, item.id, "She lets Zoë finish.")
    assert [(each.name, each.place) for each in portfolio_status.find(caseload, "zoe fin")] == [
        (mo.name, item.id)
    ]
    evidence.change_note(caseload, mo.id, replace(note, text="She listens."))
    assert portfolio_status.find(caseload, "zoe") == []
    assert [each.place for each in portfolio_status.find(caseload, "C-001")] == [""]
    assert [each.place for each in portfolio_status.find(caseload, "harbour")] == [""]


@pytest.mark.parametrize("typed", ["", '"', '"quo" OR', "NEAR(", "*", "a:b", "-", "ferr*"])
def test_whatever_is_typed_to_search_for_is_only_words(caseload, mo, typed):
    assert portfolio_status.find(caseload, typed) in ([], portfolio_status.find(caseload, "ferr"))


def test_the_same_person_stands_with_all_their_candidates(caseload, mo):
    candidates.add_candidate(caseload, "Tom Reid")
    assert [(name, count) for _, name, count in portfolio_status.assessors(caseload)] == [("Ann Assessor", 2)]
