"""Which lines begin an outcome or a criterion, by the one grammar of labels that the unit uses."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from csassess.exchange.reading.chain import CAPITALS, Step, in_order, is_measure, longest
from csassess.exchange.reading.content import Column, Line
from csassess.exchange.reading.headings import Section, is_lead
from csassess.exchange.reading.labels import Label, as_roman, capital_of, label_of, letter_of, without_bullet
from csassess.exchange.reading.sections import OF_CRITERIA, spans_of

_NEAR = 9.0  # points: labels this near are in one column
_GRADED = ("P", "M", "D", "K", "PC", "KU", "PS", "KS", "C", "S")


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of an outcome or a criterion at a line."""

    outcome: bool
    label: Label


@dataclass(slots=True)
class Marks:
    """The marks of a unit by the number of the line, and the numbers that were not taken for labels."""

    at: dict[int, Mark] = field(default_factory=dict)
    refused: dict[int, Label] = field(default_factory=dict)
    unlabelled: bool = False  # criteria without labels: each paragraph or bullet is one
    subheads: set[int] = field(default_factory=set)  # lines of headings that divide a section of criteria

    def criteria(self) -> int:
        """Return how many criteria begin."""
        return sum(not mark.outcome for mark in self.at.values())


def written(line: Line) -> str:
    """Return the words of a line with the label that its document prints before them."""
    return f"{line.label} {line.text}" if line.label else line.text


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    line: Line
    label: Label


def marks_of(lines: Sequence[Line]) -> Marks:
    """Return where outcomes and criteria begin."""
    candidates = list(_candidates(lines))
    candidates = _three_levels(candidates)
    marks = Marks()
    _dotted(candidates, marks)
    _prefixed(candidates, marks)
    _outcomes_of_letters(lines, marks)
    if marks.criteria() < 2:
        _outcomes_alone(candidates, lines, marks)
        _counted(candidates, lines, marks)
        if marks.criteria() < 2:
            _lettered(lines, marks)
        if marks.criteria() < 1:
            marks.unlabelled = True
    _sections_left(candidates, lines, marks)
    _resume(lines, marks)
    marks.subheads = _subheads(lines, marks)
    for candidate in candidates:
        if candidate.index not in marks.at and (
            candidate.label.number[1] > 0 or "." in candidate.label.written
        ):
            marks.refused[candidate.index] = candidate.label
    return marks


def _resume(lines: Sequence[Line], marks: Marks) -> None:
    """Let lines below a criterion belong to it although a heading stood above: "Resources may …"."""
    for index, mark in marks.at.items():
        below = 4 if mark.outcome and mark.label.family == "int" else len(lines)
        for number in range(index, min(index + below, len(lines))):
            if number > index and (lines[number].opens or number in marks.at):
                break
            if lines[number].section not in OF_CRITERIA:
                lines[number].section = Section.CRITERIA


def _candidates(lines: Sequence[Line]) -> Iterable[_Candidate]:
    for index, line in enumerate(lines):
        if line.column in (Column.GUIDANCE, Column.HEADING) or (line.opens and line.column is Column.FULL):
            continue
        if line.section == Section.REQUIREMENTS:
            continue
        words = written(line)
        label = label_of(words) or label_of(without_bullet(words)[0])
        if label is None and line.column is Column.OUTCOME:
            label = capital_of(words)
        if label is not None:
            yield _Candidate(index, line, label)


def _three_levels(candidates: list[_Candidate]) -> list[_Candidate]:
    """Turn labels of three numbers (1.1.1) below such of two (1.1) into criteria below outcomes."""
    deep = [c for c in candidates if c.label.family.startswith("dot:") and c.label.family[4:].isdigit()]
    flat = [c for c in candidates if c.label.family == "dot:"]
    below, above = {c.index for c in deep}, {c.index for c in flat}
    if len(deep) < 3 or len(deep) < len(flat):
        return [c for c in candidates if c.index not in below]
    turned = []
    for c in candidates:
        label = c.label
        if c.index in below:
            outcome = int(label.family[4:]) * 100 + label.number[0]
            label = Label(label.written, "dot:", (outcome, label.number[1]), label.rest, label.glued)
        elif c.index in above:
            label = Label(
                label.written, "dot:", (label.number[0] * 100 + label.number[1], 0), label.rest, label.glued
            )
        elif label.family == "int":
            continue
        turned.append(_Candidate(c.index, c.line, label))
    return turned


