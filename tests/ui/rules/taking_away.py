"""The actions of the window that take something away, each set up so that one press carries it out.

Each function records what is to be taken away, shows the place that offers it, and returns the press.
"""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from csassess.domain.records.milestones import MilestoneKind, Point
from csassess.domain.records.staff import StaffMember
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.access import credentials
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates, duplicate_candidates, staff
from csassess.services.cover import cover
from csassess.services.evidence import evidence, judgement, phrases, references, witnesses
from csassess.services.exchange import folder_sync, handover, requests
from csassess.services.progress import milestones
from csassess.services.retention import redaction, retention
from csassess.services.safekeeping import backups, centre_key, lost_device
from csassess.services.signing import signed_sheet_scans
from csassess.services.units import question_bank
from csassess.services.visits import plans, visits
from csassess.ui.access import key_dialogs
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from tests.support.builders import SECOND, accepted_product
from tests.support.exchanging import acquaint, machine, transfer
from tests.support.pictures import encoded, scene
from tests.support.verifying import SCAN
from tests.ui.conftest import buttons_of, click_row, dialog_of, fill

B10 = "ocr-b10"
LONG = "lamps and kettles by the door"


class Desk:
    """A window on a caseload with Mo, who was observed; the pieces that the functions below share."""

    def __init__(self, window, caseload, mo, tmp_path) -> None:
        self.window, self.caseload, self.mo, self.folder = window, caseload, mo, tmp_path

    def observed(self):
        """Start an observation and return its item."""
        return evidence.start_observation(self.caseload, self.mo.id, "Counter")

    def show(self, page, item="", note="", **more):
        """Show a page of Mo, and return it."""
        self.window.session.read_again()
        self.window.session.forget()
        self.window.go(Location(page, self.mo.id, item, note, **more))
        QApplication.processEvents()
        return self.window.page(page)

    def in_dialog(self, words):
        """Return the press on a button of the open dialog."""
        buttons = dialog_of(self.window).buttons.buttons()
        return next(button for button in buttons if button.text() == words).click

    def on_page(self, page, words):
        """Return the press on a button of a page."""
        return next(button for button in buttons_of(page) if button.text().strip() == words).click

    def starting_with(self, page, words):
        """Return the press on a button of a page, or an entry of its menus, by its first words."""
        return next(button for button in buttons_of(page) if button.text().strip().startswith(words)).click

    def entry(self, kind):
        """Open an entry of Mo's details."""
        page = self.show(Page.PORTFOLIO)
        keys = [row.key for row in page.details.entries.rows.rows]
        page.details.entries.chosen.emit(next(key for key in keys if type(key).__name__ == kind))

    def section(self, name):
        """Show a section of the centre, and return it."""
        self.window.session.read_again()
        self.window.go(Location(Page.CENTRE, form=name))
        return self.window.centre


# Evidence


def a_note(desk):
    item = desk.observed()
    note = evidence.add_note(desk.caseload, desk.mo.id, item.id, "Greets him")
    references.tick(desk.caseload, desk.mo.id, item.id, B10, "1.1", note.id)
    return desk.show(Page.EVIDENCE, item.id, note.id).notes.editor.remove.click


def a_note_of_another(desk):
    sian = candidates.add_candidate(desk.caseload, "Siân Ŵyn")
    items = visits.start_visit(desk.caseload, [desk.mo.id, sian.id], "Call centre", informed="a notice")
    note = evidence.add_note(desk.caseload, desk.mo.id, items[desk.mo.id].id, "For her.")
    desk.show(Page.EVIDENCE, items[desk.mo.id].id, note.id).more.give.trigger()
    return dialog_of(desk.window).ok.click


def a_photograph(desk):
    item = desk.observed()
    photograph = photographs.add(
        desk.caseload, desk.mo.id, item.id, photographs.prepare(encoded(scene())), "The counter"
    )
    return desk.show(Page.EVIDENCE, item.id, photograph.id).notes.photo.remove.click


def _marked(desk):
    """Mark a part of a photograph, and return the page."""
    item = desk.observed()
    photograph = photographs.add(desk.caseload, desk.mo.id, item.id, photographs.prepare(encoded(scene())))
    page = desk.show(Page.PICTURE, item.id, photograph.id)
    middle = page.canvas.rect().center()
    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=middle - QPoint(60, 60))
    QTest.mouseMove(page.canvas, middle + QPoint(60, 60))
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 60))
    return page


def the_rest_of_a_photograph(desk):
    return _marked(desk).crop.click


def part_of_a_photograph(desk):
    page = _marked(desk)
    return page.cover.click, page.sure.click


def feedback(desk):
    item = desk.observed()
    recorded = evidence.record_feedback(
        desk.caseload, desk.mo.id, item.id, FeedbackOrigin.SPONTANEOUS, "Quick", "A note at the till"
    )
    desk.show(Page.EVIDENCE, item.id).notes.feedback_chosen.emit(recorded)
    return desk.in_dialog("Remove")


