"""Before a file is written, the sender reads what will not arrive or count, and where to put it right."""

import pytest

from csassess.data.exchange import devices
from csassess.data.exchange.device_card import Claims
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.evidence import Method
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.services.attachments import photograph_cover, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement
from csassess.services.exchange import import_preview, key_files, receiving, sending
from csassess.services.exchange.import_preview import preview_words
from csassess.services.exchange.not_arriving import not_arriving, not_in_plan
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.progress.to_do import to_finish
from csassess.services.safekeeping.checking import full_check
from csassess.services.signing import screen_or_paper_signatures, signing
from csassess.services.verification import sampling
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page, location_of
from tests.support.builders import accepted_product
from tests.support.exchanging import transfer
from tests.support.pictures import encoded, scene
from tests.support.verifying import STROKES, become, decided, registered, sampled


def found(caseload, *candidate_ids):
    return not_arriving(caseload, [portfolio_view(caseload, candidate) for candidate in candidate_ids])


def words_of(findings):
    return [f"{finding.who}: {finding.what}" for finding in findings]


@pytest.fixture
def aisha(ann):
    return registered(ann)


def test_a_finished_registered_portfolio_arrives_whole(ann):
    aisha, _ = decided(ann)
    assert found(ann, aisha.id) == []


def test_an_assessor_reads_that_an_unregistered_candidate_cannot_be_sampled(ann):
    una = candidates.add_candidate(ann, "Una Unregistered")
    (finding,) = found(ann, una.id)
    assert words_of([finding]) == [
        "Una Unregistered: Not registered: the internal verifier cannot sample. Record the registration."
    ]
    assert location_of(finding) == Location(Page.PORTFOLIO, una.id)


def test_an_unfinished_visit_leads_to_the_page_that_finishes_it(ann, aisha):
    item = visits.start_visit(ann, [aisha.id], "Quay")[aisha.id]
    (finding,) = found(ann, aisha.id)
    assert words_of([finding]) == ["Aisha Karim, item 1: The visit of 2 March 2026 is not finished."]
    assert location_of(finding) == Location(Page.FINISH, aisha.id, item.id)
    visits.finish(ann, aisha.id, item.id, FeedbackToCandidate(item.id, item.id))
    assert "not finished" not in found(ann, aisha.id)[0].what


def test_each_item_that_is_not_accepted_leads_to_the_item(ann, aisha):
    item = accepted_product(ann, aisha.id, "ocr-61", "2.1")
    assert found(ann, aisha.id) == []
    judgement.request_more_evidence(ann, aisha.id, item.id, "A second day")
    draft = evidence.add_item(ann, aisha.id, Method.WORK_PRODUCT, "Letter", ann.clock().date())
    withdrawn = evidence.add_item(ann, aisha.id, Method.WORK_PRODUCT, "Log", ann.clock().date())
    judgement.withdraw(ann, aisha.id, withdrawn.id)
    findings = found(ann, aisha.id)
    assert [location_of(finding) for finding in findings] == [
        Location(Page.EVIDENCE, aisha.id, each.id) for each in (item, draft)
    ]
    assert [finding.state.words for finding in findings] == ["more evidence needed", "draft to complete"]


def test_the_sender_and_today_say_the_same_of_each_item(ann, aisha):
    visits.start_visit(ann, [aisha.id], "Quay")
    evidence.add_item(ann, aisha.id, Method.WORK_PRODUCT, "Letter", ann.clock().date())
    rows = [row for _, row in candidate_rows(ann)]
    today = {(task.item, task.state) for task in to_finish(rows, ann.clock().date()) if task.item}
    assert {(finding.item, finding.state) for finding in found(ann, aisha.id)} == today


def test_words_that_are_not_saved_lead_to_their_note(ann, aisha):
    item = accepted_product(ann, aisha.id, "ocr-61", "2.1")
    judgement.request_more_evidence(ann, aisha.id, item.id, "A note")
    note = evidence.add_note(ann, aisha.id, item.id, "The log")
    judgement.accept(ann, aisha.id, item.id)
    ann.drafts.keep(note.id, "text", "The log is kept daily")
    (finding,) = found(ann, aisha.id)
    assert finding.what == "Words typed into a note are not saved: they do not arrive."
    assert location_of(finding) == Location(Page.EVIDENCE, aisha.id, item.id, note.id)


