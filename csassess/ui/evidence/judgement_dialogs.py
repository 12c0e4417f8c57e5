"""The dialogs in which the assessor judges items, confirms requirements and decides units."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from csassess.catalogue import text
from csassess.domain.asking.lines import Line
from csassess.domain.assessment.decisions import DecisionState, decision_state, reasons_against_deciding
from csassess.domain.assessment.qualities import found_words, qualities
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Quality
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.verification import Action, ActionState
from csassess.domain.verification.sampling import action_state, open_actions, unanswered_actions
from csassess.services.access import caseloads
from csassess.services.evidence import decisions, judgement
from csassess.services.signing.signing import reason_against_opening
from csassess.ui.base.session import Session
from csassess.ui.evidence import action_dialog
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, Reason, Ticks, opened


def confirm(
    parent: QWidget, session: Session, candidate_id: str, unit_id: str, requirement: str, description: str
) -> FormDialog[Reason]:
    """Ask why the assessor confirms a requirement; a confirmation can be reworded or withdrawn.

    `description` says what the evidence shows for it.
    """
    confirmations = session.portfolio_view(candidate_id).portfolio.confirmations
    present = next((c for c in confirmations if (c.unit, c.requirement) == (unit_id, requirement)), None)
    fields = {"reason": (text("Your reason"), lines(present.reason if present else ""))}

    def save(values: Reason) -> None:
        session.run_or_raise(judgement.confirm, candidate_id, unit_id, requirement, values.reason)

    title = text("Confirm requirement {requirement}", requirement=requirement)
    dialog = FormDialog(
        parent, title, Reason, fields, save, done=text("Confirm requirement"), explanation=description
    )
    if present:
        dialog.add_removal(
            text("Withdraw confirmation"),
            lambda: session.remove_or_raise(
                text("The confirmation was withdrawn."),
                judgement.take_back_confirmation,
                candidate_id,
                present,
            ),
        )
    return opened(dialog)


@dataclass(frozen=True)
class UnitDecision:
    """A decision on a unit as entered: the reason, if one is asked for."""

    reason: str = ""


@dataclass(frozen=True)
class JudgementDetails:
    """A judgement as entered: the qualities the item lacks, and a comment."""

    exceptions: tuple[Quality, ...]
    comment: str


def judge(
    parent: QWidget, session: Session, candidate_id: str, item: EvidenceItem, look_again: Sequence[Line]
) -> FormDialog[JudgementDetails]:
    """Ask for the judgement on an item: accept it, with any exceptions, or request more evidence.

    `look_again` is what to check first.
    """
    offered = qualities(session.read(caseloads.centre_of))
    exceptions = Ticks([(text("not {quality}", quality=label(quality)), quality) for quality in offered])
    fields = {
        "exceptions": (text("Exceptions, if there are any"), exceptions),
        "comment": (text("Comment"), lines()),
    }

    def save(values: JudgementDetails) -> None:
        session.run_or_raise(judgement.accept, candidate_id, item.id, values.comment, values.exceptions)

    def request_more() -> None:
        dialog.finish_with(
            lambda values: session.run_or_raise(
                judgement.request_more_evidence, candidate_id, item.id, values.comment, values.exceptions
            )
        )

    more_lines = []
    if session.read(caseloads.assessor_of).status is AssessorStatus.WORKING_TOWARDS:
        more_lines.append(
            text("You are working towards the award, so your decision on a unit needs a countersigner.")
        )
    more_lines += [text("Check: {what}.", what=line.what) for line in look_again]

    def statement() -> str:
        named = found_words(offered, exceptions.values())
        judged = text("I have judged item {number} to be {named}.", number=item.number, named=named)
        return "\n".join([judged, *more_lines])

    dialog = FormDialog(
        parent,
        text("Your judgement of item {number}", number=item.number),
        JudgementDetails,
        fields,
        save,
        done=text("Accept evidence"),
        explanation=statement(),
    )
    exceptions.changed.connect(lambda: dialog.explanation.setText(statement()))
    dialog.add_button(text("More evidence needed"), request_more)
    return opened(dialog)


def reopen(parent: QWidget, session: Session, candidate_id: str, item: EvidenceItem) -> FormDialog[Reason]:
    """Ask why an accepted item is reopened."""
    fields = {"reason": (text("Reason for reopening"), lines())}
    is_signed = not reason_against_opening(session.portfolio_view(candidate_id).portfolio, item.id)

    def save(values: Reason) -> None:
        sentence = (
            text("Item {number} was reopened. What is signed stays as it was signed.", number=item.number)
            if is_signed
            else text("Item {number} was reopened: it can be changed again.", number=item.number)
        )
        session.remove_or_raise(sentence, judgement.reopen, candidate_id, item.id, values.reason)

    title = text("Reopen item {number}", number=item.number)
    signed = text(
        "Its account is signed and stays as it was signed. To change that too, choose More (…), Open the "
        "signed account, afterwards."
    )
    explanation = signed if is_signed else ""
    done = text("Reopen item")
    return opened(FormDialog(parent, title, Reason, fields, save, done=done, explanation=explanation))


def decide(
    parent: QWidget, session: Session, candidate_id: str, unit_standing: UnitStanding
) -> FormDialog[UnitDecision] | None:
    """Decide a unit; first ask for a reason if it was decided before or an action on it is not closed."""
    portfolio, unit = session.portfolio_view(candidate_id).portfolio, unit_standing.unit
    is_again = decision_state(unit_standing, portfolio) is DecisionState.CHANGED
    actions, unanswered = open_actions(portfolio, unit.id), unanswered_actions(portfolio, unit.id)
    cautions = [_action_caution(action, portfolio) for action in actions]
    fields: dict[str, tuple[str, QWidget]] = {}
    if is_again:
        cautions.append(text("The earlier decision stays in the record."))
        fields = {"reason": (text("What changed since the last decision"), lines())}
    elif unanswered:
        fields = {"reason": (text("Why you decide although an action is open"), lines())}

    def save(values: UnitDecision) -> None:
        session.run_or_raise(decisions.decide, candidate_id, unit.id, values.reason)

    if not cautions:
        sentence = text("{unit} is decided: the candidate has achieved it.", unit=unit.full_name)
        session.remove(sentence, decisions.decide, candidate_id, unit.id)  # with the way back
        return None
    words = text("Decide {unit} again") if is_again else text("Decide {unit}")
    dialog = FormDialog(
        parent,
        words.format(unit=unit.full_name),
        UnitDecision,
        fields,
        save,
        done=text("Decide unit"),
        explanation="\n".join(cautions),
    )
    if unanswered:

        def answer() -> None:
            dialog.reject()  # which asks first if a reason was typed
            if not dialog.isVisible():
                action_dialog.show_action(parent, session, candidate_id, unanswered[0].id)

        dialog.add_button(text("Answer action"), answer)
    return opened(dialog)


def say_what_is_missing(parent: QWidget, unit_standing: UnitStanding) -> FormDialog[NoValues]:
    """Say in a dialog what a unit still lacks before it can be decided."""
    dialog = FormDialog(
        parent,
        text("What {unit} still needs", unit=unit_standing.unit.full_name),
        NoValues,
        {},
        lambda _: None,
        done=text("Close"),
        explanation="\n".join(reasons_against_deciding(unit_standing)),
    )
    dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).hide()
    return opened(dialog)


def _action_caution(action: Action, portfolio: Portfolio) -> str:
    """Return that an action is open, or answered but not closed."""
    words = (
        text("The internal verifier’s action, due {day}, is open: {what}")
        if action_state(action, portfolio) is ActionState.OPEN
        else text("The internal verifier’s action, due {day}, is answered but not closed: {what}")
    )
    return words.format(day=long_date(action.due), what=action.what)
