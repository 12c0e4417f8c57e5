"""Two caseloads synchronised through a folder that a real pair of Syncthing nodes carries."""

import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
import xml.etree.ElementTree as ET
from contextlib import ExitStack

import psutil
import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync
from tests.support.exchanging import machine, state
from tests.support.pictures import encoded, scene

pytestmark = pytest.mark.skipif(shutil.which("syncthing") is None, reason="syncthing is not installed")
_PATIENCE = 60  # seconds


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """A Syncthing node on the loopback only, without discovery, relays, reports or upgrades."""

    def __init__(self, home, folder):
        self.home, self.folder = home, folder
        self.gui, self.port = free_port(), free_port()
        self.process = None
        subprocess.run(
            ["syncthing", "generate", "--home", home, "--no-default-folder"], check=True, capture_output=True
        )
        self.id = subprocess.run(
            ["syncthing", "--home", home, "--device-id"], check=True, capture_output=True, text=True
        ).stdout.strip()

    def know(self, other):
        path = self.home / "config.xml"
        tree = ET.parse(path)
        root = tree.getroot()
        for folder in root.findall("folder"):
            root.remove(folder)
        folder = ET.SubElement(
            root,
            "folder",
            id="portfolios",
            path=str(self.folder),
            type="sendreceive",
            rescanIntervalS="1",
            fsWatcherEnabled="false",
        )
        for node in (self, other):
            ET.SubElement(folder, "device", id=node.id)
        for device in root.findall("device"):
            root.remove(device)
        for node in (self, other):
            device = ET.SubElement(root, "device", id=node.id, name="machine", compression="never")
            ET.SubElement(device, "address").text = f"tcp://127.0.0.1:{node.port}"
        options = root.find("options")
        for name, value in {
            "listenAddress": f"tcp://127.0.0.1:{self.port}",
            "globalAnnounceEnabled": "false",
            "localAnnounceEnabled": "false",
            "relaysEnabled": "false",
            "natEnabled": "false",
            "urAccepted": "-1",
            "crashReportingEnabled": "false",
            "autoUpgradeIntervalH": "0",
            "startBrowser": "false",
            "reconnectionIntervalS": "1",
        }.items():
            for old in options.findall(name):
                options.remove(old)
            ET.SubElement(options, name).text = value
        root.find("gui").find("address").text = f"127.0.0.1:{self.gui}"
        self.key = root.find("gui").find("apikey").text
        tree.write(path)

    def start(self):
        with (self.home / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                ["syncthing", "serve", "--home", self.home, "--no-browser", "--no-restart", "--no-upgrade"],
                stdout=log,
                stderr=log,
                env={**os.environ, "STNODEFAULTFOLDER": "1"},
            )

    def stop(self):
        if self.process and self.process.poll() is None:
            watcher = psutil.Process(self.process.pid)  # Syncthing proper is a child in a group of its own
            for process in (watcher, *watcher.children(recursive=True)):
                process.kill()
            self.process.wait()

    def scan(self):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.gui}/rest/db/scan?folder=portfolios",
            method="POST",
            headers={"X-API-Key": self.key},
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status


def until(condition):
    """Wait until a condition is true."""
    end = time.monotonic() + _PATIENCE
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        pause.wait(0.2)


def test_syncthing_carries_the_edits_of_both_machines_even_if_one_stops_during_a_transfer(tmp_path):
    with ExitStack() as closing:
        machines, nodes = [], []
        for name in ("tablet", "office"):
            caseload = machine(tmp_path / name)
            closing.callback(caseload.close)
            folder = tmp_path / f"{name}-folder"
            folder.mkdir()
            (folder / ".stfolder").mkdir()
            folder_sync.choose_folder(caseload, folder)
            machines.append(caseload)
            nodes.append(Node(tmp_path / f"{name}-syncthing", folder))
            closing.callback(nodes[-1].stop)
        tablet, office = machines
        nodes[0].know(nodes[1])
        nodes[1].know(nodes[0])
        for node in nodes:
            node.start()
        until(lambda: all(folder_sync.partners(caseload) for caseload in machines))
        for caseload in machines:
            (partner,) = folder_sync.partners(caseload)
            folder_sync.accept(caseload, partner.card.device)

        mo = candidates.add_candidate(tablet, "Mo Candidate")
        candidates.enrol(tablet, mo.id, "ocr-b10")
        item = evidence.start_observation(tablet, mo.id, "Counter")
        folder_sync.sync_folder(tablet)
        until(lambda: folder_sync.sync_folder(office)[0] or candidates.list_candidates(office))

        evidence.add_note(tablet, mo.id, item.id, "On the tablet")
        for number in range(4):
            picture = photographs.prepare(encoded(scene((2000, 1500 + number))))
            photographs.add(tablet, mo.id, item.id, picture, f"Picture {number}")
        evidence.add_note(office, mo.id, item.id, "In the office")
        folder_sync.sync_folder(tablet)
        nodes[0].scan()
        nodes[1].stop()  # in the middle of a transfer
        folder_sync.sync_folder(office)
        nodes[1].start()

        def are_equal():
            for caseload in machines:
                folder_sync.sync_folder(caseload)
            return (
                state(tablet, mo.id) == state(office, mo.id) and len(load_portfolio(office, mo.id).notes) == 2
            )

        until(are_equal)
        assert {note.text for note in load_portfolio(tablet, mo.id).notes} == {
            "On the tablet",
            "In the office",
        }
        assert len(load_portfolio(office, mo.id).photographs) == 4
        unexpected = [
            path.name
            for node in nodes
            for path in node.folder.rglob("*.csbundle")
            if not re.fullmatch(r"[0-9a-f]{12}-\d{6}\.csbundle", path.name)
        ]
        assert unexpected == []
