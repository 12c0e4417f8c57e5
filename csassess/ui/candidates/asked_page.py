"""The page with what an external verifier would ask, of one candidate or counted for all."""

from csassess.catalogue import text
from csassess.domain.asking.lines import Grade, Kind, Line, place_in_words
from csassess.domain.dates import long_date
from csassess.domain.labels import with_capital
from csassess.domain.units.distinct_names import names_of_units
from csassess.services.access.caseloads import people
from csassess.services.access.write_checks import reason_against
from csassess.services.papers.asked import nothing_found
from csassess.services.progress import would_ask
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.form_dialog import FormDialog, Reason, opened
from csassess.ui.widgets.layouts import column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList

_TONES = {Grade.ANSWER: "warn", Grade.LOOK: "", Grade.INFORMATION: "quiet"}


class AskedPage(PageWidget):
    """What an external verifier would ask; answered lines are folded away until they are asked for."""

    shows_other_candidates = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._back = button("", self._to_portfolio, "link", "arrow-left")
        self._counts = label("", "quiet")
        self._nothing = label(nothing_found(), "quiet")
        self.list = RowList(text("What an external verifier would ask"))
        self.list.chosen.connect(self._open)
        self.show_answered = button(text("Show what is answered"), self.refresh, "link")
        self.show_answered.setCheckable(True)
        content = column(
            row(self._back, 0),
            label(text("What an external verifier would ask"), "title"),
            self._counts,
            frame("card", column(self._nothing, self.list)),
            row(self.show_answered, 0),
            0,
        )
        scroll_whole(self, content)

    def refresh(self) -> None:
        candidate = self._place.candidate
        self._back.setVisible(bool(candidate))
        if candidate:
            self._show_candidate(candidate)
        else:
            self._show_everyone()
        self._nothing.setVisible(not self.list.rows.rows)
        self.list.setVisible(bool(self.list.rows.rows))
        self.list.fit()

    def _show_candidate(self, candidate_id: str) -> None:
        view = self._session.portfolio_view(candidate_id)
        self._back.setText(view.portfolio.candidate.name)
        asked = self._session.read(would_ask.lines_of, view)
        self._counts.setText(would_ask.counts_of(asked).words or text("Nothing is left to answer."))
        answered = [line for line in asked if line.answer]
        self.show_answered.setVisible(bool(answered))
        names = names_of_units(standing.unit for standing in view.standings)
        shown = asked if self.show_answered.isChecked() else [line for line in asked if not line.answer]
        self.list.show_rows(
            [
                Row(
                    line,
                    with_capital(place_in_words(line, view.portfolio, names)),
                    with_capital(line.what),
                    self._below(line),
                    (text("answered") if line.answer else line.kind.grade.words) + "  ›",
                    "good" if line.answer else _TONES[line.kind.grade],
                )
                for line in shown
            ]
        )

    def _below(self, line: Line) -> str:
        """Return the answer to a line, with who gave it, or why it matters."""
        if line.answer is None:
            return line.kind.why
        by = self._session.read(people).get(line.answer.by)
        return text(
            "Answered by {name}, {day}: {reason}",
            name=by.name if by else line.answer.by,
            day=long_date(line.answer.on),
            reason=line.answer.reason,
        )

    def _show_everyone(self) -> None:
        rows = [
            Row(Location(Page.ASKED, candidate.id), candidate.name, outline.asked.words, state="›")
            for candidate, outline in self._session.candidate_rows()
            if outline.asked
        ]
        self._counts.setText("")
        self.show_answered.hide()
        self.list.show_rows(rows)

    def _open(self, key: Line | Location) -> None:
        if isinstance(key, Location):
            self.go.emit(key)
        else:
            self._ask(key)

    def _ask(self, line: Line) -> None:
        """Show a line with a link to the place to put it right, and ask for its answer."""
        candidate = self._place.candidate
        asked = self._session.read(would_ask.lines_for, candidate)
        covered = would_ask.alike(line, asked) or [line]
        fields = {"reason": (text("Your answer"), lines())}

        def save(values: Reason) -> None:
            codes = [other.code for other in covered]
            self._session.run_or_raise(would_ask.answer, candidate, codes, values.reason)

        explanation = [f"{with_capital(line.what)}. {line.kind.why}"]
        if len(covered) > 1:
            explanation.append(text("The answer covers all {count} lines of this kind.", count=len(covered)))
        refused = self._session.read(reason_against, candidate, "answer", None)
        dialog = FormDialog(
            self,
            text("What an external verifier would ask"),
            Reason,
            fields,
            save,
            done=text("Save answer"),
            explanation="\n".join([*explanation, refused]).strip(),
        )
        dialog.ok.setEnabled(not refused)

        def show() -> None:
            dialog.put_aside()
            self.go.emit(place_of(line, candidate))

        dialog.add_button(text("Show the place"), show)
        opened(dialog)

    def _to_portfolio(self) -> None:
        self.go.emit(Location(Page.PORTFOLIO, self._place.candidate))


def place_of(line: Line, candidate_id: str) -> Location:
    """Return where a line is put right."""
    if line.item:
        return Location(Page.EVIDENCE, candidate_id, line.item, line.note)
    if line.kind is Kind.FORM_NOT_APPROVED:
        return Location(Page.APPROVALS)
    return Location(Page.PORTFOLIO, candidate_id, unit=line.unit)
