"""Qualifications whose wording is stored in the caseload."""

from csassess.data.qualifications.reader import qualification_from
from csassess.data.record.reader import RecordReader
from csassess.domain.qualifications.specification import Specification

_kept: dict[str, Specification] = {}  # by digest: what a digest names never changes


def kept_qualification(reader: RecordReader, digest: str) -> Specification | None:
    """Return the qualification in the wording of a digest.

    None if it is not stored here, or if this program cannot read it.
    """
    if digest and digest not in _kept:
        try:
            _kept[digest] = qualification_from(reader.wording(digest))
        except (KeyError, ValueError, ExceptionGroup):
            return None
    return _kept.get(digest)
