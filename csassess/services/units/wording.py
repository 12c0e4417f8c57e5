"""Finding criteria by their wording, and suggesting some for a note's words."""

from csassess.data.units.wording_search import wording_index
from csassess.services.progress.portfolio_view import PortfolioView

Criterion = tuple[str, str]


def find(view: PortfolioView, typed: str) -> list[Criterion]:
    """Return the criteria of a candidate's units, as (unit id, label), that hold the words typed, the best first."""
    return wording_index(tuple(stand.unit for stand in view.standings)).find(typed)


def suggest(view: PortfolioView, note: str) -> list[Criterion]:
    """Return the criteria of a candidate's units whose wording has most in common with a note: a suggestion only."""
    return wording_index(tuple(stand.unit for stand in view.standings)).suggest(note)
