"""All lists of the program say the same of one item, whatever was done to it."""

import csv
import io
from contextlib import suppress
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassess.cli import main
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method, NoteKind
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.exchange.pages import ShownPortfolio, index_page, matrix_csv
from csassess.exchange.workbook import Tracked, tables
from csassess.services.evidence import evidence, judgement, references
from csassess.services.exchange.handover import undecided
from csassess.services.papers.whole import evidence_index
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.progress.portfolio_view import portfolio_view, report
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from tests.support.builders import PASSPHRASE, THAT_DAY, accepted_product
from tests.ui.conftest import fill


@pytest.fixture
def shared(monkeypatch):
    """Treat the caseload as one that another machine writes to as well."""
    monkeypatch.setattr("csassess.data.record.fold.is_shared", lambda *_: True)


def write(caseload, candidate, item):
    evidence.add_note(caseload, candidate, item, "Greets the customer.")


def mark_moment(caseload, candidate, item):
    evidence.add_note(caseload, candidate, item, kind=NoteKind.MOMENT)


def write_up(caseload, candidate, item):
    for note in load_portfolio(caseload, candidate).notes_of(item):
        evidence.change_note(caseload, candidate, replace(note, text="Calms the customer."))


def tick(caseload, candidate, item):
    notes = load_portfolio(caseload, candidate).notes_of(item)
    references.tick(caseload, candidate, item, "ocr-b10", "1.1", notes[0].id if notes else None)


def finish(caseload, candidate, item):
    visits.finish(caseload, candidate, item, FeedbackToCandidate(item, item))


def ask_for_more(caseload, candidate, item):
    judgement.request_more_evidence(caseload, candidate, item, "A second day")


def change_elsewhere(caseload, candidate, item):
    whole = load_portfolio(caseload, candidate)
    changed = replace(whole.item(item), description=f"{whole.item(item).description}!")
    caseload.save(candidate, "evidence.change", changed)  # as another machine may have


STEPS = (
    write,
    mark_moment,
    write_up,
    tick,
    finish,
    judgement.accept,
    ask_for_more,
    judgement.withdraw,
    judgement.bring_back,
    change_elsewhere,
)


def said_in_the_window(window, candidate, item):
    """Return what Today, the portfolio, the item's header and the matrix say of an item; "" for nothing."""
    window.session.forget()
    window.session.notify_changed()
    window.go(Location())
    if window.today.work.tasks.more.text() != "Show fewer":
        window.today.work.tasks.more.click()
    today = {row.key.item: row.state for row in window.today.to_finish.rows.rows}
    window.go(Location(Page.PORTFOLIO, candidate))
    listed = {row.key: row.state for row in window.portfolio.evidence.rows.rows}
    window.go(Location(Page.EVIDENCE, candidate, item))
    header = window.evidence.header.state.text()
    return [today.get(item, "").removesuffix("›").strip(), listed[item], header]


