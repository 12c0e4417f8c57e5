"""The sample centre's lists: staff, approved forms, units of qualifications, and handwriting."""

import tomllib
from dataclasses import replace
from random import Random
from typing import Any

from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.records.people import AssessorStatus, Qualification
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.user_actions import UserAction
from csassess.resources import resource_folder
from csassess.services.candidates import staff
from csassess.services.papers import form_control

Strokes = tuple[tuple[int, ...], ...]

_LEFT, _STEP = 60, 22  # in thousandths of the width of the field
_BASE, _TALL, _SMALL = 150, 60, 130


def sample_content() -> dict[str, Any]:
    """Return the people, visits and notes of the sample caseload."""
    return _content("caseload")


def centre_content() -> dict[str, Any]:
    """Return the people and words of the sample centre."""
    return _content("centre")


def _content(name: str) -> dict[str, Any]:
    path = resource_folder() / "sample" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def keep_lists(caseload: Caseload) -> None:
    """Enter the centre's staff and the approvals of its forms."""
    content = centre_content()
    for member in content["staff"]:
        status = AssessorStatus(member["status"]) if "status" in member else None
        specimen = handwriting(member["name"])
        staff.keep_member(caseload, StaffMember("", **{**member, "status": status}, specimen=specimen))
    for form, _ in form_control.forms():
        form_control.approve(caseload, form, **content["approved"])


def state_units(caseload: Caseload) -> None:
    """State the units of the qualifications for which candidates here are registered."""
    units = {each["title"]: tuple(each["units"]) for each in sample_content()["qualifications"]}
    for qualification in caseload.all(Qualification, CASELOAD_STREAM):
        if not qualification.units:
            stated = replace(qualification, units=units[qualification.title])
            caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_ADD, stated)


def handwriting(name: str) -> Strokes:
    """Return a signature in a hand of its own for each name; always the same for one name."""
    hand = Random(name)
    lean, height = hand.randint(-6, 14), hand.uniform(0.7, 1.1)
    strokes, x = [], _LEFT
    for word in name.split():
        points: list[int] = []
        for number, letter in enumerate(word):
            top = _TALL if number == 0 or letter in "bdfhklt" else _SMALL
            rise = round((_BASE - top) * height)
            points += [x, _BASE + hand.randint(-6, 6), x + lean + _STEP // 2, _BASE - rise]
            x += hand.randint(_STEP - 6, _STEP + 8)
        strokes.append((*points, x, _BASE))
        x += _STEP
    flourish = hand.randint(8, 40)
    strokes.append((_LEFT + flourish, _BASE + 24, x, _BASE + hand.randint(4, 34)))
    return tuple(strokes)
