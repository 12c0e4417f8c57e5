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
