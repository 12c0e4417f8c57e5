"""Claims of the centre: what can be put forward, what waits, and direct claims status."""

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.programme.claiming import ClaimState, claim_state, holds_on
from csassess.domain.records.programme.claims import DirectClaims
from csassess.services.access.write_checks import reason_against
from csassess.services.programme import claims
from csassess.services.programme.claims import ToClaim
from csassess.services.programme.claims_paper import claims_paper
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.programme import claim_dialogs
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.layouts import column, frame, row
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section


class ClaimsSection(Section):
    """What can be claimed and what waits; each row leads to its next step."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rows: list[ToClaim] = []
        self._reading: tasks.Task | None = None
        self._is_stale = False
        self._words = label(text("Reading the portfolios …"), "quiet")
        self.list = RowList(text("Claims"))
        self.list.chosen.connect(self._open)
        self.print_button = button(text("Save list as PDF"), self._print, icon_name="printer")
        self.statuses = RowList(text("Direct claims status"))
        self.statuses.chosen.connect(lambda status: claim_dialogs.direct_claims(self, self._session, status))
        self._none = label(
            text("No direct claims status is recorded: every claim waits for the external verifier."), "quiet"
        )
        self.add_button = button(
            text("Record direct claims status"),
            lambda: claim_dialogs.direct_claims(self, self._session),
            icon_name="plus",
        )
        heading, statuses = label(text("Claims"), "heading"), label(text("Direct claims status"), "heading")
        self.show_parts(
            column(
                frame("card", column(heading, self._words, self.list, row(self.print_button, 0))),
                frame("card", column(statuses, self._none, self.statuses, row(self.add_button, 0))),
                0,
            )
        )

    def refresh(self) -> None:
        """Show direct claims status, and read all portfolios on another thread."""
        self._show_statuses()
        if self._reading is not None:
            self._is_stale = True
            return
        self._reading = self._session.run_in_background(
            lambda caseload: claims.to_claim(caseload, claims.views_of_all(caseload)),
            self._was_read,
            self._failed,
        )

    def _was_read(self, rows: list[ToClaim]) -> None:
        self._reading, self._rows = None, rows
        self._words.setText(
            text("Choose a row for its next step.")
            if rows
            else text("Nothing can be claimed: no unit is decided, signed and verified that was not claimed.")
        )
        self.list.show_rows([_row(each) for each in rows])
        self.list.setVisible(bool(rows))
        self.print_button.setVisible(bool(rows))
        self.list.fit()
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def _failed(self, sentence: str) -> None:
        self._reading = None
        self._session.problem.emit(sentence)

    def _show_statuses(self) -> None:
        statuses = self._session.read(claims.direct_claims)
        titles = {each.id: each.title for each in self._session.read(claims.qualifications)}
        today = self._session.now().date()
        rows = [
            Row(
                status,
                titles.get(status.qualification, ""),
                _from_to(status),
                status.note,
                (text("in force") if holds_on(status, today) else text("not in force")) + "  ›",
                "good" if holds_on(status, today) else "quiet",
            )
            for status in statuses
        ]
        self.statuses.show_rows(rows)
        self.statuses.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.statuses.fit()
        offer(
            self.add_button,
            "" if titles else text("Register a candidate for the qualification first."),
        )

    def _open(self, row_: ToClaim) -> None:
        reason = self._session.read(reason_against, row_.candidate, "claim")
        if reason:
            self._session.problem.emit(reason)
        else:
            claim_dialogs.open_claim(self, self._session, row_)

    def _print(self) -> None:
        self.choose_pdf("claims.pdf", lambda: self._session.read(claims_paper, self._rows))


def _from_to(status: DirectClaims) -> str:
    since = text("from {day}", day=long_date(status.since))
    until = text("to {day}", day=long_date(status.until)) if status.until else ""
    return " ".join(filter(None, (since, until)))


def _row(each: ToClaim) -> Row:
    state = claim_state(each.claim) if each.claim else None
    units = ", ".join(each.names)
    if each.claim is None:
        words = text("{units}: decided and verified", units=units)
        whole = "" if each.is_whole else text("not every unit: {what}", what="; ".join(each.against))
        return Row(each, each.name, words, whole, text("put forward") + "  ›")
    kind = text("certificates of units") if each.claim.units_only else each.qualification
    foot = text("put forward on {day}", day=long_date(each.claim.on))
    if each.claim.released:
        released = text(
            "released by {name} on {day}", name=each.claim.released_by, day=long_date(each.claim.released)
        )
        foot = f"{foot}, {released}"
    tone = "warn" if state is ClaimState.WAITS else "good"
    return Row(each, each.name, f"{kind}: {units}", foot, f"{state.words if state else ''}  ›", tone)
