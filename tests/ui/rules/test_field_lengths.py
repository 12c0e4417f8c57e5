"""A field takes no more than is saved, and shows whole what was recorded longer."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from csassess.domain.records.people import Candidate
from csassess.domain.value_gate import longest_typed
from csassess.ui.candidates import people_dialogs
from csassess.ui.centre import centre_dialogs
from csassess.ui.evidence import evidence_dialogs, testimony_dialogs
from csassess.ui.widgets.fields import secret
from tests.support.ungated import without_gate

OPENERS = {
    "candidate": (
        lambda w, mo: people_dialogs.add_candidate(w, w.session, lambda _: None),
        {
            "name": ("candidate", "name"),
            "number": ("candidate", "number"),
            "employer": ("employment", "employer"),
            "job": ("employment", "job"),
        },
    ),
    "centre": (
        lambda w, mo: centre_dialogs.change_centre(w, w.session),
        {"name": ("centre", "name"), "number": ("centre", "number")},
    ),
    "person": (lambda w, mo: centre_dialogs.change_person(w, w.session), {"name": ("assessor", "name")}),
    "item": (
        lambda w, mo: evidence_dialogs.add_item(w, w.session, mo.id, lambda _: None),
        {"seen_by": ("evidence", "seen_by")},
    ),
    "testimony": (
        lambda w, mo: testimony_dialogs.add_testimony(w, w.session, mo.id, lambda _: None),
        {"name": ("witness", "name"), "role": ("witness", "role"), "typed_by": ("testimony", "typed_by")},
    ),
}


@pytest.mark.parametrize("name", OPENERS)
def test_a_field_takes_as_many_characters_as_are_saved(window, mo, name):
    opener, declared = OPENERS[name]
    dialog = opener(window, mo)
    for key, (entity, field) in declared.items():
        assert dialog.fields[key].maxLength() == longest_typed(entity, field), key


def test_a_line_that_was_recorded_longer_is_shown_whole_and_saved_unchanged(window, caseload, mo):
    long = replace(mo, name="Mo " + "x" * 3_000)
    with without_gate():
        caseload.save(mo.id, "candidate.change", long)
    window.session.read_again()
    dialog = people_dialogs.change_candidate(window, window.session, long)
    assert dialog.fields["name"].text() == long.name
    QTest.keyClicks(dialog.fields["number"], "9")
    dialog.ok.click()
    saved = caseload.one(Candidate, mo.id, mo.id)
    assert saved.name == long.name
    assert saved.number.endswith("9")


def test_a_passphrase_is_never_cut(qtbot):
    field = secret()
    qtbot.addWidget(field)
    field.setText("x" * 5_000)
    assert len(field.text()) == 5_000
