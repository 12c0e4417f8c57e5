"""The third set of documents: other layouts and other wording."""

from dataclasses import replace

from tests.units.reading.documents import office, office_more, pdf, pdf_more
from tests.units.reading.documents.cases import _STANDARD, Case, _case
from tests.units.reading.documents.content_more import CODED, HEBREW, SIGN, TRAM, WELL, with_labels

_BARE = {"reference": None, "hours": None, "requirements": ()}
_COUNTED = with_labels(SIGN, "{c}")
_PLAIN = replace(WELL, **_BARE)

_TRAM = with_labels(replace(TRAM, number="TR4"), "{o}.{c}")

MORE = (
    _case("spanning-rows.pdf", pdf_more.spanning_rows, SIGN),
    _case("spanning-rows-2.pdf", pdf_more.spanning_rows, WELL),
    _case("outcomes-counted.pdf", pdf_more.outcomes_counted, _COUNTED),
    _case("outcomes-counted-2.pdf", pdf_more.outcomes_counted, with_labels(WELL, "{c}")),
    _case("range-statements.pdf", pdf_more.range_statements, TRAM),
    _case("plain-headings.pdf", pdf_more.plain_headings, _STANDARD),
    _case("tracking-sheet.pdf", pdf_more.tracking_sheet, replace(SIGN, requirements=())),
    _case("tracking-sheet-2.pdf", pdf_more.tracking_sheet, WELL),
    _case("turned.pdf", pdf_more.turned, WELL),
    Case(
        "handbook-of-headings.pdf",
        lambda: pdf_more.handbook_of_headings([CODED, WELL, SIGN]),
        (CODED, WELL, SIGN),
    ),
    _case("coded.pdf", pdf_more.coded, with_labels(CODED, "AC{o}.{c}"), CODED),
    _case("coded-2.pdf", pdf_more.coded, with_labels(SIGN, "{o}.{c}")),
    _case("dense.pdf", pdf_more.dense, CODED),
    _case("dense-2.pdf", pdf_more.dense, WELL),
    _case("empty-outcome.pdf", pdf.two_columns_unruled, CODED, CODED),
    _case("word-typed.docx", office_more.word_typed, _PLAIN),
    _case("word-typed-2.docx", office_more.word_typed, replace(SIGN, **_BARE)),
    Case(
        "word-two-units.docx",
        lambda: office_more.word_two_units([WELL, _TRAM]),
        (replace(WELL, credit=None, **_BARE), replace(_TRAM, credit=None, **_BARE)),
    ),
    _case("divisions.html", office_more.web_divisions, replace(WELL, credit=None, **_BARE)),
    _case("divisions-2.html", office_more.web_divisions, replace(SIGN, credit=None, **_BARE)),
    _case("terms.html", office_more.web_terms, replace(SIGN, credit=None, **_BARE)),
    _case("marked.txt", office_more.marked_text, replace(CODED, credit=None, **_BARE)),
    _case("tight.txt", office_more.tight_text, replace(CODED, credit=None, **_BARE)),
    _case("pasted-rows.txt", office_more.pasted_rows, replace(SIGN, **_BARE)),
    _case("right-to-left.docx", office.word_by_styles, HEBREW),
    _case("right-to-left.txt", office.wrapped_text, HEBREW),
    _case("right-to-left.html", office.web_table, HEBREW),
)
