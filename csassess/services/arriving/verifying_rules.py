"""Rules for a verifier's word in a received file.

Not on their own assessments, not before the assessor, not in another verifier's sample.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.assessors import has_assessed
from csassess.data.exchange.merge import Ruling
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Change, Event
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Sample, Stage
from csassess.domain.records.write_rules import is_verifiers_word
from csassess.domain.verification.sampling import is_too_early


def reason_against_verifying(caseload: Caseload, event: Event, verifier: str | None) -> Ruling | None:
    """Return a ruling if a verifier verifies what they assessed, or signs before the assessor.

    `verifier` is the name of the author, None if they do not work as a verifier.
    """
    signing = {c.id for c in event.changes if is_verifiers(c)}
    words = [c for c in event.changes if is_verifiers_word(c.entity) or c.id in signing]
    if not words:
        return None
    names = [str(change.value) for change in words if change.field == "name"]
    if verifier is not None:
        is_own_assessment = has_assessed(caseload, event.stream, verifier, *names, person=event.author)
    else:
        is_own_assessment = has_assessed(caseload, event.stream, *names)
    if is_own_assessment:
        return Ruling.not_allowed(text("an internal verifier may not verify their own assessments"))
    if _comes_too_early(caseload, event, signing):
        return Ruling.not_allowed(text("the internal verifier signed before the assessor"))
    return None


def is_verifiers(change: Change) -> bool:
    """Return whether a change makes a unit signature the verifier's."""
    return (change.entity, change.field, change.value) == ("unit-signature", "signer", Signer.VERIFIER)


_OF_A_SAMPLE = {"sample": "id", "looked-at": "sample", "action": "sample", "sample-signature": "id"}
"""The records of a sample that are made until it is signed, each with the field that names the sample."""


def adds_to_another_s_sample(caseload: Caseload, event: Event, roles: Collection[Role]) -> Ruling | None:
    """Return a ruling if an entry signs another verifier's sample, or adds to one that is signed.

    An assessor types in from a signed sheet what the verifier of that sheet wrote.
    """
    if Role.ASSESSOR in roles:
        return None
    values: dict[tuple[str, str], dict[str, Any]] = {}
    for change in event.changes:
        if change.entity in _OF_A_SAMPLE:
            values.setdefault((change.entity, change.id), {})[change.field] = change.value
    for (entity, record_id), new in values.items():
        row = caseload.row(entity, event.stream, record_id) or {}
        sample = str({**row, **new, "id": record_id}.get(_OF_A_SAMPLE[entity]))
        new_sample = values.get(("sample", sample), {})
        by = {**(caseload.row("sample", event.stream, sample) or {}), **new_sample}.get("by", event.author)
        if by == event.author:
            continue
        if entity == "sample-signature":
            return Ruling.not_allowed(text("it signs the sample of another verifier"))
        if caseload.row("sample-signature", event.stream, sample):
            return Ruling.not_allowed(text("it adds to a sample that another verifier signed"))
    return None


def _comes_too_early(caseload: Caseload, event: Event, signing: set[str]) -> bool:
    """Return whether a verifier's signature predates the assessor's signature of the unit.

    Applies to signatures of a unit and of a final sample.
    """
    values: dict[tuple[str, str], dict[str, Any]] = {}
    for change in event.changes:
        values.setdefault((change.entity, change.id), {})[change.field] = change.value
    for (entity, record_id), fields in values.items():
        unit = fields.get("unit") if record_id in signing else None
        if entity == "sample-signature":
            sample = caseload.one(Sample, event.stream, record_id)
            sample_fields = values.get(("sample", record_id), {})
            stage = sample_fields.get("stage", sample.stage if sample else "")
            of_sample = sample_fields.get("unit", sample.unit if sample else "")
            unit = of_sample if stage == Stage.FINAL else None
        if unit and "at" in fields:
            at, on_paper = datetime.fromisoformat(fields["at"]), bool(fields.get("on_paper"))
            portfolio = load_portfolio(caseload, event.stream)
            if is_too_early(unit, at, portfolio, on_paper=on_paper):
                return True
    return False
