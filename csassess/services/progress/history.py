"""The history of a record in words, and undoing the last action."""

from dataclasses import dataclass
from datetime import datetime

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import CASELOAD_STREAM, UNDO, Caseload
from csassess.data.record.events import TAKE_OUT, Event
from csassess.data.record.portfolios import enrolled_units, load_portfolio
from csassess.domain.assessment.acceptance import reasons_against_accepting
from csassess.domain.assessment.integrity import content_of, dangling_references
from csassess.domain.errors import UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.signing.accounts import still_applies

_FOR_GOOD = ("photograph.cover", TAKE_OUT)  # what lay under a cover, or was taken out, is gone


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One action in a record: when, by whom, what, and the fields it set."""

    id: str
    at: datetime
    author: str
    action: str
    words: str
    changes: tuple[tuple[str, str, object], ...]


def history(caseload: Caseload, stream: str) -> list[HistoryEntry]:
    """Return the actions in a record, oldest first."""
    names = {person.id: person.name for person in people(caseload).values()}
    return [
        HistoryEntry(
            event.id,
            event.at,
            names.get(event.author, event.author),
            event.action,
            action_words(event.action),
            tuple((change.entity, change.field, change.value) for change in event.changes),
        )
        for event in caseload.history(stream)
    ]


def last_action(caseload: Caseload, stream: str) -> Event | None:
    """Return the last action in a record that this device did and that stands, or None."""
    undone: set[str] = set()
    for event in caseload.recent(stream):
        if event.id in undone:
            continue
        if not event.action.startswith(UNDO):
            return event
        undone.add(event.action.removeprefix(UNDO))
    return None


def undo(caseload: Caseload, stream: str) -> str:
    """Undo the last action of a record and return it in words; raises UserError where there is none."""
    event = last_action(caseload, stream)
    if event is None or event.action in ("candidate.add", "caseload.set-up"):
        raise UserError(text("There is nothing to undo."))
    if event.action in _FOR_GOOD:
        raise UserError(
            text(
                "What was covered stays covered, and what was taken out is gone for good. Earlier actions can"
                " be undone from the history."
            )
        )
    _undo_whole(caseload, event.id)
    return action_words(event.action)


def bring_back(caseload: Caseload, event_id: str) -> str:
    """Undo one action of a record, however long ago, and return it in words; raises UserError where something was changed since."""
    event = caseload.event(event_id)
    if event.action in (*_FOR_GOOD, "candidate.add", "caseload.set-up"):
        raise UserError(text("This cannot be undone."))
    _undo_whole(caseload, event_id)
    return action_words(event.action)


def _undo_whole(caseload: Caseload, event_id: str) -> None:
    """Undo an action in every record it was written to, or in none; raises UserError where one was changed again since."""
    with caseload.together():
        events = caseload.events_of_action(event_id)
        streams = {caseload.event(each).stream for each in events} - {CASELOAD_STREAM}
        before = {stream: _portfolio(caseload, stream) for stream in streams}
        for each in events:
            caseload.undo(each)
        for stream in streams:
            after = _portfolio(caseload, stream)
            if after is not None:
                _check_whole(caseload, before[stream], after)


def _portfolio(caseload: Caseload, stream: str) -> Portfolio | None:
    try:
        return load_portfolio(caseload, stream)
    except KeyError:
        return None


def _check_whole(caseload: Caseload, before: Portfolio | None, after: Portfolio) -> None:
    """Raise UserError where undoing would leave half a record: something hanging in the air, a closed item or a signed
    account changed, an item accepted that could not be, a photograph without its picture."""
    missing = dangling_references(after)
    if missing:
        raise UserError(text("Something else of the record rests on this. Undo that first, or take it away."))
    if any(not caseload.attached.has(photograph.sha256) for photograph in after.photographs):
        raise UserError(text("The picture was covered since, so it cannot be brought back."))
    units = enrolled_units(caseload, after)
    for item in after.evidence:
        known = before is not None and item.id in {each.id for each in before.evidence}
        was_closed = before is not None and known and before.is_accepted(before.item(item.id))
        if (
            was_closed
            and before is not None
            and after.is_accepted(item)
            and content_of(item.id, before) != content_of(item.id, after)
        ):
            raise UserError(
                text("Item {number} is accepted. Reopen it before you change it.", number=item.number)
            )
        if after.is_accepted(item) and not was_closed and reasons_against_accepting(item, after, units):
            raise UserError(text("Item {number} could not be accepted as it is now.", number=item.number))
    signed = [s for s in after.signatures if not s.opened and before is not None and s in before.signatures]
    if any(still_applies(s, before) and not still_applies(s, after) for s in signed if before is not None):
        raise UserError(
            text("The account of this item is signed. Open the signed account with a reason first.")
        )


def redo(caseload: Caseload, stream: str) -> str:
    """Do again what was undone last and return it in words; raises UserError where the last action was no undo."""
    undone: set[str] = set()
    for event in caseload.recent(stream):
        if not event.action.startswith(UNDO):
            break
        again = caseload.event(event.action.removeprefix(UNDO))
        if event.id not in undone and not again.action.startswith(UNDO):
            _undo_whole(caseload, event.id)
            return action_words(again.action)
        undone.add(again.id)
    raise UserError(text("There is nothing to do again."))


def action_words(action: str) -> str:
    """Return an action in words."""
    if action.startswith(UNDO):
        return text("undone")
    return {
        "caseload.set-up": text("caseload set up"),
        "centre.change": text("centre changed"),
        "person.change": text("name, status or role changed"),
        "device.add": text("device added"),
        "device.letter": text("letter for evidence numbers chosen"),
        "qualification.add": text("qualification added"),
        "candidate.add": text("candidate added"),
        "candidate.change": text("candidate changed"),
        "candidate.job": text("job recorded"),
        "candidate.register": text("registered"),
        "candidate.enrol": text("enrolled on a unit"),
        "candidate.hand-over": text("handed over"),
        "candidate.join": text("joined with a record entered twice"),
        "candidate.joined": text("joined into another record"),
        "candidate.part": text("parted from a joined record"),
        "candidate.parted": text("parted again"),
        "candidate.take-back": text("hand-over taken back"),
        "candidate.withdraw-enrolment": text("taken off a unit"),
        "observation.start": text("observation started"),
        "visit.change": text("visit changed"),
        "evidence.add": text("evidence added"),
        "evidence.change": text("evidence changed"),
        "note.add": text("note added"),
        "note.change": text("note changed"),
        "note.remove": text("note removed"),
        "customer.next": text("next customer"),
        "customer.change": text("kind of customer noted"),
        "feedback.add": text("customer feedback recorded"),
        "feedback.change": text("customer feedback changed"),
        "feedback.remove": text("customer feedback removed"),
        "reference.tick": text("criterion referenced"),
        "reference.untick": text("reference taken away"),
        "reference.locate": text("place of a reference noted"),
        "evidence.accept": text("evidence accepted"),
        "evidence.reopen": text("more evidence needed"),
        "evidence.withdraw": text("evidence withdrawn"),
        "evidence.bring-back": text("evidence brought back"),
        "requirement.confirm": text("requirement confirmed"),
        "unit.decide": text("unit decided"),
        "evidence.addendum": text("addendum added"),
        "question.add": text("question added to the bank"),
        "question.change": text("question of the bank changed"),
        "question.remove": text("question taken out of the bank"),
        "photograph.add": text("photograph added"),
        "photograph.say": text("photograph described"),
        "photograph.turn": text("photograph turned"),
        "photograph.crop": text("photograph cropped"),
        "photograph.cover": text("part of a photograph covered for good"),
        "photograph.remove": text("photograph removed"),
        "attachment.add": text("file attached"),
        "attachment.remove": text("attached file removed"),
        "note.receive": text("note taken over"),
        "observation.stop": text("observing stopped"),
        "observation.go-on": text("observing went on"),
        "observation.finish": text("observation finished"),
        "feedback.to-candidate": text("feedback to the candidate"),
        "account.sign": text("account signed"),
        "unit.sign": text("unit signed"),
        "sheet.attach": text("signed sheet attached"),
        "sheet.remove": text("signed sheet removed"),
        "form.approve": text("form approved"),
        "account.open": text("signed account opened"),
        "witness.add": text("witness added"),
        "testimony.add": text("testimony added"),
        "testimony.confirm": text("testimony confirmed with the witness"),
        "phrase.keep": text("phrase kept"),
        "phrase.drop": text("phrase dropped"),
        "conflict.choose": text("one of two values chosen"),
        TAKE_OUT: text("words taken out for good"),
        "visit.plan": text("visit planned"),
        "visit.agree": text("plan agreed"),
        "sample.begin": text("sample begun"),
        "sample.change": text("sample changed"),
        "sample.look": text("criterion looked at"),
        "sample.unlook": text("looked at taken back"),
        "sample.sign": text("sample signed"),
        "sample.leave-out": text("not sampled, with a reason"),
        "sample.after-all": text("to be sampled after all"),
        "sample.type-in": text("verifier’s answer on paper typed in"),
        "action.ask": text("action asked"),
        "action.take-back": text("action taken back"),
        "action.answer": text("action answered"),
        "action.close": text("action closed"),
        "action.keep-open": text("action kept open"),
        "countersigner.ask": text("countersigner needs something"),
        "milestone.record": text("date recorded"),
        "milestone.take-back": text("date taken back"),
        "reminder.set": text("reminder set"),
        "reminder.drop": text("reminder dropped"),
        "hold.place": text("held from erasure"),
        "hold.lift": text("hold lifted"),
        "request.log": text("request for data logged"),
        "request.answer": text("request for data answered"),
        "portfolio.erase": text("portfolio erased"),
        "portfolio.allow": text("erased portfolio allowed again"),
        "staff.keep": text("staff list changed"),
        "staff.remove": text("taken off the staff list"),
        "device.lost": text("machine marked as lost"),
        "device.found": text("machine marked as found"),
    }.get(action, action)  # what a newer version does is named as it names it
