"""The codes of papers change with everything that the papers say."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.listed import paper_code
from csassess.domain.records.evidence import EvidenceItem
from csassess.services.evidence import evidence
from csassess.services.papers.verification import empty_sampling_record
from csassess.services.papers.whole import evidence_index
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import THAT_DAY, accepted_product
from tests.support.verifying import UNIT, asked_here, decided


def test_an_item_whose_id_is_that_of_a_unit_blinds_no_paper_code(caseload, mo):
    caseload.save(mo.id, "x", EvidenceItem("ocr-b10", "77", "WP", "Forged", THAT_DAY))
    before = paper_code("CRF", "ocr-b10", load_portfolio(caseload, mo.id))
    accepted_product(caseload, mo.id, "ocr-b10", "1.2")
    assert paper_code("CRF", "ocr-b10", load_portfolio(caseload, mo.id)) != before


def test_the_code_of_a_recording_form_notices_every_action_that_it_prints(caseload):
    candidate, _ = decided(caseload)
    other = evidence.add_item(caseload, candidate.id, "WP", "Of no unit", THAT_DAY)
    before = paper_code("CRF", UNIT, load_portfolio(caseload, candidate.id))
    asked_here(caseload, candidate.id, other.id, "Whose log is it?")
    assert paper_code("CRF", UNIT, load_portfolio(caseload, candidate.id)) != before


@pytest.mark.parametrize(
    ("form", "drawn", "part", "field", "value"),
    [
        ("VSR", empty_sampling_record, "evidence", "on", date(2026, 3, 9)),
        ("VSR", empty_sampling_record, "references", "criterion", "9.9"),
        ("EVI", evidence_index, "evidence", "written", datetime(2026, 3, 9, tzinfo=UTC)),
    ],
)
def test_the_code_of_a_paper_notices_what_the_paper_says(caseload, form, drawn, part, field, value):
    candidate, _ = decided(caseload)
    view = portfolio_view(caseload, candidate.id)
    first, *others = getattr(view.portfolio, part)
    changed = view.portfolio.with_parts(**{part: (replace(first, **{field: value}), *others)})
    before, after = (drawn(caseload, replace(view, portfolio=p)) for p in (view.portfolio, changed))
    assert before.blocks != after.blocks  # control
    assert paper_code(form, "", changed) != paper_code(form, "", view.portfolio)
