"""The page on which units are chosen for a candidate's qualification."""

from decimal import Decimal

from csassess.catalogue import text
from csassess.domain.labels import with_capital
from csassess.domain.qualifications.evaluation import GroupCount, amount_in_words
from csassess.domain.qualifications.progress import asks_of, name_of, relations, total_in_words
from csassess.domain.qualifications.specification import Group, Measure, number_of
from csassess.services.access.write_checks import reason_against
from csassess.services.qualifications import choosing
from csassess.services.qualifications.choosing import Choice, EntryRow
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, offer, restyle
from csassess.ui.widgets.layouts import column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList


class ChoosingPage(PageWidget):
    """The units of the qualification with what was chosen, and at once whether that is enough."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._choice: Choice | None = None
        self._back = button("", self._to_portfolio, "link", "arrow-left")
        self.title, self.note = label("", "title"), label("", "quiet")
        self.state, self.progress, self.asks = label("", "heading"), label("", "quiet"), label("")
        self.units = RowList(text("Units of the qualification"))
        self.units.toggled.connect(self._toggle)
        self.idle = RowList(text("Enrolments that count for nothing"))
        self._idle_card = frame("card", column(label(text("Counts for nothing"), "heading"), self.idle))
        self.enrol_button = button(text("Enrol on the chosen units"), self._enrol, "main", "clipboard-list")
        self._top = frame("card", column(self.state, self.progress, self.asks, row(self.enrol_button, 0)))
        self._units_card = frame("card", column(self.units))
        scroll_whole(
            self,
            column(
                row(self._back, 0),
                self.title,
                self.note,
                self._top,
                self._units_card,
                self._idle_card,
                0,
            ),
        )

    def refresh(self) -> None:
        if not self._place.candidate:
            return
        view = self._session.portfolio_view(self._place.candidate)
        self._back.setText(f" {view.portfolio.candidate.name}")
        self._back.setAccessibleName(view.portfolio.candidate.name)
        choice = self._choice = self._session.read(choosing.choice_of, view)
        for part in (self._top, self._units_card):
            part.setVisible(choice is not None)
        if choice is None:
            self.title.setText(text("Units for the qualification"))
            self.note.setText(text("What the candidate’s qualification asks for is not known here."))
            self._idle_card.hide()
            return
        self._show(choice)

    def _show(self, choice: Choice) -> None:
        specification, chosen = choice.specification, choice.progress.chosen
        self.title.setText(specification.name)
        notes = [specification.note]
        if not choice.is_approved:
            notes.append(text("What it asks for came with a file and was not approved here yet."))
        self.note.setText(" ".join(filter(None, notes)))
        self.note.setVisible(bool(self.note.text()))
        self.state.setText(
            text("The chosen units are enough.")
            if chosen.is_met
            else text("Still to choose: {missing}.", missing=chosen.words)
        )
        restyle(self.state, "tone", "good" if chosen.is_met else "warn")
        self.progress.setText(with_capital(choice.progress.words) + ".")
        names = {entry.id: entry.name for entry in specification.entries()}
        asks = [*map(total_in_words, specification.totals), *relations(specification, names)]
        self.asks.setText("\n".join(asks))
        self.asks.setVisible(bool(asks))
        counted = {count.group.label: count for count in chosen.groups}
        rows = []
        for group, depth, entries in choice.groups:
            rows.append(_group_row(group, depth, counted[group.label], specification.measure))
            rows += [_unit_row(entry) for entry in entries]
        self.units.show_rows(rows)
        self.units.fit()
        self.idle.show_rows([Row(each.id, each.name, each.why) for each in choice.others])
        self.idle.fit()
        self._idle_card.setVisible(bool(choice.others))
        barred = self._session.read(reason_against, self._place.candidate, "enrolment")
        nothing = "" if choice.to_enrol else text("There is nothing more to enrol on: choose units first.")
        offer(self.enrol_button, barred or nothing)
        self.units.refusal = self._session.read(reason_against, self._place.candidate, "registration")

    def _toggle(self, key: str, ticked: bool) -> None:
        """Choose a unit or not, and save that at once."""
        choice = self._choice
        if choice is None or self.units.refusal:
            self._session.problem.emit(self.units.refusal)
            return
        rows = {row.entry.id: row for _, _, entries in choice.groups for row in entries}
        if not ticked and rows[key].is_enrolled:
            self._session.problem.emit(
                text("The candidate is enrolled on this unit. Withdraw that on its card in the portfolio.")
            )
            return
        chosen = {entry for entry, each in rows.items() if each.is_chosen}
        units = chosen | {key} if ticked else chosen - {key}
        self._session.run(choosing.choose, self._place.candidate, sorted(units))

    def _enrol(self) -> None:
        names = self._session.run(choosing.enrol_on_chosen, self._place.candidate)
        if names:
            self._session.message.emit(text("Enrolled on {units}.", units="; ".join(names)))

    def _to_portfolio(self) -> None:
        self.go.emit(Location(Page.PORTFOLIO, self._place.candidate))


def _group_row(group: Group, depth: int, count: GroupCount, measure: Measure) -> Row:
    amount = count.credits if measure is Measure.CREDITS else Decimal(count.units)
    return Row(
        ("group", group.label),
        "    " * depth + text("Group {name}", name=name_of(group)),
        with_capital(asks_of(group)),
        state=text("chosen: {amount}", amount=amount_in_words(amount, measure)),
    )


def _unit_row(row: EntryRow) -> Row:
    entry = row.entry
    level = text("level {level}", level=entry.level) if entry.level else ""
    worth = number_of(entry.credit)
    credit = amount_in_words(worth, Measure.CREDITS) if worth is not None else ""
    state, tone = "", ""
    if row.is_decided:
        state, tone = text("decided"), "good"
    elif row.is_enrolled:
        state = text("enrolled")
    elif not row.unit:
        state, tone = text("not here yet"), "quiet"
    foot = text("Bring the unit in, then enrol.") if row.is_chosen and not row.unit else ""
    if row.idle:
        foot = (
            row.idle.why if row.idle.counts_in_part else text("Counts for nothing: {why}", why=row.idle.why)
        )
        tone = "warn"
    return Row(
        entry.id,
        entry.name,
        with_capital(", ".join(filter(None, (level, credit)))),
        foot,
        state,
        tone,
        ticked=row.is_chosen,
    )
