"""The dialog for what an external verifier asks about a member of staff, beyond who they are."""

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.records.kinds import Stream
from csassess.domain.records.staff import StaffMember
from csassess.services.candidates import staff
from csassess.services.candidates.candidates import list_candidates
from csassess.services.units.units import all_units
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened


@dataclass(frozen=True)
class CompetenceDetails:
    """Competence and interests of a member of staff as entered."""

    competent_in: tuple[str, ...]
    certificates: str
    cpd: str
    conflicts: tuple[str, ...]
    conflict_of_interest: str


def change_competence(
    parent: QWidget, session: Session, member: StaffMember, reason_against: str
) -> FormDialog[CompetenceDetails]:
    """Ask for the units, certificates, development and conflicts of interest of a member of staff."""
    units = [(unit.full_name, "", unit.id) for unit in all_units()]
    names = [(c.name, c.number, c.id) for c in session.read(list_candidates)]
    elsewhere = [candidate for candidate in member.conflicts if candidate not in {c for *_, c in names}]
    fields: dict[str, tuple[str, QWidget]] = {
        "competent_in": (
            text("Competent in these units"),
            TickedRows(text("Competent in these units"), units, member.competent_in, 150),
        ),
        "certificates": (text("Certificates seen: which, by whom and when"), lines(member.certificates)),
        "cpd": (text("Professional development, with dates"), lines(member.cpd)),
        "conflicts": (
            text("Conflict of interest with these candidates"),
            TickedRows(text("Conflict of interest with these candidates"), names, member.conflicts, 120),
        ),
        "conflict_of_interest": (text("Conflict of interest, in words"), lines(member.conflict_of_interest)),
    }
    edit = session.begin_edit(Stream.CENTRE, member)

    def save(values: CompetenceDetails) -> None:
        changed = replace(
            member,
            competent_in=values.competent_in,
            certificates=values.certificates,
            cpd=values.cpd,
            conflicts=(*values.conflicts, *elsewhere),
            conflict_of_interest=values.conflict_of_interest,
        )
        session.save_edit_or_raise(edit, staff.keep_member, changed)

    explanation = reason_against or text(
        "Without a unit ticked nothing is asked about competence. With units ticked, a decision on "
        "another unit is pointed out before an external verifier would."
    )
    dialog = FormDialog(parent, member.name, CompetenceDetails, fields, save, explanation=explanation)
    dialog.ok.setEnabled(not reason_against)
    return opened(dialog)
