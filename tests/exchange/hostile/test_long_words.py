"""Words that arrive may be very long: what is asked of them takes time that grows with their length only."""

import pytest

from csassess.domain import names
from csassess.domain.asking.sentences import sentences
from csassess.domain.personal_data import personal_data
from csassess.domain.units.correspondences import plain_wording
from csassess.domain.units.row_labels import label_before

LENGTH = 1_000_000  # characters: with its square each of these would take minutes
REPEATED = [
    "w",
    "é",
    "1",
    "W",
    ".",
    "-",
    "'",
    " ",
    "\n",
    "a ",
    "a-",
    "1.",
    "1-",
    "a.",
    ".\n",
    "a@",
    "a'",
    "+",
]
ASKED = {
    "as a search compares them": names.folded,
    "as an index holds them": names.indexed,
    "for what was typed": lambda words: names.holds(words, "a b"),
    "about a place": lambda words: names.excerpt(words, "anne"),
    "in the order of names": names.name_key,
    "by their sentences": lambda words: list(sentences(words)),
    "for personal data": personal_data,
    "without their end": plain_wording,
    "for a label": label_before,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("asked", ASKED)
def test_words_that_repeat_one_thing_a_million_times_are_read(asked):
    for repeated in REPEATED:
        ASKED[asked](repeated * (LENGTH // len(repeated)) + "\0")
