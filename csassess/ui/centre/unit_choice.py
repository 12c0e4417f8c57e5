"""A field with the units known here, those of the caseload included, and a page about the one chosen."""

from typing import ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout

from csassess.catalogue import text
from csassess.domain.units.units import Unit
from csassess.services.units import caseload_units
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.candidates import people_dialogs
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.layouts import spaced
from csassess.ui.widgets.row_list import Row, RowList


class UnitChoice:
    """The field, and the unit chosen in it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[str, str] = {}
        self.field = choice([])
        self.field.setAccessibleName(text("Unit"))
        self.refill()

    @property
    def unit(self) -> Unit:
        """The unit chosen."""
        return self._session.read(caseload_units.wording_of, str(self.field.currentData())).unit

    def refill(self) -> bool:
        """List the units known now and keep the chosen one. Return whether any is new or gone."""
        known = self._session.read(caseload_units.known)
        if known == self._names:
            return False
        chosen, self._names = self.field.currentData(), known
        with QSignalBlocker(self.field):
            self.field.clear()
            for unit_id, name in known.items():
                self.field.addItem(people_dialogs.unit_choice(unit_id, name), unit_id)
            self.field.setCurrentIndex(max(0, self.field.findData(chosen)))
        return True


class UnitPage(PageWidget):
    """The criteria of a unit that is chosen at the top, with what the centre adds to each."""

    page: ClassVar[Page]

    def __init__(self, session: Session, title: str, explanation: str, list_name: str) -> None:
        super().__init__(session)
        self._chosen_unit = UnitChoice(session)
        self.unit = self._chosen_unit.field
        self.unit.activated.connect(lambda _: self.refresh())
        self.list = RowList(list_name, head_width=76)
        self.list.chosen.connect(self._chosen)
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(title, "title"))
        layout.addWidget(label(explanation, "quiet"))
        layout.addWidget(self.unit)
        layout.addWidget(self.list, 1)

    @property
    def place(self) -> Location:
        """The location with which to return to this page."""
        return Location(self.page, unit=str(self.unit.currentData()))

    def show_location(self, place: Location) -> None:
        """Show the unit of the location."""
        self._chosen_unit.refill()
        self.unit.setCurrentIndex(max(0, self.unit.findData(place.unit)))
        self.refresh()

    def refresh(self) -> None:
        self._chosen_unit.refill()
        self.list.show_rows(self._rows(self._chosen_unit.unit))

    def _rows(self, unit: Unit) -> list[Row]:
        """Return the rows of a unit's criteria and of what the centre adds to them."""
        raise NotImplementedError

    def _chosen(self, key: object) -> None:
        """Add to the criterion chosen, or show what was added to one."""
        raise NotImplementedError
