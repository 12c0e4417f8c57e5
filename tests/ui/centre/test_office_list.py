"""A list of candidates at the office: read, shown as it was understood, and taken in once it is right."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.exchange.lists import DateOrder, Encoding
from csassess.domain.records.people import Employment
from csassess.domain.records.roles import Role
from csassess.services.candidates import candidates
from csassess.ui.candidates import import_dialogs
from csassess.ui.candidates.list_wizard import ListWizard
from tests.support.verifying import become
from tests.ui.conftest import open_window

LIST = """Name,Learner number (ULN),Employer,Job,Units
Abel Adams,1000000051,Harbour Hotel,Clerk,ocr-b10
"""


@pytest.fixture
def wizard(qtbot, tmp_path):
    """Return a function that shows a list in a window, and waits until it was checked."""

    def shown(window, content):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        import_dialogs.show_list(window, window.session, path)
        qtbot.waitUntil(lambda: window.findChildren(ListWizard) != [])
        (dialog,) = window.findChildren(ListWizard)
        settled(qtbot, dialog)
        return dialog

    return shown


def settled(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.is_busy)


def choose(qtbot, field, value):
    """Choose a value as a person does."""
    field.setCurrentIndex(field.findData(value))
    field.activated.emit(field.currentIndex())


def heads(dialog):
    return [row.head for row in dialog.preview.model().rows]


def add(qtbot, window, dialog):
    with qtbot.waitSignal(window.session.message):
        dialog.add.click()


def test_the_office_takes_in_a_list_with_employers(qtbot, qapp, caseload, wizard):
    become(caseload, "Olga Office", Role.CENTRE)
    window = open_window(qtbot, qapp, caseload)
    dialog = wizard(window, LIST)
    assert dialog.columns["Units"].findData("units") == -1  # the assessor enrols
    assert dialog.columns["Employer"].currentData() == "employer"
    add(qtbot, window, dialog)
    (abel,) = candidates.list_candidates(caseload)
    assert abel.uln == "1000000051"
    assert [job.employer for job in caseload.all(Employment, abel.id)] == ["Harbour Hotel"]
    assert load_portfolio(caseload, abel.id).enrolments == ()


def test_rows_with_errors_are_shown_first_and_nobody_is_added_until_they_are_skipped(
    qtbot, window, caseload, wizard
):
    dialog = wizard(window, 'Name,ULN\nAnn,\nBo,1.23457E+09\n"Cid,\nDi,\n')
    assert heads(dialog) == ["Bo", '"Cid', "Ann", "Di"]
    assert "rounded by the spreadsheet" in dialog.preview.model().rows[0].body
    assert dialog.summary.text() == "2 candidates can be added, 2 rows have errors."
    dialog.add.click()
    settled(qtbot, dialog)
    assert "Nobody was added" in dialog.problem.text()
    assert candidates.list_candidates(caseload) == []
    choose(qtbot, dialog.wrong, True)
    add(qtbot, window, dialog)
    assert [each.name for each in candidates.list_candidates(caseload)] == ["Ann", "Di"]


def test_a_list_without_a_column_of_names_asks_for_it(qtbot, window, wizard):
    dialog = wizard(window, "Who,Whose,Code\nAnn,Marsh,7\n")
    assert "no column called Name" in dialog.problem.text()
    choose(qtbot, dialog.columns["Who"], "first_name")
    choose(qtbot, dialog.columns["Whose"], "surname")
    settled(qtbot, dialog)
    assert (heads(dialog), dialog.problem.isHidden()) == (["Ann Marsh"], True)


def test_what_two_columns_would_hold_stays_with_the_one_chosen_last(qtbot, window, wizard):
    dialog = wizard(window, "Name,Other\nAnn,Bo\n")
    choose(qtbot, dialog.columns["Other"], "name")
    settled(qtbot, dialog)
    assert dialog.columns["Name"].currentData() == ""
    assert heads(dialog) == ["Bo"]


def test_letters_separator_and_dates_can_be_chosen_and_the_preview_follows(qtbot, window, wizard):
    dialog = wizard(window, "Name;Registered\nŁukasz;05/06/2026\n".encode("cp1250"))
    assert dialog.encoding.currentData() is Encoding.WINDOWS
    choose(qtbot, dialog.encoding, Encoding.CENTRAL)
    settled(qtbot, dialog)
    assert heads(dialog) == ["Łukasz"]
    assert dialog.preview.model().rows[0].body == "5 June 2026"
    choose(qtbot, dialog.dates, DateOrder.MONTH_FIRST)
    settled(qtbot, dialog)
    assert dialog.preview.model().rows[0].body == "6 May 2026"
    choose(qtbot, dialog.separator, ",")
    settled(qtbot, dialog)
    assert list(dialog.columns) == ["Name;Registered"]


def test_a_file_that_is_no_list_is_said_and_opens_nothing(qtbot, window, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with qtbot.waitSignal(window.session.problem):
        import_dialogs.show_list(window, window.session, path)
    assert window.findChildren(ListWizard) == []
