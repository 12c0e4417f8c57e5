"""The page that finishes a visit: final checks, feedback to the candidate, and signatures."""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from csassess.catalogue import text
from csassess.domain.assessment.finishing import checks
from csassess.domain.assessment.planning import what_to_look_for
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
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
from csassess.ui.signing.sign_dialog import SignDialog, Signed
from csassess.ui.visits import visit_dialogs
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.fields import lines, long_line, maybe_day
from csassess.ui.widgets.layouts import clear, column, frame, row, scroll_whole
from csassess.ui.widgets.recorded_fields import RecordedFields
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.two_columns import TwoColumns

_SAVED_AFTER = 1_500  # milliseconds from a keystroke to the record


class FinishPage(PageWidget):
    """Checks, feedback, the next visit and signatures, in this order on one page.

    No step is compulsory.
    """

    shows_other_candidates = True

    handed_back = Signal(bool)  # someone other than the assessor had the screen to sign; whether they did

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(_SAVED_AFTER)
        self._save_timer.timeout.connect(self.leave)
        self._edit: Any = None  # of the feedback shown
        self.back = button("", self._back, "link", "arrow-left")
        self.title = label(text("Finish visit"), "title")
        self.checks = RowList(text("To check before you leave"))
        self.checks.chosen.connect(self._open_check)
        self.visit_button = button(text("Date, times, place, people present"), self._visit, "link")
        self.gaps = label("", "")
        self._make_fields()
        self.signing = column()
        self.done = button(text("Finish visit"), self._finish, "main", "flag")
        self.paper = button(text("Copy for the candidate"), self._copy, icon_name="printer")
        left = column(
            frame("card", column(label(text("1  Check"), "heading"), self.checks, self.visit_button)),
            frame("card", column(label(text("Evidence that only this site can give"), "heading"), self.gaps)),
            0,
        )
        right = column(
            self._feedback_card(),
            frame(
                "card",
                column(label(text("4  Sign the account"), "heading"), self.signing, row(self.paper, 0)),
            ),
            row(0, self.done),
            0,
        )
        self._columns = TwoColumns(left, right)
        scroll_whole(self, column(row(self.back, 0), self.title, self._columns))

    def _make_fields(self) -> None:
        self.done_well, self.to_develop, self.comments, self.brings = lines(), lines(), lines(), long_line()
        self.next_on = maybe_day()
        named = (
            (self.done_well, text("Done well")),
            (self.to_develop, text("To develop")),
            (self.comments, text("The candidate’s comments")),
            (self.brings, text("The candidate will bring")),
            (self.next_on, text("Next visit")),
        )
        for field, name in named:
            field.setAccessibleName(name)
        for text_field in (self.done_well, self.to_develop, self.comments):
            text_field.setFixedHeight(theme.current().px(64))
            text_field.textChanged.connect(self._save_soon)
        self.brings.textEdited.connect(self._save_soon)
        self.next_on.dateChanged.connect(self._save_soon)
        self._fields = RecordedFields(
            self,
            {
                "done_well": self.done_well,
                "to_develop": self.to_develop,
                "comments": self.comments,
                "next_on": self.next_on,
                "brings": self.brings,
            },
        )
        self._fields.shown_late.connect(self._begin_edit)

    def _save_soon(self) -> None:
        if not self._save_timer.isActive():  # steady typing does not postpone saving
            self._save_timer.start()

    def _feedback_card(self) -> QWidget:
        parts: list[QWidget | int] = [label(text("2  Feedback to the candidate"), "heading")]
        for field in (self.done_well, self.to_develop, self.comments):
            parts += [label(field.accessibleName(), "eyebrow"), field]
        parts.append(label(text("3  Next visit, agreed"), "heading"))
        for other in (self.next_on, self.brings):
            parts += [label(other.accessibleName(), "eyebrow"), other]
        return frame("card", column(*parts))

    def show_location(self, place: Location) -> None:
        """Show the page for finishing a candidate's observation."""
        self.leave()
        self._place = place
        if self._item():
            self._show_feedback(self._fields.fill)
        for area in self.findChildren(QScrollArea):
            area.verticalScrollBar().setValue(0)  # another candidate begins with the checks
        self.refresh()

    def _item(self) -> EvidenceItem | None:
        if not self._place.candidate:
            return None
        evidence = self._view().portfolio.evidence
        return next((item for item in evidence if item.id == self._place.item), None)

    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._place.candidate)

    def _recorded(self) -> FeedbackToCandidate:
        """Return the feedback as recorded, empty if there is none yet."""
        feedback = self._view().portfolio.feedback_to_candidate(self._place.item)
        return feedback or FeedbackToCandidate(self._place.item, self._place.item)

    def _show_feedback(self, show: Callable[[dict[str, Any]], None]) -> None:
        """Show the recorded feedback and begin an edit of what is shown."""
        recorded = self._recorded()
        show({key: getattr(recorded, key) for key in self._fields.values()})
        self._begin_edit()

    def _begin_edit(self) -> None:
        recorded = self._recorded()
        self._edit = self._session.begin_edit(self._place.candidate, replace(recorded, **self._fields.shown))

    def refresh(self) -> None:
        item = self._item()
        if item is None:
            return
        self._show_feedback(self._fields.show)
        reason = self._session.read(reason_against_item, self._place.candidate, item.id)
        for field in (self.done_well, self.to_develop, self.comments, self.brings, self.next_on):
            field.setReadOnly(bool(reason))
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
        self.checks.show_rows(
            [
                Row(
                    (index, check.note, check.well),
                    "",
                    f"{'✓' if check.well else '!'}  {check.words}",
                    state="›" if check.note or not check.well else "",
                    tone="good" if check.well else "warn",
                )
                for index, check in enumerate(checks(item, view.portfolio))
            ]
        )
        self.checks.fit()
        self.visit_button.setVisible(visit is not None)
        self.gaps.setText(self._needs_here(view, item))
        self._show_signing(view, item)

    def _needs_here(self, view: PortfolioView, item: EvidenceItem) -> str:
        """Return each unit's progress with this visit's share, and what to look for while still here."""
        gap_lines = []
        for unit_standing in view.standings:
            done, total = unit_standing.count()
            here = {
                reference.criterion
                for reference in view.portfolio.references_of(item.id, unit_standing.unit.id)
            }
            words = text("{unit}: {done} of {total} accepted, {here} referenced in this visit")
            gap_lines.append(
                words.format(unit=view.name_of(unit_standing.unit), done=done, total=total, here=len(here))
            )
        sights = what_to_look_for(view.standings_to_plan(item))
        wanted = [sight.words for sight in sights if sight.requirements][:4]
        gap_lines += [text("• {words}", words=words) for words in wanted]
        return "\n".join(gap_lines)

    def _show_signing(self, view: PortfolioView, item: EvidenceItem) -> None:
        clear(self.signing)
        barred = self._session.read(reason_against, self._place.candidate, "signature")
        for signer, name in self._signers(view):
            signed = [s for s in view.portfolio.signatures_of(item.id) if s.signer is signer]
            sign_button = button(
                text("Sign: {name}", name=name), partial(self._sign, signer), icon_name="signature"
            )
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
        self._save_timer.stop()
        item = self._item()
        if item is None:
            return True
        return self._fields.save(self._save_feedback)

    def _save_feedback(self, values: dict[str, Any]) -> FeedbackToCandidate | None:
        feedback = replace(self._recorded(), **_stripped(values))
        return self._session.save_edit(self._edit, visits.say_to_candidate, self._place.candidate, feedback)

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
        feedback = self._view().portfolio.feedback_to_candidate(item.id) or FeedbackToCandidate(
            item.id, item.id
        )
        self._session.run(visits.finish, self._place.candidate, item.id, feedback)
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

    def _visit(self) -> None:
        item = self._item()
        visit = self._view().portfolio.visit_of(item) if item else None
        if visit:
            visit_dialogs.change_visit(self, self._session, self._place.candidate, visit)

    def _open_check(self, key: tuple[int, str | None, bool]) -> None:
        """Show the note or photograph to put right; of the visit itself, its times and people."""
        _, note, is_well = key
        if note and self.leave():
            self.go.emit(Location(Page.EVIDENCE, self._place.candidate, self._place.item, note))
        elif not is_well and self.leave():
            self._visit()

    def _copy(self) -> None:
        if self.leave():
            self.go.emit(Location(Page.FORMS, self._place.candidate, form=f"copy {self._place.item}"))

    def _back(self) -> None:
        if self.leave():
            self.go.emit(Location(Page.EVIDENCE, self._place.candidate, self._place.item))


def _stripped(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
