"""A page offers an action exactly when saving it would be accepted, and says why not otherwise."""

import re
from contextlib import suppress
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QPushButton

from csassess.domain.assessment.item_state import ItemState
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.records.visits import SiteRules
from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.exchange import handover
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.visits import plans, visits
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets import theme
from tests.support.builders import Clock
from tests.support.exchanging import accept_in_present_role, transfer
from tests.support.verifying import STROKES, UNIT, become, decided, office, sampled
from tests.ui.offers.offers import Case, controls_of, words_of
from tests.ui.offers.offers_of_candidates import CANDIDATE_OFFERS
from tests.ui.offers.offers_of_items import ITEM_OFFERS, PICTURE

OFFERS = ITEM_OFFERS | CANDIDATE_OFFERS

# What only goes somewhere, reads, prints, chooses what is shown, or is of the centre as a whole.
CHANGES_NO_PORTFOLIO = re.compile(
    r"|What an external verifier would ask: .*|Would be asked: .*|Signatures on paper"
    r"|Why not ready\? \d+|More on .*|\d+ more|Show fewer"
    r"|Matrix|Form|History|Portfolio|Verification|Open|More|Continue the visit|Finish visit|Print the record|"
    r"Feedback to candidate, comments and signatures…|Copy for the candidate|Print the plan|Print|Check\?|"
    r"Save as PDF|Save the whole portfolio…|Save smaller file for e-mail…|Save plan as PDF|"
    r"Save a form for several candidates…|Record for the external verifier|Save status for the verifier|"
    r"Receive status file|✓ 1 WP(  ! \d to check)?|"
    r"(Planned|Performance|Knowledge|\d( know)?)  \d+(/| of )\d+|61: .*|"
    r"Find|Standardisation|External verifier|Signatures owed|Claims|Appeals and complaints|"
    r"Save sheet as PDF|Save list as PDF|Record direct claims status|Everyone who owes a signature|"
    r"Retention and erasure|Data requests|Staff|Machines and backups|Reminders|Units|"
    r"Qualifications|Compose a qualification|Bring in from a file|Units for the qualification|Add a period|"
    r"Phrases|Change|Erase a portfolio|"  # phrases and periods are the centre's; erasing has its own test
    r"Agree|Action needed|Act on this|not (valid|authentic|current|sufficient)|"
    r"assessor observed|candidate interviewed"
)  # the last lines: parts of the judgement of a sample, which is one offer
OF_ITEMS = (Page.EVIDENCE, Page.FINISH, Page.MATRIX)
OF_CANDIDATES = (Page.PORTFOLIO, Page.HISTORY, Page.FORMS)


