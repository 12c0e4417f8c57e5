"""Where what the centre shares came from, and what somebody typed of it that does not count here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from csassess.catalogue import plural, text
from csassess.data.exchange.accepted import accepted_machines
from csassess.data.exchange.devices import cards_by_device, people
from csassess.data.exchange.quarantine import quarantined_of
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.record.centre import (
    CENTRE_KINDS,
    centre_settings,
    keeps_centre,
    own_writers,
    reason_against_changing,
)
from csassess.data.record.conflicts import conflicts
from csassess.data.record.list_cache import statuses_of
from csassess.data.record.portfolios import says_formative
from csassess.data.record.records import default_values, entity_name, from_plain, to_values
from csassess.domain.dates import long_date
from csassess.domain.errors import refuse
from csassess.domain.labels import stage_label
from csassess.domain.record_words import field_words, kind_words, value_words
from csassess.domain.records.conflicts import Conflict
from csassess.domain.records.form_control import FormApproval
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import Centre
from csassess.domain.records.quality.sampling_plan import PlannedSample
from csassess.domain.records.retention import BodyPeriod
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.user_actions import UserAction
from csassess.domain.value_gate import fault_in
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of

_NONE: tuple[Any, ...] = (None, "", [], (), False)
_MOST_PLANNED = 20  # planned samples that are named


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote an entry of what the centre shares last, and when. `is_here` says that it was typed here."""

    entity: str
    record: str
    name: str
    on: datetime
    is_here: bool

    @property
    def words(self) -> str:
        """The origin in words; empty if it was typed here."""
        return "" if self.is_here else text("from {name}", name=self.name)


@dataclass(frozen=True, slots=True)
class Typed:
    """An entry of what the centre shares that someone typed and that does not count here.

    `records` is the entry, or all planned samples of one person. `is_here` says that it was typed here,
    before the centre's own arrived. `differs` are its values that the centre's own entry lacks or states
    differently, in words. `can_be_lead` says that the person is a verifier who may be accepted as lead.
    """

    device: str
    name: str
    records: tuple[Any, ...]
    what: str
    differs: tuple[str, ...]
    is_here: bool
    can_be_lead: bool


def reason_against_changing_here(caseload: Caseload) -> str:
    """Return why the person here may not change what the centre shares; empty if they may."""
    return reason_against_changing(caseload, assessor_of(caseload))


def keeps_for_others(caseload: Caseload) -> bool:
    """Return whether the person here keeps what the centre shares for everyone."""
    return keeps_centre(caseload, assessor_of(caseload))


def origins(caseload: Caseload) -> dict[tuple[str, str], Origin]:
    """Return who wrote each entry of what the centre shares last, by kind and id; no planned samples."""
    own, names = own_writers(caseload), people(caseload)
    found: dict[tuple[str, str], Origin] = {}
    kinds = [kind for kind in CENTRE_KINDS if kind != entity_name(PlannedSample)]
    for _, event in caseload.history.changing(CENTRE_STREAM, *kinds):
        name = names[event.author].name if event.author in names else event.author
        for entity, record in {
            (change.entity, change.id) for change in event.changes if change.entity in kinds
        }:
            found[entity, record] = Origin(entity, record, name, event.at, event.device in own)
    return found


def centre_conflicts(caseload: Caseload) -> tuple[Conflict, ...]:
    """Return the values that the office and the lead verifier set without knowing of each other."""
    return conflicts(caseload, CENTRE_STREAM)


def choose(caseload: Caseload, conflict: Conflict, event: str) -> None:
    """Choose one of the values in conflict; raises UserError if the person here may not."""
    chosen = next(version for version in conflict.versions if version.event == event)
    caseload.resolve_conflict(CENTRE_STREAM, conflict.entity, conflict.id, conflict.field, chosen.value)


def typed_apart(caseload: Caseload) -> list[Typed]:
    """Return what was typed here or elsewhere that does not count and says more than the centre's own."""
    own, cards, accepted = own_writers(caseload), cards_by_device(caseload), accepted_machines(caseload)
    found: list[Typed] = []
    for device, records in _records_apart(caseload).items():
        machine = accepted.get(device)
        if device not in own and machine is None:
            continue  # of strangers, who are accepted first
        can_be_lead = bool(machine and Role.VERIFIER in machine.roles and not machine.is_lead)
        name = machine.name if machine else cards[device].name if device in cards else device[:6]
        entries: list[tuple[tuple[Any, ...], str, tuple[str, ...]]] = []
        planned: list[PlannedSample] = []
        for record in records:
            differs = tuple(_differences(record, counterpart(caseload, record)))
            if differs and isinstance(record, PlannedSample):
                planned.append(record)
            elif differs:
                entries.append(((record,), _what(record), differs))
        if planned:
            what = plural("Plan: {count} sample", "Plan: {count} samples", len(planned))
            entries.append((tuple(planned), what, tuple(_planned_words(caseload, planned))))
        found += [Typed(device, name, *entry, device in own, can_be_lead) for entry in entries]
    return found


