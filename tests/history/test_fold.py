"""After any sequence of actions, tables rebuilt from the history equal the live ones."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from csassess.data.record import fold
from csassess.data.record.portfolios import enrolled_units, load_portfolio
from csassess.domain.assessment.unit_standing import standing
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Channel, Demonstrated, Method, NoteKind
from csassess.domain.records.kinds import KINDS
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import history
from tests.support.builders import THAT_DAY, Clock, closed_caseload, numbered_ids, reopened, rows

WORDS = st.sampled_from(
    ["", "Greets the customer.", "Looks up the booking.", "cafe\N{COMBINING ACUTE ACCENT} & <b>"]
)
PICK = st.integers(0, 5)
CRITERIA = st.sampled_from(
    [("ocr-b10", "1.1"), ("ocr-b10", "4.1"), ("nos-b10", "B10.2.7"), ("nos-b10", "B10a")]
)


class Assessing(RuleBasedStateMachine):
    """One assessor working on one candidate’s record."""

    @initialize(setting=st.sampled_from(Setting))
    def begin(self, setting):
        self.place = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.caseload = reopened(
            closed_caseload(Path(self.place.name) / "c"), clock=self.clock, new_id=numbered_ids(1000)
        )
        self.mo = candidates.add_candidate(self.caseload, "Mo Candidate", "1").id
        candidates.set_job(self.caseload, self.mo, "Harbour Ferries", "Clerk", setting)
        candidates.enrol(self.caseload, self.mo, "ocr-b10")
        candidates.enrol(self.caseload, self.mo, "nos-b10")
        evidence.start_observation(self.caseload, self.mo, "Counter")

        self.portfolio = load_portfolio(self.caseload, self.mo)

    def picked(self, things, pick):
        return things[pick % len(things)]

    def has(*kinds):
        return precondition(lambda self: all(getattr(self.portfolio, kind) for kind in kinds))

    @rule(words=WORDS)
    def start_observation(self, words):
        evidence.start_observation(self.caseload, self.mo, words)

    @rule(method=st.sampled_from(Method))
    def add_item(self, method):
        evidence.add_item(self.caseload, self.mo, method, "Letter", THAT_DAY, "Locker 4")

    @has("evidence")
    @rule(pick=PICK, words=WORDS, setting=st.none() | st.sampled_from(Setting))
    def change_item(self, pick, words, setting):
        item = replace(self.picked(self.portfolio.evidence, pick), description=words, setting=setting)
        with suppress(UserError):
            evidence.change_item(self.caseload, self.mo, item)

    @has("evidence")
    @rule(pick=PICK, words=WORDS, kind=st.sampled_from(NoteKind))
    def add_note(self, pick, words, kind):
        self.clock.move_on(minutes=1)
        with suppress(UserError):
            evidence.add_note(
                self.caseload, self.mo, self.picked(self.portfolio.evidence, pick).id, words, kind=kind
            )

    @has("notes")
    @rule(pick=PICK, words=WORDS, shows=st.sampled_from([(), (Demonstrated.OWN_RESPONSIBILITY,)]))
    def change_note(self, pick, words, shows):
        self.clock.move_on(minutes=1)
        note = replace(self.picked(self.portfolio.notes, pick), text=words, shows=shows)
        with suppress(UserError):
            evidence.change_note(self.caseload, self.mo, note)

    @has("notes")
    @rule(pick=PICK)
    def remove_note(self, pick):
        with suppress(UserError):
            evidence.remove_note(self.caseload, self.mo, self.picked(self.portfolio.notes, pick))

    @has("evidence")
    @rule(pick=PICK)
    def next_customer(self, pick):
        with suppress(UserError):
            evidence.next_customer(self.caseload, self.mo, self.picked(self.portfolio.evidence, pick).id)

    @has("customers")
    @rule(
        pick=PICK,
        demeanour=st.none() | st.sampled_from(Demeanour),
        relationship=st.none() | st.sampled_from(Relationship),
        channel=st.none() | st.sampled_from(Channel),
    )
    def change_customer(self, pick, demeanour, relationship, channel):
        customer = self.picked(self.portfolio.customers, pick)
        changed = replace(customer, demeanour=demeanour, relationship=relationship, channel=channel)
        with suppress(UserError):
            evidence.change_customer(self.caseload, self.mo, changed)

    @has("evidence")
    @rule(pick=PICK, origin=st.sampled_from(FeedbackOrigin), improvement=WORDS)
    def record_feedback(self, pick, origin, improvement):
        item = self.picked(self.portfolio.evidence, pick)
        with suppress(UserError):
            evidence.record_feedback(self.caseload, self.mo, item.id, origin, "Too slow", improvement)

    @has("feedback")
    @rule(pick=PICK, improvement=WORDS, gone=st.booleans())
    def change_feedback(self, pick, improvement, gone):
        feedback = self.picked(self.portfolio.feedback, pick)
        with suppress(UserError):
            if gone:
                evidence.remove_feedback(self.caseload, self.mo, feedback)
            else:
                evidence.change_feedback(self.caseload, self.mo, replace(feedback, improvement=improvement))

    @has("evidence")
    @rule(pick=PICK, criterion=CRITERIA)
    def tick(self, pick, criterion):
        item = self.picked(self.portfolio.evidence, pick)
        notes = self.portfolio.notes_of(item.id)
        note = self.picked(notes, pick).id if notes else None
        with suppress(UserError):
            references.tick(self.caseload, self.mo, item.id, *criterion, note)

    @has("references")
    @rule(pick=PICK)
    def untick(self, pick):
        with suppress(UserError):
            references.untick(self.caseload, self.mo, self.picked(self.portfolio.references, pick))

    @has("evidence")
    @rule(
        pick=PICK,
        act=st.sampled_from([judgement.accept, judgement.withdraw, judgement.bring_back, judgement.reopen]),
    )
    def judge(self, pick, act):
        reason = ("Date is wrong",) if act is judgement.reopen else ()
        with suppress(UserError):
            act(self.caseload, self.mo, self.picked(self.portfolio.evidence, pick).id, *reason)

    @rule(unit=st.sampled_from(["ocr-b10", "nos-b10"]))
    def confirm(self, unit):
        with suppress(UserError):
            judgement.confirm(self.caseload, self.mo, unit, "3", "Six weeks")

    @rule(times=st.integers(1, 3))
    def undo(self, times):
        for _ in range(times):
            with suppress(UserError):
                history.undo(self.caseload, self.mo)

    @invariant()
    def the_record_can_be_read_and_judged(self):
        self.portfolio = load_portfolio(self.caseload, self.mo)
        for unit in enrolled_units(self.caseload, self.portfolio):
            standing(unit, self.portfolio)

    @invariant()
    def no_evidence_number_is_used_twice(self):
        numbers = self.caseload.evidence_numbers_used(self.mo)
        assert len(set(numbers)) == len(numbers)

    def rebuilding_changes_no_row(self):
        tables = ("heads", *KINDS)
        before = {table: rows(self.caseload, table) for table in tables}
        fold.rebuild(self.caseload.db)
        assert {table: rows(self.caseload, table) for table in tables} == before

    def teardown(self):
        if hasattr(self, "caseload"):
            self.rebuilding_changes_no_row()
            self.caseload.close()
            self.place.cleanup()


Assessing.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate,),  # shrinking takes minutes; the steps are few enough to read
)
TestAfterAnySequenceOfActions = Assessing.TestCase
