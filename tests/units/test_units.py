"""The five units hold the wording of their sources, compared with a double entry in tests/units/wording."""

from pathlib import Path

import pytest

from csassess.domain.units.units import Kind
from csassess.services.units import units

WORDING = Path(__file__).parent / "wording"
IDS = ("ocr-b10", "ocr-61", "ocr-demonstrate-understanding", "nos-b10", "ocr-429")


def double_entry(unit_id, row_type):
    """Return the rows of one type in the double entry: label, kind, text."""
    lines = (WORDING / f"{unit_id}.tsv").read_text(encoding="utf-8").splitlines()
    all_rows = [tuple(line.split("\t")) for line in lines if line.strip()]
    return [row[1:] for row in all_rows if row[0] == row_type]


def test_the_program_comes_with_the_five_units():
    assert sorted(unit.id for unit in units.all_units()) == sorted(IDS)


@pytest.mark.parametrize("unit_id", IDS)
def test_criteria_equal_the_double_entry_in_order_and_kind(unit_id):
    unit = units.unit(unit_id)
    criteria = [(c.label, str(outcome.kind), c.text) for outcome in unit.outcomes for c in outcome.criteria]
    assert criteria == double_entry(unit_id, "criterion")


@pytest.mark.parametrize("unit_id", IDS)
def test_outcomes_equal_the_double_entry_with_their_kinds(unit_id):
    entered = [(label.strip("-"), kind, title) for label, kind, title in double_entry(unit_id, "outcome")]
    assert [(o.label or "", str(o.kind), o.title) for o in units.unit(unit_id).outcomes] == entered


@pytest.mark.parametrize("unit_id", IDS)
def test_evidence_requirements_and_their_items_equal_the_double_entry(unit_id):
    requirements = units.unit(unit_id).evidence_requirements
    assert [(r.label, "-", r.text) for r in requirements] == double_entry(unit_id, "requirement")
    items = [(r.label + item.label, "-", item.text) for r in requirements for item in r.items]
    assert items == double_entry(unit_id, "item")


@pytest.mark.parametrize(
    ("unit_id", "performance", "knowledge"),
    [
        ("ocr-b10", [3, 8, 4], [8]),
        ("ocr-61", [6, 4], [6]),
        ("ocr-demonstrate-understanding", [3, 3], [19]),
        ("nos-b10", [3, 8, 4], [8]),
        ("ocr-429", [4, 8, 5], [10]),
    ],
)
def test_each_outcome_has_as_many_criteria_as_its_source(unit_id, performance, knowledge):
    outcomes = units.unit(unit_id).outcomes
    assert [len(o.criteria) for o in outcomes if o.kind is Kind.PERFORMANCE] == performance
    assert [len(o.criteria) for o in outcomes if o.kind is Kind.KNOWLEDGE] == knowledge


def test_there_are_114_criteria_63_of_performance_and_51_of_knowledge():
    everything = units.all_units()
    assert sum(len(unit.labels(Kind.PERFORMANCE)) for unit in everything) == 63
    assert sum(len(unit.labels(Kind.KNOWLEDGE)) for unit in everything) == 51


def test_outcome_1_of_unit_61_is_knowledge_though_it_comes_first():
    assert [o.kind for o in units.unit("ocr-61").outcomes] == [
        Kind.KNOWLEDGE,
        Kind.PERFORMANCE,
        Kind.PERFORMANCE,
    ]


@pytest.mark.parametrize("unit_id", IDS)
def test_outcomes_titled_understand_are_knowledge_and_all_others_performance(unit_id):
    for outcome in units.unit(unit_id).outcomes:
        understand = "understand" in outcome.title.lower()
        assert outcome.kind is (Kind.KNOWLEDGE if understand else Kind.PERFORMANCE)


@pytest.mark.parametrize(
    ("unit_id", "label", "words"),
    [
        (
            "nos-b10",
            "B10.2.7",
            "Take action to improve the reliability of your service based on customer comments.",
        ),
        (
            "ocr-demonstrate-understanding",
            "1.1",
            "communicate to customers their organisation’s service offer, ",
        ),
        ("ocr-429", "3.1", "collect information on the nature of the problem"),
        ("ocr-429", "4.8", "investigate the types of problems that are likely to occur"),
        (
            "ocr-429",
            "4.7",
            "explain the importance of monitoring the quality of their customer service operations",
        ),
        (
            "ocr-b10",
            "1.2",
            "Organise what they do to ensure that they are consistently able to give prompt attention to",
        ),
    ],
)
def test_sentences_damaged_in_the_scan_begin_correctly(unit_id, label, words):
    assert units.unit(unit_id).wording(label).startswith(words)


@pytest.mark.parametrize(
    ("unit_id", "label", "end"),
    [("ocr-demonstrate-understanding", "1", "language"), ("ocr-429", "3", "operations")],
)
def test_words_joined_to_a_criterion_in_the_scan_belong_to_the_outcome(unit_id, label, end):
    outcome = next(o for o in units.unit(unit_id).outcomes if o.label == label)
    assert outcome.title.endswith(end)
    assert not outcome.criteria[0].text.startswith(end)


@pytest.mark.parametrize(
    ("unit_id", "before", "label"),
    [("ocr-429", "4.9", "4.10"), ("ocr-demonstrate-understanding", "3.9", "3.10")],
)
def test_the_label_ten_comes_after_nine(unit_id, before, label):
    labels = units.unit(unit_id).labels()
    assert labels.index(label) == labels.index(before) + 1


def test_4_8_of_unit_429_is_knowledge_though_it_says_investigate():
    assert units.unit("ocr-429").kind_of("4.8") is Kind.KNOWLEDGE


