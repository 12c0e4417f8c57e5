"""The dialog of what the centre keeps of a candidate besides name and number."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.services.candidates import learner_details
from csassess.services.candidates.learner_details import LearnerDetails
from csassess.ui.base.session import Session
from csassess.ui.widgets.date_fields import maybe_day
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.form_dialog import FormDialog, opened


def change_details(parent: QWidget, session: Session, candidate_id: str) -> FormDialog[LearnerDetails]:
    """Ask for a candidate's details for the centre."""
    portfolio = session.portfolio_view(candidate_id).portfolio
    details = learner_details.details_of(portfolio)
    fields: dict[str, tuple[str, QWidget]] = {
        "uln": (text("ULN"), line(details.uln, text("ten digits"))),
        "scn": (text("Scottish Candidate Number"), line(details.scn, text("nine digits"))),
        "born": (text("Date of birth"), line(details.born, text("such as 04/03/1990"))),
        "planned_end": (text("Planned end"), maybe_day(details.planned_end)),
        "expires": (text("Registration expires"), maybe_day(details.expires)),
        "phone": (text("Phone"), line(details.phone)),
        "email": (text("E-mail"), line(details.email)),
        "employer_phone": (text("Employer’s phone"), line(details.employer_phone)),
        "employer_email": (text("Employer’s e-mail"), line(details.employer_email)),
    }
    if portfolio.latest_registration is None:
        del fields["expires"]

    edit = session.begin_edit(candidate_id, portfolio.candidate)

    def save(values: LearnerDetails) -> None:
        present = learner_details.details_of(session.portfolio_view(candidate_id).portfolio)
        if values.expires == details.expires:  # not changed here, so it stays as it is by now
            values = replace(values, expires=present.expires)
        if values != present:
            session.save_edit_or_raise(edit, learner_details.change_details, candidate_id, values)

    title = text("Details for the centre")
    explanation = text("{name}. Every field may stay empty.", name=portfolio.candidate.name)
    return opened(FormDialog(parent, title, LearnerDetails, fields, save, explanation=explanation))
