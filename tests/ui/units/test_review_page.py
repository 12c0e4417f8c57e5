"""The rows of a unit under review: looked at, corrected, taken from the page, with rules composed."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csassess.domain.units.review import Part
from tests.ui.units.conftest import PASTED, drag, named, paste, row_of, settle_all


def test_the_first_doubt_is_shown_first_and_enter_goes_on_to_the_next(pasted):
    assert pasted.work.row.label == "1.2"
    assert "go on" in pasted.editor.doubts.text()
    pasted.editor.words.setFocus()
    QTest.keyClick(pasted.editor.words, Qt.Key.Key_Return)
    assert pasted.work.row.part is Part.REQUIREMENT
    assert [row.label for row in pasted.review.to_look_at] == ["1"]


def test_enter_in_the_list_says_right_too_and_shift_enter_in_the_words_begins_a_line(pasted):
    pasted.editor.words.setFocus()
    QTest.keyClick(pasted.editor.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert pasted.work.row.label == "1.2"
    assert "\n" in pasted.editor.words.toPlainText()
    pasted.rows.setFocus()
    QTest.keyClick(pasted.rows, Qt.Key.Key_Return)
    assert pasted.work.row.label == "1"


def test_typed_words_are_the_rows_words_and_the_cursor_stays(pasted):
    words = pasted.editor.words
    words.setFocus()
    words.selectAll()
    QTest.keyClicks(words, "Knead the dough until smooth")
    assert row_of(pasted, "1.2").text == "Knead the dough until smooth"
    assert words.textCursor().atEnd()
    assert next(row for row in pasted.rows.rows.rows if row.head == "1.2").body.endswith("smooth")


def test_typing_leaves_the_document_as_the_reader_left_it(pasted):
    cursor = pasted.document.words.words.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(10, cursor.MoveMode.KeepAnchor)
    pasted.document.words.words.setTextCursor(cursor)
    QTest.keyClick(pasted.editor.words, Qt.Key.Key_End)
    QTest.keyClicks(pasted.editor.words, "now")
    assert row_of(pasted, "1.2").text.endswith("now")
    assert pasted.document.words.words.textCursor().selectedText() == "Unit title"


def test_typing_turns_no_page_and_another_row_does(reviewing):
    pages, last = reviewing.document.pages, reviewing.review.of(Part.CRITERION)[-1]
    assert last.page > 1
    reviewing.work.choose(last.id)
    pages.show_page(1)
    reviewing.editor.words.setFocus()
    QTest.keyClicks(reviewing.editor.words, "Now")
    assert pages.page == 1
    reviewing.work.choose(reviewing.review.rows[0].id)
    reviewing.work.choose(last.id)
    assert pages.page == last.page


def test_a_box_dragged_on_the_page_takes_its_words_into_the_row(qtbot, reviewing):
    first, second = reviewing.review.of(Part.CRITERION)[:2]
    left, top, right, bottom = second.places[0].box
    for place in second.places:
        assert place.page == second.page
        left, top = min(left, place.box[0]), min(top, place.box[1])
        right, bottom = max(right, place.box[2]), max(bottom, place.box[3])
    reviewing.work.choose(first.id)
    drag(reviewing, (left - 4, top - 2, right + 4, bottom + 2), second.page)
    qtbot.waitUntil(lambda: reviewing.review.row(first.id).text != first.text, timeout=10_000)
    taken = reviewing.review.row(first.id)
    assert second.text in taken.text
    assert taken.places[0].page == second.page
    reviewing.bar.undo.click()
    assert reviewing.review.row(first.id) == first


def test_a_label_that_is_dragged_with_the_words_becomes_the_label_of_a_new_row(qtbot, reviewing):
    second = reviewing.review.of(Part.CRITERION)[1]
    boxes = [place.box for place in second.places]
    box = (
        min(b[0] for b in boxes) - 2,
        min(b[1] for b in boxes) - 2,
        max(b[2] for b in boxes) + 2,
        max(b[3] for b in boxes) + 2,
    )
    reviewing.work.add(Part.CRITERION)
    drag(reviewing, box, second.page)
    qtbot.waitUntil(lambda: bool(reviewing.work.row.text), timeout=10_000)
    assert (reviewing.work.row.label, reviewing.work.row.text) == (second.label, second.text)


def test_a_box_without_words_changes_nothing_and_says_so(qtbot, window, reviewing):
    before = reviewing.review
    drag(reviewing, (1, 1, 12, 12))
    qtbot.waitUntil(lambda: "no words in this box" in window.banner.words, timeout=10_000)
    assert reviewing.review == before


def test_selected_words_of_a_text_are_taken_into_the_row(pasted):
    pasted.work.choose(row_of(pasted, "reference", Part.FACT).id)
    view = pasted.document.words
    cursor = view.words.textCursor()
    start = view.words.toPlainText().index("BR4")
    cursor.setPosition(start)
    cursor.setPosition(start + 3, cursor.MoveMode.KeepAnchor)
    view.words.setTextCursor(cursor)
    view.take.click()
    assert pasted.review.fact("reference") == "BR4"


def test_words_are_taken_without_what_nobody_sees(pasted):
    pasted.document.taken.emit("Weigh\x92 the \u202eflour", ())
    assert pasted.work.row.text == "Weigh the flour"


def test_not_stated_is_said_for_a_fact(pasted):
    pasted.work.choose(row_of(pasted, "number", Part.FACT).id)
    pasted.editor.not_stated.click()
    assert pasted.review.fact("number") == ""
    row = next(row for row in pasted.rows.rows.rows if row.key == pasted.work.chosen)
    assert row.body == "not stated"


def test_left_over_words_are_put_back_into_a_row_or_become_a_criterion(pasted):
    last = row_of(pasted, "2.1")
    pasted.work.choose(last.id)
    pasted.editor.aside_button.click()
    (left,) = pasted.review.of(Part.LEFT_OVER)
    pasted.work.choose(row_of(pasted, "1.2").id)
    pasted.work.choose(left.id)
    pasted.editor.use_button.click()
    assert row_of(pasted, "1.2").text.endswith("2.1 Explain what yeast needs before it can work")
    pasted.bar.undo.click()
    pasted.work.choose(left.id)
    pasted.editor.make_button.click()
    assert pasted.work.row.part is Part.CRITERION


def test_only_rows_to_look_at_are_listed_on_request(pasted):
    pasted.bar.doubtful.click()
    assert [row.key for row in pasted.rows.rows.rows] == [row.id for row in pasted.review.to_look_at]


# Rules


def test_a_proposed_rule_is_taken_over_and_its_numbers_are_menus(pasted):
    pasted.work.choose(row_of(pasted, "1", Part.REQUIREMENT).id)
    rules = pasted.editor.rules
    rules.proposal_buttons[0].click()
    assert pasted.work.row.rules[0]["at_least"] == 3
    assert pasted.work.row.is_doubtful is False
    (editor,) = rules.editors
    number = named(editor, "At least")
    number.setCurrentIndex(number.findData(4))
    number.activated.emit(number.currentIndex())
    assert pasted.work.row.rules[0]["at_least"] == 4
    assert "at least 4 different days" in editor.asks.text()


def test_a_requirement_with_more_sentences_than_rules_asks_who_confirms_the_rest(qtbot, window):
    page = paste(qtbot, window, PASTED.replace("different days.", "different days. Greet each customer."))
    row_id = row_of(page, "1", Part.REQUIREMENT).id
    page.work.choose(row_id)
    rules = page.editor.rules
    rules.proposal_buttons[0].click()
    assert "2 sentences and 1 rule" in next(row.foot for row in page.rows.rows.rows if row.key == row_id)
    rules.proposal_buttons[1].click()  # the assessor’s confirmation is not wanted
    settle(page, "1.2")
    assert "2 sentences and 1 rule" in rules.leaves.text()
    assert page.bar.approve.isEnabled() is False
    page.editor.right_button.click()
    assert [row.id for row in page.review.to_look_at] == [row_id]
    rules.confirm_rest.click()
    assert rules.leaves.isVisible() is False
    assert [rule["kind"] for rule in page.review.row(row_id).rules] == ["occasions", "assessor"]
    page.bar.undo.click()
    assert rules.leaves.isVisible()
    rules.cover_all.click()
    assert page.bar.approve.isEnabled()


def settle(page, label):
    page.work.choose(row_of(page, label).id)
    page.editor.right_button.click()


def test_a_rule_is_composed_from_a_sentence_and_what_it_lacks_stands_in_the_way(pasted):
    settle_all(pasted)
    pasted.work.choose(row_of(pasted, "1", Part.REQUIREMENT).id)
    rules = pasted.editor.rules
    rules.kinds["count"].trigger()
    assert pasted.bar.approve.isEnabled() is False
    (editor,) = rules.editors
    assert "what is counted" in editor.lacks.text()
    field = named(editor, "What is counted")
    field.setFocus()
    QTest.keyClicks(field, "loaf baked")
    assert rules.editors == [editor]  # it is not built again under the typing
    assert pasted.work.row.rules[0]["of"] == "loaf baked"
    assert "“loaf baked”" in editor.asks.text()
    assert pasted.bar.approve.isEnabled()


def test_every_kind_of_rule_has_its_sentence_in_the_window(pasted):
    pasted.work.choose(row_of(pasted, "1", Part.REQUIREMENT).id)
    pasted.work.add(Part.ITEM)
    pasted.work.edit({"label": "a"})
    pasted.work.edit({"text": "white bread"})
    pasted.work.choose(row_of(pasted, "1", Part.REQUIREMENT).id)
    rules = pasted.editor.rules
    for number, (kind, action) in enumerate(rules.kinds.items(), 1):
        action.trigger()
        assert [rule["kind"] for rule in pasted.work.row.rules][-1] == kind
        assert len(rules.editors) == number
        assert rules.editors[-1].asks.text().startswith("Asks: ")
