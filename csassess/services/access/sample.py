"""The sample caseload states its own passphrase, which is no secret, so that it opens at once."""

from pathlib import Path

from csassess.data.storage.plain_files import read_at_most

SAMPLE_FILE = "demo-passphrase.txt"  # in the folder of the sample only
_LONGEST = 100  # bytes


def sample_passphrase(folder: Path) -> str:
    """Return the passphrase that is stated beside a sample caseload; empty for any other folder."""
    try:
        words = read_at_most(folder / SAMPLE_FILE, _LONGEST).decode("utf-8").strip()
    except (OSError, ValueError):
        return ""
    return words if words.isprintable() else ""
