"""Places in the window, to go to and to come back to."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from csassess.services.progress.to_do import ToFinish


class Page(StrEnum):
    """The pages of the window."""

    TODAY = "today"
    CANDIDATES = "candidates"
    PORTFOLIO = "portfolio"
    EVIDENCE = "evidence"
    MATRIX = "matrix"
    FORMS = "forms"
    QUESTIONS = "questions"
    PAIRS = "pairs"
    CAMERA = "camera"
    PICTURE = "picture"
    FINISH = "finish"
    SIGNATURES = "signatures"
    HISTORY = "history"
    ASKED = "asked"
    QUALIFICATION = "qualification"
    COMPOSING = "composing"
    APPROVALS = "approvals"
    EXCHANGE = "exchange"
    VERIFICATION = "verification"
    SAMPLE = "sample"
    CENTRE = "centre"
    UNITS = "units"
    REVIEW = "review"
    VERSIONS = "versions"


@dataclass(frozen=True, slots=True)
class Location:
    """A page, and the record it shows."""

    page: Page = Page.TODAY
    candidate: str = ""
    item: str = ""
    note: str = ""
    unit: str = ""
    form: str = ""


def location_of(task: ToFinish) -> Location:
    """Return where something is finished."""
    page = Page(task.page) if task.page else Page.EVIDENCE if task.item else Page.PORTFOLIO
    return Location(page, task.candidate, task.item, task.note, task.unit, task.form)


def location_from(saved: Mapping[str, Any]) -> Location:
    """Return the saved place, or Today if it cannot be read."""
    values = {field.name: str(saved[field.name]) for field in fields(Location) if field.name in saved}
    try:
        page = Page(values.pop("page", Page.TODAY))
        return Location(page, **values)
    except ValueError:
        return Location()
