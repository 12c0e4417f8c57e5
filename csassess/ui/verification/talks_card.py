"""The card of a sample's feedback and of observations and interviews."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from csassess.catalogue import text
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.records.quality.verifier_talks import TalkKind, VerifierTalk
from csassess.domain.records.verification import Sample
from csassess.domain.verification.sampling import reading_of, signature_of
from csassess.services.access.write_checks import reason_against
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.verification import planning, talks
from csassess.ui.base.session import Session
from csassess.ui.verification.verification_dialogs import reason
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import line, lines
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, opened
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row, RowList


class FeedbackCard(QFrame):
    """The feedback of a signed sample, for the assessor to acknowledge; hidden if there is none."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate, self._sample = session, "", ""
        self.words, self.state = label(""), label("", "quiet")
        self.acknowledge_button = button(
            text("Acknowledge feedback"), self._acknowledge, "main", icon_name="check"
        )
        heading = label(text("Feedback to the assessor"), "heading")
        content = column(heading, self.words, self.state, FlowLayout(self.acknowledge_button))
        self.setLayout(spaced(content, 2))

    def show_sample(self, view: PortfolioView, sample: Sample) -> None:
        """Show the feedback of a sample and whether the assessor acknowledged it."""
        self._candidate, self._sample = view.portfolio.candidate.id, sample.id
        reading = reading_of(sample, view.portfolio)
        is_signed = signature_of(sample, view.portfolio) is not None
        self.words.setText(sample.feedback or sample.comment)
        self.state.setText(
            text("Acknowledged by {name}, {when}.", name=reading.name, when=date_and_time(reading.at))
            + (f"\n{reading.words}" if reading.words else "")
            if reading
            else text("Not acknowledged by the assessor yet.")
        )
        barred = self._session.read(reason_against, self._candidate, "sample-reading")
        self.acknowledge_button.setVisible(not reading and not barred)
        self.setVisible(is_signed and bool(sample.feedback.strip() or reading))

    def _acknowledge(self) -> None:
        candidate, sample = self._candidate, self._sample

        def save(words: str) -> None:
            self._session.run_or_raise(talks.acknowledge, candidate, sample, words)

        reason(
            self,
            text("Acknowledge feedback"),
            text("Your comment, if you have one"),
            save,
            explanation=self.words.text(),
        )


@dataclass(frozen=True)
class TalkDetails:
    """An observation or interview as entered."""

    on: date
    whom: str
    place: str
    questions: str
    answers: str
    agreed: str


class TalksCard(QFrame):
    """Observations of the assessor and interviews of the candidate.

    Each is offered once the sample says that it took place, or the plan asks for it.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate = session, ""
        self.list = RowList(text("Observations and interviews"))
        self.list.chosen.connect(self._open)
        self.buttons = {
            TalkKind.OBSERVATION: button(
                text("Record the observation …"), partial(self._add, TalkKind.OBSERVATION), icon_name="eye"
            ),
            TalkKind.INTERVIEW: button(
                text("Record the interview …"),
                partial(self._add, TalkKind.INTERVIEW),
                icon_name="message-square",
            ),
        }
        heading = label(text("Observations and interviews"), "heading")
        content = column(heading, self.list, FlowLayout(*self.buttons.values()))
        self.setLayout(spaced(content, 2))

    def show_sample(self, view: PortfolioView, sample: Sample) -> None:
        """Show what is recorded of this portfolio, and offer what took place."""
        self._candidate = view.portfolio.candidate.id
        recorded = view.portfolio.verifier_talks
        self.list.show_rows(
            [
                Row(talk.id, talk.kind.words, talk.answers, f"{long_date(talk.on)}, {talk.whom}", "›")
                for talk in recorded
            ]
        )
        self.list.setVisible(bool(recorded))
        self.list.fit()
        may_write = not self._session.read(reason_against, self._candidate, "verifier-talk")
        said = {
            TalkKind.OBSERVATION: sample.assessor_observed,
            TalkKind.INTERVIEW: sample.candidate_interviewed,
        }
        for kind, kind_button in self.buttons.items():
            kind_button.setVisible(may_write and said[kind])
        self.setVisible(bool(recorded) or (may_write and any(said.values())))

    def _add(self, kind: TalkKind) -> None:
        strategy = self._session.read(planning.strategy_of)
        questions = {
            TalkKind.OBSERVATION: strategy.observe_questions,
            TalkKind.INTERVIEW: strategy.interview_questions,
        }[kind]
        talk = self._session.read(talks.new_talk, self._candidate, kind, questions)
        talk_dialog(self, self._session, self._candidate, talk)

    def _open(self, talk_id: str) -> None:
        recorded = self._session.portfolio_view(self._candidate).portfolio.verifier_talks
        talk = next((talk for talk in recorded if talk.id == talk_id), None)
        if talk and not self._session.read(reason_against, self._candidate, "verifier-talk"):
            talk_dialog(self, self._session, self._candidate, talk)


def talk_dialog(
    parent: QWidget, session: Session, candidate_id: str, talk: VerifierTalk
) -> FormDialog[TalkDetails]:
    """Ask what was seen and said, and save it."""
    fields: dict[str, tuple[str, QWidget]] = {
        "on": (text("Date"), day(talk.on)),
        "whom": (text("With"), line(talk.whom)),
        "place": (text("Place"), line(talk.place)),
        "questions": (text("Questions"), lines(talk.questions)),
        "answers": (text("What was seen and said"), lines(talk.answers)),
        "agreed": (text("What was agreed"), lines(talk.agreed)),
    }
    edit = session.begin_edit(candidate_id, talk) if talk.id else None

    def save(values: TalkDetails) -> None:
        changed = replace(talk, **{name: getattr(values, name) for name in fields})
        if edit:
            session.save_edit_or_raise(edit, talks.keep_talk, candidate_id, changed)
        else:
            session.run_or_raise(talks.keep_talk, candidate_id, changed)

    dialog = FormDialog(
        parent, talk.kind.words, TalkDetails, fields, save, about=(candidate_id, talk.id or talk.kind)
    )
    if talk.id:

        def remove() -> None:
            sentence = text("The record was removed.")
            session.remove_or_raise(sentence, talks.remove_talk, candidate_id, talk)

        dialog.add_removal(text("Remove this record"), remove)
    return opened(dialog)
