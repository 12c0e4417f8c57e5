"""The centre's control of its forms: approval of versions, and the logo."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.record.centre import centre_records
from csassess.data.storage.pictures import take_in
from csassess.domain.controlled_forms import VERSION, forms
from csassess.domain.errors import MissingError, UserError
from csassess.domain.programme.kept import kept_by
from csassess.domain.records.form_control import FormApproval
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.user_actions import UserAction
from csassess.services.access.caseloads import centre_of, change_centre

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
    approved = {approval.form for approval in approvals(caseload)}
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
