"""Photographs of an item: taking them in, saying what they show, turning, cropping, and covering for good."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.picture import Box, StoredPicture
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Attachment, Photograph
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import Signature
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.visits import Visit
from csassess.services.evidence.evidence import changeable_item
from csassess.services.signing.signing import signed_account_kept

# The window names these, and may not reach below the services.
__all__ = [
    "Box",
    "StoredPicture",
    "add",
    "content",
    "cover",
    "covered_elsewhere",
    "crop",
    "finish_covering",
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
    caseload.save(candidate_id, "photograph.add", photograph)
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
        caseload.save(candidate_id, "photograph.say", said)
    return said


def turn(caseload: Caseload, candidate_id: str, photograph: Photograph) -> Photograph:
    """Turn a photograph a quarter to the right; undo turns it back. Refused once accepted."""
    from csassess.data.storage import pictures

    changeable_item(caseload, candidate_id, photograph.evidence)
    kept = pictures.turned(content(caseload, photograph), photograph.original)
    return _changed(caseload, candidate_id, photograph, kept, "photograph.turn")


def crop(caseload: Caseload, candidate_id: str, photograph: Photograph, box: Box) -> Photograph:
    """Leave only the part of a photograph within a box; undo brings the rest back. Refused once accepted."""
    from csassess.data.storage import pictures

    changeable_item(caseload, candidate_id, photograph.evidence)
    kept = pictures.cropped(content(caseload, photograph), photograph.original, box)
    return _changed(caseload, candidate_id, photograph, kept, "photograph.crop")


def _changed(
    caseload: Caseload, candidate_id: str, photograph: Photograph, kept: StoredPicture, action: str
) -> Photograph:
    caseload.attached.put(kept.jpeg, kept.thumbnail)
    changed = replace(photograph, sha256=kept.sha256, width=kept.width, height=kept.height)
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, action, changed)
    return changed


def cover(
    caseload: Caseload, candidate_id: str, photograph: Photograph, boxes: tuple[Box, ...]
) -> Photograph:
    """Cover parts of a photograph with solid rectangles, for good: no earlier bytes of it stay, and they are refused from now on.

    Every record that shows the same picture shows the covered one from now on. Raises UserError without a box, once accepted,
    and where the same picture stands elsewhere in a way that cannot be covered along: turned, cropped, attached as a file, or
    in a closed item.
    """
    from csassess.data.storage import pictures

    changeable_item(caseload, candidate_id, photograph.evidence)
    if not boxes:
        raise UserError(text("Draw a rectangle over what is to be covered first."))
    with caseload.together(), signed_account_kept(caseload, candidate_id, photograph.evidence):
        alike = _shown_alike(caseload, photograph)
        kept = pictures.covered(content(caseload, photograph), photograph.original, boxes)
        caseload.attached.put(kept.jpeg, kept.thumbnail)
        gone = frozenset(
            sha256
            for stream, shown in alike
            for sha256 in (
                *_bytes_ever_shown(caseload, stream, shown),
                shown.original,
                *_papers_with(caseload, stream, shown),
            )
            if sha256 != kept.sha256
        )
        caseload.attached.announce_taking_out(gone)
        try:
            for stream, shown in alike:
                covered = replace(
                    shown, sha256=kept.sha256, width=kept.width, height=kept.height, covered=True
                )
                caseload.save(stream, "photograph.cover", covered)
        except UserError:
            caseload.attached.withdraw_announcement(gone)
            raise
    caseload.attached.take_out(gone)
    return replace(photograph, sha256=kept.sha256, width=kept.width, height=kept.height, covered=True)


def _papers_with(caseload: Caseload, stream: str, photograph: Photograph) -> list[str]:
    """Return the papers kept as they were signed, and scans once attached, that may show the photograph: they go with it."""
    signed = caseload.where(Signature, "evidence", photograph.evidence)
    sheets: set[str] = set()
    scans = []
    for event in caseload.history(stream):
        for change in event.changes:
            if (change.field, change.value) == ("about", photograph.evidence):
                sheets.add(change.id)
        scans += [
            str(c.value)
            for c in event.changes
            if c.id in sheets and c.field in ("sha256", "paper") and c.value
        ]
    return [*(signature.paper for _, signature in signed if signature.paper), *scans]


def _shown_alike(caseload: Caseload, photograph: Photograph) -> list[tuple[str, Photograph]]:
    """Return every record that shows the same picture, with its stream; raises UserError where one cannot be covered along."""
    alike = caseload.where(Photograph, "original", photograph.original)
    if any(shown.sha256 != photograph.sha256 for _, shown in alike):
        raise UserError(text("The same picture stands elsewhere, turned or cropped. Remove it there first."))
    for stream, shown in alike:
        changeable_item(caseload, stream, shown.evidence)
        if any(on == stream for on, _ in caseload.where(SignedSheet, "about", shown.evidence)):
            raise UserError(
                text("A signed sheet of this item may show the picture. Remove it from its form first.")
            )
    ever = {sha256 for stream, shown in alike for sha256 in _bytes_ever_shown(caseload, stream, shown)}
    if any(caseload.where(Attachment, "sha256", sha256) for sha256 in ever):
        raise UserError(text("The same picture is attached as a file. Remove it there first."))
    return alike


def covered_elsewhere(caseload: Caseload, candidate_id: str, photograph_id: str) -> None:
    """Take out here what lay under a cover that another machine drew: its earlier bytes, and papers and scans that showed them.

    What a standing record still names stays: where the picture was changed here meanwhile, both wait side by side for a choice.
    """
    photograph = caseload.one(Photograph, candidate_id, photograph_id)
    if photograph is None or not photograph.covered:
        return
    shown = {
        *_bytes_ever_shown(caseload, candidate_id, photograph),
        photograph.original,
        *_papers_with(caseload, candidate_id, photograph),
    }
    gone = frozenset(s for s in shown if not caseload.where(Photograph, "sha256", s))
    caseload.attached.announce_taking_out(gone)
    caseload.attached.take_out(gone)


def finish_covering(caseload: Caseload) -> None:
    """Put right what a cover that stopped half-way left behind: bytes that a record still names are taken again, the others are taken out.

    Raises UserError where the file of photographs cannot be read.
    """
    left = frozenset(caseload.attached.still_to_take_out())
    named = frozenset(sha256 for sha256 in left if caseload.where(Photograph, "sha256", sha256))
    if named:
        caseload.attached.withdraw_announcement(named)
    if left - named:
        caseload.attached.take_out(left - named)


def _bytes_ever_shown(caseload: Caseload, candidate_id: str, photograph: Photograph) -> set[str]:
    return {
        str(change.value)
        for event in caseload.history(candidate_id)
        for change in event.changes
        if (change.id, change.field) == (photograph.id, "sha256")
    }


def remove(caseload: Caseload, candidate_id: str, photograph: Photograph) -> None:
    """Take a photograph out of an item with the references that hang on it; undo brings all back. Refused once accepted."""
    changeable_item(caseload, candidate_id, photograph.evidence)
    references = load_portfolio(caseload, candidate_id).references_of(photograph.evidence)
    hanging = tuple(reference for reference in references if reference.note == photograph.id)
    with signed_account_kept(caseload, candidate_id, photograph.evidence):
        caseload.save(candidate_id, "photograph.remove", remove=(photograph, *hanging))


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
