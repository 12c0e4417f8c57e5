"""The sample centre: what happens to portfolios after they are decided.

Countersigning, sampling with one action, its answer and its closing, the external verifier's
record, a hand-over, certificate and archive, a data request, an erasure, and a lost laptop. Each is
done through the services, on the device of the person concerned and on the dates of the story.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.demo import sample_month
from csassess.demo.sample_caseload import SampleClock, record_candidate, sign_declaration
from csassess.demo.sample_lists import Strokes, centre_content, handwriting, keep_lists, state_units
from csassess.demo.sample_papers import signed_declaration, signed_sampling_record
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.milestones import MilestoneKind, Point
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Action, Sample, Stage, Verdict
from csassess.services.access import caseloads
from csassess.services.access.caseloads import Owner
from csassess.services.candidates import candidates, staff
from csassess.services.disclosure import data_requests, external_pack
from csassess.services.evidence import decisions, judgement
from csassess.services.exchange import handover, key_files, receiving, sending
from csassess.services.files import write_pdf
from csassess.services.papers.files import draw
from csassess.services.progress import milestones, portfolio_view
from csassess.services.retention import retention
from csassess.services.retention.certificate import certificate
from csassess.services.safekeeping import backups, centre_key, lost_device
from csassess.services.signing import countersigning, signed_sheet_scans
from csassess.services.signing.screen_or_paper_signatures import sign_decision
from csassess.services.verification import actions, paper_records, sampling, sampling_plan
from csassess.services.verification.paper_records import PaperAnswer

PACK_PASSWORD = "nine terns over the breakwater"
CENTRE_KEY_PASSPHRASE = "two kittiwakes above the lock"


class SampleCentre:
    """The assessor's and all other devices of the sample centre, and what passes between them.

    `folder` receives the caseloads and papers; `passphrase` opens each caseload.
    """

    def __init__(self, folder: Path, assessor: Caseload, clock: SampleClock, passphrase: str) -> None:
        self.folder, self._clock, self._passphrase, self._count = folder, clock, passphrase, 0
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
        for machine in self._others:
            machine.clock = clock
        self._introduce()

    def _machine(self, who: str, role: Role, status: AssessorStatus = AssessorStatus.QUALIFIED) -> Caseload:
        centre = caseloads.centre_of(self.assessor)
        owner = Owner(self._content[who], centre.name, centre.number, status, role)
        keys = caseloads.prepare_keys(self._passphrase, self.public_key)
        if who == "trainee":
            self._trainee_code = keys.recovery_code
        return caseloads.set_up(self.folder / "machines" / who, keys, owner)

    def _introduce(self) -> None:
        """Give every device the key file of every other."""
        machines = [self.assessor, *self._others]
        for number, machine in enumerate(machines):
            path = self.folder / f"{number}.cskey"
            key_files.write_key_file(machine, path)
            for other in machines:
                if other is not machine:
                    key_files.read_key_file(other, path)
            path.unlink()

    def pass_on(self, giver: Caseload, taker: Caseload, *candidate_ids: str) -> None:
        """Send portfolios from one device to another as a file, and receive them.

        Only what is new is sent if the recipient has all of them already. What the centre shares is included.
        """
        self._count += 1
        path = self.folder / f"{self._count}.csbundle"
        candidates_here = {candidate.id for candidate in candidates.list_candidates(taker)}
        card = next(card for card in key_files.recipients_known(giver) if card.device == taker.device)
        only_new = set(candidate_ids) <= candidates_here
        sending.send(giver, candidate_ids, path, recipients=[card], only_new=only_new, with_forms=False)
        _receive(taker, path)
        path.unlink()

    def earlier(self) -> None:
        """Finish a portfolio of years ago, whose internal verifier signed on paper."""
        content, unit = self._content, "ocr-b10"
        dates, name = content["earlier_dates"], content["verifier"]
        self._clock.set(dates["begun"], "09:00")
        keep_lists(self.other)
        rhys = record_candidate(self.other, self._clock, content["earlier_candidate"])
        on = dates["achieved"]["on"]
        self._clock.set(on, "14:00")
        view = portfolio_view.portfolio_view(self.other, rhys)
        items = tuple(item.id for item in view.portfolio.evidence)
        answer = PaperAnswer(
            unit, Stage.FINAL, on, name, items, Verdict.AGREE, feedback=content["paper_feedback"]
        )
        paper_records.type_in(self.other, rhys, answer, signed_sampling_record(self.other, view, name, on))
        view = portfolio_view.portfolio_view(self.other, rhys)
        scan = signed_declaration(self.other, view, unit, name, on)
        sheet = signed_sheet_scans.attach(self.other, rhys, scan, "declaration", unit)
        sign_decision(self.other, rhys, unit, Signer.VERIFIER, name, on_paper=True, sheet=sheet.sha256)
        self._record_dates(self.other, rhys, dates)
        self.rhys = rhys

    def _record_dates(self, machine: Caseload, candidate: str, dates: dict[str, Any]) -> None:
        for kind in (MilestoneKind.ACHIEVED, MilestoneKind.CLAIMED, MilestoneKind.CERTIFICATED):
            self._clock.set(dates[kind]["on"], "16:00")
            milestones.record(machine, candidate, kind, **dates[kind])

    def countersign(self) -> None:
        """Have a trainee's decision countersigned, after an answer to what is needed."""
        content, unit = self._content, "ocr-b10"
        self._clock.set(content["begun"], "09:00")
        keep_lists(self.office)
        for machine in (self.assessor, *self._others[:-1]):
            self.pass_on(self.office, machine, CENTRE_STREAM)
        nia = record_candidate(self.trainee, self._clock, content["trainee_candidate"])
        self.pass_on(self.trainee, self.countersigner, nia)
        self._clock.set(date(2026, 6, 5), "09:20")
        countersigning.ask_for(self.countersigner, nia, unit, content["countersigner_needs"])
        self.pass_on(self.countersigner, self.trainee, nia)
        self._clock.set(date(2026, 6, 8), "17:05")
        discussion = portfolio_view.portfolio_view(self.trainee, nia).portfolio.evidence[-1]
        judgement.add_addendum(self.trainee, nia, discussion.id, content["trainee_answer"])
        self.pass_on(self.trainee, self.countersigner, nia)
        self._clock.set(date(2026, 6, 9), "10:00")
        sign_declaration(self.countersigner, nia, unit, Signer.COUNTERSIGNER)
        self.pass_on(self.countersigner, self.trainee, nia)
        self.nia = nia

    def sample(self) -> None:
        """Sample one unit and ask for one action, as the internal verifier.

        Portfolios and the status of all other candidates are received first.
        """
        content = self._content["sample"]
        candidate_ids = {
            name: candidates.find_candidate(self.assessor, name).id for name in ("Aisha", "Delia", "Tom")
        }
        self.delia, self.aisha = candidate_ids["Delia"], candidate_ids["Aisha"]
        self._clock.set(date(2026, 6, 12), "15:00")
        self.pass_on(self.assessor, self.verifier, *candidate_ids.values())
        self.pass_on(self.trainee, self.verifier, self.nia)
        status = self.folder / "june.csstatus"
        verifier = [card for card in key_files.recipients_known(self.assessor) if card.role is Role.VERIFIER]
        sampling_plan.write_status(self.assessor, status, verifier)
        sampling_plan.receive_status(self.verifier, status)
        status.unlink()
        self._clock.set(date(2026, 6, 15), "13:30")
        left_out = content["not_sampled"]
        sampling.not_sampled(self.verifier, candidate_ids["Tom"], left_out["unit"], left_out["reason"])
        sample = sampling.begin_sample(self.verifier, self.delia, content["unit"], Stage.INTERIM)
        items = self._portfolio(self.delia).items_for(content["unit"])
        for item in (items[0], items[-1]):
            sampling.look_at_all(self.verifier, self.delia, self._sample(self.delia, sample.id), item.id)
        judged = replace(
            self._sample(self.delia, sample.id),
            verdict=Verdict.ACTION_NEEDED,
            comment=content["comment"],
            feedback=content["feedback"],
        )
        sampling.change_sample(self.verifier, self.delia, judged)
        notes = self._portfolio(self.delia).notes_of(items[-1].id)
        note = next(note for note in notes if f"{note.at:%H:%M}" == content["note_at"])
        self.action: Action = sampling.ask_action(
            self.verifier, self.delia, judged, items[-1].id, content["action"], date(2026, 6, 26), note.id
        )
        self.sample_id = sample.id

    def _agree(self) -> None:
        """Agree a final sample of one unit, and record why another one is not sampled."""
        agreed, left_out = self._content["agreed"], self._content["agreed"]["not_sampled"]
        sampling.not_sampled(self.verifier, self.aisha, left_out["unit"], left_out["reason"])
        items = self._portfolio(self.aisha).items_for(agreed["unit"])
        self._clock.set(date(2026, 6, 15), "15:00")
        self.sample_finally(self.aisha, agreed["unit"], (items[1], items[3]), agreed["feedback"])

    def sample_finally(self, candidate: str, unit: str, items: Iterable[EvidenceItem], feedback: str) -> None:
        """Look at some items, agree, and sign the sample and the declaration."""
        sample = sampling.begin_sample(self.verifier, candidate, unit, Stage.FINAL)
        for item in items:
            sampling.look_at_all(self.verifier, candidate, self._sample(candidate, sample.id), item.id)
        judged = replace(self._sample(candidate, sample.id), verdict=Verdict.AGREE, feedback=feedback)
        sampling.change_sample(self.verifier, candidate, judged)
        sampling.sign_sample(self.verifier, candidate, sample.id, self._verifiers_hand)
        sign_declaration(self.verifier, candidate, unit, Signer.VERIFIER)

    def sign_sample(self) -> None:
        """Sign the sample, agree one of another candidate, and send what is new to the assessor."""
        self._clock.set(date(2026, 6, 15), "14:10")
        sampling.sign_sample(self.verifier, self.delia, self.sample_id, self._verifiers_hand)
        self._agree()
        self.pass_on(self.verifier, self.assessor, self.delia, self.aisha)

    def _portfolio(self, candidate: str) -> Portfolio:
        return portfolio_view.portfolio_view(self.verifier, candidate).portfolio

    def _sample(self, candidate: str, sample_id: str) -> Sample:
        return next(sample for sample in self._portfolio(candidate).samples if sample.id == sample_id)

    @property
    def _verifiers_hand(self) -> Strokes:
        return handwriting(self._content["verifier"])

    def answer(self) -> None:
        """Answer the action by an addendum, decide, and have the declaration signed, as the assessor."""
        self._clock.set(date(2026, 6, 18), "17:40")
        actions.answer(self.assessor, self.delia, self.action.id, self._content["sample"]["answer"])
        self._clock.set(date(2026, 6, 19), "15:00")
        decisions.decide(self.assessor, self.delia, self.action.unit)
        sign_declaration(self.assessor, self.delia, self.action.unit, Signer.CANDIDATE, Signer.ASSESSOR)
        self.pass_on(self.assessor, self.verifier, self.delia)

    def close(self) -> None:
        """Close the action, agree a final sample and sign the declaration, as the verifier."""
        content = self._content["sample"]
        self._clock.set(date(2026, 6, 22), "11:10")
        actions.weigh(self.verifier, self.delia, self.action.id, closed=True, words=content["closed"])
        items = self._portfolio(self.delia).items_for(content["unit"])
        self.sample_finally(self.delia, content["unit"], (items[1], items[3]), content["final_feedback"])
        self.pass_on(self.verifier, self.assessor, self.delia)

    def month(self) -> None:
        """Switch on what the centre keeps besides evidence, as the office, and record it of a candidate."""
        sample_month.switch_on(self.office)
        self.pass_on(self.office, self.assessor, CENTRE_STREAM)
        signature = handwriting("Delia Marlow")
        sample_month.record_month(self.assessor, self.delia, self._content["month"], signature)

    def certificate(self) -> None:
        """Record achievement, claim and certificate with their numbers.

        The finished portfolios go to the archive.
        """
        dates, unit = self._content["dates"], self._content["month"]["unit"]
        achieved, claimed, certificated = (dates[kind] for kind in ("achieved", "claimed", "certificated"))
        self._clock.set(achieved["on"], "16:00")
        milestones.record(self.assessor, self.delia, MilestoneKind.ACHIEVED, **achieved)
        claim = sample_month.put_forward(self.assessor, self.delia, unit)
        self._clock.set(claimed["on"], "16:00")
        by = self._content["month"]["external"]
        sample_month.release_and_make(self.assessor, self.delia, claim, by, claimed["on"], claimed["number"])
        self._clock.set(certificated["on"], "16:00")
        milestones.record(self.assessor, self.delia, MilestoneKind.CERTIFICATED, **certificated)
        milestones.set_reminder(self.assessor, 10, Point.REGISTERED, Point.DECIDED)
        self._clock.set(date(2026, 7, 14), "09:00")
        self.pass_on(self.assessor, self.office, self.delia, self.aisha)

    def external(self) -> list[Path]:
        """Write a pack with a password for the external verifier.

        It covers the two candidates that the external verifier named.
        """
        self._clock.set(date(2026, 7, 16), "14:00")
        self.pass_on(self.assessor, self.verifier, self.delia)
        pack = external_pack.gather_pack(self.verifier, [self.delia, self.aisha])
        return external_pack.write_pack(pack, self.folder / "centre" / "external-verifier", PACK_PASSWORD)

    def take_over(self) -> None:
        """Hand the trainee's candidate over to another assessor."""
        self._clock.set(date(2026, 7, 20), "10:00")
        path = self.folder / "taken-over.csbundle"
        card = next(
            card for card in key_files.recipients_known(self.trainee) if card.device == self.other.device
        )
        parcel = handover.hand_over(self.trainee, self.nia, self._content["assessor"], recipients=[card])
        sending.write_parcel(parcel, path)
        sending.sent(self.trainee, parcel)
        _receive(self.other, path)
        path.unlink()

    def archive(self) -> None:
        """Archive, hold and release a portfolio of years ago, and answer a data request."""
        content, papers = self._content, self.folder / "centre"
        self._clock.set(date(2026, 7, 21), "09:30")
        self.pass_on(self.other, self.office, self.rhys)
        hold = retention.hold(self.office, self.rhys, content["hold"]["reason"])
        request = data_requests.log_request(
            self.office, self.delia, content["request"]["asked_by"], date(2026, 7, 21)
        )
        withheld: dict[tuple[str, str], str] = {}  # no other person is shown or named
        answer = data_requests.gather_answer(self.office, self.delia, request, withheld)
        data_requests.write_answer(answer, papers / "data-request")
        data_requests.close_request(self.office, self.delia, request, withheld)
        self._clock.set(date(2026, 7, 22), "15:30")
        retention.lift(self.office, self.rhys, hold)

    def erase(self) -> None:
        """Erase the portfolio whose retention period is over, and write the certificate."""
        self._clock.set(date(2026, 7, 23), "11:00")
        stub, missed = retention.erase(self.office, self.rhys, text("The retention period is over."))
        write_pdf(
            self.folder / "centre" / "certificate-of-erasure.pdf",
            draw(certificate(self.office, stub, missed)),
        )

    def lose_laptop(self) -> None:
        """Restore the last backup of the trainee's lost laptop on another, and write a loss sheet.

        The recovery code opens the backup.
        """
        self._clock.set(date(2026, 7, 27), "18:00")
        stick, lost = self.folder / "machines" / "stick", self.trainee.device
        backup = backups.make_backup(self.trainee, stick)
        self._clock.set(date(2026, 7, 28), "09:00")
        restored = self.folder / "machines" / "restored"
        backups.restore_caseload(backup, backups.with_recovery_code(self._trainee_code), restored)
        reopened = caseloads.open_caseload(restored, caseloads.unlock(restored, self._passphrase))
        reopened.clock = self._clock
        staff.mark_lost(reopened, lost, date(2026, 7, 28), text("Left on the train"))
        write_pdf(self.folder / "centre" / "loss-sheet.pdf", draw(lost_device.loss_sheet(reopened, lost)))
        reopened.close()

    def shut(self) -> None:
        """Close every device except the assessor's."""
        for machine in self._others:
            machine.close()


def _receive(caseload: Caseload, path: Path) -> None:
    """Receive a portfolio file that was sent for this device's key."""
    opened = receiving.open_file(path, receiving.own_identity(caseload))
    receiving.receive(caseload, opened, receiving.take_pictures(opened, caseload.attached.another()))
    state_units(caseload)
