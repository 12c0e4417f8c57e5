"""The dialogs of what the centre keeps of a candidate: each records an entry, or corrects the one given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.records.programme.steps import (
    Case,
    CaseKind,
    Contact,
    ContactWay,
    Induction,
    LearningBreak,
    ProgressReview,
    UnitPlan,
)
from csassess.services.programme import entries
from csassess.services.programme.entries import Entry
from csassess.services.programme.keeping import checklist
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session
from csassess.ui.widgets.date_fields import day, maybe_day
from csassess.ui.widgets.fields import choice, line, lines
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened

Fields = Mapping[str, tuple[str, QWidget]]


def _ask(
    parent: QWidget,
    session: Session,
    candidate_id: str,
    entry: Entry,
    values_type: Any,
    fields: Fields,
    title: str,
    *,
    explanation: str = "",
) -> FormDialog[Any]:
    """Ask for the fields of an entry; record it if it has no id, otherwise correct it or remove it."""
    is_new = not entry.id
    edit = None if is_new else session.begin_edit(candidate_id, entry)

    def save(values: Any) -> None:
        changed = replace(entry, **{key: getattr(values, key) for key in fields})
        if is_new:
            session.run_or_raise(entries.record, candidate_id, changed)
        else:
            session.save_edit_or_raise(edit, entries.change, candidate_id, changed)

    done = text("Record") if is_new else text("Save")
    dialog = FormDialog(parent, title, values_type, fields, save, done=done, explanation=explanation)
    if not is_new:
        dialog.add_removal(
            text("Remove entry"),
            lambda: session.remove_or_raise(
                text("The entry was removed."), entries.remove, candidate_id, entry
            ),
        )
    return opened(dialog)


@dataclass(frozen=True)
class InductionValues:
    """An induction as entered."""

    on: date
    covered: tuple[str, ...]
    note: str


def induction(
    parent: QWidget, session: Session, view: PortfolioView, entry: Induction | None = None
) -> FormDialog[InductionValues]:
    """Ask for a candidate's induction: the lines of the centre's checklist that were covered."""
    entry = entry or Induction("", session.now().date())
    name = text("What was covered")
    asked = dict.fromkeys((*session.read(checklist), *entry.covered))
    fields: dict[str, tuple[str, QWidget]] = {
        "on": (text("On"), day(entry.on)),
        "covered": (name, TickedRows(name, [(each, "", each) for each in asked], entry.covered)),
        "note": (text("Note"), lines(entry.note)),
    }
    candidate = view.portfolio.candidate.id
    return _ask(parent, session, candidate, entry, InductionValues, fields, text("Induction"))


@dataclass(frozen=True)
class UnitPlanValues:
    """An assessment plan as entered."""

    unit: str
    words: str
    agreed: date | None
    review_on: date | None
    reviewed: date | None = None
    review: str = ""


def unit_plan(
    parent: QWidget, session: Session, view: PortfolioView, entry: UnitPlan | None = None
) -> FormDialog[UnitPlanValues]:
    """Ask how a unit is to be assessed; of a plan that is there, also for its review."""
    units = [(view.name_of(standing.unit), standing.unit.id) for standing in view.standings]
    present = entry or UnitPlan("", units[0][1] if units else "", "", session.now().date())
    if present.unit and present.unit not in [unit for _, unit in units]:
        units.append((present.unit, present.unit))
    fields: dict[str, tuple[str, QWidget]] = {
        "unit": (text("Unit"), choice(units, present.unit)),
        "words": (text("How it is assessed: where, when, by which methods"), lines(present.words)),
        "agreed": (text("Agreed with the candidate on"), maybe_day(present.agreed)),
        "review_on": (text("To be reviewed on"), maybe_day(present.review_on)),
    }
    if entry:
        fields["reviewed"] = (text("Reviewed on"), maybe_day(present.reviewed))
        fields["review"] = (text("What the review changed"), lines(present.review))
    candidate = view.portfolio.candidate.id
    return _ask(parent, session, candidate, present, UnitPlanValues, fields, text("Assessment plan"))


@dataclass(frozen=True)
class ReviewValues:
    """A progress review as entered."""

    on: date
    progress: str
    targets: str
    comments: str
    employer_comments: str
    next_on: date | None


def review(
    parent: QWidget, session: Session, view: PortfolioView, entry: ProgressReview | None = None
) -> FormDialog[ReviewValues]:
    """Ask for a progress review; it prints on one page with signature lines."""
    entry = entry or ProgressReview("", session.now().date(), "")
    fields: dict[str, tuple[str, QWidget]] = {
        "on": (text("On"), day(entry.on)),
        "progress": (text("Progress since the last review"), lines(entry.progress)),
        "targets": (text("Targets until the next review"), lines(entry.targets)),
        "comments": (text("The candidate’s comments"), lines(entry.comments)),
        "employer_comments": (text("The employer’s comments"), lines(entry.employer_comments)),
        "next_on": (text("Next review"), maybe_day(entry.next_on)),
    }
    explanation = text("Comments that are left empty have room on the printed page.")
    candidate, title = view.portfolio.candidate.id, text("Progress review")
    return _ask(parent, session, candidate, entry, ReviewValues, fields, title, explanation=explanation)


@dataclass(frozen=True)
class ContactValues:
    """A contact as entered."""

    on: date
    way: ContactWay
    reached: bool
    words: str


def contact(
    parent: QWidget, session: Session, view: PortfolioView, entry: Contact | None = None
) -> FormDialog[ContactValues]:
    """Ask for a contact, or for an attempt."""
    entry = entry or Contact("", session.now().date(), ContactWay.PHONE)
    ways = [(way.words.capitalize(), way) for way in ContactWay]
    answers = [(text("reached"), True), (text("no answer"), False)]
    fields: dict[str, tuple[str, QWidget]] = {
        "on": (text("On"), day(entry.on)),
        "way": (text("How"), choice(ways, entry.way)),
        "reached": (text("Answer"), choice(answers, entry.reached)),
        "words": (text("What was said or agreed"), lines(entry.words)),
    }
    return _ask(parent, session, view.portfolio.candidate.id, entry, ContactValues, fields, text("Contact"))


@dataclass(frozen=True)
class BreakValues:
    """A break in learning as entered."""

    since: date
    until: date | None
    reason: str


def learning_break(
    parent: QWidget, session: Session, view: PortfolioView, entry: LearningBreak | None = None
) -> FormDialog[BreakValues]:
    """Ask for a break in learning."""
    entry = entry or LearningBreak("", session.now().date())
    fields: dict[str, tuple[str, QWidget]] = {
        "since": (text("From"), day(entry.since)),
        "until": (text("To (if known)"), maybe_day(entry.until)),
        "reason": (text("Reason"), line(entry.reason)),
    }
    explanation = text("During a break no reminder and no progress review is due; its days do not count.")
    candidate, title = view.portfolio.candidate.id, text("Break in learning")
    return _ask(parent, session, candidate, entry, BreakValues, fields, title, explanation=explanation)


@dataclass(frozen=True)
class CaseValues:
    """An appeal, complaint or reasonable adjustment as entered."""

    kind: CaseKind
    on: date
    words: str
    outcome: str
    closed: date | None


def case(
    parent: QWidget, session: Session, view: PortfolioView, entry: Case | None = None
) -> FormDialog[CaseValues]:
    """Ask for an appeal, a complaint or a reasonable adjustment."""
    entry = entry or Case("", CaseKind.APPEAL, session.now().date(), "")
    fields: dict[str, tuple[str, QWidget]] = {
        "kind": (text("Kind"), choice([(kind.words.capitalize(), kind) for kind in CaseKind], entry.kind)),
        "on": (text("On"), day(entry.on)),
        "words": (text("What it is about"), lines(entry.words)),
        "outcome": (text("Outcome"), lines(entry.outcome)),
        "closed": (text("Closed on"), maybe_day(entry.closed)),
    }
    explanation = text(
        "Whoever gets this portfolio can read it. To keep the portfolio from being erased meanwhile, choose "
        "Centre, Retention and erasure, Hold portfolio."
    )
    title = text("Appeal, complaint or reasonable adjustment")
    candidate = view.portfolio.candidate.id
    return _ask(parent, session, candidate, entry, CaseValues, fields, title, explanation=explanation)
