"""Coded values that unit specifications use."""

from enum import StrEnum

LONGEST_LABEL = 60
"""How many characters the label of a criterion, a requirement or an item may have."""


class Kind(StrEnum):
    """What a criterion asks for: performance or knowledge."""

    PERFORMANCE = "performance"
    KNOWLEDGE = "knowledge"


class Grade(StrEnum):
    """The grade for which a criterion counts, if the unit is graded."""

    PASS = "pass"
    MERIT = "merit"
    DISTINCTION = "distinction"


class Setting(StrEnum):
    """Where evidence arose; each unit says which settings it allows."""

    REAL_JOB_PAID = "real-job-paid"
    REAL_JOB_VOLUNTARY = "real-job-voluntary"
    REALISTIC_WORKING_ENVIRONMENT = "realistic-working-environment"
    WORK_PLACEMENT = "work-placement"


class Demeanour(StrEnum):
    """Whether a customer was easy or difficult to deal with."""

    EASY = "easy"
    DIFFICULT = "difficult"


class Relationship(StrEnum):
    """Whether a customer was an existing or a new one."""

    EXISTING = "existing"
    NEW = "new"


class FeedbackOrigin(StrEnum):
    """Whether customer feedback was spontaneous or requested by the candidate."""

    SPONTANEOUS = "spontaneous"
    REQUESTED = "requested"
