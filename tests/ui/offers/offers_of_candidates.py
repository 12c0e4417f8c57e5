"""What the pages of candidates, samples and the centre offer, each with the service that carries it out."""

from dataclasses import replace
from datetime import date

from PySide6.QtGui import QAction

from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.programme.steps import Case as LoggedCase
from csassess.domain.records.programme.steps import (
    CaseKind,
    Contact,
    ContactWay,
    Induction,
    LearningBreak,
    ProgressReview,
    UnitPlan,
)
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage, Verdict
from csassess.domain.signing.unit_signing import next_signer
from csassess.services.candidates import candidates, corrections, duplicate_candidates, learner_details
from csassess.services.candidates.learner_details import LearnerDetails
from csassess.services.cover import cover
from csassess.services.disclosure import data_requests
from csassess.services.evidence import decisions, evidence, witnesses
from csassess.services.exchange import handover
from csassess.services.programme import entries
from csassess.services.progress import history, milestones
from csassess.services.retention import retention
from csassess.services.signing import authenticity, countersigning, signed_sheet_scans, signing
from csassess.services.verification import begun_samples, paper_records, sampling
from csassess.services.visits import plans, visits
from csassess.ui.base.location import Page
from tests.support.verifying import SCAN, STROKES, UNIT
from tests.ui.offers.offers import Case, Offer, buttons_with


def _sign_unit(case: Case) -> None:
    signer = next_signer(case.view.of(case.unit_id), case.portfolio) or Signer.CANDIDATE
    case.run(signing.sign_unit, case.unit_id, signer, "Nell Newname", STROKES, because="She stood in")


def _paper_answer(case: Case) -> None:
    item = case.portfolio.items_for(case.unit_id)[0].id
    answer = paper_records.PaperAnswer(
        case.unit_id, Stage.INTERIM, case.today, "Ivo Verifier", (item,), Verdict.AGREE
    )
    case.run(paper_records.type_in, answer, SCAN)


def _colleague(case: Case) -> str:
    return next((card.device for card in cover.colleagues(case.caseload)), "")


