"""The verifier's plan over every registered candidate, also those whose file has not come, and the status files that tell of them."""

from collections.abc import Sequence
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import own_card, own_identity, own_signature, peers
from csassess.data.record.caseload import Caseload
from csassess.data.record.list_cache import keep_status, last_status_day, statuses_from_elsewhere
from csassess.data.removal.erasure import is_erased
from csassess.domain.assessment.portfolio_status import PortfolioStatus
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.domain.verification.sampling import plain_name
from csassess.domain.verification.sampling_plan import PlanRow, Suggestion, suggest
from csassess.exchange.status import read_status, sealed_status
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.attachments.attachments import read_file
from csassess.services.candidates.staff import lost_devices
from csassess.services.papers.files import write_copy
from csassess.services.progress.portfolio_status import portfolio_statuses


def plan(caseload: Caseload, assessor: str | None = None) -> list[PlanRow]:
    """Return every registered candidate of an assessor, or of all, by name: those here, and those told of by status files."""
    me = assessor_of(caseload)
    rows = [
        PlanRow(each, own=_assessed(me.id, me.name, each)) for each in portfolio_statuses(caseload, assessor)
    ]
    told = statuses_from_elsewhere(caseload.db, assessor)
    rows += [PlanRow(each, on, _assessed(me.id, me.name, each)) for on, each in told]
    return sorted(
        (row for row in rows if row.summary.is_registered), key=lambda row: row.summary.name.casefold()
    )


def not_registered(caseload: Caseload, assessor: str | None = None) -> list[str]:
    """Return the names of candidates here who are not registered yet, and so stand in no plan."""
    return [each.name for each in portfolio_statuses(caseload, assessor) if not each.is_registered]


def _assessed(person: str, name: str, summary: PortfolioStatus) -> bool:
    return person in summary.assessed_by or plain_name(name) in {
        plain_name(each) for each in summary.assessed_by_names
    }


def suggested(caseload: Caseload, rows: Sequence[PlanRow]) -> tuple[Suggestion, ...]:
    """Return which units to sample of one assessor's rows, and why."""
    return suggest(rows, centre_of(caseload).sample_percentage)


def write_status(caseload: Caseload, path: Path, recipients: Sequence[Card]) -> int:
    """Write how the candidates here stand, without evidence, for the recipients' keys; return how many candidates.

    Raises UserError without a recipient, or where it cannot be written.
    """
    if not recipients:
        raise UserError(text("Choose who the status file is for: take in their key file first."))
    everyone = portfolio_statuses(caseload)
    content = sealed_status(
        own_card(caseload),
        lambda plain: own_signature(caseload, plain),
        caseload.clock().date(),
        everyone,
        [card.recipient for card in recipients],
    )
    write_copy(path, content)
    return len(everyone)


def receive_status(caseload: Caseload, path: Path) -> tuple[Card, int]:
    """Take a status file in: it takes the place of what the machine told before; return whose it is and how many candidates.

    What was erased here is left out. Raises UserError where it cannot be read, is not for this machine, is not an assessor's, is
    older than what is here, or its machine is not known or was lost.
    """
    card, on, told = read_status(read_file(path), own_identity(caseload))
    known = peers(caseload).get(card.device)
    if known is None or known.public_key != card.public_key:
        raise UserError(
            text("The status file is from a machine that is not known here. Take in its key file first.")
        )
    if card.role is not Role.ASSESSOR:
        raise UserError(text("A status file comes from an assessor. This one does not."))
    lost = lost_devices(caseload).get(card.device)
    if lost:
        raise UserError(
            text(
                "The status file is from a machine that was marked lost on {day}: it is not taken in.",
                day=long_date(lost.on),
            )
        )
    newest = last_status_day(caseload.db, card.device)
    if newest and on < newest:
        raise UserError(
            text(
                "This machine has told of a later day already ({day}). Ask for a new status file.",
                day=long_date(newest),
            )
        )
    told = [each for each in told if not is_erased(caseload, each.candidate)]
    with caseload.together():
        keep_status(caseload.db, card.device, on, told)
    return card, len(told)
