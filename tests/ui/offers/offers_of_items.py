"""What the pages of one item offer, each with the service that carries it out."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt

from csassess.domain.codes.schemes import account_code
from csassess.domain.records.evidence import Method
from csassess.domain.records.programme.steps import PriorLearning
from csassess.domain.records.retention import Redaction
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.attachments import attachments, photographs
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.programme import entries
from csassess.services.progress import history
from csassess.services.signing import signing
from csassess.services.visits import visit_changes, visits
from csassess.ui.base.location import Page
from tests.support.pictures import encoded, scene
from tests.support.verifying import STROKES
from tests.ui.offers.offers import Case, Offer, buttons_with

WAV = (
    b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00"
    b"\x80\x3e\x00\x00\x02\x00\x10\x00"
)
PICTURE = photographs.prepare(encoded(scene((64, 48))))
SIGNED = "account of item .* is signed"


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


def _sign_account(case: Case) -> None:
    code = account_code(case.item, case.portfolio, case.caseload.clock())
    case.of_item(signing.sign_account, Signer.ASSESSOR, "Nell Newname", code, STROKES, because="She stood in")


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


def _no_devices(case: Case) -> bool:
    return case.is_observing and case.visit.devices_allowed is False


def _waits_for_finish(case: Case) -> bool:
    return case.is_observing and not case.item.withdrawn


E = Page.EVIDENCE
ITEM_OFFERS = {
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
    "ask for more": Offer(  # in the dialog that accepts
        E,
        lambda w: [w.evidence.judgement.accept],
        lambda c: c.of_item(judgement.request_more_evidence, "More is needed."),
        waits=lambda c: _waits_for_finish(c) or c.portfolio.is_accepted(c.item),  # the window: reopen first
    ),
    "reopen": Offer(
        E,
        lambda w: [w.evidence.judgement.reopen],
        lambda c: c.of_item(judgement.reopen, "The date is wrong."),
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
    "redo": Offer(
        E,
        lambda w: [w.redo_action],
        lambda c: c.run(history.redo),
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
    "certificate of prior learning": Offer(
        E,
        lambda w: [w.evidence.more.certificate],
        lambda c: c.run(entries.keep_prior_learning, PriorLearning(c.item_id, "NVQ 2")),
        applies=lambda c: c.item.method == Method.PRIOR_LEARNING,
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
            ("time", lambda c, candidate, p: photographs.state_time(c, candidate, p, p.at)),
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
    # The end of a visit, and the matrix
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
    "sign account": Offer(Page.FINISH, buttons_with("finish", "Sign: "), _sign_account),
    "tick in the matrix": Offer(
        Page.MATRIX,
        _cells,
        lambda c: c.run(
            references.tick, c.item_id, c.window.matrix.place.unit, c.window.matrix.model.labels[0]
        ),
        applies=lambda c: c.window.row >= 0,
    ),
}
