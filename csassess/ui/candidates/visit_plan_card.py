"""The card of a candidate's next visit: what to look for, and the plan if there is one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.assessment.planning import progress, serves, what_to_look_for
from csassess.domain.labels import with_capital
from csassess.services.access.write_checks import reason_against
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.visits import plans
from csassess.services.visits.plans import reason_against_agreeing
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.visits import visit_dialogs
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row
from csassess.ui.widgets.short_list import ShortList
from csassess.ui.widgets.status_text import plan_in_words


class VisitPlanCard(QFrame):
    """What to look for next in a portfolio; hidden if nothing is left and no visit is planned."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate = session, ""
        self._heading = label(text("What to look for next"), "heading")
        self._targets, self._lines = ShortList(text("What to look for next")), ShortList(text("The plan"))
        self.look_for, self.planned_lines = self._targets.list, self._lines.list
        self.planned = label("", "heading")
        self.plan_button = button(text("Plan a visit"), self._plan, icon_name="calendar-days")
        self.agree_button = button(text("Agreed with the candidate"), self._agree, icon_name="check")
        self.change_button = button(text("Change plan"), self._change, icon_name="pencil")
        self.form_button = button(text("Print the plan"), self._print, icon_name="printer")
        buttons = FlowLayout(self.plan_button, self.agree_button, self.change_button, self.form_button)
        content = column(self._heading, self.planned, buttons, self._targets, self._lines)
        self.setLayout(spaced(content, 2, above=1))

    def show_portfolio(self, view: PortfolioView) -> None:
        """Show what a candidate's units still need, and the plan of the next visit."""
        self._candidate = view.portfolio.candidate.id
        plan, sights = view.portfolio.plan, what_to_look_for(view.standings_to_plan())
        self.setVisible(bool(sights) or plan is not None)
        # The plan of a coming visit already lists what to look for.
        visited = {visit.on for visit in view.portfolio.visits if not visit.is_open}
        today = self._session.now().date()
        is_coming = plan is not None and plan.on >= today and plan.on not in visited
        shown = () if is_coming else sights
        self._heading.setVisible(bool(shown))
        self._targets.show_rows(
            [Row(each, "", with_capital(each.words), serves(each, view.standings)) for each in shown]
        )
        barred = self._session.read(reason_against, self._candidate, "plan")
        self.plan_button.setVisible(bool(sights) and not barred)
        self._show_plan(view)

    def _show_plan(self, view: PortfolioView) -> None:
        """Show the plan's lines, each with its progress in accepted evidence."""
        plan = view.portfolio.plan
        for part in (self.planned, self.form_button):
            part.setVisible(plan is not None)
        barred = self._session.read(reason_against, self._candidate, "plan")
        self.agree_button.setVisible(plan is not None and plan.agreed is None)
        self.change_button.setVisible(plan is not None and not barred)
        if plan is None:
            self._lines.show_rows(())
            return
        offer(self.agree_button, barred or reason_against_agreeing(plan, self._session.now().date()))
        self.planned.setText(plan_in_words(plan))
        rows = []
        for place, line in enumerate(progress(plan, view.standings)):
            words = with_capital(line.line.words)
            state = text("✓ seen") if line.done else text("{seen} of {of}", seen=line.seen, of=line.of)
            tone = "good" if line.done else "warn"
            rows.append(Row(place, "", words, line.line.serves, state, tone))
        self._lines.show_rows(rows)

    def _plan(self) -> None:
        visit_dialogs.plan_visit(self, self._session, self._candidate)

    def _change(self) -> None:
        plan = self._session.portfolio_view(self._candidate).portfolio.plan
        if plan:
            visit_dialogs.plan_visit(self, self._session, self._candidate, plan)

    def _agree(self) -> None:
        plan = self._session.portfolio_view(self._candidate).portfolio.plan
        if plan:
            self._session.run(plans.agree, self._candidate, plan)

    def _print(self) -> None:
        plan = self._session.portfolio_view(self._candidate).portfolio.plan
        if plan:
            self.go.emit(Location(Page.FORMS, self._candidate, form=f"visit-plan {plan.id}"))
