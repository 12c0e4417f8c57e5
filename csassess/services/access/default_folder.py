"""The caseload folder used unless another is given."""

from pathlib import Path

import platformdirs


def default_folder() -> Path:
    """Return the folder for the caseload in the platform's local data folder."""
    return Path(platformdirs.user_data_dir("csassess", appauthor=False)) / "caseload"
