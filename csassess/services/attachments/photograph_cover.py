"""Covering parts of a photograph for good, and removing every earlier copy of what was covered."""

from collections.abc import Sequence
from dataclasses import replace

from csassess.catalogue import text
from csassess.data.exchange.accepted import known_streams
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event
from csassess.data.record.stored_files import Naming, not_named_by_others
from csassess.data.storage.picture import Box
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Attachment, Photograph
from csassess.domain.records.signatures import Signature
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.user_actions import UserAction
from csassess.services.attachments.photographs import content
from csassess.services.evidence.evidence import changeable_item
from csassess.services.signing.signing import signed_account_kept


def cover(
    caseload: Caseload, candidate_id: str, photograph: Photograph, boxes: tuple[Box, ...]
) -> Photograph:
    """Cover parts of a photograph with solid rectangles, for good.

    Every record that shows the same picture shows the covered one afterwards. The earlier bytes of
    the picture, and the signed papers and scans that may show it, are deleted and refused from then
    on.
    Raises UserError if no box is given, if the item is accepted or withdrawn, if a signature would
    be voided, or if the same picture is used in a way that cannot be covered along with it: turned,
    cropped, attached as a file, in a closed item, or in an item with a signed sheet.
    """
    from csassess.data.storage import pictures

    changeable_item(caseload, candidate_id, photograph.evidence)
    if not boxes:
        raise UserError(text("Nothing is marked yet. Draw a rectangle over each part to cover."))
    with caseload.together(), signed_account_kept(caseload, candidate_id, photograph.evidence):
        duplicates = _duplicates(caseload, candidate_id, photograph)
        picture = pictures.covered(content(caseload, photograph), photograph.original, boxes)
        caseload.attached.put(picture.jpeg, picture.thumbnail)
        deleted = (_deleted_with(caseload, duplicates) | {photograph.sha256}) - {picture.sha256}
        caseload.attached.refuse_from_now_on(deleted)
        try:
            for stream, duplicate in duplicates:
                covered = replace(
                    duplicate, sha256=picture.sha256, width=picture.width, height=picture.height, covered=True
                )
                caseload.save(stream, UserAction.PHOTOGRAPH_COVER, covered)
        except UserError:
            caseload.attached.accept_again(deleted)
            raise
    caseload.attached.take_out(deleted)
    return replace(
        photograph, sha256=picture.sha256, width=picture.width, height=picture.height, covered=True
    )


def _deleted_with(caseload: Caseload, covered: Sequence[tuple[str, Photograph]]) -> frozenset[str]:
    """Return the SHA-256 of what goes with photographs that are covered: earlier pictures and papers.

    What another record names too stays: a file of somebody else may say that it was shown here.
    """
    hashes, records = set[str](), set[Naming]()
    for stream, photograph in covered:
        hashes |= {*_digests_ever_shown(caseload, stream, photograph), photograph.original}
        hashes.update(_papers_with(caseload, stream, photograph))
        records.add((stream, "photograph", photograph.id))
        records |= {(stream, "signature", s.id) for s in _signatures(caseload, stream, photograph)}
    return not_named_by_others(caseload.db, hashes, records, known_streams(caseload))


def _signatures(caseload: Caseload, stream: str, photograph: Photograph) -> list[Signature]:
    return [s for s in caseload.all(Signature, stream) if s.evidence == photograph.evidence]


def _papers_with(caseload: Caseload, stream: str, photograph: Photograph) -> list[str]:
    """Return the SHA-256 of papers and scans that may show the photograph.

    These are the papers kept as they were signed, and every scan that was ever attached.
    """
    signed = _signatures(caseload, stream, photograph)
    sheet_ids: set[str] = set()
    scans = []
    for event in caseload.history.of(stream):
        for change in event.changes:
            if (change.field, change.value) == ("about", photograph.evidence):
                sheet_ids.add(change.id)
        scans += [
            str(change.value)
            for change in event.changes
            if change.id in sheet_ids and change.field in ("sha256", "paper") and change.value
        ]
    return [*(signature.paper for signature in signed if signature.paper), *scans]