def test_every_performance_outcome_of_nos_b10_leads_with_you_must_consistently():
    leads = [o.lead for o in units.unit("nos-b10").outcomes if o.kind is Kind.PERFORMANCE]
    assert leads == ["You must consistently:"] * 3


@pytest.mark.parametrize("unit_id", IDS)
def test_no_scanning_error_is_left_in_the_wording(unit_id):
    unit = units.unit(unit_id)
    wording = [unit.wording(label) for label in unit.labels()] + [r.text for r in unit.evidence_requirements]
    wording += [part for outcome in unit.outcomes for part in (outcome.title, outcome.guidance, outcome.lead)]
    damage = ("© OCR", "hOV", "discusi", "coIIeag", "¢ e", "•", "\f", "  \n", "\ufffd")
    assert [(mark, text) for text in wording for mark in damage if mark in text] == []


@pytest.mark.parametrize(
    ("unit_id", "stated"),
    [
        (
            "ocr-b10",
            {"number": "B10", "level": 3, "credit": 6, "guided_learning_hours": 40, "reference": None},
        ),
        (
            "ocr-61",
            {"number": "61", "level": 3, "credit": 5, "guided_learning_hours": 27, "reference": "L/506/2150"},
        ),
        (
            "ocr-demonstrate-understanding",
            {"number": None, "level": None, "credit": None, "guided_learning_hours": None, "reference": None},
        ),
        (
            "nos-b10",
            {
                "number": "B10",
                "title": None,
                "level": None,
                "credit": None,
                "guided_learning_hours": None,
                "reference": None,
            },
        ),
        (
            "ocr-429",
            {"number": "429", "level": 4, "credit": 10, "guided_learning_hours": 67, "reference": None},
        ),
    ],
)
def test_a_fact_that_the_source_does_not_state_is_null(unit_id, stated):
    described = units.describe(units.unit(unit_id))
    assert {name: described[name] for name in stated} == stated


@pytest.mark.parametrize(
    ("unit_id", "title"),
    [
        ("ocr-b10", "Organise the delivery of reliable customer service"),
        ("ocr-61", "Organise and deliver customer service"),
        ("ocr-demonstrate-understanding", "Demonstrate understanding of customer service"),
        ("ocr-429", "Plan, organise and control customer service operations"),
    ],
)
def test_titles_equal_the_sources(unit_id, title):
    assert units.unit(unit_id).identity.title == title


def test_all_23_criteria_of_ocr_b10_and_nos_b10_correspond_in_order():
    pairs = [pair for c in units.unit("ocr-b10").correspondences if c.unit == "nos-b10" for pair in c.pairs]
    assert len(pairs) == 23
    assert tuple(own for own, _ in pairs) == units.unit("ocr-b10").labels()
    assert tuple(other for _, other in pairs) == units.unit("nos-b10").labels()
    for own, other in pairs:
        assert units.unit("ocr-b10").kind_of(own) is units.unit("nos-b10").kind_of(other)


@pytest.mark.parametrize(
    ("unit_id", "kinds"),
    [
        (
            "ocr-b10",
            [
                "setting no-simulation",
                "information",
                "confirmation",
                "coverage",
                "demonstration",
                "information",
            ],
        ),
        (
            "nos-b10",
            [
                "setting no-simulation",
                "information",
                "confirmation",
                "coverage",
                "demonstration",
                "information",
            ],
        ),
        (
            "ocr-demonstrate-understanding",
            ["setting no-simulation", "information", "confirmation", "confirmation", "information"],
        ),
        ("ocr-61", []),
        ("ocr-429", []),
    ],
)
def test_every_requirement_has_the_rules_that_its_sentence_states(unit_id, kinds):
    rule_kinds = [
        " ".join(dict.fromkeys(rule["kind"] for rule in requirement["rule"]))
        for requirement in units.describe(units.unit(unit_id))["evidence_requirements"]
    ]
    assert rule_kinds == kinds


def test_the_recording_form_of_nos_b10_has_the_layout_of_its_source():
    form = units.unit("nos-b10").recording_form
    assert [(table.title, table.criteria) for table in form.tables] == [
        (
            "Performance Criteria",
            ("B10.1.1", "B10.1.2", "B10.1.3", "B10.2.1", "B10.2.2", "B10.2.3", "B10.2.4"),
        ),
        (
            "Performance Criteria (continued)",
            ("B10.2.5", "B10.2.6", "B10.2.7", "B10.2.8", "B10.3.1", "B10.3.2", "B10.3.3", "B10.3.4"),
        ),
        ("Knowledge and Understanding", ("B10a", "B10b", "B10c", "B10d", "B10e", "B10f", "B10g", "B10h")),
    ]
    assert (form.number_heading, form.description_heading) == ("No", "Description of evidence")
    assert form.notes_heading == "Notes/Comments"
    assert (
        form.declaration
        == "The candidate has satisfied the assessor and internal verifier that the performance evidence has"
        " been met."
    )
    assert form.signatures == (
        "Candidate's signature",
        "Assessor's signature",
        "Internal verifier's signature",
    )
    assert form.date_heading == "Date"


def test_no_other_source_has_a_recording_form():
    assert [unit.id for unit in units.all_units() if unit.recording_form] == ["nos-b10"]


def test_units_without_requirements_name_the_strategy_they_cite_if_any():
    assert (
        units.unit("ocr-demonstrate-understanding").assessment_strategy
        == "Customer Service Assessment Strategy 2010"
    )
    assert all(not units.unit(unit_id).evidence_requirements for unit_id in ("ocr-61", "ocr-429"))
