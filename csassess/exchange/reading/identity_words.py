"""Words by which a document names what it states about a unit, and what the values look like."""

import re
from itertools import pairwise

_KEYS: tuple[tuple[str, str], ...] = (
    ("title", r"(?:unit |standard )?(?:title|name)(?: of (?:the )?unit)?|unit|teitl(?: yr)? uned"),
    ("sub_level", r"(?:unit )?sub[- ]?level"),
    ("level", r"(?:unit |rqf |qcf |nqf |scqf )?level(?: of (?:the )?unit)?|lefel(?: yr uned)?"),
    ("credit", r"(?:unit )?credits?(?: (?:value|points?))?(?: of (?:the )?unit)?|gwerth credyd"),
    (
        "guided_learning_hours",
        r"(?:unit |recommended )?guided learning(?: hours?)?(?: ?\(glh\))?"
        r"|(?:unit )?glh(?: \(guided learning hours\))?"
        r"|(?:recommended )?glh|oriau dysgu dan arweiniad",
    ),
    (
        "reference",
        r"(?:unit |ofqual |qcf |rqf |nqf |accreditation |regulator(?:y|’s|'s)? )*"
        r"(?:accreditation (?:reference|number)|reference(?: (?:number|no\.?|code))?"
        r"|ofqual (?:number|code|unit number))"
        r"|ofqual unit ref(?:erence)?(?: number)?|uan|unit accreditation number(?: \(uan\))?"
        r"|ref(?:erence)? no\.?|cyfeirnod(?: yr uned)?",
    ),
    (
        "number",
        r"(?:[a-z&]{2,12} )?unit (?:number|no\.?|code|id)|(?:original )?urn|standard (?:number"
        r"|code)|unit ref\.?"
        r"|nos (?:number|code)|rhif(?: yr)? uned",
    ),
    ("awarding_body", r"awarding (?:body|organi[sz]ation)(?: name)?"),
)
KEYS = tuple((name, re.compile(rf"(?:{words})", re.IGNORECASE)) for name, words in _KEYS)
REFERENCE = re.compile(r"\b[A-Z]/\d{3}/\d{4}\b")
_NUMBER_WORDS = "one|two|three|four|five|six|seven|eight"
VALUES = {
    "level": re.compile(
        rf"(?:level\s*)?(?:\d|{_NUMBER_WORDS})|entry(?: level)?(?: ?[123]| \(entry [123]\))?"
        r"|scqf(?: level)? ?\d{1,2}"
        r"|(?:level )?e[123]|(?:level )?\d{1,2} ?\(?scqf\)?|\d ?/ ?\d|\d ?[–-] ?\d",
        re.IGNORECASE,
    ),
    "credit": re.compile(r"\d{1,3}(?:\.\d{1,2})?(?: ?[–-] ?\d{1,3})?(?: credits?)?", re.IGNORECASE),
    "guided_learning_hours": re.compile(
        r"\d{1,4}(?:\.\d)?(?: ?[–-] ?\d{1,4})?(?: ?(?:hours?|hrs|glh|h))?", re.IGNORECASE
    ),
    "reference": re.compile(r"(?=\S*\d)[A-Z0-9][A-Z0-9/.\-]{3,20}", re.IGNORECASE),
    "number": re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9/.\- ]{0,16}", re.IGNORECASE),
    "awarding_body": re.compile(r"(?=.*[^\W\d_]{2}).{2,80}"),
    "title": re.compile(r"(?=.*[^\W\d_]{2}).{4,250}"),
}
VALUES["sub_level"] = VALUES["level"]


def key_of(cell: str) -> str | None:
    """Return the fact that a cell names: "Unit code" names the number; None if it names none."""
    plain = cell.strip(" :.–-").strip()
    return next((name for name, pattern in KEYS if pattern.fullmatch(plain)), None)


_NAMED = re.compile(rf"(?:^|(?<=\s))(?:{'|'.join(words for _, words in _KEYS)})\s*:(?=\s*\S)", re.IGNORECASE)


def facts_in(cell: str) -> list[str]:
    """Return each of the facts that one cell states in a row: "Unit code: 7   Level: 2"."""
    starts = [found.start() for found in _NAMED.finditer(cell)]
    if len(starts) < 2:
        return [cell]
    parts = [cell[low:high] for low, high in pairwise([0, *starts[starts[0] == 0 :], len(cell)])]
    return [part.rstrip(" ,;|·•–-") for part in parts]


_BODY = re.compile(
    r"[A-Z].*\b(?:Awards?|Awarding|Qualifications|Examinations|Institute|Guilds?|Certification)\b.*"
)
_FOOT = re.compile(
    r"(?:©|\(c\)|copyright)(?: copyright)?\s*(?:\d{4}\s*)?(?P<name>\D{3,80}?)\s*(?:\d{4}|\t|[.,|]|$)", re.I
)


def body_in(words: str) -> str | None:
    """Return the awarding body that the first line of a document or its foot seems to name."""
    if found := _FOOT.search(words):
        return found["name"].strip(" –-")
    is_name = len(words) <= 60 and not re.search(r"[\d:\t]", words) and not words.endswith(".")
    return words if is_name and _BODY.fullmatch(words) else None