def _duplicates(
    caseload: Caseload, candidate_id: str, photograph: Photograph
) -> list[tuple[str, Photograph]]:
    """Return every record that shows the same picture, each with its stream, but those of strangers.

    Raises UserError if one of them cannot be covered along with it.
    """
    streams = known_streams(caseload) | {candidate_id}
    found = caseload.where(Photograph, "original", photograph.original)
    found += [same for same in caseload.where(Photograph, "sha256", photograph.sha256) if same not in found]
    duplicates = [(stream, duplicate) for stream, duplicate in found if stream in streams]
    if any(duplicate.sha256 != photograph.sha256 for _, duplicate in duplicates):
        raise UserError(
            text("The same picture is also stored elsewhere, rotated or cropped. Remove it there first.")
        )
    for stream, duplicate in duplicates:
        changeable_item(caseload, stream, duplicate.evidence)
        if any(
            sheet_stream == stream
            for sheet_stream, _ in caseload.where(SignedSheet, "about", duplicate.evidence)
        ):
            raise UserError(
                text(
                    "A signed sheet for this item may show the picture. Remove the sheet from its form first."
                )
            )
    digests = {
        sha256
        for stream, duplicate in duplicates
        for sha256 in _digests_ever_shown(caseload, stream, duplicate)
    }
    files = [file for sha256 in digests for file in caseload.where(Attachment, "sha256", sha256)]
    if any(stream in streams for stream, _ in files):
        raise UserError(text("The same picture is also attached as a file. Remove the file first."))
    return duplicates


def apply_received_cover(caseload: Caseload, candidate_id: str, photograph_id: str) -> None:
    """Delete what lies under a cover that was drawn on another device.

    Deletes the photograph's earlier bytes, and the papers and scans that showed them. Pictures that
    a record still refers to stay: if the picture was also changed here, both versions are kept until
    one is chosen.
    """
    photograph = caseload.one(Photograph, candidate_id, photograph_id)
    if photograph is None or not photograph.covered:
        return
    shown = _digests_ever_shown(caseload, candidate_id, photograph)
    if shown == {photograph.sha256}:
        return  # it was covered before it came here
    deleted = _deleted_with(caseload, [(candidate_id, photograph)]) - {photograph.sha256}
    caseload.attached.refuse_from_now_on(deleted)
    caseload.attached.take_out(deleted)


def note_papers_deleted(caseload: Caseload, event: Event) -> None:
    """Note which papers a cover deleted on another device before they came here.

    They are then not reported as missing. What is here is left alone.
    """
    for change in event.changes:
        if (change.entity, change.field, change.value) != ("photograph", "covered", True):
            continue
        photograph = caseload.one(Photograph, event.stream, change.id)
        if photograph is None or not photograph.covered:
            continue
        signed = [s for s in _signatures(caseload, event.stream, photograph) if s.at <= event.at]
        papers = {s.paper for s in signed if s.paper and not caseload.attached.has(s.paper)}
        records = {(event.stream, "signature", s.id) for s in signed}
        absent = not_named_by_others(caseload.db, papers, records, known_streams(caseload))
        if absent:
            caseload.attached.refuse_from_now_on(absent)


def finish_covering(caseload: Caseload) -> None:
    """Finish covers that were interrupted.

    Bytes that a record still refers to are accepted again; the others are deleted.
    Raises UserError if the file of photographs cannot be read.
    """
    unfinished = frozenset(caseload.attached.refused_but_stored())
    streams = known_streams(caseload)
    still_used = frozenset(
        sha256
        for sha256 in unfinished
        if any(stream in streams for stream, _ in caseload.where(Photograph, "sha256", sha256))
    )
    if still_used:
        caseload.attached.accept_again(still_used)
    if unfinished - still_used:
        caseload.attached.take_out(unfinished - still_used)


def _digests_ever_shown(caseload: Caseload, candidate_id: str, photograph: Photograph) -> set[str]:
    return {
        str(change.value)
        for event in caseload.history.of(candidate_id)
        for change in event.changes
        if (change.id, change.field) == (photograph.id, "sha256")
    }
