"""The command line as a person or script uses it: output and exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from csassess.cli import main
from csassess.domain.errors import UserError
from csassess.resources import unit_specs_folder
from csassess.services.candidates import candidates
from tests.support.builders import PASSPHRASE, accepted_product, contents, reopened
from tests.support.exchanging import FILE_PASSPHRASE

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def run(folder):
    """Return a function that runs a command in this process and returns its output.

    A UserError is not caught.
    """

    def command(*arguments, entered=None):
        environment = {"CSASSESS_PASSPHRASE": None if entered else PASSPHRASE}
        result = CliRunner().invoke(
            main,
            ["--caseload", str(folder), *arguments],
            env=environment,
            input=entered,
            catch_exceptions=False,
        )
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


@pytest.fixture
def process(folder, tmp_path):
    """Return a function that runs a command in its own process and returns the result."""

    def command(*arguments, passphrase=PASSPHRASE, **environment):
        return subprocess.run(
            [sys.executable, "-m", "csassess", "--caseload", str(folder), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "CSASSESS_PASSPHRASE": passphrase, "HOME": str(tmp_path), **environment},
        )

    return command


def is_one_sentence(message):
    """Return whether stderr is one line of plain sentences without internals."""
    return (
        message.count("\n") == 1
        and message.endswith(".\n")
        and "Traceback" not in message
        and "Error" not in message
    )


@pytest.fixture
def mo(run):
    added = json.loads(run("candidates", "add", "Mo Candidate", "--number", "C-001", "--json"))
    run("candidates", "enrol", "C-001", "ocr-b10", "nos-b10", "ocr-429")
    return added["id"]


# Units


def test_units_list_names_every_unit(run):
    rows = json.loads(run("units", "list", "--json"))
    assert len(rows) == 5
    assert {"id": "ocr-61", "number": "61", "title": "Organise and deliver customer service"} in rows
    assert {"id": "nos-b10", "number": "B10", "title": None} in rows
    assert "ocr-429" in run("units", "list")


def test_units_show_prints_the_unit_in_the_documented_shape(run):
    unit = json.loads(run("units", "show", "ocr-b10", "--json"))
    assert {key: unit[key] for key in ("id", "number", "title", "reference", "level", "credit")} == {
        "id": "ocr-b10",
        "number": "B10",
        "title": "Organise the delivery of reliable customer service",
        "reference": None,
        "level": 3,
        "credit": 6,
    }
    assert unit["guided_learning_hours"] == 40
    outcome = unit["outcomes"][3]
    assert (outcome["label"], outcome["kind"], len(outcome["criteria"])) == ("4", "knowledge", 8)
    assert outcome["criteria"][0]["label"] == "4.1"
    assert outcome["criteria"][0]["text"].startswith("Describe organisational procedures")
    requirement = unit["evidence_requirements"][3]
    assert (requirement["label"], requirement["items"][1]["label"]) == ("4", "b")
    assert requirement["rule"][1] == {
        "kind": "coverage",
        "facet": "demeanour",
        "value": "difficult",
        "item": "b",
    }
    assert requirement["text"].startswith("You need to include")


def test_units_show_prints_null_for_what_the_source_does_not_state(run):
    unit = json.loads(run("units", "show", "nos-b10", "--json"))
    unstated = ("title", "reference", "level", "credit", "guided_learning_hours")
    assert [unit[name] for name in unstated] == [None] * 5
    assert unit["outcomes"][3]["label"] is None


@pytest.mark.parametrize("unit", ["ocr-b10", "ocr-61", "ocr-demonstrate-understanding", "nos-b10", "ocr-429"])
def test_units_show_prints_every_criterion_as_text_too(run, unit):
    output = run("units", "show", unit)
    for outcome in json.loads(run("units", "show", unit, "--json"))["outcomes"]:
        for criterion in outcome["criteria"]:
            assert criterion["text"] in output
    assert ("the unit states none" in output) is (unit in ("ocr-61", "ocr-429"))


def test_units_check_accepts_the_unit_files_of_the_program(run):
    files = sorted(str(path) for path in unit_specs_folder().glob("*.toml"))
    assert run("units", "check", *files).count("\n") == 5


def test_units_check_names_every_wrong_file_and_ends_with_1(process, tmp_path):
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text("format = 1", encoding="utf-8")
    good = str(unit_specs_folder() / "ocr-61.toml")
    done = process("units", "check", str(tmp_path / "one.toml"), good, str(tmp_path / "two.toml"))
    assert done.returncode == 1
    assert "one.toml" in done.stderr
    assert "two.toml" in done.stderr
    assert "ocr-61.toml: 16 criteria" in done.stdout


# Candidates


def test_candidates_are_added_enrolled_and_listed(run, mo):
    assert json.loads(run("candidates", "list", "--json")) == [
        {"id": mo, "name": "Mo Candidate", "number": "C-001", "units": ["nos-b10", "ocr-429", "ocr-b10"]}
    ]
    assert "Mo Candidate" in run("candidates", "list")
    assert run("candidates", "add", "Siân Ŵyn") == "Siân Ŵyn was added.\n"


@pytest.mark.parametrize("wanted", ["C-001", "Mo", "candidate"])
def test_a_candidate_can_be_given_by_number_or_part_of_the_name(run, mo, wanted):
    assert json.loads(run("report", wanted, "--json"))["candidate"]["id"] == mo
    assert json.loads(run("report", mo, "--json"))["candidate"]["id"] == mo


def test_a_passphrase_is_prompted_for_if_the_environment_has_none(run):
    assert run("candidates", "list", entered=f"{PASSPHRASE}\n") == ""


# Report and history


@pytest.fixture
def recorded(folder, mo):
    """Record an accepted work product.

    It counts only with a setting, so Mo has a job first.
    """
    caseload = reopened(folder)
    candidates.set_job(caseload, mo, "Harbour Ferries", "Clerk", "real-job-paid")
    accepted_product(caseload, mo, "nos-b10", "B10.1.1", "B10a")
    caseload.close()
    return mo


def test_report_prints_standings_in_the_documented_shape(run, recorded):
    report = json.loads(run("report", recorded, "--json"))
    assert report["candidate"] == {"id": recorded, "name": "Mo Candidate", "number": "C-001"}
    by_id = {unit["id"]: unit for unit in report["units"]}
    assert set(by_id) == {"ocr-b10", "nos-b10", "ocr-429"}
    nos = by_id["nos-b10"]
    assert nos["ready"] is False
    assert nos["warnings"] == []
    assert len(nos["criteria"]) == 23
    assert [label for label, state in nos["criteria"].items() if state == "accepted"] == ["B10.1.1", "B10a"]
    assert set(nos["criteria"].values()) == {"accepted", "none"}
    assert set(by_id["ocr-b10"]["criteria"].values()) == {"none"}
    first = nos["findings"][0]
    assert {key: first[key] for key in ("requirement", "item", "state", "evidence")} == {
        "requirement": "1",
        "item": None,
        "state": "met",
        "evidence": ["1"],
    }
    assert {finding["item"] for finding in nos["findings"] if finding["requirement"] == "4"} == set("abcd")
    (none_stated,) = by_id["ocr-429"]["findings"]
    assert (none_stated["requirement"], none_stated["state"]) == (None, "none-stated")
    assert any(
        target["unit"] == "nos-b10" for wanted in report["next_visit"] for target in wanted["requirements"]
    )


def test_report_prints_the_standings_in_words(run, recorded):
    output = run("report", recorded)
    assert "2 of 23 criteria accepted, not ready" in output
    assert "What to look for next" in output
    assert "the unit states none" in output
    for code in ("not-allowed", "none-stated", "FindingState", "None"):
        assert code not in output


def test_history_lists_time_author_and_action_oldest_first(run, recorded):
    entries = json.loads(run("history", recorded, "--json"))
    assert [entry["action"] for entry in entries][:2] == ["candidate.add", "candidate.enrol"]
    assert entries[-1]["action"] == "evidence.accept"
    assert {entry["author"] for entry in entries} == {"Ann Assessor"}
    assert {"entity": "candidate", "field": "name", "value": "Mo Candidate"} in entries[0]["changes"]
    assert len(entries[0]["id"]) == 64
    lines = run("history", recorded).splitlines()
    assert len(lines) == len(entries)
    assert lines[-1].endswith("evidence accepted: item 1")


# Forms


def test_forms_writes_a_pdf_for_each_unit_and_prints_its_path(run, recorded, tmp_path):
    out = tmp_path / "out" / "forms"
    printed = run("forms", recorded, "-o", str(out)).splitlines()
    assert sorted(printed) == sorted(str(path) for path in out.iterdir())
    forms = [path for path in printed if Path(path).name.startswith("recording-")]
    assert len(forms) == 3
    for path in forms:
        assert "Mo Candidate" in PdfReader(path).pages[0].extract_text()


def test_forms_writes_the_form_of_one_unit(run, recorded, tmp_path):
    run("forms", recorded, "-o", str(tmp_path / "out"), "--unit", "nos-b10", "--form", "recording")
    assert len(contents(tmp_path / "out")) == 1


def test_file_names_hold_no_personal_data(run, recorded, tmp_path):
    run("forms", recorded, "-o", str(tmp_path / "out"))
    for name in contents(tmp_path / "out"):
        for personal in ("mo", "candidate", "c-001", "harbour", "ann", recorded):
            assert personal not in name.lower()


def test_forms_of_two_candidates_do_not_overwrite_each_other(run, recorded, tmp_path):
    run("candidates", "add", "Siân Ŵyn", "--number", "C-002")
    run("candidates", "enrol", "C-002", "nos-b10")
    for candidate in (recorded, "C-002"):
        run("forms", candidate, "-o", str(tmp_path / "out"), "--unit", "nos-b10", "--form", "recording")
    assert len(contents(tmp_path / "out")) == 2


def test_forms_of_a_unit_without_enrolment_are_refused(run, recorded, tmp_path):
    with pytest.raises(UserError, match="not enrolled on “ocr-61”"):
        run("forms", recorded, "-o", str(tmp_path / "out"), "--unit", "ocr-61")


# Exit codes


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("report", "Nobody"), "No candidate matches “Nobody”"),
        (("candidates", "add", " "), "Please fill in"),
        (("candidates", "enrol", "Nobody", "ocr-b10"), "No candidate matches “"),
        (("candidates", "enrol", "Nobody", "b99"), "The unit “b99” was not found"),
        (("units", "show", "b99"), "The unit “b99” was not found"),
        (("units", "check", "none.toml"), "none.toml"),
        (("history", "Nobody"), "No candidate matches “"),
        (("forms", "Nobody", "-o", "x"), "No candidate matches “"),
    ],
)
def test_a_user_error_ends_with_1_and_one_sentence(process, arguments, error):
    done = process(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert error in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_wrong_passphrase_ends_with_1(process):
    done = process("candidates", "list", passphrase="another kettle")
    assert done.returncode == 1
    assert "The passphrase is not correct" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_missing_passphrase_without_a_terminal_ends_with_1(process):
    done = process("candidates", "list", passphrase="")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_missing_caseload_ends_with_1(process, tmp_path):
    done = process("--caseload", str(tmp_path / "nowhere"), "candidates", "list")
    assert done.returncode == 1
    assert "nowhere” does not exist" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_folder_for_forms_that_cannot_be_created_ends_with_1(process, mo, tmp_path):
    (tmp_path / "file").write_text("a shopping list")
    done = process("forms", mo, "-o", str(tmp_path / "file"))
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert is_one_sentence(done.stderr)


def test_an_argument_that_is_not_text_ends_with_1_and_one_sentence(process):
    done = process("candidates", "add", os.fsdecode(b"Mo \xff"))
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "utf-8"])
def test_names_print_whole_and_json_is_utf_8_on_any_terminal(process, run, encoding):
    run("candidates", "add", "Łukasz Żółć-O'Brien")
    for arguments in (("candidates", "list"), ("candidates", "list", "--json")):
        done = process(*arguments, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Łukasz Żółć-O'Brien" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("units", "nonsense"),
        ("units", "show"),
        ("units", "check"),
        ("report",),
        ("candidates", "add"),
        ("candidates", "enrol", "Mo"),
        ("forms", "Mo"),
        ("forms", "Mo", "-o", "x", "--form", "nonsense"),
        ("report", "Mo", "--nonsense"),
    ],
)
def test_wrong_use_ends_with_2(process, arguments):
    done = process(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage:" in done.stderr


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), ("units", "--help"), ("report", "-h"), ("--version",)]
)
def test_help_and_version_need_no_caseload_and_end_with_0(process, arguments):
    done = process(*arguments, passphrase="")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_a_command_leaves_the_caseload_closed_and_no_readable_text(run, recorded, folder):
    run("report", recorded)
    files = contents(folder)
    assert set(files) - {"caseload.lock"} == {"caseload.db", "keys.json"}
    assert all(b"Mo Candidate" not in content for content in files.values())


def test_export_says_on_stderr_what_will_not_arrive_and_writes_the_file(process, mo, tmp_path):
    path = tmp_path / "mo.csbundle"
    result = process("export", "Mo", "-o", str(path), CSASSESS_FILE_PASSPHRASE=FILE_PASSPHRASE)
    assert result.stderr == (
        "Mo Candidate: Not registered: the internal verifier cannot sample. Record the registration.\n"
    )
    assert path.exists()


def test_only_json_is_printed_if_json_is_asked_for(process, recorded):
    done = process("report", recorded, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["candidate"]["number"] == "C-001"
