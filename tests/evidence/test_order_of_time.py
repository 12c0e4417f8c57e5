"""What was written under several offsets from UTC is in order of time, not of the clock's digits."""

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from csassess.services.evidence import evidence
from csassess.services.papers import files
from csassess.services.papers.observation import item_record
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification import actions
from tests.support.builders import pdf_text

SUMMER = timezone(timedelta(hours=1))
WRITTEN = {
    "two machines, one of them set to UTC": (
        datetime(2026, 7, 1, 10, 0, tzinfo=SUMMER),
        datetime(2026, 7, 1, 9, 30, tzinfo=UTC),
        datetime(2026, 7, 1, 10, 45, tzinfo=SUMMER),
    ),
    "the hour that comes twice": (
        datetime(2026, 10, 25, 1, 50, tzinfo=SUMMER),
        datetime(2026, 10, 25, 1, 10, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 40, tzinfo=UTC),
    ),
}
WORDS = ["The first customer", "The second customer", "The third customer"]


@pytest.mark.parametrize("moments", WRITTEN.values(), ids=WRITTEN.keys())
def test_notes_are_in_order_of_time_in_the_record_on_its_paper_and_before_the_verifier(
    caseload, mo, clock, moments
):
    clock.now = moments[0] - timedelta(minutes=10)
    item = evidence.start_observation(caseload, mo.id, "Desk")
    for moment, words in zip(moments, WORDS, strict=True):
        clock.now = moment
        evidence.add_note(caseload, mo.id, item.id, words)
    view = portfolio_view(caseload, mo.id)
    assert [note.text for note in view.portfolio.notes_of(item.id)] == WORDS
    assert actions.version_now(caseload, mo.id, SimpleNamespace(evidence=item.id)) == WORDS
    printed = pdf_text(files.draw(item_record(caseload, view, view.portfolio.item(item.id))))
    assert sorted(WORDS, key=printed.index) == WORDS
