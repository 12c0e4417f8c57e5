"""The card of standardisations: what was agreed, the pack to judge blind, and the comparison."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from csassess.catalogue import plural, text
from csassess.domain.assessment.qualities import qualities
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.records.evidence import Quality
from csassess.domain.records.kinds import Stream
from csassess.domain.records.quality.standardisation import BlindJudgement, Standardisation
from csassess.domain.verification.blind import compared, judged_words
from csassess.services.access import caseloads
from csassess.services.units import units
from csassess.services.verification import standardising
from csassess.services.verification.standardisation import Example
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, shortened
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, line, lines
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, Ticks, opened
from csassess.ui.widgets.layouts import column, frame, spaced
from csassess.ui.widgets.row_list import Row, RowList

_AGREED_SHOWN = 200


@dataclass(frozen=True)
class MeetingDetails:
    """A standardisation as entered; `chosen` is the candidate, item and unit judged blind, if any."""

    on: date
    title: str
    who: str
    agreed: str
    chosen: tuple[str, str, str]


@dataclass(frozen=True)
class JudgementDetails:
    """A blind judgement as entered."""

    name: str
    on: date
    met: tuple[str, ...]
    exceptions: tuple[Quality, ...]
    words: str


class MeetingsCard(QFrame):
    """What was standardised. Choosing a row shows what can be done with it, and its comparison."""

    packing = Signal(object)  # the standardisation whose pack is wanted
    printing = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session = session
        self._chosen = ""
        self._examples: list[Example] = []
        self._unit = ""
        self.list = RowList(text("What was standardised"))
        self.list.chosen.connect(self._choose)
        self.nothing = label(text("No standardisation is recorded yet."), "quiet")
        self.add_button = button(text("Record a standardisation …"), self._add, "main", "plus")
        self.print_button = button(text("Save records as PDF"), self.printing.emit, icon_name="file-text")
        self.title = label("", "heading")
        self.change_button = button(text("Change …"), self._change, icon_name="pencil")
        self.pack_button = button(text("Save the pack as PDF"), self._pack, icon_name="file-text")
        self.judge_button = button(text("Type in a judgement …"), self._judge, icon_name="pen-line")
        self.comparison = RowList(text("Judgements compared"), head_width=56)
        self.judgements = RowList(text("Judgements"))
        self.judgements.chosen.connect(self._open_judgement)
        self._acts = frame(
            "band",
            column(
                self.title,
                FlowLayout(self.change_button, self.pack_button, self.judge_button),
                self.comparison,
                self.judgements,
            ),
            1,
        )
        heading = label(text("What was standardised"), "heading")
        buttons = FlowLayout(self.add_button, self.print_button)
        self.setLayout(spaced(column(heading, self.nothing, self.list, self._acts, buttons), 2))

    def refresh(self, unit_id: str, examples: list[Example]) -> None:
        """Show what is recorded; `examples` are the items of a unit offered for judging blind."""
        self._unit, self._examples = unit_id, examples
        recorded = self._session.read(standardising.standardisations)
        rows = []
        for entry in recorded:
            count = len(self._session.read(standardising.judgements_of, entry))
            judged = plural("{count} judgement", "{count} judgements", count) if count else ""
            agreed = shortened(entry.agreed, _AGREED_SHOWN)
            rows.append(Row(entry.id, entry.title, agreed, long_date(entry.on), f"{judged}  ›".strip()))
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.list.fit()
        self.nothing.setVisible(not rows)
        self.print_button.setVisible(bool(rows))
        self._show_chosen()

    def _entry(self) -> Standardisation | None:
        recorded = self._session.read(standardising.standardisations)
        return next((entry for entry in recorded if entry.id == self._chosen), None)

    def _choose(self, key: str) -> None:
        self._chosen = key
        self._show_chosen()

    def _show_chosen(self) -> None:
        entry = self._entry()
        self._acts.setVisible(entry is not None)
        if entry is None:
            return
        self.title.setText(f"{long_date(entry.on)}: {entry.title}")
        is_here = self._session.read(standardising.portfolio_of, entry) is not None
        self.pack_button.setVisible(is_here)
        self.judge_button.setVisible(is_here)
        judgements = self._session.read(standardising.judgements_of, entry)
        criteria = self._session.read(standardising.criteria_judged, entry) if judgements else []
        unit = units.unit(entry.unit) if judgements else None
        self.comparison.show_rows(
            [
                Row(
                    found.criterion,
                    unit.short(found.criterion) if unit else "",
                    _compared_words(found.shown, found.not_shown),
                    state=text("alike") if found.is_agreed else text("differs"),
                    tone="good" if found.is_agreed else "warn",
                )
                for found in compared(criteria, judgements)
            ]
        )
        self.judgements.show_rows(
            [Row(j.id, j.name, judged_words(j), long_date(j.on), "›") for j in judgements]
        )
        for rows in (self.comparison, self.judgements):
            rows.setVisible(bool(judgements))
            rows.fit()

    def _add(self) -> None:
        today = self._session.now().date()
        self._ask(Standardisation("", today, "", ""))

    def _change(self) -> None:
        entry = self._entry()
        if entry:
            self._ask(entry)

    def _ask(self, entry: Standardisation) -> None:
        offered = [(text("none: a meeting only"), ("", "", ""))]
        if entry.item:
            offered.append((text("the item chosen before"), (entry.candidate, entry.item, entry.unit)))
        offered += [
            (
                f"{example.what} ({example.assessor}, {example.name})",
                (example.candidate, example.item, self._unit),
            )
            for example in self._examples
            if (example.candidate, example.item) != (entry.candidate, entry.item)
        ]
        present = (entry.candidate, entry.item, entry.unit) if entry.item else ("", "", "")
        fields: dict[str, tuple[str, QWidget]] = {
            "on": (text("Date"), day(entry.on)),
            "title": (text("Subject"), line(entry.title)),
            "who": (text("Who took part, one a line"), lines(entry.who)),
            "agreed": (text("What was agreed"), lines(entry.agreed)),
            "chosen": (text("Item to judge blind"), choice(offered, present)),
        }
        edit = self._session.begin_edit(Stream.CASELOAD, entry) if entry.id else None

        def save(values: MeetingDetails) -> None:
            candidate, item, unit = values.chosen
            changed = replace(
                entry,
                on=values.on,
                title=values.title,
                who=values.who,
                agreed=values.agreed,
                candidate=candidate,
                item=item,
                unit=unit,
            )
            if edit:
                self._session.save_edit_or_raise(edit, standardising.keep, changed)
            else:
                self._chosen = self._session.run_or_raise(standardising.keep, changed).id
                self._show_chosen()

        explanation = text(
            "To judge an item blind, first choose its unit and criterion above: the items that reference it "
            "are offered here."
        )
        title = text("Standardisation")
        dialog = FormDialog(self, title, MeetingDetails, fields, save, explanation=explanation)
        if entry.id:

            def remove() -> bool:
                sentence = text("The record was removed.")
                return self._session.remove_shared(sentence, standardising.remove, entry)

            dialog.add_removal(text("Remove this record"), remove)
        opened(dialog)

    def _pack(self) -> None:
        entry = self._entry()
        if entry:
            self.packing.emit(entry)

    def _judge(self) -> None:
        entry = self._entry()
        if entry:
            today = self._session.now().date()
            self._ask_judgement(entry, BlindJudgement("", entry.id, "", today))

    def _open_judgement(self, judgement_id: str) -> None:
        entry = self._entry()
        if entry:
            judgements = self._session.read(standardising.judgements_of, entry)
            self._ask_judgement(entry, next(j for j in judgements if j.id == judgement_id))

    def _ask_judgement(self, entry: Standardisation, judgement: BlindJudgement) -> None:
        unit = units.unit(entry.unit)
        criteria = [
            (unit.short(criterion), unit.wording(criterion), criterion)
            for criterion in self._session.read(standardising.criteria_judged, entry)
        ]
        lacking = Ticks(
            [
                (text("not {quality}", quality=words_for(quality)), quality)
                for quality in qualities(self._session.read(caseloads.centre_of))
            ]
        )
        for quality in judgement.exceptions:
            if quality in lacking.chips:
                lacking.chips[quality].setChecked(True)
        fields: dict[str, tuple[str, QWidget]] = {
            "name": (text("Who judged"), line(judgement.name)),
            "on": (text("Date"), day(judgement.on)),
            "met": (text("Criteria shown"), TickedRows(text("Criteria shown"), criteria, judgement.met)),
            "exceptions": (text("The evidence is"), lacking),
            "words": (text("Reasons"), lines(judgement.words)),
        }
        edit = self._session.begin_edit(Stream.CASELOAD, judgement) if judgement.id else None

        def save(values: JudgementDetails) -> None:
            changed = replace(judgement, **{name: getattr(values, name) for name in fields})
            if edit:
                self._session.save_edit_or_raise(edit, standardising.keep_judgement, changed)
            else:
                self._session.run_or_raise(standardising.keep_judgement, changed)

        title = text("Blind judgement: {title}", title=entry.title)
        dialog = FormDialog(self, title, JudgementDetails, fields, save)
        if judgement.id:

            def remove() -> bool:
                sentence = text("The judgement was removed.")
                return self._session.remove_shared(sentence, standardising.remove_judgement, judgement)

            dialog.add_removal(text("Remove this judgement"), remove)
        opened(dialog)


def _compared_words(shown: tuple[str, ...], not_shown: tuple[str, ...]) -> str:
    parts = [text("Shown: {names}.", names=", ".join(shown))] if shown else []
    parts += [text("Not shown: {names}.", names=", ".join(not_shown))] if not_shown else []
    return " ".join(parts)
