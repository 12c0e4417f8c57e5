"""The papers of standardisation: all records, the pack of one item, and its comparison."""

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.domain.records.quality.standardisation import Standardisation
from csassess.forms.content import Block, Paper
from csassess.services.access.caseloads import assessor_for, assessor_of
from csassess.services.papers.quality import comparison_blocks, pack_paper, standardisation_paper
from csassess.services.units import units
from csassess.services.verification import standardising


def pack(caseload: Caseload, standardisation: Standardisation) -> Paper:
    """Return the pack of the item that is judged blind.

    Raises UserError if no item was chosen, or if its portfolio is no longer here.
    """
    portfolio = standardising.portfolio_of(caseload, standardisation)
    if portfolio is None:
        raise UserError(text("The item is not here any more. Choose an item whose portfolio is here."))
    assessors = {assessor_for(caseload, portfolio).name, assessor_of(caseload).name}
    assessors |= {person.name for person in people(caseload).values()}
    criteria = standardising.criteria_of(standardisation, portfolio)
    unit = units.unit(standardisation.unit)
    return pack_paper(caseload, standardisation, portfolio, unit, criteria, sorted(assessors))


def record(caseload: Caseload) -> Paper:
    """Return every standardisation, with how its item was judged."""
    recorded = standardising.standardisations(caseload)
    return standardisation_paper(caseload, [(entry, _comparison(caseload, entry)) for entry in recorded])


def _comparison(caseload: Caseload, standardisation: Standardisation) -> list[Block]:
    judgements = standardising.judgements_of(caseload, standardisation)
    if not judgements:
        return []
    return comparison_blocks(
        units.unit(standardisation.unit), standardising.criteria_judged(caseload, standardisation), judgements
    )
