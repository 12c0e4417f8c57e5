"""A candidate moves to a later wording: references follow the same wording, the rest is kept and listed."""

from dataclasses import replace

import pytest

from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import criteria_with_places
from csassess.services.candidates import candidates
from csassess.services.evidence import decisions, evidence, judgement, new_wordings, references
from csassess.services.exchange import requests
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.units import caseload_units
from tests.support.any_unit import content, outcome, unit_file
from tests.support.builders import THAT_DAY, accepted_product
from tests.support.exchanging import transfer

A, B, C = "Greet the guest by name", "Weigh the flour twice before use", "Close the oven door"
B2 = "Weigh the flour three times before use"


def version(caseload, folder, *stated, requirement="Twice.", **options):
    """Bring in and approve a wording of the unit “bread” with these labels and texts."""
    place = folder / str(len(list(folder.iterdir())))
    place.mkdir()
    rows = [{"label": label, "text": words} for label, words in stated]
    path = unit_file(place, content("bread", [outcome("1", rows)], [{"label": "1", "text": requirement}]))
    caseload_units.add(caseload, path, **options)
    caseload_units.approve(caseload, "bread", "Ann Assessor", "assessor")


@pytest.fixture
def units(tmp_path):
    place = tmp_path / "units"
    place.mkdir()
    return place


@pytest.fixture
def item(caseload, mo, units):
    """Enrol Mo on the first wording; return an item with a reference to each criterion."""
    version(caseload, units, ("1.1", A), ("1.2", B), ("1.3", C))
    candidates.enrol(caseload, mo.id, "bread")
    item = evidence.add_item(caseload, mo.id, "WP", "Loaf", THAT_DAY)
    for label in ("1.1", "1.2", "1.3"):
        references.tick(caseload, mo.id, item.id, "bread", label)
    return item


@pytest.fixture
def second(caseload, units, item):
    """Approve the second wording: 1.1 the same, 1.2 reworded, 1.3 now 1.4."""
    version(caseload, units, ("1.1", A), ("1.2", B2), ("1.3", "Sweep"), ("1.4", C), new_version=True)


def referenced(caseload, mo):
    return sorted(
        reference.criterion
        for reference in portfolio_view(caseload, mo.id).portfolio.references
        if reference.unit == "bread"
    )


def shown(caseload, mo):
    coverage = portfolio_view(caseload, mo.id).of("bread").coverage
    return [each.label for each in coverage.criteria if each.state is not CriterionState.NONE]


def test_who_is_enrolled_stays_on_their_wording_until_moved(caseload, mo, second):
    assert shown(caseload, mo) == ["1.1", "1.2", "1.3"]
    assert [each.candidate.name for each in new_wordings.on_earlier(caseload, "bread")] == ["Mo Candidate"]


def test_the_preview_lists_what_follows_and_what_does_not_and_changes_nothing(caseload, mo, second):
    planned = new_wordings.preview(caseload, mo.id, "bread")
    assert planned.stays == 1
    assert [(reference.criterion, label) for reference, label in planned.follows] == [("1.3", "1.4")]
    assert [reference.criterion for reference in planned.waits] == ["1.2"]
    assert referenced(caseload, mo) == ["1.1", "1.2", "1.3"]


def test_references_follow_the_wording_and_no_reference_counts_for_other_words(caseload, mo, second):
    new_wordings.move(caseload, mo.id, "bread")
    assert shown(caseload, mo) == ["1.1", "1.4"]
    assert referenced(caseload, mo) == ["1.1", "1.2 (earlier wording)", "1.4"]
    assert new_wordings.on_earlier(caseload, "bread") == []


def test_a_reference_takes_the_label_that_another_had(caseload, mo, item, units):
    version(caseload, units, ("1.1", A), ("1.2", C), new_version=True)
    new_wordings.move(caseload, mo.id, "bread")
    assert referenced(caseload, mo) == ["1.1", "1.2", "1.2 (earlier wording)"]
    assert shown(caseload, mo) == ["1.1", "1.2"]


