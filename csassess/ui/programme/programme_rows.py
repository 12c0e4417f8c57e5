"""The rows of what the centre keeps of a candidate, latest first within each kind."""

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.programme.declarations import added_since
from csassess.domain.records.programme.steps import (
    Authenticity,
    Case,
    Contact,
    Induction,
    LearningBreak,
    ProgressReview,
    UnitPlan,
)
from csassess.services.candidates.learner_details import details_in_words
from csassess.services.papers.programme import break_words, contact_words, unit_words
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.widgets.row_list import Row

FORM_OF: dict[type, str] = {
    Induction: "induction",
    UnitPlan: "unit-plan",
    ProgressReview: "review",
    Authenticity: "authenticity",
}
"""The form on which an entry of each kind prints."""


def programme_rows(view: PortfolioView) -> list[Row]:
    """Return a row for each entry."""
    portfolio = view.portfolio
    details = "  ·  ".join(f"{name} {value}" for name, value in details_in_words(portfolio))
    return [
        *([Row(portfolio.candidate, text("Details"), details, state="›")] if details else []),
        *map(_induction, reversed(portfolio.inductions)),
        *(_plan(plan, view) for plan in reversed(portfolio.unit_plans)),
        *map(_review, reversed(portfolio.reviews)),
        *(_declaration(each, view) for each in reversed(portfolio.authenticity)),
        *map(_contact, reversed(portfolio.contacts)),
        *map(_break, reversed(portfolio.breaks)),
        *map(_case, reversed(portfolio.cases)),
    ]


def _induction(entry: Induction) -> Row:
    covered = plural("{count} line covered", "{count} lines covered", len(entry.covered))
    return Row(entry, text("Induction"), f"{long_date(entry.on)}, {covered}", entry.note, "›")


def _plan(entry: UnitPlan, view: PortfolioView) -> Row:
    agreed = text("agreed on {day}", day=long_date(entry.agreed)) if entry.agreed else text("not agreed yet")
    reviewed = text("reviewed on {day}", day=long_date(entry.reviewed)) if entry.reviewed else ""
    to_review = (
        text("to be reviewed on {day}", day=long_date(entry.review_on))
        if entry.review_on and not entry.reviewed
        else ""
    )
    words = ", ".join(filter(None, (unit_words(view, entry.unit), agreed, to_review, reviewed)))
    return Row(entry, text("Assessment plan"), words, entry.words, "›", "" if entry.agreed else "warn")


def _review(entry: ProgressReview) -> Row:
    following = text("next on {day}", day=long_date(entry.next_on)) if entry.next_on else ""
    words = ", ".join(filter(None, (long_date(entry.on), following)))
    return Row(entry, text("Progress review"), words, entry.progress, "›")


def _declaration(entry: Authenticity, view: PortfolioView) -> Row:
    later = added_since(view.portfolio, entry)
    words = text(
        "{what}, signed by {name} on {day}",
        what=unit_words(view, entry.of),
        name=entry.name,
        day=long_date(entry.day),
    )
    since = text("added since: items {numbers}", numbers=", ".join(later)) if later else ""
    return Row(entry, text("Authenticity"), words, since, "›", "warn" if later else "")


def _contact(entry: Contact) -> Row:
    words = f"{long_date(entry.on)}, {contact_words(entry)}"
    return Row(entry, text("Contact"), words, state="›", tone="" if entry.reached else "warn")


def _break(entry: LearningBreak) -> Row:
    return Row(entry, text("Break in learning"), break_words(entry), entry.reason, "›")


def _case(entry: Case) -> Row:
    state = text("closed on {day}", day=long_date(entry.closed)) if entry.closed else text("open")
    words, tone = ", ".join((long_date(entry.on), entry.words)), "" if entry.closed else "warn"
    return Row(entry, entry.kind.words.capitalize(), words, entry.outcome, f"{state}  ›", tone)
