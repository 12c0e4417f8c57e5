"""A pack in the window: through the same door as other files, shown before anything of it comes in."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from csassess.domain.records.roles import Role
from csassess.services.packs import packs
from csassess.services.units import caseload_units
from csassess.ui.base.location import Location, Page
from csassess.ui.exchange import pack_dialogs
from csassess.ui.widgets.row_list import RowList
from tests.packs.conftest import changed
from tests.support.any_unit import content, unit_file
from tests.support.exchanging import acquaint, machine
from tests.support.verifying import become
from tests.ui.conftest import dialog_is_open, dialog_of


def approve(caseload, folder, *unit_ids):
    for unit_id in unit_ids:
        stated = content(unit_id, identity={"title": f"Make {unit_id}"})
        caseload_units.add(caseload, unit_file(folder, stated))
        caseload_units.approve(caseload, unit_id, "Olga Office", "centre")


@pytest.fixture
def office(tmp_path, clock, caseload):
    """Open the machine of the centre's office, which is accepted in the window's caseload."""
    opened = machine(tmp_path / "office", clock=clock)
    become(opened, "Olga Office", Role.CENTRE)
    acquaint(caseload, opened, folder=tmp_path)
    approve(opened, tmp_path, "bread", "cake")
    yield opened
    opened.close()


@pytest.fixture
def path(office, tmp_path):
    """Return the path of a pack of the office."""
    packs.make(office, ["bread", "cake"], tmp_path / "units.cspack")
    return tmp_path / "units.cspack"


def drop(page, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, buttons, keys = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(QDropEvent(QPointF(1, 1), actions, data, buttons, keys))


def opened_in(qtbot, window, path):
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.pack_arrived):
        window.exchange.open_file(str(path))
    return dialog_of(window)


def shown(dialog):
    return "\n".join(row.spoken for row in dialog.findChild(RowList).rows.rows)


def states(caseload):
    return [(each.unit.id, str(each.state)) for each in caseload_units.caseload_units(caseload)]


def test_a_dropped_pack_is_shown_and_nothing_comes_in_before_it_is_taken_in(qtbot, window, caseload, path):
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.pack_arrived):
        drop(window.exchange, path)
    dialog = dialog_of(window)
    assert "Olga Office is the centre’s office." in dialog.explanation.text()
    assert "comes in as a draft" in shown(dialog)
    assert states(caseload) == []
    dialog.reject()
    assert states(caseload) == []
    assert window.exchange.receive_button.isEnabled()


def test_taken_in_as_drafts_the_units_wait_for_approval(qtbot, window, caseload, path):
    dialog = opened_in(qtbot, window, path)
    dialog.ok.click()
    qtbot.waitUntil(lambda: not dialog_is_open(window))
    assert states(caseload) == [("bread", "draft"), ("cake", "draft")]
    assert "2 units came in" in window.banner.words


def test_the_choice_to_accept_shows_what_it_does_and_holds_until_it_is_withdrawn(
    qtbot, window, caseload, office, path
):
    dialog = opened_in(qtbot, window, path)
    dialog.fields["accept"].setCurrentIndex(1)
    assert "comes in as approved" in shown(dialog)
    dialog.ok.click()
    qtbot.waitUntil(lambda: not dialog_is_open(window))
    assert states(caseload) == [("bread", "approved"), ("cake", "approved")]
    again = opened_in(qtbot, window, path)
    assert "accept" not in again.fields
    again.reject()
    window.exchange.keys.machines.chosen.emit(office.device)
    buttons = {button.text(): button for button in dialog_of(window).buttons.buttons()}
    buttons["Withdraw acceptance of packs"].click()
    assert packs.accepted_people(caseload) == []


def test_a_forged_pack_is_refused_with_a_sentence(qtbot, window, caseload, path):
    changed(path, lambda whole: whole["documents"][0].update(approved_by="Eve"))
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.failed):
        window.exchange.open_file(str(path))
    assert "changed after it was signed" in window.banner.words
    assert window.exchange.receive_button.isEnabled()
    assert states(caseload) == []


def test_markup_in_a_pack_is_shown_as_text(qtbot, window, office, path):
    title = "<b>Bread</b><img src=x>"
    changed(
        path,
        lambda whole: whole["documents"].append({"kind": "<i>odd</i>", "content": title}),
        office,
    )
    dialog = opened_in(qtbot, window, path)
    assert "<i>odd</i>" in shown(dialog)
    assert dialog.explanation.textFormat() == Qt.TextFormat.PlainText


def test_approved_units_are_sent_from_the_window(qtbot, window, caseload, tmp_path):
    window.go(Location(Page.EXCHANGE))
    assert window.exchange.units_button.isHidden()
    approve(caseload, tmp_path, "bread")
    window.session.notify_changed()
    window.go(Location(Page.EXCHANGE))
    assert not window.exchange.units_button.isHidden()
    window.exchange.units_button.click()
    dialog_of(window).discard()
    pack_dialogs.write(window.session, ["bread"], str(tmp_path / "mine.cspack"))
    assert "The pack was saved as" in window.banner.words
    assert [p.wording.unit.id for p in packs.open_pack(tmp_path / "mine.cspack").pack.units] == ["bread"]
