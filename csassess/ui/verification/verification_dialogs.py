"""The dialogs of verification: an action with its course, what a countersigner needs, a verifier's answer on paper."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLayout, QPlainTextEdit, QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.labels import label as words_for
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import Action, ActionState, Stage, Verdict
from csassess.domain.verification.sampling import action_state
from csassess.services.access import caseloads
from csassess.services.attachments.attachments import read_file
from csassess.services.exchange.sending import recipients_known
from csassess.services.papers.verification import course, where
from csassess.services.signing import countersigning, signed_sheet_scans
from csassess.services.signing.signed_sheet_scans import Scan
from csassess.services.verification import actions, paper_records, sampling, sampling_plan
from csassess.services.verification.paper_records import PaperAnswer
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import choice, day, line, lines
from csassess.ui.widgets.file_dialogs import choose_file, choose_where
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened
from csassess.ui.widgets.layouts import column, holder, row


def role_of(session: Session) -> Role:
    """Return in which role the person at this machine works."""
    return caseloads.assessor_of(session.caseload).role


def reason(
    parent: QWidget, title: str, name: str, save: Callable[[str], object], *, explanation: str = ""
) -> FormDialog:
    """Ask for words and save them."""
    fields: dict[str, tuple[str, QWidget]] = {"words": (name, lines())}
    return opened(
        FormDialog(parent, title, fields, lambda values: save(values["words"]), explanation=explanation)
    )


def show_action(parent: QWidget, session: Session, candidate_id: str, action_id: str) -> FormDialog:
    """Show an action with what came after it, the item as the verifier saw it beside what it says now, and what can be done."""
    view = session.overview(candidate_id)
    action = actions.find_action(view.portfolio, action_id)
    state = action_state(action, view.portfolio)
    told = [
        text("{day}, {name}: {what}", day=long_date(action.at.date()), name=action.name, what=action.what),
        text("Due {day}, {where}", day=long_date(action.due), where=where(action, view)),
        *course(action, view),
        text("State: {state}", state=words_for(state)),
    ]
    fields: dict[str, tuple[str, QWidget]] = {}
    is_verifier = role_of(session) is Role.VERIFIER
    if state is ActionState.OPEN and not is_verifier:
        fields = {"words": (text("What was done (it is added to the item as an addendum)"), lines())}
    elif state is ActionState.ANSWERED and is_verifier:
        fields = {"words": (text("Your word on the answer"), lines())}

    def answer(values: dict[str, Any]) -> None:
        session.run_or_raise(actions.answer, candidate_id, action_id, values["words"])

    def close(values: dict[str, Any]) -> None:
        session.run_or_raise(actions.weigh, candidate_id, action_id, closed=True, words=values["words"])

    def keep_open() -> None:
        dialog.finish_with(
            lambda values: session.run_or_raise(
                actions.weigh, candidate_id, action_id, closed=False, words=values["words"]
            )
        )

    save, done = (lambda _: None), text("Close")
    if "words" in fields:
        save, done = (close, text("Close the action")) if is_verifier else (answer, text("Answer"))
    dialog = FormDialog(
        parent, text("Action of the internal verifier"), fields, save, done=done, explanation="\n".join(told)
    )
    dialog.add_part(
        "",
        holder(
            row(
                _version(
                    text("The item as the verifier saw it"),
                    actions.first_version(session.caseload, candidate_id, action),
                ),
                _version(text("The item now"), actions.version_now(session.caseload, candidate_id, action)),
            )
        ),
    )
    window, px = parent.window(), theme.current().px
    dialog.resize(min(px(760), window.width()), min(px(600), window.height() - theme.STEP * 4))
    if "words" in fields and is_verifier:
        dialog.add_button(text("Still open"), keep_open)
    if state is ActionState.ANSWERED and not is_verifier:
        dialog.add_button(
            text("Word on paper…"), lambda: _word_on_paper(dialog, session, candidate_id, action)
        )
    return opened(dialog)


def _version(name: str, told: list[str]) -> QLayout:
    """Return what an item said at a time, with its name above it, to read."""
    field = QPlainTextEdit("\n\n".join(told))
    field.setReadOnly(True)
    field.setAccessibleName(name)
    field.setMinimumHeight(theme.current().px(180))
    field.setTabChangesFocus(True)
    return column(label(name, "eyebrow"), field)


def _word_on_paper(parent: FormDialog, session: Session, candidate_id: str, action: Action) -> None:
    """Ask what the verifier wrote on the signed sheet, then take in its scan."""
    fields: dict[str, tuple[str, QWidget]] = {
        "closed": (
            text("The sheet says"),
            choice([(text("The action is closed"), True), (text("It stays open"), False)]),
        ),
        "words": (text("In the verifier’s words"), lines()),
    }

    def save(values: dict[str, Any]) -> None:
        if not values["closed"] and not values["words"].strip():
            raise UserError(text("Please fill in {name}.", name=text("why it stays open")))
        choose_file(parent, text("Choose the scan of the signed sheet"), lambda path: take(path, values))

    def take(path: str, values: dict[str, Any]) -> None:
        try:
            scan = signed_sheet_scans.prepare(read_file(Path(path)))
            session.run_or_raise(paper_records.weigh_on_paper, candidate_id, action, scan, **values)
        except UserError as error:
            parent.problem.setText(str(error))
            parent.problem.show()
            return
        parent.discard()

    title = text("The verifier’s word on paper")
    opened(FormDialog(parent, title, fields, save, done=text("Choose the scan…")))


def ask_countersigner(parent: QWidget, session: Session, candidate_id: str, unit_id: str) -> FormDialog:
    """Ask the countersigner what is needed before a decision can be signed."""

    def save(words: str) -> None:
        session.run_or_raise(countersigning.ask_for, candidate_id, unit_id, words)

    return reason(
        parent,
        text("Before I can countersign"),
        text("What is needed"),
        save,
        explanation=text("It stands on the assessor’s Today until the unit is decided again, or you sign."),
    )


def leave_out(parent: QWidget, session: Session, candidate_id: str, unit_id: str, name: str) -> FormDialog:
    """Ask why a unit of a candidate is not sampled."""

    def save(words: str) -> None:
        session.run_or_raise(sampling.not_sampled, candidate_id, unit_id, words)

    return reason(parent, text("Not sampled: {name}", name=name), text("Because"), save)


def type_in_answer(
    parent: QWidget, session: Session, candidate_id: str, unit_id: str, scan: Scan
) -> FormDialog:
    """Ask what a signed sampling record says, and keep it with its scan."""
    view = session.overview(candidate_id)
    unit = view.of(unit_id).unit
    items = [
        (item.number, item.description or long_date(item.on), item.id)
        for item in view.portfolio.items_for(unit_id)
    ]
    stages = [(words_for(each).capitalize(), each) for each in Stage]
    verdicts = [(words_for(each).capitalize(), each) for each in Verdict]
    today = session.caseload.clock().date()
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

    def save(values: dict[str, Any]) -> None:
        asked = ((values["item"], values["what"], values["due"]),) if values["what"] else ()
        told = PaperAnswer(
            unit_id,
            Stage(values["stage"]),
            values["on"],
            values["name"],
            values["evidence"],
            Verdict(values["verdict"]),
            values["comment"],
            values["feedback"],
            asked,
        )
        session.run_or_raise(paper_records.type_in, candidate_id, told, scan)

    return opened(
        FormDialog(
            parent,
            text("Verifier’s answer on paper: {unit}", unit=unit.name),
            fields,
            save,
            done=text("Keep"),
            explanation=text("Type what stands on the signed record. The scan is kept beside it."),
        )
    )


def send_status(parent: QWidget, session: Session) -> FormDialog:
    """Ask who the monthly status file is for, then where it goes."""
    cards = recipients_known(session.caseload)
    known = [(card.name, words_for(card.role), card.device) for card in cards]
    chosen = [card.device for card in cards if card.role is Role.VERIFIER]
    fields: dict[str, tuple[str, QWidget]] = {
        "for": (text("For"), TickedRows(text("For"), known, chosen, 160)),
    }

    def save(values: dict[str, Any]) -> None:
        wanted = [card for card in cards if card.device in values["for"]]
        if not wanted:
            raise UserError(text("Choose who the status file is for: take in their key file first."))
        choose_where(
            parent,
            text("Save the status file"),
            f"status-{session.caseload.clock():%Y-%m}.csstatus",
            lambda path: written(path, wanted),
            "csassess (*.csstatus)",
        )

    def written(path: str, wanted: list[Any]) -> None:
        count = session.run(sampling_plan.write_status, Path(path), wanted)
        if count is not None:
            session.message.emit(
                text("The status of {count} candidates was written, without evidence.", count=count)
            )

    explanation = text(
        "It says how your candidates stand and holds no evidence: so the verifier’s plan lists everyone."
    )
    return opened(
        FormDialog(
            parent,
            text("Status for the verifier"),
            fields,
            save,
            done=text("Choose where"),
            explanation=explanation,
        )
    )
