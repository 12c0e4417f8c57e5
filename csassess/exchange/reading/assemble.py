"""Outcomes and criteria put together from the lines of a unit and the marks in them."""

import re
from collections.abc import Sequence

from csassess.catalogue import text
from csassess.exchange.reading.content import Column, Line
from csassess.exchange.reading.draft import LeftOver, UnitDraft
from csassess.exchange.reading.headings import Section, is_guidance, is_lead, is_named_guidance
from csassess.exchange.reading.labels import Label, letter_of, without_bullet
from csassess.exchange.reading.marks import Mark, Marks, written
from csassess.exchange.reading.opened import OpenCriterion, OpenOutcome, close
from csassess.exchange.reading.sections import OF_CRITERIA
from csassess.exchange.reading.wording import Vocabulary, clean, ends_open


def assemble(draft: UnitDraft, lines: Sequence[Line], marks: Marks, vocabulary: Vocabulary) -> None:
    """Fill a draft with the outcomes and criteria that the lines hold."""
    work = _Assembly(draft, marks)
    for index, line in enumerate(lines):
        if line.text.strip() or index in marks.at:  # else its label was brought to its words
            work.take(index, line)
    if work.groups:
        work.groups[0].guidance[:0] = work.early
    for group in work.groups:
        if group.criteria or group.title:
            close(draft, group, vocabulary)


_CONTINUED = re.compile(r"\(?\b(continued|cont'?d?|cont’d)\.?\)?:?$", re.IGNORECASE)
_TITLE_LEAD = re.compile(
    r"^(?:the )?(?:learners?|candidates?|you|students?) (?:will|should|must)\s*:\s*|^[:.–—-]+\s*"
    r"|^\((?:LO\s?\d+|outcome \d+)\)\s*",
    re.IGNORECASE,
)


def _next_letter(criterion: OpenCriterion, letter: Label) -> bool:
    """Return whether a letter counts on: a in a list just announced, else after another item."""
    items = sum(criterion.items)
    return letter.number[1] == items + 1


def _outside(criterion: OpenCriterion, line: Line) -> bool:
    """Return whether a line begins left of the label of the criterion above it."""
    first = criterion.line.box
    if line.box is None or first is None:
        return False
    return line.box.left < first.left - (5 if line.page == criterion.line.page else 25)


def _is_title(group: OpenOutcome, line: Line) -> bool:
    """Return whether a line goes on with the title of an outcome."""
    if not group.title:
        return True
    fits = not line.gap and not line.whole and line.bold == group.lines[-1].bold
    return fits or ends_open(" ".join(group.title))


def _add_title(group: OpenOutcome, words: str, line: Line) -> None:
    words = _TITLE_LEAD.sub("", words.replace("\t", " ").strip())
    if words and not is_lead(words) and words not in group.title:  # else it is repeated on the next page
        group.title.append(words)
        group.lines.append(line)


def _takes_up(group: OpenOutcome | None, words: str) -> bool:
    """Return whether a line goes on with the sentence that a heading cut off."""
    last = group.criteria[-1] if group and group.criteria else None
    return bool(last and words[:1].islower() and ends_open(last.words))


