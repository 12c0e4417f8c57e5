"""The rules of one evidence requirement, with those that the reader proposes."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from csassess.catalogue import text
from csassess.domain.rule_words import kind_words, sentence
from csassess.domain.units.review import ReviewRow
from csassess.domain.units.rule_drafts import KINDS, new_rule
from csassess.ui.units.rule_editor import RuleEditor
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import Choices
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, frame, holder, spaced


class RulesPanel(QWidget):
    """Proposals to take over, and rules to compose; without any, the assessor confirms."""

    changed = Signal(object)  # the rules, as they are now
    taken = Signal(object)  # a proposal
    refused = Signal(object)  # a proposal
    rest_confirmed = Signal()  # by the assessor: what the rules leave out
    all_covered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rules: list[dict[str, Any]] = []
        self._shown: tuple[object, ...] | None = None
        self.editors: list[RuleEditor] = []
        self.none = label(
            text("No rule: it is shown, and the assessor confirms it with a reason. That is enough."), "quiet"
        )
        self._proposals, self._editors = spaced(column()), spaced(column())
        self.add_menu = QMenu(self)
        self.kinds = {}
        for kind in KINDS:
            self.kinds[kind] = self.add_menu.addAction(kind_words(kind))
            self.kinds[kind].triggered.connect(partial(self._add, kind))
        self.add = button(text("Add a rule"), lambda: None, icon_name="plus")
        self.add.setMenu(self.add_menu)
        self.proposal_buttons: list[QPushButton] = []
        self.leaves = label("", "problem")
        self.confirm_rest = button(text("The assessor confirms the rest"), self.rest_confirmed.emit)
        self.cover_all = button(text("The rules cover all of it"), self.all_covered.emit)
        said = holder(FlowLayout(self.confirm_rest, self.cover_all))
        self._left_out = frame("band", column(self.leaves, said), 1)
        content = column(
            label(text("What the program checks"), "eyebrow"),
            self._proposals,
            self._editors,
            self._left_out,
            self.none,
            holder(FlowLayout(self.add)),
        )
        content.setContentsMargins(0, 0, 0, 0)
        self.setLayout(content)

    def show_row(self, row: ReviewRow, names: Choices, letters: Sequence[str], leaves: str) -> None:
        """Show the rules and proposals of a requirement or item; leave what is being composed as it is.

        `leaves` is what the rules leave out, as a sentence.
        """
        self.leaves.setText(leaves)
        self._left_out.setVisible(bool(leaves))
        self.kinds["choice"].setVisible(bool(letters))
        shown = (row.id, row.proposed, tuple(letters), tuple(names))
        if shown == self._shown and self._rules == list(row.rules):
            return
        self._shown, self._rules = shown, [dict(rule) for rule in row.rules]
        clear(self._proposals)
        self.proposal_buttons = []
        for rule in row.proposed:
            self._proposals.addWidget(self._proposal(rule, letters))
        clear(self._editors)
        self.editors = []
        for number, rule in enumerate(self._rules):
            editor = RuleEditor(rule, names, letters)
            editor.changed.connect(partial(self._change, number))
            editor.removed.connect(partial(self._remove, number))
            self.editors.append(editor)
            self._editors.addWidget(editor)
        self.none.setVisible(not self._rules)

    def _proposal(self, rule: dict[str, Any], letters: Sequence[str]) -> QWidget:
        words = label(text("Proposed: {sentence}", sentence=sentence(rule, letters)))
        take = button(text("Take over"), lambda: self.taken.emit(rule), "main")
        no = button(text("No"), lambda: self.refused.emit(rule))
        self.proposal_buttons += [take, no]
        return frame("band", column(words, holder(FlowLayout(take, no))), 1)

    def _add(self, kind: str, *_: object) -> None:
        self.changed.emit([*self._rules, new_rule(kind)])

    def _change(self, number: int, rule: dict[str, Any]) -> None:
        self._rules[number] = rule
        self.changed.emit([dict(each) for each in self._rules])

    def _remove(self, number: int) -> None:
        self.changed.emit([rule for at, rule in enumerate(self._rules) if at != number])
