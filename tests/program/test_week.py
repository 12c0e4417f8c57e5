"""A working week on a tablet, an office machine and a verifier’s laptop, through the services."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from csassess.data.exchange.devices import own_card
from csassess.data.exchange.merge import Verdict
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method, NoteKind
from csassess.domain.records.people import Assessor
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.records.verification import Stage
from csassess.domain.records.visits import SiteRules
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import decisions, evidence, judgement, references, witnesses
from csassess.services.exchange import acceptance, conflicts, folder_sync, import_preview, sending
from csassess.services.papers import files
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import screen_or_paper_signatures
from csassess.services.visits import plans, visits
from tests.support.builders import Clock, pdf_text
from tests.support.exchanging import FILE_PASSPHRASE, machine, receive_file, state, transfer
from tests.support.syncing import carry
from tests.support.verifying import sampled

STROKES = ((10, 10, 500, 40, 900, 20),)


@pytest.fixture
def clock():
    return Clock(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))


@pytest.fixture
def machines(tmp_path, clock):
    """Open tablet and office of one assessor, synchronised by a folder, and the verifier’s laptop."""
    with ExitStack() as closing:
        caseloads = [machine(tmp_path / name, clock=clock) for name in ("tablet", "office", "verifier")]
        for caseload in caseloads:
            closing.callback(caseload.close)
        tablet, office, verifier = caseloads
        person = verifier.one(Assessor, "caseload", verifier.author)
        verifier.save("caseload", "centre.change", replace(person, name="Vera Verifier", role=Role.VERIFIER))
        for caseload in (tablet, office):
            (tmp_path / f"folder-{caseload.device[:6]}").mkdir()
            folder_sync.choose_folder(caseload, tmp_path / f"folder-{caseload.device[:6]}")
        carry(tablet, office)
        for caseload in (tablet, office):
            (partner,) = folder_sync.partners(caseload)
            folder_sync.accept(caseload, partner.card.device)
        yield caseloads


def synchronise(*machines):
    for _ in range(2):
        for caseload in machines:
            assert folder_sync.sync_folder(caseload)[2] == []
        carry(*machines)
    for caseload in machines:
        folder_sync.sync_folder(caseload)


def test_a_working_week_on_three_machines_is_consistent_at_every_step(machines, clock, tmp_path):
    tablet, office, verifier = machines

    # 1. The visit is planned and agreed at the office, and travels to the tablet.
    aisha, tom = (
        candidates.add_candidate(office, name, number)
        for name, number in (("Aisha Karim", "1"), ("Tom Reid", "2"))
    )
    for candidate in (aisha, tom):
        candidates.set_job(office, candidate.id, "Harbour Call Centre", "Adviser", Setting.REAL_JOB_PAID)
        candidates.register(
            office, candidate.id, "NVQ Certificate in Customer Service", "", candidate.number, clock().date()
        )
        for unit in ("ocr-61", "ocr-b10"):
            candidates.enrol(office, candidate.id, unit)
    plan = plans.plan_visit(
        office, aisha.id, clock().date() + timedelta(days=1), "Harbour Call Centre", "her complaints log"
    )
    plans.agree(office, aisha.id, plan)
    synchronise(office, tablet)
    assert load_portfolio(tablet, aisha.id).plan.agreed == clock().date()
    assert "her complaints log" in pdf_text(printed(tablet, aisha, "visit-plan"))

    # 2. Call centre: two candidates on the tablet, no camera or recording; a misplaced note is moved.
    clock.move_on(days=1)
    rules = SiteRules(camera=False, recording=False)
    items = visits.start_visit(
        tablet, [aisha.id, tom.id], "Harbour Call Centre", rules, "a notice at the door"
    )
    _, first = evidence.next_customer(tablet, aisha.id, items[aisha.id].id)
    evidence.change_note(
        tablet, aisha.id, replace(first, text="Refund is late; she lets him finish and gives a date.")
    )
    moment = evidence.add_note(tablet, aisha.id, items[aisha.id].id, kind=NoteKind.MOMENT)
    wrong = evidence.add_note(tablet, aisha.id, items[aisha.id].id, "He repeats the order number back.")
    visits.move_or_copy_note(tablet, wrong, aisha.id, tom.id, items[tom.id].id)
    for candidate in (aisha, tom):
        feedback = FeedbackToCandidate(
            items[candidate.id].id, items[candidate.id].id, done_well="Calm", comments="Thank you"
        )
        visits.finish(tablet, candidate.id, items[candidate.id].id, feedback)

    # 4. Evening at the office: the moment is written up, criteria referenced in two units.
    clock.move_on(hours=8)
    synchronise(tablet, office)
    for candidate in (aisha, tom):
        other = tom if candidate is aisha else aisha
        words = pdf_text(printed(office, candidate, "record"))
        assert other.name not in words
    assert "He repeats the order number back." in pdf_text(printed(office, tom, "record"))
    evidence.change_note(office, aisha.id, replace(moment, text="A second call; she checks both systems."))
    assert "written up" in pdf_text(printed(office, aisha, "record"))
    for unit, label in (("ocr-b10", "2.3"), ("ocr-61", "3.2")):
        references.tick(office, aisha.id, items[aisha.id].id, unit, label, first.id)

    # 5–8. A discussion with a question, a supervisor's testimony and a work product are cross-referenced.
    discussion = evidence.add_item(
        office, aisha.id, Method.PROFESSIONAL_DISCUSSION, "Feedback", clock().date()
    )
    asked = evidence.add_note(
        office,
        aisha.id,
        discussion.id,
        "By the log, and by asking.",
        kind=NoteKind.QUESTION,
        question="How do you choose feedback?",
    )
    supervisor = witnesses.add_witness(office, aisha.id, "Sue Pervisor", "team leader")
    testimony = witnesses.add_testimony(office, aisha.id, supervisor, clock().date())
    evidence.add_note(office, aisha.id, testimony.id, "She is the same on busy days.")
    log = evidence.add_item(
        office,
        aisha.id,
        Method.WORK_PRODUCT,
        "Complaints log",
        clock().date(),
        "Harbour Call Centre, cabinet 2",
        "Ann Assessor",
    )
    unit61 = portfolio_view(office, aisha.id).of("ocr-61").unit
    for label in unit61.labels():
        references.tick(office, aisha.id, log.id, "ocr-61", label, location="p. 4")
    references.tick(office, aisha.id, discussion.id, "ocr-61", unit61.labels()[-1], asked.id)

    # 9. The decision is refused with a list while anything is open; then it is made and signed in order.
    with pytest.raises(UserError, match="cannot be decided yet"):
        decisions.decide(office, aisha.id, "ocr-61")
    references.tick(office, aisha.id, testimony.id, "ocr-b10", "2.1")
    for item in (items[aisha.id], discussion, testimony, log):
        judgement.accept(office, aisha.id, item.id)
    decisions.decide(office, aisha.id, "ocr-61")
    synchronise(office, tablet)
    assert (
        decision_state(portfolio_view(tablet, aisha.id).of("ocr-61"), load_portfolio(tablet, aisha.id))
        is DecisionState.DECIDED
    )
    screen_or_paper_signatures.sign_decision(
        tablet, aisha.id, "ocr-61", Signer.CANDIDATE, "Aisha Karim", STROKES
    )
    synchronise(tablet, office)
    screen_or_paper_signatures.sign_decision(
        office, aisha.id, "ocr-61", Signer.ASSESSOR, "Ann Assessor", STROKES
    )

    # 10. The verifier receives it with a passphrase, sees who assessed, signs, and sends a file back.
    sending.send(office, [aisha.id], tmp_path / "to-verify.csbundle", passphrase=FILE_PASSPHRASE)
    preview, _ = receive_file(verifier, tmp_path / "to-verify.csbundle", FILE_PASSPHRASE)
    words = import_preview.preview_words(preview)
    assert words[0] == "From Ann Assessor, assessor."
    assert words[1].startswith(f"The machine {own_card(office).code} is not accepted here.")
    assert words[2].startswith("Aisha Karim, 1: new here, ")
    assert words[3].startswith("Not confirmed: Ann Assessor, assessor, machine ")
    assert load_portfolio(verifier, aisha.id).decisions == ()  # nothing counts of people not accepted yet
    acceptance.accept(verifier, office.device)  # once Ann has confirmed its code: her tablet is vouched for
    form = pdf_text(printed(verifier, aisha, "recording", "ocr-61"))
    assert "Ann Assessor" in form
    assert "Vera Verifier" not in form
    sampled(verifier, aisha, log, stage=Stage.FINAL)
    with pytest.raises(UserError, match="Nobody may verify or countersign their own assessment"):
        screen_or_paper_signatures.sign_decision(
            verifier, aisha.id, "ocr-61", Signer.VERIFIER, "Ann Assessor", STROKES
        )
    screen_or_paper_signatures.sign_decision(
        verifier, aisha.id, "ocr-61", Signer.VERIFIER, "Vera Verifier", STROKES
    )
    preview, merged = transfer(verifier, office, aisha.id, tmp_path / "answer.csbundle", only_new=True)
    assert {quarantined.ruling.verdict for quarantined in merged.quarantined} == {Verdict.NOT_ACCEPTED}
    acceptance.accept(office, verifier.device)
    assert conflicts.quarantined(office) == []
    assert import_preview.preview_words(preview)[0] == "From Vera Verifier, internal verifier."
    standing = portfolio_view(office, aisha.id).of("ocr-61")
    assert [str(signer) for signer in valid_signatures(standing, load_portfolio(office, aisha.id))] == [
        "candidate",
        "assessor",
        "internal-verifier",
    ]
    assert "Vera Verifier" in pdf_text(printed(office, aisha, "recording", "ocr-61"))

    # The assessor answers with an addendum: earlier signatures stay in force, and the verifier sees it.
    judgement.add_addendum(office, aisha.id, log.id, "Seen again in June: the log is kept up.")
    standing = portfolio_view(office, aisha.id).of("ocr-61")
    assert len(valid_signatures(standing, load_portfolio(office, aisha.id))) == 3
    transfer(office, verifier, aisha.id, tmp_path / "addendum.csbundle", only_new=True)
    assert "Seen again in June" in pdf_text(printed(verifier, aisha, "record", log.id))

    # What the verifier may not write is refused; written by another program, it has no effect elsewhere.
    with pytest.raises(
        UserError, match="Your role here is internal verifier, which may not make this change"
    ):
        judgement.reopen(verifier, aisha.id, log.id, "Not enough")
    verifier.permissions.may_write = lambda *_: True
    judgement.reopen(verifier, aisha.id, log.id, "Not enough")
    del verifier.permissions.may_write
    _, merged = transfer(verifier, office, aisha.id, tmp_path / "overreach.csbundle")
    assert [ruling.reason for _, ruling in merged.quarantined] == [
        "the internal verifier may not make this change"
    ]
    assert load_portfolio(office, aisha.id).is_accepted(load_portfolio(office, aisha.id).item(log.id))

    # The tablet has all of it too, in words that a person reads.
    synchronise(office, tablet)
    assert state(tablet, aisha.id) == state(office, aisha.id)
    entries = history.history(tablet, aisha.id)
    assert {entry.author for entry in entries} == {"Ann Assessor", "Vera Verifier"}
    assert not [
        entry for entry in entries if "." in entry.words or not entry.words
    ]  # never the code of an action


def printed(caseload, candidate, form, about=""):
    """Draw the first paper of a form that a candidate’s record offers."""
    view = portfolio_view(caseload, candidate.id)
    return files.draw(
        next(
            c for c in files.paper_choices(caseload, view) if c.form == form and about in (c.about, "")
        ).content()
    )
