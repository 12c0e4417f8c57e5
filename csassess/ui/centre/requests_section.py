"""Candidates' requests for their data, and answering them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.records.retention import DataRequest
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import candidates
from csassess.services.disclosure import data_requests
from csassess.services.disclosure.data_requests import Answer
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, line, lines
from csassess.ui.widgets.file_dialogs import choose_folder
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened
from csassess.ui.widgets.layouts import column, frame, row
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section


@dataclass(frozen=True)
class NewRequest:
    """A data request as entered."""

    candidate: str
    asked_by: str
    received: date


@dataclass(frozen=True)
class RequestDetails:
    """Who asked for their data, and when."""

    asked_by: str
    received: date


@dataclass(frozen=True)
class Withheld:
    """The (kind, id) pairs of what is withheld, and why."""

    withheld: tuple[tuple[str, str], ...]
    reason: str


class RequestsSection(Section):
    """The data requests. Choosing one lists the other people in the record and answers it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.list = RowList(text("Data requests"))
        self.list.chosen.connect(lambda key: self.answer(*key))
        self.nothing = label(text("No data request has been logged."), "quiet")
        self.log_button = button(text("Log a data request"), self._log, "main", "plus")
        heading = label(text("Data requests"), "heading")
        self.show_parts(
            column(frame("card", column(heading, self.nothing, self.list, row(self.log_button, 0))), 0)
        )

    def refresh(self) -> None:
        today, request_rows = self._session.now().date(), []
        for candidate_id, request in self._session.read(data_requests.all_requests):
            name = self._session.portfolio_view(candidate_id).portfolio.candidate.name
            due = text(
                "received {received}, due {due}",
                received=long_date(request.received),
                due=long_date(request.due),
            )
            if request.answered:
                state, tone = text("answered {day}", day=long_date(request.answered)), "good"
            elif request.due < today:
                state, tone = text("overdue"), "bad"
            else:
                state, tone = text("open"), "warn"
            request_rows.append(Row((candidate_id, request), name, due, request.asked_by, state, tone))
        self.list.show_rows(request_rows)
        self.list.fit()
        self.list.setVisible(bool(request_rows))
        self.nothing.setVisible(not request_rows)
        everyone = self._session.read(candidates.list_candidates)
        nobody = "" if everyone else text("There are no candidates yet.")
        offer(self.log_button, self._session.read(reason_against, "", "data-request") or nobody)

    def _log(self) -> None:
        everyone = [
            (f"{candidate.name} {candidate.number}".strip(), candidate.id)
            for candidate in self._session.read(candidates.list_candidates)
        ]
        fields: dict[str, tuple[str, QWidget]] = {
            "candidate": (text("Candidate"), choice(everyone)),
            "asked_by": (text("Requested by, and how identified"), line()),
            "received": (text("Received on"), day(self._session.now().date())),
        }

        def save(values: NewRequest) -> None:
            self._session.run_or_raise(
                data_requests.log_request, values.candidate, values.asked_by, values.received
            )

        explanation = text("The answer is due within one month (UK GDPR, article 12(3)).")
        opened(
            FormDialog(
                self,
                text("Log a data request"),
                NewRequest,
                fields,
                save,
                done=text("Log request"),
                explanation=explanation,
            )
        )

    def answer(self, candidate_id: str, request: DataRequest) -> FormDialog[Withheld] | None:
        """List the other people in the record; ask what to withhold, why, and for a folder.

        Return None, having said why, if the answer could not be recorded here.
        """
        reason = self._session.read(reason_against, candidate_id, "data-request")
        if reason:
            self._session.problem.emit(reason)
            return None
        portfolio = self._session.portfolio_view(candidate_id).portfolio
        others = data_requests.other_people(portfolio)
        rows = [(other.words, other.why, (other.kind, other.id)) for other in others]
        withheld = [tuple(entry.split(" ", 2)[:2]) for entry in request.withheld]
        fields: dict[str, tuple[str, QWidget]] = {
            "withheld": (
                text("Withhold ticked items"),
                TickedRows(text("Withhold"), rows, withheld, 300),
            ),
            "reason": (text("Reason for what is withheld"), lines(text("It is about someone else."))),
        }

        def save(values: Withheld) -> None:
            reasons = dict.fromkeys(values.withheld, values.reason)
            answer = self._session.read(data_requests.gather_answer, candidate_id, request, reasons)
            self._choose_folder(candidate_id, request, reasons, answer)

        title = text("Data about {name}", name=portfolio.candidate.name)
        explanation = text(
            "Check each of these before you give anything out. Customers appear in the "
            "record by letter only. The answer is an unencrypted PDF with files: hand "
            "them over safely."
        )
        dialog = FormDialog(
            self,
            title,
            Withheld,
            fields,
            save,
            done=text("Choose a folder"),
            explanation=explanation,
            about=(candidate_id, request.id),
        )

        def change() -> None:
            dialog.put_aside()
            self._change(candidate_id, request)

        if request.answered is None:
            dialog.add_button(text("Change request"), change)
        return opened(dialog)

    def _change(self, candidate_id: str, request: DataRequest) -> FormDialog[RequestDetails]:
        fields: dict[str, tuple[str, QWidget]] = {
            "asked_by": (text("Requested by, and how identified"), line(request.asked_by)),
            "received": (text("Received on"), day(request.received)),
        }

        edit = self._session.begin_edit(candidate_id, request)

        def save(values: RequestDetails) -> None:
            self._session.save_edit_or_raise(
                edit, data_requests.change_request, candidate_id, request, values.asked_by, values.received
            )

        return opened(FormDialog(self, text("Change the data request"), RequestDetails, fields, save))

    def _choose_folder(
        self, candidate_id: str, request: DataRequest, reasons: dict[tuple[str, str], str], answer: Answer
    ) -> None:
        choose_folder(
            self,
            text("Choose an empty folder"),
            lambda folder: self.give_out(candidate_id, request, reasons, answer, folder),
        )

    def give_out(
        self,
        candidate_id: str,
        request: DataRequest,
        reasons: dict[tuple[str, str], str],
        answer: Answer,
        folder: str,
    ) -> None:
        """Write the answer to a folder in the background, then close the request."""

        def done(paths: list[Path]) -> None:
            if self._session.run(data_requests.close_request, candidate_id, request, reasons):
                words = text(
                    "Files written to {folder}: {count} (one PDF, and the files as they are). They are not "
                    "encrypted."
                )
                self._session.message.emit(words.format(count=len(paths), folder=folder))

        self._task = tasks.start(
            lambda: data_requests.write_answer(answer, Path(folder)), done, self._session.problem.emit
        )
