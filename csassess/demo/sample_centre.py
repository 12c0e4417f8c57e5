"""The sample centre: what becomes of portfolios after they are decided, on the machines of everyone concerned.

Countersigning, sampling with one action, its answer and its closing, the record for the external verifier, a hand-over, certificate
and archive, a request for data, an erasure, and a lost laptop: each by the services, on the dates it tells of.
"""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.demo.sample_caseload import SampleClock, record_candidate, sample_content
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.milestones import MilestoneKind, Point
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.verification import Action, Stage, Verdict
from csassess.resources import resource_folder
from csassess.services.access import caseloads
from csassess.services.access.caseloads import Caseload, Owner
from csassess.services.candidates import candidates, milestones, staff
from csassess.services.disclosure import data_requests, external_pack
from csassess.services.evidence import judgement
from csassess.services.exchange import handover, receiving, sending
from csassess.services.papers import form_control
from csassess.services.papers.erasure import certificate
from csassess.services.papers.files import draw, write_pdf
from csassess.services.progress import portfolio_view
from csassess.services.retention import retention
from csassess.services.safekeeping import backups, centre_key, lost_device
from csassess.services.signing import countersigning, screen_or_paper_signatures
from csassess.services.verification import actions, sampling, sampling_plan

PACK_PASSWORD = "nine terns over the breakwater"
CENTRE_KEY_PASSPHRASE = "two kittiwakes above the lock"
_SIGNATURE = ((60, 180, 140, 60, 220, 190, 320, 70, 430, 170, 560, 90),)


def centre_content() -> dict[str, Any]:
    """Return the people and words of the sample centre."""
    return tomllib.loads((resource_folder() / "sample" / "centre.toml").read_text(encoding="utf-8"))


