"""The review list: portfolios whose retention period is over."""

from dataclasses import dataclass

from csassess.domain.retention.rules import RetentionDates


@dataclass(frozen=True, slots=True)
class Review:
    """A portfolio whose retention period for records or evidence files is over."""

    candidate: str
    name: str
    number: str
    dates: RetentionDates
