"""Names are folded and sorted in one way, and times are sorted as times, wherever the program does it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import get_args, get_type_hints

from csassess.domain.records.kinds import KINDS
from tests.program.test_architecture import PROJECT, python_files

_NAMES = "csassess/domain/names.py"
# What is folded elsewhere is no name that a person looks for or finds in a list.
_NOT_NAMES = {
    "csassess/commands/exchange.py": "a code",
    "csassess/data/units/wording_search.py": "the wording of criteria",
    "csassess/domain/asking/sentences.py": "sentences",
    "csassess/domain/dates.py": "months",
    "csassess/domain/qualifications/composition.py": "an id made of a title",
    "csassess/domain/qualifications/counting.py": "a reference",
    "csassess/domain/records/staff.py": "roles",
    "csassess/domain/signing/printed_codes.py": "a code",
    "csassess/domain/units/comparison.py": "wording",
    "csassess/domain/units/correspondences.py": "wording",
    "csassess/domain/units/review_wording.py": "an id made of a title",
    "csassess/domain/verification/sampling.py": "who is the same person: stricter than a search",
    "csassess/exchange/lists/columns.py": "heads of columns",
    "csassess/exchange/lists/csv_tables.py": "the mark of a separator",
    "csassess/exchange/lists/tables.py": "heads of columns",
    "csassess/exchange/container.py": "files in an archive",
    "csassess/platform/cloud_folders.py": "folders",
    "csassess/platform/drives.py": "kinds of disks",
    "csassess/cli.py": "the ending of a file",
    "csassess/data/storage/media_types.py": "the beginning of a text",
    "csassess/data/storage/pictures.py": "kinds of pictures",
    "csassess/services/arriving/arrivals.py": "the ending of a file",
    "csassess/services/arriving/centre_rules.py": "roles",
    "csassess/services/lists/spreadsheets.py": "the ending of a file",
    "csassess/services/retention/redaction.py": "words to be taken out, as they are written",
    "csassess/services/signing/signers.py": "roles",
    "csassess/services/writing/speller.py": "words as they are spelt, with their accents",
    "csassess/ui/shell/arrivals.py": "the ending of a file",
    "csassess/ui/widgets/date_fields.py": "a time of day",
}
_NAMED = {"name", "who", "site", "employer", "assessor_name", "body"}
_SORTING = {"sorted", "sort", "min", "max"}
_AS_TEXT = {"str", "repr", "format", "isoformat", "strftime"}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in python_files("csassess"):
        yield str(path.relative_to(PROJECT)), ast.parse(path.read_text(encoding="utf-8"))


def _sort_keys(module: ast.Module) -> Iterator[ast.AST]:
    """Yield what orders something: keys of sorted, sort, min and max, and orders of kinds of record."""
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(module):
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            if keyword.arg == "order" or (keyword.arg == "key" and _called(node) in _SORTING):
                yield keyword.value
                if isinstance(keyword.value, ast.Name) and keyword.value.id in functions:
                    yield functions[keyword.value.id]


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _outside(key: ast.AST, called: str) -> Iterator[ast.AST]:
    """Yield the parts of a key that are neither inside a call of a function nor a question of yes or no."""
    if _called(key) != called and not isinstance(key, ast.Compare | ast.UnaryOp):
        yield key
        for part in ast.iter_child_nodes(key):
            yield from _outside(part, called)


def test_names_are_folded_by_one_function():
    folding = {
        name
        for name, module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in ("casefold", "lower")
    }
    reading = {name for name in folding if name.startswith("csassess/exchange/reading/")}  # unit documents
    assert folding - reading - _NOT_NAMES.keys() == {_NAMES}
    assert _NOT_NAMES.keys() <= folding


def test_names_are_sorted_by_one_key():
    assert [
        f"{name}:{part.lineno}"
        for name, module in _modules()
        for key in _sort_keys(module)
        for part in _outside(key, "name_key")
        if isinstance(part, ast.Attribute) and part.attr in _NAMED and not _is_of_no_person(name)
    ] == []


def _is_of_no_person(name: str) -> bool:
    """Return whether a module sorts files, units or unit documents by their names."""
    return Path(name).parts[1:3] in {
        ("exchange", "reading"),
        ("data", "units"),
        ("data", "safekeeping"),
        ("domain", "units"),
        ("services", "units"),
    }


def _times() -> set[str]:
    """Return the fields of records that hold a moment."""
    return {
        field.name
        for kind in KINDS.values()
        for hints in (get_type_hints(kind.record_type),)
        for field in fields(kind.record_type)
        if datetime in (hints[field.name], *get_args(hints[field.name]))
    }


def _mentions(node: ast.AST, names: set[str]) -> bool:
    return any(
        (isinstance(part, ast.Attribute) and part.attr in names)
        or (isinstance(part, ast.Constant) and part.value in names)
        for part in ast.walk(node)
    )


def test_no_moment_is_sorted_as_text():
    """In text, the hour that comes twice and machines set to other zones are out of order."""
    times = _times()
    assert {"at", "written"} <= times
    assert [
        f"{name}:{part.lineno}"
        for name, module in _modules()
        for key in _sort_keys(module)
        for part in _outside(key, "fromisoformat")
        if (_called(part) in _AS_TEXT or isinstance(part, ast.JoinedStr)) and _mentions(part, times)
    ] == []


def test_no_query_sorts_moments_as_they_were_written():
    """A row's `made` is in UTC; what else a row holds of a moment keeps the offset of its machine."""
    order = re.compile(r"ORDER BY [^)]*?\b(" + "|".join(sorted(_times())) + r")\b")
    assert [
        f"{name}:{node.lineno}"
        for name, module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and order.search(node.value)
    ] == []