def said_in_files(caseload, candidate, item):
    """Return what the report, the index, the workbook and the pages of a portfolio file say of an item."""
    view = portfolio_view(caseload, candidate)
    number = view.portfolio.item(item).number
    index = next(row[-1] for row in evidence_index(caseload, view).blocks[0].rows if row[0] == number)
    _, _, workbook_rows = next(
        t for t in tables([Tracked(view.portfolio, view.standings)]) if t[0] == "Evidence"
    )
    page = index_page([ShownPortfolio(view.portfolio, view.standings, ())], "", "").decode()
    article = page.partition(f'aria-labelledby="c1-i{item}"')[2]
    return [
        next(entry["words"] for entry in report(view)["items"] if entry["number"] == number),
        index.partition(" 2 March")[0],
        next(row[-1] for row in workbook_rows if row[2] == number),
        article.partition('<p class="quiet">')[2].partition("<")[0].partition(".")[0].lower(),
    ]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from([Method.OBSERVATION, Method.WORK_PRODUCT]),
    steps=st.lists(st.sampled_from(STEPS), max_size=9),
)
def test_every_list_says_the_same_of_an_item(window, caseload, mo, shared, method, steps):
    if method == Method.OBSERVATION:
        item = visits.start_visit(caseload, [mo.id], "Counter")[mo.id].id
    else:
        item = evidence.add_item(caseload, mo.id, method, "Letter", THAT_DAY).id
    for step in steps:
        with suppress(UserError):
            step(caseload, mo.id, item)
    view = portfolio_view(caseload, mo.id)
    state = view.state_of(view.portfolio.item(item))
    letter = {"accepted": "A  ", "withdrawn": ""}.get(state, "D  ")
    today = "" if state in ("accepted", "withdrawn") else f"{letter}{state.words}"
    assert said_in_the_window(window, mo.id, item) == [today, *[f"{letter}{state.words}"] * 2]
    is_unjudged = state in ("observing", "to-write-up", "incomplete", "ready")
    on_paper = "draft" if is_unjudged else state.words
    assert said_in_files(caseload, mo.id, item) == [state.words, *[on_paper] * 3]
    number = view.portfolio.item(item).number
    assert (number in undecided(view.portfolio)) == (is_unjudged or state == "changed")
    ((_, row),) = candidate_rows(caseload)
    assert [draft.state for draft in row.drafts if draft.item == item] == ([state] if today else [])


def needs_on_today(window, item):
    window.go(Location())
    return next(row.body for row in window.today.to_finish.rows.rows if row.key.item == item)


def test_today_says_what_more_evidence_was_asked_for_until_the_item_is_judged_again(window, caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    judgement.request_more_evidence(caseload, mo.id, item.id, "A second day")
    window.session.notify_changed()
    assert needs_on_today(window, item.id) == "More evidence needed: A second day"
    evidence.add_note(caseload, mo.id, item.id, "The letter of the second day.")
    window.session.notify_changed()
    assert needs_on_today(window, item.id) == (
        "More evidence needed: A second day (changed since: judge it again)"
    )
    judgement.accept(caseload, mo.id, item.id)
    window.session.notify_changed()
    assert [row.key.page for row in window.today.to_finish.rows.rows] == [Page.ASKED]


def test_an_item_under_observation_is_not_ready_before_the_visit_is_finished(window, caseload, mo):
    item = visits.start_visit(caseload, [mo.id], "Counter")[mo.id]
    write(caseload, mo.id, item.id)
    tick(caseload, mo.id, item.id)
    window.session.notify_changed()
    assert needs_on_today(window, item.id) == "Finish visit, then accept it."
    finish(caseload, mo.id, item.id)
    window.session.notify_changed()
    assert needs_on_today(window, item.id) == "Ready for you to accept."


def test_an_item_changed_since_its_acceptance_can_be_accepted_or_reopened(window, caseload, mo, shared):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    change_elsewhere(caseload, mo.id, item.id)
    window.session.notify_changed()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    bar = window.evidence.judgement
    assert bar.accept.isVisible()
    assert bar.reopen.isVisible()
    assert not bar.details.isVisible()
    bar.reopen.trigger()
    fill(window, reason="The description changed")
    assert window.evidence.header.state.text() == "D  ready to accept"
    assert bar.details.isVisible()


def test_the_matrix_file_tells_drafts_from_accepted_items(caseload, mo):
    first = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    accepted_product(caseload, mo.id, "ocr-b10", "1.2")
    judgement.request_more_evidence(caseload, mo.id, first.id, "A second day")
    view = portfolio_view(caseload, mo.id)
    lines = matrix_csv([ShownPortfolio(view.portfolio, view.standings, ())]).decode("utf-8-sig")
    assert [line["state"] for line in csv.DictReader(io.StringIO(lines))] == ["draft", "accepted"]


def test_the_report_in_words_lists_each_item_with_its_state(folder, caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    judgement.request_more_evidence(caseload, mo.id, item.id, "A second day")
    environment = {"CSASSESS_PASSPHRASE": PASSPHRASE}
    caseload.close()
    said = CliRunner().invoke(main, ["--caseload", str(folder), "report", "Mo"], env=environment)
    assert "  item 1: more evidence needed" in said.stdout.splitlines()
