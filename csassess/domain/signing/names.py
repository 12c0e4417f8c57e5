"""The names on record of the people who sign."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from csassess.domain.verification.sampling import plain_name


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A person of the record with the names on record of them, the present one first."""

    id: str
    names: tuple[str, ...]

    def is_called(self, name: str) -> bool:
        """Return whether a name is one of theirs; case and spacing are ignored."""
        return plain_name(name) in {plain_name(known) for known in self.names}


def names_in(known_as: str) -> list[str]:
    """Return the names of a list divided by commas."""
    return [name.strip() for name in re.split(r"[,;]", known_as) if name.strip()]


def on_record(person_id: str, *names: str, known_as: Iterable[str] = ()) -> OnRecord:
    """Return a person with their names; one that is there twice is kept once."""
    more = (name for names_given in known_as for name in names_in(names_given))
    by_plain_name = {plain_name(name): name for name in reversed((*names, *more)) if name.strip()}
    return OnRecord(person_id, tuple(reversed(by_plain_name.values())))
