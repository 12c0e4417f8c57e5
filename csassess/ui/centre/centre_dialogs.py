"""The dialogs of the centre: its name and settings, question bank, forms, the lock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.errors import RepetitionError, UserError
from csassess.domain.labels import label
from csassess.domain.records.kinds import Stream
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.questions import BankQuestion
from csassess.domain.records.roles import Role
from csassess.domain.units.units import Unit
from csassess.services.access import caseloads, pin
from csassess.services.candidates import candidates
from csassess.services.papers import form_control
from csassess.services.units import caseload_units, question_bank
from csassess.ui.base.session import Session
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, line, lines, long_line, name_line, secret
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, Words, opened


@dataclass(frozen=True)
class CentreDetails:
    """The centre's details and settings."""

    name: str
    number: str
    current_for: int
    varcs: bool
    sample_percentage: int
    verifies_every_unit: bool
    heading: str
    privacy: str
    cells_by_method: bool
    keeps: tuple[str, ...]
    review_weeks: int
    induction: str
    second_approves_units: bool | None = None


def change_centre(parent: QWidget, session: Session) -> FormDialog[CentreDetails]:
    """Ask for the centre's details and settings."""
    centre = session.read(caseloads.centre_of)
    months = [
        (text("no limit"), 0),
        *((plural("{count} month", "{count} months", count), count) for count in (6, 12, 24, 36)),
    ]
    percentages = [
        (f"{percentage} %" if percentage else text("no minimum"), percentage)
        for percentage in (0, 5, 10, 20, 25, 50, 100)
    ]
    keepings = [(keeping.words, "", keeping) for keeping in Keeping if keeping is not Keeping.REVIEWS]
    intervals = [
        (plural("every week", "every {count} weeks", count) if count else text("off"), count)
        for count in sorted({0, 4, 6, 8, 10, 12, 13, 26, centre.review_weeks})
    ]
    kept = TickedRows(text("What the centre also keeps of candidates"), keepings, centre.keeps)
    statements = [(text("valid, authentic, current, sufficient"), False), (text("and reliable"), True)]
    fields = {
        "name": (text("Centre’s name"), name_line(centre.name)),
        "number": (text("Centre number"), line(centre.number)),
        "current_for": (text("Evidence counts as current for"), choice(months, centre.current_for)),
        "varcs": (text("An accepted item is judged to be"), choice(statements, centre.varcs)),
        "sample_percentage": (
            text("Minimum share of each assessor’s decisions to sample"),
            choice(
                percentages,
                centre.sample_percentage,
            ),
        ),
        "verifies_every_unit": (
            text("The internal verifier signs"),
            choice(
                [(text("the units that were sampled"), False), (text("every decided unit"), True)],
                centre.verifies_every_unit,
            ),
        ),
        "heading": (text("Line above the title on printed forms"), long_line(centre.heading)),
        "privacy": (text("Privacy notice at the end of printed forms"), lines(centre.privacy)),
        "cells_by_method": (
            text("Recording form cells show"),
            choice([(text("a tick"), False), (text("the method’s code"), True)], centre.cells_by_method),
        ),
        "keeps": (
            text("What the centre also keeps of candidates"),
            kept,
        ),
        "review_weeks": (text("Progress review"), choice(intervals, centre.review_weeks)),
        "induction": (text("Induction checklist, one line each"), lines(centre.induction)),
    }

    if session.read(caseload_units.has_any):  # else there is nothing to approve
        fields["second_approves_units"] = (
            text("A unit that was brought in is approved by"),
            choice(
                [(text("the assessor alone"), False), (text("a second person"), True)],
                centre.second_approves_units,
            ),
        )
    edit = session.begin_edit(Stream.CENTRE, centre)

    def save(values: CentreDetails) -> None:
        second = values.second_approves_units
        changed = replace(
            centre,
            second_approves_units=centre.second_approves_units if second is None else second,
            name=values.name,
            number=values.number,
            current_for=values.current_for,
            varcs=values.varcs,
            sample_percentage=values.sample_percentage,
            verifies_every_unit=values.verifies_every_unit,
            heading=values.heading,
            privacy=values.privacy,
            cells_by_method=values.cells_by_method,
            keeps=tuple(map(str, values.keeps)) + tuple(k for k in centre.keeps if k not in list(Keeping)),
            review_weeks=values.review_weeks,
            induction=values.induction,
        )
        session.save_edit_or_raise(edit, caseloads.change_centre, changed)

    dialog = FormDialog(parent, text("The centre"), CentreDetails, fields, save)

    def show_checklist() -> None:
        dialog.ask("induction", is_asked=Keeping.INDUCTION in kept.values())

    kept.toggled.connect(lambda *_: show_checklist())
    show_checklist()
    return opened(dialog)


@dataclass(frozen=True)
class PersonDetails:
    """The person who works with this caseload."""

    name: str
    known_as: str
    status: AssessorStatus
    role: Role


