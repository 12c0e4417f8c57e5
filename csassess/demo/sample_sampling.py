"""How the lead verifier of the sample centre samples, asks and watches, and what the assessors answer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from csassess.catalogue import text
from csassess.demo.sample_caseload import declare, go_on, sign_declaration
from csassess.demo.sample_lists import Strokes, handwriting
from csassess.demo.sample_machines import CentreMachines
from csassess.demo.sample_papers import attach_signed
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Action, Sample, Stage, Verdict
from csassess.services.candidates import candidates
from csassess.services.evidence import decisions
from csassess.services.exchange import key_files
from csassess.services.verification import actions, planning, sampling, sampling_plan, talks


class CentreSampling(CentreMachines):
    """The devices of the sample centre while its verifier samples: in June, with one action."""

    nia: str  # the trainee's candidate

    def sample(self) -> None:
        """Sample one unit and ask for one action, as the internal verifier.

        Portfolios and the status of all other candidates are received first.
        """
        content = self._content["sample"]
        candidate_ids = {
            name: candidates.find_candidate(self.assessor, name).id
            for name in ("Aisha", "Delia", "Tom", "Siân")
        }
        self.delia, self.aisha, self.tom, self.sian = (
            candidate_ids[name] for name in ("Delia", "Aisha", "Tom", "Siân")
        )
        self._clock.set(date(2026, 6, 12), "15:00")
        self.pass_on(self.assessor, self.verifier, *candidate_ids.values())
        self.pass_on(self.trainee, self.verifier, self.nia)
        status = self.folder / "june.csstatus"
        verifier = [card for card in key_files.recipients_known(self.assessor) if card.role is Role.VERIFIER]
        sampling_plan.write_status(self.assessor, status, verifier)
        sampling_plan.receive_status(self.verifier, status)
        status.unlink()
        self._plan(self.delia, content["unit"], Stage.INTERIM, Stage.FINAL)
        self._plan(self.aisha, self._content["agreed"]["unit"], Stage.FINAL)
        self._clock.set(date(2026, 6, 15), "13:30")
        left_out = content["not_sampled"]
        sampling.not_sampled(self.verifier, self.tom, left_out["unit"], left_out["reason"])
        items = self.portfolio(self.delia).items_for(content["unit"])
        judged = self._judged(
            self.delia,
            content["unit"],
            Stage.INTERIM,
            (items[0], items[-1]),
            verdict=Verdict.ACTION_NEEDED,
            comment=content["comment"],
            feedback=content["feedback"],
        )
        notes = self.portfolio(self.delia).notes_of(items[-1].id)
        note = next(note for note in notes if f"{note.at:%H:%M}" == content["note_at"])
        self.action: Action = sampling.ask_action(
            self.verifier, self.delia, judged, items[-1].id, content["action"], date(2026, 6, 26), note.id
        )
        self.sample_id = judged.id

    def _plan(self, candidate: str, unit: str, *stages: Stage) -> None:
        """Plan, as the verifier, samples of a unit until the end of June."""
        for stage in stages:
            planning.plan_by_hand(self.verifier, candidate, unit, stage, date(2026, 6, 30))

    def _judged(
        self, candidate: str, unit: str, stage: Stage, items: Iterable[EvidenceItem], **judgement: Any
    ) -> Sample:
        """Begin a sample, look at some items, and write down what was found; it is not signed yet."""
        sample = sampling.begin_sample(self.verifier, candidate, unit, stage)
        for item in items:
            sampling.look_at_all(self.verifier, candidate, self._sample(candidate, sample.id), item.id)
        judged = replace(self._sample(candidate, sample.id), **judgement)
        sampling.change_sample(self.verifier, candidate, judged)
        return judged

    def _sample(self, candidate: str, sample_id: str) -> Sample:
        return next(sample for sample in self.portfolio(candidate).samples if sample.id == sample_id)

    @property
    def _verifiers_hand(self) -> Strokes:
        return handwriting(self._content["verifier"])

    def sample_finally(self, candidate: str, unit: str, items: Iterable[EvidenceItem], feedback: str) -> str:
        """Look at some items, agree, and sign the sample and the declaration; return the sample's id."""
        agreed = self._agreed(candidate, unit, Stage.FINAL, items, feedback)
        sign_declaration(self.verifier, candidate, unit, Signer.VERIFIER)
        return agreed

    def _agreed(
        self, candidate: str, unit: str, stage: Stage, items: Iterable[EvidenceItem], feedback: str
    ) -> str:
        judged = self._judged(candidate, unit, stage, items, verdict=Verdict.AGREE, feedback=feedback)
        sampling.sign_sample(self.verifier, candidate, judged.id, self._verifiers_hand)
        return judged.id

    def sign_sample(self) -> None:
        """Sign the sample, do those of the other candidates, and send to the assessors what is new."""
        self._clock.set(date(2026, 6, 15), "14:10")
        sampling.sign_sample(self.verifier, self.delia, self.sample_id, self._verifiers_hand)
        content = self._content
        agreed, left_out = content["agreed"], content["agreed"]["not_sampled"]
        self._clock.set(date(2026, 6, 15), "15:00")
        sampling.not_sampled(self.verifier, self.aisha, left_out["unit"], left_out["reason"])
        items = self.portfolio(self.aisha).items_for(agreed["unit"])
        final = self.sample_finally(self.aisha, agreed["unit"], items[1:], agreed["feedback"])
        read = [(self.aisha, final, agreed["read"]), (self.delia, self.sample_id, content["sample"]["read"])]
        interim, of_trainee = content["interim"]["supervisor"], content["interim"]["trainee"]
        trainees = self._interim(self.nia, of_trainee)
        read.append((self.sian, self._interim(self.sian, interim), interim["read"]))
        self.pass_on(self.verifier, self.assessor, self.delia, self.aisha, self.sian)
        self.pass_on(self.verifier, self.trainee, self.nia)
        self._clock.set(date(2026, 6, 16), "08:50")
        talks.acknowledge(self.trainee, self.nia, trainees, of_trainee["read"])
        for candidate, sample_id, words in read:
            talks.acknowledge(self.assessor, candidate, sample_id, words)
        self.pass_on(self.assessor, self.verifier, self.delia, self.aisha, self.sian)
        self.pass_on(self.trainee, self.verifier, self.nia)

    def _interim(self, candidate: str, content: Any) -> str:
        """Sample a unit that is not decided yet, and say what to see before it is."""
        self._clock.set(date(2026, 6, 15), content["at"])
        items = self.portfolio(candidate).items_for(content["unit"])
        return self._agreed(candidate, content["unit"], Stage.INTERIM, items[-2:], content["feedback"])

    def answer(self) -> None:
        """Ask on at the shop, answer the action, decide, and have the declaration signed, as the assessor."""
        go_on(self.assessor, self._clock, self.delia, self._content["sample"]["follow_up"])
        self._clock.set(date(2026, 6, 18), "17:40")
        actions.answer(self.assessor, self.delia, self.action.id, self._content["sample"]["answer"])
        self._clock.set(date(2026, 6, 19), "15:00")
        decisions.decide(self.assessor, self.delia, self.action.unit)
        declare(self.assessor, self.delia, (self.action.unit,))
        self.pass_on(self.assessor, self.verifier, self.delia)

    def close(self) -> None:
        """Close the action, interview the candidate, agree a final sample and sign, as the verifier."""
        content = self._content["sample"]
        self._clock.set(date(2026, 6, 22), "11:10")
        actions.weigh(self.verifier, self.delia, self.action.id, closed=True, words=content["closed"])
        items = self.portfolio(self.delia).items_for(content["unit"])
        looked_at = (items[1], items[3], items[5])
        final = self.sample_finally(self.delia, content["unit"], looked_at, content["final_feedback"])
        self.talk(self.delia, TalkKind.INTERVIEW, self._content["talks"]["interview"])
        self.pass_on(self.verifier, self.assessor, self.delia)
        self._clock.set(date(2026, 6, 22), "15:30")
        talks.acknowledge(self.assessor, self.delia, final, content["final_read"])

    def talk(self, candidate: str, kind: TalkKind, content: Any) -> None:
        """Observe the assessor or interview the candidate, and have the record signed on paper."""
        self._clock.set(content["on"], content["at"])
        begun = talks.new_talk(self.verifier, candidate, kind, content["questions"])
        said = {name: content[name] for name in ("place", "answers", "agreed")}
        talk = talks.keep_talk(self.verifier, candidate, replace(begun, **said))
        names = {
            text("Internal verifier’s signature, {name}", name=talk.name): talk.name,
            text("Signature, {name}", name=talk.whom): talk.whom,
        }
        attach_signed(self.verifier, candidate, "verifier-talks", "all", names)
