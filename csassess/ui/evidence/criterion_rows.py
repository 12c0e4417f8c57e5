"""The rows of the criteria pane: criteria with their state and the selected note's ticks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from csassess.catalogue import text
from csassess.domain.assessment.eligibility import reason_not_allowed
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.records.evidence import Reference
from csassess.domain.units.units import Kind, Outcome
from csassess.services.evidence.suggestions import Suggestion
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.notes.note_words import note_heading, photograph_heading
from csassess.ui.widgets.controls import shortened
from csassess.ui.widgets.row_list import Row
from csassess.ui.widgets.status_text import criterion_state

Key = tuple[str, str]  # unit id, criterion label


@dataclass(frozen=True)
class Offer:
    """A criterion of another unit to tick as well: its words, and why it is offered."""

    key: Key
    words: str
    why: str
    is_ticked: bool


@dataclass(frozen=True)
class CriterionRows:
    """Criterion rows for one item and its selected note ("" if none is selected).

    `suggested` holds the criterion just ticked and the criteria of other units to offer with it.
    """

    view: PortfolioView
    item: str
    note: str
    suggested: tuple[Key, Sequence[Suggestion]] = (("", ""), ())

    def of_outcome(self, standing: UnitStanding, outcome: Outcome) -> list[Row]:
        """Return a row for each criterion of an outcome."""
        return [
            self._row(standing, criterion.label, standing.unit.in_full(criterion.label))
            for criterion in outcome.criteria
        ]

    def of_keys(self, keys: Sequence[Key]) -> list[Row]:
        """Return a row for each criterion of any unit, with the unit's name."""
        rows = []
        for unit_id, criterion in keys:
            standing = self.view.of(unit_id)
            head = f"{shortened(self.view.name_of(standing.unit), 16)} {standing.unit.short(criterion)}"
            rows.append(replace(self._row(standing, criterion, standing.unit.wording(criterion)), head=head))
        return rows

    def planned_outcome(self, standing: UnitStanding) -> Outcome | None:
        """Return the unit's criteria planned for the visit as one outcome, or None if there are none."""
        plan = self.view.portfolio.plan
        wanted = plan.criteria_of(standing.unit.id) if plan else frozenset()
        criteria = tuple(
            c for outcome in standing.unit.outcomes for c in outcome.criteria if c.label in wanted
        )
        if not criteria or len(criteria) == len(standing.unit.labels()):
            return None  # a plan for everything tells nothing
        return Outcome(text("for this visit"), Kind.PERFORMANCE, "", criteria, label=text("Planned"))

    def outcomes(self, standing: UnitStanding) -> list[Outcome]:
        """Return the unit's outcomes, preceded by the criteria planned for the visit, if any."""
        planned = self.planned_outcome(standing)
        return [*([planned] if planned else []), *standing.unit.outcomes]

    def note_heading(self) -> str:
        """Return the heading of the selected note or photograph; empty if none is selected."""
        portfolio = self.view.portfolio
        notes = [
            note_heading(note, portfolio) for note in portfolio.notes_of(self.item) if note.id == self.note
        ]
        photographs = portfolio.photographs_of(self.item)
        return next(iter(notes), "") or next(
            (photograph_heading(each, portfolio) for each in photographs if each.id == self.note), ""
        )

    def note_words(self) -> str:
        """Return the selected note's question and answer, or the photograph's caption."""
        portfolio = self.view.portfolio
        for note in portfolio.notes_of(self.item):
            if note.id == self.note:
                return f"{note.question} {note.text}".strip()
        return next((p.caption for p in portfolio.photographs_of(self.item) if p.id == self.note), "")

    def reference(self, key: Key) -> Reference | None:
        """Return the selected note's reference to a criterion, or None if it is not ticked."""
        return next((r for r in self._references(*key) if self._is_selected(r)), None)

    def outcome_to_show(self, standing: UnitStanding, shown: int) -> int:
        """Return the index of an outcome in which the selected note has ticks, best of the one shown."""
        references = self.view.portfolio.references_of(self.item, standing.unit.id)
        ticked = {r.criterion for r in references if self.note and self._is_selected(r)}
        outcomes = [{c.label for c in outcome.criteria} for outcome in self.outcomes(standing)]
        if not ticked or (shown < len(outcomes) and outcomes[shown] & ticked):
            return shown
        return next(index for index, labels in enumerate(outcomes) if labels & ticked)

    def _row(self, standing: UnitStanding, criterion: str, words: str) -> Row:
        references = self._references(standing.unit.id, criterion)
        selected = [r for r in references if self._is_selected(r)]
        state, tone = criterion_state(standing.coverage.of(criterion))
        foot = self._foot(references, selected)
        if references and self.reason_not_allowed(standing, (criterion,)):
            state, tone = "n", "bad"
        return Row((standing.unit.id, criterion), criterion, words, foot, state, tone, ticked=bool(selected))

    def _foot(self, references: list[Reference], selected: list[Reference]) -> str:
        places = ", ".join(reference.location for reference in selected if reference.location)
        if places:
            return text("at {place}", place=places)
        others = [reference for reference in references if reference not in selected]
        if not self.note or not others:
            return ""
        if all(reference.note is None for reference in others):
            return text("referenced for the item, but not beside a note yet")
        return text("also referenced by another note in this item")

    def offers(self, standing: UnitStanding) -> list[Offer]:
        """Return the criteria of other units to offer, if the one just ticked is of this unit.

        The program never ticks an offer.
        """
        ticked, suggestions = self.suggested
        if ticked[0] != standing.unit.id:
            return []
        offers = []
        for suggestion in suggestions:
            unit = self.view.of(suggestion.unit).unit
            key = (suggestion.unit, suggestion.criterion)
            words = text(
                "{unit} {criterion}  {words}",
                unit=shortened(self.view.name_of(unit), 24),
                criterion=unit.short(suggestion.criterion),
                words=unit.wording(suggestion.criterion),
            )
            offers.append(Offer(key, words, suggestion.why, is_ticked=self.reference(key) is not None))
        return offers

    def _references(self, unit: str, criterion: str) -> list[Reference]:
        return [r for r in self.view.portfolio.references_of(self.item, unit) if r.criterion == criterion]

    def _is_selected(self, reference: Reference) -> bool:
        return (reference.note or "") == self.note

    def reason_not_allowed(self, standing: UnitStanding, criteria: Iterable[str]) -> str | None:
        """Return why a unit does not allow the item for any of some criteria, or None if it does."""
        portfolio = self.view.portfolio
        item = portfolio.item(self.item)
        reasons = [reason_not_allowed(standing.unit, item, criterion, portfolio) for criterion in criteria]
        return next(filter(None, reasons), None) if all(reasons) else None


def chip_words(standing: UnitStanding, outcome: Outcome) -> str:
    """Return an outcome's label and its number of accepted criteria, as "2 know  3/8"."""
    wholes: dict[str, tuple[str, ...]] = {}
    for criterion in outcome.criteria:
        whole = criterion.of or criterion.label
        wholes[whole] = (*wholes.get(whole, ()), criterion.label)
    is_knowledge = {standing.unit.kind_of(c.label) for c in outcome.criteria} == {Kind.KNOWLEDGE}
    name = outcome.label or (text("Knowledge") if is_knowledge else outcome.name)
    if is_knowledge and outcome.label and outcome.label != text("Planned"):
        name = text("{label} know", label=outcome.label)
    return f"{name}  {sum(map(standing.coverage.is_accepted, wholes.values()))}/{len(wholes)}"
