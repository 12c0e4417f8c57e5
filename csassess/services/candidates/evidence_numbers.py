"""Evidence item numbers; a device never gives one twice."""

from csassess.data.exchange.devices import letter_for
from csassess.data.record.caseload import Caseload


def next_number(caseload: Caseload, candidate_id: str) -> str:
    """Return the next evidence number for this device in a portfolio; a number is never reused."""
    letter = letter_for(caseload, candidate_id)
    used = [
        number.removeprefix(letter)
        for number in caseload.evidence_numbers_used(candidate_id)
        if number.startswith(letter)
    ]
    return f"{letter}{max((int(number) for number in used if number.isdigit()), default=0) + 1}"
