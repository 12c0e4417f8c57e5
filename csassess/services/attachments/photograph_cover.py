"""Covering parts of a photograph for good, and removing every earlier copy of what was covered."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
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
                caseload.save(stream, UserAction.PHOTOGRAPH_COVER, covered)
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
    for event in caseload.history.of(stream):
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
        for event in caseload.history.of(candidate_id)
        for change in event.changes
        if (change.id, change.field) == (photograph.id, "sha256")
    }
