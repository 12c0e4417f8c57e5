"""Where in the window someone is: enough to come back to."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class Page(StrEnum):
    """The pages of the window."""

    TODAY = "today"
    CANDIDATES = "candidates"
    PORTFOLIO = "portfolio"
    EVIDENCE = "evidence"
    MATRIX = "matrix"
    FORMS = "forms"
    QUESTIONS = "questions"
    CAMERA = "camera"
    PICTURE = "picture"
    FINISH = "finish"
    HISTORY = "history"
    APPROVALS = "approvals"
    EXCHANGE = "exchange"
    VERIFICATION = "verification"
    SAMPLE = "sample"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Location:
    """A page, and what it shows."""

    page: Page = Page.TODAY
    candidate: str = ""
    item: str = ""
    note: str = ""
    unit: str = ""
    form: str = ""


def location_from(kept: Mapping[str, Any]) -> Location:
    """Return the place that was kept; Today where it cannot be read."""
    known = {field.name: str(kept[field.name]) for field in fields(Location) if field.name in kept}
    try:
        return Location(**{**known, "page": Page(known.get("page", Page.TODAY))})  # type: ignore[arg-type]  # the page is made one here
    except ValueError:
        return Location()
