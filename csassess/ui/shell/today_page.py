"""The page Today: visits to start, work to finish, and the progress of candidates."""

from functools import partial

from csassess.catalogue import plural, text
from csassess.domain.assessment.candidate_row import AskedCounts, CandidateRow
from csassess.domain.dates import long_date
from csassess.domain.records.roles import Role
from csassess.services.access import caseloads, proofs
from csassess.services.access.write_checks import reason_against
from csassess.services.evidence import drafts
from csassess.services.evidence.drafts import UnfinishedForm
from csassess.services.exchange import acceptance, own_requests, requests
from csassess.services.programme import reviews
from csassess.services.progress import milestones, to_do
from csassess.services.progress.candidate_rows import candidates_to_observe
from csassess.services.progress.same_accounts import shared_accounts
from csassess.services.retention import held
from csassess.ui.access import key_dialogs
from csassess.ui.base.location import Location, Page, location_of
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.candidates import people_dialogs
from csassess.ui.exchange.own_requests_dialog import answer_own_requests
from csassess.ui.shell.unfinished_dialog import show_unfinished
from csassess.ui.visits import visit_dialogs
from csassess.ui.widgets.controls import button, label, offer, shortened
from csassess.ui.widgets.layouts import clear, column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.status_text import coverage_in_words, item_state_words, plan_in_words

_OWN_REQUESTS = "own-requests"
_SHOWN_WORDS = 120  # characters of what was typed into an unfinished form


