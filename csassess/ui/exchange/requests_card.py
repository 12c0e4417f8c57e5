"""The card of what files ask for: it waits until a person here agrees or declines."""

from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.services.exchange import requests
from csassess.services.exchange.requests import Request
from csassess.ui.base.session import Session
from csassess.ui.exchange import acceptance_dialogs
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row, RowList


class RequestsCard(QFrame):
    """Lists the requests that wait for an answer; hidden if there are none."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._requests: dict[str, Request] = {}
        self.setProperty("role", "card")
        self.rows = RowList(text("Waiting for your agreement"))
        self.rows.chosen.connect(self._answer)
        explanation = text("A file asks to delete or replace something. Nothing happens until you agree.")
        content = column(
            label(text("Waiting for your agreement"), "heading"), label(explanation, "quiet"), self.rows
        )
        self.setLayout(spaced(content, 2))
        self.hide()

    def refresh(self) -> None:
        """List the requests that wait."""
        self._requests = {r.id: r for r in self._session.read(requests.pending_requests)}
        self.rows.show_rows([Row(r.id, r.name, r.what, r.who, "›", "warn") for r in self._requests.values()])
        self.rows.fit()
        self.setVisible(bool(self._requests))

    def _answer(self, request: str) -> None:
        acceptance_dialogs.answer_request(self, self._session, self._requests[request])
