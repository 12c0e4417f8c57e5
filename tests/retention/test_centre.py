"""The sample centre played once: countersigning, sampling, the pack, hand-over, archive and a loss."""

import hashlib
import subprocess
from datetime import date
from shutil import which

import pikepdf
import pytest
from pypdf import PdfReader

from csassess.data.record.portfolios import load_portfolio
from csassess.demo.sample_caseload import SampleClock, record_sample
from csassess.demo.sample_centre import PACK_PASSWORD, SampleCentre
from csassess.demo.sample_lists import centre_content, sample_content
from csassess.demo.sample_machines import CENTRE_KEY_PASSPHRASE
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import ActionState
from csassess.domain.retention.date_order import broken_order
from csassess.domain.signing.accounts import still_applies
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.domain.verification.sampling import action_state
from csassess.services.access import caseloads
from csassess.services.access.caseloads import Owner
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates, staff
from csassess.services.disclosure import data_requests, external_pack
from csassess.services.evidence import evidence, witnesses
from csassess.services.papers.files import draw, paper_choices
from csassess.services.papers.verification import sampling_record
from csassess.services.progress import portfolio_view, waiting
from csassess.services.progress.candidate_rows import candidate_row
from csassess.services.progress.portfolio_status import find
from csassess.services.retention import retention
from csassess.services.safekeeping import centre_key, lost_device
from csassess.services.verification import standardisation
from csassess.services.visits import visits
from tests.support.builders import PASSPHRASE, cheap_keys, contents, pdf_text
from tests.support.pictures import encoded, scene

STEPS = (
    "earlier",
    "begin",
    "sample",
    "sign_sample",
    "answer",
    "close",
    "claim",
    "external",
    "certificate",
    "archive",
    "erase",
    "countersign",
    "take_over",
    "lose_laptop",
)


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    """Play every step of the sample centre."""
    folder, clock, content = tmp_path_factory.mktemp("centre"), SampleClock(), sample_content()
    owner = Owner(content["assessor"], content["centre"], content["centre_number"])
    assessor = caseloads.set_up(folder / "caseload", cheap_keys(), owner)
    record_sample(assessor, clock)
    played = SampleCentre(folder, assessor, clock, PASSPHRASE)
    for step in STEPS:
        getattr(played, step)()
    yield played
    played.shut()
    assessor.close()


def test_a_trainees_decision_is_countersigned_on_another_machine(centre):
    view = portfolio_view.portfolio_view(centre.trainee, centre.nia)
    signed = valid_signatures(view.of("ocr-b10"), view.portfolio)
    assert list(signed) == [Signer.CANDIDATE, Signer.ASSESSOR, Signer.COUNTERSIGNER]
    assert [each.words for each in view.portfolio.needed] == [centre_content()["countersigner_needs"]]


def test_an_action_answered_and_closed_leaves_earlier_signatures_in_force(centre):
    for machine in (centre.assessor, centre.verifier):
        view = portfolio_view.portfolio_view(machine, centre.delia)
        (action,) = view.portfolio.actions
        assert action_state(action, view.portfolio) is ActionState.CLOSED
        assert list(valid_signatures(view.of("ocr-b10"), view.portfolio)) == [
            Signer.CANDIDATE,
            Signer.ASSESSOR,
            Signer.VERIFIER,
        ]
        account = view.portfolio.signatures_of(action.evidence)
        assert [signature.signer for signature in account] == [Signer.CANDIDATE, Signer.ASSESSOR]
        assert all(still_applies(signature, view.portfolio) for signature in account)
        (answer,) = view.portfolio.action_answers
        assert answer.addendum in {each.id for each in view.portfolio.addenda}


def test_an_action_and_its_answer_are_on_the_sampling_record_item_record_and_recording_form(
    centre,
):
    content = centre_content()["sample"]
    view = portfolio_view.portfolio_view(centre.assessor, centre.delia)
    pages = pdf_text(draw(sampling_record(centre.assessor, view)))
    for words in (
        content["action"],
        content["answer"],
        content["closed"],
        content["feedback"],
        "interim sample",
        "final sample",
    ):
        assert " ".join(words.split()[:5]) in " ".join(pages.split())
    item = centre.action.evidence
    for choice in paper_choices(centre.assessor, view):
        if (choice.form, choice.about) in (("record", item), ("recording", "ocr-b10")):
            assert "4.4 says evaluate" in " ".join(pdf_text(draw(choice.content())).split())


