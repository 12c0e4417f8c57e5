"""Papers can be read on a photocopy, and written on by hand."""

import pytest
from reportlab.lib.units import mm

from csassess.forms import paper
from csassess.forms.content import (
    AccountEntry,
    Grid,
    Heading,
    Identification,
    Paper,
    SignatureLine,
    Signing,
    Words,
)
from csassess.forms.layout import styles
from csassess.forms.layout.styles import WIDTH, Style
from csassess.forms.signatures import signature_block
from tests.papers.structure import read

STYLES = {name: value for name, value in vars(styles).items() if isinstance(value, Style)}


def drawn(*blocks):
    return paper.draw(Paper(Identification("Paper", "FRM", "1", "0" * 12), "", (("Name", "Value"),), blocks))


def test_nothing_is_smaller_than_8_points_and_text_is_9_and_a_half():
    assert min(style.size for style in STYLES.values()) == 8
    assert styles.BODY.size == 9.5


@pytest.mark.parametrize("name", STYLES)
def test_type_is_dark_enough_for_a_photocopier(name):
    red, green, blue = STYLES[name].colour.rgb()
    assert 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.3


def test_a_line_to_sign_is_15_mm_high_and_has_the_name_of_who_signs():
    lines = (SignatureLine("Candidate’s signature", printed="Mo Candidate"), SignatureLine("Verifier"))
    _, _, first, second = signature_block("Declared.", lines, "Date")
    assert first.height(WIDTH) >= 15 * mm
    assert second.height(WIDTH) >= 15 * mm
    words = [e.words for e in read(drawn(Signing("Declared.", lines)))[0].walk()]
    assert words[words.index("Candidate’s signature") + 1] == "Mo Candidate"
    assert words[words.index("Verifier") + 1] == "Name"


@pytest.mark.parametrize("lines", range(1, 90, 4))
def test_a_signature_block_is_on_a_page_with_the_last_lines_of_what_it_signs(lines):
    words = " ".join(f"word{number}" for number in range(lines * 12))
    for blocks in ((Words(words),), (Heading("Account"), AccountEntry("", "10:00", words))):
        pdf = drawn(*blocks, Signing("Declared.", (SignatureLine("Signature"),)))
        _, pages = read(pdf)
        signed = next(page for page in pages if "Declared." in "".join(page.words.values()))
        assert f"word{lines * 12 - 1}" in "".join(signed.words.values())


def test_blank_rows_have_room_for_a_hand():
    table = paper.story_of(
        Paper(Identification("P", "F", "1", "0" * 12), "", (), (Grid(("A",), (), (1,), empty=4),))
    )[-2]
    assert table.height(WIDTH) > 4 * 15 * mm
