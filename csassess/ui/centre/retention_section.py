"""Retention: periods, the review list, holds and erasure with a certificate."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.records.kinds import Stream
from csassess.domain.records.people import Centre
from csassess.domain.records.retention import Erasure
from csassess.domain.retention.rules import hold_in_force
from csassess.services.access import caseloads
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import candidates
from csassess.services.papers.centre import review_paper
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.retention import retention
from csassess.services.retention.certificate import certificate, erased_words
from csassess.ui.base.session import Session
from csassess.ui.centre.body_periods_card import BodyPeriodsCard
from csassess.ui.centre.erasing_dialog import ErasingDialog, erase_portfolio
from csassess.ui.centre.held_copies_card import HeldCopiesCard
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.fields import choice, line, lines
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, opened
from csassess.ui.widgets.layouts import clear, column, frame, row
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section

_YEARS = (1, 2, 3, 4, 5, 6, 7, 10, 15, 25)
_DAYS = (0, 1, 3, 7, 14, 21, 30, 60, 90)


@dataclass(frozen=True)
class RetentionPeriods:
    """How long records and evidence files are kept (years), and copies of what was erased (days)."""

    keep_records: int
    keep_files: int
    held_days: int
    no_copy_because: str


@dataclass(frozen=True)
class NewHold:
    """A candidate's id and the reason for the hold."""

    candidate: str
    reason: str


