"""Everything that a person can enter can be corrected, and the history shows what was there before."""

import pytest

from csassess.domain.record_words import field_words, kind_words
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.roles import Role
from csassess.services.candidates import candidates
from csassess.services.progress import history
from scripts.correction_ways import CORRECTIONS, SET_BY_THE_PROGRAM, Way
from scripts.corrections import PAGE, page
from tests.program import (
    correcting_centre,
    correcting_evidence,
    correcting_machines,
    correcting_people,
    correcting_programme,
    correcting_qualifications,
    correcting_units,
)
from tests.program.correcting import Office
from tests.support.exchanging import acquaint
from tests.support.verifying import become

WAYS = [(kind, way) for kind, ways in CORRECTIONS.items() for way in ways]
EXERCISES = {
    **correcting_people.EXERCISES,
    **correcting_evidence.EXERCISES,
    **correcting_centre.EXERCISES,
    **correcting_machines.EXERCISES,
    **correcting_programme.EXERCISES,
    **correcting_units.EXERCISES,
    **correcting_qualifications.EXERCISES,
}
CARRIED_OUT = [(kind, way) for kind, way in WAYS if way.service]


@pytest.fixture
def office(pair, mo, caseload, tmp_path):
    """Return Ann's and Vera's caseloads, which know each other, with Mo in Ann's."""
    _, vera = pair
    acquaint(caseload, vera, folder=tmp_path)
    become(caseload, "Ann Assessor", Role.ASSESSOR)
    return Office(caseload, vera, mo.id, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_of_each_kind_of_record_has_a_correction_or_is_set_by_the_program(kind):
    corrected = {field for way in CORRECTIONS[kind] for field in way.fields}
    by_program = set(SET_BY_THE_PROGRAM.get(kind, "").split())
    assert corrected | by_program == set(KINDS[kind].fields)
    assert not corrected & by_program
    assert kind_words(kind)


@pytest.mark.parametrize(("kind", "way"), [(k, w) for k, w in WAYS if w.way is Way.NEVER])
def test_what_is_never_changed_says_why(kind, way):
    assert way.how
    assert way.fields


def test_each_correction_is_carried_out_by_an_exercise():
    assert {(kind, way.service_name) for kind, way in CARRIED_OUT} == EXERCISES.keys()


@pytest.mark.parametrize(
    ("kind", "way"), CARRIED_OUT, ids=[f"{kind} {way.service_name}" for kind, way in CARRIED_OUT]
)
def test_each_correction_changes_what_it_names_and_the_history_shows_it(office, kind, way):
    caseload, stream, act = EXERCISES[kind, way.service_name](office)
    before = history.history(caseload, stream)
    act()
    entries = history.history(caseload, stream)[len(before) :]
    changes = [change for entry in entries for change in entry.changes if change.entity == kind]
    replaced = {change.field for change in changes if not change.is_new and change.before != change.value}
    shown = "\n".join(line for entry in entries for line in history.changes_in_words(caseload, stream, entry))
    assert entries
    match way.way:
        case Way.CHANGES:
            assert set(way.fields) <= replaced
            for field in filter(lambda field: field_words(kind, field), way.fields):
                assert f"{kind_words(kind)}, {field_words(kind, field)}: " in shown
        case Way.REMOVES:
            assert "deleted" in replaced
        case Way.ADDS:
            assert {change.field for change in changes if change.is_new} >= set(way.fields) - {"reason"}
            assert not replaced


def test_the_page_of_corrections_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make corrections`"


def test_the_history_of_a_corrected_value_shows_the_value_before_even_after_undo(office):
    caseload, mo = office.ann, office.mo
    candidate = office.portfolio().candidate
    _, _, act = EXERCISES["candidate", "candidates.change_candidate"](office)
    act()
    history.undo(caseload, mo)
    *_, changed, undone = history.history(caseload, mo)
    assert history.changes_in_words(caseload, mo, changed) == [
        "candidate, name: Mo Candidate → Moe",
        "candidate, number: C-001 → C-2",
        "candidate, other names: Mo",
    ]
    assert history.changes_in_words(caseload, mo, undone) == [
        "candidate, name: Moe → Mo Candidate",
        "candidate, number: C-2 → C-001",
        "candidate, other names: Mo → (nothing)",
    ]
    assert candidates.list_candidates(caseload) == [candidate]
