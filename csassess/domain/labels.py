"""Words for the values that the record stores as codes."""

from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.records.evidence import Channel, Method, NoteKind, Quality, Remote
from csassess.domain.records.people import AssessorStatus, Sector
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import ActionState, Stage, Verdict
from csassess.domain.units.values import Demeanour, FeedbackOrigin, Kind, Relationship, Setting


def with_capital(words: str) -> str:
    """Return words with a capital at the beginning, as a sentence or a heading has it."""
    return f"{words[:1].upper()}{words[1:]}"


def label(value: StrEnum) -> str:
    """Return the words for a coded value, in lower case unless it contains a name."""
    return _LABELS[value]()


def stage_label(stage: Stage, *, formative: bool) -> str:
    """Return the words for the stage of a sample, as the centre calls it, in lower case."""
    if not formative:
        return label(stage)
    return text("formative") if stage is Stage.INTERIM else text("summative")


def method_words(method: str) -> str:
    """Return an assessment method in words, or the centre's own code unchanged."""
    return label(Method(method)) if method in list(Method) else method


_LABELS = {
    Setting.REAL_JOB_PAID: lambda: text("real job, paid"),
    Setting.REAL_JOB_VOLUNTARY: lambda: text("real job, voluntary"),
    Setting.REALISTIC_WORKING_ENVIRONMENT: lambda: text("realistic working environment"),
    Setting.WORK_PLACEMENT: lambda: text("work placement"),
    Demeanour.EASY: lambda: text("easy to deal with"),
    Demeanour.DIFFICULT: lambda: text("difficult to deal with"),
    Relationship.EXISTING: lambda: text("existing"),
    Relationship.NEW: lambda: text("new"),
    FeedbackOrigin.SPONTANEOUS: lambda: text("spontaneous"),
    FeedbackOrigin.REQUESTED: lambda: text("requested"),
    Channel.FACE_TO_FACE: lambda: text("face to face"),
    Channel.WRITING: lambda: text("in writing"),
    Channel.TELEPHONE: lambda: text("telephone"),
    Channel.TEXT_MESSAGE: lambda: text("text message"),
    Channel.EMAIL: lambda: text("email"),
    Channel.INTERNET: lambda: text("internet"),
    Channel.INTRANET: lambda: text("intranet"),
    Channel.OTHER: lambda: text("other"),
    Remote.TELEPHONE: lambda: text("by telephone"),
    Remote.VIDEO: lambda: text("by video call"),
    Remote.STREAM: lambda: text("by live camera or shared screen"),
    NoteKind.OBSERVED: lambda: text("note"),
    NoteKind.QUESTION: lambda: text("question"),
    NoteKind.MOMENT: lambda: text("moment"),
    NoteKind.NOT_OBSERVED: lambda: text("not observed"),
    Role.ASSESSOR: lambda: text("assessor"),
    Role.COUNTERSIGNER: lambda: text("countersigner"),
    Role.VERIFIER: lambda: text("internal verifier"),
    Role.CENTRE: lambda: text("centre"),
    Role.READER: lambda: text("reader"),
    Stage.INTERIM: lambda: text("interim"),
    Stage.FINAL: lambda: text("final"),
    Verdict.AGREE: lambda: text("agree"),
    Verdict.ACTION_NEEDED: lambda: text("action needed"),
    ActionState.OPEN: lambda: text("open"),
    ActionState.ANSWERED: lambda: text("answered"),
    ActionState.CLOSED: lambda: text("closed"),
    Signer.CANDIDATE: lambda: text("candidate"),
    Signer.WITNESS: lambda: text("witness"),
    Signer.ASSESSOR: lambda: text("assessor"),
    Signer.COUNTERSIGNER: lambda: text("countersigner"),
    Signer.VERIFIER: lambda: text("internal verifier"),
    Kind.PERFORMANCE: lambda: text("performance"),
    Kind.KNOWLEDGE: lambda: text("knowledge"),
    Sector.PRIVATE: lambda: text("private"),
    Sector.NOT_FOR_PROFIT: lambda: text("not-for-profit"),
    Sector.PUBLIC: lambda: text("public"),
    AssessorStatus.QUALIFIED: lambda: text("qualified assessor"),
    AssessorStatus.WORKING_TOWARDS: lambda: text("working towards the award"),
    Quality.VALID: lambda: text("valid"),
    Quality.AUTHENTIC: lambda: text("authentic"),
    Quality.RELIABLE: lambda: text("reliable"),
    Quality.CURRENT: lambda: text("current"),
    Quality.SUFFICIENT: lambda: text("sufficient"),
    Method.OBSERVATION: lambda: text("observation"),
    Method.EXPERT_WITNESS: lambda: text("expert witness"),
    Method.WITNESS_TESTIMONY: lambda: text("witness testimony"),
    Method.PROFESSIONAL_DISCUSSION: lambda: text("professional discussion"),
    Method.ORAL_QUESTIONS: lambda: text("oral questions"),
    Method.WRITTEN_QUESTIONS: lambda: text("written questions"),
    Method.WORK_PRODUCT: lambda: text("work product"),
    Method.PERSONAL_STATEMENT: lambda: text("personal statement"),
    Method.PRIOR_LEARNING: lambda: text("recognition of prior learning"),
    Method.CASE_STUDY: lambda: text("case study"),
    Method.SIMULATION: lambda: text("simulation"),
}
