"""Saving says what was shown: words that arrive while somebody types are not overwritten."""

from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csassess.data.record.conflicts import conflicts
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Note
from csassess.services.evidence import evidence
from tests.support.exchanging import state, transfer


def note_of(caseload, mo) -> Note:
    """Return the first note as a page shows it."""
    return load_portfolio(caseload, mo.id).notes[0]


def values_of(caseload, mo) -> set[str]:
    """Return every present value of the first note's text: the one displayed and those in conflict."""
    versions = [version.value for conflict in conflicts(caseload, mo.id) for version in conflict.versions]
    return {note_of(caseload, mo).text, *versions}


def save_typed(caseload, mo, edit, shown, words):
    """Save a note's text as typed over what was shown."""
    with caseload.saving(edit):
        evidence.change_note(caseload, mo.id, replace(shown, text=words))


def test_words_that_arrive_while_typing_are_kept_beside_the_typed_ones(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    shown = note_of(office, mo_on_tablet)
    edit = office.begin_edit(mo_on_tablet.id, shown)
    evidence.change_note(tablet, mo_on_tablet.id, replace(shown, text="From the tablet"))
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    save_typed(office, mo_on_tablet, edit, shown, "From the office")
    assert values_of(office, mo_on_tablet) == {"From the tablet", "From the office"}
    save_typed(office, mo_on_tablet, edit, shown, "From the office, and more")
    assert values_of(office, mo_on_tablet) == {"From the tablet", "From the office, and more"}


def test_only_the_fields_that_were_changed_are_written(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    shown = note_of(office, mo_on_tablet)
    edit = office.begin_edit(mo_on_tablet.id, shown)
    evidence.change_note(tablet, mo_on_tablet.id, replace(shown, question="Why?"))
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    save_typed(office, mo_on_tablet, edit, shown, "From the office")
    note = note_of(office, mo_on_tablet)
    assert (note.question, note.text) == ("Why?", "From the office")
    assert conflicts(office, mo_on_tablet.id) == ()


def test_an_edit_of_a_value_that_has_arrived_but_is_not_shown_keeps_both(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "1.csbundle")
    shown = note_of(office, mo_on_tablet)
    evidence.change_note(tablet, mo_on_tablet.id, replace(shown, text="From the tablet"))
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "2.csbundle")
    edit = office.begin_edit(mo_on_tablet.id, shown)  # the page was not refreshed yet
    save_typed(office, mo_on_tablet, edit, shown, "From the office")
    assert values_of(office, mo_on_tablet) == {"From the tablet", "From the office"}


COUNTER = count()
STEPS = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from(["open", "type", "type", "receive"])), max_size=14
)


@given(STEPS)
@example([(0, "open"), (1, "type"), (0, "receive"), (0, "type")])
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_typed_and_no_received_word_is_ever_lost(two, mo_on_tablet, tmp_path, steps):
    transfer(two[0], two[1], mo_on_tablet.id, tmp_path / "first.csbundle")
    edits, typed = {}, []
    for machine, step in [*steps, (0, "receive"), (1, "receive"), (0, "receive")]:
        caseload = two[machine]
        if step == "receive":
            transfer(two[1 - machine], caseload, mo_on_tablet.id, tmp_path / f"{next(COUNTER)}.csbundle")
            continue
        if step == "open" or machine not in edits:
            shown = note_of(caseload, mo_on_tablet)
            edits[machine] = [caseload.begin_edit(mo_on_tablet.id, shown), shown, shown.text]
        if step == "type":
            typed.append(f"word{next(COUNTER)}.")
            edits[machine][2] += f" {typed[-1]}"
            save_typed(caseload, mo_on_tablet, *edits[machine])
    assert state(two[0], mo_on_tablet.id) == state(two[1], mo_on_tablet.id)
    present = " ".join(values_of(two[0], mo_on_tablet))
    assert [word for word in typed if word not in present] == []