class _Assembly:
    def __init__(self, draft: UnitDraft, marks: Marks) -> None:
        self._draft, self._marks = draft, marks
        marked = [index for index, mark in marks.at.items() if not mark.outcome]
        self._first, self._last = min(marked, default=0), max(marked, default=0)
        self.groups: list[OpenOutcome] = []
        self._group: OpenOutcome | None = None
        self._criterion: OpenCriterion | None = None
        self._column: dict[int, OpenCriterion | None] = {}  # the criterion open in each of several columns
        self._words = ""  # the heading itself
        self._heading = ""  # kind of the section heading since which no outcome began
        self._repeated = False  # the title of an outcome is repeated here
        self._aside = False  # guidance, until the next label
        self._title_open = False
        self._named = any(mark.outcome for mark in marks.at.values())
        self._guided = False  # a column of guidance is part of the text itself
        self._pending: OpenOutcome | None = None
        self.early: list[str] = []  # guidance above the first outcome

    def take(self, index: int, line: Line) -> None:
        """Take in the next line."""
        if line.column is Column.GUIDANCE:
            (self._group.guidance if self._group else self.early).append(clean(line.text))
            return
        mark = self._marks.at.get(index)
        if mark is None and line.column in (Column.FULL, Column.HEADING):
            if line.opens:
                self._open_section(line)
                return
            if line.section not in OF_CRITERIA:
                self._end()
                if self._first < index < self._last and line.section != Section.REQUIREMENTS:
                    self._leave(line)
                return
        if mark and mark.outcome:
            self._begin_outcome(mark, line)
        elif mark:
            self._begin_criterion(mark, line)
        elif index in self._marks.subheads:
            self._subhead(index, line)
        elif line.column is Column.OUTCOME:
            self._outcome_text(line)
        elif line.column is Column.CRITERIA:
            self._criterion = self._column.get(line.group, self._criterion)
            self._criteria_text(line)
        else:
            self._plain_text(index, line)

    def _open_section(self, line: Line) -> None:
        self._end()
        self._aside = line.section == Section.GUIDANCE
        if line.section in (Section.PERFORMANCE, Section.KNOWLEDGE):
            self._heading, self._words = str(line.section), clean(line.text).rstrip(":")
        if line.text.count("|") == 2:
            self._guided = True

    def _end(self) -> None:
        self._criterion = None
        self._aside = self._title_open = self._repeated = False

    # Outcomes

    def _begin_outcome(self, mark: Mark, line: Line) -> None:
        label = mark.label
        if line.column is Column.FULL:
            self._criterion = None
        self._aside = False
        known = next((g for g in self.groups if g.label == label.written), None)
        if known:
            known.reasons.clear()  # its label was found after all
            self._group, self._repeated = known, bool(known.title and label.rest)
            if not known.title:
                _add_title(known, label.rest, line)
            return
        group = OpenOutcome(label.written, label.number[0], lines=[line])
        self.groups.append(group)
        self._group, self._repeated, self._heading = group, False, ""
        self._title_open = True
        _add_title(group, label.rest, line)

    def _outcome_text(self, line: Line) -> None:
        if is_lead(line.text) or self._repeated or _CONTINUED.fullmatch(line.text.strip()):
            return
        if self._named and self._group is None:
            self._leave(line)
        elif self._named and self._group:
            _add_title(self._group, line.text, line)
        elif line.gap or line.whole or self._group is None:
            if self._pending is None or self._pending.criteria:
                self._pending = OpenOutcome(None, None)
            _add_title(self._pending, line.text, line)
            if not self._marks.at or self._marks.unlabelled:
                self._adopt(None, None)
        else:
            target = self._pending or self._group
            _add_title(target, line.text, line)

    def _subhead(self, index: int, line: Line) -> None:
        """Begin an outcome at a heading that divides a section of criteria, or go on with its title."""
        if index - 1 not in self._marks.subheads or self._group is None:
            self._end()
            self._group = OpenOutcome(None, None, kind=line.section)
            self.groups.append(self._group)
            self._heading = ""
        _add_title(self._group, line.text, line)

    def _adopt(self, label: str | None, number: int | None) -> OpenOutcome:
        """Return the group of an outcome that begins now, with the title next to it."""
        group = self._pending or OpenOutcome(label, number)
        group.label, group.number = label, number
        self._pending = None
        self.groups.append(group)
        self._group = group
        return group

    def _group_for(self, label: Label) -> OpenOutcome:
        number = label.number[0]
        if number:
            known = next((g for g in self.groups if g.number == number), None)
            if known:
                if self._group is not known:
                    self._group = known
                return known
            name = label.written.rpartition(".")[0] or re.sub(r"([a-z]+|(?<=^[A-H])\d+)$", "", label.written)
            group = self._adopt(name, number)
            if self._named:
                group.reasons.append(text("its label was not found: look at its title"))
            return group
        if self._pending:
            return self._adopt(None, None)
        if self._heading and (self._group is None or self._group.criteria or self._group.label is None):
            group = OpenOutcome(None, None, kind=self._heading)
            if len(self._words.split()) > 4 and not self._words.lower().startswith("you"):
                group.title.append(self._words)
            self.groups.append(group)
            self._group, self._heading = group, ""
        elif self._group is None or (
            self._group.number is not None
            and label.family.startswith("lettered")
            and self._group.criteria
            and (self._group.criteria[-1].label or label).family != label.family
        ):
            self._group = OpenOutcome(None, None)
            self.groups.append(self._group)
        self._heading = ""
        return self._group

    # Criteria

    def _begin_criterion(self, mark: Mark | None, line: Line, words: str | None = None) -> None:
        self._aside = self._title_open = False
        self._repeated = self._repeated and line.column is Column.CRITERIA
        if mark:
            group = self._group_for(mark.label)
            label: Label | None = mark.label
            words = mark.label.rest
        else:
            label = None
            group = self._group_for(Label("", "bullet", (0, 0), ""))
        self._criterion = OpenCriterion(label, group, line)
        self._criterion.lines.append(line)
        if words:
            self._criterion.paragraphs[0].append(words.replace("\t", " "))
        group.criteria.append(self._criterion)
        if line.column is Column.CRITERIA:
            self._column[line.group] = self._criterion

    def _criteria_text(self, line: Line) -> None:
        words = line.text.strip()
        if is_lead(words):
            return
        if self._marks.unlabelled:
            self._unlabelled(line, words)
        elif self._criterion is None:
            self._leave(line)
        else:
            self._continue(line, words)

    def _continue(self, line: Line, words: str) -> None:
        """Add a line to the criterion: as an item of its list, or as more of its sentence."""
        criterion = self._criterion
        assert criterion
        rest, bullet = without_bullet(words)
        letter = None if bullet else letter_of(written(line), bare=criterion.is_list)
        if letter and letter.family == "letter" and not _next_letter(criterion, letter):
            letter = None
        if bullet or line.bullet:
            criterion.begin_item(rest.replace("\t", " "), line)
        elif letter:
            criterion.begin_item(letter.rest.replace("\t", " "), line)
        elif line.label and not letter:
            criterion.begin_item(words.replace("\t", " "), line)
        elif len(criterion.paragraphs) > 1 and (line.gap or line.whole) and not words[:1].islower():
            criterion.begin_item(words.replace("\t", " "), line, item=False)
            criterion.reasons.append(text("a sentence follows its list"))
        else:
            if (
                (line.whole or line.gap)
                and words[:1].isupper()
                and criterion.words
                and not ends_open(criterion.words)
            ):
                criterion.reasons.append(text("a second paragraph stands below it"))
            criterion.add(words.replace("\t", " "), line)

    def _unlabelled(self, line: Line, words: str) -> None:
        rest, bullet = without_bullet(words)
        bullet = bullet or line.bullet
        criterion = self._criterion
        fresh = bullet or line.whole or line.gap or criterion is None or self._pending is not None
        if fresh and not (criterion and not bullet and ends_open(criterion.words)):
            self._begin_criterion(None, line, rest)
        else:
            assert criterion
            criterion.add(words.replace("\t", " "), line)

    # Lines outside tables

    def _plain_text(self, index: int, line: Line) -> None:
        words = line.text.strip()
        if self._repeated and not line.gap:
            return
        if is_lead(words):
            self._criterion = None
            self._title_open = False
            return
        if self._aside:
            self._aside_text(line, words)
        elif self._criterion:
            self._after_criterion(line, words)
        elif (
            self._title_open
            and self._group
            and index not in self._marks.refused
            and _is_title(self._group, line)
        ):
            _add_title(self._group, words, line)
        elif self._marks.unlabelled and (self._group or self._heading) and without_bullet(words)[1]:
            self._begin_criterion(None, line, without_bullet(words)[0])
        elif _takes_up(self._group, words):
            last = self._group.criteria[-1] if self._group else None
            assert last
            last.reasons.append(text("its sentence goes on after other text"))
            last.add(words, line)
            self._criterion = last
        elif self._group or self._heading:
            self._leave(line)

    def _aside_text(self, line: Line, words: str) -> None:
        last = self._group.criteria[-1] if self._group and self._group.criteria else None
        if self._guided and line.gap and last and words[:1].islower() and ends_open(last.words):
            last.reasons.append(text("its sentence goes on after other text"))
            self._criterion, self._aside = last, False
            last.add(words, line)
        elif self._group:
            if self._guided and last and line.gap and words[:1].islower() and not without_bullet(words)[1]:
                last.reasons.append(text("words that may belong to it stand further below"))
                self._leave(line)
            self._group.guidance.append(clean(words))

    def _after_criterion(self, line: Line, words: str) -> None:
        criterion = self._criterion
        assert criterion
        rest, bullet = without_bullet(words)
        bullet = bullet or line.bullet
        apart = line.gap or line.whole or (line.bold and not criterion.line.bold)
        empty = not criterion.words
        if self._marks.unlabelled and bullet:
            self._begin_criterion(None, line, rest)
        elif is_named_guidance(words):
            self._aside, self._criterion = True, None
            self._aside_text(line, words)
        elif _outside(criterion, line):
            criterion.reasons.append(text("other words stand below it and were left out"))
            self._leave(line)
            self._criterion = None
        elif empty or not apart or ((bullet or letter_of(written(line)) or line.label) and criterion.is_list):
            self._continue(line, words)
        elif bullet and not self._guided:
            criterion.reasons.append(text("a list stands below it, though it announces none"))
            self._continue(line, words)
        elif is_guidance(words) or bullet:
            self._aside, self._criterion = True, None
            self._aside_text(line, words)
        elif words[:1].islower() or (ends_open(criterion.words) and not line.bold):
            criterion.reasons.append(text("its sentence goes on after a gap"))
            self._continue(line, words)
        elif self._guided:
            self._aside, self._criterion = True, None
            self._aside_text(line, words)
        else:
            if not words.startswith("©"):
                criterion.reasons.append(text("other words stand below it and were left out"))
            self._leave(line)
            self._criterion, self._aside = None, False

    def _leave(self, line: Line) -> None:
        words = clean(line.text)
        if words:
            self._draft.left_over.append(LeftOver(line.page, words, line.box))
