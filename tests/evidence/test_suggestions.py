"""Suggested criteria of other units: the same standard first, then criteria linked before."""

from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references, suggestions
from csassess.services.progress import portfolio_view


def suggested(caseload, mo, unit, criterion):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    return [
        (suggestion.unit, suggestion.criterion, suggestion.why)
        for suggestion in suggestions.suggestions(caseload, view, unit, criterion)
    ]


def tick_together(caseload, candidate, *pairs):
    """Add a note that references all pairs of unit and criterion; return the references."""
    item = evidence.start_observation(caseload, candidate, "Desk")
    note = evidence.add_note(caseload, candidate, item.id, "Serves.")
    return [references.tick(caseload, candidate, item.id, unit, label, note.id) for unit, label in pairs]


def test_corresponding_criteria_are_suggested_as_the_same_standard(caseload, mo):
    assert suggested(caseload, mo, "ocr-b10", "2.2") == [("nos-b10", "B10.2.2", "the same standard")]
    assert suggested(caseload, mo, "nos-b10", "B10h") == [("ocr-b10", "4.8", "the same standard")]


def test_criteria_linked_by_earlier_notes_are_suggested_with_their_count(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-61")
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    for unit in ("ocr-b10", "ocr-61"):
        candidates.enrol(caseload, other.id, unit)
    pair = (("ocr-b10", "2.3"), ("ocr-61", "3.4"))
    tick_together(caseload, other.id, *pair)
    assert ("ocr-61", "3.4", "linked by you 1 time") not in suggested(caseload, mo, "ocr-b10", "2.3")
    tick_together(caseload, mo.id, *pair)
    assert suggested(caseload, mo, "ocr-b10", "2.3")[1:] == [("ocr-61", "3.4", "linked by you 2 times")]
    assert suggested(caseload, mo, "ocr-61", "3.4") == [("ocr-b10", "2.3", "linked by you 2 times")]


def test_removed_references_do_not_count_as_links(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-61")
    pair = (("ocr-b10", "2.3"), ("ocr-61", "3.4"))
    tick_together(caseload, mo.id, *pair)
    _, second_reference = tick_together(caseload, mo.id, *pair)
    references.untick(caseload, mo.id, second_reference)
    assert [unit for unit, _, _ in suggested(caseload, mo, "ocr-b10", "2.3")] == ["nos-b10"]


def test_units_without_enrolment_are_not_suggested(caseload):
    candidate = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.enrol(caseload, candidate.id, "ocr-b10")
    assert suggested(caseload, candidate, "ocr-b10", "2.2") == []


def test_links_in_other_portfolios_count_at_once(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-61")
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    for unit in ("ocr-b10", "ocr-61"):
        candidates.enrol(caseload, other.id, unit)
    pair = (("ocr-b10", "2.3"), ("ocr-61", "3.4"))
    tick_together(caseload, mo.id, *pair)
    for times in (2, 3):
        first, _ = tick_together(caseload, other.id, *pair)
        assert suggested(caseload, mo, "ocr-b10", "2.3")[1:] == [
            ("ocr-61", "3.4", f"linked by you {times} times")
        ]
    references.untick(caseload, other.id, first)
    assert suggested(caseload, mo, "ocr-b10", "2.3")[1:] == [("ocr-61", "3.4", "linked by you 2 times")]
    assert suggested(caseload, other, "ocr-b10", "2.3") == [("ocr-61", "3.4", "linked by you 2 times")]
