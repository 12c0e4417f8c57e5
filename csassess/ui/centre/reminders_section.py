"""The centre's reminders: due some weeks after one milestone if another is not reached."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.records.milestones import Point
from csassess.services.progress import milestones, waiting
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.form_dialog import FormDialog, opened
from csassess.ui.widgets.layouts import clear, column, frame, row
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section

_WEEKS = (1, 2, 4, 6, 8, 10, 12, 16, 20, 26, 39, 52)


@dataclass(frozen=True)
class NewReminder:
    """A reminder due some weeks after one milestone if another is not reached."""

    weeks: int
    since: Point
    until: Point


class RemindersSection(Section):
    """The reminders that are set, and the candidates for whom one is due."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.set_up = column()
        self.nothing = label(text("No reminder is set."), "quiet")
        self.add_button = button(text("Set a reminder"), self._add, "main", "plus")
        self.due = RowList(text("Due now"))
        self.due.chosen.connect(lambda candidate: self.go.emit(Location(Page.PORTFOLIO, candidate)))
        self._due = frame("card", column(label(text("Due now"), "heading"), self.due))
        heading = label(text("Reminders"), "heading")
        self.show_parts(
            column(
                frame("card", column(heading, self.nothing, self.set_up, row(self.add_button, 0))),
                self._due,
                0,
            )
        )

    def refresh(self) -> None:
        reminders = self._session.read(milestones.reminders)
        clear(self.set_up)
        for reminder in reminders:
            drop = button(
                text("Remove"),
                partial(
                    self._session.remove_shared,
                    text("The reminder was removed."),
                    milestones.drop_reminder,
                    reminder,
                ),
                "link",
            )
            line = row(label(reminder.words), drop)
            line.setStretch(0, 1)
            self.set_up.addLayout(line)
        self.nothing.setVisible(not reminders)
        candidate_rows = (
            [candidate_row for _, candidate_row in self._session.candidate_rows()] if reminders else []
        )
        due = waiting.reminders_due(candidate_rows, reminders, self._session.now().date())
        self.due.show_rows(
            [Row(entry.candidate, entry.who, entry.what, state="›", tone="warn") for entry in due]
        )
        self.due.fit()
        self._due.setVisible(bool(due))

    def _add(self) -> None:
        weeks = [(plural("{count} week", "{count} weeks", count), count) for count in _WEEKS]
        points = [(point.words, point) for point in Point]
        fields: dict[str, tuple[str, QWidget]] = {
            "weeks": (text("Number of weeks"), choice(weeks, 10)),
            "since": (text("Since"), choice(points, Point.REGISTERED)),
            "until": (text("But not yet"), choice(points, Point.VISITED)),
        }

        def save(values: NewReminder) -> None:
            self._session.run_or_raise(milestones.set_reminder, values.weeks, values.since, values.until)

        opened(FormDialog(self, text("Set a reminder"), NewReminder, fields, save, done=text("Set reminder")))
