"""Commands on the units the program comes with, on unit files, and on documents that state units."""

import sys
from pathlib import Path
from typing import Any

import click

from csassess.catalogue import plural, text
from csassess.commands.context import as_json
from csassess.commands.output import say, say_json
from csassess.domain.errors import UserError
from csassess.exchange.reading.draft import Reading
from csassess.services.units import reading, units


@click.group("units")
def units_group() -> None:
    """List and show the units the program comes with, check unit files, and read documents."""


@units_group.command("list")
@as_json
def units_list(plain: bool) -> None:
    """List the units."""
    if plain:
        say_json(
            [
                {"id": unit.id, "number": unit.identity.number, "title": unit.identity.title}
                for unit in units.all_units()
            ]
        )
        return
    for unit in units.all_units():
        say(f"{unit.id:<30} {len(unit.labels()):>3}  {unit.full_name}")


@units_group.command("show")
@click.argument("unit_id", metavar="ID")
@as_json
def units_show(unit_id: str, plain: bool) -> None:
    """Show a unit in its source's own wording."""
    unit = units.unit(unit_id)
    if plain:
        say_json(units.describe(unit))
        return
    say(unit.full_name)
    for outcome in unit.outcomes:
        say(f"\n{outcome.label or ''} {outcome.title} ({outcome.kind})".replace("\n ", "\n"))
        for criterion in outcome.criteria:
            say(f"  {criterion.label:<8} {criterion.text}")
    say("\n" + text("Evidence requirements"))
    for requirement in unit.evidence_requirements:
        say(f"  {requirement.label:<8} {requirement.text}")
        for item in requirement.items:
            say(f"    {item.label:<6} {item.text}")
    if not unit.evidence_requirements:
        say("  " + text("the unit states none"))


@units_group.command("check")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
def units_check(files: tuple[Path, ...]) -> None:
    """Check unit specification files; each mistake is named with field and cause."""
    errors = []
    for file in files:
        try:
            unit = units.check_file(file)
            say(text("{file}: {count} criteria, no errors", file=file.name, count=len(unit.labels())))
        except UserError as error:
            errors.append(str(error))
    if errors:
        raise UserError("\n".join(errors))


@units_group.command("read")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--password", help=text("The password of a protected PDF."))
@as_json
def units_read(files: tuple[Path, ...], password: str | None, plain: bool) -> None:
    """Read the units in documents of awarding bodies; show what was found and what is doubtful."""
    found: dict[str, list[Any]] = {"units": [], "doubts": [], "left_over": []}
    errors = []
    for file in files:
        try:
            content = reading.as_plain(_read(file, password))
        except UserError as error:
            errors.append(str(error))
            continue
        for name, entries in content.items():
            found[name] += entries if len(files) == 1 else [{"file": file.name, **entry} for entry in entries]
        if not plain:
            _say_reading(file, content)
    if plain and (found["units"] or not errors):
        say_json(found)
    if errors:
        raise UserError("\n".join(errors))


def _read(file: Path, password: str | None) -> Reading:
    """Read a document; ask for its password if it needs one and somebody can type it."""
    try:
        return reading.read_document(file, password)
    except UserError as error:
        if password is not None or not reading.needs_password(error) or not sys.stdin.isatty():
            raise
    return reading.read_document(
        file, click.prompt(text("Password of {file}", file=file.name), hide_input=True)
    )


def _say_reading(file: Path, content: dict[str, list[Any]]) -> None:
    say(file.name)
    for unit in content["units"]:
        title = unit["title"] or text("title not stated ({id})", id=unit["id"])
        say("\n" + "  ".join(part for part in (unit["number"], title) if part))
        for name, words in (
            ("reference", text("Reference")),
            ("level", text("Level")),
            ("credit", text("Credit")),
            ("guided_learning_hours", text("Guided learning hours")),
        ):
            say(f"  {words}: {unit[name] or text('not stated')}")
        for outcome in unit["outcomes"]:
            say(f"\n{outcome['label'] or ''} {outcome['title']} ({outcome['kind']})".replace("\n ", "\n"))
            for criterion in outcome["criteria"]:
                say(f"  {criterion['label'] or '–':<8} {criterion['text']}".replace("\n", "\n" + " " * 11))
        if unit["evidence_requirements"]:
            say("\n" + text("Evidence requirements"))
        for requirement in unit["evidence_requirements"]:
            say(f"  {requirement['label'] or '–':<8} {requirement['text']}")
            for item in requirement["items"]:
                say(f"    {item['label']:<6} {item['text']}")
    doubts, left = content["doubts"], content["left_over"]
    say(
        "\n"
        + (plural("{count} to look at", "{count} to look at", len(doubts)) if doubts else text("No doubts"))
    )
    for doubt in doubts:
        page = text("page {page}", page=doubt["page"]) if doubt["page"] else ""
        say("  " + ", ".join(part for part in (doubt["where"], page) if part) + f": {doubt['why']}")
    if left:
        say("\n" + text("Words left over"))
    for words in left:
        say("  " + text("page {page}", page=words["page"]) + f": {words['text']}")
