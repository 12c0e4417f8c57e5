"""The pages of a window; each is imported and created when first used."""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow

from csassess.ui.base.announcing import announce
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.shell.page_names import page_name
from csassess.ui.widgets.page_stack import PageStack

if TYPE_CHECKING:
    from csassess.ui.attachments.camera_page import CameraPage
    from csassess.ui.attachments.photograph_page import PhotographPage
    from csassess.ui.candidates.asked_page import AskedPage
    from csassess.ui.candidates.candidates_page import CandidatesPage
    from csassess.ui.candidates.history_page import HistoryPage
    from csassess.ui.candidates.portfolio_page import PortfolioPage
    from csassess.ui.centre.centre_page import CentrePage
    from csassess.ui.centre.pairs_page import PairsPage
    from csassess.ui.centre.question_bank_page import QuestionBankPage
    from csassess.ui.evidence.evidence_page import EvidencePage
    from csassess.ui.exchange.exchange_page import ExchangePage
    from csassess.ui.matrix.matrix_page import MatrixPage
    from csassess.ui.papers.approvals_page import ApprovalsPage
    from csassess.ui.papers.forms_page import FormsPage
    from csassess.ui.qualifications.choosing_page import ChoosingPage
    from csassess.ui.qualifications.composing_page import ComposingPage
    from csassess.ui.signing.signatures_page import SignaturesPage
    from csassess.ui.today.today_page import TodayPage
    from csassess.ui.units.review_page import ReviewPage
    from csassess.ui.units.units_page import UnitsPage
    from csassess.ui.units.versions_page import VersionsPage
    from csassess.ui.verification.sample_page import SamplePage
    from csassess.ui.verification.verification_page import VerificationPage
    from csassess.ui.visits.finish_page import FinishPage

AnyPage = TypeVar("AnyPage", bound=PageWidget)


