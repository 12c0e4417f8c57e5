"""The dialogs of the centre: its name and settings, question bank, forms, the lock."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.assessment.question_bank import BankQuestion
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.units.units import Unit
from csassess.services.access import caseloads, pin
from csassess.services.candidates import candidates
from csassess.services.papers import form_control
from csassess.services.units import question_bank
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice, day, line, lines, secret
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened, tr


def change_centre(parent: QWidget, session: Session) -> FormDialog:
    """Ask for the centre's name and number."""
    centre = caseloads.centre_of(session.caseload)
    months = [
        (tr("no limit"), 0),
        *((plural("{count} month", "{count} months", count), count) for count in (6, 12, 24, 36)),
    ]
    statements = [(tr("valid, authentic, current, sufficient"), False), (tr("and reliable"), True)]
    fields = {
        "name": (tr("Centre’s name"), line(centre.name)),
        "number": (tr("Centre number"), line(centre.number)),
        "current_for": (tr("Evidence counts as current for"), choice(months, centre.current_for)),
        "varcs": (tr("An accepted item is"), choice(statements, centre.varcs)),
        "sample_percentage": (
            tr("Of each assessor’s decisions are sampled at least"),
            choice(
                [(f"{each} %" if each else tr("none set"), each) for each in (0, 5, 10, 20, 25, 50, 100)],
                centre.sample_percentage,
            ),
        ),
        "heading": (tr("Line above the title of papers"), line(centre.heading)),
        "privacy": (tr("Privacy notice at the end of papers"), lines(centre.privacy)),
        "cells_by_method": (
            tr("A cell of the recording form holds"),
            choice([(tr("a tick"), False), (tr("the method’s code"), True)], centre.cells_by_method),
        ),
    }

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(caseloads.change_centre, replace(centre, **values))

    return opened(FormDialog(parent, tr("The centre"), fields, save))


def change_person(parent: QWidget, session: Session) -> FormDialog:
    """Ask who works with this caseload, and in which role."""
    person = caseloads.assessor_of(session.caseload)
    fields = {
        "name": (tr("Your name"), line(person.name)),
        "status": (
            tr("As an assessor"),
            choice([(label(each).capitalize(), each) for each in AssessorStatus], person.status),
        ),
        "role": (tr("You work here as"), choice([(label(each).capitalize(), each) for each in Role], person.role)),
    }

    def save(values: dict[str, Any]) -> None:
        changed = replace(
            person, name=values["name"], status=AssessorStatus(values["status"]), role=Role(values["role"])
        )
        session.run_or_raise(caseloads.change_person, changed)

    explanation = tr(
        "What others receive from here counts only where your role may write it: evidence and its judgement are the assessor’s."
    )
    return opened(FormDialog(parent, tr("About me"), fields, save, explanation=explanation))


def approve_form(parent: QWidget, session: Session, form: str, title: str) -> FormDialog:
    """Ask by whom and when the present version of a form was approved."""
    fields = {
        "by": (tr("Approved by (external verifier)"), line()),
        "on": (tr("On"), day(session.caseload.clock().date())),
    }

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(form_control.approve, form, values["by"], values["on"])

    return opened(FormDialog(parent, tr("Approval of: {form}").format(form=title), fields, save, done=tr("Record")))


def several_candidates(parent: QWidget, session: Session, chosen: Callable[[Sequence[str], str], object]) -> FormDialog:
    """Ask which form of which candidates to save; `chosen` gets the candidates' ids and the form."""
    everyone = [(each.name, each.number, each.id) for each in candidates.list_candidates(session.caseload)]
    names = [
        (tr("Recording forms"), "recording"), (tr("Checks of evidence requirements"), "requirements"),
        (tr("Evidence indexes"), "index"), (tr("Cumulative assessment records"), "cumulative"),
        (tr("Visit sheets"), "visit-sheet"), (tr("Verification sampling records"), "verification"),
    ]  # fmt: skip
    fields: dict[str, tuple[str, QWidget]] = {
        "form": (tr("Form"), choice(names)),
        "candidates": (tr("Candidates"), TickedRows(tr("Candidates"), everyone, [each for _, _, each in everyone])),
    }

    def save(values: dict[str, Any]) -> None:
        if not values["candidates"]:
            raise UserError(text("Please tick at least one candidate."))
        chosen(values["candidates"], values["form"])

    return opened(FormDialog(parent, tr("Forms of several candidates"), fields, save, done=tr("Choose a folder")))


def choose_pin(parent: QWidget, session: Session) -> FormDialog:
    """Ask for the PIN that brings a locked screen back."""
    field = secret()
    fields: dict[str, tuple[str, QWidget]] = {"pin": (tr("Four to eight digits"), field)}

    def save(values: dict[str, Any]) -> None:
        session.run_or_raise(pin.set_pin, values["pin"])

    explanation = tr(
        "It brings a locked screen back during a visit. After three wrong ones the passphrase is asked for."
    )
    return opened(FormDialog(parent, tr("PIN for a locked screen"), fields, save, explanation=explanation))


def bank_question(
    parent: QWidget, session: Session, unit: Unit, criterion: str, present: BankQuestion | None = None
) -> FormDialog:
    """Ask for a question of the centre's bank on a knowledge criterion."""
    fields = {"words": (tr("Question"), lines(present.words if present else ""))}

    def save(values: dict[str, Any]) -> None:
        if present:
            session.run_or_raise(question_bank.change_question, present, values["words"])
        else:
            session.run_or_raise(question_bank.add_question, unit.id, criterion, values["words"])

    def remove() -> None:
        if present:
            session.run(question_bank.remove_question, present)
            dialog.discard()

    title = tr("Question on {unit} {criterion}").format(unit=unit.name, criterion=criterion)
    dialog = FormDialog(parent, title, fields, save, explanation=unit.wording(criterion))
    if present:
        dialog.add_button(tr("Take out of the bank"), remove)
    return opened(dialog)


def portfolio_password(parent: QWidget, saved: Callable[[str], object]) -> FormDialog:
    """Ask for the password that a portfolio opens with; empty for none."""
    field = secret()
    fields: dict[str, tuple[str, QWidget]] = {"password": (tr("Password (leave empty for none)"), field)}
    explanation = tr(
        "With a password the file is encrypted (AES-256). Tell it to the reader by another way than the file."
    )
    return opened(
        FormDialog(
            parent, tr("Save the whole portfolio"), fields, lambda values: saved(values["password"]),
            done=tr("Choose where"), explanation=explanation,
        )
    )  # fmt: skip
