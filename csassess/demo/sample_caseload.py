"""The sample caseload, recorded through the services on the dates of its story."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from csassess.data.record.caseload import Caseload
from csassess.demo.sample_kept import record_kept
from csassess.demo.sample_lists import (
    handwriting,
    keep_lists,
    qualification_brought_in,
    sample_content,
    state_units,
)
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.evidence import Channel, Demonstrated, EvidenceItem, Method, NoteKind
from csassess.domain.records.people import Sector
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.records.visits import Visit
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import decisions, evidence, judgement, references
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.qualifications import choosing
from csassess.services.signing import authenticity
from csassess.services.signing.screen_or_paper_signatures import sign_decision, sign_item
from csassess.services.units import question_bank
from csassess.services.visits import plans, visits


class SampleClock:
    """A clock that shows the time it was last set to."""

    def __init__(self) -> None:
        self.now = datetime.now().astimezone()

    def __call__(self) -> datetime:
        """Return the time the clock was set to."""
        return self.now

    def set(self, day: date, at: str) -> datetime:
        """Set the clock to a local time of day, and return it."""
        self.now = datetime.combine(day, time.fromisoformat(at)).astimezone()
        return self.now


def record_sample(
    caseload: Caseload, clock: SampleClock, *, by_hand: Callable[[str, str, Any], None] | None = None
) -> None:
    """Enter the centre's lists, and record the sample candidates.

    `by_hand` may record an observation in another way, such as through the window.
    """
    caseload.clock = clock
    content = sample_content()
    clock.set(content["begun"], "09:00")
    keep_lists(caseload)
    for question in content["bank"]:
        question_bank.add_question(caseload, **question)
    for person in content["candidates"]:
        record_candidate(caseload, clock, person, by_hand)


def record_candidate(
    caseload: Caseload,
    clock: SampleClock,
    person: Any,
    by_hand: Callable[[str, str, Any], None] | None = None,
) -> str:
    """Record one sample candidate and return the candidate's id."""
    clock.set(person.get("registered") or person["since"], "09:00")
    candidate = candidates.add_candidate(caseload, person["name"], person["number"])
    candidates.set_job(
        caseload,
        candidate.id,
        person["employer"],
        person["job"],
        Setting(person["setting"]),
        Sector(person["sector"]),
    )
    if "registered" in person:
        digest = qualification_brought_in(caseload, person.get("works_towards", ""))
        title, number, on = person.get("qualification", ""), person["registration"], person["registered"]
        candidates.register(caseload, candidate.id, title, "", number, on, digest)
        if "chosen" in person:
            choosing.choose(caseload, candidate.id, person["chosen"])
        state_units(caseload)
    for unit in person["units"]:
        candidates.enrol(caseload, candidate.id, unit)
    go_on(caseload, clock, candidate.id, person, by_hand)
    if "addendum" in person:
        observed = caseload.all(EvidenceItem, candidate.id)[0]
        judgement.add_addendum(caseload, candidate.id, observed.id, person["addendum"])
    if "plan" in person:
        plan = plans.plan_visit(caseload, candidate.id, **person["plan"])
        plans.agree(caseload, candidate.id, plan)
    return candidate.id


def go_on(
    caseload: Caseload,
    clock: SampleClock,
    candidate_id: str,
    person: Any,
    by_hand: Callable[[str, str, Any], None] | None = None,
) -> None:
    """Record what the centre keeps and the evidence, by date; then confirm, decide and declare."""
    steps = [*person.get("kept", []), *person["items"]]
    for step in sorted(steps, key=_day_and_time):
        if "kind" in step:
            clock.set(*_day_and_time(step))
            record_kept(caseload, candidate_id, step)
        else:
            record_item(caseload, clock, candidate_id, step, by_hand if "place" in step else None)
    for unit, requirements in person.get("confirm", {}).items():
        for requirement, reason in requirements.items():
            judgement.confirm(caseload, candidate_id, unit, requirement, reason)
    for unit in person.get("decide", []):
        decisions.decide(caseload, candidate_id, unit)
    if "declared" in person:
        clock.set(*_day_and_time(person["declared"]))
        declare(caseload, candidate_id, person.get("decide", []))


def _day_and_time(step: Any) -> tuple[date, str]:
    return step["on"], step["at"] if "at" in step else step["notes"][0]["at"]


def declare(caseload: Caseload, candidate_id: str, units: Iterable[str]) -> None:
    """Have the candidate declare the evidence as their own, and candidate and assessor sign the units."""
    name = portfolio_view(caseload, candidate_id).portfolio.candidate.name
    authenticity.sign(caseload, candidate_id, "", name, handwriting(name))
    for unit in units:
        sign_declaration(caseload, candidate_id, unit, Signer.CANDIDATE, Signer.ASSESSOR)


