"""Search in all portfolios: names, numbers, employers, notes and captions."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer

from csassess.catalogue import plural, text
from csassess.services.candidates.candidates import list_candidates
from csassess.services.progress import portfolio_status
from csassess.ui.base import tasks
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.layouts import column, frame
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section

_PAUSE = 150  # milliseconds after the last key


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search found; without words, `everyone` counts the candidates."""

    asked: int
    wanted: str
    hits: list[portfolio_status.SearchHit]
    everyone: int


class SearchSection(Section):
    """The search field and its hits. Choosing a hit opens its evidence item or portfolio."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.wanted = line(
            hint=text("Words in any portfolio: a name, a number, an employer, what a note says")
        )
        self.wanted.setAccessibleName(text("Find in all portfolios"))
        self.wanted.setClearButtonEnabled(True)
        self._asked = 0  # how often was searched; only the last answer is shown
        self._task: tasks.Task | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.search)
        self.wanted.textChanged.connect(lambda _: self._soon.start())
        self.wanted.returnPressed.connect(self.search)
        self.count = label("", "quiet")
        self.found = RowList(text("Found"))
        self.found.chosen.connect(self._open)
        self.show_parts(
            column(
                frame(
                    "card",
                    column(
                        label(text("Find in all portfolios"), "heading"), self.wanted, self.count, self.found
                    ),
                ),
                0,
            )
        )

    def refresh(self) -> None:
        self.search()

    def search(self) -> None:
        """Search for the typed words on another thread, then show the hits."""
        self._soon.stop()
        wanted = self.wanted.text().replace("\0", "").strip()
        self._asked += 1
        asked = self._asked

        def work(caseload: Any) -> _Found:
            hits = portfolio_status.find(caseload, wanted) if wanted else []
            return _Found(asked, wanted, hits, 0 if wanted else len(list_candidates(caseload)))

        self._task = self._session.run_in_background(work, self._show, self._session.problem.emit)

    def _show(self, found: _Found) -> None:
        """Show what was found, unless other words were asked for meanwhile."""
        if found.asked != self._asked:
            return
        wanted, hits, everyone = found.wanted, found.hits, found.everyone
        if not wanted:
            self.count.setText(
                plural(
                    "{count} candidate is in this caseload.",
                    "{count} candidates are in this caseload.",
                    everyone,
                )
            )
        elif hits:
            self.count.setText(plural("{count} place found.", "{count} places found.", len(hits)))
        else:
            self.count.setText(text("Nothing was found. Try the first letters of a word."))
        self.found.show_rows([Row((n, hit), hit.name, hit.words, state="›") for n, hit in enumerate(hits)])
        self.found.setVisible(bool(hits))
        self.found.fit()

    def _open(self, key: tuple[int, portfolio_status.SearchHit]) -> None:
        hit = key[1]
        page = Page.EVIDENCE if hit.place else Page.PORTFOLIO
        self.go.emit(Location(page, hit.candidate, hit.place))
