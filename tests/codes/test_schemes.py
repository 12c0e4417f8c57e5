"""Record codes: what was decided before keeps its code, and what is listed now changes it."""

import dataclasses
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.domain.codes import listed
from csassess.domain.codes.schemes import account_code, decision_code, judgement_code, sample_code
from csassess.domain.portfolio import PARTS, Portfolio
from csassess.domain.records import witnesses
from csassess.domain.records.attachments import Attachment, AttachmentKind, Photograph
from csassess.domain.records.evidence import (
    Confirmation,
    Customer,
    CustomerFeedback,
    EvidenceItem,
    Judgement,
    Note,
    NoteKind,
    Outcome,
    Quality,
    Reference,
)
from csassess.domain.records.people import Candidate
from csassess.domain.records.signatures import FeedbackToCandidate, Signature, Signer, UnitSignature
from csassess.domain.records.verification import Action, LookedAt, Sample, Stage, Verdict
from csassess.domain.records.visits import Visit
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Setting

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SIGNED = datetime(2026, 3, 2, 12, tzinfo=UTC)
DIGEST = "a" * 64
FIRST_CODES = {
    "decision": "4904f1777fc2b9f8d10043212317cee0e3f654b459bae9f80119898d83c558bf",
    "account": "937747a799be36172ab736511a8a0d6ef9f364540571ee5d478919ddaa1277ff",
    "sample": "e6d5980e77a346e84483308e71c04a862335e793f9fd75e07d1cc06d4b5ec64c",
    "judgement": "20425bca344947a7e694a41ae201cab0fc99016183dcde04968c594227c86398",
}
"""As the version without schemes made them of this portfolio."""


def portfolio() -> Portfolio:
    """Return a portfolio with a record of each kind that a code may cover, all about one item."""
    return Portfolio(
        Candidate("c", "Mo"),
        visits=(Visit("v", DAY, "Harbour", AT, informed="by a notice"),),
        evidence=(EvidenceItem("e", "1", "OB", "At the counter", DAY, Setting.REAL_JOB_PAID, "v"),),
        notes=(Note("n", "e", AT, AT, NoteKind.QUESTION, "Since May.", "Since when?", "k"),),
        customers=(Customer("k", "e", "A", Demeanour.EASY),),
        feedback=(CustomerFeedback("f", "e", FeedbackOrigin.REQUESTED, "Quick", "Quicker", "n"),),
        references=(Reference("r", "e", "u", "1.1", "n"),),
        judgements=(Judgement("e", Outcome.ACCEPTED, DAY, "ann", "Old", (Quality.CURRENT,)),),
        confirmations=(Confirmation("s", "u", "3", "Three days", DAY, "ann", ("e",)),),
        photographs=(Photograph("p", "e", DIGEST, DIGEST, 4, 3, AT, caption="The counter"),),
        attachments=(
            Attachment("a", "e", DIGEST, "log.pdf", "application/pdf", 9, AttachmentKind.SHEET, AT),
        ),
        to_candidate=(FeedbackToCandidate("e", "e", "Calm"),),
        witnesses=(witnesses.Witness("w", "Wendy", "Supervisor", "her manager", "wendy@example.org"),),
        testimonies=(witnesses.Testimony("e", "w", "Ann"),),
        samples=(Sample("x", "u", Stage.FINAL, DAY, "vera", "Vera", ("e",), Verdict.AGREE),),
        looked_at=(LookedAt("l", "x", "e", "1.1"),),
        actions=(Action("b", "x", "u", "e", "Ask again", DAY, "vera", "Vera", AT),),
        signatures=(Signature("g", "e", Signer.CANDIDATE, "Mo", SIGNED, "code"),),
        unit_signatures=(UnitSignature("h", "u", Signer.CANDIDATE, "Mo", SIGNED, "code"),),
    )


def codes(record: Portfolio, scheme: int = 2) -> dict[str, str]:
    """Return the codes of the decision, account, sample and judgement in a portfolio."""
    item = next((item for item in record.evidence if item.id == "e"), None)
    sample = record.samples[0]
    return {
        "decision": decision_code("u", record, ("e",), scheme),
        "account": account_code(item, record, SIGNED, scheme) if item else "",
        "sample": sample_code(sample, record, scheme),
        "judgement": judgement_code("e", record, scheme),
    }


def test_the_codes_of_scheme_1_are_those_of_earlier_versions():
    assert codes(portfolio(), 1) == FIRST_CODES


def test_what_names_no_scheme_is_checked_by_the_first():
    records = (kind.record_type for kind in PARTS.values())
    defaults = [
        field.default for record in records for field in dataclasses.fields(record) if field.name == "scheme"
    ]
    assert defaults == [1] * 6


