"""Files attached to an item: documents, scanned sheets, voice notes.

The media type is determined from the content.
"""

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage import pictures
from csassess.domain.errors import UserError, refuse
from csassess.domain.records.attachments import Attachment, AttachmentKind
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import Visit
from csassess.services.evidence.evidence import changeable_item
from csassess.services.files import MOST_BYTES, detect_media_type
from csassess.services.signing.signing import signed_account_kept

_DOCUMENTS = {
    "application/pdf",
    "application/msword",
    "application/rtf",
    "text/rtf",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "image/jpeg",
    "image/png",
    "image/tiff",
}


def attach(
    caseload: Caseload, candidate_id: str, evidence_id: str, name: str, content: bytes, *, sheet: bool = False
) -> Attachment:
    """Attach a file to an item.

    `sheet` marks it as a signed or written visit sheet.
    Raises UserError if the file is empty, too large or of a kind that is not accepted, if the site
    allows no recording and it is a sound, or if the item is accepted or withdrawn.
    """
    item = changeable_item(caseload, candidate_id, evidence_id)
    if not content:
        raise UserError(text("The file is empty. Choose another."))
    if len(content) > MOST_BYTES:
        raise UserError(
            text(
                "The file is larger than {most} MB. Make it smaller, then add it again.",
                most=MOST_BYTES // 2**20,
            )
        )
    media_type = detect_media_type(content)
    if media_type.startswith("image/"):  # a scan is stored like a photograph: upright, without metadata
        content, media_type = pictures.take_in(content).jpeg, "image/jpeg"
    name = name.encode("utf-8", "replace").decode().strip()
    if media_type.startswith("audio/"):
        refuse(reason_against_recording(load_portfolio(caseload, candidate_id).visit_of(item)))
        kind = AttachmentKind.AUDIO
    elif media_type in _DOCUMENTS:
        kind = AttachmentKind.SHEET if sheet else AttachmentKind.DOCUMENT
    else:
        raise UserError(
            text(
                "Files of this type cannot be attached. Attach a PDF, a text document, a "
                "spreadsheet or a sound file."
            )
        )
    sha256 = caseload.attached.put(content)
    attachment = Attachment(
        caseload.new_id(), evidence_id, sha256, name, media_type, len(content), kind, caseload.clock()
    )
    caseload.save(candidate_id, UserAction.ATTACHMENT_ADD, attachment)
    return attachment


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
