"""Sign an item's account or the decision on a unit, on screen or on paper.

A signed account can change only after it is opened with a reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.codes.schemes import PRESENT, account_code
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signature, Signer, UnitSignature
from csassess.domain.records.user_actions import UserAction
from csassess.domain.signing.accounts import still_applies
from csassess.domain.signing.paper_signatures import usual_day
from csassess.domain.signing.unit_signing import next_signer, signers_of, valid_signatures
from csassess.domain.signing.verifying import reason_against_verifying
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of
from csassess.services.access.write_checks import reason_against
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view
from csassess.services.signing.eligibility import check_final, check_not_own, is_own_assessment
from csassess.services.signing.signers import is_name_of_another, person_signing_item, person_signing_unit

Strokes = tuple[tuple[int, ...], ...]


def sign_account(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    signer: Signer,
    name: str,
    code: str,
    strokes: Strokes = (),
    *,
    on_paper: bool = False,
    because: str = "",
    on: date | None = None,
    sheet: str = "",
) -> Signature:
    """Sign the account that was shown under a code.

    `because` is why somebody who is not on record signs. Of a signature on paper, `on` is the day, by
    default that of the visit, and `sheet` the SHA-256 of its scan if that is attached already.
    Raises UserError without a name, without strokes unless signed on paper, if the day is still to come, if
    the account has changed since it was shown, if the person signs as someone else on it, or if they are
    not on record and no reason is given.
    """
    view = portfolio_view(caseload, candidate_id)
    item = view.portfolio.item(evidence_id)
    person = person_signing_item(caseload, view, evidence_id, signer, name, because)
    now = caseload.clock()
    usual = usual_day(item, view.portfolio, now.date())
    day = _day_of(caseload, strokes, on or usual, on_paper=on_paper)
    if code != account_code(item, view.portfolio, now):
        raise UserError(text("The account has changed since it was opened. Read it again, then sign."))
    signature = Signature(
        caseload.new_id(),
        evidence_id,
        signer,
        name.strip(),
        now,
        code,
        strokes,
        on_paper,
        scheme=PRESENT,
        person=person,
        because="" if person else because.strip(),
        on=day,
        sheet=sheet,
    )
    caseload.save(candidate_id, UserAction.ACCOUNT_SIGN, signature)
    return signature


def _day_of(caseload: Caseload, strokes: Strokes, on: date, *, on_paper: bool) -> date | None:
    """Return the day of a signature on paper, or None of one on screen.

    Raises UserError without strokes unless signed on paper, or if the day is still to come.
    """
    if not on_paper:
        if not strokes:
            raise UserError(text("Sign in the field first, or say that it is signed on paper."))
        return None
    if on > caseload.clock().date():
        raise UserError(text("Choose the day on which it was signed: it cannot be later than today."))
    return on


def open_account(caseload: Caseload, candidate_id: str, evidence_id: str, reason: str) -> None:
    """Open a signed account for changes; the reason stays with each signature.

    Raises UserError without a reason, or if nothing of the item is signed.
    """
    refuse(reason_against_opening(load_portfolio(caseload, candidate_id), evidence_id))
    if not reason.strip():
        raise MissingError(text("the reason for changing the signed account"), "reason")
    signed = _signed(caseload, candidate_id, evidence_id)
    caseload.save(
        candidate_id,
        UserAction.ACCOUNT_OPEN,
        *(replace(signature, opened=reason.strip()) for signature in signed),
    )


def reason_against_opening(portfolio: Portfolio, evidence_id: str) -> str:
    """Return why the account of an item cannot be opened for changes; empty if it can."""
    if all(signature.opened for signature in portfolio.signatures_of(evidence_id)):
        return text("No signed account of this item is closed.")
    return ""


@contextmanager
def signed_account_kept(caseload: Caseload, candidate_id: str, evidence_id: str) -> Iterator[None]:
    """Run the block as a transaction that must not invalidate a signature of the item.

    Additions leave signatures valid.
    Raises UserError, having changed nothing, if a signature would no longer apply.
    """
    with caseload.together():
        signed = _signed(caseload, candidate_id, evidence_id)
        portfolio = load_portfolio(caseload, candidate_id) if signed else None
        applying = [signature for signature in signed if portfolio and still_applies(signature, portfolio)]
        yield
        if applying:
            after = load_portfolio(caseload, candidate_id)
            if not all(still_applies(signature, after) for signature in applying):
                raise UserError(
                    text(
                        "The account of item {number} of {name} is signed. Add a note or an addendum, or "
                        "choose More (…), Open the signed account, and give a reason.",
                        number=after.item(evidence_id).number,
                        name=after.candidate.name,
                    )
                )


def _signed(caseload: Caseload, candidate_id: str, evidence_id: str) -> list[Signature]:
    signatures = caseload.where(Signature, "evidence", evidence_id)
    return [signature for stream, signature in signatures if stream == candidate_id and not signature.opened]


def _name_of(caseload: Caseload, person: str) -> str:
    assessor = people(caseload).get(person)
    return plain_name(assessor.name) if assessor else ""


def sign_unit(
    caseload: Caseload,
    candidate_id: str,
    unit_id: str,
    signer: Signer,
    name: str,
    strokes: Strokes = (),
    *,
    on_paper: bool = False,
    because: str = "",
    on: date | None = None,
    sheet: str = "",
) -> UnitSignature:
    """Sign the decision on a unit; `because`, `on` and `sheet` are as in `sign_account`.

    Raises UserError if the unit is not decided or was changed since, it is another role's turn, the
    name is missing, nothing was drawn and it is not signed on paper, the day is still to come, the person
    signs another line too, or is not on record and no reason is given, an assessor would verify or
    countersign their own assessment, or the verifier would sign before the assessor, what was not sampled,
    with an action open, or on the screen of someone else's machine.
    """
    view = portfolio_view(caseload, candidate_id)
    decision = last_decision(unit_id, view.portfolio)
    refuse(_reason_of_turn(view, unit_id, signer))
    if decision is None:
        raise AssertionError(unit_id)
    is_own = plain_name(name) == _name_of(caseload, decision.by)
    if signer in (Signer.VERIFIER, Signer.COUNTERSIGNER) and is_own:
        raise UserError(
            text("Nobody may verify or countersign their own assessment. Ask someone else to sign.")
        )
    now = caseload.clock()
    day = _day_of(caseload, strokes, on or now.date(), on_paper=on_paper)
    if signer is Signer.VERIFIER:
        check_not_own(caseload, candidate_id, name)
        if assessor_of(caseload).role is Role.VERIFIER:
            check_not_own(caseload, candidate_id)
        at = datetime.combine(day, time(12), tzinfo=now.tzinfo) if day else now
        check_final(view, unit_id, at, on_paper=on_paper)
        refuse(_reason_against_verifier(caseload, view, unit_id, on_paper=on_paper))
    person = person_signing_unit(caseload, view, unit_id, signer, name, because)
    is_by_role = signer in (Signer.VERIFIER, Signer.COUNTERSIGNER) and not on_paper
    if is_by_role and is_name_of_another(caseload, caseload.author, name):
        raise UserError(
            text(
                "On screen, {name} signs at their own machine. Here, enter what they signed on paper.",
                name=name.strip(),
            )
        )
    signature = UnitSignature(
        caseload.new_id(),
        unit_id,
        signer,
        name.strip(),
        now,
        decision.code,
        strokes,
        on_paper,
        scheme=decision.scheme,
        person=person,
        because="" if person else because.strip(),
        on=day,
        sheet=sheet,
    )
    caseload.save(candidate_id, UserAction.UNIT_SIGN, signature)
    return signature


def _reason_of_turn(view: PortfolioView, unit_id: str, signer: Signer) -> str:
    """Return why it is not a signer's turn; empty if it is."""
    expected = next_signer(view.of(unit_id), view.portfolio)
    if expected is None and signer is Signer.VERIFIER and _awaits_verifier(view, unit_id):
        return ""  # asked for only if they sign this unit
    if expected is None:
        return text(
            "There is nothing to sign. The unit is not decided, has changed since, or everyone has signed."
        )
    return "" if signer is expected else text("The {role} signs next.", role=label(expected))


