"""The bar above a review: what is left to do, and what is done with the whole."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QPushButton

from csassess.catalogue import plural, text
from csassess.domain.units import review as edits
from csassess.domain.units.review import Part, Review
from csassess.domain.units.review_wording import Problem, rows_left
from csassess.ui.widgets.controls import OneLine, button, chip, label, offer, only_icon_if_large, rename
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, holder, row, spaced


class ReviewBar(QFrame):
    """Counts, a filter of the rows, and the actions on the whole unit."""

    filtered = Signal()
    added = Signal(object)  # the part of a new row

    def __init__(
        self,
        back: Callable[[], object],
        approve: Callable[[], object],
        undo: Callable[[], object],
        number_rows: Callable[[], object],
        compare: Callable[[], object],
        give_up: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.title, self.left = OneLine("heading"), label("", "quiet")
        self.left.setWordWrap(False)
        self.doubtful, self.all = chip("", self.filtered.emit), chip(text("All rows"), self.filtered.emit)
        self.all.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.doubtful)
        group.addButton(self.all)
        self.approve = button(text("Approve…"), approve, "main", "circle-check")
        self.undo = button(text("Take back"), undo, icon_name="undo-2")
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.more = self._make_more(number_rows, compare, give_up)
        buttons = FlowLayout(self.doubtful, self.all, self.undo, self.more, self.approve)
        self.back = button(text("Units"), back, icon_name="chevron-left")
        for control in (self.back, self.undo):
            only_icon_if_large(control)
        title = row(self.back, self.title, self.left)
        title.setStretch(1, 1)
        self.setLayout(spaced(column(title, holder(buttons)), 1))

    def _make_more(
        self,
        number_rows: Callable[[], object],
        compare: Callable[[], object],
        give_up: Callable[[], object],
    ) -> QPushButton:
        menu = self._menu
        self.number_rows = menu.addAction(text("Number the rows without a label"), number_rows)
        for words, part in (
            (text("Add an outcome"), Part.OUTCOME),
            (text("Add a criterion"), Part.CRITERION),
            (text("Add an evidence requirement"), Part.REQUIREMENT),
        ):
            menu.addAction(words, partial(self.added.emit, part))
        self.compare = menu.addAction(text("Compare with the wording in force"), compare)
        menu.addSeparator()
        menu.addAction(text("Give up the review…"), give_up)
        more = button(text("More"), lambda: None, icon_name="ellipsis")
        more.setMenu(menu)
        return more

    def show_review(
        self,
        review: Review,
        problems: Sequence[Problem],
        barred: str,
        *,
        can_undo: bool,
    ) -> None:
        """Show what is left to do; `barred` is why no one may approve."""
        to_look_at = len(review.to_look_at)
        rows = rows_left(review, problems)
        self.title.setText(review.name)
        self.left.setText(
            plural("{count} to look at", "{count} to look at", len(rows))
            if rows
            else text("Nothing is left to look at")
        )
        rename(self.doubtful, text("To look at ({count})", count=len(rows)))
        offer(self.undo, "" if can_undo else text("Nothing was changed yet."))
        offer(self.number_rows, "" if edits.lacks_labels(review) else text("Every row has a label."))
        offer(self.compare, "" if review.replaces else text("It is a new unit: there is nothing to compare."))
        waits = plural(
            "{count} row is still to be looked at.", "{count} rows are still to be looked at.", to_look_at
        )
        problem = problems[0].words if problems else ""
        offer(self.approve, barred or problem or (waits if to_look_at else ""))
