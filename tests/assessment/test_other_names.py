"""Names of other candidates are found in a text by the words in them, whatever the number of candidates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.data.record import reader
from csassess.domain.asking import names
from csassess.domain.asking.lines import Kind
from csassess.domain.asking.names import NameIndex, index_of, names_in
from csassess.domain.records.people import Candidate
from csassess.services.candidates import candidates, corrections
from csassess.services.evidence import evidence
from csassess.services.progress import would_ask
from tests.support.builders import THAT_DAY

_WORDS = ("Ann", "ann", "Marie", "O'Neil", "İpek", "Straße", "STRASSE", "Ŵyn", "ŵyn", "May", "may", "Li", "x")
_name = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(" ".join)


@given(
    st.lists(_name, max_size=12), st.lists(st.sampled_from((*_WORDS, ".", "-")), max_size=20).map(" ".join)
)
def test_the_index_leaves_out_no_name_that_a_text_holds(others, words):
    index = NameIndex((str(number), name) for number, name in enumerate(others))
    for own in ("Ann Marie", "Zoë"):
        assert names_in(words, own, index.near(words, "")) == names_in(words, own, others)


def test_the_candidate_s_own_record_is_left_out_and_a_namesake_s_is_not():
    index = NameIndex([("1", "Mo Lee"), ("2", "Mo Lee"), ("3", "Aisha Karim")])
    assert index.near("Mo Lee came in", "1") == ["Mo Lee"]
    assert index.near("Nobody came in", "1") == []


@pytest.fixture
def observed(caseload, mo):
    """Give Mo an item that names another candidate."""
    candidates.add_candidate(caseload, "Aisha Karim", "C-2")
    item = evidence.add_item(caseload, mo.id, "WP", "A letter to Aisha Karim", THAT_DAY)
    evidence.add_note(caseload, mo.id, item.id, "The letter is clear.")
    return item


def test_another_candidate_is_named_only_as_long_as_their_record_is_here(caseload, mo, observed):
    assert Kind.OTHER_CANDIDATE in {line.kind for line in would_ask.lines_for(caseload, mo.id)}
    other = candidates.find_candidate(caseload, "C-2")
    corrections.remove_candidate(caseload, other.id)
    assert Kind.OTHER_CANDIDATE not in {line.kind for line in would_ask.lines_for(caseload, mo.id)}


def test_what_is_asked_of_one_portfolio_reads_no_record_of_other_candidates(
    caseload, mo, observed, monkeypatch
):
    read, from_row = [], reader.from_row

    def counted(record_type, row):
        if record_type is Candidate:
            read.append(row["id"])
        return from_row(record_type, row)

    monkeypatch.setattr(reader, "from_row", counted)
    would_ask.lines_for(caseload, mo.id)
    assert set(read) <= {mo.id}


def test_the_index_is_made_once_as_long_as_the_names_stay_the_same(caseload, mo, observed, monkeypatch):
    index_of.cache_clear()
    made, original = [], names.NameIndex.__init__
    monkeypatch.setattr(
        names.NameIndex, "__init__", lambda self, named=(): (made.append(1), original(self, named))[1]
    )
    before = len(made)
    for words in ("One", "Two", "Three"):
        evidence.add_note(caseload, mo.id, observed.id, words)
        would_ask.lines_for(caseload, mo.id)
    assert len(made) - before == 1
