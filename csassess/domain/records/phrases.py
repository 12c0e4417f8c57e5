"""Phrases the assessor keeps to write notes with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of wording to put into a note."""

    id: str
    words: str
