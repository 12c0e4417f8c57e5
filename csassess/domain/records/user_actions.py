"""What a person can do to the record: the action that an event names, with its words in a history."""

from enum import StrEnum

from csassess.catalogue import deferred, text


class UserAction(StrEnum):
    """One action of a user. The values are stored in events and never change."""

    _message: str

    def __new__(cls, value: str, message: str = "") -> "UserAction":
        """Return the member for a stored value, with its message."""
        member = str.__new__(cls, value)
        member._value_ = value
        member._message = message
        return member

    ACCOUNT_OPEN = "account.open", deferred("signed account opened")
    ACCOUNT_SIGN = "account.sign", deferred("account signed")
    ACTION_ANSWER = "action.answer", deferred("action answered")
    ACTION_ASK = "action.ask", deferred("action requested")
    ACTION_CLOSE = "action.close", deferred("action closed")
    ACTION_KEEP_OPEN = "action.keep-open", deferred("action kept open")
    ACTION_TAKE_BACK = "action.take-back", deferred("action withdrawn")
    ASKED_ANSWER = "asked.answer", deferred("answered what an external verifier would ask")
    ATTACHMENT_ADD = "attachment.add", deferred("file attached")
    ATTACHMENT_REMOVE = "attachment.remove", deferred("attached file removed")
    CANDIDATE_ADD = "candidate.add", deferred("candidate added")
    CANDIDATE_CHANGE = "candidate.change", deferred("candidate changed")
    CANDIDATE_ENROL = "candidate.enrol", deferred("enrolled on a unit")
    CANDIDATE_HAND_OVER = "candidate.hand-over", deferred("handed over")
    CANDIDATE_JOB = "candidate.job", deferred("job recorded")
    CANDIDATE_JOB_CHANGE = "candidate.job-change", deferred("job changed")
    CANDIDATE_JOB_REMOVE = "candidate.job-remove", deferred("job removed")
    CANDIDATE_JOIN = "candidate.join", deferred("merged with a record entered twice")
    CANDIDATE_JOINED = "candidate.joined", deferred("merged into another record")
    CANDIDATE_PART = "candidate.part", deferred("merged record separated")
    CANDIDATE_PARTED = "candidate.parted", deferred("separated again")
    CANDIDATE_REGISTER = "candidate.register", deferred("registered")
    CANDIDATE_REGISTRATION_CHANGE = "candidate.registration-change", deferred("registration changed")
    CANDIDATE_REGISTRATION_REMOVE = "candidate.registration-remove", deferred("registration removed")
    CANDIDATE_REMOVE = "candidate.remove", deferred("candidate removed")
    CANDIDATE_TAKE_BACK = "candidate.take-back", deferred("hand-over cancelled")
    CANDIDATE_WITHDRAW_ENROLMENT = "candidate.withdraw-enrolment", deferred("removed from a unit")
    CASELOAD_SET_UP = "caseload.set-up", deferred("caseload set up")
    CENTRE_CHANGE = "centre.change", deferred("centre’s details changed")
    CONFLICT_CHOOSE = "conflict.choose", deferred("one of several values chosen")
    COUNTERSIGNER_ASK = "countersigner.ask", deferred("countersigner asked for something")
    CUSTOMER_CHANGE = "customer.change", deferred("customer type recorded")
    CUSTOMER_NEXT = "customer.next", deferred("next customer")
    DEVICE_ADD = "device.add", deferred("machine added")
    DEVICE_ACCEPT = "device.accept", deferred("machine accepted")
    DEVICE_FOUND = "device.found", deferred("machine marked as found")
    DEVICE_REJECT = "device.reject", deferred("acceptance of a machine withdrawn")
    DEVICE_LETTER = "device.letter", deferred("letter for evidence numbers chosen")
    DEVICE_LOST = "device.lost", deferred("machine marked as lost")
    EVIDENCE_ACCEPT = "evidence.accept", deferred("evidence accepted")
    EVIDENCE_ADD = "evidence.add", deferred("evidence added")
    EVIDENCE_ADDENDUM = "evidence.addendum", deferred("addendum added")
    EVIDENCE_BRING_BACK = "evidence.bring-back", deferred("evidence brought back")
    EVIDENCE_CHANGE = "evidence.change", deferred("evidence changed")
    EVIDENCE_REOPEN = "evidence.open-again", deferred("item reopened")
    EVIDENCE_REQUEST_MORE = "evidence.reopen", deferred("more evidence needed")  # or reopened, before
    EVIDENCE_WITHDRAW = "evidence.withdraw", deferred("evidence withdrawn")
    FEEDBACK_ADD = "feedback.add", deferred("customer feedback recorded")
    FEEDBACK_CHANGE = "feedback.change", deferred("customer feedback changed")
    FEEDBACK_REMOVE = "feedback.remove", deferred("customer feedback removed")
    FEEDBACK_TO_CANDIDATE = "feedback.to-candidate", deferred("feedback to the candidate")
    FORM_APPROVE = "form.approve", deferred("form approved")
    HOLD_LIFT = "hold.lift", deferred("hold lifted")
    HOLD_PLACE = "hold.place", deferred("held from erasure")
    MILESTONE_CHANGE = "milestone.change", deferred("date changed")
    MILESTONE_RECORD = "milestone.record", deferred("date recorded")
    MILESTONE_TAKE_BACK = "milestone.take-back", deferred("date removed")
    NOTE_ADD = "note.add", deferred("note added")
    NOTE_CHANGE = "note.change", deferred("note changed")
    NOTE_RECEIVE = "note.receive", deferred("note received")
    NOTE_REMOVE = "note.remove", deferred("note removed")
    OBSERVATION_FINISH = "observation.finish", deferred("observation finished")
    OBSERVATION_GO_ON = "observation.go-on", deferred("observing resumed")
    OBSERVATION_START = "observation.start", deferred("observation started")
    OBSERVATION_STOP = "observation.stop", deferred("observing paused")
    PERSON_CHANGE = "person.change", deferred("name, status or role changed")
    PHOTOGRAPH_ADD = "photograph.add", deferred("photograph added")
    PHOTOGRAPH_COVER = "photograph.cover", deferred("part of a photograph covered for good")
    PHOTOGRAPH_CROP = "photograph.crop", deferred("photograph cropped")
    PHOTOGRAPH_REMOVE = "photograph.remove", deferred("photograph removed")
    PHOTOGRAPH_SAY = "photograph.say", deferred("photograph described")
    PHOTOGRAPH_TURN = "photograph.turn", deferred("photograph rotated")
    PHRASE_DROP = "phrase.drop", deferred("phrase removed")
    PHRASE_KEEP = "phrase.keep", deferred("phrase saved")
    PORTFOLIO_ALLOW = "portfolio.allow", deferred("erased portfolio allowed again")
    PORTFOLIO_ERASE = "portfolio.erase", deferred("portfolio erased")
    PORTFOLIO_RESTORE = "portfolio.restore", deferred("erased portfolio restored")
    COPY_DELETE = "portfolio.copy-delete", deferred("held copy deleted")
    QUALIFICATION_ADD = "qualification.add", deferred("qualification added")
    QUESTION_ADD = "question.add", deferred("question added to the bank")
    QUESTION_CHANGE = "question.change", deferred("question in the bank changed")
    QUESTION_REMOVE = "question.remove", deferred("question removed from the bank")
    REFERENCE_LOCATE = "reference.locate", deferred("place in the item recorded")
    REFERENCE_TICK = "reference.tick", deferred("criterion referenced")
    REFERENCE_UNTICK = "reference.untick", deferred("reference removed")
    REMINDER_DROP = "reminder.drop", deferred("reminder removed")
    REMINDER_SET = "reminder.set", deferred("reminder set")
    REQUEST_ANSWER = "request.answer", deferred("data request answered")
    REQUEST_CHANGE = "request.change", deferred("data request changed")
    REQUEST_LOG = "request.log", deferred("data request logged")
    REQUEST_AGREE = "request.agree", deferred("agreed to what a file asked for")
    REQUEST_DECLINE = "request.decline", deferred("declined what a file asked for")
    REQUIREMENT_CONFIRM = "requirement.confirm", deferred("requirement confirmed")
    REQUIREMENT_UNCONFIRM = "requirement.unconfirm", deferred("confirmation of a requirement withdrawn")
    SAMPLE_AFTER_ALL = "sample.after-all", deferred("decision not to sample withdrawn")
    SAMPLE_BEGIN = "sample.begin", deferred("sample started")
    SAMPLE_CHANGE = "sample.change", deferred("sample changed")
    SAMPLE_LEAVE_OUT = "sample.leave-out", deferred("reason for not sampling recorded")
    SAMPLE_LOOK = "sample.look", deferred("criterion marked as looked at")
    SAMPLE_SIGN = "sample.sign", deferred("sample signed")
    SAMPLE_TYPE_IN = "sample.type-in", deferred("verifier’s answer on paper typed in")
    SAMPLE_UNLOOK = "sample.unlook", deferred("criterion no longer marked as looked at")
    SHEET_ATTACH = "sheet.attach", deferred("signed sheet attached")
    SHEET_REMOVE = "sheet.remove", deferred("signed sheet removed")
    STAFF_KEEP = "staff.keep", deferred("staff list changed")
    STAFF_REMOVE = "staff.remove", deferred("removed from the staff list")
    TESTIMONY_ADD = "testimony.add", deferred("testimony added")
    TESTIMONY_CHANGE = "testimony.change", deferred("testimony changed")
    TESTIMONY_CONFIRM = "testimony.confirm", deferred("testimony confirmed with the witness")
    UNIT_ADD = "unit.add", deferred("unit brought in")
    UNIT_APPROVE = "unit.approve", deferred("unit approved")
    UNIT_DECIDE = "unit.decide", deferred("unit decided")
    UNIT_REMOVE = "unit.remove", deferred("draft of a unit removed")
    UNIT_SIGN = "unit.sign", deferred("unit signed")
    UNIT_WITHDRAW_APPROVAL = "unit.withdraw-approval", deferred("approval of a unit withdrawn")
    REDACT = "value.take-out", deferred("words redacted")
    VISIT_AGREE = "visit.agree", deferred("plan agreed")
    VISIT_CHANGE = "visit.change", deferred("visit changed")
    VISIT_PLAN = "visit.plan", deferred("visit planned")
    VISIT_PLAN_CHANGE = "visit.plan-change", deferred("plan changed")
    VISIT_PLAN_REMOVE = "visit.plan-remove", deferred("plan removed")
    WITNESS_ADD = "witness.add", deferred("witness added")
    WITNESS_CHANGE = "witness.change", deferred("witness changed")
    WITNESS_REMOVE = "witness.remove", deferred("witness removed")

    @property
    def words(self) -> str:
        """The action in words, as an entry of a history."""
        return text(self._message)


UNDO = "undo "
"""An undoing event's action is this, followed by the id of the event that it undoes."""


def action_words(action: str) -> str:
    """Return an event's action in words. An action of a newer version is returned as it is stored."""
    if action.startswith(UNDO):
        return text("undone")
    try:
        return UserAction(action).words
    except ValueError:
        return action
