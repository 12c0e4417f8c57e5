"""More documents in layouts that were new to the reader, and what it should find in them."""

from dataclasses import replace

from tests.units.reading.documents import pdf_unseen, pdf_unseen_more, unseen_third
from tests.units.reading.documents.cases import Case
from tests.units.reading.documents.cases_unseen import FLAT, SHOES, STALL
from tests.units.reading.documents.content import relabelled

COUNTED = relabelled(SHOES, lambda _outcome, at: str(at))
LETTERED = replace(
    FLAT,
    outcomes=tuple(
        replace(
            told,
            label=letter,
            criteria=tuple((f"{letter}{at}", words) for at, (_, words) in enumerate(told.criteria, 1)),
        )
        for letter, told in zip("ABC", FLAT.outcomes, strict=True)
    ),
)

UNSEEN_MORE = (
    Case("strange-heads.pdf", lambda: pdf_unseen_more.strange_heads(SHOES), (SHOES,)),
    Case("close-columns.pdf", lambda: pdf_unseen_more.close_columns(SHOES), (SHOES,)),
    Case("no-heads.pdf", lambda: pdf_unseen_more.no_heads(SHOES), (SHOES,)),
    Case("wide-no-heads.pdf", lambda: pdf_unseen_more.wide_no_heads(SHOES), (SHOES,)),
    Case("notes-of-the-same-size.pdf", lambda: pdf_unseen_more.notes_of_the_same_size(SHOES), (SHOES,)),
    Case("notes-at-the-foot.pdf", lambda: pdf_unseen_more.notes_at_the_foot(SHOES), (SHOES,)),
    Case("outcomes-in-the-middle.pdf", lambda: pdf_unseen_more.outcomes_in_the_middle(SHOES), (SHOES,)),
    Case("counted-with-feet.pdf", lambda: pdf_unseen_more.counted_with_feet(COUNTED), (COUNTED,)),
    Case("letters-for-outcomes.pdf", lambda: unseen_third.letters_for_outcomes(LETTERED), (LETTERED,)),
    Case("box-beside.pdf", lambda: unseen_third.box_beside(SHOES), (SHOES,)),
    Case("performance-beside-knowledge.pdf", lambda: unseen_third.beside_knowledge(STALL), (STALL,)),
    Case("ruled-with-own-heads.pdf", lambda: unseen_third.ruled_with_own_heads(FLAT), (FLAT,)),
    Case("columns-of-spaces.txt", lambda: unseen_third.columns_of_spaces(FLAT), (FLAT,)),
    Case("cells-of-broken-lines.html", lambda: unseen_third.cells_of_broken_lines(FLAT), (FLAT,)),
    Case(
        "scanned-rules.pdf",
        lambda: pdf_unseen.as_scan(unseen_third.ruled_with_own_heads, FLAT),
        (FLAT,),
        "scan",
    ),
    Case(
        "scanned-close-columns.pdf",
        lambda: pdf_unseen.as_scan(pdf_unseen_more.close_columns, FLAT),
        (FLAT,),
        "scan",
    ),
    Case(
        "scanned-columns-of-text.pdf",
        lambda: pdf_unseen.as_scan(pdf_unseen.two_columns_of_text, FLAT),
        (FLAT,),
        "scan",
    ),
)