class World:
    """The machines of Ann, who assesses, and Vera, whose role changes, with items in every state."""

    def __init__(self, ann, vera, tablet, folder, clock):
        self.ann, self.vera, self.folder, self.clock = ann, vera, folder, clock
        self.candidates, self.items = {}, {}
        for caseload in (ann, vera):  # whatever a centre can keep is switched on
            centre = replace(caseloads.centre_of(caseload), keeps=tuple(map(str, Keeping)), review_weeks=8)
            caseloads.change_centre(caseload, centre)
        self.mo = self._candidate("mo", "Mo Candidate", enrolled=True)
        self._change_elsewhere(tablet)
        self._items()
        self._candidate("without enrolment", "Tom Reid")
        decided_unsigned, _ = decided(ann, "Una Signed", "3", signed=False)
        aisha, item = decided(ann)
        self.candidates |= {"decided": decided_unsigned.id, "signed": aisha.id}
        given = self._candidate("handed over", "Gia Given", enrolled=True)
        self.items["of the one handed over"] = self._ready(given, accept=True)
        handover.hand_over(ann, given, "Tess Taker", passphrase="lamps and kettles by the door")
        self.spare = candidates.add_candidate(ann, "Sam Spare").id
        for number, candidate in enumerate((self.mo, decided_unsigned.id, aisha.id, self.spare)):
            transfer(ann, vera, candidate, folder / f"{number}.csbundle")
        self.samples = {
            "signed": sampled(vera, aisha, item, ask="One more day").id,
            "begun": sampled(vera, aisha, item, ask="Another day", sign=False).id,
        }
        self.sampled_item = item.id

    def _candidate(self, key, name, *, enrolled=False):
        candidate = candidates.add_candidate(self.ann, name)
        if enrolled:
            candidates.enrol(self.ann, candidate.id, UNIT)
        self.candidates[key] = candidate.id
        return candidate.id

    def _ready(self, candidate, *, accept=False):
        ann = self.ann
        item = evidence.add_item(ann, candidate, Method.WORK_PRODUCT, "Log", ann.clock().date())
        note = evidence.add_note(ann, candidate, item.id, "Kept daily.")
        references.tick(ann, candidate, item.id, UNIT, "1.1", note.id)
        if accept:
            judgement.accept(ann, candidate, item.id)
        return item.id

    def _change_elsewhere(self, tablet):
        """Accept an item that is changed on Ann's tablet meanwhile."""
        item = self.items["changed"] = self._ready(self.mo)
        transfer(self.ann, tablet, self.mo, self.folder / "to-tablet.csbundle")
        judgement.accept(self.ann, self.mo, item)
        evidence.add_note(tablet, self.mo, item, "Written on the tablet.")
        transfer(tablet, self.ann, self.mo, self.folder / "from-tablet.csbundle")

    def _items(self):
        ann, mo, items = self.ann, self.mo, self.items
        sian = self._candidate("sian", "Siân Ŵyn", enrolled=True)
        plans.plan_visit(ann, mo, ann.clock().date(), "Counter")
        over = visits.start_visit(ann, [mo], "Office")[mo].id
        self.clock.move_on(minutes=30)
        visits.finish(ann, mo, over, FeedbackToCandidate(over, over))
        items["to write up"] = over
        together = visits.start_visit(ann, [mo, sian], "Call centre")
        evidence.add_note(ann, mo, together[mo].id, "For her.")
        items["observing"] = together[mo].id
        rules = SiteRules(camera=False, recording=False, devices=False)
        items["observing without devices"] = visits.start_visit(ann, [mo], "Vault", rules)[mo].id
        items["ready"] = self._ready(mo)
        items["accepted"] = self._ready(mo, accept=True)
        items["more needed"] = self._ready(mo)
        judgement.request_more_evidence(ann, mo, items["more needed"], "One more day")
        items["reopened"] = self._ready(mo, accept=True)
        judgement.reopen(ann, mo, items["reopened"], "The date is wrong")
        items["withdrawn"] = self._ready(mo)
        judgement.withdraw(ann, mo, items["withdrawn"])
        items["withdrawn when accepted"] = self._ready(mo, accept=True)
        judgement.withdraw(ann, mo, items["withdrawn when accepted"])
        day = ann.clock().date()
        items["prior learning"] = evidence.add_item(ann, mo, Method.PRIOR_LEARNING, "NVQ 2", day).id
        witness = witnesses.add_witness(ann, mo, "Will Ness", "Supervisor")
        for name, on_paper in (("testimony", False), ("testimony on paper", True)):
            items[name] = witnesses.add_testimony(ann, mo, witness, ann.clock().date(), on_paper=on_paper).id
        for name, is_accepted in (("with a photograph", False), ("accepted with a photograph", True)):
            items[name] = self._ready(mo)
            photographs.add(ann, mo, items[name], PICTURE, "The counter")
            if is_accepted:
                judgement.accept(ann, mo, items[name])
        items["signed account"] = self._ready(mo)
        portfolio = portfolio_view(ann, mo).portfolio
        code = account_code(portfolio.item(items["signed account"]), portfolio, ann.clock())
        signing.sign_account(
            ann, mo, items["signed account"], Signer.CANDIDATE, "Mo Candidate", code, STROKES
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder, clock = tmp_path_factory.mktemp("offers"), Clock()
    with office(folder, clock, "ann", "vera", "cora") as (ann, vera, tablet):
        become(tablet, "Ann Assessor", Role.ASSESSOR)
        for caseload in (ann, vera):
            accept_in_present_role(caseload, tablet, folder)
        yield World(ann, vera, tablet, folder, clock)


@pytest.fixture(scope="module")
def windows(qapp, world):
    """Open the windows of Ann and of Vera."""
    theme.apply(qapp, theme.Theme())
    opened = {caseload: MainWindow(Session(caseload)) for caseload in (world.ann, world.vera)}
    for window in opened.values():
        window.show()
    yield opened
    for window in opened.values():
        window._is_retired = True
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class _Undone(Exception):  # noqa: N818
    """Rolls back what a service has written."""


def refusal(caseload, run):
    """Return why a service refuses, or "" if it does not; nothing is written."""
    try:
        with caseload.together():
            run()
            raise _Undone
    except _Undone:
        return ""
    except UserError as error:
        return str(error)


def unknown_controls(window, page):
    """Return the words of what a page shows that is neither an offer nor known to change no portfolio."""
    offers = [offer for offer in OFFERS.values() if offer.page is page]
    known = {id(control) for offer in offers for control in offer.controls(window)}
    controls = [control for control in controls_of(window.page(page)) if id(control) not in known]
    names = {candidate.name for candidate in candidates.list_candidates(window.session._caseload)}
    return {words for words in map(words_of, controls) if not CHANGES_NO_PORTFOLIO.fullmatch(words)} - names


def check(case, page):
    """Check each offer of the page shown; return the names of those that are open."""
    case.window.row = -1
    if page is Page.MATRIX:  # which leaves out what was withdrawn
        ids = [item.id for item in case.window.matrix.model.items]
        case.window.row = ids.index(case.item_id) if case.item_id in ids else -1
    is_open, wrong = set(), []
    for name, offer in OFFERS.items():
        if offer.page is not page or not offer.applies(case):
            continue
        shown = [control for control in offer.controls(case.window) if control.isVisible()]
        reason = refusal(case.caseload, lambda offer=offer: offer.service(case))
        if any(control.isEnabled() for control in shown):
            is_open.add(name)
            if reason and not re.search(offer.content, reason):
                wrong.append(f"{name} is offered but refused: {reason}")
        elif not reason and not offer.waits(case):
            wrong.append(f"{name} is not offered but would be accepted")
        wrong += [
            f"{name} does not say why it is disabled: {control.toolTip()!r}"
            for control in shown
            if not control.isEnabled() and not control.toolTip().endswith(".")
        ]
    assert unknown_controls(case.window, page) == set()
    assert not wrong, "\n".join(wrong)
    return is_open


def at(world, windows, caseload, candidate, page, item="", **more):
    """Show a place in the window of a caseload, and return the case."""
    window = windows[caseload]
    window.session.read_again()
    window.session.forget()
    pictures = window.session.portfolio_view(candidate).portfolio.photographs_of(item) if item else ()
    window.go(Location(page, candidate, item, pictures[0].id if pictures else "", **more))
    QApplication.processEvents()
    if page is Page.HISTORY:
        window.history.list.setCurrentIndex(window.history.list.rows.index(0))
    return Case(window, caseload, candidate, item, world.spare)


ITEMS = [
    "to write up",
    "observing",
    "observing without devices",
    "ready",
    "accepted",
    "changed",
    "more needed",
    "reopened",
    "withdrawn",
    "withdrawn when accepted",
    "prior learning",
    "testimony",
    "testimony on paper",
    "signed account",
    "with a photograph",
    "accepted with a photograph",
]
ROLES = [Role.VERIFIER, Role.COUNTERSIGNER, Role.CENTRE, Role.READER]


@pytest.fixture(params=ROLES, ids=str)
def in_role(request, world):
    """Give Vera another role for a test, and take it back: a reader could not."""
    with suppress(_Undone), world.vera.together():
        become(world.vera, "Vera Verifier", request.param)
        yield request.param
        raise _Undone


@pytest.mark.parametrize("page", OF_ITEMS)
@pytest.mark.parametrize("state", ITEMS)
def test_an_item_offers_to_the_assessor_what_its_state_allows(world, windows, state, page):
    check(at(world, windows, world.ann, world.mo, page, world.items[state], unit=UNIT), page)


def test_the_items_are_in_every_state(world):
    view = portfolio_view(world.ann, world.mo)
    states = {
        view.state_of(view.portfolio.item(item)) for key, item in world.items.items() if "of" not in key
    }
    assert states >= set(ItemState) - {ItemState.INCOMPLETE}


@pytest.mark.parametrize("page", OF_ITEMS)
@pytest.mark.parametrize("state", ["observing", "ready", "accepted", "withdrawn", "with a photograph"])
def test_an_item_offers_to_another_role_only_what_that_role_may_do(world, windows, in_role, state, page):
    case = at(world, windows, world.vera, world.mo, page, world.items[state], unit=UNIT)
    is_open = check(case, page)
    assert is_open <= {"redact"}


@pytest.mark.parametrize("page", OF_ITEMS)
def test_an_item_of_a_portfolio_handed_over_offers_nothing(world, windows, page):
    given = world.candidates["handed over"]
    case = at(world, windows, world.ann, given, page, world.items["of the one handed over"], unit=UNIT)
    assert check(case, page) == set()


@pytest.mark.parametrize("page", OF_CANDIDATES)
@pytest.mark.parametrize("who", ["mo", "without enrolment", "decided", "signed", "handed over"])
def test_a_portfolio_offers_to_the_assessor_what_its_state_allows(world, windows, who, page):
    check(at(world, windows, world.ann, world.candidates[who], page), page)


@pytest.mark.parametrize("page", OF_CANDIDATES)
@pytest.mark.parametrize("who", ["mo", "decided", "signed"])
def test_a_portfolio_offers_to_another_role_what_that_role_may_do(world, windows, in_role, who, page):
    check(at(world, windows, world.vera, world.candidates[who], page), page)


@pytest.mark.parametrize("sample", ["begun", "signed"])
def test_a_sample_offers_to_each_role_what_it_may_do(world, windows, in_role, sample):
    place = {"unit": UNIT, "form": world.samples[sample]}
    case = at(
        world, windows, world.vera, world.candidates["signed"], Page.SAMPLE, world.sampled_item, **place
    )
    is_open = check(case, Page.SAMPLE)
    assert bool(is_open) == (in_role is Role.VERIFIER and sample == "begun")


@pytest.mark.parametrize("who", ["signed", "decided"])
def test_the_sampling_plan_offers_to_each_role_what_it_may_do(world, windows, in_role, who):
    candidate = world.candidates[who]
    case = at(world, windows, world.vera, candidate, Page.VERIFICATION)
    plan = case.window.verification.plan
    names = [plan.plan.index(row, 0).data() for row in range(plan.plan.rowCount())]
    name = case.portfolio.candidate.name
    plan.setCurrentIndex(plan.plan.index(next(n for n, words in enumerate(names) if name in words), 1))
    check(case, Page.VERIFICATION)


@pytest.mark.parametrize(
    ("page", "section"), [(Page.CANDIDATES, ""), (Page.CENTRE, "requests"), (Page.CENTRE, "keeping")]
)
def test_the_centre_offers_to_each_role_what_it_may_do(world, windows, in_role, page, section):
    for caseload in (world.ann, world.vera):
        case = at(world, windows, caseload, "", page, form=section)
        check(case, page)


def test_a_button_without_a_row_is_found(world, windows):
    case = at(world, windows, world.ann, world.mo, Page.PORTFOLIO)
    extra = QPushButton("Accept everything", case.window.portfolio)
    extra.show()
    try:
        assert unknown_controls(case.window, Page.PORTFOLIO) == {"Accept everything"}
    finally:
        extra.setParent(None)