class SampleCentre:
    """The machines of the sample centre beside the assessor's, and what passes between them.

    `folder` gets their caseloads and papers; `passphrase` opens each of them.
    """

    def __init__(self, folder: Path, assessor: Caseload, clock: SampleClock, passphrase: str) -> None:
        self._folder, self._clock, self._passphrase, self._count = folder, clock, passphrase, 0
        self._content = centre_content()
        (folder / "machines").mkdir()
        (folder / "centre").mkdir()
        self.public_key = centre_key.make_centre_key(
            folder / "centre" / "centre-key.age", CENTRE_KEY_PASSPHRASE
        )
        self.assessor = assessor
        self.trainee = self._machine("trainee", Role.ASSESSOR, AssessorStatus.WORKING_TOWARDS)
        self.countersigner = self._machine("countersigner", Role.COUNTERSIGNER)
        self.verifier = self._machine("verifier", Role.VERIFIER)
        self.other = self._machine("assessor", Role.ASSESSOR)
        self.office = self._machine("office", Role.CENTRE)
        self._others = [self.trainee, self.countersigner, self.verifier, self.other, self.office]
        for each in self._others:
            each.clock = clock
        self._introduce()

    def _machine(self, who: str, role: Role, status: AssessorStatus = AssessorStatus.QUALIFIED) -> Caseload:
        centre = caseloads.centre_of(self.assessor)
        owner = Owner(self._content[who], centre.name, centre.number, status, role)
        keys = caseloads.prepare_keys(self._passphrase, self.public_key)
        if who == "trainee":
            self._trainee_code = keys.recovery_code
        return caseloads.set_up(self._folder / "machines" / who, keys, owner)

    def _introduce(self) -> None:
        """Let every machine have the key file of every other."""
        machines = [self.assessor, *self._others]
        for number, machine in enumerate(machines):
            path = self._folder / f"{number}.cskey"
            sending.write_key_file(machine, path)
            for other in machines:
                if other is not machine:
                    sending.read_key_file(other, path)
            path.unlink()

    def _pass_on(self, giver: Caseload, taker: Caseload, *candidate_ids: str) -> None:
        """Send portfolios from one machine to another as a file, whole or what is new, and receive them."""
        self._count += 1
        path = self._folder / f"{self._count}.csbundle"
        known = {candidate.id for candidate in candidates.list_candidates(taker)}
        card = next(card for card in sending.recipients_known(giver) if card.device == taker.device)
        only_new = set(candidate_ids) <= known
        sending.send(giver, candidate_ids, path, recipients=[card], only_new=only_new, with_forms=False)
        receiving.receive_file(taker, path)
        path.unlink()

    def _sign(self, machine: Caseload, candidate: str, unit: str, *signers: Signer) -> None:
        view = portfolio_view.portfolio_view(machine, candidate)
        names = {
            Signer.CANDIDATE: view.portfolio.candidate.name,
            Signer.ASSESSOR: caseloads.assessor_for(machine, view.portfolio).name,
        }
        for signer in signers:
            name = names.get(signer, caseloads.assessor_of(machine).name)
            screen_or_paper_signatures.sign_decision(machine, candidate, unit, signer, name, _SIGNATURE)

    def _like(self, told: dict[str, Any]) -> dict[str, Any]:
        """Return a candidate recorded like one of the sample's, in another place and perhaps years ago."""
        people = {person["name"]: person for person in sample_content()["candidates"]}
        days = timedelta(weeks=52 * told.get("years_ago", 0))
        person: dict[str, Any] = _earlier(people[told["like"]], days)
        return {**person, **{key: told[key] for key in ("name", "number", "employer", "job")}}

    def countersign(self) -> None:
        """A trainee's decision goes to the countersigner, comes back with what is needed, and is signed once that is there."""
        told, unit = self._content, "ocr-b10"
        nia = record_candidate(self.trainee, self._clock, self._like(told["trainee_candidate"]))
        self._clock.set(date(2026, 6, 4), "16:30")
        self._sign(self.trainee, nia, unit, Signer.CANDIDATE, Signer.ASSESSOR)
        self._pass_on(self.trainee, self.countersigner, nia)
        self._clock.set(date(2026, 6, 5), "09:20")
        countersigning.ask_for(self.countersigner, nia, unit, told["countersigner_needs"])
        self._pass_on(self.countersigner, self.trainee, nia)
        self._clock.set(date(2026, 6, 8), "17:05")
        discussion = portfolio_view.portfolio_view(self.trainee, nia).portfolio.evidence[-1]
        judgement.add_addendum(self.trainee, nia, discussion.id, told["trainee_answer"])
        self._pass_on(self.trainee, self.countersigner, nia)
        self._clock.set(date(2026, 6, 9), "10:00")
        self._sign(self.countersigner, nia, unit, Signer.COUNTERSIGNER)
        self._pass_on(self.countersigner, self.trainee, nia)
        self.nia = nia

    def sample(self) -> None:
        """The verifier receives portfolios and a status of everyone else, samples one unit, and asks for one action."""
        told = self._content["sample"]
        found = {
            name: candidates.find_candidate(self.assessor, name).id for name in ("Aisha", "Delia", "Tom")
        }
        self.delia, self.aisha = found["Delia"], found["Aisha"]
        self._clock.set(date(2026, 6, 12), "15:00")
        self._sign(self.assessor, self.delia, told["unit"], Signer.CANDIDATE, Signer.ASSESSOR)
        self._pass_on(self.assessor, self.verifier, *found.values())
        self._pass_on(self.trainee, self.verifier, self.nia)
        status = self._folder / "june.csstatus"
        verifier = [card for card in sending.recipients_known(self.assessor) if card.role is Role.VERIFIER]
        sampling_plan.write_status(self.assessor, status, verifier)
        sampling_plan.receive_status(self.verifier, status)
        status.unlink()
        self._clock.set(date(2026, 6, 15), "13:30")
        left_out = told["not_sampled"]
        sampling.not_sampled(self.verifier, found["Tom"], left_out["unit"], left_out["reason"])
        begun = sampling.begin_sample(self.verifier, self.delia, told["unit"], Stage.INTERIM)
        items = self._portfolio(self.verifier).items_for(told["unit"])
        for item in (items[0], items[-1]):
            sampling.look_at_all(self.verifier, self.delia, self._sample(begun.id), item.id)
        judged = replace(
            self._sample(begun.id),
            verdict=Verdict.ACTION_NEEDED,
            comment=told["comment"],
            feedback=told["feedback"],
        )
        sampling.change_sample(self.verifier, self.delia, judged)
        notes = self._portfolio(self.verifier).notes_of(items[-1].id)
        note = next(note for note in notes if f"{note.at:%H:%M}" == told["note_at"])
        self.action: Action = sampling.ask_action(
            self.verifier, self.delia, judged, items[-1].id, told["action"], date(2026, 6, 26), note.id
        )
        self.sample_id = begun.id

    def sign_sample(self) -> None:
        """The verifier signs; the answer leaves as a file of what is new."""
        sampling.sign_sample(self.verifier, self.delia, self.sample_id, _SIGNATURE)
        self._pass_on(self.verifier, self.assessor, self.delia)

    def _portfolio(self, machine: Caseload) -> Portfolio:
        return portfolio_view.portfolio_view(machine, self.delia).portfolio

    def _sample(self, sample_id: str) -> Any:
        return next(sample for sample in self._portfolio(self.verifier).samples if sample.id == sample_id)

    def answer(self) -> None:
        """The assessor answers by an addendum."""
        self._clock.set(date(2026, 6, 18), "17:40")
        actions.answer(self.assessor, self.delia, self.action.id, self._content["sample"]["answer"])
        self._pass_on(self.assessor, self.verifier, self.delia)

    def close(self) -> None:
        """The verifier closes the action, samples the unit again as final, agrees, and signs the declaration."""
        told = self._content["sample"]
        self._clock.set(date(2026, 6, 22), "11:10")
        actions.weigh(self.verifier, self.delia, self.action.id, closed=True, words=told["closed"])
        final = sampling.begin_sample(self.verifier, self.delia, told["unit"], Stage.FINAL)
        sampling.look_at_all(self.verifier, self.delia, final, self._portfolio(self.verifier).evidence[-1].id)
        sampling.change_sample(
            self.verifier, self.delia, replace(self._sample(final.id), verdict=Verdict.AGREE)
        )
        sampling.sign_sample(self.verifier, self.delia, final.id, _SIGNATURE)
        self._sign(self.verifier, self.delia, told["unit"], Signer.VERIFIER)
        self._pass_on(self.verifier, self.assessor, self.delia)

    def certificate(self) -> None:
        """Achievement, claim and certificate are recorded with their numbers, and the finished portfolios go to the archive."""
        told = self._content["dates"]
        for kind, on, number in (
            (MilestoneKind.ACHIEVED, date(2026, 6, 22), ""),
            (MilestoneKind.CLAIMED, date(2026, 6, 24), told["claim"]),
            (MilestoneKind.CERTIFICATED, date(2026, 7, 13), told["certificate"]),
        ):
            self._clock.set(on, "12:00")
            milestones.record(self.assessor, self.delia, kind, on, number)
        milestones.set_reminder(self.assessor, 10, Point.REGISTERED, Point.DECIDED)
        self._clock.set(date(2026, 7, 14), "09:00")
        self._pass_on(self.assessor, self.office, self.delia, self.aisha)

    def external(self) -> list[Path]:
        """The external verifier named two candidates; a pack with a password is put together for her."""
        self._clock.set(date(2026, 7, 16), "14:00")
        for member in self._content["staff"]:
            staff.keep_member(self.verifier, StaffMember("", **member, specimen=_SIGNATURE))
        for form in ("CRF", "OBR", "VSR"):
            form_control.approve(self.verifier, form, self._content["external"], date(2026, 3, 2))
        self._pass_on(self.assessor, self.verifier, self.delia)
        pack = external_pack.gather_pack(self.verifier, [self.delia, self.aisha])
        return external_pack.write_pack(pack, self._folder / "centre" / "external-verifier", PACK_PASSWORD)

    def take_over(self) -> None:
        """Another assessor takes the trainee's candidate over."""
        self._clock.set(date(2026, 7, 20), "10:00")
        path = self._folder / "taken-over.csbundle"
        card = next(
            card for card in sending.recipients_known(self.trainee) if card.device == self.other.device
        )
        parcel = handover.hand_over(self.trainee, self.nia, self._content["assessor"], recipients=[card])
        sending.write_parcel(parcel, path)
        sending.sent(self.trainee, parcel)
        receiving.receive_file(self.other, path)
        path.unlink()

    def archive(self) -> None:
        """A portfolio of years ago is held, reviewed and erased with a certificate; a candidate asks for her data."""
        told, papers = self._content, self._folder / "centre"
        rhys = record_candidate(self.other, self._clock, self._like(told["earlier_candidate"]))
        achieved = self._clock.now.date()
        milestones.record(self.other, rhys, MilestoneKind.ACHIEVED, achieved)
        self._clock.set(date(2026, 7, 21), "09:30")
        self._pass_on(self.other, self.office, rhys)
        placed = retention.hold(self.office, rhys, told["hold"]["reason"])
        retention.lift(self.office, rhys, placed)
        self.rhys = rhys
        request = data_requests.log_request(
            self.office, self.delia, told["request"]["asked_by"], date(2026, 7, 21)
        )
        portfolio = portfolio_view.portfolio_view(self.office, self.delia).portfolio
        reasons = {
            (other.kind, other.id): told["request"]["withheld"]
            for other in data_requests.other_people(portfolio)
        }
        answer = data_requests.gather_answer(self.office, self.delia, request, reasons)
        data_requests.write_answer(answer, papers / "data-request")
        data_requests.close_request(self.office, self.delia, request, reasons)

    def erase(self) -> None:
        """The period of the portfolio of years ago is over: it is erased, and a certificate is left."""
        self._clock.set(date(2026, 7, 23), "11:00")
        stub, missed = retention.erase(self.office, self.rhys, text("The period of keeping is over."))
        write_pdf(
            self._folder / "centre" / "certificate-of-erasure.pdf",
            draw(certificate(self.office, stub, missed)),
        )

    def lose_laptop(self) -> None:
        """The trainee's laptop is lost; the last backup is restored on another by the recovery code, and a loss sheet is drawn."""
        self._clock.set(date(2026, 7, 27), "18:00")
        stick, lost = self._folder / "machines" / "stick", self.trainee.device
        backup = backups.make_backup(self.trainee, stick)
        self._clock.set(date(2026, 7, 28), "09:00")
        restored = self._folder / "machines" / "restored"
        backups.restore_caseload(backup, backups.with_recovery_code(self._trainee_code), restored)
        again = caseloads.open_caseload(restored, caseloads.unlock(restored, self._passphrase))
        again.clock = self._clock
        staff.mark_lost(again, lost, date(2026, 7, 28), text("Left on the train"))
        write_pdf(self._folder / "centre" / "loss-sheet.pdf", draw(lost_device.loss_sheet(again, lost)))
        again.close()

    def shut(self) -> None:
        """Close every machine but the assessor's."""
        for each in self._others:
            each.close()


def _earlier(value: Any, by: timedelta) -> Any:
    """Return sample content with every date that much earlier."""
    if isinstance(value, date):
        return value - by
    if isinstance(value, dict):
        return {key: _earlier(each, by) for key, each in value.items()}
    return [_earlier(each, by) for each in value] if isinstance(value, list) else value
