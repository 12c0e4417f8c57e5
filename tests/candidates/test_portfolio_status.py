"""Stored portfolio statuses equal recomputed ones after any action.

Search finds the words of the record.
"""

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
from csassess.services.candidates import candidates, duplicate_candidates
from csassess.services.evidence import decisions, evidence, judgement, references
from csassess.services.progress import history, milestones, portfolio_status
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.retention import retention
from csassess.services.verification import actions, sampling
from csassess.services.visits import visits
from tests.support.builders import SECOND, Clock, accepted_product, closed_caseload, reopened
from tests.support.exchanging import transfer
from tests.support.verifying import UNIT, become, decided, office, registered, sampled, without_role_checks


def recomputed(caseload):
    """Compute all portfolio statuses from the records alone."""
    statuses = [
        portfolio_status.portfolio_status(caseload, portfolio_view(caseload, candidate.id))
        for candidate in candidates.list_candidates(caseload)
    ]
    return sorted(statuses, key=lambda status: status.name.casefold())


class Actions:
    """The actions that can change the candidates of one caseload, by method name."""

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
        milestones.record(
            self.caseload, self.mo.id, MilestoneKind.ACHIEVED, self.clock().date(), reason="Known"
        )

    def withdrawn(self):
        milestones.record(self.caseload, self.mo.id, MilestoneKind.WITHDRAWN, self.clock().date())

    def milestone_back(self):
        for milestone in self.portfolio.milestones:
            milestones.take_back(self.caseload, self.mo.id, milestone)

    def hold(self):
        retention.hold(self.caseload, self.mo.id, "An appeal")

    def lift(self):
        for hold in self.portfolio.holds:
            retention.lift(self.caseload, self.mo.id, hold)

    def sample(self):
        vera = Assessor("vera", "Vera Verifier", role=Role.VERIFIER)
        self.caseload.save(CASELOAD_STREAM, "person.change", vera)
        self.caseload.author, assessor_id = vera.id, self.caseload.author
        try:
            sampled(self.caseload, self.mo, self.item, ask="Whose log?")
        finally:
            self.caseload.author = assessor_id

    def leave_out(self):
        with without_role_checks(self.caseload):
            sampling.not_sampled(self.caseload, self.tom.id, UNIT, "Seen last month")

    def answer(self):
        for action in self.portfolio.actions:
            actions.answer(self.caseload, self.mo.id, action.id, "Hers")

    def undo(self):
        history.undo(self.caseload, self.mo.id)

    def join(self):
        duplicate_candidates.join(self.caseload, self.mo.id, self.una.id)

    def erase(self):
        retention.erase(self.caseload, self.tom.id, "The period is over", second=SECOND)

    def days_pass(self):
        self.clock.move_on(days=6)

    def clock_set_back(self):
        self.clock.move_on(days=-3)


ACTION_NAMES = [name for name in vars(Actions) if not name.startswith("_") and name != "portfolio"]


def check_after(acts):
    with TemporaryDirectory() as folder:
        clock = Clock()
        caseload = reopened(closed_caseload(Path(folder) / "caseload"), clock=clock)
        try:
            candidate_actions = Actions(caseload, clock)
            assert portfolio_status.portfolio_statuses(caseload) == recomputed(caseload)
            for act in acts:
                with suppress(UserError, KeyError):  # a refused action changes nothing
                    getattr(candidate_actions, act)()
                assert portfolio_status.portfolio_statuses(caseload) == recomputed(caseload), act
        finally:
            caseload.close()


@pytest.mark.parametrize("act", ACTION_NAMES)
def test_after_each_kind_of_change_the_status_equals_a_recomputed_one(act):
    check_after([act])


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@example(["job_to_come", "days_pass", "clock_set_back"])
@example(["sample", "answer", "undo", "called_else"])
@given(st.lists(st.sampled_from(ACTION_NAMES), min_size=2, max_size=6))
def test_after_any_sequence_of_changes_statuses_equal_recomputed_ones(acts):
    check_after(acts)


# Several people


@pytest.fixture
def pair(tmp_path, clock):
    with office(tmp_path, clock, "ann", "vera") as caseloads:
        yield caseloads


def test_the_assessor_is_known_from_the_first_file_of_an_unknown_machine(tmp_path, clock):
    from csassess.services.exchange import sending
    from tests.support.exchanging import FILE_PASSPHRASE, machine, receive_file

    ann, vera = (machine(tmp_path / name, clock=clock) for name in ("ann", "vera"))
    become(vera, "Vera Verifier", Role.VERIFIER)
    aisha, _ = decided(ann)
    sending.send(ann, [aisha.id], tmp_path / "file.csbundle", passphrase=FILE_PASSPHRASE, with_forms=False)
    receive_file(vera, tmp_path / "file.csbundle", FILE_PASSPHRASE)
    (status,) = portfolio_status.portfolio_statuses(vera)
    assert (status.assessor, status.assessor_name, status.assessed_by_names) == (
        ann.author,
        "Ann Assessor",
        ("Ann Assessor",),
    )
    for caseload in (ann, vera):
        caseload.close()


def test_a_changed_assessor_s_name_is_applied_to_all_their_candidates(pair, tmp_path):
    ann, vera = pair
    aisha, tom = (decided(ann, name, number)[0] for name, number in (("Aisha Karim", "1"), ("Tom Reid", "2")))
    for number, candidate in enumerate((aisha, tom)):
        transfer(ann, vera, candidate.id, tmp_path / f"{number}.csbundle")
    become(ann, "Ann Newname", Role.ASSESSOR, status=AssessorStatus.WORKING_TOWARDS)
    evidence.add_item(ann, tom.id, Method.WORK_PRODUCT, "Letter", today(ann))
    transfer(ann, vera, tom.id, tmp_path / "later.csbundle")
    assert {status.assessor_name for status in portfolio_status.portfolio_statuses(vera)} == {"Ann Newname"}
    assert all(status.working_towards for status in portfolio_status.portfolio_statuses(vera))
    assert portfolio_status.assessors(vera) == [(ann.author, "Ann Newname", 2)]


def today(caseload):
    return caseload.clock().date()


# Words


def test_search_finds_words_and_no_longer_after_they_are_removed(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Ticket office")
    note = evidence.add_note(caseload, mo.id, item.id, "She lets Zoë finish.")
    assert [(hit.name, hit.place) for hit in portfolio_status.find(caseload, "zoe fin")] == [
        (mo.name, item.id)
    ]
    evidence.change_note(caseload, mo.id, replace(note, text="She listens."))
    assert portfolio_status.find(caseload, "zoe") == []
    assert [hit.place for hit in portfolio_status.find(caseload, "C-001")] == [""]
    assert [hit.place for hit in portfolio_status.find(caseload, "harbour")] == [""]


@pytest.mark.parametrize("typed", ["", '"', '"quo" OR', "NEAR(", "*", "a:b", "-", "ferr*"])
def test_search_treats_any_input_as_plain_words(caseload, mo, typed):
    assert portfolio_status.find(caseload, typed) in ([], portfolio_status.find(caseload, "ferr"))


def test_an_assessor_is_listed_once_with_the_number_of_registered_candidates(caseload, mo):
    candidates.add_candidate(caseload, "Tom Reid")
    today = caseload.clock().date()
    candidates.register(caseload, mo.id, "NVQ Certificate in Customer Service", "", "R1", today)
    assert [(name, count) for _, name, count in portfolio_status.assessors(caseload)] == [("Ann Assessor", 1)]
