"""Leading from a finding to where it can be met."""

from typing import TYPE_CHECKING

from csassess.catalogue import text
from csassess.domain.assessment.findings import Finding, FindingState
from csassess.domain.units.units import (
    ConfirmationRule,
    CoverageRule,
    DemonstrationRule,
    FeedbackOrigin,
    SettingRule,
)
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.evidence import judgement_dialogs

if TYPE_CHECKING:
    from csassess.ui.evidence.evidence_page import EvidencePage


class FindingLinks:
    """What a touch on a finding does on the page of an item."""

    def __init__(self, page: "EvidencePage", session: Session) -> None:
        self._page, self._session = page, session

    def meet(self, finding: Finding) -> None:
        """Lead to where a finding can be met."""
        unit = self._page.view().of(self._page.criteria.unit).unit
        if finding.state is FindingState.MET:
            return
        for rule in unit.rules_for(finding.requirement, finding.item):
            match rule:
                case CoverageRule():
                    self._page.panes.show_left()
                    demeanour = self._page.notes.editor.customer.easy
                    (demeanour if demeanour.isVisible() else self._page.notes.list).setFocus()
                case DemonstrationRule(origin=FeedbackOrigin() as origin):
                    self._meet_feedback(origin, unit.id)
                case DemonstrationRule():
                    self._page.panes.show_left()
                    self._page.notes.editor.responsible.setFocus()
                case ConfirmationRule() if not finding.evidence:
                    self._session.problem.emit(text("There is no accepted evidence to confirm this on yet."))
                case ConfirmationRule() if finding.requirement:
                    judgement_dialogs.confirm(
                        self._page,
                        self._session,
                        self._page.place.candidate,
                        unit.id,
                        finding.requirement,
                        finding.detail,
                    )
                case SettingRule() if finding.evidence:
                    self._open_item(finding.evidence[0], unit.id)

    def _meet_feedback(self, origin: FeedbackOrigin, unit_id: str) -> None:
        """Open the feedback that improved nothing yet, in whichever item it stands; where there is none, ask for one."""
        unused = (
            f
            for f in self._page.view().portfolio.feedback
            if f.origin is origin and not f.improvement.strip()
        )
        present = next(unused, None)
        if present is None:
            self._page.ask_feedback(origin)
        elif present.evidence == self._page.place.item:
            self._page.change_feedback(present)
        else:
            self._page.go.emit(
                Location(Page.EVIDENCE, self._page.place.candidate, present.evidence, unit=unit_id)
            )

    def _open_item(self, number: str, unit_id: str) -> None:
        """Open the item of a number, or its details where it is the one shown."""
        item = next(item for item in self._page.view().portfolio.evidence if item.number == number)
        if item.id != self._page.place.item:
            self._page.go.emit(Location(Page.EVIDENCE, self._page.place.candidate, item.id, unit=unit_id))
        elif self._page.details.isVisible():
            self._page.show_details()
