"""More documents in layouts that were new to the reader, and what it should find in them."""

from tests.units.reading.documents import pdf_unseen, pdf_unseen_more
from tests.units.reading.documents.cases import Case
from tests.units.reading.documents.cases_unseen import FLAT, SHOES
from tests.units.reading.documents.content import relabelled

COUNTED = relabelled(SHOES, lambda _outcome, at: str(at))

UNSEEN_MORE = (
    Case("strange-heads.pdf", lambda: pdf_unseen_more.strange_heads(SHOES), (SHOES,)),
    Case("close-columns.pdf", lambda: pdf_unseen_more.close_columns(SHOES), (SHOES,)),
    Case("no-heads.pdf", lambda: pdf_unseen_more.no_heads(SHOES), (SHOES,)),
    Case("wide-no-heads.pdf", lambda: pdf_unseen_more.wide_no_heads(SHOES), (SHOES,)),
    Case("notes-of-the-same-size.pdf", lambda: pdf_unseen_more.notes_of_the_same_size(SHOES), (SHOES,)),
    Case("notes-at-the-foot.pdf", lambda: pdf_unseen_more.notes_at_the_foot(SHOES), (SHOES,)),
    Case("outcomes-in-the-middle.pdf", lambda: pdf_unseen_more.outcomes_in_the_middle(SHOES), (SHOES,)),
    Case("counted-with-feet.pdf", lambda: pdf_unseen_more.counted_with_feet(COUNTED), (COUNTED,)),
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
