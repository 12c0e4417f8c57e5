"""Controlled forms: identifier, version, and when and by whom it was approved."""

from dataclasses import dataclass
from datetime import date

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

    @property
    def form(self) -> str:
        """The identifier of the form."""
        return self.id.partition(" ")[0]
