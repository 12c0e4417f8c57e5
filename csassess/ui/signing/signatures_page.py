"""The page to enter signatures that were collected on paper, all at once."""

from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QGridLayout

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import SampleSignature
from csassess.domain.signing.paper_signatures import AnySignature, sheets_to_follow
from csassess.services.access.write_checks import reason_against
from csassess.services.signing import offers
from csassess.services.signing.offers import Collected, Waiting
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label, offer, set_tip
from csassess.ui.widgets.date_fields import DayField, day
from csassess.ui.widgets.fields import ChoiceBox, choice, content_of
from csassess.ui.widgets.layouts import clear, column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList


@dataclass(frozen=True, slots=True)
class Line:
    """The fields of one line that waits for a signature."""

    waiting: Waiting
    tick: QCheckBox
    name: ChoiceBox
    on: DayField


class SignaturesPage(PageWidget):
    """Every account and unit of a candidate that waits for a signature, and the sheets still to follow."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.lines: list[Line] = []
        self._places: dict[str, str] = {}  # the form on which each sheet is attached, by signature
        self.back = button("", self._to_portfolio, "link", "arrow-left")
        self._title = label("", "title")
        explanation = label(
            text(
                "Tick what was signed on paper, with the name and the day on the paper. The sheets "
                "can follow: attach each one on its form."
            ),
            "quiet",
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(0, 1)
        self._none = label(text("Nothing of this candidate waits for a signature."), "quiet")
        self.all_button = button(text("Tick all"), self._tick_all)
        self.enter_button = button("", self._enter, "main", "signature")
        self.sheets = RowList(text("Signed on paper, sheet to follow"), head_width=0)
        self.sheets.chosen.connect(self._open_form)
        self._to_follow = frame(
            "card", column(label(text("Signed on paper, sheet to follow"), "heading"), self.sheets)
        )
        card = frame("card", column(self._grid, self._none, row(self.all_button, 0, self.enter_button)))
        scroll_whole(self, column(row(self.back, 0), self._title, explanation, card, self._to_follow, 0))

    def refresh(self) -> None:
        candidate = self._place.candidate
        if not candidate:
            return
        view = self._session.portfolio_view(candidate)
        name = view.portfolio.candidate.name
        self.back.setText(f" {name}")
        self._title.setText(text("Signatures on paper"))
        before = {self._key(entry.waiting): entry for entry in self.lines}
        waiting = self._session.read(offers.waiting_for_signature, candidate)
        if [entry.waiting for entry in self.lines] != list(waiting):
            clear(self._grid)
            self.lines = [self._line(entry, before) for entry in waiting]
            self._lay_out()
        self._none.setVisible(not self.lines)
        self.all_button.setVisible(bool(self.lines))
        self.enter_button.setVisible(bool(self.lines))
        self._count()
        rows = [self._sheet_row(signature) for signature in sheets_to_follow(view.portfolio)]
        self.sheets.show_rows(rows)
        self.sheets.fit()
        self._to_follow.setVisible(bool(rows))

    def _lay_out(self) -> None:
        """Show the lines under the account or unit that each is of."""
        place = ""
        for entry in self.lines:
            if entry.waiting.place != place:
                place = entry.waiting.place
                self._grid.addWidget(label(place, "heading"), self._grid.rowCount(), 0, 1, 3)
            below = self._grid.rowCount()
            for number, field in enumerate((entry.tick, entry.name, entry.on)):
                in_place = (below + number, 0) if theme.current().is_large else (below, number)
                self._grid.addWidget(field, *in_place)

    def _line(self, waiting: Waiting, before: dict[tuple[str, ...], Line]) -> Line:
        """Make the fields of a line; what was chosen for it before stays chosen."""
        tick = QCheckBox(words_for(waiting.signer).capitalize())
        tick.setAccessibleName(waiting.words)
        name = choice([(words, words) for words in waiting.offer.names])
        name.setAccessibleName(text("Name: {line}", line=waiting.words))
        on = day(waiting.offer.day)
        on.setAccessibleName(text("Day: {line}", line=waiting.words))
        on.refused.connect(self._session.problem.emit)
        earlier = before.get(self._key(waiting))
        if earlier:
            tick.setChecked(earlier.tick.isChecked())
            name.setCurrentIndex(max(0, name.findText(earlier.name.currentText())))
            on.setDate(earlier.on.date())
        if not waiting.offer.names:
            tick.setEnabled(False)
            set_tip(
                tick, text("Nobody on record may sign this line. Sign it where it is shown, with a reason.")
            )
        tick.toggled.connect(lambda _: self._count())
        return Line(waiting, tick, name, on)

    @staticmethod
    def _key(waiting: Waiting) -> tuple[str, ...]:
        return waiting.item, waiting.unit, waiting.signer

    def _ticked(self) -> list[Line]:
        return [entry for entry in self.lines if entry.tick.isChecked()]

    def _count(self) -> None:
        count = len(self._ticked())
        words = plural("Enter {count} signature", "Enter {count} signatures", count)
        self.enter_button.setText(words if count else text("Enter signatures"))
        barred = self._session.read(reason_against, self._place.candidate, "signature")
        nothing = "" if count else text("Tick what was signed first.")
        offer(self.enter_button, barred or nothing)

    def _tick_all(self) -> None:
        for entry in self.lines:
            entry.tick.setChecked(entry.tick.isEnabled())

    def _enter(self) -> None:
        collected = [
            Collected(entry.waiting, entry.name.currentText(), content_of(entry.on))
            for entry in self._ticked()
        ]
        count = self._session.run(offers.enter_collected, self._place.candidate, collected)
        if count:
            self._session.message.emit(
                plural(
                    "{count} signature on paper was entered.",
                    "{count} signatures on paper were entered.",
                    count,
                )
            )

    def _sheet_row(self, signature: AnySignature) -> Row:
        view = self._session.portfolio_view(self._place.candidate)
        if isinstance(signature, SampleSignature):
            form, about, signer = "verification", "all", Signer.VERIFIER
            sample = next(sample for sample in view.portfolio.samples if sample.id == signature.id)
            what = text("Sample of {day}", day=long_date(sample.on))
        elif isinstance(signature, UnitSignature):
            form, about, signer = "recording", signature.unit, signature.signer
            what = text("Unit {unit}", unit=view.name_of(view.of(about).unit))
        else:
            form, about, signer = "record", signature.evidence, signature.signer
            what = text("Item {number}", number=view.portfolio.number_of(view.portfolio.item(about)))
        words = text("{what}: {role}, {name}", what=what, role=words_for(signer), name=signature.name)
        self._places[signature.id] = f"{form} {about}"
        return Row(signature.id, "", words, long_date(signature.day), text("attach the sheet"), "warn")

    def _to_portfolio(self) -> None:
        self.go.emit(Location(Page.PORTFOLIO, self._place.candidate))

    def _open_form(self, signature_id: str) -> None:
        self.go.emit(Location(Page.FORMS, self._place.candidate, form=self._places[signature_id]))
