"""The sample centre: what happens to portfolios after they are decided.

Countersigning, sampling with one action, its answer and its closing, the external verifier's
record, a hand-over, certificate and archive, a data request, an erasure, and a lost laptop. Each is
done through the services, on the device of the person concerned and on the dates of the story.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.demo.sample_caseload import go_on, record_candidate, sign_declaration
from csassess.demo.sample_kept import switch_on
from csassess.demo.sample_lists import keep_lists
from csassess.demo.sample_machines import receive
from csassess.demo.sample_papers import (
    filled_in_at_the_end,
    signed_declaration,
    signed_sampling_record,
)
from csassess.demo.sample_sampling import CentreSampling
from csassess.domain.records.milestones import MilestoneKind, Point
from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.domain.records.quality.sampling_plan import Cover, Strategy
from csassess.domain.records.quality.standardisation import Standardisation
from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.access import caseloads
from csassess.services.candidates import staff
from csassess.services.disclosure import data_requests, external_pack, external_visits
from csassess.services.evidence import judgement
from csassess.services.exchange import handover, key_files, sending
from csassess.services.files import write_pdf
from csassess.services.papers.files import draw
from csassess.services.programme import claims
from csassess.services.progress import milestones, portfolio_view
from csassess.services.retention import retention
from csassess.services.retention.certificate import certificate
from csassess.services.safekeeping import backups, lost_device
from csassess.services.signing import countersigning, signed_sheet_scans
from csassess.services.signing.screen_or_paper_signatures import sign_decision
from csassess.services.verification import paper_records, planning, standardising
from csassess.services.verification.paper_records import PaperAnswer

PACK_PASSWORD = "nine terns over the breakwater"


class SampleCentre(CentreSampling):
    """The assessor's and all other devices of the sample centre, from one portfolio of years ago to August.

    `folder` receives the caseloads and papers; `passphrase` opens each caseload.
    """

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

    def begin(self) -> None:
        """Share what the centre keeps and how it samples, and record the trainee’s first visits."""
        self._clock.set(self._content["begun"], "09:00")
        keep_lists(self.office)
        switch_on(self.office)
        everyone = (self.assessor, self.trainee, self.countersigner, self.verifier, self.other)
        self.share(self.office, *everyone)
        covers = (Cover.METHOD, Cover.UNIT)
        planning.set_strategy(self.verifier, Strategy("strategy", 100, 50, 25, 6, covers, 80, 2))
        self.share(self.verifier, self.office)
        self.nia = record_candidate(self.trainee, self._clock, self._content["trainee_candidate"])
        self._standardise(self._content["compared"])

    def _standardise(self, content: Any) -> None:
        """Record as the verifier what was agreed at a standardisation."""
        self._clock.set(content["on"], "15:00")
        standardising.keep(self.verifier, Standardisation("", by="", **content))

    def claim(self) -> None:
        """Record the achievement, and put the claim forward for the external verifier, as the office."""
        achieved, unit = self._content["dates"]["achieved"], self._content["sample"]["unit"]
        self._clock.set(achieved["on"], "16:00")
        self.pass_on(self.assessor, self.office, self.delia)
        milestones.record(self.office, self.delia, MilestoneKind.ACHIEVED, **achieved)
        self._claim = claims.put_forward(self.office, self.delia, (unit,))
        self._tell_about(self.delia)

    def _tell_about(self, candidate: str) -> None:
        """Send what the office recorded of a candidate to the verifier and the assessor."""
        for taker in (self.verifier, self.assessor):
            self.pass_on(self.office, taker, candidate)

    def external(self) -> list[Path]:
        """Write a pack with a password for the external verifier.

        It covers the two candidates that the external verifier named.
        """
        self._clock.set(date(2026, 6, 23), "14:00")
        pack = external_pack.gather_pack(self.verifier, [self.delia, self.aisha])
        return external_pack.write_pack(
            pack, self.folder / "centre" / "external-verifier-june", PACK_PASSWORD
        )

    def certificate(self) -> None:
        """Record the external verifier's visit and release, the claim and the certificate.

        What the external verifier asks for is agreed at a standardisation. The finished portfolios go to the
        archive.
        """
        visit, dates = self._content["external_visit"], self._content["dates"]
        claimed, certificated = dates["claimed"], dates["certificated"]
        self._clock.set(visit["on"], "16:00")
        action = self.keep_visit(visit)
        claims.release(self.office, self.delia, self._claim, visit["name"], visit["on"])
        released = replace(self._claim, released=visit["on"], released_by=visit["name"])
        claims.make(self.office, self.delia, released, claimed["on"], claimed["number"])
        self._standardise(self._content["standardised"])
        done = replace(action, done=visit["done"], how=visit["how"])
        external_visits.keep_action(self.verifier, done)
        self._clock.set(certificated["on"], "16:00")
        milestones.record(self.office, self.delia, MilestoneKind.CERTIFICATED, **certificated)
        self._tell_about(self.delia)
        milestones.set_reminder(self.assessor, 10, Point.REGISTERED, Point.DECIDED)
        self._clock.set(date(2026, 7, 14), "09:00")
        self.pass_on(self.assessor, self.office, self.delia, self.aisha)
        self.pass_on(self.assessor, self.verifier, self.delia, self.aisha)

    def keep_visit(self, content: Any) -> ExternalAction:
        """Record the external verifier’s visit and its action as the lead verifier; return the action."""
        told = {name: content[name] for name in ("on", "name", "body", "report")}
        visit = external_visits.keep_visit(self.verifier, ExternalVisit("", **told))
        asked = ExternalAction("", visit.id, content["action"], content["due"])
        return external_visits.keep_action(self.verifier, asked)

    def countersign(self) -> None:
        """Finish the trainee's portfolio, and have the decision countersigned after an answer."""
        content, unit, nia = self._content, "ocr-b10", self.nia
        self.talk(nia, TalkKind.OBSERVATION, content["talks"]["observation"])
        self.pass_on(self.verifier, self.trainee, nia)
        go_on(self.trainee, self._clock, nia, content["trainee_later"])
        self.pass_on(self.trainee, self.countersigner, nia)
        self._clock.set(date(2026, 8, 21), "09:20")
        countersigning.ask_for(self.countersigner, nia, unit, content["countersigner_needs"])
        self.pass_on(self.countersigner, self.trainee, nia)
        self._clock.set(date(2026, 8, 24), "17:05")
        discussion = portfolio_view.portfolio_view(self.trainee, nia).portfolio.evidence[-1]
        judgement.add_addendum(self.trainee, nia, discussion.id, content["trainee_answer"])
        self.pass_on(self.trainee, self.countersigner, nia)
        self._clock.set(date(2026, 8, 26), "10:00")
        sign_declaration(self.countersigner, nia, unit, Signer.COUNTERSIGNER)
        self.pass_on(self.countersigner, self.trainee, nia)

    def take_over(self) -> None:
        """Hand the trainee's candidate over to another assessor."""
        self._clock.set(date(2026, 8, 26), "16:00")
        path = self.folder / "taken-over.csbundle"
        card = next(
            card for card in key_files.recipients_known(self.trainee) if card.device == self.other.device
        )
        parcel = handover.hand_over(self.trainee, self.nia, self._content["assessor"], recipients=[card])
        sending.write_parcel(parcel, path)
        sending.sent(self.trainee, parcel)
        receive(self.other, path)
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
        self._clock.set(date(2026, 8, 27), "18:00")
        stick, lost = self.folder / "machines" / "stick", self.trainee.device
        backup = backups.make_backup(self.trainee, stick)
        self._clock.set(date(2026, 8, 28), "09:00")
        restored = self.folder / "machines" / "restored"
        backups.restore_caseload(backup, backups.with_recovery_code(self._trainee_code), restored)
        reopened = caseloads.open_caseload(restored, caseloads.unlock(restored, self._passphrase))
        reopened.clock = self._clock
        staff.mark_lost(reopened, lost, date(2026, 8, 28), text("Left on the train"))
        sheet = filled_in_at_the_end(lost_device.loss_sheet(reopened, lost), self._content["lost"])
        write_pdf(self.folder / "centre" / "loss-sheet.pdf", draw(sheet))
        reopened.close()
