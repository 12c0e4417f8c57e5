"""Corrections of signatures, samples and what the centre keeps, each carried out once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.evidence import Quality
from csassess.domain.records.milestones import Point
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.domain.records.quality.sampling_plan import Cover, Strategy
from csassess.domain.records.quality.standardisation import BlindJudgement, Standardisation
from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.access import caseloads
from csassess.services.candidates import staff
from csassess.services.disclosure import data_requests, external_visits
from csassess.services.evidence import phrases
from csassess.services.papers import form_control
from csassess.services.progress import milestones
from csassess.services.retention import retention
from csassess.services.signing import countersigning, signed_sheet_scans, signing
from csassess.services.units import caseload_units, question_bank
from csassess.services.verification import actions, begun_samples, planning, sampling, standardising, talks
from tests.program.correcting import EARLIER, Office, Prepared
from tests.support.any_unit import content, unit_file
from tests.support.builders import THAT_DAY
from tests.support.exchanging import transfer
from tests.support.pictures import encoded, scene
from tests.support.verifying import SCAN, STROKES, UNIT, become, decided


def sign(office: Office, item: str, name: str = "Mo Candidate", **more: str) -> Any:
    portfolio = office.portfolio()
    code = account_code(portfolio.item(item), portfolio, office.ann.clock())
    return signing.sign_account(
        office.ann, office.mo, item, Signer.CANDIDATE, name, code, STROKES, on_paper=True, **more
    )


def opened_account(office: Office) -> Prepared:
    item = office.observation().id
    sign(office, item)
    return office.by_ann(signing.open_account, item, "The place was wrong.")


def signed_again(office: Office) -> Prepared:
    item = office.observation().id
    sign(office, item)
    again = partial(sign, office, item, "Jo Obbi", because="She was ill", sheet="a" * 64)
    return office.ann, office.mo, again


def removed_sheet(office: Office) -> Prepared:
    sheet = SignedSheet("sheet", "copy", "x", "", "0" * 64, "application/pdf", office.ann.clock())
    office.ann.save(office.mo, "sheet.attach", sheet)
    return office.by_ann(signed_sheet_scans.remove, "sheet")


def changed_sample(office: Office) -> Prepared:
    candidate, _, sample = office.sample()
    changed = replace(
        sample,
        stage=Stage.FINAL,
        evidence=(),
        verdict=Verdict.ACTION_NEEDED,
        exceptions=(Quality.CURRENT,),
        comment="Old",
        feedback="Thanks",
        assessor_observed=True,
        candidate_interviewed=True,
    )
    return office.vera, candidate, partial(sampling.change_sample, office.vera, candidate, changed)


def unticked_sample(office: Office) -> Prepared:
    candidate, item, sample = office.sample()
    arguments = office.vera, candidate, sample, item.id, "1.1"
    sampling.tick_looked_at(*arguments)
    return office.vera, candidate, partial(sampling.tick_looked_at, *arguments)


def removed_action(office: Office) -> Prepared:
    candidate, _, _ = office.sample(ask="Show one more day.")
    action = load_portfolio(office.vera, candidate).actions[0]
    return office.vera, candidate, partial(sampling.take_action_back, office.vera, candidate, action)


def removed_sample(office: Office) -> Prepared:
    candidate, _, sample = office.sample()
    return office.vera, candidate, partial(begun_samples.remove_sample, office.vera, candidate, sample)


def withdrawn_action(office: Office) -> Prepared:
    candidate, _, sample = office.sample(ask="Show one more day.")
    sampling.sign_sample(office.vera, candidate, sample.id, STROKES)
    action = load_portfolio(office.vera, candidate).actions[0]
    act = partial(actions.withdraw, office.vera, candidate, action.id, "Wrong unit")
    return office.vera, candidate, act


def _talk(office: Office) -> Any:
    candidate, _, _ = office.sample()
    talk = talks.new_talk(office.vera, candidate, TalkKind.INTERVIEW, "Who helps you?")
    return candidate, talks.keep_talk(office.vera, candidate, replace(talk, answers="Ann dose"))


def changed_talk(office: Office) -> Prepared:
    candidate, talk = _talk(office)
    changed = replace(
        talk, on=EARLIER, whom="Aisha", place="Quay", questions="Who?", answers="Ann does", agreed="Nothing"
    )
    return office.vera, candidate, partial(talks.keep_talk, office.vera, candidate, changed)


def removed_talk(office: Office) -> Prepared:
    candidate, talk = _talk(office)
    return office.vera, candidate, partial(talks.remove_talk, office.vera, candidate, talk)


def sampled_after_all(office: Office) -> Prepared:
    candidate, _ = decided(office.ann)
    transfer(office.ann, office.vera, candidate.id, office.folder / "to-verify.csbundle")
    sampling.not_sampled(office.vera, candidate.id, UNIT, "Nto due")
    act = partial(sampling.sample_after_all, office.vera, candidate.id, UNIT)
    return office.vera, candidate.id, act


def asked_further(office: Office) -> Prepared:
    become(office.ann, "Ann Assessor", Role.ASSESSOR, status=AssessorStatus.WORKING_TOWARDS)
    candidate, _ = decided(office.ann)
    become(office.vera, "Cora Counter", Role.COUNTERSIGNER)
    transfer(office.ann, office.vera, candidate.id, office.folder / "to-countersign.csbundle")
    countersigning.ask_for(office.vera, candidate.id, UNIT, "One mroe day")
    act = partial(countersigning.ask_for, office.vera, candidate.id, UNIT, "One more day")
    return office.vera, candidate.id, act


def held(office: Office) -> Any:
    return retention.hold(office.ann, office.mo, "Apeal")


def held_again(office: Office) -> Prepared:
    held(office)
    return office.by_ann(retention.hold, "Appeal")


def changed_request(office: Office) -> Prepared:
    request = data_requests.log_request(office.ann, office.mo, "Mo", EARLIER)
    return office.by_ann(data_requests.change_request, request, "Mo Candidate", THAT_DAY)


def changed_centre(office: Office) -> Prepared:
    changed = replace(
        caseloads.centre_of(office.ann),
        name="Quay Centre",
        number="54321",
        current_for=12,
        varcs=True,
        heading="Quay",
        privacy="Ask us.",
        cells_by_method=True,
        keep_records=4,
        keep_files=5,
        sample_percentage=10,
        verifies_every_unit=True,
        second_approves_units=True,
        held_days=0,
        no_copy_because="The council asks",
        keeps=("details", "reviews"),
        review_weeks=8,
        induction="Appeals explained",
    )
    return office.in_centre(caseloads.change_centre, changed)


def changed_person(office: Office) -> Prepared:
    person = caseloads.assessor_of(office.ann)
    changed = replace(
        person, name="Ann", known_as="Annie", status=AssessorStatus.WORKING_TOWARDS, role=Role.CENTRE
    )
    return office.in_caseload(caseloads.change_person, changed)


def member(office: Office) -> Any:
    return staff.keep_member(office.ann, StaffMember("", "Bo", "assessor", "A1", EARLIER, None, STROKES))


def changed_member(office: Office) -> Prepared:
    changed = StaffMember(
        member(office).id,
        "Bob",
        "verifier",
        "V1",
        THAT_DAY,
        THAT_DAY,
        status=AssessorStatus.WORKING_TOWARDS,
        known_as="Bobby",
        specimen=((1, 2, 3, 4),),
        competent_in=("ocr-61",),
        cpd="Course, 2026",
        certificates="A1 seen by Cleo",
        conflicts=(office.mo,),
        conflict_of_interest="Sister of the owner",
    )
    office.ann.clock.move_on(days=1)
    return office.in_centre(staff.keep_member, changed)


def approved_again(office: Office) -> Prepared:
    form_control.approve(office.ann, "CRF", "Cleo", EARLIER)
    return office.in_centre(form_control.approve, "CRF", "Cleo Centre", THAT_DAY)


def changed_strategy(office: Office) -> Prepared:
    planning.set_strategy(office.ann, Strategy("strategy"))
    changed = Strategy(
        "strategy", 100, 50, 10, 6, (Cover.METHOD,), 80, 4, True, "How was it planned?", "Who helps you?"
    )
    return office.in_centre(planning.set_strategy, changed)


def planned(office: Office) -> Any:
    return planning.plan_by_hand(office.ann, office.mo, UNIT, Stage.INTERIM, office.ann.clock().date())


def changed_planned(office: Office) -> Prepared:
    before = planned(office)
    changed = replace(
        before,
        stage=Stage.FINAL,
        due=before.due + timedelta(days=9),
        methods=("PD",),
        observe=True,
        interview=True,
    )
    return office.in_centre(planning.change_planned, changed)


def standardised(office: Office) -> Any:
    return standardising.keep(office.ann, Standardisation("", EARLIER, "Complants", ""))


def changed_standardisation(office: Office) -> Prepared:
    changed = replace(
        standardised(office),
        on=THAT_DAY,
        title="Complaints",
        who="Ann",
        agreed="Date each page",
        unit=UNIT,
        candidate=office.mo,
        item="item",
    )
    return office.in_caseload(standardising.keep, changed)


def judged(office: Office) -> Any:
    about = standardised(office).id
    return standardising.keep_judgement(office.ann, BlindJudgement("", about, "An", EARLIER))


def changed_judgement(office: Office) -> Prepared:
    changed = replace(
        judged(office),
        name="Ann",
        on=THAT_DAY,
        met=("1.1",),
        exceptions=(Quality.CURRENT,),
        words="Dated",
    )
    return office.in_caseload(standardising.keep_judgement, changed)


def visited(office: Office) -> Any:
    return external_visits.keep_visit(office.ann, ExternalVisit("", EARLIER, "Eva"))


def changed_visit(office: Office) -> Prepared:
    changed = replace(visited(office), on=THAT_DAY, name="Eva External", body="OCR", report="Good")
    return office.in_caseload(external_visits.keep_visit, changed, SCAN)


def external_action(office: Office) -> Any:
    return external_visits.keep_action(office.ann, ExternalAction("", visited(office).id, "Sampel more"))


def changed_external_action(office: Office) -> Prepared:
    changed = replace(external_action(office), what="Sample more", due=THAT_DAY, done=EARLIER, how="Two more")
    return office.in_caseload(external_visits.keep_action, changed)


def question(office: Office) -> Any:
    return question_bank.add_question(office.ann, "nos-b10", "B10a", "Waht is due?")


def phrase(office: Office) -> Any:
    return phrases.keep_phrase(office.ann, "Greets teh customer")


def reminder(office: Office) -> Any:
    return milestones.set_reminder(office.ann, 10, Point.REGISTERED, Point.VISITED)


def brought_in(office: Office, *, approved: bool = False) -> str:
    stated = content()
    caseload_units.add(office.ann, unit_file(office.folder, stated), unit_file(office.folder, stated))
    if approved:
        caseload_units.approve(office.ann, stated["id"], "Ann Assessor", "assessor")
    return str(stated["id"])


EXERCISES: dict[tuple[str, str], Callable[[Office], Prepared]] = {
    ("signature", "signing.sign_account"): signed_again,
    ("signature", "signing.open_account"): opened_account,
    ("signed-sheet", "signed_sheet_scans.remove"): removed_sheet,
    ("sample", "sampling.change_sample"): changed_sample,
    ("sample", "begun_samples.remove_sample"): removed_sample,
    ("action", "actions.withdraw"): withdrawn_action,
    ("verifier-talk", "talks.keep_talk"): changed_talk,
    ("verifier-talk", "talks.remove_talk"): removed_talk,
    ("looked-at", "sampling.tick_looked_at"): unticked_sample,
    ("action", "sampling.take_action_back"): removed_action,
    ("not-sampled", "sampling.sample_after_all"): sampled_after_all,
    ("needed", "countersigning.ask_for"): asked_further,
    ("hold", "retention.hold"): held_again,
    ("hold", "retention.lift"): lambda o: o.by_ann(retention.lift, held(o)),
    ("data-request", "data_requests.change_request"): changed_request,
    ("centre", "caseloads.change_centre"): changed_centre,
    ("centre", "form_control.set_logo"): lambda o: o.in_centre(
        form_control.set_logo, encoded(scene((320, 240)))
    ),
    ("assessor", "caseloads.change_person"): changed_person,
    ("strategy", "planning.set_strategy"): changed_strategy,
    ("standardisation", "standardising.keep"): changed_standardisation,
    ("standardisation", "standardising.remove"): lambda o: o.in_caseload(
        standardising.remove, standardised(o)
    ),
    ("blind-judgement", "standardising.keep_judgement"): changed_judgement,
    ("blind-judgement", "standardising.remove_judgement"): lambda o: o.in_caseload(
        standardising.remove_judgement, judged(o)
    ),
    ("external-visit", "external_visits.keep_visit"): changed_visit,
    ("external-visit", "external_visits.remove_visit"): lambda o: o.in_caseload(
        external_visits.remove_visit, visited(o)
    ),
    ("external-action", "external_visits.keep_action"): changed_external_action,
    ("external-action", "external_visits.remove_action"): lambda o: o.in_caseload(
        external_visits.remove_action, external_action(o)
    ),
    ("planned-sample", "planning.change_planned"): changed_planned,
    ("planned-sample", "planning.remove_planned"): lambda o: o.in_centre(planning.remove_planned, planned(o)),
    ("staff-member", "staff.keep_member"): changed_member,
    ("staff-member", "staff.remove_member"): lambda o: o.in_centre(staff.remove_member, member(o)),
    ("form-approval", "form_control.approve"): approved_again,
    ("reminder", "milestones.drop_reminder"): lambda o: o.in_caseload(milestones.drop_reminder, reminder(o)),
    ("unit-version", "caseload_units.withdraw_approval"): lambda o: o.in_caseload(
        caseload_units.withdraw_approval, brought_in(o, approved=True)
    ),
    ("unit-version", "caseload_units.remove_draft"): lambda o: o.in_caseload(
        caseload_units.remove_draft, brought_in(o)
    ),
    ("bank-question", "question_bank.change_question"): lambda o: o.in_caseload(
        question_bank.change_question, question(o), "What is due?"
    ),
    ("bank-question", "question_bank.remove_question"): lambda o: o.in_caseload(
        question_bank.remove_question, question(o)
    ),
    ("phrase", "phrases.drop_phrase"): lambda o: o.in_caseload(phrases.drop_phrase, phrase(o)),
}
