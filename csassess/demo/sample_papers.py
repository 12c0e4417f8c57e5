"""Papers of the sample that came back signed by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.demo.sample_lists import handwriting
from csassess.domain.dates import long_date
from csassess.domain.signing.printed_codes import PrintedCode, form_letters
from csassess.forms.content import Block, Grid, Paper, SignatureLine, Signing
from csassess.services.papers.files import draw
from csassess.services.papers.unit import unit_declaration
from csassess.services.papers.verification import empty_sampling_record
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing.signed_sheet_scans import Scan


def signed_sampling_record(caseload: Caseload, view: PortfolioView, name: str, on: date) -> Scan:
    """Return the sampling record of a verifier who agreed with everything."""
    return _scan(empty_sampling_record(caseload, view), name, on)


def signed_declaration(caseload: Caseload, view: PortfolioView, unit: str, name: str, on: date) -> Scan:
    """Return the declaration of a unit, signed by the verifier."""
    return _scan(unit_declaration(caseload, view, unit), name, on)


def _scan(form: Paper, name: str, on: date) -> Scan:
    signed = replace(form, blocks=tuple(_filled_in(form.blocks, name, on)))
    printed = form.identification
    codes = tuple(
        PrintedCode(form_letters(printed.form), printed.version, code, 1, scheme)
        for scheme, code in printed.codes.items()
    )
    return Scan(draw(signed), "application/pdf", codes)


def _filled_in(blocks: tuple[Block, ...], name: str, on: date) -> Iterator[Block]:
    """Yield the blocks of a form with what the verifier wrote by hand."""
    for block in blocks:
        if isinstance(block, Signing):
            lines = (_signed(line, name, on) for line in block.lines)
            yield replace(block, lines=tuple(lines))
        elif isinstance(block, Grid):
            rows = ((*row[:-2], "✓", text("Agree")) if row[-2:] == ("", "") else row for row in block.rows)
            yield replace(block, rows=tuple(rows))
        else:
            yield block


def _signed(line: SignatureLine, name: str, on: date) -> SignatureLine:
    if line.label != text("Internal verifier’s signature"):
        return line
    return replace(line, name=name, day=long_date(on), strokes=handwriting(name))
