"""Corrections of evidence, judgement and witnesses, each carried out once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Channel, Demonstrated, Method, NoteKind, Quality, Remote
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import decisions, evidence, judgement, references, witnesses
from csassess.services.progress import would_ask
from csassess.services.visits import visits
from tests.program.correcting import EARLIER, Office, Prepared
from tests.support.builders import THAT_DAY, accepted_product
from tests.support.pictures import encoded, scene
from tests.support.verifying import UNIT, decided


def changed_item(office: Office) -> Prepared:
    changed = replace(
        office.item(),
        remote=Remote.VIDEO,
        identity="Known by sight",
        method=Method.PROFESSIONAL_DISCUSSION,
        description="Letter",
        on=EARLIER,
        setting=Setting.WORK_PLACEMENT,
        location="Locker",
        seen_by="Ann",
        available_until=EARLIER,
    )
    return office.by_ann(evidence.change_item, changed)


def note(office: Office, kind: NoteKind = NoteKind.QUESTION) -> Any:
    item = office.observation()
    customer, _ = evidence.next_customer(office.ann, office.mo, item.id)
    return evidence.add_note(
        office.ann, office.mo, item.id, "Seen.", kind=kind, question="Why?", customer=customer.id
    )


def changed_note(office: Office) -> Prepared:
    present = note(office)
    ahead = present.at + timedelta(minutes=20)
    changed = replace(
        present,
        at=ahead,
        until=ahead + timedelta(minutes=5),
        later_because="The clock was slow",
        text="Heard.",
        question="How?",
        customer=None,
        shows=(Demonstrated.OWN_RESPONSIBILITY,),
    )
    return office.by_ann(evidence.change_note, changed)


def moved_note(office: Office) -> Prepared:
    other = candidates.add_candidate(office.ann, "Siân Ŵyn")
    items = visits.start_visit(office.ann, [office.mo, other.id], "Desk")
    present = evidence.add_note(office.ann, office.mo, items[office.mo].id, "Seen.")
    act = partial(visits.move_or_copy_note, office.ann, present, office.mo, other.id, items[other.id].id)
    return office.ann, office.mo, act


def customer(office: Office) -> Any:
    return evidence.next_customer(office.ann, office.mo, office.observation().id)


def changed_customer(office: Office) -> Prepared:
    present, _ = customer(office)
    changed = replace(
        present,
        demeanour=Demeanour.EASY,
        relationship=Relationship.NEW,
        channel=Channel.EMAIL,
        same_as=present.id,
    )
    return office.by_ann(evidence.change_customer, changed)


def removed_customer(office: Office) -> Prepared:
    _, of_customer = customer(office)
    return office.by_ann(evidence.remove_note, of_customer)


def feedback(office: Office) -> Any:
    return evidence.record_feedback(
        office.ann, office.mo, office.item().id, FeedbackOrigin.REQUESTED, "Slow", "Second desk"
    )


def changed_feedback(office: Office) -> Prepared:
    changed = replace(
        feedback(office), origin=FeedbackOrigin.SPONTANEOUS, received="Too slow", improvement="Third desk"
    )
    return office.by_ann(evidence.change_feedback, changed)


def tick(office: Office) -> Any:
    return references.tick(office.ann, office.mo, office.item().id, "ocr-b10", "1.1")


def reopened(office: Office) -> Prepared:
    item = office.item()
    references.tick(office.ann, office.mo, item.id, "ocr-b10", "1.1")
    judgement.accept(office.ann, office.mo, item.id, "Old", (Quality.CURRENT,))
    return office.by_ann(judgement.reopen, item.id, "The date is wrong")


def confirmation(office: Office) -> Any:
    accepted_product(office.ann, office.mo, "ocr-b10", "1.1")
    return judgement.confirm(office.ann, office.mo, "ocr-b10", "3", "Long enuogh")


def reworded_confirmation(office: Office) -> Prepared:
    confirmation(office)
    return office.by_ann(judgement.confirm, "ocr-b10", "3", "Long enough")


def decided_again(office: Office) -> Prepared:
    candidate, item = decided(office.ann)
    judgement.reopen(office.ann, candidate.id, item.id, "A word")
    present = load_portfolio(office.ann, candidate.id).item(item.id)
    evidence.change_item(office.ann, candidate.id, replace(present, description="Complaints log, May"))
    judgement.accept(office.ann, candidate.id, item.id)
    act = partial(decisions.decide, office.ann, candidate.id, UNIT, "The log was described wrongly")
    return office.ann, candidate.id, act


def further_addendum(office: Office) -> Prepared:
    item = office.item()
    judgement.add_addendum(office.ann, office.mo, item.id, "Sene again.")
    return office.by_ann(judgement.add_addendum, item.id, "Seen again.")


def further_answer(office: Office) -> Prepared:
    office.ann.save(office.mo, UserAction.MILESTONE_RECORD, Milestone("m1", MilestoneKind.CLAIMED, THAT_DAY))
    codes = [line.code for line in would_ask.lines_for(office.ann, office.mo)]
    would_ask.answer(office.ann, office.mo, codes, "See teh file.")
    return office.by_ann(would_ask.answer, codes, "See the file.")


def photograph(office: Office) -> Any:
    picture = photographs.prepare(encoded(scene((320, 240))))
    return photographs.add(office.ann, office.mo, office.item().id, picture, "Teh desk")


def attached(office: Office) -> Any:
    return attachments.attach(office.ann, office.mo, office.item().id, "a.txt", b"Some words.")


def changed_feedback_to_candidate(office: Office) -> Prepared:
    item = office.observation().id
    said = FeedbackToCandidate(item, item, "Calm", "Speed", "Busy", THAT_DAY, "Log")
    visits.say_to_candidate(office.ann, office.mo, said)
    changed = FeedbackToCandidate(item, item, "Very calm", "Pace", "It was busy", EARLIER, "Call log")
    return office.by_ann(visits.say_to_candidate, changed)


def witness(office: Office, name: str = "Jo Obbi") -> Any:
    return witnesses.add_witness(office.ann, office.mo, name, "chief", "manager", "jo@example.org")


def changed_witness(office: Office) -> Prepared:
    changed = replace(
        witness(office), name="Jo Obi", role="team leader", relation="boss", contact="none", known_as="Jo"
    )
    return office.by_ann(witnesses.change_witness, changed)


def given_testimony(office: Office) -> Any:
    witnesses.add_testimony(office.ann, office.mo, witness(office), THAT_DAY, typed_by="Ann", on_paper=True)
    return office.portfolio().testimonies[0]


def changed_testimony(office: Office) -> Prepared:
    changed = replace(
        given_testimony(office), witness=witness(office, "Ann Other").id, typed_by="Bo", on_paper=False
    )
    return office.by_ann(witnesses.change_testimony, changed)


def confirmed_again(office: Office) -> Prepared:
    present = given_testimony(office)
    witnesses.confirm_testimony(office.ann, office.mo, present, EARLIER)
    return office.by_ann(witnesses.confirm_testimony, present, THAT_DAY)


EXERCISES: dict[tuple[str, str], Callable[[Office], Prepared]] = {
    ("evidence", "evidence.change_item"): changed_item,
    ("evidence", "judgement.withdraw"): lambda o: o.by_ann(judgement.withdraw, o.item().id),
    ("note", "evidence.change_note"): changed_note,
    ("note", "evidence.remove_note"): lambda o: o.by_ann(evidence.remove_note, note(o)),
    ("note", "visits.move_or_copy_note"): moved_note,
    ("customer", "evidence.change_customer"): changed_customer,
    ("customer", "evidence.remove_note"): removed_customer,
    ("feedback", "evidence.change_feedback"): changed_feedback,
    ("feedback", "evidence.remove_feedback"): lambda o: o.by_ann(evidence.remove_feedback, feedback(o)),
    ("reference", "references.locate"): lambda o: o.by_ann(references.locate, tick(o), "p. 4"),
    ("reference", "references.untick"): lambda o: o.by_ann(references.untick, tick(o)),
    ("judgement", "judgement.reopen"): reopened,
    ("confirmation", "judgement.confirm"): reworded_confirmation,
    ("confirmation", "judgement.take_back_confirmation"): lambda o: o.by_ann(
        judgement.take_back_confirmation, confirmation(o)
    ),
    ("decision", "decisions.decide"): decided_again,
    ("addendum", "judgement.add_addendum"): further_addendum,
    ("answer", "would_ask.answer"): further_answer,
    ("photograph", "photographs.describe"): lambda o: o.by_ann(
        photographs.describe, photograph(o), "The desk", "a notice"
    ),
    ("photograph", "photographs.state_time"): lambda o: o.by_ann(
        photographs.state_time,
        photograph(o),
        o.ann.clock() + timedelta(minutes=20),
        "The clock was slow",
    ),
    ("photograph", "photographs.crop"): lambda o: o.by_ann(photographs.crop, photograph(o), (0, 0, 200, 100)),
    ("photograph", "photographs.remove"): lambda o: o.by_ann(photographs.remove, photograph(o)),
    ("attachment", "attachments.remove"): lambda o: o.by_ann(attachments.remove, attached(o)),
    ("to-candidate", "visits.say_to_candidate"): changed_feedback_to_candidate,
    ("witness", "witnesses.change_witness"): changed_witness,
    ("witness", "witnesses.remove_witness"): lambda o: o.by_ann(witnesses.remove_witness, witness(o)),
    ("testimony", "witnesses.change_testimony"): changed_testimony,
    ("testimony", "witnesses.confirm_testimony"): confirmed_again,
}
