"""Documents in layouts that were new to the reader, and what it should find in them."""

from dataclasses import replace

from tests.units.reading.documents import pdf_unseen
from tests.units.reading.documents.cases import Case
from tests.units.reading.documents.content import Specification, Told

SHOES = Specification(
    title="Resole and heel walking shoes",
    number="LS14",
    reference="Y/771/3302",
    level="2",
    credit="6",
    hours="45",
    outcomes=(
        Told(
            "1",
            "Be able to prepare shoes for repair",
            "performance",
            (
                ("1.1", "Clean both shoes and dry them without heat"),
                (
                    "1.2",
                    "Find out from the customer how the shoes are worn, on which ground and how far, before"
                    " the work is priced",
                ),
                (
                    "1.3",
                    "Mark each shoe with the number of the ticket so that pairs stay together through every"
                    " stage of the repair",
                ),
                (
                    "1.4",
                    "Remove the worn sole and heel without cutting the welt or the stitches that hold it",
                ),
            ),
        ),
        Told(
            "2",
            "Be able to fit new soles and heels",
            "performance",
            (
                ("2.1", "Choose soling material of the thickness that the maker names for this kind of shoe"),
                (
                    "2.2",
                    "Prepare the surfaces that are to be glued:\n- roughen the leather evenly\n- brush off"
                    " all dust\n- keep glue off the upper",
                ),
                (
                    "2.3",
                    "Apply glue in two thin coats and let each dry for the time that its container states"
                    " before the sole is pressed on",
                ),
                (
                    "2.4",
                    "Trim the edges flush with the welt and finish them to match the other shoe of the pair",
                ),
                ("2.5", "Check both heels for equal height on a flat surface"),
            ),
        ),
        Told(
            "3",
            "Understand how walking shoes are made",
            "knowledge",
            (
                ("3.1", "Describe the parts of a welted shoe and what each of them does for the wearer"),
                ("3.2", "Explain why a cemented sole cannot be stitched again"),
                (
                    "3.3",
                    "Compare natural rubber with two other soling materials with regard to wear, grip on wet"
                    " ground and price",
                ),
                ("3.4", "State when a shoe should not be repaired and how the customer is told"),
            ),
        ),
    ),
)
STALL = Specification(
    title="Run a stall at a weekly market",
    number="MT3",
    reference="H/640/1178",
    level="1",
    credit="4",
    hours="32",
    outcomes=(
        Told(
            None,
            "",
            "performance",
            (
                ("P1", "set up the stall before the market opens and leave the gangway free"),
                ("P2", "price every item where the customer can read it"),
                ("P3", "serve customers in the order in which they came"),
                (
                    "P4",
                    "give change by counting it into the hand of the customer, from the smallest coin to the"
                    " largest note",
                ),
                ("P5", "keep takings out of sight and count them twice at the end of the day"),
                ("P6", "leave the pitch as clean as it was found"),
            ),
        ),
        Told(
            None,
            "",
            "knowledge",
            (
                ("K1", "the rules of the market and who enforces them"),
                ("K2", "which goods may not be sold without a licence"),
                (
                    "K3",
                    "how goods are kept safe in different weather:\n- wind that lifts the awning\n- rain on"
                    " paper and cloth\n- heat on food",
                ),
                ("K4", "why prices have to be shown"),
                ("K5", "how to tell a forged note from a good one"),
                ("K6", "what to do if a customer is short-changed"),
                (
                    "K7",
                    "where the nearest of each of these is found:\n- fire extinguisher\n- first-aid box and"
                    " the person who is trained to use it",
                ),
                ("K8", "the weight that a person may lift alone"),
                ("K9", "how waste is sorted at this market"),
            ),
        ),
    ),
)


def _deeper(unit: Specification) -> Specification:
    """Return the unit with labels of three numbers, as the sections of a report have."""
    return replace(
        unit,
        outcomes=tuple(
            replace(
                told,
                label=f"1.{told.label}",
                criteria=tuple((f"1.{label}", words) for label, words in told.criteria),
            )
            for told in unit.outcomes
        ),
    )


def _plain(unit: Specification) -> Specification:
    """Return the unit without lists below its criteria."""
    return replace(
        unit,
        outcomes=tuple(
            replace(
                told,
                criteria=tuple(
                    (label, words.replace(":\n- ", " ").replace("\n- ", " and "))
                    for label, words in told.criteria
                ),
            )
            for told in unit.outcomes
        ),
    )


DEEP, FLAT = _deeper(SHOES), _plain(SHOES)

UNSEEN = (
    Case("two-columns-of-text.pdf", lambda: pdf_unseen.two_columns_of_text(FLAT), (FLAT,)),
    Case("four-columns.pdf", lambda: pdf_unseen.four_columns_landscape(SHOES), (SHOES,)),
    Case("coloured-labels.pdf", lambda: pdf_unseen.coloured_labels(SHOES), (SHOES,)),
    Case("numbered-sections.pdf", lambda: pdf_unseen.numbered_sections(DEEP), (DEEP,)),
    Case("rows-over-pages.pdf", lambda: pdf_unseen.rows_over_pages(SHOES), (SHOES,)),
    Case("stacked.pdf", lambda: pdf_unseen.stacked(SHOES), (SHOES,)),
    Case("knowledge-lists.pdf", lambda: pdf_unseen.knowledge_lists(STALL), (STALL,)),
    Case("margin-notes.pdf", lambda: pdf_unseen.notes_in_the_margin(SHOES), (SHOES,)),
    Case("facts-in-cells.pdf", lambda: pdf_unseen.facts_in_cells(SHOES), (SHOES,)),
    Case("feet-like-criteria.pdf", lambda: pdf_unseen.feet_like_criteria(SHOES), (SHOES,)),
    Case("scanned-rows.pdf", lambda: pdf_unseen.scanned_rows(FLAT), (FLAT,), "scan"),
)