def test_a_reference_kept_from_an_earlier_wording_stays_as_it_is_in_the_next_move(
    caseload, mo, second, units
):
    new_wordings.move(caseload, mo.id, "bread")
    version(caseload, units, ("1.1", A), ("1.2", B2), new_version=True)
    new_wordings.move(caseload, mo.id, "bread")
    assert referenced(caseload, mo) == ["1.1", "1.2 (earlier wording)", "1.4 (earlier wording)"]


def test_accepted_items_of_which_references_change_are_reopened_and_others_stay_accepted(
    caseload, mo, item, units
):
    judgement.accept(caseload, mo.id, item.id)
    same = accepted_product(caseload, mo.id, "bread", "1.1")
    version(caseload, units, ("1.1", A), ("1.2", B2), new_version=True)
    planned = new_wordings.move(caseload, mo.id, "bread")
    assert [each.id for each in planned.reopens] == [item.id]
    portfolio = portfolio_view(caseload, mo.id).portfolio
    assert not portfolio.is_accepted(portfolio.item(item.id))
    assert portfolio.is_accepted(portfolio.item(same.id))


@pytest.mark.parametrize(("requirement", "kept"), [("Twice.", True), ("Three times.", False)])
def test_a_confirmation_holds_only_for_the_words_it_was_given_for(
    caseload, mo, item, units, requirement, kept
):
    accepted_product(caseload, mo.id, "bread", "1.1")
    judgement.confirm(caseload, mo.id, "bread", "1", "Seen on both days")
    version(caseload, units, ("1.1", A), ("1.2", B), requirement=requirement, new_version=True)
    planned = new_wordings.move(caseload, mo.id, "bread")
    assert len(planned.to_confirm) == (0 if kept else 1)
    assert len(portfolio_view(caseload, mo.id).portfolio.confirmations) == (1 if kept else 0)


def test_a_decided_unit_stays_on_the_wording_it_was_decided_on(caseload, mo, units, monkeypatch):
    version(caseload, units, ("1.1", A))
    candidates.enrol(caseload, mo.id, "bread")
    accepted_product(caseload, mo.id, "bread", "1.1")
    judgement.confirm(caseload, mo.id, "bread", "1", "Seen")
    decisions.decide(caseload, mo.id, "bread", "")
    version(caseload, units, ("1.1", B), new_version=True)
    assert "decided" in new_wordings.preview(caseload, mo.id, "bread").refusal
    with pytest.raises(UserError, match="decided"):
        new_wordings.move(caseload, mo.id, "bread")
    assert shown(caseload, mo) == ["1.1"]


def test_marks_of_an_item_that_reads_otherwise_keep_the_candidate_on_their_wording(caseload, mo, units):
    def choice(words):
        return content(
            "bread",
            [outcome("1", [{"label": "1.1", "text": A}])],
            [
                {
                    "label": "1",
                    "text": "One of:",
                    "items": [{"label": "a", "text": words}],
                    "rules": [{"kind": "choice", "at_least": 1}],
                }
            ],
        )

    for number, words in enumerate(("white bread", "a cake")):
        place = units / str(number)
        place.mkdir()
        caseload_units.add(caseload, unit_file(place, choice(words)), new_version=bool(number))
        caseload_units.approve(caseload, "bread", "Ann", "assessor")
        if not number:
            candidates.enrol(caseload, mo.id, "bread")
            item = evidence.start_observation(caseload, mo.id, "Bakery")
            note = evidence.add_note(caseload, mo.id, item.id, "A loaf.")
            evidence.change_note(caseload, mo.id, replace(note, shows=("bread 1 a",)))
    with pytest.raises(UserError, match="marked with an item"):
        new_wordings.move(caseload, mo.id, "bread")


def test_a_move_is_undone_as_one_action(caseload, mo, second):
    new_wordings.move(caseload, mo.id, "bread")
    history.undo(caseload, mo.id)
    assert shown(caseload, mo) == ["1.1", "1.2", "1.3"]
    assert referenced(caseload, mo) == ["1.1", "1.2", "1.3"]


