"""Every action that takes something away can be undone or asks first, and says what it did."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

import csassess.ui
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.user_actions import UNDO, UserAction
from csassess.services.access import credentials
from csassess.services.exchange.sync_folder_location import folder_of
from tests.ui.conftest import dialog_is_open
from tests.ui.packs import taking_away as taking_away_of_units
from tests.ui.programme.taking_away import UNDONE as UNDONE_OF_THE_PROGRAMME
from tests.ui.qualifications.taking_away import UNDONE_OF_QUALIFICATIONS
from tests.ui.rules import taking_away, taking_away_verified
from tests.ui.rules.taking_away import Desk
from tests.ui.units.taking_away import UNDONE as UNDONE_OF_UNITS

# What takes something away and is undone by one press: where the window offers it, and what it records.
UNDONE = {
    taking_away.a_note: UserAction.NOTE_REMOVE,
    taking_away.a_note_of_another: UserAction.NOTE_REMOVE,
    taking_away.a_photograph: UserAction.PHOTOGRAPH_REMOVE,
    taking_away.the_rest_of_a_photograph: UserAction.PHOTOGRAPH_CROP,
    taking_away.feedback: UserAction.FEEDBACK_REMOVE,
    taking_away.an_attached_file: UserAction.ATTACHMENT_REMOVE,
    taking_away.an_item: UserAction.EVIDENCE_WITHDRAW,
    taking_away.an_acceptance: UserAction.EVIDENCE_REOPEN,
    taking_away.a_tick: UserAction.REFERENCE_UNTICK,
    taking_away.ticks_of_a_cell: UserAction.REFERENCE_UNTICK,
    taking_away.a_confirmation: UserAction.REQUIREMENT_UNCONFIRM,
    taking_away.a_phrase: UserAction.PHRASE_DROP,
    taking_away.a_signed_sheet: UserAction.SHEET_REMOVE,
    taking_away.a_job: UserAction.CANDIDATE_JOB_REMOVE,
    taking_away.a_registration: UserAction.CANDIDATE_REGISTRATION_REMOVE,
    taking_away.a_date: UserAction.MILESTONE_TAKE_BACK,
    taking_away.the_last_date: UserAction.MILESTONE_TAKE_BACK,
    taking_away.a_witness: UserAction.WITNESS_REMOVE,
    taking_away.a_plan: UserAction.VISIT_PLAN_REMOVE,
    taking_away.an_enrolment: UserAction.CANDIDATE_WITHDRAW_ENROLMENT,
    taking_away.a_candidate: UserAction.CANDIDATE_REMOVE,
    taking_away.a_hand_over: UserAction.CANDIDATE_TAKE_BACK,
    taking_away.a_cover: UserAction.COVER_END,
    taking_away.the_other_record: UserAction.CANDIDATE_JOIN,
    taking_away.what_was_merged: UserAction.CANDIDATE_PART,
    taking_away.a_question: UserAction.QUESTION_REMOVE,
    taking_away_of_units.a_pair_of_criteria: UserAction.PAIR_REMOVE,
    taking_away.a_member_of_staff: UserAction.STAFF_REMOVE,
    taking_away_verified.a_standardisation: UserAction.STANDARDISATION_REMOVE,
    taking_away_verified.a_blind_judgement: UserAction.BLIND_REMOVE,
    taking_away_verified.a_visit: UserAction.EXTERNAL_VISIT_REMOVE,
    taking_away_verified.an_action_of_a_visit: UserAction.EXTERNAL_ACTION_REMOVE,
    taking_away.a_reminder: UserAction.REMINDER_DROP,
    taking_away.a_hold: UserAction.HOLD_LIFT,
    taking_away.the_stub_of_an_erased_portfolio: UserAction.PORTFOLIO_ALLOW,
    taking_away.the_mark_of_a_lost_machine: UserAction.DEVICE_FOUND,
    taking_away.an_accepted_machine: UserAction.DEVICE_REJECT,
    taking_away_of_units.accepted_packs: UserAction.UNIT_PACK_REJECT,
    **UNDONE_OF_THE_PROGRAMME,
    **UNDONE_OF_UNITS,
    **UNDONE_OF_QUALIFICATIONS,
}
UNDONE_BY_THE_VERIFIER = {
    taking_away_verified.an_action: UserAction.ACTION_TAKE_BACK,
    taking_away_verified.a_started_sample: UserAction.SAMPLE_DROP,
    taking_away_verified.an_action_asked_in_error: UserAction.ACTION_WITHDRAW,
    taking_away_verified.a_planned_sample: UserAction.PLAN_REMOVE,
    taking_away_verified.an_interview: UserAction.TALK_REMOVE,
    taking_away_verified.a_criterion_looked_at: UserAction.SAMPLE_UNLOOK,
    taking_away_verified.a_reason_for_not_sampling: UserAction.SAMPLE_AFTER_ALL,
}
# What cannot be undone, with words of the question that is asked first.
ASKED = {
    taking_away.part_of_a_photograph: "cannot be restored",
    taking_away.words: "cannot be undone",
    taking_away.words_for_another: "cannot be brought back",
    taking_away.a_portfolio: "cannot be undone",
    taking_away.a_held_copy: "cannot be undone",
    taking_away.the_centres_key: "no longer open this caseload",
    taking_away.the_synced_folder: "choose the folder again",
}
ASKED_BY_ACTION = {
    UserAction.PHOTOGRAPH_COVER,
    UserAction.REDACT,
    UserAction.PORTFOLIO_ERASE,
    UserAction.COPY_DELETE,
    UserAction.REQUEST_AGREE,
}

# What takes nothing away. `CANDIDATE_JOINED` and `CANDIDATE_PARTED` are halves of other actions.
ADDS_OR_CHANGES = """
    account.open account.sign action.answer action.ask action.close action.keep-open asked.answer
    centre.move centre.take cover.lend
    attachment.add authenticity.sign break.change break.record case.change case.log claim.make claim.put
    claim.release contact.change contact.log direct-claims.keep induction.change induction.record
    prior-learning.keep review.change review.record unit-plan.change unit-plan.record
    candidate.add candidate.change candidate.details candidate.enrol
    candidate.hand-over candidate.job candidate.job-change candidate.joined candidate.parted
    candidate.register
    candidate.registration-change caseload.set-up centre.change conflict.choose countersigner.ask
    customer.change customer.next device.accept device.add device.letter device.lost evidence.accept
    evidence.add evidence.addendum evidence.bring-back evidence.change evidence.reopen feedback.add
    feedback.change feedback.to-candidate form.approve form.receive hold.place milestone.change
    milestone.record
    note.add note.change
    note.receive portfolio.restore
    observation.finish observation.go-on observation.start observation.stop person.change
    photograph.add photograph.say photograph.turn phrase.keep qualification.add question.add
    question.change reference.locate reference.tick reminder.set request.answer request.change
    request.decline request.log requirement.confirm sample.begin sample.change sample.leave-out
    sample.look sample.read sample.sign plan.change plan.take-up strategy.set talk.change talk.keep
    standardisation.keep blind.keep external.visit-keep external.action-keep
    sample.type-in sheet.attach staff.keep testimony.add testimony.change testimony.confirm
    criterion-pair.add unit.add unit.approve unit.decide unit-pack.accept unit-pack.make unit-pack.take
    unit.sign visit.agree visit.change
    visit.plan visit.plan-change witness.add witness.change
    body-period.keep candidate.choose-units qualification.approve qualification.bring-in
