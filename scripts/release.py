"""What the installers of all systems say of the program: its version, and the types of its files."""

from dataclasses import dataclass
from pathlib import Path

from csassess import __version__


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file that a double click opens: its ending, name and media type."""

    suffix: str
    words: str
    media_type: str


FILE_TYPES = (
    FileType("csbundle", "csassess portfolio file", "application/x-csassess-portfolio"),
    FileType("csunits", "csassess pack of units", "application/x-csassess-units"),
)

_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("080904B0", [
      StringStruct("FileDescription", "csassess: portfolios for assessors"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("ProductName", "csassess"),
      StringStruct("ProductVersion", "{version}"),
      StringStruct("LegalCopyright", "MIT licence"),
    ])]),
    VarFileInfo([VarStruct("Translation", [2057, 1200])]),
  ],
)
"""


def version_resource(path: str) -> str:
    """Write the version resource of the program for Windows, in British English; return its path."""
    numbers = (*(int(part) for part in __version__.split(".")[:3]), 0)
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_RESOURCE.format(numbers=numbers, version=__version__), encoding="utf-8")
    return str(target)
