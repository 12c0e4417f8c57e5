"""The centre's log of appeals, complaints and reasonable adjustments, over all candidates."""

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.records.programme.steps import Case
from csassess.services.papers.cases import cases_paper
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import column, frame, row
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section


class CasesSection(Section):
    """What is logged: open entries first; a row leads to the portfolio in which it is kept."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._logged: list[tuple[str, Case]] = []
        self._nothing = label(text("Nothing is logged. Log it in the portfolio of the candidate."), "quiet")
        self.list = RowList(text("Appeals, complaints and reasonable adjustments"))
        self.list.chosen.connect(lambda key: self.go.emit(Location(Page.PORTFOLIO, key[0])))
        self.print_button = button(text("Save list as PDF"), self._print, icon_name="printer")
        heading = label(text("Appeals, complaints and reasonable adjustments"), "heading")
        content = column(heading, self._nothing, self.list, row(self.print_button, 0))
        self.show_parts(column(frame("card", content), 0))

    def refresh(self) -> None:
        logged = [
            (candidate.name, row_.portfolio.candidate.id, case)
            for candidate, row_ in self._session.candidate_rows()
            for case in row_.portfolio.cases
        ]
        logged.sort(key=lambda entry: (entry[2].closed is not None, entry[2].on))
        self._logged = [(name, case) for name, _, case in logged]
        self.list.show_rows(
            [
                Row(
                    (candidate, case.id),
                    text("{name}, {kind}", name=name, kind=case.kind.words),
                    f"{long_date(case.on)}, {case.words}",
                    case.outcome,
                    f"{_state(case)}  ›",
                    "" if case.closed else "warn",
                )
                for name, candidate, case in logged
            ]
        )
        self.list.fit()
        self.list.setVisible(bool(logged))
        self.print_button.setVisible(bool(logged))
        self._nothing.setVisible(not logged)

    def _print(self) -> None:
        self.choose_pdf("log.pdf", lambda: self._session.read(cases_paper, self._logged))


def _state(case: Case) -> str:
    return text("closed on {day}", day=long_date(case.closed)) if case.closed else text("open")
