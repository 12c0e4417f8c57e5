"""Dialogs about units: paste the text of one, choose among several, approve, enrol."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.errors import MissingError
from csassess.domain.labels import label as words_for
from csassess.domain.records.people import Candidate
from csassess.domain.units.review import Review
from csassess.domain.units.review_wording import summary
from csassess.services.access.caseloads import assessor_of
from csassess.services.candidates import candidates
from csassess.services.units import caseload_units, reviews
from csassess.services.units.caseload_units import CaseloadUnit
from csassess.services.units.reading import SourceDocument, UnitDraft
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice, lines, name_line, secret
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, TickedRows, Words, opened


@dataclass(frozen=True)
class Password:
    """The password of a document."""

    password: str


@dataclass(frozen=True)
class Approver:
    """Who approves, in which role."""

    name: str
    role: str


@dataclass(frozen=True)
class Chosen:
    """The numbers of the units chosen among those that a document holds."""

    units: tuple[int, ...]


@dataclass(frozen=True)
class CandidateChoice:
    """A candidate chosen by id."""

    candidate: str


def paste(parent: QWidget, read: Callable[[str], object]) -> FormDialog[Words]:
    """Ask for the text of a unit."""
    field = lines()
    field.setMinimumHeight(field.maximumHeight() * 2)
    field.setMaximumHeight(field.maximumHeight() * 4)

    def save(values: Words) -> None:
        if not values.words:
            raise MissingError(text("the text of the unit"), "words")
        read(values.words)

    explanation = text(
        "Copy the unit where you have it, from its title to its last evidence requirement, and paste it here."
    )
    return opened(
        FormDialog(
            parent,
            text("Bring in a unit from its text"),
            Words,
            {"words": (text("Text of the unit"), field)},
            save,
            done=text("Read the text"),
            explanation=explanation,
        )
    )


def ask_password(parent: QWidget, sentence: str, read: Callable[[str], object]) -> FormDialog[Password]:
    """Ask for the password of a document."""

    def save(values: Password) -> None:
        read(values.password)

    return opened(
        FormDialog(
            parent,
            text("Password of the document"),
            Password,
            {"password": (text("Password"), secret())},
            save,
            done=text("Read the document"),
            explanation=sentence,
        )
    )


def choose_units(
    parent: QWidget, source: SourceDocument, begin: Callable[[Sequence[UnitDraft]], object]
) -> FormDialog[Chosen]:
    """Ask which of the units in a document are brought in."""
    units = source.reading.units
    rows = [
        (
            "  ".join(filter(None, (draft.identity["number"], draft.name))),
            ", ".join(
                (
                    _pages(draft),
                    plural(
                        "{count} criterion", "{count} criteria", sum(len(o.criteria) for o in draft.outcomes)
                    ),
                    plural("{count} doubt", "{count} doubts", len(draft.doubts)),
                )
            ),
            number,
        )
        for number, draft in enumerate(units)
    ]

    def save(values: Chosen) -> None:
        if not values.units:
            raise MissingError(text("which units to bring in"), "units")
        begin([units[number] for number in values.units])

    explanation = plural(
        "{count} unit was found in {file}. Choose those to bring in.",
        "{count} units were found in {file}. Choose those to bring in.",
        len(units),
        file=source.name,
    )
    name = text("Units")
    return opened(
        FormDialog(
            parent,
            text("Units in this document"),
            Chosen,
            {"units": (name, TickedRows(name, rows, ()))},
            save,
            done=text("Bring in"),
            explanation=explanation,
        )
    )


def _pages(draft: UnitDraft) -> str:
    if draft.first_page == draft.last_page:
        return text("page {page}", page=draft.first_page)
    return text("pages {first} to {last}", first=draft.first_page, last=draft.last_page)


def approver_fields(session: Session, *, is_known: bool) -> dict[str, tuple[str, QWidget]]:
    """Return the fields for who approves; with `is_known` they hold the person here."""
    person = session.read(assessor_of)
    return {
        "name": (text("Name"), name_line(person.name if is_known else "")),
        "role": (text("Role"), name_line(words_for(person.role) if is_known else "")),
    }


def approve_review(
    parent: QWidget, session: Session, review: Review, approved: Callable[[CaseloadUnit], object]
) -> FormDialog[Approver] | FormDialog[NoValues]:
    """Ask who approves a unit whose review is done; if a second person does, only bring it in."""
    about = "\n".join((review.name, summary(review), _source(review.file, review.document)))

    def finish(name: str, role: str) -> None:
        approved(session.run_or_raise(reviews.finish, review, name, role))

    if session.read(reviews.waits_for_second):
        waits = text("At this centre a second person approves units. It waits for them on the page Units.")
        return opened(
            FormDialog(
                parent,
                text("Bring in the unit"),
                NoValues,
                {},
                lambda _: finish("", ""),
                done=text("Bring in"),
                explanation=f"{about}\n\n{waits}",
            )
        )
    today = text("Date: {date}", date=long_date(session.now().date()))
    return opened(
        FormDialog(
            parent,
            text("Approve the unit"),
            Approver,
            approver_fields(session, is_known=True),
            lambda values: finish(values.name, values.role),
            done=text("Approve"),
            explanation=f"{about}\n{today}",
        )
    )


def approve_draft(parent: QWidget, session: Session, brought: CaseloadUnit) -> FormDialog[Approver]:
    """Ask who approves a unit that is here as a draft."""
    version = brought.version
    by = text("Brought in by {name} on {date}.", name=version.added_by, date=long_date(version.added))
    about = "\n".join(
        filter(
            None, (version.name, by, _source(version.origin, version.document) if version.document else "")
        )
    )
    waits = session.read(reviews.waits_for_second)

    def save(values: Approver) -> None:
        session.run_or_raise(caseload_units.approve, version.unit, values.name, values.role, version.id)

    return opened(
        FormDialog(
            parent,
            text("Approve the unit"),
            Approver,
            approver_fields(session, is_known=not waits),
            save,
            done=text("Approve"),
            explanation=about,
        )
    )


def _source(name: str, sha256: str) -> str:
    return text("Compared with: {file} (SHA-256 {digest}…)", file=name, digest=sha256[:16])


def enrol_on(
    parent: QWidget,
    session: Session,
    unit_id: str,
    name: str,
    everyone: Sequence[Candidate],
    enrolled: Callable[[str], object],
) -> FormDialog[CandidateChoice]:
    """Ask for a candidate to enrol on a unit."""

    def save(values: CandidateChoice) -> None:
        session.run_or_raise(candidates.enrol, values.candidate, unit_id)
        enrolled(values.candidate)

    field = choice([(candidate.name, candidate.id) for candidate in everyone])
    return opened(
        FormDialog(
            parent,
            text("Enrol a candidate"),
            CandidateChoice,
            {"candidate": (text("Candidate"), field)},
            save,
            done=text("Enrol candidate"),
            explanation=name,
        )
    )


def give_up(
    parent: QWidget, session: Session, review: Review, gone: Callable[[], object]
) -> FormDialog[NoValues]:
    """Ask before a review is given up."""

    def save(_: NoValues) -> None:
        session.run_or_raise(reviews.discard, review.id)
        gone()

    explanation = text(
        "{unit}: what was corrected here is not kept. The document can be brought in again.", unit=review.name
    )
    return opened(
        FormDialog(
            parent,
            text("Give up the review"),
            NoValues,
            {},
            save,
            done=text("Give up the review"),
            explanation=explanation,
        )
    )
