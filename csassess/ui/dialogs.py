"""The dialogs in which people and evidence are entered and changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from csassess.catalogue import plural
from csassess.domain.attachments import Attachment, AttachmentKind
from csassess.domain.cautions import Caution, qualities
from csassess.domain.evidence import CustomerFeedback, EvidenceItem, Method, Note, Reference
from csassess.domain.labels import label
from csassess.domain.people import AssessorStatus, Candidate, Sector
from csassess.domain.planning import plan_lines
from csassess.domain.portfolio import Portfolio
from csassess.domain.question_bank import BankQuestion
from csassess.domain.units import FeedbackOrigin, Setting, Unit
from csassess.domain.visits import SiteRules, Visit
from csassess.domain.witnesses import Testimony
from csassess.services import (
    attachments,
    candidates,
    caseloads,
    decisions,
    evidence,
    form_control,
    judgement,
    locking,
    plans,
    question_bank,
    references,
    signing,
    units,
    visits,
    witnesses,
)
from csassess.services.candidates import Job
from csassess.services.papers import files
from csassess.ui.desk import Desk
from csassess.ui.form_dialog import FormDialog, TickedRows, Ticks, choice, day, line, lines, maybe_day, time_of_day


def tr(words: str) -> str:
    """Return words of a dialog in the user's language."""
    return QCoreApplication.translate("dialogs", words)


def _settings() -> list[tuple[str, Any]]:
    return [(tr("not stated"), None), *((label(setting), setting) for setting in Setting)]


def _setting(values: dict[str, Any]) -> Setting | None:
    return Setting(values["setting"]) if values["setting"] else None


def add_candidate(parent: QWidget, desk: Desk, added: Callable[[str], object]) -> FormDialog:
    """Ask for a new candidate with employer and job; `added` gets the id."""
    sectors: list[tuple[str, Any]] = [(tr("not stated"), None), *((label(sector), sector) for sector in Sector)]
    fields = {
        "name": (tr("Name"), line()),
        "number": (tr("Candidate number (if there is one)"), line()),
        "employer": (tr("Employer"), line()),
        "job": (tr("Job"), line()),
        "setting": (tr("Where the evidence will come from"), choice(_settings())),
        "sector": (tr("Sector"), choice(sectors)),
    }

    def save(values: dict[str, Any]) -> None:
        job = Job(values["employer"], values["job"], _setting(values), values["sector"])
        added(desk.call(candidates.add_candidate, values["name"], values["number"], job).id)

    return _opened(FormDialog(parent, tr("Add a candidate"), fields, save, done=tr("Add")))


