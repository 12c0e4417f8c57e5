"""The dialogs that ask when something happened: the time of a note, and of a photograph."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import local_moment, long_date, next_at
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import Note, NoteKind
from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.services.evidence.event_times import time_of_event
from csassess.ui.base.session import Session
from csassess.ui.widgets.date_fields import day, time_of_day
from csassess.ui.widgets.fields import long_line
from csassess.ui.widgets.form_dialog import FormDialog, opened

Fields = dict[str, tuple[str, QWidget]]


@dataclass(frozen=True)
class EventTime:
    """The date and time of an event; `until` is the end of a time not observed."""

    on: date
    at: time
    later_because: str = ""
    until: time | None = None

    def moments(self, before: datetime, until: datetime | None = None) -> tuple[datetime, datetime | None]:
        """Return start and end as moments where `before` was recorded; what was not touched stays exact."""
        at = local_moment(self.on, self.at, before)
        if (self.on, self.at) == (before.date(), _shown(before)):
            at = before
        if self.until is None:
            return at, until
        if until and (at, self.until) == (before, _shown(until)):
            return at, until
        end = next_at(at, self.until)  # after midnight, unless that is hours away: then the two are swapped
        return at, end if end - at < _LONGEST else local_moment(at.date(), self.until, at)


_LONGEST = timedelta(hours=12)  # of a time not observed


def _shown(moment: datetime) -> time:
    """Return the time that a field shows for a moment."""
    return moment.time().replace(microsecond=0)


def later_field(because: str = "") -> tuple[str, QWidget]:
    """Return the field that says why a time is later than the clock shows; it is shown once it is missing."""
    return text("Why it is later than the clock of this machine shows"), long_line(because)


def _fields(at: datetime, because: str = "", *, until: datetime | None = None) -> Fields:
    fields: Fields = {
        "at": (text("Time of the event"), time_of_day(at.time())),
        "on": (text("Date"), day(at.date())),
    }
    if until:
        fields["until"] = (text("Until"), time_of_day(until.time()))
    return {**fields, "later_because": later_field(because)}


def note_time(parent: QWidget, session: Session, candidate_id: str, note: Note) -> FormDialog[EventTime]:
    """Ask when the event in a note happened; the time of writing does not change."""
    edit = session.begin_edit(candidate_id, note)

    def save(values: EventTime) -> None:
        at, until = values.moments(note.at, note.until)
        changed = replace(note, at=at, until=until, later_because=values.later_because)
        session.save_edit_or_raise(edit, evidence.change_note, candidate_id, changed)

    explanation = text("For notes typed up from a paper sheet. The time of writing is recorded separately.")
    fields = _fields(note.at, note.later_because, until=note.until)
    dialog = FormDialog(parent, text("Time of the note"), EventTime, fields, save, explanation=explanation)
    dialog.ask("later_because", is_asked=bool(note.later_because))
    return opened(dialog)


def time_of_new_note(
    parent: QWidget,
    last: datetime,
    kind: NoteKind,
    begin: Callable[[datetime, datetime | None, str], object],
) -> FormDialog[EventTime]:
    """Ask when the event in a new note of an earlier day happened, from `last`, the last time noted.

    Call `begin` with the time, the end of a time not observed, and why it is later than now.
    """

    def save(values: EventTime) -> None:
        at, until = values.moments(last)
        begin(at, until, values.later_because)

    explanation = text(
        "Give the time at which it happened on {day}. That it is written up now is recorded separately.",
        day=long_date(last.date()),
    )
    fields = _fields(last, until=last if kind is NoteKind.NOT_OBSERVED else None)
    dialog = FormDialog(
        parent,
        text("When did it happen?"),
        EventTime,
        fields,
        save,
        done=text("Start the note") if kind is not NoteKind.NOT_OBSERVED else text("Save"),
        explanation=explanation,
    )
    dialog.ask("later_because", is_asked=False)
    return opened(dialog)


def photograph_time(
    parent: QWidget, session: Session, candidate_id: str, photograph: Photograph
) -> FormDialog[EventTime]:
    """Ask when a photograph was taken; when it was added does not change."""
    edit, shown = session.begin_edit(candidate_id, photograph), photograph.happened
    if shown == photograph.at:  # when it was taken is not known: after the visit, it was not taken now
        item = session.portfolio_view(candidate_id).portfolio.item(photograph.evidence)
        shown = min(shown, session.read(time_of_event, candidate_id, item))

    def save(values: EventTime) -> None:
        taken, _ = values.moments(shown)
        session.save_edit_or_raise(
            edit, photographs.state_time, candidate_id, photograph, taken, values.later_because
        )

    explanation = text("When it was added here, and the time that the camera wrote, are kept as they are.")
    dialog = FormDialog(
        parent,
        text("When was the photograph taken?"),
        EventTime,
        _fields(shown, photograph.later_because),
        save,
        explanation=explanation,
    )
    dialog.ask("later_because", is_asked=bool(photograph.later_because))
    return opened(dialog)
