"""What differs by system is asked in `csassess/platform/` only."""

import ast
from collections.abc import Iterator

from tests.program.test_architecture import PROJECT, python_files

# Each differs by system, or fails on one alone: `csassess/platform/` has what stands in for it.
_OF_ONE_SYSTEM = {
    "sys.platform": "",
    "os.name": "",
    "os.uname": "",
    "os.getuid": "per_user.user_id",
    "os.fsync": "files.flush",
    "os.replace": "files.move",
    "os.rename": "files.move",
    "os.remove": "files.delete",
    "os.unlink": "files.delete",
    "shutil.move": "files.move",
    "psutil.disk_partitions": "drives.drive_of",
    ".unlink()": "files.delete or delete_if_free",
    ".rename()": "files.move",
    ".replace()": "files.move",
}


def asked_elsewhere(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of what only `csassess/platform/` may ask.

    `replace` with a single argument is that of a path: text takes two, a date takes names.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in _OF_ONE_SYSTEM:
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ImportFrom) and node.module in ("os", "sys", "shutil", "psutil"):
            yield from (
                (node.lineno, name)
                for alias in node.names
                if (name := f"{node.module}.{alias.name}") in _OF_ONE_SYSTEM
            )
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_of_path = node.func.attr != "replace" or (len(node.args) == 1 and not node.keywords)
            if is_of_path and f".{node.func.attr}()" in _OF_ONE_SYSTEM:
                yield node.lineno, f".{node.func.attr}()"


def test_only_the_platform_asks_what_differs_by_system():
    found = [
        f"{path.relative_to(PROJECT)}:{line}: {name} → {_OF_ONE_SYSTEM[name]}"
        for path in python_files("csassess")
        if not path.is_relative_to(PROJECT / "csassess" / "platform")
        and not path.is_relative_to(PROJECT / "csassess" / "demo")
        for line, name in asked_elsewhere(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_no_date_is_written_or_read_in_the_language_of_the_system():
    """Names of months and days go through the catalogue: `%b` follows the system's language."""
    named = tuple(f"%{letter}" for letter in "aAbBcpxX")
    found = [
        f"{path.relative_to(PROJECT)}:{node.lineno}: {node.value}"
        for path in python_files("csassess")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(code in node.value for code in named)
    ]
    assert found == []
