"""The sample centre's lists: staff, approved forms, units of qualifications, and handwriting."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from math import cos, pi, sin
from random import Random
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.controlled_forms import forms
from csassess.domain.records.people import AssessorStatus, Qualification
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.user_actions import UserAction
from csassess.resources import resource_folder, unit_specs_folder
from csassess.services.candidates import staff
from csassess.services.papers import form_control
from csassess.services.qualifications import caseload_qualifications

Strokes = tuple[tuple[int, ...], ...]

_LEFT, _BASE = 60, 150  # in thousandths of the width of the field
_POINTS = 8  # of the loop of each letter
_KEPT_UP_TO_DATE = ("certificates", "cpd", "conflict_of_interest", "competent_in")


def sample_content() -> dict[str, Any]:
    """Return the people, visits and notes of the sample caseload."""
    return _content("caseload")


def centre_content() -> dict[str, Any]:
    """Return the people and words of the sample centre."""
    return _content("centre")


def team_content() -> dict[str, Any]:
    """Return what happens in a month of the whole sample centre."""
    return _content("team")


def returned_content() -> dict[str, Any]:
    """Return the forms that are given out and come back."""
    return _content("returned")


def _content(name: str) -> dict[str, Any]:
    path = resource_folder() / "sample" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def keep_lists(caseload: Caseload) -> None:
    """Enter the staff who are in post by now and are not listed yet, and the approvals of forms."""
    content, today = centre_content(), caseload.clock().date()
    has_begun = today >= content["begun"]
    listed = {member.name for member in staff.staff_list(caseload)}
    for member in content["staff"]:
        if member["name"] not in listed and member["since"] <= today:
            staff.keep_member(caseload, _member(member, has_begun=has_begun))
    if not form_control.approvals(caseload):
        for form, _ in forms():
            form_control.approve(caseload, form, **content["approved"])


def _member(content: Mapping[str, Any], *, has_begun: bool) -> StaffMember:
    """Return an entry of the staff list; what is kept up to date in it is known once the sample begins."""
    status = AssessorStatus(content["status"]) if "status" in content else None
    names = {field.name for field in fields(StaffMember)} - {"status"}
    known = {name: value for name, value in content.items() if name in names}
    if not has_begun:
        known = {name: value for name, value in known.items() if name not in _KEPT_UP_TO_DATE}
    known["competent_in"] = tuple(known.get("competent_in", ()))
    return StaffMember("", **known, status=status, specimen=handwriting(content["name"]))


def bring_staff_up_to_date(caseload: Caseload) -> None:
    """Add to the staff list what everyone did since the sample began."""
    since_then = {each["name"]: each.get("since_then", "") for each in centre_content()["staff"]}
    for member in staff.staff_list(caseload):
        if since_then[member.name]:
            staff.keep_member(caseload, replace(member, cpd=f"{member.cpd} {since_then[member.name]}"))


def state_units(caseload: Caseload) -> None:
    """State the units of the qualifications for which candidates here are registered."""
    units = {each["title"]: tuple(each["units"]) for each in sample_content()["qualifications"]}
    for qualification in caseload.all(Qualification, CASELOAD_STREAM):
        if not qualification.units and qualification.title in units:
            stated = replace(qualification, units=units[qualification.title])
            caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_ADD, stated)


def qualification_brought_in(caseload: Caseload, name: str) -> str:
    """Bring in and approve an invented qualification of the sample; return its digest, "" without a name."""
    if not name:
        return ""
    path = unit_specs_folder() / "qualifications" / f"{name}.toml"
    version = caseload_qualifications.add(caseload, path).version
    caseload_qualifications.approve(caseload, version.id, "Hannah Cole", text("lead verifier"))
    return version.digest


def handwriting(name: str) -> Strokes:
    """Return a signature in a hand of its own for each name; always the same for one name."""
    hand = Random(name)
    lean, width = hand.uniform(-0.2, 0.7), hand.uniform(14, 24)
    loop, height = hand.uniform(6, 16), hand.uniform(16, 30)
    strokes, x = [], float(_LEFT)
    for word in name.split():
        points: list[int] = []
        for number, letter in enumerate(word):
            tall = 2.6 if number == 0 else 1.8 if letter in "bdfhklt" else hand.uniform(0.6, 1.0)
            for step in range(_POINTS):
                angle = 2 * pi * step / _POINTS
                rise = height * tall * (1 - cos(angle)) / 2
                points += [round(x + lean * rise + loop * sin(angle)), round(_BASE - rise)]
                x += width / _POINTS
        strokes.append((*points, round(x + width), _BASE))
        x += width
    strokes.append((_LEFT + hand.randint(0, 60), _BASE + hand.randint(14, 30), round(x), _BASE + 4))
    return tuple(strokes)
