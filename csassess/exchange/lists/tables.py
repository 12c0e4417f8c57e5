"""What every table from a file has: names for its columns, and limits."""

from collections import Counter
from collections.abc import Sequence

from csassess.catalogue import text

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 20 << 20, 20_000, 200


def distinct_heads(heads: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a name for each column, and the heads that several share, to which its place is added."""
    plain = [" ".join(head.split()) for head in heads]
    counts = Counter(head.casefold() for head in plain if head)
    named = list[str]()
    for number, head in enumerate(plain, start=1):
        own = head or text("Column {number}", number=number)
        while counts[head.casefold()] > 1 or own in named:
            own = text("{head} (column {number})", head=own, number=number)
            if own not in named:
                break
        named.append(own)
    repeated = dict.fromkeys(head for head in plain if counts[head.casefold()] > 1)
    return tuple(named), tuple(repeated)


def too_long() -> str:
    """Return why a list with too many rows is refused."""
    return text("The list is longer than {most} rows. Split it into smaller lists.", most=MOST_ROWS)


def too_large() -> str:
    """Return why a list with too many bytes is refused."""
    return text("The list is larger than {most} MB. Split it into smaller lists.", most=MOST_BYTES >> 20)