def test_dates_from_registration_to_certificate_are_recorded_in_order(centre):
    portfolio = load_portfolio(centre.assessor, centre.delia)
    assert [each.kind for each in portfolio.milestones] == [
        MilestoneKind.ACHIEVED,
        MilestoneKind.CLAIMED,
        MilestoneKind.CERTIFICATED,
    ]
    assert broken_order(portfolio) == ()


def test_the_pack_opens_only_with_its_password_in_two_readers_and_holds_the_whole_record(centre, tmp_path):
    view = portfolio_view.portfolio_view(centre.verifier, centre.delia)
    pack = external_pack.gather_pack(centre.verifier, [centre.delia])
    first, second, sheets = external_pack.write_pack(pack, tmp_path / "pack", PACK_PASSWORD)
    for path in (first, second, sheets):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(path)
        pikepdf.open(path, password=PACK_PASSWORD).close()
        if which("pdftotext"):
            opened = subprocess.run(
                ["pdftotext", "-upw", PACK_PASSWORD, path, "-"], capture_output=True, check=False
            )
            closed = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=False)
            assert (opened.returncode, bool(closed.returncode)) == (0, True)
    reader = PdfReader(second)
    reader.decrypt(PACK_PASSWORD)
    text = _bare("".join(page.extract_text() for page in reader.pages))
    record = view.portfolio
    expected = [
        *(note.text for note in record.notes),
        *(note.question for note in record.notes),
        *(p.caption for p in record.photographs),
        *(f.received for f in record.feedback),
        *(f.improvement for f in record.feedback),
        *(a.words for a in record.addenda),
        *(a.what for a in record.actions),
        *(s.feedback for s in record.samples),
        *(c.reason for c in record.confirmations),
        *(t.answers for t in record.verifier_talks),
    ]
    assert [words for words in expected if _bare(words) not in text] == []
    reader = PdfReader(first)
    reader.decrypt(PACK_PASSWORD)
    text = _bare("".join(page.extract_text() for page in reader.pages))
    for words in (
        *(member["name"] for member in centre_content()["staff"]),
        "V1, 2007",
        "C-2026-0624",
        "VRQ 7781 204",
        "P. Whitcombe",
        "claim released",
        "19 June 2026",  # the unit was achieved
        "Before further claims for B10",
    ):
        assert _bare(words) in text
    reader = PdfReader(sheets)
    reader.decrypt(PACK_PASSWORD)
    assert len(reader.pages) == len(record.signed_sheets)
    assert _bare("In the staff room of the shop") in _bare(reader.pages[0].extract_text())


def _bare(words: str) -> str:
    return "".join(words.split())


def test_a_pack_with_a_short_password_or_over_an_existing_file_is_refused_and_leaves_nothing(
    centre, tmp_path
):
    pack = external_pack.gather_pack(centre.verifier, [centre.delia])
    with pytest.raises(UserError, match="at least 12 characters"):
        external_pack.write_pack(pack, tmp_path / "pack", "short")
    assert not (tmp_path / "pack").exists()
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / pack.files[-1][0]).write_bytes(b"mine")
    with pytest.raises(UserError, match="is there already"):
        external_pack.write_pack(pack, tmp_path / "pack", PACK_PASSWORD)
    assert contents(tmp_path / "pack") == {pack.files[-1][0]: b"mine"}


def test_a_stopped_pack_leaves_no_file(centre, tmp_path):
    pack, written = external_pack.gather_pack(centre.verifier, [centre.delia]), []
    with pytest.raises(UserError, match="Stopped"):
        external_pack.write_pack(
            pack, tmp_path / "pack", PACK_PASSWORD, written.append, lambda: bool(written)
        )
    assert list((tmp_path / "pack").iterdir()) == []


def test_the_new_assessor_has_the_whole_record_and_the_old_one_can_only_read_it(centre):
    assert load_portfolio(centre.other, centre.nia).notes == load_portfolio(centre.trainee, centre.nia).notes
    with pytest.raises(UserError, match="handed over"):
        evidence.add_item(centre.trainee, centre.nia, Method.WORK_PRODUCT, "Letter", date(2026, 7, 21))


