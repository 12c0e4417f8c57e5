"""Attached PDFs in a whole portfolio: their pages as pictures, with a description that is read aloud."""

from dataclasses import replace
from functools import partial

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.records.attachments import Attachment
from csassess.domain.records.evidence import EvidenceItem
from csassess.exchange.errors import BadFileError
from csassess.forms.content import Block, Heading, Later, PageImage, Paper, Words
from csassess.services.progress.portfolio_view import PortfolioView

_MOST_PAGES = 100  # of one file: the others stay in the file, which the record holds whole


def with_attached_pages(caseload: Caseload, view: PortfolioView, item: EvidenceItem, record: Paper) -> Paper:
    """Return the record of an item followed by the pages of the PDFs that are attached to it.

    They are made while the paper is drawn, which may be on any thread.
    """
    pages = [
        block
        for attachment in view.portfolio.attachments_of(item.id)
        if attachment.media_type == "application/pdf"
        for block in _attached(caseload, attachment, view.portfolio.number_of(item))
    ]
    return replace(record, blocks=(*record.blocks, *pages)) if pages else record


def _attached(caseload: Caseload, attachment: Attachment, number: str) -> list[Block]:
    heading = Heading(text("Attached: {file}", file=attachment.name))
    if not caseload.attached.has(attachment.sha256):
        return [heading, Words(text("The file is missing from this caseload."))]
    content = caseload.attached.content(attachment.sha256)
    return [heading, Later(partial(_pages, content, attachment.name, number))]


def _pages(content: bytes, name: str, number: str) -> list[Block]:
    from csassess.exchange.reading.documents.page_pictures import page_pictures

    blocks: list[Block] = []
    try:
        for number_of_page, page in enumerate(page_pictures(content, name, _MOST_PAGES), start=1):
            caption = text(
                "Page {page} of {pages} of {file}", page=number_of_page, pages=page.of_pages, file=name
            )
            description = text("{caption}, attached to item {number}", caption=caption, number=number)
            words = ": ".join(filter(None, (description, page.words)))
            blocks.append(PageImage(page.jpeg, caption, words))
    except BadFileError as error:
        return [*blocks, Words(text("The file cannot be shown here: {reason}", reason=str(error)))]
    if blocks and page.of_pages > len(blocks):
        blocks.append(Words(text("The other pages are in the file itself, which the record holds.")))
    return blocks
