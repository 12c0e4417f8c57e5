"""What a document states about a unit itself: title, number, reference, level, credit, hours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from csassess.catalogue import text
from csassess.exchange.reading.content import CELL, Column, Line
from csassess.exchange.reading.draft import IDENTITY, UnitDraft
from csassess.exchange.reading.headings import Section, is_lead, section_of
from csassess.exchange.reading.identity_words import KEYS, REFERENCE, VALUES, body_in, facts_in, key_of
from csassess.exchange.reading.labels import label_of
from csassess.exchange.reading.wording import clean, ends_open

_CODE = re.compile(r"(?!LEVEL|UNIT|PART|PAGE|SECTION)[A-Z]{2,}[A-Z0-9&]*[./-]?\d{1,5}[A-Z]?")
_UNIT_HEADING = re.compile(
    r"(?i:unit)\s+(?:no\.?\s*)?(?P<n>[A-Z]{0,5}[ ./-]?\d{1,4}[A-Za-z]?|[A-Z]{1,2}\d?)\s*(?:[:.–—\t"
    r"|-]+\s*|\s+)(?P<t>\D.{3,200})"
    r"|(?P<n2>(?!LEVEL|UNIT|PART|PAGE|SECTION|LO|AC)[A-Z]{2,}[A-Z0-9]*[./-]?\d{1,5}[A-Z]?)"
    r"\s*(?:[:–—\t|-]+\s*|\s+)(?P<t2>[A-Z].{3,200})",
)
_NUMBER_HEADING = re.compile(r"unit\s+(?:no\.?\s*)?([A-Z]{0,5}[ ./-]?\d{1,4}[A-Za-z]?)[:.]?", re.IGNORECASE)
_CONTENTS = re.compile(r"(?<!\.)\.{3,}\s*\d*$|(?<!…)…+\s*\d*$|\t\d{1,3}$")
_VALUE_FIRST = (
    ("credit", re.compile(r"\b(\d{1,3}(?:\.\d)?) credits?\b", re.IGNORECASE)),
    (
        "guided_learning_hours",
        re.compile(r"\b(\d{1,4}(?:[–-]\d+)?) (?:glh|guided learning hours)\b", re.IGNORECASE),
    ),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that the document states about a unit, and the line that states it."""

    field: str
    value: str
    index: int
    certain: bool = True


