"""The list of claims: what waits for the external verifier, and what can be claimed."""

from collections.abc import Iterable

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.programme.claiming import ClaimState, claim_state
from csassess.forms.content import Block, Grid, Heading, Paper, SignatureLine, Signing, Words
from csassess.services.access.caseloads import centre_of
from csassess.services.papers.centre import centre_facts
from csassess.services.papers.common import paper
from csassess.services.programme.claims import ToClaim


def claims_paper(caseload: Caseload, rows: Iterable[ToClaim]) -> Paper:
    """Return the claims by what they wait for, with a line for the external verifier to release them."""
    rows = tuple(rows)
    waiting = [row for row in rows if row.claim and claim_state(row.claim) is ClaimState.WAITS]
    ready = [row for row in rows if row.claim and claim_state(row.claim) is ClaimState.READY]
    possible = [row for row in rows if row.claim is None]
    blocks: list[Block] = []
    for heading, listed in (
        (text("Waits for the external verifier"), waiting),
        (text("Ready to claim"), ready),
        (text("Decided, and verified or left out of the samples; not put forward"), possible),
    ):
        if listed:
            blocks += [Heading(heading), _table(listed)]
    if not blocks:
        blocks.append(Words(text("There is nothing to claim.")))
    if waiting:
        declaration = text("I release the claims that wait for the external verifier.")
        blocks.append(Signing(declaration, (SignatureLine(text("External verifier’s signature")),)))
    name = centre_of(caseload).name
    return paper(caseload, "CLM", text("Claims"), name, centre_facts(caseload), *blocks)


def _table(rows: list[ToClaim]) -> Grid:
    cells = tuple(
        (
            row.name,
            row.qualification,
            ", ".join(row.names),
            _what(row),
            long_date(row.claim.on) if row.claim else "",
        )
        for row in rows
    )
    heads = (text("Candidate"), text("Qualification"), text("Units"), text("Claim of"), text("Put forward"))
    return Grid(heads, cells, (3, 4, 2.4, 2.6, 2.6))


def _what(row: ToClaim) -> str:
    if row.claim is None:
        return text("nothing yet")
    return text("certificates of units") if row.claim.units_only else text("the qualification")