def test_pictures_that_are_missing_here_are_counted(ann, aisha, monkeypatch):
    item = accepted_product(ann, aisha.id, "ocr-61", "2.1")
    judgement.request_more_evidence(ann, aisha.id, item.id, "A picture")
    photographs.add(ann, aisha.id, item.id, photographs.prepare(encoded(scene())), "The counter")
    judgement.accept(ann, aisha.id, item.id)
    assert found(ann, aisha.id) == []
    monkeypatch.setattr(ann.attached, "has", lambda _: False)
    assert words_of(found(ann, aisha.id)) == ["Aisha Karim: 1 picture or file is missing on this machine."]


def test_what_a_cover_deleted_on_purpose_is_missing_for_no_one(ann, vera, aisha, tmp_path):
    """The papers that were signed before show what was covered: they are deleted, and not sent."""
    item = accepted_product(ann, aisha.id, "ocr-61", "2.1")
    judgement.request_more_evidence(ann, aisha.id, item.id, "A picture")
    photograph = photographs.add(ann, aisha.id, item.id, photographs.prepare(encoded(scene())), "The counter")
    for signer, name in ((Signer.CANDIDATE, "Aisha Karim"), (Signer.ASSESSOR, "Ann Assessor")):
        portfolio = portfolio_view(ann, aisha.id).portfolio
        code = account_code(portfolio.item(item.id), portfolio, ann.clock())
        screen_or_paper_signatures.sign_item(ann, aisha.id, item.id, signer, name, code, STROKES)
    signing.open_account(ann, aisha.id, item.id, "A face is seen")
    photograph_cover.cover(ann, aisha.id, photograph, ((0, 0, 80, 80),))
    judgement.accept(ann, aisha.id, item.id)
    transfer(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    for machine in (ann, vera):
        assert found(machine, aisha.id) == []
        assert [problem for checked in full_check(machine).run() for problem in checked.wrong] == []


def test_a_verifier_reads_that_an_unsigned_sample_sends_its_actions_to_no_one(ann, vera, tmp_path):
    aisha, item = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    assert found(vera, aisha.id) == []
    sample = sampled(vera, aisha, item, ask="Show one more day.", sign=False)
    (finding,) = found(vera, aisha.id)
    assert finding.what == "1 action is not sent: sign the sample of 2 March 2026"
    assert location_of(finding) == Location(Page.SAMPLE, aisha.id, unit="ocr-61", form=sample.id)
    sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    assert found(vera, aisha.id) == []


def test_everyone_reads_only_what_their_role_can_put_right(ann, vera, tmp_path):
    una = candidates.add_candidate(ann, "Una Unregistered")
    evidence.add_item(ann, una.id, Method.WORK_PRODUCT, "Letter", ann.clock().date())
    transfer(ann, vera, una.id, tmp_path / "una.csbundle")
    assert len(found(ann, una.id)) == 2
    assert found(vera, una.id) == []
    become(vera, "Cleo Centre", Role.CENTRE)
    assert len(found(vera, una.id)) == 1


def test_a_status_file_leaves_out_of_the_plan_who_is_not_registered(ann, aisha):
    una = candidates.add_candidate(ann, "Una Unregistered")
    assert [finding.candidate for finding in not_in_plan(ann)] == [una.id]


def preview_at(receiver, sender, candidate_id, path):
    card = next(c for c in key_files.recipients_known(sender) if c.device == receiver.device)
    sending.send(sender, [candidate_id], path, recipients=[card], with_forms=False)
    opened = receiving.open_file(path, receiving.own_identity(receiver))
    return " ".join(preview_words(import_preview.preview(receiver, opened)))


def test_the_preview_tells_a_verifier_who_cannot_be_sampled(ann, vera, aisha, tmp_path):
    una = candidates.add_candidate(ann, "Una Unregistered")
    words = preview_at(vera, ann, una.id, tmp_path / "una.csbundle")
    assert "Una Unregistered is not registered: the portfolio can be read but not sampled" in words
    assert "not registered" not in preview_at(vera, ann, aisha.id, tmp_path / "aisha.csbundle")


def test_the_preview_says_nothing_of_sampling_to_an_assessor(ann, vera, tmp_path):
    una = candidates.add_candidate(ann, "Una Unregistered")
    become(vera, "Anna Assessor", Role.ASSESSOR)
    assert "not registered" not in preview_at(vera, ann, una.id, tmp_path / "una.csbundle")


def test_a_recipient_known_to_use_an_older_version_is_named(ann, vera, tmp_path):
    card = devices.own_card(vera)
    assert key_files.older_version(ann, card) == ""
    devices.keep_claims(ann, vera.device, Claims(program="csassess 0.1.0"))
    assert key_files.older_version(ann, card) == "0.1.0"
    devices.keep_claims(ann, vera.device, Claims(program="csassess 99.0.0"))
    assert key_files.older_version(ann, card) == ""
