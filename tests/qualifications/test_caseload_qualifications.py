"""Qualifications of the caseload: drafts and approvals, registrations, choices, claims, and travel."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from csassess.cli import main
from csassess.data.qualifications.kept import _kept
from csassess.data.qualifications.reader import load_qualification
from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.asking.lines import Kind
from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Qualification
from csassess.domain.records.questions import QualificationVersion
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage
from csassess.services.access import caseloads
from csassess.services.candidates import candidates, corrections
from csassess.services.candidates.candidates import list_candidates
from csassess.services.lists import spreadsheets
from csassess.services.programme import claims
from csassess.services.progress import history, milestones, to_do
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.progress.qualification_progress import progress_of
from csassess.services.qualifications import caseload_qualifications, choosing
from csassess.services.signing import signing
from tests.support.builders import PASSPHRASE, closed_caseload, reopened
from tests.support.exchanging import transfer
from tests.support.qualifications import approved, content, qualification_file, register
from tests.support.verifying import STROKES, UNIT, decided, sampled


def states(caseload):
    return [
        (each.version.of, each.state) for each in caseload_qualifications.caseload_qualifications(caseload)
    ]


def progress(caseload, candidate):
    return progress_of(caseload, portfolio_view(caseload, candidate.id))


def choice(caseload, candidate):
    return choosing.choice_of(caseload, portfolio_view(caseload, candidate.id))


@pytest.fixture
def una(caseload):
    """Add a candidate who is enrolled on nothing."""
    return candidates.add_candidate(caseload, "Una", "U-1")


# Drafts and approvals


def test_a_qualification_is_a_draft_until_it_is_approved(caseload, mo, tmp_path):
    draft = caseload_qualifications.add(caseload, qualification_file(tmp_path))
    assert states(caseload) == [("certificate", UnitState.DRAFT)]
    assert caseload_qualifications.offered(caseload) == {}
    with pytest.raises(UserError, match="not approved here"):
        register(caseload, mo.id, draft.version)
    assert not load_portfolio(caseload, mo.id).registrations
    caseload_qualifications.approve(caseload, draft.version.id, "Ann", "assessor")
    assert caseload_qualifications.offered(caseload) == {
        draft.version.digest: "Certificate in Service (600/1)"
    }


def test_the_version_approved_last_is_in_force_and_registrations_stay_on_theirs(caseload, mo, clock):
    first = approved(caseload)
    register(caseload, mo.id, first)
    clock.move_on(days=1)
    second = approved(caseload, note="Second wording")
    assert states(caseload) == [("certificate", UnitState.SUPERSEDED), ("certificate", UnitState.APPROVED)]
    assert progress(caseload, mo).specification.note == ""
    assert [*caseload_qualifications.offered(caseload)] == [second.digest]
    registration = load_portfolio(caseload, mo.id).registrations[0]
    corrections.change_registration(caseload, mo.id, registration, "", "", "R-2", None, first.digest)
    assert load_portfolio(caseload, mo.id).registrations[0].digest == first.digest
    caseload_qualifications.withdraw_approval(caseload, second.id)
    assert states(caseload)[0] == ("certificate", UnitState.APPROVED)


def test_the_same_wording_and_another_one_under_the_same_id_are_refused_and_nothing_is_added(
    caseload, tmp_path
):
    caseload_qualifications.add(caseload, qualification_file(tmp_path))
    with pytest.raises(UserError, match="already, in the same wording"):
        caseload_qualifications.add(caseload, qualification_file(tmp_path))
    with pytest.raises(UserError, match="in another wording"):
        caseload_qualifications.add(caseload, qualification_file(tmp_path, note="Other"))
    assert len(states(caseload)) == 1
    caseload_qualifications.add(caseload, qualification_file(tmp_path, note="Other"), new_version=True)
    assert len(states(caseload)) == 2


def test_an_approval_needs_a_name_a_role_and_a_second_person_if_the_centre_asks_for_one(caseload):
    draft = caseload_qualifications.compose(caseload, content()).version
    for name, role in (("", "assessor"), ("Ann", " ")):
        with pytest.raises(MissingError):
            caseload_qualifications.approve(caseload, draft.id, name, role)
    centre = caseloads.centre_of(caseload)
    caseloads.change_centre(caseload, replace(centre, second_approves_units=True))
    own_name = caseloads.assessor_of(caseload).name
    with pytest.raises(UserError, match="a second person approves"):
        caseload_qualifications.approve(caseload, draft.id, own_name, "assessor")
    caseload_qualifications.approve(caseload, draft.id, "Hannah Cole", "lead verifier")


def test_a_draft_is_removed_unless_somebody_is_registered_for_it(caseload, mo):
    version = approved(caseload)
    register(caseload, mo.id, version)
    caseload_qualifications.withdraw_approval(caseload, version.id)
    with pytest.raises(UserError, match="is registered for this wording"):
        caseload_qualifications.remove_draft(caseload, version.id)
    corrections.remove_registration(caseload, mo.id, load_portfolio(caseload, mo.id).registrations[0])
    caseload_qualifications.remove_draft(caseload, version.id)
    assert states(caseload) == []


def test_what_is_composed_wrongly_says_why_and_keeps_nothing(caseload):
    with pytest.raises(UserError, match="Not yet: groups: no group lists a unit"):
        caseload_qualifications.compose(caseload, content(groups=[]))
    assert states(caseload) == []


def test_an_exported_qualification_is_the_same_when_it_is_read_again(caseload, tmp_path):
    nested = content()["groups"] + [
        {"label": "O", "groups": [{"label": "O1", "units": [{"id": "x", "title": "X"}], "units_max": 1}]}
    ]
    version = approved(
        caseload,
        groups=nested,
        at_most_one=[["ocr-b10", "x"]],
        requires=[{"unit": "x", "one_of": ["ocr-61"]}],
        note="Line one\nand “two”",
    )
    caseload_qualifications.export(caseload, version.digest, tmp_path / "out.toml")
    assert load_qualification(tmp_path / "out.toml").digest == version.digest


def test_a_qualification_whose_words_are_missing_is_left_out_and_saving_it_says_so(caseload, tmp_path):
    lost, kept = approved(caseload), approved(caseload, id="other")
    caseload.db.execute("DELETE FROM wordings WHERE digest = ?", (lost.digest,))
    assert states(caseload) == [("other", UnitState.APPROVED)]
    with pytest.raises(UserError, match="Restore the caseload from a backup"):
        caseload_qualifications.export(caseload, lost.digest, tmp_path / "out.toml")
    assert {version.id for version, _ in caseload_qualifications.listed(caseload)} == {lost.id, kept.id}


def test_finding_and_removing_a_qualification_reads_no_wording(caseload, monkeypatch):
    draft = caseload_qualifications.compose(caseload, content()).version
    _kept.clear()
    monkeypatch.setattr(caseload, "wording", lambda digest: pytest.fail("a wording was read"))
    version = caseload_qualifications.version_of(caseload, "certificate")
    assert version == draft
    caseload_qualifications.remove_draft(caseload, draft.id)


# Registration, choice and progress


def test_a_registration_for_a_qualification_takes_its_title_and_number(caseload, una):
    register(caseload, una.id, approved(caseload))
    (qualification,) = caseload.all(Qualification, CASELOAD_STREAM)
    assert (qualification.title, qualification.number) == ("Certificate in Service", "600/1")


def test_a_registration_by_title_has_no_progress_and_no_choice(caseload, una):
    candidates.register(caseload, una.id, "NVQ", "", "1", None)
    assert progress(caseload, una) is None
    assert choice(caseload, una) is None
    with pytest.raises(UserError, match="not registered for a qualification whose units are known"):
        choosing.choose(caseload, una.id, ["ocr-61"])


def test_units_are_chosen_whether_or_not_they_are_here_and_the_choice_says_what_is_missing(caseload, una):
    register(caseload, una.id, approved(caseload))
    choosing.choose(caseload, una.id, ["not-here", "ocr-61", "elsewhere"])
    assert load_portfolio(caseload, una.id).registrations[0].units == ("ocr-61", "not-here")
    found = progress(caseload, una)
    assert found.chosen.words == "2 more credits from group B; 2 more credits in all"
    choosing.choose(caseload, una.id, ["not-here", "ocr-61", "ocr-429"])
    assert progress(caseload, una).chosen.is_met
    rows = {row.entry.id: row for _, _, group in choice(caseload, una).groups for row in group}
    assert {name for name, row in rows.items() if not row.unit} == {"not-here"}
    assert {row.unit for row in choice(caseload, una).to_enrol} == {"ocr-61", "ocr-429"}


def test_the_history_names_the_units_that_were_chosen(caseload, una):
    register(caseload, una.id, approved(caseload))
    choosing.choose(caseload, una.id, ["ocr-61"])
    choosing.choose(caseload, una.id, ["ocr-61", "not-here"])
    entries = history.history(caseload, una.id)
    words = [line for entry in entries for line in history.changes_in_words(caseload, una.id, entry)]
    expected = "61 Organise and deliver → 61 Organise and deliver; Complaints"
    assert f"registration, units chosen: {expected}" in words


def test_enrolling_on_the_chosen_units_enrols_on_those_that_are_here(caseload, una):
    register(caseload, una.id, approved(caseload))
    choosing.choose(caseload, una.id, ["not-here", "ocr-61"])
    assert len(choosing.enrol_on_chosen(caseload, una.id)) == 1
    assert candidates.enrolled_on(caseload, una.id) == ["ocr-61"]
    assert choice(caseload, una).to_enrol == ()


def test_an_enrolment_that_the_qualification_does_not_list_counts_for_nothing(caseload, una):
    register(caseload, una.id, approved(caseload))
    candidates.enrol(caseload, una.id, "ocr-61")
    candidates.enrol(caseload, una.id, "nos-b10")
    (other,) = choice(caseload, una).others
    assert (other.id, other.why) == ("nos-b10", "it is no unit of this qualification")


def with_decided_unit(caseload, **changes):
    """Return a candidate with the mandatory unit decided, registered for the qualification."""
    candidate, _ = decided(caseload)
    today = caseload.clock().date() + timedelta(1)
    caseload.clock.move_on(days=1)
    version = approved(caseload, **changes)
    candidates.register(caseload, candidate.id, "", "", "R-1", today, version.digest)
    return candidate


ONLY_A = {"groups": content()["groups"][:1], "totals": [{"of": "credits", "at_least": 5}]}


def test_progress_counts_decided_units_and_lists_show_it(caseload):
    candidate = with_decided_unit(caseload)
    assert progress(caseload, candidate).words == "5 of 11 credits achieved, 1 of 1 chosen units decided"
    ((_, row),) = candidate_rows(caseload)
    assert (row.qualification.title, row.qualification.is_complete) == ("Certificate in Service", False)
    assert row.qualification.words == "5 of 11 credits achieved, 1 of 1 chosen units decided"


def test_today_says_that_a_qualification_is_complete_until_it_is_claimed(caseload):
    candidate = with_decided_unit(caseload, **ONLY_A)

    def tasks():
        rows = [row for _, row in candidate_rows(caseload)]
        return [each.what for each in to_do.to_finish(rows, caseload.clock().date())]

    assert "Everything for “Certificate in Service” is decided: claim it" in tasks()
    today = caseload.clock().date()
    milestones.record(caseload, candidate.id, MilestoneKind.CLAIMED, today, reason="Known")
    assert not any("Everything for" in what for what in tasks())


def test_a_list_of_candidates_registers_for_an_approved_qualification_by_its_title(caseload):
    version = approved(caseload)
    rows = ("Una,\uff23ertificate in  SERVICE", "Max,Certificate in Service (600/1)", "Ida,NVQ")
    content_of_list = "\n".join(("Name,Qualification", *rows)).encode()
    listed = spreadsheets.read_candidate_list(caseload, content_of_list)
    assert spreadsheets.import_candidates(caseload, listed) == 3
    digests = {
        each.name: load_portfolio(caseload, each.id).registrations[0].digest
        for each in candidates.list_candidates(caseload)
    }
    assert digests == {"Una": version.digest, "Max": version.digest, "Ida": ""}


def test_an_approval_takes_in_who_was_registered_by_its_title_before(caseload):
    rows = ("Una,certificate in SERVICE", "Max,Certificate in Service (600/1)", "Ida,NVQ")
    listed = spreadsheets.read_candidate_list(caseload, "\n".join(("Name,Course", *rows)).encode())
    spreadsheets.import_candidates(caseload, listed)
    version = approved(caseload)
    registrations = {
        each.name: load_portfolio(caseload, each.id).registrations for each in list_candidates(caseload)
    }
    assert {name: own.digest for name, (own,) in registrations.items()} == {
        "Una": version.digest,
        "Max": version.digest,
        "Ida": "",
    }
    (own,) = registrations["Max"]
    assert corrections.qualification_of(caseload, own).title == "Certificate in Service"


def test_an_approval_leaves_registrations_that_another_qualification_may_mean(caseload):
    una = candidates.add_candidate(caseload, "Una")
    candidates.register(caseload, una.id, "Certificate in Service", "600/2", "", None)
    approved(caseload)
    assert load_portfolio(caseload, una.id).latest_registration.digest == ""


def test_of_two_registrations_of_one_day_the_one_whose_units_are_known_counts(caseload, una):
    candidates.register(caseload, una.id, "NVQ", "", "1", caseload.clock().date())
    register(caseload, una.id, approved(caseload))
    assert progress(caseload, una) is not None


# Claims


def asked(caseload, candidate):
    lines = milestones.asked_before(caseload, candidate.id, MilestoneKind.CLAIMED)
    return {line.kind: line.what for line in lines}


def test_a_claim_of_a_qualification_that_is_not_met_is_pointed_out_with_what_is_missing(caseload):
    candidate = with_decided_unit(caseload)
    assert asked(caseload, candidate)[Kind.RULE_NOT_MET] == (
        "“Certificate in Service” is not complete: 6 more credits from group B; 6 more credits in all"
    )


def test_a_claim_of_a_qualification_that_is_met_is_not_pointed_out(caseload):
    candidate = with_decided_unit(caseload, **ONLY_A)
    assert not {Kind.RULE_NOT_MET, Kind.RULE_NOT_STATED} & asked(caseload, candidate).keys()


def test_a_claim_that_rests_on_a_rule_nobody_approved_is_worth_a_look(caseload):
    candidate = with_decided_unit(caseload, **ONLY_A)
    ((_, before),) = candidate_rows(caseload)
    today = caseload.clock().date()
    milestones.record(caseload, candidate.id, MilestoneKind.CLAIMED, today, reason="Known")
    ((_, claimed),) = candidate_rows(caseload)
    (version,) = caseload.all(QualificationVersion, CASELOAD_STREAM)
    caseload_qualifications.withdraw_approval(caseload, version.id)
    ((_, row),) = candidate_rows(caseload)  # made again, although the portfolio did not change
    assert before.asked.to_look_at <= claimed.asked.to_look_at < row.asked.to_look_at


def test_what_is_missing_of_the_qualification_stands_at_what_can_be_claimed(ann, vera, tmp_path):
    candidate, item = decided(ann)
    version = approved(ann)
    candidates.register(ann, candidate.id, "", "", "R-1", ann.clock().date() + timedelta(1), version.digest)
    transfer(ann, vera, candidate.id, tmp_path / "1.csbundle")
    sampled(vera, candidate, item, stage=Stage.FINAL)
    signing.sign_unit(vera, candidate.id, UNIT, Signer.VERIFIER, "Vera Verifier", STROKES)
    transfer(vera, ann, candidate.id, tmp_path / "2.csbundle")
    (row,) = claims.to_claim(ann, claims.views_of_all(ann))
    assert not row.is_whole
    assert row.against == ("for the qualification: 6 more credits from group B; 6 more credits in all",)


# Commands


def test_the_commands_bring_in_list_approve_export_and_remove(tmp_path):
    folder = closed_caseload(tmp_path / "caseload")
    path = qualification_file(tmp_path)

    def run(*arguments):
        result = CliRunner().invoke(
            main,
            ["--caseload", str(folder), "qualifications", *map(str, arguments)],
            env={"CSASSESS_PASSPHRASE": PASSPHRASE},
            catch_exceptions=False,
        )
        return result.stdout

    assert "is here as a draft" in run("add", path)
    assert "[draft]" in run("list")
    assert "is approved by" in run("approve", "certificate")
    (listed,) = json.loads(run("list", "--json"))
    assert (listed["state"], listed["awarding_body"]) == ("approved", "First Body")
    assert listed["asks_for"][0] == "At least 11 credits in all."
    run("export", "certificate", "-o", tmp_path / "out.toml")
    assert load_qualification(tmp_path / "out.toml").digest == load_qualification(path).digest
    assert "is a draft again" in run("withdraw", "certificate")
    assert "was removed" in run("remove", "certificate")
    with pytest.raises(UserError, match="was not found"):
        run("approve", "certificate")
    opened = reopened(folder)
    assert caseload_qualifications.versions(opened) == []
    opened.close()
