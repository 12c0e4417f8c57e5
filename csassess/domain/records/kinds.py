"""All kinds of record: importing this module imports every declaration."""

from csassess.domain.records import (  # noqa: F401  # each module declares its kinds when it is imported
    attachments,
    evidence,
    form_control,
    milestones,
    people,
    phrases,
    questions,
    retention,
    signatures,
    signed_sheets,
    staff,
    verification,
    visits,
    witnesses,
)
from csassess.domain.records.declaration import KINDS, RecordKind, Stream
from csassess.domain.records.programme import claims, steps  # noqa: F401  # as above
from csassess.domain.records.quality import (  # noqa: F401
    external_visits,
    sampling_plan,
    standardisation,
    verifier_talks,
)

__all__ = ["KINDS", "RecordKind", "Stream", "is_kind", "kind_of"]

_BY_TYPE = {kind.record_type: kind for kind in KINDS.values()}


def is_kind(record_type: type) -> bool:
    """Return whether a type is declared as a kind of record."""
    return record_type in _BY_TYPE


def kind_of(record_type: type) -> RecordKind:
    """Return the declaration of a record's dataclass; raises KeyError if it is no kind of record."""
    return _BY_TYPE[record_type]
