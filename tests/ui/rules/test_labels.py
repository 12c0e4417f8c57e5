"""Every field says what it is for, also once something is typed into it."""

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit

from csassess.services.attachments import photographs
from csassess.ui.base.location import Location, Page
from tests.support.pictures import encoded, scene


def fields_of(page):
    """Return the visible fields of a page, without those inside another field."""
    return [
        field
        for kind in (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox)
        for field in page.findChildren(kind)
        if field.isVisible() and not field.objectName().startswith("qt_")
    ]


@pytest.mark.parametrize("page", list(Page))
def test_every_field_of_a_page_has_a_name(window, observing, mo, page):
    window.go(Location(page, mo.id, observing.place.item, unit="ocr-b10"))
    assert [field for field in fields_of(window.page(page)) if not field.accessibleName()] == []


def test_both_fields_of_a_photograph_have_a_name_that_stays_in_sight(window, observing, caseload, mo):
    item = observing.place.item
    added = photographs.add(caseload, mo.id, item, photographs.prepare(encoded(scene())), "The counter")
    window.session.notify_changed()
    observing.notes.select(added.id)
    editor = observing.notes.photo
    named = {words.buddy(): words.text() for words in editor.findChildren(QLabel) if words.buddy()}
    assert named == {field: field.accessibleName() for field in (editor.caption, editor.informed)}
    assert all(named.values())
