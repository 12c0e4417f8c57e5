"""No readable text reaches the disk, and saves are durable."""

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import uri_of
from csassess.domain.records.evidence import Method
from csassess.domain.units.units import FeedbackOrigin, Setting
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.progress import history
from csassess.services.safekeeping import backups, restoring
from tests.support.builders import OWNER, PASSPHRASE, THAT_DAY, contents, reopened

CANARIES = (
    "Zebedee Quillfeather",
    "marzipan lighthouse",
    "seagull crumpet",
    "turquoise anvil",
    "half-typed walrus",
)
SECRETS = (*CANARIES, OWNER.assessor, OWNER.centre, "B10.1.1", "note.add", PASSPHRASE, "CREATE TABLE")


def written_about(caseload):
    """Write every canary into history, tables and drafts, with changes and an undo."""
    name, employer, note, feedback, draft = CANARIES
    candidate = candidates.add_candidate(caseload, name, "7")
    candidates.set_job(caseload, candidate.id, employer, "Clerk", Setting.REAL_JOB_PAID)
    candidates.enrol(caseload, candidate.id, "nos-b10")
    item = evidence.start_observation(caseload, candidate.id, "Counter")
    for _ in range(40):
        seen = evidence.add_note(caseload, candidate.id, item.id, f"{note} " * 60)
    references.tick(caseload, candidate.id, item.id, "nos-b10", "B10.1.1", seen.id)
    evidence.record_feedback(caseload, candidate.id, item.id, FeedbackOrigin.SPONTANEOUS, feedback)
    caseload.drafts.keep(seen.id, "text", draft)
    evidence.add_item(caseload, candidate.id, Method.WORK_PRODUCT, note, THAT_DAY)
    history.undo(caseload, candidate.id)
    return candidate


def readable(folder):
    """Return the secrets that are readable in any file or file name, in UTF-8 or UTF-16."""
    files = contents(folder)
    everything = b"\0".join([*files.values(), *(name.encode() for name in files)])
    return [s for s in SECRETS if s.encode() in everything or s.encode("utf-16-le") in everything]


def test_the_folder_holds_no_readable_text_while_open_or_after_closing(folder):
    caseload = reopened(folder)
    written_about(caseload)
    assert any(name.endswith("-wal") for name in contents(folder))
    assert readable(folder) == []
    assert caseload.db.execute("SELECT text FROM note").fetchone()[0].startswith(CANARIES[2])
    caseload.close()
    assert readable(folder) == []


@pytest.mark.parametrize(
    "big", ["SELECT * FROM note ORDER BY random()", "SELECT DISTINCT text, id FROM note ORDER BY 1"]
)
def test_sorting_and_rebuilding_leave_no_readable_text_in_temporary_files(folder, tmp_path, big):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from csassess.data.record import fold\n"
        "from tests.support.builders import contents, reopened\n"
        "from tests.safekeeping.test_storage import readable, written_about\n"
        "folder, temporary = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "caseload = reopened(folder)\n"
        "written_about(caseload)\n"
        "caseload.db.execute('CREATE TEMP TABLE t AS ' + sys.argv[3])\n"
        "fold.rebuild(caseload.db)\n"
        "assert not readable(temporary), readable(temporary)\n"
        "links = [p.resolve() for p in Path('/proc/self/fd').iterdir() if p.is_symlink()]\n"
        "assert not [p for p in links if p.is_relative_to(temporary)]\n"
        "caseload.close()\n"
    )
    places = {name: str(temporary) for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP")}
    subprocess.run(
        [sys.executable, "-c", script, str(folder), str(temporary), big],
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **places},
    )
    assert contents(temporary) == {}


def test_the_write_ahead_log_and_full_sync_are_in_force(caseload):
    def pragma(name):
        return caseload.db.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("trusted_schema") == 0
    assert pragma("temp_store") == 2
    assert pragma("cipher_version")


def test_a_saved_record_is_in_the_write_ahead_log_and_closing_checkpoints_it(folder):
    caseload = reopened(folder)
    before = (folder / DATABASE_FILE).read_bytes()
    candidates.add_candidate(caseload, "Mo Candidate")
    log = folder / f"{DATABASE_FILE}-wal"
    assert log.stat().st_size > 0
    caseload.close()
    assert not log.exists()
    assert not (folder / f"{DATABASE_FILE}-shm").exists()
    assert (folder / DATABASE_FILE).read_bytes() != before


def test_a_save_survives_a_process_that_ends_without_closing(folder):
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from csassess.services.candidates import candidates\n"
        "from tests.support.builders import reopened\n"
        "caseload = reopened(Path(sys.argv[1]))\n"
        "candidates.add_candidate(caseload, 'Mo Candidate')\n"
        "os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(folder)], check=False, cwd=Path(__file__).parents[2])
    caseload = reopened(folder)
    assert [candidate.name for candidate in candidates.list_candidates(caseload)] == ["Mo Candidate"]
    caseload.close()


def test_a_caseload_opens_even_if_the_process_that_set_it_up_never_closed_it(tmp_path):
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from csassess.services.access import caseloads\n"
        "from tests.support.builders import OWNER, cheap_keys\n"
        "caseload = caseloads.set_up(Path(sys.argv[1]), cheap_keys(), OWNER)\n"
        "os._exit(1)\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "c")], check=False, cwd=Path(__file__).parents[2]
    )
    caseload = reopened(tmp_path / "c")
    assert caseloads.assessor_of(caseload).name == OWNER.assessor
    caseload.close()


def test_the_folder_holds_only_the_files_of_the_caseload(folder):
    caseload = reopened(folder)
    written_about(caseload)
    caseload.close()
    assert set(contents(folder)) - {"caseload.lock"} == {"caseload.db", "keys.json"}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PureWindowsPath(r"\\server\share\Ann\records.db"), "file:////server/share/Ann/records.db"),
        (PureWindowsPath(r"C:\Ann's files\records.db"), "file:///C:/Ann%27s%20files/records.db"),
        (PureWindowsPath(r"Z:\50% #1\Zoë.db"), "file:///Z:/50%25%20%231/Zo%C3%AB.db"),
        (PurePosixPath("/home/ann/what? #1 50%/é.db"), "file:///home/ann/what%3F%20%231%2050%25/%C3%A9.db"),
    ],
)
def test_a_path_on_a_drive_a_network_share_or_a_disk_becomes_a_uri_that_names_no_server(path, uri):
    assert uri_of(path, "mode=rw") == f"{uri}?mode=rw"


@pytest.mark.parametrize("name", ["a#b", "a?mode=memory", "50%41", "a b", "Zoë 漢字", "it's;", "a&b=c"])
def test_backups_are_read_from_a_folder_of_any_name(caseload, tmp_path, name):
    backup = backups.make_backup(caseload, tmp_path / name)
    assert restoring.preview(caseload, backup).newest is not None
