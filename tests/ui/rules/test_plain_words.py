"""Words from other people are plain words everywhere: Qt renders nothing of them and loads nothing."""

import ast
import re
from pathlib import Path

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QTabBar,
    QTextEdit,
    QWidget,
)

import csassess.ui
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.conflicts import Conflict, Version
from csassess.domain.records.kinds import KINDS
from csassess.services.programme import claims
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.ui.access import key_dialogs
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import correction_dialogs, people_dialogs
from csassess.ui.centre import centre_dialogs
from csassess.ui.evidence import (
    action_dialog,
    evidence_dialogs,
    judgement_dialogs,
    testimony_dialogs,
)
from csassess.ui.exchange import exchange_dialogs
from csassess.ui.programme import claim_dialogs, declaring, entry_dialogs, learner_dialogs
from csassess.ui.retention import redaction_dialog
from csassess.ui.signing.opening_dialog import open_account
from csassess.ui.verification import verification_dialogs
from csassess.ui.visits import time_dialogs, visit_dialogs
from csassess.ui.widgets.controls import OneLine, label, plain_tip, set_tip
from tests.support.hostile_words import MARKUP, hostile, kinds_filled
from tests.support.verifying import UNIT
from tests.ui.conftest import open_window

RAW = "<b>BOLD"
UNDERLINED = re.compile("(?<!&)&(?!&)")


def rich_words(window):
    """Return where words of the record would be rendered: labels, tool tips, cells."""
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        name = f"{type(widget).__name__} {widget.accessibleName()[:30]}"
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText:
            found += [f"label {name}"] * (RAW in widget.text())
        if isinstance(widget, QTextEdit):
            found.append(f"rich text field {name}")
        tips = [widget.toolTip(), *(action.toolTip() for action in widget.actions())]
        if isinstance(widget, QAbstractItemView) and widget.model():
            tips += model_tips(widget.model())
        found += [f"tool tip {name}" for tip in tips if is_rendered(tip)]
        found += [
            f"caption {name}" for words in captions(widget) if RAW in words and UNDERLINED.search(words)
        ]
    return found


def captions(widget):
    """Return the words of a widget in which Qt takes an & for an underline."""
    if isinstance(widget, QAbstractButton):
        return [QAbstractButton.text(widget)]
    if isinstance(widget, QTabBar):
        return [widget.tabText(index) for index in range(widget.count())]
    return [action.text() for action in widget.actions()] if isinstance(widget, QMenu) else []


def model_tips(model, parent=QModelIndex()):  # noqa: B008  an invalid index is a constant
    role, tips = Qt.ItemDataRole.ToolTipRole, []
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(min(model.rowCount(parent), 200)):
        tips += [model.index(row, column, parent).data(role) for column in range(columns)]
    for section in range(columns):
        tips.append(model.headerData(section, Qt.Orientation.Horizontal, role))
    return [tip for tip in tips if isinstance(tip, str)]


def is_rendered(tip):
    """Return whether Qt would take markup of the record in a tool tip for markup."""
    if not QtGui.Qt.mightBeRichText(tip):
        return False
    return "BOLD" in tip and RAW not in plain_of(tip)


def plain_of(tip):
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.fixture
def scene_of_markup(caseload):
    return hostile(caseload)


def test_every_kind_of_record_with_words_is_filled_with_markup(caseload, scene_of_markup):
    with_words = {kind.name for kind in KINDS.values() if kind.words}
    assert kinds_filled(caseload) >= with_words - {"lost-device", "taken-out"}


@pytest.mark.parametrize("page", Page)
def test_no_page_renders_the_words_of_a_record(qtbot, qapp, caseload, scene_of_markup, page):
    candidate, item, note = scene_of_markup
    window = open_window(qtbot, qapp, caseload)
    window.go(Location(page, candidate.id, item.id, note.id, UNIT))
    QApplication.processEvents()
    assert rich_words(window) == []
    for other in load_portfolio(caseload, candidate.id).evidence:
        window.go(Location(page, candidate.id, other.id, unit=UNIT))
    QApplication.processEvents()
    assert rich_words(window) == []
    window.session.problem.emit(MARKUP)
    window.session.message.emit(MARKUP)
    QApplication.processEvents()
    assert rich_words(window) == []


