"""Units read from documents of many kinds: every criterion as it is stated, and few needless doubts."""

import re

import pytest

from csassess.exchange.reading.content import Column
from csassess.exchange.reading.documents.files import document_from
from csassess.services.units import reading
from tests.units.reading.documents.cases import CASES
from tests.units.reading.documents.cases_more import MORE
from tests.units.reading.documents.cases_unseen import UNSEEN
from tests.units.reading.documents.cases_unseen_more import UNSEEN_MORE
from tests.units.reading.documents.comparing import criteria_of, plain, stated_by

NEW = [case for case in (*UNSEEN, *UNSEEN_MORE) if case.origin == "born-digital"]
EVERY = [pytest.param(case, id=case.file) for case in (*CASES, *MORE, *NEW)]


@pytest.fixture
def read(tmp_path):
    def act(case):
        path = tmp_path / case.file
        path.write_bytes(case.draw())
        return reading.as_plain(reading.read_document(path))

    return act


@pytest.mark.parametrize("case", EVERY)
def test_every_criterion_is_read_as_the_document_states_it(case, read):
    found = read(case)["units"]
    assert [criteria_of(unit) for unit in found] == [stated_by(unit) for unit in case.units]


@pytest.mark.parametrize("case", EVERY)
def test_what_a_unit_states_about_itself_is_read_and_nothing_else(case, read):
    for found, unit in zip(read(case)["units"], case.units, strict=True):
        assert (found["title"], found["number"]) == (unit.title, unit.number)
        assert found["reference"] == unit.reference
        assert (found["level"], found["credit"]) == (unit.level, unit.credit)
        assert plain(found["guided_learning_hours"]) == plain(unit.hours)


@pytest.mark.parametrize("case", EVERY)
def test_evidence_requirements_are_read_with_their_items(case, read):
    for found, unit in zip(read(case)["units"], case.units, strict=True):
        asked = [
            (r["text"], tuple(item["text"] for item in r["items"])) for r in found["evidence_requirements"]
        ]
        assert asked == [(words, items) for words, items in unit.requirements]


def test_few_right_criteria_are_doubted(read):
    criteria = doubted = 0
    for case in (*CASES, *MORE, *NEW):
        content = read(case)
        for unit, found in zip(case.units, content["units"], strict=True):
            labels = {label for _, label, _ in stated_by(unit)}
            criteria += len(stated_by(unit))
            doubted += len({d["where"] for d in content["doubts"] if d["unit"] == found["title"]} & labels)
    assert doubted * 20 <= criteria


@pytest.mark.parametrize("case", EVERY)
def test_no_word_of_the_criteria_is_lost(case, tmp_path):
    path = tmp_path / case.file
    path.write_bytes(case.draw())
    content = reading.as_plain(reading.read_document(path))
    lines = document_from(path, None, lambda _done, _all: None).lines
    stated = [line.text for line in lines if line.column in (Column.CRITERIA, Column.OUTCOME)]
    used = " ".join(
        [outcome["title"] for unit in content["units"] for outcome in unit["outcomes"]]
        + [words for unit in content["units"] for _, _, words in criteria_of(unit)]
        + [left["text"] for left in content["left_over"]]
    )
    words = set(re.findall(r"[A-Za-z]{4,}", plain(used)))
    lead = {"learner", "will", "Learning", "Assessment", "outcome", "criteria", "Performance"}
    assert (
        set(re.findall(r"[A-Za-z]{4,}", plain(" ".join(stated).replace("\u00ad", "")))) - words - lead
        == set()
    )
