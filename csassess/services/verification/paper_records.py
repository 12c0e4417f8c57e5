"""Type in a verifier's answer from a signed sampling record on paper, and attach its scan."""

from dataclasses import dataclass
from datetime import date, datetime, time

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import PRESENT, sample_code
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.roles import Role
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import (
    Action,
    ActionClosing,
    Sample,
    SampleSignature,
    Stage,
    Verdict,
)
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing.eligibility import check_final, check_not_own
from csassess.services.signing.signed_sheet_scans import Scan
from csassess.services.signing.signers import candidate_on_record
from csassess.services.verification.actions import weigh
from csassess.services.verification.sampling import chain_positions, ticks_for_item


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """What a signed sampling record states: who sampled which items when, and the findings.

    `actions` are (item, what is needed, due date). `observed` and `interviewed` say whether the assessor was
    observed and the candidate interviewed.
    """

    unit: str
    stage: Stage
    on: date
    name: str
    evidence: tuple[str, ...]
    verdict: Verdict
    comment: str = ""
    feedback: str = ""
    actions: tuple[tuple[str, str, date], ...] = ()
    observed: bool = False
    interviewed: bool = False


def type_in(
    caseload: Caseload,
    candidate_id: str,
    answer: PaperAnswer,
    scan: Scan,
    returned: SignedSheet | None = None,
) -> Sample:
    """Save a verifier's answer on paper with its scan, or with the form on which it came back.

    Raises UserError if name or items are missing, the day is in the future or before the evidence
    or the assessor's signature, the verifier assessed the candidate, or an action is needed and
    none is given.
    """
    view = portfolio_view(caseload, candidate_id)
    _check(caseload, answer)
    check_not_own(caseload, candidate_id, answer.name)
    if candidate_on_record(caseload, view.portfolio.candidate).is_called(answer.name):
        raise UserError(text("The candidate cannot verify their own unit. Check the name."))
    by = _whose_word(caseload, answer.name)
    if any(view.portfolio.item(item).on > answer.on for item in answer.evidence):
        raise UserError(text("The record is dated before the evidence it looked at. Check the day."))
    at = datetime.combine(answer.on, time(12), tzinfo=caseload.clock().tzinfo)
    if answer.stage is Stage.FINAL:
        check_final(view, answer.unit, at, on_paper=True)
    sheet = returned or _stored_sheet(caseload, scan)
    sample = Sample(
        caseload.new_id(),
        answer.unit,
        answer.stage,
        answer.on,
        by,
        answer.name.strip(),
        answer.evidence,
        answer.verdict,
        comment=answer.comment.strip(),
        feedback=answer.feedback.strip(),
        assessor_observed=answer.observed,
        candidate_interviewed=answer.interviewed,
        seen=chain_positions(caseload, candidate_id),
        sheet=sheet.sha256,
    )
    looked_at = [tick for item in answer.evidence for tick in ticks_for_item(view.portfolio, sample, item)]
    actions = [
        Action(
            caseload.new_id(),
            sample.id,
            answer.unit,
            item,
            what.strip(),
            due,
            by,
            answer.name.strip(),
            at,
            sheet=sheet.sha256,
        )
        for item, what, due in answer.actions
        if what.strip()
    ]
    with caseload.together():
        caseload.save(candidate_id, UserAction.SAMPLE_TYPE_IN, sheet, sample, *looked_at, *actions)
        portfolio = load_portfolio(caseload, candidate_id)  # what is signed is what was kept
        sample = next(recorded for recorded in portfolio.samples if recorded.id == sample.id)
        code = sample_code(sample, portfolio)
        signature = SampleSignature(
            sample.id, sample.name, at, code, on_paper=True, scheme=PRESENT, on=answer.on
        )
        caseload.save(candidate_id, UserAction.SAMPLE_SIGN, signature)
    return sample


def _whose_word(caseload: Caseload, name: str) -> str:
    """Return the id of the person whose word a sheet is: the verifier's own; "" if an assessor types it in.

    Raises UserError if a verifier would enter another person's word.
    """
    person = assessor_of(caseload)
    if person.role is not Role.VERIFIER:
        return ""
    if plain_name(name) != plain_name(person.name):
        raise UserError(
            text(
                "You enter your own answers only. The sheet of another verifier is entered by the "
                "assessor, or by that verifier."
            )
        )
    return person.id


def _stored_sheet(caseload: Caseload, scan: Scan) -> SignedSheet:
    """Store the scan of a signed sampling record, and return its record."""
    sha256 = caseload.attached.put(scan.content)
    return SignedSheet(
        caseload.new_id(), "verification", "all", "", sha256, scan.media_type, caseload.clock()
    )


def _check(caseload: Caseload, paper_answer: PaperAnswer) -> None:
    if not paper_answer.name.strip():
        raise MissingError(text("the internal verifier’s name"), "name")
    if not paper_answer.evidence:
        raise UserError(text("Nothing was looked at yet: tick at least one item or criterion."))
    if paper_answer.on > caseload.clock().date():
        raise UserError(text("Choose the day on which it was signed."))
    if paper_answer.verdict is Verdict.ACTION_NEEDED and not any(
        what.strip() for _, what, _ in paper_answer.actions
    ):
        raise UserError(text("An action is needed: say what, and by when."))


def weigh_on_paper(
    caseload: Caseload, candidate_id: str, action: Action, scan: Scan, *, closed: bool, words: str = ""
) -> ActionClosing:
    """Save a signed sheet on which the verifier closes an action or keeps it open.

    Raises UserError, having saved nothing, if the action is not answered, or is kept open without
    words.
    """
    with caseload.together():
        sheet = _stored_sheet(caseload, scan)
        caseload.save(candidate_id, UserAction.SHEET_ATTACH, sheet)
        return weigh(
            caseload,
            candidate_id,
            action.id,
            closed=closed,
            words=words,
            sheet=sheet.sha256,
            name=action.name,
        )
