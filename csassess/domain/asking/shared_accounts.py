"""Accounts of two candidates with sentences in common, found before their portfolios meet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, groupby

from csassess.catalogue import plural, text

_MOST_HOLDERS = 20  # candidates of one machine with the same sentence: more is a standard phrase


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """The accounts of a candidate. `reported_by` names whose status file says it; empty if held here."""

    name: str
    candidate: str
    reported_by: str = ""

    @property
    def words(self) -> str:
        """The candidate, and where their accounts are known from."""
        if not self.reported_by:
            return self.name
        return text("{name} (from {person}’s status)", name=self.name, person=self.reported_by)


@dataclass(frozen=True, slots=True)
class SharedAccount:
    """Two candidates, and the number of sentences that accounts of both contain."""

    one: Account
    other: Account
    count: int

    @property
    def is_other_here(self) -> bool:
        """Whether the second candidate's portfolio is held here; the first never is."""
        return not self.other.reported_by

    @property
    def words(self) -> str:
        """What is shared, as one sentence."""
        return plural(
            "An account of {first} has {count} sentence of an account of {second}.",
            "An account of {first} has {count} sentences of an account of {second}.",
            self.count,
            first=self.one.words,
            second=self.other.words,
        )


def pairs_of(
    held_by: Iterable[tuple[str, str, str]], accounts: Mapping[tuple[str, str], Account]
) -> list[SharedAccount]:
    """Return the pairs of candidates that share sentences, most sentences first.

    `held_by` lists (fingerprint, candidate, machine) in order of the fingerprint; the machine is empty
    for a portfolio held here. Pairs of two portfolios held here are left out. Of a sentence that many
    candidates share, each is paired with the first ones of each machine: no machine hides another's pairs.
    """
    counts = Counter[tuple[Account, Account]]()
    for _, holders in groupby(held_by, key=lambda entry: entry[0]):
        known = sorted(accounts[holder[1:]] for holder in holders if holder[1:] in accounts)
        for one, other in _pairs_among(known):
            if one.candidate != other.candidate and (one.reported_by or other.reported_by):
                counts[one, other] += 1
    return [
        SharedAccount(*(pair if pair[0].reported_by else pair[::-1]), count)
        for pair, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    ]


def _pairs_among(known: list[Account]) -> Iterator[tuple[Account, Account]]:
    """Yield the pairs of candidates with the same sentence, in order.

    Of one machine's, pairs are made of the first only; with those, all of the other machines are paired.
    """
    by_machine: dict[str, list[Account]] = {}
    for account in known:
        by_machine.setdefault(account.reported_by, []).append(account)
    first = {account for accounts in by_machine.values() for account in accounts[:_MOST_HOLDERS]}
    for one, other in combinations(known, 2):
        if (one in first and other in first) or (
            one.reported_by != other.reported_by and (one in first or other in first)
        ):
            yield one, other
