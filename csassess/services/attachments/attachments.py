"""Files attached to an item: documents, scanned sheets, sound and video.

The media type is determined from the content; the bytes are kept as they are.
"""

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage import pictures
from csassess.domain.errors import UserError, refuse
from csassess.domain.file_kinds import KINDS, MOST_BYTES, is_picture, is_recording
from csassess.domain.records.attachments import Attachment, AttachmentKind
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import Visit
from csassess.services.attachments.photographs import reason_against_camera
from csassess.services.evidence.evidence import changeable_item
from csassess.services.files import detect_media_type
from csassess.services.signing.signing import signed_account_kept

_MOST_CHANNELS = 8  # of a recording that is played: as many as any room has loudspeakers


def attach(
    caseload: Caseload, candidate_id: str, evidence_id: str, name: str, content: bytes, *, sheet: bool = False
) -> Attachment:
    """Attach a file to an item.

    `sheet` marks it as a signed or written visit sheet.
    Raises UserError if the file is empty, too large or of a kind that is not accepted, if the site
    allows no recording and it is one, or if the item is accepted or withdrawn.
    """
    item = changeable_item(caseload, candidate_id, evidence_id)
    if not content:
        raise UserError(text("The file is empty. Choose another."))
    if len(content) > MOST_BYTES:
        raise UserError(too_large())
    media_type = detect_media_type(content)
    if is_picture(media_type):  # a scan is stored like a photograph: upright, without metadata
        content, media_type = pictures.take_in(content).jpeg, "image/jpeg"
    elif media_type not in KINDS:
        raise UserError(
            text(
                "Files of this type cannot be attached: what they are cannot be told. Put the file into a "
                "ZIP archive, then attach that."
            )
        )
    name = name.encode("utf-8", "replace").decode().strip()
    kind = AttachmentKind.SHEET if sheet else AttachmentKind.DOCUMENT
    if is_recording(media_type):
        _check_recording(load_portfolio(caseload, candidate_id).visit_of(item), media_type)
        kind = AttachmentKind.AUDIO
    sha256 = caseload.attached.put(content)
    attachment = Attachment(
        caseload.new_id(), evidence_id, sha256, name, media_type, len(content), kind, caseload.clock()
    )
    caseload.save(candidate_id, UserAction.ATTACHMENT_ADD, attachment)
    return attachment


def too_large() -> str:
    """Return the sentence that a file is too large to be attached."""
    return text(
        "The file is larger than {most} MB. Make it smaller, then add it again.", most=MOST_BYTES >> 20
    )


def _check_recording(visit: Visit | None, media_type: str) -> None:
    """Raise UserError if sound, or video with its pictures, may not come from a visit."""
    refuse(reason_against_recording(visit))
    if media_type.startswith("video/"):
        refuse(reason_against_camera(visit))


def reason_against_recording(visit: Visit | None) -> str:
    """Return why no sound may be recorded in a visit; empty if it may."""
    if visit and visit.recording_allowed is False:
        return text("This site does not allow recording. Write a note instead.")
    return ""


def remove(caseload: Caseload, candidate_id: str, attachment: Attachment) -> None:
    """Remove an attached file from an item; can be undone.

    Raises UserError if the item is accepted or withdrawn, or if the change would void a signature.
    """
    changeable_item(caseload, candidate_id, attachment.evidence)
    with signed_account_kept(caseload, candidate_id, attachment.evidence):
        caseload.save(candidate_id, UserAction.ATTACHMENT_REMOVE, remove=(attachment,))


def content(caseload: Caseload, attachment: Attachment) -> bytes:
    """Return an attached file's bytes.

    Raises UserError if they are missing.
    """
    try:
        return caseload.attached.content(attachment.sha256)
    except KeyError:
        raise UserError(text("The file is missing from this caseload. Restore it from a backup.")) from None


def can_be_played(content: bytes) -> bool:
    """Return whether a recording may be given to Qt, which ends the program for 64 channels or more."""
    from csassess.data.storage.recording_types import channels_of

    return channels_of(content) <= _MOST_CHANNELS