def test_another_machine_moves_the_candidate_once_the_person_there_agrees(ann, vera, tmp_path, units):
    version(ann, units, ("1.1", A), ("1.2", B))
    candidate = candidates.add_candidate(ann, "Sian")
    candidates.enrol(ann, candidate.id, "bread")
    accepted_product(ann, candidate.id, "bread", "1.1")
    transfer(ann, vera, candidate.id, tmp_path / "first.csbundle")
    version(ann, units, ("1.1", A), ("1.2", B2), new_version=True)
    new_wordings.move(ann, candidate.id, "bread")
    transfer(ann, vera, candidate.id, tmp_path / "second.csbundle")
    assert portfolio_view(vera, candidate.id).of("bread").unit.wording("1.2") == B
    (request,) = requests.pending_requests(vera)
    requests.agree(vera, request)
    assert portfolio_view(vera, candidate.id).of("bread").unit.wording("1.2") == B2
    assert shown(vera, candidate) == ["1.1"]


def test_a_reference_kept_from_an_earlier_wording_is_still_shown_with_its_note(caseload, mo, item, units):
    observed = evidence.start_observation(caseload, mo.id, "Bakery")
    note = evidence.add_note(caseload, mo.id, observed.id, "Weighs the flour.")
    for label in ("1.1", "1.2"):
        references.tick(caseload, mo.id, observed.id, "bread", label, note.id)
    version(caseload, units, ("1.1", A), ("1.2", B2), new_version=True)
    new_wordings.move(caseload, mo.id, "bread")
    view = portfolio_view(caseload, mo.id)
    shown_with_note = [r for r in view.portfolio.references if r.note == note.id]
    assert criteria_with_places(view.of("bread").unit, shown_with_note) == "1.1, 1.2 (earlier wording)"


@pytest.mark.parametrize("is_accepted", [False, True])
def test_an_item_without_a_criterion_in_force_would_meet_no_requirement(
    caseload, mo, item, second, is_accepted
):
    ticked = portfolio_view(caseload, mo.id).portfolio.references
    references.untick(caseload, mo.id, *(r for r in ticked if r.criterion != "1.2"))
    new_wordings.move(caseload, mo.id, "bread")
    if is_accepted:
        judgement.accept(caseload, mo.id, item.id)
    (finding,) = portfolio_view(caseload, mo.id).of("bread").findings
    assert finding.evidence == ()
    assert "item" not in finding.detail
    if is_accepted:
        judgement.reopen(caseload, mo.id, item.id, "to tick more")
    references.tick(caseload, mo.id, item.id, "bread", "1.1")
    (finding,) = portfolio_view(caseload, mo.id).of("bread").findings
    assert finding.evidence == (item.number,)


@pytest.mark.parametrize(
    "left", [{"kind": "count", "of": "owner", "at_least": 3}, {"kind": "assessor"}, None]
)
def test_a_draft_is_not_said_to_meet_a_requirement_of_which_another_rule_asks_more(caseload, mo, units, left):
    simulation = {"kind": "no-simulation", "scope": "any"}
    rules = [simulation, left] if left else [simulation]
    stated = [{"label": "1", "text": "Three owners, no simulation.", "rules": rules}]
    criteria = [outcome("1", [{"label": "1.1", "text": A}])]
    caseload_units.add(caseload, unit_file(units, content("bread", criteria, stated)))
    caseload_units.approve(caseload, "bread", "Ann Assessor", "assessor")
    candidates.enrol(caseload, mo.id, "bread")
    item = evidence.add_item(caseload, mo.id, "WP", "Loaf", THAT_DAY)
    references.tick(caseload, mo.id, item.id, "bread", "1.1")
    (finding,) = portfolio_view(caseload, mo.id).of("bread").findings
    assert ("would be met by accepting item 1" in finding.detail) is (left is None)
    assert "no accepted evidence yet" in finding.detail
