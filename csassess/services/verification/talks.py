"""Feedback of a sample acknowledged by the assessor; observations and interviews by the verifier."""

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.quality.verifier_talks import SampleReading, TalkKind, VerifierTalk
from csassess.domain.records.user_actions import UserAction
from csassess.domain.verification.sampling import plain_name, reading_of, signature_of
from csassess.services.access.caseloads import assessor_for, assessor_of
from csassess.services.signing.eligibility import check_not_own


def acknowledge(
    caseload: Caseload, candidate_id: str, sample_id: str, words: str = "", *, name: str = "", sheet: str = ""
) -> SampleReading:
    """Record that the assessor has read the feedback of a signed sample, with a comment if they have one.

    `name` and `sheet` are the assessor's and the SHA-256 of the form, if they said so on a form.
    Raises UserError if the sample is not signed, if its feedback was acknowledged already, or if the form
    names the verifier.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    sample = next(recorded for recorded in portfolio.samples if recorded.id == sample_id)
    if signature_of(sample, portfolio) is None:
        raise UserError(text("The internal verifier has not signed this sample yet."))
    if reading_of(sample, portfolio):
        raise UserError(text("The feedback of this sample was acknowledged already."))
    if name and plain_name(name) == plain_name(sample.name):
        raise UserError(
            text("The internal verifier who gave this feedback cannot acknowledge it. Check the name.")
        )
    person = assessor_of(caseload)
    # whoever has the program, accepted here or not: an entry under their name would be set aside there
    others = (each for each in people(caseload).values() if each.id != person.id)
    if name and plain_name(name) in {plain_name(each.name) for each in others}:
        raise UserError(
            text("{name} uses csassess, and acknowledges the feedback there. Send the portfolio.", name=name)
        )
    at = caseload.clock()
    reading = SampleReading(sample.id, person.id, name.strip() or person.name, at, words.strip(), sheet)
    caseload.save(candidate_id, UserAction.SAMPLE_READ, reading)
    return reading


def new_talk(caseload: Caseload, candidate_id: str, kind: TalkKind, questions: str = "") -> VerifierTalk:
    """Return an observation or interview of today to fill in; it is not saved yet."""
    portfolio, person = load_portfolio(caseload, candidate_id), assessor_of(caseload)
    is_observation = kind is TalkKind.OBSERVATION
    whom = assessor_for(caseload, portfolio).name if is_observation else portfolio.candidate.name
    at = caseload.clock()
    return VerifierTalk("", kind, at.date(), whom, person.id, person.name, at, questions=questions)


def keep_talk(caseload: Caseload, candidate_id: str, talk: VerifierTalk) -> VerifierTalk:
    """Save an observation or interview, or a change of one.

    Raises UserError if the person or what was seen and said is missing, if the day is in the future, or
    if the verifier assessed the candidate.
    """
    check_not_own(caseload, candidate_id)
    for value, name, field in (
        (talk.whom, text("who was observed or interviewed"), "whom"),
        (talk.answers, text("what was seen and said"), "answers"),
    ):
        if not value.strip():
            raise MissingError(name, field)
    if talk.on > caseload.clock().date():
        raise UserError(text("Choose the day on which it took place."))
    if talk.id:
        caseload.save(candidate_id, UserAction.TALK_CHANGE, talk)
        return talk
    kept = VerifierTalk(
        caseload.new_id(),
        talk.kind,
        talk.on,
        talk.whom.strip(),
        talk.by,
        talk.name,
        talk.at,
        talk.place.strip(),
        talk.questions.strip(),
        talk.answers.strip(),
        talk.agreed.strip(),
    )
    caseload.save(candidate_id, UserAction.TALK_KEEP, kept)
    return kept


def remove_talk(caseload: Caseload, candidate_id: str, talk: VerifierTalk) -> None:
    """Remove the record of an observation or interview that was made by mistake."""
    caseload.save(candidate_id, UserAction.TALK_REMOVE, remove=(talk,))