def test_the_archive_finds_words_in_every_portfolio_except_the_erased_one(centre):
    assert {each.candidate for each in find(centre.office, "lift")} == {centre.delia}
    assert find(centre.office, "Ironmongers") == []
    (stub,) = retention.erasures(centre.office)
    assert stub.id == centre.rhys
    assert "Rhys" not in repr(stub)


def test_a_criterion_is_compared_across_assessors(centre):
    centre.pass_on(centre.other, centre.office, centre.nia)
    examples = standardisation.examples(centre.office, "ocr-b10", "2.5")
    assert {example.assessor for example in examples} == {"Jyoti Patel", "Owen Marsh"}
    assert all(example.words for example in examples)


def test_the_loss_sheet_names_whose_data_is_lost_and_the_restored_caseload_knows_the_lost_device(
    centre,
):
    restored = centre.folder / "machines" / "restored"
    again = caseloads.open_caseload(restored, caseloads.unlock(restored, PASSPHRASE))
    again.clock = centre._clock
    try:
        sheet = pdf_text(draw(lost_device.loss_sheet(again, centre.trainee.device)))
        assert "Nia Prosser" in sheet
        assert "26 August 2026" in sheet  # the newest entry that is not lost
        assert "27 August 2026" in sheet  # the backup
        assert again.device != centre.trainee.device
        assert list(staff.lost_devices(again)) == [centre.trainee.device]
    finally:
        again.close()


def test_the_centre_key_opens_a_restored_caseload(centre):
    key = centre.folder / "centre" / "centre-key.age"
    folder = centre.folder / "machines" / "restored"
    master = centre_key.unlock_by_centre_key(folder, key, CENTRE_KEY_PASSPHRASE)
    assert master == caseloads.unlock(folder, PASSPHRASE)


def test_a_finished_unit_waits_for_no_one_and_an_unregistered_candidate_is_listed(centre):
    views = [
        portfolio_view.portfolio_view(centre.assessor, c.id)
        for c in candidates.list_candidates(centre.assessor)
    ]
    rows = [candidate_row(view) for view in views]
    waits = {(each.who, each.what) for each in waiting.waiting_for_others(rows, [], date(2026, 7, 28))}
    assert ("Sam Pryor", "Not registered yet") in waits
    assert not [what for who, what in waits if who == "Delia Marlow"]
    (standing,) = next(view for view in views if view.portfolio.candidate.id == centre.delia).standings
    assert standing.ready
    assert decision_state(standing, load_portfolio(centre.assessor, centre.delia)) is DecisionState.DECIDED


# Requests for personal data


@pytest.fixture
def asked(caseload, mo):
    """Log a request for the data of a candidate with a witness, a testimony, a photograph and a file."""
    witness = witnesses.add_witness(caseload, mo.id, "Wilma Witness", "Supervisor", contact="020 7946 0000")
    item = witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date())
    evidence.add_note(caseload, mo.id, item.id, "Mo calmed the twins from number nine.")
    photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "The counter")
    attachments.attach(caseload, mo.id, item.id, "letter.txt", b"Dear Mo, thank you. Wilma and the twins.")
    return data_requests.log_request(caseload, mo.id, "Mo, passport seen", date(2026, 1, 31))


def test_a_request_is_due_within_a_month_of_its_receipt(asked):
    assert asked.due == date(2026, 2, 28)


def test_a_request_is_corrected_with_its_due_date_until_it_is_answered(caseload, mo, asked):
    data_requests.change_request(caseload, mo.id, asked, " Mo, passport ", date(2026, 2, 15))
    (changed,) = load_portfolio(caseload, mo.id).data_requests
    assert (changed.asked_by, changed.received, changed.due) == (
        "Mo, passport",
        date(2026, 2, 15),
        date(2026, 3, 15),
    )
    for asked_by, received, words in ((" ", date(2026, 2, 1), "who asked"), ("Mo", date(2027, 1, 1), "day")):
        with pytest.raises(UserError, match=words):
            data_requests.change_request(caseload, mo.id, changed, asked_by, received)
    answered = data_requests.close_request(caseload, mo.id, changed, {})
    with pytest.raises(UserError, match="was answered"):
        data_requests.change_request(caseload, mo.id, answered, "Bo", date(2026, 2, 1))
    assert load_portfolio(caseload, mo.id).data_requests == (answered,)


