"""The dialog for an internal verifier's action: its history and the response to it."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QLayout, QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import Action, ActionState
from csassess.domain.verification.sampling import action_state, is_asked, state_words
from csassess.services.access.write_checks import reason_against
from csassess.services.files import read_file
from csassess.services.papers.verification import action_history, action_location
from csassess.services.signing import signed_sheet_scans
from csassess.services.verification import actions, paper_records
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import choice, lines
from csassess.ui.widgets.file_dialogs import choose_file
from csassess.ui.widgets.form_dialog import FormDialog, opened
from csassess.ui.widgets.layouts import column, holder, row
from csassess.ui.widgets.text_fields import LinesField


@dataclass(frozen=True)
class ActionResponse:
    """The answer to an action or the verifier's comment; empty if neither is asked for."""

    words: str = ""


def show_action(
    parent: QWidget, session: Session, candidate_id: str, action_id: str
) -> FormDialog[ActionResponse]:
    """Show an action, its history, the item then and now, and the responses open to this role."""
    view = session.portfolio_view(candidate_id)
    action = actions.find_action(view.portfolio, action_id)
    state = action_state(action, view.portfolio)
    action_lines = [
        text("{day}, {name}: {what}", day=long_date(action.at.date()), name=action.name, what=action.what),
        text("Due {day}, {where}", day=long_date(action.due), where=action_location(action, view)),
        *action_history(action, view),
        text("State: {state}", state=state_words(action, view.portfolio)),
    ]
    fields: dict[str, tuple[str, QWidget]] = {}
    is_verifier = session.role is Role.VERIFIER
    is_sent = is_asked(action, view.portfolio)
    may_answer = is_sent and not session.read(reason_against, candidate_id, "action-answer")
    may_weigh = not session.read(reason_against, candidate_id, "action-closing")
    may_withdraw = (
        is_sent and is_verifier and not session.read(reason_against, candidate_id, "action-withdrawal")
    )
    may_type_in = not session.read(reason_against, candidate_id, "signed-sheet")
    if state is ActionState.OPEN and may_answer:
        fields = {"words": (text("What was done (added to the item as an addendum)"), lines())}
    elif state is ActionState.ANSWERED and is_verifier and may_weigh:
        fields = {"words": (text("Your comment on the answer"), lines())}
    elif state is ActionState.OPEN and may_withdraw:
        fields = {"words": (text("Asked in error? Say why it is withdrawn"), lines())}

    def answer(values: ActionResponse) -> None:
        session.run_or_raise(actions.answer, candidate_id, action_id, values.words)

    def close(values: ActionResponse) -> None:
        session.run_or_raise(actions.weigh, candidate_id, action_id, closed=True, words=values.words)

    def withdraw(values: ActionResponse) -> None:
        sentence = text("The action was withdrawn.")
        session.remove_or_raise(sentence, actions.withdraw, candidate_id, action_id, values.words)

    def keep_open() -> None:
        dialog.finish_with(
            lambda values: session.run_or_raise(
                actions.weigh, candidate_id, action_id, closed=False, words=values.words
            )
        )

    save, done = (lambda _: None), text("Close")
    if "words" in fields:
        save, done = (close, text("Close the action")) if is_verifier else (answer, text("Answer action"))
        if is_verifier and state is ActionState.OPEN:
            save, done = withdraw, text("Withdraw the action")
    dialog = FormDialog(
        parent,
        text("Action of the internal verifier"),
        ActionResponse,
        fields,
        save,
        done=done,
        explanation="\n".join(action_lines),
        about=(candidate_id, action_id),
    )
    dialog.add_part(
        "",
        holder(
            row(
                _version(
                    text("The item as the verifier saw it"),
                    session.read(actions.first_version, candidate_id, action),
                ),
                _version(text("The item now"), session.read(actions.version_now, candidate_id, action)),
            )
        ),
    )
    window, px = parent.window(), theme.current().px
    dialog.resize(min(px(760), window.width()), min(px(600), window.height() - theme.STEP * 4))
    if "words" in fields and is_verifier and state is ActionState.ANSWERED:
        dialog.add_button(text("Keep open"), keep_open)
    if state is ActionState.ANSWERED and may_type_in:
        dialog.add_button(
            text("Type in paper response…"),
            lambda: _type_in_paper_response(dialog, session, candidate_id, action),
        )
    return opened(dialog)


def _version(name: str, paragraphs: list[str]) -> QLayout:
    """Return a read-only field with the paragraphs, under its name."""
    field = LinesField("\n\n".join(paragraphs))
    field.setReadOnly(True)
    field.setAccessibleName(name)
    field.setMinimumHeight(theme.current().px(180))
    return column(label(name, "eyebrow"), field)


@dataclass(frozen=True)
class PaperResponse:
    """A verifier's response as written on the signed sheet."""

    closed: bool
    words: str


def _type_in_paper_response(
    parent: FormDialog[ActionResponse], session: Session, candidate_id: str, action: Action
) -> None:
    """Ask what the verifier wrote on the signed sheet, then import its scan."""
    fields: dict[str, tuple[str, QWidget]] = {
        "closed": (
            text("The sheet says"),
            choice([(text("The action is closed"), True), (text("The action stays open"), False)]),
        ),
        "words": (text("Verifier’s words"), lines()),
    }

    def save(values: PaperResponse) -> None:
        if not values.closed and not values.words.strip():
            raise MissingError(text("why it stays open"), "words")
        title = text("Choose the scan of the signed sheet")
        choose_file(parent, title, lambda path: import_scan(path, values))

    def import_scan(path: str, values: PaperResponse) -> None:
        try:
            scan = signed_sheet_scans.prepare(read_file(Path(path)))
            session.run_or_raise(
                paper_records.weigh_on_paper,
                candidate_id,
                action,
                scan,
                closed=values.closed,
                words=values.words,
            )
        except UserError as error:
            parent.problem.setText(str(error))
            parent.problem.show()
            return
        parent.discard()

    title = text("Verifier’s response on paper")
    opened(FormDialog(parent, title, PaperResponse, fields, save, done=text("Choose the scan…")))
