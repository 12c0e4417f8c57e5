"""Why the person at this device may not write something, for a page to say before they try."""

from typing import Any

from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.item_actions import reason_against_changing
from csassess.domain.records.evidence import EvidenceItem, Judgement


def reason_against(
    caseload: Caseload, candidate_id: str, kind: str, values: dict[str, Any] | None = None
) -> str:
    """Return why a record of a kind cannot be written in a portfolio here; empty if it can.

    Writing checks the same: the role of the person here, and that the portfolio was not handed over.
    `values` are those of the record on which this depends. Without a candidate, the role is checked.
    """
    return caseload.permissions.reason_against(caseload.author, candidate_id, kind, values or {})


def reason_against_item(caseload: Caseload, candidate_id: str, item_id: str, kind: str = "note") -> str:
    """Return why a record of a kind cannot be written in an item, also for the item's state."""
    barred = reason_against(caseload, candidate_id, kind, {"id": item_id, "evidence": item_id})
    item = caseload.one(EvidenceItem, candidate_id, item_id)
    if barred or item is None:
        return barred
    return reason_against_changing(item, caseload.one(Judgement, candidate_id, item_id))
