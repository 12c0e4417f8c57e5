"""Sending and receiving through the window: with progress, previewed, and what was set differently chosen by touch."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.roles import Role
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files, sending
from csassess.services.exchange.read_only import reading
from csassess.services.exchange.receiving import Opened
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from tests.support.exchanging import FILE_PASSPHRASE, acquaint, machine, transfer
from tests.ui.conftest import dialog_of, fill, shown


@pytest.fixture
def office(tmp_path, clock):
    """Another machine, which knows this one's key and is known by it."""
    made = machine(tmp_path / "office", clock=clock)
    yield made
    made.close()


def spoken(view):
    """The rows of a list as a screen reader says them."""
    return "\n".join(row.spoken for row in view.rows.rows)


@pytest.fixture
def shared(caseload, office, mo, tmp_path):
    """An observation with one note that both machines have."""
    acquaint(caseload, office, folder=tmp_path)
    item = evidence.start_observation(caseload, mo.id, "Counter")
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer")
    transfer(caseload, office, mo.id, tmp_path / "first.csbundle")
    return note


def test_a_portfolio_is_sent_and_said_to_be_safe_only_once_it_was_verified(
    qtbot, window, caseload, mo, tmp_path
):
    window.go(Location(Page.EXCHANGE))
    path = tmp_path / "mo.csbundle"
    with qtbot.waitSignal(window.exchange.transfer.sent, timeout=20_000):
        window.exchange.send_to([mo.id], str(path), passphrase=FILE_PASSPHRASE, with_forms=False)
        assert "Do not unplug yet" in window.exchange._doing.text()
        assert window.exchange._running.isVisible()
        assert not window.exchange.send_button.isEnabled()
    assert "safe to unplug" in window.banner.words
    assert not window.exchange._running.isVisible()
    assert path.exists()


def test_a_stopped_file_leaves_nothing(qtbot, window, caseload, mo, tmp_path):
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.failed, timeout=20_000):
        window.exchange.send_to([mo.id], str(tmp_path / "mo.csbundle"), passphrase=FILE_PASSPHRASE)
        window.exchange.stop_button.click()
    assert "Stopped" in window.banner.words
    assert not list(tmp_path.glob("*.csbundle*"))


def test_the_dialog_asks_for_a_passphrase_where_no_key_is_known(window, mo):
    window.go(Location(Page.EXCHANGE, mo.id))
    window.exchange.send_button.click()
    fill(window, passphrase="short")
    assert "at least 12 characters" in dialog_of(window).problem.text()
    dialog_of(window).discard()


def test_what_is_in_a_file_is_shown_before_it_is_taken_in(
    qtbot, window, caseload, office, mo, shared, tmp_path
):
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
    assert len(window.exchange.checks.text().splitlines()) == 4  # one line a check
    assert len(load_portfolio(caseload, mo.id).evidence) == 1
    with qtbot.waitSignal(window.exchange.transfer.received):
        window.exchange.take_button.click()
    assert len(load_portfolio(caseload, mo.id).evidence) == 2
    assert window.place.page is Page.PORTFOLIO
    assert list((caseload.folder / "backups").glob("before-receiving-*.db"))


def test_who_went_on_to_another_page_while_a_file_came_in_stays_there(
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


def test_a_file_that_is_left_changes_nothing(qtbot, window, caseload, office, mo, shared, tmp_path):
    evidence.start_observation(office, mo.id, "Stockroom")
    hand_on_path = tmp_path / "back.csbundle"
    card = next(iter(key_files.recipients_known(office)))
    sending.send(office, [mo.id], hand_on_path, recipients=[card], with_forms=False)
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.arrived):
        window.exchange.open_file(str(hand_on_path))
    window.exchange.leave_button.click()
    assert not window.exchange._preview.isVisible()
    window.exchange.transfer.receive()
    assert len(load_portfolio(caseload, mo.id).evidence) == 1


def test_a_file_that_is_none_is_refused_with_its_sentence(window, tmp_path):
    (tmp_path / "x.csbundle").write_text("hello")
    window.go(Location(Page.EXCHANGE))
    window.exchange.open_file(str(tmp_path / "x.csbundle"))
    assert "damaged or incomplete" in window.banner.words


