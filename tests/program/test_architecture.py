"""The structure of the program: layers, subjects, sizes.

A broken rule prints the imports that break it.
"""

import ast
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from sys import stdlib_module_names

import pytest
from pytest_archon import archrule

from scripts.architecture import PICTURE, drawing

PROJECT = Path(__file__).parents[2]
MOST_LINES_OF_A_FILE, MOST_LINES_OF_A_CLASS, MOST_MODULES_OF_A_FOLDER = 400, 300, 20

_THIRD_PARTY = {name for name in packages_distributions() if name not in stdlib_module_names} - {
    "csassess",
    "tests",
}
_QT = ("PySide6", "PySide6.*", "shiboken6", "shiboken6.*")
_ENTRY_POINTS = (
    "csassess.cli",
    "csassess.commands",
    "csassess.commands.*",
    "csassess.application",
    "csassess.demo",
    "csassess.demo.*",
)

_PLATFORM_WITH_QT = ("csassess.platform.identity", "csassess.platform.shutdown")


def layer(*names: str) -> tuple[str, ...]:
    """Return the patterns that match layers and everything in them."""
    return tuple(pattern for name in names for pattern in (f"csassess.{name}", f"csassess.{name}.*"))


def third_party_except(*allowed: str) -> tuple[str, ...]:
    """Return the patterns that match every installed package except those allowed."""
    return tuple(pattern for name in sorted(_THIRD_PARTY - set(allowed)) for pattern in (name, f"{name}.*"))


# Layers. Without `only_direct_imports` a rule also holds through modules in between.


_OF_NAMES = ("pyuca", "anyascii")  # the order and the letters of names: needed by every layer


def test_the_domain_imports_the_standard_library_the_catalogue_and_what_orders_names_only():
    (
        archrule("the domain needs no other layer")
        .match(*layer("domain"))
        .should_not_import(
            *layer("data", "exchange", "forms", "services", "ui"),
            *_ENTRY_POINTS,
            *third_party_except(*_OF_NAMES),
        )
        .check("csassess")
    )


def test_what_differs_by_system_is_asked_by_those_who_store_act_and_show_only():
    (
        archrule("rules and papers are the same on every system")
        .match(*layer("domain", "forms"))
        .should_not_import(*layer("platform"))
        .check("csassess")
    )
    (
        archrule("the platform is below every layer that asks it")
        .match(*layer("platform"))
        .should_not_import(
            *layer("domain", "data", "exchange", "forms", "services", "ui"),
            *_ENTRY_POINTS,
            *third_party_except("psutil", "platformdirs", "PySide6", "shiboken6"),
        )
        .check("csassess")
    )


def test_catalogue_and_resources_import_nothing_of_the_program():
    (
        archrule("catalogue and resources are below everything")
        .match("csassess.catalogue", "csassess.resources")
        .should_not_import(
            *layer("domain", "data", "forms", "services", "ui"), *_ENTRY_POINTS, *third_party_except()
        )
        .check("csassess")
    )


def test_data_imports_the_domain_and_the_libraries_that_store_only():
    libraries = (
        "sqlcipher3",
        "sqlite_utils",
        "cattrs",
        "cattr",
        "cryptography",
        "pyrage",
        "filelock",
        "PIL",
        "pillow_heif",
        "pikepdf",
        "zxingcpp",
        "psutil",
        *_OF_NAMES,
    )
    (
        archrule("data knows the domain, the store and its keys")
        .match(*layer("data"))
        .should_not_import(
            *layer("exchange", "forms", "services", "ui"), *_ENTRY_POINTS, *third_party_except(*libraries)
        )
        .check("csassess")
    )


def test_forms_import_the_domain_and_the_libraries_that_draw_only():
    (
        archrule("forms draw what they are given")
        .match(*layer("forms"))
        .should_not_import(
            *layer("data", "exchange", "services", "ui"),
            *_ENTRY_POINTS,
            *third_party_except("reportlab", "pikepdf", "PIL", "zxingcpp", *_OF_NAMES),
        )
        .check("csassess")
    )