class TodayPage(PageWidget):
    """Visits to start come first, then own work to finish, then what waits for others."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.to_finish = RowList(text("For you to finish"), head_width=0)
        self.to_finish.chosen.connect(self._open)
        session.draft_ended.connect(self._draft_ended)  # a method: Qt drops it together with the page
        self.starts = column()
        self._date = label("", "eyebrow")
        self._nothing = label(text("Nothing is left to finish."), "quiet")
        self._starts_heading = label("", "heading")
        self._visit = frame("card", column(self._starts_heading, self.starts))
        self._finish = frame(
            "card", column(label(text("For you to finish"), "heading"), self._nothing, self.to_finish)
        )
        self.for_others = RowList(text("Waiting for others"), head_width=0)
        self.for_others.chosen.connect(lambda key: self.go.emit(key[1]))
        chase = button(
            text("Everyone who owes a signature"),
            lambda: self.go.emit(Location(Page.CENTRE, form="chase")),
            "link",
        )
        heading = label(text("Waiting for others"), "heading")
        self._others = frame("card", column(heading, self.for_others, row(chase, 0)))
        self.prove_button = button(text("Try them now"), self._prove, icon_name="key-round")
        self.later_button = button(text("Not now"), self._put_off, "link")
        self.keys = frame(
            "card",
            column(
                label(text("Do passphrase and recovery code still open?"), "heading"),
                label(
                    text(
                        "At least one of them was not typed for three months. Try them while nothing depends"
                        " on them."
                    ),
                    "quiet",
                ),
                row(self.prove_button, self.later_button, 0),
            ),
        )
        self.keys.hide()
        self.held = button("", lambda: self.go.emit(Location(Page.CENTRE, form="keeping")), "link", "undo-2")
        content = column(
            self._date,
            label(text("Today"), "title"),
            row(self.held, 0),
            self._visit,
            self._finish,
            self._others,
            self.keys,
            0,
        )
        scroll_whole(self, content)

    def _draft_ended(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        session = self._session
        self._date.setText(long_date(session.now().date()))
        self._show_held()
        clear(self.starts)
        everyone, now = session.candidate_rows(), session.now().date()
        role = session.read(caseloads.assessor_of).role
        observes = role is Role.ASSESSOR
        self._starts_heading.setText(text("Start an observation") if observes else text("Candidates"))
        if not everyone and not observes:
            self.starts.addWidget(
                label(
                    text(
                        "There are no candidates yet. Receive a portfolio file or a status file from "
                        "an assessor."
                    ),
                    "quiet",
                )
            )
        elif not everyone:
            self.starts.addWidget(
                label(
                    text("Add your first candidate, enrol them on a unit, then observe them at work."),
                    "quiet",
                )
            )
            add = button(text("Add a candidate"), self._add, "main", "user-plus")
            self.starts.addLayout(row(add, 0))
        is_on_visit = any(outline.running for _, outline in everyone)
        self.keys.setVisible(not is_on_visit and session.read(proofs.is_reminder_due))
        upcoming = candidates_to_observe(everyone, now)
        for candidate, outline in upcoming:
            if outline.running:
                visit = Location(Page.EVIDENCE, candidate.id, outline.running)
                start = button(text("Continue the visit"), partial(self.go.emit, visit), "main", "eye")
                start.setAccessibleName(text("Continue the visit to {name}", name=candidate.name))
            else:
                start = button(text("Start observation"), partial(self._start, candidate.id), "main", "eye")
                start.setAccessibleName(text("Start observation of {name}", name=candidate.name))
                offer(start, session.read(reason_against, candidate.id, "evidence"))
            name_button = button(
                candidate.name, partial(self.go.emit, Location(Page.PORTFOLIO, candidate.id)), "link"
            )
            lines = [f"{unit.name}:  {coverage_in_words(unit.coverage)}" for unit in outline.units]
            plan = outline.portfolio.plan
            ahead = plan if plan and plan.on >= now else None
            lines = [*lines, plan_in_words(ahead)] if lines else [text("not enrolled on a unit yet")]
            units = label("\n".join(line for line in lines if line), "quiet")
            units.setContentsMargins(4, 0, 0, 0)
            candidate_column = column(name_button, units)
            candidate_column.setSpacing(0)
            candidate_row = row(candidate_column, *([start] if observes else []))
            candidate_row.setStretch(0, 1)
            self.starts.addLayout(candidate_row)
        if len(upcoming) < len(everyone):
            words = text("All {count} candidates", count=len(everyone))
            self.starts.addLayout(
                row(button(words, lambda: self.go.emit(Location(Page.CANDIDATES)), "link", "users"), 0)
            )
        outlines = [outline for _, outline in everyone]
        waiting = [
            *to_do.for_role(role, outlines, now),
            *(session.read(reviews.reviews_due, outlines) if observes else ()),
        ]
        self._show_others(outlines)
        names = {candidate.id: candidate.name for candidate, _ in everyone}
        unfinished = [
            Row(
                form,
                names.get(form.candidate, ""),
                text("Unfinished: {title}", title=form.title),
                shortened(" ".join(form.words), _SHOWN_WORDS),
                text("not saved") + "  ›",
                "warn",
            )
            for form in session.read(drafts.unfinished_forms)
        ]
        self.to_finish.show_rows(
            [
                *unfinished,
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
        )
        self.to_finish.setVisible(bool(self.to_finish.rows.rows))
        self._nothing.setVisible(not self.to_finish.rows.rows)
        self.to_finish.fit()

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

    def _show_held(self) -> None:
        """Show in a line that an erased portfolio can still be restored, and how long."""
        words = self._session.read(held.today_words)
        self.held.setText(f" {words}")
        self.held.setAccessibleName(words)
        self.held.setVisible(bool(words))

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

    def _show_others(self, outlines: list[CandidateRow]) -> None:
        """Show what others have to do, and the reminders of the centre."""
        role = self._session.read(caseloads.assessor_of).role
        waits = to_do.waiting_for_others(
            outlines, self._session.read(milestones.reminders), self._session.now().date(), role
        )
        self.for_others.show_rows(
            [
                Row((n, Location(Page.PORTFOLIO, w.candidate)), w.who, w.what, state="›")
                for n, w in enumerate(waits)
            ]
        )
        self.for_others.fit()
        self._others.setVisible(bool(waits))

    def _prove(self) -> None:
        key_dialogs.prove_keys(self, self._session).accepted.connect(self.refresh)

    def _put_off(self) -> None:
        self._session.run_silently(proofs.put_off)
        self.refresh()

    def _add(self) -> None:
        people_dialogs.add_candidate(
            self, self._session, lambda candidate_id: self.go.emit(Location(Page.PORTFOLIO, candidate_id))
        )

    def _start(self, candidate_id: str) -> None:
        visit_dialogs.start_observation(
            self,
            self._session,
            candidate_id,
            lambda item: self.go.emit(Location(Page.EVIDENCE, candidate_id, item)),
        )
