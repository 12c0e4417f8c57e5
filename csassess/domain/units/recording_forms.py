"""The recording form of a unit: its source's own, or one laid out in the same way."""

from math import ceil

from csassess.catalogue import text
from csassess.domain.units.units import FormTable, Kind, RecordingForm, Unit

_MOST_COLUMNS = 8  # as in the source form, whose tables have seven, then eight
_USUAL, _LETTERS = 7, 56  # letters in a usual column, and in the columns of a table together


def recording_form(unit: Unit) -> RecordingForm:
    """Return the unit's recording form, laid out from its criteria if the source has none."""
    return unit.recording_form or RecordingForm(
        title=text("Candidate Recording Form"),
        number_heading=text("No"),
        description_heading=text("Description of evidence"),
        notes_heading=text("Notes/Comments"),
        declaration=_declaration(unit),
        signatures=(
            text("Candidate's signature"),
            text("Assessor's signature"),
            text("Internal verifier's signature"),
        ),
        date_heading=text("Date"),
        tables=(
            *_tables(text("Performance Criteria"), unit.labels(Kind.PERFORMANCE)),
            *_tables(text("Knowledge and Understanding"), unit.labels(Kind.KNOWLEDGE)),
        ),
    )


def _declaration(unit: Unit) -> str:
    """Return the declaration, which speaks of performance evidence only, as in the source form.

    That of a unit without performance criteria speaks of knowledge evidence.
    """
    if unit.labels(Kind.PERFORMANCE):
        return text(
            "The candidate has satisfied the assessor and internal verifier that the performance evidence has"
            " been met."
        )
    return text(
        "The candidate has satisfied the assessor and internal verifier that the knowledge evidence has been"
        " met."
    )


def _tables(title: str, labels: tuple[str, ...]) -> list[FormTable]:
    """Return tables of nearly equal width, narrower first; all but the first are continued.

    There are none without labels. Long labels need wider columns, so that fewer fit side by side.
    """
    if not labels:
        return []
    letters = max(_USUAL, *(len(word) for label in labels for word in label.split()))
    count = ceil(len(labels) / max(1, min(_MOST_COLUMNS, _LETTERS // letters)))
    bounds = [len(labels) * part // count for part in range(count + 1)]
    return [
        FormTable(
            title if part == 0 else text("{title} (continued)", title=title),
            labels[bounds[part] : bounds[part + 1]],
        )
        for part in range(count)
    ]
