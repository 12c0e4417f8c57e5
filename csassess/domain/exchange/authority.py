"""The authority table: what an entry in a received file may do, by its kind and by who wrote it.

Who wrote an entry is known from the key that signed its chain, never from a name or an id in the data.
`docs/trust.md` prints this table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.roles import Role


class Writer(StrEnum):
    """Who wrote an entry, as this caseload knows them.

    IN_ROLE is a person accepted here whose role may write the record. An accepted person in another
    role is OTHER. UNKNOWN_HERE is OTHER in a portfolio that no accepted person assesses.
    """

    OWN = "own"
    IN_ROLE = "in-role"
    OFFICE = "office"
    OTHER = "other"
    UNKNOWN_HERE = "unknown-here"

    @property
    def words(self) -> str:
        """The writer in words."""
        return {
            Writer.OWN: text("another machine of the person who works here"),
            Writer.IN_ROLE: text("a person accepted here, in the role that the entry needs"),
            Writer.OFFICE: text("the centre’s office, accepted here"),
            Writer.OTHER: text("anybody else"),
            Writer.UNKNOWN_HERE: text("anybody else, in a portfolio that no accepted person assesses"),
        }[self]


class Effect(StrEnum):
    """What an entry in a received file does."""

    COUNTS = "counts"
    NOT_CONFIRMED = "not-confirmed"
    ASKED = "asked"
    QUARANTINED = "quarantined"
    REFUSED = "refused"

    @property
    def words(self) -> str:
        """The effect in words."""
        return {
            Effect.COUNTS: text("counts"),
            Effect.NOT_CONFIRMED: text("can be read; counts once the person is accepted"),
            Effect.ASKED: text("counts once a person here has agreed to it"),
            Effect.QUARANTINED: text("set aside, without effect"),
            Effect.REFUSED: text("the file is refused"),
        }[self]


class Act(StrEnum):
    """What an entry does to records of a kind.

    DESTROY removes words or pictures that are here, for good. REPLACE sets another wording of a unit, or
    changes or lifts another person's hold.
    """

    WRITE = "write"
    DESTROY = "destroy"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Authority:
    """One row of the table: the effect of an act, by who wrote it."""

    own: Effect
    in_role: Effect
    other: Effect = Effect.QUARANTINED
    unknown_here: Effect = Effect.QUARANTINED

    def of(self, writer: Writer) -> Effect:
        """Return the effect of the act if a writer did it; the office is a person in the role `centre`."""
        return {
            Writer.OWN: self.own,
            Writer.IN_ROLE: self.in_role,
            Writer.OFFICE: self.in_role,
            Writer.OTHER: self.other,
            Writer.UNKNOWN_HERE: self.unknown_here,
        }[writer]


ACCOUNT = frozenset(
    {
        "attachment",
        "candidate",
        "cover",
        "case",
        "claim",
        "contact",
        "customer",
        "data-request",
        "employment",
        "enrolment",
        "evidence",
        "feedback",
        "hand-over",
        "hold",
        "induction",
        "learning-break",
        "milestone",
        "note",
        "photograph",
        "plan",
        "prior-learning",
        "progress-review",
        "reference",
        "registration",
        "signed-sheet",
        "taken-out",
        "testimony",
        "to-candidate",
        "unit-plan",
        "visit",
        "witness",
    }
)
"""Kinds of record that say what happened."""

JUDGEMENTS = frozenset(
    {
        "action",
        "action-answer",
        "action-closing",
        "action-withdrawal",
        "addendum",
        "answer",
        "authenticity",
        "confirmation",
        "decision",
        "judgement",
        "looked-at",
        "needed",
        "not-sampled",
        "sample",
        "sample-reading",
        "sample-signature",
        "signature",
        "unit-signature",
        "verifier-talk",
    }
)
"""Kinds of record that are a person's word: they count only if that person is accepted."""

_SAID = Authority(Effect.COUNTS, Effect.COUNTS, unknown_here=Effect.NOT_CONFIRMED)
_HIDES = Authority(Effect.COUNTS, Effect.ASKED)
_DESTROYS = Authority(Effect.ASKED, Effect.ASKED)
_CENTRES = Authority(Effect.COUNTS, Effect.COUNTS)  # the role that it needs: the centre's lead verifier
_REFUSED = Authority(Effect.REFUSED, Effect.REFUSED, Effect.REFUSED, Effect.REFUSED)

_TABLE: dict[tuple[str, Act], Authority] = {
    **{(kind, Act.WRITE): _SAID for kind in sorted(ACCOUNT | JUDGEMENTS)},
    ("joined", Act.WRITE): _HIDES,
    **{(name, Act.WRITE): _CENTRES for name, kind in KINDS.items() if kind.stream is Stream.CENTRE},
    ("agreement", Act.WRITE): _SAID,  # it holds on its author's machines only
    ("taken-out", Act.DESTROY): _DESTROYS,
    ("photograph", Act.DESTROY): _DESTROYS,
    ("candidate", Act.DESTROY): _DESTROYS,
    ("enrolment", Act.REPLACE): _DESTROYS,
    ("hold", Act.REPLACE): _DESTROYS,
    **{(name, Act.WRITE): _REFUSED for name, kind in KINDS.items() if kind.stream is Stream.CASELOAD},
}


def authority(entity: str, act: Act) -> Authority:
    """Return the row of the table for an act on records of a kind; raises KeyError if there is none."""
    return _TABLE[entity, act]


def effect(entity: str, act: Act, writer: Writer) -> Effect:
    """Return the effect of an act by a writer; the office writes only what the centre keeps."""
    row = authority(entity, act)
    if writer is Writer.OFFICE and Role.CENTRE not in KINDS[entity].writers and row is not _REFUSED:
        return row.other
    return row.of(writer)


def rows() -> Iterator[tuple[str, Act]]:
    """Yield the kinds and acts of the table, in its order."""
    yield from _TABLE
