"""The dialogs of unit packs: choose the units to send, and see what a pack holds before it is received."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.services.packs import packs
from csassess.services.packs.packs import Opened, PackLine, PackPreview
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.file_dialogs import choose_where, dated, file_in_words
from csassess.ui.widgets.form_dialog import BackgroundSave, FormDialog, TickedRows, opened
from csassess.ui.widgets.row_list import Row, RowList

PATTERN = f"csassess (*.{packs.EXTENSION})"
_ROOM = 160  # pixels of the list of units
_FEW = 5  # rows that are shown without a scroll bar of their own


@dataclass(frozen=True)
class UnitsToSend:
    """The ids of the units that go into a pack."""

    units: tuple[str, ...]


def send_units(parent: QWidget, session: Session) -> FormDialog[UnitsToSend]:
    """Ask which approved units go into a pack, then where to save it."""
    offered = [(name, "", unit_id) for unit_id, name in session.read(packs.can_be_packed)]
    rows = TickedRows(text("Units"), offered, [unit_id for *_, unit_id in offered], _ROOM)

    def save(values: UnitsToSend) -> None:
        session.read(packs.check_choice, values.units)
        name = dated(f"units.{packs.EXTENSION}", session.now().date())
        choose_where(
            parent, text("Save the pack"), name, lambda path: write(session, values.units, path), PATTERN
        )

    explanation = text(
        "A pack holds the wording of units and who approved them. It contains nothing secret and is signed by"
        " this machine."
    )
    return opened(
        FormDialog(
            parent,
            text("Send units"),
            UnitsToSend,
            {"units": (text("Units"), rows)},
            save,
            done=text("Choose where to save"),
            explanation=explanation,
        )
    )


def write(session: Session, unit_ids: Sequence[str], path: str) -> None:
    """Write a pack of units."""
    if session.run(packs.make_at, unit_ids, path):
        session.message.emit(text("The pack was saved as {file}.", file=file_in_words(path)))


@dataclass(frozen=True)
class Taking:
    """Whether the packs of the sender are accepted from now on."""

    accept: bool = False


def show_pack(parent: QWidget, session: Session, pack: Opened, shown: PackPreview) -> FormDialog[Taking]:
    """Show from whom a pack is and what would come in; take it in on agreement."""

    def save(values: Taking) -> BackgroundSave:
        return BackgroundSave(
            session,
            lambda caseload: packs.take_in(caseload, pack, accept=values.accept),
            lambda lines: session.message.emit(_done_words(lines)),
            text("The pack is being received …"),
        )

    rows = RowList(text("What is in the pack"))
    if len(shown.lines) + len(shown.left_out) > _FEW:
        rows.setMinimumHeight(theme.current().px(_ROOM))
    accept = choice(
        [
            (text("as drafts, to be approved here"), False),
            (text("as approved, also those of later packs"), True),
        ]
    )

    def show_lines() -> None:
        lines = shown.if_accepted if accept.currentData() else shown.lines
        rows.show_rows(
            [
                Row(line.unit, line.name, foot=line.sentence, tone="" if line.changes else "quiet")
                for line in lines
            ]
            + [Row(f"left out {place}", words, tone="warn") for place, words in enumerate(shown.left_out)]
        )
        if len(lines) + len(shown.left_out) <= _FEW:
            rows.fit()

    accept.currentIndexChanged.connect(lambda _: show_lines())
    fields: dict[str, tuple[str, QWidget]] = (
        {"accept": (text("Units that {name} approved come in", name=shown.sender), accept)}
        if shown.can_accept
        else {}
    )
    dialog = FormDialog(
        parent,
        text("Pack of units"),
        Taking,
        fields,
        save,
        done=text("Receive"),
        explanation="\n".join(shown.words),
    )
    if shown.is_accepted:
        dialog.add_part("", label(text("The packs of {name} are accepted here.", name=shown.sender), "quiet"))
    show_lines()
    dialog.add_part(text("What is in the pack"), rows)
    return opened(dialog)


def _done_words(lines: Sequence[PackLine]) -> str:
    changed = sum(line.changes for line in lines)
    if not changed:
        return text("The pack was received: everything in it was here already.")
    return plural(
        "The pack was received: {count} unit came in.",
        "The pack was received: {count} units came in.",
        changed,
    )
