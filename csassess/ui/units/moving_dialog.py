"""The dialog that moves a candidate to the wording in force, with everything that this does."""

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.assessment.moving import Move
from csassess.domain.errors import UserError, refuse
from csassess.domain.portfolio import Portfolio
from csassess.services.evidence import new_wordings
from csassess.ui.base.session import Session
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, opened
from csassess.ui.widgets.row_list import Row, RowList


def move(parent: QWidget, session: Session, candidate_id: str, unit_id: str) -> FormDialog[NoValues] | None:
    """Show what a move does, and move on agreement; None if there is nothing to move."""
    try:
        planned = session.read(new_wordings.preview, candidate_id, unit_id)
    except UserError as error:
        session.problem.emit(str(error))
        return None
    portfolio = session.portfolio_view(candidate_id).portfolio

    def save(_: NoValues) -> None:
        refuse(planned.refusal)
        name = portfolio.candidate.name
        sentence = text("{name} is on the wording in force now.", name=name)
        session.remove_or_raise(sentence, new_wordings.move, candidate_id, unit_id)

    dialog = FormDialog(
        parent,
        text("Move to the wording in force"),
        NoValues,
        {},
        save,
        done=text("Move {name}", name=portfolio.candidate.name),
        explanation="\n".join((planned.after.full_name, *_sentences(planned))),
    )
    rows = RowList(text("What does not follow by itself"), head_width=110)
    rows.show_rows(_rows(planned, portfolio))
    if rows.rows.rows:
        rows.setMinimumHeight(min(rows.height_of(6), 260))
        dialog.add_part(text("Listed one by one"), rows)
    return opened(dialog)


def _sentences(planned: Move) -> list[str]:
    if planned.refusal:
        return [planned.refusal]
    lines = [
        plural(
            "{count} reference stays: its criterion reads the same.",
            "{count} references stay: their criteria read the same.",
            planned.stays,
        )
    ]
    if planned.follows:
        lines.append(
            plural(
                "{count} reference follows its criterion to another label.",
                "{count} references follow their criteria to another label.",
                len(planned.follows),
            )
        )
    if planned.waits:
        lines.append(
            plural(
                "{count} reference does not follow: its criterion is reworded or gone. It stays with its"
                " item, named as of the earlier wording, and counts for nothing.",
                "{count} references do not follow: their criteria are reworded or gone. They stay with their"
                " items, named as of the earlier wording, and count for nothing.",
                len(planned.waits),
            )
        )
    if planned.reopens:
        lines.append(
            plural(
                "{count} accepted item is reopened, because a reference of it changes. Accept it again.",
                "{count} accepted items are reopened, because references of them change. Accept them again.",
                len(planned.reopens),
            )
        )
    if planned.to_confirm:
        lines.append(
            plural(
                "{count} confirmation ends: its requirement or the rules of it differ now. Confirm it again.",
                "{count} confirmations end: their requirements or rules differ now. Confirm them again.",
                len(planned.to_confirm),
            )
        )
    return lines


def _rows(planned: Move, portfolio: Portfolio) -> list[Row]:
    numbers = {item.id: item.number for item in portfolio.evidence}

    def item(evidence_id: str) -> str:
        return text("item {number}", number=numbers.get(evidence_id, "?"))

    rows = [
        Row(
            ("waits", r.id),
            r.criterion,
            planned.before.wording(r.criterion) if planned.before.has(r.criterion) else "",
            state=item(r.evidence),
            tone="warn",
        )
        for r in planned.waits
    ]
    rows += [
        Row(
            ("follows", r.id),
            f"{r.criterion} → {label}",
            planned.after.wording(label),
            state=item(r.evidence),
        )
        for r, label in planned.follows
    ]
    rows += [
        Row(
            ("item", i.id),
            text("item {number}", number=i.number),
            i.description,
            state=text("reopened"),
            tone="warn",
        )
        for i in planned.reopens
    ]
    rows += [
        Row(
            ("confirmation", c.id),
            text("Evidence {label}", label=c.requirement),
            c.reason,
            state=text("confirm again"),
            tone="warn",
        )
        for c in planned.to_confirm
    ]
    return rows
