"""Chains of this caseload that were continued elsewhere give way to what arrived."""

from collections.abc import Collection

from csassess.data.access.opening import become_new_device
from csassess.data.exchange.chains import StoredEvent
from csassess.data.exchange.merge import Merged
from csassess.data.exchange.own_branch import Branch, note_device_before, own_branches, swap, write_again
from csassess.data.record.caseload import Caseload


def give_way(caseload: Caseload, merged: Merged, false: Collection[str]) -> dict[Branch, list[StoredEvent]]:
    """Let chains of this caseload that were continued elsewhere go on as they arrived.

    Return what was written here instead, by branch.
    """
    branches = [branch for branch in own_branches(caseload, merged) if branch.device not in false]
    return {branch: swap(caseload, branch, merged) for branch in branches}


def write_as_new_machine(
    caseload: Caseload, merged: Merged, own_entries: dict[Branch, list[StoredEvent]]
) -> None:
    """Write what was written here on branches that gave way again, as a new device."""
    if any(branch.device == caseload.device for branch in own_entries):
        note_device_before(caseload, caseload.device)
        become_new_device(caseload)
        merged.is_new_machine = True
    for entries in own_entries.values():
        write_again(caseload, entries)
