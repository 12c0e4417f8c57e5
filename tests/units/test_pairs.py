"""Criteria that two units state alike: stated by their files, of the same wording, or paired by hand."""

import pytest
from click.testing import CliRunner

from csassess.cli import main
from csassess.domain.errors import UserError
from csassess.domain.units.correspondences import correspondences, plain_wording
from csassess.services.candidates import candidates
from csassess.services.evidence import suggestions
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.units import caseload_units, pairs
from tests.support.any_unit import content, made_unit, outcome, unit_file
from tests.support.builders import PASSPHRASE


def stated(*words, kind="performance"):
    return [outcome("1", [{"label": f"1.{n}", "text": each} for n, each in enumerate(words, 1)], kind)]


def brought_in(caseload, folder, unit_id, *words, **more):
    caseload_units.add(caseload, unit_file(folder, content(unit_id, stated(*words, **more))))
    caseload_units.approve(caseload, unit_id, "Ann", "assessor")


@pytest.fixture
def both(caseload, tmp_path):
    """Bring in two units of which a candidate takes both; return the candidate."""
    brought_in(caseload, tmp_path, "bread", "Wash your hands", "Weigh the flour")
    brought_in(caseload, tmp_path, "cake", "Beat the eggs", "wash  your hands.")
    candidate = candidates.add_candidate(caseload, "Mo")
    for unit_id in ("bread", "cake"):
        candidates.enrol(caseload, candidate.id, unit_id)
    return candidate


def suggested(caseload, candidate, unit, label):
    view = portfolio_view(caseload, candidate.id)
    found = suggestions.suggestions(caseload, view, unit, label)
    return [(each.unit, each.criterion, each.why) for each in found]


@pytest.mark.parametrize(
    "other",
    [
        "Explain “why” the customer's order – if any – is late",
        "explain 'why' the customer’s order - if any - is late.",
        'Explain  "why" the customer\'s order — if any — is late ;',
    ],
)
def test_case_spaces_quotes_dashes_and_the_final_stop_do_not_count(other):
    words = plain_wording(other).replace('"', "'")
    assert words == "explain 'why' the customer's order - if any - is late"


@pytest.mark.parametrize("other", ["Explain why", "Explain what the customer wants", "Explain, what"])
def test_other_words_count(other):
    assert plain_wording(other) != plain_wording("Explain what")


def test_the_same_wording_is_offered_under_the_tick(caseload, both):
    assert suggested(caseload, both, "bread", "1.1") == [("cake", "1.2", "the same wording")]
    assert suggested(caseload, both, "cake", "1.2") == [("bread", "1.1", "the same wording")]
    assert suggested(caseload, both, "bread", "1.2") == []


def test_the_same_words_of_another_kind_or_with_another_range_are_not_the_same(tmp_path):
    bread = made_unit(tmp_path, "bread", stated("Wash your hands"))
    cake = made_unit(tmp_path, "cake", stated("Wash your hands", kind="knowledge"))
    ranged = [{"label": "1.1", "text": "Wash your hands", "range": {"text": "in cold water"}}]
    tea = made_unit(tmp_path, "tea", [outcome("1", ranged)])
    assert correspondences([bread, cake, tea]) == {}


def test_what_the_files_state_comes_first_and_once(caseload, mo):
    view = portfolio_view(caseload, mo.id)
    found = correspondences([standing.unit for standing in view.standings])
    assert {str(why) for others in found.values() for why in others.values()} == {"stated"}
    assert all(len(others) == 1 for others in found.values())


def test_a_pair_set_by_hand_is_offered_both_ways_and_removed(caseload, both):
    made = pairs.pair(caseload, ("bread", "1.2"), ("cake", "1.1"))
    assert suggested(caseload, both, "bread", "1.2") == [("cake", "1.1", "paired here")]
    assert suggested(caseload, both, "cake", "1.1") == [("bread", "1.2", "paired here")]
    pairs.remove(caseload, made)
    assert suggested(caseload, both, "bread", "1.2") == []


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (("bread", "1.1"), ("bread", "1.2"), "of one unit"),
        (("bread", "9.9"), ("cake", "1.1"), "has no criterion 9.9"),
        (("bread", "1.1"), ("beer", "1.1"), "was not found"),
        (("bread", "1.1"), ("cake", "1.2"), "paired already"),
        (("bread", "1.1"), ("know", "1.1"), "Choose two of one kind"),
    ],
)
def test_a_pair_that_makes_no_sense_is_refused(caseload, both, tmp_path, first, second, why):
    brought_in(caseload, tmp_path, "know", "Know why hands are washed", kind="knowledge")
    with pytest.raises(UserError, match=why):
        pairs.pair(caseload, first, second)
    assert pairs.pairs_by_hand(caseload) == []


def test_a_pair_whose_criterion_a_new_wording_dropped_is_not_offered(caseload, both, tmp_path):
    pairs.pair(caseload, ("bread", "1.2"), ("cake", "1.1"))
    short = unit_file(tmp_path, content("bread", stated("Wash your hands")))
    caseload_units.add(caseload, short, new_version=True)
    caseload_units.approve(caseload, "bread", "Ann", "assessor")
    fresh = candidates.add_candidate(caseload, "Siân")
    for unit_id in ("bread", "cake"):
        candidates.enrol(caseload, fresh.id, unit_id)
    assert suggested(caseload, fresh, "cake", "1.1") == []
    assert suggested(caseload, both, "cake", "1.1") == [("bread", "1.2", "paired here")]


def test_the_command_line_pairs_lists_and_removes(caseload, both, folder):
    caseload.close()

    def run(*arguments):
        done = CliRunner().invoke(
            main,
            ["--caseload", str(folder), "units", *arguments],
            env={"CSASSESS_PASSPHRASE": PASSPHRASE},
        )
        return done.exit_code, done.output

    assert run("pair", "bread", "1.2", "cake", "1.1")[0] == 0
    code, shown = run("pairs", "bread")
    assert code == 0
    assert "bread 1.1  cake 1.2  (the same wording)" in shown
    assert "bread 1.2  cake 1.1  (paired here)" in shown
    assert "ocr-b10 2.2  nos-b10 B10.2.2  (the same standard)" in run("pairs", "ocr-b10")[1]
    assert run("pair", "cake", "1.1", "bread", "1.2", "--remove")[0] == 0
    assert run("pair", "cake", "1.1", "bread", "1.2", "--remove")[0] == 1
    assert "paired here" not in run("pairs")[1]
