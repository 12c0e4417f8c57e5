"""Evidence item numbers; a device never gives one twice."""

from csassess.data.exchange.devices import letter_for
from csassess.data.record.caseload import Caseload

_LAST = 999_999


def next_number(caseload: Caseload, candidate_id: str) -> str:
    """Return the next evidence number for this device in a portfolio; a number is never reused."""
    letter = letter_for(caseload, candidate_id)
    used = {
        int(number.removeprefix(letter))
        for number in caseload.evidence_numbers_used(candidate_id)
        if number.startswith(letter) and number.removeprefix(letter).isdigit()
    }
    number = max(used, default=0) + 1
    if number > _LAST:  # another machine gave the last one: the lowest that is free
        number = next(free for free in range(1, _LAST) if free not in used)
    return f"{letter}{number}"