class Pages(QMainWindow):
    """A window with an attribute for each page, named as in `Page`.

    Its signals pass on what pages ask of the window.
    """

    going = Signal(object)  # the place to show
    went = Signal(object)  # the place shown
    handing_over = Signal(str, str)  # candidate and item whose witness gets the screen
    handing_candidate_over = Signal(str)  # candidate
    handed_back = Signal(bool)  # someone else had the screen to sign; whether they did
    reading = Signal(object)  # an opened portfolio file, to show without importing it
    relocking = Signal(object)  # new keys for the caseload, which must be closed for them
    restoring = Signal(object)  # a backup to replace the caseload, which must be closed for it
    backing_up = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.place, self._is_retired = Location(), False
        self.stack = PageStack()

    @property
    def is_closed(self) -> bool:
        """Whether the window was closed, or replaced by another one."""
        return self._is_retired

    def go_to(self, page: Page) -> None:
        """Show a page of the present candidate."""
        self.going.emit(Location(page, self.place.candidate))

    def page(self, page: Page) -> PageWidget:
        """Return a page, creating it if necessary."""
        widget: PageWidget = getattr(self, page)
        return widget

    def is_made(self, page: Page) -> bool:
        """Return whether a page has been created."""
        return page in vars(self)

    def _send_lent(self, candidate_ids: list[str], card: object) -> None:
        """Ask where to save the file of lent candidates, locked for the colleague they are lent to."""
        self.going.emit(Location(Page.EXCHANGE, candidate_ids[0]))
        self.exchange.send_lent(candidate_ids, card)

    def say_page(self, page: Page) -> None:
        """Let a screen reader say which page is shown."""
        widget, name = self.page(page), page_name(page)
        if widget.accessibleName() != name:
            widget.setAccessibleName(name)
        announce(widget, name)

    def _add(self, page: AnyPage) -> AnyPage:
        page.go.connect(self.going)
        self.stack.add(page)
        return page

    @cached_property
    def today(self) -> "TodayPage":
        """Visits to start and work to finish."""
        from csassess.ui.today.today_page import TodayPage

        return self._add(TodayPage(self.session))

    @cached_property
    def candidates(self) -> "CandidatesPage":
        """All candidates."""
        from csassess.ui.candidates.candidates_page import CandidatesPage

        return self._add(CandidatesPage(self.session))

    @cached_property
    def portfolio(self) -> "PortfolioPage":
        """The portfolio of one candidate."""
        from csassess.ui.candidates.portfolio_page import PortfolioPage

        page = self._add(PortfolioPage(self.session))
        page.handing_over.connect(self.handing_candidate_over)
        page.cover.sending.connect(self._send_lent)
        page.handed_back.connect(self.handed_back)
        return page

    @cached_property
    def asked(self) -> "AskedPage":
        """What an external verifier would ask."""
        from csassess.ui.candidates.asked_page import AskedPage

        return self._add(AskedPage(self.session))

    @cached_property
    def qualification(self) -> "ChoosingPage":
        """The units for a candidate's qualification."""
        from csassess.ui.qualifications.choosing_page import ChoosingPage

        return self._add(ChoosingPage(self.session))

    @cached_property
    def composing(self) -> "ComposingPage":
        """A qualification that is being composed."""
        from csassess.ui.qualifications.composing_page import ComposingPage

        return self._add(ComposingPage(self.session))

    @cached_property
    def evidence(self) -> "EvidencePage":
        """One evidence item."""
        from csassess.ui.evidence.evidence_page import EvidencePage

        page = self._add(EvidencePage(self.session))
        page.more.handing_over.connect(self.handing_over)
        return page

    @cached_property
    def matrix(self) -> "MatrixPage":
        """Evidence against criteria."""
        from csassess.ui.matrix.matrix_page import MatrixPage

        return self._add(MatrixPage(self.session))

    @cached_property
    def forms(self) -> "FormsPage":
        """Papers as they are printed."""
        from csassess.ui.papers.forms_page import FormsPage

        return self._add(FormsPage(self.session))

    @cached_property
    def questions(self) -> "QuestionBankPage":
        """The question bank."""
        from csassess.ui.centre.question_bank_page import QuestionBankPage

        return self._add(QuestionBankPage(self.session))

    @cached_property
    def pairs(self) -> "PairsPage":
        """The criteria that two units state alike."""
        from csassess.ui.centre.pairs_page import PairsPage

        return self._add(PairsPage(self.session))

    @cached_property
    def camera(self) -> "CameraPage":
        """The camera."""
        from csassess.ui.attachments.camera_page import CameraPage

        return self._add(CameraPage(self.session))

    @cached_property
    def picture(self) -> "PhotographPage":
        """Hiding parts of a photograph."""
        from csassess.ui.attachments.photograph_page import PhotographPage

        return self._add(PhotographPage(self.session))

    @cached_property
    def finish(self) -> "FinishPage":
        """The end of a visit."""
        from csassess.ui.visits.finish_page import FinishPage

        page = self._add(FinishPage(self.session))
        page.handed_back.connect(self.handed_back)
        return page

    @cached_property
    def signatures(self) -> "SignaturesPage":
        """Signatures collected on paper, to enter together."""
        from csassess.ui.signing.signatures_page import SignaturesPage

        return self._add(SignaturesPage(self.session))

    @cached_property
    def history(self) -> "HistoryPage":
        """Who did what and when."""
        from csassess.ui.candidates.history_page import HistoryPage

        return self._add(HistoryPage(self.session))

    @cached_property
    def approvals(self) -> "ApprovalsPage":
        """The approval of forms."""
        from csassess.ui.papers.approvals_page import ApprovalsPage

        return self._add(ApprovalsPage(self.session))

    @cached_property
    def exchange(self) -> "ExchangePage":
        """Portfolio files to send and receive, and folder sync."""
        from csassess.ui.exchange.exchange_page import ExchangePage

        page = self._add(ExchangePage(self.session))
        page.reading.connect(self.reading)
        return page

    @cached_property
    def verification(self) -> "VerificationPage":
        """Internal verification."""
        from csassess.ui.verification.verification_page import VerificationPage

        return self._add(VerificationPage(self.session))

    @cached_property
    def sample(self) -> "SamplePage":
        """One sample of an internal verifier."""
        from csassess.ui.verification.sample_page import SamplePage

        return self._add(SamplePage(self.session))

    @cached_property
    def centre(self) -> "CentrePage":
        """The centre: staff, machines, retention."""
        from csassess.ui.centre.centre_page import CentrePage

        page = self._add(CentrePage(self.session))
        page.machines.restoring.connect(self.restoring)
        for section in (page.machines, page.keeping):
            section.backing_up.connect(self.backing_up)
        return page

    @cached_property
    def units(self) -> "UnitsPage":
        """The units, and those under review."""
        from csassess.ui.units.units_page import UnitsPage

        return self._add(UnitsPage(self.session))

    @cached_property
    def review(self) -> "ReviewPage":
        """A unit under review."""
        from csassess.ui.units.review_page import ReviewPage

        return self._add(ReviewPage(self.session))

    @cached_property
    def versions(self) -> "VersionsPage":
        """Two wordings of a unit."""
        from csassess.ui.units.versions_page import VersionsPage

        return self._add(VersionsPage(self.session))
