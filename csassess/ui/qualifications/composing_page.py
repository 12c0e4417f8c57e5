"""The page on which a qualification is composed, in sentences and menus."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QPushButton

from csassess.catalogue import text
from csassess.domain.labels import with_capital
from csassess.domain.qualifications.composition import (
    ComposedGroup,
    ComposedTotal,
    ComposedUnit,
    Composition,
)
from csassess.domain.qualifications.counting import one_of
from csassess.domain.qualifications.progress import name_of, sentences
from csassess.domain.qualifications.specification import Measure, Requires
from csassess.domain.records.kinds import Stream
from csassess.services.access.write_checks import reason_against
from csassess.services.qualifications import composing
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.qualifications import composing_dialogs
from csassess.ui.qualifications.composing_dialogs import amount_of, group_in_words
from csassess.ui.widgets.controls import button, label, offer, restyle
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, opened
from csassess.ui.widgets.layouts import column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList

QUALIFICATIONS = Location(Page.CENTRE, form="qualifications")


class ComposingPage(PageWidget):
    """What is composed so far, kept as it is entered, and at once what it asks for."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        back = button(text("Qualifications"), lambda: self.go.emit(QUALIFICATIONS), "link", "arrow-left")
        self.name = RowList(text("Name of the qualification"))
        self.name.chosen.connect(lambda _: self._ask_identity())
        self.totals, self.add_total = self._part(text("Needed in all"), text("Add a total"), self._ask_total)
        self.groups, self.add_group = self._part(
            text("Groups of units"), text("Add a group"), self._ask_group
        )
        self.units, self.add_unit = self._part(text("Units"), text("Add a unit"), self._ask_unit)
        self.relations = RowList(text("Units that need or exclude each other"))
        self.relations.chosen.connect(self._ask_relation)
        self.add_requires = button(text("A unit that needs another"), self._ask_requires, icon_name="plus")
        self.add_barred = button(
            text("Units that exclude each other"), self._ask_at_most_one, icon_name="plus"
        )
        self.state, self.asks = label("", "heading"), label("")
        self.finish_button = button(text("Keep as a draft"), self._finish, "main", "check")
        self.discard_button = button(text("Discard what is composed"), self._discard, icon_name="trash-2")
        scroll_whole(
            self,
            column(
                row(back, 0),
                label(text("Compose a qualification"), "title"),
                label(text("Choose a line to change it. Everything is kept as you go on."), "quiet"),
                frame("card", column(label(text("Name"), "heading"), self.name)),
                _card(text("Groups of units"), self.groups, self.add_group),
                _card(text("Units"), self.units, self.add_unit),
                _card(text("Needed in all"), self.totals, self.add_total),
                frame(
                    "card",
                    column(
                        label(text("Units that need or exclude each other"), "heading"),
                        self.relations,
                        FlowLayout(self.add_requires, self.add_barred),
                    ),
                ),
                frame(
                    "card",
                    column(
                        label(text("What it asks for"), "heading"),
                        self.asks,
                        self.state,
                        FlowLayout(self.finish_button, self.discard_button),
                    ),
                ),
                0,
            ),
        )

    def _part(self, name: str, adding: str, ask: Callable[..., object]) -> tuple[RowList, QPushButton]:
        """Return a list whose rows `ask` changes, and the button that adds one."""
        rows = RowList(name)
        rows.chosen.connect(ask)
        return rows, button(adding, ask, icon_name="plus")

    @property
    def _present(self) -> Composition:
        return self._session.read(composing.composed) or Composition()

    def refresh(self) -> None:
        present, barred = (
            self._present,
            self._session.read(reason_against, Stream.CASELOAD, "qualification-version"),
        )
        self.name.show_rows([_name_row(present)])
        counts = [sum(unit.group == group.label for unit in present.units) for group in present.groups]
        self.groups.show_rows(
            [
                Row(
                    group,
                    text("Group {name}", name=name_of(group)),
                    with_capital(group_in_words(group, count)),
                    state="›",
                )
                for group, count in zip(present.groups, counts, strict=True)
            ]
        )
        self.units.show_rows([_unit_row(unit) for group in present.groups for unit in _of(group, present)])
        self.totals.show_rows([_total_row(total) for total in present.totals])
        self.relations.show_rows([*_relation_rows(present)])
        for rows in (self.name, self.groups, self.units, self.totals, self.relations):
            rows.setVisible(bool(rows.rows.rows))
            rows.fit()
        no_group = "" if present.groups else text("Add a group first.")
        few = "" if len(present.units) > 1 else text("Add two units first.")
        for control, reason in (
            (self.add_total, ""),
            (self.add_group, ""),
            (self.add_unit, no_group),
            (self.add_requires, few),
            (self.add_barred, few),
        ):
            offer(control, barred or reason)
        self._show_state(present, barred)

    def _show_state(self, present: Composition, barred: str) -> None:
        specification, problem = composing.checked(present)
        self.asks.setText("\n".join(sentences(specification)) if specification else "")
        self.asks.setVisible(specification is not None)
        self.state.setText(problem or text("It can be kept as a draft."))
        restyle(self.state, "tone", "warn" if problem else "good")
        offer(self.finish_button, barred or problem)
        is_begun = present != Composition()
        offer(self.discard_button, "" if is_begun else text("Nothing is composed yet."))

    def _ask_identity(self) -> None:
        composing_dialogs.ask_identity(self, self._session, self._present)

    def _ask_total(self, total: ComposedTotal | None = None) -> None:
        composing_dialogs.ask_total(self, self._session, total)

    def _ask_group(self, group: ComposedGroup | None = None) -> None:
        composing_dialogs.ask_group(self, self._session, self._present, group)

    def _ask_unit(self, unit: ComposedUnit | None = None) -> None:
        composing_dialogs.ask_unit(self, self._session, self._present, unit)

    def _ask_requires(self, rule: Requires | None = None) -> None:
        composing_dialogs.ask_requires(self, self._session, self._present, rule)

    def _ask_at_most_one(self, units: tuple[str, ...] | None = None) -> None:
        composing_dialogs.ask_at_most_one(self, self._session, self._present, units)

    def _ask_relation(self, part: Requires | tuple[str, ...]) -> None:
        if isinstance(part, Requires):
            self._ask_requires(part)
        else:
            self._ask_at_most_one(part)

    def _finish(self) -> None:
        draft = self._session.run(composing.finish)
        if draft:
            self._session.message.emit(
                text(
                    "{name} is here as a draft. Approve it, then register candidates.",
                    name=draft.version.name,
                )
            )
            self.go.emit(QUALIFICATIONS)

    def _discard(self) -> None:
        """Ask before discarding what was composed."""

        def save(_: NoValues) -> None:
            self._session.run_or_raise(composing.discard)

        title = text("Discard what is composed")
        words = text("What was composed here is forgotten. This cannot be undone.")
        opened(FormDialog(self, title, NoValues, {}, save, done=text("Discard"), explanation=words))


