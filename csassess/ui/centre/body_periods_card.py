"""The retention periods of awarding bodies, which hold for candidates of their qualifications."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QFrame, QWidget

from csassess.catalogue import plural, text
from csassess.domain.records.kinds import Stream
from csassess.domain.records.retention import BodyPeriod
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import centre_of
from csassess.services.access.write_checks import reason_against
from csassess.services.retention import periods
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.fields import choice, line
from csassess.ui.widgets.form_dialog import FormDialog, opened
from csassess.ui.widgets.layouts import column, row, spaced
from csassess.ui.widgets.row_list import Row, RowList


@dataclass(frozen=True)
class PeriodValues:
    """The periods of an awarding body, as entered."""

    body: str
    keep_records: int
    keep_files: int


class BodyPeriodsCard(QFrame):
    """One row for each awarding body; hidden until a qualification that was approved here names one."""

    def __init__(self, session: Session, years: Sequence[int]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._years = session, years
        self.list = RowList(text("Periods of awarding bodies"))
        self.list.chosen.connect(self._ask)
        self.add_button = button(text("Add a period"), self._add, icon_name="plus")
        content = column(
            label(text("Periods of awarding bodies"), "heading"),
            label(text("For candidates of other bodies the periods above hold."), "quiet"),
            self.list,
            row(self.add_button, 0),
        )
        self.setLayout(spaced(content, 2))

    def refresh(self) -> None:
        """Show the periods that are stated."""
        stated = self._session.read(periods.body_periods)
        self.list.show_rows(
            [
                Row(
                    period,
                    period.body,
                    text(
                        "Records for {records}, evidence files for {files}",
                        records=plural("{count} year", "{count} years", period.keep_records),
                        files=plural("{count} year", "{count} years", period.keep_files),
                    ),
                    state="›",
                )
                for period in stated
            ]
        )
        self.list.setVisible(bool(stated))
        self.list.fit()
        self.setVisible(bool(stated or self._session.read(periods.bodies_known)))
        offer(self.add_button, self._barred)

    @property
    def _barred(self) -> str:
        return self._session.read(reason_against, Stream.CENTRE, "body-period")

    def _add(self) -> None:
        stated = {plain_name(period.body) for period in self._session.read(periods.body_periods)}
        known = self._session.read(periods.bodies_known)
        first = next((body for body in known if plain_name(body) not in stated), "")
        centre = self._session.read(centre_of)
        self._ask(BodyPeriod("", first, centre.keep_records, centre.keep_files))

    def _ask(self, period: BodyPeriod) -> None:
        """Ask for the periods of a body; offer to remove one that is stated."""
        if self._barred:
            self._session.problem.emit(self._barred)
            return
        lengths = sorted({*self._years, period.keep_records, period.keep_files})
        years = [(plural("{count} year", "{count} years", count), count) for count in lengths]
        fields: dict[str, tuple[str, QWidget]] = {
            "body": (text("Awarding body"), line(period.body)),
            "keep_records": (text("Records"), choice(years, period.keep_records)),
            "keep_files": (
                text("Evidence files: photographs, recordings, documents"),
                choice(years, period.keep_files),
            ),
        }
        edit = self._session.begin_edit(Stream.CENTRE, period) if period.id else None

        def save(values: PeriodValues) -> None:
            changed = replace(
                period, body=values.body, keep_records=values.keep_records, keep_files=values.keep_files
            )
            if edit:
                self._session.save_edit_or_raise(edit, periods.keep_body_period, changed)
            else:
                self._session.run_or_raise(periods.keep_body_period, changed)

        explanation = text("The period holds for candidates whose qualification names this awarding body.")
        title = text("Retention period of an awarding body")
        dialog = FormDialog(self, title, PeriodValues, fields, save, explanation=explanation)
        if period.id:
            dialog.add_removal(text("Remove period"), lambda: self._remove(period))
        opened(dialog)

    def _remove(self, period: BodyPeriod) -> None:
        self._session.run_or_raise(periods.remove_body_period, period)
        words = text("The period of {body} was removed.", body=period.body)
        self._session.undoable.emit(Stream.CENTRE, words)
