"""What the user has to finish: work of their own, and what files brought that waits for an answer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import plural, text
from csassess.domain.assessment.candidate_row import AskedCounts, CandidateRow
from csassess.domain.records.people import Candidate
from csassess.domain.records.roles import Role
from csassess.services.evidence import drafts
from csassess.services.evidence.drafts import UnfinishedForm
from csassess.services.exchange import acceptance, own_requests, requests
from csassess.services.programme import reviews
from csassess.services.progress import to_do
from csassess.services.progress.same_accounts import shared_accounts
from csassess.ui.base.location import Location, Page, location_of
from csassess.ui.base.session import Session
from csassess.ui.exchange.own_requests_dialog import answer_own_requests
from csassess.ui.today.unfinished_dialog import show_unfinished
from csassess.ui.widgets.controls import label, shortened
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row
from csassess.ui.widgets.short_list import ShortList
from csassess.ui.widgets.status_text import item_state_words

_OWN_REQUESTS = "own-requests"
_SHOWN_WORDS = 120  # characters of what was typed into an unfinished form


class ToFinishCard(QFrame):
    """What is not finished: typing, answers to files, the verifier's actions by date, and drafts."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session = session
        self._heading = label("", "heading")
        self._nothing = label(text("Nothing is left to finish."), "quiet")
        self.tasks = ShortList(text("For you to finish"))
        self.tasks.list.chosen.connect(self._open)
        self.setLayout(spaced(column(self._heading, self._nothing, self.tasks), 2, above=1))

    def show_rows(self, everyone: list[tuple[Candidate, CandidateRow]]) -> None:
        """Show what the person in their role has to finish, over all candidates."""
        session, outlines = self._session, [outline for _, outline in everyone]
        today, role = session.now().date(), session.role
        waiting = [
            *to_do.for_role(role, outlines, today),
            *(session.read(reviews.reviews_due, outlines) if role is Role.ASSESSOR else ()),
        ]
        names = {candidate.id: candidate.name for candidate, _ in everyone}
        rows = [
            *self._unfinished(names),
            *self._from_files(),
            *(
                Row(
                    location_of(w),
                    w.who,
                    w.what,
                    tone="warn",
                    state=f"{item_state_words(w.state)[0]}  ›" if w.state else "›",
                )
                for w in waiting
            ),
            *self._same_accounts(),
            *self._asked(outlines),
        ]
        words = text("For you to finish ({count})", count=len(rows)) if rows else text("For you to finish")
        self._heading.setText(words)
        self.tasks.show_rows(rows)
        self._nothing.setVisible(not rows)

    def _unfinished(self, names: dict[str, str]) -> list[Row]:
        """Return the forms that were left with words in them; `names` by candidate."""
        return [
            Row(
                form,
                names.get(form.candidate, ""),
                text("Unfinished: {title}", title=form.title),
                shortened(" ".join(form.words), _SHOWN_WORDS),
                text("not saved") + "  ›",
                "warn",
            )
            for form in self._session.read(drafts.unfinished_forms)
        ]

    def _asked(self, outlines: list[CandidateRow]) -> list[Row]:
        """Return one row that counts what an external verifier would ask, or none."""
        counts = [outline.asked for outline in outlines if outline.asked]
        if not counts or self._session.role is not Role.ASSESSOR:
            return []
        total = AskedCounts(sum(c.to_answer for c in counts), sum(c.to_look_at for c in counts))
        words = text("What an external verifier would ask")
        return [Row(Location(Page.ASKED), words, total.words, state="›")]

    def _same_accounts(self) -> list[Row]:
        """Return one row for the accounts that status files show under two candidates, or none."""
        if self._session.role not in (Role.VERIFIER, Role.CENTRE):
            return []
        pairs = self._session.read(shared_accounts)
        if not pairs:
            return []
        words = plural(
            "{count} pair of candidates with sentences in common",
            "{count} pairs of candidates with sentences in common",
            len(pairs),
        )
        where = Location(Page.VERIFICATION)
        return [Row(where, text("The same account under two candidates"), words, tone="warn", state="›")]

    def _from_files(self) -> list[Row]:
        """Return what files brought that waits for an answer: requests, and people to accept."""
        exchange = Location(Page.EXCHANGE)
        rows = [*self._of_own_machines()]
        rows += [
            Row(
                (request.id, exchange),
                request.name,
                text("A file asks: {what}", what=request.what),
                state="›",
            )
            for request in self._session.read(requests.pending_requests)
            if not request.is_own_deletion
        ]
        strangers = self._session.read(acceptance.strangers)
        if strangers:
            words = plural(
                "{count} machine is not accepted: what its person judged and signed does not count",
                "{count} machines are not accepted: what their people judged and signed does not count",
                len(strangers),
            )
            names = ", ".join(dict.fromkeys(stranger.name for stranger in strangers))
            rows.append(Row(("", exchange), names, words, tone="warn", state="›"))
        return rows

    def _of_own_machines(self) -> list[Row]:
        """Return the day's one notice of what the user's other machines ask to delete."""
        asked = self._session.read(own_requests.notice)
        if not asked:
            return []
        words = plural(
            "Your other machine asks to delete {count} thing here too",
            "Your other machines ask to delete {count} things here too",
            len(asked),
        )
        names = ", ".join(dict.fromkeys(each.name for each in asked))
        return [Row(_OWN_REQUESTS, shortened(names, _SHOWN_WORDS), words, tone="warn", state="›")]

    def _open(self, key: Location | UnfinishedForm | tuple[str, Location] | str) -> None:
        if key == _OWN_REQUESTS:
            answer_own_requests(self, self._session)
            return
        if isinstance(key, UnfinishedForm):
            show_unfinished(self, self._session, key, self.go.emit)
        else:
            self.go.emit(key[1] if isinstance(key, tuple) else key)