def openers(window, caseload, candidate, item, note):
    """Return functions that open every dialog that shows words of a record."""
    session, portfolio = window.session, load_portfolio(caseload, candidate.id)
    unit = portfolio_view(caseload, candidate.id).of(UNIT).unit
    conflict = Conflict(
        "evidence",
        item.id,
        "description",
        (Version("1", MARKUP, MARKUP, caseload.clock()), Version("2", "x", MARKUP, caseload.clock())),
    )
    testimony = portfolio.testimonies[0]
    mine, done = candidate.id, lambda *_: None
    view = session.portfolio_view(mine)
    hints = would_ask.before_accepting(caseload, mine)
    return (
        lambda: people_dialogs.add_candidate(window, session, done),
        lambda: people_dialogs.change_candidate(window, session, portfolio.candidate),
        lambda: people_dialogs.new_job(window, session, mine),
        lambda: people_dialogs.register(window, session, mine),
        lambda: people_dialogs.record_date(window, session, mine),
        lambda: people_dialogs.enrol(window, session, portfolio.candidate.id, print),
        lambda: people_dialogs.join_twice(window, session, portfolio.candidate),
        lambda: correction_dialogs.change_job(window, session, mine, portfolio.employments[0]),
        lambda: correction_dialogs.change_registration(window, session, mine, portfolio.registrations[0]),
        lambda: correction_dialogs.change_date(window, session, mine, portfolio.milestones[0]),
        lambda: correction_dialogs.withdraw_enrolment(window, session, mine, unit),
        lambda: correction_dialogs.remove_candidate(window, session, portfolio.candidate, done),
        lambda: correction_dialogs.bring_back(window, session, done),
        lambda: centre_dialogs.change_centre(window, session),
        lambda: centre_dialogs.change_person(window, session),
        lambda: centre_dialogs.approve_form(window, session, "R1", MARKUP),
        lambda: evidence_dialogs.add_item(window, session, mine, done),
        lambda: evidence_dialogs.change_item(window, session, mine, portfolio.item(item.id)),
        lambda: evidence_dialogs.add_addendum(window, session, mine, portfolio.item(item.id)),
        lambda: open_account(window, session, mine, item.id),
        lambda: evidence_dialogs.attachment(window, session, mine, portfolio.attachments[0]),
        lambda: evidence_dialogs.locate(window, session, mine, portfolio.references[0]),
        lambda: judgement_dialogs.judge(window, session, mine, portfolio.item(item.id), hints),
        lambda: judgement_dialogs.reopen(window, session, mine, portfolio.item(item.id)),
        lambda: judgement_dialogs.decide(window, session, mine, session.portfolio_view(mine).of(unit.id)),
        lambda: redaction_dialog.redact_words(window, session, mine, item.id, note.id),
        lambda: testimony_dialogs.add_testimony(window, session, mine, done),
        lambda: testimony_dialogs.change_testimony(window, session, mine, testimony),
        lambda: testimony_dialogs.change_witness(window, session, mine, portfolio.witnesses[0]),
        lambda: exchange_dialogs.send(window, session, mine, done, done),
        lambda: exchange_dialogs.hand_over(window, session, mine, done, done),
        lambda: exchange_dialogs.choose_value(window, session, mine, conflict),
        lambda: verification_dialogs.reason(window, MARKUP, MARKUP, done),
        lambda: visit_dialogs.start_observation(window, session, mine, done),
        lambda: visit_dialogs.change_visit(window, session, mine, portfolio.visits[0]),
        lambda: time_dialogs.note_time(window, session, mine, note),
        lambda: visit_dialogs.plan_visit(window, session, mine),
        lambda: action_dialog.show_action(window, session, mine, portfolio.actions[0].id),
        lambda: key_dialogs.centre_key(window, session),
        lambda: learner_dialogs.change_details(window, session, mine),
        lambda: entry_dialogs.induction(window, session, view, portfolio.inductions[0]),
        lambda: entry_dialogs.unit_plan(window, session, view, portfolio.unit_plans[0]),
        lambda: entry_dialogs.review(window, session, view, portfolio.reviews[0]),
        lambda: entry_dialogs.contact(window, session, view, portfolio.contacts[0]),
        lambda: entry_dialogs.learning_break(window, session, view, portfolio.breaks[0]),
        lambda: entry_dialogs.case(window, session, view, portfolio.cases[0]),
        lambda: declaring.show_declaration(window, session, view, portfolio.authenticity[0]),
        lambda: claim_dialogs.release(window, session, mine, portfolio.claims[0]),
        lambda: claim_dialogs.make(window, session, mine, portfolio.claims[0]),
        lambda: claim_dialogs.direct_claims(window, session, session.read(claims.direct_claims)[0]),
    )


def test_no_dialog_renders_the_words_of_a_record(qtbot, qapp, caseload, scene_of_markup):
    candidate, item, note = scene_of_markup
    window = open_window(qtbot, qapp, caseload)
    window.go(Location(Page.EVIDENCE, candidate.id, item.id, note.id, UNIT))
    found, wrong_calls = [], []
    for number, opener in enumerate(openers(window, caseload, candidate, item, note)):
        try:
            opener()
        except (TypeError, AttributeError) as error:
            wrong_calls.append((number, str(error)))
        QApplication.processEvents()
        found += rich_words(window)
    assert wrong_calls == []
    assert found == []


def test_a_tip_shows_markup_as_it_was_written(qtbot):
    for words in (MARKUP, "a < b", "plain", "two\nlines", "<i>two</i>\nlines", "&amp; <b>"):
        shown = plain_tip(words)
        assert (plain_of(shown) if QtGui.Qt.mightBeRichText(shown) else shown) == words
    one_line, plain = OneLine(), label(MARKUP)
    for widget in (one_line, plain):
        qtbot.addWidget(widget)
    one_line.setText(MARKUP)
    set_tip(plain, MARKUP)
    assert not is_rendered(one_line.toolTip())
    assert not is_rendered(plain.toolTip())
    assert one_line.textFormat() is plain.textFormat() is Qt.TextFormat.PlainText


def test_tool_tips_are_set_at_one_place():
    elsewhere = [
        f"{path.name}:{node.lineno}"
        for path in Path(csassess.ui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "setToolTip" and path.name != "controls.py"
    ]
    assert elsewhere == []
