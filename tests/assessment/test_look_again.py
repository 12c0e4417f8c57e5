"""What is to be looked at again before an item is accepted: never a bar."""

from dataclasses import replace
from datetime import date

import pytest

from csassess.domain.asking.lines import Kind
from csassess.domain.personal_data import personal_data
from csassess.domain.records.evidence import Method, NoteKind
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import would_ask
from csassess.services.visits import visits

LONG = "She greeted the customer, asked what was wrong and put it right at once."


def to_look_at(caseload, candidate, item):
    """Return what is to be looked at, besides that nobody signed these accounts."""
    lines = would_ask.before_accepting(caseload, candidate, item.id)
    return [line.what for line in lines if line.kind is not Kind.ACCOUNT_UNSIGNED]


def add_product(caseload, mo, on=date(2026, 3, 2), method=Method.WORK_PRODUCT, words=LONG):
    item = evidence.add_item(caseload, mo.id, method, "Log", on)
    note = evidence.add_note(caseload, mo.id, item.id, words)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    return item


def test_sound_evidence_is_not_pointed_out(caseload, mo):
    assert to_look_at(caseload, mo.id, add_product(caseload, mo)) == []


def test_an_observation_before_the_registration_is_pointed_out_but_an_earlier_work_product_is_not(
    caseload, mo
):
    candidates.register(caseload, mo.id, "NVQ", "", "1", date(2026, 3, 1))
    early = add_product(caseload, mo, date(2026, 2, 1), Method.OBSERVATION)
    product = add_product(caseload, mo, date(2026, 2, 1), words="Another log, of all that she did that week.")
    prior = add_product(
        caseload,
        mo,
        date(2024, 2, 1),
        Method.PRIOR_LEARNING,
        "Told at length, long before, elsewhere and in full.",
    )
    assert to_look_at(caseload, mo.id, early) == [
        "it is of 1 February 2026, before the registration on 1 March 2026"
    ]
    assert to_look_at(caseload, mo.id, product) == to_look_at(caseload, mo.id, prior) == []


def test_evidence_with_a_future_date_is_pointed_out(caseload, mo):
    assert to_look_at(caseload, mo.id, add_product(caseload, mo, date(2026, 3, 3))) == [
        "it is of 3 March 2026, which is still to come"
    ]


@pytest.mark.parametrize(
    ("day", "old"), [(date(2025, 3, 3), False), (date(2025, 3, 2), True), (date(2024, 1, 1), True)]
)
def test_evidence_as_old_as_the_centre_s_limit_is_pointed_out(caseload, mo, day, old):
    caseloads.change_centre(caseload, replace(caseloads.centre_of(caseload), current_for=12))
    assert (
        any(
            "takes evidence as current for 12" in words
            for words in to_look_at(caseload, mo.id, add_product(caseload, mo, day))
        )
        is old
    )


def test_old_evidence_is_not_pointed_out_if_the_centre_has_no_limit(caseload, mo):
    assert to_look_at(caseload, mo.id, add_product(caseload, mo, date(2001, 1, 1))) == []


def test_the_same_account_under_two_candidates_is_pointed_out_for_each(caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    copied = evidence.add_item(caseload, other.id, Method.WORK_PRODUCT, "Log", date(2026, 3, 2))
    evidence.add_note(caseload, other.id, copied.id, LONG.upper().replace(" ", "  "))
    for candidate, item in ((mo.id, add_product(caseload, mo)), (other.id, copied)):
        assert to_look_at(caseload, candidate, item) == ["the same account stands under another candidate"]


def test_two_short_notes_may_be_the_same(caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    same = evidence.add_item(caseload, other.id, Method.WORK_PRODUCT, "Log", date(2026, 3, 2))
    evidence.add_note(caseload, other.id, same.id, "All well.")
    assert to_look_at(caseload, mo.id, add_product(caseload, mo, words="All well.")) == [
        "it says very little"
    ]


def test_knowledge_by_observation_is_pointed_out_until_a_question_shows_it(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Desk")
    observed = evidence.add_note(caseload, mo.id, item.id, LONG)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "4.1", observed.id)
    assert to_look_at(caseload, mo.id, item) == ["B10 (ocr-b10) 4.1: knowledge, with no question and answer"]
    evidence.remove_note(caseload, mo.id, observed)
    question = evidence.add_note(
        caseload,
        mo.id,
        item.id,
        "We follow the sheet on the wall.",
        kind=NoteKind.QUESTION,
        question="What then?",
    )
    references.tick(caseload, mo.id, item.id, "ocr-b10", "4.1", question.id)
    assert to_look_at(caseload, mo.id, item) == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Write to jo.bloggs@shop.co.uk today.", "an e-mail address"),
        ("Lives at SW1A 1AA now.", "a postcode"),
        ("Rang 01632 960 983 twice.", "a phone number"),
        ("Rang +44 7700 900123.", "a phone number"),
        ("Card 4111 1111 1111 1111 was refused.", "a card number"),
        ("Mrs Jones was cross.", "a customer’s name"),
    ],
)
def test_personal_data_is_recognised_by_kind(words, what):
    assert personal_data(words) == [what]


@pytest.mark.parametrize(
    "words",
    [
        "Order 4111 1111 1111 1112 was late.",
        "At 10:42 she took 3 calls of 12 minutes.",
        "Item B10 2.3",
        "She said miss it not.",
    ],
)
def test_text_without_personal_data_is_not_pointed_out(words):
    assert personal_data(words) == []


def test_what_is_pointed_out_does_not_prevent_accepting(caseload, mo):
    item = add_product(caseload, mo, date(2026, 3, 3))
    judgement.accept(caseload, mo.id, item.id)


def test_an_account_that_the_candidate_has_not_signed_is_looked_at_again_before_it_is_accepted(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    note = evidence.add_note(caseload, mo.id, item.id, "She greeted the customer and put it right at once.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    visits.finish(caseload, mo.id, item.id, FeedbackToCandidate(item.id, item.id))
    kinds = [line.kind for line in would_ask.before_accepting(caseload, mo.id, item.id)]
    assert kinds == [Kind.ACCOUNT_UNSIGNED]
