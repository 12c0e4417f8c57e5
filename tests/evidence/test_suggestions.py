"""Criteria of other units offered where one was just ticked: the same standard first, then what was linked before."""

from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references, suggestions
from csassess.services.progress import portfolio_view


def also(caseload, mo, unit, criterion):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    return [(o.unit, o.criterion, o.why) for o in suggestions.suggestions(caseload, view, unit, criterion)]


def together(caseload, candidate, *pairs):
    """A note that references all pairs of unit and criterion."""
    item = evidence.start_observation(caseload, candidate, "Desk")
    note = evidence.add_note(caseload, candidate, item.id, "Serves.")
    return [references.tick(caseload, candidate, item.id, unit, label, note.id) for unit, label in pairs]


def test_what_the_unit_files_pair_off_is_offered_as_the_same_standard(caseload, mo):
    assert also(caseload, mo, "ocr-b10", "2.2") == [("nos-b10", "B10.2.2", "the same standard")]
    assert also(caseload, mo, "nos-b10", "B10h") == [("ocr-b10", "4.8", "the same standard")]


def test_what_notes_linked_before_is_offered_with_how_often_over_all_candidates(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-61")
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    for unit in ("ocr-b10", "ocr-61"):
        candidates.enrol(caseload, other.id, unit)
    pair = (("ocr-b10", "2.3"), ("ocr-61", "3.4"))
    together(caseload, other.id, *pair)
    assert ("ocr-61", "3.4", "linked by you 1 time") not in also(caseload, mo, "ocr-b10", "2.3")
    together(caseload, mo.id, *pair)
    assert also(caseload, mo, "ocr-b10", "2.3")[1:] == [("ocr-61", "3.4", "linked by you 2 times")]
    assert also(caseload, mo, "ocr-61", "3.4") == [("ocr-b10", "2.3", "linked by you 2 times")]


def test_references_taken_away_link_nothing(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-61")
    pair = (("ocr-b10", "2.3"), ("ocr-61", "3.4"))
    together(caseload, mo.id, *pair)
    _, loose = together(caseload, mo.id, *pair)
    references.untick(caseload, mo.id, loose)
    assert [unit for unit, _, _ in also(caseload, mo, "ocr-b10", "2.3")] == ["nos-b10"]


def test_units_the_candidate_is_not_on_are_not_offered(caseload):
    lone = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.enrol(caseload, lone.id, "ocr-b10")
    assert also(caseload, lone, "ocr-b10", "2.2") == []


def test_what_others_wrote_meanwhile_counts_at_once(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-61")
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    for unit in ("ocr-b10", "ocr-61"):
        candidates.enrol(caseload, other.id, unit)
    pair = (("ocr-b10", "2.3"), ("ocr-61", "3.4"))
    together(caseload, mo.id, *pair)
    for times in (2, 3):
        first, _ = together(caseload, other.id, *pair)
        assert also(caseload, mo, "ocr-b10", "2.3")[1:] == [("ocr-61", "3.4", f"linked by you {times} times")]
    references.untick(caseload, other.id, first)
    assert also(caseload, mo, "ocr-b10", "2.3")[1:] == [("ocr-61", "3.4", "linked by you 2 times")]
    assert also(caseload, other, "ocr-b10", "2.3") == [("ocr-61", "3.4", "linked by you 2 times")]
