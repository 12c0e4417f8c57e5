"""Names, facts and remarks of any length: a paper is drawn, and the whole of them is on it."""

from dataclasses import replace

import pytest

from csassess.forms.content import Paper, SignatureLine, Signing
from csassess.services.papers import files
from csassess.services.papers.recording import recording_form_content
from csassess.services.papers.unit import unit_declaration
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import pdf_text
from tests.support.verifying import UNIT, decided

WORDS = " ".join(f"word{number}" for number in range(3000))
LINES = "\n".join(f"word{number}" for number in range(3000))


def with_words(paper: Paper, words: str) -> Paper:
    """Return a paper with one fact, one name and one remark of these words."""
    line = SignatureLine("Candidate’s signature", words, "2 March 2026", remark=words)
    blocks = (*paper.blocks, Signing("This is a true account.", (line,)))
    return replace(paper, facts=(*paper.facts, ("Workplace", words)), blocks=blocks)


@pytest.mark.parametrize("words", [WORDS, LINES, "w" * 30_000], ids=["words", "lines", "one word"])
def test_long_facts_names_and_remarks_are_printed_whole(caseload, words):
    candidate, _ = decided(caseload)
    paper = with_words(unit_declaration(caseload, portfolio_view(caseload, candidate.id), UNIT), words)
    printed = "".join(pdf_text(files.draw(paper)).split())
    for word in ("word0", "word1500", "word2999") if words != "w" * 30_000 else ():
        assert printed.count(word) >= 3
    assert words != "w" * 30_000 or printed.count("w") >= 3 * len(words)


def test_long_names_facts_and_notes_leave_the_recording_form_drawn(caseload):
    candidate, _ = decided(caseload)
    content = recording_form_content(caseload, portfolio_view(caseload, candidate.id), UNIT)
    signed = tuple(
        SignatureLine(name, WORDS, "2 March 2026", remark=WORDS) for name in content.layout.signatures
    )
    heading = replace(content.heading, facts=(*content.heading.facts, ("Workplace", LINES)))
    printed = pdf_text(files.draw(replace(content, signed=signed, heading=heading, notes=(WORDS, LINES))))
    assert printed.count("word2999") == 2 * len(signed) + 3


def test_what_is_short_stands_beside_the_line_and_nowhere_else(caseload):
    candidate, _ = decided(caseload)
    paper = with_words(
        unit_declaration(caseload, portfolio_view(caseload, candidate.id), UNIT), "Harbourside"
    )
    printed = pdf_text(files.draw(paper))
    assert printed.count("Harbourside") == 3
    assert "whole below" not in printed
