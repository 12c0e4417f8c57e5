"""The next visits: when and where, what to look for, and the way to start."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.labels import with_capital
from csassess.services.access.write_checks import reason_against
from csassess.services.progress.next_visits import NextVisit
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.visits import visit_dialogs
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.layouts import clear, column, row, spaced

_MOST_PLANNED, _MOST = 5, 3  # visits shown: planned ones, and at least if others fill up
_LOOK_FOR = 2  # things to look for that are named


class NextVisitsCard(QFrame):
    """The visits planned next, then the candidates not visited for longest, each with a way to start."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session = session
        self._visits = column()
        self._nothing = label(text("Every candidate is covered, or has a visit under way."), "quiet")
        self.other = choice([])
        self.other.setPlaceholderText(text("Somebody else…"))
        self.other.setAccessibleName(text("Observe another candidate"))
        self.other.activated.connect(self._start_other)
        head = row(label(text("Next visits"), "heading"), self.other)
        content = column(head, self._nothing, self._visits)
        self.setLayout(spaced(content, 2, above=1))
        self._shown: object = None
        self.start_buttons: list[QPushButton] = []

    def show_visits(
        self, visits: list[NextVisit], others: list[tuple[str, str]], *, is_on_visit: bool
    ) -> None:
        """Show the visits; the first starts with the main button unless a visit is under way.

        `others` holds the name and id of everyone who can be observed.
        """
        planned = [visit for visit in visits if visit.on][:_MOST_PLANNED]
        shown = planned + [visit for visit in visits if not visit.on][: max(0, _MOST - len(planned))]
        barred = [self._session.read(reason_against, visit.candidate.id, "evidence") for visit in shown]
        if (shown, barred, others, is_on_visit) == self._shown:
            return
        self._shown = shown, barred, others, is_on_visit
        self.start_buttons = []
        self._nothing.setVisible(not shown)
        clear(self._visits)
        for visit, reason in zip(shown, barred, strict=True):
            self._add(visit, reason, is_main=not is_on_visit and visit is shown[0])
        self.other.offer(others)
        self.other.setCurrentIndex(-1)
        self.other.setVisible(len(others) > len(shown))

    def _add(self, visit: NextVisit, reason: str, *, is_main: bool) -> None:
        candidate = visit.candidate
        name = button(candidate.name, partial(self.go.emit, Location(Page.PORTFOLIO, candidate.id)), "link")
        start = button(text("Start"), partial(self.start, candidate.id), "main" if is_main else "", "eye")
        start.setAccessibleName(text("Start observation of {name}", name=candidate.name))
        offer(start, reason)
        self.start_buttons.append(start)
        words = label("\n".join(_lines(visit)), "quiet")
        words.setContentsMargins(4, 0, 0, 0)
        names = column(name, words)
        names.setSpacing(0)
        line = row(names, start)
        line.setStretch(0, 1)
        self._visits.addLayout(line)

    def _start_other(self, _: int) -> None:
        candidate_id = self.other.currentData()
        self.other.setCurrentIndex(-1)
        if candidate_id:
            self.start(candidate_id)

    def start(self, candidate_id: str) -> None:
        """Ask for the place and rules of an observation of a candidate, then start it."""
        visit_dialogs.start_observation(
            self,
            self._session,
            candidate_id,
            lambda item: self.go.emit(Location(Page.EVIDENCE, candidate_id, item)),
        )


def _lines(visit: NextVisit) -> list[str]:
    """Return when and where a visit is, and what to look for; or how far the candidate is."""
    if visit.plan:
        plan = visit.plan
        words = [with_capital(line.words) for line in plan.lines[:_LOOK_FOR]]
        left = len(plan.lines) - len(words)
        more = [text("{count} more", count=left)] if left else []
        agreed = "" if plan.agreed else text("not agreed yet")
        return [
            "  ·  ".join(filter(None, (long_date(plan.on), plan.place, agreed))),
            text("Look for: {what}", what="; ".join((*words, *more))),
        ]
    if visit.on:
        return [text("{day}, agreed at the last visit", day=long_date(visit.on))]
    last = text("last visit {day}", day=long_date(visit.last)) if visit.last else text("not visited yet")
    done, total = sum(unit.done for unit in visit.row.units), sum(unit.total for unit in visit.row.units)
    return [f"{text('{done} of {total} criteria', done=done, total=total)}  ·  {last}"]
