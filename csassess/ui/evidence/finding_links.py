"""Links from each finding of a unit to the place to meet it."""

from PySide6.QtCore import QObject, Signal

from csassess.catalogue import text
from csassess.domain.assessment.findings import Finding, FindingState
from csassess.domain.units.marks import beginning_of_marks
from csassess.domain.units.rules import (
    CUSTOMER_TYPES,
    AssessorRule,
    ChoiceRule,
    ConfirmationRule,
    CountRule,
    CoverageRule,
    DemonstrationRule,
    FacetsRule,
    MethodRule,
    OccasionsRule,
    Rule,
    SettingRule,
    has_exception,
)
from csassess.domain.units.values import FeedbackOrigin
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session


class FindingLinks(QObject):
    """Leads from a finding to the place to meet it; each signal is one such place."""

    customer = Signal()  # the kind of customer in the note
    responsibility = Signal(str)  # the note's mark of own responsibility, or one that begins so
    new_feedback = Signal(object)  # the origin of customer feedback still to be recorded
    feedback = Signal(object)  # customer feedback of this item without an improvement yet
    item = Signal(str, str)  # another item, and the unit to show
    details = Signal()  # the details of this item
    confirmation = Signal(str, str, str)  # unit, requirement, and what is shown for it

    def __init__(self, parent: QObject, session: Session) -> None:
        super().__init__(parent)
        self._session = session
        self._candidate = self._item = self._unit = ""

    def show_unit(self, candidate_id: str, item_id: str, unit_id: str) -> None:
        """Set the unit whose findings are shown, and the item shown with them."""
        self._candidate, self._item, self._unit = candidate_id, item_id, unit_id

    def open_target(self, finding: Finding) -> None:
        """Lead to the place to meet a finding, or to change a confirmation.

        Other findings that are met lead nowhere.
        """
        unit = self._view().of(self._unit).unit
        if finding.state is FindingState.MET:
            if finding.requirement and self._is_confirmed(unit.id, finding.name):
                self.confirmation.emit(unit.id, finding.name, finding.detail)
            return
        for rule in unit.rules_for(finding.requirement, finding.item):
            if self._open_for(rule, finding):
                return
            match rule:
                case CoverageRule():
                    self.customer.emit()
                case DemonstrationRule(origin=FeedbackOrigin() as origin):
                    self._open_feedback(origin)
                case DemonstrationRule():
                    self.responsibility.emit("")
                case ConfirmationRule() if not finding.evidence:
                    self._session.problem.emit(
                        text("There is no accepted evidence yet. Accept some evidence, then confirm this.")
                    )
                case ConfirmationRule() if finding.requirement:
                    self.confirmation.emit(unit.id, finding.name, finding.detail)
                case SettingRule() if finding.evidence:
                    self._open_item(finding.evidence[0])

    def _open_for(self, rule: Rule, finding: Finding) -> bool:
        """Lead to where a rule that any unit may state can be met. Return False for the others."""
        if finding.state is FindingState.NOT_ALLOWED:
            if not has_exception(rule):
                return False
            self.confirmation.emit(self._unit, finding.name, finding.detail)
            return True
        match rule:
            case AssessorRule() if finding.evidence and not self._is_draft(finding.evidence[0]):
                self.confirmation.emit(self._unit, finding.name, finding.detail)
            case FacetsRule() if rule.facet in CUSTOMER_TYPES and not finding.evidence:
                self.customer.emit()
            case CountRule() | FacetsRule() | ChoiceRule() if not finding.evidence:
                self.responsibility.emit(beginning_of_marks(self._unit, finding.requirement or "", rule))
            case AssessorRule() | OccasionsRule() | MethodRule() if not finding.evidence:
                self._session.problem.emit(
                    text("Further evidence is needed for it: plan a visit, or add an item, then accept it.")
                )
            case AssessorRule() | OccasionsRule() | MethodRule() | CountRule() | FacetsRule() | ChoiceRule():
                self._open_item(finding.evidence[0])
            case _:
                return False
        return True

    def _is_draft(self, number: str) -> bool:
        portfolio = self._view().portfolio
        return not any(item.number == number and portfolio.is_accepted(item) for item in portfolio.evidence)

    def _is_confirmed(self, unit_id: str, requirement: str) -> bool:
        confirmations = self._view().portfolio.confirmations
        return any((c.unit, c.requirement) == (unit_id, requirement) for c in confirmations)

    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._candidate)

    def _open_feedback(self, origin: FeedbackOrigin) -> None:
        """Open feedback of any item without an improvement yet; ask for new feedback if there is none."""
        unused = next(
            (
                feedback
                for feedback in self._view().portfolio.feedback
                if feedback.origin is origin and not feedback.improvement.strip()
            ),
            None,
        )
        if unused is None:
            self.new_feedback.emit(origin)
        elif unused.evidence == self._item:
            self.feedback.emit(unused)
        else:
            self.item.emit(unused.evidence, self._unit)

    def _open_item(self, number: str) -> None:
        """Open the item with this number, or the details if it is the item shown."""
        item = next(item for item in self._view().portfolio.evidence if item.number == number)
        if item.id == self._item:
            self.details.emit()
        else:
            self.item.emit(item.id, self._unit)
