"""Canonical bytes: equal values have equal bytes."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.data.storage.canonical import canonical, commitment, digest

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def normal(value):
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [normal(part) for part in value]
        case dict():
            return {key: normal(part) for key, part in value.items()}
    return value


@given(VALUES)
def test_canonical_bytes_parse_to_the_value_in_nfc(value):
    assert json.loads(canonical(value)) == normal(value)


@given(VALUES)
def test_a_parsed_value_has_the_same_canonical_bytes(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_the_order_of_keys_makes_no_difference(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@given(TEXT)
def test_composed_and_decomposed_text_have_the_same_bytes(value):
    assert canonical(unicodedata.normalize("NFD", value)) == canonical(unicodedata.normalize("NFC", value))


@given(VALUES, VALUES)
def test_different_values_have_different_digests(one, other):
    same = json.dumps(normal(one), sort_keys=True) == json.dumps(normal(other), sort_keys=True)
    assert (digest(one) == digest(other)) is same


def test_the_bytes_are_those_of_rfc_8785():
    value = {"b": [1, -1, True, None], "a": 'é"\\\n\u0007', "B": {}}
    assert canonical(value) == '{"B":{},"a":"é\\"\\\\\\n\\u0007","b":[1,-1,true,null]}'.encode()


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), "\ud800", {1: 1}, b"bytes", {"a": [{"b": 0.5}]}, {1}],
    ids=repr,
)
def test_a_value_without_one_canonical_form_is_refused(value):
    with pytest.raises(ValueError, match=r".+"):
        canonical(value)


@given(VALUES, st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_a_commitment_binds_to_value_and_salt(value, salt, other):
    assert commitment(salt.hex(), value) == commitment(salt.hex(), value)
    assert (commitment(salt.hex(), value) == commitment(other.hex(), value)) is (salt == other)
    assert commitment(salt.hex(), value) != digest(value)