def an_attached_file(desk):
    item = desk.observed()
    attached = attachments.attach(desk.caseload, desk.mo.id, item.id, "rota.txt", b"Mon: Mo")
    desk.show(Page.EVIDENCE, item.id).notes.attachment_chosen.emit(attached)
    return desk.in_dialog("Remove")


def an_item(desk):
    return desk.show(Page.EVIDENCE, desk.observed().id).more.withdraw.trigger


def an_acceptance(desk):
    item = accepted_product(desk.caseload, desk.mo.id, B10, "1.1")
    desk.show(Page.EVIDENCE, item.id).judgement.reopen.trigger()
    return partial(fill, desk.window, reason="Too early")


def a_tick(desk):
    item = desk.observed()
    note = evidence.add_note(desk.caseload, desk.mo.id, item.id, "Greets him")
    references.tick(desk.caseload, desk.mo.id, item.id, B10, "1.1", note.id)
    page = desk.show(Page.EVIDENCE, item.id, note.id, unit=B10)
    return lambda: click_row(page.criteria.criteria, (B10, "1.1"))


def ticks_of_a_cell(desk):
    item = desk.observed()
    for words in ("Greets him", "Greets her"):
        note = evidence.add_note(desk.caseload, desk.mo.id, item.id, words)
        references.tick(desk.caseload, desk.mo.id, item.id, B10, "1.1", note.id)
    page = desk.show(Page.MATRIX, unit=B10)
    cells = [page.model.index(row, column) for row in range(1) for column in range(page.model.columnCount())]
    index = next(cell for cell in cells if page.model.references_at(cell))
    page.table.setCurrentIndex(index)
    return lambda: page.model.toggle(index)


def a_confirmation(desk):
    item = accepted_product(desk.caseload, desk.mo.id, B10, "1.1")
    judgement.confirm(desk.caseload, desk.mo.id, B10, "3", "Long enough")
    findings = desk.show(Page.EVIDENCE, item.id, unit=B10).findings.list
    findings.chosen.emit(next(row.key for row in findings.rows.rows if row.head == "3"))
    return desk.in_dialog("Withdraw confirmation")


def a_phrase(desk):
    item = desk.observed()
    evidence.add_note(desk.caseload, desk.mo.id, item.id, "Greets him")
    phrases.keep_phrase(desk.caseload, "greets the caller")
    editor = desk.show(Page.EVIDENCE, item.id).notes.editor
    editor.phrases.click()
    menu = next(menu for menu in editor.findChildren(QMenu) if menu.title() == "Remove a phrase")
    return menu.actions()[0].trigger


def words(desk):
    item = desk.observed()
    note = evidence.add_note(desk.caseload, desk.mo.id, item.id, "Greets Mrs Jones")
    desk.show(Page.EVIDENCE, item.id, note.id).more.take_out.trigger()
    return partial(fill, desk.window, words="Jones", reason="A customer")


def an_accepted_machine(desk):
    other = machine(desk.folder / "other", clock=desk.caseload.clock)
    acquaint(desk.caseload, other, folder=desk.folder)
    desk.show(Page.EXCHANGE).keys.machines.chosen.emit(other.device)
    other.close()
    return desk.in_dialog("Withdraw acceptance")


def words_for_another(desk):
    other = machine(desk.folder / "other", clock=desk.caseload.clock)
    acquaint(desk.caseload, other, folder=desk.folder)
    item = desk.observed()
    note = evidence.add_note(desk.caseload, desk.mo.id, item.id, "Greets Mrs Jones")
    transfer(desk.caseload, other, desk.mo.id, desk.folder / "there.csbundle")
    redaction.redact(other, desk.mo.id, note, "text", "Mrs Jones", "A customer")
    transfer(other, desk.caseload, desk.mo.id, desk.folder / "back.csbundle")
    other.close()
    page = desk.show(Page.EXCHANGE)
    (request,) = requests.pending_requests(desk.caseload)
    return partial(page.requests.rows.chosen.emit, request.id), partial(fill, desk.window)


def a_signed_sheet(desk):
    item = desk.observed()
    sheet = signed_sheet_scans.attach(desk.caseload, desk.mo.id, SCAN, "record", item.id, all_the_same=True)
    return desk.show(Page.FORMS, form=f"signed-sheet {sheet.id}").sheets.take_away.click


def a_job(desk):
    desk.entry("Employment")
    return desk.in_dialog("Remove job")


def a_registration(desk):
    candidates.register(desk.caseload, desk.mo.id, "NVQ", "", "1", desk.caseload.clock().date())
    desk.entry("Registration")
    return desk.in_dialog("Remove registration")


def _achieved(desk):
    milestones.record(
        desk.caseload, desk.mo.id, MilestoneKind.ACHIEVED, desk.caseload.clock().date(), reason="Known"
    )


def a_date(desk):
    _achieved(desk)
    desk.entry("Milestone")
    return desk.in_dialog("Remove date")


def the_last_date(desk):
    _achieved(desk)
    people_dialogs.record_date(desk.show(Page.PORTFOLIO), desk.window.session, desk.mo.id)
    return desk.in_dialog("Remove the last date")


