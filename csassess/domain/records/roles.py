"""The roles in which people work with a caseload."""

from enum import StrEnum


class Role(StrEnum):
    """The role in which a person works on a machine. A reader writes nothing."""

    ASSESSOR = "assessor"
    COUNTERSIGNER = "countersigner"
    VERIFIER = "internal-verifier"
    CENTRE = "centre"
    READER = "reader"
