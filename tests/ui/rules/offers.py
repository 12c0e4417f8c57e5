"""What the pages of the window offer: for each offer its controls, and the service that carries it out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QToolBar

from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.retention import Redaction
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Stage, Verdict
from csassess.domain.signing.accounts import account_code
from csassess.domain.signing.unit_signing import next_signer
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates, corrections, duplicate_candidates, milestones
from csassess.services.disclosure import data_requests
from csassess.services.evidence import decisions, evidence, judgement, references, witnesses
from csassess.services.exchange import handover
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.retention import retention
from csassess.services.signing import countersigning, signed_sheet_scans, signing
from csassess.services.verification import paper_records, sampling
from csassess.services.visits import plans, visit_changes, visits
from csassess.ui.base.location import Page
from tests.support.pictures import encoded, scene
from tests.support.verifying import SCAN, STROKES, UNIT
from tests.ui.conftest import buttons_of

WAV = (
    b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00"
    b"\x80\x3e\x00\x00\x02\x00\x10\x00"
)
PICTURE = photographs.prepare(encoded(scene((64, 48))))
SIGNED = "account of item .* is signed"


@dataclass
class Case:
    """A window on a caseload at one candidate, and perhaps one item."""

    window: Any
    caseload: Any
    id: str
    item_id: str = ""
    spare: str = ""  # another candidate, about whom nothing is recorded

    @cached_property
    def view(self):
        return portfolio_view(self.caseload, self.id)

    @property
    def portfolio(self):
        return self.view.portfolio

    @property
    def item(self):
        return self.portfolio.item(self.item_id)

    @property
    def visit(self):
        return self.portfolio.visit_of(self.item) if self.item_id else None

    @property
    def note(self):
        notes = self.portfolio.notes_of(self.item_id)
        return next((note for note in notes if note.id == self.window.evidence.notes.note), None)

    @property
    def photograph(self):
        return next(iter(self.portfolio.photographs_of(self.item_id)), None)

    @property
    def testimony(self):
        return self.portfolio.testimony_of(self.item_id)

    @property
    def unit(self):
        return self.view.standings[0].unit if self.view.standings else None

    @property
    def unit_id(self):
        return self.unit.id if self.unit else UNIT

    @property
    def sample(self):
        return next(s for s in self.portfolio.samples if s.id == self.window.place.form)

    @property
    def today(self):
        return self.caseload.clock().date()

    @property
    def is_observing(self):
        return self.visit is not None and self.visit.is_open

    def run(self, service, *arguments, **named):
        return service(self.caseload, self.id, *arguments, **named)

    def of_item(self, service, *arguments, **named):
        return service(self.caseload, self.id, self.item_id, *arguments, **named)


@dataclass(frozen=True)
class Offer:
    """One offer of a page. It is open if one of its controls can be pressed.

    `service` carries it out with the smallest valid input. `content` matches refusals that are about
    what is written, which the page can only say on trying. `applies` tells whether the input exists.
    `waits` tells that the page asks for another step first, although the service does not insist.
    """

    page: Page
    controls: Callable[[Any], list[Any]]
    service: Callable[[Case], object]
    content: str = "$^"
    applies: Callable[[Case], object] = lambda case: True
    waits: Callable[[Case], object] = lambda case: False


def _pages_buttons(page: str, words: str) -> Callable[[Any], list[Any]]:
    return lambda w: [b for b in buttons_of(getattr(w, page)) if b.text().strip().startswith(words)]


def _row_tick(w: Any) -> list[Any]:
    rows = w.evidence.criteria.criteria
    if not rows.rows.rows:
        return []
    return [rows.menu_of(rows.rows.rows[0], rows.rows.index(0)).actions()[0]]


def _tick(case: Case) -> None:
    row = case.window.evidence.criteria.criteria.rows.rows[0]
    note = case.window.evidence.notes.note or None
    (references.tick if not row.ticked else _untick)(case.caseload, case.id, case.item_id, *row.key, note)


def _untick(caseload: Any, candidate: str, *reference: Any) -> None:
    references.untick(caseload, candidate, references.reference(*reference))


def _cells(w: Any) -> list[Any]:
    """Return the cells of the first row as one control."""
    is_open = bool(w.matrix.model.flags(w.matrix.model.index(w.row, 2)) & Qt.ItemFlag.ItemIsEditable)
    return [SimpleNamespace(isEnabled=lambda: is_open, isVisible=lambda: is_open)]


def _sign_unit(case: Case) -> None:
    signer = next_signer(case.view.of(case.unit_id), case.portfolio) or Signer.CANDIDATE
    case.run(signing.sign_unit, case.unit_id, signer, "Nell Newname", STROKES)


def _sign_account(case: Case) -> None:
    code = account_code(case.item, case.portfolio, case.caseload.clock())
    case.of_item(signing.sign_account, Signer.ASSESSOR, "Nell Newname", code, STROKES)


def _redact(case: Case) -> None:
    redaction = Redaction("r", "note", case.note.id, "text", case.today, "Nell", "A name")
    case.run(type(case.caseload).save, UserAction.REDACT, redaction, replace(case.note, text="[taken out]"))


def _move_note(case: Case) -> None:
    other = next(
        (candidate.id, item.id)
        for candidate, item in case.run(visits.observed_together, case.item)
        if candidate.id != case.id
    )
    visits.move_or_copy_note(case.caseload, case.note, case.id, *other)


def _paper_answer(case: Case) -> None:
    item = case.portfolio.items_for(case.unit_id)[0].id
    answer = paper_records.PaperAnswer(
        case.unit_id, Stage.INTERIM, case.today, "Ivo Verifier", (item,), Verdict.AGREE
    )
    case.run(paper_records.type_in, answer, SCAN)


def _no_devices(case: Case) -> bool:
    return case.is_observing and case.visit.devices_allowed is False


def _waits_for_finish(case: Case) -> bool:
    return case.is_observing and not case.item.withdrawn


E, P = Page.EVIDENCE, Page.PORTFOLIO
OFFERS = {
    "details": Offer(
        E,
        lambda w: [w.evidence.judgement.details],
        lambda c: c.run(evidence.change_item, replace(c.item, description="Another description")),
        SIGNED,
    ),
    "bring back": Offer(
        E, lambda w: [w.evidence.judgement.bring_back], lambda c: c.of_item(judgement.bring_back)
    ),
    "addendum": Offer(
        E,
        lambda w: [w.evidence.judgement.addendum, w.evidence.more.addendum],
        lambda c: c.of_item(judgement.add_addendum, "Seen again."),
    ),
    "accept": Offer(
        E,
        lambda w: [w.evidence.judgement.accept],
        lambda c: c.of_item(judgement.accept),
        "cannot be accepted yet",
        waits=_waits_for_finish,
    ),
    "reopen": Offer(
        E,
        lambda w: [w.evidence.judgement.reopen, w.evidence.judgement.accept],
        lambda c: c.of_item(judgement.reopen, "More is needed."),
        waits=_waits_for_finish,
    ),
    "next customer": Offer(
        E,
        lambda w: [w.evidence.capture.next_customer],
        lambda c: c.of_item(evidence.next_customer),
        applies=lambda c: c.visit,
        waits=_no_devices,
    ),
    "not observing": Offer(
        E,
        lambda w: [w.evidence.capture.not_observing],
        lambda c: c.of_item(visits.toggle_observing),
        applies=lambda c: c.visit,
        waits=_no_devices,
    ),
    **{
        name: Offer(
            E,
            lambda w, name=name: [getattr(w.evidence.capture, name)],
            lambda c: c.of_item(evidence.add_note, "Greets him."),
            waits=_no_devices,
        )
        for name in ("add_note", "mark_moment", "ask")
    },
    "customer feedback": Offer(
        E,
        lambda w: [w.evidence.capture.customer_feedback],
        lambda c: c.of_item(evidence.record_feedback, FeedbackOrigin.SPONTANEOUS, "Quick"),
        SIGNED,
        waits=_no_devices,
    ),
    "photograph": Offer(
        E, lambda w: [w.evidence.capture.photograph], lambda c: c.of_item(photographs.add, PICTURE)
    ),
    "undo": Offer(
        E,
        lambda w: [w.evidence.capture.undo, w.undo_action],
        lambda c: c.run(history.undo),
        "is accepted|could not be accepted|is signed|changed again|depend",
    ),
    "attach": Offer(
        E,
        lambda w: [w.evidence.more.attach],
        lambda c: c.of_item(attachments.attach, "rota.txt", b"Mon: Mo"),
    ),
    "attach sheet": Offer(
        E,
        lambda w: [w.evidence.more.attach_sheet],
        lambda c: c.of_item(attachments.attach, "rota.txt", b"Mon: Mo", sheet=True),
    ),
    "voice": Offer(
        E, lambda w: [w.evidence.more.voice], lambda c: c.of_item(attachments.attach, "note.wav", WAV)
    ),
    "hand over to witness": Offer(
        E,
        lambda w: [w.evidence.more.hand_over],
        lambda c: c.of_item(evidence.add_note, "Seen by me."),
        applies=lambda c: c.testimony and not c.testimony[0].on_paper,
    ),
    "move note": Offer(
        E,
        lambda w: [w.evidence.more.give],
        _move_note,
        SIGNED,
        applies=lambda c: c.note and c.window.evidence.people.several,
    ),
    "visit": Offer(
        E,
        lambda w: [w.evidence.more.visit],
        lambda c: c.run(visit_changes.change_visit, replace(c.visit, place="Another place")),
        SIGNED,
        applies=lambda c: c.visit,
    ),
    "testimony": Offer(
        E,
        lambda w: [w.evidence.more.testimony],
        lambda c: c.run(witnesses.change_testimony, replace(c.testimony[0], typed_by="Nell")),
        SIGNED,
        applies=lambda c: c.testimony,
    ),
    "witness": Offer(
        E,
        lambda w: [w.evidence.more.witness],
        lambda c: c.run(witnesses.change_witness, replace(c.testimony[1], contact="555")),
        SIGNED,
        applies=lambda c: c.testimony,
    ),
    "confirm testimony": Offer(
        E,
        lambda w: [w.evidence.more.confirm_paper],
        lambda c: c.run(witnesses.confirm_testimony, c.testimony[0], c.today),
        applies=lambda c: c.testimony and c.testimony[0].on_paper,
    ),
    "open account": Offer(
        E, lambda w: [w.evidence.more.open_account], lambda c: c.of_item(signing.open_account, "A mistake")
    ),
    "redact": Offer(E, lambda w: [w.evidence.more.take_out], _redact, applies=lambda c: c.note),
    "withdraw": Offer(E, lambda w: [w.evidence.more.withdraw], lambda c: c.of_item(judgement.withdraw)),
    "remove note": Offer(
        E,
        lambda w: [w.evidence.notes.editor.remove],
        lambda c: c.run(evidence.remove_note, c.note),
        SIGNED,
        applies=lambda c: c.note,
    ),
    "time of note": Offer(
        E,
        lambda w: [w.evidence.notes.editor.time],
        lambda c: c.run(evidence.change_note, replace(c.note, at=c.note.at - timedelta(minutes=1))),
        SIGNED,
        applies=lambda c: c.note,
    ),
    **{
        f"{name} photograph": Offer(
            E,
            lambda w, name=name: [getattr(w.evidence.notes.photo, name)],
            lambda c, service=service: c.run(service, c.photograph),
            SIGNED,
            applies=lambda c: c.photograph,
        )
        for name, service in (
            ("turn", photographs.turn),
            ("cover", partial(photographs.describe, caption="Covered", informed="")),
            ("remove", photographs.remove),
        )
    },
    "place in item": Offer(
        E,
        lambda w: [w.evidence.criteria.locate],
        lambda c: c.run(references.locate, c.window.evidence.criteria._current_reference(), "p. 4"),
        applies=lambda c: c.window.evidence.criteria._current_reference(),
    ),
    "tick": Offer(E, _row_tick, _tick, applies=lambda c: c.unit),
    # The portfolio
    "start": Offer(
        P,
        lambda w: [w.portfolio.start_button],
        lambda c: visits.start_visit(c.caseload, [c.id], "Counter"),
    ),
    "add evidence": Offer(
        P,
        lambda w: [w.portfolio.add_button],
        lambda c: c.run(evidence.add_item, "WP", "Letter", c.today),
    ),
    "add testimony": Offer(
        P,
        lambda w: [w.portfolio.testimony_button],
        lambda c: c.run(witnesses.add_witness, "Will Ness", "Supervisor"),
    ),
    "enrol": Offer(P, lambda w: [w.portfolio.enrol_button], lambda c: c.run(candidates.enrol, "ocr-429")),
    "change name": Offer(
        P,
        _pages_buttons("portfolio", "Change name"),
        lambda c: candidates.change_candidate(c.caseload, replace(c.portfolio.candidate, name="Another")),
    ),
    "job": Offer(
        P,
        _pages_buttons("portfolio", "Employer and job"),
        lambda c: c.run(candidates.set_job, "Another firm", "Clerk", None),
    ),
    "registration": Offer(
        P,
        _pages_buttons("portfolio", "Registration"),
        lambda c: c.run(candidates.register, "NVQ", "", "77", c.today),
    ),
    "dates": Offer(
        P,
        _pages_buttons("portfolio", "Dates"),
        lambda c: c.run(milestones.record, MilestoneKind.ACHIEVED, c.today),
    ),
    "merge": Offer(
        P,
        _pages_buttons("portfolio", "Merge duplicate"),
        lambda c: c.run(duplicate_candidates.join, c.spare),
    ),
    "hand over": Offer(
        P,
        _pages_buttons("portfolio", "Hand over"),
        lambda c: c.run(handover.hand_over, "Tess Taker", passphrase="lamps and kettles by the door"),
        "has not been judged",
    ),
    "cancel hand-over": Offer(
        P, lambda w: [w.portfolio.take_back_button], lambda c: c.run(handover.take_back)
    ),
    "remove candidate": Offer(
        P,
        _pages_buttons("portfolio", "Remove candidate"),
        lambda c: c.run(corrections.remove_candidate),
    ),
    "plan": Offer(
        P,
        lambda w: [w.portfolio.plan_card.plan_button],
        lambda c: c.run(plans.plan_visit, c.today, "Counter"),
    ),
    "agree plan": Offer(
        P,
        lambda w: [w.portfolio.plan_card.agree_button],
        lambda c: c.run(plans.agree, c.portfolio.plan),
        applies=lambda c: c.portfolio.plan,
    ),
    "change plan": Offer(
        P,
        lambda w: [w.portfolio.plan_card.change_button],
        lambda c: c.run(plans.change_plan, replace(c.portfolio.plan, on=c.today, place="Office")),
        applies=lambda c: c.portfolio.plan,
    ),
    "decide": Offer(
        P,
        _pages_buttons("portfolio", "Decide unit"),
        lambda c: c.run(decisions.decide, c.unit_id, "More was seen."),
        "cannot be decided yet",
    ),
    "withdraw enrolment": Offer(
        P,
        _pages_buttons("portfolio", "Withdraw"),
        lambda c: c.run(corrections.withdraw_enrolment, c.unit_id, "Another unit"),
        applies=lambda c: len(c.view.standings) == 1,
    ),
    "sign unit": Offer(P, _pages_buttons("portfolio", "Sign: "), _sign_unit, applies=lambda c: c.unit),
    "ask for more": Offer(
        P,
        _pages_buttons("portfolio", "Ask the assessor for more"),
        lambda c: c.run(countersigning.ask_for, c.unit_id, "One more day"),
        applies=lambda c: c.unit,
    ),
    # The end of a visit, the matrix and the history
    "finish": Offer(
        Page.FINISH,
        lambda w: [w.finish.done],
        lambda c: c.of_item(visits.finish, FeedbackToCandidate(c.item_id, c.item_id, "Patient")),
        SIGNED,
    ),
    "visit details": Offer(
        Page.FINISH,
        lambda w: [w.finish.visit_button],
        lambda c: c.run(visit_changes.change_visit, replace(c.visit, place="Another place")),
        SIGNED,
        applies=lambda c: c.visit,
    ),
    "sign account": Offer(Page.FINISH, _pages_buttons("finish", "Sign: "), _sign_account),
    "tick in the matrix": Offer(
        Page.MATRIX,
        _cells,
        lambda c: c.run(
            references.tick, c.item_id, c.window.matrix.place.unit, c.window.matrix.model.labels[0]
        ),
        applies=lambda c: c.window.row >= 0,
    ),
    "undo in the history": Offer(
        Page.HISTORY,
        lambda w: [w.history.bring_back],
        lambda c: history.undo_earlier_action(c.caseload, c.window.history.list.key()),
        "is accepted|could not be accepted|is signed|changed again|depend|may not make this change",
    ),
    "attach signed sheet": Offer(
        Page.FORMS,
        lambda w: [w.forms.attach_sheet],
        lambda c: c.run(signed_sheet_scans.attach, SCAN, "recording", c.unit_id, all_the_same=True),
        applies=lambda c: c.unit,
    ),
    # Verification
    **{
        name: Offer(
            Page.VERIFICATION,
            lambda w, name=name: [getattr(w.verification, f"{name}_button")],
            lambda c, stage=stage: c.run(sampling.begin_sample, UNIT, stage),
        )
        for name, stage in (("interim", Stage.INTERIM), ("final", Stage.FINAL))
    },
    "leave out": Offer(
        Page.VERIFICATION,
        lambda w: [w.verification.leave_out_button],
        lambda c: c.run(sampling.not_sampled, UNIT, "Sampled last month"),
    ),
    "sample after all": Offer(
        Page.VERIFICATION,
        lambda w: [w.verification.after_all_button],
        lambda c: c.run(sampling.sample_after_all, UNIT),
    ),
    "type in": Offer(Page.VERIFICATION, lambda w: [w.verification.paper_button], _paper_answer),
    "judge sample": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.judgement],
        lambda c: c.run(sampling.change_sample, replace(c.sample, comment="Careful.")),
    ),
    "look at": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.criteria],
        lambda c: c.run(sampling.tick_looked_at, c.sample, c.window.place.item, c.unit.labels()[0]),
    ),
    "look at all": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.all_button],
        lambda c: c.run(sampling.look_at_all, c.sample, c.window.place.item),
    ),
    "ask action": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.action_card.ask_button],
        lambda c: c.run(sampling.ask_action, c.sample, c.window.place.item, "One more day", c.today),
        applies=lambda c: c.window.sample.action_card.isVisible(),
    ),
    "withdraw action": Offer(
        Page.SAMPLE,
        _pages_buttons("sample", "Withdraw"),
        lambda c: c.run(
            sampling.take_action_back, next(a for a in c.portfolio.actions if a.sample == c.sample.id)
        ),
        applies=lambda c: c.window.sample.action_card.isVisible(),
    ),
    "sign sample": Offer(
        Page.SAMPLE,
        lambda w: [w.sample.signing.sign_button],
        lambda c: c.run(sampling.sign_sample, c.sample.id, STROKES),
    ),
    # The centre and the list of candidates
    "log request": Offer(
        Page.CENTRE,
        lambda w: [w.centre.requests.log_button],
        lambda c: data_requests.log_request(c.caseload, c.spare, "By letter", c.today),
        applies=lambda c: c.window.place.form == "requests",
    ),
    "hold": Offer(
        Page.CENTRE,
        lambda w: [w.centre.keeping.hold_button],
        lambda c: retention.hold(c.caseload, c.spare, "An appeal"),
        applies=lambda c: c.window.place.form == "keeping",
    ),
    "add candidate": Offer(
        Page.CANDIDATES,
        lambda w: [w.candidates.add_button],
        lambda c: candidates.add_candidate(c.caseload, "Bo Learner"),
    ),
}


def controls_of(page: Any) -> list[Any]:
    """Return every button and action that a page shows, also those in the menus of its buttons."""
    buttons = [b for b in page.findChildren(QAbstractButton) if b.isVisible()]
    menus = [b.menu() for b in buttons if hasattr(b, "menu") and b.menu()]
    bars = [bar for bar in page.findChildren(QToolBar) if bar.isVisible()]
    actions = [a for part in (*menus, *bars) for a in part.actions() if a.isVisible() and a.text()]
    shown_in_bars = {bar.widgetForAction(a) for bar in bars for a in bar.actions()}
    return [*(b for b in buttons if b not in shown_in_bars), *actions]


def words_of(control: Any) -> str:
    """Return the words of a button or action."""
    return (control.text() or control.toolTip()).strip()
