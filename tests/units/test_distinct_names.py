"""Units of the same number are told apart wherever a short name stands for them."""

from itertools import combinations

from csassess.domain.units.distinct_names import distinct_names, names_of_units
from csassess.services.units import units


def test_a_number_that_one_unit_has_stands_alone():
    assert distinct_names([("ocr-b10", "B10"), ("ocr-61", "61")]) == {"ocr-b10": "B10", "ocr-61": "61"}


def test_units_of_the_same_number_have_their_ids_with_it():
    assert distinct_names([("ocr-b10", "B10"), ("ocr-61", "61"), ("nos-b10", "B10")]) == {
        "ocr-b10": "B10 (ocr-b10)",
        "ocr-61": "61",
        "nos-b10": "B10 (nos-b10)",
    }


def test_any_two_units_of_the_program_have_different_names():
    for pair in combinations(units.all_units(), 2):
        assert len(set(names_of_units(pair).values())) == 2
