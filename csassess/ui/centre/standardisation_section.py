"""Standardisation: one criterion, as each assessor accepted it."""

from csassess.catalogue import text
from csassess.domain.records.quality.standardisation import Standardisation
from csassess.services.verification import standardisation, standardisation_papers
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.centre.meetings_card import MeetingsCard
from csassess.ui.centre.unit_choice import UnitChoice
from csassess.ui.verification import plan_dialogs
from csassess.ui.widgets.controls import button, label, shortened
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.layouts import column, frame, row
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section


class StandardisationSection(Section):
    """Accepted evidence for one criterion, listed with its assessors for comparison."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._chosen_unit = UnitChoice(session)
        self.unit = self._chosen_unit.field
        self.criterion = choice([])
        self.criterion.setAccessibleName(text("Criterion"))
        self.unit.activated.connect(lambda _: self._change_unit())
        self.criterion.activated.connect(lambda _: self.refresh())
        self.wording, self.nothing = (
            label(""),
            label(text("No accepted evidence references this criterion yet."), "quiet"),
        )
        self.examples = RowList(text("Accepted evidence"))
        self.examples.chosen.connect(lambda key: self.go.emit(Location(Page.EVIDENCE, *key)))
        heading = label(text("One criterion across assessors"), "heading")
        self.meetings = MeetingsCard(session)
        self.meetings.packing.connect(self._pack)
        self.meetings.printing.connect(self._print)
        self.strategy_button = button(
            text("Strategy of sampling …"),
            lambda: plan_dialogs.set_strategy(self, self._session),
            icon_name="settings",
        )
        strategy = frame(
            "card",
            column(
                label(text("Strategy of sampling"), "heading"),
                label(text("Once it is set, the verification page proposes and plans samples."), "quiet"),
                row(self.strategy_button, 0),
            ),
        )
        self.show_parts(
            column(
                frame(
                    "card",
                    column(heading, self.unit, self.criterion, self.wording, self.nothing, self.examples),
                ),
                self.meetings,
                strategy,
                0,
            )
        )
        self._fill()

    def _change_unit(self) -> None:
        self._fill()
        self.refresh()

    def _fill(self) -> None:
        unit = self._chosen_unit.unit
        self.criterion.clear()
        for criterion in unit.labels():
            self.criterion.addItem(
                f"{unit.short(criterion)}  {shortened(unit.wording(criterion), 90)}", criterion
            )

    def refresh(self) -> None:
        if self._chosen_unit.refill():
            self._fill()
        unit, criterion = self._chosen_unit.unit, self.criterion.currentData()
        self.wording.setText(unit.wording(criterion))
        examples = self._session.read(standardisation.examples, unit.id, criterion)
        self.examples.show_rows(
            [
                Row(
                    (example.candidate, example.item),
                    f"{example.assessor}  ·  {example.name}",
                    example.words,
                    example.what,
                    "›",
                )
                for example in examples
            ]
        )
        self.examples.setVisible(bool(examples))
        self.examples.fit()
        self.nothing.setVisible(not examples)
        self.meetings.refresh(unit.id, examples)

    def _pack(self, entry: Standardisation) -> None:
        self.choose_pdf(
            "standardisation-pack.pdf", lambda: self._session.read(standardisation_papers.pack, entry)
        )

    def _print(self) -> None:
        self.choose_pdf("standardisation.pdf", lambda: self._session.read(standardisation_papers.record))
