"""Names are found as people type them, and stand where people look for them."""

import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyuca import Collator

from csassess.data.record.schema import create_side_tables
from csassess.domain.asking.names import names_in
from csassess.domain.names import holds, name_key
from csassess.services.candidates import candidates
from csassess.services.candidates.candidates import find_candidate, list_candidates, matching
from csassess.services.progress import portfolio_status

NAMES = (
    "Zoë Young",
    "Éabha Byrne",
    "Łukasz Nowak",
    "Ørjan Berg",
    "Ann\u00a0Marsh",
    "Seán O’Brien",
    "Adam Adams",
    "ann lower",
    "İlker Öz",
    "Mary-Kate Straße",
    "Annemarie Ek",
)
FOUND = {
    "Sean": "Seán O’Brien",
    "O'Brien": "Seán O’Brien",
    "o brien": "Seán O’Brien",
    "OBRIEN": "Seán O’Brien",
    "lukasz": "Łukasz Nowak",
    "Orjan": "Ørjan Berg",
    "Zoe": "Zoë Young",
    "Zoe\u0308  young": "Zoë Young",
    "Eabha": "Éabha Byrne",
    "Ann Marsh": "Ann\u00a0Marsh",
    "ilker oz": "İlker Öz",
    "mary kate": "Mary-Kate Straße",
    "Marykate": "Mary-Kate Straße",
    "strasse": "Mary-Kate Straße",
    "Anne-Marie": "Annemarie Ek",
}


@pytest.fixture
def named(caseload):
    for name in NAMES:
        candidates.add_candidate(caseload, name)
    return caseload


@pytest.mark.parametrize(("wanted", "name"), FOUND.items())
def test_a_name_is_found_however_accents_apostrophes_hyphens_and_strokes_are_typed(wanted, name):
    assert [found for found in NAMES if holds(found, wanted)] == [name]


def test_a_part_of_two_words_finds_nobody():
    assert not holds("Joe Dunn", "ed")
    assert not holds("Joe Dunn", "joed u n n x")


def test_list_and_commands_find_and_sort_names_in_one_way(named):
    listed = list_candidates(named)
    assert [candidate.name for candidate in listed] == [
        "Adam Adams",
        "ann lower",
        "Ann\u00a0Marsh",
        "Annemarie Ek",
        "Éabha Byrne",
        "İlker Öz",
        "Łukasz Nowak",
        "Mary-Kate Straße",
        "Ørjan Berg",
        "Seán O’Brien",
        "Zoë Young",
    ]
    for wanted, name in FOUND.items():
        assert [candidate.name for candidate in matching(listed, wanted)] == [name]
        assert find_candidate(named, wanted).name == name


def test_a_whole_name_is_found_beside_a_longer_one(caseload):
    for name in ("Ann Lee", "Joann Leeson"):
        candidates.add_candidate(caseload, name)
    assert find_candidate(caseload, "ann lee").name == "Ann Lee"


def test_the_search_in_every_portfolio_finds_names_in_the_same_way_and_shows_them_as_written(named):
    for wanted in ("Lukasz", "O'Brien", "OBrien", "o brien", "marykate", "strasse", "Orjan"):
        (hit,) = portfolio_status.find(named, wanted)
        assert holds(hit.name, wanted)
    (hit,) = portfolio_status.find(named, "lukasz")
    assert hit.words == "Łukasz Nowak"


def test_an_index_of_an_earlier_version_is_made_again(named):
    portfolio_status.bring_up_to_date(named)
    named.db.execute("DROP TABLE search")
    named.db.execute("CREATE VIRTUAL TABLE search USING fts5(words, stream UNINDEXED, place UNINDEXED)")
    create_side_tables(named.db)
    named.db.execute("DELETE FROM summary")
    named.listed_at = ()
    assert [hit.name for hit in portfolio_status.find(named, "lukasz")] == ["Łukasz Nowak"]


def test_another_candidate_is_noticed_in_a_note_however_the_name_is_typed():
    for words in ("Sean O'Brien’s desk", "With Seán OBrien", "sean o’brien helped"):
        assert names_in(words, "Mo Lee", ["Seán O’Brien"]) == (["Seán O’Brien"], [])
    assert names_in("Then Lukasz left", "Mo Lee", ["Łukasz Nowak"]) == ([], ["Łukasz Nowak"])
    assert names_in("we will do it", "Mo Lee", ["Will Young"]) == ([], [])


@cache
def _collator():
    return Collator()


_LETTERS = "".join(chr(code) for code in (*range(0x61, 0x7B), *range(0xC0, 0x24F), *range(0x391, 0x44F)))


@given(
    st.lists(
        st.text(st.sampled_from(_LETTERS + " ABCYZ"), min_size=1, max_size=6).map(
            lambda words: " ".join(words.split())
        ),
        max_size=8,
    )
)
def test_names_sort_as_the_unicode_collation_algorithm_orders_them(names):
    assert sorted(names, key=name_key) == sorted(names, key=lambda name: (_collator().sort_key(name), name))


@given(st.text(max_size=30))
def test_a_name_is_found_and_placed_alike_composed_or_not(name):
    apart = unicodedata.normalize("NFD", name)
    assert holds(name, apart)
    assert holds(apart, name)
    assert name_key(apart)[:3] == name_key(unicodedata.normalize("NFC", name))[:3]
