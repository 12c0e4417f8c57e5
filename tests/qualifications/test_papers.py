"""Papers, pack, workbook and report say how far a candidate is towards the qualification."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from csassess.cli import main
from csassess.data.record.portfolios import load_portfolio
from csassess.exchange.workbook import tables, workbook
from csassess.services.candidates import candidates
from csassess.services.disclosure.external_pack import gather_pack
from csassess.services.lists import spreadsheets
from csassess.services.papers.files import draw
from csassess.services.papers.unit import unit_declaration
from csassess.services.papers.whole import cumulative_record
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import PASSPHRASE, pdf_text
from tests.support.qualifications import approved
from tests.support.verifying import UNIT, decided

LINE = "5 of 11 credits achieved, 1 of 1 chosen units decided"


@pytest.fixture
def aisha(caseload, clock):
    """Add a candidate with a decided unit, registered for a qualification on the day after."""
    candidate, _ = decided(caseload)
    clock.move_on(days=1)
    digest = approved(caseload, note="An invented note.").digest
    candidates.register(caseload, candidate.id, "", "", "R-1", clock().date(), digest)
    return candidate


def words_of(paper):
    return " ".join(pdf_text(draw(paper)).split())


def test_the_cumulative_record_shows_each_group_and_what_is_missing(caseload, aisha):
    words = words_of(cumulative_record(caseload, portfolio_view(caseload, aisha.id)))
    for expected in (
        "Qualification: Certificate in Service (600/1)",
        "Group A, Mandatory units 5 of 5 credits achieved",
        "Group B 0 of 6 credits achieved",
        LINE,
        "missing: 6 more credits from group B",
        "An invented note.",
    ):
        assert expected in words


def test_the_declaration_and_the_pack_say_it_in_a_line(caseload, aisha):
    view = portfolio_view(caseload, aisha.id)
    assert LINE in words_of(unit_declaration(caseload, view, UNIT))
    centre, portfolio = gather_pack(caseload, [aisha.id]).files
    registrations = next(paper for paper in centre[2] if paper.identification.form.startswith("REG"))
    assert LINE in words_of(registrations)
    assert any(
        LINE in words_of(paper) for paper in portfolio[2] if paper.identification.form.startswith("CAR")
    )


def test_progress_is_no_part_of_the_record_code_of_a_paper(caseload, aisha):
    def papers():
        view = portfolio_view(caseload, aisha.id)
        return cumulative_record(caseload, view), unit_declaration(caseload, view, UNIT)

    before = papers()
    registration = load_portfolio(caseload, aisha.id).latest_registration
    caseload.save(aisha.id, "candidate.registration-change", replace(registration, digest=""))
    after = papers()
    assert [paper.identification.codes for paper in before] == [p.identification.codes for p in after]
    assert before != after


def test_the_workbook_has_a_sheet_of_groups_and_columns_of_progress(caseload, aisha):
    tracked = spreadsheets._tracked(caseload, aisha.id)
    assert workbook([tracked]).startswith(b"PK")
    sheets = {title: (heads, rows) for title, heads, rows in tables([tracked])}
    heads, rows = sheets["Qualifications"]
    group_b = dict(zip(heads, rows[1], strict=True))
    assert (group_b["Group"], group_b["Credits achieved"]) == ("B", 0)
    assert group_b["Missing"] == "6 more credits from group B"
    heads, rows = sheets["Candidates"]
    row = dict(zip(heads, rows[0], strict=True))
    assert (row["Achieved towards the qualification"], row["Needed"], row["Counted in"]) == (5, 11, "credits")


def test_the_report_says_it_in_words_and_as_data(caseload, aisha, folder):
    caseload.close()

    def run(*arguments):
        return (
            CliRunner()
            .invoke(
                main,
                ["--caseload", str(folder), "report", "Aisha", *arguments],
                env={"CSASSESS_PASSPHRASE": PASSPHRASE},
                catch_exceptions=False,
            )
            .stdout
        )

    assert LINE in run()
    stated = json.loads(run("--json"))["qualification"]
    assert (stated["achieved"], stated["needed"], stated["complete"]) == ("5", "11", False)


def test_who_is_registered_by_title_only_meets_nothing_of_it(caseload):
    candidate, _ = decided(caseload)
    view = portfolio_view(caseload, candidate.id)
    for paper in (cumulative_record(caseload, view), unit_declaration(caseload, view, UNIT)):
        assert "credits" not in words_of(paper)
    titles = [title for title, _, _ in tables([spreadsheets._tracked(caseload, candidate.id)])]
    assert "Qualifications" not in titles
