"""Scans of sheets signed on paper, matched to their form version by the printed code."""

from dataclasses import dataclass, replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage import pictures, printed_codes
from csassess.domain.codes.schemes import PRESENT
from csassess.domain.errors import UserError, refuse
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.user_actions import UserAction
from csassess.domain.signing.printed_codes import PrintedCode
from csassess.services.files import MOST_BYTES, detect_media_type
from csassess.services.papers.files import PaperChoice, draw, paper_choices
from csassess.services.progress.portfolio_view import portfolio_view

_STORED_COPIES = frozenset({"signed-sheet", "as-signed"})  # stored copies, not versions to sign


class NotOfAFormError(UserError):
    """The scan matches no form as the record prints it now."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it would be stored, with the codes read from it."""

    content: bytes
    media_type: str
    codes: tuple[PrintedCode, ...]


def prepare(content: bytes) -> Scan:
    """Return a scan as it would be stored, without touching any record.

    Safe to run on any thread.
    Raises UserError if the content is empty, too large, or neither a picture nor a PDF.
    """
    if not content:
        raise UserError(text("The file is empty. Choose another."))
    if len(content) > MOST_BYTES:
        raise UserError(
            text(
                "The file is larger than {most} MB. Make it smaller, then add it again.",
                most=MOST_BYTES // 2**20,
            )
        )
    if detect_media_type(content) == "application/pdf":
        media_type = "application/pdf"
    else:
        content, media_type = pictures.take_in(content).jpeg, "image/jpeg"
    return Scan(content, media_type, tuple(printed_codes.codes_on(content, media_type)))


def attach(
    caseload: Caseload, candidate_id: str, scan: Scan, form: str, about: str, *, all_the_same: bool = False
) -> SignedSheet:
    """Attach a scan to the form version whose code is printed on it.

    That version is also stored as it was printed.
    `all_the_same` attaches the scan to the form given by `form` and `about` if no code matches.
    Raises NotOfAFormError if no code can be read, or if the candidate's record prints no form with
    that code now, unless `all_the_same` is set.
    """
    view = portfolio_view(caseload, candidate_id)
    papers = [choice for choice in paper_choices(caseload, view) if choice.form not in _STORED_COPIES]
    ordered_choices = sorted(papers, key=lambda choice: (choice.form, choice.about) != (form, about))
    read_codes = {(code.scheme, code.record) for code in scan.codes}
    match = next((choice for choice in ordered_choices if _codes(choice) & read_codes), None)
    if match is None and not all_the_same:
        raise NotOfAFormError(
            text(
                "The code on this sheet does not match any of this candidate’s papers. It "
                "belongs to another candidate, or the record has changed since it was "
                "printed."
            )
            if read_codes
            else text("No printed code could be read. Take the picture again, flat and in good light.")
        )
    chosen = match or ordered_choices[0]
    scheme, code = max(_codes(chosen) & read_codes if match else read_codes, default=(PRESENT, ""))
    pages = tuple(read.page for read in scan.codes if (read.scheme, read.record) == (scheme, code))
    sheet = SignedSheet(
        caseload.new_id(),
        chosen.form,
        chosen.about,
        code,
        caseload.attached.put(scan.content),
        scan.media_type,
        caseload.clock(),
        pages,
        scheme=scheme,
    )
    if match:
        sheet = replace(sheet, paper=caseload.attached.put(draw(match.content())))
    caseload.save(candidate_id, UserAction.SHEET_ATTACH, sheet)
    return sheet


def remove(caseload: Caseload, candidate_id: str, sheet_id: str) -> None:
    """Detach a scan from its form; it can be undone.

    Raises UserError if a verifier's answer was typed in from it.
    """
    sheet = caseload.one(SignedSheet, candidate_id, sheet_id)
    if sheet:
        refuse(reason_against_removing(load_portfolio(caseload, candidate_id), sheet_id))
        caseload.save(candidate_id, UserAction.SHEET_REMOVE, remove=(sheet,))


def reason_against_removing(portfolio: Portfolio, sheet_id: str) -> str:
    """Return why a scan cannot be detached from its form; empty if it can."""
    typed_in = {
        *(record.sheet for record in portfolio.samples),
        *(record.sheet for record in portfolio.actions),
        *(record.sheet for record in portfolio.action_closings),
    }
    if any(sheet.id == sheet_id and sheet.sha256 in typed_in for sheet in portfolio.signed_sheets):
        return text("The verifier’s answer was typed from this sheet, so the sheet cannot be removed.")
    return ""


def _codes(choice: PaperChoice) -> set[tuple[int, str]]:
    """Return the record codes that pages of a paper may bear, with their schemes."""
    content = choice.content()
    return set() if isinstance(content, bytes) else set(content.identification.codes.items())
