"""Units of any body keep the program whole: one kind of criteria, odd numbers, untitled outcomes."""

import pytest

from csassess.data.units.units import catalogue, unit_digest
from csassess.domain.assessment.planning import what_to_look_for
from csassess.domain.assessment.unit_standing import standing
from csassess.domain.errors import UserError
from csassess.domain.units.recording_forms import recording_form
from csassess.domain.units.units import Kind
from csassess.services.candidates import candidates
from csassess.services.evidence import decisions
from csassess.services.papers import files as papers
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.units import caseload_units, units
from tests.support.any_unit import content, criteria, made_unit, outcome, unit_file
from tests.support.builders import accepted_product, portfolio_of

DIGESTS = {
    "ocr-429": "b5f738cc9741b50971ff58c0937727075264060c5c0fa61e37efb52499db11b3",
    "ocr-61": "2a2cb1dc2409cc9a41845c278872f0f1f16c27b7083cff292b2322f6cbf82d28",
    "nos-b10": "2d070c9e7dd1b4368184a538697da0f8f1d99df25ad273e10742f3e13ac1d2f8",
    "ocr-b10": "b9630959ac76c769c5007199e3e5b1a2ba361c3d0a681b33d31648693f2d72d6",
    "ocr-demonstrate-understanding": "28770c35ef52251ea1ebafb4076703229d384d1cef922d3ea247730ae67a3f2b",
}


def test_the_digests_of_the_five_units_never_change():
    assert {unit.id: unit_digest(unit) for unit in catalogue().values()} == DIGESTS


@pytest.mark.parametrize(
    ("kind", "title", "evidence"),
    [("performance", "Performance Criteria", "performance"), ("knowledge", "Knowledge and", "knowledge")],
)
def test_the_form_of_a_unit_with_criteria_of_one_kind_has_the_table_of_that_kind_only(
    tmp_path, kind, title, evidence
):
    unit = made_unit(tmp_path, outcomes=[outcome("1", criteria("1.1", "1.2"), kind)], version=1)
    form = recording_form(unit)
    assert [table.criteria for table in form.tables] == [("1.1", "1.2")]
    assert form.tables[0].title.startswith(title)
    assert f"that the {evidence} evidence has been met" in form.declaration


@pytest.mark.parametrize(
    ("number", "labels", "short"),
    [
        ("1", ("1.1", "1.10"), ("1.1", "1.10")),
        ("1", ("1.1", "10.1"), ("1.1", "10.1")),
        ("61", ("61.1", "61.2"), ("61.1", "61.2")),
        ("B1", ("B10.1", "B10.2"), ("B10.1", "B10.2")),
        ("P1", ("P1", "P2"), ("P1", "P2")),
        ("P1", ("P1",), ("P1",)),
        ("B10", ("B10.1.1", "B10a"), ("1.1", "a")),
        (None, ("1.1", "1.2"), ("1.1", "1.2")),
    ],
)
def test_a_short_label_lacks_the_unit_s_number_only_where_every_label_begins_with_it(
    tmp_path, number, labels, short
):
    identity = {"number": number} if number else {}
    unit = made_unit(tmp_path, outcomes=[outcome("1", criteria(*labels))], version=1, identity=identity)
    assert tuple(unit.short(label) for label in labels) == short


def test_an_outcome_without_a_title_is_called_by_its_label_or_its_criteria(tmp_path):
    named = outcome("3", criteria("P1"), title="")
    unlabelled = {"title": "", "kind": "performance", "lead": "", "criteria": criteria("P2", "P3")}
    unit = made_unit(tmp_path, outcomes=[named, unlabelled], version=1)
    assert [o.name for o in unit.outcomes] == ["3", "P2 to P3"]
    targets = what_to_look_for((standing(unit, portfolio_of()),))
    assert [target.words for target in targets] == ["outcome 3", "criteria P2 to P3"]


def test_an_outcome_without_criteria_is_refused(tmp_path):
    stated = content(outcomes=[outcome("1", criteria("1.1")), outcome("2", [])], version=1)
    with pytest.raises(UserError, match=r"outcomes\[1\].criteria: the outcome has none"):
        units.check_file(unit_file(tmp_path, stated))


@pytest.mark.parametrize("version", [1])
def test_a_unit_without_outcomes_is_refused(tmp_path, version):
    stated = content(version=version) | {"outcomes": []}
    with pytest.raises(UserError, match="outcomes: the unit has none"):
        units.check_file(unit_file(tmp_path, stated))


def test_an_unknown_rule_is_answered_with_the_known_ones(tmp_path):
    asked = {"label": "1", "text": "Do it twice.", "rules": [{"kind": "twice"}]}
    stated = content(requirements=[asked], version=1)
    with pytest.raises(UserError) as refused:
        units.check_file(unit_file(tmp_path, stated))
    for words in ("'twice'", "setting", "no-simulation", "confirmation", "coverage", "information"):
        assert words in str(refused.value)


def test_the_kinds_of_a_unit_are_those_of_its_criteria(tmp_path):
    unit = made_unit(tmp_path, outcomes=[outcome("1", criteria("1.1"), "knowledge")], version=1)
    assert unit.labels(Kind.PERFORMANCE) == ()
    assert unit.labels(Kind.KNOWLEDGE) == ("1.1",)


@pytest.mark.parametrize("label", ["Ŵ1", "1–1", "α", "①", "Пк1", "𝔓1"])
def test_a_unit_whose_criteria_have_labels_of_any_script_is_decided_and_printed(
    caseload, mo, tmp_path, label
):
    path = unit_file(tmp_path, content("bread", [outcome("1", criteria("1.1", label))]))
    caseload_units.add(caseload, path)
    caseload_units.approve(caseload, "bread", "Ann Assessor", "assessor")
    candidates.enrol(caseload, mo.id, "bread")
    accepted_product(caseload, mo.id, "bread", "1.1", label)
    decisions.decide(caseload, mo.id, "bread", "what the centre asks for is met")
    for choice in papers.paper_choices(caseload, portfolio_view(caseload, mo.id)):
        assert papers.draw(choice.content())
