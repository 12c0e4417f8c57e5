"""The dialogs in which a person accepts another's machine, and answers what a file asks for."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.services.exchange import acceptance, requests, staff_machines
from csassess.services.exchange.acceptance import Stranger
from csassess.services.exchange.requests import Request
from csassess.services.packs import packs
from csassess.ui.base.session import Session
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, TickedRows, opened


def accept_machine(parent: QWidget, session: Session, stranger: Stranger) -> FormDialog[NoValues]:
    """Ask to compare the code of a person's machine, then accept it."""
    roles = ", ".join(label(role) for role in stranger.roles)

    def save(_: NoValues) -> None:
        session.run_or_raise(acceptance.accept, stranger.device)

    explanation = text(
        "Ask {name} for the code of their machine (Send and receive, People and their machines). "
        "Accept it only if it is {code}.\n\nFrom then on what they write counts here, as {roles}. Their "
        "other machines, for which this one vouches, are accepted too. You can withdraw this at any time.",
        name=stranger.name,
        code=stranger.code,
        roles=roles,
    )
    title = text("Accept {name}", name=stranger.name)
    done = text("The code is {code}: accept", code=stranger.code)
    return opened(FormDialog(parent, title, NoValues, {}, save, done=done, explanation=explanation))


@dataclass(frozen=True)
class ChosenMachines:
    """The ids of the machines that were ticked."""

    machines: tuple[str, ...]


def accept_listed(parent: QWidget, session: Session) -> FormDialog[ChosenMachines]:
    """Ask which of the machines that the centre's staff list names are accepted, and accept them."""
    rows = [
        (stranger.name, f"{label(stranger.roles[0])}  ·  {stranger.code}", stranger.device)
        for stranger in session.read(staff_machines.listed_strangers)
    ]

    def save(values: ChosenMachines) -> None:
        session.run_or_raise(staff_machines.accept_listed, frozenset(values.machines))

    explanation = text(
        "Whoever keeps your centre’s staff list has compared the codes of these machines and says whose they "
        "are. What these people write counts here from then on, in the role that is stated. You can withdraw "
        "each of them at any time."
    )
    return _machines_dialog(parent, text("People on the staff list"), text("Accept"), rows, explanation, save)


def list_machines(parent: QWidget, session: Session) -> FormDialog[ChosenMachines]:
    """Ask which accepted machines are put on the staff list."""
    rows = [
        (member.name, f"{', '.join(map(label, machine.roles))}  ·  {acceptance.code_of(machine)}", machine.id)
        for member, machine in session.read(staff_machines.not_yet_listed)
    ]

    def save(values: ChosenMachines) -> None:
        session.run_or_raise(staff_machines.put_on_list, frozenset(values.machines))

    explanation = text(
        "You accepted these machines, having compared their codes. On the staff list they can be accepted by "
        "everyone in the centre at once, without comparing codes again."
    )
    title = text("Machines of the staff")
    return _machines_dialog(parent, title, text("Put on the list"), rows, explanation, save)


def _machines_dialog(
    parent: QWidget,
    title: str,
    done: str,
    rows: list[tuple[str, str, str]],
    explanation: str,
    save: Callable[[ChosenMachines], None],
) -> FormDialog[ChosenMachines]:
    field = TickedRows(title, rows, [device for *_, device in rows])
    dialog = FormDialog(
        parent,
        title,
        ChosenMachines,
        {"machines": (text("Machines"), field)},
        save,
        done=done,
        explanation=explanation,
    )
    return opened(dialog)


def show_accepted(parent: QWidget, session: Session, device: str) -> FormDialog[NoValues] | None:
    """Show when and as whom a machine was accepted, and offer to withdraw that."""
    machine = session.read(acceptance.accepted_machine, device)
    if machine is None:
        return None
    explanation = text(
        "Accepted on {day}, as {roles}. Code: {code}.\n\nIf you withdraw this, what {name} judged, "
        "decided and signed on this machine no longer counts here. Nothing is deleted.",
        day=long_date(machine.on),
        roles=", ".join(label(role) for role in machine.roles),
        code=acceptance.code_of(machine),
        name=machine.name,
    )
    if session.read(packs.accepts_packs_of, machine.person):
        explanation += "\n\n" + text("The units of their packs come in as approved.")
    dialog = FormDialog(
        parent, machine.name, NoValues, {}, lambda _: None, done=text("Close"), explanation=explanation
    )

    def withdraw() -> None:
        sentence = text("The acceptance of {name} was withdrawn.", name=machine.name)
        if session.remove_shared(sentence, staff_machines.withdraw, device):
            dialog.discard()

    def stop_packs() -> None:
        sentence = text("The units of the packs of {name} come in as drafts.", name=machine.name)
        if session.remove_shared(sentence, packs.withdraw_acceptance, machine.person):
            dialog.discard()

    dialog.add_button(text("Withdraw acceptance"), withdraw)
    if session.read(packs.accepts_packs_of, machine.person):
        dialog.add_button(text("Withdraw acceptance of packs"), stop_packs)
    return opened(dialog)


def answer_request(parent: QWidget, session: Session, request: Request) -> FormDialog[NoValues]:
    """Ask whether the person here agrees to what a file asks for."""

    def save(_: NoValues) -> None:
        session.run_or_raise(requests.agree, request)
        session.message.emit(text("{what}: done.", what=request.what))

    def decline() -> None:
        dialog.finish_with(lambda _: session.run_or_raise(requests.decline, request))

    explanation = text(
        "{who} asks:\n{what}.\n\nUntil you agree nothing is changed. What is deleted for good cannot be "
        "brought back, here or from the backups.",
        who=request.who,
        what=request.what,
    )
    dialog = FormDialog(parent, request.name, NoValues, {}, save, done=text("Agree"), explanation=explanation)
    dialog.add_button(text("Decline"), decline)
    return opened(dialog)
