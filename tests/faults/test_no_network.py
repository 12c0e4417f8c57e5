"""Neither the program nor a library it uses opens a socket that leaves the machine."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_archon import archrule

from tests.faults.disk import STRACE
from tests.faults.recorded import recorded

OFF_THE_MACHINE = re.compile(r"socket\((AF_INET6?|AF_PACKET|AF_BLUETOOTH)|sa_family=AF_INET")

ONE_INSTANCE = "csassess.ui.shell.one_instance"


def network_calls(trace, *command):
    """Run Python and return its network calls, as strace saw them."""
    done = subprocess.run(
        [
            STRACE,
            "-f",
            "--seccomp-bpf",
            "-e",
            "trace=socket,connect,bind,sendto,sendmsg",
            "-o",
            str(trace),
            sys.executable,
            *command,
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "done\n", done.stderr
    return [line for line in trace.read_text().splitlines() if OFF_THE_MACHINE.search(line)]


@pytest.mark.skipif(
    STRACE is None, reason="strace is not there, or may not look: what is asked of the system is not seen"
)
def test_a_run_of_the_program_opens_no_socket_off_the_machine(tmp_path):
    folder = recorded(tmp_path / "caseload")
    assert network_calls(tmp_path / "trace", "-m", "tests.faults.visiting", str(folder), str(tmp_path)) == []


@pytest.mark.skipif(
    STRACE is None, reason="strace is not there, or may not look: what is asked of the system is not seen"
)
def test_an_opened_socket_is_recorded(tmp_path):
    """Control: an opened socket is recorded."""
    call = "import socket; socket.socket().connect_ex(('127.0.0.1', 9)); print('done')"
    assert len(network_calls(tmp_path / "trace", "-c", call)) == 2


def test_no_module_imports_a_network_library():
    """One module uses a part of QtNetwork that never leaves the machine: named local sockets."""
    (
        archrule("nothing speaks to a network")
        .match("csassess", "csassess.*")
        .exclude(ONE_INSTANCE)
        .should_not_import(
            "socket",
            "socketserver",
            "ssl",
            "http",
            "http.*",
            "urllib.request",
            "ftplib",
            "smtplib",
            "asyncio",
            "xmlrpc*",
            "requests*",
            "httpx*",
            "PySide6.QtNetwork*",
            "PySide6.QtWebEngine*",
            "PySide6.QtWebSockets*",
        )
        .check("csassess", only_direct_imports=True)
    )


def test_starts_of_the_program_speak_to_each_other_by_local_sockets_only():
    tree = ast.parse((Path(__file__).parents[2] / f"{ONE_INSTANCE.replace('.', '/')}.py").read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "PySide6.QtNetwork"
        for alias in node.names
    }
    assert imported == {"QLocalServer", "QLocalSocket"}
