"""Every document of the second set: its file name, how it is drawn, and what a reader should find in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.units.reading.documents import office, pdf, pdf_plain
from tests.units.reading.documents.content import (
    BEES,
    CHEESE,
    CHOIR,
    FERRY,
    STORM,
    WALL,
    Specification,
    relabelled,
)


@dataclass(frozen=True)
class Case:
    """A document and the units in it."""

    file: str
    draw: Callable[[], bytes]
    units: tuple[Specification, ...]
    origin: str = "born-digital"


def _case(
    file: str, draw: Callable[[Specification], bytes], unit: Specification, found: Specification | None = None
) -> Case:
    return Case(file, lambda: draw(unit), (found or unit,))


_UNLABELLED = relabelled(WALL, lambda _outcome, _at: None)
_LETTERED = relabelled(CHOIR, lambda _outcome, at: chr(96 + at))
_COUNTED = relabelled(CHEESE, lambda _outcome, at: str(at))
_STANDARD = replace(
    BEES,
    outcomes=tuple(
        replace(told, criteria=tuple((f"{letter}{label}", words) for label, words in told.criteria))
        for letter, told in zip("PK", BEES.outcomes, strict=True)
    ),
)
_BARE = replace(WALL, requirements=())
_DAMAGED = replace(
    _BARE,
    outcomes=tuple(
        replace(
            told,
            criteria=tuple(
                (label, words.replace("o", "\ufffd", 1) if label == "1.2" else words)
                for label, words in told.criteria
            ),
        )
        for told in WALL.outcomes
    ),
)

CASES = (
    _case("two-columns-unruled.pdf", pdf.two_columns_unruled, WALL),
    _case("two-columns-unruled-2.pdf", pdf.two_columns_unruled, CHEESE),
    _case("two-columns-unruled-3.pdf", pdf.two_columns_unruled, CHOIR),
    _case("three-columns-landscape.pdf", pdf.three_columns_landscape, WALL),
    _case(
        "three-columns-landscape-2.pdf", lambda unit: pdf.three_columns_landscape(unit, ruled=False), CHEESE
    ),
    _case("headed-sections.pdf", pdf.headed_sections, WALL),
    _case("headed-sections-2.pdf", pdf.headed_sections, CHOIR),
    _case("flush-left.pdf", pdf.flush_left, WALL),
    _case("flush-left-2.pdf", pdf.flush_left, CHEESE),
    _case("graded-grid.pdf", pdf.graded_grid, STORM),
    _case("standard-integers.pdf", pdf.occupational_standard, BEES),
    _case("standard-letters.pdf", lambda unit: pdf.occupational_standard(unit, "{}"), _STANDARD),
    _case("newspaper.pdf", pdf.newspaper, FERRY),
    _case("centred-labels.pdf", pdf.centred_labels, WALL),
    _case("centred-labels-2.pdf", pdf.centred_labels, CHEESE),
    Case("handbook.pdf", lambda: pdf.handbook([WALL, CHOIR, CHEESE]), (WALL, CHOIR, CHEESE)),
    _case("damaged.pdf", pdf_plain.damaged, _BARE, _DAMAGED),
    _case("bulleted.pdf", pdf_plain.bulleted, _BARE, replace(_UNLABELLED, requirements=())),
    _case("lettered.pdf", pdf_plain.lettered, replace(_LETTERED, requirements=())),
    _case("spread.pdf", pdf_plain.spread, WALL),
    _case("spread-2.pdf", pdf_plain.spread, CHOIR),
    _case("spread-3.pdf", pdf_plain.spread, CHEESE),
    _case("word-by-styles.docx", office.word_by_styles, CHOIR),
    _case("word-by-styles-2.docx", office.word_by_styles, WALL),
    _case("word-table-glued.docx", office.word_table_glued, WALL),
    _case("word-table-glued-2.docx", office.word_table_glued, CHEESE),
    _case("word-rows-spanning.docx", office.word_rows_spanning, WALL),
    _case("lists.odt", office.odt_lists, CHOIR),
    _case("lists-2.odt", office.odt_lists, WALL),
    _case("register.html", office.web_table, CHOIR),
    _case("register-2.html", office.web_table, WALL),
    _case(
        "headings.html", office.web_headings, replace(_COUNTED, requirements=(), reference=None, hours=None)
    ),
    _case("wrapped.txt", office.wrapped_text, CHOIR),
    _case("wrapped-2.txt", office.wrapped_text, CHEESE),
    _case("labels-below.txt", office.labels_below, _BARE),
)


def gold() -> dict:
    """Return what a reader should find in every document, as `gold.json` beside the samples does."""
    made: dict = {"_files": {}}
    for case in CASES:
        stem = case.file.rpartition(".")[0]
        ids = [f"{stem}-{at}" for at in range(1, len(case.units) + 1)]
        made["_files"][case.file] = {"origin": case.origin, "units": ids}
        made |= {name: unit.gold(name) for name, unit in zip(ids, case.units, strict=True)}
    return made
