"""Whose name may be in the records of a received file: the author's, not another person's."""

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.merge import Ruling
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Change, Event
from csassess.domain.exchange.naming import Naming, naming
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.services.signing.signers import is_name_of_another


def hands_over_for_another(event: Event) -> bool:
    """Return whether an entry hands a candidate over in the name of another machine."""
    return any(
        (change.entity, change.field) == ("hand-over", "from_device") and change.value != event.device
        for change in event.changes
    )


def speaks_as_another(
    caseload: Caseload, event: Event, roles: Collection[Role], written: Callable[[], None]
) -> Ruling | None:
    """Return a ruling if an entry says something under the name or the id of another person."""
    for change in event.changes:
        rule = naming(change.entity, change.field)
        if rule not in (Naming.AUTHOR, Naming.RECORDER, Naming.NAME):
            continue
        if rule is not Naming.AUTHOR and not change.value:
            continue  # it names no person
        if KINDS[change.entity].typed_from_paper and Role.ASSESSOR in roles:
            continue  # the verifier's word on a sheet
        if rule is Naming.NAME:
            if is_name_of_another(caseload, event.author, str(change.value)):
                return Ruling.not_allowed(text("it is written under the name of another person"))
        elif change.value != event.author:
            if rule is Naming.AUTHOR:
                return Ruling.not_allowed(text("it judges in the name of another person"))
            written()
            if not _stood_there(caseload, event, change):
                return Ruling.not_allowed(text("it is written under the name of another person"))
    return None


def _stood_there(caseload: Caseload, event: Event, change: Change) -> bool:
    """Return whether a record, one of two versions of it or its source already names a person."""
    record_type: type[Any] = KINDS[change.entity].record_type
    streams = {
        stream
        for stream, record in caseload.where(record_type, change.field, change.value)
        if record.id == change.id
    }
    if event.stream in streams or (streams and event.action == UserAction.CANDIDATE_JOIN):
        return True
    wanted = (change.entity, change.id, change.field, change.value)
    for parent in change.parents:
        with suppress(KeyError):  # it is quarantined
            if any(
                wanted == (c.entity, c.id, c.field, c.value) for c in caseload.history.event(parent).changes
            ):
                return True
    return False
