"""Rows of candidate lists equal the record, and only changed portfolios are read for them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import connect_to_read
from csassess.domain.assessment.candidate_row import AskedCounts
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.progress import history, would_ask
from csassess.services.progress.candidate_rows import candidate_row, candidate_rows
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.units import caseload_units
from tests.support.any_unit import content, unit_file
from tests.support.builders import THAT_DAY, accepted_product, reopened
from tests.support.exchanging import acquaint, machine


def rows_by_candidate(caseload, read_view=portfolio_view):
    return {candidate.id: row for candidate, row in candidate_rows(caseload, read_view)}


def computed(caseload, candidate_id):
    asked = would_ask.counts_of(would_ask.lines_for(caseload, candidate_id))
    return candidate_row(portfolio_view(caseload, candidate_id), asked)


def test_a_stored_row_equals_one_computed_from_the_portfolio(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1", "2.3")
    evidence.start_observation(caseload, mo.id, "Counter")
    assert rows_by_candidate(caseload) == {mo.id: computed(caseload, mo.id)}
    (row,) = rows_by_candidate(caseload).values()
    assert [draft.needs for draft in row.drafts] == [
        "Nothing is written down: say what was seen. It references no criterion."
    ]
    assert {unit.name: unit.done for unit in row.units} == {"B10 (nos-b10)": 0, "B10 (ocr-b10)": 2}
    assert row.asked == AskedCounts(to_look_at=2)  # nothing shows two criteria, and few words
    assert row.portfolio.references == row.portfolio.notes == ()


def test_only_portfolios_that_changed_are_read_again(caseload, mo):
    ada = candidates.add_candidate(caseload, "Ada Candidate")
    ids_read = []

    def read_and_note_id(caseload, candidate_id):
        ids_read.append(candidate_id)
        return portfolio_view(caseload, candidate_id)

    before = rows_by_candidate(caseload, read_and_note_id)
    assert sorted(ids_read) == sorted([ada.id, mo.id])
    item = evidence.add_item(caseload, mo.id, "WP", "Letter", THAT_DAY)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    ids_read.clear()
    after = rows_by_candidate(caseload, read_and_note_id)
    assert ids_read == [mo.id]
    assert after[ada.id] == before[ada.id]
    assert [draft.number for draft in after[mo.id].drafts] == ["1"]
    history.undo(caseload, mo.id)
    assert rows_by_candidate(caseload)[mo.id] == computed(caseload, mo.id) != after[mo.id]


def test_exchanging_keys_with_another_machine_reads_no_portfolio_again(tmp_path, clock):
    ann, vera = machine(tmp_path / "ann", clock=clock), machine(tmp_path / "vera", clock=clock)
    candidates.add_candidate(ann, "Ada Candidate")
    before, ids_read = rows_by_candidate(ann), []
    acquaint(ann, vera, folder=tmp_path)
    assert rows_by_candidate(ann, lambda _, candidate_id: ids_read.append(candidate_id)) == before
    assert ids_read == []
    for caseload in (ann, vera):
        caseload.close()


def test_a_refused_action_changes_no_row(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    before = rows_by_candidate(caseload)
    with pytest.raises(UserError):
        references.tick(caseload, mo.id, item.id, "ocr-b10", "2.3")
    assert rows_by_candidate(caseload) == before


def test_rows_are_rebuilt_together_with_the_tables(folder):
    caseload = reopened(folder)
    candidates.add_candidate(caseload, "Mo Candidate")
    before = rows_by_candidate(caseload)
    caseload.db.execute("UPDATE outline SET content = 'of an older version'")
    caseload.local.set("layout", "another")
    caseload.close()
    reopened_caseload = reopened(folder)
    assert rows_by_candidate(reopened_caseload) == before
    reopened_caseload.close()


def test_tables_of_another_version_are_rebuilt_before_opening_on_any_thread(folder, monkeypatch):
    monkeypatch.setattr("csassess.data.record.folder._CHECKED_ON_OPENING", 0)  # as for a large one
    caseload = reopened(folder)
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    master = caseload.attached.master
    caseload.db.execute("DELETE FROM candidate")
    caseload.local.set("layout", "another")
    caseload.close()
    with ThreadPoolExecutor(1) as executor:
        executor.submit(caseloads.bring_up_to_date, folder, master).result()
        executor.submit(
            caseloads.bring_up_to_date, folder, bytes(32)
        ).result()  # a wrong key is reported on opening
    with closing(connect_to_read(folder / DATABASE_FILE, master)) as db:
        assert db.execute("SELECT COUNT(*) FROM candidate").fetchone() == (1,)
    reopened_caseload = reopened(folder)
    assert [candidate.id for candidate in candidates.list_candidates(reopened_caseload)] == [mo.id]
    assert not reopened_caseload.was_copied
    reopened_caseload.close()


def test_units_of_one_number_are_told_apart_in_lists_over_all_candidates(caseload, tmp_path):
    for unit_id, title in (("bake", "Bake bread"), ("knit", "Knit socks")):
        stated = content(unit_id, identity={"number": "1", "title": title})
        caseload_units.add(caseload, unit_file(tmp_path, stated))
        caseload_units.approve(caseload, unit_id, "Ann Assessor", "assessor")
        person = candidates.add_candidate(caseload, f"Who learns to {unit_id}")
        candidates.enrol(caseload, person.id, unit_id)
        candidates.enrol(caseload, person.id, "ocr-61")
    listed = {
        candidate.name: {unit.name for unit in row.units} for candidate, row in candidate_rows(caseload)
    }
    assert listed == {
        "Who learns to bake": {"1 (bake)", "61"},
        "Who learns to knit": {"1 (knit)", "61"},
    }
