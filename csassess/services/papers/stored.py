"""Papers that are stored as they are: as they were signed, and scans of sheets that came back."""

from collections.abc import Callable, Mapping
from functools import partial

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.storage.picture_check import is_whole_stored
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.records.signatures import Signature, UnitSignature
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.services.progress.portfolio_view import PortfolioView


def papers_as_signed(
    caseload: Caseload, view: PortfolioView
) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    """Return the papers stored as they were signed."""
    papers: list[tuple[str, str, str, Callable[[], bytes]]] = []
    signatures: tuple[Signature | UnitSignature, ...] = (
        *view.portfolio.signatures,
        *view.portfolio.unit_signatures,
    )
    for signature in signatures:
        if signature.paper and caseload.attached.has(signature.paper):
            what = (
                text("unit {unit}", unit=view.name_of(view.of(signature.unit).unit))
                if isinstance(signature, UnitSignature)
                else text("item {number}", number=view.portfolio.item(signature.evidence).number)
            )
            words = text(
                "As signed by the {role} on {day}: {what}",
                role=label(signature.signer),
                day=long_date(signature.day),
                what=what,
            )
            papers.append(
                ("as-signed", signature.id, words, partial(caseload.attached.content, signature.paper))
            )
    return papers


def scans_of_sheets(
    caseload: Caseload,
    view: PortfolioView,
    names: Mapping[tuple[str, str], str],
) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    """Return the scans of signed sheets, and the paper each was printed from.

    `names` are the words of the papers that can be printed now, by form and what they are about.
    """
    sheets: list[tuple[str, str, str, Callable[[], bytes]]] = []
    for sheet in view.portfolio.signed_sheets:
        day, name = long_date(sheet.at.date()), names.get((sheet.form, sheet.about), sheet.form)
        if caseload.attached.has(sheet.sha256):
            words = text("Signed sheet of {day}: {form}", day=day, form=name)
            sheets.append(("signed-sheet", sheet.id, words, partial(_scan, caseload, sheet, words)))
        if sheet.paper and caseload.attached.has(sheet.paper):
            words = text("As printed for the signed sheet of {day}: {form}", day=day, form=name)
            sheets.append(("as-signed", sheet.id, words, partial(caseload.attached.content, sheet.paper)))
    return sheets


def _scan(caseload: Caseload, sheet: SignedSheet, title: str) -> bytes:
    content = caseload.attached.content(sheet.sha256)
    if sheet.media_type == "application/pdf":
        return content
    from csassess.forms import scanned_page as drawn

    if not is_whole_stored(caseload.attached, sheet.sha256):
        return drawn.draw_without_picture(title, text("The scan is damaged and cannot be shown."))
    return drawn.draw(content, title)
