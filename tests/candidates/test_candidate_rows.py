"""What lists over the candidates show is always what the record says, and only changed portfolios are read for it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import connect_to_read
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.progress import history
from csassess.services.progress.candidate_rows import candidate_row, candidate_rows, soonest
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import THAT_DAY, accepted_product, reopened
from tests.support.exchanging import acquaint, machine


def shown(caseload, read=portfolio_view):
    return {candidate.id: told for candidate, told in candidate_rows(caseload, read)}


def test_an_outline_is_what_reading_the_portfolio_anew_would_give(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1", "2.3")
    evidence.start_observation(caseload, mo.id, "Counter")
    assert shown(caseload) == {mo.id: candidate_row(portfolio_view(caseload, mo.id))}
    (told,) = shown(caseload).values()
    assert [draft.needs for draft in told.drafts] == [
        "Nothing is written down: say what was seen. It references no criterion."
    ]
    assert [(unit.name, unit.done) for unit in told.units if unit.done] == [(told.units[0].name, 2)]
    assert told.portfolio.references == told.portfolio.notes == ()


def test_only_portfolios_that_changed_are_read_again(caseload, mo):
    ada = candidates.add_candidate(caseload, "Ada Candidate")
    read = []

    def noted(caseload, candidate_id):
        read.append(candidate_id)
        return portfolio_view(caseload, candidate_id)

    before = shown(caseload, noted)
    assert sorted(read) == sorted([ada.id, mo.id])
    item = evidence.add_item(caseload, mo.id, "WP", "Letter", THAT_DAY)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    read.clear()
    after = shown(caseload, noted)
    assert read == [mo.id]
    assert after[ada.id] == before[ada.id]
    assert [draft.number for draft in after[mo.id].drafts] == ["1"]
    history.undo(caseload, mo.id)
    assert shown(caseload)[mo.id] == candidate_row(portfolio_view(caseload, mo.id)) != after[mo.id]


def test_meeting_another_machine_reads_no_portfolio_again(tmp_path, clock):
    ann, vera = machine(tmp_path / "ann", clock=clock), machine(tmp_path / "vera", clock=clock)
    candidates.add_candidate(ann, "Ada Candidate")
    before, read = shown(ann), []
    acquaint(ann, vera, folder=tmp_path)
    assert shown(ann, lambda _, candidate_id: read.append(candidate_id)) == before
    assert read == []
    for each in (ann, vera):
        each.close()


def test_what_a_refused_action_would_have_changed_stands_as_it_was(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    before = shown(caseload)
    with pytest.raises(UserError):
        references.tick(caseload, mo.id, item.id, "ocr-b10", "2.3")
    assert shown(caseload) == before


def test_of_many_candidates_those_to_be_seen_first_are_shown_to_start_with(caseload, mo):
    candidates.add_candidate(caseload, "Zoe Candidate")
    many = [(candidate, told) for candidate, told in candidate_rows(caseload) for _ in range(20)]
    evidence.start_observation(caseload, mo.id, "Counter")
    visited = [each for each in candidate_rows(caseload) if each[0].id == mo.id]
    assert soonest(many[:30], THAT_DAY) == many[:30]
    shown = soonest([*many[20:], *many[20:], *visited], THAT_DAY)
    assert len(shown) == 30
    assert shown[0] == visited[0]


def test_outlines_are_made_anew_where_the_tables_were(folder):
    caseload = reopened(folder)
    candidates.add_candidate(caseload, "Mo Candidate")
    before = shown(caseload)
    caseload.db.execute("UPDATE outline SET content = 'of an older version'")
    caseload.local.set("layout", "another")
    caseload.close()
    again = reopened(folder)
    assert shown(again) == before
    again.close()


def test_tables_of_another_version_are_made_anew_before_opening_on_any_thread(folder, monkeypatch):
    monkeypatch.setattr("csassess.data.record.folder._CHECKED_ON_OPENING", 0)  # as of a large one
    caseload = reopened(folder)
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    master = caseload.attached.master
    caseload.db.execute("DELETE FROM candidate")
    caseload.local.set("layout", "another")
    caseload.close()
    with ThreadPoolExecutor(1) as another:
        another.submit(caseloads.bring_up_to_date, folder, master).result()
        another.submit(
            caseloads.bring_up_to_date, folder, bytes(32)
        ).result()  # what is wrong is for opening to say
    with closing(connect_to_read(folder / DATABASE_FILE, master)) as db:
        assert db.execute("SELECT COUNT(*) FROM candidate").fetchone() == (1,)
    again = reopened(folder)
    assert [each.id for each in candidates.list_candidates(again)] == [mo.id]
    assert not again.was_copied
    again.close()
