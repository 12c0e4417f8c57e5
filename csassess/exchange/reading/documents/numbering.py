"""The numbers that Word prints before paragraphs: they are in numbering.xml, nowhere in the text."""

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9  # of a list in Word
_MOST_OF_A_LABEL = 60  # characters
_MOST_LETTERS, _MOST_ROMAN = 10, 500  # up to jjjjjjjjjj and d


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    words: str = ""
    legal: bool = False
    restarts: int | None = None


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed before a paragraph: a number, or a bullet."""

    label: str | None
    bullet: bool
    level: int


class Numbering:
    """Counts the paragraphs of a Word document as Word does."""

    def __init__(self, root: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._numbers: dict[str, tuple[str, dict[int, int], dict[int, _Level]]] = {}
        self._used: set[tuple[str, int]] = set()
        self._styles: dict[str, tuple[str | None, int | None]] = {}
        self._based: dict[str, str] = {}
        if root is not None:
            self._read(root)
        if styles is not None:
            self._read_styles(styles)

    def _read(self, root: etree._Element) -> None:
        links: dict[str, str] = {}
        by_style: dict[str, str] = {}
        for abstract in root.iterfind(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            self._lists[key] = _List(
                {
                    at: _level(level)
                    for level in abstract.iterfind(f"{W}lvl")
                    if (at := whole(level.get(f"{W}ilvl"), 0)) < _LEVELS
                }
            )
            if (link := abstract.find(f"{W}numStyleLink")) is not None:
                links[key] = link.get(f"{W}val", "")
            if (style := abstract.find(f"{W}styleLink")) is not None:
                by_style[style.get(f"{W}val", "")] = key
            for level in abstract.iterfind(f"{W}lvl"):
                if (own := level.find(f"{W}pStyle")) is not None:
                    self._styles.setdefault(
                        f"level:{own.get(f'{W}val', '')}", (key, whole(level.get(f"{W}ilvl"), 0))
                    )
        for number in root.iterfind(f"{W}num"):
            abstract_id = number.find(f"{W}abstractNumId")
            if abstract_id is None:
                continue
            key = abstract_id.get(f"{W}val", "")
            key = by_style.get(links.get(key, ""), key)
            starts: dict[int, int] = {}
            levels: dict[int, _Level] = {}
            for override in number.iterfind(f"{W}lvlOverride"):
                at = whole(override.get(f"{W}ilvl"), 0)
                if at >= _LEVELS:
                    continue
                if (start := override.find(f"{W}startOverride")) is not None:
                    starts[at] = whole(start.get(f"{W}val"), 1)
                if (level := override.find(f"{W}lvl")) is not None:
                    levels[at] = _level(level)
            self._numbers[number.get(f"{W}numId", "")] = (key, starts, levels)

    def _read_styles(self, styles: etree._Element) -> None:
        for style in styles.iterfind(f"{W}style"):
            name = style.get(f"{W}styleId", "")
            if (based := style.find(f"{W}basedOn")) is not None:
                self._based[name] = based.get(f"{W}val", "")
            own = style.find(f"{W}pPr/{W}numPr")
            if own is not None:
                self._styles[name] = _reference(own)

    def printed(self, properties: etree._Element | None, style: str) -> Printed | None:
        """Return what is printed before the next paragraph; None if nothing is."""
        number, level = None, None
        own = properties.find(f"{W}numPr") if properties is not None else None
        if own is not None:
            number, level = _reference(own)
        name, steps = style, 0
        while (number is None or level is None) and name and steps < 20:
            inherited = self._styles.get(name, (None, None))
            number = number if number is not None else inherited[0]
            level = level if level is not None else inherited[1]
            if inherited[0] is not None and level is None:
                linked = self._styles.get(f"level:{name}")
                level = linked[1] if linked else None
            name, steps = self._based.get(name, ""), steps + 1
        if number in (None, "0") or number not in self._numbers:
            return None
        return self._count(str(number), min(level or 0, _LEVELS - 1))

    def _count(self, number: str, level: int) -> Printed | None:
        key, starts, own = self._numbers[number]
        counted = self._lists.get(key)
        if counted is None:
            return None
        levels = counted.levels | own
        form = levels.get(level, _Level())
        if level in starts and (number, level) not in self._used:
            counted.counts[level] = starts[level]
        else:
            counted.counts[level] = counted.counts.get(level, form.start - 1) + 1
        self._used.add((number, level))
        for deeper in [at for at in counted.counts if at > level]:
            if levels.get(deeper, _Level()).restarts != 0:
                del counted.counts[deeper]
        if form.form == "bullet":
            return Printed(None, True, level)
        words = form.words
        for at in range(_LEVELS):
            if f"%{at + 1}" in words:
                there = levels.get(at, _Level())
                value = counted.counts.get(at, there.start)
                words = words.replace(f"%{at + 1}", _written(value, "decimal" if form.legal else there.form))
        return Printed(kept_label(words), False, level)


def _level(element: etree._Element) -> _Level:
    def value(name: str, default: str) -> str:
        found = element.find(f"{W}{name}")
        return default if found is None else found.get(f"{W}val", default)

    restarts = value("lvlRestart", "")
    return _Level(
        whole(value("start", "1"), 1),
        value("numFmt", "decimal"),
        value("lvlText", "")[:_MOST_OF_A_LABEL],
        element.find(f"{W}isLgl") is not None,
        whole(restarts, 0) if restarts else None,
    )


def _reference(element: etree._Element) -> tuple[str | None, int | None]:
    number, level = element.find(f"{W}numId"), element.find(f"{W}ilvl")
    return (
        None if number is None else number.get(f"{W}val"),
        None if level is None else whole(level.get(f"{W}val", "0"), 0),
    )


def whole(words: str | None, default: int) -> int:
    """Return a number that a document states; the default if it is not a number, or is absurdly large."""
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 6 else default


def kept_label(label: str) -> str | None:
    """Return the label before a paragraph, or None if it is blank or longer than any label."""
    label = label.strip()
    return label if 0 < len(label) <= _MOST_OF_A_LABEL else None


def _written(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        times = 1 + (value - 1) // 26
        if times > _MOST_LETTERS:
            return str(value)
        letter = chr(97 + (value - 1) % 26) * times
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = to_roman(value)
        return roman if form == "lowerRoman" else roman.upper()
    if form == "decimalZero":
        return f"{value:02}"
    return "" if form == "none" else str(value)


def to_roman(value: int) -> str:
    """Return a number as a small roman numeral; one too large for a list stays as it is."""
    if value > _MOST_ROMAN:
        return str(value)
    words = ""
    for size, letters in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while value >= size:
            words, value = words + letters, value - size
    return words
