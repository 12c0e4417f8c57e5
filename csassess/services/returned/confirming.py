"""Save what a person confirmed of a form that came back, with the file attached to the record."""

from dataclasses import dataclass, replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.attachments import Attachment, AttachmentKind
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Sample
from csassess.services.evidence.evidence import add_note, change_item, changeable_item
from csassess.services.returned.matching import ReturnedForm, check_unchanged
from csassess.services.signing.signed_sheet_scans import Scan
from csassess.services.signing.signing import signed_account_kept
from csassess.services.verification import paper_records, talks
from csassess.services.verification.paper_records import PaperAnswer


@dataclass(frozen=True, slots=True)
class Account:
    """What a testimony or statement says: who filled it in, the day it is about, and its words."""

    name: str
    on: date
    words: str


def confirm_account(caseload: Caseload, form: ReturnedForm, account: Account) -> EvidenceItem:
    """Save the words of a testimony or statement as a note of its item, and attach the file.

    Raises UserError if the name or the words are missing, if the day is in the future, if the item can no
    longer be changed, or if the change would void a signature.
    """
    _check_name(account.name)
    if not account.words.strip():
        raise MissingError(text("what is written on the form"), "words")
    if account.on > caseload.clock().date():
        raise UserError(text("Choose the day that the form is about: it cannot be in the future."))
    candidate_id = form.candidate.id
    with caseload.together():
        check_unchanged(caseload, form)
        item = changeable_item(caseload, candidate_id, form.about)
        with signed_account_kept(caseload, candidate_id, item.id):
            if account.on != item.on:
                change_item(caseload, candidate_id, replace(item, on=account.on))
            sheet = _sheet(caseload, form, account.name)
            attachment = Attachment(
                caseload.new_id(),
                item.id,
                sheet.sha256,
                _file_name(form),
                sheet.media_type,
                len(form.read.content),
                AttachmentKind.DOCUMENT,
                sheet.at,
            )
            caseload.save(candidate_id, UserAction.FORM_RECEIVE, sheet, attachment)
            add_note(caseload, candidate_id, item.id, account.words.strip())
    return item


def confirm_sampling(caseload: Caseload, form: ReturnedForm, answer: PaperAnswer) -> Sample:
    """Save a verifier's answer with the form that it came on.

    Raises UserError as `paper_records.type_in` does.
    """
    scan = Scan(form.read.content, form.read.media_type, form.read.codes)
    _check_name(answer.name)
    with caseload.together():
        check_unchanged(caseload, form)
        sheet = _sheet(caseload, form, answer.name)
        return paper_records.type_in(caseload, form.candidate.id, answer, scan, sheet)


def confirm_reading(caseload: Caseload, form: ReturnedForm, name: str, words: str) -> None:
    """Save that an assessor acknowledged the feedback of a sample, with the form on which they did.

    Raises UserError if the name is missing, or as `talks.acknowledge` does.
    """
    _check_name(name)
    with caseload.together():
        check_unchanged(caseload, form)
        sheet = _sheet(caseload, form, name)
        caseload.save(form.candidate.id, UserAction.FORM_RECEIVE, sheet)
        talks.acknowledge(caseload, form.candidate.id, form.about, words, name=name, sheet=sheet.sha256)


def _check_name(name: str) -> None:
    if not any(character.isalnum() for character in name):
        raise MissingError(text("the name of who filled in the form"), "name")


def _sheet(caseload: Caseload, form: ReturnedForm, name: str) -> SignedSheet:
    """Return the record of a form that came back, with its bytes stored."""
    pages = sorted({code.page for code in form.read.codes})
    return SignedSheet(
        caseload.new_id(),
        form.form,
        form.about,
        form.code.record,
        caseload.attached.put(form.read.content),
        form.read.media_type,
        caseload.clock(),
        tuple(pages),
        scheme=form.code.scheme,
        filled_by=name.strip(),
        on_screen=form.on_screen,
    )


def _file_name(form: ReturnedForm) -> str:
    """Return a name for the file that names nobody."""
    if form.on_screen:
        return text("{title}, filled in as PDF.pdf", title=form.title)
    suffix = "pdf" if form.read.media_type == "application/pdf" else "jpg"
    return text("{title}, filled in on paper.{suffix}", title=form.title, suffix=suffix)