def _planned_words(caseload: Caseload, planned: Sequence[PlannedSample]) -> Iterator[str]:
    """Yield in words which samples are planned, those due first; of many only the first."""
    names = {
        status.candidate: status for _, status in statuses_of(caseload.db, {p.candidate for p in planned})
    }
    formative = says_formative(caseload)
    for entry in sorted(planned, key=lambda entry: (entry.due, entry.id))[:_MOST_PLANNED]:
        status = names.get(entry.candidate)
        units = {unit.unit: unit.name for unit in status.units} if status else {}
        yield text(
            "{name}, {unit}, {stage}, by {day}",
            name=status.name if status else text("a candidate whose portfolio is not here"),
            unit=units.get(entry.unit, entry.unit),
            stage=stage_label(entry.stage, formative=formative),
            day=long_date(entry.due),
        )
    if len(planned) > _MOST_PLANNED:
        yield text("and {count} more", count=len(planned) - _MOST_PLANNED)


def _records_apart(caseload: Caseload) -> dict[str, list[Any]]:
    """Return the records that entries that are set aside make, by machine."""
    values: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for event in quarantined_of(caseload.db, CENTRE_STREAM):
        for change in event.changes:
            of_device = values.setdefault(event.device, {})
            of_device.setdefault((change.entity, change.id), {})[change.field] = change.value
    return {device: list(_made(records)) for device, records in values.items()}


def _made(records: dict[tuple[str, str], dict[str, Any]]) -> Iterator[Any]:
    for (entity, record_id), values in records.items():
        kind = KINDS.get(entity)
        if kind is None or values.get("deleted") or not kind.required <= values.keys():
            continue
        plain = {**default_values(kind.record_type), **values, "id": record_id}
        plain.pop("deleted", None)
        try:
            if not any(fault_in(kind, name, value) for name, value in values.items()):
                yield from_plain(kind.record_type, plain)
        except Exception:  # others wrote it: it may hold anything
            continue


def counterpart(caseload: Caseload, record: Any) -> Any:
    """Return the entry that counts and is about the same as another one; None if there is none.

    For a person it is the one of the same name for the same days, for an awarding body that of its name.
    """
    if isinstance(record, Centre):
        return centre_settings(caseload)
    if isinstance(record, BodyPeriod):
        periods = caseload.all(BodyPeriod, CENTRE_STREAM)
        return next((each for each in periods if plain_name(each.body) == plain_name(record.body)), None)
    if not isinstance(record, StaffMember):
        return caseload.one(type(record), CENTRE_STREAM, record.id)
    alike = [
        member
        for member in caseload.all(StaffMember, CENTRE_STREAM)
        if plain_name(member.name) == plain_name(record.name)
    ]
    alike.sort(key=lambda member: (member.id != record.id, member.since != record.since))
    return alike[0] if alike else None


def _differences(record: Any, present: Any) -> Iterator[str]:
    """Yield in words the values of an entry that another one lacks or states differently."""
    entity = next(name for name, kind in KINDS.items() if kind.record_type is type(record))
    values = to_values(record)
    if present is None:
        yield text("not on the centre’s list")
        return
    here, defaults = to_values(present), default_values(type(record))
    for field, value in values.items():
        if value in _NONE or value == here[field] or value == defaults.get(field):
            continue
        if field == "name" and plain_name(str(value)) == plain_name(str(here[field])):
            continue
        name = field_words(entity, field) or field
        if field in ("specimen", "logo"):
            yield text("{field}: another one", field=name)
        elif here[field] in _NONE:
            yield text("{field}: {value}", field=name, value=value_words(entity, field, value))
        else:
            now = value_words(entity, field, here[field])
            typed = value_words(entity, field, value)
            yield text("{field}: {value} (the centre has: {now})", field=name, value=typed, now=now)


def _what(record: Any) -> str:
    if isinstance(record, StaffMember):
        return record.name
    if isinstance(record, FormApproval):
        return text("Approval of form {form}", form=record.id)
    if isinstance(record, BodyPeriod):
        return text("Retention period of {body}", body=record.body)
    name = next(name for name, kind in KINDS.items() if kind.record_type is type(record))
    return kind_words(name).capitalize()


def take_over(caseload: Caseload, typed: Typed) -> None:
    """Add an entry that someone else typed, or its additional values, to what the centre shares.

    Raises UserError if the person here does not keep what the centre shares.
    """
    refuse(reason_against_changing_here(caseload))
    joined = [_joined(record, counterpart(caseload, record)) for record in typed.records]
    caseload.save(CENTRE_STREAM, UserAction.CENTRE_TAKE, *joined, are_copies=True)


def _joined(record: Any, present: Any) -> Any:
    """Return the entry that counts with what another one states."""
    if present is None:
        return record
    defaults = default_values(type(record))
    stated = {
        field: getattr(record, field)
        for field, value in to_values(record).items()
        if value not in _NONE and value != defaults.get(field)
    }
    return replace(present, **stated)