def test_values_set_differently_are_shown_side_by_side_with_who_and_when_and_one_is_chosen(
    qtbot, window, caseload, office, mo, shared, tmp_path
):
    evidence.change_note(caseload, mo.id, replace(shared, text="Greets her by name"))
    evidence.change_note(office, mo.id, replace(shared, text="Greets him at once"))
    transfer(office, caseload, mo.id, tmp_path / "back.csbundle")
    window.session.read_again()
    window.go(Location(Page.EXCHANGE))
    shown = spoken(window.exchange.conflicts)
    assert "Item 1, note: words" in shown
    assert "Greets her by name" in shown
    assert "Greets him at once" in shown
    window.exchange.conflicts.chosen.emit(window.exchange.conflicts.rows.rows[0].key)
    rows = dialog_of(window).fields["events"].rows.rows
    assert all("Ann Assessor, 2 March 2026" in row.foot for row in rows)
    wanted = next(row for row in rows if row.head == "Greets her by name")
    dialog_of(window).fields["events"].toggled.emit(wanted.key, True)
    fill(window)
    assert load_portfolio(caseload, mo.id).notes[0].text == "Greets her by name"
    assert not window.exchange._conflicts.isVisible()


def test_today_and_the_portfolio_say_that_something_was_set_differently(
    window, caseload, office, mo, shared, tmp_path
):
    evidence.change_note(caseload, mo.id, replace(shared, text="Greets her by name"))
    evidence.change_note(office, mo.id, replace(shared, text="Greets him at once"))
    transfer(office, caseload, mo.id, tmp_path / "back.csbundle")
    window.session.read_again()
    window.go(Location())
    assert "1 value was set differently on two machines" in spoken(window.today.to_finish)
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


def test_two_windows_are_kept_in_step_through_a_folder_once_each_accepted_the_other(
    qtbot, window, caseload, office, mo, tmp_path
):
    from csassess.services.exchange import folder_sync

    shared_folder = tmp_path / "stick"
    shared_folder.mkdir()
    folder_sync.choose_folder(office, shared_folder)
    evidence.start_observation(caseload, mo.id, "Counter")
    window.go(Location(Page.EXCHANGE))
    card = window.exchange.step
    card.use_folder(str(shared_folder))
    assert office.device[:6] in spoken(card.partners)
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
    assert "in step" in spoken(card.partners)
    card.leave_button.click()
    assert not card.now_button.isVisible()


def test_a_candidate_is_handed_over_and_only_read_here_until_it_is_taken_back(
    qtbot, window, caseload, office, mo, tmp_path
):
    acquaint(caseload, office, folder=tmp_path)
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.handing_over.emit(mo.id)
    dialog = dialog_of(window)
    assert not dialog.fields["passphrase"].isEnabled()  # it is locked for a key that is known
    dialog.discard()
    card = key_files.recipients_known(caseload)[0]
    with qtbot.waitSignal(window.exchange.transfer.sent, timeout=20_000):
        window.exchange.hand_over_to(mo.id, str(tmp_path / "over.csbundle"), "Tess Taker", recipients=[card])
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert "Handed over to Tess Taker" in window.portfolio._given.text()
    assert not window.portfolio.start_button.isVisible()
    window.portfolio.take_back_button.click()
    assert window.portfolio.start_button.isVisible()


def test_a_hand_over_whose_file_cannot_be_written_is_taken_back(
    qtbot, window, caseload, office, mo, tmp_path
):
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


def test_who_works_here_and_in_which_role_is_said_in_the_window_and_travels(qtbot, window, caseload):
    from csassess.data.exchange.devices import own_card
    from csassess.ui.centre import centre_dialogs

    dialog = centre_dialogs.change_person(window, window.session)
    dialog.fields["role"].setCurrentIndex(dialog.fields["role"].findData(Role.VERIFIER))
    fill(window)
    assert (own_card(caseload).name, own_card(caseload).role) == ("Ann Assessor", Role.VERIFIER)


def test_a_file_is_only_read_in_a_window_of_its_own(qtbot, qapp, pair, given, tmp_path):
    window = shown(qtbot, qapp, pair[1])
    window.go(Location(Page.EXCHANGE))
    card = next(c for c in key_files.recipients_known(pair[0]) if c.device == pair[1].device)
    sending.send(pair[0], [given[0].id], tmp_path / "again.csbundle", recipients=[card])
    with qtbot.waitSignal(window.exchange.transfer.arrived, timeout=20_000):
        window.exchange.open_file(str(tmp_path / "again.csbundle"))
    with qtbot.waitSignal(window.reading) as asked_for:
        window.exchange.read_button.click()
    (opened,) = asked_for.args
    assert isinstance(opened, Opened)
    with reading(opened) as caseload:
        only = MainWindow(Session(caseload), only_reading=True)
        only.show()
        only.go(Location(Page.PORTFOLIO, given[0].id))
        assert not only.portfolio.start_button.isVisible()
        assert only.portfolio._name.text() == "Aisha Karim"
        only.lock()
        QApplication.processEvents()
        assert not only.isVisible()
