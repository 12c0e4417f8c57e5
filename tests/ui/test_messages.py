"""A message over the window can be read whole, from the first one on."""

import pytest
from PySide6.QtCore import QRect

from csassess.ui.shell.banner import Banner

SHORT = "Saved."
LONG = "The account of item 1 is signed. Add a note or an addendum. " * 4


@pytest.mark.parametrize("words", [SHORT, LONG])
def test_the_first_message_fills_the_width_and_is_as_high_as_its_words(window, qtbot, words):
    window.resize(1024, 768)
    qtbot.wait(50)
    banner = window.findChild(Banner)
    window.session.problem.emit(words)
    qtbot.wait(50)
    label = banner._words
    assert banner.width() == window.centralWidget().width()
    assert banner.rect().contains(QRect(label.pos(), label.size()))
    assert label.width() > banner.width() * 0.8
    assert label.height() >= label.heightForWidth(label.width())
