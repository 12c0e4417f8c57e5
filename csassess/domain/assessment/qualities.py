"""The qualities that evidence is judged to have, in words."""

from collections.abc import Collection, Iterable

from csassess.catalogue import text
from csassess.domain.labels import label
from csassess.domain.records.evidence import Quality
from csassess.domain.records.people import Centre


def qualities(centre: Centre) -> tuple[Quality, ...]:
    """Return the qualities an accepted item must have: VACS, or VARCS if the centre says so."""
    return tuple(quality for quality in Quality if centre.varcs or quality is not Quality.RELIABLE)


def found_words(offered: Iterable[Quality], exceptions: Collection[Quality]) -> str:
    """Say which qualities evidence was found to have, and which not: valid, current, but not sufficient."""
    held = ", ".join(label(quality) for quality in offered if quality not in exceptions)
    lacking = exceptions_in_words(exceptions)
    return text("{held}, but {lacking}", held=held, lacking=lacking) if held and lacking else held or lacking


def exceptions_in_words(exceptions: Iterable[Quality]) -> str:
    """Return the qualities that evidence was not found to have, in words; empty if there are none."""
    return ", ".join(text("not {quality}", quality=label(quality)) for quality in exceptions)