def _weighed(candidates: Sequence[_Candidate], of_labels: Sequence[_Candidate]) -> list[Step]:
    """Return steps with weights: labels are in one column, before a sentence and after a gap."""
    places: dict[tuple[Column, int], Counter[int]] = defaultdict(Counter)
    for c in of_labels:
        if c.line.box:
            places[c.line.column, c.line.group][round(c.line.box.left)] += 1
    upper = sum(c.label.rest[:1].isupper() for c in of_labels)
    lower = sum(c.label.rest[:1].islower() for c in of_labels)
    steps = []
    for c in candidates:
        weight = 0.0
        if c.line.box and not c.label.is_outcome:
            here = places[c.line.column, c.line.group]
            near = sum(count for x, count in here.items() if abs(x - c.line.box.left) <= _NEAR)
            weight += 1.0 if near >= 0.2 * sum(here.values()) else -4.0
        weight += 0.3 * c.line.gap + 0.3 * c.line.bold + 2.0 * bool(c.line.label) + 0.5 * c.line.title
        if is_measure(c.label.rest, whole=c.label.family == "int"):
            weight -= 6.0
        elif c.label.rest[:1].islower() and upper > 3 * lower:
            weight -= 2.0
        if c.label.family == "outcome":
            weight += 1.0
        elif c.label.family == "int" and c.label.rest[:1].islower():
            weight -= 0.7
        if c.line.section not in OF_CRITERIA:
            weight -= 1.0 + (c.line.section == Section.OTHER)
        steps.append(Step(c.index, c.label.number, weight))
    return steps


def _dotted(candidates: Sequence[_Candidate], marks: Marks) -> None:
    """Mark criteria whose label names their outcome: 1.1, B10.2.1."""
    families = Counter(c.label.family for c in candidates if c.label.family.startswith("dot:"))
    for family, count in families.most_common():
        if count < 2:
            continue
        own = [c for c in candidates if c.label.family == family]
        criteria = [c for c in own if c.label.number[1] > 0]
        flat = not criteria
        if flat:  # B10.1, B10.2 … with nothing below them are criteria themselves
            criteria = own = [
                _Candidate(
                    c.index, c.line, Label(c.label.written, family, (0, c.label.number[0]), c.label.rest)
                )
                for c in own
            ]
        outcomes = [c for c in candidates if c.label.family in ("outcome", "int", "capital")]
        outcomes += [c for c in own if c.label.number[1] == 0]
        by_index = {c.index: c for c in (*outcomes, *criteria)}
        beside = any(c.line.column is Column.OUTCOME for c in outcomes)
        if flat:
            outcomes = []
        if beside:
            chosen = longest(_weighed(criteria, criteria))
            inside = [c for c in outcomes if c.line.column is Column.OUTCOME or c.label.family == "outcome"]
            run = longest(_weighed(inside, inside))
            chosen += run + _said_again(inside, run)
        else:
            mixed = sorted({c.index: c for c in (*outcomes, *criteria)}.values(), key=lambda c: c.index)
            chosen = longest(_weighed(mixed, criteria))
        if sum(by_index[step.index].label.number[1] > 0 for step in chosen) < 2:
            continue
        for step in chosen:
            label = by_index[step.index].label
            marks.at.setdefault(step.index, Mark(label.number[1] == 0, label))


def _said_again(candidates: Sequence[_Candidate], run: Sequence[Step]) -> list[Step]:
    """Return the places at which the title of an outcome is repeated, as on the next page."""
    by_index = {c.index: c for c in candidates}
    titles = {step.number: by_index[step.index].label.rest.lower().split()[:2] for step in run}
    return [
        Step(c.index, c.label.number, 0.0)
        for c in candidates
        if c.label.number in titles
        and c.label.rest.lower().split()[:2] == titles[c.label.number]
        and c.index not in {step.index for step in run}
    ]


