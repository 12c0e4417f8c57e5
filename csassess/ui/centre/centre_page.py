"""The centre's page, with a section for each of its subjects."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup

from csassess.catalogue import text
from csassess.domain.records.evidence import Decision
from csassess.domain.records.programme.claims import Claim
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.programme.steps import Case
from csassess.domain.records.visits import Visit
from csassess.services.access.caseloads import centre_of
from csassess.services.programme import keeping
from csassess.services.qualifications import caseload_qualifications
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.centre.external_section import ExternalSection
from csassess.ui.centre.reminders_section import RemindersSection
from csassess.ui.centre.requests_section import RequestsSection
from csassess.ui.centre.retention_section import RetentionSection
from csassess.ui.centre.search_section import SearchSection
from csassess.ui.centre.staff_section import StaffSection
from csassess.ui.centre.standardisation_section import StandardisationSection
from csassess.ui.programme.cases_section import CasesSection
from csassess.ui.programme.claims_section import ClaimsSection
from csassess.ui.qualifications.qualifications_section import QualificationsSection
from csassess.ui.safekeeping.machines_section import MachinesSection
from csassess.ui.signing.chase_section import ChaseSection
from csassess.ui.widgets.controls import button, chip, label
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, holder, row, scroll_whole
from csassess.ui.widgets.page_stack import OneOf
from csassess.ui.widgets.section import Section


class CentrePage(PageWidget):
    """Shows one section at a time; the location names it (as `form`)."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._place = Location(Page.CENTRE, form="find")
        self.title = label("", "title")
        self.finding, self.standardisation = SearchSection(session), StandardisationSection(session)
        self.keeping, self.requests, self.staff = (
            RetentionSection(session),
            RequestsSection(session),
            StaffSection(session),
        )
        self.external = ExternalSection(session)
        self.machines, self.reminders = MachinesSection(session), RemindersSection(session)
        self.chase, self.claims = ChaseSection(session), ClaimsSection(session)
        self.cases = CasesSection(session)
        self.qualifications = QualificationsSection(session)
        self._sections: dict[str, tuple[str, Section]] = {
            "find": (text("Find"), self.finding),
            "standardisation": (text("Standardisation"), self.standardisation),
            "external": (text("External verifier"), self.external),
            "chase": (text("Signatures owed"), self.chase),
            "claims": (text("Claims"), self.claims),
            "cases": (text("Appeals and complaints"), self.cases),
            "qualifications": (text("Qualifications"), self.qualifications),
            "keeping": (text("Retention and erasure"), self.keeping),
            "requests": (text("Data requests"), self.requests),
            "staff": (text("Staff"), self.staff),
            "machines": (text("Machines and backups"), self.machines),
            "reminders": (text("Reminders"), self.reminders),
        }
        self._chips, self._group = FlowLayout(), QButtonGroup(self)
        self._stack = OneOf()
        self.chips = {}
        for key, (words, section) in self._sections.items():
            self.chips[key] = chip(words, partial(self.show_section, key))
            self._group.addButton(self.chips[key])
            self._chips.addWidget(self.chips[key])
            self._stack.add(section)
            section.go.connect(self.go.emit)
        self.units = button(
            text("Units"), lambda: self.go.emit(Location(Page.UNITS)), icon_name="clipboard-list"
        )
        top = row(self.title, self.units)
        top.setStretch(0, 1)
        scroll_whole(self, column(top, holder(self._chips), self._stack, 0))

    def show_location(self, place: Location) -> None:
        """Show the section that the location names; keep the present one if it names none."""
        self.show_section(place.form if place.form in self._sections else self._place.form)

    def show_section(self, key: str) -> None:
        """Show a section."""
        self._place = Location(Page.CENTRE, form=key)
        self.refresh()

    def refresh(self) -> None:
        key = self._place.form
        self.title.setText(self._session.read(centre_of).name)
        self.chips[key].setChecked(True)
        for name, is_used in self._used().items():
            self.chips[name].setVisible(is_used or name == key)
        section = self._sections[key][1]
        self._stack.show_part(section)
        section.refresh()

    def _used(self) -> dict[str, bool]:
        """Return the sections that are hidden until something of them is used, and whether it is."""
        kept, used = self._session.read(keeping.kept), self._session.read(keeping.used)
        return {
            "chase": bool({Visit, Decision} & used),
            "cases": Keeping.LOGS in kept or Case in used,
            "qualifications": Keeping.QUALIFICATIONS in kept
            or self._session.read(caseload_qualifications.is_in_use),
            "claims": Keeping.CLAIMS in kept or Claim in used,
        }
