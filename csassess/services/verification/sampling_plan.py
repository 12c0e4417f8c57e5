"""The verifier's sampling plan over every registered candidate, and status files.

Status files list candidates whose portfolio has not been received.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, held_streams
from csassess.data.exchange.centre_chains import centre_chains
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import CLOCKS_DIFFER, own_card, own_identity, own_signature, peers
from csassess.data.record.caseload import Caseload
from csassess.data.record.list_cache import (
    keep_status,
    last_status_day,
    statuses_from_elsewhere,
    statuses_of,
)
from csassess.data.removal.erasure import is_erased
from csassess.domain.assessment.portfolio_status import PortfolioStatus
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.names import name_key
from csassess.domain.records.roles import Role
from csassess.domain.verification.sampling import plain_name
from csassess.domain.verification.sampling_plan import PlanRow, Suggestion, suggest
from csassess.exchange.bundle import Bundle, plain_centre
from csassess.exchange.status import read_status, sealed_status
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.candidates.staff import lost_devices
from csassess.services.exchange.file_description import description
from csassess.services.exchange.receiving import merge_bundle
from csassess.services.files import read_file, write_copy
from csassess.services.progress.portfolio_status import bring_up_to_date, portfolio_statuses
from csassess.services.progress.same_accounts import keep_reported, sentence_digests


def plan(caseload: Caseload, assessor: str | None = None) -> list[PlanRow]:
    """Return every registered candidate of an assessor, or of all assessors, by name.

    It includes candidates known only from status files.
    """
    return [row for row in _everyone(caseload, assessor) if row.summary.is_registered]


def not_registered(caseload: Caseload, assessor: str | None = None) -> list[PlanRow]:
    """Return the candidates that are not registered, and so not in the plan, by name."""
    return [row for row in _everyone(caseload, assessor) if not row.summary.is_registered]


def plan_of(caseload: Caseload, candidate_ids: Collection[str]) -> list[PlanRow]:
    """Return the rows of some registered candidates."""
    bring_up_to_date(caseload)
    current_user = assessor_of(caseload)
    return [
        PlanRow(status, on, _has_assessed(current_user.id, current_user.name, status))
        for on, status in statuses_of(caseload.db, candidate_ids)
        if status.is_registered
    ]


def _everyone(caseload: Caseload, assessor: str | None) -> list[PlanRow]:
    current_user = assessor_of(caseload)
    reported = _reported(caseload)
    elsewhere = {status.candidate for _, status in reported}  # a stranger's portfolio may have the id of one
    rows = [
        PlanRow(status, own=_has_assessed(current_user.id, current_user.name, status))
        for status in portfolio_statuses(caseload, assessor)
        if status.candidate not in elsewhere
    ]
    rows += [
        PlanRow(status, on, _has_assessed(current_user.id, current_user.name, status))
        for on, status in reported
        if assessor in (None, status.assessor)
    ]
    return sorted(rows, key=lambda row: name_key(row.summary.name))


def _reported(caseload: Caseload) -> list[tuple[date, PortfolioStatus]]:
    """Return the reported statuses that count, each with its day.

    Of each candidate that is the latest of each assessor who reports them as their own, unless a later one
    says that it goes on from that assessor's work; or, if there is none, the latest of anybody. Only the
    assessor who registered a candidate takes them out of the plan.
    """
    persons = {device: machine.person for device, machine in accepted_machines(caseload).items()}
    own: dict[str, dict[str, tuple[date, PortfolioStatus]]] = {}
    others: dict[str, tuple[date, PortfolioStatus]] = {}
    for device, on, status in statuses_from_elsewhere(caseload.db, held_streams(caseload)):
        if persons.get(device) != status.assessor:
            others[status.candidate] = on, status
            continue
        latest = own.setdefault(status.candidate, {})
        for earlier in status.assessed_by:
            if earlier in latest and (status.is_registered or not latest[earlier][1].is_registered):
                del latest[earlier]
        latest[status.assessor] = on, status
    found = [report for latest in own.values() for report in latest.values()]
    return [*found, *(report for candidate, report in others.items() if candidate not in own)]


def _has_assessed(person: str, name: str, summary: PortfolioStatus) -> bool:
    return person in summary.assessed_by or plain_name(name) in {
        plain_name(assessor_name) for assessor_name in summary.assessed_by_names
    }


def suggested(caseload: Caseload, rows: Sequence[PlanRow]) -> tuple[Suggestion, ...]:
    """Return which units of one assessor's rows to sample, and why."""
    return suggest(rows, centre_of(caseload).sample_percentage)