def _prefixed(candidates: Sequence[_Candidate], marks: Marks) -> None:
    """Mark criteria with a letter before the number: P1, K1, B10a."""
    plain = [c for c in candidates if c.label.number[0] == 0 and c.index not in marks.at]
    families: dict[str, list[_Candidate]] = defaultdict(list)
    for c in plain:
        families[c.label.family].append(c)
    chains = {}
    runs = {family: _chains(own) for family, own in families.items()}
    elements = in_order(runs)
    passes = {family[:-1] for family in families if family.endswith("P")}  # "" for P1, "A." for A.P1
    dotted = any(passes - {""})  # learning aims: a merit may be of two, AB.M1
    for family, chain in runs.items():
        usual = family in _GRADED or family.startswith("lettered") or "." in family
        graded = family[-1:] in ("M", "D", "K") and (family[:-1] in passes or (dotted and "." in family))
        if family in elements or len(chain) >= (1 if usual and graded else 2 if usual else 3):
            chains[family] = chain
    total = sum(len(chain) for chain in chains.values())
    if total < 2:
        return
    for family, chain in chains.items():
        by_index = {c.index: c for c in families[family]}
        for step in chain:
            marks.at[step.index] = Mark(False, by_index[step.index].label)
    if any(not mark.outcome and mark.label.number[0] for mark in marks.at.values()):
        return
    outcomes = [
        c
        for c in candidates
        if c.index not in marks.at
        and (c.label.family == "outcome" or (c.line.column is Column.OUTCOME and c.label.is_outcome))
    ]
    for step in longest(_weighed(outcomes, outcomes)):
        marks.at[step.index] = Mark(True, next(c.label for c in outcomes if c.index == step.index))


def _outcomes_of_letters(lines: Sequence[Line], marks: Marks) -> None:
    """Put A1, A2, B1 below outcomes A and B, and mark the headings that these letters begin."""
    own = {index: mark.label for index, mark in marks.at.items() if not mark.outcome}
    letters = sorted({label.family for label in own.values()})
    if len(letters) < 2 or letters != list(CAPITALS[: len(letters)]) or len(own) < len(marks.at):
        return
    before = 0
    for number, letter in enumerate(letters, start=1):
        indexes = sorted(index for index, label in own.items() if label.family == letter)
        for index in indexes:
            label = replace(own[index], number=(number, own[index].number[1]))
            marks.at[index] = Mark(False, label)
        for index in range(indexes[0] - 1, before - 1, -1):
            heading = capital_of(written(lines[index]))
            if heading and heading.written == letter and index not in marks.at:
                marks.at[index] = Mark(True, heading)
                break
        before = indexes[-1] + 1


def _chains(own: Sequence[_Candidate]) -> list[Step]:
    """Return the steps of every run from 1 upwards; a second run may follow the first."""
    chosen: list[Step] = []
    rest = list(own)
    while rest:
        run = longest(_weighed(rest, own))
        if not run or (chosen and (len(run) < 2 or run[0].number[1] != 1)):
            break
        chosen += run
        first, last = run[0].index, run[-1].index
        rest = [c for c in rest if not first <= c.index <= last]
    return sorted(chosen, key=lambda step: step.index)


def _outcomes_alone(candidates: Sequence[_Candidate], lines: Sequence[Line], marks: Marks) -> None:
    """Mark outcomes whose criteria have labels that do not name them."""
    named = [c for c in candidates if c.label.family == "outcome"]
    beside = [c for c in candidates if c.line.column is Column.OUTCOME and c.label.is_outcome]
    own = beside or named
    if not own and not any(line.opens and line.section in OF_CRITERIA[1:3] for line in lines):
        own = [c for c in candidates if c.label.family == "int" and (c.line.bold or c.line.title)]
    marks.at.clear()
    for step in longest(_weighed(own, own)):
        marks.at[step.index] = Mark(True, next(c.label for c in own if c.index == step.index))


