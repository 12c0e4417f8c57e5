"""The card of an internal verifier's judgement of a sample."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.assessment.hints import qualities
from csassess.domain.labels import label as words_for
from csassess.domain.records.verification import Sample, Verdict
from csassess.domain.verification.sampling import signature_of
from csassess.services.access import caseloads
from csassess.services.verification import sampling
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import chip, label
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, spaced

_TYPED = ("comment", "feedback", "exceptions", "assessor_observed", "candidate_interviewed")
_SAVED_AFTER = 1_500  # milliseconds after the last save


class SampleJudgement(QFrame):
    """The verdict, exceptions, comment and feedback of a sample, saved while typing."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate = session, ""
        self._filled: Sample | None = None  # the sample that the fields were last filled with or saved as
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVED_AFTER)
        self._soon.timeout.connect(self.save)
        self.agree = chip(words_for(Verdict.AGREE).capitalize(), partial(self._judge, Verdict.AGREE))
        self.needed = chip(
            words_for(Verdict.ACTION_NEEDED).capitalize(), partial(self._judge, Verdict.ACTION_NEEDED)
        )
        self.exceptions = {
            quality: chip(text("not {quality}", quality=words_for(quality)), self.save)
            for quality in qualities(session.read(caseloads.centre_of))
        }
        self.observed = chip(text("assessor observed"), self.save)
        self.interviewed = chip(text("candidate interviewed"), self.save)
        self.comment, self.feedback = lines(), lines()
        self.comment.setAccessibleName(text("Comment"))
        self.feedback.setAccessibleName(text("Feedback to the assessor"))
        for field in (self.comment, self.feedback):
            field.textChanged.connect(self._save_soon)
        content = column(
            label(text("The assessor’s decision"), "heading"),
            FlowLayout(self.agree, self.needed),
            FlowLayout(*self.exceptions.values()),
            label(self.comment.accessibleName(), "eyebrow"),
            self.comment,
            label(self.feedback.accessibleName(), "eyebrow"),
            self.feedback,
            FlowLayout(self.observed, self.interviewed),
        )
        self.setLayout(spaced(content, 2))

    def fill(self, candidate_id: str, sample: Sample) -> None:
        """Fill the fields from a candidate's sample."""
        self._candidate, self._filled = candidate_id, sample
        for field, words in ((self.comment, sample.comment), (self.feedback, sample.feedback)):
            with QSignalBlocker(field):
                field.setPlainText(words)
        for quality, exception in self.exceptions.items():
            exception.setChecked(quality in sample.exceptions)
        self.observed.setChecked(sample.assessor_observed)
        self.interviewed.setChecked(sample.candidate_interviewed)

    def is_outdated(self, sample: Sample) -> bool:
        """Return whether the sample was changed elsewhere or undone and nothing was typed here."""
        return self._filled is not None and self._typed(self._filled) == self._filled != sample

    def show_sample(self, sample: Sample, *, is_signed: bool) -> None:
        """Show a sample's verdict; disable the card if the sample is signed."""
        self.agree.setChecked(sample.verdict is Verdict.AGREE)
        self.needed.setChecked(sample.verdict is Verdict.ACTION_NEEDED)
        self.setEnabled(not is_signed)

    def save(self) -> bool:
        """Save what was typed and ticked.

        Return False if saving failed; the fields then keep their values.
        """
        self._soon.stop()
        if self._filled is None:
            return True
        sample = self._recorded(self._filled.id)
        if sample is None or signature_of(sample, self._session.portfolio_view(self._candidate).portfolio):
            return True
        typed = self._typed(self._filled)
        changes = {
            name: getattr(typed, name)
            for name in _TYPED
            if getattr(typed, name) != getattr(self._filled, name)
        }
        if not changes:
            return True
        is_saved = self._session.run_silently(
            sampling.change_sample, self._candidate, replace(sample, **changes)
        )
        self._session.read_again()
        if is_saved:
            self._filled = typed
        return is_saved

    def _save_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _judge(self, verdict: Verdict) -> None:
        self.save()
        sample = self._recorded(self._filled.id) if self._filled else None
        if sample:
            self._session.run(sampling.change_sample, self._candidate, replace(sample, verdict=verdict))

    def _recorded(self, sample_id: str) -> Sample | None:
        samples = self._session.portfolio_view(self._candidate).portfolio.samples
        return next((sample for sample in samples if sample.id == sample_id), None)

    def _typed(self, sample: Sample) -> Sample:
        """Return a sample with the values of the fields."""
        return replace(
            sample,
            comment=self.comment.toPlainText(),
            feedback=self.feedback.toPlainText(),
            exceptions=tuple(quality for quality, chip in self.exceptions.items() if chip.isChecked()),
            assessor_observed=self.observed.isChecked(),
            candidate_interviewed=self.interviewed.isChecked(),
        )
