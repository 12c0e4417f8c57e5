"""Units under review: kept in the caseload while a person compares them with their document."""

import json
from collections.abc import Sequence
from dataclasses import replace

from cattrs import ClassValidationError, Converter

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.stored_files import is_named
from csassess.data.units.checks import cause_of
from csassess.data.units.units import Wording, built_in, wording_of
from csassess.domain.errors import UserError
from csassess.domain.names import name_key
from csassess.domain.records.questions import UnitVersion
from csassess.domain.units.review import Review
from csassess.domain.units.review_wording import content_of, free_id, problems
from csassess.exchange.reading.draft import UnitDraft
from csassess.services.access.caseloads import centre_of
from csassess.services.units import caseload_units
from csassess.services.units.caseload_units import CaseloadUnit
from csassess.services.units.new_reviews import review_of, review_of_wording
from csassess.services.units.reading import SourceDocument

_KEY, _FIELD = "unit-review ", "review"
_converter = Converter()


def begin(caseload: Caseload, source: SourceDocument, drafts: Sequence[UnitDraft]) -> list[str]:
    """Begin the review of units that were read, and keep their document; return the ids of the reviews.

    Raises UserError if the disk refuses; then nothing is kept but the document.
    """
    document = caseload.attached.put(source.content)
    begun = []
    with caseload.together():
        for draft in drafts:
            new = review_of(draft, source, caseload.new_id(), document)
            keep(caseload, _compared_with_units(caseload, new))
            begun.append(new.id)
    return begun


def begin_correction(caseload: Caseload, version: UnitVersion) -> str:
    """Begin the review of a wording that is here, to be approved as a new version; return its id."""
    content = caseload.wording(version.digest)
    new = review_of_wording(content, caseload.new_id(), version.origin, version.document)
    keep(caseload, new)
    return new.id


def _compared_with_units(caseload: Caseload, new: Review) -> Review:
    """Ask whether it is a new version if a unit of the same reference, or number and title, is here."""
    for version in caseload.all(UnitVersion, CASELOAD_STREAM):
        if not caseload.has_wording(version.digest):
            continue
        identity = caseload.wording(version.digest).get("identity", {})
        reference, number = new.fact("reference"), new.fact("number")
        is_same = reference and reference == identity.get("reference")
        if is_same or (number and number == identity.get("number")):
            return replace(new, replaces=None, resembles=version.unit)
    return new


def reviews(caseload: Caseload) -> list[Review]:
    """Return the units under review, in the order of their names."""
    kept = [_read(value) for value in caseload.drafts.all(_KEY).values()]
    return sorted(kept, key=lambda review: (name_key(review.name), review.id))


def review(caseload: Caseload, review_id: str) -> Review:
    """Return a unit under review; raises KeyError if there is none."""
    return _read(caseload.drafts.of(_KEY + review_id)[_FIELD])


def is_under_review(caseload: Caseload, review_id: str) -> bool:
    """Return whether a review is neither approved nor given up."""
    return bool(review_id) and _KEY + review_id in caseload.drafts.records()


def _read(kept: str) -> Review:
    return _converter.structure(json.loads(kept), Review)


def keep(caseload: Caseload, changed: Review) -> None:
    """Keep a review as it is now.

    Raises UserError if the disk refuses.
    """
    words = json.dumps(_converter.unstructure(changed), ensure_ascii=False)
    caseload.drafts.keep(_KEY + changed.id, _FIELD, words)


def discard(caseload: Caseload, review_id: str) -> None:
    """Give up the review of a unit: what was corrected in it is gone, and so is its document."""
    document = review(caseload, review_id).document
    caseload.drafts.forget(_KEY + review_id)
    if document and not _is_needed(caseload, document):
        caseload.attached.forget({document})


def _is_needed(caseload: Caseload, document: str) -> bool:
    return is_named(caseload.db, document) or any(r.document == document for r in reviews(caseload))


def document_of(caseload: Caseload, sha256: str) -> bytes | None:
    """Return the bytes of a unit's document; None if they are not here, as after an old backup."""
    try:
        return caseload.attached.content(sha256) if sha256 else None
    except KeyError:
        return None


def wording_of_review(caseload: Caseload, reviewed: Review) -> Wording:
    """Return the unit that a review makes, with its wording.

    Raises UserError with the first thing that prevents it.
    """
    found = problems(reviewed)
    if found:
        raise UserError(found[0].words)
    taken = {*built_in(), *(version.unit for version in caseload.all(UnitVersion, CASELOAD_STREAM))}
    try:
        return wording_of(content_of(reviewed, reviewed.replaces or free_id(reviewed, taken)))
    except (ClassValidationError, ValueError) as error:
        raise UserError(text("The unit is not complete yet: {cause}.", cause=cause_of(error))) from None


def finish(caseload: Caseload, reviewed: Review, name: str, role: str) -> CaseloadUnit:
    """Bring the reviewed unit in and approve it; the review ends.

    If the centre has units approved by a second person, it is brought in as a draft and waits for them.
    Raises UserError if something prevents it, or without a name or role; then nothing is changed.
    """
    if reviewed.to_look_at:
        raise UserError(text("Some rows still have to be looked at. Go through them first."))
    wording = wording_of_review(caseload, reviewed)
    with caseload.together():
        brought = caseload_units.add_wording(
            caseload,
            wording,
            reviewed.file,
            reviewed.document,
            new_version=bool(reviewed.replaces),
        )
        if not waits_for_second(caseload):
            brought = caseload_units.approve(caseload, wording.unit.id, name, role, brought.version.id)
        caseload.drafts.forget(_KEY + reviewed.id)
    return brought


def waits_for_second(caseload: Caseload) -> bool:
    """Return whether a second person approves units at this centre."""
    return centre_of(caseload).second_approves_units
