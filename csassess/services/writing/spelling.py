"""Spelling of what people write: British English, the words of this caseload, and its names.

Nothing leaves the machine. What is marked is only a hint: no text is changed by itself.
"""

import json
from functools import cache
from io import StringIO
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.domain.records.people import Candidate, Employment
from csassess.domain.records.visits import Visit
from csassess.resources import resource_folder
from csassess.services.access.caseloads import people
from csassess.services.writing.speller import WORD

_OWN_WORDS, _IS_OFF = "own-words", "spelling-off"
_MOST_OWN_WORDS = 5_000


@cache
def load_dictionary() -> Any:
    """Read the dictionary; takes about half a second the first time, so run it in the background."""
    from spylls.hunspell import Dictionary, readers
    from spylls.hunspell.readers.file_reader import BaseReader

    class Reader(BaseReader):  # type: ignore[misc]  # spylls' own leaves its files open
        """Reads text that is in memory and decoded already."""

        def reset_encoding(self, _: str) -> None:
            """Keep the text as it is."""

    folder = resource_folder() / "dictionaries" / "en_GB"
    rules, words = (
        Reader(StringIO((folder / name).read_text(encoding="utf-8"))) for name in ("en_GB.aff", "en_GB.dic")
    )
    affixes, context = readers.read_aff(rules)
    return Dictionary(affixes, readers.read_dic(words, aff=affixes, context=context))


def known_words(caseload: Caseload) -> set[str]:
    """Return the words added here and those of the names in the caseload: people, employers and places."""
    names = [
        *(candidate.name for candidate in caseload.all(Candidate)),
        *(person.name for person in people(caseload).values()),
        *(part for job in caseload.all(Employment) for part in (job.employer, job.job)),
        *(visit.place for visit in caseload.all(Visit)),
    ]
    return {word for name in names for word in WORD.findall(name)} | set(own_words(caseload))


def own_words(caseload: Caseload) -> list[str]:
    """Return the words that were added on this machine."""
    return [str(word) for word in json.loads(caseload.local.get(_OWN_WORDS) or "[]")]


def add_own_word(caseload: Caseload, word: str) -> None:
    """Take a word as right in this caseload, on this machine.

    Raises UserError if there are too many.
    """
    words = own_words(caseload)
    if len(words) >= _MOST_OWN_WORDS:
        raise UserError(text("The word list is full. Ask for help if so many words are marked wrongly."))
    if word not in words:
        caseload.local.set(_OWN_WORDS, json.dumps([*words, word]))


def is_marked(caseload: Caseload) -> bool:
    """Return whether spelling is marked on this machine."""
    return caseload.local.get(_IS_OFF) != "yes"


def set_marked(caseload: Caseload, *, marked: bool) -> None:
    """Mark spelling on this machine from now on, or no longer."""
    caseload.local.set(_IS_OFF, "no" if marked else "yes")
