"""What changed in the record since it was last read."""

from dataclasses import dataclass

from csassess.domain.records.kinds import Stream


@dataclass(frozen=True, slots=True)
class Changes:
    """The streams and the kinds of record that changed, and the units of changed references.

    `is_everything` says that anything may have changed.
    """

    streams: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    is_everything: bool = False

    def concern(self, candidate_id: str) -> bool:
        """Return whether something that a candidate's pages show may have changed.

        They show the portfolio and the caseload's own things.
        """
        shown = (candidate_id, Stream.CASELOAD, Stream.CENTRE)
        return self.is_everything or not self.streams.isdisjoint(shown)

    def include(self, kinds: frozenset[str]) -> bool:
        """Return whether records of one of these kinds may have changed."""
        return self.is_everything or not self.kinds.isdisjoint(kinds)

    def __or__(self, other: "Changes") -> "Changes":
        """Return these changes and others."""
        return Changes(
            self.streams | other.streams,
            self.kinds | other.kinds,
            self.units | other.units,
            self.is_everything or other.is_everything,
        )


EVERYTHING = Changes(is_everything=True)
