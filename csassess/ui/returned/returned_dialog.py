"""The dialogs in which a person confirms what a form says that came back: beside its pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.errors import MissingError, UserError
from csassess.domain.labels import label as words_for
from csassess.domain.labels import stage_label, with_capital
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.papers.fillable import MOST_ACTIONS
from csassess.services.returned import confirming
from csassess.services.returned.confirming import Account
from csassess.services.returned.matching import ReturnedForm
from csassess.services.verification.paper_records import PaperAnswer
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.returned.sheet_view import SheetView
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, lines, name_line
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, Ticks, opened
from csassess.ui.widgets.panes import Panes

Values = TypeVar("Values")
Fields = Mapping[str, tuple[str, QWidget]]
Go = Callable[[Location], object]

_MOST_WIDE = 1200
_TALL = 200


class ReturnedFormDialog(FormDialog[Values]):
    """A form of fields beside the pages they were read from, with what to look at above them."""

    def __init__(
        self,
        parent: QWidget,
        returned: ReturnedForm,
        values_type: Callable[..., Values],
        fields: Fields,
        save: Callable[[Values], object],
    ) -> None:
        name = returned.candidate.name
        title = text("{title}: {name}", title=returned.title, name=name)
        came = (
            text("This form was filled in as a PDF. Compare what was read with its pages.")
            if returned.on_screen
            else text("This form was filled in on paper. Type what its pages say.")
        )
        explanation = came + " " + text("Nothing is in the record until you save it.")
        about = (returned.candidate.id, returned.about)
        super().__init__(
            parent, title, values_type, fields, save, done=text("Save"), explanation=explanation, about=about
        )
        self.remarks = label("\n".join(f"• {remark}" for remark in returned.remarks), "problem")
        self.remarks.setVisible(bool(returned.remarks))
        self.sheet = SheetView(returned.read.pages)
        what = (text("What the form says"), self._scroll_area)
        pages = (text("Pages of the form"), self.sheet)
        layout = self.layout()
        assert layout is not None
        panes = Panes([what], [pages], (45, 55), [what, pages])
        layout.replaceWidget(self._scroll_area, panes)
        self._place_remarks()
        room = parent.window().size()
        most = theme.current().px(_MOST_WIDE)
        self.resize(min(room.width() - theme.STEP * 6, most), room.height() - theme.STEP * 6)

    def _place_remarks(self) -> None:
        """Put the remarks below the explanation."""
        layout = self.layout()
        assert layout is not None
        below = layout.indexOf(self.explanation) + 1
        layout.insertWidget(below, self.remarks)  # type: ignore[attr-defined]  # a box layout


def confirm(parent: QWidget, session: Session, returned: ReturnedForm, go: Go) -> None:
    """Ask a person to confirm what a form says, save it, and go to where it was saved."""
    match returned.form:
        case "verification-form":
            _confirm_sampling(parent, session, returned, go)
        case "feedback-form":
            _confirm_reading(parent, session, returned, go)
        case _:
            _confirm_account(parent, session, returned, go)


def _confirm_account(parent: QWidget, session: Session, returned: ReturnedForm, go: Go) -> None:
    item = session.portfolio_view(returned.candidate.id).portfolio.item(returned.about)
    place = returned.words("place")
    words = returned.words("words")
    if place:
        words = f"{text('Where: {place}', place=place)}\n{words}"
    fields: Fields = {
        "words": (text("What is written on the form"), _tall(lines(words))),
        "name": (text("Filled in by"), name_line(returned.words("name"))),
        "on": (text("Date of what it is about"), day(returned.day("on") or item.on)),
    }

    def save(account: Account) -> None:
        session.run_or_raise(confirming.confirm_account, returned, account)
        go(Location(Page.EVIDENCE, returned.candidate.id, item.id))
        session.message.emit(text("The form was saved with item {number}.", number=item.number))

    opened(ReturnedFormDialog(parent, returned, Account, fields, save))


@dataclass(frozen=True)
class Reading:
    """The acknowledgement of feedback, as confirmed."""

    name: str
    words: str


def _confirm_reading(parent: QWidget, session: Session, returned: ReturnedForm, go: Go) -> None:
    fields: Fields = {
        "name": (text("Acknowledged by"), name_line(returned.words("name"))),
        "words": (text("Their comment, if they have one"), lines(returned.words("words"))),
    }

    def save(reading: Reading) -> None:
        session.run_or_raise(confirming.confirm_reading, returned, reading.name, reading.words)
        go(Location(Page.PORTFOLIO, returned.candidate.id))
        session.message.emit(text("The feedback of this sample is acknowledged."))

    opened(ReturnedFormDialog(parent, returned, Reading, fields, save))


@dataclass(frozen=True)
class Answer:
    """A verifier's answer as confirmed, with its actions by number."""

    name: str
    on: date
    stage: Stage | None
    evidence: tuple[str, ...]
    verdict: Verdict | None
    comment: str
    feedback: str
    also: tuple[str, ...]
    item_1: str = ""
    what_1: str = ""
    due_1: date | None = None
    item_2: str = ""
    what_2: str = ""
    due_2: date | None = None
    item_3: str = ""
    what_3: str = ""
    due_3: date | None = None

    def actions(self) -> tuple[tuple[str, str, date], ...]:
        """Return the actions that were asked for: item, what is needed, due date.

        Raises UserError if one has no item.
        """
        asked = []
        for number in range(1, MOST_ACTIONS + 1):
            item, what, due = (getattr(self, f"{name}_{number}") for name in ("item", "what", "due"))
            if what and not item:
                raise UserError(text("Choose the item that action {number} is about.", number=number))
            if what:
                asked.append((item, what, due))
        return tuple(asked)


