"""No command passes control characters of other people's words on to the terminal."""

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import csassess
from csassess.cli import main
from csassess.commands.output import say
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.exchange import sending
from tests.support.builders import PASSPHRASE, reopened
from tests.support.exchanging import FILE_PASSPHRASE
from tests.support.ungated import without_gate

HOSTILE = "Esc\x1b]0;owned\x07\x1b[2J\x1b[31mRed\r\x08\x7f\x9b2J\u202e"
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def received(folder, tmp_path):
    """Put hostile words into a caseload, as earlier versions received them; return a file that holds them."""
    caseload = reopened(folder)
    with without_gate():
        person = candidates.add_candidate(caseload, HOSTILE, HOSTILE[:10])
        candidates.enrol(caseload, person.id, "ocr-b10")
        item = evidence.add_item(caseload, person.id, Method.WORK_PRODUCT, HOSTILE, caseload.clock().date())
        references.tick(caseload, person.id, item.id, "ocr-b10", "1.1")
    sending.send(caseload, [person.id], tmp_path / "x.csbundle", passphrase=FILE_PASSPHRASE, with_forms=False)
    caseload.close()
    return tmp_path / "x.csbundle"


@pytest.mark.parametrize(
    "arguments",
    [
        ("candidates", "list"),
        ("report", "Esc"),
        ("history", "Esc"),
        ("report", "Esc", "--json"),
        ("candidates", "list", "--json"),
        ("import", "FILE", "--dry-run"),
        ("import", "FILE"),
        ("verify", "FILE"),
        ("check",),
        ("report", "nobody\x1b[2J"),
    ],
)
def test_a_command_prints_pictures_of_control_characters(folder, received, arguments):
    arguments = [str(received) if argument == "FILE" else argument for argument in arguments]
    result = CliRunner().invoke(
        main,
        ["--caseload", str(folder), *arguments],
        env={"CSASSESS_PASSPHRASE": PASSPHRASE, "CSASSESS_FILE_PASSPHRASE": FILE_PASSPHRASE},
    )
    assert result.exception is None or isinstance(result.exception, UserError)
    assert not COMMANDS.search(result.output)
    if arguments[-1] == "--json":
        assert "\\u001b" in json.dumps(json.loads(result.output))
    elif arguments in (["candidates", "list"], ["report", "Esc"]):
        assert "Esc\u241b" in result.output


def test_each_control_character_has_its_picture(capsys):
    say("a\x00b\x1bc\x7fd\x9be\u202ef\ud800g\th\ni")
    assert capsys.readouterr().out == "a\u2400b\u241bc\u2421d\u2426e\u2426f\u2426g\th\ni\n"


def test_the_terminal_is_written_to_at_one_place_only():
    folder = Path(csassess.__file__).parent
    elsewhere = [
        f"{path.name}:{node.lineno}"
        for path in (*(folder / "commands").glob("*.py"), folder / "cli.py")
        if path.name != "output.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("echo", "secho", "stdout", "stderr"))
        or (isinstance(node, ast.Name) and node.id == "print")
    ]
    assert [place for place in elsewhere if not place.startswith("cli.py")] == []
    assert len(elsewhere) == 2  # the encoding of the two streams
