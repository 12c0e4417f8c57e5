"""A page in place of a paper that cannot be drawn, so that it never keeps the others from being printed."""

from collections.abc import Callable
from dataclasses import replace

from csassess.catalogue import text
from csassess.forms.content import Identification, Paper, Words


def in_place_of(identification: Identification, error: Exception, note: Callable[[str], object]) -> Paper:
    """Return a paper that says that this one could not be drawn.

    `note` is called with the form and the kind of error, for the log, and with nothing of the record.
    """
    note(f"paper {identification.form} could not be drawn: {type(error).__name__}")
    plain = replace(identification, subject="", letterhead=None)
    words = text(
        "This paper could not be drawn ({kind}). What it shows is safe in the record, and the other papers"
        " are complete. Report this if it happens again.",
        kind=type(error).__name__,
    )
    return Paper(plain, "", (), (Words(words),))
