"""More invented units, for layouts of other kinds."""

from dataclasses import replace

from tests.units.reading.documents.content import Specification, Told, numbered

WELL = Specification(
    title="Restore a village hand pump and its well",
    number="H/77",
    reference="Y/994/1180",
    level="Entry 3",
    credit="2",
    hours="18",
    outcomes=numbered(
        (
            "Be able to take the pump apart",
            "performance",
            (
                "Isolate the pump and cover the mouth of the well",
                "Draw the rods and lay them out in the order in which they came",
                "Measure wear on the leather cup, the foot valve and the barrel, and note it",
            ),
        ),
        (
            "Be able to put the pump back into use",
            "performance",
            (
                "Cut and soak new leathers to the pattern of the old",
                "Prime the pump with no more than 2 litres of clean water",
                "Adjust the stroke until the flow is steady and reaches at least\n- 15 litres a "
                "minute by hand"
                "\n- 25 litres a minute by motor",
                "Take a sample for the laboratory and keep the pump locked until the result is known",
            ),
        ),
        (
            "Know why well water must be tested",
            "knowledge",
            ("State three ways in which a well is made foul", "Say who may open a well to the public"),
        ),
    ),
)

SIGN = Specification(
    title="Interpret between a deaf customer and a shop assistant",
    number="BSLX11",
    level="6",
    credit="9",
    hours="60",
    reference="L/995/0042",
    outcomes=numbered(
        (
            "Understand the role of the interpreter",
            "knowledge",
            (
                "Explain why an interpreter takes no side in a sale",
                "Analyse two cases in which an interpreter’s note-taking helped or harmed the customer",
                "Evaluate codes of conduct of two professional bodies with regard to "
                "confidentiality, fees and/or "
                "withdrawal from an assignment",
                "Discuss the limits of one’s own skill (for example with regional signs) and how "
                "to make them known",
            ),
        ),
        (
            "Be able to interpret in both directions",
            "performance",
            (
                "Agree positions, light and pauses with both people before the talk begins",
                "Convey meaning, tone and intent faithfully at the speed of the talk",
                "Ask for repetition or clarification without breaking the flow more often than is needed",
                "Correct an error openly as soon as it is noticed",
                "Close the assignment and keep no notes that name the customer",
            ),
        ),
    ),
    requirements=(
        ("You must interpret on at least three separate occasions for different customers.", ()),
        ("Your assessor must observe you in a shop, not in a classroom.", ()),
    ),
    guidance=(
        "Codes of conduct could include those of the registers.",
        "Regional signs: numbers, colours, days",
    ),
)

TRAM = Specification(
    title="Drive a heritage tram with passengers",
    number="TR0/4",
    level="2",
    outcomes=(
        Told(
            "1",
            "Prepare the tram for service",
            "performance",
            (
                ("a", "Brakes, sanders and bell are tested before the tram leaves the depot"),
                ("b", "Defects are written on the card and handed to the fitter"),
                ("c", "The trolley is turned by the method of the depot"),
            ),
        ),
        Told(
            "2",
            "Drive on street track",
            "performance",
            (
                ("a", "Speed is kept to that shown, and to walking pace at stops and points"),
                ("b", "Points are set and checked before the tram passes over them"),
                ("c", "The tram is stopped level with the platform without a jolt"),
                ("d", "Other people on the road are warned in good time"),
            ),
        ),
    ),
)

CODED = Specification(
    title="Mend fishing nets by hand",
    number="NT5",
    reference="M/996/3317",
    level="1",
    credit="3",
    hours="25",
    outcomes=numbered(
        (
            "Know nets and twine",
            "knowledge",
            (
                "Name the parts of a trawl",
                "Identify twines by material and by number",
                "Describe the knots used in mending and what each is for",
            ),
        ),
        (
            "Be able to mend a net",
            "performance",
            (
                "Trim the hole to clean meshes",
                "Mend with needle and gauge so that new meshes match the old to within 2 mm",
                "Finish and check the work under load",
                "Put the net away dry",
            ),
        ),
    ),
)

HEBREW = Specification(
    title="הפעלת ספרייה קהילתית",
    number="HE1",
    level="2",
    outcomes=numbered(
        (
            "קבלת קוראים",
            "performance",
            ("לקבל את פני הקורא בברכה", "לברר מה הקורא מחפש", "להסביר את כללי ההשאלה"),
        ),
        ("הכרת האוסף", "performance", ("לאתר ספר בקטלוג", "להחזיר ספר למקומו")),
    ),
)


def with_labels(unit: Specification, pattern: str) -> Specification:
    """Return a unit with labels of another form: "{o}" is the outcome, "{c}" the criterion."""
    return replace(
        unit,
        outcomes=tuple(
            replace(
                told,
                criteria=tuple(
                    (pattern.format(o=number, c=at), words) for at, (_, words) in enumerate(told.criteria, 1)
                ),
            )
            for number, told in enumerate(unit.outcomes, 1)
        ),
    )
