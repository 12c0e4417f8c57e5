"""The candidate's declaration of authenticity: which unit it is of, then the signature."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.programme.declarations import declaration_words
from csassess.domain.records.programme.steps import Authenticity
from csassess.domain.records.signatures import Signer
from csassess.services.papers.programme import unit_words
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing import authenticity
from csassess.ui.base.session import Session
from csassess.ui.signing.sign_dialog import SignDialog, Signed
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, opened


@dataclass(frozen=True)
class Declared:
    """The id of the unit that is declared; empty for the whole portfolio."""

    unit: str


def declare(
    parent: QWidget, session: Session, view: PortfolioView, handed_back: Callable[[bool], object]
) -> FormDialog[Declared]:
    """Ask what the candidate declares, then show it and take the signature."""
    units = [("", text("the whole portfolio")), *((s.unit.id, view.name_of(s.unit)) for s in view.standings)]
    fields: dict[str, tuple[str, QWidget]] = {
        "unit": (text("The declaration is of"), choice([(words, unit) for unit, words in units]))
    }

    def next_step(values: Declared) -> None:
        sign_declaration(parent, session, view, values.unit, handed_back)

    title = text("Declaration of authenticity")
    return opened(FormDialog(parent, title, Declared, fields, next_step, done=text("Go on to the signature")))


def sign_declaration(
    parent: QWidget,
    session: Session,
    view: PortfolioView,
    unit_id: str,
    handed_back: Callable[[bool], object],
) -> SignDialog:
    """Show the candidate what is declared and take the signature.

    `handed_back` is called with whether the candidate signed, unless it was on paper.
    """

    def sign(signed: Signed) -> None:
        session.run_or_raise(
            authenticity.sign,
            view.portfolio.candidate.id,
            unit_id,
            signed.name,
            signed.strokes,
            on_paper=signed.on_paper,
            because=signed.because,
            on=signed.on,
        )

    def closed(signed: Signed | None) -> None:
        if not (signed and signed.on_paper):
            handed_back(signed is not None)

    offer = session.read(authenticity.offer_for_declaration, view)
    words = session.read(lambda _: authenticity.what_is_declared(view, unit_id))
    dialog = SignDialog(parent, words, declaration_words(), Signer.CANDIDATE, offer, sign, closed)
    dialog.open()
    return dialog


def show_declaration(
    parent: QWidget, session: Session, view: PortfolioView, declaration: Authenticity
) -> FormDialog[NoValues]:
    """Show a declaration that was signed; offer to remove it."""
    words = text(
        "{name} signed it for {what} on {day}.",
        name=declaration.name,
        what=unit_words(view, declaration.of),
        day=long_date(declaration.day),
    )
    title, candidate_id = text("Declaration of authenticity"), view.portfolio.candidate.id
    dialog = FormDialog(parent, title, NoValues, {}, lambda _: None, done=text("Close"), explanation=words)
    dialog.add_removal(
        text("Remove declaration"),
        lambda: session.remove_or_raise(
            text("The declaration was removed."), authenticity.remove, candidate_id, declaration
        ),
    )
    return opened(dialog)
