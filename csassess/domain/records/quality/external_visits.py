"""Visits of the external verifier: the report, and the actions that the centre answers."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from csassess.domain.records.declaration import Id, Label, Line, Prose, StoredFile, caseload_record


@caseload_record("external-visit")
@dataclass(frozen=True, slots=True)
class ExternalVisit:
    """A visit of the external verifier of an awarding body, with the report in words or as a file.

    `sha256` names the stored file of the report.
    """

    id: Id
    on: date
    name: Line
    body: Line = ""
    report: Prose = ""
    sha256: Annotated[str, StoredFile("files")] = ""
    media_type: Label = ""


@caseload_record("external-action")
@dataclass(frozen=True, slots=True)
class ExternalAction:
    """What the external verifier asks of the centre; `done` is the day it was done, `how` what was done."""

    id: Id
    visit: Label
    what: Prose
    due: date | None = None
    done: date | None = None
    how: Prose = ""
