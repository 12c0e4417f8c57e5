"""The bar of a sample that is not signed: its stage, and the button that removes it."""

from functools import partial

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.labels import stage_label
from csassess.domain.records.verification import Sample, Stage
from csassess.domain.verification.sampling import signature_of
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing.eligibility import reason_against_final
from csassess.services.verification import begun_samples
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, chip, offer, rename
from csassess.ui.widgets.flow_layout import FlowLayout


class BegunSampleBar(QWidget):
    """Changes the stage of a sample and removes it, until it is signed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._candidate = session, ""
        self._sample: Sample | None = None
        self.stages = {stage: chip("", partial(self._choose, stage)) for stage in Stage}
        self.remove_button = button(text("Remove this sample"), self._remove, icon_name="trash-2")
        self.setLayout(FlowLayout(*self.stages.values(), self.remove_button))

    def show_sample(self, view: PortfolioView, sample: Sample, *, reason: str) -> None:
        """Show the stage of a sample; hide the bar once it is signed.

        `reason` says why the sample cannot be changed here; empty if it can.
        """
        self._candidate, self._sample = view.portfolio.candidate.id, sample
        for stage, stage_chip in self.stages.items():
            rename(stage_chip, stage_label(stage, formative=view.portfolio.formative).capitalize())
            stage_chip.setChecked(sample.stage is stage)
            too_early = reason_against_final(view, sample.unit) if stage is Stage.FINAL else ""
            offer(stage_chip, reason or ("" if sample.stage is stage else too_early))
        offer(self.remove_button, reason)
        self.setVisible(signature_of(sample, view.portfolio) is None)

    def _choose(self, stage: Stage) -> None:
        if self._sample:
            self._session.run(begun_samples.change_stage, self._candidate, self._sample, stage)
            self.stages[stage].setChecked(True)

    def _remove(self) -> None:
        if self._sample:
            sentence = text("The started sample was removed.")
            self._session.remove(sentence, begun_samples.remove_sample, self._candidate, self._sample)
