"""Papers of the sample that came back signed by hand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.demo.sample_lists import handwriting
from csassess.domain.dates import long_date
from csassess.domain.signing.printed_codes import PrintedCode, form_letters
from csassess.forms.content import Block, Grid, Paper, SignatureLine, Signing
from csassess.services.papers.files import draw, paper_choices
from csassess.services.papers.unit import unit_declaration
from csassess.services.papers.verification import empty_sampling_record
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view
from csassess.services.signing import signed_sheet_scans
from csassess.services.signing.signed_sheet_scans import Scan


def signed_sampling_record(caseload: Caseload, view: PortfolioView, name: str, on: date) -> Scan:
    """Return the sampling record of a verifier who agreed with everything."""
    return _scan(empty_sampling_record(caseload, view), _verifier(name), on)


def signed_declaration(caseload: Caseload, view: PortfolioView, unit: str, name: str, on: date) -> Scan:
    """Return the declaration of a unit, signed by the verifier."""
    return _scan(unit_declaration(caseload, view, unit), _verifier(name), on)


def attach_signed(
    caseload: Caseload, candidate_id: str, form: str, about: str, names: Mapping[str, str]
) -> None:
    """Attach the sheet of a paper that was signed by hand today; `names` are the signers by their line."""
    view = portfolio_view(caseload, candidate_id)
    choices = paper_choices(caseload, view)
    content = next(each for each in choices if (each.form, each.about) == (form, about)).content()
    assert isinstance(content, Paper)
    scan = _scan(content, names, caseload.clock().date())
    signed_sheet_scans.attach(caseload, candidate_id, scan, form, about)


def filled_in_at_the_end(form: Paper, rows: Iterable[Mapping[str, str]]) -> Paper:
    """Return a form with what was written by hand into its last table: by whom, and when."""
    grid = form.blocks[-1]
    assert isinstance(grid, Grid)
    filled = ((what[0], row["by"], row["on"]) for what, row in zip(grid.rows, rows, strict=True))
    return replace(form, blocks=(*form.blocks[:-1], replace(grid, rows=tuple(filled))))


def _verifier(name: str) -> dict[str, str]:
    return {text("Internal verifier’s signature"): name}


def _scan(form: Paper, names: Mapping[str, str], on: date) -> Scan:
    signed = replace(form, blocks=tuple(_filled_in(form.blocks, names, on)))
    printed = form.identification
    codes = tuple(
        PrintedCode(form_letters(printed.form), printed.version, code, 1, scheme)
        for scheme, code in printed.codes.items()
    )
    return Scan(draw(signed), "application/pdf", codes)


def _filled_in(blocks: tuple[Block, ...], names: Mapping[str, str], on: date) -> Iterator[Block]:
    """Yield the blocks of a form with what was written on it by hand."""
    for block in blocks:
        if isinstance(block, Signing):
            lines = (_signed(line, names.get(line.label, ""), on) for line in block.lines)
            yield replace(block, lines=tuple(lines))
        elif isinstance(block, Grid):
            rows = ((*row[:-2], "✓", text("Agree")) if row[-2:] == ("", "") else row for row in block.rows)
            yield replace(block, rows=tuple(rows))
        else:
            yield block


def _signed(line: SignatureLine, name: str, on: date) -> SignatureLine:
    if not name:
        return line
    return SignatureLine(line.label, name, long_date(on), handwriting(name))
