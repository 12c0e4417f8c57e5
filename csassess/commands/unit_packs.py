"""Commands that bring units in and carry them on: files, packs, and pairs of criteria."""

from pathlib import Path

import click

from csassess.catalogue import text
from csassess.commands.context import Context, to_file, with_context
from csassess.commands.output import say
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.services.packs import packs
from csassess.services.units import caseload_units, pairs


@click.command("add")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--document",
    type=click.Path(path_type=Path),
    help=text("The awarding body’s document; it is kept with the unit."),
)
@click.option("--new-version", is_flag=True, help=text("Add another wording of a unit that is here already."))
@click.option("--accept", is_flag=True, help=text("Accept all packs of the person who signed this one."))
@click.option("--dry-run", is_flag=True, help=text("Show what is in a pack without receiving it."))
@with_context
def units_add(
    context: Context, path: Path, document: Path | None, *, new_version: bool, accept: bool, dry_run: bool
) -> None:
    """Bring a unit into the caseload, as a draft, or the units of a pack."""
    if packs.is_pack_file(path):
        if document or new_version:
            raise UserError(text("This is a pack: --document and --new-version are for a unit’s own file."))
        _add_pack(context, path, accept=accept, dry_run=dry_run)
        return
    if accept or dry_run:
        raise UserError(text("This is no pack: --accept and --dry-run are for packs."))
    with context.caseload() as caseload:
        added = caseload_units.add(caseload, path, document, new_version=new_version)
    say(text("{unit} is here as a draft. Approve it, then enrol candidates.", unit=added.unit.full_name))


def _add_pack(context: Context, path: Path, *, accept: bool, dry_run: bool) -> None:
    opened = packs.open_pack(path)
    with context.caseload() as caseload:
        shown = packs.preview(caseload, opened)
        for line in packs.preview_words(shown, accept=accept):
            say(line)
        if dry_run:
            say(text("Nothing was changed."))
            return
        packs.take_in(caseload, opened, accept=accept)
    say(text("The pack was received."))
    if shown.can_accept and not accept:
        say(text("To accept all packs of {name}, add it again with --accept.", name=shown.sender))


@click.command("pack")
@click.argument("unit_ids", metavar="ID…", nargs=-1, required=True)
@to_file
@with_context
def units_pack(context: Context, unit_ids: tuple[str, ...], path: Path) -> None:
    """Write approved units as one signed file, for the assessors of the centre."""
    with context.caseload() as caseload:
        packs.make(caseload, unit_ids, path)
    say(str(path))


@click.command("packs")
@click.option("--withdraw", metavar="NAME", help=text("Withdraw the acceptance of a person’s packs."))
@with_context
def units_packs(context: Context, withdraw: str | None) -> None:
    """List the people whose packs come in as approved; withdraw that."""
    with context.caseload() as caseload:
        accepted = packs.accepted_people(caseload)
        if withdraw is not None:
            packs.withdraw_by_name(caseload, withdraw)
            say(text("The acceptance of the packs of {name} was withdrawn.", name=withdraw))
            return
    for acceptance in accepted:
        say(text("{name}, accepted on {day}", name=acceptance.name, day=long_date(acceptance.on)))
    if not accepted:
        say(text("Nobody’s packs are accepted: their units come in as drafts."))


@click.command("pair")
@click.argument("unit_id", metavar="UNIT")
@click.argument("criterion")
@click.argument("other_unit", metavar="UNIT")
@click.argument("other_criterion", metavar="CRITERION")
@click.option("--remove", is_flag=True, help=text("Remove the pair instead."))
@with_context
def units_pair(
    context: Context, unit_id: str, criterion: str, other_unit: str, other_criterion: str, *, remove: bool
) -> None:
    """Pair two criteria that state the same: when one is ticked, the other is offered."""
    first, second = (unit_id, criterion), (other_unit, other_criterion)
    with context.caseload() as caseload:
        (pairs.unpair if remove else pairs.pair)(caseload, first, second)
    say(text("The pair was removed.") if remove else text("The two criteria are paired."))


@click.command("pairs")
@click.argument("unit_id", metavar="[ID]", default="")
@with_context
def units_pairs(context: Context, unit_id: str) -> None:
    """List the criteria that two units state alike, and how that is known."""
    with context.caseload() as caseload:
        found = pairs.all_pairs(caseload, unit_id)
    for (unit, label), (other_unit, other_label), why in found:
        say(f"{unit} {label}  {other_unit} {other_label}  ({why.words})")
    if not found:
        say(text("No two units state a criterion alike."))


COMMANDS = (units_add, units_pack, units_packs, units_pair, units_pairs)
"""Further commands of `csassess units`."""
