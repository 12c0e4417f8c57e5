"""Everyone who owes a signature, by site."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.services.files import write_pdf
from csassess.services.signing import chase, chase_sheets
from csassess.services.signing.chase import Owed
from csassess.services.signing.chase_sheets import site_words
from csassess.ui.base import tasks
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.file_dialogs import choose_where, dated, file_in_words
from csassess.ui.widgets.layouts import column, frame, row
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section

_EVERY_SITE = None
_MOST_SHOWN = 200  # rows; the sheets have all


class ChaseSection(Section):
    """The signatures that are owed, of one site or of all; each leads to the place to enter it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._by_site: list[tuple[str, list[Owed]]] = []
        self._reading: tasks.Task | None = None
        self._is_stale = False
        self._count, self._more = label("", "quiet"), label("", "quiet")
        self.sites = choice([(text("every site"), _EVERY_SITE)])
        self.sites.setAccessibleName(text("Site"))
        self.sites.currentIndexChanged.connect(lambda _: self._show())
        self.list = RowList(text("Signatures owed"))
        self.list.chosen.connect(lambda key: self.go.emit(Location(Page.SIGNATURES, key.candidate)))
        self.print_button = button(text("Save sheet as PDF"), self._choose_where, icon_name="printer")
        heading = label(text("Who owes a signature"), "heading")
        content = column(heading, self._count, row(self.sites, self.print_button, 0), self.list, self._more)
        self.show_parts(column(frame("card", content), 0))

    def refresh(self) -> None:
        """Read all portfolios on another thread, then show who signs what."""
        if self._reading is not None:
            self._is_stale = True
            return
        if not self._by_site:
            self._count.setText(text("Reading the portfolios …"))
        self._reading = self._session.run_in_background(
            lambda caseload: chase.by_site(chase.owed_signatures(caseload)), self._was_read, self._failed
        )

    def _was_read(self, sites: list[tuple[str, list[Owed]]]) -> None:
        self._reading = None
        self._by_site = sites
        chosen = self.sites.currentData()
        with QSignalBlocker(self.sites):
            self.sites.clear()
            self.sites.addItem(text("every site"), _EVERY_SITE)
            for site, each in sites:
                self.sites.addItem(f"{site_words(site)} ({len(each)})", site)
            self.sites.setCurrentIndex(max(0, self.sites.findData(chosen)))
        self.sites.setVisible(len(sites) > 1)
        self._show()
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def _failed(self, sentence: str) -> None:
        self._reading = None
        self._session.problem.emit(sentence)

    @property
    def is_read(self) -> bool:
        """Whether the portfolios were read, and nothing changed meanwhile."""
        return self._reading is None

    def shown(self) -> list[Owed]:
        """Return the signatures of the site that is chosen, or all."""
        site = self.sites.currentData()
        return [each for name, owed in self._by_site if site in (_EVERY_SITE, name) for each in owed]

    def _show(self) -> None:
        shown = self.shown()
        people = len({(owed.who, owed.signer) for owed in shown})
        words = plural("{count} person owes a signature", "{count} people owe signatures", people)
        total = plural("{count} signature in all", "{count} signatures in all", len(shown))
        self._count.setText(f"{words}, {total}." if shown else text("Nobody owes a signature."))
        self.list.show_rows([_row(owed) for owed in shown[:_MOST_SHOWN]])
        left = len(shown) - _MOST_SHOWN
        self._more.setText(text("…and {count} more: choose a site, or save the sheets.", count=left))
        self._more.setVisible(left > 0)
        self.list.setVisible(bool(shown))
        self.list.fit()
        self.print_button.setVisible(bool(shown))

    def _choose_where(self) -> None:
        name = dated("signatures-to-collect.pdf", self._session.now().date())
        choose_where(self, text("Save as PDF"), name, lambda path: self.save_to(Path(path)), "PDF (*.pdf)")

    def save_to(self, path: Path) -> None:
        """Write a sheet for each site that is shown, on another thread."""
        owed = self.shown()

        def write(caseload: Any) -> None:
            write_pdf(path, chase_sheets.draw_sheets(chase_sheets.chase_sheets(caseload, owed)))

        self._task = self._session.run_in_background(
            write,
            lambda _: self._session.message.emit(text("Saved: {file}.", file=file_in_words(path))),
            self._session.problem.emit,
        )


def _row(owed: Owed) -> Row:
    since = text("since {day}", day=long_date(owed.since)) if owed.since else ""
    head = text("{name}, {role}", name=owed.who, role=owed.role)
    foot = "  ·  ".join(filter(None, (site_words(owed.site), since, owed.reach)))
    return Row(owed, head, f"{owed.candidate_name}: {owed.what}", foot, "›")
