"""A portfolio read whole from the tables."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from csassess.catalogue import text
from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.centre import centre_records
from csassess.data.record.conflicts import conflicts, given_second
from csassess.data.record.events import Event
from csassess.data.units.formats import unit_from
from csassess.data.units.units import Wording, built_in, catalogue, unknown_unit
from csassess.domain.assessment.integrity import doubted_items
from csassess.domain.assessment.unit_versions import in_force
from csassess.domain.errors import UserError
from csassess.domain.exchange.authority import JUDGEMENTS
from csassess.domain.portfolio import PARTS, Portfolio
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import Candidate, Centre, Device
from csassess.domain.records.quality.sampling_plan import Strategy
from csassess.domain.records.questions import UnitVersion
from csassess.domain.records.staff import AcceptedMachine
from csassess.domain.units.units import Unit

_Parts = dict[str, tuple[Any, ...]]
_PART_OF = {kind.name: part for part, kind in PARTS.items()}


def load_portfolio(caseload: Caseload, candidate_id: str) -> Portfolio:
    """Return one candidate's portfolio; raises KeyError if the caseload has no such candidate."""
    candidate = caseload.one(Candidate, candidate_id, candidate_id)
    if candidate is None:
        raise KeyError(candidate_id)
    parts: _Parts = {
        part: tuple(sorted(caseload.all(kind.record_type, candidate_id), key=kind.order))
        for part, kind in PARTS.items()
    }
    machines = unconfirmed_machines(caseload, candidate_id)
    if machines:
        parts = _without(parts, _judgements_by(caseload, candidate_id, machines))
    # Each part has the type that its field asks for.
    every = verifies_every_unit(caseload)
    portfolio = Portfolio(
        candidate,
        unconfirmed=machines,
        verifies_every_unit=every,
        formative=says_formative(caseload),
        **parts,  # type: ignore[arg-type]
    )
    if not fold.is_shared(caseload.db, candidate_id):
        return portfolio
    given_twice = given_second(caseload, candidate_id, portfolio.evidence, portfolio.customers)
    portfolio = replace(portfolio, conflicts=conflicts(caseload, candidate_id), given_twice=given_twice)
    return replace(portfolio, doubted=doubted_items(portfolio))


def verifies_every_unit(caseload: Caseload) -> bool:
    """Return whether the verifier signs every decided unit at this centre, or the sampled ones only."""
    return any(centre.verifies_every_unit for centre in centre_records(caseload, Centre))


def says_formative(caseload: Caseload) -> bool:
    """Return whether interim and final samples are called formative and summative at this centre."""
    return any(strategy.formative for strategy in centre_records(caseload, Strategy))


def unconfirmed_machines(caseload: Caseload, stream: str) -> frozenset[str]:
    """Return the machines that wrote in a stream and are not accepted here."""
    rows = caseload.db.execute("SELECT DISTINCT device FROM events WHERE stream = ?", (stream,)).fetchall()
    others = {row[0] for row in rows} - {caseload.device}
    if others:
        others -= {device.id for device in caseload.all(Device, CASELOAD_STREAM)}
        others -= {machine.id for machine in caseload.all(AcceptedMachine, CASELOAD_STREAM)}
    return frozenset(others)


def _judgements_by(caseload: Caseload, stream: str, machines: frozenset[str]) -> set[tuple[str, str]]:
    """Return the records that are a person's word and that some machines wrote or changed, as (kind, id)."""
    rows = caseload.db.execute(
        "SELECT DISTINCT heads.entity, heads.id FROM heads JOIN events ON events.id = heads.event"
        f" WHERE heads.stream = ? AND events.device IN ({', '.join('?' * len(machines))})",
        (stream, *machines),
    ).fetchall()
    return {(entity, record_id) for entity, record_id in rows if entity in JUDGEMENTS}


def _without(parts: _Parts, left_out: set[tuple[str, str]]) -> _Parts:
    """Return the parts of a portfolio without some records, given as (kind, id), and what rests on them."""
    while left_out:
        parts = {
            part: tuple(r for r in records if (PARTS[part].name, r.id) not in left_out)
            for part, records in parts.items()
        }
        left_out = {
            (PARTS[part].name, record.id)
            for part, records in parts.items()
            for field, target in PARTS[part].rests_on
            for record in records
            if (target, getattr(record, field)) in left_out
        }
    return parts


