"""The internal verifier's sample of a unit: items, findings, actions and signature."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from csassess.catalogue import text
from csassess.data.exchange.chains import chain_ends
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import PRESENT, sample_code
from csassess.domain.dates import long_date
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import derived_id
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Action, LookedAt, NotSampled, Sample, SampleSignature, Stage
from csassess.domain.verification.sampling import (
    answers_of,
    first_missing_part,
    is_final,
    signature_of,
)
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing.eligibility import check_final, check_not_own, reason_against_final
from csassess.services.verification import planning
from csassess.services.verification.sampling_plan import plan, plan_of, suggested

Strokes = tuple[tuple[int, ...], ...]


def begin_sample(
    caseload: Caseload, candidate_id: str, unit_id: str, stage: Stage, items: Sequence[str] = ()
) -> Sample:
    """Begin to sample a unit of a candidate, with the items to look at.

    Raises UserError if it is the verifier's own assessment, or a final sample before the assessor signed.
    """
    view = portfolio_view(caseload, candidate_id)
    view.of(unit_id)
    check_not_own(caseload, candidate_id)
    if stage is Stage.FINAL:
        refuse(reason_against_final(view, unit_id))
    person = assessor_of(caseload)
    sample = Sample(
        caseload.new_id(),
        unit_id,
        stage,
        caseload.clock().date(),
        person.id,
        person.name,
        tuple(items),
        seen=chain_positions(caseload, candidate_id),
    )
    caseload.save(candidate_id, UserAction.SAMPLE_BEGIN, sample)
    return sample


def open_sample(caseload: Caseload, candidate_id: str, unit_id: str, stage: Stage) -> Sample:
    """Return the person's own unfinished sample of a unit, or begin one.

    Raises UserError as `begin_sample` does.
    """
    unfinished = samples_to_go_on_with(load_portfolio(caseload, candidate_id), unit_id, caseload.author)
    return unfinished or begin_sample(caseload, candidate_id, unit_id, stage)


def chain_positions(caseload: Caseload, candidate_id: str) -> tuple[str, ...]:
    """Return the current end of each device's chain, as a sample stores it.

    Each is "device:sequence".
    """
    return tuple(
        f"{device}:{sequence}"
        for device, (sequence, _) in sorted(chain_ends(caseload.db, candidate_id).items())
    )


def change_sample(caseload: Caseload, candidate_id: str, sample: Sample) -> Sample:
    """Change what a sample looks at or finds.

    Raises UserError once it is signed.
    """
    check_not_signed(caseload, candidate_id, sample.id)
    caseload.save(candidate_id, UserAction.SAMPLE_CHANGE, sample)
    return sample


def check_not_signed(caseload: Caseload, candidate_id: str, sample_id: str) -> None:
    """Raise UserError once a sample is signed."""
    if caseload.one(SampleSignature, candidate_id, sample_id):
        raise UserError(text("This sample is signed. What came after it stands in a new sample."))


def tick_looked_at(
    caseload: Caseload, candidate_id: str, sample: Sample, evidence_id: str, criterion: str
) -> None:
    """Toggle the tick that a criterion was looked at in an item.

    Raises UserError once the sample is signed.
    """
    check_not_signed(caseload, candidate_id, sample.id)
    tick = LookedAt(derived_id(sample.id, evidence_id, criterion), sample.id, evidence_id, criterion)
    if caseload.one(LookedAt, candidate_id, tick.id):
        caseload.save(candidate_id, UserAction.SAMPLE_UNLOOK, remove=(tick,))
        return
    changes = [
        tick,
        *(
            []
            if evidence_id in sample.evidence
            else [replace(sample, evidence=(*sample.evidence, evidence_id))]
        ),
    ]
    caseload.save(candidate_id, UserAction.SAMPLE_LOOK, *changes)


def ticks_for_item(portfolio: Portfolio, sample: Sample, evidence_id: str) -> list[LookedAt]:
    """Return a tick for every criterion of the sampled unit that an item references."""
    referenced = dict.fromkeys(r.criterion for r in portfolio.references_of(evidence_id, sample.unit))
    return [
        LookedAt(derived_id(sample.id, evidence_id, criterion), sample.id, evidence_id, criterion)
        for criterion in referenced
    ]


def look_at_all(caseload: Caseload, candidate_id: str, sample: Sample, evidence_id: str) -> None:
    """Tick an item and its criteria of the sampled unit as looked at.

    Raises UserError once the sample is signed.
    """
    check_not_signed(caseload, candidate_id, sample.id)
    ticks = ticks_for_item(load_portfolio(caseload, candidate_id), sample, evidence_id)
    evidence_ids = sample.evidence if evidence_id in sample.evidence else (*sample.evidence, evidence_id)
    caseload.save(candidate_id, UserAction.SAMPLE_LOOK, replace(sample, evidence=evidence_ids), *ticks)


def ask_action(
    caseload: Caseload,
    candidate_id: str,
    sample: Sample,
    evidence_id: str,
    what: str,
    due: date,
    note: str = "",
    sheet: str = "",
) -> Action:
    """Ask for an action on an item, or on one note of it, by a date.

    Raises UserError without words, for a date in the past, or once the sample is signed.
    """
    check_not_signed(caseload, candidate_id, sample.id)
    if not what.strip():
        raise MissingError(text("what is needed"), "words", "what")
    if due < caseload.clock().date():
        raise UserError(text("Choose a due date that is still to come."))
    action = Action(
        caseload.new_id(),
        sample.id,
        sample.unit,
        evidence_id,
        what.strip(),
        due,
        sample.by,
        sample.name,
        caseload.clock(),
        note,
        sheet,
    )
    caseload.save(candidate_id, UserAction.ACTION_ASK, action)
    return action


def take_action_back(caseload: Caseload, candidate_id: str, action: Action) -> None:
    """Withdraw an action before the sample is signed.

    Raises UserError once the sample is signed or the action is answered.
    """
    check_not_signed(caseload, candidate_id, action.sample)
    if answers_of(action, load_portfolio(caseload, candidate_id)):
        raise UserError(text("This action was answered already. Close it instead."))
    caseload.save(candidate_id, UserAction.ACTION_TAKE_BACK, remove=(action,))


def sign_sample(
    caseload: Caseload,
    candidate_id: str,
    sample_id: str,
    strokes: Strokes = (),
    *,
    on_paper: bool = False,
    at: datetime | None = None,
    on: date | None = None,
) -> SampleSignature:
    """Sign a sample, which cannot be changed afterwards.

    Raises UserError if nothing was looked at, the verdict is missing, an exception has no comment, an
    action is needed and none is asked, nothing was drawn and it is not signed on paper, the day is still to
    come, it is another verifier's, or the verifier's own assessment, it is already signed, or a final
    sample is missing the assessor's signature or predates it.
    """
    view = portfolio_view(caseload, candidate_id)
    portfolio = view.portfolio
    sample = next(recorded for recorded in portfolio.samples if recorded.id == sample_id)
    check_not_signed(caseload, candidate_id, sample_id)
    if not on_paper and sample.by != caseload.author:
        raise UserError(
            text("{name} began this sample, and alone signs it. Begin one of your own.", name=sample.name)
        )
    check_not_own(caseload, candidate_id)
    check_not_own(caseload, candidate_id, sample.name)
    refuse(missing_words(sample, portfolio))
    if not strokes and not on_paper:
        raise UserError(text("Sign in the field first, or say that it is signed on paper."))
    at = at or caseload.clock()
    day = (on or at.date()) if on_paper else None
    if day and day > caseload.clock().date():
        raise UserError(text("Choose the day on which it was signed: it cannot be later than today."))
    if is_final(sample):
        signed_at = datetime.combine(day, time(12), tzinfo=at.tzinfo) if day else at
        check_final(view, sample.unit, signed_at, on_paper=on_paper)
    code = sample_code(sample, portfolio)
    signature = SampleSignature(sample.id, sample.name, at, code, strokes, on_paper, PRESENT, day)
    caseload.save(candidate_id, UserAction.SAMPLE_SIGN, signature)
    return signature


def missing_words(sample: Sample, portfolio: Portfolio) -> str:
    """Return what a sample lacks before it can be signed, in words; empty if nothing."""
    return {
        "": "",
        "evidence": text("Nothing was looked at yet: tick at least one item or criterion."),
        "verdict": text("Say whether you agree, or what action is needed."),
        "comment": text("Comment on each exception: say what is not as it should be."),
        "action": text("An action is needed: say what, and by when."),
    }[first_missing_part(sample, portfolio)]


def needs_reason_not_to_sample(caseload: Caseload, candidate_id: str, unit_id: str) -> bool:
    """Return whether leaving out a unit needs a reason: it is planned or suggested, or the plan lacks it."""
    rows = plan_of(caseload, [candidate_id])
    if not rows:
        return True
    of_assessor = plan(caseload, rows[0].summary.assessor)
    wanted = (candidate_id, unit_id)
    if not planning.is_used(caseload):
        return any((s.candidate, s.unit) == wanted for s in suggested(caseload, of_assessor))
    planned = {
        (line.planned.candidate, line.planned.unit)
        for line in planning.lines(caseload, rows)
        if line.state.is_open
    }
    proposed = {(p.candidate, p.unit) for p in planning.proposals(caseload, of_assessor)}
    return wanted in planned | proposed


def not_sampled(caseload: Caseload, candidate_id: str, unit_id: str, reason: str = "") -> None:
    """Record why a unit of a candidate is not sampled: if the plan leaves it out, that is the reason.

    Raises UserError without a reason if the plan does not leave the unit out, or if the unit has a sample.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    if not reason.strip() and needs_reason_not_to_sample(caseload, candidate_id, unit_id):
        raise MissingError(text("the reason"), "reason", "words")
    if any(sample.unit == unit_id for sample in portfolio.samples):
        raise UserError(text("This unit is being sampled."))
    today = caseload.clock().date()
    words = reason.strip() or text("under the plan of {day}", day=long_date(today))
    caseload.save(
        candidate_id,
        UserAction.SAMPLE_LEAVE_OUT,
        NotSampled(unit_id, words, caseload.author, caseload.clock().date()),
    )


def sample_after_all(caseload: Caseload, candidate_id: str, unit_id: str) -> None:
    """Withdraw that a unit is not sampled.

    Raises UserError if no reason for it is recorded.
    """
    left_out = caseload.one(NotSampled, candidate_id, unit_id)
    if left_out is None:
        raise UserError(text("No reason for not sampling this unit is recorded."))
    caseload.save(candidate_id, UserAction.SAMPLE_AFTER_ALL, remove=(left_out,))


def samples_to_go_on_with(portfolio: Portfolio, unit_id: str, verifier: str) -> Sample | None:
    """Return a verifier's unsigned sample of a unit, or None: no one continues another's."""
    return next(
        (
            sample
            for sample in portfolio.samples
            if (sample.unit, sample.by) == (unit_id, verifier) and not signature_of(sample, portfolio)
        ),
        None,
    )
