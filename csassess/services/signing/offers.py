"""What a signer is offered to choose from, and the signatures that were collected on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.codes.schemes import account_code
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.signing.accounts import still_applies
from csassess.domain.signing.paper_signatures import sheets_of_item, sheets_of_unit, usual_day
from csassess.domain.signing.unit_signing import next_signer, signers_of, valid_signatures
from csassess.domain.signing.verifying import reason_against_verifying
from csassess.services.access.caseloads import assessor_of
from csassess.services.papers.common import describe
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view
from csassess.services.signing.screen_or_paper_signatures import sign_decision, sign_item
from csassess.services.signing.signers import signers_of_item, signers_of_unit


@dataclass(frozen=True, slots=True)
class Offer:
    """What a signer is offered: names on record, the day on paper, and attached sheets as (words, SHA-256).

    Without `on_screen` they sign on paper only.
    """

    names: tuple[str, ...]
    day: date
    sheets: tuple[tuple[str, str], ...] = ()
    on_screen: bool = True


def offer_for_unit(caseload: Caseload, view: PortfolioView, unit_id: str, signer: Signer) -> Offer:
    """Return what the signer of a line of a unit's declaration is offered."""
    persons = signers_of_unit(caseload, view, unit_id).get(signer, ())
    at_own_machine = signer is not Signer.VERIFIER or assessor_of(caseload).role is Role.VERIFIER
    return Offer(
        tuple(name for person in persons for name in person.names),
        caseload.clock().date(),
        _in_words(sheets_of_unit(unit_id, view.portfolio)),
        at_own_machine,
    )


def offer_for_item(caseload: Caseload, view: PortfolioView, item_id: str, signer: Signer) -> Offer:
    """Return what the signer of an item's account is offered."""
    persons = signers_of_item(caseload, view, item_id).get(signer, ())
    item, today = view.portfolio.item(item_id), caseload.clock().date()
    return Offer(
        tuple(name for person in persons for name in person.names),
        usual_day(item, view.portfolio, today),
        _in_words(sheets_of_item(item_id, view.portfolio)),
    )


def _in_words(sheets: Sequence[SignedSheet]) -> tuple[tuple[str, str], ...]:
    return tuple((text("sheet of {day}", day=long_date(s.at.date())), s.sha256) for s in reversed(sheets))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits for a signature: of the account of an `item`, or of a `unit`.

    `place` says which in words; `code` is the record code of an account as it was listed.
    """

    signer: Signer
    place: str
    offer: Offer
    item: str = ""
    unit: str = ""
    code: str = ""

    @property
    def words(self) -> str:
        """The line in words: its place, and who signs."""
        return f"{self.place}: {label(self.signer)}"


def waiting_for_signature(caseload: Caseload, candidate_id: str) -> tuple[Waiting, ...]:
    """Return every line of a candidate's accounts and decided units that waits for a signature, in order."""
    return waiting_in(caseload, portfolio_view(caseload, candidate_id))


def waiting_in(caseload: Caseload, view: PortfolioView) -> tuple[Waiting, ...]:
    """Return every line of a portfolio that waits for a signature, as `waiting_for_signature` does."""
    lines: list[Waiting] = []
    for item in view.portfolio.items_not_withdrawn():
        if item.visit or view.portfolio.testimony_of(item.id):
            lines += _lines_of_item(caseload, view, item)
    for unit_standing in view.standings:
        unit, portfolio = unit_standing.unit, view.portfolio
        if next_signer(unit_standing, portfolio) is None:
            continue
        signed = valid_signatures(unit_standing, portfolio)
        lines += [
            Waiting(
                signer,
                text("Unit {unit}", unit=view.name_of(unit)),
                offer_for_unit(caseload, view, unit.id, signer),
                unit=unit.id,
            )
            for signer in signers_of(unit.id, portfolio)
            if signer not in signed
            and (signer is not Signer.VERIFIER or not reason_against_verifying(unit.id, portfolio))
        ]
    return tuple(lines)


def _lines_of_item(caseload: Caseload, view: PortfolioView, item: EvidenceItem) -> list[Waiting]:
    portfolio = view.portfolio
    signed = {s.signer for s in portfolio.signatures_of(item.id) if still_applies(s, portfolio)}
    code = account_code(item, portfolio, caseload.clock())
    number, what = portfolio.number_of(item), describe(item, portfolio)
    return [
        Waiting(
            signer,
            text("Item {number}, {what}", number=number, what=what),
            offer_for_item(caseload, view, item.id, signer),
            item=item.id,
            code=code,
        )
        for signer, persons in signers_of_item(caseload, view, item.id).items()
        if persons and signer not in signed
    ]


@dataclass(frozen=True, slots=True)
class Collected:
    """A signature collected on paper: the line it is on, the name, and the day."""

    line: Waiting
    name: str
    on: date


def enter_collected(caseload: Caseload, candidate_id: str, signatures: Sequence[Collected]) -> int:
    """Enter signatures collected on paper, sheets to follow, all or none; return how many.

    Raises UserError as `sign_account` and `sign_unit` do.
    """
    with caseload.together():
        for signature in signatures:
            line = signature.line
            if line.item:
                sign_item(
                    caseload,
                    candidate_id,
                    line.item,
                    line.signer,
                    signature.name,
                    line.code,
                    on_paper=True,
                    on=signature.on,
                )
            else:
                sign_decision(
                    caseload,
                    candidate_id,
                    line.unit,
                    line.signer,
                    signature.name,
                    on_paper=True,
                    on=signature.on,
                )
    return len(signatures)
