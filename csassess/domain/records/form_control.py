"""Controlled forms: identifier, version, and when and by whom it was approved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.records.declaration import Label, centre_record


@centre_record("form-approval")
@dataclass(frozen=True, slots=True)
class FormApproval:
    """The approval of one version of a form.

    Its id is "form version", so that a version is approved once.
    """

    id: Label
    by: Label
    on: date


def approval_in_words(form: str, version: str, approvals: Iterable[FormApproval]) -> str:
    """Return when and by whom a form's version was approved, or that it was not yet."""
    found = next((approval for approval in approvals if approval.id == f"{form} {version}"), None)
    if found is None:
        return text("not yet approved")
    return text("approved by {by}, {day}", by=found.by, day=long_date(found.on))
