"""The dialogs for witnesses and their testimony: entering, changing and confirming."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.records.witnesses import Testimony, Witness
from csassess.services.evidence import witnesses
from csassess.ui.base.session import Session
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import Choices, choice, line, name_line
from csassess.ui.widgets.form_dialog import FormDialog, opened


def _ways() -> Choices:
    return [
        (text("the witness writes or dictates here"), False),
        (text("on paper, attached later"), True),
    ]


@dataclass(frozen=True)
class NewTestimony:
    """A testimony as entered; if `witness` is None, the details are of a new witness."""

    witness: Witness | None
    name: str
    role: str
    relation: str
    contact: str
    on: date
    on_paper: bool
    expert: bool
    typed_by: str


def add_testimony(
    parent: QWidget, session: Session, candidate_id: str, added: Callable[[str], object]
) -> FormDialog[NewTestimony]:
    """Ask for a testimony's witness, date and form; call `added` with the item's id."""
    known_witnesses = session.read(witnesses.witnesses, candidate_id)
    fields = {
        "witness": (
            text("Witness"),
            choice(
                [
                    *((f"{witness.name}, {witness.role}", witness) for witness in known_witnesses),
                    (text("new witness: fill in below"), None),
                ]
            ),
        ),
        "name": (text("Name"), name_line()),
        "role": (text("Role"), line()),
        "relation": (text("Relation to the candidate"), line()),
        "contact": (text("How to reach them"), line()),
        "on": (text("Date"), day(session.now().date())),
        "on_paper": (text("How testimony is given"), choice(_ways())),
        "expert": (text("Kind"), choice([(text("witness"), False), (text("expert witness"), True)])),
        "typed_by": (text("Typed by (if not by the witness)"), line()),
    }

    def save(values: NewTestimony) -> None:
        witness = values.witness
        if witness is None:
            witness = session.run_or_raise(
                witnesses.add_witness,
                candidate_id,
                values.name,
                values.role,
                values.relation,
                values.contact,
            )
        item = session.run_or_raise(
            witnesses.add_testimony,
            candidate_id,
            witness,
            values.on,
            typed_by=values.typed_by,
            on_paper=values.on_paper,
            expert=values.expert,
        )
        added(item.id)

    title = text("Witness testimony")
    return opened(FormDialog(parent, title, NewTestimony, fields, save, done=text("Add")))


@dataclass(frozen=True)
class ConfirmationDate:
    """The date on which a testimony was confirmed."""

    on: date


def confirm_testimony(
    parent: QWidget, session: Session, candidate_id: str, testimony: Testimony
) -> FormDialog[ConfirmationDate]:
    """Ask when a testimony on paper was confirmed with the witness."""
    fields = {"on": (text("Confirmed with the witness on"), day(session.now().date()))}

    def save(values: ConfirmationDate) -> None:
        session.run_or_raise(witnesses.confirm_testimony, candidate_id, testimony, values.on)

    return opened(FormDialog(parent, text("Testimony on paper"), ConfirmationDate, fields, save))


@dataclass(frozen=True)
class TestimonyDetails:
    """Who gave a testimony, how, and who typed it."""

    witness: Witness
    on_paper: bool
    typed_by: str


def change_testimony(
    parent: QWidget, session: Session, candidate_id: str, testimony: Testimony
) -> FormDialog[TestimonyDetails]:
    """Ask who gave a testimony, how it was given and who typed it."""
    known_witnesses = session.read(witnesses.witnesses, candidate_id)
    giver = next(witness for witness in known_witnesses if witness.id == testimony.witness)
    names = [(f"{witness.name}, {witness.role}", witness) for witness in known_witnesses]
    fields: dict[str, tuple[str, QWidget]] = {
        "witness": (text("Witness"), choice(names, giver)),
        "on_paper": (text("How testimony is given"), choice(_ways(), testimony.on_paper)),
        "typed_by": (text("Typed by (if not by the witness)"), line(testimony.typed_by)),
    }

    edit = session.begin_edit(candidate_id, testimony)

    def save(values: TestimonyDetails) -> None:
        changed = replace(
            testimony, witness=values.witness.id, on_paper=values.on_paper, typed_by=values.typed_by
        )
        session.save_edit_or_raise(edit, witnesses.change_testimony, candidate_id, changed)

    explanation = text(
        "The name, role and contact of a witness are changed on the candidate’s portfolio page."
    )
    title = text("The testimony")
    return opened(FormDialog(parent, title, TestimonyDetails, fields, save, explanation=explanation))


@dataclass(frozen=True)
class WitnessDetails:
    """A witness's entry."""

    name: str
    role: str
    relation: str
    contact: str
    known_as: str


def change_witness(
    parent: QWidget, session: Session, candidate_id: str, witness: Witness
) -> FormDialog[WitnessDetails]:
    """Ask for a witness's name, role, relation and contact; offer to remove the entry."""
    fields = {
        "name": (text("Name"), name_line(witness.name)),
        "role": (text("Role"), line(witness.role)),
        "relation": (text("Relation to the candidate"), line(witness.relation)),
        "contact": (text("How to reach them"), line(witness.contact)),
        "known_as": (text("Other names they sign under, divided by commas"), line(witness.known_as)),
    }

    edit = session.begin_edit(candidate_id, witness)

    def save(values: WitnessDetails) -> None:
        changed = replace(
            witness,
            name=values.name,
            role=values.role,
            relation=values.relation,
            contact=values.contact,
            known_as=values.known_as,
        )
        session.save_edit_or_raise(edit, witnesses.change_witness, candidate_id, changed)

    dialog = FormDialog(parent, text("Change the witness"), WitnessDetails, fields, save)
    dialog.add_removal(
        text("Remove witness"),
        lambda: session.remove_or_raise(
            text("The witness was removed."), witnesses.remove_witness, candidate_id, witness
        ),
    )
    return opened(dialog)
