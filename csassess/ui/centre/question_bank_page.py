"""The question bank: a unit's knowledge criteria, each followed by its questions."""

from PySide6.QtWidgets import QVBoxLayout

from csassess.catalogue import text
from csassess.domain.records.questions import BankQuestion
from csassess.domain.units.units import Kind
from csassess.services.units import question_bank
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.centre import centre_dialogs
from csassess.ui.centre.unit_choice import UnitChoice
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.layouts import spaced
from csassess.ui.widgets.row_list import Row, RowList


class QuestionBankPage(PageWidget):
    """A unit's questions. Choosing a criterion adds one to it; choosing a question edits it."""

    shown_kinds = frozenset({"bank-question", "unit-version"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._chosen_unit = UnitChoice(session)
        self.unit = self._chosen_unit.field
        self.unit.activated.connect(lambda _: self.refresh())
        self.list = RowList(text("Questions by knowledge criterion"), head_width=76)
        self.list.chosen.connect(self._chosen)
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(text("Question bank"), "title"))
        explanation = text(
            "The centre’s own questions by knowledge criterion. Choose a criterion to add one, or a question"
            " to change it."
        )
        layout.addWidget(label(explanation, "quiet"))
        layout.addWidget(self.unit)
        layout.addWidget(self.list, 1)

    @property
    def place(self) -> Location:
        """The location with which to return to this page."""
        return Location(Page.QUESTIONS, unit=str(self.unit.currentData()))

    def show_location(self, place: Location) -> None:
        """Show the questions of the location's unit."""
        self._chosen_unit.refill()
        self.unit.setCurrentIndex(max(0, self.unit.findData(place.unit)))
        self.refresh()

    def refresh(self) -> None:
        self._chosen_unit.refill()
        unit = self._chosen_unit.unit
        bank = [question for question in self._session.read(question_bank.bank) if question.unit == unit.id]
        rows = []
        for criterion in unit.labels(Kind.KNOWLEDGE):
            rows.append(
                Row(
                    criterion,
                    unit.short(criterion),
                    unit.wording(criterion),
                    state=text("+ question"),
                    tone="quiet",
                )
            )
            rows += [
                Row(question, "", text("“{question}”", question=question.words), state="›", tone="quiet")
                for question in bank
                if question.criterion == criterion
            ]
        self.list.show_rows(rows)

    def _chosen(self, key: object) -> None:
        unit = self._chosen_unit.unit
        if isinstance(key, BankQuestion):
            centre_dialogs.bank_question(self, self._session, unit, key.criterion, key)
        else:
            centre_dialogs.bank_question(self, self._session, unit, str(key))
