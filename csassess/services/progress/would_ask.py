"""What an external verifier would ask of the portfolios held here, and the answers to it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.accepted import held_names
from csassess.data.exchange.devices import people
from csassess.data.qualifications.kept import kept_qualification
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.centre import centre_records
from csassess.data.storage.account_sentences import shared_with_others
from csassess.domain.asking.items import unsigned_account
from csassess.domain.asking.lines import Line, Step, Surroundings, place_in_words
from csassess.domain.asking.names import index_of
from csassess.domain.asking.sentences import sentences_of
from csassess.domain.asking.would_ask import to_answer, to_look_at, would_ask
from csassess.domain.assessment.candidate_row import AskedCounts
from csassess.domain.assessment.unit_versions import approved_digests
from csassess.domain.errors import MissingError, UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.qualifications.specification import Specification
from csassess.domain.records.form_control import FormApproval
from csassess.domain.records.milestones import Milestone
from csassess.domain.records.people import Qualification
from csassess.domain.records.questions import QualificationVersion
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Answer
from csassess.domain.units.distinct_names import names_of_units
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates.staff import staff_list
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view
from csassess.services.progress.same_accounts import index_sentences, reporting_devices


@dataclass(frozen=True, slots=True)
class Around:
    """What every portfolio of a caseload is compared with, and what decides which others count."""

    surroundings: Surroundings
    machines: set[str]
    held: frozenset[str]


def lines_of(
    caseload: Caseload,
    view: PortfolioView,
    *,
    claiming: Milestone | None = None,
    around: Around | None = None,
) -> tuple[Line, ...]:
    """Return what would be asked of a portfolio, what matters most first.

    `claiming` is a date that is about to be recorded. `around` avoids rereading, for many portfolios, what
    they have in common.
    """
    around, sentences = around or around_all(caseload), sentences_of(view.portfolio)
    candidate = view.portfolio.candidate.id
    same = shared_with_others(caseload.db, candidate, sentences, around.machines, around.held)
    surroundings = replace(around.surroundings, same=same, rules=_rules(caseload, view.portfolio))
    return would_ask(view.portfolio, (*view.standings, *view.former), surroundings, claiming=claiming)


def lines_for(caseload: Caseload, candidate_id: str) -> tuple[Line, ...]:
    """Return what would be asked of a candidate's portfolio; raises KeyError if there is none."""
    return lines_of(caseload, portfolio_view(caseload, candidate_id))


def around_all(caseload: Caseload) -> Around:
    """Return what every portfolio here is compared with."""
    index_sentences(caseload)
    named = held_names(caseload)
    surroundings = Surroundings(
        caseload.clock().date(),
        centre_of(caseload),
        tuple(staff_list(caseload)),
        people(caseload),
        {q.id: q for q in caseload.all(Qualification, CASELOAD_STREAM)},
        approved=approved_digests(caseload.all(QualificationVersion, CASELOAD_STREAM)),
        names=index_of(named),
        approvals=tuple(centre_records(caseload, FormApproval)),
    )
    return Around(surroundings, reporting_devices(caseload), frozenset(stream for stream, _ in named))


def _rules(caseload: Caseload, portfolio: Portfolio) -> dict[str, Specification]:
    """Return what the qualifications of a portfolio's registrations ask for, by digest, as far as known."""
    named = {registration.digest for registration in portfolio.registrations if registration.digest}
    stated = {digest: kept_qualification(caseload, digest) for digest in named}
    return {digest: rule for digest, rule in stated.items() if rule}


def answer(caseload: Caseload, candidate_id: str, codes: Collection[str], reason: str) -> Answer:
    """Answer lines with one reason, which travels with the portfolio and prints.

    Raises UserError if the reason is missing, or if none of the lines is asked now.
    """
    if not reason.strip():
        raise MissingError(text("the reason"), "reason")
    asked = {line.code for line in lines_for(caseload, candidate_id)}
    covers = tuple(sorted(asked.intersection(codes)))
    if not covers:
        raise UserError(text("This is not asked any more: the record has changed."))
    given = Answer(caseload.new_id(), covers, reason.strip(), caseload.author, caseload.clock().date())
    caseload.save(candidate_id, UserAction.ASKED_ANSWER, given)
    return given


def alike(line: Line, lines: Collection[Line]) -> list[Line]:
    """Return the lines of the same kind that are not answered: one answer covers them all."""
    return [other for other in lines if other.kind is line.kind and other.answer is None]


def before_accepting(caseload: Caseload, candidate_id: str, item_id: str = "") -> tuple[Line, ...]:
    """Return what is to be looked at again before an item is accepted, or of every item.

    What was answered, and what could be put right before, is left out, but for an account that the
    candidate has not signed.
    """
    view = portfolio_view(caseload, candidate_id)
    unsigned = unsigned_account(view.portfolio.item(item_id), view.portfolio) if item_id else ()
    lines = (
        line
        for line in lines_of(caseload, view)
        if line.kind.step is Step.ACCEPT and line.answer is None and item_id in ("", line.item)
    )
    return (*unsigned, *lines)


def counts_of(lines: Collection[Line]) -> AskedCounts:
    """Return how many lines wait for an answer, and how many are worth a look."""
    return AskedCounts(len(to_answer(lines)), len(to_look_at(lines)))


def as_plain_data(caseload: Caseload, view: PortfolioView) -> list[dict[str, Any]]:
    """Return what would be asked as plain data: where, what, why, and its answer or None."""
    names, known = names_of_units(standing.unit for standing in view.standings), people(caseload)
    return [
        {
            "where": place_in_words(line, view.portfolio, names),
            "what": line.what,
            "why": line.kind.why,
            "grade": str(line.kind.grade),
            "answered": {
                "reason": line.answer.reason,
                "by": known[line.answer.by].name if line.answer.by in known else line.answer.by,
                "on": line.answer.on.isoformat(),
            }
            if line.answer
            else None,
        }
        for line in lines_of(caseload, view)
    ]