def _card(name: str, rows: RowList, adding: QPushButton) -> QFrame:
    return frame("card", column(label(name, "heading"), rows, row(adding, 0)))


def _name_row(present: Composition) -> Row:
    level = text("level {level}", level=present.level) if present.level else ""
    facts = [present.number, present.awarding_body, level]
    return Row(
        "name",
        present.title or text("not named yet"),
        ", ".join(filter(None, facts)),
        present.note,
        "›",
    )


def _of(group: ComposedGroup, present: Composition) -> list[ComposedUnit]:
    return [unit for unit in present.units if unit.group == group.label]


def _unit_row(unit: ComposedUnit) -> Row:
    entry = unit.entry
    level = text("level {level}", level=entry.level) if entry.level else ""
    credit = amount_of(entry.credit, Measure.CREDITS) if entry.credit else text("credit not stated")
    facts = ", ".join(filter(None, (text("group {label}", label=unit.group), level, credit)))
    return Row(unit, entry.name, with_capital(facts), state="›")


def _total_row(total: ComposedTotal) -> Row:
    level = text("at level {level} or above", level=total.level) if total.level else text("in all")
    return Row(total, text("At least {amount}", amount=amount_of(total.at_least, total.of)), level, state="›")


def _relation_rows(present: Composition) -> list[Row]:
    names = present.names
    rows = [
        Row(
            rule,
            names.get(rule.unit, rule.unit),
            text("counts only with {units}", units=one_of(rule.one_of, names)),
            state="›",
        )
        for rule in present.requires
    ]
    rows += [
        Row(
            units,
            text("Only one of these counts"),
            "; ".join(names.get(unit, unit) for unit in units),
            state="›",
        )
        for units in present.at_most_one
    ]
    return rows
