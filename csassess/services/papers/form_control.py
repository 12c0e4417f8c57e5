"""The centre's control of its forms: approval of versions, and the logo."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.record.centre import centre_records
from csassess.data.storage.pictures import take_in
from csassess.domain.errors import MissingError, UserError
from csassess.domain.programme.kept import kept_by
from csassess.domain.records.form_control import FormApproval
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.user_actions import UserAction
from csassess.services.access.caseloads import centre_of, change_centre

VERSION = "1"


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


_USED_WITH: dict[str, Keeping] = {
    "IND": Keeping.INDUCTION,
    "ASP": Keeping.UNIT_PLANS,
    "PRV": Keeping.REVIEWS,
    "AUT": Keeping.AUTHENTICITY,
    "CLM": Keeping.CLAIMS,
    "ACL": Keeping.LOGS,
}
"""The forms that a centre uses only once it keeps something."""


def forms_used(caseload: Caseload) -> tuple[tuple[str, str], ...]:
    """Return the forms that the centre uses, as (identifier, title), and those that were approved."""
    kept = kept_by(centre_of(caseload))
    approved = {approval.id.partition(" ")[0] for approval in approvals(caseload)}
    unused = {form for form, keeping in _USED_WITH.items() if keeping not in kept}
    unused |= set() if kept else {"PRG"}
    return tuple((form, title) for form, title in forms() if form not in unused or form in approved)


def approvals(caseload: Caseload) -> list[FormApproval]:
    """Return the approvals on record."""
    return centre_records(caseload, FormApproval)


def approve(caseload: Caseload, form: str, by: str, on: date) -> FormApproval:
    """Record that the present version of a form was approved.

    Raises UserError if `by` is blank or the day is in the future.
    """
    if not by.strip():
        raise MissingError(text("who approved the form"), "by")
    if on > caseload.clock().date():
        raise UserError(text("Choose the day on which it was approved."))
    approval = FormApproval(f"{form} {VERSION}", by.strip(), on)
    caseload.save(CENTRE_STREAM, UserAction.FORM_APPROVE, approval)
    return approval


def set_logo(caseload: Caseload, content: bytes) -> None:
    """Set the logo on the centre's papers.

    Raises UserError if the content is not a picture.
    """
    picture = take_in(content)
    caseload.attached.put(picture.jpeg, picture.thumbnail)
    change_centre(caseload, replace(centre_of(caseload), logo=picture.sha256))