def test_the_exchange_imports_domain_and_data_only():
    (
        archrule("portfolio files know the domain and the store")
        .match(*layer("exchange"))
        .should_not_import(*layer("forms", "services", "ui"), *_ENTRY_POINTS, *_QT)
        .check("csassess")
    )


def test_the_exchange_itself_uses_only_the_libraries_that_pack():
    libraries = ("pyrage", "jinja2", "cattrs", "cattr", "PIL", "xlsxwriter", "openpyxl", "markupsafe")
    reading = ("pikepdf", "pypdfium2", "pypdfium2_raw", "lxml", "tesserocr")
    (
        archrule("portfolio files are packed with few libraries")
        .match(*layer("exchange"))
        .should_not_import(*third_party_except(*libraries, *reading))
        .check("csassess", only_direct_imports=True)
    )


def test_services_import_no_window():
    (
        archrule("window and command line share the services")
        .match(*layer("services"))
        .should_not_import(*layer("ui"), *_ENTRY_POINTS, *_QT, "click", "click.*")
        .check("csassess")
    )


def test_the_window_imports_domain_and_services_only():
    (
        archrule("widgets call services")
        .match(*layer("ui"))
        .should_not_import(*_ENTRY_POINTS, "click", "click.*")
        .may_import(*layer("services"))
        .check("csassess", only_direct_imports=True)
    )


def test_the_window_reaches_data_through_services_alone():
    """No module in between may lead from the window to a lower layer, except a service."""
    graph = imports()
    below = tuple(f"csassess.{name}" for name in ("data", "exchange", "forms"))
    for module in (m for m in graph if m.startswith("csassess.ui")):
        seen, waiting = {module}, [(module, (module,))]
        while waiting:
            here, path = waiting.pop()
            for target in graph.get(here, ()):
                assert not target.startswith(below), " → ".join((*path, target))
                if target not in seen and not target.startswith("csassess.services"):
                    seen.add(target)
                    waiting.append((target, (*path, target)))


def test_only_the_window_its_start_and_the_demonstration_import_qt():
    (
        archrule("Qt stays in the window")
        .match("csassess", "csassess.*")
        .exclude(*layer("ui"), "csassess.application", "csassess.demo.*", *_PLATFORM_WITH_QT)
        .should_not_import(*_QT)
        .check("csassess", only_direct_imports=True)
    )


def test_nothing_imports_the_entry_points_except_the_command_line_and_main():
    (
        archrule("entry points wire everything; nothing needs them")
        .match("csassess", "csassess.*")
        .exclude("csassess.__main__", "csassess.cli", "csassess.commands.*", "csassess.demo.*")
        .should_not_import(*_ENTRY_POINTS)
        .check("csassess", only_direct_imports=True)
    )


def test_only_the_module_that_knows_sqlcipher_imports_it():
    (
        archrule("SQLCipher takes SQLite's place before sqlite-utils is imported")
        .match("csassess.*")
        .exclude("csassess.data.storage.sqlcipher")
        .should_not_import("sqlcipher3*", "sqlite_utils*", "sqlite3*")
        .check("csassess", only_direct_imports=True)
    )