def _reason_against_verifier(caseload: Caseload, view: PortfolioView, unit_id: str, *, on_paper: bool) -> str:
    """Return why the verifier cannot sign a unit now; empty if they can."""
    against = reason_against_verifying(unit_id, view.portfolio)
    if against or on_paper or assessor_of(caseload).role is Role.VERIFIER:
        return against
    return text(
        "On screen, the internal verifier signs at their own machine. Here, enter what they signed on paper."
    )


def reason_against_offering(caseload: Caseload, view: PortfolioView, unit_id: str, signer: Signer) -> str:
    """Return why the person here cannot have a line of a unit's declaration signed; empty if they can."""
    candidate_id = view.portfolio.candidate.id
    role = assessor_of(caseload).role
    barred = reason_against(caseload, candidate_id, "unit-signature", {"signer": signer})
    barred = barred or _reason_of_turn(view, unit_id, signer)
    if not barred and signer is Signer.VERIFIER:
        barred = _reason_against_verifier(caseload, view, unit_id, on_paper=True)
    if barred:
        return barred
    decision = last_decision(unit_id, view.portfolio)
    is_own = signer is Signer.VERIFIER and role is Role.VERIFIER and is_own_assessment(caseload, candidate_id)
    if signer is Signer.COUNTERSIGNER and role is Role.COUNTERSIGNER and decision:
        is_own = decision.by == caseload.author
    return text("You assessed this. Ask someone else to sign.") if is_own else ""


def _awaits_verifier(view: PortfolioView, unit_id: str) -> bool:
    """Return whether everyone but the verifier has signed a decided unit."""
    signed = valid_signatures(view.of(unit_id), view.portfolio)
    return [s for s in signers_of(unit_id, view.portfolio) if s not in signed] == [Signer.VERIFIER]
