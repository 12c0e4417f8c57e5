"""Ticks of criteria on an item's page, and the related criteria to offer under a new tick."""

from collections.abc import Sequence
from functools import partial

from csassess.catalogue import text
from csassess.domain.assessment.co_reference_counts import CoReferenceCounts
from csassess.domain.records.evidence import Method, Note, NoteKind
from csassess.services.evidence import references, suggestions
from csassess.services.evidence.suggestions import Suggestion
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base import tasks
from csassess.ui.base.session import Session


class CriteriaTicks:
    """Records ticks for a note or photograph, and remembers the last one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._candidate = self._item = ""
        self._counting: tasks.Task | None = None
        self.last_tick = ("", "")  # unit and criterion, or empty if nothing is offered

    def set_item(self, candidate_id: str, item_id: str) -> None:
        """Set the item whose criteria are ticked."""
        self._candidate, self._item = candidate_id, item_id

    def tick(
        self, unit: str, criterion: str, selected: str, *, ticked: bool, is_offer: bool, location: str
    ) -> Note | None:
        """Tick a criterion, or remove its tick, for the selected note or photograph.

        If none is selected, a tick in an observation makes and returns a moment to write up.
        Ticking an offered criterion leaves the offers unchanged.
        """
        portfolio = self._view().portfolio
        note = self._note_to_tick(selected)
        item = next((item for item in portfolio.evidence if item.id == self._item), None)
        if not is_offer:
            self.last_tick = (unit, criterion) if ticked else ("", "")
        if not ticked:
            unticked = references.reference(self._item, unit, criterion, note)
            sentence = text("The reference to criterion {criterion} was removed.", criterion=criterion)
            self._session.remove(sentence, references.untick, self._candidate, unticked)
        elif note is None and item and item.method == Method.OBSERVATION:
            return self._session.run(references.tick_moment, self._candidate, self._item, unit, criterion)
        else:
            self._session.run(
                references.tick, self._candidate, self._item, unit, criterion, note, location=location
            )
        return None

    def offers(self) -> tuple[tuple[str, str], Sequence[Suggestion]]:
        """Return the last tick, and the criteria of other units to offer under it."""
        if not self.last_tick[0]:
            return self.last_tick, ()
        return self.last_tick, self._session.read(suggestions.suggestions, self._view(), *self.last_tick)

    def count_links(self) -> None:
        """Count co-references in the background, so that the first tick is not delayed."""
        view = self._view()
        if self._counting is None and not self._session.read(suggestions.are_counted, view):
            self._counting = self._session.run_in_background(
                partial(suggestions.count, view=view), self._counted, lambda _: self._counted()
            )

    def _counted(self, linked: CoReferenceCounts | None = None) -> None:
        self._counting = None
        if linked is not None:
            self._session.run_silently(suggestions.use_counts, linked)

    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._candidate)

    def _note_to_tick(self, selected: str) -> str | None:
        """Return the id of the selected note or photograph, or None if none is selected.

        Also None for a time not observed, which cannot show a criterion.
        """
        notes = self._view().portfolio.notes_of(self._item)
        gaps = {note.id for note in notes if note.kind is NoteKind.NOT_OBSERVED}
        return selected if selected and selected not in gaps else None
