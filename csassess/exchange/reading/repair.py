"""Brings labels that are separated from their words to them, with a doubt if that is not certain."""

from collections.abc import Sequence
from dataclasses import replace

from csassess.catalogue import text
from csassess.exchange.reading.content import Column, Line
from csassess.exchange.reading.draft import UnitDraft
from csassess.exchange.reading.headings import is_lead
from csassess.exchange.reading.labels import letter_of, without_bullet
from csassess.exchange.reading.marks import Mark, Marks
from csassess.exchange.reading.sections import OF_CRITERIA


def repair(draft: UnitDraft, lines: Sequence[Line], marks: Marks) -> tuple[Sequence[Line], Marks]:
    """Return lines and marks with every label before its words."""
    own = Marks(dict(marks.at), dict(marks.refused), marks.unlabelled, marks.subheads)
    work = _Repair(draft, list(lines), own)
    if marks.criteria() >= 2 and not work.labels_below():
        work.labels_in_the_middle()
        work.lonely_labels()
    return work.lines, work.marks


class _Repair:
    def __init__(self, draft: UnitDraft, lines: list[Line], marks: Marks) -> None:
        self._draft = draft
        self.lines = lines
        self.marks = marks
        criteria = [index for index, line in enumerate(lines) if line.column is Column.CRITERIA]
        plain = [
            index
            for index, line in enumerate(lines)
            if line.column is Column.FULL and line.section in OF_CRITERIA
        ]
        self._stream = (
            criteria if len(criteria) > len(plain) else plain
        )  # lines that hold the criteria, in order
        self._place = {index: place for place, index in enumerate(self._stream)}

    def _criteria(self) -> list[int]:
        return [
            index for index in self._stream if index in self.marks.at and not self.marks.at[index].outcome
        ]

    def _is_words(self, index: int | None) -> bool:
        """Return whether a line holds words of a criterion, without a label."""
        if index is None or index in self.marks.at:
            return False
        line = self.lines[index]
        return not (line.opens or is_lead(line.text))

    def _beside(self, index: int, step: int) -> int | None:
        place = self._place[index] + step
        return self._stream[place] if 0 <= place < len(self._stream) else None

    def _move(self, label_at: int, first: int) -> None:
        """Bring a label from its line to the first line of its words."""
        mark = self.marks.at.pop(label_at)
        label = mark.label
        self.marks.at[first] = Mark(False, replace(label, rest=self.lines[first].text))
        self.lines[label_at] = replace(
            self.lines[label_at], text=label.rest, label=None, gap=False, whole=False
        )

    def _doubt(self, index: int, why: str) -> None:
        self._draft.doubt(self.marks.at[index].label.written, self.lines[index].page, why)

    # Labels below their sentences

    def labels_below(self) -> bool:
        """Bring labels up if each is on a line of its own below its sentence, throughout the unit."""
        criteria = self._criteria()
        alone = [index for index in criteria if not self.marks.at[index].label.rest]
        if len(alone) < 3 or len(alone) < 0.8 * len(criteria):
            return False
        last = [
            index
            for number, index in enumerate(criteria)
            if number + 1 == len(criteria)
            or self.marks.at[criteria[number + 1]].label.number[0] != self.marks.at[index].label.number[0]
        ]
        if any(self._is_words(self._beside(index, 1)) and not self._then_outcome(index) for index in last):
            return False
        moves = []
        for index in alone:
            first = before = self._beside(index, -1)
            if not self._is_words(before):
                return False
            while before is not None and self._is_words(before):
                first = before
                if self.lines[before].gap or self.lines[before].whole:
                    break
                before = self._beside(before, -1)
            moves.append((index, first))
        for index, first in moves:
            assert first is not None
            self._move(index, first)
        return True

    def _then_outcome(self, index: int) -> bool:
        """Return whether an outcome's title comes after a label, with its own label below it too."""
        following = self._beside(index, 2)
        return following is not None and following in self.marks.at and self.marks.at[following].outcome

    # Labels in the middle of the height of a cell

    def labels_in_the_middle(self) -> None:
        """Bring labels up that are level with the middle of their sentences, in rows set off by gaps."""
        blocks = self._blocks()
        labelled = [(block, [i for i in block if i in self.marks.at]) for block in blocks]
        labelled = [(block, inside) for block, inside in labelled if inside]
        single = [(block, inside[0]) for block, inside in labelled if len(inside) == 1]
        moved = [(block, index) for block, index in single if block[0] != index]
        if len(moved) < 2 or len(single) < 0.8 * len(labelled):
            return
        if any(not self._is_centred(block, index) for block, index in moved):
            return
        upper = [self.lines[block[0]].text[:1].isupper() for block, _ in moved]
        usual = sum(upper) >= 0.7 * len(upper)
        for block, index in moved:
            if self.marks.at[index].outcome:
                continue
            first = block[0]
            self._move(index, first)
            if usual and not self.lines[first].text[:1].isupper():
                self._doubt(first, text("its label stands beside the middle of its words"))

        self._doubt_unlabelled(blocks)

    def _is_centred(self, block: list[int], index: int) -> bool:
        """Return whether a label is level with the middle of its block, which begins no list."""
        first = self.lines[block[0]]
        is_item = first.bullet or without_bullet(first.text)[1] or letter_of(first.text) is not None
        return not is_item and abs(2 * block.index(index) - len(block) + 1) <= 2

    def _doubt_unlabelled(self, blocks: list[list[int]]) -> None:
        """Point to passages without a label: they may belong to the label before or after them."""
        for before, block, after in zip(blocks, blocks[1:], [*blocks[2:], []], strict=False):
            if any(index in self.marks.at for index in block):
                continue
            for index in (*before, *after):
                if index in self.marks.at and not self.marks.at[index].outcome:
                    self._doubt(index, text("a passage without a label stands beside it"))

    def _blocks(self) -> list[list[int]]:
        """Return the lines of the criteria in the stretches that gaps and rules divide them into."""
        blocks: list[list[int]] = []
        ruled = sum(self.lines[index].ruled for index in self._stream) >= 0.5 * len(self._criteria())
        for index in self._stream:
            line = self.lines[index]
            if line.opens or is_lead(line.text):
                blocks.append([])
                continue
            fresh = (line.ruled if ruled else line.gap or line.whole) or not blocks or not blocks[-1]
            if fresh or self.lines[blocks[-1][-1]].page != line.page:
                blocks.append([])
            blocks[-1].append(index)
        return [block for block in blocks if block]

    # Single labels without words

    def lonely_labels(self) -> None:
        """Give a label without words the last passage above it, with a doubt."""
        for index in self._criteria():
            if self.marks.at[index].label.rest or self._is_words(self._beside(index, 1)):
                continue
            first, before = None, self._beside(index, -1)
            while before is not None and self._is_words(before):
                if self.lines[before].gap or self.lines[before].whole:
                    first = before
                    break
                before = self._beside(before, -1)
            above = self._beside(first, -1) if first is not None else None
            if first is None or above is None or not (self._is_words(above) or above in self.marks.at):
                continue
            self._move(index, first)
            self._doubt(first, text("its label stands below its words"))
            holder = next((i for i in reversed(self._criteria()) if i < first), None)
            if holder is not None:
                self._doubt(holder, text("the words below it were given to the next label"))
