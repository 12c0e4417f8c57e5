"""Cover in the window: lending, who covers, reading the drafts, and coming back by one press."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.people import Drafts
from csassess.services.cover import cover
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets import theme
from tests.support.covering import covering
from tests.ui.conftest import dialog_is_open, dialog_of, open_window


@pytest.fixture
def team(tmp_path, clock):
    with covering(tmp_path, clock) as opened:
        yield opened


def picture(window, name):
    """Save a picture of the window if asked for."""
    if os.environ.get("CSASSESS_SHOTS"):
        window.resize(1024, 768)
        QApplication.processEvents()
        shown = dialog_of(window) if dialog_is_open(window) else window
        shown.grab().save(str(Path(os.environ["CSASSESS_SHOTS"]) / f"{name}.png"))


def portfolio_page(window, team):
    window.go(Location(Page.PORTFOLIO, team.mo))
    return window.portfolio


def test_lending_is_offered_only_where_there_is_a_colleague(qtbot, window, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert not window.portfolio.menu.lend.isVisible()
    assert not window.portfolio.cover.isVisible()


def test_the_assessor_lends_and_takes_back_by_one_press(qtbot, qapp, team, monkeypatch):
    window = open_window(qtbot, qapp, team.ann)
    page = portfolio_page(window, team)
    sent = []
    monkeypatch.setattr(window.exchange, "send_lent", lambda ids, card: sent.append((ids, card.name)))
    page.menu.lend.trigger()
    dialog = dialog_of(window)
    assert not dialog.fields["how"].isVisible()
    picture(window, "cover-lend")
    dialog.ok.click()
    assert sent == [([team.mo], "Bo Cover")]
    page = portfolio_page(window, team)
    assert page.cover.words.text().startswith("Lent to Bo Cover until 30 March 2026")
    assert not page.start_button.isVisible()
    assert not page.add_button.isVisible()
    picture(window, "cover-lent")
    page.cover.end_button.click()
    assert not page.cover.isVisible()
    assert page.start_button.isVisible()
    assert cover.lent(team.ann, team.mo) is None


def test_whoever_covers_reads_whose_the_drafts_are(qtbot, qapp, team):
    team.lend(team.ann)
    team.send(team.ann, team.bo)
    window = open_window(qtbot, qapp, team.bo)
    page = portfolio_page(window, team)
    words = page.cover.words.text()
    assert words == (
        "Bo Cover covers for Ann Assessor until 16 March 2026. 1 draft of theirs can be read, and stays "
        "theirs."
    )
    assert page.start_button.isVisible()
    picture(window, "cover-by-bo")
    theme.apply(qapp, theme.Theme(text_size=200))
    picture(window, "cover-by-bo-200")
    theme.apply(qapp, theme.Theme())
    window.go(Location(Page.EVIDENCE, team.mo, team.draft.id))
    picture(window, "cover-draft")
    bar = window.evidence.judgement
    assert bar.accept.isVisible()
    assert not bar.accept.isEnabled()
    assert not bar.details.isEnabled()
    assert "a draft of Ann Assessor" in bar.accept.toolTip()


def test_the_lead_verifier_gives_the_candidates_of_an_assessor_who_has_left_to_another(
    qtbot,
    qapp,
    team,
    monkeypatch,
):
    team.send(team.ann, team.vera)
    window = open_window(qtbot, qapp, team.vera)
    page = portfolio_page(window, team)
    monkeypatch.setattr(window.exchange, "send_lent", lambda ids, card: None)
    page.menu.lend.trigger()
    dialog = dialog_of(window)
    how, to = dialog.fields["how"], dialog.fields["to"]
    to.setCurrentIndex(next(n for n in range(to.count()) if to.itemText(n).startswith("Bo")))
    how.setCurrentIndex(how.findData(Drafts.WITHDRAWN))
    assert not dialog.fields["until"].isVisible()
    picture(window, "cover-left")
    dialog.ok.click()
    assert [i.withdrawn for i in load_portfolio(team.vera, team.mo).evidence] == [False, True]
    page = portfolio_page(window, team)
    assert page.cover.words.text() == "Bo Cover took over from Ann Assessor, who has left."
    picture(window, "cover-left-page")


@pytest.mark.parametrize("who", ["ann", "bo", "vera"])
def test_each_of_the_three_ends_a_cover(qtbot, qapp, team, who):
    team.send(team.ann, team.vera)
    team.lend(team.vera)
    team.send(team.vera, team.ann)
    team.send(team.vera, team.bo)
    caseload = getattr(team, who)
    window = open_window(qtbot, qapp, caseload)
    page = portfolio_page(window, team)
    assert page.cover.end_button.text() == ("Take back" if who == "ann" else "End the cover")
    page.cover.end_button.click()
    assert cover.lent(caseload, team.mo) is None
