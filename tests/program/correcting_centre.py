"""Corrections of signatures, samples and what the centre keeps, each carried out once."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.evidence import Quality
from csassess.domain.records.milestones import Point
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.access import caseloads
from csassess.services.candidates import staff
from csassess.services.disclosure import data_requests
from csassess.services.evidence import phrases
from csassess.services.exchange import acceptance
from csassess.services.papers import form_control
from csassess.services.progress import milestones
from csassess.services.retention import retention
from csassess.services.signing import countersigning, signed_sheet_scans, signing
from csassess.services.units import caseload_units, question_bank
from csassess.services.verification import sampling
from tests.program.correcting import EARLIER, Office, Prepared
from tests.support.any_unit import content, unit_file
from tests.support.builders import THAT_DAY
from tests.support.exchanging import transfer
from tests.support.pictures import encoded, scene
from tests.support.verifying import STROKES, UNIT, become, decided


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
    )
    return office.in_caseload(caseloads.change_centre, changed)


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
    )
    return office.in_caseload(staff.keep_member, changed)


def rejected_machine(office: Office) -> Prepared:
    return office.in_caseload(acceptance.withdraw, office.vera.device)


def found_machine(office: Office) -> Prepared:
    staff.mark_lost(office.ann, office.vera.device, EARLIER, "train")
    return office.in_caseload(staff.mark_found, office.vera.device)


def approved_again(office: Office) -> Prepared:
    form_control.approve(office.ann, "CRF", "Cleo", EARLIER)
    return office.in_caseload(form_control.approve, "CRF", "Cleo Centre", THAT_DAY)


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
    ("looked-at", "sampling.tick_looked_at"): unticked_sample,
    ("action", "sampling.take_action_back"): removed_action,
    ("not-sampled", "sampling.sample_after_all"): sampled_after_all,
    ("needed", "countersigning.ask_for"): asked_further,
    ("hold", "retention.hold"): held_again,
    ("hold", "retention.lift"): lambda o: o.by_ann(retention.lift, held(o)),
    ("data-request", "data_requests.change_request"): changed_request,
    ("centre", "caseloads.change_centre"): changed_centre,
    ("centre", "form_control.set_logo"): lambda o: o.in_caseload(
        form_control.set_logo, encoded(scene((320, 240)))
    ),
    ("assessor", "caseloads.change_person"): changed_person,
    ("staff-member", "staff.keep_member"): changed_member,
    ("staff-member", "staff.remove_member"): lambda o: o.in_caseload(staff.remove_member, member(o)),
    ("accepted-machine", "acceptance.withdraw"): rejected_machine,
    ("lost-device", "staff.mark_found"): found_machine,
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