P = Page.PORTFOLIO
EARLY = date(2026, 1, 5)  # before every day on which these tests work
CANDIDATE_OFFERS = {
    # The portfolio
    "start": Offer(
        P,
        lambda w: [w.portfolio.start_button],
        lambda c: visits.start_visit(c.caseload, [c.id], "Counter"),
    ),
    "add evidence": Offer(
        P,
        lambda w: [w.portfolio.add_button],
        lambda c: c.run(evidence.add_item, "WP", "Letter", c.today),
    ),
    "add testimony": Offer(
        P,
        lambda w: [w.portfolio.testimony_button],
        lambda c: c.run(witnesses.add_witness, "Will Ness", "Supervisor"),
    ),
    "enrol": Offer(P, lambda w: [w.portfolio.enrol_button], lambda c: c.run(candidates.enrol, "ocr-429")),
    "change name": Offer(
        P,
        buttons_with("portfolio", "Change name"),
        lambda c: candidates.change_candidate(c.caseload, replace(c.portfolio.candidate, name="Another")),
    ),
    "details for the centre": Offer(
        P,
        lambda w: [w.portfolio.programme.buttons[Keeping.DETAILS]],
        lambda c: c.run(learner_details.change_details, LearnerDetails(phone="07700 900123")),
        applies=lambda c: c.window.portfolio.programme.buttons[Keeping.DETAILS].isVisible(),
    ),
    **{
        f"keep {keeping}": Offer(
            P,
            lambda w, keeping=keeping: [w.portfolio.programme.buttons[keeping]],
            lambda c, entry=entry: c.run(entries.record, entry),
            applies=lambda c, keeping=keeping: c.window.portfolio.programme.buttons[keeping].isVisible(),
        )
        for keeping, entry in (
            (Keeping.INDUCTION, Induction("", EARLY)),
            (Keeping.REVIEWS, ProgressReview("", EARLY, "Well")),
            (Keeping.CONTACTS, Contact("", EARLY, ContactWay.PHONE, reached=False)),
            (Keeping.BREAKS, LearningBreak("", EARLY)),
            (Keeping.LOGS, LoggedCase("", CaseKind.APPEAL, EARLY, "B10")),
        )
    },
    "agree assessment plan": Offer(
        P,
        lambda w: [w.portfolio.programme.buttons[Keeping.UNIT_PLANS]],
        lambda c: c.run(entries.record, UnitPlan("", c.unit_id, "Two visits", EARLY)),
        "Enrol the candidate on a unit first",
        applies=lambda c: c.unit and c.window.portfolio.programme.buttons[Keeping.UNIT_PLANS].isVisible(),
    ),
    "declare authenticity": Offer(
        P,
        lambda w: [w.portfolio.programme.buttons[Keeping.AUTHENTICITY]],
        lambda c: c.run(authenticity.sign, "", c.portfolio.candidate.name, STROKES),
        applies=lambda c: c.window.portfolio.programme.buttons[Keeping.AUTHENTICITY].isVisible(),
    ),
    "job": Offer(
        P,
        buttons_with("portfolio", "Employer and job"),
        lambda c: c.run(candidates.set_job, "Another firm", "Clerk", None),
    ),
    "another job": Offer(
        P,
        lambda w: [w.portfolio.menu.another_job],
        lambda c: c.run(candidates.set_job, "Another firm", "Clerk", None),
        applies=lambda c: c.portfolio.employments,
    ),
    "registration": Offer(
        P,
        buttons_with("portfolio", "Registration"),
        lambda c: c.run(candidates.register, "NVQ", "", "77", c.today),
    ),
    "another registration": Offer(
        P,
        lambda w: [w.portfolio.menu.another_registration],
        lambda c: c.run(candidates.register, "NVQ", "", "77", c.today),
        applies=lambda c: c.portfolio.registrations,
    ),
    "dates": Offer(
        P,
        buttons_with("portfolio", "Dates"),
        lambda c: c.run(milestones.record, MilestoneKind.WITHDRAWN, c.today),
    ),
    "merge": Offer(
        P,
        buttons_with("portfolio", "Merge duplicate"),
        lambda c: c.run(duplicate_candidates.join, c.spare),
    ),
    "hand over": Offer(
        P,
        buttons_with("portfolio", "Hand over"),
        lambda c: c.run(handover.hand_over, "Tess Taker", passphrase="lamps and kettles by the door"),
        "has not been judged",
    ),
    "lend": Offer(
        P,
        lambda w: [w.portfolio.menu.lend],
        lambda c: cover.lend(c.caseload, [c.id], _colleague(c), c.today, "Ill"),
    ),
    "end the cover": Offer(P, lambda w: [w.portfolio.cover.end_button], lambda c: c.run(cover.end)),
    "cancel hand-over": Offer(
        P, lambda w: [w.portfolio.take_back_button], lambda c: c.run(handover.take_back)
    ),
    "remove candidate": Offer(
        P,
        buttons_with("portfolio", "Remove candidate"),
        lambda c: c.run(corrections.remove_candidate),
    ),
    "plan": Offer(
        P,
        lambda w: [w.portfolio.plan_card.plan_button],
        lambda c: c.run(plans.plan_visit, c.today, "Counter"),
    ),
    "agree plan": Offer(
        P,
        lambda w: [w.portfolio.plan_card.agree_button],
        lambda c: c.run(plans.agree, c.portfolio.plan),
        applies=lambda c: c.portfolio.plan,
    ),
    "change plan": Offer(
        P,
        lambda w: [w.portfolio.plan_card.change_button],
        lambda c: c.run(plans.change_plan, replace(c.portfolio.plan, on=c.today, place="Office")),
        applies=lambda c: c.portfolio.plan,
    ),
    "decide": Offer(
        P,
        buttons_with("portfolio", "Decide unit"),
        lambda c: c.run(decisions.decide, c.unit_id, "More was seen."),
        "cannot be decided yet",
    ),
    "withdraw enrolment": Offer(
        P,
        buttons_with("portfolio", "Withdraw"),
        lambda c: c.run(corrections.withdraw_enrolment, c.unit_id, "Another unit"),
        applies=lambda c: len(c.view.standings) == 1,
    ),
    "sign unit": Offer(P, buttons_with("portfolio", "Sign: "), _sign_unit, applies=lambda c: c.unit),
    "ask for more": Offer(
        P,
        buttons_with("portfolio", "Ask the assessor for more"),
        lambda c: c.run(countersigning.ask_for, c.unit_id, "One more day"),
        applies=lambda c: c.unit,
    ),
    "undo in the history": Offer(
        Page.HISTORY,
        lambda w: [w.history.bring_back],
        lambda c: history.undo_earlier_action(c.caseload, c.window.history.list.key()),
        "is accepted|could not be accepted|is signed|changed again|depend|may not make this change",
    ),
    "attach signed sheet": Offer(
        Page.FORMS,
        lambda w: [w.forms.attach_sheet],
        lambda c: c.run(signed_sheet_scans.attach, SCAN, "recording", c.unit_id, all_the_same=True),
        applies=lambda c: c.unit,
    ),
    # Verification
    **{
        name: Offer(
            Page.VERIFICATION,
            lambda w, name=name: [getattr(w.verification, f"{name}_button")],
            lambda c, stage=stage: c.run(sampling.begin_sample, UNIT, stage),
        )
        for name, stage in (("interim", Stage.INTERIM), ("final", Stage.FINAL))
    },
    "leave out": Offer(
        Page.VERIFICATION,
        lambda w: [w.verification.leave_out_button],
        lambda c: c.run(sampling.not_sampled, UNIT, "Sampled last month"),
    ),
    "sample after all": Offer(
        Page.VERIFICATION,
        lambda w: [w.verification.after_all_button],
        lambda c: c.run(sampling.sample_after_all, UNIT),
    ),
    "type in": Offer(Page.VERIFICATION, lambda w: [w.verification.paper_button], _paper_answer),
    "judge sample": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.judgement],
        lambda c: c.run(sampling.change_sample, replace(c.sample, comment="Careful.")),
    ),
    "look at": Offer(
        Page.SAMPLE,
        lambda w: list(w.sample.criteria.chips.values()),
        lambda c: c.run(sampling.tick_looked_at, c.sample, c.window.place.item, c.unit.labels()[0]),
    ),
    "look at all": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.all_button],
        lambda c: c.run(sampling.look_at_all, c.sample, c.window.place.item),
    ),
    "ask action": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.action_card.ask_button],
        lambda c: c.run(sampling.ask_action, c.sample, c.window.place.item, "One more day", c.today),
        applies=lambda c: c.window.sample.action_card.isVisible(),
    ),
    "withdraw action": Offer(
        Page.SAMPLE,
        buttons_with("sample", "Withdraw"),
        lambda c: c.run(
            sampling.take_action_back, next(a for a in c.portfolio.actions if a.sample == c.sample.id)
        ),
        applies=lambda c: c.window.sample.action_card.isVisible(),
    ),
    "sign sample": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.signing.sign_button],
        lambda c: c.run(sampling.sign_sample, c.sample.id, STROKES),
    ),
    **{
        f"make the sample {stage}": Offer(
            Page.SAMPLE,
            lambda w, stage=stage: [w.sample.begun.stages[stage]],
            lambda c, stage=stage: c.run(begun_samples.change_stage, c.sample, stage),
            applies=lambda c, stage=stage: c.sample.stage is not stage,
        )
        for stage in Stage
    },
    "remove sample": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.begun.remove_button],
        lambda c: c.run(begun_samples.remove_sample, c.sample),
    ),
    # The centre and the list of candidates
    "log request": Offer(
        Page.CENTRE,
        lambda w: [w.centre.requests.log_button],
        lambda c: data_requests.log_request(c.caseload, c.spare, "By letter", c.today),
        applies=lambda c: c.window.place.form == "requests",
    ),
    "hold": Offer(
        Page.CENTRE,
        lambda w: [w.centre.keeping.hold_button],
        lambda c: retention.hold(c.caseload, c.spare, "An appeal"),
        applies=lambda c: c.window.place.form == "keeping",
    ),
    "add candidate": Offer(
        Page.CANDIDATES,
        lambda w: [w.candidates.add_button],
        lambda c: candidates.add_candidate(c.caseload, "Bo Learner"),
    ),
    **{
        words: Offer(
            Page.CANDIDATES,
            lambda w, words=words: [a for a in w.findChildren(QAction) if a.text() == words],
            lambda c: candidates.add_candidate(c.caseload, "Bo Learner"),
        )
        for words in ("Add a candidate…", "Import candidates from a list…")
    },
}
