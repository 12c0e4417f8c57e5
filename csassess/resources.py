"""Folders of fonts, icons, translations and unit specifications.

They are found next to the source, in the wheel, and in the frozen program.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    packaged = _PACKAGE / f"_{name}"
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def resource_folder() -> Path:
    """Return the folder of fonts, icons, the style sheet and translations."""
    return _folder("resources")


def unit_specs_folder() -> Path:
    """Return the folder that holds the unit specifications the program comes with."""
    return _folder("unit_specs")
