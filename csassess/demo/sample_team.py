"""A month of the whole sample centre: a list of registrations, cover, samples, claims and an external visit.

One assessor has left and one falls ill. Each thing is done through the services, on the machine of the
person who does it, and passed on as a file.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from csassess.data.record.caseload import Caseload
from csassess.demo.sample_caseload import SampleClock, go_on, record_candidate, record_item
from csassess.demo.sample_centre import PACK_PASSWORD, SampleCentre
from csassess.demo.sample_kept import record_kept, sign_late
from csassess.demo.sample_lists import bring_staff_up_to_date, state_units, team_content
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Drafts
from csassess.domain.records.programme.claims import Claim, DirectClaims
from csassess.domain.records.programme.steps import Contact, ContactWay, LearningBreak
from csassess.domain.records.quality.standardisation import BlindJudgement, Standardisation
from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.domain.records.verification import Stage
from csassess.domain.verification.planning import PlannedLine
from csassess.services.access import caseloads
from csassess.services.candidates import staff
from csassess.services.candidates.candidates import find_candidate, list_candidates
from csassess.services.cover import cover
from csassess.services.disclosure import external_pack, external_visits
from csassess.services.evidence import judgement
from csassess.services.files import write_pdf
from csassess.services.lists import spreadsheets
from csassess.services.papers.centre import staff_paper
from csassess.services.papers.files import draw
from csassess.services.papers.quality import external_visits_paper
from csassess.services.programme import claims, claims_paper, entries
from csassess.services.progress import milestones
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import chase, chase_sheets
from csassess.services.verification import (
    planning,
    sampling_plan,
    standardisation_papers,
    standardising,
    talks,
)
from csassess.services.verification.plan_papers import whole_plan

_EVENING = "18:00"


class SampleTeam:
    """Three assessors, the lead verifier and the office of the sample centre, in one month."""

    def __init__(self, centre: SampleCentre, clock: SampleClock) -> None:
        self._centre, self._clock, self._content = centre, clock, team_content()
        self.assessor, self.other = centre.assessor, centre.other
        self.verifier, self.office = centre.verifier, centre.office
        self._papers = centre.folder / "centre"

    def supervisor(self) -> None:
        """Go on with the portfolio sampled in June until its units are decided, and watch the assessor."""
        content, sian = self._content["supervisor"], self._centre.sian
        self._centre.talk(sian, TalkKind.OBSERVATION, self._content["supervisor_observed"])
        self._centre.pass_on(self.verifier, self.assessor, sian)
        self._wait()
        go_on(self.assessor, self._clock, sian, content)

    def _wait(self) -> None:
        """Record that one of the two who were observed together goes, and that the other has a break."""
        content = self._content["waiting"]
        self._clock.set(content["on"], "10:00")
        withdrawn = MilestoneKind.WITHDRAWN
        sam = self._found(self.assessor, "Sam")
        milestones.record(self.assessor, sam, withdrawn, content["on"], note=content["withdrawn"])
        pause = LearningBreak("", content["since"], content["until"], content["because"])
        entries.record(self.assessor, self._centre.tom, pause)

    def leaver(self) -> None:
        """Record a candidate of the trainee, with one draft, and send the portfolio to the verifier."""
        person = self._content["leaver"]["candidate"]
        self.bryn = record_candidate(self._centre.trainee, self._clock, person)
        self._centre.pass_on(self._centre.trainee, self.verifier, self.bryn)

    def begin(self) -> None:
        """Send what the centre shares, take over from who left, and register from the office's list."""
        register, left = self._content["register"], self._content["leaver"]
        self._clock.set(left["left"], _EVENING)
        self._end_post(left["left"])
        bring_staff_up_to_date(self.office)
        self._centre.share(self.office, self.assessor, self.other, self.verifier)
        self._clock.set(register["on"], "09:00")
        device = self.assessor.device
        cover.lend(self.verifier, [self.bryn], device, None, left["because"], Drafts.WITHDRAWN)
        self._centre.pass_on(self.verifier, self.assessor, self.bryn)
        self._register(register)
        called = left["contact"]
        self._clock.set(called["on"], "12:20")
        contact = Contact("", called["on"], ContactWay.PHONE, words=called["words"])
        entries.record(self.assessor, self.bryn, contact)

    def _end_post(self, day: date) -> None:
        """Enter the last day of the assessor who leaves in the staff list, as the office."""
        name = caseloads.assessor_of(self._centre.trainee).name
        member = next(member for member in staff.staff_list(self.office) if member.name == name)
        staff.keep_member(self.office, replace(member, until=day))

    def _register(self, register: Any) -> None:
        path = self._papers / register["file"]
        path.write_text(register["list"].lstrip(), encoding="utf-8")
        listed = spreadsheets.read_candidate_list(self.other, path.read_bytes())
        spreadsheets.import_candidates(self.other, listed)
        state_units(self.other)
        self.ewan, self.priya = (self._found(self.other, number) for number in ("0042-351", "0042-352"))
        for candidate in (self.ewan, self.priya):
            for step in self._content["start"]["kept"]:
                self._clock.set(register["on"], step["at"])
                record_kept(self.other, candidate, step)

    def plan(self) -> None:
        """Plan what the strategy proposes, and send the plan to everyone, as the lead verifier."""
        self._clock.set(self._content["strategy"]["on"], "10:00")
        self.sian, tom = self._centre.sian, self._centre.tom
        self._centre.pass_on(self.assessor, self.verifier, self.sian, tom, self._found(self.assessor, "Sam"))
        self._centre.pass_on(self.other, self.verifier, self._centre.nia, self.ewan, self.priya)
        planning.take_up(self.verifier, planning.overview(self.verifier).proposals)
        for candidate in (self._centre.nia, self.sian):
            self._plan_by_hand(candidate)
        for planned in self._content["strategy"]["interim"]:
            candidate = self._found(self.verifier, planned["candidate"])
            planning.plan_by_hand(self.verifier, candidate, planned["unit"], Stage.INTERIM, planned["due"])
        self._centre.share(self.verifier, self.assessor, self.other, self.office)

    def _plan_by_hand(self, candidate: str) -> None:
        """Plan a final sample of the units of a candidate who is to be claimed, if none was proposed."""
        rows = sampling_plan.plan_of(self.verifier, [candidate])
        planned = {line.planned.unit for line in planning.lines(self.verifier, rows)}
        due = self._clock().date() + timedelta(days=27)
        for unit in rows[0].summary.units:
            if unit.unit not in planned:
                planning.plan_by_hand(self.verifier, candidate, unit.unit, Stage.FINAL, due)

    def fall_ill(self) -> None:
        """Leave a draft behind, and have the lead verifier lend both candidates to a colleague."""
        content, ill = self._content["before_ill"], self._content["ill"]
        record_item(self.other, self._clock, self.ewan, content)
        self._clock.set(content["on"], _EVENING)
        self._centre.pass_on(self.other, self.verifier, self.ewan, self.priya)
        self._clock.set(ill["on"], "08:40")
        lent = [self.ewan, self.priya]
        cover.lend(self.verifier, lent, self.assessor.device, ill["until"], ill["because"])
        self._centre.pass_on(self.verifier, self.assessor, *lent)

    def cover(self) -> None:
        """Visit, ring and review one of the candidates, as the colleague who covers."""
        content = self._content["covered"]
        called, review = content["contact"], content["review"]
        self._clock.set(called["on"], "12:10")
        unanswered = Contact("", called["on"], ContactWay.PHONE, reached=False)
        entries.record(self.assessor, self.priya, unanswered)
        entries.record(
            self.assessor, self.priya, Contact("", called["on"], ContactWay.PHONE, words=called["words"])
        )
        record_item(self.assessor, self._clock, self.priya, content)
        self._clock.set(review["on"], review["at"])
        record_kept(self.assessor, self.priya, review)

    def come_back(self) -> None:
        """Return to both candidates by one action each, and accept the draft that was kept."""
        self._clock.set(self._content["back"]["on"], "08:30")
        self._centre.pass_on(self.assessor, self.other, self.ewan, self.priya)
        for candidate in (self.ewan, self.priya):
            cover.end(self.other, candidate)
        self._clock.set(self._content["back"]["on"], "17:00")
        (draft,) = cover.drafts_of(portfolio_view(self.other, self.ewan).portfolio)
        judgement.accept(self.other, self.ewan, draft)
        for machine in (self.assessor, self.verifier, self.office):
            self._centre.pass_on(self.other, machine, self.ewan, self.priya)

    def chase(self) -> None:
        """Print one sheet a site of the signatures that are owed, as the office."""
        people = [person.id for person in list_candidates(self.assessor)]
        self._centre.pass_on(self.assessor, self.office, *people)
        self._centre.pass_on(self.other, self.office, self._centre.nia)
        sheets = chase_sheets.chase_sheets(self.office, chase.owed_signatures(self.office))
        write_pdf(self._papers / "signatures-owed.pdf", chase_sheets.draw_sheets(sheets))

    def sign_late(self) -> None:
        """Have the account signed that the office chased, as the assessor who was ill."""
        late = self._content["signed_late"]
        self._clock.set(late["on"], late["at"])
        sign_late(self.other, self.ewan, "1")
        for machine in (self.assessor, self.verifier, self.office):
            self._centre.pass_on(self.other, machine, self.ewan)

    def sample(self) -> None:
        """Do the planned samples one after the other, as the lead verifier; send what is new."""
        content, done, read = self._content["sampling"], set[str](), []
        while line := self._next(done):
            done.add(line.planned.id)
            candidate, unit = line.planned.candidate, line.planned.unit
            found = next(
                each
                for each in content["samples"]
                if (each["candidate"], each["unit"]) == (line.row.summary.name, unit)
            )
            self._clock.set(content["on"], found["at"])
            items = _some_of_each_method(portfolio_view(self.verifier, candidate).portfolio.items_for(unit))
            sample_id = self._centre.sample_finally(candidate, unit, items, found["feedback"])
            read.append((candidate, sample_id, found["read"]))
        self._clock.set(content["on"], _EVENING)
        self._centre.pass_on(self.verifier, self.assessor, self.sian)
        self._centre.pass_on(self.verifier, self.other, self._centre.nia)
        for candidate, sample_id, words in read:
            machine = self.assessor if candidate == self.sian else self.other
            talks.acknowledge(machine, candidate, sample_id, words)
        for taker in (self.office, self.verifier):
            self._centre.pass_on(self.assessor, taker, self.sian)
            self._centre.pass_on(self.other, taker, self._centre.nia)

    def _next(self, done: set[str]) -> PlannedLine | None:
        """Return the planned final sample that is due next of a candidate who is to be claimed."""
        wanted = (self._centre.nia, self.sian)
        self._clock.set(self._content["sampling"]["on"], "09:30")
        rows = sampling_plan.plan_of(self.verifier, wanted)
        due = filter(planning.may_be_sampled, planning.lines(self.verifier, rows))
        return next((line for line in due if line.planned.id not in done), None)

    def standardise(self) -> None:
        """Have one item judged blind by two assessors, and record what was agreed."""
        content = self._content["standardisation"]
        self._clock.set(content["on"], "14:00")
        aisha, unit, on = self._centre.aisha, content["unit"], content["on"]
        item = portfolio_view(self.verifier, aisha).portfolio.items_for(unit)[-1]
        entry = standardising.keep(
            self.verifier,
            Standardisation(
                "", on, content["title"], "", content["who"], content["agreed"], unit, aisha, item.id
            ),
        )
        write_pdf(
            self._papers / "standardisation-pack.pdf", draw(standardisation_papers.pack(self.verifier, entry))
        )
        criteria = standardising.criteria_judged(self.verifier, entry)
        for judged in content["judgements"]:
            met = tuple(criteria[: len(criteria) - judged["leaves_out"]])
            standardising.keep_judgement(
                self.verifier, BlindJudgement("", entry.id, judged["name"], on, met, words=judged["words"])
            )
        write_pdf(self._papers / "standardisation.pdf", draw(standardisation_papers.record(self.verifier)))
        told = content["contact"]
        self._clock.set(on, told["at"])
        record_kept(self.assessor, aisha, told)
        for machine in (self.verifier, self.office):
            self._centre.pass_on(self.assessor, machine, aisha)

    def claim(self) -> None:
        """Claim one candidate under direct claims status, and put another forward that must wait."""
        content = self._content["claims"]
        self._clock.set(content["on"], "15:00")
        status = DirectClaims("", "", content["since"], note=content["note"])
        for machine in (self.office, self.verifier):
            claims.keep_direct_claims(machine, status, content["direct"])
        direct = self._put_forward(self._centre.nia, units_only=False)
        claims.make(self.office, self._centre.nia, direct, content["on"], content["direct_number"])
        self._waiting = self._put_forward(self.sian, units_only=True)
        self._centre.pass_on(self.office, self.verifier, self._centre.nia, self.sian)
        rows = claims.to_claim(self.office, claims.views_of_all(self.office))
        write_pdf(self._papers / "claims.pdf", draw(claims_paper.claims_paper(self.office, rows)))

    def _put_forward(self, candidate: str, *, units_only: bool) -> Claim:
        units = tuple(standing.unit.id for standing in portfolio_view(self.office, candidate).standings)
        milestones.record(self.office, candidate, MilestoneKind.ACHIEVED, self._content["claims"]["achieved"])
        return claims.put_forward(self.office, candidate, units, units_only=units_only)

    def visit(self) -> None:
        """Receive the external verifier: pack, report with an action, its answer, and a claim released."""
        content, claimed = self._content["visit"], self._content["claims"]
        self._clock.set(content["on"], "09:30")
        pack = external_pack.gather_pack(self.verifier, [self._centre.nia, self.sian])
        external_pack.write_pack(pack, self._papers / "external-verifier-september", PACK_PASSWORD)
        self._clock.set(content["on"], "16:30")
        action = self._centre.keep_visit(content)
        claims.release(self.office, self.sian, self._waiting, content["name"], content["on"])
        self._clock.set(claimed["made"], "11:00")
        released = next(c for c in self.office.all(Claim, self.sian) if c.id == self._waiting.id)
        claims.make(self.office, self.sian, released, claimed["made"], claimed["waiting_number"])
        self._watch_an_assessor()
        external_visits.keep_action(self.verifier, replace(action, done=content["done"], how=content["how"]))
        self._clock.set(claimed["certificated"], "09:00")
        people = (self._centre.nia, self.sian)
        for candidate, number in zip(people, claimed["certificates"], strict=True):
            milestones.record(
                self.office, candidate, MilestoneKind.CERTIFICATED, claimed["certificated"], number
            )
        self._write_papers()

    def _watch_an_assessor(self) -> None:
        """Observe the assessor at a visit, as the external verifier asked, and keep the record with it."""
        record_item(self.other, self._clock, self.ewan, self._content["seen"])
        for machine in (self.verifier, self.office):
            self._centre.pass_on(self.other, machine, self.ewan)
        self._centre.talk(self.ewan, TalkKind.OBSERVATION, self._content["observed"])

    def _write_papers(self) -> None:
        """Write the centre's own papers of the month, and the workbook."""
        self._centre.pass_on(self.office, self.verifier, self._centre.nia, self.sian)
        visits = external_visits_paper(self.verifier, external_visits.visits(self.verifier))
        papers = {
            "external-visits": visits,
            "verification-plan": whole_plan(self.verifier),
            "staff-list": staff_paper(self.office),
        }
        for name, content in papers.items():
            write_pdf(self._papers / f"{name}.pdf", draw(content))
        spreadsheets.write_workbook(self.office, self._papers / "tracking.xlsx")

    def _found(self, caseload: Caseload, wanted: str) -> str:
        return find_candidate(caseload, wanted).id


def _some_of_each_method(items: Iterable[EvidenceItem]) -> list[EvidenceItem]:
    """Return the first and the last two items of each method."""
    by_method: dict[str, list[EvidenceItem]] = {}
    for item in items:
        by_method.setdefault(item.method, []).append(item)
    return [item for found in by_method.values() for item in dict.fromkeys((found[0], *found[-2:]))]
