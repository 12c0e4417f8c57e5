"""A history changed with another tool by someone who has the key: the first forged entry is named."""

import hashlib
import json
from dataclasses import replace

import pytest

from csassess.data.storage.canonical import canonical, commitment
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import connect
from csassess.domain.records.evidence import Note
from csassess.domain.records.people import Candidate
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.safekeeping import checking
from tests.faults.recorded import copied, master, recorded, wrong
from tests.support.builders import PASSPHRASE, reopened
from tests.support.exchanging import acquaint, machine, transfer

NUMBER = 9  # the forged entry, by its place in the first portfolio


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return recorded(tmp_path_factory.mktemp("whole") / "caseload", backed_up=False)


class Tool:
    """Another program that opens the database with its key."""

    def __init__(self, folder):
        self.db = connect(folder / DATABASE_FILE, master(folder))
        streams = dict(self.db.execute("SELECT name, stream FROM candidate").fetchall())
        self.mo, self.bo = streams["Mo Candidate"], streams["Bo Learner"]
        self.row, self.id, body, disclosed = self.db.execute(
            "SELECT rowid, id, body, disclosed FROM events WHERE stream = ? AND sequence = ?",
            (self.mo, NUMBER),
        ).fetchone()
        self.body, self.disclosed = json.loads(body), json.loads(disclosed)

    def write(self, **values):
        names = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(f"UPDATE events SET {names} WHERE id = ?", (*values.values(), self.id))


def value_edited(tool):
    tool.disclosed[0]["value"] = "Never said"
    tool.write(disclosed=canonical(tool.disclosed).decode())


def body_edited(tool):
    tool.body["author"] = "somebody-else"
    tool.write(body=canonical(tool.body))


def edited_with_a_fitting_hash(tool):
    tool.disclosed[0]["value"] = "Never said"
    tool.body["changes"][0]["commitment"] = commitment(tool.disclosed[0]["salt"], "Never said")
    body = canonical(tool.body)
    tool.write(disclosed=canonical(tool.disclosed).decode(), body=body, id=hashlib.sha256(body).hexdigest())


def dropped(tool):
    tool.db.execute("DELETE FROM events WHERE id = ?", (tool.id,))


def moved_to_another_portfolio(tool):
    tool.write(stream=tool.bo, sequence=900)


def copied_to_another_portfolio(tool):
    tool.db.execute(
        "INSERT INTO events (id, stream, device, sequence, body, disclosed) SELECT ?, ?, device, 900, body,"
        " disclosed FROM events WHERE id = ?",
        ("0" * 64, tool.bo, tool.id),
    )


def copied_with_a_fitting_hash(tool):
    tool.body["stream"], tool.body["sequence"] = tool.bo, 900
    body = canonical(tool.body)
    tool.db.execute(
        "INSERT INTO events (id, stream, device, sequence, body, disclosed) SELECT ?, ?, device, 900, ?,"
        " disclosed FROM events WHERE id = ?",
        (hashlib.sha256(body).hexdigest(), tool.bo, body, tool.id),
    )


def value_withheld_unsaid(tool):
    tool.disclosed[0] = {"withheld": True}
    tool.write(disclosed=canonical(tool.disclosed).decode())


