"""Read a form that came back, find what it belongs to by its code, and check every field.

Nothing is saved: what was read is a draft that a person confirms.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload
from csassess.data.storage import pictures
from csassess.domain.codes.schemes import FIRST, PRESENT
from csassess.domain.control_characters import has_control_characters
from csassess.domain.controlled_forms import VERSION
from csassess.domain.dates import date_typed, long_date
from csassess.domain.errors import UserError, refuse
from csassess.domain.file_kinds import is_picture
from csassess.domain.names import name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.declaration import LONGEST_LINE, LONGEST_PROSE
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.domain.records.people import Candidate, Enrolment
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.verification import Sample
from csassess.domain.records.witnesses import Testimony
from csassess.domain.signing.printed_codes import PrintedCode, code_of_return
from csassess.domain.verification.sampling import reading_of, signature_of
from csassess.exchange.errors import BadFileError
from csassess.exchange.returned_forms import LockedFormError, ReadForm, read_pdf, read_picture
from csassess.forms.content import FieldKind, FormField, Paper
from csassess.services.access.write_checks import reason_against, reason_against_item
from csassess.services.candidates.candidates import list_candidates
from csassess.services.files import MOST_BYTES, detect_media_type, read_file
from csassess.services.papers.files import draw
from csassess.services.papers.fillable import FILLABLE, form_about
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view

__all__ = ["LockedFormError", "ReadForm", "ReturnedForm", "check_unchanged", "match", "read"]

_WRITTEN_KIND = {
    "testimony-form": "testimony",
    "statement-form": "note",
    "verification-form": "sample",
    "feedback-form": "sample-reading",
}


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """A form that came back, with what it belongs to in the record.

    `form` and `about` are those of its paper, `code` the one it was given out with. `values` are what was
    filled in, cleaned and within limits; empty of a scan. `remarks` are sentences about what to look at.
    `basis` is the state of the record in which it was matched.
    """

    candidate: Candidate
    form: str
    about: str
    title: str
    code: PrintedCode
    read: ReadForm
    values: Mapping[str, str | bool]
    remarks: tuple[str, ...]
    basis: tuple[object, ...]

    @property
    def on_screen(self) -> bool:
        """Whether it was filled in as a PDF, not by hand."""
        return self.read.code is not None

    def words(self, name: str) -> str:
        """Return the words of a field; empty if it has none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def is_ticked(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return self.values.get(name) is True

    def day(self, name: str) -> date | None:
        """Return the date in a field; None if there is none that can be read."""
        return date_typed(self.words(name))


def read(path: Path, password: str = "") -> ReadForm | None:
    """Return what a file says if it bears the code of a form of this program, else None.

    Safe to run on any thread; touches no record.
    Raises UserError if the file cannot be read, LockedFormError if it needs another password.
    """
    too_large = text("The file is larger than {most} MB. Make it smaller.", most=MOST_BYTES // 2**20)
    content = read_file(path, MOST_BYTES, too_large)
    media_type = detect_media_type(content)
    if media_type == "application/pdf":
        return read_pdf(content, password)
    return read_picture(pictures.take_in(content).jpeg) if is_picture(media_type) else None


def match(caseload: Caseload, found: ReadForm) -> ReturnedForm:
    """Return a form with the record it belongs to, and what to look at before it is confirmed.

    Raises UserError if it belongs to nothing here, bears the codes of several forms, was received before as
    it is, can no longer be entered, or holds what no form of this program can hold.
    """
    belonging = _belonging(caseload, found)
    portfolio, paper, code = belonging.view.portfolio, belonging.paper, belonging.code
    is_changed = paper.identification.codes.get(code.scheme) != code.record
    values = _checked(paper.fields, found.values, is_changed=is_changed)
    by_hand = [text("Handwriting is not read: type what is written on the sheet.")]
    remarks = [
        *_changed(is_changed=is_changed),
        *_earlier(belonging.sheets),
        *(_left_open(paper.fields, values) if found.code else by_hand),
        *_missing_pages(paper, found),
        *_by_another(portfolio, belonging.form, belonging.about, values),
    ]
    return ReturnedForm(
        portfolio.candidate,
        belonging.form,
        belonging.about,
        paper.identification.title,
        code,
        found,
        values,
        tuple(remarks),
        belonging.basis,
    )


def check_unchanged(caseload: Caseload, form: ReturnedForm) -> None:
    """Raise UserError if what a form belongs to changed since it was matched, or is gone."""
    if _belonging(caseload, form.read).basis != form.basis:
        raise UserError(
            text("The record was changed while this form was open. Close it, and open the file again.")
        )


def _belonging(caseload: Caseload, found: ReadForm) -> "_Belonging":
    """Return what a form belongs to; raises UserError as `match` does."""
    code = _only_code(found)
    candidate, form, about = _belongs_to(caseload, code)
    view = portfolio_view(caseload, candidate.id)
    if about not in _subjects_shown(view.portfolio, form):
        raise _belongs_to_nothing()
    _check_it_can_be_entered(caseload, view.portfolio, form, about)
    sheets = view.portfolio.sheets_of(form, about)
    _check_not_the_same(found.content, sheets)
    return _Belonging(code, form, about, view, sheets, form_about(caseload, view, form, about))


@dataclass(frozen=True, slots=True)
class _Belonging:
    """What a form belongs to: its paper as the record makes it now, and the sheets that came before."""

    code: PrintedCode
    form: str
    about: str
    view: PortfolioView
    sheets: tuple[SignedSheet, ...]
    paper: Paper

    @property
    def basis(self) -> tuple[object, ...]:
        """What was shown beside the form: the codes of its paper and the sheets."""
        codes = sorted(self.paper.identification.codes.items())
        return (*codes, *(sheet.id for sheet in self.sheets))


def _only_code(found: ReadForm) -> PrintedCode:
    """Return the code of a form; raises UserError if its pages or its field belong to several."""
    codes = [code for code in (found.code, *found.codes) if code]
    if len({(code.form, code.returns_to, code.record) for code in codes}) > 1:
        raise BadFileError(
            text(
                "The pages of this file are of different forms, or its code was changed. Nothing was read. "
                "Put the pages of each form into a file of their own."
            )
        )
    code = codes[0]
    if code.form not in FILLABLE or code.version != VERSION or code.scheme not in (FIRST, PRESENT):
        raise BadFileError(
            text("This is a version of the form that csassess no longer reads. Type in what it says.")
        )
    return code


def _belongs_to(caseload: Caseload, code: PrintedCode) -> tuple[Candidate, str, str]:
    """Return the candidate, form and subject that a code names."""
    form = FILLABLE[code.form]
    for candidate in list_candidates(caseload):
        for about in _subjects(caseload, form, candidate.id):
            if code_of_return(code.form, candidate.id, about) == code.returns_to:
                return candidate, form, about
    raise _belongs_to_nothing()


def _belongs_to_nothing() -> BadFileError:
    return BadFileError(
        text(
            "This form does not belong to any candidate here: another centre or another assessor gave it "
            "out, or what it is about was removed. Nothing was read. Return it to whoever gave it out."
        )
    )


def _subjects(caseload: Caseload, form: str, candidate_id: str) -> Iterable[str]:
    match form:
        case "testimony-form":
            return [testimony.id for testimony in caseload.all(Testimony, candidate_id)]
        case "statement-form":
            items = caseload.all(EvidenceItem, candidate_id)
            return [item.id for item in items if item.method == Method.PERSONAL_STATEMENT]
        case "verification-form":
            return [enrolment.id for enrolment in caseload.all(Enrolment, candidate_id)]
    return [sample.id for sample in caseload.all(Sample, candidate_id)]


def _subjects_shown(portfolio: Portfolio, form: str) -> set[str]:
    """Return what forms of a kind can be about, of what a portfolio shows."""
    match form:
        case "testimony-form":
            return {item.id for item in portfolio.evidence if portfolio.testimony_of(item.id)}
        case "statement-form":
            return {item.id for item in portfolio.evidence if item.method == Method.PERSONAL_STATEMENT}
        case "verification-form":
            return {enrolment.id for enrolment in portfolio.enrolments}
    return {sample.id for sample in portfolio.samples if signature_of(sample, portfolio)}


def _check_it_can_be_entered(caseload: Caseload, portfolio: Portfolio, form: str, about: str) -> None:
    kind, candidate_id = _WRITTEN_KIND[form], portfolio.candidate.id
    if form in ("testimony-form", "statement-form"):
        refuse(reason_against_item(caseload, candidate_id, about, kind))
        return
    refuse(reason_against(caseload, candidate_id, kind, {"sheet": "paper"}))
    sample = next((sample for sample in portfolio.samples if sample.id == about), None)
    if sample and reading_of(sample, portfolio):
        raise UserError(text("The feedback of this sample was acknowledged already. Nothing was changed."))


def _check_not_the_same(content: bytes, sheets: Iterable[SignedSheet]) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    for sheet in sheets:
        if sheet.sha256 == sha256:
            raise UserError(
                text(
                    "This file was received on {day} already. Nothing was changed.",
                    day=long_date(sheet.at.date()),
                )
            )


def _checked(
    fields: Iterable[FormField], values: Mapping[str, str | bool], *, is_changed: bool
) -> dict[str, str | bool]:
    """Return the values of fields that a form has, without what no one sees.

    A form of an earlier state of the record may have other fields: those of items that are gone.
    """
    known = {field.name: field for field in fields}
    if not is_changed and values.keys() - known.keys():
        raise BadFileError(
            text(
                "The file has fields that the form given out does not have. Nothing was read. Ask for a scan."
            )
        )
    checked: dict[str, str | bool] = {}
    for name, value in values.items():
        field = known.get(name)
        if field is None:
            continue
        if isinstance(value, bool) is not (field.kind is FieldKind.TICK):
            raise BadFileError(
                text("A field of the file is of another kind than in the form. Nothing was read.")
            )
        checked[name] = value if isinstance(value, bool) else _words(value, field)
    return checked


def _words(value: str, field: FormField) -> str:
    words = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    is_prose = field.kind is FieldKind.LINES
    if not is_prose:
        words = " ".join(words.split())
    if has_control_characters(words):
        raise BadFileError(
            text(
                "The field “{field}” holds characters that cannot be saved. Nothing was read. Ask for a "
                "scan.",
                field=field.label,
            )
        )
    most = LONGEST_PROSE if is_prose else LONGEST_LINE
    if len(words) > most:
        raise BadFileError(
            text(
                "The field “{field}” has more than {most} characters. Nothing was read. Ask for a shorter "
                "text.",
                field=field.label,
                most=most,
            )
        )
    return words


def _changed(*, is_changed: bool) -> list[str]:
    if not is_changed:
        return []
    return [
        text(
            "The record was changed after this form was given out. Compare the two before you save anything."
        )
    ]


def _earlier(sheets: Iterable[SignedSheet]) -> list[str]:
    days = [long_date(sheet.at.date()) for sheet in sheets]
    if not days:
        return []
    return [text("This form came back before, on {day}. Save only what is new.", day=days[-1])]


def _left_open(fields: Iterable[FormField], values: Mapping[str, str | bool]) -> list[str]:
    """Return what was not filled in that a signed form would have, and dates that cannot be read."""
    if not any(values.values()):
        return [text("No field of the file is filled in. If it was written on by hand, type what it says.")]
    remarks = []
    for field in fields:
        value = values.get(field.name)
        if field.kind is FieldKind.TICK and not field.group and not value:
            remarks.append(text("Not ticked: “{words}”", words=field.label))
        if field.kind is FieldKind.DATE and isinstance(value, str) and value and date_typed(value) is None:
            words = text("The date “{words}” could not be read. Choose it.", words=value[:40])
            remarks.append(words)
    return remarks


def _missing_pages(paper: Paper, found: ReadForm) -> list[str]:
    """Return which pages do not show their code: they are missing, or not those of the form."""
    import pikepdf

    with pikepdf.open(BytesIO(draw(paper))) as drawn:
        missing = {*range(1, len(drawn.pages) + 1)} - {code.page for code in found.codes}
    if not missing:
        return []
    return [
        plural(
            "Page {pages} of the form was not found in the file.",
            "Pages {pages} of the form were not found in the file.",
            len(missing),
            pages=", ".join(map(str, sorted(missing))),
        )
    ]


def _by_another(portfolio: Portfolio, form: str, about: str, values: Mapping[str, str | bool]) -> list[str]:
    """Return that the name on a form is not the one on record."""
    name = values.get("name")
    expected = _names(portfolio, form, about)
    if not isinstance(name, str) or not name or not expected:
        return []
    if name_key(name) in map(name_key, expected):
        return []
    return [
        text("The name on the form is “{name}”; on record is {expected}.", name=name, expected=expected[0])
    ]


def _names(portfolio: Portfolio, form: str, about: str) -> list[str]:
    """Return the names under which the person on record may fill in a form; empty if anybody may."""
    if form == "statement-form":
        return [portfolio.candidate.name, *portfolio.candidate.known_as.split(",")]
    found = portfolio.testimony_of(about) if form == "testimony-form" else None
    return [found[1].name, *found[1].known_as.split(",")] if found else []
