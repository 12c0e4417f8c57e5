"""The certificate of erasure.

It states that a portfolio was erased, but not whose it was.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.records.retention import Erasure
from csassess.forms.content import Heading, Paper, SignatureLine, Signing, Words
from csassess.services.access.caseloads import centre_of
from csassess.services.papers.centre import centre_facts
from csassess.services.papers.common import Facts, paper
from csassess.services.retention import held


def certificate(caseload: Caseload, stub: Erasure, missed: Sequence[Path] = ()) -> Paper:
    """Return the certificate of an erasure.

    It is dated on the day on which the held copy ends, and says so until then. `missed` are the backup
    folders that could not be reached at the time.
    """
    ends, is_held = held.end_of_copy(caseload, stub)
    facts = (
        *centre_facts(caseload)[:2],
        (text("Certificate"), stub.certificate),
        (text("Dated"), long_date(ends or stub.on)),
        (text("Erased on"), _erased_words(stub, ends, is_held=is_held)),
        (text("Erased by"), stub.by),
        *_second_person(stub),
        (text("Reason"), stub.reason),
        *([(text("No copy is held"), stub.no_copy_because)] if stub.no_copy_because else []),
        (text("Entries erased"), str(stub.entries)),
        (text("Files erased"), str(stub.files)),
        (text("Code of the record"), stub.id),
    )
    reached = text(
        "It was taken out of the caseload, its search index, photographs and every backup that could be"
        " reached."
    )
    remainder = text(
        "These backups could not be reached and are cleaned when they next can: {places}. Until then the"
        " record is still in them.",
        places=", ".join(str(place) for place in missed),
    )
    return paper(
        caseload,
        "CER",
        text("Certificate of erasure"),
        centre_of(caseload).name,
        facts,
        Heading(text("What was done")),
        Words(reached),
        *([Words(remainder)] if missed else []),
        *([Words(_held_words(ends))] if is_held and ends else []),
        Words(
            text(
                "Files that were sent to others are not reached by this. Whoever receives the next file from"
                " here is told and asked."
            )
        ),
        Signing(
            text("I confirm that this record was erased."), (SignatureLine(text("Signature for the centre")),)
        ),
    )


def erased_words(caseload: Caseload, stub: Erasure) -> str:
    """Return the day of an erasure, with that on which its held copy ends or ended."""
    ends, is_held = held.end_of_copy(caseload, stub)
    return _erased_words(stub, ends, is_held=is_held)


def _erased_words(stub: Erasure, ends: date | None, *, is_held: bool) -> str:
    """Return the day of erasure, with that on which the held copy ends or ended."""
    if ends is None:
        return long_date(stub.on)
    if is_held:
        return text("{day}; held copy ends on {end}", day=long_date(stub.on), end=long_date(ends))
    return text("{day}; held copy ended on {end}", day=long_date(stub.on), end=long_date(ends))


def _held_words(ends: date) -> str:
    return text(
        "One copy, encrypted under a key of its own, is held on the machine that erased the record until"
        " {end}. Until then the record can be restored from it. This certificate is dated on that day.",
        end=long_date(ends),
    )


def _second_person(stub: Erasure) -> Facts:
    """Return who agreed to an erasure before the end of the retention period, and when that would end."""
    if not stub.second:
        return ()
    early = (
        text("not over before {day}", day=long_date(stub.kept_until))
        if stub.kept_until
        else text("not begun")
    )
    return (text("Second person"), stub.second), (text("Retention period"), early)
