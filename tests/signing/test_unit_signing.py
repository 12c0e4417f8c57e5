"""Signing a decided unit in order, bound to the decision; approved forms, letterhead, cell contents."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.domain.errors import UserError
from csassess.domain.records.signatures import Signer
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.verification import Stage, Verdict
from csassess.domain.signing.unit_signing import next_signer, valid_signatures, void_signatures
from csassess.services.access import caseloads
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates import candidates
from csassess.services.candidates.staff import keep_member
from csassess.services.evidence import decisions, evidence, judgement
from csassess.services.papers import files, form_control
from csassess.services.progress import portfolio_view
from csassess.services.signing import screen_or_paper_signatures, signing
from csassess.services.verification import paper_records
from csassess.services.verification.paper_records import PaperAnswer
from tests.support.builders import accepted_product, form_pdf, pdf_text
from tests.support.pictures import encoded, scene
from tests.support.verifying import SCAN

DRAWN = ((10, 10, 60, 40, 90, 10),)
UNIT = "ocr-61"


@pytest.fixture
def decided(caseload, mo):
    """Return Mo with a decision on unit 61, which has no evidence requirements."""
    from csassess.services.units import units

    candidates.enrol(caseload, mo.id, UNIT)
    accepted_product(caseload, mo.id, UNIT, *units.unit(UNIT).labels())
    decisions.decide(caseload, mo.id, UNIT)
    return mo


def sign(caseload, mo, signer, name):
    if signer is Signer.VERIFIER:
        return signing.sign_unit(caseload, mo.id, UNIT, signer, name, on_paper=True)
    return signing.sign_unit(caseload, mo.id, UNIT, signer, name, DRAWN)


def sample_on_paper(caseload, mo, name):
    """Type in a final sample that agrees."""
    item = portfolio_view.portfolio_view(caseload, mo.id).portfolio.evidence[0]
    day = caseload.clock().date()
    answer = PaperAnswer(UNIT, Stage.FINAL, day, name, (item.id,), Verdict.AGREE)
    return paper_records.type_in(caseload, mo.id, answer, SCAN)


def standing_of(caseload, mo):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    return view.of(UNIT), view.portfolio


def test_a_unit_is_signed_by_candidate_assessor_and_internal_verifier_in_this_order(caseload, decided):
    for signer, name in (
        (Signer.CANDIDATE, "Mo Candidate"),
        (Signer.ASSESSOR, "Ann Assessor"),
        (Signer.VERIFIER, "Vera Verifier"),
    ):
        if signer is Signer.VERIFIER:
            sample_on_paper(caseload, decided, name)
        assert next_signer(*standing_of(caseload, decided)) is signer
        sign(caseload, decided, signer, name)
    assert next_signer(*standing_of(caseload, decided)) is None
    with pytest.raises(UserError, match="nothing to sign"):
        sign(caseload, decided, Signer.CANDIDATE, "Mo Candidate")


@pytest.mark.parametrize("signer", [Signer.ASSESSOR, Signer.VERIFIER, Signer.COUNTERSIGNER])
def test_signing_out_of_order_is_refused_naming_the_next_signer(caseload, decided, signer):
    with pytest.raises(UserError, match="The candidate signs next"):
        sign(caseload, decided, signer, "Someone")
    assert standing_of(caseload, decided)[1].unit_signatures == ()


def test_a_unit_cannot_be_signed_before_it_is_decided(caseload, mo):
    with pytest.raises(UserError, match="nothing to sign"):
        signing.sign_unit(caseload, mo.id, "ocr-b10", Signer.CANDIDATE, "Mo Candidate", DRAWN)


def test_a_trainee_s_decision_is_countersigned_before_it_is_verified(caseload, mo, decided):
    from csassess.data.record.caseload import CASELOAD_STREAM
    from csassess.domain.records.people import AssessorStatus

    trainee = replace(caseloads.assessor_of(caseload), status=AssessorStatus.WORKING_TOWARDS)
    caseload.save(CASELOAD_STREAM, "centre.change", trainee)
    item = portfolio_view.portfolio_view(caseload, mo.id).portfolio.evidence[0]
    judgement.reopen(caseload, mo.id, item.id, "A word")
    evidence.change_item(caseload, mo.id, replace(item, description="Another letter"))
    judgement.accept(caseload, mo.id, item.id)
    decisions.decide(caseload, mo.id, UNIT, "A word was wrong")
    for signer, name in (
        (Signer.CANDIDATE, "Mo Candidate"),
        (Signer.ASSESSOR, "Ann Assessor"),
        (Signer.COUNTERSIGNER, "Cora Counter"),
    ):
        keep_member(caseload, StaffMember("", "Cora Counter", "countersigner"))
        sign(caseload, mo, signer, name)
    sample_on_paper(caseload, mo, "Vera Verifier")
    assert next_signer(*standing_of(caseload, mo)) is Signer.VERIFIER


def test_an_assessor_cannot_verify_their_own_assessment(caseload, decided):
    sign(caseload, decided, Signer.CANDIDATE, "Mo Candidate")
    sign(caseload, decided, Signer.ASSESSOR, "Ann Assessor")
    with pytest.raises(UserError, match="own assessment"):
        sign(caseload, decided, Signer.VERIFIER, " ann assessor ")


def test_an_addendum_voids_no_signature(caseload, decided):
    sign(caseload, decided, Signer.CANDIDATE, "Mo Candidate")
    item = portfolio_view.portfolio_view(caseload, decided.id).portfolio.evidence[0]
    judgement.add_addendum(caseload, decided.id, item.id, "Seen again.")
    accepted_product(caseload, decided.id, "ocr-b10", "1.1")
    assert list(valid_signatures(*standing_of(caseload, decided))) == [Signer.CANDIDATE]


def test_a_change_voids_every_signature_and_the_papers_say_so(caseload, decided):
    sign(caseload, decided, Signer.CANDIDATE, "Mo Candidate")
    item = portfolio_view.portfolio_view(caseload, decided.id).portfolio.evidence[0]
    assert "record code" in text_of(caseload, decided, "declaration")
    judgement.reopen(caseload, decided.id, item.id, "The description")
    evidence.change_item(caseload, decided.id, replace(item, description="Another letter"))
    judgement.accept(caseload, decided.id, item.id)
    standing, portfolio = standing_of(caseload, decided)
    assert valid_signatures(standing, portfolio) == {}
    assert [s.signer for s in void_signatures(standing, portfolio)] == [Signer.CANDIDATE]
    for form in ("recording", "declaration"):
        assert "no longer applies" in text_of(caseload, decided, form)


def text_of(caseload, mo, form, about=UNIT):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    return pdf_text(
        files.draw(
            next(
                c for c in files.paper_choices(caseload, view) if (c.form, c.about) == (form, about)
            ).content()
        )
    )


def test_the_recording_form_names_the_signers_on_the_lines_of_its_source(caseload, decided):
    candidates.change_candidate(caseload, replace(decided, known_as="Mo Signed"))
    for signer, name in (
        (Signer.CANDIDATE, "Mo Signed"),
        (Signer.ASSESSOR, "Ann Assessor"),
        (Signer.VERIFIER, "Vera Verifier"),
    ):
        if signer is Signer.VERIFIER:
            sample_on_paper(caseload, decided, name)
        sign(caseload, decided, signer, name)
    text = text_of(caseload, decided, "recording")
    positions = [
        text.index(words)
        for words in (
            "Candidate's signature",
            "Mo Signed",
            "Assessor's signature",
            "Internal verifier's signature",
            "Vera Verifier",
        )
    ]
    assert positions == sorted(positions)


def test_signing_does_not_change_the_record_code_of_the_form(caseload, decided):
    def code():
        view = portfolio_view.portfolio_view(caseload, decided.id)
        return (
            next(c for c in files.paper_choices(caseload, view) if c.form == "recording")
            .content()
            .identification.record_code
        )

    before = code()
    sign(caseload, decided, Signer.CANDIDATE, "Mo Candidate")
    assert code() == before


# Controlled forms


def test_a_form_names_who_approved_its_version_or_says_not_yet_approved(caseload, mo):
    assert "version 1 Not yet approved" in pdf_text(form_pdf(caseload, mo.id, "ocr-b10"))
    form_control.approve(caseload, "CRF", "Eve External", caseload.clock().date())
    assert "Approved by Eve External, 2 March 2026" in pdf_text(form_pdf(caseload, mo.id, "ocr-b10"))
    assert "Not yet approved" in text_of(caseload, mo, "index", "all")


@pytest.mark.parametrize(("by", "later"), [("", 0), ("Eve", 1)])
def test_an_approval_needs_a_name_and_a_date_that_is_not_in_the_future(caseload, by, later):
    with pytest.raises(UserError):
        form_control.approve(caseload, "CRF", by, caseload.clock().date() + timedelta(days=later))
    assert form_control.approvals(caseload) == []


def test_the_centre_s_letterhead_leaves_the_form_s_own_parts_unchanged(caseload, mo):
    plain = pdf_text(form_pdf(caseload, mo.id, "nos-b10"))
    form_control.set_logo(caseload, encoded(scene((400, 200)), "PNG"))
    centre = replace(
        centre_of(caseload), heading="Harbour Centre · Quality", privacy="We keep this for three years."
    )
    caseloads.change_centre(caseload, centre)
    text = pdf_text(form_pdf(caseload, mo.id, "nos-b10"))
    assert "Harbour Centre · Quality" in text
    assert "We keep this for three years." in text
    for form_part in ("Candidate Recording Form", "The candidate has satisfied", "Notes/Comments"):
        assert text.count(form_part) == plain.count(form_part) == 1


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_logo_that_is_not_a_picture_is_refused(caseload, content):
    with pytest.raises(UserError):
        form_control.set_logo(caseload, content)
    assert centre_of(caseload).logo == ""


def test_cells_contain_method_codes_if_the_centre_chose_so(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1", "1.2")
    caseloads.change_centre(caseload, replace(centre_of(caseload), cells_by_method=True))
    text = pdf_text(form_pdf(caseload, mo.id, "ocr-b10"))
    assert text.count("WP") == 2


def test_a_paper_can_still_be_printed_as_signed_after_a_change(caseload, decided):
    signed = screen_or_paper_signatures.sign_decision(
        caseload, decided.id, UNIT, Signer.CANDIDATE, "Mo Candidate", DRAWN
    )
    before = text_of(caseload, decided, "as-signed", signed.id)
    assert "Mo Candidate" in before
    item = portfolio_view.portfolio_view(caseload, decided.id).portfolio.evidence[0]
    judgement.reopen(caseload, decided.id, item.id, "The description")
    evidence.change_item(caseload, decided.id, replace(item, description="Another letter"))
    judgement.accept(caseload, decided.id, item.id)
    assert text_of(caseload, decided, "as-signed", signed.id) == before
    assert "Another letter" not in before
    assert "Another letter" in text_of(caseload, decided, "recording")


def test_the_report_says_which_signatures_apply(caseload, decided):
    def applies():
        report = portfolio_view.report(portfolio_view.portfolio_view(caseload, decided.id))
        unit = next(unit for unit in report["units"] if unit["id"] == UNIT)
        return [(s["role"], s["applies"]) for s in unit["decision"]["signatures"]]

    sign(caseload, decided, Signer.CANDIDATE, "Mo Candidate")
    assert applies() == [("candidate", True)]
    item = portfolio_view.portfolio_view(caseload, decided.id).portfolio.evidence[0]
    judgement.reopen(caseload, decided.id, item.id, "The description")
    evidence.change_item(caseload, decided.id, replace(item, description="Another letter"))
    assert applies() == [("candidate", False)]
