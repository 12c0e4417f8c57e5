"""The fields of a candidate that a list may have, and the columns that hold them."""

import re
from collections.abc import Mapping, Sequence

_HEADS: dict[str, tuple[str, ...]] = {
    "name": ("name", "candidate", "candidate name", "learner", "learner name", "full name", "student"),
    "first_name": (
        "first name",
        "first names",
        "forename",
        "forenames",
        "given name",
        "given names",
        "firstname",
        "christian name",
        "learner first name",
        "candidate first name",
        "first",
    ),
    "middle_name": ("middle name", "middle names", "other names", "middlename"),
    "surname": (
        "surname",
        "last name",
        "family name",
        "lastname",
        "second name",
        "learner surname",
        "candidate surname",
        "learner last name",
        "last",
    ),
    "number": (
        "number",
        "candidate number",
        "candidate no",
        "learner number",
        "candidate id",
        "candidate ref",
    ),
    "employer": ("employer", "company", "workplace", "employer name"),
    "job": ("job", "job title", "role", "position"),
    "setting": ("setting",),
    "sector": ("sector",),
    "qualification": ("qualification", "award", "course", "qualification title"),
    "registration": ("registration", "registration number", "registration no"),
    "registered": ("registered", "registered on", "registration date", "date registered"),
    "units": ("units", "unit"),
    "uln": (
        "uln",
        "uln number",
        "unique learner number",
        "unique learner no",
        "learner uln",
        "learner number uln",
        "uln no",
    ),
    "scn": ("scn", "scottish candidate number", "scottish candidate no", "scn number"),
    "born": ("date of birth", "dob", "d o b", "birth date", "birthdate", "born", "birthday"),
    "planned_end": (
        "planned end",
        "planned end date",
        "expected end date",
        "expected end",
        "planned completion",
        "planned completion date",
        "expected completion date",
        "target end date",
        "ped",
    ),
    "expires": (
        "registration expires",
        "registration expiry",
        "registration expiry date",
        "registration end date",
        "reg expiry",
        "expiry date",
        "expiry",
        "expires",
        "valid until",
    ),
    "phone": ("phone", "telephone", "mobile", "tel", "phone number", "telephone number", "mobile number"),
    "email": ("email", "e mail", "email address", "e mail address", "learner email", "candidate email"),
    "employer_phone": ("employer phone", "employer telephone", "employer tel", "company phone", "work phone"),
    "employer_email": ("employer email", "employer e mail", "company email", "employer email address"),
}
FIELDS = tuple(_HEADS)
PARTS_OF_NAME = ("first_name", "middle_name", "surname")
DETAILS = FIELDS[FIELDS.index("uln") :]
"""The fields that only some centres keep."""
DAYS = ("registered", "born", "planned_end", "expires")


def recognised(heads: Sequence[str], repeated: Sequence[str] = ()) -> dict[str, str]:
    """Return the column of each field whose head is a usual one. Of several with one head, none is chosen.

    Beside a surname alone, a column called Name holds the first name.
    """
    by_spelling = {_spelling(head): head for head in reversed(heads)}
    columns = {
        name: by_spelling[alias]
        for name, aliases in _HEADS.items()
        for alias in reversed(aliases)
        if alias in by_spelling and alias not in {_spelling(head) for head in repeated}
    }
    if {"name", "surname"} <= columns.keys() and "first_name" not in columns:
        columns["first_name"] = columns.pop("name")
    if "name" in columns:
        columns = {name: head for name, head in columns.items() if name not in PARTS_OF_NAME}
    return columns


def has_name(columns: Mapping[str, str]) -> bool:
    """Return whether columns give a name: whole, or by first name or surname."""
    return any(columns.get(name) for name in ("name", *PARTS_OF_NAME))


def whole_name(values: Mapping[str, str]) -> str:
    """Return a candidate's name from one column or, if that is empty, from its parts in their order."""
    parts = (values.get(part, "") for part in PARTS_OF_NAME)
    return values.get("name", "") or " ".join(part for part in parts if part)


def _spelling(head: str) -> str:
    """Return a head without case and marks: “E-mail_Address” and “e mail address” are one."""
    return " ".join(re.sub(r"['’]s?\b|[^\w]|_", " ", head.casefold().replace("(s)", "s")).split())
