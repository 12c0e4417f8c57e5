"""A later wording of a unit: compared with an earlier one, and candidates moved to it."""

from dataclasses import dataclass, replace

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import kept_unit, load_portfolio
from csassess.domain.assessment.moving import Move, move_of, moved
from csassess.domain.assessment.unit_versions import in_force, states_of
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError, refuse
from csassess.domain.names import name_key
from csassess.domain.records.evidence import Reference, derived_id, earlier_label
from csassess.domain.records.people import Candidate, Enrolment
from csassess.domain.records.questions import UnitVersion
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Unit
from csassess.services.evidence import judgement
from csassess.services.units.reviews import review, wording_of_review


@dataclass(frozen=True, slots=True)
class Version:
    """A wording that can be compared: its name, and the unit in it.

    `key` names it.
    """

    key: str
    words: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class OnEarlier:
    """A candidate who is enrolled on an earlier wording than the one in force."""

    candidate: Candidate
    enrolled: Enrolment


def versions(caseload: Caseload, unit_id: str, review_id: str = "") -> list[Version]:
    """Return the wordings of a unit, the oldest first; last the one under review, if given.

    A review that is not complete cannot be compared: raises UserError.
    """
    kept = [
        version
        for version in caseload.all(UnitVersion, CASELOAD_STREAM)
        if version.unit == unit_id and caseload.has_wording(version.digest)
    ]
    states = states_of(kept)
    found = [
        Version(
            version.id,
            text("{state}, {date}", state=states[version.id].words, date=long_date(version.added)),
            kept_unit(caseload, version.digest),
        )
        for version in sorted(kept, key=lambda version: (version.added, version.approved or version.added))
    ]
    if review_id:
        unit = wording_of_review(caseload, review(caseload, review_id)).unit
        found.append(Version(review_id, text("under review"), unit))
    return found


def on_earlier(caseload: Caseload, unit_id: str) -> list[OnEarlier]:
    """Return the candidates who are enrolled on another wording of a unit than the one in force."""
    present = in_force(caseload.all(UnitVersion, CASELOAD_STREAM)).get(unit_id)
    if present is None:
        return []
    found = []
    for candidate_id, enrolment in caseload.where(Enrolment, "id", unit_id):
        candidate = caseload.one(Candidate, candidate_id, candidate_id)
        if candidate and enrolment.digest != present.digest:
            found.append(OnEarlier(candidate, enrolment))
    return sorted(found, key=lambda each: name_key(each.candidate.name))


def is_on_earlier(caseload: Caseload, candidate_id: str, unit_id: str) -> bool:
    """Return whether a candidate is enrolled on another wording of a unit than the one in force."""
    versions_of_unit = (version for _, version in caseload.where(UnitVersion, "unit", unit_id))
    present = in_force(versions_of_unit).get(unit_id)
    enrolment = caseload.one(Enrolment, candidate_id, unit_id)
    return bool(present and enrolment and enrolment.digest != present.digest)


def preview(caseload: Caseload, candidate_id: str, unit_id: str) -> Move:
    """Return what moving a candidate to the wording in force would do.

    Raises UserError if they are on it already, or if no wording is approved.
    """
    present = in_force(caseload.all(UnitVersion, CASELOAD_STREAM)).get(unit_id)
    enrolment = caseload.one(Enrolment, candidate_id, unit_id)
    if present is None or enrolment is None:
        raise UserError(text("No wording of “{unit}” is approved.", unit=unit_id))
    if enrolment.digest == present.digest:
        raise UserError(text("The candidate is enrolled on the wording in force already."))
    before, after = kept_unit(caseload, enrolment.digest), kept_unit(caseload, present.digest)
    return move_of(load_portfolio(caseload, candidate_id), before, after)


def move(caseload: Caseload, candidate_id: str, unit_id: str) -> Move:
    """Move a candidate's enrolment to the wording in force, with the references that follow it.

    References to criteria that are reworded or gone stay with their item, named as of the earlier wording,
    and count for nothing. Accepted items of which references change are reopened.
    Raises UserError as `preview` does, or if the unit is decided.
    """
    planned = preview(caseload, candidate_id, unit_id)
    refuse(planned.refusal)
    present = in_force(caseload.all(UnitVersion, CASELOAD_STREAM))[unit_id]
    enrolment = caseload.one(Enrolment, candidate_id, unit_id)
    assert enrolment is not None  # the preview found it
    why = text("The candidate moved to another wording of {unit}.", unit=planned.after.name)
    with caseload.together():
        for item in planned.reopens:
            judgement.reopen(caseload, candidate_id, item.id, why)
        changes = [*planned.follows, *((r, earlier_label(r.criterion)) for r in planned.waits)]
        written = [_under(reference, label) for reference, label in changes]
        present_ids = {reference.id for reference in written}  # one may take the label that another had
        caseload.save(
            candidate_id,
            UserAction.CANDIDATE_MOVE_UNIT,
            replace(enrolment, digest=present.digest),
            *written,
            remove=(*(r for r, _ in changes if r.id not in present_ids), *planned.to_confirm),
        )
    return planned


def _under(reference: Reference, label: str) -> Reference:
    return moved(reference, label, derived_id(reference.note or reference.evidence, reference.unit, label))
