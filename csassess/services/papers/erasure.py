"""The certificate of erasure.

It states that a portfolio was erased, but not whose it was.
"""

from collections.abc import Sequence
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.records.retention import Erasure
from csassess.forms.content import Heading, Paper, SignatureLine, Signing, Words
from csassess.services.access.caseloads import centre_of
from csassess.services.papers.centre import centre_facts
from csassess.services.papers.common import paper


def certificate(caseload: Caseload, stub: Erasure, missed: Sequence[Path] = ()) -> Paper:
    """Return the certificate of an erasure.

    `missed` are the backup folders that could not be reached at the time.
    """
    facts = (
        *centre_facts(caseload),
        (text("Certificate"), stub.certificate),
        (text("Erased on"), long_date(stub.on)),
        (text("Erased by"), stub.by),
        (text("Reason"), stub.reason),
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
