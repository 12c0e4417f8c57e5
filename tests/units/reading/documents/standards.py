"""Occupational standards: lead words in a left column, sentences and their numbers right of it."""

from tests.units.reading.documents.pen import HEAVY, SANS, SLANTED, Pen

RIGHT = 200.0
PARTS = (
    ("Get the hive ready", ("choose a dry day for the visit", "light the smoker before you open the lid")),
    (
        "Look through the hive",
        (
            "lift each frame straight up, without turning it over, and hold it above the box while you look "
            "for the queen",
            "note how many frames hold brood",
            "close the hive as you found it",
        ),
    ),
)
KNOWING = ("why bees are calmer on a dry day", "how brood differs from stores", "whom to tell of a disease")


def beside_lead_words(mark: str = "{}.", *, facts: bool = True, subheads: bool = True) -> bytes:
    """Draw a standard whose sections have their heading in the left column, beside the words that lead in."""
    pen = Pen()
    pen.at(pen.left, 70, "BEKHV4", HEAVY, 12)
    pen.at(150, 95, "Look through a hive of bees", HEAVY, 18)
    pen.y = 120
    pen.at(pen.left, pen.y + 14, "Overview", HEAVY, 14)
    pen.y += 22
    pen.block(
        pen.left, "This standard is about opening a hive of bees and closing it again, on your own.", 480
    )
    pen.y += 20
    _head(pen, "Performance criteria", "You must be able to:")
    number = 0
    for title, sentences in PARTS:
        if subheads:
            pen.y += 8
            pen.block(RIGHT, title, 340, HEAVY)
        for words in sentences:
            number += 1
            _sentence(pen, mark.format(number), words)
    pen.y += 12
    _head(pen, "Knowledge and", "You need to know and understand:", "understanding")
    for number, words in enumerate(KNOWING, start=1):
        _sentence(pen, f"K{number}", words)
    pen.y += 16
    for key, value in (("Developed by", "Council of Beekeepers"), ("Validity", "Current")) if facts else ():
        pen.at(pen.left, pen.y + 10, key, HEAVY)
        pen.at(RIGHT, pen.y + 10, value)
        pen.y += 16
    return pen.finish()


def _head(pen: Pen, words: str, lead: str, more: str = "") -> None:
    pen.at(pen.left, pen.y + 10, words, HEAVY)
    pen.at(RIGHT, pen.y + 10, lead, SLANTED)
    pen.y += 13
    if more:
        pen.at(pen.left, pen.y + 10, more, HEAVY)
        pen.y += 13


def _sentence(pen: Pen, label: str, words: str) -> None:
    pen.y += 8
    pen.at(RIGHT, pen.y + 10, label, SANS)
    pen.block(RIGHT + 28, words, 300)
