"""The dialog of the certificate on which an item of prior learning rests."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.records.programme.steps import PriorLearning
from csassess.services.programme import entries
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session
from csassess.ui.widgets.date_fields import maybe_day
from csassess.ui.widgets.fields import line, lines
from csassess.ui.widgets.form_dialog import FormDialog, opened


@dataclass(frozen=True)
class PriorLearningValues:
    """A certificate of prior learning as entered."""

    certificate: str
    number: str
    awarded_by: str
    awarded: date | None
    mapping: str


def prior_learning(
    parent: QWidget, session: Session, view: PortfolioView, item_id: str
) -> FormDialog[PriorLearningValues]:
    """Ask for the certificate of an item, and how it meets the criteria that the item references."""
    candidate_id = view.portfolio.candidate.id
    present = next((prior for prior in view.portfolio.prior_learning if prior.id == item_id), None)
    shown = present or PriorLearning(item_id, "")
    fields: dict[str, tuple[str, QWidget]] = {
        "certificate": (text("Certificate or qualification"), line(shown.certificate)),
        "number": (text("Certificate number"), line(shown.number)),
        "awarded_by": (text("Awarded by"), line(shown.awarded_by)),
        "awarded": (text("Awarded on"), maybe_day(shown.awarded)),
        "mapping": (text("How it meets the criteria"), lines(shown.mapping)),
    }
    edit = session.begin_edit(candidate_id, present) if present else None

    def save(values: PriorLearningValues) -> None:
        changed = PriorLearning(
            item_id, values.certificate, values.number, values.awarded_by, values.awarded, values.mapping
        )
        if edit:
            session.save_edit_or_raise(edit, entries.keep_prior_learning, candidate_id, changed)
        else:
            session.run_or_raise(entries.keep_prior_learning, candidate_id, changed)

    explanation = text(
        "Reference the criteria in the item itself, and attach a copy of the certificate there."
    )
    title = text(
        "Prior learning, item {number}", number=view.portfolio.number_of(view.portfolio.item(item_id))
    )
    dialog = FormDialog(parent, title, PriorLearningValues, fields, save, explanation=explanation)
    if present:
        dialog.add_removal(
            text("Remove certificate"),
            lambda: session.remove_or_raise(
                text("The certificate was removed."), entries.remove_prior_learning, candidate_id, present
            ),
        )
    return opened(dialog)