def _confirm_sampling(parent: QWidget, session: Session, returned: ReturnedForm, go: Go) -> None:
    portfolio = session.portfolio_view(returned.candidate.id).portfolio
    items = portfolio.items_for(returned.about)
    numbers = {portfolio.number_of(item): item.id for item in items}
    ticked = [item_id for number, item_id in numbers.items() if returned.is_ticked(f"item {number}")]
    rows = [(portfolio.number_of(i), i.description or long_date(i.on), i.id) for i in items]
    stages = [(with_capital(stage_label(s, formative=portfolio.formative)), s) for s in Stage]
    verdicts = [(with_capital(words_for(v)), v) for v in Verdict]
    found = {Verdict.AGREE: "agree", Verdict.ACTION_NEEDED: "action"}
    today = session.now().date()
    also = Ticks([(text("assessor observed"), "observed"), (text("candidate interviewed"), "interviewed")])
    for name, chip in also.chips.items():
        chip.setChecked(returned.is_ticked(name))
    open_choice = (text("choose"), None)
    fields: dict[str, tuple[str, QWidget]] = {
        "name": (text("Internal verifier"), name_line(returned.words("name"))),
        "on": (text("Signed on"), day(returned.day("date") or today)),
        "stage": (text("Stage"), choice([open_choice, *stages], _only(returned, {s: s for s in Stage}))),
        "evidence": (text("Looked at"), TickedRows(text("Looked at"), rows, ticked, 120)),
        "verdict": (text("What was found"), choice([open_choice, *verdicts], _only(returned, found))),
        "comment": (text("Comment"), lines(returned.words("comment"))),
        "feedback": (text("Feedback to the assessor"), lines(returned.words("feedback"))),
        "also": (text("Also done"), also),
    }
    for number in range(1, MOST_ACTIONS + 1):
        fields |= _action_fields(returned, number, numbers, today)

    def save(values: Answer) -> None:
        if values.stage is None:
            raise MissingError(text("the stage"), "stage")
        if values.verdict is None:
            raise MissingError(text("what was found"), "verdict")
        answer = PaperAnswer(
            returned.about,
            values.stage,
            values.on,
            values.name,
            values.evidence,
            values.verdict,
            values.comment,
            values.feedback,
            values.actions(),
            "observed" in values.also,
            "interviewed" in values.also,
        )
        session.run_or_raise(confirming.confirm_sampling, returned, answer)
        go(Location(Page.PORTFOLIO, returned.candidate.id))
        session.message.emit(text("The verifier’s answer was saved with the form."))

    opened(ReturnedFormDialog(parent, returned, Answer, fields, save))


def _action_fields(
    returned: ReturnedForm, number: int, numbers: Mapping[str, str], today: date
) -> dict[str, tuple[str, QWidget]]:
    """Return the fields of an action; the first is always asked for, the others if they are on the form."""
    what = returned.words(f"action {number} what")
    if number > 1 and not what and returned.on_screen:
        return {}
    items = [(text("choose"), ""), *numbers.items()]
    item = numbers.get(returned.words(f"action {number} item"), "")
    due = returned.day(f"action {number} due") or today
    return {
        f"item_{number}": (text("Action {number}: on item", number=number), choice(items, item)),
        f"what_{number}": (text("Action {number}: what is needed", number=number), lines(what)),
        f"due_{number}": (text("Action {number}: due", number=number), day(due)),
    }


def _tall(field: QPlainTextEdit) -> QPlainTextEdit:
    """Return a field with room for a long text."""
    field.setMinimumHeight(theme.current().px(_TALL))
    field.setMaximumHeight(theme.current().px(2 * _TALL))
    return field


def _only(returned: ReturnedForm, names: Mapping[Values, str]) -> Values | None:
    """Return the one choice whose box is ticked; None if there are several or none."""
    ticked = [value for value, name in names.items() if returned.is_ticked(name)]
    return ticked[0] if len(ticked) == 1 else None