@pytest.mark.parametrize(
    ("forge", "named", "reason"),
    [
        (value_edited, f"Entry {NUMBER} of Mo Candidate", "a value in it has been altered"),
        (body_edited, f"Entry {NUMBER} of Mo Candidate", "it was changed after it was written"),
        (
            edited_with_a_fitting_hash,
            f"Entry {NUMBER} of Mo Candidate",
            "it is not the entry that the next one follows",
        ),
        (
            dropped,
            f"Entry {NUMBER + 1} of Mo Candidate",
            "the entries before it are missing or in the wrong order",
        ),
        (moved_to_another_portfolio, "Entry 900 of Bo Learner", "it belongs to another portfolio"),
        (copied_to_another_portfolio, "Entry 900 of Bo Learner", "it was changed after it was written"),
        (
            copied_with_a_fitting_hash,
            "Entry 900 of Bo Learner",
            "the entries before it are missing or in the wrong order",
        ),
        (
            value_withheld_unsaid,
            f"Entry {NUMBER} of Mo Candidate",
            "a value in it was removed by another program",
        ),
    ],
)
def test_the_first_forged_entry_is_named(whole, tmp_path, forge, named, reason):
    folder = copied(whole, tmp_path / "c")
    tool = Tool(folder)
    forge(tool)
    tool.db.close()
    sentences = history_of(folder)
    assert any(sentence.startswith(named) and reason in sentence for sentence in sentences), sentences


def history_of(folder):
    return [
        s for line in checking.check_folder(folder, PASSPHRASE) if line.what == "history" for s in line.wrong
    ]


def test_an_unchanged_history_passes(whole, tmp_path):
    """Control: an unchanged history passes."""
    folder = copied(whole, tmp_path / "c")
    Tool(folder).db.close()
    assert history_of(folder) == []


def test_a_dropped_last_entry_is_found_by_the_tables_and_if_sent_by_the_signed_heads(tmp_path):
    giver, receiver = machine(tmp_path / "giver"), machine(tmp_path / "receiver")
    acquaint(giver, receiver, folder=tmp_path)

    mo = candidates.add_candidate(giver, "Mo Candidate")
    item = evidence.start_observation(giver, mo.id, "Desk")
    evidence.add_note(giver, mo.id, item.id, "Greets the customer.")
    transfer(giver, receiver, mo.id, tmp_path / "p.csbundle")
    for caseload in (giver, receiver):
        caseload.db.execute(
            "DELETE FROM events WHERE rowid = (SELECT MAX(rowid) FROM events WHERE stream = ?)", (mo.id,)
        )
        caseload.close()
        sentences = history_of(caseload.folder)
        assert any(s.startswith("The history of Mo Candidate ends at entry") for s in sentences), sentences
        tables = [
            s
            for line in checking.check_folder(caseload.folder, PASSPHRASE)
            if "tables" in line.what
            for s in line.wrong
        ]
        assert any("The tables for Mo Candidate do not match the history" in s for s in tables)


def test_a_dropped_entry_that_a_backup_holds_is_named_and_restored(tmp_path):
    folder = recorded(tmp_path / "c")
    tool = Tool(folder)
    last = tool.db.execute(
        "SELECT id FROM events WHERE stream = ? ORDER BY sequence DESC LIMIT 1", (tool.mo,)
    ).fetchone()[0]
    tool.db.execute("DELETE FROM events WHERE id = ?", (last,))
    tool.db.close()
    sentences = [s for line in checking.check_folder(folder, PASSPHRASE) for s in line.wrong]
    assert any("is in the backup but no longer in the caseload" in s for s in sentences), sentences
    assert list(checking.repair(folder, PASSPHRASE))
    caseload = reopened(folder)
    assert caseload.history.event(last)
    caseload.close()
    assert not [s for line in checking.check_folder(folder, PASSPHRASE) for s in line.wrong]


def test_an_entry_stored_behind_one_that_changes_it_is_named(tmp_path):
    folder = recorded(tmp_path / "caseload", backed_up=False)
    caseload = reopened(folder)
    mo = caseload.all(Candidate)[0]
    note = caseload.all(Note, mo.id)[0]
    (added,) = caseload.heads(mo.id, "note", note.id)["text"]
    evidence.change_note(caseload, mo.id, replace(note, text="Greets nobody."))
    caseload.close()
    tool = Tool(folder)
    tool.db.execute("UPDATE events SET rowid = (SELECT MAX(rowid) + 1 FROM events) WHERE id = ?", (added,))
    tool.db.close()
    assert any("it depends on an earlier entry that is missing" in error for error in wrong(folder))
