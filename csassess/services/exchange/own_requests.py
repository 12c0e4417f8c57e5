"""What the user's own other machines ask to delete: one notice a day, with one accept."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.names import name_key
from csassess.domain.records.people import Candidate
from csassess.services.exchange import requests
from csassess.services.exchange.requests import Request
from csassess.services.retention import retention

_ANSWERED = "own-requests-answered"  # the day on which the last notice was answered


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that an own machine asks to delete: an erased portfolio, or words and pictures.

    `key` is the portfolio's id for an erasure, otherwise the id of the request.
    """

    key: str
    name: str
    what: str
    request: Request | None = None
    certificate: str = ""


def all_asked(caseload: Caseload) -> list[Asked]:
    """Return all that the user's own other machines ask to delete and that was not answered."""
    names = {candidate.id: candidate.name for candidate in caseload.all(Candidate)}
    erasures = [
        Asked(
            stream,
            names[stream],
            text(
                "Erase the portfolio, as on {day} (certificate {number})",
                day=long_date(date.fromisoformat(stub["on"])),
                number=stub["certificate"],
            ),
            certificate=stub["certificate"],
        )
        for stream, stub in retention.own_erasures(caseload).items()
    ]
    asked = [
        Asked(request.id, request.name, request.what, request)
        for request in requests.pending_requests(caseload)
        if request.is_own_deletion
    ]
    return [*sorted(erasures, key=lambda each: name_key(each.name)), *asked]


def notice(caseload: Caseload) -> list[Asked]:
    """Return what today's notice lists; nothing if one was answered today already."""
    if caseload.local.get(_ANSWERED) == caseload.clock().date().isoformat():
        return []
    return all_asked(caseload)


def accept_notice(caseload: Caseload, keys: tuple[str, ...]) -> tuple[int, list[str], list[Path]]:
    """Delete here what was chosen from the notice; the rest waits for the notice of another day.

    Return the number done, a sentence for each that could not be done, and the backup folders that could
    not be reached.
    """
    done, problems, missed = 0, list[str](), dict[Path, None]()
    chosen = [asked for asked in all_asked(caseload) if asked.key in keys]
    for asked in sorted(chosen, key=lambda asked: asked.request is None):  # words first
        try:
            if asked.request:
                requests.agree(caseload, asked.request)
            else:
                reason = text("Erased on another of my machines.")
                unreached = retention.erase(caseload, asked.key, reason, asked.certificate)[1]
                missed |= dict.fromkeys(unreached)
            done += 1
        except UserError as error:
            problems.append(f"{asked.name}: {error}")
    caseload.local.set(_ANSWERED, caseload.clock().date().isoformat())
    return done, problems, list(missed)
