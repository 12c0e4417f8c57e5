"""The question bank: a unit's knowledge criteria, each followed by its questions."""

from csassess.catalogue import text
from csassess.domain.records.questions import BankQuestion
from csassess.domain.units.units import Kind, Unit
from csassess.services.units import question_bank
from csassess.ui.base.location import Page
from csassess.ui.base.session import Session
from csassess.ui.centre import centre_dialogs
from csassess.ui.centre.unit_choice import UnitPage
from csassess.ui.widgets.row_list import Row


class QuestionBankPage(UnitPage):
    """A unit's questions. Choosing a criterion adds one to it; choosing a question edits it."""

    shown_kinds = frozenset({"bank-question", "unit-version"})
    page = Page.QUESTIONS

    def __init__(self, session: Session) -> None:
        explanation = text(
            "The centre’s own questions by knowledge criterion. Choose a criterion to add one, or a question"
            " to change it."
        )
        super().__init__(
            session, text("Question bank"), explanation, text("Questions by knowledge criterion")
        )

    def _rows(self, unit: Unit) -> list[Row]:
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
        return rows

    def _chosen(self, key: object) -> None:
        unit = self._chosen_unit.unit
        if isinstance(key, BankQuestion):
            centre_dialogs.bank_question(self, self._session, unit, key.criterion, key)
        else:
            centre_dialogs.bank_question(self, self._session, unit, str(key))
