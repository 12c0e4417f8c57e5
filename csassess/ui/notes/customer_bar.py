"""The bar that classes a note's customer: kind, channel, and whether they were met before."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.labels import label as words_for
from csassess.domain.records.evidence import Channel, Customer
from csassess.domain.units.units import Demeanour, Relationship
from csassess.services.evidence import evidence
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import chip
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.flow_layout import FlowLayout


class CustomerBar(QWidget):
    """Easy or difficult, existing or new; pressing a chosen kind again clears it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._candidate = session, ""
        self._customer: Customer | None = None
        self.easy, self.difficult = (chip(short_words(d), self._toggle_demeanour(d)) for d in Demeanour)
        self.existing, self.new = (chip(short_words(r), self._toggle_relationship(r)) for r in Relationship)
        self.channel = choice(
            [(text("channel"), None), *((words_for(channel), channel) for channel in Channel)]
        )
        self.channel.setAccessibleName(text("Channel"))
        self.channel.setMinimumContentsLength(8)
        self.channel.activated.connect(self._set_channel)
        self.same_as = choice([])
        self.same_as.setAccessibleName(text("The same customer on another day"))
        self.same_as.setMinimumContentsLength(12)
        self.same_as.activated.connect(self._set_same_as)
        self._flow = FlowLayout(
            self.easy, self.difficult, self.existing, self.new, self.channel, self.same_as
        )
        self.setLayout(self._flow)

    def event(self, event: QEvent) -> bool:
        """Set the minimum height for this width, because a box layout allows for only one line."""
        is_handled = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.setMinimumHeight(self._flow.heightForWidth(self.width()))
        return is_handled

    def show_customer(
        self, candidate_id: str, customer: Customer | None, others: Sequence[tuple[str, str]], *, locked: bool
    ) -> None:
        """Show a customer's class; `others` holds customers of other visits (words, id)."""
        self._candidate, self._customer = candidate_id, customer
        self.setVisible(customer is not None)
        self.setEnabled(not locked)
        if customer is None:
            return
        for control, value in (
            (self.easy, customer.demeanour is Demeanour.EASY),
            (self.difficult, customer.demeanour is Demeanour.DIFFICULT),
            (self.existing, customer.relationship is Relationship.EXISTING),
            (self.new, customer.relationship is Relationship.NEW),
        ):
            control.setChecked(value)
        self.channel.setCurrentIndex(max(0, self.channel.findData(customer.channel)))
        self.same_as.clear()
        self.same_as.addItem(text("not met before"), None)
        for words, other in others:
            self.same_as.addItem(words, other)
        self.same_as.setCurrentIndex(max(0, self.same_as.findData(customer.same_as)))
        self.same_as.setVisible(bool(others))

    def _toggle_demeanour(self, value: Demeanour) -> Callable[[], None]:
        def toggle() -> None:
            if self._customer:
                is_chosen = self._customer.demeanour is value
                self._save(replace(self._customer, demeanour=None if is_chosen else value))

        return toggle

    def _toggle_relationship(self, value: Relationship) -> Callable[[], None]:
        def toggle() -> None:
            if self._customer:
                is_chosen = self._customer.relationship is value
                self._save(replace(self._customer, relationship=None if is_chosen else value))

        return toggle

    def _set_channel(self) -> None:
        if self._customer:
            chosen = self.channel.currentData()
            self._save(replace(self._customer, channel=Channel(chosen) if chosen else None))

    def _set_same_as(self) -> None:
        if self._customer:
            self._save(replace(self._customer, same_as=self.same_as.currentData()))

    def _save(self, customer: Customer) -> None:
        self._session.run(evidence.change_customer, self._candidate, customer)


def short_words(kind: Demeanour | Relationship) -> str:
    """Return a customer's kind in one word, for a chip or a heading."""
    return {
        Demeanour.EASY: text("easy"),
        Demeanour.DIFFICULT: text("difficult"),
        Relationship.EXISTING: text("existing"),
        Relationship.NEW: text("new"),
    }[kind]
