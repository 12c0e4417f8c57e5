"""The controlled forms of a centre: their identifiers, titles and version, and what is approved."""

from collections.abc import Iterable

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.records.form_control import FormApproval

VERSION = "1"
"""The version of every form that the program prints."""


def forms() -> tuple[tuple[str, str], ...]:
    """Return every form as (identifier, title)."""
    return (
        ("CRF", text("Candidate recording form")),
        ("OBR", text("Record of an item")),
        ("CPY", text("Copy for the candidate")),
        ("FBC", text("Feedback to the candidate")),
        ("VPL", text("Visit plan")),
        ("VSH", text("Visit sheet")),
        ("ERC", text("Check of evidence requirements")),
        ("UND", text("Unit declaration")),
        ("EVI", text("Evidence index")),
        ("CAR", text("Cumulative assessment record")),
        ("WSL", text("Witness status list")),
        ("VSR", text("Verification sampling record")),
        ("WTF", text("Witness testimony to fill in")),
        ("CST", text("Candidate’s statement to fill in")),
        ("VSF", text("Verification sampling record to fill in")),
        ("FAK", text("Feedback to the assessor to acknowledge")),
        ("VOI", text("Observation or interview by the internal verifier")),
        ("PFL", text("Portfolio")),
        ("STL", text("Staff list")),
        ("FAP", text("Approval of forms")),
        ("REG", text("Registrations, claims and certificates")),
        ("SPL", text("Sampling plan")),
        ("STD", text("Standardisation")),
        ("STK", text("Standardisation pack")),
        ("EVV", text("Visits of the external verifier")),
        ("RVL", text("Review list")),
        ("LOS", text("Loss sheet")),
        ("CER", text("Certificate of erasure")),
        ("DSR", text("A candidate’s data")),
        ("WEA", text("What an external verifier would ask")),
        ("EVP", text("Record for the external verifier")),
        ("IND", text("Induction")),
        ("ASP", text("Assessment plan")),
        ("PRV", text("Progress review")),
        ("AUT", text("Declaration of authenticity")),
        ("RPL", text("Recognition of prior learning")),
        ("PRG", text("What the centre keeps of the candidate")),
        ("CHS", text("Signatures to collect")),
        ("CLM", text("Claims")),
        ("ACL", text("Appeals, complaints and reasonable adjustments")),
    )


def approval_of(form: str, approvals: Iterable[FormApproval]) -> FormApproval | None:
    """Return the approval of the version of a form that the program prints, or None."""
    return next((approval for approval in approvals if approval.id == f"{form} {VERSION}"), None)


def approval_in_words(form: str, approvals: Iterable[FormApproval]) -> str:
    """Return when and by whom a form was approved, or that it was not yet."""
    found = approval_of(form, approvals)
    if found is None:
        return text("not yet approved")
    return text("approved by {by}, {day}", by=found.by, day=long_date(found.on))
