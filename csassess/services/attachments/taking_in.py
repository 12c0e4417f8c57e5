"""Take a file or picture into an item, as what it is: a photograph, or an attached file."""

from csassess.data.record.caseload import Caseload
from csassess.domain.file_kinds import is_picture
from csassess.domain.records.attachments import Attachment, Photograph
from csassess.services.attachments import attachments, photographs
from csassess.services.files import detect_media_type


def take_in(
    caseload: Caseload, candidate_id: str, evidence_id: str, name: str, content: bytes
) -> Photograph | Attachment:
    """Add a picture as a photograph, anything else as an attached file.

    Raises UserError as `photographs.add` and `attachments.attach` do.
    """
    if is_picture(detect_media_type(content)):
        return photographs.add(caseload, candidate_id, evidence_id, photographs.prepare(content))
    return attachments.attach(caseload, candidate_id, evidence_id, name, content)