def stated(lines: Sequence[Line], *, next_unit: bool = False) -> Iterator[Stated]:
    """Yield what lines outside tables of criteria state about a unit.

    With `next_unit` headings below criteria count too: there the next unit may begin.
    """
    usual = sorted(line.size for line in lines)[len(lines) // 2] if lines else 0.0
    for index, line in enumerate(lines):
        if line.column not in (Column.FULL, Column.HEADING):
            continue
        if line.section in _NOT_HERE and not (next_unit and _may_begin(line, lines[index - 1], usual)):
            continue
        yield from _of_line(lines, index, line)


def _may_begin(line: Line, before: Line, usual: float) -> bool:
    """Return whether a line below criteria may be the heading of another unit."""
    if line.title or line.size > usual + 1.5 or (line.bold and line.page != before.page):
        return True
    return bool(_BEGINS.match(clean(line.text))) and (
        line.bold or line.gap or line.whole or line.page != before.page
    )


_APART = re.compile(r"\t|\s[|·•]\s|\s{3,}")
_BEGINS = re.compile(
    r"(?:unit |standard )?title\s*:|(?:[a-z]{2,12} )?unit (?:number|no\.?|code|title|reference)\b|unit \S*\d",
    re.I,
)


_NOT_HERE = (Section.CRITERIA, Section.PERFORMANCE, Section.KNOWLEDGE, Section.REQUIREMENTS, Section.GUIDANCE)


def _of_line(lines: Sequence[Line], index: int, line: Line) -> Iterator[Stated]:
    cells = [
        clean(part) for cell in _APART.split(line.text) if cell.strip() for part in facts_in(cell.strip())
    ]
    following = lines[index + 1] if index + 1 < len(lines) else None
    keys = [key_of(cell) for cell in cells]
    below = [clean(cell) for cell in following.text.split(CELL) if cell.strip()] if following else []
    if len(cells) >= 2 and all(keys) and len(below) == len(cells) and not any(key_of(cell) for cell in below):
        for key, value in zip(keys, below, strict=True):
            yield from _value(str(key), value, index)
        return
    skip = False
    for number, cell in enumerate(cells):
        if skip:
            skip = False
            continue
        key = key_of(cell)
        if key:
            value = cells[number + 1] if number + 1 < len(cells) else ""
            if value and not key_of(value):
                skip = True
                yield from _value(key, value + (_more(lines, index) if key == "title" else ""), index)
            elif not value and number == 0 and following and len(below) == 1 and not key_of(below[0]):
                if key == "title" and (clean(line.text).lower() == "unit" or section_of(below[0])):
                    continue
                yield from _value(
                    key, below[0] + (_more(lines, index + 1) if key == "title" else ""), index + 1
                )
            continue
        yield from _in_cell(lines, index, cell, line)


def _in_cell(lines: Sequence[Line], index: int, cell: str, line: Line) -> Iterator[Stated]:
    for name, pattern in KEYS:
        found = re.match(rf"(?:{pattern.pattern})\s*(:|–|—| - |\s)\s*(?P<value>\S.*)", cell, re.IGNORECASE)
        if not found:
            continue
        colon = found[1].strip() != ""
        if name == "awarding_body" and not colon:
            continue
        if name == "title" and not (colon and (len(found[0]) - len(found["value"]) > 5)):
            continue
        value = found["value"].strip()
        if name == "level" and cell[:4].upper() == "SCQF" and value.isdigit():
            value = f"SCQF {value}"
        if name == "title":
            yield from _value(name, value + _more(lines, index), index)
        elif VALUES[name].fullmatch(value.rstrip(".")):
            yield from _value(name, value, index)
        elif colon and name != "number":
            part = re.split(r"\s{2,}|[;,|·•]\s", value)[0]
            yield from _value(name, part, index)
        else:
            continue
        return
    if line.bold or line.title or line.gap or index == 0 or line.size >= 12:
        found_heading = list(_of_heading(lines, index, cell))
        if found_heading:
            yield from found_heading
            return
    yield from _value_first(cell, index)


def _of_heading(lines: Sequence[Line], index: int, cell: str) -> Iterator[Stated]:
    """Yield number and title of a heading: "Unit 7: Mend nets", or "Unit 7" above its title."""
    line = lines[index]
    heading = _heading(cell)
    if heading and not _CONTENTS.search(line.text):
        number, title = heading
        yield Stated("number", number, index, False)
        yield Stated("title", title + _more(lines, index), index, False)
        return
    alone = _NUMBER_HEADING.fullmatch(cell)
    if alone:
        yield Stated("number", alone[1], index, False)
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following and not key_of(clean(following.text)) and not section_of(following.text):
            yield Stated("title", clean(following.text) + _more(lines, index + 1), index + 1, False)
        return


def _value_first(cell: str, index: int) -> Iterator[Stated]:
    """Yield a value stated before its name: "6 credits"."""
    for name, pattern in _VALUE_FIRST:
        if (found := pattern.search(cell)) and len(cell) < 80:
            yield Stated(name, found[1], index, False)
    if (found := re.search(r"(?:^|[|·•,;(]\s*)level (\d)\b", cell, re.IGNORECASE)) and len(cell) < 80:
        yield Stated("level", found[1], index, False)
    if found := REFERENCE.search(cell):
        yield Stated("reference", found[0], index, False)


def _heading(cell: str) -> tuple[str, str] | None:
    found = _UNIT_HEADING.fullmatch(cell)
    if not found:
        return None
    number, title = (found["n"] or found["n2"]).strip(), (found["t"] or found["t2"]).strip()
    if key_of(title) or re.match(
        r"(purpose|aims?|title|number|level|credit|reference|is|will|has|code)\b", title, re.I
    ):
        return None
    return number, title


_LARGE = 12.5  # points: type of titles, whose lines are spaced more widely than in the text


def _apart(before: Line, line: Line) -> bool:
    """Return whether a line is separated from the line of a title above it."""
    if before.title and line.title and clean(line.text)[:1].islower():
        return False
    if line.whole or not line.gap:
        return line.whole
    if before.box is None or line.box is None or before.page != line.page or before.size <= _LARGE:
        return True
    return line.ruled or line.box.top - before.box.bottom > 0.5 * before.size


def _may_go_on(lines: Sequence[Line], title: Stated) -> bool:
    """Return whether the line below a title looks like it, but was not taken for more of it."""
    below = [line for line in lines[title.index + 1 : title.index + 5] if clean(line.text) not in title.value]
    before = lines[title.index]
    if not below or not before.bold or CELL in below[0].text:
        return False
    line, words = below[0], clean(below[0].text)
    alike = line.bold and line.column is before.column and abs(line.size - before.size) < 0.6
    named = section_of(words) or is_lead(words) or label_of(words) or any(_is_named(words))
    return alike and not named and not line.opens and not _apart(before, line)


def _is_named(words: str) -> Iterator[bool]:
    yield from (bool(re.match(rf"(?:{pattern.pattern})(?:[\s:]|$)", words, re.I)) for _, pattern in KEYS)


def _more(lines: Sequence[Line], index: int) -> str:
    """Return the rest of a title on the lines below."""
    words = ""
    before = lines[index]
    for line in lines[index + 1 : index + 4]:
        cell = clean(line.text)
        if (
            _apart(before, line)
            or line.column is not before.column
            or line.bold != before.bold
            or CELL in line.text
        ):
            break
        if abs(line.size - before.size) > 0.6 or section_of(cell) or key_of(cell.split(":")[0]):
            break
        if (
            any(re.match(rf"(?:{p.pattern})[\s:]", cell, re.I) for n, p in KEYS if n != "title")
            or len(cell) > 120
        ):
            break
        if not (cell[:1].islower() or ends_open(clean(before.text)) or before.size > _LARGE or before.title):
            break
        words += " " + cell
        before = line
    return words


def _value(name: str, value: str, index: int) -> Iterator[Stated]:
    value = clean(value).strip(" :").strip()
    if name == "number" and REFERENCE.fullmatch(value):
        name = "reference"  # some bodies call it the code of the unit
    if VALUES[name].fullmatch(value.rstrip(".")):
        yield Stated(name, value.rstrip(".") if name != "title" else value, index)
    elif value:
        yield Stated(f"?{name}", value, index)


def set_identity(draft: UnitDraft, lines: Sequence[Line], running: Sequence[Line]) -> None:
    """Set what the lines state; a contradiction or an unreadable value is a doubt."""
    found: dict[str, list[Stated]] = {}
    for one in stated(lines):
        found.setdefault(one.field, []).append(one)
    if "sub_level" in found:
        found["level"] = found["sub_level"]
    for name in IDENTITY:
        values = [one for one in found.get(name, []) if one.certain] or found.get(name, [])
        if values:
            first = values[0]
            _set(draft, name, first.value, lines[first.index])
            others = {_plain(one.value) for one in values if one.certain} - {_plain(first.value)}
            if name == "title" and _may_go_on(lines, first):
                draft.doubt(
                    name,
                    lines[first.index].page,
                    text("the line below it is in the same type and may belong to it"),
                )
            if others and name != "title":
                draft.doubt(name, lines[first.index].page, text("the document states it in two ways"))
        elif unread := found.get(f"?{name}"):
            said = unread[0]
            if not re.fullmatch(
                r"(?:n/?a|none|not (?:stated|applicable)|[-–—])\.?", said.value, re.IGNORECASE
            ):
                draft.doubt(
                    name,
                    lines[said.index].page,
                    text(
                        "“{words}” is no {field} that can be read",
                        words=said.value[:60],
                        field=name.replace("_", " "),
                    ),
                )
    _from_code(draft, lines, running)
    if draft.identity["title"] is None:
        _title_by_size(draft, lines)
    if draft.identity["title"] is None:
        draft.doubt("title", draft.first_page, text("no title was found"))
    if draft.identity["awarding_body"] is None:
        _body_from_edges(draft, lines, running)


def _body_from_edges(draft: UnitDraft, lines: Sequence[Line], running: Sequence[Line]) -> None:
    """Propose the awarding body that the first line, or the foot of the unit's pages, names."""
    feet = [line for line in running if draft.first_page <= line.page <= draft.last_page]
    for line in (*lines[:1], *feet, *lines[-1:]):
        name = body_in(clean(line.text))
        if name and name != draft.identity["title"]:
            _set(draft, "awarding_body", name, line)
            draft.doubt("awarding_body", line.page, text("it is taken from the edge of the page"))
            return


def _plain(value: str) -> str:
    return re.sub(r"\W+", "", value.lower().removeprefix("level"))


def _set(draft: UnitDraft, name: str, value: str, line: Line) -> None:
    value = clean(value)
    if name == "level":
        value = re.sub(r"^level\s*", "", value, flags=re.IGNORECASE)
        value = re.sub(r"(?i)^entry level(?: ?\(?entry)? ?(\d)\)?$", r"Entry \1", value)
        value = re.sub(r"(?i)^e(\d)$", r"Entry \1", value)
    elif name in ("credit", "guided_learning_hours"):
        value = re.sub(r"\s*(credits?|hours?|hrs|glh|h)\.?$", "", value, flags=re.IGNORECASE)
    elif name == "number":
        value = re.sub(r"(?i)^unit\s+", "", value)
    draft.identity[name] = value
    draft.identity_places[name] = (line.page, line.box)


def _from_code(draft: UnitDraft, lines: Sequence[Line], running: Sequence[Line]) -> None:
    """Set number and title of a standard, whose code is alone above its title, and in its foot."""
    if draft.identity["number"] is None:
        for index, line in enumerate(lines[:8]):
            if line.section == Section.IDENTITY and _CODE.fullmatch(clean(line.text)):
                _set(draft, "number", line.text, line)
                if draft.identity["title"] is None and index + 1 < len(lines):
                    following = lines[index + 1]
                    if not section_of(following.text) and not key_of(clean(following.text)):
                        _set(draft, "title", following.text + _more(lines, index + 1), following)
                break
    pages = range(draft.first_page, draft.last_page + 1)
    for foot in running:
        if foot.page not in pages:
            continue
        words = re.sub(r"[\t ]+\d+$", "", foot.text)
        found = re.match(rf"({_CODE.pattern})\s+(.{{4,}})", clean(words))
        if not found:
            continue
        number = draft.identity["number"]
        if number is None:
            _set(draft, "number", found[1], foot)
        title = draft.identity["title"]
        if number in (None, found[1]) and (title is None or found[2].startswith(title)):
            _set(draft, "title", found[2], foot)


def _title_by_size(draft: UnitDraft, lines: Sequence[Line]) -> None:
    """Take the heading above everything else for the title."""
    before: list[tuple[int, Line]] = []
    for index, line in enumerate(lines):
        if line.section in OF_TABLE or line.column not in (Column.FULL, Column.HEADING):
            break
        words = clean(line.text)
        named = section_of(words) or key_of(words) or _CONTENTS.search(words) or len(words) < 4
        named = named or any(re.match(rf"(?:{p.pattern})\s*:", words, re.I) for _, p in KEYS)
        if line.section == Section.IDENTITY and not named:
            before.append((index, line))
    styled = [entry for entry in before if entry[1].title]
    largest = max((line.size for _, line in before), default=0)
    body = sorted(line.size for line in lines)[len(lines) // 2] if lines else 0
    chosen = styled[0] if styled else None
    if chosen is None and largest > body + 0.5:
        chosen = next(entry for entry in before if entry[1].size == largest)
    if chosen is None:
        chosen = next((entry for entry in before if entry[1].bold), None)
    if chosen is None and before and len(before[0][1].text) < 120:
        chosen = before[0]
    if chosen:
        index, line = chosen
        title = re.sub(r"^view unit\s*:\s*", "", clean(line.text), flags=re.IGNORECASE)
        _set(draft, "title", title + _more(lines, index), line)
        if not line.title:
            draft.doubt(
                "title",
                line.page,
                text("the title is taken from the heading: the document does not name it so"),
            )


OF_TABLE = (Section.CRITERIA, Section.PERFORMANCE, Section.KNOWLEDGE)
