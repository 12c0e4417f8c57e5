"""Photographs of an item: importing, captioning, rotating, cropping, removing."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.picture import Box, StoredPicture
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import Visit
from csassess.services.evidence.evidence import changeable_item
from csassess.services.signing.signing import signed_account_kept

# The window names these, and may not reach below the services.
__all__ = [
    "Box",
    "StoredPicture",
    "add",
    "content",
    "crop",
    "prepare",
    "remove",
    "say",
    "thumbnail",
    "turn",
]


def prepare(content: bytes) -> StoredPicture:
    """Return a picture as it would be kept; touches no record, so it may run on any thread. Raises UserError for what is no picture."""
    from csassess.data.storage import pictures

    return pictures.take_in(content)


def add(
    caseload: Caseload, candidate_id: str, evidence_id: str, kept: StoredPicture, caption: str = ""
) -> Photograph:
    """Keep a picture and name it in an item; raises UserError where the site allows no camera or the item is closed.

    The bytes are wholly in the store before the record names them.
    """
    _check_camera(caseload, candidate_id, evidence_id)
    caseload.attached.put(kept.jpeg, kept.thumbnail)
    with caseload.together():  # keeping it took its time: the item may have been closed meanwhile
        visit = _check_camera(caseload, candidate_id, evidence_id)
        return _named(caseload, candidate_id, evidence_id, kept, caption, visit)


def _check_camera(caseload: Caseload, candidate_id: str, evidence_id: str) -> Visit | None:
    """Return the visit of an item; raises UserError where the item is closed or the site allows no camera."""
    item = changeable_item(caseload, candidate_id, evidence_id)
    visit = _visit(caseload, candidate_id, item)
    if visit and visit.camera_allowed is False:
        raise UserError(text("The site does not allow a camera. Use the printed visit sheet instead."))
    return visit


def _named(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    kept: StoredPicture,
    caption: str,
    visit: Visit | None,
) -> Photograph:
    photograph = Photograph(
        caseload.new_id(),
        evidence_id,
        kept.sha256,
        kept.original,
        kept.width,
        kept.height,
        caseload.clock(),
        kept.taken,
        caption.strip(),
        visit.informed if visit else "",
    )
    caseload.save(candidate_id, UserAction.PHOTOGRAPH_ADD, photograph)
    return photograph


def _visit(caseload: Caseload, candidate_id: str, item: EvidenceItem) -> Visit | None:
    return caseload.one(Visit, candidate_id, item.visit) if item.visit else None


def say(
    caseload: Caseload, candidate_id: str, photograph: Photograph, caption: str, informed: str
) -> Photograph:
    """Say what and whom a photograph shows, and how people present were informed. Refused once accepted."""
    changeable_item(caseload, candidate_id, photograph.evidence)
    said = replace(photograph, caption=caption.strip(), informed=informed.strip())
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, UserAction.PHOTOGRAPH_SAY, said)
    return said


def turn(caseload: Caseload, candidate_id: str, photograph: Photograph) -> Photograph:
    """Turn a photograph a quarter to the right; undo turns it back. Refused once accepted."""
    from csassess.data.storage import pictures

    changeable_item(caseload, candidate_id, photograph.evidence)
    kept = pictures.turned(content(caseload, photograph), photograph.original)
    return _changed(caseload, candidate_id, photograph, kept, UserAction.PHOTOGRAPH_TURN)


def crop(caseload: Caseload, candidate_id: str, photograph: Photograph, box: Box) -> Photograph:
    """Leave only the part of a photograph within a box; undo brings the rest back. Refused once accepted."""
    from csassess.data.storage import pictures

    changeable_item(caseload, candidate_id, photograph.evidence)
    kept = pictures.cropped(content(caseload, photograph), photograph.original, box)
    return _changed(caseload, candidate_id, photograph, kept, UserAction.PHOTOGRAPH_CROP)


def _changed(
    caseload: Caseload, candidate_id: str, photograph: Photograph, kept: StoredPicture, action: UserAction
) -> Photograph:
    caseload.attached.put(kept.jpeg, kept.thumbnail)
    changed = replace(photograph, sha256=kept.sha256, width=kept.width, height=kept.height)
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, action, changed)
    return changed


def remove(caseload: Caseload, candidate_id: str, photograph: Photograph) -> None:
    """Take a photograph out of an item with the references that hang on it; undo brings all back. Refused once accepted."""
    changeable_item(caseload, candidate_id, photograph.evidence)
    references = load_portfolio(caseload, candidate_id).references_of(photograph.evidence)
    hanging = tuple(reference for reference in references if reference.note == photograph.id)
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, UserAction.PHOTOGRAPH_REMOVE, remove=(photograph, *hanging))


def content(caseload: Caseload, photograph: Photograph) -> bytes:
    """Return a photograph's JPEG bytes; raises UserError where they are not there."""
    try:
        return caseload.attached.content(photograph.sha256)
    except KeyError:
        raise UserError(
            text("The picture is missing from this caseload. Restore it from a backup.")
        ) from None


def thumbnail(caseload: Caseload, photograph: Photograph) -> bytes:
    """Return a photograph's thumbnail as JPEG bytes, made now where it came in without; empty where it cannot be read."""
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
