"""Induction, plans, reviews, contacts, breaks and logs: what is checked, what pauses, and what prints."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import MilestoneKind, Point
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.programme.steps import (
    Case,
    CaseKind,
    Contact,
    ContactWay,
    Induction,
    LearningBreak,
    PriorLearning,
    ProgressReview,
    UnitPlan,
)
from csassess.domain.units.units import Setting
from csassess.services.access import caseloads
from csassess.services.candidates import candidates, duplicate_candidates
from csassess.services.candidates.learner_details import LearnerDetails, change_details
from csassess.services.disclosure import data_requests
from csassess.services.evidence import evidence, judgement
from csassess.services.papers.files import draw, draw_whole, paper_choices, whole_portfolio
from csassess.services.programme import entries, keeping, reviews
from csassess.services.programme.new_employer import meaning_of_new_job
from csassess.services.progress import milestones, portfolio_status, waiting
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import authenticity
from csassess.services.visits import visits
from tests.support.builders import THAT_DAY, accepted_product, pdf_text
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, become, registered

DAY = timedelta(days=1)
TOMORROW, YESTERDAY = THAT_DAY + DAY, THAT_DAY - DAY


@pytest.mark.parametrize(
    ("entry", "sentence", "field"),
    [
        (Induction("", TOMORROW), "in the future", "on"),
        (UnitPlan("", "ocr-b10", " "), "how the unit is to be assessed", "words"),
        (UnitPlan("", "ocr-b10", "Visits", TOMORROW), "in the future", "agreed"),
        (UnitPlan("", "ocr-b10", "Visits", None, None, THAT_DAY), "agreed before it is reviewed", "reviewed"),
        (UnitPlan("", "ocr-b10", "Visits", THAT_DAY, review="More"), "which day", "reviewed"),
        (ProgressReview("", THAT_DAY, ""), "the progress since", "progress"),
        (ProgressReview("", THAT_DAY, "Well", next_on=THAT_DAY), "comes after", "next_on"),
        (Contact("", THAT_DAY, ContactWay.PHONE), "what was said", "words"),
        (LearningBreak("", THAT_DAY, YESTERDAY), "before the start", "until"),
        (Case("", CaseKind.APPEAL, THAT_DAY, ""), "what it is about", "words"),
        (Case("", CaseKind.APPEAL, THAT_DAY, "B10", closed=THAT_DAY), "the outcome", "outcome"),
        (Case("", CaseKind.APPEAL, THAT_DAY, "B10", "Upheld", YESTERDAY), "before the start", "closed"),
    ],
)
def test_what_is_missing_or_out_of_order_is_refused_at_its_field(caseload, mo, entry, sentence, field):
    with pytest.raises(UserError, match=sentence) as refused:
        entries.record(caseload, mo.id, entry)
    assert refused.value.fields == (field,)
    assert keeping.shown_of(caseload, load_portfolio(caseload, mo.id)) == frozenset()


def test_an_attempt_to_reach_somebody_needs_no_words(caseload, mo):
    entries.record(caseload, mo.id, Contact("", THAT_DAY, ContactWay.PHONE, reached=False))
    [contact] = load_portfolio(caseload, mo.id).contacts
    assert (contact.reached, contact.by) == (False, caseload.author)


def test_the_office_keeps_contacts_breaks_and_logs_and_leaves_plans_and_reviews_to_the_assessor(ann, vera):
    aisha = registered(ann)
    become(ann, "Cleo", "centre")
    for entry in (
        Induction("", THAT_DAY),
        Contact("", THAT_DAY, ContactWay.PHONE, reached=False),
        LearningBreak("", THAT_DAY),
        Case("", CaseKind.ADJUSTMENT, THAT_DAY, "Larger print"),
    ):
        entries.record(ann, aisha.id, entry)
    for entry in (UnitPlan("", "ocr-61", "Visits"), ProgressReview("", THAT_DAY, "Well")):
        with pytest.raises(UserError):
            entries.record(ann, aisha.id, entry)


# Breaks and reviews


def set_interval(caseload, weeks):
    caseloads.change_centre(caseload, replace(caseloads.centre_of(caseload), review_weeks=weeks))


def due(caseload):
    rows = [row for _, row in candidate_rows(caseload)]
    return [task.what for task in reviews.reviews_due(caseload, rows)]


def test_a_review_is_due_after_the_interval_and_never_without_one(ann, clock):
    registered(ann)
    clock.move_on(weeks=8)
    assert due(ann) == []
    set_interval(ann, 8)
    assert due(ann) == ["Progress review due since 27 April 2026"]
    set_interval(ann, 0)
    assert due(ann) == []


def test_the_next_review_is_due_when_it_was_agreed_otherwise_after_the_interval(ann, clock):
    aisha = registered(ann)
    set_interval(ann, 8)
    clock.move_on(weeks=8)
    review = entries.record(ann, aisha.id, ProgressReview("", clock().date(), "Well"))
    assert due(ann) == []
    clock.move_on(weeks=4)
    entries.change(ann, aisha.id, replace(review, next_on=clock().date()))
    assert due(ann) == ["Progress review due since 25 May 2026"]


def test_no_review_is_due_of_a_candidate_who_left(ann, clock):
    aisha = registered(ann)
    set_interval(ann, 4)
    milestones.record(ann, aisha.id, MilestoneKind.WITHDRAWN, clock().date())
    clock.move_on(weeks=9)
    assert due(ann) == []


def test_a_break_pauses_reviews_and_reminders_and_its_days_do_not_count(ann, clock):
    aisha = registered(ann)
    set_interval(ann, 4)
    milestones.set_reminder(ann, 4, Point.REGISTERED, Point.VISITED)

    def reminded():
        rows = [row for _, row in candidate_rows(ann)]
        return waiting.reminders_due(rows, milestones.reminders(ann), clock().date())

    pause = entries.record(ann, aisha.id, LearningBreak("", THAT_DAY + 7 * DAY, reason="Ill"))
    clock.move_on(weeks=4)
    assert (due(ann), reminded()) == ([], [])
    entries.change(ann, aisha.id, replace(pause, until=THAT_DAY + 20 * DAY))  # two weeks
    assert (due(ann), reminded()) == ([], [])
    clock.move_on(weeks=2)
    assert due(ann) == ["Progress review due since 13 April 2026"]
    assert len(reminded()) == 1
    entries.remove(ann, aisha.id, load_portfolio(ann, aisha.id).breaks[0])
    assert due(ann) == ["Progress review due since 30 March 2026"]


def test_a_plan_is_to_be_reviewed_on_its_day_until_it_was(ann, clock):
    aisha = registered(ann)
    plan = entries.record(ann, aisha.id, UnitPlan("", "ocr-61", "Visits", THAT_DAY, THAT_DAY + 7 * DAY))
    assert due(ann) == []
    clock.move_on(weeks=1)
    assert due(ann) == ["Assessment plan to be reviewed since 9 March 2026"]
    entries.change(ann, aisha.id, replace(plan, reviewed=clock().date()))
    assert due(ann) == []


# Papers


def forms(caseload, mo):
    view = portfolio_view(caseload, mo.id)
    return {choice.form: pdf_text(draw(choice.content())) for choice in paper_choices(caseload, view)}


def test_nothing_prints_of_what_nobody_keeps(caseload, mo):
    kept = {"induction", "unit-plan", "review", "authenticity", "prior-learning", "programme"}
    assert not kept & forms(caseload, mo).keys()


def test_a_progress_review_prints_on_one_page_with_three_signature_lines(caseload, mo):
    entries.record(
        caseload, mo.id, ProgressReview("", THAT_DAY, "B10 is half done", "Two complaints", "Glad of it")
    )
    words = forms(caseload, mo)["review"]
    for line in ("Candidate’s signature", "Employer’s signature", "Assessor’s signature", "Two complaints"):
        assert line in words
    assert "Page 1 of 1" in words or "page 1 of 1" in words


def test_what_the_centre_keeps_for_itself_is_not_in_the_portfolio_that_is_printed_for_others(caseload, mo):
    entries.record(caseload, mo.id, ProgressReview("", THAT_DAY, "B10 is half done"))
    entries.record(caseload, mo.id, Case("", CaseKind.COMPLAINT, THAT_DAY, "The supervisor shouted"))
    entries.record(caseload, mo.id, Contact("", THAT_DAY, ContactWay.PHONE, words="Asked for Monday"))
    change_details(caseload, mo.id, LearnerDetails(phone="07700 900123"))
    whole = pdf_text(draw_whole(*whole_portfolio(caseload, portfolio_view(caseload, mo.id))))
    assert "B10 is half done" in whole
    for words in ("shouted", "Monday", "07700"):
        assert words not in whole


def test_everything_kept_stands_in_the_answer_to_a_request(caseload, mo):
    entries.record(caseload, mo.id, Induction("", THAT_DAY, ("Appeals were explained",)))
    entries.record(caseload, mo.id, UnitPlan("", "ocr-b10", "Two visits in spring", THAT_DAY))
    entries.record(caseload, mo.id, Contact("", THAT_DAY, ContactWay.PHONE, words="Asked for Monday"))
    entries.record(caseload, mo.id, LearningBreak("", THAT_DAY, reason="Surgery"))
    entries.record(caseload, mo.id, Case("", CaseKind.COMPLAINT, THAT_DAY, "The supervisor shouted"))
    review = ProgressReview("", THAT_DAY, "Well", employer_comments="Her manager is content")
    entries.record(caseload, mo.id, review)
    request = data_requests.log_request(caseload, mo.id, "Mo", THAT_DAY)
    others = {o.kind: o for o in data_requests.other_people(load_portfolio(caseload, mo.id))}
    withheld = {(others[kind].kind, others[kind].id): "Of others" for kind in ("case", "contact", "review")}
    whole, less = (
        pdf_text(draw_whole(answer.cover, answer.papers))
        for answer in (
            data_requests.gather_answer(caseload, mo.id, request, {}),
            data_requests.gather_answer(caseload, mo.id, request, withheld),
        )
    )
    for words in ("Appeals were explained", "Two visits in spring", "Surgery"):
        assert words in whole
        assert words in less
    for words in ("The supervisor shouted", "Asked for Monday", "Her manager is content"):
        assert words in whole
        assert words not in less


@pytest.mark.parametrize("wanted", ["half done", "Monday", "shouted", "Surgery", "spring"])
def test_what_is_kept_is_found_by_the_search(caseload, mo, wanted):
    entries.record(caseload, mo.id, ProgressReview("", THAT_DAY, "B10 is half done"))
    entries.record(caseload, mo.id, UnitPlan("", "ocr-b10", "Two visits in spring"))
    entries.record(caseload, mo.id, Contact("", THAT_DAY, ContactWay.PHONE, words="Monday"))
    entries.record(caseload, mo.id, LearningBreak("", THAT_DAY, reason="Surgery"))
    entries.record(caseload, mo.id, Case("", CaseKind.COMPLAINT, THAT_DAY, "The supervisor shouted"))
    assert [hit.candidate for hit in portfolio_status.find(caseload, wanted)] == [mo.id]


def test_what_is_kept_travels_with_the_portfolio(ann, vera, tmp_path):
    aisha = registered(ann)
    entries.record(ann, aisha.id, ProgressReview("", THAT_DAY, "Well"))
    entries.record(ann, aisha.id, LearningBreak("", THAT_DAY))
    authenticity.sign(ann, aisha.id, "", "Aisha Karim", STROKES)
    transfer(ann, vera, aisha.id, tmp_path / "p.csbundle")
    there = load_portfolio(vera, aisha.id)
    assert (len(there.reviews), len(there.breaks), len(there.authenticity)) == (1, 1, 1)


def test_what_is_kept_of_a_record_entered_twice_moves_into_the_other(caseload, mo):
    second = candidates.add_candidate(caseload, "Mo C.")
    entries.record(caseload, second.id, Contact("", THAT_DAY, ContactWay.PHONE, words="Monday"))
    duplicate_candidates.join(caseload, mo.id, second.id)
    assert [c.words for c in load_portfolio(caseload, mo.id).contacts] == ["Monday"]


# The declaration of authenticity


def test_a_declaration_of_authenticity_says_what_was_added_after_it(caseload, mo, clock):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    authenticity.sign(caseload, mo.id, "", "Mo Candidate", STROKES)
    assert "Added after" not in forms(caseload, mo)["authenticity"]
    clock.move_on(days=1)
    accepted_product(caseload, mo.id, "ocr-b10", "1.2")
    assert "Added after the declaration was signed: items 2." in forms(caseload, mo)["authenticity"]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"name": "", "strokes": STROKES}, "the name"),
        ({"name": "Mo Candidate"}, "Sign in the field"),
        ({"name": "Sam Else", "strokes": STROKES}, "the reason why"),
        ({"name": "Mo Candidate", "on_paper": True, "on": TOMORROW}, "later than today"),
    ],
)
def test_a_declaration_needs_the_candidate_s_name_and_signature(caseload, mo, how, sentence):
    with pytest.raises(UserError, match=sentence):
        authenticity.sign(caseload, mo.id, "", **how)


# Prior learning


def test_a_certificate_of_prior_learning_is_kept_with_its_item_until_that_is_accepted(caseload, mo):
    item = evidence.add_item(caseload, mo.id, Method.PRIOR_LEARNING, "NVQ 2", THAT_DAY, seen_by="Ann")
    prior = PriorLearning(item.id, "NVQ 2 Customer Service", "C-17", "OCR", YESTERDAY, "Unit 4 covers 1.1")
    entries.keep_prior_learning(caseload, mo.id, prior)
    words = forms(caseload, mo)["prior-learning"]
    for part in ("NVQ 2 Customer Service", "C-17", "OCR", "Unit 4 covers 1.1"):
        assert part in words
    judgement.withdraw(caseload, mo.id, item.id)
    with pytest.raises(UserError):
        entries.keep_prior_learning(caseload, mo.id, replace(prior, number="C-18"))


def test_only_an_item_of_prior_learning_has_a_certificate(caseload, mo):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Log", THAT_DAY)
    with pytest.raises(UserError, match="Only an item of prior learning"):
        entries.keep_prior_learning(caseload, mo.id, PriorLearning(item.id, "NVQ 2"))


# A new employer


def test_a_new_job_says_what_it_means_for_evidence(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    view = portfolio_view(caseload, mo.id)
    sentences = meaning_of_new_job(view, Setting.WORK_PLACEMENT, THAT_DAY)
    assert sentences == [
        "New evidence from 2 March 2026 on is of this setting: work placement.",
        "It would not count for: B10 (nos-b10), B10 (ocr-b10).",
        "Item 1 is of that day or later and keeps the setting of the job before. If it arose in the new job, "
        "change its setting in Details.",
    ]
    assert len(meaning_of_new_job(view, Setting.REAL_JOB_PAID, TOMORROW)) == 1


def test_a_first_job_means_nothing_for_evidence_before_it(caseload):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    assert meaning_of_new_job(portfolio_view(caseload, other.id), Setting.REAL_JOB_PAID, THAT_DAY) == []


# What the centre sees


def test_what_is_recorded_is_shown_although_it_is_not_switched_on(caseload, mo):
    shown = lambda: keeping.shown_of(caseload, load_portfolio(caseload, mo.id))  # noqa: E731
    assert shown() == frozenset()
    entries.record(caseload, mo.id, LearningBreak("", THAT_DAY))
    assert shown() == {Keeping.BREAKS}
    set_interval(caseload, 8)
    assert shown() == {Keeping.BREAKS, Keeping.REVIEWS}


def test_an_induction_offers_the_centre_s_own_checklist_or_the_usual_one(caseload):
    assert len(keeping.checklist(caseload)) == 7
    centre = caseloads.centre_of(caseload)
    caseloads.change_centre(caseload, replace(centre, induction="Badge\n\n Fire doors \n"))
    assert keeping.checklist(caseload) == ("Badge", "Fire doors")


def test_a_visit_is_possible_during_a_break(caseload, mo):
    entries.record(caseload, mo.id, LearningBreak("", THAT_DAY))
    assert visits.start_visit(caseload, [mo.id], "Desk")
