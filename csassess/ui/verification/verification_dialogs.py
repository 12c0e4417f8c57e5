"""The dialogs of countersigning and internal verification."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.labels import label as words_for
from csassess.domain.labels import stage_label
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.exchange.key_files import recipients_known
from csassess.services.exchange.not_arriving import not_in_plan
from csassess.services.signing import countersigning
from csassess.services.signing.signed_sheet_scans import Scan
from csassess.services.verification import paper_records, sampling, sampling_plan
from csassess.services.verification.paper_records import PaperAnswer
from csassess.ui.base.location import Location
from csassess.ui.base.session import Session
from csassess.ui.exchange.not_arriving_list import add_findings
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, line, lines
from csassess.ui.widgets.file_dialogs import choose_where, file_in_words
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, Words, opened


def reason(
    parent: QWidget, title: str, name: str, save: Callable[[str], object], *, explanation: str = ""
) -> FormDialog[Words]:
    """Ask for words and save them."""
    fields: dict[str, tuple[str, QWidget]] = {"words": (name, lines())}
    return opened(
        FormDialog(parent, title, Words, fields, lambda values: save(values.words), explanation=explanation)
    )


def ask_countersigner(
    parent: QWidget, session: Session, candidate_id: str, unit_id: str
) -> FormDialog[Words]:
    """Ask the countersigner what is needed before a decision can be signed."""

    def save(words: str) -> None:
        session.run_or_raise(countersigning.ask_for, candidate_id, unit_id, words)

    return reason(
        parent,
        text("Needed before countersigning"),
        text("What is needed"),
        save,
        explanation=text(
            "This is shown on the assessor’s Today page until the unit is decided again or you sign."
        ),
    )


def leave_out(parent: QWidget, session: Session, candidate_id: str, unit_id: str, name: str) -> None:
    """Record that a unit of a candidate is not sampled; ask why, unless the plan leaves it out."""
    if not session.read(sampling.needs_reason_not_to_sample, candidate_id, unit_id):
        session.run(sampling.not_sampled, candidate_id, unit_id)
        return

    def save(words: str) -> None:
        session.run_or_raise(sampling.not_sampled, candidate_id, unit_id, words)

    reason(parent, text("Not sampled: {name}", name=name), text("Reason"), save)


@dataclass(frozen=True)
class SignedRecord:
    """A signed sampling record as typed in; `item` is None if the unit has no items."""

    name: str
    on: date
    stage: Stage
    evidence: tuple[str, ...]
    verdict: Verdict
    comment: str
    feedback: str
    item: str | None
    what: str
    due: date


def type_in_answer(
    parent: QWidget, session: Session, candidate_id: str, unit_id: str, scan: Scan
) -> FormDialog[SignedRecord]:
    """Ask what a signed sampling record says, and save it with its scan."""
    view = session.portfolio_view(candidate_id)
    unit = view.of(unit_id).unit
    items = [
        (item.number, item.description or long_date(item.on), item.id)
        for item in view.portfolio.items_for(unit_id)
    ]
    formative = view.portfolio.formative
    stages = [(stage_label(stage, formative=formative).capitalize(), stage) for stage in Stage]
    verdicts = [(words_for(verdict).capitalize(), verdict) for verdict in Verdict]
    today = session.now().date()
    fields: dict[str, tuple[str, QWidget]] = {
        "name": (text("Internal verifier"), line()),
        "on": (text("Signed on"), day(today)),
        "stage": (text("Stage"), choice(stages)),
        "evidence": (text("Looked at"), TickedRows(text("Looked at"), items, [])),
        "verdict": (text("What was found"), choice(verdicts)),
        "comment": (text("Comment"), lines()),
        "feedback": (text("Feedback to the assessor"), lines()),
        "item": (text("Action: on item"), choice([(number, item_id) for number, _, item_id in items])),
        "what": (text("Action: what is needed"), lines()),
        "due": (text("Action: due"), day(today)),
    }

    def save(values: SignedRecord) -> None:
        actions = ((values.item, values.what, values.due),) if values.item and values.what else ()
        answer = PaperAnswer(
            unit_id,
            values.stage,
            values.on,
            values.name,
            values.evidence,
            values.verdict,
            values.comment,
            values.feedback,
            actions,
        )
        session.run_or_raise(paper_records.type_in, candidate_id, answer, scan)

    return opened(
        FormDialog(
            parent,
            text("Verifier’s answer on paper: {unit}", unit=unit.full_name),
            SignedRecord,
            fields,
            save,
            done=text("Save record"),
            explanation=text("Type what is written on the signed record. The scan is stored with it."),
            about=(candidate_id, unit_id),
        )
    )


@dataclass(frozen=True)
class StatusRecipients:
    """The devices of the people a status file is for."""

    recipients: tuple[str, ...]


def send_status(
    parent: QWidget, session: Session, go: Callable[[Location], object]
) -> FormDialog[StatusRecipients]:
    """Ask who the monthly status file is for, then where to save it.

    Candidates that the plan leaves out are listed; `go` leads to the place to put that right.
    """
    cards = session.read(recipients_known)
    choices = [(card.name, words_for(card.role), card.device) for card in cards]
    verifiers = [card.device for card in cards if card.role is Role.VERIFIER]
    fields: dict[str, tuple[str, QWidget]] = {
        "recipients": (text("For"), TickedRows(text("For"), choices, verifiers, 160)),
    }

    def save(values: StatusRecipients) -> None:
        if not any(card.device in values.recipients for card in cards):
            raise UserError(text("Choose who the status file is for: take in their key file first."))
        choose_where(
            parent,
            text("Save the status file"),
            f"status {session.now():%Y-%m-%d}.csstatus",
            lambda path: write(path, values.recipients),
            "csassess (*.csstatus)",
        )

    def write(path: str, devices: tuple[str, ...]) -> None:
        recipients = [card for card in cards if card.device in devices]
        count = session.run(sampling_plan.write_status, Path(path), recipients)
        if count is not None:
            session.message.emit(
                text(
                    "Saved: {file}. Candidates: {count}. It contains no evidence.",
                    file=file_in_words(path),
                    count=count,
                )
            )

    explanation = text(
        "The status file shows your candidates’ progress, without evidence, so that "
        "the verifier’s plan lists everyone. It also lets the verifier find sentences that stand "
        "under two candidates, without their words."
    )
    dialog = FormDialog(
        parent,
        text("Save status for the verifier"),
        StatusRecipients,
        fields,
        save,
        done=text("Choose where to save"),
        explanation=explanation,
    )
    add_findings(dialog, go, "recipients").show_findings(session.read(not_in_plan))
    return opened(dialog)
