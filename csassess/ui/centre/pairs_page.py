"""Criteria that two units state alike: those of a unit, each followed by those paired with it by hand."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.units.units import Unit
from csassess.services.units import caseload_units, pairs
from csassess.services.units.pairs import CriterionPair
from csassess.ui.base.location import Page
from csassess.ui.base.session import Session
from csassess.ui.centre.unit_choice import UnitPage
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, opened
from csassess.ui.widgets.row_list import Row


class PairsPage(UnitPage):
    """A unit's criteria.

    Choosing one pairs it with another unit's; choosing a pair shows and removes it.
    """

    shown_kinds = frozenset({"criterion-pair", "unit-version"})
    page = Page.PAIRS

    def __init__(self, session: Session) -> None:
        explanation = text(
            "When a criterion is ticked, those of the candidate’s other units that state the same are"
            " offered. The same wording is found automatically. Choose a criterion to pair it with one that"
            " is worded differently."
        )
        title, list_name = text("Criteria in two units"), text("Criteria and those paired with them")
        super().__init__(session, title, explanation, list_name)

    def _rows(self, unit: Unit) -> list[Row]:
        known = self._session.read(caseload_units.known)
        of_unit = self._session.read(pairs.of_unit, unit.id)
        rows = []
        for criterion in unit.labels():
            rows.append(
                Row(
                    criterion,
                    unit.short(criterion),
                    unit.wording(criterion),
                    state=text("+ pair"),
                    tone="quiet",
                )
            )
            rows += [
                Row(
                    pair,
                    "",
                    text(
                        "also {criterion} of {unit}", criterion=other[1], unit=known.get(other[0], other[0])
                    ),
                    state="›",
                    tone="quiet",
                )
                for own, other, pair in of_unit
                if own == criterion
            ]
        return rows

    def _chosen(self, key: object) -> None:
        if isinstance(key, CriterionPair):
            show_pair(self, self._session, key)
        else:
            add_pair(self, self._session, self._chosen_unit.unit, str(key))


@dataclass(frozen=True)
class OtherCriterion:
    """The unit and the label of the criterion to pair with."""

    unit: str
    criterion: str


def add_pair(parent: QWidget, session: Session, unit: Unit, criterion: str) -> FormDialog[OtherCriterion]:
    """Ask with which criterion of another unit one is paired."""
    others = [(name, each) for each, name in session.read(caseload_units.known).items() if each != unit.id]
    other_unit, other_criterion = choice(others), choice([])

    def offer_criteria() -> None:
        chosen = session.read(caseload_units.wording_of, str(other_unit.currentData())).unit
        labels = chosen.labels(unit.kind_of(criterion))
        other_criterion.offer([(f"{each}  {chosen.wording(each)}", each) for each in labels])

    other_unit.currentIndexChanged.connect(lambda _: offer_criteria())
    offer_criteria()
    fields: dict[str, tuple[str, QWidget]] = {
        "unit": (text("The other unit"), other_unit),
        "criterion": (text("Its criterion"), other_criterion),
    }

    def save(values: OtherCriterion) -> None:
        session.run_or_raise(pairs.pair, (unit.id, criterion), (values.unit, str(values.criterion or "")))

    title = text("Pair {criterion} of {unit}", criterion=criterion, unit=unit.name)
    return opened(
        FormDialog(
            parent,
            title,
            OtherCriterion,
            fields,
            save,
            done=text("Pair criteria"),
            explanation=unit.wording(criterion),
        )
    )


def show_pair(parent: QWidget, session: Session, pair: CriterionPair) -> FormDialog[NoValues]:
    """Show the wordings of two criteria that were paired by hand, and offer to remove the pair."""
    parts = []
    for unit_id, criterion in (pair.first, pair.second):
        unit = session.read(caseload_units.wording_of, unit_id).unit
        words = unit.wording(criterion) if criterion in unit.labels() else text("not in its present wording")
        parts.append(f"{unit.name} {criterion}: {words}")
    dialog = FormDialog(
        parent,
        text("Pair of criteria"),
        NoValues,
        {},
        lambda _: None,
        done=text("Close"),
        explanation="\n\n".join(parts),
    )

    def remove() -> None:
        if session.remove_shared(text("The pair of criteria was removed."), pairs.remove, pair):
            dialog.discard()

    dialog.add_button(text("Remove the pair"), remove)
    return opened(dialog)
