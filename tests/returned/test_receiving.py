"""Forms that come back filled in: recognised by their code, read into a draft, saved once confirmed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.attachments import AttachmentKind
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import Stage, Verdict
from csassess.domain.verification.sampling import reading_of
from csassess.forms.portfolio import locked
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.papers import files
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.returned import confirming, matching
from csassess.services.returned.confirming import Account
from csassess.services.signing import signed_sheet_scans
from csassess.services.verification import talks
from csassess.services.verification.paper_records import PaperAnswer
from tests.support.exchanging import transfer
from tests.support.returning import WORDS, as_jpeg, day, filled_in, forms_of, printed, sent
from tests.support.verifying import UNIT, become, decided

TOLD = {"words": WORDS, "place": "Pier 2", "seen": True, "true": True, "name": "Grace Obi", "role": "Manager"}


def told(on, **more):
    """Return the values of a testimony that leaves nothing open."""
    return {**TOLD, "on": day(on), "date": day(on), **more}


def portfolio_of(caseload, sent_forms):
    return load_portfolio(caseload, sent_forms.candidate.id)


def test_a_testimony_filled_in_on_screen_is_a_draft_of_its_item(caseload, aisha, forms, receive):
    today = caseload.clock().date()
    form = receive(filled_in(forms["testimony-form"], told(today)))
    found = (form.candidate.id, form.form, form.about)
    assert found == (aisha.candidate.id, "testimony-form", aisha.testimony.id)
    assert form.words("words") == WORDS
    assert form.day("on") == today
    assert form.is_ticked("seen")
    assert form.remarks == ()
    assert form.on_screen
    assert portfolio_of(caseload, aisha).notes_of(aisha.testimony.id) == ()


def test_what_is_confirmed_is_a_note_with_the_file_attached(caseload, aisha, forms, receive):
    content = filled_in(forms["testimony-form"], told(caseload.clock().date()))
    earlier = caseload.clock().date() - timedelta(days=3)
    confirming.confirm_account(caseload, receive(content), Account("Grace Obi", earlier, WORDS))
    portfolio = portfolio_of(caseload, aisha)
    (note,) = portfolio.notes_of(aisha.testimony.id)
    (attached,) = portfolio.attachments_of(aisha.testimony.id)
    (sheet,) = portfolio.sheets_of("testimony-form", aisha.testimony.id)
    assert note.text == WORDS
    assert portfolio.item(aisha.testimony.id).on == earlier
    assert (attached.kind, attached.media_type) == (AttachmentKind.DOCUMENT, "application/pdf")
    assert caseload.attached.content(attached.sha256) == content
    assert (sheet.sha256, sheet.filled_by, sheet.on_screen) == (attached.sha256, "Grace Obi", True)
    assert "Grace" not in attached.name


def test_the_record_of_the_item_says_who_filled_in_the_form_and_how(caseload, aisha, forms, receive):
    today = caseload.clock().date()
    form = receive(filled_in(forms["testimony-form"], told(today)))
    confirming.confirm_account(caseload, form, Account("Grace Obi", today, WORDS))
    view = portfolio_view(caseload, aisha.candidate.id)
    choices = files.paper_choices(caseload, view)
    record = next(c for c in choices if (c.form, c.about) == ("record", aisha.testimony.id))
    assert ("Filled in", "as a PDF by Grace Obi, received 2 March 2026") in record.content().facts


def test_the_scan_of_a_printed_sheet_is_recognised_though_skewed(caseload, aisha, forms, receive):
    form = receive(as_jpeg(printed(forms["testimony-form"], dots=150, skew=3)))
    assert form.about == aisha.testimony.id
    assert (form.on_screen, dict(form.values)) == (False, {})
    assert form.remarks == ("Handwriting is not read: type what is written on the sheet.",)
    today = caseload.clock().date()
    confirming.confirm_account(caseload, form, Account("Grace Obi", today, "Typed."))
    portfolio = portfolio_of(caseload, aisha)
    assert portfolio.attachments_of(aisha.testimony.id)[0].media_type == "image/jpeg"
    (sheet,) = portfolio.sheets_of("testimony-form", aisha.testimony.id)
    assert (sheet.on_screen, sheet.pages) == (False, (1,))


@pytest.mark.parametrize("skew", [-4, 90, 180])
def test_a_sheet_photographed_at_any_angle_is_recognised(aisha, forms, receive, skew):
    assert receive(as_jpeg(printed(forms["statement-form"], skew=skew))).about == aisha.statement.id


def test_a_statement_is_saved_with_its_item(caseload, aisha, forms, receive):
    today = caseload.clock().date()
    values = {
        "words": "I listened.",
        "own": True,
        "name": "Aisha Karim",
        "on": day(today),
        "date": day(today),
    }
    form = receive(filled_in(forms["statement-form"], values))
    assert form.remarks == ()
    confirming.confirm_account(caseload, form, Account("Aisha Karim", today, form.words("words")))
    (note,) = portfolio_of(caseload, aisha).notes_of(aisha.statement.id)
    assert note.text == "I listened."


def test_a_verifiers_answer_is_a_signed_sample_with_the_form(caseload, aisha, forms, receive):
    today = caseload.clock().date()
    values = {"item 1": True, "interim": True, "agree": True, "comment": "Good.", "name": "Vera Verifier"}
    form = receive(filled_in(forms["verification-form"], values | {"observed": True, "not-own": True}))
    answer = PaperAnswer(
        form.about,
        Stage.INTERIM,
        today,
        form.words("name"),
        (aisha.accepted.id,),
        Verdict.AGREE,
        form.words("comment"),
        observed=form.is_ticked("observed"),
    )
    sample = confirming.confirm_sampling(caseload, form, answer)
    portfolio = portfolio_of(caseload, aisha)
    (sheet,) = portfolio.sheets_of("verification-form", UNIT)
    assert (sample.comment, sample.assessor_observed, sample.sheet) == ("Good.", True, sheet.sha256)
    assert portfolio.sample_signatures[-1].on_paper


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.VERIFIER])
def test_an_acknowledgement_is_saved_with_the_form_also_by_the_verifier(
    caseload, aisha, forms, receive, role
):
    become(caseload, "Vera Verifier" if role is Role.VERIFIER else "Ann Assessor", role)
    form = receive(filled_in(forms["feedback-form"], {"words": "Will do.", "read": True, "name": "Jo Bell"}))
    confirming.confirm_reading(caseload, form, form.words("name"), form.words("words"))
    portfolio = portfolio_of(caseload, aisha)
    sample = next(s for s in portfolio.samples if s.id == aisha.sample)
    reading = reading_of(sample, portfolio)
    (sheet,) = portfolio.sheets_of("feedback-form", aisha.sample)
    assert (reading.name, reading.words, reading.sheet) == ("Jo Bell", "Will do.", sheet.sha256)


def test_a_verifier_does_not_acknowledge_without_a_form_nor_in_their_own_name(
    caseload, aisha, forms, receive
):
    form = receive(filled_in(forms["feedback-form"], {"read": True, "name": "vera verifier"}))
    with pytest.raises(UserError, match="cannot acknowledge it"):
        confirming.confirm_reading(caseload, form, form.words("name"), "")
    become(caseload, "Vera Verifier", Role.VERIFIER)
    with pytest.raises(UserError):
        talks.acknowledge(caseload, aisha.candidate.id, aisha.sample)
    assert portfolio_of(caseload, aisha).sheets_of("feedback-form", aisha.sample) == ()


def test_a_changed_record_is_said(caseload, aisha, forms, receive):
    back = filled_in(forms["testimony-form"], told(caseload.clock().date()))
    witness = portfolio_of(caseload, aisha).witnesses[0]
    witnesses.change_witness(caseload, aisha.candidate.id, replace(witness, role="Head of terminal"))
    form = receive(back)
    assert form.words("words") == WORDS
    assert any("was changed after this form was given out" in remark for remark in form.remarks)


def test_what_is_filled_in_elsewhere_in_the_record_is_no_change(caseload, aisha, forms, receive):
    back = filled_in(forms["testimony-form"], told(caseload.clock().date()))
    judgement.add_addendum(caseload, aisha.candidate.id, aisha.accepted.id, "Seen again.")
    assert receive(back).remarks == ()


def test_a_second_return_is_said_and_the_same_file_refused(caseload, aisha, forms, receive):
    today = caseload.clock().date()
    first = filled_in(forms["testimony-form"], told(today))
    confirming.confirm_account(caseload, receive(first), Account("Grace Obi", today, WORDS))
    with pytest.raises(UserError, match="was received on 2 March 2026 already"):
        receive(first)
    again = receive(filled_in(forms["testimony-form"], told(today, words="And she smiled.")))
    assert any("came back before, on 2 March 2026" in remark for remark in again.remarks)


def test_a_form_of_another_centre_is_said(ann, vera, tmp_path):
    back = tmp_path / "back.pdf"
    mine = sent(ann)
    back.write_bytes(forms_of(ann, mine.candidate.id)["testimony-form"])
    become(vera, "Vera Other", Role.ASSESSOR)
    sent(vera)
    with pytest.raises(UserError, match="does not belong to any candidate here"):
        matching.match(vera, matching.read(back))


def test_a_form_whose_item_is_accepted_is_not_read_into_it(caseload, aisha, forms, receive):
    item = aisha.testimony.id
    evidence.add_note(caseload, aisha.candidate.id, item, "Told on the telephone.")
    references.tick(caseload, aisha.candidate.id, item, UNIT, "1.1")
    form = receive(forms["testimony-form"])
    judgement.accept(caseload, aisha.candidate.id, item)
    with pytest.raises(UserError, match="accepted"):
        receive(forms["testimony-form"])
    with pytest.raises(UserError, match="accepted"):
        confirming.confirm_account(caseload, form, Account("Grace Obi", caseload.clock().date(), WORDS))
    assert portfolio_of(caseload, aisha).attachments_of(item) == ()


def test_another_name_an_open_tick_and_an_odd_date_are_said(caseload, forms, receive):
    values = told(caseload.clock().date()) | {"name": "Bob Stone", "seen": False, "on": "last Tuesday"}
    remarks = receive(filled_in(forms["testimony-form"], values)).remarks
    assert remarks == (
        "The date “last Tuesday” could not be read. Choose it.",
        "Not ticked: “I saw this myself.”",
        "The name on the form is “Bob Stone”; on record is Grace Obi.",
    )


def test_a_form_sent_back_empty_says_so(forms, receive):
    assert any("No field of the file is filled in" in r for r in receive(forms["testimony-form"]).remarks)


def test_a_missing_page_of_a_scan_is_said(caseload, aisha, receive):
    for number in range(30):
        item = evidence.add_item(
            caseload, aisha.candidate.id, "WP", f"Letter {number}", caseload.clock().date()
        )
        references.tick(caseload, aisha.candidate.id, item.id, UNIT, "1.1")
    long = forms_of(caseload, aisha.candidate.id)["verification-form"]
    form = receive(as_jpeg(printed(long, page=1)))
    assert "Pages 1, 3 of the form were not found in the file." in form.remarks


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (lambda today: Account(" ", today, WORDS), MissingError),
        (lambda today: Account("Grace Obi", today, " "), MissingError),
        (lambda today: Account("Grace Obi", today + timedelta(days=1), WORDS), UserError),
    ],
)
def test_without_name_or_words_or_on_a_later_day_nothing_is_saved(
    caseload, aisha, forms, receive, account, said
):
    form = receive(filled_in(forms["testimony-form"], told(caseload.clock().date())))
    with pytest.raises(said):
        confirming.confirm_account(caseload, form, account(caseload.clock().date()))
    portfolio = portfolio_of(caseload, aisha)
    assert portfolio.attachments_of(aisha.testimony.id) == ()
    assert portfolio.sheets_of("testimony-form", aisha.testimony.id) == ()


def test_a_locked_form_is_read_with_its_password_and_kept_without_it(caseload, aisha, forms, receive):
    today = caseload.clock().date()
    back = filled_in(locked(forms["testimony-form"], "gull"), told(today), "gull")
    with pytest.raises(matching.LockedFormError, match="Type the password"):
        receive(back)
    with pytest.raises(matching.LockedFormError, match="does not open"):
        receive(back, "goose")
    confirming.confirm_account(caseload, receive(back, "gull"), Account("Grace Obi", today, WORDS))
    (attached,) = portfolio_of(caseload, aisha).attachments_of(aisha.testimony.id)
    assert b"/Encrypt" not in caseload.attached.content(attached.sha256)
    with pytest.raises(UserError, match="already"):
        receive(back, "gull")


def test_other_files_are_no_forms(caseload, mo, tmp_path, receive):
    view = portfolio_view(caseload, mo.id)
    recording = next(c for c in files.paper_choices(caseload, view) if c.form == "recording")
    assert receive(files.draw(recording.content())) is None
    assert receive(as_jpeg(printed(files.draw(recording.content())))) is None
    assert receive(b"words") is None


def test_a_scan_of_a_form_can_still_be_attached_as_a_signed_sheet(caseload, aisha, forms):
    scan = signed_sheet_scans.prepare(as_jpeg(printed(forms["testimony-form"])))
    sheet = signed_sheet_scans.attach(caseload, aisha.candidate.id, scan, "index", "all")
    assert (sheet.form, sheet.about) == ("testimony-form", aisha.testimony.id)


def answered_by(name, form, item, today):
    return PaperAnswer(form.about, Stage.INTERIM, today, name, (item.id,), Verdict.AGREE, "", "Say who.")


def test_what_a_verifier_enters_of_her_own_arrives_at_the_assessor(ann, vera, tmp_path, receive_at):
    """Nothing of it is set aside: it is in her own name."""
    candidate, item = decided(ann)
    transfer(ann, vera, candidate.id, tmp_path / "1.csbundle")
    values = {"item 1": True, "interim": True, "agree": True, "name": "Vera Verifier"}
    form = receive_at(vera, filled_in(forms_of(vera, candidate.id)["verification-form"], values))
    today = vera.clock().date()
    with pytest.raises(UserError, match="your own answers only"):
        confirming.confirm_sampling(vera, form, answered_by("Vic Other", form, item, today))
    sample = confirming.confirm_sampling(vera, form, answered_by("Vera Verifier", form, item, today))
    _, merged = transfer(vera, ann, candidate.id, tmp_path / "2.csbundle")
    assert not merged.quarantined
    assert [each.id for each in portfolio_view(ann, candidate.id).portfolio.samples] == [sample.id]


def test_an_assessor_with_the_program_acknowledges_there(ann, vera, tmp_path, receive_at):
    candidate, item = decided(ann)
    transfer(ann, vera, candidate.id, tmp_path / "1.csbundle")
    values = {"item 1": True, "interim": True, "agree": True, "name": "Vera Verifier"}
    form = receive_at(vera, filled_in(forms_of(vera, candidate.id)["verification-form"], values))
    confirming.confirm_sampling(vera, form, answered_by("Vera Verifier", form, item, vera.clock().date()))
    read = {"read": True, "name": "Ann Assessor"}
    form = receive_at(vera, filled_in(forms_of(vera, candidate.id)["feedback-form"], read))
    with pytest.raises(UserError, match="uses csassess"):
        confirming.confirm_reading(vera, form, "Ann Assessor", "")
    read["name"] = "Jo Bell"
    form = receive_at(vera, filled_in(forms_of(vera, candidate.id)["feedback-form"], read))
    confirming.confirm_reading(vera, form, "Jo Bell", "")
    _, merged = transfer(vera, ann, candidate.id, tmp_path / "2.csbundle")
    assert not merged.quarantined
    assert portfolio_view(ann, candidate.id).portfolio.sample_readings[0].name == "Jo Bell"


def test_the_candidate_is_no_verifier_of_their_own_unit(caseload, aisha, forms, receive):
    form = receive(filled_in(forms["verification-form"], {"item 1": True, "name": "Aisha Karim"}))
    with pytest.raises(UserError, match="candidate cannot verify"):
        confirming.confirm_sampling(
            caseload, form, answered_by("Aisha Karim", form, aisha.accepted, caseload.clock().date())
        )
