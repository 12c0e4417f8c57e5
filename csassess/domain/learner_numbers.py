"""The numbers by which a learner is known outside the centre, and their checks."""

import re

_WEIGHTS = range(10, 1, -1)


def is_uln(number: str) -> bool:
    """Return whether a text is a Unique Learner Number: ten digits, the last of them a check digit.

    Source: Learning Records Service, validating ULNs. The first nine digits are weighted 10 to 2; the
    check digit is 10 less the remainder of their sum by 11. No ULN has the remainder 0.
    """
    if not re.fullmatch(r"[1-9][0-9]{9}", number):
        return False
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11
    return remainder != 0 and 10 - remainder == int(number[-1])


def is_scottish_number(number: str) -> bool:
    """Return whether a text is a Scottish Candidate Number: nine digits."""
    return re.fullmatch(r"[0-9]{9}", number) is not None


def without_spaces(number: str) -> str:
    """Return a number as it is stored: spaces, which people type between groups of digits, taken out."""
    return re.sub(r"\s", "", number)