def a_witness(desk):
    witnesses.add_witness(desk.caseload, desk.mo.id, "Will Ness", "Supervisor")
    desk.entry("Witness")
    return desk.in_dialog("Remove witness")


def a_plan(desk):
    plans.plan_visit(desk.caseload, desk.mo.id, desk.caseload.clock().date(), "Counter")
    desk.show(Page.PORTFOLIO).plan_card.change_button.click()
    return desk.in_dialog("Remove plan")


def an_enrolment(desk):
    desk.starting_with(desk.show(Page.PORTFOLIO), "Withdraw from ")()
    return partial(fill, desk.window, reason="Another unit")


def a_candidate(desk):
    desk.on_page(desk.show(Page.PORTFOLIO), "Remove candidate")()
    return dialog_of(desk.window).ok.click


def a_hand_over(desk):
    handover.hand_over(desk.caseload, desk.mo.id, "Tess Taker", passphrase=LONG)
    return desk.show(Page.PORTFOLIO).take_back_button.click


def a_cover(desk):
    other = machine(desk.folder / "other", clock=desk.caseload.clock)
    acquaint(desk.caseload, other, folder=desk.folder)
    other.close()
    today = desk.caseload.clock().date()
    cover.lend(desk.caseload, [desk.mo.id], cover.colleagues(desk.caseload)[0].device, today, "Ill")
    return desk.show(Page.PORTFOLIO).cover.end_button.click


def _entered_twice(desk):
    other = candidates.add_candidate(desk.caseload, "Mo Candidat")
    evidence.start_observation(desk.caseload, other.id, "Stockroom")
    return other


def the_other_record(desk):
    _entered_twice(desk)
    desk.on_page(desk.show(Page.PORTFOLIO), "Merge duplicate")()
    return dialog_of(desk.window).ok.click


def what_was_merged(desk):
    duplicate_candidates.join(desk.caseload, desk.mo.id, _entered_twice(desk).id)
    return desk.on_page(desk.show(Page.PORTFOLIO), "Separate records")


# The centre


def a_question(desk):
    question = question_bank.add_question(desk.caseload, B10, "4.1", "Who?")
    desk.window.go(Location(Page.QUESTIONS, unit=B10))
    desk.window.questions.list.chosen.emit(question)
    return desk.in_dialog("Remove from the bank")


def a_member_of_staff(desk):
    member = staff.keep_member(desk.caseload, StaffMember("", "Ivo Verifier", "internal verifier"))
    desk.section("staff").staff.list.chosen.emit(member)
    return desk.in_dialog("Remove from the list")


def a_reminder(desk):
    milestones.set_reminder(desk.caseload, 10, Point.REGISTERED, Point.VISITED)
    return desk.on_page(desk.section("reminders").reminders, "Remove")


def a_hold(desk):
    retention.hold(desk.caseload, desk.mo.id, "An appeal")
    return desk.on_page(desk.section("keeping").keeping, "Lift hold")


def the_stub_of_an_erased_portfolio(desk):
    other = candidates.add_candidate(desk.caseload, "Cy Left")
    stub, _ = retention.erase(desk.caseload, other.id, "The period is over", second=SECOND)
    desk.section("keeping").keeping.erased.chosen.emit(stub)
    return desk.in_dialog("Allow it again")


def a_portfolio(desk):
    desk.section("keeping").keeping.erase_button.click()
    return partial(fill, desk.window, reason="Asked for it", second=SECOND, typed=desk.mo.name)


def a_held_copy(desk):
    other = candidates.add_candidate(desk.caseload, "Cy Left")
    retention.erase(desk.caseload, other.id, "The period is over", second=SECOND)
    desk.on_page(desk.section("keeping").keeping, "Delete copy now")()
    return partial(fill, desk.window)


def the_mark_of_a_lost_machine(desk):
    with_key = machine(desk.folder / "other", clock=desk.caseload.clock)
    acquaint(desk.caseload, with_key, folder=desk.folder)
    staff.mark_lost(desk.caseload, with_key.device, desk.caseload.clock().date())
    with_key.close()
    (lost,) = desk.window.session.read(lost_device.other_devices)
    desk.section("machines").machines.machines.chosen.emit(lost)
    return desk.in_dialog("Mark as found")


def the_centres_key(desk):
    credentials.set_centre_key(desk.caseload, centre_key.make_centre_key(desk.folder / "key.age", LONG))
    key_dialogs.centre_key(desk.window, desk.window.session)
    press = desk.in_dialog("Remove the key")
    return press, press


def the_synced_folder(desk):
    (desk.folder / "shared").mkdir()
    folder_sync.choose_folder(desk.caseload, desk.folder / "shared")
    desk.window.go(Location(Page.EXCHANGE))
    desk.window.exchange.refresh()
    desk.window.exchange.folder_sync.leave_button.click()
    return dialog_of(desk.window).ok.click


def the_caseload_after_a_backup(desk):
    backup = backups.make_backup(desk.caseload)
    desk.section("machines").machines.backups.chosen.emit(backup)
    desk.in_dialog("Restore everything …")()
    return dialog_of(desk.window).ok.click


# Verification; `desk.mo` is a candidate of the verifier here
