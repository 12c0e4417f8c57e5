"""The layers: imports go down only. A rule that is broken prints the chain of imports that breaks it."""

from importlib.metadata import packages_distributions
from sys import stdlib_module_names

from pytest_archon import archrule

_THIRD_PARTY = {name for name in packages_distributions() if name not in stdlib_module_names} - {
    "csassess",
    "tests",
}
_QT = ("PySide6", "PySide6.*", "shiboken6", "shiboken6.*")
_DOORS = (
    "csassess.cli",
    "csassess.commands",
    "csassess.commands.*",
    "csassess.application",
    "csassess.demo",
    "csassess.demo.*",
)


def layer(*names: str) -> tuple[str, ...]:
    """The patterns that match layers and all that is in them."""
    return tuple(pattern for name in names for pattern in (f"csassess.{name}", f"csassess.{name}.*"))


def third_party_but(*allowed: str) -> tuple[str, ...]:
    """The patterns that match every installed package except those allowed."""
    return tuple(pattern for name in sorted(_THIRD_PARTY - set(allowed)) for pattern in (name, f"{name}.*"))


def test_the_domain_imports_the_standard_library_and_the_catalogue_only():
    (
        archrule("the domain stands alone")
        .match(*layer("domain"))
        .should_not_import(*layer("data", "exchange", "forms", "services", "ui"), *_DOORS, *third_party_but())
        .check("csassess")
    )


def test_catalogue_and_resources_import_nothing_of_the_program():
    (
        archrule("catalogue and resources stand below everything")
        .match("csassess.catalogue", "csassess.resources")
        .should_not_import(*layer("domain", "data", "forms", "services", "ui"), *_DOORS, *third_party_but())
        .check("csassess")
    )


def test_data_imports_the_domain_and_what_keeps_it_only():
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
        "puremagic",
        "pikepdf",
        "zxingcpp",
    )
    (
        archrule("data knows the domain, the store and its keys")
        .match(*layer("data"))
        .should_not_import(
            *layer("exchange", "forms", "services", "ui"), *_DOORS, *third_party_but(*libraries)
        )
        .check("csassess")
    )


def test_forms_import_the_domain_and_reportlab_only():
    (
        archrule("forms draw what they are given")
        .match(*layer("forms"))
        .should_not_import(
            *layer("data", "exchange", "services", "ui"),
            *_DOORS,
            *third_party_but("reportlab", "pikepdf", "PIL", "zxingcpp"),
        )
        .check("csassess")
    )


def test_the_exchange_imports_domain_and_data_and_what_it_packs_with_only():
    libraries = ("pyrage", "jinja2", "cattrs", "cattr", "PIL", "xlsxwriter", "markupsafe")
    (
        archrule("portfolio files know the domain and the store")
        .match(*layer("exchange"))
        .should_not_import(*layer("forms", "services", "ui"), *_DOORS, *third_party_but(*libraries))
        .check("csassess", only_direct_imports=True)
    )


def test_services_import_no_window():
    (
        archrule("window and command line share the services")
        .match(*layer("services"))
        .should_not_import(*layer("ui"), *_DOORS, *_QT, "click", "click.*")
        .check("csassess")
    )


def test_the_window_imports_domain_and_services_and_neither_data_forms_nor_the_command_line():
    (
        archrule("widgets call services")
        .match(*layer("ui"))
        .should_not_import(
            *layer("data", "exchange", "forms"), *_DOORS, "click", "click.*", "sqlite_utils*", "sqlcipher3*"
        )
        .check("csassess", only_direct_imports=True)
    )


def test_only_the_window_its_start_and_the_demonstration_import_qt():
    (
        archrule("Qt stays in the window")
        .match("csassess", "csassess.*")
        .exclude(*layer("ui"), "csassess.application", "csassess.demo.*")
        .should_not_import(*_QT)
        .check("csassess", only_direct_imports=True)
    )


def test_nothing_imports_the_doors_except_the_command_line_and_main():
    (
        archrule("the doors put everything together; nobody needs them")
        .match("csassess", "csassess.*")
        .exclude("csassess.__main__", "csassess.cli", "csassess.commands.*", "csassess.demo.*")
        .should_not_import(*_DOORS)
        .check("csassess", only_direct_imports=True)
    )


def test_only_the_one_module_that_knows_sqlcipher_imports_it():
    (
        archrule("SQLCipher stands in its place before sqlite-utils is imported")
        .match("csassess.*")
        .exclude("csassess.data.storage.sqlcipher")
        .should_not_import("sqlcipher3*", "sqlite_utils*", "sqlite3*")
        .check("csassess", only_direct_imports=True)
    )