def test_a_scheme_that_is_not_known_gives_no_code():
    assert set(codes(portfolio(), 99).values()) == {""}


LISTS = {
    "decision": listed.DECISION,
    "judgement": listed.JUDGEMENT,
    "account": listed.ACCOUNT,
    "sample": listed.SAMPLE,
}
FIELDS = sorted(
    (kind.name, field) for part, kind in PARTS.items() if getattr(portfolio(), part) for field in kind.fields
)


def other(kind: Any, present: Any) -> st.SearchStrategy[Any]:
    """Return values of a type that differ from the present one."""
    return _of(kind).filter(lambda value: value != present)


def _of(kind: Any) -> st.SearchStrategy[Any]:
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*(_of(part) for part in get_args(kind)))
    if get_origin(kind) is tuple:
        return st.lists(_of(get_args(kind)[0]), max_size=3).map(tuple)
    if kind is type(None):
        return st.none()
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    return {
        str: st.text(min_size=1, max_size=12).filter(lambda words: bool(words.strip())),
        int: st.integers(0, 1000),
        bool: st.booleans(),
        date: st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        datetime: st.integers(0, 1_000_000).map(lambda minutes: SIGNED - timedelta(minutes=60 + minutes)),
    }[kind]


@pytest.mark.parametrize("of", LISTS)
@given(data=st.data())
def test_changing_a_listed_value_changes_the_code_and_changing_any_other_does_not(of, data):
    kind_name, field = data.draw(st.sampled_from(FIELDS))
    before = portfolio()
    part, kind = next((part, kind) for part, kind in PARTS.items() if kind.name == kind_name)
    (record,) = getattr(before, part)
    value = data.draw(other(kind.fields[field].type, getattr(record, field)))
    after = replace(before, **{part: (replace(record, **{field: value}),)})
    is_listed = field in LISTS[of].get(kind_name, ())
    assert (codes(after)[of] != codes(before)[of]) is is_listed


def test_a_visit_and_a_testimony_count_for_a_decision():
    before = portfolio()
    visit = replace(before.visits[0], on=date(2026, 3, 3))
    witness = replace(before.witnesses[0], role="Customer")
    for after in (replace(before, visits=(visit,)), replace(before, witnesses=(witness,))):
        assert codes(after)["decision"] != codes(before)["decision"]
        assert codes(after, 1)["decision"] == codes(before, 1)["decision"]


def test_the_words_of_an_item_that_no_paper_lists_change_no_paper():
    before = portfolio()
    after = replace(before, signatures=(), unit_signatures=(), samples=before.samples)
    for form in listed.PAPERS:
        for about in ("", "e", "u"):
            assert listed.paper_code(form, about, after) == listed.paper_code(form, about, before)


@given(data=st.data())
def test_a_paper_changes_its_code_with_every_value_that_it_lists_and_no_other(data):
    form = data.draw(st.sampled_from(sorted(listed.PAPERS)))
    kind_name, field = data.draw(st.sampled_from(FIELDS))
    before = portfolio()
    part, kind = next((part, kind) for part, kind in PARTS.items() if kind.name == kind_name)
    (record,) = getattr(before, part)
    value = data.draw(other(kind.fields[field].type, getattr(record, field)))
    after = replace(before, **{part: (replace(record, **{field: value}),)})
    is_listed = field in listed.PAPERS[form].get(kind_name, ())
    assert (listed.paper_code(form, "", after) != listed.paper_code(form, "", before)) is is_listed


def test_the_code_of_an_item_is_made_without_looking_at_the_records_of_others(monkeypatch):
    looked_at = []
    belongs = listed._items_of
    monkeypatch.setattr(listed, "_items_of", lambda *of: looked_at.append(of[1]) or belongs(*of))
    alone = portfolio()
    numbers = range(50)
    many = replace(
        alone,
        evidence=(*alone.evidence, *(replace(alone.evidence[0], id=f"e{n}", visit=f"v{n}") for n in numbers)),
        visits=(*alone.visits, *(replace(alone.visits[0], id=f"v{n}") for n in numbers)),
        notes=(*alone.notes, *(replace(alone.notes[0], id=f"n{n}", evidence=f"e{n}") for n in numbers)),
        references=(
            *alone.references,
            *(replace(alone.references[0], id=f"r{n}", evidence=f"e{n}") for n in numbers),
        ),
    )
    counts = []
    for record in (alone, many):
        looked_at.clear()
        judgement_code("e", record)
        account_code(record.evidence[0], record, SIGNED)
        counts.append(len(looked_at))
    assert counts[0] == counts[1]
    assert judgement_code("e", alone) == judgement_code("e", many)
