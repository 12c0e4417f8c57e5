"""Edits: what a person saw of a record when they began to change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Edit:
    """A record as it was shown when a person began to change it.

    `values` holds the value shown of each field, `heads` the event that set it. Saving an edit writes
    only the fields that differ from `values`, as changes that follow `heads`: a value that arrived
    meanwhile stays beside the new one as a conflict.
    """

    stream: str
    entity: str
    id: str
    values: Mapping[str, Any]
    heads: dict[str, tuple[str, ...]]

    def is_of(self, stream: str, entity: str, record_id: str) -> bool:
        """Return whether this is an edit of a record."""
        return (self.stream, self.entity, self.id) == (stream, entity, record_id)

    def saved(self, values: Mapping[str, Any], fields: set[str], event: str) -> None:
        """Continue from the values saved by an event, which set these fields."""
        self.values = values
        self.heads |= dict.fromkeys(fields, (event,))