def change_person(parent: QWidget, session: Session) -> FormDialog[PersonDetails]:
    """Ask who works with this caseload, and in which role."""
    person = session.read(caseloads.assessor_of)
    fields = {
        "name": (text("Your name"), name_line(person.name)),
        "known_as": (text("Other names you sign under, divided by commas"), line(person.known_as)),
        "status": (
            text("Status as an assessor"),
            choice([(label(status).capitalize(), status) for status in AssessorStatus], person.status),
        ),
        "role": (
            text("Your role"),
            choice([(label(role).capitalize(), role) for role in Role], person.role),
        ),
    }

    edit = session.begin_edit(Stream.CASELOAD, person)

    def save(values: PersonDetails) -> None:
        changed = replace(
            person, name=values.name, known_as=values.known_as, status=values.status, role=values.role
        )
        session.save_edit_or_raise(edit, caseloads.change_person, changed)

    explanation = text(
        "On other machines your entries count only if your role may make them. Evidence and its "
        "judgement count only from an assessor."
    )
    return opened(FormDialog(parent, text("About me"), PersonDetails, fields, save, explanation=explanation))


@dataclass(frozen=True)
class FormApproval:
    """The approval of a form, by whom and when."""

    by: str
    on: date


def approve_form(parent: QWidget, session: Session, form: str, title: str) -> FormDialog[FormApproval]:
    """Ask by whom and when the current version of a form was approved."""
    fields = {
        "by": (text("Approved by (external verifier)"), line()),
        "on": (text("On"), day(session.now().date())),
    }

    def save(values: FormApproval) -> None:
        session.run_or_raise(form_control.approve, form, values.by, values.on)

    return opened(
        FormDialog(
            parent, text("Approval of: {form}", form=title), FormApproval, fields, save, done=text("Record")
        )
    )


@dataclass(frozen=True)
class FormChoice:
    """A form and the ids of the candidates to save it for."""

    form: str
    candidates: tuple[str, ...]


def several_candidates(
    parent: QWidget, session: Session, chosen: Callable[[Sequence[str], str], object]
) -> FormDialog[FormChoice]:
    """Ask which form of which candidates to save; `chosen` gets the candidates' ids and the form."""
    everyone = [
        (candidate.name, candidate.number, candidate.id)
        for candidate in session.read(candidates.list_candidates)
    ]
    names = [
        (text("Recording forms"), "recording"),
        (text("Checks of evidence requirements"), "requirements"),
        (text("Evidence indexes"), "index"),
        (text("Cumulative assessment records"), "cumulative"),
        (text("Visit sheets"), "visit-sheet"),
        (text("Verification sampling records"), "verification"),
    ]
    fields: dict[str, tuple[str, QWidget]] = {
        "form": (text("Form"), choice(names)),
        "candidates": (
            text("Candidates"),
            TickedRows(text("Candidates"), everyone, [candidate_id for _, _, candidate_id in everyone]),
        ),
    }

    def save(values: FormChoice) -> None:
        if not values.candidates:
            raise UserError(text("Please tick at least one candidate."))
        chosen(values.candidates, values.form)

    return opened(
        FormDialog(
            parent,
            text("Forms for several candidates"),
            FormChoice,
            fields,
            save,
            done=text("Choose a folder"),
        )
    )


@dataclass(frozen=True)
class NewPin:
    """The PIN as typed."""

    pin: str


def choose_pin(parent: QWidget, session: Session) -> FormDialog[NewPin]:
    """Ask for the PIN that unlocks the screen."""
    field = secret()
    fields: dict[str, tuple[str, QWidget]] = {"pin": (text("Four to eight digits"), field)}

    def save(values: NewPin) -> None:
        session.run_or_raise(pin.set_pin, values.pin)

    explanation = text(
        "The PIN unlocks the screen during a visit. After three wrong attempts, the passphrase is needed."
    )
    return opened(
        FormDialog(parent, text("PIN for the locked screen"), NewPin, fields, save, explanation=explanation)
    )


def bank_question(
    parent: QWidget, session: Session, unit: Unit, criterion: str, present: BankQuestion | None = None
) -> FormDialog[Words]:
    """Ask for a question on a knowledge criterion, for the centre's question bank."""
    fields = {"words": (text("Question"), lines(present.words if present else ""))}

    def save(values: Words) -> None:
        if present:
            session.run_or_raise(question_bank.change_question, present, values.words)
        else:
            session.run_or_raise(question_bank.add_question, unit.id, criterion, values.words)

    def remove() -> None:
        sentence = text("The question was removed from the bank.")
        if present and session.remove_shared(sentence, question_bank.remove_question, present):
            dialog.discard()

    title = text("Question on {unit} {criterion}", unit=unit.full_name, criterion=criterion)
    dialog = FormDialog(parent, title, Words, fields, save, explanation=unit.wording(criterion))
    if present:
        dialog.add_button(text("Remove from the bank"), remove)
    return opened(dialog)


@dataclass(frozen=True)
class PortfolioPassword:
    """The password of a file, typed twice; empty for none."""

    password: str
    again: str


def portfolio_password(parent: QWidget, saved: Callable[[str], object]) -> FormDialog[PortfolioPassword]:
    """Ask for the password that a portfolio opens with; empty for none."""
    fields: dict[str, tuple[str, QWidget]] = {
        "password": (text("Password (leave empty for none)"), secret()),
        "again": (text("Repeat it"), secret()),
    }

    def save(values: PortfolioPassword) -> None:
        if values.password != values.again:
            raise RepetitionError(text("The two passwords differ. Type them again."))
        saved(values.password)

    explanation = text(
        "With a password, the file is encrypted (AES-256). Do not send the password with the file."
    )
    return opened(
        FormDialog(
            parent,
            text("Save the whole portfolio"),
            PortfolioPassword,
            fields,
            save,
            done=text("Choose where to save"),
            explanation=explanation,
        )
    )