class RetentionSection(Section):
    """The retention section. Nothing is erased automatically.

    Erasing always asks for a reason and for the candidate's name, typed.
    """

    backing_up = Signal()  # a portfolio is back from its held copy, and in no backup yet

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.periods = label("")
        self.periods_button = button(text("Change"), self._change_periods, "link")
        self.body_periods = BodyPeriodsCard(session, _YEARS)
        self.reviews = RowList(text("Review list"))
        self.reviews.chosen.connect(self._review)
        self.nothing = label(text("There is nothing to review: no retention period is over."), "quiet")
        self.print_button = button(text("Save review list as PDF"), self._print, icon_name="file-text")
        self.hold_button = button(text("Hold a portfolio"), self._hold, icon_name="lock")
        self.erase_button = button(text("Erase a portfolio"), self._erase, icon_name="trash-2")
        self.held, self.asked, self.erased = column(), column(), RowList(text("Erased"))
        self.copies = HeldCopiesCard(session)
        self.copies.restored.connect(self.backing_up.emit)
        self._held = frame("card", column(label(text("Held"), "heading"), self.held))
        self._asked = frame(
            "card", column(label(text("Erased elsewhere but still here"), "heading"), self.asked)
        )
        self.erased.chosen.connect(self._erased)
        self._erased_card = frame("card", column(label(text("Erased"), "heading"), self.erased))
        periods = row(self.periods, self.periods_button)
        periods.setStretch(0, 1)
        self.show_parts(
            column(
                frame("card", periods),
                self.body_periods,
                self._asked,
                frame(
                    "card",
                    column(
                        label(text("To review"), "heading"),
                        self.nothing,
                        self.reviews,
                        FlowLayout(self.print_button, self.hold_button, self.erase_button),
                    ),
                ),
                self.copies,
                self._held,
                self._erased_card,
                0,
            )
        )

    def refresh(self) -> None:
        centre = self._session.read(caseloads.centre_of)
        self.periods.setText(
            text(
                "From achievement, withdrawal or transfer, records are kept for {records} and evidence "
                "files for {files}. After that, portfolios appear here. Nothing is deleted "
                "automatically. {held}",
                held=self._held_words(centre),
                records=plural("{count} year", "{count} years", centre.keep_records),
                files=plural("{count} year", "{count} years", centre.keep_files),
            )
        )
        self.body_periods.refresh()
        reviews = self._session.read(retention.review_list)
        self.reviews.show_rows(
            [
                Row(
                    review.candidate,
                    f"{review.name} {review.number}".strip(),
                    text(
                        "{what}; records until {records}, evidence files until {files}",
                        what=review.counted_words,
                        records=long_date(review.dates.records_until),
                        files=long_date(review.dates.files_until),
                    ),
                    state="›",
                )
                for review in reviews
                if review.dates.records_until and review.dates.files_until
            ]
        )
        self.reviews.fit()
        self.reviews.setVisible(bool(reviews))
        self.nothing.setVisible(not reviews)
        self.print_button.setVisible(bool(reviews))
        self._show_held()
        self.copies.refresh()
        self._show_elsewhere()
        stubs = self._session.read(retention.erasures)
        self.erased.show_rows(
            [
                Row(
                    stub,
                    text("Certificate {number}", number=stub.certificate),
                    stub.reason,
                    text("{day}, {who}", day=self._session.read(erased_words, stub), who=stub.by),
                    "›",
                )
                for stub in stubs
            ]
        )
        self.erased.fit()
        self._erased_card.setVisible(bool(stubs))
        nobody = "" if self._everyone() else text("There are no candidates yet.")
        offer(self.hold_button, self._session.read(reason_against, "", "hold") or nobody)
        offer(self.erase_button, nobody)

    def _show_held(self) -> None:
        clear(self.held)
        held = [status for status in self._session.read(portfolio_statuses) if status.held]
        for status in held:
            hold = hold_in_force(self._session.portfolio_view(status.candidate).portfolio)
            if hold is None:
                continue
            words = text(
                "{name}: {reason}, since {day}",
                name=status.name,
                reason=hold.reason,
                day=long_date(hold.since),
            )
            lift = button(
                text("Lift hold"),
                partial(
                    self._session.remove,
                    text("The hold on the portfolio of {name} was lifted.", name=status.name),
                    retention.lift,
                    status.candidate,
                    hold,
                ),
                "link",
            )
            offer(lift, self._session.read(reason_against, status.candidate, "hold"))
            line_layout = row(label(words), lift)
            line_layout.setStretch(0, 1)
            self.held.addLayout(line_layout)
        self._held.setVisible(bool(held))

    def _show_elsewhere(self) -> None:
        clear(self.asked)
        elsewhere = self._session.read(retention.erased_elsewhere)
        for stream, stub in elsewhere.items():
            name = self._session.portfolio_view(stream).portfolio.candidate.name
            words = text(
                "{name}: erased on {day} by {who}, certificate {number}. Erase it here too?",
                name=name,
                day=long_date(date.fromisoformat(stub["on"])),
                who=stub["by"],
                number=stub["certificate"],
            )
            erase = button(text("Erase here too"), partial(self._erase, stream, stub["certificate"]), "link")
            keep = button(text("Keep it here"), partial(self._keep, stream), "link")
            line_layout = row(label(words), erase, keep)
            line_layout.setStretch(0, 1)
            self.asked.addLayout(line_layout)
        self._asked.setVisible(bool(elsewhere))

    def _held_words(self, centre: Centre) -> str:
        if not centre.held_days:
            return text("No copy of an erased portfolio is held: {reason}", reason=centre.no_copy_because)
        days = plural("{count} day", "{count} days", centre.held_days)
        return text("A copy of an erased portfolio is held for {days}.", days=days)

    def _keep(self, stream: str) -> None:
        self._session.run(retention.keep_despite_erasure, stream)
        self._session.message.emit(text("The portfolio stays here. You are not asked about it again."))

    def _change_periods(self) -> None:
        centre = self._session.read(caseloads.centre_of)
        years = [(plural("{count} year", "{count} years", count), count) for count in _YEARS]
        lengths = sorted({*_DAYS, centre.held_days})
        days = [(plural("{count} day", "{count} days", count), count) for count in lengths if count]
        days = [(text("none"), 0), *days]
        fields: dict[str, tuple[str, QWidget]] = {
            "keep_records": (text("Records"), choice(years, centre.keep_records)),
            "keep_files": (
                text("Evidence files: photographs, recordings, documents"),
                choice(years, centre.keep_files),
            ),
            "held_days": (text("Held copy of an erased portfolio"), choice(days, centre.held_days)),
            "no_copy_because": (text("Reason, if no copy is held"), line(centre.no_copy_because)),
        }

        edit = self._session.begin_edit(Stream.CENTRE, centre)

        def save(values: RetentionPeriods) -> None:
            self._session.save_edit_or_raise(
                edit,
                caseloads.change_centre,
                replace(centre, **asdict(values)),
            )

        explanation = text(
            "Awarding bodies ask for at least three years from achievement. A held copy of an erased "
            "portfolio stays on the machine that erased it, and can be restored there."
        )
        opened(
            FormDialog(
                self,
                text("How long records are kept"),
                RetentionPeriods,
                fields,
                save,
                explanation=explanation,
            )
        )

    def _everyone(self) -> list[tuple[str, str]]:
        return [
            (f"{candidate.name} {candidate.number}".strip(), candidate.id)
            for candidate in self._session.read(candidates.list_candidates)
        ]

    def _hold(self, candidate: str = "") -> None:
        fields: dict[str, tuple[str, QWidget]] = {
            "candidate": (text("Candidate"), choice(self._everyone(), candidate)),
            "reason": (text("Reason, such as an appeal, a complaint or an inquiry"), lines()),
        }

        def save(values: NewHold) -> None:
            self._session.run_or_raise(retention.hold, values.candidate, values.reason)

        opened(FormDialog(self, text("Hold a portfolio"), NewHold, fields, save, done=text("Hold portfolio")))

    def _review(self, candidate: str) -> None:
        dialog = self._erase(candidate)

        def hold() -> None:
            dialog.put_aside()
            self._hold(candidate)

        dialog.add_button(text("Hold portfolio instead"), hold)

    def _erase(self, candidate: str = "", number: str = "") -> ErasingDialog:
        """Ask which portfolio to erase and why. `number` is the certificate of an erasure elsewhere."""
        return erase_portfolio(self, self._session, self._everyone(), self._say_erased, candidate, number)

    def _say_erased(self, result: tuple[Erasure, list[Path]]) -> None:
        stub, missed = result
        self._session.forget()
        self._session.message.emit(
            text("Erased. Certificate {number}.", number=stub.certificate) + _missed(missed)
        )

    def _erased(self, stub: Erasure) -> None:
        """Offer to save the certificate, or to allow the portfolio to be received again."""

        def allow() -> None:
            words = text("The portfolio of certificate {number} can be received again.")
            sentence = words.format(number=stub.certificate)
            if self._session.remove_shared(sentence, retention.allow_again, stub):
                dialog.discard()

        def save(_: NoValues) -> None:
            self.choose_pdf(
                f"certificate-{stub.certificate}.pdf", lambda: self._session.read(certificate, stub)
            )

        explanation = text(
            "A file that contains this portfolio is refused here. If you need to receive "
            "it again, allow it first."
        )
        title = text("Certificate {number}", number=stub.certificate)
        dialog = FormDialog(
            self, title, NoValues, {}, save, done=text("Save certificate as PDF"), explanation=explanation
        )
        dialog.add_button(text("Allow it again"), allow)
        dialog.open()

    def _print(self) -> None:
        self.choose_pdf(
            "review-list.pdf",
            lambda: self._session.read(review_paper, self._session.read(retention.review_list)),
        )


def _missed(places: list[Path]) -> str:
    """Return a sentence naming the backups that could not be reached; empty if none."""
    if not places:
        return ""
    return text(" Backups that could not be reached: {places}.", places=", ".join(map(str, places)))
