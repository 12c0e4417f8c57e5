"""A field with the units known here, those of the caseload included."""

from PySide6.QtCore import QSignalBlocker

from csassess.catalogue import text
from csassess.domain.units.units import Unit
from csassess.services.units import caseload_units
from csassess.ui.base.session import Session
from csassess.ui.candidates import people_dialogs
from csassess.ui.widgets.fields import choice


class UnitChoice:
    """The field, and the unit chosen in it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._units: dict[str, Unit] = {}
        self.field = choice([])
        self.field.setAccessibleName(text("Unit"))
        self.refill()

    @property
    def unit(self) -> Unit:
        """The unit chosen."""
        return self._units[str(self.field.currentData())]

    def refill(self) -> bool:
        """List the units known now and keep the chosen one. Return whether any is new or gone."""
        known = {unit.id: unit for unit in self._session.read(caseload_units.known)}
        is_same = known == self._units
        chosen, self._units = self.field.currentData(), known
        if is_same:
            return False
        with QSignalBlocker(self.field):
            self.field.clear()
            for unit in known.values():
                self.field.addItem(people_dialogs.unit_choice(unit.id, unit.full_name), unit.id)
            self.field.setCurrentIndex(max(0, self.field.findData(chosen)))
        return True
