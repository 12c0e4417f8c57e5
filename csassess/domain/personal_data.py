"""Personal data of customers in a text, which does not belong in a record."""

import re

from csassess.catalogue import text

_E_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.]+")


def personal_data(words: str) -> list[str]:
    """Return the kinds of customers' personal data that a text seems to contain."""
    kinds = {
        text("an e-mail address"): bool(_E_MAIL.search(words)),
        text("a postcode"): bool(re.search(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", words)),
        text("a card number"): any(_is_card(digits) for digits in _digit_runs(words)),
        text("a phone number"): any(_is_phone(digits) for digits in _digit_runs(words)),
        text("a customer’s name"): bool(re.search(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z]\w+", words)),
    }
    return [kind for kind, is_present in kinds.items() if is_present]


def _digit_runs(words: str) -> list[str]:
    return [re.sub(r"\D", "", run) for run in re.findall(r"\+?\d[\d -]{8,}\d", words)]


def _is_phone(digits: str) -> bool:
    return (digits.startswith("0") and len(digits) in (10, 11)) or (
        digits.startswith("44") and len(digits) in (11, 12)
    )


def _is_card(digits: str) -> bool:
    """Return whether 13 to 19 digits pass the check of ISO/IEC 7812 (Luhn)."""
    if not 13 <= len(digits) <= 19:
        return False
    doubled = (
        sum(divmod(2 * int(digit), 10)) if position % 2 else int(digit)
        for position, digit in enumerate(reversed(digits))
    )
    return sum(doubled) % 10 == 0