def change_candidate(parent: QWidget, desk: Desk, candidate: Candidate) -> FormDialog:
    """Ask for a candidate's name and number."""
    fields = {
        "name": (tr("Name"), line(candidate.name)),
        "number": (tr("Candidate number (if there is one)"), line(candidate.number)),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(candidates.change_candidate, replace(candidate, **values))

    return _opened(FormDialog(parent, tr("Change the candidate"), fields, save))


def new_job(parent: QWidget, desk: Desk, candidate_id: str) -> FormDialog:
    """Ask for a candidate's new employer and job, from a date on."""
    sectors: list[tuple[str, Any]] = [(tr("not stated"), None), *((label(sector), sector) for sector in Sector)]
    fields = {
        "employer": (tr("Employer"), line()),
        "job": (tr("Job"), line()),
        "setting": (tr("Where the evidence will come from"), choice(_settings())),
        "sector": (tr("Sector"), choice(sectors)),
        "started": (tr("Since"), day(desk.caseload.clock().date())),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(
            candidates.set_job, candidate_id, values["employer"], values["job"], _setting(values),
            values["sector"], values["started"],
        )  # fmt: skip

    return _opened(FormDialog(parent, tr("Employer and job"), fields, save))


def register(parent: QWidget, desk: Desk, candidate_id: str) -> FormDialog:
    """Ask for a candidate's registration."""
    fields = {
        "title": (tr("Qualification"), line()),
        "qualification_number": (tr("Qualification number"), line()),
        "number": (tr("Registration number"), line()),
        "on": (tr("Registered on"), day(desk.caseload.clock().date())),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(candidates.register, candidate_id, **values)

    return _opened(FormDialog(parent, tr("Registration"), fields, save))


def enrol(parent: QWidget, desk: Desk, portfolio: Portfolio) -> FormDialog:
    """Ask for a unit to enrol a candidate on."""
    enrolled = {enrolment.id for enrolment in portfolio.enrolments}
    choices = [(unit_choice(unit.id, unit.full_name), unit.id) for unit in units.all_units() if unit.id not in enrolled]
    fields = {"unit": (tr("Unit"), choice(choices))}

    def save(values: dict[str, Any]) -> None:
        desk.call(candidates.enrol, portfolio.candidate.id, values["unit"])

    return _opened(FormDialog(parent, tr("Enrol on a unit"), fields, save, done=tr("Enrol")))


def unit_choice(unit_id: str, full_name: str) -> str:
    """Return a unit's name with its id, which tells two units of one number apart."""
    return full_name if unit_id in full_name else f"{full_name}  ({unit_id})"


def start_observation(parent: QWidget, desk: Desk, candidate_id: str, started: Callable[[str], object]) -> FormDialog:
    """Ask where the observation is, who else is observed, and what the site allows; `started` gets the candidate's item."""
    allowed = [(tr("not asked yet"), None), (tr("allowed"), True), (tr("not allowed"), False)]
    today = desk.caseload.clock().date()
    plan = desk.overview(candidate_id).portfolio.plan
    others = [(each.name, "", each.id) for each in candidates.list_candidates(desk.caseload) if each.id != candidate_id]
    fields: dict[str, tuple[str, QWidget]] = {
        "place": (
            tr("Place"),
            line(plan.place if plan and plan.on == today else "", tr("for example: Harbour Call Centre, refunds desk")),
        ),
        "camera": (tr("The site’s rules: camera"), choice(allowed)),
        "recording": (tr("Recording"), choice(allowed)),
        "devices": (tr("Devices"), choice(allowed)),
        "informed": (tr("People present were informed by"), line(hint=tr("for example: a notice at the counter"))),
    }
    if others:
        fields["others"] = (tr("Also observed in this visit"), TickedRows(tr("Candidates"), others, (), 132))

    def save(values: dict[str, Any]) -> None:
        rules = SiteRules(values["camera"], values["recording"], values["devices"])
        together = (candidate_id, *values.get("others", ()))
        items = desk.call(visits.start_visit, together, values["place"], rules, values["informed"])
        started(items[candidate_id].id)

    return _opened(FormDialog(parent, tr("Start an observation"), fields, save, done=tr("Start")))


def change_visit(parent: QWidget, desk: Desk, candidate_id: str, visit: Visit) -> FormDialog:
    """Ask for a visit's place, site rules and how people were informed."""
    allowed = [(tr("not asked yet"), None), (tr("allowed"), True), (tr("not allowed"), False)]
    fields = {
        "place": (tr("Place"), line(visit.place)),
        "camera_allowed": (tr("The site’s rules: camera"), choice(allowed, visit.camera_allowed)),
        "recording_allowed": (tr("Recording"), choice(allowed, visit.recording_allowed)),
        "devices_allowed": (tr("Devices"), choice(allowed, visit.devices_allowed)),
        "informed": (tr("People present were informed by"), line(visit.informed)),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(visits.change_visit, candidate_id, replace(visit, **values))

    return _opened(FormDialog(parent, tr("The visit"), fields, save))


def choose_pin(parent: QWidget, desk: Desk) -> FormDialog:
    """Ask for the PIN that brings a locked screen back."""
    field = line()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    fields: dict[str, tuple[str, QWidget]] = {"pin": (tr("Four to eight digits"), field)}

    def save(values: dict[str, Any]) -> None:
        desk.call(locking.set_pin, values["pin"])

    explanation = tr(
        "It brings a locked screen back during a visit. After three wrong ones the passphrase is asked for."
    )
    return _opened(FormDialog(parent, tr("PIN for a locked screen"), fields, save, explanation=explanation))


def note_time(parent: QWidget, desk: Desk, candidate_id: str, note: Note) -> FormDialog:
    """Ask when what a note tells of happened; when it was written stays as it is."""
    fields = {"at": (tr("It happened at"), time_of_day(note.at.time()))}

    def save(values: dict[str, Any]) -> None:
        desk.call(
            evidence.change_note,
            candidate_id,
            replace(note, at=datetime.combine(note.at, values["at"], note.at.tzinfo)),
        )

    explanation = tr("For notes typed up from a paper sheet. The time of writing is kept apart.")
    return _opened(FormDialog(parent, tr("Time of the note"), fields, save, explanation=explanation))


def give_note(
    parent: QWidget, desk: Desk, note: Note, giver: str, others: Sequence[tuple[str, str, str]]
) -> FormDialog:
    """Ask to whom of the visit a note belongs; `others` are name, candidate and item."""
    fields = {"to": (tr("To"), choice([(name, (candidate, item)) for name, candidate, item in others]))}

    def save(values: dict[str, Any]) -> None:
        desk.call(visits.give_note, note, giver, *values["to"])

    def copy() -> None:
        dialog.finish_with(lambda values: desk.call(visits.give_note, note, giver, *values["to"], copy=True))

    explanation = tr(
        "Its times and customer go with it, its criteria do not. Neither record names the other candidate."
    )
    dialog = FormDialog(parent, tr("Whose note is it?"), fields, save, done=tr("Move"), explanation=explanation)
    dialog.add_button(tr("Copy"), copy)
    return _opened(dialog)


def attachment(parent: QWidget, desk: Desk, candidate_id: str, attached: Attachment) -> FormDialog:
    """Show what an attached file is; save a copy of it elsewhere, or remove it."""
    name = line(attached.name)
    name.setReadOnly(True)
    fields: dict[str, tuple[str, QWidget]] = {"name": (tr("Name"), name)}

    def save(_: dict[str, Any]) -> None:
        content = attachments.content(desk.caseload, attached)
        chooser = QFileDialog(parent, tr("Save a copy"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.selectFile(attached.name)
        chooser.fileSelected.connect(lambda path: desk.quietly(lambda _: files.write_copy(Path(path), content)))
        chooser.open()

    def remove() -> None:
        if desk.do(attachments.remove, candidate_id, attached) is None:
            dialog.discard()

    explanation = tr("{kind}, {size} KB. A copy saved elsewhere is not encrypted.").format(
        kind=attached.media_type, size=max(1, round(attached.size / 1024))
    )
    dialog = FormDialog(parent, tr("Attached file"), fields, save, done=tr("Save a copy"), explanation=explanation)
    dialog.add_button(tr("Remove"), remove)
    if attached.kind is AttachmentKind.AUDIO:
        dialog.add_button(tr("Play"), lambda: play(dialog, desk, attached))
    return _opened(dialog)


def play(parent: QWidget, desk: Desk, attached: Attachment) -> None:
    """Play a recording in place; where it cannot be, say so."""
    from csassess.ui.voice import Player  # sound is started up when it is first asked for

    if not Player(parent).play(attachments.content(desk.caseload, attached)):
        desk.problem.emit(tr("It cannot be played here. Save a copy and play it with another program."))


def add_testimony(parent: QWidget, desk: Desk, candidate_id: str, added: Callable[[str], object]) -> FormDialog:
    """Ask for a testimony: which witness, when, and how it came about; `added` gets the item's id."""
    known = witnesses.witnesses(desk.caseload, candidate_id)
    ways = [
        (tr("the witness writes or dictates it here"), False),
        (tr("on paper, to be attached"), True),
    ]
    fields = {
        "witness": (
            tr("Witness"),
            choice(
                [*((f"{each.name}, {each.role}", each) for each in known), (tr("someone new: fill in below"), None)]
            ),
        ),
        "name": (tr("Name"), line()),
        "role": (tr("Role"), line()),
        "relation": (tr("Relation to the candidate"), line()),
        "contact": (tr("How to reach them"), line()),
        "on": (tr("Date"), day(desk.caseload.clock().date())),
        "on_paper": (tr("How it is given"), choice(ways)),
        "expert": (tr("Kind"), choice([(tr("witness"), False), (tr("expert witness"), True)])),
        "typed_by": (tr("Typed by (if not by the witness)"), line()),
    }

    def save(values: dict[str, Any]) -> None:
        witness = values["witness"]
        if witness is None:
            new = [values[key] for key in ("name", "role", "relation", "contact")]
            witness = desk.call(witnesses.add_witness, candidate_id, *new)
        item = desk.call(
            witnesses.add_testimony, candidate_id, witness, values["on"], typed_by=values["typed_by"],
            on_paper=values["on_paper"], expert=values["expert"],
        )  # fmt: skip
        added(item.id)

    return _opened(FormDialog(parent, tr("Witness testimony"), fields, save, done=tr("Add")))


def confirm_testimony(parent: QWidget, desk: Desk, candidate_id: str, testimony: Testimony) -> FormDialog:
    """Ask on which day a testimony on paper was confirmed with the witness."""
    fields = {"on": (tr("Confirmed with the witness on"), day(desk.caseload.clock().date()))}

    def save(values: dict[str, Any]) -> None:
        desk.call(witnesses.confirm_testimony, candidate_id, testimony, values["on"])

    return _opened(FormDialog(parent, tr("Testimony on paper"), fields, save))


def add_item(parent: QWidget, desk: Desk, candidate_id: str, added: Callable[[str], object]) -> FormDialog:
    """Ask for an item that is no observation; `added` gets its id."""
    elsewhere = (Method.OBSERVATION, Method.WITNESS_TESTIMONY, Method.EXPERT_WITNESS)  # each has a way of its own
    methods = [(f"{method}  {label(method)}", method) for method in Method if method not in elsewhere]
    fields = {
        "method": (tr("Assessment method"), choice(methods)),
        "description": (tr("Description"), lines()),
        "on": (tr("Date"), day(desk.caseload.clock().date())),
        "location": (tr("Where it is held (if not in the portfolio)"), line()),
        "seen_by": (tr("Seen there by"), line()),
        "available_until": (tr("Can be seen there until"), maybe_day()),
    }

    def save(values: dict[str, Any]) -> None:
        added(desk.call(evidence.add_item, candidate_id, **values).id)

    return _opened(FormDialog(parent, tr("Add evidence"), fields, save, done=tr("Add")))


def change_item(parent: QWidget, desk: Desk, candidate_id: str, item: EvidenceItem) -> FormDialog:
    """Ask for an item's description, date, setting and location."""
    fields = {
        "description": (tr("Description"), lines(item.description)),
        "on": (tr("Date"), day(item.on)),
        "setting": (tr("Setting"), choice(_settings(), item.setting)),
        "location": (tr("Where it is held (if not in the portfolio)"), line(item.location)),
        "seen_by": (tr("Seen there by"), line(item.seen_by)),
        "available_until": (tr("Can be seen there until"), maybe_day(item.available_until)),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(evidence.change_item, candidate_id, replace(item, **{**values, "setting": _setting(values)}))

    return _opened(FormDialog(parent, tr("Item {number}").format(number=item.number), fields, save))


def feedback(
    parent: QWidget, desk: Desk, candidate_id: str, item_id: str, *, note: str | None = None,
    present: CustomerFeedback | None = None, origin: FeedbackOrigin = FeedbackOrigin.SPONTANEOUS,
) -> FormDialog:  # fmt: skip
    """Ask for customer feedback and what was improved by it."""
    fields = {
        "origin": (
            tr("It was"),
            choice([(label(each), each) for each in FeedbackOrigin], present.origin if present else origin),
        ),
        "received": (tr("What the customer said"), lines(present.received if present else "")),
        "improvement": (tr("What was improved by it"), lines(present.improvement if present else "")),
    }

    def save(values: dict[str, Any]) -> None:
        values["origin"] = FeedbackOrigin(values["origin"])
        if present:
            desk.call(evidence.change_feedback, candidate_id, replace(present, **values))
        else:
            desk.call(evidence.record_feedback, candidate_id, item_id, **values, note=note)

    def remove() -> None:
        if present and desk.do(evidence.remove_feedback, candidate_id, present) is None:
            dialog.discard()

    explanation = tr("Customer feedback counts only with the improvement it led to. That can be added later.")
    dialog = FormDialog(parent, tr("Customer feedback"), fields, save, explanation=explanation)
    if present:
        dialog.add_button(tr("Remove"), remove)
    return _opened(dialog)


def confirm(parent: QWidget, desk: Desk, candidate_id: str, unit_id: str, requirement: str, shown: str) -> FormDialog:
    """Ask for the reason with which the assessor confirms a requirement."""
    fields = {"reason": (tr("Your reason"), lines())}

    def save(values: dict[str, Any]) -> None:
        desk.call(judgement.confirm, candidate_id, unit_id, requirement, values["reason"])

    title = tr("Confirm requirement {requirement}").format(requirement=requirement)
    return _opened(FormDialog(parent, title, fields, save, done=tr("Confirm"), explanation=shown))


def judge(
    parent: QWidget, desk: Desk, candidate_id: str, item: EvidenceItem, look_again: Sequence[Caution]
) -> FormDialog:
    """Ask for the judgement on an item: one statement, with exceptions where there are any, or what is still needed."""
    offered = qualities(caseloads.centre_of(desk.caseload))
    named = ", ".join(label(quality) for quality in offered)
    fields = {
        "exceptions": (
            tr("Exceptions, if there are any"),
            Ticks([(tr("not {quality}").format(quality=label(quality)), quality) for quality in offered]),
        ),
        "comment": (tr("Comment"), lines()),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(judgement.accept, candidate_id, item.id, values["comment"], values["exceptions"])

    def more() -> None:
        dialog.finish_with(lambda values: desk.call(judgement.reopen, candidate_id, item.id, values["comment"]))

    said = [tr("I have judged item {number} to be {named}.").format(number=item.number, named=named)]
    if caseloads.assessor_of(desk.caseload).status is AssessorStatus.WORKING_TOWARDS:
        said.append(tr("You are working towards the award: your decision on a unit awaits the countersigner."))
    said += [tr("Look again: {what}.").format(what=caution.words) for caution in look_again]
    dialog = FormDialog(
        parent, tr("Your judgement of item {number}").format(number=item.number), fields, save, done=tr("Accept"),
        explanation="\n".join(said),
    )  # fmt: skip
    dialog.add_button(tr("More evidence needed"), more)
    return _opened(dialog)


def reopen(parent: QWidget, desk: Desk, candidate_id: str, item: EvidenceItem) -> FormDialog:
    """Ask why an accepted item is reopened."""
    fields = {"reason": (tr("Why it is reopened"), lines())}

    def save(values: dict[str, Any]) -> None:
        desk.call(judgement.reopen, candidate_id, item.id, values["reason"])

    title = tr("Reopen item {number}").format(number=item.number)
    return _opened(FormDialog(parent, title, fields, save, done=tr("Reopen")))


def add_addendum(parent: QWidget, desk: Desk, candidate_id: str, item: EvidenceItem) -> FormDialog:
    """Ask for a comment to add to an accepted item."""
    fields = {"words": (tr("What you add"), lines())}

    def save(values: dict[str, Any]) -> None:
        desk.call(judgement.add_addendum, candidate_id, item.id, values["words"])

    explanation = tr("It is dated now and changes nothing that was accepted, decided or signed.")
    title = tr("Addendum to item {number}").format(number=item.number)
    return _opened(FormDialog(parent, title, fields, save, done=tr("Add"), explanation=explanation))


def open_account(parent: QWidget, desk: Desk, candidate_id: str, item_id: str) -> FormDialog:
    """Ask why a signed account is opened to change again."""
    fields = {"reason": (tr("Why it is changed"), lines())}

    def save(values: dict[str, Any]) -> None:
        desk.call(signing.open_account, candidate_id, item_id, values["reason"])

    explanation = tr(
        "The reason stays with the signatures. Once something is changed they no longer apply, and papers say so."
    )
    return _opened(
        FormDialog(parent, tr("Open the signed account"), fields, save, done=tr("Open"), explanation=explanation)
    )


def locate(parent: QWidget, desk: Desk, candidate_id: str, reference: Reference) -> FormDialog:
    """Ask where inside its item a criterion is shown."""
    fields = {"location": (tr("Where in the item"), line(reference.location, tr("for example: p. 4, or 12:40")))}

    def save(values: dict[str, Any]) -> None:
        desk.call(references.locate, candidate_id, reference, values["location"])

    title = tr("Criterion {criterion}").format(criterion=reference.criterion)
    return _opened(FormDialog(parent, title, fields, save))


def bank_question(
    parent: QWidget, desk: Desk, unit: Unit, criterion: str, present: BankQuestion | None = None
) -> FormDialog:
    """Ask for a question of the centre's bank on a knowledge criterion."""
    fields = {"words": (tr("Question"), lines(present.words if present else ""))}

    def save(values: dict[str, Any]) -> None:
        if present:
            desk.call(question_bank.change_question, present, values["words"])
        else:
            desk.call(question_bank.add_question, unit.id, criterion, values["words"])

    def remove() -> None:
        if present:
            desk.do(question_bank.remove_question, present)
            dialog.discard()

    title = tr("Question on {unit} {criterion}").format(unit=unit.name, criterion=criterion)
    dialog = FormDialog(parent, title, fields, save, explanation=unit.wording(criterion))
    if present:
        dialog.add_button(tr("Take out of the bank"), remove)
    return _opened(dialog)


def decide_again(parent: QWidget, desk: Desk, candidate_id: str, unit: Unit) -> FormDialog:
    """Ask what changed since a unit was decided, and decide it again."""
    fields = {"reason": (tr("What changed since the last decision"), lines())}

    def save(values: dict[str, Any]) -> None:
        desk.call(decisions.decide, candidate_id, unit.id, values["reason"])

    explanation = tr("The earlier decision stays in the record.")
    title = tr("Decide {unit} again").format(unit=unit.name)
    return _opened(FormDialog(parent, title, fields, save, done=tr("Decide"), explanation=explanation))


def plan_visit(parent: QWidget, desk: Desk, candidate_id: str) -> FormDialog:
    """Ask when and where the next visit is, what of all that is needed it looks for, and what the candidate will bring."""
    offered = plan_lines(desk.overview(candidate_id).standings)
    fields = {
        "on": (tr("Date of the visit"), day(desk.caseload.clock().date())),
        "place": (tr("Place"), line()),
        "lines": (
            tr("What to look for"),
            TickedRows(
                tr("What to look for"),
                [(each.words[:1].upper() + each.words[1:], each.serves, each) for each in offered],
                offered,
            ),
        ),
        "brings": (tr("What the candidate will bring"), lines()),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(plans.plan_visit, candidate_id, **values)

    explanation = tr(
        "All that is needed now is ticked; leave out what this visit will not serve. Agree it with the candidate before the day."
    )
    return _opened(FormDialog(parent, tr("Plan a visit"), fields, save, done=tr("Plan"), explanation=explanation))


def approve_form(parent: QWidget, desk: Desk, form: str, title: str) -> FormDialog:
    """Ask by whom and when the present version of a form was approved."""
    fields = {
        "by": (tr("Approved by (external verifier)"), line()),
        "on": (tr("On"), day(desk.caseload.clock().date())),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(form_control.approve, form, values["by"], values["on"])

    return _opened(FormDialog(parent, tr("Approval of: {form}").format(form=title), fields, save, done=tr("Record")))


def portfolio_password(parent: QWidget, saved: Callable[[str], object]) -> FormDialog:
    """Ask for the password that a portfolio opens with; empty for none."""
    field = line()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    fields: dict[str, tuple[str, QWidget]] = {"password": (tr("Password (leave empty for none)"), field)}
    explanation = tr(
        "With a password the file is encrypted (AES-256). Tell it to the reader by another way than the file."
    )
    return _opened(
        FormDialog(
            parent, tr("Save the whole portfolio"), fields, lambda values: saved(values["password"]),
            done=tr("Choose where"), explanation=explanation,
        )
    )  # fmt: skip


def change_centre(parent: QWidget, desk: Desk) -> FormDialog:
    """Ask for the centre's name and number."""
    centre = caseloads.centre_of(desk.caseload)
    months = [
        (tr("no limit"), 0),
        *((plural("{count} month", "{count} months", count), count) for count in (6, 12, 24, 36)),
    ]
    statements = [(tr("valid, authentic, current, sufficient"), False), (tr("and reliable"), True)]
    fields = {
        "name": (tr("Centre’s name"), line(centre.name)),
        "number": (tr("Centre number"), line(centre.number)),
        "current_for": (tr("Evidence counts as current for"), choice(months, centre.current_for)),
        "varcs": (tr("An accepted item is"), choice(statements, centre.varcs)),
        "heading": (tr("Line above the title of papers"), line(centre.heading)),
        "privacy": (tr("Privacy notice at the end of papers"), lines(centre.privacy)),
        "cells_by_method": (
            tr("A cell of the recording form holds"),
            choice([(tr("a tick"), False), (tr("the method’s code"), True)], centre.cells_by_method),
        ),
    }

    def save(values: dict[str, Any]) -> None:
        desk.call(caseloads.change_centre, replace(centre, **values))

    return _opened(FormDialog(parent, tr("The centre"), fields, save))


def _opened(dialog: FormDialog) -> FormDialog:
    dialog.open()
    next(iter(dialog.fields.values())).setFocus()
    return dialog
