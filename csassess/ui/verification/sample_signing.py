"""The card on which a verifier signs a sample and then the unit's declaration."""

from collections.abc import Callable
from dataclasses import asdict

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.assessment.qualities import exceptions_in_words
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.labels import stage_label, with_capital
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Sample, Stage
from csassess.domain.signing.paper_signatures import how_signed, when_signed
from csassess.domain.signing.unit_signing import next_signer
from csassess.domain.verification.planning import PlannedLine
from csassess.domain.verification.sampling import signature_of
from csassess.services.access.write_checks import reason_against
from csassess.services.papers.unit import decision_words
from csassess.services.papers.verification import action_location
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing import screen_or_paper_signatures, signing
from csassess.services.signing.offers import Offer, offer_for_unit
from csassess.services.verification import planning, sampling
from csassess.ui.base import tasks
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.signing.sign_dialog import SignDialog, Signed
from csassess.ui.widgets.controls import button, label, offer, rename, shortened
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, spaced


class SampleSigning(QFrame):
    """The state of a sample's signature, and the buttons to sign.

    `ready` saves the page and returns whether that succeeded.
    """

    going = Signal(object)  # the place of the sample to do next

    def __init__(self, session: Session, ready: Callable[[], bool]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._ready = session, ready
        self._candidate = self._sample_id = ""
        self.signed = label("")
        self.sign_button = button(text("Sign the sample"), self._sign, "main", "signature")
        self.unit_button = button(text("Sign the unit’s declaration"), self._sign_unit, icon_name="signature")
        self.next_button = button("", self._follow, icon_name="play")
        self._next: PlannedLine | None = None
        self._task: tasks.Task | None = None
        content = column(self.signed, FlowLayout(self.sign_button, self.unit_button, self.next_button))
        self.setLayout(spaced(content, 2))

    def show_sample(self, view: PortfolioView, sample: Sample) -> None:
        """Show who signed a sample and what may be signed next."""
        self._candidate, self._sample_id = view.portfolio.candidate.id, sample.id
        signed = signature_of(sample, view.portfolio)
        self.sign_button.setVisible(signed is None)
        offer(self.sign_button, self._session.read(reason_against, self._candidate, "sample-signature"))
        verifier = Signer.VERIFIER
        barred = self._session.read(signing.reason_against_offering, view, sample.unit, verifier)
        offer(self.unit_button, barred)
        self.unit_button.setVisible(
            signed is not None
            and sample.stage is Stage.FINAL
            and next_signer(view.of(sample.unit), view.portfolio) is Signer.VERIFIER
        )
        words = text("Not signed yet. Everything is saved as you work.")
        if signed:
            words = text("Signed by {name} on {when}.", name=signed.name, when=when_signed(signed))
            how = how_signed(signed, view.portfolio)
            later = text("Later evidence goes into a new sample.")
            words = " ".join(filter(None, (words, f"{with_capital(how)}." if how else "", later)))
        self.signed.setText(words)
        self._show_next(is_signed=signed is not None)

    def _show_next(self, *, is_signed: bool) -> None:
        """Offer the planned sample to do next, once this one is signed; it is found in the background."""
        self.next_button.hide()
        self._next = None
        if not is_signed or self._session.role is not Role.VERIFIER:
            return
        if not self._session.read(planning.is_used):
            return
        sample = self._sample_id

        def done(line: PlannedLine | None) -> None:
            if line and sample == self._sample_id:
                self._next = line
                name, due = line.row.summary.name, long_date(line.planned.due)
                words = text("Next: {name}, {unit}, by {day}", name=name, unit=line.unit.name, day=due)
                rename(self.next_button, words)
                self.next_button.show()

        self._task = self._session.run_in_background(planning.next_line, done, self._session.problem.emit)

    def _follow(self) -> None:
        """Begin the planned sample that comes next."""
        if self._next is None:
            return
        planned = self._next.planned
        sample = self._session.run(sampling.open_sample, planned.candidate, planned.unit, planned.stage)
        if sample:
            self.going.emit(Location(Page.SAMPLE, planned.candidate, unit=planned.unit, form=sample.id))

    def _recorded(self) -> tuple[PortfolioView, Sample]:
        view = self._session.portfolio_view(self._candidate)
        return view, next(sample for sample in view.portfolio.samples if sample.id == self._sample_id)

    def _sign(self) -> None:
        if not self._ready():
            return
        view, sample = self._recorded()
        candidate = self._candidate
        missing = sampling.missing_words(sample, view.portfolio)
        if missing:
            self._session.problem.emit(missing)
            return

        def sign(signed: Signed) -> None:
            self._session.run_or_raise(
                sampling.sign_sample,
                candidate,
                sample.id,
                signed.strokes,
                on_paper=signed.on_paper,
                on=signed.on,
            )

        statement = text("I have sampled this evidence; I have not assessed this candidate.")
        words, offered = _sample_in_words(view, sample), Offer((sample.name,), self._session.now().date())
        SignDialog(
            self, words, statement, Signer.VERIFIER, offered, sign, lambda _: None, is_named=True
        ).open()

    def _sign_unit(self) -> None:
        """Sign the decision on the unit after a final sample that agrees."""
        view, sample = self._recorded()
        candidate = self._candidate

        def sign(signed: Signed) -> None:
            self._session.run_or_raise(
                screen_or_paper_signatures.sign_decision,
                candidate,
                sample.unit,
                Signer.VERIFIER,
                **asdict(signed),
            )

        words = self._session.read(decision_words, view, sample.unit)
        statement = text("I have verified this decision; I have not assessed this candidate.")
        offered = self._session.read(offer_for_unit, view, sample.unit, Signer.VERIFIER)
        SignDialog(self, words, statement, Signer.VERIFIER, offered, sign, lambda _: None).open()


def _sample_in_words(view: PortfolioView, sample: Sample) -> str:
    """Return a sample as plain text, as it is signed."""
    portfolio, unit = view.portfolio, view.of(sample.unit).unit
    parts = [
        portfolio.candidate.name,
        unit.full_name,
        stage_label(sample.stage, formative=portfolio.formative),
    ]
    for item in portfolio.evidence:
        if item.id in sample.evidence:
            criteria = [
                unit.short(looked.criterion)
                for looked in portfolio.looked_at
                if (looked.sample, looked.evidence) == (sample.id, item.id)
            ]
            parts.append(f"{item.number} {item.method}: {', '.join(criteria)}")
    verdict = words_for(sample.verdict) if sample.verdict else ""
    parts += [verdict, exceptions_in_words(sample.exceptions), sample.comment, sample.feedback]
    parts += [
        f"{shortened(action.what, 200)} ({action_location(action, view)}, {long_date(action.due)})"
        for action in portfolio.actions
        if action.sample == sample.id
    ]
    return "\n".join(part for part in parts if part)
