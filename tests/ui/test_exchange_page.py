"""Sending, receiving, conflicts, folder sync and handover in the window."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from csassess.data.exchange.devices import own_card
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.roles import Role
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files, sending
from csassess.services.exchange.read_only import reading
from csassess.services.exchange.receiving import Opened
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.exchange.not_arriving_list import NotArrivingList
from csassess.ui.shell.main_window import MainWindow
from tests.support.exchanging import FILE_PASSPHRASE, acquaint, machine, transfer
from tests.ui.conftest import dialog_is_open, dialog_of, fill, open_window


@pytest.fixture
def office(tmp_path, clock):
    """Open the caseload of another machine."""
    other_caseload = machine(tmp_path / "office", clock=clock)
    yield other_caseload
    other_caseload.close()


def spoken_rows(view):
    """Return the rows of a list as a screen reader reads them."""
    return "\n".join(row.spoken for row in view.rows.rows)


@pytest.fixture
def shared(caseload, office, mo, tmp_path):
    """Return the note of an observation that both machines have."""
    acquaint(caseload, office, folder=tmp_path)
    item = evidence.start_observation(caseload, mo.id, "Counter")
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer")
    transfer(caseload, office, mo.id, tmp_path / "first.csbundle")
    return note


def test_a_sent_portfolio_is_called_safe_only_after_verification(qtbot, window, caseload, mo, tmp_path):
    window.go(Location(Page.EXCHANGE))
    path = tmp_path / "mo.csbundle"
    with qtbot.waitSignal(window.exchange.transfer.sent, timeout=20_000):
        window.exchange.send_to([mo.id], str(path), passphrase=FILE_PASSPHRASE, with_forms=False)
        assert "Do not unplug yet" in window.exchange._doing.text()
        assert window.exchange._running.isVisible()
        assert not window.exchange.send_button.isEnabled()
    assert "It was safe to unplug at 09:30." in window.banner.words
    assert not window.exchange._running.isVisible()
    assert path.exists()


def test_a_stopped_transfer_leaves_no_file(qtbot, window, caseload, mo, tmp_path):
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.failed, timeout=20_000):
        window.exchange.send_to([mo.id], str(tmp_path / "mo.csbundle"), passphrase=FILE_PASSPHRASE)
        window.exchange.stop_button.click()
    assert "Stopped" in window.banner.words
    assert not list(tmp_path.glob("*.csbundle*"))


def test_the_dialog_asks_for_a_passphrase_if_no_key_is_known(window, mo):
    window.go(Location(Page.EXCHANGE, mo.id))
    window.exchange.send_button.click()
    fill(window, passphrase="short")
    assert "at least 12 characters" in dialog_of(window).problem.text()
    dialog_of(window).discard()


def test_a_file_is_previewed_before_it_is_received(qtbot, window, caseload, office, mo, shared, tmp_path):
    evidence.start_observation(office, mo.id, "Stockroom")
    card = next(iter(key_files.recipients_known(office)))
    sending.send(office, [mo.id], tmp_path / "back.csbundle", recipients=[card], with_forms=False)
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.arrived):
        window.exchange.open_file(str(tmp_path / "back.csbundle"))
    words = window.exchange.preview_words.text()
    assert "From Ann Assessor, assessor." in words
    assert "Mo Candidate, C-001: known here, 1 new entry." in words
    assert "Signed by Ann Assessor, assessor." in window.exchange.checks.text()
    assert len(window.exchange.checks.text().splitlines()) == 4  # one line for each check
    assert len(load_portfolio(caseload, mo.id).evidence) == 1
    with qtbot.waitSignal(window.exchange.transfer.received):
        window.exchange.take_button.click()
    assert len(load_portfolio(caseload, mo.id).evidence) == 2
    assert window.place.page is Page.PORTFOLIO
    assert list((caseload.folder / "backups").glob("before-receiving-*.db"))


def test_receiving_a_file_does_not_leave_the_page_shown_in_the_meantime(
    qtbot, window, caseload, office, mo, shared, tmp_path
):
    card = next(iter(key_files.recipients_known(office)))
    sending.send(office, [mo.id], tmp_path / "back.csbundle", recipients=[card], with_forms=False)
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.arrived):
        window.exchange.open_file(str(tmp_path / "back.csbundle"))
    with qtbot.waitSignal(window.exchange.transfer.received):
        window.exchange.take_button.click()
        window.go(Location(Page.CANDIDATES))
    assert window.place.page is Page.CANDIDATES
    assert "Received: Mo Candidate." in window.banner.words


def test_a_previewed_file_that_is_rejected_changes_nothing(
    qtbot, window, caseload, office, mo, shared, tmp_path
):
    evidence.start_observation(office, mo.id, "Stockroom")
    path = tmp_path / "back.csbundle"
    card = next(iter(key_files.recipients_known(office)))
    sending.send(office, [mo.id], path, recipients=[card], with_forms=False)
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.arrived):
        window.exchange.open_file(str(path))
    window.exchange.leave_button.click()
    assert not window.exchange._preview.isVisible()
    window.exchange.transfer.receive()
    assert len(load_portfolio(caseload, mo.id).evidence) == 1


def test_an_invalid_file_is_refused_with_a_sentence(window, tmp_path):
    (tmp_path / "x.csbundle").write_text("hello")
    window.go(Location(Page.EXCHANGE))
    window.exchange.open_file(str(tmp_path / "x.csbundle"))
    assert "damaged or incomplete" in window.banner.words


def test_conflicting_values_are_shown_with_author_and_time_and_one_is_chosen(
    qtbot, window, caseload, office, mo, shared, tmp_path
):
    evidence.change_note(caseload, mo.id, replace(shared, text="Greets her by name"))
    evidence.change_note(office, mo.id, replace(shared, text="Greets him at once"))
    transfer(office, caseload, mo.id, tmp_path / "back.csbundle")
    window.session.read_again()
    window.go(Location(Page.EXCHANGE))
    conflict_text = spoken_rows(window.exchange.conflicts)
    assert "Item 1, note: words" in conflict_text
    assert "Greets her by name" in conflict_text
    assert "Greets him at once" in conflict_text
    window.exchange.conflicts.chosen.emit(window.exchange.conflicts.rows.rows[0].key)
    rows = dialog_of(window).fields["events"].rows.rows
    assert all("Ann Assessor, 2 March 2026" in row.foot for row in rows)
    chosen_row = next(row for row in rows if row.head == "Greets her by name")
    dialog_of(window).fields["events"].toggled.emit(chosen_row.key, True)
    fill(window)
    assert load_portfolio(caseload, mo.id).notes[0].text == "Greets her by name"
    assert not window.exchange._conflicts.isVisible()


def test_today_lists_conflicts_and_leads_to_them(window, caseload, office, mo, shared, tmp_path):
    evidence.change_note(caseload, mo.id, replace(shared, text="Greets her by name"))
    evidence.change_note(office, mo.id, replace(shared, text="Greets him at once"))
    transfer(office, caseload, mo.id, tmp_path / "back.csbundle")
    window.session.read_again()
    window.go(Location())
    assert "1 value was set differently on two machines" in spoken_rows(window.today.to_finish)
    window.today.to_finish.chosen.emit(window.today.to_finish.rows.rows[0].key)
    assert window.place.page is Page.EXCHANGE


def test_the_window_does_not_close_while_a_file_is_being_written(qtbot, window, mo, tmp_path):
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.sent, timeout=20_000):
        window.exchange.send_to(
            [mo.id], str(tmp_path / "mo.csbundle"), passphrase=FILE_PASSPHRASE, with_forms=False
        )
        assert not window.close()
        assert "still being written" in window.banner.words


def test_two_machines_sync_through_a_folder_after_accepting_each_other(
    qtbot, window, caseload, office, mo, tmp_path
):
    from csassess.services.exchange import folder_sync

    shared_folder = tmp_path / "stick"
    shared_folder.mkdir()
    folder_sync.choose_folder(office, shared_folder)
    evidence.start_observation(caseload, mo.id, "Counter")
    window.go(Location(Page.EXCHANGE))
    card = window.exchange.folder_sync
    card.use_folder(str(shared_folder))
    assert own_card(office).code in spoken_rows(card.partners)
    with qtbot.waitSignal(card.done, timeout=10_000):
        card.partners.chosen.emit(office.device)
    folder_sync.partners(office)
    folder_sync.accept(office, caseload.device)
    assert folder_sync.sync_folder(office)[0] == 1
    (item,) = load_portfolio(office, mo.id).evidence
    evidence.add_note(office, mo.id, item.id, "In the office")
    folder_sync.sync_folder(office)
    with qtbot.waitSignal(card.done, timeout=10_000):
        card.now_button.click()
    assert [note.text for note in load_portfolio(caseload, mo.id).notes] == ["In the office"]
    assert "in sync" in spoken_rows(card.partners)
    card.leave_button.click()
    fill(window)
    assert not card.now_button.isVisible()


def test_a_candidate_handed_over_is_read_only_until_taken_back(qtbot, window, caseload, office, mo, tmp_path):
    acquaint(caseload, office, folder=tmp_path)
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.handing_over.emit(mo.id)
    dialog = dialog_of(window)
    assert not dialog.fields["passphrase"].isEnabled()  # the file is encrypted for a known key
    dialog.discard()
    card = key_files.recipients_known(caseload)[0]
    with qtbot.waitSignal(window.exchange.transfer.sent, timeout=20_000):
        window.exchange.hand_over_to(mo.id, str(tmp_path / "over.csbundle"), "Tess Taker", recipients=[card])
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert "Handed over to Tess Taker" in window.portfolio._handover_label.text()
    assert not window.portfolio.start_button.isVisible()
    window.portfolio.take_back_button.click()
    assert window.portfolio.start_button.isVisible()


def test_a_handover_is_reversed_if_its_file_cannot_be_written(qtbot, window, caseload, office, mo, tmp_path):
    acquaint(caseload, office, folder=tmp_path)
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.failed, timeout=20_000):
        window.exchange.hand_over_to(
            mo.id,
            str(tmp_path / "no folder" / "over.csbundle"),
            "Tess Taker",
            recipients=key_files.recipients_known(caseload),
        )
    assert "could not be written" in window.banner.words
    assert caseload.permissions.handover_from_here(mo.id) is None


def test_a_changed_role_is_written_to_the_device_card(qtbot, window, caseload):
    from csassess.data.exchange.devices import own_card
    from csassess.ui.centre import centre_dialogs

    dialog = centre_dialogs.change_person(window, window.session)
    dialog.fields["role"].setCurrentIndex(dialog.fields["role"].findData(Role.VERIFIER))
    fill(window)
    assert (own_card(caseload).name, own_card(caseload).role) == ("Ann Assessor", Role.VERIFIER)


def test_a_file_can_be_read_in_a_separate_read_only_window(qtbot, qapp, pair, verified, tmp_path):
    window = open_window(qtbot, qapp, pair[1])
    window.go(Location(Page.EXCHANGE))
    card = next(c for c in key_files.recipients_known(pair[0]) if c.device == pair[1].device)
    sending.send(pair[0], [verified[0].id], tmp_path / "again.csbundle", recipients=[card])
    with qtbot.waitSignal(window.exchange.transfer.arrived, timeout=20_000):
        window.exchange.open_file(str(tmp_path / "again.csbundle"))
    with qtbot.waitSignal(window.reading) as reading_signal:
        window.exchange.read_button.click()
    (opened,) = reading_signal.args
    assert isinstance(opened, Opened)
    with reading(opened) as caseload:
        reading_window = MainWindow(Session(caseload), only_reading=True)
        reading_window.show()
        reading_window.go(Location(Page.PORTFOLIO, verified[0].id))
        assert not reading_window.portfolio.start_button.isVisible()
        assert reading_window.portfolio._name.text() == "Aisha Karim"
        reading_window.lock()
        QApplication.processEvents()
        assert not reading_window.isVisible()


def findings_in(window):
    (found,) = dialog_of(window).findChildren(NotArrivingList)
    return found.list


def test_the_send_dialog_lists_what_will_not_arrive_of_the_ticked_portfolios(window, caseload, mo):
    una = candidates.add_candidate(caseload, "Una Unregistered")
    item = evidence.start_observation(caseload, mo.id, "Counter")
    window.go(Location(Page.EXCHANGE, mo.id))
    window.exchange.send_button.click()
    found, ticked = findings_in(window), dialog_of(window).fields["candidates"]
    assert [row.head for row in found.rows.rows] == ["Mo Candidate", "Mo Candidate, item 1"]
    ticked.toggled.emit(una.id, True)
    assert [row.head for row in found.rows.rows][-1] == "Una Unregistered"
    ticked.toggled.emit(una.id, False)
    assert len(found.rows.rows) == 2
    assert dialog_of(window).ok.isEnabled()  # sending stays possible
    found.chosen.emit(found.rows.rows[1].key)
    assert not dialog_is_open(window)
    assert window.place == Location(Page.FINISH, mo.id, item.id)


def test_the_send_dialog_says_that_all_arrives_if_nothing_is_left(window, caseload, mo):
    candidates.register(caseload, mo.id, "NVQ Certificate in Customer Service", "", "1", None)
    window.go(Location(Page.EXCHANGE, mo.id))
    window.exchange.send_button.click()
    assert findings_in(window).isHidden()
    dialog_of(window).discard()


def test_handing_over_lists_what_will_not_arrive(window, caseload, mo):
    window.go(Location(Page.EXCHANGE, mo.id))
    window.exchange.hand_over(mo.id)
    found = findings_in(window)
    assert "Not registered" in found.rows.rows[0].body
    found.chosen.emit(found.rows.rows[0].key)
    assert window.place == Location(Page.PORTFOLIO, mo.id)


def test_a_hand_over_that_is_cancelled_goes_back_to_the_candidate(window, mo):
    window.go(Location(Page.EXCHANGE, mo.id))
    window.exchange.hand_over(mo.id)
    dialog_of(window).reject()
    assert window.place == Location(Page.PORTFOLIO, mo.id)
