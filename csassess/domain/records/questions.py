"""The questions of the centre's own bank, by the knowledge criterion they ask about."""

from dataclasses import dataclass

from csassess.domain.records.declaration import Id, Label, Prose, caseload_record


@caseload_record("bank-question")
@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of the centre, and the knowledge criterion of a unit that its answer can show."""

    id: Id
    unit: Label
    criterion: Label
    words: Prose
