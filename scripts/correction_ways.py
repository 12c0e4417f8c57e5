"""How every entry is corrected: one row for each way, by kind of record."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csassess.services.access import caseloads
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates, corrections, duplicate_candidates, learner_details, staff
from csassess.services.cover import cover
from csassess.services.disclosure import data_requests, external_visits
from csassess.services.evidence import decisions, evidence, judgement, phrases, references, witnesses
from csassess.services.exchange import acceptance, handover, staff_machines
from csassess.services.packs import packs
from csassess.services.papers import form_control
from csassess.services.programme import claims, entries
from csassess.services.progress import milestones, would_ask
from csassess.services.qualifications import caseload_qualifications, choosing
from csassess.services.retention import periods, retention
from csassess.services.signing import authenticity, countersigning, signed_sheet_scans, signing
from csassess.services.units import caseload_units, pairs, question_bank
from csassess.services.verification import actions, begun_samples, planning, sampling, standardising, talks
from csassess.services.visits import plans, visit_changes, visits

OPEN_ITEM = "while the item is open"  # explained on the page
ALWAYS = "at any time"


class Way(StrEnum):
    """What a correction does to a record."""

    CHANGES = "changed"
    REMOVES = "removed, and entered again if need be"
    ADDS = "a further entry is added; the first stays as it is"
    NEVER = "not changed"


@dataclass(frozen=True)
class Correction:
    """One way to correct some fields of a kind: by which service, where in the window, and until when.

    `fields` is empty if the whole record is meant. `how` is given if it is more than `way` says, and
    if fields are never changed: why.
    """

    way: Way
    fields: tuple[str, ...]
    service: Callable[..., Any] | None
    where: str
    until: str
    how: str = ""

    @property
    def service_name(self) -> str:
        """The service as module and function; empty if there is none."""
        if self.service is None:
            return ""
        return f"{self.service.__module__.rpartition('.')[2]}.{self.service.__name__}"


def changes(fields: str, service: Callable[..., Any], where: str, until: str = ALWAYS) -> Correction:
    """Return a correction that changes fields, given as one text."""
    return Correction(Way.CHANGES, tuple(fields.split()), service, where, until)


def removes(
    service: Callable[..., Any], where: str, until: str = ALWAYS, fields: str = "", how: str = ""
) -> Correction:
    """Return a correction that removes the record."""
    return Correction(Way.REMOVES, tuple(fields.split()), service, where, until, how)


def adds(fields: str, service: Callable[..., Any], where: str, until: str = ALWAYS) -> Correction:
    """Return a correction by a further record beside the first."""
    return Correction(Way.ADDS, tuple(fields.split()), service, where, until)


def never(fields: str, why: str) -> Correction:
    """Return why fields are never changed."""
    return Correction(Way.NEVER, tuple(fields.split()), None, "", "", why)


CORRECTIONS: dict[str, tuple[Correction, ...]] = {
    # The candidate
    "candidate": (
        changes("name known_as number", candidates.change_candidate, "Portfolio, Change name"),
        changes(
            "uln scn born planned_end phone email employer_phone employer_email",
            learner_details.change_details,
            "Portfolio, Details for the centre",
        ),
        removes(
            corrections.remove_candidate,
            "Portfolio, Remove candidate; back again: Candidates",
            "as long as only job, registration and enrolments are recorded; later: Dates, withdrawal",
        ),
    ),
    "employment": (
        changes(
            "employer job setting started ended sector",
            corrections.change_job,
            "Portfolio, the job’s row",
            "the setting until evidence that took it is accepted",
        ),
        removes(
            corrections.remove_job,
            "Portfolio, the job’s row, Remove job",
            "until evidence that took its setting is accepted",
        ),
    ),
    "registration": (
        changes(
            "qualification digest number on",
            corrections.change_registration,
            "Portfolio, the registration’s row",
        ),
        changes("expires", learner_details.change_details, "Portfolio, Details for the centre"),
        changes("units", choosing.choose, "Portfolio, Units for the qualification"),
        removes(corrections.remove_registration, "Portfolio, the registration’s row, Remove registration"),
    ),
    "qualification": (
        adds("title number", corrections.change_registration, "Portfolio, the registration’s row"),
    ),
    "enrolment": (
        removes(
            corrections.withdraw_enrolment,
            "Portfolio, the unit’s card, Withdraw, with a reason",
            "until evidence references the unit",
            "withdrawn_because",
            "withdrawn with a reason",
        ),
    ),
    "milestone": (
        changes("kind on number note", milestones.change, "Portfolio, the date’s row"),
        removes(milestones.take_back, "Portfolio, the date’s row, Remove date"),
    ),
    "joined": (
        removes(
            duplicate_candidates.part, "Portfolio, Separate records", fields="into", how="separated again"
        ),
    ),
    "cover": (
        changes("ended", cover.end, "Portfolio, Take back (or End the cover)", "its last day has passed"),
        never("to_name until because drafts", "end it, then lend the candidate again"),
    ),
    "hand-over": (
        removes(handover.take_back, "Portfolio, Cancel the hand-over", fields="to", how="cancelled"),
    ),
    "induction": (
        changes("on covered note", entries.change, "Portfolio, For the centre, the induction’s row"),
        removes(entries.remove, "Portfolio, For the centre, the induction’s row, Remove entry"),
    ),
    "unit-plan": (
        changes(
            "unit words agreed review_on reviewed review",
            entries.change,
            "Portfolio, For the centre, the plan’s row",
        ),
        removes(entries.remove, "Portfolio, For the centre, the plan’s row, Remove entry"),
    ),
    "authenticity": (
        removes(
            authenticity.remove,
            "Portfolio, For the centre, the declaration’s row, Remove declaration",
            fields="of name strokes on_paper on because",
            how="removed, and signed again",
        ),
    ),
    "progress-review": (
        changes(
            "on progress targets comments employer_comments next_on",
            entries.change,
            "Portfolio, For the centre, the review’s row",
        ),
        removes(entries.remove, "Portfolio, For the centre, the review’s row, Remove entry"),
    ),
    "contact": (
        changes("on way reached words", entries.change, "Portfolio, For the centre, the contact’s row"),
        removes(entries.remove, "Portfolio, For the centre, the contact’s row, Remove entry"),
    ),
    "learning-break": (
        changes("since until reason", entries.change, "Portfolio, For the centre, the break’s row"),
        removes(entries.remove, "Portfolio, For the centre, the break’s row, Remove entry"),
    ),
    "case": (
        changes("kind on words outcome closed", entries.change, "Portfolio, For the centre, its row"),
        removes(entries.remove, "Portfolio, For the centre, its row, Remove entry"),
    ),
    "prior-learning": (
        changes(
            "certificate number awarded_by awarded mapping",
            entries.keep_prior_learning,
            "Item, More, Certificate of prior learning",
            OPEN_ITEM,
        ),
        removes(
            entries.remove_prior_learning,
            "Item, More, Certificate of prior learning, Remove certificate",
            OPEN_ITEM,
        ),
    ),
    "claim": (
        changes("released released_by", claims.release, "Centre, Claims, the claim: Record release"),
        changes("claimed number", claims.make, "Centre, Claims, the claim: Record claim", "once"),
        removes(claims.remove, "Centre, Claims, the claim, Remove claim", fields="units units_only"),
    ),
    "direct-claims": (
        changes(
            "qualification since until note", claims.keep_direct_claims, "Centre, Claims, the status’s row"
        ),
        removes(claims.remove_direct_claims, "Centre, Claims, the status’s row, Remove status"),
    ),
    # Visits
    "visit": (
        changes(
            "on place started ended camera_allowed recording_allowed devices_allowed informed later_because",
            visit_changes.change_visit,
            "Item, More, Date, times, place, people present; also on the page that finishes the visit",
            "site rules at any time; what the record shows of the visit until its item is accepted (reopen "
            "it) or its account is signed: then by an addendum, or opened with a reason (the end by addendum "
            "only). A change never alters the signed account of another candidate of the visit",
        ),
        changes("typing_up", visits.finish, "Item, Finish typing up", "once"),
    ),
    "plan": (
        changes(
            "on place lines brings agreed",
            plans.change_plan,
            "Portfolio, the plan’s card, Change plan; it has to be agreed again",
        ),
        removes(plans.remove_plan, "Portfolio, the plan’s card, Change plan, Remove plan"),
    ),
    # Evidence
    "evidence": (
        changes(
            "method description on setting location seen_by available_until remote identity",
            evidence.change_item,
            "Item, Details (the date of an observation: with its visit; its method stays)",
            OPEN_ITEM,
        ),
        changes("withdrawn", judgement.withdraw, "Item, More, Withdraw this item; Bring back"),
    ),
    "note": (
        changes(
            "at text question customer shows until later_because",
            evidence.change_note,
            "Item, the note",
            OPEN_ITEM,
        ),
        removes(evidence.remove_note, "Item, the note, Remove", OPEN_ITEM, "kind"),
        removes(
            visits.move_or_copy_note,
            "Item, More, Move or copy the note to another candidate",
            OPEN_ITEM,
            "evidence",
            "moved to the right candidate",
        ),
    ),
    "customer": (
        changes(
            "demeanour relationship channel same_as",
            evidence.change_customer,
            "Item, the note of the customer",
            OPEN_ITEM,
        ),
        removes(evidence.remove_note, "Item, the last note of the customer, Remove", OPEN_ITEM),
    ),
    "feedback": (
        changes(
            "origin received improvement", evidence.change_feedback, "Item, the feedback’s row", OPEN_ITEM
        ),
        removes(evidence.remove_feedback, "Item, the feedback’s row, Remove", OPEN_ITEM),
    ),
    "reference": (
        changes("location", references.locate, "Item, the criterion’s row, place", OPEN_ITEM),
        removes(references.untick, "Item, untick the criterion", OPEN_ITEM, "unit criterion note"),
    ),
    "judgement": (
        changes(
            "outcome comment exceptions",
            judgement.reopen,
            "Item, Reopen item, with a reason; then accept it again",
        ),
    ),
    "confirmation": (
        changes("reason", judgement.confirm, "Item, the finding of the requirement"),
        removes(
            judgement.take_back_confirmation,
            "Item, the finding of the requirement, Withdraw confirmation",
            fields="unit requirement",
        ),
    ),
    "decision": (
        adds(
            "unit reason", decisions.decide, "Portfolio, Decide unit, with a reason, once something changed"
        ),
    ),
    "answer": (adds("covers reason", would_ask.answer, "Portfolio, What an external verifier would ask"),),
    "addendum": (adds("words", judgement.add_addendum, "Item, Add addendum"),),
    "photograph": (
        changes("caption informed", photographs.describe, "Item, the photograph", OPEN_ITEM),
        changes("stated later_because", photographs.state_time, "Item, the photograph, Time", OPEN_ITEM),
        changes("sha256 width height", photographs.crop, "Item, the photograph, Rotate, Crop", OPEN_ITEM),
        removes(photographs.remove, "Item, the photograph, Remove", OPEN_ITEM),
        never("covered", "what was covered is deleted for good"),
    ),
    "attachment": (
        removes(attachments.remove, "Item, the file’s row, Remove", OPEN_ITEM, "sha256 name kind"),
    ),
    "to-candidate": (
        changes(
            "done_well to_develop comments next_on brings",
            visits.say_to_candidate,
            "Item, More, Feedback to candidate, comments and signatures",
            OPEN_ITEM,
        ),
    ),
    "witness": (
        changes(
            "name role relation contact known_as",
            witnesses.change_witness,
            "Portfolio, the witness’s row; item, More, Name and contact of the witness",
            "all but contact and other names until a testimony of theirs is accepted (reopen it) or "
            "signed (open it)",
        ),
        removes(
            witnesses.remove_witness,
            "Portfolio, the witness’s row, Remove witness",
            "until the witness gives testimony",
        ),
    ),
    "testimony": (
        changes(
            "witness typed_by on_paper",
            witnesses.change_testimony,
            "Item, More, Witness and way of giving",
            OPEN_ITEM,
        ),
        changes("confirmed_on", witnesses.confirm_testimony, "Item, More, Confirm the testimony"),
    ),
    # Signing
    "signature": (
        adds(
            "name at strokes on_paper because on sheet",
            signing.sign_account,
            "Item, More, Feedback to candidate, comments and signatures: sign again",
        ),
        changes("opened", signing.open_account, "Item, More, Open the signed account, with a reason"),
    ),
    "unit-signature": (
        never(
            "unit name at strokes on_paper because on sheet",
            "a signature stands; once the unit is decided again, it no longer applies: sign again",
        ),
    ),
    "signed-sheet": (
        removes(
            signed_sheet_scans.remove,
            "Forms, Remove this sheet",
            "unless the verifier’s answer was typed in from it",
            "form about sha256 filled_by",
        ),
    ),
    # Verification
    "sample": (
        changes(
            "stage evidence verdict exceptions comment feedback assessor_observed candidate_interviewed",
            sampling.change_sample,
            "Verification, the sample",
            "until it is signed; then by a new sample",
        ),
        removes(
            begun_samples.remove_sample,
            "Verification, the sample, Remove this sample",
            "until it is signed",
            "unit",
        ),
        never("sheet", "it names what was read"),
    ),
    "looked-at": (
        removes(
            sampling.tick_looked_at,
            "Verification, the sample, untick",
            "until the sample is signed",
            "evidence criterion",
        ),
    ),
    "sample-signature": (
        never("name at strokes on_paper on", "a signed sample stands; what came after it is a new sample"),
    ),
    "action": (
        removes(
            sampling.take_action_back,
            "Verification, the sample, the action’s row",
            "until the sample is signed",
            "evidence note what due",
        ),
        adds(
            "",
            actions.withdraw,
            "Verification, Actions, the action, Withdraw the action, with a reason",
            "until it is answered",
        ),
    ),
    "action-withdrawal": (
        never("words", "it is the verifier’s word; what is missing is asked for in a new sample"),
    ),
    "action-answer": (
        never("words", "the verifier works with it; what is missing is added to the item as an addendum"),
    ),
    "action-closing": (
        never("closed words", "it is the verifier’s word; what is missing is asked for in a new sample"),
    ),
    "sample-reading": (
        never("words", "the verifier has it; what is missing is added to the item as an addendum"),
    ),
    "verifier-talk": (
        changes(
            "on whom place questions answers agreed",
            talks.keep_talk,
            "Verification, the sample, the observation or interview",
        ),
        removes(
            talks.remove_talk,
            "Verification, the sample, the observation or interview, Remove",
            fields="kind",
        ),
    ),
    "not-sampled": (
        removes(sampling.sample_after_all, "Verification, the unit, Sample after all", fields="reason"),
    ),
    "needed": (adds("words", countersigning.ask_for, "Portfolio, Ask the assessor for more"),),
    # The centre
    "hold": (
        adds("reason", retention.hold, "Centre, Retention and erasure, Hold portfolio, then lift the first"),
        changes("lifted", retention.lift, "Centre, Retention and erasure, Lift hold"),
    ),
    "data-request": (
        changes(
            "asked_by received due",
            data_requests.change_request,
            "Centre, Data requests, the request’s row, Change request",
            "until it is answered",
        ),
        never("answered withheld", "the answer was given out; another one needs another request"),
    ),
    "taken-out": (never("reason", "what was redacted is deleted for good"),),
    "erasure": (never("reason second", "what was erased is deleted for good; the certificate was printed"),),
    "centre": (
        changes(
            "name number current_for varcs heading privacy cells_by_method keep_records keep_files "
            "sample_percentage verifies_every_unit held_days no_copy_because keeps review_weeks induction "
            "second_approves_units",
            caseloads.change_centre,
            "File, Centre details; Centre, Retention and erasure",
        ),
        changes("logo", form_control.set_logo, "File, Approval of forms, Choose a logo"),
    ),
    "assessor": (changes("name known_as status role", caseloads.change_person, "File, About me"),),
    "strategy": (
        changes(
            "actions_share new_share experienced_share new_months covers nearly weeks formative "
            "observe_questions interview_questions",
            planning.set_strategy,
            "Verification, Strategy; Centre, Standardisation, Strategy of sampling",
        ),
    ),
    "planned-sample": (
        changes(
            "stage due methods observe interview",
            planning.change_planned,
            "Verification, Planned samples, the sample",
        ),
        removes(
            planning.remove_planned,
            "Verification, Planned samples, the sample, Remove from the plan",
            fields="candidate unit",
        ),
    ),
    "standardisation": (
        changes(
            "on title who agreed unit candidate item",
            standardising.keep,
            "Centre, Standardisation, the record, Change",
        ),
        removes(standardising.remove, "Centre, Standardisation, the record, Change, Remove this record"),
    ),
    "blind-judgement": (
        changes(
            "name on met exceptions words",
            standardising.keep_judgement,
            "Centre, Standardisation, the record, the judgement",
        ),
        removes(
            standardising.remove_judgement,
            "Centre, Standardisation, the record, the judgement, Remove this judgement",
        ),
    ),
    "external-visit": (
        changes(
            "on name body report sha256", external_visits.keep_visit, "Centre, External verifier, the visit"
        ),
        removes(external_visits.remove_visit, "Centre, External verifier, the visit, Remove this visit"),
    ),
    "external-action": (
        changes("what due done how", external_visits.keep_action, "Centre, External verifier, the action"),
        removes(external_visits.remove_action, "Centre, External verifier, the action, Remove this action"),
    ),
    "staff-member": (
        changes(
            "name known_as roles status qualifications since until specimen specimen_on competent_in cpd "
            "certificates conflicts conflict_of_interest",
            staff.keep_member,
            "Centre, Staff, the person’s row",
        ),
        changes("machines", staff_machines.put_on_list, "Centre, Staff, Put their machines on the list"),
        changes(
            "machines",
            staff_machines.withdraw,
            "Send and receive, People and their machines, Withdraw acceptance",
        ),
        removes(staff.remove_member, "Centre, Staff, Remove from the list"),
    ),
    "lost-device": (
        removes(staff.mark_found, "Centre, Machines and backups, Mark as found", fields="on note"),
    ),
    "form-approval": (
        changes("by on", form_control.approve, "File, Approval of forms, the form: approve again"),
    ),
    "reminder": (removes(milestones.drop_reminder, "Centre, Reminders, Remove", fields="weeks since until"),),
    "unit-version": (
        changes(
            "approved approved_by approved_role",
            caseload_units.withdraw_approval,
            "Units, the unit, Withdraw the approval",
        ),
        removes(
            caseload_units.remove_draft,
            "Units, the draft, Remove the draft",
            "while it is a draft on which nobody is enrolled",
            fields="unit digest name added added_by origin document",
            how="removed, and brought in again",
        ),
    ),
    "criterion-pair": (
        removes(
            pairs.remove,
            "Go, Criteria in two units, the pair, Remove the pair",
            fields="unit criterion other_unit other_criterion",
        ),
    ),
    "pack-acceptance": (
        removes(
            packs.withdraw_acceptance,
            "Send and receive, People and their machines, Withdraw acceptance of packs",
            fields="name",
        ),
    ),
    "unit-pack": (),
    "qualification-version": (
        changes(
            "approved approved_by approved_role",
            caseload_qualifications.withdraw_approval,
            "Centre, Qualifications, the qualification, Withdraw approval",
        ),
        removes(
            caseload_qualifications.remove_draft,
            "Centre, Qualifications, the draft, Remove draft",
            "while it is a draft for which nobody is registered",
            fields="of digest name added added_by origin",
            how="removed, and brought in or composed again",
        ),
    ),
    "body-period": (
        changes(
            "body keep_records keep_files",
            periods.keep_body_period,
            "Centre, Retention and erasure, the awarding body’s row",
        ),
        removes(
            periods.remove_body_period,
            "Centre, Retention and erasure, the awarding body’s row, Remove period",
        ),
    ),
    "bank-question": (
        changes("words", question_bank.change_question, "Question bank, the question"),
        removes(
            question_bank.remove_question, "Question bank, the question, Remove", fields="unit criterion"
        ),
    ),
    "phrase": (removes(phrases.drop_phrase, "Item, a note, Phrases, Remove a phrase", fields="words"),),
    "device": (),
    "accepted-machine": (
        removes(
            acceptance.withdraw,
            "Send and receive, People and their machines, Withdraw",
            fields="name roles is_own is_lead",
        ),
    ),
    "agreement": (),
}
"""Every kind of record. Fields that no correction names are set by the program."""

SET_BY_THE_PROGRAM: dict[str, str] = {
    "action": "sample unit by name at sheet",
    "action-answer": "action by name at addendum",
    "action-closing": "action answer by name at sheet",
    "action-withdrawal": "by name at",
    "criterion-pair": "by on",
    "pack-acceptance": "on by",
    "unit-pack": "device name written on content",
    "unit-version": "pack withdrawn",
    "accepted-machine": "public_key person on by vouched_by earlier",
    "addendum": "evidence at by",
    "answer": "by on",
    "agreement": "request agreed on by",
    "attachment": "evidence media_type size at",
    "blind-judgement": "standardisation",
    "external-action": "visit",
    "external-visit": "media_type",
    "standardisation": "by",
    "authenticity": "at",
    "case": "by",
    "claim": "qualification on direct milestone by",
    "contact": "by",
    "induction": "by",
    "learning-break": "by",
    "progress-review": "by",
    "unit-plan": "by",
    "confirmation": "on by basis",
    "customer": "evidence letter",
    "decision": "on by code head basis awaits_countersigner scheme",
    "device": "letter public_key",
    "enrolment": "digest on",
    "erasure": "on by certificate entries files held_until copy_deleted no_copy_because kept_until",
    "evidence": "number visit employment written",
    "feedback": "evidence note",
    "cover": "of to since by of_name ended_by",
    "hand-over": "on by from_device to_device after",
    "hold": "since by",
    "judgement": "on by judged reopened scheme",
    "looked-at": "sample",
    "lost-device": "by",
    "needed": "unit code by name at",
    "not-sampled": "by on",
    "note": "written",
    "photograph": "evidence original at taken",
    "planned-sample": "by on risk share covers",
    "qualification": "units",
    "reference": "evidence",
    "sample": "on by name seen",
    "sample-reading": "by name at sheet",
    "sample-signature": "code scheme",
    "signature": "evidence signer code paper scheme person",
    "signed-sheet": "code media_type at pages paper scheme on_screen",
    "taken-out": "entity record field on by",
    "to-candidate": "evidence written",
    "unit-signature": "signer code paper scheme person",
    "verifier-talk": "by name at",
    "visit": "written",
}
