"""The page that finishes a visit: final checks, feedback to the candidate, and signatures."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

from PySide6.QtCore import Signal

from csassess.catalogue import text
from csassess.domain.assessment.finishing import Check, checks
from csassess.domain.assessment.planning import what_to_look_for
from csassess.domain.codes.schemes import account_code
from csassess.domain.labels import label as words_for
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.accounts import added_since, still_applies
from csassess.domain.signing.paper_signatures import how_signed, when_signed
from csassess.services.access import caseloads
from csassess.services.access.write_checks import reason_against, reason_against_item
from csassess.services.papers.observation import account_words
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing import screen_or_paper_signatures
from csassess.services.signing.offers import offer_for_item
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.signing.opening_dialog import open_account
from csassess.ui.signing.sign_dialog import SignDialog, Signed
from csassess.ui.visits import visit_dialogs
from csassess.ui.visits.feedback_card import FeedbackCard
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label, offer, set_tip
from csassess.ui.widgets.layouts import TwoColumns, clear, column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList

_MOST_SIGHTS = 4


class FinishPage(PageWidget):
    """Checks, feedback, the next visit and signatures, in this order on one page.

    No step is compulsory.
    """

    shows_other_candidates = True

    handed_back = Signal(bool)  # someone other than the assessor had the screen to sign; whether they did

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.back = button("", self._back, "link", "arrow-left")
        self.title = label(text("Finish visit"), "heading")
        self.checks = RowList(text("To check before you leave"))
        self.checks.chosen.connect(self._open_check)
        self.visit_button = button(text("Date, times, place, people present"), self._visit, "link")
        self.gaps = label("", "")
        self.feedback = FeedbackCard(session)
        self.feedback.opening_asked.connect(self._open_signed)
        self.signing = column()
        self.done = button(text("Finish visit"), self._finish, "main", "flag")
        self.paper = button(text("Copy for the candidate"), self._copy, icon_name="printer")
        checked = column(label(text("1  Before you leave"), "heading"), self.checks, self.visit_button)
        gaps = column(label(text("Leave the site with"), "heading"), self.gaps)
        self.gaps_card = frame("card", gaps, above=1)
        left = column(frame("card", checked, above=1), self.gaps_card, 0)
        signed = column(row(label(text("4  Sign the account"), "heading"), 0, self.paper), self.signing)
        right = column(self.feedback, frame("card", signed, above=1), 0)
        head = row(self.back, self.title, self.done)
        head.setStretch(1, 1)
        scroll_whole(self, column(head, TwoColumns(left, right, shares=(5, 7))))

    def show_location(self, place: Location) -> None:
        """Show the page for finishing a candidate's observation."""
        self.leave()
        self._place = place
        if self._item():
            self.feedback.show_item(place)
        self.refresh()

    def _item(self) -> EvidenceItem | None:
        if not self._place.candidate:
            return None
        evidence = self._view().portfolio.evidence
        return next((item for item in evidence if item.id == self._place.item), None)

    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._place.candidate)

    def refresh(self) -> None:
        item = self._item()
        if item is None:
            return
        reason = self._session.read(reason_against_item, self._place.candidate, item.id)
        self.feedback.refresh(reason)
        offer(self.done, reason)
        offer(self.visit_button, self._session.read(reason_against, self._place.candidate, "visit"))
        view = self._view()
        together = self._session.read(visits.observed_together, self._place.candidate, item)
        others = ", ".join(
            candidate.name
            for candidate, other in together
            if candidate.id != self._place.candidate and self._is_open(candidate.id, other)
        )
        self.back.setText(f" {view.portfolio.candidate.name}")
        then = text("then {names}", names=others) if others else ""
        visit = view.portfolio.visit_of(item)
        is_typing_up = visit is not None and visit.typing_up
        finish = text("Finish typing up") if is_typing_up else text("Finish visit")
        self.done.setText(f" {finish}")
        self.done.setAccessibleName(finish)
        self.title.setText(
            "  ·  ".join(part for part in (finish, view.portfolio.candidate.name, then) if part)
        )
        self.checks.show_rows(_check_rows(checks(item, view.portfolio)))
        self.checks.fit()
        self.visit_button.setVisible(visit is not None)
        self.gaps.setText(self._needs_here(view, item))
        self.gaps_card.setVisible(not is_typing_up)  # the site was left long ago
        self._show_signing(view, item)

    def _needs_here(self, view: PortfolioView, item: EvidenceItem) -> str:
        """Return what to look for while still here, over all units."""
        sights = what_to_look_for(view.standings_to_plan(item))
        wanted = [sight.words for sight in sights if sight.requirements] or [sight.words for sight in sights]
        if not wanted:
            return text("Nothing more: what only a visit can show is shown.")
        return "\n".join(text("• {words}", words=words) for words in wanted[:_MOST_SIGHTS])

    def _show_signing(self, view: PortfolioView, item: EvidenceItem) -> None:
        clear(self.signing)
        barred = self._session.read(reason_against, self._place.candidate, "signature")
        for signer, name in self._signers(view):
            signed = [s for s in view.portfolio.signatures_of(item.id) if s.signer is signer]
            sign_button = button(
                text("Sign: {role}", role=words_for(signer)),
                partial(self._sign, signer),
                icon_name="signature",
            )
            sign_button.setAccessibleName(text("Sign: {role}, {name}", role=words_for(signer), name=name))
            set_tip(sign_button, name)
            offer(sign_button, barred)
            if not signed:
                state = text("not signed yet")
            elif still_applies(signed[-1], view.portfolio):
                how = how_signed(signed[-1], view.portfolio) or text("signed on screen")
                state = text("{how}, {when}", how=how, when=when_signed(signed[-1]))
                added = added_since(signed[-1], view.portfolio)
                state += f"; {added}" if added else ""
            else:
                state = text("the signature no longer applies: the account has changed since")
            large = theme.current().is_large
            self.signing.addLayout((column if large else row)(sign_button, label(state, "quiet")))

    def _signers(self, view: PortfolioView) -> list[tuple[Signer, str]]:
        """Return who signs the account: the candidate (or the testimony's witness), then the assessor."""
        testimony = view.portfolio.testimony_of(self._place.item)
        first = (
            (Signer.WITNESS, testimony[1].name)
            if testimony
            else (Signer.CANDIDATE, view.portfolio.candidate.name)
        )
        return [first, (Signer.ASSESSOR, self._session.read(caseloads.assessor_of).name)]

    def leave(self) -> bool:
        """Save what was typed. Return False if that failed; the words stay in the fields."""
        return self._item() is None or self.feedback.save()

    def _open_signed(self) -> None:
        open_account(self, self._session, self._place.candidate, self._place.item)

    def _sign(self, signer: Signer) -> None:
        item = self._item()
        if item is None or not self.leave():
            return
        view = self._view()
        words = self._session.read(account_words, view, item)
        code = account_code(item, view.portfolio, self._session.now())
        candidate = self._place.candidate

        def sign(signed: Signed) -> None:
            self._session.run_or_raise(
                screen_or_paper_signatures.sign_item,
                candidate,
                item.id,
                signer,
                code=code,
                **asdict(signed),
            )

        def closed(signed: Signed | None) -> None:
            self.refresh()
            if signer is not Signer.ASSESSOR and not (signed and signed.on_paper):
                self.handed_back.emit(signed is not None)

        statement = text("This is a true account of what happened.")
        offered = self._session.read(offer_for_item, view, item.id, signer)
        SignDialog(self, words, statement, signer, offered, sign, closed).open()

    def _finish(self) -> None:
        item = self._item()
        if item is None or not self.leave():
            return
        self._session.run(visits.finish, self._place.candidate, item.id, self.feedback.recorded)
        next_location = next(
            (
                Location(Page.FINISH, candidate.id, other.id)
                for candidate, other in self._session.read(
                    visits.observed_together, self._place.candidate, item
                )
                if candidate.id != self._place.candidate and self._is_open(candidate.id, other)
            ),
            None,
        )
        self.go.emit(next_location or Location(Page.EVIDENCE, self._place.candidate, item.id))

    def _is_open(self, candidate_id: str, item: EvidenceItem) -> bool:
        visit = self._session.portfolio_view(candidate_id).portfolio.visit_of(item)
        return visit is not None and (visit.is_open or visit.typing_up)

    def _visit(self, field: str = "") -> None:
        item = self._item()
        visit = self._view().portfolio.visit_of(item) if item else None
        if visit:
            visit_dialogs.change_visit(self, self._session, self._place.candidate, visit, field=field)

    def _open_check(self, key: tuple[int, str | None, bool, str]) -> None:
        """Show the note or photograph to put right; of the visit itself, the field to fill in."""
        _, note, is_well, field = key
        if note and self.leave():
            self.go.emit(Location(Page.EVIDENCE, self._place.candidate, self._place.item, note))
        elif not is_well and self.leave():
            self._visit(field)

    def _copy(self) -> None:
        if self.leave():
            self.go.emit(Location(Page.FORMS, self._place.candidate, form=f"copy {self._place.item}"))

    def _back(self) -> None:
        if self.leave():
            self.go.emit(Location(Page.EVIDENCE, self._place.candidate, self._place.item))


def _check_rows(found: Sequence[Check]) -> list[Row]:
    """Return a row for each open point, which leads to where to put it right, and one for what is well."""
    rows = [
        Row(
            (index, check.note, check.well, check.field),
            "",
            f"{'✓' if check.well else '!'}  {check.words}",
            state="›" if check.note or not check.well else "",
            tone="good" if check.well else "warn",
        )
        for index, check in enumerate(found)
        if check.note or not check.well
    ]
    well = [check.words for check in found if check.well and not check.note]
    if well:
        rows.append(Row((len(found), None, True, ""), "", "✓  " + "  ·  ".join(well), tone="good"))
    return rows
