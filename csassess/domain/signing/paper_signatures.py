"""Signatures on paper: their day, and whether the sheet is attached."""

from datetime import date

from csassess.catalogue import text
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import AttachmentKind
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import Signature, UnitSignature
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.verification import SampleSignature

_PAPERS_OF_ITEM = ("record", "copy", "feedback")
_FILLED_IN_BY_HAND = ("testimony-form", "statement-form")
_PAPERS_OF_UNIT = ("recording", "declaration")
_PAPERS_OF_SAMPLE = ("verification",)

AnySignature = Signature | UnitSignature | SampleSignature


def sheets_for(signature: AnySignature, portfolio: Portfolio) -> tuple[SignedSheet, ...]:
    """Return the attached sheets that may bear a signature."""
    if isinstance(signature, SampleSignature):
        return tuple(sheet for sheet in portfolio.signed_sheets if sheet.form in _PAPERS_OF_SAMPLE)
    if isinstance(signature, UnitSignature):
        return sheets_of_unit(signature.unit, portfolio)
    return sheets_of_item(signature.evidence, portfolio)


def sheets_of_unit(unit_id: str, portfolio: Portfolio) -> tuple[SignedSheet, ...]:
    """Return the attached sheets of the papers that people sign about a unit."""
    return tuple(s for s in portfolio.signed_sheets if s.about == unit_id and s.form in _PAPERS_OF_UNIT)


def sheets_of_item(item_id: str, portfolio: Portfolio) -> tuple[SignedSheet, ...]:
    """Return the attached sheets of the papers that people sign about an item."""
    return tuple(
        sheet
        for sheet in portfolio.signed_sheets
        if sheet.about == item_id
        and (sheet.form in _PAPERS_OF_ITEM or (sheet.form in _FILLED_IN_BY_HAND and not sheet.on_screen))
    )


def is_sheet_to_follow(signature: AnySignature, portfolio: Portfolio) -> bool:
    """Return whether a signature is on paper and its sheet is not attached.

    A sheet attached after the signature was entered is taken to be its sheet; so is one attached to the item
    itself, or one from which a sample was typed.
    """
    if not signature.on_paper:
        return False
    if isinstance(signature, Signature) and any(
        a.kind is AttachmentKind.SHEET for a in portfolio.attachments_of(signature.evidence)
    ):
        return False
    if isinstance(signature, SampleSignature):
        sheet = next((sample.sheet for sample in portfolio.samples if sample.id == signature.id), "")
        if sheet:
            return False
    else:
        sheet = signature.sheet
    return not any(s.sha256 == sheet or s.at >= signature.at for s in sheets_for(signature, portfolio))


def sheets_to_follow(portfolio: Portfolio) -> tuple[AnySignature, ...]:
    """Return the signatures on paper whose sheet is not attached, in the order they were entered."""
    signatures: tuple[AnySignature, ...] = (
        *portfolio.signatures,
        *portfolio.unit_signatures,
        *portfolio.sample_signatures,
    )
    waiting = (signature for signature in signatures if is_sheet_to_follow(signature, portfolio))
    return tuple(sorted(waiting, key=lambda signature: signature.at))


def sheet_not_here(signer: str, day: date) -> str:
    """Return in words that the sheet of a signature on paper is not attached."""
    return text(
        "the {role} signed on paper on {day}, and the sheet is not here", role=signer, day=long_date(day)
    )


def how_signed(signature: AnySignature, portfolio: Portfolio) -> str:
    """Return in words how it was signed, and why by somebody who is not on record; empty if as expected."""
    parts = []
    if signature.on_paper:
        follows = is_sheet_to_follow(signature, portfolio)
        parts.append(text("signed on paper, sheet to follow") if follows else text("signed on paper"))
    if not isinstance(signature, SampleSignature) and signature.because:
        parts.append(text("signs because: {reason}", reason=signature.because))
    return "; ".join(parts)


def when_signed(signature: AnySignature) -> str:
    """Return the time of a signature on screen, or the day of one on paper."""
    return long_date(signature.day) if signature.on_paper else date_and_time(signature.at)


def usual_day(item: EvidenceItem | None, portfolio: Portfolio, today: date) -> date:
    """Return the day to offer for a signature on paper: the visit's, otherwise today; never later.

    It is today too if any of the account was written after the day of the visit: that was not there to be
    signed then.
    """
    visit = portfolio.visit_of(item) if item else None
    if item is None or visit is None:
        return today
    written = [note.written.date() for note in portfolio.notes_of(item.id)]
    written += [visit.written.date()] if visit.written else []
    return today if any(on > visit.on for on in written) else min(visit.on, today)


def filled_in_words(sheet: SignedSheet) -> str:
    """Return who filled in a form that came back, how, and when it was received."""
    day = long_date(sheet.at.date())
    if sheet.on_screen:
        return text("as a PDF by {name}, received {day}", name=sheet.filled_by, day=day)
    return text("on paper by {name}, received {day}", name=sheet.filled_by, day=day)
