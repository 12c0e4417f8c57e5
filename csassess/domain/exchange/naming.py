"""Whose name may be in a received record: one rule for each field that names a person.

Who wrote an entry is known from the key that signed its chain. `docs/trust.md` prints this table.
"""

from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.records.kinds import KINDS, RecordKind, Stream


class Naming(StrEnum):
    """Whose name may be in a field of a received record.

    AUTHOR is the id of the person whose word it is, RECORDER the id of the person who recorded what happened.
    NAME is the name under which either is printed. LINE is a signature's: the person of the line that is
    signed. ANYBODY is a person whom something concerns or is addressed to, or who said it outside the
    program.
    """

    AUTHOR = "author"
    RECORDER = "recorder"
    NAME = "name"
    LINE = "line"
    ANYBODY = "anybody"

    @property
    def words(self) -> str:
        """Whose name it may be, in words."""
        return {
            Naming.AUTHOR: text("the author’s, or the verifier’s on a sheet that an assessor typed in"),
            Naming.RECORDER: text("the author’s, or the one that stood there before"),
            Naming.NAME: text("no other person’s who is accepted or works here"),
            Naming.LINE: text("that of the person who signs this line"),
            Naming.ANYBODY: text("anybody’s"),
        }[self]


_ANYBODY = (
    ("attachment", "name"),
    ("candidate", "name"),
    ("centre", "name"),
    ("claim", "released_by"),
    ("cover", "of"),
    ("cover", "of_name"),
    ("cover", "to"),
    ("cover", "to_name"),
    ("data-request", "asked_by"),
    ("evidence", "seen_by"),
    ("form-approval", "by"),
    ("hand-over", "to"),
    ("prior-learning", "awarded_by"),
    ("signed-sheet", "filled_by"),
    ("staff-member", "name"),
    ("testimony", "typed_by"),
    ("verifier-talk", "whom"),
    ("witness", "name"),
)
_WORDS = (
    "action",
    "action-answer",
    "action-closing",
    "action-withdrawal",
    "addendum",
    "agreement",
    "answer",
    "confirmation",
    "decision",
    "judgement",
    "needed",
    "not-sampled",
    "sample",
    "sample-reading",
    "verifier-talk",
)
_RECORDED = (
    "case",
    "claim",
    "contact",
    "cover",
    "hand-over",
    "hold",
    "induction",
    "learning-break",
    "planned-sample",
    "progress-review",
    "unit-plan",
)
_NAMES = (
    "action",
    "action-answer",
    "action-closing",
    "action-withdrawal",
    "needed",
    "sample",
    "sample-reading",
    "sample-signature",
    "verifier-talk",
)
_SIGNED = ("signature", "unit-signature")

NAMING: dict[tuple[str, str], Naming] = {
    **{(kind, "by"): Naming.AUTHOR for kind in _WORDS},
    **{(kind, "by"): Naming.RECORDER for kind in _RECORDED},
    ("cover", "ended_by"): Naming.RECORDER,
    **{(kind, "name"): Naming.NAME for kind in _NAMES},
    ("taken-out", "by"): Naming.NAME,
    **{(kind, field): Naming.LINE for kind in _SIGNED for field in ("name", "person")},
    ("authenticity", "name"): Naming.LINE,
    **dict.fromkeys(_ANYBODY, Naming.ANYBODY),
}
"""The rule for each field that names a person, by kind of record."""

_NAMING_FIELDS = ("by", "name", "person", "to", "whom")


def naming_fields(kind: RecordKind) -> list[str]:
    """Return the fields of a kind that name a person, judging by the field names."""
    return [
        name
        for name, field in kind.fields.items()
        if field.type is str and (name in _NAMING_FIELDS or name.endswith(("_by", "_name")))
    ]


def naming(entity: str, field: str) -> Naming | None:
    """Return whose name may be in a field, or None if it names no person."""
    return NAMING.get((entity, field))


def kinds_that_travel() -> list[RecordKind]:
    """Return the kinds of record that a file may hold."""
    return [kind for kind in KINDS.values() if kind.stream is not Stream.CASELOAD]
