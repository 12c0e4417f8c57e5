"""The review list: portfolios whose retention period is over."""

from dataclasses import dataclass

from csassess.catalogue import text
from csassess.domain.retention.rules import RetentionDates


@dataclass(frozen=True, slots=True)
class Review:
    """A portfolio whose retention period for records or evidence files is over.

    `bodies` are the awarding bodies whose period it is; without any it is the centre's own.
    """

    candidate: str
    name: str
    number: str
    dates: RetentionDates
    bodies: tuple[str, ...] = ()

    @property
    def counted_words(self) -> str:
        """What the periods count from, and whose they are if they are not the centre's own."""
        if not self.bodies:
            return self.dates.counted_words
        return text("{what}, as {bodies} asks", what=self.dates.counted_words, bodies=", ".join(self.bodies))