def _counted(candidates: Sequence[_Candidate], lines: Sequence[Line], marks: Marks) -> None:
    """Mark criteria that are only counted: 1, 2, 3, beginning again in each outcome or going on."""
    own = [
        _Candidate(
            c.index,
            c.line,
            Label(c.label.written, "int", (0, c.label.number[0]), c.label.rest, c.label.glued),
        )
        for c in candidates
        if c.label.family == "int"
        and c.index not in marks.at
        and c.line.column is not Column.OUTCOME
        and c.line.section in OF_CRITERIA
        and not is_lead(c.label.rest)
    ]
    bounds = [index for index, mark in marks.at.items() if mark.outcome]
    bounds += [index for index, line in enumerate(lines) if line.opens and line.section in OF_CRITERIA[1:3]]
    stretches = _between(own, sorted({0, *bounds, len(lines)}))
    found: dict[int, Label] = {}
    for stretch in stretches:
        by_index = {c.index: c.label for c in stretch}
        run = longest(_weighed(stretch, own))
        if len(run) >= 2 or (len(stretches) > 1 and run):
            found |= {step.index: by_index[step.index] for step in run}
    if len(found) >= 2:
        for index, label in found.items():
            marks.at[index] = Mark(False, label)


def _between(own: Sequence[_Candidate], bounds: Sequence[int]) -> list[list[_Candidate]]:
    parts = [[c for c in own if low <= c.index < high] for low, high in itertools.pairwise(bounds)]
    return [part for part in parts if part]


def _sections_left(candidates: Sequence[_Candidate], lines: Sequence[Line], marks: Marks) -> None:
    """Mark criteria that are only counted in a section without marks, whatever labels other sections have."""
    if marks.unlabelled:
        return
    for first, last in spans_of(lines):
        if any(first <= index < last for index in marks.at):
            continue
        own = [c for c in candidates if first <= c.index < last]
        own = [
            replace(c, label=replace(c.label, number=(0, c.label.number[0])))
            for c in own
            if c.label.family == "int" and c.line.column is Column.FULL
        ]
        by_index = {c.index: c.label for c in own}
        run = longest(_weighed(own, own))
        if len(run) >= 2:
            for step in run:
                marks.at[step.index] = Mark(False, by_index[step.index])


def _subheads(lines: Sequence[Line], marks: Marks) -> set[int]:
    """Return the lines in bold right above criteria whose labels do not name their outcome."""
    found: set[int] = set()
    for index, mark in marks.at.items():
        if mark.outcome or mark.label.number[0] or lines[index].bold:
            continue
        first = index
        while first and first - 1 not in marks.at and _may_be_subhead(lines[first - 1]):
            first -= 1
        if first < index and (lines[first].gap or lines[first].whole or lines[first - 1].opens):
            found.update(range(first, index))
    return found


def _may_be_subhead(line: Line) -> bool:
    usual = line.bold and line.column is Column.FULL and line.section in OF_CRITERIA[1:3]
    return usual and not (line.opens or is_lead(line.text))


def _lettered(lines: Sequence[Line], marks: Marks) -> None:
    """Mark criteria with letters only: a), b), beginning again in each outcome."""
    own = []
    for index, line in enumerate(lines):
        if (
            line.column in (Column.GUIDANCE, Column.OUTCOME, Column.HEADING)
            or line.opens
            or index in marks.at
        ):
            continue
        label = letter_of(written(line), bare=True)
        if line.section in OF_CRITERIA and label:
            own.append(_Candidate(index, line, label))
    romans = [c for c in own if c.label.family == "roman"]
    if len(romans) < 0.5 * len(own):
        own = [c for c in own if c.label.family == "letter"]
    else:
        own = [_Candidate(c.index, c.line, as_roman(c.label)) for c in own]
    bounds = [index for index, mark in marks.at.items() if mark.outcome]
    bounds += [index for index, line in enumerate(lines) if line.opens and line.section in OF_CRITERIA[1:3]]
    found: dict[int, Label] = {}
    for stretch in _between(own, sorted({0, *bounds, len(lines)})):
        by_index = {c.index: c.label for c in stretch}
        run = longest(_weighed(stretch, own))
        if len(run) >= 2:
            found |= {step.index: by_index[step.index] for step in run}
    if len(found) >= 3:
        for index, label in found.items():
            marks.at[index] = Mark(False, label)
