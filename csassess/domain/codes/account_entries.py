"""Which notes are part of an item's account."""

from csassess.domain.records.evidence import Note, NoteKind


def in_account(note: Note) -> bool:
    """Return whether a note is part of the account yet.

    A moment not written up and a period still running are not.
    """
    return bool(note.text.strip() or note.question.strip()) or (
        note.kind is NoteKind.NOT_OBSERVED and note.until is not None
    )
