"""The card of one unit in a candidate's portfolio."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QPushButton

from csassess.catalogue import text
from csassess.domain.assessment.candidate_row import AskedCounts
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.labels import label as words_for
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.countersigning import still_needed
from csassess.domain.signing.unit_signing import next_signer
from csassess.domain.units.units import Kind
from csassess.services.candidates.corrections import reason_against_withdrawing
from csassess.ui.base.location import Page
from csassess.ui.candidates.coverage_strip import CoverageStrip
from csassess.ui.widgets.controls import button, caption, label, menu_button, offer
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, row, spaced
from csassess.ui.widgets.status_text import (
    coverage_in_words,
    decision_in_words,
    requirements_in_words,
    unit_signatures_in_words,
    verified_in_words,
)

_DECIDED = (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER)


class UnitCard(QFrame):
    """A unit's progress and decision, with buttons for what the user may do next."""

    deciding = Signal(object)  # the unit's standing
    asking_why = Signal(object)  # the standing of a unit that cannot be decided yet
    signing = Signal(str, object)  # the unit's id, and who signs
    more_needed = Signal(str)  # the unit's id: the countersigner asks for more first
    opening = Signal(object, str)  # the page to open, and the unit's id
    withdrawing = Signal(object)  # the unit

    def __init__(
        self,
        unit_standing: UnitStanding,
        portfolio: Portfolio,
        role: Role,
        reason_against: Callable[[str, dict[str, Any]], str],
        against_signing: Callable[[str, Signer], str],
        asked: AskedCounts,
        *,
        is_earlier: bool,
    ) -> None:
        """Make the card.

        `reason_against` tells why a record of a kind, with values, cannot be written, `against_signing` why
        someone cannot sign a unit. `asked` counts what an external verifier would ask about the unit.
        `is_earlier` says that a later wording of the unit is in force.
        """
        super().__init__()
        self._reason_against, self._against_signing = reason_against, against_signing
        self.setProperty("role", "card")
        self._unit_standing, self._portfolio, self._role = unit_standing, portfolio, role
        decided = label(self._decision(), "quiet")
        decided.setVisible(bool(decided.text()))
        state = column(label(requirements_in_words(unit_standing)), decided)
        if asked:
            open_list = partial(self.opening.emit, Page.ASKED, unit_standing.unit.id)
            words = text("Would be asked: {counts}", counts=asked.words)
            state.addWidget(button(words, open_list, "link"))
        if is_earlier:
            compare = partial(self.opening.emit, Page.VERSIONS, unit_standing.unit.id)
            state.addWidget(button(text("A later wording is in force: compare, move"), compare, "link"))
        state.setSpacing(0)
        covered = column(
            CoverageStrip(unit_standing), label(coverage_in_words(unit_standing.coverage.counts), "quiet")
        )
        covered.setSpacing(2)
        done, total = unit_standing.count()
        name = label(unit_standing.unit.full_name, "heading")
        count = label(text("{done} of {total}", done=done, total=total), "heading")
        count.setWordWrap(False)
        head = row(name, count)
        head.setStretch(0, 1)
        head.setAlignment(count, Qt.AlignmentFlag.AlignTop)
        content = column(head, label(self._progress(), "quiet"), covered, state, FlowLayout(*self._buttons()))
        self.setLayout(spaced(content, 2, above=1))

    def _progress(self) -> str:
        """Return how many criteria of each kind are accepted."""
        counts = [(words_for(kind).capitalize(), *self._unit_standing.count(kind)) for kind in Kind]
        return "  ·  ".join(
            text("{kind}: {done} of {total} accepted", kind=kind, done=done, total=total)
            for kind, done, total in counts
            if total
        )

    def _decision(self) -> str:
        """Return the state of the decision, its signatures and its verification."""
        needed = still_needed(self._unit_standing, self._portfolio)
        parts = (
            *self._state_of_decision(),
            unit_signatures_in_words(self._unit_standing, self._portfolio),
            text("the countersigner needs something: {what}", what=needed.words) if needed else "",
            verified_in_words(self._unit_standing.unit.id, self._portfolio),
        )
        return "  ·  ".join(part for part in parts if part)

    def _state_of_decision(self) -> list[str]:
        """Return the state of the decision in words; none as long as a button says what is missing."""
        if decision_state(self._unit_standing, self._portfolio) is DecisionState.NOT_READY:
            return []
        return [decision_in_words(self._unit_standing, self._portfolio)[0]]

    def _buttons(self) -> list[QPushButton]:
        unit_id = self._unit_standing.unit.id
        is_decided = decision_state(self._unit_standing, self._portfolio) in _DECIDED
        return [
            *([] if is_decided or self._role is not Role.ASSESSOR else [self._decide_button()]),
            *self._sign_buttons(),
            button(text("Matrix"), partial(self.opening.emit, Page.MATRIX, unit_id), icon_name="table-2"),
            button(text("Form"), partial(self.opening.emit, Page.FORMS, unit_id), icon_name="file-text"),
            *([] if is_decided or self._role is not Role.ASSESSOR else [self._more_button()]),
        ]

    def _more_button(self) -> QPushButton:
        unit, menu = self._unit_standing.unit, QMenu(self)
        menu.setToolTipsVisible(True)  # a disabled action says why
        withdraw = menu.addAction(caption(text("Withdraw from {unit}", unit=unit.full_name)))
        withdraw.triggered.connect(lambda *_: self.withdrawing.emit(unit))
        referenced = reason_against_withdrawing(self._portfolio, unit)
        offer(withdraw, self._reason_against("enrolment", {}) or referenced)
        return menu_button(text("More on {unit}", unit=unit.full_name), menu)

    def _decide_button(self) -> QPushButton:
        """Return the button that decides the unit or, as long as it cannot be, says what is missing."""
        unit_standing = self._unit_standing
        if not unit_standing.ready:
            lacking = len(unit_standing.missing) + len(unit_standing.unmet)
            words = text("Why not ready? {count}", count=lacking)
            why = button(words, partial(self.asking_why.emit, unit_standing))
            why.setAccessibleName(text("{words}, {unit}", words=words, unit=unit_standing.unit.full_name))
            return why
        decide = button(
            text("Decide unit"),
            partial(self.deciding.emit, unit_standing),
            "main",
            "check",
        )
        decide.setAccessibleName(text("Decide {unit}", unit=unit_standing.unit.full_name))
        offer(decide, self._reason_against("decision", {}))
        return decide

    def _sign_buttons(self) -> list[QPushButton]:
        """Return the button of the next signer; a countersigner may also ask for more first."""
        signer, unit_id = next_signer(self._unit_standing, self._portfolio), self._unit_standing.unit.id
        if signer is None:
            return []
        words = text("Sign: {role}", role=words_for(signer))
        sign = button(words, partial(self.signing.emit, unit_id, signer), icon_name="signature")
        offer(sign, self._against_signing(unit_id, signer))
        if signer is not Signer.COUNTERSIGNER or self._role is not Role.COUNTERSIGNER:
            return [sign]
        ask = partial(self.more_needed.emit, unit_id)
        ask_button = button(text("Ask the assessor for more"), ask, icon_name="message-square")
        offer(ask_button, self._reason_against("needed", {}))
        return [sign, ask_button]
