"""Phrases the assessor keeps to write notes with."""

from dataclasses import dataclass

from csassess.domain.records.declaration import Id, Prose, caseload_record


@caseload_record("phrase")
@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of wording to put into a note."""

    id: Id
    words: Prose
