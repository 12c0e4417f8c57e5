"""The menu of an item's less frequent actions, such as attaching, signing and withdrawing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from csassess.catalogue import text
from csassess.domain.assessment.item_actions import reason_against_judging
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import Attachment
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.services.access.write_checks import reason_against
from csassess.services.attachments import attachments
from csassess.services.evidence import judgement
from csassess.services.signing import signing
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.evidence import evidence_dialogs, testimony_dialogs
from csassess.ui.evidence.item_bar import ItemBar
from csassess.ui.evidence.prior_learning_dialog import prior_learning
from csassess.ui.retention.redaction_dialog import redact_words
from csassess.ui.signing.opening_dialog import open_account
from csassess.ui.visits import visit_dialogs
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import offer, set_tip
from csassess.ui.widgets.file_dialogs import choose_file
from csassess.ui.widgets.icons import icon

if TYPE_CHECKING:
    from csassess.ui.attachments.voice import Recorder


class ItemMenu(QMenu):
    """The menu behind “More”.

    `ready` saves what is being typed and returns whether that succeeded.
    """

    go = Signal(object)
    handing_over = Signal(str, str)  # candidate and item
    attaching = Signal(str, bool)  # the path of a file, and whether it is a visit sheet

    def __init__(self, parent: QWidget, session: Session, ready: Callable[[], bool]) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)  # a disabled action says why
        self._page, self._session, self._ready = parent, session, ready
        self._candidate = self._item = self._note = ""
        self._without_button: list[QAction] = []
        self._recorder: Recorder | None = None
        self._recording_of: tuple[str, str] | None = None
        self._end_of_bar = self.addSeparator()
        self.attach = self._add(text("Attach a file…"), self._attach)
        self.attach_sheet = self._add(text("Attach the visit sheet…"), partial(self._attach, sheet=True))
        self.voice = self._add(text("Record a voice note"), self._voice)
        self.hand_over = self._add(text("Hand the screen to the witness"), self._hand_over)
        self.give = self._add(text("Move or copy the note to another candidate…"), self._move_or_copy_note)
        self.visit = self._add(text("Date, times, place, people present…"), self._visit)
        self.testimony = self._add(text("Witness and way of giving…"), self._change_testimony)
        self.witness = self._add(text("Name and contact of the witness…"), self._change_witness)
        self.confirm_paper = self._add(text("Confirm the testimony with the witness…"), self._confirm_paper)
        self.certificate = self._add(text("Certificate of prior learning…"), self._certificate)
        self.sign = self._add(text("Feedback to candidate, comments and signatures…"), self._sign)
        self.open_account = self._add(text("Open the signed account…"), self._open_account, unsaved=True)
        self.record = self._add(text("Print the record"), self._print_record)
        self.addendum = self._add(text("Add an addendum…"), self._add_addendum)
        self.addSeparator()
        self.take_out = self._add(text("Redact words…"), self._redact)
        self.withdraw = self._add(text("Withdraw this item"), self._withdraw)

    def _add(self, words: str, act: Callable[[], object], *, unsaved: bool = False) -> QAction:
        """Add an action that runs once what is being typed is saved.

        With `unsaved`, it runs without saving first.
        """
        action = self.addAction(words)
        action.triggered.connect(lambda *_: act() if unsaved or self._ready() else None)
        return action

    def button(self) -> QToolButton:
        """Return the button that opens the menu."""
        menu_button = QToolButton()
        menu_button.setIcon(icon("ellipsis", theme.current().colours.ink))
        menu_button.setText(f" {text('More')}")
        menu_button.setAccessibleName(text("More"))
        set_tip(menu_button, text("More"))
        menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu_button.setMenu(self)
        return menu_button

    def share_room(self, width: int, *bars: ItemBar) -> None:
        """Let bars give buttons to what a page of this width has room for; the rest begins the menu."""
        for bar in bars:
            bar.fit(width)
        without_button = [action for bar in bars for action in bar.under_more]
        if without_button != self._without_button:
            for action in self._without_button:
                self.removeAction(action)
            self.insertActions(self._end_of_bar, without_button)
            self._without_button = without_button

    def show_item(
        self, portfolio: Portfolio, item: EvidenceItem, note: str, *, several: bool, reason: str
    ) -> None:
        """Offer what can be done to an item and to its selected note.

        `reason` says why the item cannot be changed; empty if it can.
        """
        self._candidate, self._item, self._note = portfolio.candidate.id, item.id, note
        visit, testimony = portfolio.visit_of(item), portfolio.testimony_of(item.id)
        is_oral = testimony is not None and not testimony[0].on_paper
        self.withdraw.setVisible(not reason_against_judging(item))
        self.visit.setVisible(visit is not None)
        self.give.setVisible(several)
        self.certificate.setVisible(item.method == Method.PRIOR_LEARNING)
        for action in (self.testimony, self.witness):
            action.setVisible(testimony is not None)
        self.confirm_paper.setVisible(testimony is not None and testimony[0].on_paper)
        self.hand_over.setVisible(is_oral)
        self.open_account.setVisible(not signing.reason_against_opening(portfolio, item.id))
        is_note = any(n.id == note for n in portfolio.notes_of(item.id))
        no_note = "" if is_note else text("Choose a note of this item first.")
        no_sound = attachments.reason_against_recording(visit)
        for action, why_not in (
            (self.attach, reason),
            (self.attach_sheet, reason),
            (self.testimony, reason),
            (self.certificate, reason),
            (self.hand_over, reason),
            (self.give, reason or no_note),
            (self.voice, "" if self.recorder_is_running else reason or no_sound),
            (self.visit, self._reason_against("visit")),
            (self.witness, self._reason_against("witness")),
            (self.confirm_paper, self._reason_against("testimony")),
            (self.open_account, self._reason_against("signature")),
            (self.addendum, self._reason_against("addendum")),
            (self.withdraw, self._reason_against("evidence")),
            (self.take_out, self._reason_against("taken-out") or self._reason_against("note")),
        ):
            offer(action, why_not)
        if not self.recorder_is_running:
            self.voice.setText(
                text("Recording is off (site rule)") if no_sound else text("Record a voice note")
            )

    def _reason_against(self, kind: str) -> str:
        named = {"id": self._item, "evidence": self._item}
        return self._session.read(reason_against, self._candidate, kind, named)

    def _portfolio(self) -> Portfolio:
        return self._session.portfolio_view(self._candidate).portfolio

    def _attach(self, *, sheet: bool = False) -> None:
        choose_file(self._page, text("Attach a file"), lambda path: self.attaching.emit(path, sheet))

    @property
    def recorder_is_running(self) -> bool:
        """Whether a voice note is being recorded."""
        return self._recorder is not None and self._recorder.is_running

    def _voice(self) -> None:
        """Start recording a voice note, or stop and attach it."""
        from csassess.ui.attachments.voice import Recorder  # loads the sound system, so only when needed

        if self._recorder is None:
            self._recorder = Recorder(self)
            self._recorder.failed.connect(self._session.problem.emit)
        if self._recorder.is_running:
            self.keep_recording(self._recorder.stop())
            self.voice.setText(text("Record a voice note"))
        elif self._recorder.start():
            self._recording_of = (self._candidate, self._item)
            self._session.message.emit(
                text("Recording. To stop and save, choose “Stop recording” in the same menu.")
            )
            self.voice.setText(text("Stop recording"))

    def keep_recording(self, wav: bytes) -> None:
        """Attach a recording to the item, named after the current time."""
        if not wav:
            self._session.problem.emit(text("Nothing was recorded. Check that the microphone is on."))
            return
        name = text("voice note {time}", time=self._session.now().strftime("%H.%M")) + ".wav"
        # the item shown when recording started, not the one shown now
        candidate, item = self._recording_of or (self._candidate, self._item)
        self._session.run(attachments.attach, candidate, item, name, wav)

    def _hand_over(self) -> None:
        self.handing_over.emit(self._candidate, self._item)

    def open_attachment(self, attachment: Attachment) -> None:
        """Show what an attached file is."""
        evidence_dialogs.attachment(self._page, self._session, self._candidate, attachment)

    def _move_or_copy_note(self) -> None:
        portfolio = self._portfolio()
        note = next((n for n in portfolio.notes_of(self._item) if n.id == self._note), None)
        together = self._session.read(visits.observed_together, self._candidate, portfolio.item(self._item))
        others = [(other.name, other.id, item.id) for other, item in together if other.id != self._candidate]
        if note and others:
            visit_dialogs.give_note(self._page, self._session, note, self._candidate, others)

    def _visit(self) -> None:
        visit = self._portfolio().visit_of(self._portfolio().item(self._item))
        if visit:
            visit_dialogs.change_visit(self._page, self._session, self._candidate, visit)

    def _change_testimony(self) -> None:
        testimony = self._portfolio().testimony_of(self._item)
        if testimony:
            testimony_dialogs.change_testimony(self._page, self._session, self._candidate, testimony[0])

    def _change_witness(self) -> None:
        testimony = self._portfolio().testimony_of(self._item)
        if testimony:
            testimony_dialogs.change_witness(self._page, self._session, self._candidate, testimony[1])

    def _confirm_paper(self) -> None:
        testimony = self._portfolio().testimony_of(self._item)
        if testimony:
            testimony_dialogs.confirm_testimony(self._page, self._session, self._candidate, testimony[0])

    def _certificate(self) -> None:
        view = self._session.portfolio_view(self._candidate)
        prior_learning(self._page, self._session, view, self._item)

    def _open_account(self) -> None:
        open_account(self._page, self._session, self._candidate, self._item)

    def _add_addendum(self) -> None:
        evidence_dialogs.add_addendum(
            self._page, self._session, self._candidate, self._portfolio().item(self._item)
        )

    def _sign(self) -> None:
        self.go.emit(Location(Page.FINISH, self._candidate, self._item))

    def _redact(self) -> None:
        if redact_words(self._page, self._session, self._candidate, self._item, self._note) is None:
            self._session.message.emit(text("Nothing is written in this item yet."))

    def _print_record(self) -> None:
        self.go.emit(Location(Page.FORMS, self._candidate, form=f"record {self._item}"))

    def _withdraw(self) -> None:
        sentence = text("The item was withdrawn. Its evidence is kept but no longer counts.")
        self._session.remove(sentence, judgement.withdraw, self._candidate, self._item)
