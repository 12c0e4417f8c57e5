"""Commands on the units the program comes with, and on unit files."""

from pathlib import Path

import click

from csassess.catalogue import text
from csassess.commands.context import as_json
from csassess.commands.output import say, say_json
from csassess.domain.errors import UserError
from csassess.services.units import units


@click.group("units")
def units_group() -> None:
    """List and show the units the program comes with, and check unit files."""


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
