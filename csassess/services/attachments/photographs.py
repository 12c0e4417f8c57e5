"""Photographs of an item: importing, captioning, rotating, cropping, removing."""

from dataclasses import replace
from datetime import datetime

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.picture import Box, StoredPicture
from csassess.domain.errors import UserError, refuse
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import Visit
from csassess.services.evidence.event_times import reason_for_later
from csassess.services.evidence.evidence import changeable_item
from csassess.services.signing.signing import signed_account_kept

# Re-exported for the window, which may not import below the services.
__all__ = [
    "add",
    "content",
    "crop",
    "describe",
    "prepare",
    "reason_against_camera",
    "remove",
    "state_time",
    "thumbnail",
    "turn",
]


def prepare(content: bytes) -> StoredPicture:
    """Return a picture in the form in which it is stored.

    Touches no record, so it may run on any thread.
    Raises UserError if the content is not a picture.
    """
    from csassess.data.storage import pictures

    return pictures.take_in(content)


def add(
    caseload: Caseload, candidate_id: str, evidence_id: str, picture: StoredPicture, caption: str = ""
) -> Photograph:
    """Store a picture and add it to an item.

    The bytes are stored completely before the record refers to them.
    Raises UserError if the site allows no camera, or if the item is accepted or withdrawn.
    """
    _check_camera(caseload, candidate_id, evidence_id)
    caseload.attached.put(picture.jpeg, picture.thumbnail)
    with caseload.together():  # storing takes time; the item may be closed by now
        visit = _check_camera(caseload, candidate_id, evidence_id)
        return _save_photograph(caseload, candidate_id, evidence_id, picture, caption, visit)


def _check_camera(caseload: Caseload, candidate_id: str, evidence_id: str) -> Visit | None:
    """Return the item's visit, if any.

    Raises UserError if the item is closed or the site allows no camera.
    """
    item = changeable_item(caseload, candidate_id, evidence_id)
    visit = _visit(caseload, candidate_id, item)
    refuse(reason_against_camera(visit))
    return visit


def reason_against_camera(visit: Visit | None) -> str:
    """Return why no photograph may be taken in a visit; empty if it may."""
    if visit and visit.camera_allowed is False:
        return text("This site does not allow cameras. Use the printed visit sheet instead.")
    return ""


def _save_photograph(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    picture: StoredPicture,
    caption: str,
    visit: Visit | None,
) -> Photograph:
    photograph = Photograph(
        caseload.new_id(),
        evidence_id,
        picture.sha256,
        picture.original,
        picture.width,
        picture.height,
        caseload.clock(),
        picture.taken,
        caption.strip(),
        visit.informed if visit else "",
    )
    caseload.save(candidate_id, UserAction.PHOTOGRAPH_ADD, photograph)
    return photograph


def _visit(caseload: Caseload, candidate_id: str, item: EvidenceItem) -> Visit | None:
    return caseload.one(Visit, candidate_id, item.visit) if item.visit else None


def describe(
    caseload: Caseload, candidate_id: str, photograph: Photograph, caption: str, informed: str
) -> Photograph:
    """Set a photograph's caption and how the people present were informed.

    Raises UserError if the item is accepted or withdrawn, or if the change would void a signature.
    """
    changeable_item(caseload, candidate_id, photograph.evidence)
    described = replace(photograph, caption=caption.strip(), informed=informed.strip())
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, UserAction.PHOTOGRAPH_SAY, described)
    return described


def state_time(
    caseload: Caseload, candidate_id: str, photograph: Photograph, taken: datetime, later_because: str = ""
) -> Photograph:
    """Set when a photograph was taken, as the assessor states it; the camera's own time is kept too.

    Raises UserError if the item is accepted or withdrawn, if the time is in the future without a reason,
    or if the change would void a signature.
    """
    changeable_item(caseload, candidate_id, photograph.evidence)
    because = reason_for_later(later_because, caseload.clock(), taken)
    stated = replace(photograph, stated=taken, later_because=because)
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, UserAction.PHOTOGRAPH_SAY, stated)
    return stated


def turn(caseload: Caseload, candidate_id: str, photograph: Photograph) -> Photograph:
    """Rotate a photograph a quarter turn clockwise; can be undone.

    Raises UserError if the item is accepted or withdrawn, or if the change would void a signature.
    """
    from csassess.data.storage import pictures

    changeable_item(caseload, candidate_id, photograph.evidence)
    picture = pictures.turned(content(caseload, photograph), photograph.original)
    return _save_changed(caseload, candidate_id, photograph, picture, UserAction.PHOTOGRAPH_TURN)


def crop(caseload: Caseload, candidate_id: str, photograph: Photograph, box: Box) -> Photograph:
    """Crop a photograph to a box (left, top, right, bottom in pixels); can be undone.

    Raises UserError if the part is too small, if the item is accepted or withdrawn, or if the
    change would void a signature.
    """
    from csassess.data.storage import pictures

    changeable_item(caseload, candidate_id, photograph.evidence)
    picture = pictures.cropped(content(caseload, photograph), photograph.original, box)
    return _save_changed(caseload, candidate_id, photograph, picture, UserAction.PHOTOGRAPH_CROP)


def _save_changed(
    caseload: Caseload, candidate_id: str, photograph: Photograph, picture: StoredPicture, action: UserAction
) -> Photograph:
    caseload.attached.put(picture.jpeg, picture.thumbnail)
    changed = replace(photograph, sha256=picture.sha256, width=picture.width, height=picture.height)
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, action, changed)
    return changed


def remove(caseload: Caseload, candidate_id: str, photograph: Photograph) -> None:
    """Remove a photograph and the references linked to it; can be undone.

    Raises UserError if the item is accepted or withdrawn, or if the change would void a signature.
    """
    changeable_item(caseload, candidate_id, photograph.evidence)
    references = load_portfolio(caseload, candidate_id).references_of(photograph.evidence)
    linked = tuple(reference for reference in references if reference.note == photograph.id)
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, UserAction.PHOTOGRAPH_REMOVE, remove=(photograph, *linked))


def content(caseload: Caseload, photograph: Photograph) -> bytes:
    """Return a photograph's JPEG bytes.

    Raises UserError if they are missing.
    """
    try:
        return caseload.attached.content(photograph.sha256)
    except KeyError:
        raise UserError(
            text("The picture is missing from this caseload. Restore it from a backup.")
        ) from None


def thumbnail(caseload: Caseload, photograph: Photograph) -> bytes:
    """Return a photograph's thumbnail as JPEG bytes; empty if it cannot be read.

    Creates and stores the thumbnail if the photograph came without one.
    """
    from csassess.data.storage import pictures

    try:
        return caseload.attached.thumbnail(photograph.sha256)
    except KeyError:
        pass
    except UserError:
        return b""
    try:
        small = pictures.thumbnail_of(caseload.attached.content(photograph.sha256))
        caseload.attached.keep_thumbnail(photograph.sha256, small)
    except (KeyError, UserError):
        return b""
    return small
