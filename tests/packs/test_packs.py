"""Packs of units: signed, drafts until approved here, approved once the packs of the centre are accepted."""

import json

import pytest
from click.testing import CliRunner

from csassess.cli import main
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.services.candidates import candidates
from csassess.services.exchange import acceptance, folder_sync, key_files
from csassess.services.packs import packs
from csassess.services.safekeeping import checking
from csassess.services.units import caseload_units
from tests.packs.conftest import changed
from tests.support.any_unit import content, criteria, outcome, unit_file
from tests.support.builders import PASSPHRASE
from tests.support.exchanging import accept_in_present_role, machine
from tests.support.syncing import carry, put_in_step
from tests.support.verifying import become


def words_of(desk, path, **how):
    return "\n".join(packs.preview_words(packs.preview(desk.ann, packs.open_pack(path)), **how))


def test_units_of_a_pack_come_in_as_drafts(desk):
    desk.approved(desk.office, "bread")
    desk.approved(desk.office, "cake")
    path = desk.pack("bread", "cake")
    assert desk.take(path) == ["draft", "draft"]
    assert desk.states() == [("bread", "draft"), ("cake", "draft")]
    assert "bread" not in caseload_units.offered(desk.ann)
    (first, _) = caseload_units.caseload_units(desk.ann)
    assert first.version.added_by == "Olga Office"
    assert first.version.origin == "pack of Olga Office"


def test_the_preview_says_from_whom_a_pack_is_how_that_is_known_and_what_would_come_in(desk):
    desk.approved(desk.office, "bread")
    path = desk.pack("bread")
    words = words_of(desk, path)
    assert "by Olga Office, machine " in words
    assert "The machine was accepted here on 2 March 2026." in words
    assert "Olga Office is the centre’s office." in words
    assert "1 unit:\nBake bread: comes in as a draft, to be approved here" in words
    assert "Bake bread: comes in as approved" in words_of(desk, path, accept=True)
    assert desk.states() == []


def test_once_accepted_the_offices_packs_come_in_as_approved_also_later_ones(desk):
    desk.approved(desk.office, "bread")
    assert desk.take(desk.pack("bread"), accept=True) == ["approved"]
    desk.approved(desk.office, "cake")
    assert desk.take(desk.pack("cake")) == ["approved"]
    assert desk.states() == [("bread", "approved"), ("cake", "approved")]
    (version, _) = (each.version for each in caseload_units.caseload_units(desk.ann))
    assert (version.approved_by, version.approved_role) == ("Olga Office", "centre")
    candidate = candidates.add_candidate(desk.ann, "Mo")
    candidates.enrol(desk.ann, candidate.id, "bread")


def test_accepting_a_pack_approves_the_drafts_that_came_before(desk):
    desk.approved(desk.office, "bread")
    path = desk.pack("bread")
    desk.take(path)
    assert "is here as a draft, which becomes approved" in words_of(desk, path, accept=True)
    assert desk.take(path, accept=True) == ["draft-approved"]
    assert desk.states() == [("bread", "approved")]


def test_the_acceptance_can_be_withdrawn(desk):
    desk.approved(desk.office, "bread")
    desk.take(desk.pack("bread"), accept=True)
    packs.withdraw_by_name(desk.ann, "olga office")
    desk.approved(desk.office, "cake")
    assert desk.take(desk.pack("cake")) == ["draft"]
    assert desk.states() == [("bread", "approved"), ("cake", "draft")]
    with pytest.raises(UserError, match="are not accepted here"):
        packs.withdraw_by_name(desk.ann, "Olga Office")


def test_a_withdrawn_machine_counts_no_longer_although_its_packs_were_accepted(desk):
    desk.approved(desk.office, "bread")
    desk.take(desk.pack("bread"), accept=True)
    acceptance.withdraw(desk.ann, desk.office.device)
    desk.approved(desk.office, "cake")
    path = desk.pack("cake")
    assert "the name is only what the file says" in words_of(desk, path)
    assert desk.take(path) == ["draft"]


def test_an_approval_withdrawn_here_is_not_given_again_by_the_next_pack(desk):
    desk.approved(desk.office, "bread")
    desk.take(desk.pack("bread"), accept=True)
    caseload_units.withdraw_approval(desk.ann, "bread")
    path = desk.pack("bread")
    assert "its approval was withdrawn here, so it stays a draft" in words_of(desk, path)
    assert desk.take(path) == ["withdrawn"]
    assert desk.states() == [("bread", "draft")]
    caseload_units.approve(desk.ann, "bread", "Ann Assessor", "assessor")
    assert desk.states() == [("bread", "approved")]


def test_another_wording_comes_beside_the_one_that_is_here_and_is_said(desk, clock):
    desk.approved(desk.ann, "bread")
    candidate = candidates.add_candidate(desk.ann, "Mo")
    candidates.enrol(desk.ann, candidate.id, "bread")
    clock.move_on(days=1)
    desk.approved(desk.office, "bread", outcomes=[outcome("1", criteria("1.1"))])
    path = desk.pack("bread")
    assert "Another wording of it is here" in words_of(desk, path)
    assert "candidates enrolled on that one stay on it" in words_of(desk, path, accept=True)
    assert desk.take(path, accept=True) == ["approved"]
    assert sorted(desk.states()) == [("bread", "approved"), ("bread", "superseded")]