"""

# Words of buttons and menus that begin with such a verb, by what they do.
OPENS_A_DIALOG_ABOVE = (
    "Cover or crop|Merge duplicate|Erase a portfolio|Delete copy now|Delete the held copy|"
    "Redact words…|Reopen item|"
    "Reopen item {number}|Move or copy note|Move or copy the note to another candidate…|"
    "Restore everything …|Restore the backup of {when}|Withdraw from {unit}|Remove {name}|Remove a phrase|"
    "Move to the wording in force|Move…"
)
CARRIES_IT_OUT = (
    "Remove|Cover|Cover for good|Crop|Withdraw enrolment|Remove candidate|Remove job|Remove registration|"
    "Remove date|Remove the last date|Remove this sample|"
    "Withdraw the action|Remove from the plan|Remove this record|"
    "Remove this judgement|Remove this visit|Remove this action|"
    "Merge records|Cancel the hand-over|Separate records|Withdraw|"
    "Remove from the bank|Remove from the list|Lift hold|Erase here too|Erase portfolio|Delete held copy|"
    "Delete here too|Allow it again|Delete the last digit|"
    "Withdraw confirmation|Redact words|Remove witness|Remove this sheet|Remove plan|Move note|Restore|"
    "Mark as found|Remove the key|Stop syncing|Sample after all|Withdraw this item|Remove tick|"
    "Withdraw acceptance|Take back|Remove entry|Remove declaration|Remove certificate|Remove claim|"
    "Remove status|Remove the pair|Withdraw acceptance of packs|Remove the draft|Withdraw the approval|"
    "Move {name}|Remove draft|Withdraw approval|Remove period"
)
TAKES_NOTHING_RECORDED_AWAY = (
    "Clear|Cancel|Close|Close file|Close the action|Stop|Stop recording|Stop the clock  {time}|Undo|"
    "Undo this|Discard|Take photograph|Keep open|Keep it here|Restore from a backup|"
    "Restore from a backup instead|Restore portfolio|Take into the list|"
    "Cancel reading|Remove rule|Take over|Take the selected words|"  # of a unit under review
    # of a qualification that is being composed, which is no part of the record yet
    "Discard what is composed|Remove group and its units|Remove unit|Remove total|Keep as a draft"
)
_VERBS = re.compile(
    r"(Remove|Delete|Withdraw|Cancel|Clear|Cover|Redact|Erase|Replace|Discard|Take|Lift|Drop|Stop|Separate|"
    r"Merge|Reopen|Restore|Allow|Keep|Mark as found|Undo|Untick|Move|Reset|Forget|Close|Crop|Sample after)\b"
)


def record(caseload):
    """Return every record of a caseload that was not removed, in words that can be compared."""
    streams = [row[0] for row in caseload.db.execute("SELECT DISTINCT stream FROM events").fetchall()]
    return {
        (stream, name): sorted(map(repr, caseload.all(kind.record_type, stream)))
        for name, kind in KINDS.items()
        for stream in streams
    }


def said(window):
    """Return the message shown, which is a sentence and reports no problem."""
    assert window.banner.property("tone") != "problem", window.banner.words
    assert window.banner.words.endswith("."), window.banner.words
    return window.banner.words


def check_undone(window, caseload, press, action):
    before, events = record(caseload), caseload.history.last_row()
    press()
    assert record(caseload) != before
    assert action in {event.action for event in caseload.history.all_after(events, 9)}
    assert said(window)
    assert window.banner._act.text() == "Undo"
    window.banner._act.click()
    assert any(event.action.startswith(UNDO) for event in caseload.history.all_after(events, 9))
    assert record(caseload) == before


@pytest.fixture
def desk(window, caseload, mo, tmp_path):
    return Desk(window, caseload, mo, tmp_path)


@pytest.mark.parametrize("taken", UNDONE, ids=lambda taken: taken.__name__)
def test_what_takes_something_away_says_so_and_is_undone_by_one_press(window, caseload, desk, taken):
    check_undone(window, caseload, taken(desk), UNDONE[taken])


@pytest.mark.parametrize("taken", UNDONE_BY_THE_VERIFIER, ids=lambda taken: taken.__name__)
def test_what_a_verifier_takes_away_is_undone_by_one_press(verifier, verified, pair, tmp_path, taken):
    desk = Desk(verifier, pair[1], verified[0], tmp_path)
    check_undone(verifier, pair[1], taken(desk), UNDONE_BY_THE_VERIFIER[taken])


@pytest.mark.parametrize("taken", ASKED, ids=lambda taken: taken.__name__)
def test_what_cannot_be_undone_asks_first_and_says_what_it_did(qtbot, window, caseload, desk, taken):
    def state():
        return record(caseload), folder_of(caseload), credentials.has_centre_key(caseload)

    press = taken(desk)
    before = state()
    if isinstance(press, tuple):
        ask, press = press
        ask()
    shown = " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())
    assert ASKED[taken] in shown
    assert state() == before
    window.banner.hide()
    press()
    qtbot.waitUntil(lambda: not dialog_is_open(window), timeout=20_000)
    assert said(window)
    assert state() != before


def test_restoring_a_whole_backup_asks_before_the_caseload_is_replaced(qtbot, window, desk):
    press = taking_away.the_caseload_after_a_backup(desk)
    shown = " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())
    assert "moved aside unchanged" in shown
    with qtbot.waitSignal(window.restoring):
        press()


def test_every_action_of_the_record_is_known_to_take_away_or_not():
    rows = {*UNDONE.values(), *UNDONE_BY_THE_VERIFIER.values()}
    classed = [*rows, *ASKED_BY_ACTION, *map(UserAction, ADDS_OR_CHANGES.split())]
    assert set(UserAction) == set(classed)
    assert len(classed) == len(set(classed))


def test_every_button_whose_words_sound_like_taking_away_is_known():
    known = {
        words
        for group in (OPENS_A_DIALOG_ABOVE, CARRIES_IT_OUT, TAKES_NOTHING_RECORDED_AWAY)
        for words in group.split("|")
    }
    found = {
        node.args[0].value
        for path in Path(csassess.ui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "text"
        and isinstance(node.args[0], ast.Constant)
    }
    assert {words for words in found if _VERBS.match(words) and not words.endswith(".")} == known
