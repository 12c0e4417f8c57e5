"""One unit on the page of units: its state, its wording, and what can be done with it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from csassess.catalogue import plural, text
from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.labels import label as words_for
from csassess.domain.records.kinds import Stream
from csassess.domain.units.review import Review
from csassess.domain.units.review_wording import left_in_words, summary
from csassess.domain.units.units import Unit
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import candidates
from csassess.services.evidence import new_wordings
from csassess.services.files import write_copy
from csassess.services.units import caseload_units, reviews
from csassess.services.units.caseload_units import CaseloadUnit
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.units import unit_dialogs
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.file_dialogs import choose_where, file_in_words
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, holder, spaced
from csassess.ui.widgets.row_list import Row, RowList


class UnitDetails(QFrame):
    """A card about the unit chosen in the list."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session = session
        self.title, self.about = label("", "heading"), label("")
        self._buttons = FlowLayout()
        self.buttons: dict[str, QPushButton] = {}
        self.wording = RowList(text("Wording of the unit"), head_width=72)
        self.setLayout(spaced(column(self.title, self.about, holder(self._buttons), self.wording, 0), 2))
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no unit is chosen."""
        self._begin(text("Choose a unit"), text("Its wording, and what can be done with it, is shown here."))
        self._show_wording(None)

    def show_review(self, review: Review) -> None:
        """Show a unit under review."""
        source = text("Read from {file}.", file=review.file)
        self._begin(
            review.name,
            "\n".join(
                (text("Under review: {left}.", left=left_in_words(review)), summary(review) + ".", source)
            ),
        )
        self._add(
            text("Go on with the review"),
            lambda: self.go.emit(Location(Page.REVIEW, form=review.id)),
            main=True,
        )
        give_up = partial(
            unit_dialogs.give_up, self, self._session, review, lambda: self.go.emit(Location(Page.UNITS))
        )
        self._add(text("Give up the review…"), give_up)
        self._show_wording(None)

    def show_built_in(self, unit: Unit) -> None:
        """Show a unit that comes with the program."""
        self._begin(unit.full_name, text("It comes with the program."))
        self._offer_enrolling(unit, is_new=False)
        self._show_wording(unit)

    def show_unit(self, brought: CaseloadUnit, siblings: int) -> None:
        """Show a wording that was brought in; `siblings` counts the wordings of this unit."""
        version, unit = brought.version, brought.unit
        earlier = (
            self._session.read(new_wordings.on_earlier, unit.id)
            if brought.state is UnitState.APPROVED
            else []
        )
        self._begin(unit.full_name, "\n".join(self._states(brought, len(earlier))))
        if brought.state is UnitState.APPROVED:
            self._offer_enrolling(unit, is_new=True)
        if brought.state is UnitState.DRAFT:
            self._enter(
                text("Approve…"), partial(unit_dialogs.approve_draft, self, self._session, brought), main=True
            )
        if siblings > 1:
            place = Location(Page.VERSIONS, unit=unit.id, form=version.id)
            words = text("Compare wordings, move candidates") if earlier else text("Compare wordings")
            self._add(words, partial(self.go.emit, place), main=bool(earlier))
        self._enter(text("Correct, as a new version…"), partial(self._correct, brought))
        self._add(text("Save as a unit file…"), partial(self._export, unit))
        if version.document:
            self._add(text("Save its document…"), partial(self._save_document, brought))
        if brought.state is UnitState.APPROVED:
            self._enter(text("Withdraw the approval"), partial(self._withdraw, unit))
        if brought.state is UnitState.DRAFT:
            self._enter(text("Remove the draft"), partial(self._remove, unit, version.id))
        self._show_wording(unit)

    def _states(self, brought: CaseloadUnit, earlier: int) -> list[str]:
        version = brought.version
        day = long_date(version.added)
        lines = [text("Brought in by {name} on {date}.", name=version.added_by, date=day)]
        if version.origin:
            lines.append(text("From: {file}.", file=version.origin))
        if version.document:
            lines.append(text("Document: SHA-256 {digest}", digest=_in_groups(version.document)))
        match brought.state:
            case UnitState.DRAFT if self._session.read(reviews.waits_for_second):
                lines.insert(0, text("A draft: it waits for the approval of a second person."))
            case UnitState.DRAFT:
                lines.insert(0, text("A draft: nobody can be enrolled on it before it is approved."))
            case UnitState.SUPERSEDED:
                lines.insert(0, text("Superseded: those enrolled on it stay on it until they are moved."))
        if version.approved:
            lines.append(
                text(
                    "Approved on {date} by {name}, {role}.",
                    date=long_date(version.approved),
                    name=version.approved_by,
                    role=version.approved_role,
                )
            )
        if earlier:
            lines.append(
                plural(
                    "{count} candidate is enrolled on an earlier wording.",
                    "{count} candidates are enrolled on an earlier wording.",
                    earlier,
                )
            )
        return lines

    # The parts of the card

    def _begin(self, title: str, about: str) -> None:
        self.title.setText(title)
        self.about.setText(about)
        clear(self._buttons)
        self.buttons = {}

    def _add(self, words: str, act: Callable[[], object], *, main: bool = False) -> QPushButton:
        new = button(words, act, "main" if main else "")
        self._buttons.addWidget(new)
        self.buttons[words] = new
        return new

    def _enter(self, words: str, act: Callable[[], object], *, main: bool = False) -> None:
        """Add a button that writes, for those who may."""
        offer(
            self._add(words, act, main=main),
            self._session.read(reason_against, Stream.CASELOAD, "unit-version"),
        )

    def _show_wording(self, unit: Unit | None) -> None:
        self.wording.setVisible(unit is not None)
        if unit is None:
            return
        rows = []
        for number, outcome in enumerate(unit.outcomes):
            words = words_for(outcome.kind)
            rows.append(
                Row(("outcome", number), outcome.label or "", outcome.words, state=words, tone="quiet")
            )
            rows += [
                Row(("criterion", c.label), unit.short(c.label), unit.in_full(c.label))
                for c in outcome.criteria
            ]
        for requirement in unit.evidence_requirements:
            items = "\n".join(f"{item.label}  {item.text}" for item in requirement.items)
            words = "\n".join(filter(None, (requirement.text, items)))
            head = text("Evidence {label}", label=requirement.label)
            rows.append(Row(("requirement", requirement.label), head, words))
        self.wording.show_rows(rows)
        self.wording.fit()

    # What the buttons do

    def _offer_enrolling(self, unit: Unit, *, is_new: bool) -> None:
        everyone = self._session.read(candidates.not_enrolled_on, unit.id)

        def enrol() -> None:
            unit_dialogs.enrol_on(
                self, self._session, unit.id, unit.full_name, everyone, partial(self._enrolled, unit)
            )

        enrolling = self._add(text("Enrol a candidate…"), enrol, main=is_new)
        barred = self._session.read(reason_against, everyone[0].id, "enrolment") if everyone else ""
        nobody = text("No candidate is left to enrol. Add one on the page Candidates first.")
        offer(enrolling, barred if everyone else nobody)

    def _enrolled(self, unit: Unit, candidate_id: str) -> None:
        self.go.emit(Location(Page.PORTFOLIO, candidate_id, unit=unit.id))

    def _correct(self, brought: CaseloadUnit) -> None:
        review_id = self._session.run(reviews.begin_correction, brought.version)
        if review_id:
            self.go.emit(Location(Page.REVIEW, form=review_id))

    def _withdraw(self, unit: Unit) -> None:
        sentence = text("The approval of {unit} was withdrawn.", unit=unit.full_name)
        self._session.remove_shared(sentence, caseload_units.withdraw_approval, unit.id)

    def _remove(self, unit: Unit, version: str) -> None:
        sentence = text("The draft of {unit} was removed.", unit=unit.full_name)
        self._session.remove_shared(sentence, caseload_units.remove_draft, unit.id, version)

    def _export(self, unit: Unit) -> None:
        def save(path: str) -> None:
            try:
                self._session.read(caseload_units.export, unit.id, Path(path))
            except UserError as error:
                self._session.problem.emit(str(error))
                return
            self._saved(path)

        choose_where(self, text("Save the unit"), f"{unit.id}.toml", save, text("Unit files (*.toml)"))

    def _save_document(self, brought: CaseloadUnit) -> None:
        content = self._session.read(reviews.document_of, brought.version.document)
        if content is None:
            self._session.problem.emit(text("The document is not on this machine."))
            return

        def save(path: str) -> None:
            try:
                write_copy(Path(path), content)
            except UserError as error:
                self._session.problem.emit(str(error))
                return
            self._saved(path)

        choose_where(self, text("Save the document"), brought.version.origin, save)

    def _saved(self, path: str) -> None:
        self._session.message.emit(text("Saved: {file}.", file=file_in_words(path)))


def _in_groups(digest: str) -> str:
    """Return a digest in groups, so that it can be compared, and wraps."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