def test_other_people_are_previewed_separately(caseload, mo, asked):
    others = data_requests.other_people(load_portfolio(caseload, mo.id))
    assert [each.kind for each in others] == ["witness", "testimony", "photograph", "attachment"]


def test_people_present_or_named_on_items_are_previewed_and_can_be_withheld(caseload, mo, asked):
    visits.start_visit(caseload, [mo.id], "Ticket office", informed="a word with Petra Present")
    evidence.add_item(
        caseload, mo.id, Method.WORK_PRODUCT, "The log", caseload.clock().date(), seen_by="Olga Original"
    )
    witness = load_portfolio(caseload, mo.id).witnesses[0]
    witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date(), typed_by="Tina Typist")
    portfolio = load_portfolio(caseload, mo.id)
    people = {other.kind: other for other in data_requests.other_people(portfolio)}
    assert (people["present"].words, people["seen-by"].words, people["typed-by"].words) == (
        "a word with Petra Present",
        "Olga Original",
        "Tina Typist",
    )
    disclosed = data_requests.without_withheld(
        portfolio, {(other.kind, other.id): "Somebody else" for other in people.values()}
    )
    assert not [name for name in ("Petra", "Olga", "Tina") if name in repr(disclosed)]


def test_an_answer_has_the_reason_but_not_the_content_of_what_is_withheld(caseload, mo, asked, tmp_path):
    others = data_requests.other_people(load_portfolio(caseload, mo.id))
    picture = load_portfolio(caseload, mo.id).photographs[0].sha256
    withheld = {(each.kind, each.id): "Tells of somebody else" for each in others}
    answer = data_requests.gather_answer(caseload, mo.id, asked, withheld)
    (pdf,) = data_requests.write_answer(answer, tmp_path / "out")
    text = " ".join(pdf_text(pdf.read_bytes()).split())
    for withheld_word in ("Wilma", "7946", "twins", "The counter"):
        assert withheld_word not in text
    assert text.count("Tells of somebody else") >= 4
    assert hashlib.sha256(b"".join(contents(tmp_path / "out").values())).hexdigest() != picture
    closed = data_requests.close_request(caseload, mo.id, asked, withheld)
    assert closed.answered == caseload.clock().date()
    assert len(closed.withheld) == 4


def test_a_disclosed_testimony_does_not_name_a_withheld_witness(caseload, mo, asked):
    first, *_ = data_requests.other_people(load_portfolio(caseload, mo.id))
    answer = data_requests.gather_answer(
        caseload, mo.id, asked, {(first.kind, first.id): "Asked not to be named"}
    )
    text = "".join(pdf_text(draw(paper)) for paper in answer.papers)
    assert "Wilma" not in text
    assert "twins" in text


def test_an_answer_with_nothing_withheld_holds_everything(caseload, mo, asked, tmp_path):
    answer = data_requests.gather_answer(caseload, mo.id, asked, {})
    pdf, *files = data_requests.write_answer(answer, tmp_path / "out")
    text = " ".join(pdf_text(pdf.read_bytes()).split())
    for expected in ("Wilma Witness", "twins from number nine", "The counter"):
        assert expected in text
    assert [path.suffix for path in files] == [".jpg", ".txt"]


def test_withholding_without_a_reason_is_refused(caseload, mo, asked):
    first, *_ = data_requests.other_people(load_portfolio(caseload, mo.id))
    with pytest.raises(UserError, match="why"):
        data_requests.gather_answer(caseload, mo.id, asked, {(first.kind, first.id): " "})


def test_an_answer_into_a_folder_that_is_not_empty_is_refused(caseload, mo, asked, tmp_path):
    (tmp_path / "mine").write_bytes(b"")
    with pytest.raises(UserError, match="empty folder"):
        data_requests.write_answer(data_requests.gather_answer(caseload, mo.id, asked, {}), tmp_path)
