"""The dialogs of claims and of direct claims status."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.programme.claiming import ClaimState, claim_state
from csassess.domain.records.kinds import Stream
from csassess.domain.records.programme.claims import Claim, DirectClaims
from csassess.services.programme import claims
from csassess.services.programme.claims import ToClaim
from csassess.ui.base.session import Session
from csassess.ui.widgets.date_fields import day, maybe_day
from csassess.ui.widgets.fields import choice, line, lines
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened


@dataclass(frozen=True)
class PuttingForward:
    """The units that are claimed, and whether only their certificates are."""

    units: tuple[str, ...]
    units_only: bool


def put_forward(parent: QWidget, session: Session, row: ToClaim) -> FormDialog[PuttingForward]:
    """Ask which units of a candidate are claimed."""
    name = text("Units that are decided, signed and verified")
    choices = [(words, "", unit) for unit, words in zip(row.units, row.names, strict=True)]
    kinds = [
        (text("the qualification"), False),
        (text("certificates of these units only, for a candidate who leaves"), True),
    ]
    fields: dict[str, tuple[str, QWidget]] = {
        "units": (name, TickedRows(name, choices, row.units, min(160, 48 * len(choices) + 8))),
        "units_only": (text("What is claimed"), choice(kinds, not row.is_whole)),
    }

    def save(values: PuttingForward) -> None:
        session.run_or_raise(claims.put_forward, row.candidate, values.units, units_only=values.units_only)

    status = (
        text("Direct claims status is in force: it can be claimed at once.")
        if session.read(claims.is_direct_for, row.candidate)
        else text("Without direct claims status it waits for the external verifier.")
    )
    against = [text("Not yet: {what}.", what=each) for each in row.against]
    explanation = "\n".join([f"{row.name}, {row.qualification}", status, *against])
    title, done = text("Put a claim forward"), text("Put forward")
    return opened(FormDialog(parent, title, PuttingForward, fields, save, done=done, explanation=explanation))


@dataclass(frozen=True)
class Releasing:
    """Who released a claim, and when."""

    released_by: str
    released: date


def release(parent: QWidget, session: Session, candidate_id: str, claim: Claim) -> FormDialog[Releasing]:
    """Ask who released a claim, and when; offer to remove the claim."""
    fields: dict[str, tuple[str, QWidget]] = {
        "released_by": (text("External verifier"), line(claim.released_by)),
        "released": (text("Released on"), day(claim.released or session.now().date())),
    }

    def save(values: Releasing) -> None:
        session.run_or_raise(claims.release, candidate_id, claim, values.released_by, values.released)

    title = text("Release of the external verifier")
    dialog = FormDialog(parent, title, Releasing, fields, save, done=text("Record release"))
    _add_removal(dialog, session, candidate_id, claim)
    return opened(dialog)


@dataclass(frozen=True)
class Making:
    """When a claim was made, under which number, and the answer to what would be asked."""

    claimed: date
    number: str
    reason: str = ""


def make(parent: QWidget, session: Session, candidate_id: str, claim: Claim) -> FormDialog[Making]:
    """Ask when a claim was made; show what an external verifier would ask, and ask for its answer."""
    asked = session.read(claims.asked_before, candidate_id, claim)
    fields: dict[str, tuple[str, QWidget]] = {
        "claimed": (text("Claimed on"), day(session.now().date())),
        "number": (text("Claim number"), line()),
    }
    if asked:
        fields["reason"] = (text("Why it is recorded all the same"), lines())

    def save(values: Making) -> None:
        session.run_or_raise(claims.make, candidate_id, claim, values.claimed, values.number, values.reason)

    words = [text("An external verifier would ask:"), *(f"–  {each.what}" for each in asked)] if asked else []
    title = text("Record the claim")
    dialog = FormDialog(
        parent, title, Making, fields, save, done=text("Record claim"), explanation="\n".join(words)
    )
    _add_removal(dialog, session, candidate_id, claim)
    return opened(dialog)


def _add_removal(
    dialog: FormDialog[Making] | FormDialog[Releasing], session: Session, candidate_id: str, claim: Claim
) -> None:
    dialog.add_removal(
        text("Remove claim"),
        lambda: session.remove_or_raise(text("The claim was removed."), claims.remove, candidate_id, claim),
    )


def open_claim(parent: QWidget, session: Session, row: ToClaim) -> None:
    """Open the next step of a claim."""
    if row.claim is None:
        put_forward(parent, session, row)
    elif claim_state(row.claim) is ClaimState.WAITS:
        release(parent, session, row.candidate, row.claim)
    else:
        make(parent, session, row.candidate, row.claim)


@dataclass(frozen=True)
class StatusValues:
    """Direct claims status as entered."""

    title: str
    since: date
    until: date | None
    note: str


def direct_claims(
    parent: QWidget, session: Session, status: DirectClaims | None = None
) -> FormDialog[StatusValues]:
    """Ask for the direct claims status of a qualification, from a day on."""
    known = session.read(claims.qualifications)
    shown = status or DirectClaims("", "", session.now().date())
    named = {(q.title, q.number): q.id for q in known}  # several machines may have made the same one
    named |= {(q.title, q.number): q.id for q in known if q.id == shown.qualification}
    titles = [(title, qualification) for (title, _), qualification in named.items()]
    fields: dict[str, tuple[str, QWidget]] = {
        "title": (text("Qualification"), choice(titles, shown.qualification or None)),
        "since": (text("From"), day(shown.since)),
        "until": (text("To (if it ended)"), maybe_day(shown.until)),
        "note": (text("Note, such as the letter that grants it"), line(shown.note)),
    }

    edit = session.begin_edit(Stream.CASELOAD, status) if status else None

    def save(values: StatusValues) -> None:
        chosen = next(q for q in known if q.id == values.title)
        changed = replace(shown, since=values.since, until=values.until, note=values.note)
        if edit:
            session.save_edit_or_raise(edit, claims.keep_direct_claims, changed, chosen.title, chosen.number)
        else:
            session.run_or_raise(claims.keep_direct_claims, changed, chosen.title, chosen.number)

    dialog = FormDialog(parent, text("Direct claims status"), StatusValues, fields, save)
    if status:
        dialog.add_removal(
            text("Remove status"),
            lambda: session.remove_shared(
                text("The status was removed."), claims.remove_direct_claims, status
            ),
        )
    return opened(dialog)