# Subjects, circles and sizes


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the source files in folders of the project."""
    for folder in folders:
        yield from sorted((PROJECT / folder).rglob("*.py"))


def module_name(path: Path) -> str:
    name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def imports() -> dict[str, set[str]]:
    """Return the modules that each imports, also inside functions and for type checking."""
    paths = {module_name(path): path for path in python_files("csassess")}
    graph: dict[str, set[str]] = {}
    for module, path in paths.items():
        named: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                named |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
            elif isinstance(node, ast.Import):
                named |= {name.name for name in node.names}
        packages = {name for name in named if name in paths and paths[name].stem == "__init__"}
        graph[module] = (named & paths.keys()) - packages - {module}
    return graph


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """Return one circle of a graph, its first member repeated at the end; empty if there is none."""
    done: set[str] = set()

    def follow(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for target in sorted(graph.get(node, ())):
            found = follow(target, [*path, node])
            if found:
                return found
        done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := follow(node, []))), [])


def test_no_circle_of_files():
    assert circle_in(imports()) == []


@pytest.mark.parametrize("name", ["domain", "data", "services", "ui"])
def test_no_circle_of_subject_folders_in_a_layer(name):
    start = f"csassess.{name}."

    def subject(module: str) -> str:
        return module.removeprefix(start).partition(".")[0] if module.startswith(start) else ""

    graph: dict[str, set[str]] = {}
    for module, targets in imports().items():
        graph.setdefault(subject(module), set()).update(map(subject, targets))
    graph = {here: targets - {here, ""} for here, targets in graph.items() if here}
    assert circle_in(graph) == []


@pytest.mark.parametrize("folder", ["csassess", "tests", "bench"])
def test_no_file_is_too_long(folder):
    long = {
        str(path.relative_to(PROJECT)): lines
        for path in python_files(folder)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES_OF_A_FILE
    }
    assert long == {}


def test_no_class_is_too_long():
    long = {
        f"{path.relative_to(PROJECT)}: {node.name}": lines
        for path in python_files("csassess", "tests", "bench")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES_OF_A_CLASS
    }
    assert long == {}


def test_no_folder_has_too_many_modules():
    counts: dict[Path, int] = {}
    for path in python_files("csassess", "tests"):
        if path.stem != "__init__":
            counts[path.parent] = counts.get(path.parent, 0) + 1
    assert {str(folder): n for folder, n in counts.items() if n > MOST_MODULES_OF_A_FOLDER} == {}


def test_layers_and_tests_are_divided_by_the_same_subjects():
    known = {
        path.name
        for name in ("domain", "data", "services", "ui")
        for path in (PROJECT / "csassess" / name).iterdir()
        if path.is_dir()
    }
    own_of_tests = {"support", "faults", "history", "program", "golden", "ui", "hands", "platform"}
    folders = {path.name for path in (PROJECT / "tests").iterdir() if (path / "__init__.py").exists()}
    assert folders - known - own_of_tests == set()


def test_no_line_is_longer_than_110_characters():
    long = [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in python_files("csassess", "tests", "bench", "scripts")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > 110
    ]
    assert long == []


def test_the_formatter_decides_how_code_is_laid_out():
    words = "fmt: " + "skip"
    assert [
        path.name for path in python_files("csassess", "tests", "bench") if words in path.read_text()
    ] == []


def test_the_picture_of_the_architecture_is_current():
    assert PICTURE.read_text(encoding="utf-8") == drawing(), "run `make picture`"


# What the window may see


def test_the_window_never_reaches_into_the_caseload():
    """Pages ask the session; it alone holds the caseload."""
    reaching = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in python_files("csassess/ui")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "caseload")
        or (isinstance(node, ast.Name) and node.id == "Caseload")
    ]
    assert reaching == []


@pytest.mark.parametrize("name", ["services", "exchange", "forms", "ui", "domain", "commands"])
def test_raw_sql_is_written_in_the_data_layer_only(name):
    statements = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "PRAGMA ", "CREATE ")
    found = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in python_files(f"csassess/{name}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(statements)
    ]
    assert found == []


def test_services_do_not_hand_on_types_of_the_data_layer():
    """A name in a service's `__all__` is its own: callers import a type from where it is declared."""
    handed_on = []
    for path in python_files("csassess/services"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            name.asname or name.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("csassess.data")
            for name in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                handed_on += [
                    f"{path.stem}: {n}"
                    for n in ast.literal_eval(node.value)
                    if n in imported and n[0].isupper()
                ]
    assert handed_on == []
