"""What can be asked of a record: its grade, why it matters, and when it is first pointed out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.asking.names import NameIndex
from csassess.domain.portfolio import Portfolio
from csassess.domain.qualifications.specification import Specification
from csassess.domain.records.evidence import derived_id
from csassess.domain.records.form_control import FormApproval
from csassess.domain.records.people import Assessor, Centre, Qualification
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.verification import Answer


class Grade(StrEnum):
    """How much a line matters. Only the first asks for a reason."""

    ANSWER = "answer"
    LOOK = "look"
    INFORMATION = "information"

    @property
    def words(self) -> str:
        """The grade in words."""
        return {
            Grade.ANSWER: text("to answer before the claim"),
            Grade.LOOK: text("worth a look"),
            Grade.INFORMATION: text("for information"),
        }[self]


class Step(StrEnum):
    """The step of the work at which a line can first be put right."""

    FINISH = "finish"
    ACCEPT = "accept"
    DECIDE = "decide"
    CLAIM = "claim"


class Kind(StrEnum):
    """What would be asked."""

    ACCOUNT_UNFINISHED = "account-unfinished"
    ACCOUNT_UNSIGNED = "account-unsigned"
    SHEET_MISSING = "sheet-missing"
    NOT_INFORMED = "not-informed"
    SIGNATURE_VOID = "signature-void"
    ADDED_SINCE = "added-since"
    TESTIMONY_EMPTY = "testimony-empty"
    TESTIMONY_UNCONFIRMED = "testimony-unconfirmed"
    OWN_WITNESS = "own-witness"
    SAME_ACCOUNT = "same-account"
    OTHER_CANDIDATE = "other-candidate"
    PART_OF_NAME = "part-of-name"
    CUSTOMER_DATA = "customer-data"
    NO_NOTE = "no-note"
    FEW_WORDS = "few-words"
    NO_QUESTION = "no-question"
    STILL_TO_COME = "still-to-come"
    BEFORE_REGISTRATION = "before-registration"
    NOT_CURRENT = "not-current"
    IDENTITY_NOT_STATED = "identity-not-stated"
    ONE_OCCASION = "one-occasion"
    SHOWN_ONCE = "shown-once"
    ONE_METHOD = "one-method"
    NO_OBSERVATION = "no-observation"
    SHORT_REASON = "short-reason"
    ACTION_OPEN = "action-open"
    NOT_SHOWN = "not-shown"
    CHANGED_SINCE_DECIDED = "changed-since-decided"
    DECLARATION_UNSIGNED = "declaration-unsigned"
    COUNTERSIGNER_MISSING = "countersigner-missing"
    NOT_ON_STAFF_LIST = "not-on-staff-list"
    NOT_IN_POST = "not-in-post"
    NOT_COMPETENT = "not-competent"
    CONFLICT_OF_INTEREST = "conflict-of-interest"
    NOT_REGISTERED = "not-registered"
    REGISTRATION_EXPIRED = "registration-expired"
    NO_UNIT_DECIDED = "no-unit-decided"
    RULE_NOT_MET = "rule-not-met"
    RULE_NOT_STATED = "rule-not-stated"
    WITHDRAWN = "withdrawn"
    DATE_ORDER = "date-order"
    FORM_NOT_APPROVED = "form-not-approved"
    FEEDBACK_NOT_READ = "feedback-not-read"
    CASE_OPEN = "case-open"

    @property
    def grade(self) -> Grade:
        """How much it matters."""
        if self in _INFORMATION:
            return Grade.INFORMATION
        return Grade.LOOK if self in _LOOK else Grade.ANSWER

    @property
    def step(self) -> Step:
        """The step at which it can first be put right."""
        return next(step for step, kinds in _STEPS.items() if self in kinds)

    @property
    def why(self) -> str:
        """Why it matters, as one sentence."""
        return _WHY[self]()


_STEPS = {
    Step.FINISH: (
        Kind.ACCOUNT_UNFINISHED,
        Kind.ACCOUNT_UNSIGNED,
        Kind.SHEET_MISSING,
        Kind.NOT_INFORMED,
    ),
    Step.ACCEPT: (
        Kind.SIGNATURE_VOID,
        Kind.ADDED_SINCE,
        Kind.TESTIMONY_EMPTY,
        Kind.TESTIMONY_UNCONFIRMED,
        Kind.OWN_WITNESS,
        Kind.SAME_ACCOUNT,
        Kind.OTHER_CANDIDATE,
        Kind.PART_OF_NAME,
        Kind.CUSTOMER_DATA,
        Kind.NO_NOTE,
        Kind.FEW_WORDS,
        Kind.NO_QUESTION,
        Kind.STILL_TO_COME,
        Kind.BEFORE_REGISTRATION,
        Kind.NOT_CURRENT,
        Kind.IDENTITY_NOT_STATED,
    ),
    Step.DECIDE: (
        Kind.ONE_OCCASION,
        Kind.SHOWN_ONCE,
        Kind.ONE_METHOD,
        Kind.NO_OBSERVATION,
        Kind.SHORT_REASON,
        Kind.ACTION_OPEN,
        Kind.NOT_ON_STAFF_LIST,
        Kind.NOT_IN_POST,
        Kind.NOT_COMPETENT,
        Kind.CONFLICT_OF_INTEREST,
    ),
    Step.CLAIM: (
        Kind.NOT_SHOWN,
        Kind.CHANGED_SINCE_DECIDED,
        Kind.DECLARATION_UNSIGNED,
        Kind.COUNTERSIGNER_MISSING,
        Kind.NOT_REGISTERED,
        Kind.REGISTRATION_EXPIRED,
        Kind.NO_UNIT_DECIDED,
        Kind.RULE_NOT_MET,
        Kind.RULE_NOT_STATED,
        Kind.WITHDRAWN,
        Kind.DATE_ORDER,
        Kind.FORM_NOT_APPROVED,
        Kind.FEEDBACK_NOT_READ,
        Kind.CASE_OPEN,
    ),
}

_INFORMATION = frozenset({Kind.ONE_METHOD})
_LOOK = frozenset(
    {
        Kind.SHEET_MISSING,
        Kind.NOT_INFORMED,
        Kind.ADDED_SINCE,
        Kind.PART_OF_NAME,
        Kind.CUSTOMER_DATA,
        Kind.NO_NOTE,
        Kind.FEW_WORDS,
        Kind.NO_QUESTION,
        Kind.BEFORE_REGISTRATION,
        Kind.NOT_CURRENT,
        Kind.IDENTITY_NOT_STATED,
        Kind.ONE_OCCASION,
        Kind.SHOWN_ONCE,
        Kind.SHORT_REASON,
        Kind.NOT_ON_STAFF_LIST,
        Kind.RULE_NOT_STATED,
        Kind.FORM_NOT_APPROVED,
        Kind.FEEDBACK_NOT_READ,
        Kind.CASE_OPEN,
    }
)

_WHY = {
    Kind.ACCOUNT_UNFINISHED: lambda: text("An account counts once the visit that it describes is over."),
    Kind.ACCOUNT_UNSIGNED: lambda: text("The candidate’s signature says that it happened as written."),
    Kind.SHEET_MISSING: lambda: text("A signature on paper is shown by the sheet."),
    Kind.NOT_INFORMED: lambda: text("People who are photographed are told so first."),
    Kind.SIGNATURE_VOID: lambda: text("A signature holds for exactly what was signed."),
    Kind.ADDED_SINCE: lambda: text("The signature does not cover what was added after it."),
    Kind.TESTIMONY_EMPTY: lambda: text("A testimony is what the witness says."),
    Kind.TESTIMONY_UNCONFIRMED: lambda: text("Only the witness can say that a testimony is theirs."),
    Kind.OWN_WITNESS: lambda: text("A witness is a third person."),
    Kind.SAME_ACCOUNT: lambda: text("An account is of one candidate on one occasion."),
    Kind.OTHER_CANDIDATE: lambda: text("A candidate’s record never names another candidate."),
    Kind.PART_OF_NAME: lambda: text("A candidate’s record never names another candidate."),
    Kind.CUSTOMER_DATA: lambda: text("Customers stand in the record by letter, not by name."),
    Kind.NO_NOTE: lambda: text("A tick alone is not evidence."),
    Kind.FEW_WORDS: lambda: text("Whoever was not there must be able to see what happened."),
    Kind.NO_QUESTION: lambda: text("Knowledge is not inferred from practice."),
    Kind.STILL_TO_COME: lambda: text("Evidence is of what has happened."),
    Kind.BEFORE_REGISTRATION: lambda: text("An observation belongs to the time of the registration."),
    Kind.NOT_CURRENT: lambda: text("Evidence shows what the candidate does now."),
    Kind.IDENTITY_NOT_STATED: lambda: text("Whoever is seen at a distance has to be the candidate."),
    Kind.ONE_OCCASION: lambda: text("“Consistently” cannot be seen on one occasion."),
    Kind.SHOWN_ONCE: lambda: text("“Consistently” cannot be seen on one occasion."),
    Kind.ONE_METHOD: lambda: text("Different methods show different things."),
    Kind.NO_OBSERVATION: lambda: text("Performance is seen by someone other than the candidate."),
    Kind.SHORT_REASON: lambda: text("A reason is to be understood by whoever reads it later."),
    Kind.ACTION_OPEN: lambda: text("What the internal verifier asked for comes before the claim."),
    Kind.NOT_SHOWN: lambda: text("A decision rests on evidence of every criterion."),
    Kind.CHANGED_SINCE_DECIDED: lambda: text("A decision holds for exactly what was decided on."),
    Kind.DECLARATION_UNSIGNED: lambda: text("The signed declaration is the decision on paper."),
    Kind.COUNTERSIGNER_MISSING: lambda: text(
        "The decision of an assessor working towards the award is countersigned."
    ),
    Kind.NOT_ON_STAFF_LIST: lambda: text("The centre’s staff list says who may assess."),
    Kind.NOT_IN_POST: lambda: text("An assessor decides while they are in post."),
    Kind.NOT_COMPETENT: lambda: text("Who assesses a unit is competent in it on that day."),
    Kind.CONFLICT_OF_INTEREST: lambda: text(
        "Nobody assesses a candidate with whom they have a conflict of interest."
    ),
    Kind.NOT_REGISTERED: lambda: text("Only a registered candidate can be certificated."),
    Kind.REGISTRATION_EXPIRED: lambda: text("A claim is made while the registration is in force."),
    Kind.NO_UNIT_DECIDED: lambda: text("What is claimed rests on decisions."),
    Kind.RULE_NOT_MET: lambda: text("A qualification is claimed when all that it asks for is achieved."),
    Kind.RULE_NOT_STATED: lambda: text("Whether the qualification is complete cannot be checked."),
    Kind.WITHDRAWN: lambda: text("Nothing is claimed for a candidate who was withdrawn."),
    Kind.DATE_ORDER: lambda: text("The dates of a record follow one another."),
    Kind.FORM_NOT_APPROVED: lambda: text("A centre’s own forms are approved before they are used."),
    Kind.FEEDBACK_NOT_READ: lambda: text("The verifier’s feedback reaches the assessor, who says so."),
    Kind.CASE_OPEN: lambda: text("What was asked or agreed for a candidate has an outcome."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would be asked, in words.

    `item`, `unit` and `note` say where to put it right; all are empty if it concerns the candidate or the
    centre. `facts` are the values that it rests on, in a form that no language changes: an answer covers no
    others, so they hold an id or words that cannot be known before it is asked.
    """

    kind: Kind
    what: str
    item: str = ""
    unit: str = ""
    note: str = ""
    facts: tuple[str, ...] = ()
    answer: Answer | None = None

    @property
    def code(self) -> str:
        """The code by which an answer names the line; it changes with the facts."""
        return derived_id("asked", self.kind, self.item, self.unit, *self.facts)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a portfolio is compared with.

    `same` holds the sentences of its accounts that other candidates' accounts contain too, with the ids
    of these candidates, `names` the names of the candidates here, and `people` everyone known by id.
    `rules` are what qualifications ask for, by digest; those in `approved` were approved here.
    """

    today: date
    centre: Centre
    staff: tuple[StaffMember, ...] = ()
    people: Mapping[str, Assessor] = field(default_factory=dict)
    qualifications: Mapping[str, Qualification] = field(default_factory=dict)
    rules: Mapping[str, Specification] = field(default_factory=dict)
    approved: frozenset[str] = frozenset()
    same: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: NameIndex = field(default_factory=NameIndex)
    approvals: tuple[FormApproval, ...] = ()


def place_in_words(line: Line, portfolio: Portfolio, unit_names: Mapping[str, str]) -> str:
    """Return where a line is put right: an item, a unit, or the candidate."""
    if line.item:
        return text("item {number}", number=portfolio.number_of(portfolio.item(line.item)))
    if line.unit:
        return text("unit {name}", name=unit_names.get(line.unit, line.unit))
    return text("centre") if line.kind is Kind.FORM_NOT_APPROVED else text("candidate")
