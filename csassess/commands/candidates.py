"""Commands on candidates, lists of candidates and the tracking workbook."""

from pathlib import Path

import click

from csassess.catalogue import plural, text
from csassess.commands.context import Context, as_json, with_context
from csassess.commands.output import say, say_json
from csassess.domain.exchange.lists import SEPARATORS, DateOrder, Encoding, Reading
from csassess.services.candidates import candidates
from csassess.services.files import read_file
from csassess.services.lists import spreadsheets
from csassess.services.units import caseload_units


@click.group("candidates")
def candidates_group() -> None:
    """List, add and enrol candidates."""


@candidates_group.command("list")
@as_json
@with_context
def candidates_list(context: Context, plain: bool) -> None:
    """List the candidates and the units they are enrolled on."""
    with context.caseload() as caseload:
        rows = [
            {"id": c.id, "name": c.name, "number": c.number, "units": candidates.enrolled_on(caseload, c.id)}
            for c in candidates.list_candidates(caseload)
        ]
    if plain:
        say_json(rows)
        return
    for row in rows:
        say(f"{row['number'] or '—':<12} {row['name']}  [{', '.join(row['units'])}]")


@candidates_group.command("add")
@click.argument("name", metavar="NAME")
@click.option("--number", default="", help=text("The candidate number."))
@as_json
@with_context
def candidates_add(context: Context, name: str, number: str, plain: bool) -> None:
    """Add a candidate."""
    with context.caseload() as caseload:
        candidate = candidates.add_candidate(caseload, name, number)
    if plain:
        say_json({"id": candidate.id, "name": candidate.name, "number": candidate.number})
    else:
        say(text("{name} was added.", name=candidate.name))


@candidates_group.command("enrol")
@click.argument("candidate", metavar="CANDIDATE")
@click.argument("unit_ids", metavar="UNIT…", nargs=-1, required=True)
@with_context
def candidates_enrol(context: Context, candidate: str, unit_ids: tuple[str, ...]) -> None:
    """Enrol a candidate on units."""
    with context.caseload() as caseload:
        chosen_units = [caseload_units.offered_unit(caseload, unit_id).unit for unit_id in unit_ids]
        matched = candidates.find_candidate(caseload, candidate)
        for unit in chosen_units:
            candidates.enrol(caseload, matched.id, unit.id)
            say(text("{name} is enrolled on {unit}.", name=matched.name, unit=unit.full_name))


@candidates_group.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--column",
    "named",
    multiple=True,
    metavar="FIELD=HEAD",
    help=text("Column that holds a field, such as name=Learner."),
)
@click.option(
    "--skip-wrong", "without_wrong", is_flag=True, help=text("Skip rows with errors and add the others.")
)
@click.option(
    "--encoding",
    type=click.Choice([*Encoding]),
    help=text("The encoding of a text file, if not as detected."),
)
@click.option("--separator", default="", help=text("The separator of a text file, if not as detected."))
@click.option("--sheet", default="", help=text("The sheet of a workbook; without it, the first with a list."))
@click.option(
    "--dates",
    type=click.Choice([*DateOrder]),
    help=text("What comes first in dates such as 05/06/2026, if not as detected."),
)
@click.option("--dry-run", "only_look", is_flag=True, help=text("List the errors and add nobody."))
@with_context
def candidates_import(
    context: Context,
    path: Path,
    named: tuple[str, ...],
    encoding: str | None,
    separator: str,
    sheet: str,
    dates: str | None,
    *,
    without_wrong: bool,
    only_look: bool,
) -> None:
    """Add candidates from a list (CSV or xlsx); if any row is wrong, none is added."""
    columns = dict(pair.partition("=")[::2] for pair in named)
    separator = {"tab": "\t", "\\t": "\t"}.get(separator, separator)
    if separator and separator not in SEPARATORS:
        raise click.UsageError(text("The separator is one of: {marks} or tab.", marks=", ; |"))
    if not set(columns) <= set(spreadsheets.FIELDS):
        raise click.UsageError(text("Fields are: {fields}.", fields=", ".join(spreadsheets.FIELDS)))
    with context.caseload() as caseload:
        content = read_file(path, spreadsheets.MOST_BYTES, spreadsheets.too_large())
        reading = Reading(Encoding(encoding) if encoding else None, separator, sheet)
        order = DateOrder(dates) if dates else None
        listed = spreadsheets.read_candidate_list(caseload, content, columns, reading, order)
        for error in spreadsheets.invalid_rows(listed):
            say(error, err=True)
        if only_look:
            say(plural("{count} row", "{count} rows", len(listed.rows)))
            return
        count = spreadsheets.import_candidates(caseload, listed, without_wrong=without_wrong)
    say(plural("{count} candidate was added.", "{count} candidates were added.", count))


@click.command("workbook")
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help=text("The file to write: .xlsx or .csv."),
)
@with_context
def workbook(context: Context, path: Path) -> None:
    """Write the tracking workbook: candidates, units, criteria, findings, evidence, visits."""
    with context.caseload() as caseload:
        spreadsheets.write_workbook(caseload, path)
    say(str(path))
