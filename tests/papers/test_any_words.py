"""Whatever a record holds, its papers are drawn, and what they say is what was put in."""

import os
import unicodedata

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from csassess.domain.units.units import FormTable, RecordingForm
from csassess.forms import paper, recording_form
from csassess.forms.content import (
    AccountEntry,
    FormHeading,
    FormRow,
    Grid,
    Heading,
    Identification,
    Letterhead,
    Mark,
    Paper,
    Picture,
    RecordingFormContent,
    SignatureLine,
    Signing,
    Words,
)
from csassess.forms.layout.fonts import MISSING, REGULAR, font_of, printable
from csassess.services.papers.files import draw
from tests.papers.every_field import every_paper, set_words, word_fields
from tests.papers.structure import read
from tests.support.builders import Clock, closed_caseload, reopened
from tests.support.hostile_words import hostile
from tests.support.pictures import encoded, scene

EXAMPLES = int(os.environ.get("CSASSESS_FUZZ", "15"))
ORDINARY, LIMIT = 60, 100_000  # characters of a usual field, and of the longest that may be typed
TOKEN = "Qzxwv"
SMALL_FORM = RecordingForm(
    "Form", "No", "Description", "Notes", "Declared.", ("Signature",), "Date", (FormTable("All", ("1.1",)),)
)
JPEG = encoded(scene((64, 48)))

SLOW = {
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
    "phases": [Phase.explicit, Phase.generate],  # words of the greatest length are not worth shrinking
}

ALPHABETS = {
    "plain": "abc defg. ",
    "emoji": "a😀👩‍👩‍👧🏳️‍🌈❤️ ",
    "right to left": "שלום مرحبا ",
    "Chinese, Japanese, Korean": "漢字かな한글 ",
    "combining": "e\u0301o\u0308n\u0303x\u0336\u0489 ",
    "control": "a\x01\x07\x1b\u200b\u00ad\u202e\x85\u2028\v\f\t\r\n ",
    "symbols": "☐✓→☎♻◆<b>&amp;</b>()\\ ",
}


@st.composite
def any_words(draw_from, *, longest=LIMIT):
    """Return words of no, one, ordinary, ten times ordinary, or the greatest length."""
    alphabet = ALPHABETS[draw_from(st.sampled_from(sorted(ALPHABETS)))]
    length = min(longest, draw_from(st.sampled_from((0, 1, ORDINARY, 10 * ORDINARY, LIMIT))))
    seed = draw_from(st.text(alphabet, min_size=1, max_size=ORDINARY))
    return (seed * (length // len(seed) + 1))[:length]


def shown(words):
    """Return words as a paper shows them, without white space."""
    return "".join(
        MISSING if not font_of(character, REGULAR) else character
        for character in printable(words)
        if not character.isspace()
    )


def without_space(words):
    return "".join(words.split())


def names_of_missing(words):
    found = {c for c in printable(words) if c != "\n" and not font_of(c, REGULAR)}
    return [f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() for character in found]


def assert_shows(pdf, *words):
    """Check that each of the words is read in one piece, and that nothing is drawn outside the structure."""
    root, pages = read(pdf)
    texts = [without_space(element.all_words) for element in root.walk()]
    whole = " ".join(element.words for element in root.walk())
    for each in words:
        assert any(shown(each) in text for text in texts), each[:80]
        for name in names_of_missing(each):
            assert without_space(name) in without_space(whole)
    assert [page.untagged for page in pages] == [[] for _ in pages]


@settings(max_examples=EXAMPLES, **SLOW)
@given(st.data())
def test_any_words_in_any_part_of_a_paper_are_drawn_and_read_whole(data):
    parts = ("title", "subtitle", "fact", "value", "heading", "words", "cell", "head", "margin", "said")
    parts += ("caption", "declaration", "label", "name", "day", "remark", "printed", "letterhead", "privacy")
    usual = {part: f"usual {part}" for part in parts}
    chosen = data.draw(st.sampled_from(parts))
    odd = data.draw(any_words(longest=LIMIT if chosen in ("words", "said", "cell", "value") else 40_000))
    values = {**usual, chosen: odd}
    letterhead = Letterhead(values["letterhead"], JPEG, values["privacy"])
    content = Paper(
        Identification(values["title"], "OBR", "1", "0" * 12, "Subject", "", letterhead),
        values["subtitle"],
        ((values["fact"], values["value"]), ("Centre", "Harbour")),
        (
            Heading(values["heading"]),
            Words(values["words"]),
            AccountEntry(values["margin"], values["head"], values["said"]),
            Picture(JPEG, values["caption"], values["margin"]),
            Grid((values["head"], "Other"), ((values["cell"], "x"), ("y", values["cell"])), (1, 3)),
            Grid(("", ""), ((values["cell"], "x"),), (3, 9)),
            Signing(
                values["declaration"],
                (
                    SignatureLine(values["label"], values["name"], values["day"], remark=values["remark"]),
                    SignatureLine(values["label"], printed=values["printed"]),
                ),
            ),
        ),
    )
    assert_shows(paper.draw(content), *values.values())


@settings(max_examples=max(5, EXAMPLES // 3), **SLOW)
@given(st.data())
def test_any_words_on_a_recording_form_are_drawn_and_read_whole(data):
    parts = ("unit", "fact", "number", "description", "remark", "method", "note", "name")
    chosen = data.draw(st.sampled_from(parts))
    values = {**{part: f"usual {part}" for part in parts}, chosen: data.draw(any_words(longest=20_000))}
    rows = tuple(
        FormRow(values["number"], values["description"], {"1.1": mark}, values["remark"], values["method"])
        for mark in (Mark.ACCEPTED, Mark.DRAFT, Mark.NOT_ALLOWED)
    )
    content = RecordingFormContent(
        Identification("Form", "CRF", "1", "0" * 12),
        FormHeading(values["unit"], (("Candidate", values["fact"]),)),
        SMALL_FORM,
        rows,
        (values["note"],),
        countersigned=True,
        signed=(SignatureLine(SMALL_FORM.signatures[0], values["name"]),),
        by_method=True,
    )
    assert_shows(recording_form.draw(content), *values.values())


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a caseload with a record of every kind, and its candidate's id."""
    caseload = reopened(closed_caseload(tmp_path_factory.mktemp("filled") / "caseload"), clock=Clock())
    candidate, _, _ = hostile(caseload)
    yield caseload, candidate.id
    caseload.close()


@pytest.mark.filterwarnings(
    "ignore:Generating overly large repr"
)  # of an example 10 times the ordinary length
@settings(max_examples=EXAMPLES, **SLOW)
@given(field=st.sampled_from(word_fields()), odd=any_words())
def test_a_field_that_a_paper_prints_is_on_it_whole_whatever_it_holds(filled, field, odd):
    caseload, candidate_id = filled
    before = set_words(caseload, candidate_id, *field, TOKEN)
    if before is None:
        return
    try:
        printing = [TOKEN in str(content) for content in every_paper(caseload, candidate_id)]
        set_words(caseload, candidate_id, *field, f"{TOKEN} {odd} {TOKEN}")
        papers = every_paper(caseload, candidate_id)
        for is_printed, content in zip(printing, papers, strict=True):
            pdf = draw(content)
            if is_printed and content.identification.form != "WEA":  # it quotes only what is short
                assert_shows(pdf, f"{TOKEN} {odd} {TOKEN}")
    finally:
        set_words(caseload, candidate_id, *field, before)