def write_status(caseload: Caseload, path: Path, recipients: Sequence[Card]) -> int:
    """Write the status of all candidates here, without evidence, encrypted for the recipients.

    The digests of the sentences in their accounts go along: with them the same account under two
    candidates is found before the portfolios meet.
    Return the number of candidates.
    Raises UserError without a recipient, or if the file cannot be written.
    """
    if not recipients:
        raise UserError(text("Choose who the status file is for: take in their key file first."))
    statuses = portfolio_statuses(caseload)
    digests = sentence_digests(caseload, [status.candidate for status in statuses])
    content = sealed_status(
        own_card(caseload),
        lambda plain: own_signature(caseload, plain),
        caseload.clock().date(),
        [replace(status, sentences=digests[status.candidate]) for status in statuses],
        [card.recipient for card in recipients],
        _plain_centre(caseload),
    )
    write_copy(path, content)
    return len(statuses)


def _plain_centre(caseload: Caseload) -> dict[str, Any] | None:
    """Return what the centre shares for a status file; None if no one keeps it yet."""
    chains = centre_chains(caseload)
    if not chains.heads:
        return None
    meta = description(caseload, [], whole=True, missing=[], centre_heads=chains.heads)
    return plain_centre({**meta, "erased": []}, chains.events)


def receive_status(caseload: Caseload, path: Path) -> tuple[Card, int]:
    """Read a status file, replacing the earlier statuses of its device; take in what the centre shares.

    Return the sender's card and the number of candidates. Portfolios erased here are skipped.
    Raises UserError if the file cannot be read, is not for this device, is not an assessor's, is dated
    ahead or older than the stored statuses, or comes from an unknown or lost device.
    """
    card, on, statuses, centre = read_status(read_file(path), own_identity(caseload))
    known_card = peers(caseload).get(card.device)
    is_accepted = card.device in accepted_machines(caseload)
    if known_card is None or known_card.public_key != card.public_key or not is_accepted:
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
    latest_possible = caseload.clock().date() + CLOCKS_DIFFER
    if on > latest_possible:
        raise UserError(
            text(
                "The day of the status file, {day}, has not come yet: the clock of its machine is wrong. Ask"
                " for a new status file once the clock is right.",
                day=long_date(on),
            )
        )
    newest = last_status_day(caseload.db, card.device)
    if newest and on < newest <= latest_possible:
        raise UserError(
            text(
                "This machine has told of a later day already ({day}). Ask for a new status file.",
                day=long_date(newest),
            )
        )
    statuses = [status for status in statuses if not is_erased(caseload, status.candidate)]
    with caseload.together():
        keep_status(caseload.db, card.device, on, [replace(status, sentences=()) for status in statuses])
        keep_reported(caseload, card.device, statuses)
        if centre:
            merge_bundle(caseload, _as_signed(centre, on), have=set())
    return card, len(statuses)


def _as_signed(centre: Bundle, on: date) -> Bundle:
    """Return what the centre shares without what the part of a status file says of itself.

    Only its chains and cards are signed: anyone with the file could write the rest again. The day is the
    status's own.
    """
    created = datetime.combine(on, time(), tzinfo=UTC).isoformat()
    return replace(centre, meta={**centre.meta, "created": created, "erased": [], "program": ""})
