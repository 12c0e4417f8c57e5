"""Find criteria by their wording, and suggest criteria for a note."""

from csassess.data.units.wording_search import wording_index
from csassess.services.progress.portfolio_view import PortfolioView

Criterion = tuple[str, str]


def find(view: PortfolioView, typed: str) -> list[Criterion]:
    """Return the criteria of a candidate's units that contain the typed words, best first.

    Each is (unit id, label).
    """
    return wording_index(tuple(unit_standing.unit for unit_standing in view.standings)).find(typed)


def suggest(view: PortfolioView, note: str) -> list[Criterion]:
    """Return the criteria of a candidate's units that share the most words with a note.

    They are only suggestions.
    """
    return wording_index(tuple(unit_standing.unit for unit_standing in view.standings)).suggest(note)
