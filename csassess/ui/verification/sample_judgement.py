"""The card of an internal verifier's judgement of a sample."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.assessment.qualities import exceptions_in_words, found_words, qualities
from csassess.domain.labels import label as words_for
from csassess.domain.records.verification import Sample, Verdict
from csassess.domain.verification.sampling import signature_of
from csassess.services.access import caseloads
from csassess.services.verification import sampling
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import chip, label, offer
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.recorded_fields import RecordedFields

_TYPED = ("comment", "feedback", "assessor_observed", "candidate_interviewed")
_SAVED_AFTER = 1_500  # milliseconds after the last save


class SampleJudgement(QFrame):
    """The verdict, exceptions, comment and feedback of a sample, saved while typing."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate = session, ""
        self._sample = ""  # the id of the sample shown
        self._edit: Any = None  # of that sample
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
        self.found = label("", "quiet")
        for exception in self.exceptions.values():
            exception.toggled.connect(lambda _: self._show_found())
        self.observed = chip(text("assessor observed"), self.save)
        self.interviewed = chip(text("candidate interviewed"), self.save)
        self.comment, self.feedback = lines(), lines()
        self.comment.setAccessibleName(text("Comment"))
        self.feedback.setAccessibleName(text("Feedback to the assessor"))
        for field in (self.comment, self.feedback):
            field.textChanged.connect(self._save_soon)
        self._fields = RecordedFields(
            self,
            {
                "comment": self.comment,
                "feedback": self.feedback,
                "assessor_observed": self.observed,
                "candidate_interviewed": self.interviewed,
                **{str(quality): exception for quality, exception in self.exceptions.items()},
            },
        )
        content = column(
            label(text("The assessor’s decision"), "heading"),
            FlowLayout(self.agree, self.needed),
            FlowLayout(*self.exceptions.values()),
            self.found,
            label(self.comment.accessibleName(), "eyebrow"),
            self.comment,
            label(self.feedback.accessibleName(), "eyebrow"),
            self.feedback,
            FlowLayout(self.observed, self.interviewed),
        )
        self.setLayout(spaced(content, 2, above=1))

    def fill(self, candidate_id: str, sample: Sample) -> None:
        """Fill the fields from another sample of a candidate."""
        self._candidate, self._sample = candidate_id, sample.id
        self._show_fields(sample, self._fields.fill)

    def show_sample(self, sample: Sample, *, reason: str) -> None:
        """Show the present sample, keeping what is being typed.

        With a reason against changing it, the card is disabled.
        """
        self._show_fields(sample, self._fields.show)
        self.agree.setChecked(sample.verdict is Verdict.AGREE)
        self.needed.setChecked(sample.verdict is Verdict.ACTION_NEEDED)
        self._show_found()
        offer(self, reason)

    def _show_found(self) -> None:
        """Say what the choices made so far add up to."""
        exceptions = [quality for quality, exception in self.exceptions.items() if exception.isChecked()]
        self.found.setText(
            text("You found the evidence {qualities}.", qualities=found_words(self.exceptions, exceptions))
        )
        if self.agree.isChecked() and exceptions:
            self.found.setText(
                text(
                    "You agree, although you found the evidence {exceptions}. Choose action needed, or "
                    "say in the comment why you agree.",
                    exceptions=exceptions_in_words(exceptions),
                )
            )
        self.found.setVisible(bool(exceptions))

    def _show_fields(self, sample: Sample, show: Callable[[dict[str, Any]], None]) -> None:
        """Show a sample in the fields, and begin an edit of what is shown."""
        values = {name: getattr(sample, name) for name in _TYPED}
        show(values | {quality: quality in sample.exceptions for quality in self.exceptions})
        self._edit = self._session.begin_edit(self._candidate, self._with(sample, self._fields.shown))

    def _with(self, sample: Sample, values: dict[str, Any]) -> Sample:
        """Return a sample with the values of fields."""
        exceptions = tuple(quality for quality in self.exceptions if values[quality])
        return replace(sample, **{name: values[name] for name in _TYPED}, exceptions=exceptions)

    def save(self) -> bool:
        """Save what was typed and ticked.

        Return False if saving failed; the fields then keep their values.
        """
        self._soon.stop()
        sample = self._recorded()
        if sample is None:
            return True
        if signature_of(sample, self._session.portfolio_view(self._candidate).portfolio):
            if self._fields.changed():
                self._session.problem.emit(
                    text("This sample was signed meanwhile, so what you typed is not saved. Copy it first.")
                )
            return True
        return self._fields.save(
            lambda values: self._session.save_edit(
                self._edit, sampling.change_sample, self._candidate, self._with(sample, values)
            )
        )

    def _save_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _judge(self, verdict: Verdict) -> None:
        self.save()
        sample = self._recorded()
        if sample:
            self._session.run(sampling.change_sample, self._candidate, replace(sample, verdict=verdict))

    def _recorded(self) -> Sample | None:
        """Return the sample shown as it is recorded, or None if there is none."""
        if not self._sample:
            return None
        samples = self._session.portfolio_view(self._candidate).portfolio.samples
        return next((sample for sample in samples if sample.id == self._sample), None)