def test_a_wording_approved_here_later_than_the_centres_stays_in_force(desk, clock):
    desk.approved(desk.office, "bread", outcomes=[outcome("1", criteria("1.1"))])
    path = desk.pack("bread")
    clock.move_on(days=1)
    desk.approved(desk.ann, "bread")
    before = caseload_units.wording_of(desk.ann, "bread").digest
    assert "approved later and stays" in words_of(desk, path, accept=True)
    assert desk.take(path, accept=True) == ["earlier"]
    assert caseload_units.wording_of(desk.ann, "bread").digest == before


def test_the_same_pack_twice_changes_nothing(desk):
    desk.approved(desk.office, "bread")
    path = desk.pack("bread")
    desk.take(path)
    before = len(desk.ann.history.of("caseload"))
    assert desk.take(path) == ["here"]
    assert len(desk.ann.history.of("caseload")) == before


def test_a_caseload_with_packs_is_whole(desk):
    desk.approved(desk.office, "bread")
    desk.take(desk.pack("bread"), accept=True)
    desk.ann.close()
    results = checking.check_folder(desk.ann.folder, PASSPHRASE)
    assert not [sentence for result in results for sentence in result.wrong]


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.VERIFIER])
def test_packs_of_colleagues_cannot_be_accepted(desk, role, tmp_path):
    become(desk.office, "Cora Colleague", role)
    accept_in_present_role(desk.ann, desk.office, tmp_path)
    desk.approved(desk.office, "bread")
    path = desk.pack("bread")
    assert "only the packs of the centre’s office or lead verifier can be accepted" in words_of(desk, path)
    with pytest.raises(UserError, match="accepted office or lead verifier"):
        desk.take(path, accept=True)
    assert desk.states() == []
    assert packs.accepted_people(desk.ann) == []
    assert desk.take(path) == ["draft"]


def test_only_approved_units_go_into_a_pack(desk):
    caseload_units.add(desk.office, _file(desk, "bread"))
    for unit_id, why in (("bread", "is a draft"), ("ocr-b10", "comes with the program"), ("no", "not found")):
        with pytest.raises(UserError, match=why):
            desk.pack(unit_id)
    with pytest.raises(UserError, match="at least one unit"):
        desk.pack()


def _file(desk, unit_id):
    return unit_file(desk.folder, content(unit_id))


def test_a_kind_of_document_and_a_format_of_unit_not_known_are_named_and_kept_out(desk):
    desk.approved(desk.office, "bread")

    def add(whole):
        whole["documents"].append({"kind": "qualification", "content": {"id": "baker"}})
        whole["documents"].append({**whole["documents"][0], "content": {"format": 99}})

    path = changed(desk.pack("bread"), add, desk.office)
    words = words_of(desk, path)
    assert "Document 2 is of the kind “qualification”, which this version of csassess does not know." in words
    assert "Document 3 is a unit in a newer format" in words
    assert desk.take(path) == ["draft"]


def test_a_pack_travels_through_the_folder_in_step_and_counts_by_the_same_rules(desk, tmp_path, clock):
    second = machine(tmp_path / "second", clock=clock)
    try:
        become(second, "Ann Assessor", Role.ASSESSOR)
        both = (desk.ann, second)
        put_in_step(tmp_path, *both)
        desk.approved(desk.office, "bread")
        desk.take(desk.pack("bread"), accept=True)
        folder_sync.sync_folder(desk.ann)
        carry(*both)
        received, _, sentences = folder_sync.sync_folder(second)
        assert received == 0
        assert any("is not accepted here" in sentence for sentence in sentences)
        assert desk.states(second) == []
        key_files.write_key_file(desk.office, tmp_path / "office.cskey")
        key_files.read_key_file(second, tmp_path / "office.cskey")
        assert folder_sync.sync_folder(second)[0] == 1
        assert desk.states(second) == [("bread", "draft")]
        assert folder_sync.sync_folder(second)[0] == 0
        carry(*both)
        assert folder_sync.sync_folder(desk.ann)[0] == 0
    finally:
        second.close()


def run(caseload_folder, *arguments):
    done = CliRunner().invoke(
        main, ["--caseload", str(caseload_folder), *arguments], env={"CSASSESS_PASSPHRASE": PASSPHRASE}
    )
    return done.exit_code, done.output


def test_the_command_line_packs_shows_and_takes_in(desk, tmp_path):
    desk.approved(desk.office, "bread")
    folders = {caseload: caseload.folder for caseload in (desk.ann, desk.office)}
    desk.ann.close()
    desk.office.close()
    path = str(desk.folder / "units.cspack")
    assert run(folders[desk.office], "units", "pack", "bread", "-o", path) == (0, f"{path}\n")
    code, shown = run(folders[desk.ann], "units", "add", path, "--dry-run")
    assert code == 0
    assert "Olga Office is the centre’s office." in shown
    assert "Nothing was changed." in shown
    code, shown = run(folders[desk.ann], "units", "add", path)
    assert code == 0
    assert "add it again with --accept" in shown
    assert run(folders[desk.ann], "units", "add", path, "--accept")[0] == 0
    assert "Olga Office, accepted on " in run(folders[desk.ann], "units", "packs")[1]
    assert json.loads(run(folders[desk.ann], "units", "list", "--json")[1])[-1]["state"] == "approved"
    assert run(folders[desk.ann], "units", "packs", "--withdraw", "Olga Office")[0] == 0
    assert "come in as drafts" in run(folders[desk.ann], "units", "packs")[1]