def sign_declaration(caseload: Caseload, candidate: str, unit: str, *signers: Signer) -> None:
    """Have the declaration of a unit signed on screen, one signer after the other."""
    view = portfolio_view(caseload, candidate)
    names = {
        Signer.CANDIDATE: view.portfolio.candidate.name,
        Signer.ASSESSOR: caseloads.assessor_for(caseload, view.portfolio).name,
    }
    for signer in signers:
        name = names.get(signer, caseloads.assessor_of(caseload).name)
        sign_decision(caseload, candidate, unit, signer, name, handwriting(name))


def record_item(
    caseload: Caseload,
    clock: SampleClock,
    candidate: str,
    content: Any,
    by_hand: Callable[[str, str, Any], None] | None = None,
) -> None:
    """Record one item of evidence, have its account signed, and accept it unless it stays a draft."""
    started = clock.set(content["on"], content["notes"][0]["at"])
    if content["method"] == Method.OBSERVATION:
        visit = Visit(
            caseload.new_id(),
            content["on"],
            content["place"],
            started,
            informed=content.get("informed", "a notice at the counter"),
        )
        item = evidence.start_observation(caseload, candidate, content["place"], visit=visit)
    else:
        item = evidence.add_item(
            caseload,
            candidate,
            content["method"],
            content["description"],
            content["on"],
            location=content.get("recording") or content.get("held", ""),
            seen_by=content.get("seen_by", ""),
        )
    if "setting" in content:
        evidence.change_item(caseload, candidate, replace(item, setting=Setting(content["setting"])))
    for received in content.get("feedback", []) if by_hand is None else ():
        evidence.record_feedback(
            caseload,
            candidate,
            item.id,
            FeedbackOrigin(received["origin"]),
            received["received"],
            received.get("improvement", ""),
        )
    if by_hand:
        by_hand(candidate, item.id, content)
    else:
        _record_notes(caseload, clock, candidate, item.id, content)
        if "said" in content:
            _finish(caseload, clock, candidate, item.id, content)
        else:
            clock.set(content["on"], content["until"])
            _sign_account(caseload, candidate, item.id)
    if content.get("accept", True):
        clock.set(content["on"], "19:10")
        judgement.accept(caseload, candidate, item.id)


def _finish(caseload: Caseload, clock: SampleClock, candidate: str, item: str, content: Any) -> None:
    """Say how it went, finish the visit, and have its account signed on the spot."""
    said = content["said"]
    clock.set(content["on"], said["at"])
    feedback = FeedbackToCandidate(
        item,
        item,
        said["done_well"],
        said["to_develop"],
        said["comments"],
        said.get("next_on"),
        said.get("brings", ""),
    )
    visits.finish(caseload, candidate, item, feedback)
    _sign_account(caseload, candidate, item, is_candidate_there="absent" not in said)


def _sign_account(caseload: Caseload, candidate: str, item: str, *, is_candidate_there: bool = True) -> None:
    portfolio = portfolio_view(caseload, candidate).portfolio
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    names = {Signer.CANDIDATE: portfolio.candidate.name} if is_candidate_there else {}
    names[Signer.ASSESSOR] = caseloads.assessor_of(caseload).name
    for signer, name in names.items():
        sign_item(caseload, candidate, item, signer, name, code, handwriting(name))


def _record_notes(caseload: Caseload, clock: SampleClock, candidate: str, item: str, content: Any) -> None:
    for entry in content["notes"]:
        clock.set(content["on"], entry["at"])
        if "customer" in entry:
            customer, note = evidence.next_customer(caseload, candidate, item)
            demeanour, relationship, channel = content["customers"][customer.letter].split()
            classified = replace(
                customer,
                demeanour=Demeanour(demeanour),
                relationship=Relationship(relationship),
                channel=Channel(channel),
            )
            evidence.change_customer(caseload, candidate, classified)
            note = evidence.change_note(caseload, candidate, replace(note, text=entry["text"]))
        else:
            kind = NoteKind.QUESTION if "question" in entry else NoteKind.OBSERVED
            note = evidence.add_note(
                caseload, candidate, item, entry["text"], kind=kind, question=entry.get("question", "")
            )
        if "shows" in entry:
            shows = tuple(Demonstrated(value) for value in entry["shows"])
            evidence.change_note(caseload, candidate, replace(note, shows=shows))
        for unit, criteria in entry.get("refs", {}).items():
            for criterion in criteria:
                references.tick(
                    caseload, candidate, item, unit, criterion, note.id, location=entry.get("location", "")
                )
