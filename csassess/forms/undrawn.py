"""A page in place of a paper that cannot be drawn, so that it never keeps the others from being printed."""

from dataclasses import replace

from csassess import logs
from csassess.catalogue import text
from csassess.forms.content import Identification, Paper, Words


def in_place_of(identification: Identification, error: Exception) -> Paper:
    """Return a paper that says that this one could not be drawn, and name the error in the log.

    The log says which form and which kind of error, and nothing of the record.
    """
    logs.note(f"paper {identification.form} could not be drawn: {type(error).__name__}")
    plain = replace(identification, subject="", letterhead=None)
    words = text(
        "This paper could not be drawn ({kind}). What it shows is safe in the record, and the other papers"
        " are complete. Report this if it happens again.",
        kind=type(error).__name__,
    )
    return Paper(plain, "", (), (Words(words),))
