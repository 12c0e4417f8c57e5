"""How far a candidate is towards the qualification, as papers print it.

It is for information and not part of a paper's record code, unlike the decisions from which it follows.
"""

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.forms.content import Block, Grid, Heading, Words
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.progress.qualification_progress import lines_of_progress, progress_of


def qualification_blocks(caseload: Caseload, view: PortfolioView) -> list[Block]:
    """Return the heading and table of a candidate's progress, group by group; nothing if it is not known."""
    progress = progress_of(caseload, view)
    if progress is None:
        return []
    blocks: list[Block] = [Heading(text("Qualification: {name}", name=progress.specification.name))]
    blocks.append(
        Grid((text("Group"), text("State when printed")), tuple(lines_of_progress(progress)), (5, 9))
    )
    if progress.specification.note:
        blocks.append(Words(progress.specification.note, quiet=True))
    return blocks


def qualification_line(caseload: Caseload, view: PortfolioView) -> list[Words]:
    """Return a candidate's progress as one line; nothing if it is not known."""
    progress = progress_of(caseload, view)
    if progress is None:
        return []
    words = text("{name}, when printed: {words}.", name=progress.specification.name, words=progress.words)
    return [Words(words, quiet=True)]