def portfolio_after(caseload: Caseload, before: Portfolio, events: Sequence[Event]) -> Portfolio | None:
    """Return a portfolio brought up to date with events that came after it was read.

    Return None if it must be read again.
    """
    must_be_reread = (
        before.conflicts
        or before.verifies_every_unit is not verifies_every_unit(caseload)
        or before.formative is not says_formative(caseload)
        or before.doubted
        or before.unconfirmed
        or before.given_twice
        or any(event.device != caseload.device for event in events)
    )
    if must_be_reread or fold.has_kept_despite_removal(caseload.db, before.candidate.id):
        return None  # conflicts and doubts are determined from the whole portfolio
    changed: dict[str, dict[str, bool]] = {}  # by part: the ids of changed records, and whether each is new
    for event in events:
        for change in event.changes:
            is_restored = change.field == "deleted" and not change.value
            if change.entity not in _PART_OF or is_restored:
                return None
            heads = caseload.heads(before.candidate.id, change.entity, change.id)
            if len(heads.get(change.field, ())) > 1:
                return None  # a conflict with a value that was not shown
            required = change.field in KINDS[change.entity].required and not change.parents
            ids = changed.setdefault(_PART_OF[change.entity], {})
            ids[change.id] = ids.get(change.id, False) or required
    parts = {}
    for part, ids in changed.items():
        kind = PARTS[part]
        changed_records = {
            record_id: caseload.one(kind.record_type, before.candidate.id, record_id) for record_id in ids
        }
        records = [changed_records.get(record.id, record) for record in getattr(before, part)]
        records += [changed_records[record_id] for record_id, new in ids.items() if new]
        parts[part] = tuple(sorted((record for record in records if record is not None), key=kind.order))
    return before.with_parts(**parts)


def enrolled_units(caseload: Caseload, portfolio: Portfolio) -> tuple[Unit, ...]:
    """Return the units a candidate is enrolled on, each in the exact wording of the enrolment.

    An earlier version took in enrolments on the wording of another unit: they are left out.
    """
    units = ((kept_unit(caseload, enrolment.digest), enrolment.id) for enrolment in portfolio.enrolments)
    return tuple(unit for unit, enrolled in units if unit.id == enrolled)


def former_units(caseload: Caseload, portfolio: Portfolio) -> tuple[Unit, ...]:
    """Return the units that a candidate was taken off, although something that was done names them."""
    named = {
        *(decision.unit for decision in portfolio.decisions),
        *(signature.unit for signature in portfolio.unit_signatures),
        *(sample.unit for sample in portfolio.samples),
        *(action.unit for action in portfolio.actions),
    } - {enrolment.id for enrolment in portfolio.enrolments}
    rows = (caseload.row("enrolment", portfolio.candidate.id, unit) for unit in sorted(named))
    return tuple(kept_unit(caseload, row["digest"]) for row in rows if row)


def offered_units(caseload: Caseload) -> dict[str, str]:
    """Return the units on which candidates can be enrolled: number and title by id, in their order.

    These are the units that ship with the program, and those of the caseload that are approved. None is read.
    """
    rows = caseload.db.execute(
        'SELECT unit, name FROM "unit-version" WHERE stream = ? AND NOT COALESCE(deleted, 0)'
        " AND COALESCE(approved, '') <> '' ORDER BY approved, made",
        (CASELOAD_STREAM,),
    )
    names: dict[str, str] = dict(rows.fetchall())  # of one unit, the one approved last is in force
    names |= {unit_id: unit.full_name for unit_id, unit in catalogue().items()}
    return dict(sorted(names.items(), key=lambda pair: (pair[1], pair[0])))


def offered_unit(caseload: Caseload, unit_id: str) -> Wording:
    """Return a unit on which candidates can be enrolled.

    Raises UserError for an unknown id, or if there is only a draft of it.
    """
    if unit_id in built_in():
        return built_in()[unit_id]
    versions = caseload.all(UnitVersion, CASELOAD_STREAM)
    version = in_force(versions).get(unit_id)
    if version is None and any(version.unit == unit_id for version in versions):
        raise UserError(text("The unit “{unit}” is a draft. Approve it, then enrol.", unit=unit_id))
    if version is None:
        raise unknown_unit(unit_id)
    return Wording(kept_unit(caseload, version.digest), caseload.wording(version.digest), version.digest)


_kept: dict[str, Unit] = {}  # by digest: what a digest names never changes


def kept_unit(caseload: Caseload, digest: str) -> Unit:
    """Return the unit in the wording of a digest; raises KeyError if none is stored."""
    if digest not in _kept:
        _kept[digest] = unit_from(caseload.wording(digest))
    return _kept[digest]
